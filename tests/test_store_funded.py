"""Funded projects in the store: taken in once, brought up to date, kept when they leave."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.intake import Intake
from scout.domain import Verdict
from scout.funded import FundedProject
from scout.store import calls, funded, news
from scout.store.engine import Store
from scout.store.funded import FundedEntry
from tests.builders import FUNDED_SOURCE, NOON, bring_projects, funded_body, funded_project
from tests.databases import Fresh

DAY = timedelta(days=1)


def stored(store: Store) -> dict[str, FundedEntry]:
    with store.reading() as connection:
        return {entry.project.key: entry for entry in funded.entries(connection)}


def test_a_project_is_new_once_and_then_known(store: Store, tmp_path: Path) -> None:
    found = [funded_project("a"), funded_project("b", amount=None, starts_on=None)]
    assert bring_projects(store, tmp_path, found, NOON) == Intake(new=2)
    assert bring_projects(store, tmp_path, found, NOON + DAY) == Intake()
    assert [entry.project for entry in stored(store).values()] == found
    assert {entry.first_seen_on for entry in stored(store).values()} == {NOON.date()}
    assert {entry.last_seen_at for entry in stored(store).values()} == {NOON + DAY}


def test_what_changed_is_brought_up_to_date(store: Store, tmp_path: Path) -> None:
    bring_projects(store, tmp_path, [funded_project("a"), funded_project("b")], NOON)
    more = funded_project("a", amount=Decimal("200000.00"))
    taken = bring_projects(store, tmp_path, [more, funded_project("b")], NOON + DAY)
    assert taken == Intake(changed=1)
    entry = stored(store)["a"]
    assert (entry.project, entry.first_seen_on) == (more, NOON.date())
    assert stored(store)["b"].project == funded_project("b")


def test_what_left_the_catalogue_is_kept_with_when_it_was_last_seen(
    store: Store, tmp_path: Path
) -> None:
    left, stays = funded_project("a"), funded_project("b")
    bring_projects(store, tmp_path, [left, stays], NOON)
    assert bring_projects(store, tmp_path, [stays], NOON + DAY) == Intake(gone=1)
    assert bring_projects(store, tmp_path, [stays], NOON + 2 * DAY) == Intake()
    entry = stored(store)["a"]
    assert (entry.project, entry.last_seen_at) == (left, NOON)
    assert entry.gone_on == (NOON + DAY).date()
    assert bring_projects(store, tmp_path, [left, stays], NOON + 3 * DAY) == Intake(back=1)
    assert stored(store)["a"].gone_on is None


def test_a_doubtful_crawl_takes_in_and_says_of_nothing_that_it_is_gone(
    store: Store, tmp_path: Path
) -> None:
    bring_projects(store, tmp_path, [funded_project("a")], NOON)
    found, doubtful = [funded_project("b")], Verdict.DOUBTFUL
    assert bring_projects(store, tmp_path, found, NOON + DAY, verdict=doubtful) == Intake(new=1)
    failed = bring_projects(store, tmp_path, [], NOON + 2 * DAY, verdict=Verdict.FAILED)
    assert failed == Intake()
    assert {key: entry.gone_on for key, entry in stored(store).items()} == {"a": None, "b": None}


def test_two_catalogues_calls_and_news_do_not_meet(store: Store, tmp_path: Path) -> None:
    other = funded_project("a", source="katalog_other")
    bring_projects(store, tmp_path, [funded_project("a")], NOON)
    assert bring_projects(store, tmp_path, [other], NOON, name="katalog_other") == Intake(new=1)
    with store.reading() as connection:
        assert calls.entries(connection) == []
        assert news.entries(connection) == []
        assert list(funded.states(connection, FUNDED_SOURCE)) == ["a"]
        assert [entry.project for entry in funded.entries(connection)] == [
            other,
            funded_project("a"),
        ]


def test_more_than_fit_one_statement(store: Store, tmp_path: Path) -> None:
    found = [funded_project(f"{number:05}") for number in range(1_201)]
    assert bring_projects(store, tmp_path, found, NOON) == Intake(new=1_201)
    dearer = [funded_project(each.key, amount=None) for each in found]
    assert bring_projects(store, tmp_path, dearer, NOON + DAY) == Intake(changed=1_201)
    assert bring_projects(store, tmp_path, dearer[:1], NOON + 2 * DAY) == Intake(gone=1_200)
    assert [entry.project for entry in stored(store).values()] == dearer


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@settings(max_examples=30, deadline=None)
@given(
    title=st.none() | TEXT,
    name=TEXT.filter(str.strip),
    amount=st.none() | st.decimals(-(10**12), 10**12, places=2),
    start=st.none() | st.dates(),
)
def test_a_project_comes_back_as_it_was(
    title: str | None,
    name: str,
    amount: Decimal | None,
    start: date | None,
    fresh: Fresh,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = funded_project(
        title=title, recipient=funded_body(name, None), amount=amount, starts_on=start
    )
    with fresh() as opened:
        taken = bring_projects(opened, tmp_path_factory.mktemp("projects"), [project], NOON)
        assert taken == Intake(new=1)
        (entry,) = stored(opened).values()
    assert entry.project == project


TABLES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4)


@settings(max_examples=30, deadline=None)
@given(days=st.lists(st.tuples(TABLES, st.sampled_from(list(Verdict))), min_size=1, max_size=5))
def test_over_any_days_the_store_says_what_a_dictionary_says(
    days: list[tuple[dict[str, int], Verdict]],
    fresh: Fresh,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("days")
    known: dict[str, tuple[FundedProject, date | None]] = {}
    with fresh() as opened:
        for number, (table, verdict) in enumerate(days):
            now = NOON + number * DAY
            found = {key: funded_project(key, title=f"Fassung {n}") for key, n in table.items()}
            taken = bring_projects(opened, folder, list(found.values()), now, verdict=verdict)
            believed = {} if verdict is Verdict.FAILED else found
            there = {key for key, (_, gone) in known.items() if gone is None}
            gone = there - found.keys() if verdict is Verdict.OK else set()
            assert taken == Intake(
                new=len(believed.keys() - known.keys()),
                changed=sum(
                    known[key][0] != believed[key] for key in believed.keys() & known.keys()
                ),
                gone=len(gone),
                back=len(believed.keys() & known.keys() - there),
            )
            known |= {key: (known[key][0], now.date()) for key in gone}
            known |= {key: (project, None) for key, project in believed.items()}
        entries = stored(opened)
    assert {key: (entry.project, entry.gone_on) for key, entry in entries.items()} == known
