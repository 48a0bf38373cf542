"""Groups and decisions on them: stored, found again, outliving groupings and vanished calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from scout import jobs
from scout.domain import Link
from scout.grouping.groups import decision_on
from scout.grouping.joins import Rule
from scout.home import Home
from scout.settings import Settings
from scout.store import calls, groups, page_reads, tables
from scout.store.engine import Store
from scout.store.page_reads import PageRead
from tests.builders import NOON, bring, funding_call

PAGE = "https://amt.example/heimat"
OWN, BASE, BANK = ("de_amt", "k"), ("de_foerderdatenbank", "Bund/heimat"), ("nrw_bank", "7")


@pytest.fixture
def office(home: Path, store: Store, tmp_path: Path) -> Iterator[Home]:
    """A home with one call at two sources, the same title at a third, and others."""
    with closing(store):
        found = {
            "de_amt": [funding_call("k", source="de_amt", url=PAGE, title="Heimat 2027")],
            "de_foerderdatenbank": [
                funding_call(
                    "Bund/heimat", source="de_foerderdatenbank", links=(Link("Amt", PAGE),)
                ),
                funding_call("Bund/wald", source="de_foerderdatenbank"),
            ],
            "nrw_bank": [
                funding_call("7", source="nrw_bank", url=f"{PAGE}#x", title="Heimat 2026")
            ],
        }
        for name, of_source in found.items():
            bring(store, tmp_path, of_source, NOON, name=name)
        yield Home(home, Settings(), store)


def grouped(office: Home) -> list[list[tuple[str, str]]]:
    with office.store.reading() as connection:
        found = groups.load(connection)
    return sorted([member.name for member in group] for group in set(found.values()))


def ids(office: Home) -> dict[tuple[str, str], int]:
    with office.store.reading() as connection:
        return {(each.source, each.key): each.id for each in calls.entries(connection)}


def test_groups_are_found_and_stored_with_their_reasons(office: Home) -> None:
    report = jobs.group(office)

    assert (report.groups, report.calls, len(report.refusals)) == (1, 2, 1)
    assert grouped(office) == [[OWN, BASE]]
    with office.store.reading() as connection:
        found = groups.reasons(connection, ids(office)[OWN])
        refused = groups.reasons(connection, ids(office)[BANK])
        nothing = groups.reasons(connection, ids(office)["de_foerderdatenbank", "Bund/wald"])
    assert [(each.other, each.rule, each.words, each.because) for each in found] == [
        (BASE, Rule.LINK, ("link to amt.example/heimat",), "")
    ]
    assert 0 < found[0].strength < 1
    with office.store.reading() as connection:
        every = groups.all_reasons(connection)
    assert [(first, each.other, bool(each.because)) for first, each in every] == [
        (OWN, BASE, False),
        (BASE, BANK, True),
    ], "each pair once, by names"
    assert [(each.other, each.rule) for each in refused] == [(BASE, Rule.LINK)]
    assert refused[0].because == "de_amt:k and nrw_bank:7 differ: years 2027 and 2026"
    assert nothing == []


def test_grouping_again_writes_the_same(office: Home) -> None:
    def rows() -> list[object]:
        with office.store.reading() as connection:
            query = select(tables.call_groups).order_by(tables.call_groups.c.call_id)
            return [tuple(row) for row in connection.execute(query)]

    jobs.group(office)
    before = rows()
    jobs.group(office)
    assert rows() == before
    assert len(before) == 3


def test_the_day_of_reading_is_that_of_the_calls_own_page(office: Home, tmp_path: Path) -> None:
    jobs.group(office)
    later = NOON + timedelta(days=9)
    bring(
        office.store,
        tmp_path,
        [funding_call("k", source="de_amt", url=PAGE, title="Heimat 2027")],
        later,
        name="de_amt",
    )
    with office.store.writing() as connection:
        call_id = ids(office)[OWN]
        group = groups.load(connection)[call_id]
        assert [each.read_on for each in group] == [date(2026, 12, 28), date(2026, 12, 19)]
        page_reads.save(connection, "de_amt", {"k": PageRead(url=PAGE, read_at=NOON, program="1")})
        assert groups.load(connection)[call_id][0].read_on == date(2026, 12, 19)
        assert groups.read_on(connection, call_id) == date(2026, 12, 19)


def test_decisions_hold_over_every_grouping(office: Home) -> None:
    with office.store.writing() as connection:
        groups.decide(connection, decision_on(OWN, BASE, same=False), NOON)
        groups.decide(connection, decision_on(OWN, BANK, same=True), NOON)
    for _ in range(2):
        jobs.group(office)
        assert grouped(office) == [[OWN, BANK]]


def test_the_last_decision_on_two_calls_counts(office: Home) -> None:
    with office.store.writing() as connection:
        groups.decide(connection, decision_on(BASE, OWN, same=False), NOON)
        groups.decide(connection, decision_on(OWN, BASE, same=True), NOON + timedelta(days=1))
        (kept,) = groups.decisions(connection)
    assert kept == groups.Decided(decision_on(OWN, BASE, same=True), NOON + timedelta(days=1))


def test_what_is_undone_is_decided_by_the_rules_again(office: Home) -> None:
    with office.store.writing() as connection:
        groups.decide(connection, decision_on(OWN, BASE, same=False), NOON)
        assert groups.undo(connection, BASE, OWN)
        assert not groups.undo(connection, BASE, OWN)
        assert groups.decisions(connection) == []
    jobs.group(office)
    assert grouped(office) == [[OWN, BASE]]


def test_decisions_outlive_the_rows_of_their_calls(office: Home, tmp_path: Path) -> None:
    jobs.group(office)
    with office.store.writing() as connection:
        groups.decide(connection, decision_on(OWN, BASE, same=False), NOON)
        call_id = ids(office)[OWN]
        for table in (tables.call_groups, tables.changes):
            connection.execute(delete(table).where(table.c.call_id == call_id))
        connection.execute(delete(tables.calls).where(tables.calls.c.id == call_id))
    jobs.group(office)
    assert grouped(office) == [[BASE, BANK]], "who has no other page to go with"
    back = funding_call("k", source="de_amt", url=PAGE, title="Heimat 2027")
    bring(office.store, tmp_path, [back], NOON, name="de_amt")
    jobs.group(office)
    assert grouped(office) == [[BASE, BANK]]


def test_what_is_decided_while_calls_are_compared_is_not_undone(
    office: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare, seen = jobs.group_calls, []

    def slowly(*given):
        if not seen:
            with office.store.writing() as connection:
                groups.decide(connection, decision_on(OWN, BASE, same=False), NOON)
        seen.append(given)
        return compare(*given)

    monkeypatch.setattr(jobs, "group_calls", slowly)
    jobs.group(office)
    assert grouped(office) == [[BASE, BANK]]
    assert len(seen) == 2


def test_one_source_alone_has_no_groups(home: Path, store: Store, tmp_path: Path) -> None:
    with closing(store):
        bring(store, tmp_path, [funding_call("a"), funding_call("b")], NOON)
        assert jobs.group(Home(home, Settings(), store)) == jobs.GroupReport(0, 0, ())
