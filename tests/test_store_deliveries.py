"""What messages tell is known from the moment they are frozen, and not known if they fail."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from scout.messages import Delivery, DeliveryState
from scout.store import deliveries, tables
from scout.store import told as memory
from scout.store.deliveries import Outgoing
from scout.store.engine import Store
from scout.store.told import Knowledge, Reminder, Told
from tests.builders import NOON, bring, funding_call, message
from tests.databases import Fresh

ANNA, BERND = "anna@kreis.example", "bernd@kreis.example"
TODAY = NOON.date()
SENT = Delivery(state=DeliveryState.SENT, attempts=1, finished_at=NOON)
FAILED = Delivery(state=DeliveryState.FAILED, attempts=1, finished_at=NOON, error="550 no")
UNSURE = Delivery(state=DeliveryState.UNSURE, attempts=1, finished_at=NOON)
DEADLINE_ON = TODAY + timedelta(days=30)
EARLY, SOON = Reminder(1, DEADLINE_ON, 56), Reminder(1, DEADLINE_ON, 28)


def furnish(store: Store, folder: Path) -> Store:
    """Put ten calls and ten news into an empty store."""
    bring(store, folder, [funding_call(f"k{number}") for number in range(1, 11)], NOON)
    news = [
        {"id": number, "source": "presse", "key": f"n{number}", "url": "https://x.example/"}
        | {"title": "Neues", "language": "de", "summary": "", "content_hash": ""}
        | {"first_seen_on": TODAY, "last_seen_at": NOON}
        for number in range(1, 11)
    ]
    with store.writing() as connection:
        connection.execute(insert(tables.news), news)
    return store


@pytest.fixture
def furnished(store: Store, tmp_path: Path) -> Store:
    """A store with ten calls and ten news."""
    return furnish(store, tmp_path)


def told(call_id: int, project: str = "glasfaser", *, shown: bool = True, to: int = 1) -> Told:
    return Told(call_id, shown=shown, through_change=to, project=project)


def queue(
    store: Store,
    number: int,
    known: list[Told],
    *,
    projects: tuple[str, ...] = (),
    news: tuple[int, ...] = (),
    reminders: tuple[Reminder, ...] = (),
    carried: dict[int, int] | None = None,
    day: date = TODAY,
    **values: Any,
) -> Outgoing:
    tells = Knowledge(
        calls=known, projects=projects, news=news, reminders=reminders, carried=carried
    )
    with store.writing() as connection:
        return deliveries.queue(connection, message(number, **values), day, tells)


def move(store: Store, outgoing: Outgoing, delivery: Delivery) -> Outgoing:
    with store.writing() as connection:
        deliveries.move(connection, outgoing, delivery)
    return Outgoing(outgoing.number, outgoing.message, delivery)


def known(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that is noted of what anybody has been told."""
    with store.reading() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in (
                tables.delivered,
                tables.first_issues,
                tables.told_news,
                tables.reminders,
                tables.carried,
            )
        }


def test_a_message_is_frozen_with_what_it_tells(furnished: Store) -> None:
    tells = [told(1, to=4), told(2, to=2, shown=False)]
    outgoing = queue(furnished, 1, tells, projects=("glasfaser",), news=(3,))
    with furnished.reading() as connection:
        assert deliveries.on_their_way(connection) == [outgoing]
        assert deliveries.on_their_way(connection, ANNA) == [outgoing]
        assert deliveries.on_their_way(connection, BERND) == []
        assert deliveries.find(connection, outgoing.number) == outgoing
        for nobody in (99, 0, -1, 2**31, 2**63 - 1, 2**63, 10**400):
            assert deliveries.find(connection, nobody) is None
        assert memory.calls(connection, ANNA) == {1: tells[0], 2: tells[1]}
        assert memory.calls(connection, BERND) == {}
        assert memory.first_issue_projects(connection, ANNA) == {"glasfaser"}
        assert deliveries.last_issue_on(connection, ANNA) == TODAY
        assert deliveries.last_issue_on(connection, BERND) is None
    assert known(furnished)["told_news"] == [(ANNA, 3, TODAY)]
    move(furnished, outgoing, SENT)
    newer = told(2, to=9)
    with furnished.writing() as connection:
        assert deliveries.on_their_way(connection) == []
        memory.remember(connection, ANNA, TODAY, Knowledge(calls=[newer]))
        assert memory.calls(connection, ANNA) == {1: tells[0], 2: newer}


def test_a_message_id_that_stands_already_takes_nothing_with_it(furnished: Store) -> None:
    queue(furnished, 1, [])
    before = known(furnished)
    with pytest.raises(IntegrityError):
        queue(furnished, 1, [told(1)], projects=("glasfaser",), recipient_email=BERND)
    assert known(furnished) == before


