"""The way of a message, as a table and under any sequence of outcomes."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.delivery.outbox import NEXT, PATIENCE, Event, Outcome, after, ended, next_step
from scout.messages import Delivery, DeliveryState
from tests.builders import NOON

QUEUED, SENDING, RETRY, SENT, FAILED, UNSURE = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.RETRY,
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNSURE,
)
BY_HAND = (Event.ONCE_MORE, Event.ARRIVED, Event.GIVEN_UP)
POSTPONED = Outcome(Event.POSTPONED, "451 later")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def tried(attempts: int) -> Delivery:
    """A message that was postponed after the attempt of that number, always in time."""
    sending = Delivery(state=SENDING, attempts=attempts)
    return ended(sending, POSTPONED, NOON, NOON)


def test_nothing_but_a_person_leads_out_of_an_end() -> None:
    for state, event in product((SENT, FAILED, UNSURE), Event):
        assert (state, event) not in NEXT or event in BY_HAND
    assert not [event for event in Event if (SENT, event) in NEXT]


def test_only_what_waits_can_begin() -> None:
    assert {state for state, event in NEXT if event is Event.BEGUN} == {QUEUED, RETRY}


def test_every_end_of_an_attempt_has_its_state() -> None:
    sending = after(Delivery(), Event.BEGUN, NOON)
    assert sending == Delivery(state=SENDING, attempts=1)
    assert after(sending, Event.ACCEPTED, NOON).state is SENT
    assert after(sending, Event.REFUSED, NOON, "550 no") == Delivery(
        state=FAILED, attempts=1, finished_at=NOON, error="550 no"
    )
    assert after(sending, Event.UNANSWERED, NOON).state is UNSURE
    assert after(sending, Event.POSTPONED, NOON, "451").next_try_at == NOON + minutes(5)


def test_what_cannot_happen_is_an_error() -> None:
    with pytest.raises(ValueError, match="SENT cannot be BEGUN"):
        after(Delivery(state=SENT), Event.BEGUN, NOON)


def test_the_pauses_grow_to_four_hours() -> None:
    pauses = [(tried(attempts).next_try_at or NOON) - NOON for attempts in range(1, 7)]
    assert pauses == [minutes(5), minutes(15), minutes(60), *[minutes(240)] * 3]


def test_what_would_be_tried_after_a_day_is_given_up() -> None:
    sending = Delivery(state=SENDING, attempts=9)
    in_time = ended(sending, POSTPONED, NOON, NOON + PATIENCE - minutes(240))
    assert (in_time.state, in_time.next_try_at) == (RETRY, NOON + PATIENCE)
    late = ended(sending, POSTPONED, NOON, NOON + PATIENCE - minutes(239))
    assert (late.state, late.next_try_at) == (FAILED, None)
    assert late.error == "given up after 24 hours (attempts: 9); 451 later"


@pytest.mark.parametrize("repeatable", [False, True], ids=["mail", "file"])
def test_a_message_that_was_never_tried_is_given_up_after_a_day(*, repeatable: bool) -> None:
    """It says "noch 4 Tage" as of the day on which it was written."""
    in_time = next_step(Delivery(), NOON, NOON + PATIENCE, repeatable=repeatable)
    assert in_time == (Event.BEGUN, None)
    for late in (PATIENCE + minutes(1), timedelta(days=30)):
        step = next_step(Delivery(), NOON, NOON + late, repeatable=repeatable)
        why = "given up after 24 hours (attempts: 0); it was never tried"
        assert step == (Event.EXPIRED, why)


@pytest.mark.parametrize("attempts", [0, 1, 9])
@pytest.mark.parametrize("days", [-400, -2, 0, 2, 400])
def test_what_a_person_sends_once_more_goes_out_however_old_it_is(attempts: int, days: int) -> None:
    now = NOON + timedelta(days=days)
    failed = Delivery(state=FAILED, attempts=attempts, finished_at=NOON, error="given up")
    again = after(failed, Event.ONCE_MORE, now)
    assert (again.state, again.next_try_at) == (QUEUED, now)
    for later in (0, 1, 30):
        moment = now + timedelta(days=later)
        assert next_step(again, NOON, moment, repeatable=False) == (Event.BEGUN, None)


@pytest.mark.parametrize("days", [0, 2, 400])
def test_a_file_that_may_be_half_written_is_written_again_however_old_it_is(days: int) -> None:
    now = NOON + timedelta(days=days)
    again = after(Delivery(state=SENDING, attempts=1), Event.REPEATABLE, now)
    assert next_step(again, NOON, now, repeatable=True) == (Event.BEGUN, None)


def test_what_waits_is_tried_at_its_time_and_given_up_after_a_day() -> None:
    waiting = tried(1)
    assert next_step(waiting, NOON, NOON + minutes(4.9), repeatable=False) is None
    assert next_step(waiting, NOON, NOON + minutes(5), repeatable=False) == (Event.BEGUN, None)
    late = next_step(waiting, NOON, NOON + PATIENCE + minutes(1), repeatable=False)
    assert late == (Event.EXPIRED, "given up after 24 hours (attempts: 1); 451 later")


@pytest.mark.parametrize("back", [timedelta(hours=8), timedelta(days=1)])
def test_a_clock_that_was_set_back_makes_nobody_wait_for_what_it_said_before(
    back: timedelta,
) -> None:
    waiting, now = tried(4), NOON - back
    assert next_step(waiting, NOON, now, repeatable=False) == (Event.BEGUN, None)
    again = ended(after(waiting, Event.BEGUN, now), POSTPONED, NOON, now)
    assert (again.state, again.next_try_at) == (RETRY, now + minutes(240))
    assert next_step(again, NOON, now, repeatable=False) is None
    assert next_step(Delivery(), NOON, now, repeatable=False) == (Event.BEGUN, None)


@pytest.mark.parametrize("ahead", [PATIENCE + minutes(1), timedelta(days=400)])
def test_what_a_clock_that_was_far_ahead_has_written_is_given_up_at_once(ahead: timedelta) -> None:
    """Otherwise it would be tried until a day after that day, and its reader hear nothing else."""
    now = NOON - ahead
    why = "given up: written at 2026-12-19 11:00 UTC, yet to come"
    for waiting in (tried(1), tried(4), Delivery()):
        for repeatable in (True, False):
            step = next_step(waiting, NOON, now, repeatable=repeatable)
            assert step == (Event.EXPIRED, why)
        assert after(waiting, Event.EXPIRED, now, why).state is FAILED
    left = Delivery(state=SENDING, attempts=1)
    unsure = next_step(left, NOON, now, repeatable=False)
    assert unsure is not None
    assert unsure[0] is Event.UNANSWERED, "it may have arrived"
    by_hand = after(Delivery(state=FAILED, attempts=1), Event.ONCE_MORE, now)
    assert next_step(by_hand, NOON, now, repeatable=False) == (Event.BEGUN, None)


def test_a_clock_that_was_set_back_by_an_hour_makes_nobody_wait_for_two_pauses() -> None:
    waiting = tried(4)
    later = NOON + minutes(240) - timedelta(hours=1)
    assert next_step(waiting, NOON, later, repeatable=False) is None
    assert next_step(waiting, NOON, NOON + minutes(240), repeatable=False) is not None


def test_what_a_killed_process_left_is_unknown_or_done_again() -> None:
    left = Delivery(state=SENDING, attempts=1)
    assert next_step(left, NOON, NOON, repeatable=False) == (
        Event.UNANSWERED,
        "the process that was handing it over was ended",
    )
    again = next_step(left, NOON, NOON, repeatable=True)
    assert again is not None
    assert again[0] is Event.REPEATABLE


@pytest.mark.parametrize("state", [SENT, FAILED, UNSURE])
def test_what_is_at_an_end_stays_there(state: DeliveryState) -> None:
    done = Delivery(state=state, attempts=1, finished_at=NOON)
    for days in (0, 1, 400):
        moment = NOON + timedelta(days=days)
        assert next_step(done, NOON, moment, repeatable=False) is None
        assert next_step(done, NOON, moment, repeatable=True) is None


OUTCOMES = st.sampled_from(
    [
        Outcome(Event.ACCEPTED),
        POSTPONED,
        Outcome(Event.REFUSED, "550 no"),
        Outcome(Event.UNANSWERED, "closed"),
        None,  # the process is killed while it hands the message over
    ]
)
# How many minutes pass, and what would come of an attempt then.
ROUNDS = st.lists(st.tuples(st.integers(0, 600), OUTCOMES), max_size=40)


@given(rounds=ROUNDS)
def test_whatever_comes_a_message_that_may_have_arrived_is_never_sent_again(
    rounds: list[tuple[int, Outcome | None]],
) -> None:
    delivery, now, may_have_arrived = Delivery(), NOON, False
    for passed, outcome in rounds:
        now += minutes(passed)
        while step := next_step(delivery, NOON, now, repeatable=False):
            event, why = step
            delivery = after(delivery, event, now, why)
            if event is Event.BEGUN:
                assert not may_have_arrived
                may_have_arrived = outcome is None or outcome.event in (
                    Event.ACCEPTED,
                    Event.UNANSWERED,
                )
                if outcome is not None:
                    delivery = ended(delivery, outcome, NOON, now)
                break
        assert (delivery.finished_at is None) == delivery.state.is_open
        assert (delivery.next_try_at is None) == (delivery.state is not RETRY)
        if may_have_arrived:
            assert delivery.state in (SENDING, SENT, UNSURE)
        if delivery.state is RETRY:
            assert now < (delivery.next_try_at or now) <= NOON + PATIENCE
    if now > NOON + PATIENCE and rounds[-1][1] is not None:
        assert not delivery.state.is_open, "after a day nothing is on its way"


@given(
    rounds=st.lists(
        st.tuples(
            st.integers(0, 600),
            st.sampled_from([Outcome(Event.ACCEPTED), Outcome(Event.POSTPONED, "full"), None]),
        ),
        max_size=40,
    )
)
def test_a_file_is_written_again_after_a_crash_until_it_stands(
    rounds: list[tuple[int, Outcome | None]],
) -> None:
    delivery, now = Delivery(), NOON
    for passed, outcome in rounds:
        now += minutes(passed)
        before = delivery.state
        begun = False
        while not begun and (step := next_step(delivery, NOON, now, repeatable=True)):
            delivery = after(delivery, step[0], now, step[1])
            begun = step[0] is Event.BEGUN
        if begun and outcome is not None:
            delivery = ended(delivery, outcome, NOON, now)
        assert begun or before not in (QUEUED, SENDING), "what was left in the middle is done again"
        assert not (begun and before in (SENT, FAILED))
        assert delivery.state is not UNSURE
