from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from scout.domain import (
    ApplicantType,
    Deadline,
    DeadlineKind,
    FieldChange,
    Finding,
    FundingCall,
    Link,
    Section,
    Weight,
)
from scout.store import calls, deliveries, matches, runs
from scout.store.deliveries import Told
from scout.store.engine import Store, open_store
from tests.builders import (
    NOON,
    SOURCE,
    bring,
    facts,
    fresh_store,
    funding_call,
    match_entry,
    message,
)

TODAY = NOON.date()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template")
    open_store(home).close()
    return home


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


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
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
def test_a_call_comes_back_character_by_character(
    call: FundingCall, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = fresh_store(template, tmp_path_factory.mktemp("call"))
    try:
        with store.writing() as connection:
            run_id = runs.begin(connection, SOURCE, NOON)
            calls.add(connection, [(call, "0" * 64)], run_id, NOON, TODAY)
        with store.reading() as connection:
            (entry,) = calls.entries(connection, SOURCE)
            assert calls.content(connection, entry.id) == call
            assert (entry.key, entry.title) == (call.key, call.title)
    finally:
        store.close()


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
        Deadline(DeadlineKind.RECURRING, (), ("03-31", "09-30"), two_stage=True, quote="Zum …"),
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


def test_a_message_is_frozen_with_what_it_tells(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("k1"), funding_call("k2")], NOON)
    mail = message()
    known = [
        Told(1, shown=True, through_change=4, project="glasfaser"),
        Told(2, shown=False, through_change=2, project="glasfaser"),
    ]
    with store.writing() as connection:
        deliveries.queue(connection, mail, TODAY, known, ["glasfaser"])
    with store.writing() as connection:
        assert deliveries.queued(connection) == [mail]
        assert deliveries.told(connection, mail.recipient_email) == {1: known[0], 2: known[1]}
        assert deliveries.told(connection, "bernd@kreis.example") == {}
        assert deliveries.first_issue_projects(connection, mail.recipient_email) == {"glasfaser"}
        assert deliveries.last_issue_on(connection, mail.recipient_email) == TODAY
        assert deliveries.last_issue_on(connection, "bernd@kreis.example") is None
        deliveries.mark_sent(connection, mail.message_id)
        assert deliveries.queued(connection) == []
        newer = Told(2, shown=True, through_change=9, project="glasfaser")
        deliveries.remember(connection, mail.recipient_email, TODAY, [newer], ())
    with store.reading() as connection:
        assert deliveries.told(connection, mail.recipient_email) == {1: known[0], 2: newer}


def test_a_message_id_that_stands_already_takes_nothing_with_it(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, [funding_call("k1")], NOON)
    with store.writing() as connection:
        deliveries.queue(connection, message(), TODAY, (), ())
    told = [Told(1, shown=True, through_change=1, project="glasfaser")]

    def queue_again() -> None:
        with store.writing() as connection:
            deliveries.remember(connection, "bernd@kreis.example", TODAY, told, ["glasfaser"])
            deliveries.queue(connection, message(), TODAY, (), ())

    with pytest.raises(IntegrityError):
        queue_again()
    with store.reading() as connection:
        assert deliveries.told(connection, "bernd@kreis.example") == {}
        assert deliveries.first_issue_projects(connection, "bernd@kreis.example") == set()
        assert len(deliveries.queued(connection)) == 1