def test_the_newest_messages_come_first(furnished: Store) -> None:
    first, second, third = (queue(furnished, number, []) for number in (1, 2, 3))
    second = move(furnished, second, UNSURE)
    with furnished.reading() as connection:
        assert deliveries.newest_messages(connection, 2) == [third, second]
        assert deliveries.undecided(connection) == [second]
        assert deliveries.on_their_way(connection) == [first, third]


def test_those_nobody_has_decided_on_are_found_behind_any_number_of_newer_ones(
    furnished: Store,
) -> None:
    old = [move(furnished, queue(furnished, number, []), UNSURE) for number in (1, 2)]
    for number in range(3, 60):
        move(furnished, queue(furnished, number, []), SENT)
    with furnished.reading() as connection:
        assert deliveries.undecided(connection) == old[::-1]
        far_off = NOON + timedelta(days=900)
        assert deliveries.counts(connection, far_off) == {DeliveryState.UNSURE: 2}
        assert deliveries.counts(connection, NOON - timedelta(days=1)) == {
            DeliveryState.UNSURE: 2,
            DeliveryState.SENT: 57,
        }


def test_more_can_be_said_of_why_a_message_failed_and_of_no_other(furnished: Store) -> None:
    failed = move(furnished, queue(furnished, 1, []), FAILED)
    other = move(furnished, queue(furnished, 2, []), SENT)
    with furnished.writing() as connection:
        for each in (failed, other):
            deliveries.explain(connection, each.number, "beim Server: 550 no")
        explained = deliveries.find(connection, failed.number)
        assert explained is not None
        assert explained.delivery == replace(failed.delivery, error="beim Server: 550 no")
        assert deliveries.find(connection, other.number) == other


def test_an_address_with_capitals_is_written_to_as_it_is_and_found_by_any_case(
    store: Store,
) -> None:
    outgoing = queue(store, 1, [], recipient_email="Anna@Kreis.example")
    assert outgoing.message.recipient_email == "Anna@Kreis.example"
    with store.reading() as connection:
        assert deliveries.last_issue_on(connection, ANNA.upper()) == TODAY
        assert deliveries.on_their_way(connection, ANNA) == [outgoing]


def test_how_far_a_message_has_come_is_kept(furnished: Store) -> None:
    waiting = Delivery(
        state=DeliveryState.RETRY,
        attempts=2,
        next_try_at=NOON + timedelta(minutes=15),
        error="451 später",
    )
    outgoing = move(furnished, queue(furnished, 1, []), waiting)
    with furnished.reading() as connection:
        assert deliveries.find(connection, outgoing.number) == outgoing


def test_a_message_that_somebody_else_has_moved_is_not_moved_again(furnished: Store) -> None:
    outgoing = queue(furnished, 1, [told(1)])
    sending = Delivery(state=DeliveryState.SENDING, attempts=1)
    move(furnished, outgoing, sending)
    with pytest.raises(RuntimeError, match="message 1 is no longer QUEUED"):
        move(furnished, outgoing, sending)
    with pytest.raises(RuntimeError, match="no longer QUEUED"):
        move(furnished, outgoing, FAILED)
    assert [row[1] for row in known(furnished)["delivered"]] == [1]


def test_a_message_that_fails_has_told_nothing(furnished: Store) -> None:
    first = {"projects": ("glasfaser",), "news": (1,), "carried": {5: 1, 6: 1}}
    queue(furnished, 1, [told(1), told(2, shown=False)], reminders=(EARLY,), **first)
    before = known(furnished)
    outgoing = queue(
        furnished,
        2,
        [told(1, to=7), told(2, "pflege"), told(3)],
        projects=("pflege",),
        news=(2, 3),
        reminders=(SOON, Reminder(3, DEADLINE_ON, 14)),
        carried={5: 2},
        day=TODAY + timedelta(days=7),
    )
    assert known(furnished) != before
    move(furnished, outgoing, FAILED)
    assert known(furnished) == before
    with furnished.reading() as connection:
        assert deliveries.last_issue_on(connection, ANNA) == TODAY


def test_a_failed_first_issue_leaves_no_issue(furnished: Store) -> None:
    move(furnished, queue(furnished, 1, [told(1)], projects=("glasfaser",)), FAILED)
    with furnished.reading() as connection:
        assert deliveries.last_issue_on(connection, ANNA) is None
        assert memory.first_issue_projects(connection, ANNA) == set()


def test_what_a_later_message_has_told_stays_told(furnished: Store) -> None:
    first = move(furnished, queue(furnished, 1, [told(1), told(2)]), UNSURE)
    queue(furnished, 2, [told(2, to=9), told(3)])
    move(furnished, first, FAILED)
    with furnished.reading() as connection:
        assert memory.calls(connection, ANNA) == {2: told(2, to=9), 3: told(3)}


