"""What the clock takes up: decided purely, claimed in the database, taken up after a death."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import Stopped, UsageError
from scout.rounds import decide, failed, night_is_at_work, run_due
from scout.schedule import moments, scheduled_jobs
from scout.settings import ScheduleSettings
from scout.store import slots
from scout.store.slots import Slot

JOBS = {job.name: job for job in scheduled_jobs(ScheduleSettings())}
NIGHT = JOBS["night"]
START = datetime(2026, 11, 16, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def due(day: int) -> datetime:
    """The night's moment on that day: 03:30 in winter."""
    return datetime(2026, 11, day, 2, 30, tzinfo=UTC)


def test_at_the_very_first_start_nothing_is_due():
    intent = decide(NIGHT, None, START)
    assert intent.run is None
    assert intent.fresh == (
        Slot(job="night", due_at=due(16), outcome=slots.FIRST_START, attempts=0),
    )


def test_what_came_due_since_is_run_once_and_older_ones_are_missed():
    last = Slot(job="night", due_at=due(16), outcome=slots.DONE)
    intent = decide(NIGHT, last, at(19))
    assert [(slot.due_at, slot.outcome) for slot in intent.fresh] == [
        (due(17), slots.MISSED),
        (due(18), slots.MISSED),
        (due(19), slots.RUNNING),
    ]
    assert intent.run == intent.fresh[-1]
    assert intent.changed is None


def test_nothing_is_due_twice():
    assert decide(NIGHT, Slot(job="night", due_at=due(16), outcome=slots.DONE), at(16)).run is None


@pytest.mark.parametrize("outcome", [slots.DONE, slots.FAILED, slots.MISSED, slots.FIRST_START])
def test_what_is_over_is_not_taken_up_again(outcome: str):
    last = Slot(job="night", due_at=due(16), outcome=outcome)
    assert decide(NIGHT, last, at(16)) == decide(NIGHT, replace(last, attempts=9), at(16))
    assert decide(NIGHT, last, at(16)).changed is None


@pytest.mark.parametrize("outcome", [slots.RUNNING, slots.ABORTED])
def test_what_was_left_in_the_middle_is_taken_up_again(outcome: str):
    last = Slot(job="night", due_at=due(16), outcome=outcome, attempts=1, started_at=due(16))
    again = decide(NIGHT, last, at(16)).run
    assert again == Slot(
        job="night", due_at=due(16), outcome=slots.RUNNING, attempts=2, started_at=at(16)
    )


def test_what_dies_again_and_again_is_given_up_and_says_so():
    last = Slot(job="night", due_at=due(16), outcome=slots.RUNNING, attempts=5)
    intent = decide(NIGHT, last, at(16))
    assert intent.run is None
    assert intent.changed is not None
    assert intent.changed.outcome == slots.FAILED
    assert "given up after 5 attempts" in (intent.changed.summary or "")


def test_a_later_slot_makes_up_for_one_that_was_left_in_the_middle():
    last = Slot(job="night", due_at=due(16), outcome=slots.RUNNING)
    intent = decide(NIGHT, last, at(17))
    assert intent.run is not None
    assert intent.run.due_at == due(17)
    assert intent.changed is not None
    assert (intent.changed.due_at, intent.changed.outcome) == (due(16), slots.FAILED)


DIGESTS = [name for name, job in JOBS.items() if job.frequency]
PAUSES = [timedelta(minutes=count) for count in (5, 15, 60, 240)]


@pytest.mark.parametrize("name", DIGESTS)
def test_digests_that_fail_are_tried_again_after_growing_pauses_and_then_given_up(name: str):
    """A weekly reader would wait a week: so issue 4's rule, never again, holds for nights only."""
    job, now = JOBS[name], START
    slot = Slot(job=name, due_at=now, outcome=slots.RUNNING, started_at=now)
    for number, pause in enumerate(PAUSES, start=1):
        rests = replace(failed(job, slot, "LookupError: full"), finished_at=now)
        assert (rests.outcome, rests.attempts, rests.summary) == (
            slots.RETRY,
            number,
            "LookupError: full",
        )
        assert decide(job, rests, now + pause - timedelta(seconds=1)) == decide(job, rests, now)
        assert decide(job, rests, now).run is None
        now += pause
        again = decide(job, rests, now).run
        assert again is not None
        assert (again.due_at, again.attempts, again.started_at) == (START, number + 1, now)
        slot = again
    over = replace(failed(job, slot, "LookupError: full"), finished_at=now)
    assert over.outcome == slots.FAILED
    assert over.summary == "given up after 5 attempts; LookupError: full"
    assert decide(job, over, now + timedelta(hours=5)).run is None
    assert now - START < timedelta(hours=6), "all on the day they tell of"


@pytest.mark.parametrize("name", ["night", "early:de_foerderdatenbank"])
def test_what_collects_is_not_tried_again(name: str):
    job = replace(NIGHT, name=name)
    slot = Slot(job=name, due_at=due(16), outcome=slots.RUNNING)
    assert failed(job, slot, "why") == replace(slot, outcome=slots.FAILED, summary="why")


