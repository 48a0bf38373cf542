from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.exc import IntegrityError

from scout import fact_wording
from scout.domain import (
    ApplicantType,
    DeadlineKind,
    FieldChange,
    Finding,
    FundingCall,
    Link,
    Section,
    Weight,
)
from scout.facts import Day, Deadline, Money
from scout.reading.facts import RULES
from scout.store import calls, matches, runs, tables, told
from scout.store.engine import Store
from tests.builders import (
    NOON,
    SOURCE,
    bring,
    evidence,
    facts,
    funding_call,
    match_entry,
)
from tests.databases import Fresh

TODAY = NOON.date()
CONTENT = (
    '{"source":"probe","key":"k","url":"https://foerderung.example/","title":null,"sections":[]}'
)


def ids(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return {entry.key: entry.id for entry in calls.entries(connection)}


def test_more_calls_than_a_batch_keep_their_ids_and_contents(store: Store, tmp_path: Path) -> None:
    found = [funding_call(f"k{number:04}", title=f"Titel {number}") for number in range(501)]
    bring(store, tmp_path, found, NOON)
    with store.reading() as connection:
        by_key = {entry.key: entry.id for entry in calls.entries(connection)}
        contents = dict(calls.contents(connection, list(by_key.values())))
        history = calls.history(connection)
    assert {call_id: call.key for call_id, call in contents.items()} == {
        call_id: key for key, call_id in by_key.items()
    }
    assert [contents[by_key[call.key]] for call in found] == found
    assert {entry.call_id for entry in history} == set(by_key.values())


# What a basket lets through as text.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
CALLS = st.builds(
    FundingCall,
    source=st.just(SOURCE),
    key=st.text("abc-_/ß:", min_size=1, max_size=20),
    url=st.just("https://foerderung.example/a"),
    title=st.none() | TEXT,
    sections=st.lists(st.builds(Section, TEXT, TEXT), max_size=3).map(tuple),
    funder=st.none() | TEXT,
    links=st.lists(st.builds(Link, TEXT, st.just("https://foerderung.example/b"))).map(tuple),
    codes=st.dictionaries(TEXT, st.lists(TEXT, max_size=2).map(tuple), max_size=2),
    stated=st.dictionaries(TEXT, TEXT, max_size=2),
    language=st.sampled_from(("de", "en")),
)


@settings(max_examples=40, deadline=None)
@given(call=CALLS)
def test_a_call_comes_back_character_by_character(call: FundingCall, fresh: Fresh) -> None:
    with fresh() as store:
        with store.writing() as connection:
            run_id = runs.begin(connection, SOURCE, NOON)
            calls.add(connection, [(call, "0" * 64)], run_id, NOON, TODAY)
        with store.reading() as connection:
            (entry,) = calls.entries(connection, SOURCE)
            assert calls.content(connection, entry.id) == call
            assert (entry.key, entry.title) == (call.key, call.title)


def test_entries_stand_by_source_and_key_and_can_be_asked_for_one_source(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, [funding_call("b"), funding_call("a")], NOON)
    bring(store, tmp_path, [funding_call("c", source="amt")], NOON, name="amt")
    with store.reading() as connection:
        everything = [(entry.source, entry.key) for entry in calls.entries(connection)]
        assert everything == [("amt", "c"), (SOURCE, "a"), (SOURCE, "b")]
        assert [entry.key for entry in calls.entries(connection, "amt")] == ["c"]
        assert calls.entries(connection, "unbekannt") == []


def test_both_databases_sort_letters_alike(store: Store, tmp_path: Path) -> None:
    keys = ["-", "10", "9", "B", "Z", "_", "a", "a-b", "ab", "Ä", "ß", "ä", "ﬀ", "🌐"]
    bring(store, tmp_path, [funding_call(key) for key in reversed(keys)], NOON)
    known = ids(store)
    rows = [match_entry("p", known[key]) for key in keys]
    rows += [match_entry("Ä", known["9"], 0.1), match_entry("Z", known["9"], 0.1)]
    with store.writing() as connection:
        matches.replace_all(connection, rows, ["p"])
        assert [entry.key for entry in calls.entries(connection)] == keys
        found = [(entry.match.project, entry.match.key) for entry in matches.load(connection)]
    assert found == [("Z", "9"), *(("p", key) for key in keys), ("Ä", "9")]


@pytest.fixture
def most_values() -> Iterator[list[int]]:
    """How many values each statement carried."""
    counts: list[int] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*arguments: Any) -> None:
        _, _, _, values, _, many = arguments
        counts.append(max(map(len, values)) if many else len(values))

    yield counts
    event.remove(Engine, "before_cursor_execute", count)


