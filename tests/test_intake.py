from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.basket import content_hash, line_of_call, read_basket
from scout.collect.intake import Intake, decide, field_changes, take_in
from scout.domain import ChangeKind, FieldChange, FundingCall, Link, Verdict
from scout.store import calls, runs
from scout.store.calls import CallState
from scout.store.engine import Store
from tests.builders import NOON, SOURCE, bring, funding_call
from tests.databases import Fresh

NEW, CHANGED, UNCHANGED = ChangeKind.NEW, ChangeKind.CHANGED, ChangeKind.UNCHANGED
GONE, BACK = ChangeKind.GONE, ChangeKind.BACK
LISTED_A = CallState(1, "a", listed=True)
GONE_A = CallState(1, "a", listed=False)


@pytest.mark.parametrize(
    ("came", "state", "verdict", "expected"),
    [
        ("a", None, Verdict.OK, {NEW}),
        ("b", LISTED_A, Verdict.OK, {CHANGED}),
        ("a", LISTED_A, Verdict.OK, {UNCHANGED}),
        (None, LISTED_A, Verdict.OK, {GONE}),
        (None, GONE_A, Verdict.OK, None),
        ("a", GONE_A, Verdict.OK, {BACK}),
        ("b", GONE_A, Verdict.OK, {BACK, CHANGED}),
        ("a", None, Verdict.DOUBTFUL, {NEW}),
        ("b", LISTED_A, Verdict.DOUBTFUL, {CHANGED}),
        ("b", GONE_A, Verdict.DOUBTFUL, {BACK, CHANGED}),
        (None, LISTED_A, Verdict.DOUBTFUL, None),
        ("a", None, Verdict.FAILED, None),
        ("b", LISTED_A, Verdict.FAILED, None),
        ("a", GONE_A, Verdict.FAILED, None),
        (None, LISTED_A, Verdict.FAILED, None),
    ],
)
def test_what_a_crawl_says_follows_the_table_of_verdicts(
    came: str | None, state: CallState | None, verdict: Verdict, expected: set[ChangeKind] | None
) -> None:
    said = decide({"k": came} if came else {}, {"k": state} if state else {}, verdict)
    assert said == ({"k": frozenset(expected)} if expected else {})


def test_what_left_a_window_on_the_newest_is_not_gone() -> None:
    stored = {"a": LISTED_A, "b": LISTED_A}
    assert decide({"a": "x", "c": "y"}, stored, Verdict.OK, window=True) == {
        "a": frozenset({CHANGED}),
        "c": frozenset({NEW}),
    }


def test_an_empty_crawl_that_failed_marks_nothing_gone(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("a"), funding_call("b")], NOON)
    taken = bring(store, tmp_path, [], NOON + timedelta(days=1), verdict=Verdict.FAILED)
    assert taken == Intake()
    again = bring(store, tmp_path, [funding_call("a"), funding_call("b")], NOON + timedelta(days=2))
    assert again == Intake()


def test_field_changes_name_what_came_went_and_differs() -> None:
    old = funding_call(texts={"Kurztext": "alt", "Fristen": "Bis zum 1. Mai 2027."}, funder="Bund")
    new = funding_call(
        texts={"Kurztext": "neu", "Statushinweis": "Geschlossen."},
        funder="Bund",
        links=(Link("Richtlinie", "https://foerderung.example/r"),),
    )
    assert field_changes(old, new) == (
        FieldChange("links", None, "Richtlinie https://foerderung.example/r"),
        FieldChange("section.Fristen", "Bis zum 1. Mai 2027.", None),
        FieldChange("section.Kurztext", "alt", "neu"),
        FieldChange("section.Statushinweis", None, "Geschlossen."),
    )


def test_the_order_of_sections_is_no_change() -> None:
    one = funding_call(texts={"Kurztext": "a", "Volltext": "b"})
    other = funding_call(texts={"Volltext": "b", "Kurztext": "a"})
    assert content_hash(one) == content_hash(other)
    assert field_changes(one, other) == ()


def test_the_third_identical_day_finds_nothing(store: Store, tmp_path: Path) -> None:
    found = [funding_call(f"k{number}") for number in range(450)]
    assert bring(store, tmp_path, found, NOON) == Intake(new=450)
    with store.reading() as connection:
        before = calls.history(connection)
    for days in (1, 2):
        assert bring(store, tmp_path, found, NOON + timedelta(days=days)) == Intake()
    with store.reading() as connection:
        assert calls.history(connection) == before
        assert len(before) == len(calls.entries(connection)) == 450


def test_a_call_that_left_and_came_back_changed_has_its_whole_history(
    store: Store, tmp_path: Path
) -> None:
    other = funding_call("b")
    bring(store, tmp_path, [funding_call("a"), other], NOON)
    assert bring(store, tmp_path, [other], NOON + timedelta(days=1)) == Intake(gone=1)
    renamed = funding_call("a", title="Neuer Titel")
    taken = bring(store, tmp_path, [renamed, other], NOON + timedelta(days=2))
    assert taken == Intake(changed=1, back=1)
    with store.reading() as connection:
        (entry,) = calls.find(connection, "a")
        history = calls.history(connection, [entry.id])
        assert calls.content(connection, entry.id) == renamed
    assert (entry.gone_on, entry.title) == (None, "Neuer Titel")
    assert [(found.field, found.old, found.new) for found in history] == [
        ("listing", None, "listed"),
        ("listing", "listed", "gone"),
        ("title", "Aufruf a", "Neuer Titel"),
        ("listing", "gone", "listed"),
    ]
    days = [(NOON + timedelta(days=number)).date() for number in (0, 1, 2, 2)]
    assert [found.on for found in history] == days


