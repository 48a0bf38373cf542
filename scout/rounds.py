"""Do what is due, once: the clock's work, without a clock.

    each job: lock -> what is due? -> claim the newest slot, pass over older ones -> run -> note

Whoever holds a job's lock is the only one at it: a slot found RUNNING then was left by a process
that is dead, and is taken up again. A slot is DONE once; older ones that nobody got to are MISSED,
because one round makes up for all of them. Digests that ended in something unexpected are tried
again after growing pauses: their readers would wait a week. A night is not: the next one is near.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scout.errors import Stopped, UsageError
from scout.log import without_addresses
from scout.schedule import NIGHT, ScheduledJob, moments, newest
from scout.store import slots
from scout.store.engine import Store
from scout.store.slots import Slot

# How long digests rest after an attempt that ended in something unexpected: all within a morning,
# for they tell of the day.
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
_MOST_ATTEMPTS = len(_PAUSES) + 1
_PATIENCE = timedelta(hours=1)
_LONGEST_SUMMARY = 500
_log = logging.getLogger("scout.clock")

Work = Callable[[ScheduledJob, Slot], str]


@dataclass(frozen=True, slots=True)
class Intent:
    """What to write down about a job: slots nobody has yet, and the new state of the last one.

    The one among them that is RUNNING is to be run now.
    """

    fresh: tuple[Slot, ...] = ()
    changed: Slot | None = None

    @property
    def run(self) -> Slot | None:
        """The slot to run, ``None`` if nothing is due."""
        candidates = (*self.fresh, *((self.changed,) if self.changed else ()))
        return next((slot for slot in candidates if slot.outcome == slots.RUNNING), None)


def decide(job: ScheduledJob, last: Slot | None, now: datetime) -> Intent:
    """Return what is due of ``job``, for whoever holds its lock. Pure.

    ``last`` is the newest slot that was written down. The very first time nothing is due: what lay
    before the clock first ran is nobody's omission.
    """
    if last is None:
        before = Slot(job=job.name, due_at=newest(job, now), outcome=slots.FIRST_START, attempts=0)
        return Intent((before,))
    due = list(moments(job, last.due_at, now))
    if due:
        missed = (
            Slot(job=job.name, due_at=moment, outcome=slots.MISSED, attempts=0, finished_at=now)
            for moment in due[:-1]
        )
        fresh = Slot(job=job.name, due_at=due[-1], outcome=slots.RUNNING, started_at=now)
        return Intent((*missed, fresh), _given_up(last, now, "a later one made up for it"))
    if last.outcome not in slots.UNFINISHED:
        return Intent()
    if last.attempts >= _MOST_ATTEMPTS:
        return Intent((), _given_up(last, now, f"given up after {last.attempts} attempts"))
    if not _is_time(last, now):
        return Intent()
    again = replace(last, outcome=slots.RUNNING, attempts=last.attempts + 1, started_at=now)
    return Intent((), again)


def failed(job: ScheduledJob, slot: Slot, why: str) -> Slot:
    """Return where a slot stands whose work ended in something unexpected. Pure.

    Digests may be written again: whom they told hears nothing twice.
    """
    if job.frequency is None:
        return replace(slot, outcome=slots.FAILED, summary=why)
    if slot.attempts >= _MOST_ATTEMPTS:
        why = f"given up after {slot.attempts} attempts; {why}"
        return replace(slot, outcome=slots.FAILED, summary=why)
    return replace(slot, outcome=slots.RETRY, summary=why)


def _is_time(last: Slot, now: datetime) -> bool:
    """Tell whether the pause is over that follows an attempt which failed; others need none."""
    if last.outcome != slots.RETRY or last.finished_at is None:
        return True
    pause = _PAUSES[last.attempts - 1]
    # What would have to wait longer than that ended by a clock that was ahead and was set back.
    return not timedelta(0) < last.finished_at + pause - now <= pause


def _given_up(last: Slot, now: datetime, why: str) -> Slot | None:
    """Return the end of a slot that never ended by itself; ``None`` for one that did."""
    if last.outcome not in slots.UNFINISHED:
        return None
    summary = f"{why}; {last.summary or 'its process was killed'}"
    return replace(last, outcome=slots.FAILED, finished_at=now, summary=summary)


def run_due(
    store: Store, due_jobs: Sequence[ScheduledJob], clock: Callable[[], datetime], work: Work
) -> Iterator[Slot]:
    """Run what is due of ``due_jobs``, one after the other, and yield each slot with its outcome.

    What another process is at is left to it. A job that fails unexpectedly is logged with its
    traceback and stops no other; digests are tried again later, and so is what could not begin, or
    was asked to stop.

    Raises:
        Stopped: after noting it, if the work was asked to stop.
    """
    for job in due_jobs:
        if not _has_work(store, job, clock()):
            continue
        with store.lock(_lock(job)) as free:
            slot = _take(store, job, clock()) if free else None
            if slot is not None:
                yield _run(store, job, slot, clock, work)


def night_is_at_work(store: Store, now: datetime) -> bool:
    """Tell whether some process is at the night's round, and not for more than an hour yet.

    A digest that waits for it tells more; one that waits for ever tells nobody anything.
    """
    if not store.is_held(f"clock.{NIGHT}"):
        return False
    with store.reading() as connection:
        last = slots.newest(connection, NIGHT, now)
    begun = last.started_at if last and last.outcome == slots.RUNNING else None
    return begun is None or now - begun < _PATIENCE


def _lock(job: ScheduledJob) -> str:
    """Return the lock of a job; digests share one, because they would refuse each other anyway."""
    return "clock.digests" if job.frequency else f"clock.{job.name}"


def _has_work(store: Store, job: ScheduledJob, now: datetime) -> bool:
    """Look without a lock whether there may be something to do: most of the time there is not."""
    with store.reading() as connection:
        return decide(job, slots.newest(connection, job.name, now), now) != Intent()


def _take(store: Store, job: ScheduledJob, now: datetime) -> Slot | None:
    """Write down what ``decide`` says; return the slot to run, if it is ours."""
    with store.writing() as connection:
        slots.take_back_missed(connection, job.name, now)
        intent = decide(job, slots.newest(connection, job.name, now), now)
        ours = [slots.claim(connection, slot) for slot in intent.fresh]
        if intent.changed is not None:
            slots.save(connection, intent.changed)
        return intent.run if all(ours) else None


def _run(
    store: Store, job: ScheduledJob, slot: Slot, clock: Callable[[], datetime], work: Work
) -> Slot:
    try:
        ended = replace(slot, outcome=slots.DONE, summary=work(job, slot))
    except UsageError as error:
        # Somebody else is at it by hand, or has to mend the settings: it has not even begun.
        ended = _to_be_taken_up(slot, str(error))
    except Stopped as stop:
        _note(store, _to_be_taken_up(slot, str(stop)), clock())
        raise
    except Exception as error:  # noqa: BLE001 - one job never stops the clock; it stands in the slot
        _log.exception("%s, due at %s, failed", job.name, slot.due_at)
        ended = failed(job, slot, f"{type(error).__name__}: {error}")
    return _note(store, ended, clock())


def _to_be_taken_up(slot: Slot, why: str) -> Slot:
    """Return a slot that was no attempt: who is asked to wait five times has not failed."""
    return replace(slot, outcome=slots.ABORTED, attempts=slot.attempts - 1, summary=why)


def _note(store: Store, slot: Slot, now: datetime) -> Slot:
    # What an error says goes into the log from here, and stays for years.
    summary = without_addresses(slot.summary or "")[:_LONGEST_SUMMARY]
    ended = replace(slot, finished_at=now, summary=summary)
    with store.writing() as connection:
        slots.save(connection, ended)
    return ended