def test_no_statement_grows_with_the_number_of_calls(store: Store, most_values: list[int]) -> None:
    # SQLite takes 32,766 values in a statement, PostgreSQL 65,535: a tenth shows it as well.
    many, now = 3_300, NOON + timedelta(days=1)
    row = {"source": SOURCE, "url": "https://foerderung.example/", "language": "de"}
    row |= {"content": CONTENT, "content_hash": "0" * 64}
    row |= {"first_seen_on": TODAY, "last_seen_at": NOON}
    with store.writing() as connection:
        run_id = runs.begin(connection, SOURCE, NOON)
        keys = [{"key": f"k{number:05}"} for number in range(many)]
        connection.execute(insert(tables.calls), [row | key for key in keys])
        all_ids = sorted(state.id for state in calls.states(connection, SOURCE).values())
        listed = FieldChange("listing", None, "listed")
        calls.record(connection, run_id, TODAY, [(call_id, listed) for call_id in all_ids])
        calls.mark_seen(connection, all_ids, now)
        calls.mark_gone(connection, all_ids[1:], TODAY)
        calls.save_facts(connection, 1, dict.fromkeys(all_ids, facts()))
    with store.reading() as connection:
        assert sum(1 for _ in calls.contents(connection, all_ids)) == many
        history = calls.history(connection, all_ids[::-1])
        assert [entry.call_id for entry in history] == all_ids
        assert calls.unread(connection, 1) == []
        gone = [entry.id for entry in calls.entries(connection) if entry.gone_on]
        assert gone == all_ids[1:]
        seen = connection.scalars(select(tables.calls.c.last_seen_at).distinct())
        assert seen.all() == [now]
    assert 0 < max(most_values) < 3_000


def test_first_seen_stays_when_a_call_changes(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call()], NOON)
    bring(store, tmp_path, [funding_call(title="anders")], NOON + timedelta(days=9))
    with store.reading() as connection:
        (entry,) = calls.entries(connection)
    assert (entry.first_seen_on, entry.title) == (TODAY, "anders")


def test_a_source_cannot_have_a_key_twice(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("a")], NOON)
    with pytest.raises(IntegrityError), store.writing() as connection:
        calls.add(connection, [(funding_call("a"), "0" * 64)], 1, NOON, TODAY)


def test_facts_are_stale_when_the_text_or_the_rules_are_newer(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("a"), funding_call("b")], NOON)
    known = ids(store)
    with store.reading() as connection:
        assert calls.unread(connection, 1) == [(known["a"], False), (known["b"], False)]
    read = facts(
        Deadline(
            DeadlineKind.RECURRING,
            (),
            ("03-31", "09-30"),
            two_stage=True,
            evidence=(evidence("Zum …"),),
        ),
        applicant_types=(ApplicantType.COUNTY,),
        not_understood=("Foerdergeber 99",),
    )
    with store.writing() as connection:
        calls.save_facts(connection, 1, dict.fromkeys(known.values(), read))
    with store.reading() as connection:
        assert calls.unread(connection, 1) == []
        assert [entry.facts for entry in calls.entries(connection)] == [read, read]
        assert calls.unread(connection, 2) == [(known["a"], True), (known["b"], True)]
    bring(store, tmp_path, [funding_call("a", title="neu"), funding_call("b")], NOON)
    with store.writing() as connection:
        assert calls.unread(connection, 1) == [(known["a"], True)]
        calls.save_facts(connection, 1, {known["a"]: facts(closed=True)})
    with store.reading() as connection:
        assert calls.unread(connection, 1) == []
        assert [entry.facts.closed for entry in calls.entries(connection) if entry.facts] == [
            True,
            False,
        ]


