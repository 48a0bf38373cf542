"""How a source does, from what is stored of its crawls. Pure: the clock is an argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from scout.clock import GERMANY, day_of
from scout.collect.verdict import has_fallen
from scout.digest.coverage import SourceState
from scout.domain import Finding, Source, Weight
from scout.schedule import (
    EARLY,
    NIGHT,
    ScheduledJob,
    next_due,
    read_again_on,
    scheduled_jobs,
)
from scout.settings import ScheduleSettings
from scout.store.runs import ABORTED, DOUBTFUL, FAILED, OK, RUNNING, Run

TREND = 10
_BARS = "▁▂▃▄▅▆▇█"
_BY_WEIGHT = (Weight.FAILURE, Weight.DOUBT, Weight.NOTE)
_FORBIDS: Mapping[str, str] = {
    "robots_forbidden": "robots.txt",
    "tdm_reserved": "TDM reservation",
}


class State(StrEnum):
    """How a source does, worst last but two: who is being read is neither well nor ill."""

    READ = "READ"
    DOUBTFUL = "DOUBTFUL"
    LATE = "LATE"
    FAILED = "FAILED"
    FORBIDDEN = "FORBIDDEN"
    NEVER = "NEVER"
    RUNNING = "RUNNING"


@dataclass(frozen=True, slots=True)
class Fill:
    """Which share of the items of the newest read carries a field, in [0, 1].

    ``expected`` is the least share, ``before`` that of the read before; ``None`` where there is
    none.
    """

    field: str
    share: float
    expected: float | None
    before: float | None

    @property
    def is_under(self) -> bool:
        """Whether fewer items carry the field than the source is expected to bring."""
        return self.expected is not None and self.share < self.expected

    @property
    def is_fallen(self) -> bool:
        """Whether the share is over a third less than in the read before."""
        return self.before is not None and has_fallen(self.share, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source does at a moment.

    ``failures`` counts the crawls in a row that failed. ``forbidden_by`` says what keeps us out:
    "robots.txt" or "TDM reservation"; ``None`` if nothing does. ``trend`` are the items of the last
    reads, oldest first. ``findings`` are those of the newest crawl, worst first.
    """

    source: Source
    state: State
    newest: Run | None
    read: Run | None
    days_ago: int | None
    failures: int
    forbidden_by: str | None
    trend: tuple[int, ...]
    fills: tuple[Fill, ...]
    findings: tuple[Finding, ...]
    next_job: str
    next_at: datetime
    alarmed_at: datetime | None
    history: tuple[Run, ...]

    @property
    def items_change(self) -> int | None:
        """How many items more the newest read had than the one before; ``None`` without two."""
        return self.trend[-1] - self.trend[-2] if len(self.trend) > 1 else None

    @property
    def words(self) -> str:
        """The state, as people say it."""
        return {
            State.READ: "read",
            State.DOUBTFUL: "read, with doubt",
            State.LATE: f"not read for {self.days_ago} days",
            State.FAILED: "failed" if self.failures == 1 else f"failed {self.failures} times",
            State.FORBIDDEN: f"{self.forbidden_by} forbids it",
            State.NEVER: "never read",
            State.RUNNING: "being read",
        }[self.state]


def health(
    states: Sequence[SourceState], schedule: ScheduleSettings, now: datetime
) -> list[Health]:
    """Return how each source does at ``now``; the next run is that of ``schedule``."""
    jobs = {job.name: job for job in scheduled_jobs(schedule)}
    return [_health(state, jobs, now) for state in states]


def sparkline(values: Sequence[int]) -> str:
    """Return a bar for each value, as high as its share of the largest."""
    largest = max(values, default=0)
    if largest <= 0:
        return _BARS[0] * len(values)
    return "".join(_BARS[max(value * len(_BARS) - 1, 0) // largest] for value in values)


def _health(state: SourceState, jobs: Mapping[str, ScheduledJob], now: datetime) -> Health:
    early = f"{EARLY}{state.source.name}"
    job = early if early in jobs else NIGHT
    read, newest = state.newest_read, state.newest
    reads = [run for run in state.history if run.was_read]
    judged = [run for run in state.history if run.outcome not in (RUNNING, ABORTED)]
    failures = sum(1 for _ in takewhile(lambda run: run.outcome == FAILED, judged))
    findings = newest.findings if newest else ()
    days_ago = (day_of(now) - day_of(read.started_at)).days if read else None
    forbidden_by = _forbidden_by(judged[0]) if failures else None
    return Health(
        source=state.source,
        state=_state(state, judged, forbidden_by, days_ago),
        newest=newest,
        read=read,
        days_ago=days_ago,
        failures=failures,
        forbidden_by=forbidden_by,
        trend=tuple(run.items or 0 for run in reads[:TREND][::-1]),
        fills=tuple(_fills(state.source, reads)),
        findings=tuple(sorted(findings, key=lambda each: _BY_WEIGHT.index(each.weight))),
        next_job=job,
        next_at=next_due(jobs[job], _left_alone_until(state, now)),
        alarmed_at=state.alarmed_at,
        history=state.history,
    )


def _state(
    state: SourceState, judged: Sequence[Run], forbidden_by: str | None, days_ago: int | None
) -> State:
    if state.newest is not None and state.newest.outcome == RUNNING:
        return State.RUNNING
    if not judged:
        return State.NEVER
    if forbidden_by is not None:
        return State.FORBIDDEN
    if judged[0].outcome == FAILED:
        return State.FAILED
    if days_ago is not None and days_ago > state.source.expects.max_age_days:
        return State.LATE
    return State.DOUBTFUL if judged[0].outcome == DOUBTFUL else State.READ


def _left_alone_until(state: SourceState, now: datetime) -> datetime:
    """Return the moment from which on a run reads the source, which is ``now`` for most."""
    read_well = next((run for run in state.history if run.outcome == OK), None)
    again_on = read_again_on(state.source, day_of(read_well.started_at) if read_well else None)
    if again_on is None:
        return now
    return max(now, datetime.combine(again_on, time(), GERMANY) - timedelta(seconds=1))


def _forbidden_by(run: Run) -> str | None:
    """Say what kept us out of a source in a crawl that failed."""
    failed = {each.code for each in run.findings if each.weight is Weight.FAILURE}
    return next((name for code, name in _FORBIDS.items() if code in failed), None)


def _fills(source: Source, reads: Sequence[Run]) -> Iterator[Fill]:
    """Yield the fields that are expected or were filled, those expected first."""
    if not reads:
        return
    now, expected = reads[0].fill, source.expects.fill
    before = reads[1].fill if len(reads) > 1 else None
    names = [*sorted(expected), *sorted((now.keys() | (before or {}).keys()) - expected.keys())]
    for name in names:
        was = None if before is None else before.get(name, 0.0)
        yield Fill(name, now.get(name, 0.0), expected.get(name), was)
