"""Judgements: one a project and call, the newest; they outlive the calls they are of."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from scout.fit import Judgement
from scout.store import erasure, judgements, tables
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
    with store.writing() as connection:
        for by in ("a" * 242 + "@one.example", "b" * 242 + "@one.example"):
            judgements.save(connection, said, by=by)
    assert load(store) == [said]


NORA, KAI, MIA = "nora@kreis.example", "Kai@Stadt.example", "mia@stadt.example"


def say(store: Store, by: str | None, *, relevant: bool, hours: int = 0, key: str = "k1") -> None:
    with store.writing() as connection:
        said = judgement("a", key, relevant=relevant, judged_at=NOON + hours * HOUR)
        judgements.save(connection, said, by=by)


def take_back(store: Store, by: str, key: str = "k1") -> None:
    with store.writing() as connection:
        judgements.take_back(connection, "a", SOURCE, key, by=by)


def opinions(store: Store, reader: str, key: str = "k1") -> tuple[bool | None, ...]:
    with store.reading() as connection:
        found = judgements.opinions(connection, "a", SOURCE, key, reader)
    return found.counts, found.own, found.others


def test_taking_back_restores_what_somebody_else_said_before(store: Store) -> None:
    say(store, NORA, relevant=False)
    say(store, KAI, relevant=True, hours=1)
    assert opinions(store, KAI.upper()) == (True, True, False)
    assert opinions(store, NORA) == (True, False, True)
    assert opinions(store, MIA) == (True, None, True)
    take_back(store, KAI.upper())
    assert load(store) == [judgement("a", "k1", relevant=False)], "with the moment it had"
    assert authors(store) == {("a", SOURCE, "k1"): NORA}
    take_back(store, NORA)
    assert load(store) == []
    assert opinions(store, NORA) == (None, None, None)


def test_whoever_takes_back_first_leaves_what_the_others_said(store: Store) -> None:
    for hours, (by, relevant) in enumerate(((NORA, False), (KAI, True), (MIA, False))):
        say(store, by, relevant=relevant, hours=hours)
    take_back(store, KAI)
    assert opinions(store, KAI) == (False, None, False)
    take_back(store, MIA)
    assert load(store) == [judgement("a", "k1", relevant=False)]
    take_back(store, MIA)
    assert authors(store) == {("a", SOURCE, "k1"): NORA}


def test_only_the_last_word_of_each_is_kept(store: Store) -> None:
    for hours in range(6):
        say(store, (NORA, KAI)[hours % 2], relevant=hours > 3, hours=hours)
    say(store, KAI, relevant=False, hours=9)
    take_back(store, KAI)
    assert load(store) == [judgement("a", "k1", judged_at=NOON + 4 * HOUR)]
    take_back(store, NORA)
    assert load(store) == []


def test_what_the_house_says_without_a_name_can_be_overruled_and_comes_back(store: Store) -> None:
    say(store, None, relevant=True)
    say(store, NORA, relevant=False, hours=1)
    assert opinions(store, NORA) == (False, False, True)
    take_back(store, NORA)
    assert load(store) == [judgement("a", "k1")]
    assert authors(store) == {}


def test_the_house_replaces_and_takes_back_whatever_anybody_said(store: Store) -> None:
    say(store, NORA, relevant=False)
    say(store, KAI, relevant=True)
    say(store, None, relevant=False, hours=2)
    take_back(store, KAI)
    take_back(store, NORA)
    assert load(store) == [judgement("a", "k1", relevant=False, judged_at=NOON + 2 * HOUR)]
    say(store, KAI, relevant=True)
    assert forget(store, "a", "k1") is True
    assert opinions(store, KAI) == (None, None, None)
    with store.reading() as connection:
        assert connection.execute(tables.overruled_judgements.select()).all() == []


def test_once_it_is_not_known_who_judged_it_is_nobodys_own_and_still_counts(store: Store) -> None:
    say(store, NORA, relevant=False)
    say(store, KAI, relevant=True, hours=1)
    say(store, KAI, relevant=True, hours=1, key="k2")
    with store.writing() as connection:
        assert erasure.erase_authors(connection, NOON + HOUR) == 1
    take_back(store, NORA)
    assert opinions(store, KAI) == (True, True, False), "what Nora said is nobody's, and stays"
    take_back(store, KAI)
    assert load(store) == [
        judgement("a", "k1", relevant=False),
        judgement("a", "k2", judged_at=NOON + HOUR),
    ]
    assert authors(store) == {("a", SOURCE, "k2"): KAI.casefold()}


WORDS = st.lists(
    st.tuples(
        st.sampled_from((NORA, KAI, MIA, None)),
        st.sampled_from(("k1", "k2")),
        st.sampled_from((True, False, None)),
    ),
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(words=WORDS)
def test_the_last_word_of_those_who_have_not_taken_theirs_back_counts(
    words: list[tuple[str | None, str, bool | None]], fresh: Fresh
) -> None:
    said: dict[tuple[str, str | None], bool] = {}  # in the order in which it was said
    with fresh() as store:
        for by, key, relevant in words:
            if by is None and relevant is None:
                continue
            of = [by] if by else [NORA, KAI, MIA, None]
            for each in of:
                said.pop((key, each), None)
            if relevant is None:
                take_back(store, str(by), key)
            else:
                say(store, by, relevant=relevant, key=key)
                said[key, by] = relevant
        for key in ("k1", "k2"):
            for reader in (NORA, KAI, MIA):
                all_said = [None, *(word for (at, _), word in said.items() if at == key)]
                others = [
                    None,
                    *(word for (at, who), word in said.items() if at == key and who != reader),
                ]
                expected = (all_said[-1], said.get((key, reader)), others[-1])
                assert opinions(store, reader, key) == expected
        counts = {each.key: each.relevant for each in load(store)}
        assert counts == {key: word for (key, _), word in said.items()}


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