def test_facts_without_calls_change_nothing(store: Store) -> None:
    with store.writing() as connection:
        calls.save_facts(connection, 1, {})
        assert calls.entries(connection) == []


def test_a_call_is_found_by_its_key_its_address_and_with_its_source(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, [funding_call("a:1"), funding_call("b")], NOON)
    bring(store, tmp_path, [funding_call("b", source="amt")], NOON, name="amt")
    with store.reading() as connection:
        names = ("a:1", f"{SOURCE}:a:1", "https://foerderung.example/aufruf/a:1")
        for name in names:
            assert [entry.key for entry in calls.find(connection, name)] == ["a:1"]
        assert [entry.source for entry in calls.find(connection, "b")] == ["amt", SOURCE]
        assert [entry.source for entry in calls.find(connection, "amt:b")] == ["amt"]
        assert calls.find(connection, "amt:c") == []


def test_history_can_be_asked_for_some_calls(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("a"), funding_call("b")], NOON)
    known = ids(store)
    with store.writing() as connection:
        change = FieldChange("title", "alt", None)
        calls.record(connection, 1, date(2027, 1, 2), [(known["b"], change)])
    with store.reading() as connection:
        (_, entry) = calls.history(connection, [known["b"]])
        assert calls.history(connection, []) == []
    assert (entry.key, entry.on, entry.field, entry.old, entry.new) == (
        "b",
        date(2027, 1, 2),
        "title",
        "alt",
        None,
    )


def test_runs_come_back_with_findings_and_are_chosen_by_outcome(store: Store) -> None:
    findings = (Finding("timeout", "kam nicht", "https://foerderung.example/", Weight.FAILURE),)
    with store.writing() as connection:
        assert runs.newest(connection, SOURCE) is None
        good = runs.begin(connection, SOURCE, NOON)
        runs.finish(
            connection,
            good,
            now=NOON,
            outcome=runs.OK,
            items=7,
            fill={"title": 0.5},
            findings=(),
        )
        bad = runs.begin(connection, SOURCE, NOON + timedelta(days=1))
        runs.finish(
            connection, bad, now=NOON, outcome="FAILED", items=0, fill={}, findings=findings
        )
        other = runs.begin(connection, "amt", NOON)
    with store.reading() as connection:
        newest = runs.newest(connection, SOURCE)
        read = runs.newest(connection, SOURCE, runs.READ)
    assert newest is not None
    assert read is not None
    assert (newest.id, newest.was_read, newest.findings) == (bad, False, findings)
    assert (read.id, read.was_read, read.items, read.fill) == (good, True, 7, {"title": 0.5})
    with store.writing() as connection:
        runs.abandon(connection, SOURCE)
        running = runs.newest(connection, "amt")
        assert running is not None
        assert (running.id, running.outcome, running.fill) == (other, runs.RUNNING, {})
        runs.abandon(connection, "amt")
        aborted = runs.newest(connection, "amt")
    assert aborted is not None
    assert aborted.outcome == runs.ABORTED


def test_a_new_ranking_takes_the_place_of_the_old_one(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("k1"), funding_call("k2")], NOON)
    old = [match_entry("a", 1, 0.2), match_entry("a", 2, 0.4), match_entry("b", 1, shut_out=True)]
    with store.writing() as connection:
        matches.replace_all(connection, old, ["glasfaser"])
    with store.reading() as connection:
        assert matches.load(connection) == [old[1], old[0], old[2]]
        assert matches.load(connection, "b") == [old[2]]
    with store.writing() as connection:
        matches.replace_all(connection, [], [])
    with store.reading() as connection:
        assert matches.load(connection) == []


