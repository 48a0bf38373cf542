"""Tunings: what holds follows from a history that is only ever added to."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from scout.store import tunings
from scout.store.engine import Store
from scout.store.tunings import OVERALL, Tuning
from tests.builders import NOON
from tests.databases import Fresh

DAY = timedelta(days=1)


def keep(store: Store, project: str = "a", /, **changes: float | None) -> int | None:
    with store.writing() as connection:
        return tunings.keep(connection, project, changes, NOON)


def undo(store: Store, project: str = "a") -> list[Tuning]:
    with store.writing() as connection:
        return tunings.undo(connection, project, NOON + DAY)


def values(store: Store, project: str = "a") -> dict[str, float]:
    with store.reading() as connection:
        return tunings.values(connection, project)


def own(store: Store, project: str = "a") -> dict[str, float]:
    with store.reading() as connection:
        return tunings.own_values(connection, project)


def history(store: Store, project: str | None = None) -> list[Tuning]:
    with store.reading() as connection:
        return tunings.history(connection, project)


def row(change_id: int, name: str, old: float | None, new: float | None, **given: object) -> Tuning:
    fixed = {"change_id": change_id, "name": name, "old": old, "new": new}
    return Tuning(**({"project": "a", "at": NOON} | fixed | given))  # type: ignore[arg-type]


def test_an_empty_home_is_tuned_nowhere(store: Store) -> None:
    assert (values(store), own(store), history(store), undo(store)) == ({}, {}, [], [])


def test_what_is_kept_holds_and_is_one_change(store: Store) -> None:
    assert keep(store, word=0.5, threshold=0.1234567890123456) == 1
    assert values(store) == {"word": 0.5, "threshold": 0.1234567890123456}
    assert history(store) == [
        row(1, "threshold", None, 0.1234567890123456),
        row(1, "word", None, 0.5),
    ]


def test_only_what_differs_is_recorded(store: Store) -> None:
    keep(store, x=1.0, y=2.0)
    assert keep(store, x=1.0, y=3.0, z=None) == 2
    assert history(store)[0] == row(2, "y", 2.0, 3.0)
    assert len(history(store)) == 3


def test_what_is_so_already_is_no_change(store: Store) -> None:
    assert keep(store) is None
    assert keep(store, x=None) is None
    keep(store, x=1.0)
    assert keep(store, x=1.0) is None
    assert len(history(store)) == 1


def test_zero_is_a_value_and_none_is_not(store: Store) -> None:
    keep(store, x=0.0)
    assert values(store) == {"x": 0.0}
    assert keep(store, x=None) == 2
    assert values(store) == {}
    assert history(store)[0] == row(2, "x", 0.0, None)


def test_a_project_goes_before_all_and_falls_back_to_them(store: Store) -> None:
    keep(store, OVERALL, x=0.1, y=0.2)
    keep(store, "a", x=0.9)
    assert values(store, "a") == {"x": 0.9, "y": 0.2}
    assert own(store, "a") == {"x": 0.9}
    assert values(store, "b") == values(store, OVERALL) == {"x": 0.1, "y": 0.2}
    keep(store, "a", x=None)
    assert values(store, "a") == {"x": 0.1, "y": 0.2}


def test_a_project_may_hold_on_to_what_is_so_for_all(store: Store) -> None:
    keep(store, OVERALL, x=0.1)
    assert keep(store, "a", x=0.1) == 2
    keep(store, OVERALL, x=0.5)
    assert values(store, "a") == {"x": 0.1}


def test_undoing_takes_back_the_whole_change_and_is_recorded(store: Store) -> None:
    keep(store, x=1.0)
    keep(store, x=2.0, y=5.0)
    taken = undo(store)
    assert taken == [
        row(3, "x", 2.0, 1.0, at=NOON + DAY, undoes=2),
        row(3, "y", 5.0, None, at=NOON + DAY, undoes=2),
    ]
    assert values(store) == {"x": 1.0}
    assert history(store)[:2] == taken
    assert len(history(store)) == 5


def test_undoing_again_walks_further_back_and_then_ends(store: Store) -> None:
    for number in (1.0, 2.0, 3.0):
        keep(store, x=number)
    found = [([each.undoes for each in undo(store)], values(store)) for _ in range(4)]
    assert found == [([3], {"x": 2.0}), ([2], {"x": 1.0}), ([1], {}), ([], {})]


def test_after_an_undo_a_new_change_is_undone_before_older_ones(store: Store) -> None:
    keep(store, x=1.0)
    keep(store, x=2.0)
    undo(store)
    keep(store, x=4.0)
    assert undo(store)[0].undoes == 4
    assert values(store) == {"x": 1.0}
    assert undo(store)[0].undoes == 1
    assert values(store) == {}


def test_undoing_stays_in_its_scope(store: Store) -> None:
    keep(store, OVERALL, x=0.1)
    keep(store, "a", x=0.2)
    keep(store, "b", x=0.3)
    assert [each.undoes for each in undo(store, OVERALL)] == [1]
    assert undo(store, OVERALL) == []
    assert (values(store, "a"), values(store, "b")) == ({"x": 0.2}, {"x": 0.3})


def test_the_history_of_one_scope_or_of_all_is_newest_first(store: Store) -> None:
    keep(store, "b", x=1.0)
    keep(store, OVERALL, x=1.0)
    keep(store, "a", b=1.0, B=1.0, ä=1.0)
    assert [(each.project, each.name) for each in history(store)] == [
        ("a", "B"),
        ("a", "b"),
        ("a", "ä"),
        ("", "x"),
        ("b", "x"),
    ]
    assert history(store, OVERALL) == [row(2, "x", None, 1.0, project="")]
    assert {each.project for each in history(store, "b")} == {"b"}


def test_the_longest_names_fit(store: Store) -> None:
    name = "ß" * 200
    keep(store, "p" * 80, **{name: 0.5})
    assert values(store, "p" * 80) == {name: 0.5}


def test_a_moment_without_a_time_zone_is_refused_and_nothing_kept(store: Store) -> None:
    def keep_naive() -> None:
        with store.writing() as connection:
            tunings.keep(connection, "a", {"x": 1.0}, NOON.replace(tzinfo=None))

    with pytest.raises(StatementError, match="expected an aware datetime"):
        keep_naive()
    assert history(store) == []


SCOPES = st.sampled_from((OVERALL, "a"))
CHANGES = st.dictionaries(
    st.sampled_from("xyz"), st.sampled_from((None, 0.0, 0.25, 1.0)), max_size=3
)
STEPS = st.lists(st.tuples(SCOPES, st.none() | CHANGES), max_size=10)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_keeping_and_undoing_is_a_stack_of_states_in_each_scope(
    steps: list[tuple[str, dict[str, float | None] | None]], fresh: Fresh
) -> None:
    stacks: dict[str, list[dict[str, float]]] = {OVERALL: [{}], "a": [{}]}
    ids = count(1)
    with fresh() as store:
        for scope, changes in steps:
            stack, before = stacks[scope], history(store)
            if changes is None:
                undone = undo(store, scope)
                assert bool(undone) is (len(stack) > 1)
                assert {each.change_id for each in undone} == ({next(ids)} if undone else set())
                stack[1:] = stack[1:-1]
            else:
                wanted = {**stack[-1], **changes}
                state = {name: new for name, new in wanted.items() if new is not None}
                differs = state != stack[-1]
                assert keep(store, scope, **changes) == (next(ids) if differs else None)
                stack.extend([state] if differs else [])
            assert {each: own(store, each) for each in stacks} == {
                each: found[-1] for each, found in stacks.items()
            }
            assert values(store, "a") == stacks[OVERALL][-1] | stacks["a"][-1]
            added = history(store)[: len(history(store)) - len(before)]
            assert history(store)[len(added) :] == before
            assert all(each.old != each.new for each in added)