@pytest.mark.parametrize("wrong", ["\0", "\ud83d"])
def test_what_no_database_can_hold_costs_its_item_and_no_other(
    store: Store, tmp_path: Path, wrong: str
) -> None:
    good = funding_call("a", texts={"Kurztext": "Straßen, „Brücken“ und 🌉\n\tTunnel."})
    found = [good, funding_call("b", title=f"Brü{wrong}cken")]
    assert bring(store, tmp_path, found, NOON, verdict=Verdict.DOUBTFUL) == Intake(new=1)
    with store.reading() as connection:
        (entry,) = calls.entries(connection)
        newest = runs.newest(connection, SOURCE)
        assert calls.content(connection, entry.id) == good
    assert newest is not None
    (finding,) = newest.findings
    assert (finding.code, finding.url) == ("item_rejected", found[1].url)
    assert f"found the character {wrong!r} in 'title'" in finding.text


def test_what_one_source_brings_says_nothing_of_another(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("a")], NOON)
    taken = bring(store, tmp_path, [funding_call("a", source="other")], NOON, name="other")
    assert taken == Intake(new=1)
    with store.reading() as connection:
        entries = calls.entries(connection)
    assert [(entry.source, entry.gone_on) for entry in entries] == [("other", None), (SOURCE, None)]


class PowerCutError(Exception):
    pass


def test_intake_that_is_cut_in_the_middle_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("a"), funding_call("b")], NOON)
    with store.reading() as connection:
        before = (
            calls.states(connection, SOURCE),
            calls.history(connection),
            runs.newest(connection, SOURCE),
        )
    path = tmp_path / "basket.jsonl"
    new = [funding_call("a", title="anders"), funding_call("c")]
    path.write_bytes(b"".join(line_of_call(call) for call in new))
    basket = read_basket(path, SOURCE)

    def cut() -> None:
        with store.writing() as connection:
            run_id = runs.begin(connection, SOURCE, NOON)
            stored = calls.states(connection, SOURCE)
            said = decide(basket.hashes, stored, Verdict.OK)
            taken = take_in(connection, basket, said, stored, run_id, NOON, NOON.date())
            assert taken == Intake(new=1, changed=1, gone=1)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        cut()
    with store.reading() as connection:
        after = (
            calls.states(connection, SOURCE),
            calls.history(connection),
            runs.newest(connection, SOURCE),
        )
    assert after == before


LISTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2), max_size=6)
DAYS = st.lists(st.tuples(LISTS, st.sampled_from(list(Verdict))), min_size=1, max_size=6)


class Model:
    """What should be stored: for each key ever seen the newest version and whether it is listed."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[int, bool]] = {}

    def take(self, listed: dict[str, int], verdict: Verdict) -> Intake:
        if verdict is Verdict.FAILED:
            return Intake()
        new = changed = gone = back = 0
        for key, version in listed.items():
            if key not in self.known:
                new += 1
            else:
                changed += self.known[key][0] != version
                back += not self.known[key][1]
            self.known[key] = (version, True)
        if verdict is Verdict.OK:
            for key, (version, is_listed) in self.known.items():
                if is_listed and key not in listed:
                    gone += 1
                    self.known[key] = (version, False)
        return Intake(new=new, changed=changed, gone=gone, back=back)


def version_of(key: str, version: int) -> FundingCall:
    return funding_call(key, title=f"Fassung {version}")


@settings(max_examples=60, deadline=None)
@given(days=DAYS)
def test_over_any_days_the_store_says_what_a_simple_model_says(
    days: list[tuple[dict[str, int], Verdict]],
    fresh: Fresh,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, model = tmp_path_factory.mktemp("days"), Model()
    with fresh() as store:
        for number, (listed, verdict) in enumerate(days):
            found = [version_of(key, version) for key, version in listed.items()]
            now = NOON + timedelta(days=number)
            assert bring(store, folder, found, now, verdict=verdict) == model.take(listed, verdict)
        with store.reading() as connection:
            entries = calls.entries(connection)
            history = calls.history(connection)
    stored = {entry.key: (entry.title, entry.gone_on is None) for entry in entries}
    assert stored == {
        key: (f"Fassung {version}", listed) for key, (version, listed) in model.known.items()
    }
    replayed: dict[tuple[str, str], str | None] = {}
    for entry in history:
        assert replayed.get((entry.key, entry.field), entry.old) == entry.old
        assert entry.old != entry.new
        replayed[entry.key, entry.field] = entry.new
    for key, (_, listed) in model.known.items():
        assert replayed[key, "listing"] == ("listed" if listed else "gone")