def test_a_match_that_ends_with_its_call_is_kept_and_one_that_fits_no_more_is_not(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, [funding_call("k1"), funding_call("k2")], NOON)
    found = [match_entry("a", 1), match_entry("a", 2), match_entry("b", 1, shut_out=True)]
    today = NOON.date()
    for on in (today, today + timedelta(days=9)):
        with store.writing() as connection:
            matches.replace_all(connection, found, ["a", "b"])
            matches.keep_past(connection, {2}, on)
            matches.replace_all(connection, [], ["a", "b"])
            assert matches.past(connection) == [matches.PastMatch("a", 1, on)], "the newest time"
            matches.keep_past(connection, set(), on + timedelta(days=1))
            assert matches.past(connection) == [matches.PastMatch("a", 1, on)]


def test_the_day_on_which_a_reader_was_told_last_is_the_newest_of_all_kinds(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, [funding_call("k1")], NOON)
    day, reader = NOON.date(), "Anna@kreis.example"
    known = told.Told(1, shown=True, through_change=1, project="a")
    reminder = told.Reminder(1, day + timedelta(days=60), 14)
    steps = [
        told.Knowledge(projects=("a",)),
        told.Knowledge(calls=(known,)),
        told.Knowledge(reminders=(reminder,)),
    ]
    with store.writing() as connection:
        assert told.told_on(connection, reader) is None
        for number, tells in enumerate(steps):
            on = day + timedelta(days=number)
            told.remember(connection, reader, on, tells)
            assert told.told_on(connection, reader.lower()) == on
        assert told.told_on(connection, "bernd@duelmen.example") is None


def test_facts_of_older_rules_can_still_be_shown(store: Store, tmp_path: Path) -> None:
    """As rules 2 stored a topic of the EU: the opening a bare day, a quote in the deadline."""
    old = (
        '{"closed":false,"closed_quote":null,"deadline":{"kind":"FIXED","dates":["2027-03-04"],'
        '"days":[],"two_stage":false,"quote":null,"times":["17:00"],"zone":"Europe/Brussels"},'
        '"level":"EU","kinds":["GRANT"],"applicant_types":[],"regions":[],"topics":[],'
        '"opens_on":"2026-11-03","announced":false,"budget":{"amount":"17000000","currency":"EUR"},'
        '"expected_grants":2,"min_grant":null,"max_grant":null,"programme":"DIGITAL",'
        '"not_understood":[]}'
    )
    bring(store, tmp_path, [funding_call("topic")], NOON)
    with store.writing() as connection:
        (entry,) = calls.entries(connection)
        calls.save_facts(connection, 2, {entry.id: facts()})
        connection.execute(tables.facts.update().values(content=old))
    with store.reading() as connection:
        (entry,) = calls.entries(connection)
    assert entry.facts is not None
    assert entry.facts.opens_on == Day(date(2026, 11, 3))
    assert entry.facts.budget == Money(Decimal(17_000_000))
    assert entry.facts.deadline is not None
    assert entry.facts.deadline.quote is None


def test_sums_and_shares_of_older_rules_have_no_unit_and_are_limits(
    store: Store, tmp_path: Path
) -> None:
    """As rules 6 stored them: every sum was of a project, and nothing told what it is paid for."""
    words = '{"quote":"q","section":"Volltext","start":0,"end":1,"rule":"max-grant"}'
    old = (
        f'{{"rates":[{{"percent":"50","condition":"","evidence":{words}}}],"max_grant":'
        f'{{"amount":"150000","currency":"EUR","per":"PROJECT","evidence":{words}}}}}'
    )
    bring(store, tmp_path, [funding_call("towns")], NOON)
    with store.writing() as connection:
        (entry,) = calls.entries(connection)
        calls.save_facts(connection, 6, {entry.id: facts()})
        connection.execute(tables.facts.update().values(content=old))
    with store.reading() as connection:
        (entry,) = calls.entries(connection)
        assert calls.unread(connection, RULES) == [(entry.id, True)]
    assert entry.facts is not None
    assert fact_wording.funding(entry.facts) == "bis zu 50 %; höchstens 150.000 €"
    assert entry.facts.lesser_grants == ()
