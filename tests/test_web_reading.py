"""An issue as a page, and the reader's calendar: whose they are, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, insert, update

from scout.links import Kind
from scout.messages import MessageKind
from scout.store import readers, tables
from scout.store.engine import Store
from scout.web.reading import MAIL_POLICY
from tests.builders import NOON, TODAY, message
from tests.pages import ANNA, BERND, ISSUE, World, world

HTML = '<!DOCTYPE html><html lang="de"><body style="color:#111111"><h1>Ausgabe</h1></body></html>'
DAY = timedelta(days=1)


class Calendars:
    """What the pages ask for the text of a calendar, and what they get."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, datetime]] = []
        self.days = "20270331"

    def __call__(self, email: str, now: datetime) -> str | None:
        self.asked.append((email, now))
        if email != ANNA.casefold():
            return None
        stamp = f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
        return "\r\n".join(("BEGIN:VCALENDAR", stamp, f"DTSTART:{self.days}", "END:VCALENDAR", ""))


@pytest.fixture
def calendars() -> Calendars:
    return Calendars()


@pytest.fixture
def here(home, store, calendars) -> Iterator[World]:
    with world(home, store, calendar=calendars) as made:
        keep(store)
        yield made


def keep(store: Store, name: str = ISSUE, email: str = ANNA, **values: object) -> None:
    """Store a message as a digest run leaves it."""
    sent = message(message_id=f"<{name}@kreis.example>", recipient_email=email, html=HTML)
    row = {
        each: getattr(sent, each)
        for each in (
            "recipient_name recipient_email message_id subject text html created_at kind".split()
        )
    }
    row |= {"issue_on": TODAY, "state": "SENT", "attempts": 1, **values}
    with store.writing() as connection:
        connection.execute(insert(tables.messages).values(row))


def test_an_issue_is_shown_as_it_was_mailed(here):
    answer = here.site.get(here.links().issue_page)
    assert (answer.status, answer.text) == (200, HTML)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers.get_all("Content-Security-Policy") == [MAIL_POLICY]
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_issue_is_its_readers_own(here):
    assert here.site.get(here.links(BERND).issue_page).status == 404


@pytest.mark.parametrize("issue", ["", "%", ISSUE[:-1], ISSUE.replace("a", "_"), f"x{ISSUE}"])
def test_only_the_whole_name_is_the_issues(issue, here):
    assert here.site.get(here.links(issue=issue).issue_page).status == 404


def test_an_erased_issue_is_gone(here):
    link = here.links().issue_page
    with here.store.writing() as connection:
        connection.execute(update(tables.messages).values(html=""))
    assert here.site.get(link).status == 404
    with here.store.writing() as connection:
        connection.execute(delete(tables.messages))
    answer = here.site.get(link)
    assert answer.status == 404
    assert "gibt es nicht mehr" in answer.text


def test_an_alarm_is_no_issue(here):
    keep(here.store, "20261219.alarm", kind=MessageKind.ALARM)
    assert here.site.get(here.links(issue="20261219.alarm").issue_page).status == 404


def test_an_issue_ends_with_its_days_or_with_its_readers_name(here):
    link = here.links().issue_page
    here.clock.now = NOON + 60 * DAY
    assert here.site.get(link).status == 200
    here.clock.now += timedelta(seconds=1)
    assert here.site.get(link).status == 404
    link = here.links().issue_page
    with here.store.writing() as connection:
        readers.renew_ref(connection, ANNA)
    assert here.site.get(link).status == 404


def test_nobody_can_send_anything_there(here):
    for link in (here.links().issue_page, here.links().calendar):
        answer = here.site.post(link)
        assert answer.status == 405
        assert answer.headers["Allow"] in ("GET, HEAD", "HEAD, GET")


def test_the_calendar_is_the_readers_own_and_does_not_end(here, calendars):
    link = here.links().calendar
    here.clock.now += 3000 * DAY
    answer = here.site.get(link)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "DTSTART:20270331\r\n" in answer.text
    assert calendars.asked == [(ANNA.casefold(), here.clock.now)]


def test_a_calendar_that_is_known_is_not_sent_again(here, calendars):
    link = here.links().calendar
    tag = here.site.get(link).headers["ETag"]
    here.clock.now += DAY
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        answer = here.site.get(link, **{"If-None-Match": known})
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == tag
    calendars.days = "20270430"
    answer = here.site.get(link, **{"If-None-Match": tag})
    assert answer.status == 200
    assert answer.headers["ETag"] != tag


def test_who_has_no_calendar_is_told_so(here, calendars):
    assert here.site.get(here.links(BERND).calendar).status == 404
    assert calendars.asked == [(BERND, NOON)]


def test_wrong_links_ask_for_no_calendar(here, calendars):
    mine = here.links()
    wrong = [
        mine.calendar.removesuffix(".ics"),
        mine.calendar.replace(".ics", ".ics.ics"),
        mine.unsubscribe.replace(f"/{Kind.UNSUBSCRIBE}/", f"/{Kind.CALENDAR}/") + ".ics",
        "/kalender/.ics",
    ]
    with here.store.writing() as connection:
        readers.renew_ref(connection, ANNA)
    for link in (*wrong, mine.calendar):
        assert here.site.get(link).status == 404
    assert calendars.asked == []


def test_an_address_says_nothing_of_its_reader(here):
    for link in (here.links().issue_page, here.links().calendar, here.links().unsubscribe):
        path = urlsplit(link).path.casefold()
        assert "anna" not in path
        assert "kreis" not in path
