"""Judgements: one a project and call, the newest; they outlive the calls they are of."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from scout.fit import Judgement
from scout.store import judgements, tables
from scout.store.engine import Store
from tests.builders import NOON, SOURCE, bring, funding_call, judgement
from tests.databases import Fresh

HOUR = timedelta(hours=1)


def save(store: Store, *found: Judgement) -> None:
    with store.writing() as connection:
        for each in found:
            judgements.save(connection, each)


def forget(store: Store, project: str, key: str, source: str = SOURCE) -> bool:
    with store.writing() as connection:
        return judgements.forget(connection, project, source, key)


def load(store: Store, project: str | None = None) -> list[Judgement]:
    with store.reading() as connection:
        return judgements.load(connection, project)


def test_an_empty_home_has_none(store: Store) -> None:
    assert load(store) == []
    assert load(store, "radwege") == []


def test_a_judgement_comes_back_as_it_was_said(store: Store) -> None:
    said = judgement("radwege", "Straße/1 & ß", relevant=False)
    save(store, said)
    assert load(store) == [said]


def test_the_newest_judgement_of_a_call_stands_alone(store: Store) -> None:
    newer = judgement("radwege", "k1", relevant=False, judged_at=NOON + HOUR)
    save(store, judgement("radwege", "k1"), judgement("radwege", "k2"), newer)
    assert load(store) == [judgement("radwege", "k2"), newer]


def test_each_project_and_each_source_has_its_own(store: Store) -> None:
    found = [
        judgement("a", "k1"),
        judgement("a", "k1", source="other", relevant=False),
        judgement("b", "k1", relevant=False),
    ]
    save(store, *found)
    assert load(store) == [found[1], found[0], found[2]]
    assert load(store, "b") == [found[2]]


def test_the_order_is_project_moment_source_key_whatever_the_database_sorts_like(
    store: Store,
) -> None:
    # A German dictionary has "a-b" after "ab", and Ä beside A.
    found = [
        judgement("a-b", "z"),
        judgement("ab", "z", judged_at=NOON - HOUR),
        judgement("ab", "B"),
        judgement("ab", "a"),
        judgement("ab", "Ä"),
        judgement("ab", "0", source="zweite"),
    ]
    save(store, *found[::-1])
    assert load(store) == found


def test_what_is_forgotten_is_gone_and_the_rest_stays(store: Store) -> None:
    save(store, judgement("a", "k1"), judgement("a", "k2"), judgement("b", "k1"))
    assert forget(store, "a", "k1") is True
    assert forget(store, "a", "k1") is False
    assert forget(store, "a", "k2", "other") is False
    assert load(store) == [judgement("a", "k2"), judgement("b", "k1")]


def test_the_moment_comes_back_in_utc(store: Store) -> None:
    german = datetime(2026, 12, 19, 12, tzinfo=timezone(HOUR))
    save(store, judgement("a", "k1", judged_at=german))
    (found,) = load(store)
    assert found.judged_at.isoformat() == "2026-12-19T11:00:00+00:00"


def test_a_judgement_outlives_the_call_and_holds_for_it_again(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [funding_call("k1")], NOON)
    save(store, judgement("a", "k1"))
    with store.writing() as connection:
        connection.execute(delete(tables.changes))
        connection.execute(delete(tables.calls))
    assert load(store) == [judgement("a", "k1")]
    bring(store, tmp_path, [funding_call("k1")], NOON + HOUR)
    assert load(store) == [judgement("a", "k1")]


def authors(store: Store) -> dict[tuple[str, str, str], str]:
    with store.reading() as connection:
        return judgements.authors(connection)


def test_nobody_is_named_unless_the_caller_names_somebody(store: Store) -> None:
    save(store, judgement("a", "k1"))
    assert authors(store) == {}
    with store.writing() as connection:
        judgements.save(connection, judgement("a", "k2"), by="Anna@Kreis.example")
    assert authors(store) == {("a", SOURCE, "k2"): "anna@kreis.example"}


def test_what_is_learned_from_does_not_know_who_judged(store: Store) -> None:
    with store.writing() as connection:
        judgements.save(connection, judgement("a", "k1"), by="anna@kreis.example")
    assert load(store) == [judgement("a", "k1")]
    assert not hasattr(load(store)[0], "judged_by")


@pytest.mark.parametrize("second", ["bernd@kreis.example", None])
def test_a_new_judgement_replaces_the_author_too(store: Store, second: str | None) -> None:
    with store.writing() as connection:
        judgements.save(connection, judgement("a", "k1"), by="anna@kreis.example")
        judgements.save(connection, judgement("a", "k1", relevant=False), by=second)
    assert authors(store) == ({("a", SOURCE, "k1"): second} if second else {})
    assert [each.relevant for each in load(store)] == [False]


def test_the_longest_names_fit(store: Store) -> None:
    said = judgement("p" * 80, "ß" * 500, source="s" * 100)
    save(store, said)
    assert load(store) == [said]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("a", "b")),
        st.sampled_from(("k1", "k2")),
        st.sampled_from((True, False, None)),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_the_store_knows_what_was_said_last(
    steps: list[tuple[str, str, bool | None]], fresh: Fresh
) -> None:
    model: dict[tuple[str, str], Judgement] = {}
    with fresh() as store:
        for number, (project, key, relevant) in enumerate(steps):
            if relevant is None:
                was = model.pop((project, key), None) is not None
                assert forget(store, project, key) is was
            else:
                at = NOON + number * HOUR
                said = judgement(project, key, relevant=relevant, judged_at=at)
                save(store, said)
                model[project, key] = said
        expected = sorted(model.values(), key=lambda each: (each.project, each.judged_at))
        assert load(store) == expected
        assert load(store, "a") == [each for each in expected if each.project == "a"]
