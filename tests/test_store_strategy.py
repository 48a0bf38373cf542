from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from scout.council import Body
from scout.domain import Frequency, Strategy
from scout.store import strategy, tables
from scout.store.engine import Store
from scout.store.strategy import StrategyChange
from tests.builders import applicant, project, recipient
from tests.databases import Fresh

PLAN = Strategy(
    applicants=(applicant(),),
    projects=(project("b", keywords=("Glasfaser", "5G")), project("a", english="fibre")),
    recipients=(
        recipient("a@kreis.example", projects=("a",), frequency=Frequency.DAILY),
        recipient("b@kreis.example", all=True),
    ),
)


def save(store: Store, plan: Strategy) -> list[StrategyChange]:
    with store.writing() as connection:
        return strategy.save(connection, plan)


def load(store: Store) -> Strategy:
    with store.reading() as connection:
        return strategy.load(connection)


def test_an_empty_home_has_an_empty_strategy(store: Store) -> None:
    assert load(store) == Strategy()


def test_a_strategy_comes_back_whole_and_in_the_order_of_the_file(store: Store) -> None:
    assert [(found.kind, found.key, found.change) for found in save(store, PLAN)] == [
        ("applicants", "kreis", "added"),
        ("projects", "b", "added"),
        ("projects", "a", "added"),
        ("recipients", "a@kreis.example", "added"),
        ("recipients", "b@kreis.example", "added"),
    ]
    assert load(store) == PLAN


def test_saving_the_same_again_changes_nothing(store: Store) -> None:
    save(store, PLAN)
    assert save(store, PLAN) == []
    assert load(store) == PLAN


def test_a_new_order_is_kept_and_is_no_change(store: Store) -> None:
    save(store, PLAN)
    turned = replace(PLAN, projects=PLAN.projects[::-1])
    assert save(store, turned) == []
    assert load(store) == turned


def test_a_change_names_its_fields(store: Store) -> None:
    save(store, PLAN)
    first, second = PLAN.projects
    plan = replace(PLAN, projects=(replace(first, title="Neu", keywords=()), second))
    assert save(store, plan) == [StrategyChange("projects", "b", "changed", ("keywords", "title"))]
    assert load(store) == plan


def test_what_left_the_file_is_removed_once_and_can_come_back(store: Store) -> None:
    save(store, PLAN)
    shorter = replace(PLAN, projects=PLAN.projects[1:])
    assert save(store, shorter) == [StrategyChange("projects", "b", "removed")]
    assert save(store, shorter) == []
    assert load(store) == shorter
    assert save(store, PLAN) == [StrategyChange("projects", "b", "added")]
    assert load(store) == PLAN


COUNCIL = Body("Kreistag", (date(2027, 3, 10), date(2027, 5, 5)), 21)


def test_bodies_come_back_with_their_days_and_a_sitting_that_is_set_is_a_change(
    store: Store,
) -> None:
    plan = Strategy(applicants=(applicant(bodies=(Body("Ausschuss"), COUNCIL), writing_weeks=6),))
    save(store, plan)
    assert load(store) == plan
    assert save(store, plan) == []
    more = replace(COUNCIL, sittings=(*COUNCIL.sittings, date(2027, 7, 7)))
    longer = Strategy(applicants=(replace(plan.applicants[0], bodies=(Body("Ausschuss"), more)),))
    assert save(store, longer) == [StrategyChange("applicants", "kreis", "changed", ("bodies",))]
    assert load(store) == longer


def test_an_applicant_that_was_stored_before_bodies_were_is_the_same_without(store: Store) -> None:
    old = {"key": "kreis", "name": "Kreis Musterland", "type": "COUNTY", "region": "DE-NW"}
    with store.writing() as connection:
        connection.execute(
            insert(tables.strategy_entries).values(
                kind="applicants", key="kreis", position=0, content=old, active=True
            )
        )
    assert load(store) == Strategy(applicants=(applicant(),))
    assert save(store, Strategy(applicants=(applicant(),))) == []
    with_council = Strategy(applicants=(applicant(bodies=(COUNCIL,)),))
    (change,) = save(store, with_council)
    assert (change.change, change.fields) == ("changed", ("bodies",))
    assert load(store) == with_council


KEYS = st.lists(st.sampled_from("abcd"), unique=True, max_size=4)
PLANS = st.builds(
    lambda keys, titles: Strategy(
        projects=tuple(project(key, title=title) for key, title in zip(keys, titles, strict=False))
    ),
    KEYS,
    st.lists(st.sampled_from(("eins", "zwei")), min_size=4, max_size=4),
)


@settings(max_examples=40, deadline=None)
@given(plans=st.lists(PLANS, min_size=2, max_size=5))
def test_the_newest_strategy_holds_and_its_changes_add_up(
    plans: list[Strategy], fresh: Fresh
) -> None:
    with fresh() as store:
        active: dict[str, str] = {}
        for plan in plans:
            wanted = {entry.key: entry.title for entry in plan.projects}
            expected = dict.fromkeys(wanted.keys() - active.keys(), "added")
            expected |= dict.fromkeys(active.keys() - wanted.keys(), "removed")
            common = active.keys() & wanted.keys()
            expected |= {key: "changed" for key in common if active[key] != wanted[key]}
            assert {found.key: found.change for found in save(store, plan)} == expected
            assert load(store) == plan
            active = wanted
