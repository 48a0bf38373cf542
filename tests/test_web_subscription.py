"""Unsubscribing: by a mail provider's one click, by the page, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from scout.links import Kind
from scout.secret import address_hash
from scout.store import readers
from scout.store.readers import Stop, StopReason
from tests.builders import NOON, recipient
from tests.pages import ANNA, BERND, SECRET, World, world

FORM = "application/x-www-form-urlencoded"
# As RFC 8058, section 8.2, writes it: the one line, or the same as multipart/form-data.
ONE_CLICK = {
    "urlencoded": (FORM, b"List-Unsubscribe=One-Click"),
    "multipart": (
        "multipart/form-data; boundary=----FormBoundaryx",
        b"------FormBoundaryx\r\n"
        b'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        b"One-Click\r\n"
        b"------FormBoundaryx--\r\n",
    ),
}


@pytest.fixture
def here(home, store) -> Iterator[World]:
    with world(home, store) as made:
        yield made


def stopped(here: World, email: str = ANNA) -> Stop | None:
    with here.store.reading() as connection:
        return readers.stops(connection).get(address_hash(SECRET.encode(), email))


def stop(here: World, reason: StopReason) -> None:
    with here.store.writing() as connection:
        readers.stop(connection, address_hash(SECRET.encode(), ANNA), reason, NOON)


@pytest.mark.parametrize("form", ONE_CLICK)
def test_one_click_of_a_mail_provider_is_enough(form, here):
    kind, body = ONE_CLICK[form]
    answer = here.site.ask("POST", here.links().unsubscribe, body, {"Content-Type": kind})
    # No redirect, no login, no cookie: RFC 8058, section 3.2.
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert stopped(here) == Stop(StopReason.UNSUBSCRIBED, NOON)
    assert stopped(here, BERND) is None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_ends_nothing(method, here):
    for path in (here.links().unsubscribe, f"{here.links().unsubscribe}/wieder"):
        assert here.site.ask(method, path).status == 200
    assert stopped(here) is None


def test_the_page_asks_says_what_it_did_and_leads_back(here):
    link = here.links().unsubscribe
    form = BeautifulSoup(here.site.get(link).body, "lxml").form
    assert form["method"] == "post"
    data = "&".join(f"{each['name']}={each['value']}" for each in form.select("input")).encode()
    done = here.site.ask("POST", form["action"], data, {"Content-Type": FORM})
    assert stopped(here) is not None
    page = BeautifulSoup(done.body, "lxml")
    assert page.h1.get_text() == "Sie erhalten keine Mails mehr"

    again = here.site.ask("POST", page.form["action"], b"", {"Content-Type": FORM})
    assert stopped(here) is None
    assert BeautifulSoup(again.body, "lxml").h1.get_text() == "Sie erhalten die Mails wieder"
    assert BeautifulSoup(here.site.get(link).body, "lxml").h1.get_text() == "Mails abbestellen?"


def test_no_page_names_an_address(here):
    link = here.links().unsubscribe
    shown = [here.site.get(link), here.site.post(link), here.site.post(f"{link}/wieder")]
    for answer in shown:
        assert answer.status == 200
        assert "@" not in answer.text


def test_the_second_click_changes_nothing(here):
    link = here.links().unsubscribe
    first = here.site.post(link)
    here.clock.now += timedelta(hours=1)
    second = here.site.post(link)
    assert stopped(here) == Stop(StopReason.UNSUBSCRIBED, NOON)
    assert first.body == second.body


def test_many_clicks_at_once_are_one(here):
    link = here.links().unsubscribe
    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(here.site.post, [link] * 16))
    assert {answer.status for answer in answers} == {200}
    assert stopped(here) == Stop(StopReason.UNSUBSCRIBED, NOON)


def test_who_left_the_strategy_can_still_unsubscribe_even_after_years(here):
    link = here.links().unsubscribe
    here.plan(recipients=(recipient(BERND),))
    here.clock.now += timedelta(days=3000)
    assert here.site.get(link).status == 200
    assert here.site.post(link).status == 200
    assert stopped(here) == Stop(StopReason.UNSUBSCRIBED, here.clock.now)


def test_a_reader_does_not_lift_what_others_stopped(here):
    link = here.links().unsubscribe
    for reason in (StopReason.REFUSED, StopReason.FORGOTTEN):
        stop(here, reason)
        answer = here.site.post(f"{link}/wieder")
        assert answer.status == 200
        assert BeautifulSoup(answer.body, "lxml").form is None
        assert stopped(here) == Stop(reason, NOON)


def test_a_wish_to_hear_no_more_outlives_a_refused_address(here):
    stop(here, StopReason.REFUSED)
    here.clock.now += timedelta(hours=1)
    here.site.post(here.links().unsubscribe)
    assert stopped(here) == Stop(StopReason.UNSUBSCRIBED, here.clock.now)


def test_an_erased_address_stays_erased(here):
    stop(here, StopReason.FORGOTTEN)
    here.site.post(here.links().unsubscribe)
    assert stopped(here) == Stop(StopReason.FORGOTTEN, NOON)


def test_wrong_links_end_nothing(here):
    mine = here.links()
    with here.store.writing() as connection:
        readers.renew_ref(connection, ANNA)
    wrong = [
        mine.unsubscribe,
        here.links().unsubscribe[:-1],
        here.links().calendar.replace(f"/{Kind.CALENDAR}/", f"/{Kind.UNSUBSCRIBE}/")[:-4],
        "/abbestellen/x",
    ]
    for link in wrong:
        for path in (link, f"{link}/wieder"):
            assert here.site.get(path).status == 404
            assert here.site.post(path).status == 404
    assert stopped(here) is None