def test_a_failed_message_that_goes_out_after_all_has_told_it(furnished: Store) -> None:
    queue(furnished, 1, [told(1)])
    tells = {"news": (2,), "reminders": (SOON,), "carried": {4: 1}}
    outgoing = queue(furnished, 2, [told(1, to=7), told(2)], projects=("pflege",), **tells)
    told_all = known(furnished)
    failed = move(furnished, outgoing, FAILED)
    with furnished.reading() as connection:
        assert not deliveries.is_told_since(connection, failed)
    move(furnished, failed, Delivery(attempts=1))
    assert known(furnished) == told_all


@pytest.mark.parametrize(
    "later",
    [
        {"known": [told(2)]},
        {"known": [told(1, to=8)]},
        {"known": [], "projects": ("pflege",)},
        {"known": [], "news": (2,)},
        {"known": [], "reminders": (SOON,)},
    ],
)
def test_what_has_been_told_otherwise_since_is_known(
    furnished: Store, later: dict[str, Any]
) -> None:
    queue(furnished, 1, [told(1)])
    tells = {"projects": ("pflege",), "news": (2,), "reminders": (SOON,)}
    failed = move(furnished, queue(furnished, 2, [told(1, to=7), told(2)], **tells), FAILED)
    queue(furnished, 3, [told(5)], projects=("radwege",), news=(5,))
    queue(furnished, 4, [told(2)], recipient_email=BERND)
    with furnished.reading() as connection:
        assert not deliveries.is_told_since(connection, failed)
    queue(furnished, 5, **later)
    with furnished.reading() as connection:
        assert deliveries.is_told_since(connection, failed)


def test_a_message_from_before_that_was_kept_fails_without_freeing(furnished: Store) -> None:
    outgoing = queue(furnished, 1, [told(1)])
    with furnished.writing() as connection:
        connection.execute(update(tables.messages).values(before=None))
    move(furnished, outgoing, FAILED)
    assert len(known(furnished)["delivered"]) == 1


def test_what_was_known_before_is_plain_json(furnished: Store) -> None:
    queue(furnished, 1, [told(1)])
    tells = {"news": (4,), "reminders": (SOON,), "carried": {7: 1}}
    queue(furnished, 2, [told(1, to=2)], day=date(2026, 12, 24), **tells)
    with furnished.reading() as connection:
        kept = connection.scalar(select(tables.messages.c.before).where(tables.messages.c.id == 2))
    row = {"call_id": 1, "shown": True, "project": "glasfaser"}
    assert json.loads(json.dumps(kept)) == {
        "had": [row | {"through_change": 1, "on": "2026-12-19"}],
        "told": [row | {"through_change": 2, "on": "2026-12-24"}],
        "projects": [],
        "news": [4],
        "reminders": [
            {"call_id": 1, "deadline_on": DEADLINE_ON.isoformat(), "lead_days": 28},
        ],
        "carried": [[7, 1]],
        "had_carried": [],
    }


TELLS = st.lists(
    st.builds(
        told,
        st.integers(1, 10),
        st.sampled_from(["glasfaser", "pflege"]),
        shown=st.booleans(),
        to=st.integers(0, 9),
    ),
    unique_by=lambda item: item.call_id,
)
SETS = st.sets(st.integers(1, 10)).map(lambda numbers: tuple(sorted(numbers)))

CARRIED = st.dictionaries(st.integers(1, 10), st.integers(1, 4))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(earlier=TELLS, tells=TELLS, news=SETS, carried=CARRIED, retried=st.booleans())
def test_failing_undoes_exactly_what_freezing_did(
    fresh: Fresh,
    tmp_path_factory: pytest.TempPathFactory,
    earlier: list[Told],
    tells: list[Told],
    news: tuple[int, ...],
    carried: dict[int, int],
    *,
    retried: bool,
) -> None:
    with fresh() as empty:
        store = furnish(empty, tmp_path_factory.mktemp("basket"))
        reminders = tuple(Reminder(each, DEADLINE_ON, 14) for each in news)
        queue(store, 1, earlier, projects=("radwege",), carried={1: 1}, reminders=(EARLY,))
        queue(store, 2, tells, projects=("glasfaser",), news=news, recipient_email=BERND)
        before = known(store)
        more = {"reminders": reminders, "carried": carried}
        outgoing = queue(store, 3, tells, projects=("glasfaser",), news=news, **more)
        after = known(store)
        failed = move(store, outgoing, FAILED)
        assert known(store) == before
        if retried:
            again = move(store, failed, Delivery(attempts=1))
            assert known(store) == after
            move(store, again, FAILED)
            assert known(store) == before
