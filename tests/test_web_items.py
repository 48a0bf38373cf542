"""The pages behind the four links of an item: shown by GET, taken by POST, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, select

from scout.fit import Tracking, TrackingState
from scout.links import Action
from scout.store import calls, judgements, readers, tables, tracking
from scout.store.engine import Store
from scout.web.said import TakeBack
from scout.web.wording import authorship
from tests.builders import NOON, SOURCE, funding_call, judgement, project, recipient
from tests.pages import ANNA, BERND, Answer, World, world

HOSTILE = (
    "</title><script>alert(1)</script> {{ 7*7 }} \"onload=x ' & Straße\r\nX-Böse: ja \u202eabc"
)
STRANGE = "javascript:alert(1)"
DAY = timedelta(days=1)


@pytest.fixture
def here(home, store) -> Iterator[World]:
    with world(home, store) as made:
        yield made


def url(
    world: World, action: str = Action.FITS, project: str = "radwege", email: str = ANNA
) -> str:
    token = world.links(email).item(world.call_id, project, Action.FITS).rpartition("/")[0]
    return f"{token}/{action}"


def page(answer: Answer) -> BeautifulSoup:
    return BeautifulSoup(answer.body, "lxml")


def facts(answer: Answer) -> list[str]:
    return [each.get_text(strip=True) for each in page(answer).select("dd")]


def judged(store: Store) -> list[tuple[str, bool, str | None]]:
    table = tables.judgements
    query = select(table.c.project, table.c.relevant, table.c.judged_by).order_by(table.c.project)
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def tracked(store: Store, email: str = ANNA) -> TrackingState:
    with store.reading() as connection:
        found = tracking.load(connection, email).get((SOURCE, "k1"))
    return found.state if found else TrackingState.NEW


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    with store.reading() as connection:
        return [
            sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("action", [*Action, TakeBack.TAKE_BACK])
def test_looking_changes_nothing(method, action, here):
    link = url(here, action)
    before = everything(here.store)
    for _ in range(2):
        answer = here.site.ask(method, link)
        assert answer.status == 200
        assert (answer.body == b"") is (method == "HEAD")
    assert everything(here.store) == before


def test_a_page_says_what_it_is_about_what_it_would_do_and_what_else_there_is(here):
    shown = here.site.get(url(here, Action.FITS_NOT))
    found = page(shown)
    assert [each.get_text() for each in found.select("h1")] == ["Passt dieser Aufruf nicht?"]
    assert facts(shown) == [
        "Aufruf k1",
        "Radwege für alle",
        "noch nicht bewertet",
        "nichts vermerkt",
    ]
    assert found.select_one("dd a")["href"] == "https://foerderung.example/aufruf/k1"
    assert found.select_one("dd a")["rel"] == ["noopener", "noreferrer", "nofollow"]
    assert found.form["method"] == "post"
    assert found.button.get_text() == "Ja, passt nicht"
    assert "nach 365 Tagen gelöscht" in shown.text
    offered = [(each["href"], each.get_text()) for each in found.select(".steps a")]
    assert offered == [
        ("passt", "passt"),
        ("wir-pruefen-das", "wir prüfen das"),
        ("nicht-mehr-zeigen", "nicht mehr zeigen"),
    ]


@pytest.mark.parametrize(("action", "relevant"), [(Action.FITS, True), (Action.FITS_NOT, False)])
def test_a_judgement_is_stored_with_its_author_and_leaves_the_tracking_alone(
    action, relevant, here
):
    here.site.post(url(here, Action.REVIEWING))
    done = here.site.post(url(here, action))
    assert done.status == 200
    assert judged(here.store) == [("radwege", relevant, ANNA.casefold())]
    assert tracked(here.store) is TrackingState.REVIEWING
    assert page(done).h1.get_text() == f"Vermerkt: {'passt' if relevant else 'passt nicht'}"
    assert page(done).form is None
    assert facts(done)[2:] == ["passt" if relevant else "passt nicht", "Sie prüfen das"]


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.REVIEWING, TrackingState.REVIEWING),
        (Action.DISMISSED, TrackingState.DISMISSED),
    ],
)
def test_tracking_is_the_readers_own(action, state, here):
    assert here.site.post(url(here, action)).status == 200
    assert tracked(here.store) is state
    assert tracked(here.store, BERND) is TrackingState.NEW
    assert judged(here.store) == []
    with here.store.reading() as connection:
        (found,) = tracking.load(connection, ANNA).values()
    assert found == Tracking(source=SOURCE, key="k1", state=state, set_at=NOON)


def test_many_clicks_at_once_are_taken_one_after_the_other(here):
    links = [url(here, action) for action in (*Action, TakeBack.TAKE_BACK)] * 4
    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(here.site.post, links))
    assert {answer.status for answer in answers} == {200}
    for link in links[:4]:
        here.site.post(link)
    assert judged(here.store) == [("radwege", False, ANNA.casefold())]
    assert tracked(here.store) is TrackingState.DISMISSED


def test_a_judgement_holds_for_its_project_only(here):
    here.site.post(url(here, Action.FITS))
    here.site.post(url(here, Action.FITS_NOT, "glasfaser"))
    me = ANNA.casefold()
    assert judged(here.store) == [("glasfaser", False, me), ("radwege", True, me)]


@pytest.mark.parametrize("action", Action)
def test_the_second_click_changes_nothing_and_says_the_same(action, here):
    link = url(here, action)
    first = here.site.post(link)
    before = everything(here.store)
    here.clock.now += timedelta(hours=1)
    second = here.site.post(link)
    assert everything(here.store) == before
    assert (second.status, second.body) == (first.status, first.body)
    assert "Das ist schon so vermerkt." in here.site.get(link).text
    assert page(here.site.get(link)).form is None


def test_there_is_a_way_back(here):
    done = here.site.post(url(here, Action.FITS_NOT))
    (back,) = [each for each in page(done).select(".steps a") if each["href"] == "passt"]
    assert back.get_text() == "doch passend"
    here.site.post(url(here, Action.FITS))
    assert judged(here.store) == [("radwege", True, ANNA.casefold())]


def test_what_was_said_can_be_taken_back(here):
    nothing = everything(here.store)
    for action in (Action.FITS_NOT, Action.DISMISSED):
        done = here.site.post(url(here, action))
        assert page(done).select(".steps a")[-1]["href"] == "zuruecknehmen"
    assert page(here.site.get(url(here, TakeBack.TAKE_BACK))).button is not None
    done = here.site.post(url(here, TakeBack.TAKE_BACK))
    assert page(done).h1.get_text() == "Ihre Angabe ist zurückgenommen"
    assert judged(here.store) == []
    assert tracked(here.store) is TrackingState.NEW
    with here.store.writing() as connection:
        connection.execute(delete(tables.readers))
    assert everything(here.store) == nothing


def test_taking_back_leaves_what_a_colleague_had_said_before(here):
    here.site.post(url(here, Action.FITS_NOT, email=BERND))
    before = judged(here.store)
    assert before == [("radwege", False, BERND)]
    here.clock.now += DAY
    turned = here.site.post(url(here, Action.FITS))
    assert facts(turned)[2] == "passt"
    assert judged(here.store) == [("radwege", True, ANNA.casefold())]
    asked = here.site.get(url(here, TakeBack.TAKE_BACK))
    assert "Was andere für das Projekt gesagt haben, bleibt." in asked.text
    back = here.site.post(url(here, TakeBack.TAKE_BACK))
    assert facts(back)[2] == "passt nicht"
    assert judged(here.store) == before
    here.site.post(url(here, TakeBack.TAKE_BACK, email=BERND))
    assert judged(here.store) == []


def test_who_agrees_with_a_colleague_has_judged_too(here):
    here.site.post(url(here, Action.FITS, email=BERND))
    assert page(here.site.get(url(here, Action.FITS))).button.get_text() == "Ja, passt"
    here.site.post(url(here, Action.FITS))
    here.site.post(url(here, TakeBack.TAKE_BACK, email=BERND))
    assert judged(here.store) == [("radwege", True, ANNA.casefold())]


def test_what_a_colleague_said_is_turned_round_and_never_taken_back(here):
    here.site.post(url(here, Action.FITS, email=BERND))
    here.site.post(url(here, TakeBack.TAKE_BACK))
    assert judged(here.store) == [("radwege", True, BERND)]
    shown = here.site.get(url(here, Action.FITS_NOT))
    assert facts(shown)[2] == "passt"
    assert BERND not in shown.text
    here.site.post(url(here, Action.FITS_NOT))
    assert judged(here.store) == [("radwege", False, ANNA.casefold())]


def test_a_judgement_without_an_author_is_not_the_readers_own(here):
    with here.store.writing() as connection:
        judgements.save(connection, judgement("radwege", "k1"))
    here.site.post(url(here, TakeBack.TAKE_BACK))
    assert judged(here.store) == [("radwege", True, None)]


@pytest.mark.parametrize("action", [Action.REVIEWING, Action.DISMISSED])
@pytest.mark.parametrize(
    "state", [TrackingState.APPLYING, TrackingState.SUBMITTED, TrackingState.GRANTED]
)
def test_no_link_of_an_old_mail_undoes_an_application(action, state, here):
    with here.store.writing() as connection:
        found = Tracking(source=SOURCE, key="k1", state=state, set_at=NOON)
        tracking.save(connection, ANNA, found)
    shown, done = here.site.get(url(here, action)), here.site.post(url(here, action))
    assert tracked(here.store) is state
    for answer in (shown, done):
        assert answer.status == 200
        assert "schon mehr vermerkt" in answer.text
        assert page(answer).form is None
    assert "Vermerkt" not in page(done).h1.get_text()


def test_a_reader_who_does_not_want_the_project_is_shown_nothing(here):
    foreign = url(here, Action.FITS, "glasfaser", BERND)
    for answer in (here.site.get(foreign), here.site.post(foreign)):
        assert answer.status == 410
        assert "Aufruf k1" not in answer.text
    assert judged(here.store) == []
    assert here.site.get(url(here, Action.FITS, "radwege", BERND)).status == 200


def test_what_left_the_strategy_can_be_judged_no_more(here):
    links = [url(here), url(here, email=BERND)]
    here.plan(recipients=(recipient(ANNA),), projects=(project("glasfaser"),))
    for link in links:
        assert here.site.get(link).status == 410
        assert here.site.post(link).status == 410
    assert judged(here.store) == []


def test_a_call_that_is_not_stored_any_more_is_gone(here):
    links = here.links()
    for number in (here.call_id + 1, 2**31 - 1, 2**31, 10**30):
        link = links.item(number, "radwege", Action.FITS)
        assert here.site.get(link).status == 410
        assert here.site.post(link).status == 410


def test_a_link_ends_after_its_days(home, store):
    with world(home, store, link_days=30) as here:
        link = url(here)
        here.clock.now = NOON + 30 * DAY
        assert here.site.get(link).status == 200
        here.clock.now += timedelta(seconds=1)
        assert here.site.get(link).status == 404
        assert here.site.post(link).status == 404
        assert judged(here.store) == []


def test_renewing_a_name_ends_all_links(here):
    link = url(here)
    with here.store.writing() as connection:
        readers.renew_ref(connection, ANNA)
    assert here.site.get(link).status == here.site.post(link).status == 410
    assert here.site.get(url(here)).status == 200


def test_a_token_of_another_kind_or_a_changed_one_opens_nothing(here):
    mine = here.links()
    right = mine.item(here.call_id, "radwege", Action.FITS)
    wrong = [
        mine.unsubscribe.replace("/abbestellen/", "/m/") + "/passt",
        mine.issue_page.replace("/ausgabe/", "/m/") + "/passt",
        right.replace("~radwege", "~glasfaser"),
        right.replace(f"~{here.call_id}~", f"~{here.call_id + 1}~"),
        right.replace("/passt", "/loeschen"),
        right.replace("/passt", "/PASST"),
    ]
    bodies = set()
    for link in wrong:
        for answer in (here.site.get(link), here.site.post(link)):
            assert answer.status == 404
            bodies.add(answer.body)
    # Nobody learns by the page what was wrong.
    assert len(bodies) == 1
    assert judged(here.store) == []


def test_what_a_source_says_is_text(here):
    # Intake refuses such an address; a page does not rely on that.
    call = funding_call("k1", title=HOSTILE, url=STRANGE, language='de"><b>')
    with here.store.writing() as connection:
        calls.replace(connection, here.call_id, call, "x", NOON)
    here.plan(projects=(project("radwege", title=HOSTILE),), recipients=(recipient(ANNA),))
    for answer in (here.site.get(url(here)), here.site.post(url(here))):
        assert answer.status == 200
        assert "X-Böse" not in answer.headers
        found = page(answer)
        assert found.find("script") is None
        assert found.find("b") is None
        assert STRANGE not in answer.text
        shown = " ".join(HOSTILE.replace("\u202e", " ").split())
        assert facts(answer)[:2] == [shown, shown]


@pytest.mark.parametrize("title", [None, "", "\x07 \u200f", "Straße " * 300, "W" * 3000])
def test_titles_of_any_length_are_shown_on_one_line(title, here):
    with here.store.writing() as connection:
        calls.replace(connection, here.call_id, funding_call("k1", title=title), "x", NOON)
    shown = facts(here.site.get(url(here)))[0]
    assert 0 < len(shown) <= 260
    assert "\n" not in shown
    assert shown == "(ohne Titel)" or title.startswith(shown[:200])


def test_for_how_long_an_author_is_known_is_said_where_one_is_kept(here):
    assert "gelöscht" in here.site.get(url(here, Action.FITS_NOT)).text
    assert "gelöscht" not in here.site.get(url(here, Action.REVIEWING)).text
    assert "nach 1 Tag gelöscht" in authorship(1)
    assert "nicht von selbst gelöscht" in authorship(0)
