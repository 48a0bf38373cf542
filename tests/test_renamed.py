"""Calls that their source lists under another key, found anew in history with every grouping."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scout import jobs
from scout.clock import day_of
from scout.domain import CallStatus, FundingCall
from scout.grouping.joins import Rule
from scout.home import Home
from scout.once import Once, show_once
from scout.settings import Settings
from scout.store import calls, groups, tables
from scout.store.engine import Store
from tests.builders import NOON, bring, funding_call

AMT, KREIS, BANK = "nrw_amt", "nrw_kreis", "nrw_bank"
TITLE = "Begegnungsorte in stillgelegten Bahnhöfen"
Night = Callable[..., None]


def until(day: str, thing: str = "Bahnhöfe") -> dict[str, str]:
    return {
        "Was wird gefördert": f"Umgebaut werden leerstehende {thing} in Städten und Gemeinden, "
        "damit dort Vereine, Büchereien und Beratungsstellen unterkommen können.",
        "Fristen": f"Anträge sind bis zum {day} zu stellen.",
    }


def of(source: str, key: str, day: str = "31.03.2027", **values: Any) -> FundingCall:
    given: dict[str, Any] = {
        "source": source,
        "url": f"https://{source}.example/{key}",
        "title": TITLE,
        "texts": until(day),
        "codes": {"Foerdergebiet": ("nordrhein_westfalen",), "Foerdergeber": ("land",)},
    }
    return funding_call(key, **(given | values))


@pytest.fixture
def office(home: Path, store: Store) -> Iterator[Home]:
    with closing(store):
        yield Home(home, Settings(), store)


@pytest.fixture
def night(office: Home, tmp_path: Path) -> Night:
    """Do what a night does with what each source lists on that day."""

    def run(day: int, *found: FundingCall, read: bool = True) -> None:
        now = NOON + timedelta(days=day)
        for source in (AMT, KREIS, BANK):
            listed = [call for call in found if call.source == source]
            bring(office.store, tmp_path, listed, now, name=source)
        if read:
            jobs.read(office, lambda _, __: None)
        jobs.group(office)

    return run


def members(office: Home) -> list[tuple[str, ...]]:
    with office.store.reading() as connection:
        found = groups.load(connection)
    return sorted({tuple(":".join(each.name) for each in group) for group in found.values()})


def once(office: Home, day: int = 0) -> tuple[Once, dict[str, int]]:
    today = day_of(NOON + timedelta(days=day))
    with office.store.reading() as connection:
        entries = {each.id: each for each in calls.entries(connection)}
        found = show_once(groups.load(connection), entries, today)
    return found, {f"{each.source}:{each.key}": each.id for each in entries.values()}


def rows(office: Home) -> list[tuple[object, ...]]:
    with office.store.reading() as connection:
        query = select(tables.call_groups).order_by(tables.call_groups.c.call_id)
        return [tuple(row) for row in connection.execute(query)]


def test_a_renamed_call_keeps_its_place_in_its_group(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"), of(KREIS, "k"), of(BANK, "7"))
    assert members(office) == [("nrw_amt:alt", "nrw_kreis:k", "nrw_bank:7")]
    night(1, of(AMT, "neu"), of(KREIS, "k"), of(BANK, "7"))
    assert members(office) == [("nrw_amt:neu", "nrw_kreis:k", "nrw_bank:7", "nrw_amt:alt")]
    found, ids = once(office, 1)
    shown = ids["nrw_amt:neu"]
    assert found.shown_for(ids["nrw_amt:alt"]) == shown
    assert [each.key for each in found.shared[shown].statements] == ["neu", "k", "7"]
    assert found.shared[shown].disagreements == ()
    with office.store.reading() as connection:
        reasons = groups.reasons(connection, ids["nrw_amt:alt"])
    assert [(each.other, each.rule, each.because) for each in reasons] == [
        ((AMT, "neu"), Rule.RENAMED, "")
    ]


def test_what_leaves_other_lists_is_still_told_as_theirs(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"), of(KREIS, "k"), of(BANK, "7"))
    night(1, of(AMT, "neu"), of(BANK, "7"))
    found, ids = once(office, 1)
    (gone,) = found.shared[ids["nrw_amt:neu"]].disagreements
    assert [(each.source, each.value) for each in gone.values] == [
        (AMT, CallStatus.OPEN),
        (BANK, CallStatus.OPEN),
        (KREIS, CallStatus.GONE),
    ]


def test_a_call_of_one_source_is_one_with_what_it_was_and_no_other_source_tells_of_it(
    office: Home, night: Night
) -> None:
    night(0, of(AMT, "alt"))
    assert members(office) == []
    night(1, of(AMT, "neu"))
    assert members(office) == [("nrw_amt:neu", "nrw_amt:alt")]
    found, ids = once(office, 1)
    assert found.shown_for(ids["nrw_amt:alt"]) == ids["nrw_amt:neu"]
    assert found.shared == {}
    assert (jobs.group(office).groups, jobs.group(office).calls) == (0, 0), "of several sources"


def test_what_both_keys_change_before_and_after_is_no_matter(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt", title="Ein Arbeitstitel", texts=until("31.03.2027", "Kioske")))
    night(1, of(AMT, "alt"))
    night(2, of(AMT, "neu"))
    assert members(office) == [("nrw_amt:neu", "nrw_amt:alt")]
    later = of(AMT, "neu", "30.06.2027", title="Neues Leben in alten Bahnhöfen")
    night(9, later)
    assert members(office) == [("nrw_amt:neu", "nrw_amt:alt")]
    night(12, of(AMT, "neu", "15.07.2027", texts=until("15.07.2027", "Güterschuppen")))
    before = rows(office)
    jobs.group(office)
    assert rows(office) == before
    assert members(office) == [("nrw_amt:neu", "nrw_amt:alt")]


def test_two_that_became_alike_only_later_stay_two(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"))
    night(1, of(AMT, "neu", texts=until("31.03.2027", "Molkereien und Brauereien aller Art")))
    night(2, of(AMT, "neu"))
    assert members(office) == []


def test_next_years_edition_is_another_call(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt", "31.12.2026"), of(BANK, "7", "31.12.2026"))
    night(30, of(AMT, "neu", "31.12.2027"), of(BANK, "7", "31.12.2026"))
    assert members(office) == [("nrw_bank:7", "nrw_amt:alt")]
    found, ids = once(office, 30)
    assert found.of(ids["nrw_amt:neu"]) == (ids["nrw_amt:neu"],)


def test_what_was_over_is_not_followed_by_a_page_that_was_not_changed_yet(
    office: Home, night: Night
) -> None:
    night(0, of(AMT, "alt", "31.12.2026"))
    night(30, of(AMT, "neu", "31.12.2026"))
    night(31, of(AMT, "neu", "31.12.2027"))
    assert members(office) == []


def test_both_keys_at_once_are_two_calls_until_one_is_gone(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"), of(BANK, "7"))
    night(1, of(AMT, "alt"), of(AMT, "neu"), of(BANK, "7"))
    assert members(office) == [("nrw_amt:alt", "nrw_bank:7")]
    night(2, of(AMT, "neu"), of(BANK, "7"))
    assert members(office) == [("nrw_amt:neu", "nrw_bank:7", "nrw_amt:alt")]


def test_what_stood_side_by_side_for_weeks_stays_two(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"))
    night(1, of(AMT, "alt"), of(AMT, "neu"))
    night(20, of(AMT, "neu"))
    assert members(office) == []


def test_a_page_that_came_some_nights_later_is_the_same(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"), of(BANK, "7"))
    night(1, of(BANK, "7"))
    assert members(office) == [("nrw_bank:7", "nrw_amt:alt")]
    night(4, of(AMT, "neu"), of(BANK, "7"))
    assert members(office) == [("nrw_amt:neu", "nrw_bank:7", "nrw_amt:alt")]


def test_a_page_whose_text_was_not_read_yet_waits(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"))
    night(1, of(AMT, "neu"), read=False)
    assert members(office) == []
    jobs.read(office, lambda _, __: None)
    jobs.group(office)
    assert members(office) == [("nrw_amt:neu", "nrw_amt:alt")]


def test_a_key_that_comes_back_and_a_third_one_are_all_the_same_call(
    office: Home, night: Night
) -> None:
    night(0, of(AMT, "alt"))
    night(1, of(AMT, "neu"))
    night(2, of(AMT, "alt"))
    assert members(office) == [("nrw_amt:alt", "nrw_amt:neu")]
    night(3, of(AMT, "ganz-neu"))
    assert [set(group) for group in members(office)] == [
        {"nrw_amt:ganz-neu", "nrw_amt:alt", "nrw_amt:neu"}
    ]
    assert members(office)[0][0] == "nrw_amt:ganz-neu"
    night(4)
    assert members(office)[0][0] == "nrw_amt:ganz-neu", "gone, and the newest it was"


def test_the_changes_of_a_field_are_those_of_all_calls(office: Home, night: Night) -> None:
    night(0, of(AMT, "alt"), of(BANK, "7"))
    night(1, of(AMT, "alt", title="Anders"), of(BANK, "7", title="Auch anders"))
    with office.store.reading() as connection:
        titles = calls.history_of(connection, "title")
        listing = calls.history_of(connection, calls.LISTING)
    assert [(each.key, each.old, each.new, each.on) for each in titles] == [
        ("alt", TITLE, "Anders", date(2026, 12, 20)),
        ("7", TITLE, "Auch anders", date(2026, 12, 20)),
    ]
    assert [(each.key, each.new) for each in listing] == [("alt", "listed"), ("7", "listed")]