@pytest.mark.parametrize("back", [timedelta(hours=1), DAY, 400 * DAY])
def test_a_clock_that_was_set_back_makes_no_digest_rest_for_longer_than_its_pause(back: timedelta):
    daily = JOBS["digest-daily"]
    last = Slot(job=daily.name, due_at=at(2), outcome=slots.RETRY, finished_at=START + back)
    assert decide(daily, last, at(2) + timedelta(minutes=1)).run is not None


def test_digests_that_rest_when_later_ones_come_due_have_failed():
    daily = JOBS["digest-daily"]
    last = Slot(job=daily.name, due_at=at(16), outcome=slots.RETRY, attempts=3, summary="full")
    intent = decide(daily, replace(last, finished_at=at(17)), at(17))
    assert intent.run is not None
    assert intent.run.due_at > last.due_at
    assert intent.changed is not None
    assert intent.changed.outcome == slots.FAILED
    assert intent.changed.summary == "a later one made up for it; full"


@given(
    name=st.sampled_from(sorted(JOBS)),
    steps=st.lists(
        st.tuples(st.integers(1, 90), st.sampled_from(["done", "killed", "stopped", "failed"])),
        min_size=1,
        max_size=40,
    ),
)
def test_whatever_happens_every_slot_is_written_down_once_and_done_at_most_once(
    name: str, steps: list[tuple[int, str]]
):
    job, now = JOBS[name], START
    rows: dict[datetime, Slot] = {}
    done: list[datetime] = []
    for hours, ending in steps:
        now += timedelta(hours=hours)
        last = rows[max(rows)] if rows else None
        intent = decide(job, last, now)
        for slot in intent.fresh:
            assert slot.due_at not in rows
            rows[slot.due_at] = slot
        if intent.changed is not None:
            rows[intent.changed.due_at] = intent.changed
        if intent.run is not None:
            assert intent.run.due_at not in done
            assert intent.run.due_at == max(rows)
            if ending == "done":
                done.append(intent.run.due_at)
                rows[intent.run.due_at] = replace(intent.run, outcome=slots.DONE)
            elif ending == "stopped":
                rows[intent.run.due_at] = replace(intent.run, outcome=slots.ABORTED)
            elif ending == "failed":
                ended = replace(failed(job, intent.run, "the disk is full"), finished_at=now)
                rows[intent.run.due_at] = ended
    first, *_ = sorted(rows)
    assert sorted(rows)[1:] == list(moments(job, first, now))


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def outcomes(store, job: str = "night") -> list[tuple[int, str]]:
    with store.reading() as connection:
        found = slots.recent(connection, 100)
    return [(slot.due_at.day, slot.outcome) for slot in reversed(found) if slot.job == job]


@pytest.fixture
def clock(store) -> Clock:
    """A clock that has run once, on the 16th."""
    clock = Clock(at(16))
    assert list(run_due(store, [NIGHT], clock, lambda *_: pytest.fail("nothing is due"))) == []
    return clock


def test_a_slot_runs_once_and_keeps_what_the_work_said(store, clock):
    clock.now = at(17)
    ran = list(run_due(store, [NIGHT], clock, lambda job, slot: f"{job.name} {slot.due_at:%d}"))
    assert [(slot.outcome, slot.summary, slot.finished_at) for slot in ran] == [
        (slots.DONE, "night 17", at(17))
    ]
    assert list(run_due(store, [NIGHT], clock, lambda *_: "again")) == []
    assert outcomes(store) == [(16, slots.FIRST_START), (17, slots.DONE)]


def test_a_clock_that_was_far_ahead_and_is_set_back_goes_on(store, clock):
    clock.now = datetime(2031, 1, 1, 12, tzinfo=UTC)
    (ahead,) = run_due(store, [NIGHT], clock, lambda *_: "ahead")
    clock.now = at(16)
    assert list(run_due(store, [NIGHT], clock, lambda *_: pytest.fail("not again"))) == []
    clock.now = at(19)
    (slot,) = run_due(store, [NIGHT], clock, lambda *_: "done")
    assert (slot.due_at, slot.outcome) == (due(19), slots.DONE)
    assert outcomes(store)[:4] == [
        (16, slots.FIRST_START),
        (17, slots.MISSED),
        (18, slots.MISSED),
        (19, slots.DONE),
    ]
    clock.now = ahead.due_at
    assert list(run_due(store, [NIGHT], clock, lambda *_: pytest.fail("not again"))) == []


def test_an_hour_that_comes_again_runs_nothing_again(store, clock):
    clock.now = at(17)
    assert len(list(run_due(store, [NIGHT], clock, lambda *_: ""))) == 1
    for now in (due(17) - timedelta(minutes=1), due(17), at(17)):
        clock.now = now
        assert list(run_due(store, [NIGHT], clock, lambda *_: pytest.fail("twice"))) == []


def test_a_night_that_fails_unexpectedly_stops_no_other_and_is_not_tried_again(
    store, clock, caplog
):
    daily = JOBS["digest-daily"]
    list(run_due(store, [daily], clock, lambda *_: ""))
    clock.now = at(17)

    def work(job, slot):
        if job is NIGHT:
            raise LookupError("the disk is full")
        return "written"

    ran = list(run_due(store, [NIGHT, daily], clock, work))
    assert [(slot.job, slot.outcome, slot.summary) for slot in ran] == [
        ("night", slots.FAILED, "LookupError: the disk is full"),
        ("digest-daily", slots.DONE, "written"),
    ]
    assert "Traceback" in caplog.text
    assert list(run_due(store, [NIGHT, daily], clock, work)) == []


def test_digests_that_fail_unexpectedly_stop_no_other_and_are_tried_again(store, clock, caplog):
    daily = JOBS["digest-daily"]
    list(run_due(store, [daily], clock, lambda *_: ""))
    clock.now = at(17)
    faults = [LookupError("the disk is full"), UsageError("another process is at it")]

    def work(job, slot):
        if job is daily and faults:
            raise faults.pop(0)
        return "written"

    ran = list(run_due(store, [daily, NIGHT], clock, work))
    assert [(slot.outcome, slot.summary) for slot in ran] == [
        (slots.RETRY, "LookupError: the disk is full"),
        (slots.DONE, "written"),
    ]
    assert "Traceback" in caplog.text
    clock.now += timedelta(minutes=4)
    assert list(run_due(store, [daily], clock, work)) == []
    clock.now += timedelta(minutes=1)
    (busy,) = run_due(store, [daily], clock, work)
    assert (busy.outcome, busy.attempts) == (slots.ABORTED, 1)
    (slot,) = run_due(store, [daily], clock, work)
    assert (slot.outcome, slot.attempts, slot.summary) == (slots.DONE, 2, "written")
    assert list(run_due(store, [daily], clock, work)) == []


def test_digests_that_fail_five_times_are_given_up_each_time_with_a_traceback(store, clock, caplog):
    daily = JOBS["digest-daily"]
    list(run_due(store, [daily], clock, lambda *_: ""))
    clock.now = at(17, 6)

    def work(job, slot):
        raise LookupError("the disk is full")

    for _ in range(12 * 60):
        list(run_due(store, [daily], clock, work))
        clock.now += timedelta(minutes=1)
    assert outcomes(store, daily.name)[-1] == (17, slots.FAILED)
    assert caplog.text.count("Traceback") == 5


def test_what_cannot_begin_now_is_taken_up_later(store, clock):
    clock.now = at(17)

    def busy(job, slot):
        raise UsageError("another process is writing digests right now")

    for _ in range(9):
        (slot,) = run_due(store, [NIGHT], clock, busy)
        assert (slot.outcome, slot.attempts) == (slots.ABORTED, 0)
    (slot,) = run_due(store, [NIGHT], clock, lambda *_: "done")
    assert (slot.outcome, slot.attempts) == (slots.DONE, 1)


def test_who_is_asked_to_stop_notes_it_and_the_next_start_takes_it_up(store, clock):
    clock.now = at(17)

    def stop(job, slot):
        raise Stopped("asked to stop at de_foerderdatenbank: 12")

    for _ in range(9):
        with pytest.raises(Stopped):
            list(run_due(store, [NIGHT], clock, stop))
    assert outcomes(store)[-1] == (17, slots.ABORTED)
    (slot,) = run_due(store, [NIGHT], clock, lambda *_: "done")
    assert (slot.outcome, slot.attempts) == (slots.DONE, 1)


def test_what_another_process_is_at_is_left_to_it(store, clock):
    clock.now = at(17)
    with store.lock("clock.night") as free:
        assert free
        assert list(run_due(store, [NIGHT], clock, lambda *_: pytest.fail("not ours"))) == []
    assert [slot.outcome for slot in run_due(store, [NIGHT], clock, lambda *_: "")] == [slots.DONE]


def test_digests_of_different_frequencies_come_one_after_the_other(store, clock):
    digests = [job for job in JOBS.values() if job.frequency]
    list(run_due(store, digests, clock, lambda *_: ""))
    clock.now = at(17)
    with store.lock("clock.digests"):
        assert list(run_due(store, digests, clock, lambda *_: pytest.fail("not now"))) == []
    assert [slot.job for slot in run_due(store, digests, clock, lambda *_: "")] == ["digest-daily"]


def test_a_claimed_slot_is_not_claimed_again(store, clock):
    slot = Slot(job="night", due_at=due(17), outcome=slots.RUNNING, started_at=at(17))
    with store.writing() as connection:
        assert slots.claim(connection, slot)
        assert not slots.claim(connection, replace(slot, outcome=slots.DONE))
    assert outcomes(store)[-1] == (17, slots.RUNNING)


def test_a_digest_waits_for_a_night_at_work_but_not_for_one_that_hangs(store, clock):
    assert not night_is_at_work(store, at(16))
    with store.lock("clock.night"):
        running = Slot(job="night", due_at=due(17), outcome=slots.RUNNING, started_at=due(17))
        with store.writing() as connection:
            slots.claim(connection, running)
        assert night_is_at_work(store, due(17) + timedelta(minutes=59))
        assert not night_is_at_work(store, due(17) + timedelta(minutes=60))
    assert not night_is_at_work(store, due(17) + timedelta(minutes=1))
