"""The night's round as one chain: collect -> alarm -> read -> match -> erase what is old.

It says in a line how that went.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from scout import jobs
from scout.alarm_run import alarm
from scout.clock import GERMANY, day_of
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import CollectReport
from scout.delivery.pace import Sleep
from scout.digest_run import DigestReport, DigestSlot, deliver, digest
from scout.domain import Frequency, Source, Verdict
from scout.errors import Unexpected
from scout.home import Home
from scout.jobs import Progress
from scout.people.retention import erase_old
from scout.schedule import read_again_on
from scout.store import runs

# Which sources there are to crawl on a day, and how.
Crawls = Callable[[date], tuple[Sequence[Source], CrawlOptions]]
Clock = Callable[[], datetime]
_log = logging.getLogger("scout.clock")


def collect_round(
    home: Home,
    crawls: Crawls,
    clock: Clock,
    progress: Progress,
    ends_at: datetime | None = None,
) -> str:
    """Collect, and say how that went in a line; what nobody expected is raised at the end.

    From ``ends_at`` on no source is begun any more.
    """
    unexpected = Unexpected()
    said = _collect(home, crawls, clock, progress, unexpected, ends_at)
    unexpected.raise_any()
    return said


def night_round(
    home: Home,
    crawls: Crawls,
    clock: Clock,
    progress: Progress,
    ends_at: datetime | None = None,
) -> str:
    """Collect, read, match, erase; what a source failed to bring stops none of the others.

    From ``ends_at`` on no source is begun any more. The operator is told of sources that failed
    once all of the night were tried: in one mail.
    """
    unexpected = Unexpected()
    collected = _collect(home, crawls, clock, progress, unexpected, ends_at)
    try:
        alarm(home, clock())
    except Exception as error:  # noqa: BLE001 - it must not cost the night; raised when all is done
        unexpected.note("deciding on alarms failed", error)
    read = jobs.read(home, progress)
    try:
        jobs.group(home)
    except Exception as error:  # noqa: BLE001 - the groups of last night still hold; raised below
        unexpected.note("grouping failed", error)
    matched = jobs.match(home, clock())
    erased = _erase_old(home, clock(), unexpected)
    unexpected.raise_any()
    fitting = sum(report.matches for report in matched)
    return (
        f"{collected}; {read.read + read.reread} texts read; "
        f"{fitting} matches for {len(matched)} projects{erased}"
    )


def _erase_old(home: Home, now: datetime, unexpected: Unexpected) -> str:
    """Erase what is old, and say so as the end of a line; "" if nothing was."""
    try:
        said = str(erase_old(home, now))
    except Exception as error:  # noqa: BLE001 - the next night does it; raised when all is done
        unexpected.note("erasing what is old failed", error)
        return ""
    return f"; {said}" if said else ""


def digest_round(
    home: Home,
    now: datetime,
    frequency: Frequency,
    slot_on: date,
    progress: Progress,
    *,
    sleep: Sleep = time.sleep,
) -> str:
    """Write the digests of ``frequency`` that are due on ``slot_on``, and send what is waiting.

    ``sleep`` passes the seconds between two mails where the settings want them apart.
    """
    reports: list[DigestReport] = []
    for report in digest(home, now, slot=DigestSlot(frequency, slot_on), sleep=sleep):
        reports.append(report)
        progress("digests", len(reports))
    return f"{len(reports)} {frequency} recipients: {counted(report.state for report in reports)}"


def delivery_round(
    home: Home, now: datetime, progress: Progress, *, sleep: Sleep = time.sleep
) -> None:
    """Send what waits; whose digest could not be delivered for a day gets another one at once.

    It tells of the day as it is: by her next issue deadlines may be over. ``sleep`` as for
    ``digest_round``.
    """
    late: list[str] = []
    for report in deliver(home, now, sleep=sleep):
        _log.info("message %d: %s", report.number, report.state)
        if report.expired:
            late.append(report.recipient)
        progress("mails", report.number)
    for email in late:
        for anew in digest(home, now, only=email, sleep=sleep):
            _log.info("message %s in place of one given up: %s", anew.number, anew.state)
            progress("digests", 1)


def counted(outcomes: Iterable[str]) -> str:
    """Return ``10 OK, 1 FAILED``; "none" where there is nothing to count."""
    counts = Counter(str(outcome) for outcome in outcomes)
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def _collect(
    home: Home,
    crawls: Crawls,
    clock: Clock,
    progress: Progress,
    unexpected: Unexpected,
    ends_at: datetime | None,
) -> str:
    """Collect each source at its own moment: a night may take hours.

    Where it has an end, what was not read for longest comes first: nothing is left out for ever.
    """
    today = day_of(clock())
    sources, options = crawls(today)
    sources = [source for source in sources if _is_due(home, source, today)]
    if ends_at is not None:
        sources = _longest_waiting_first(home, sources)
    reports: list[CollectReport] = []
    left: list[str] = []
    for source in sources:
        if ends_at is not None and clock() >= ends_at:
            left.append(source.name)
            continue
        try:
            reports += jobs.collect(home, [source], options, clock(), progress)
        except Exception as error:  # noqa: BLE001 - logged there; raised when the rest is done
            unexpected.errors.append(error)
    failed = [report.source for report in reports if report.verdict is Verdict.FAILED]
    said = f"{len(sources)} sources: {counted(report.verdict for report in reports)}"
    said += f" ({', '.join(failed)})" if failed else ""
    until = f"{ends_at.astimezone(GERMANY):%H:%M}" if ends_at else ""
    return said + (f"; {len(left)} not begun by {until}: {', '.join(left)}" if left else "")


def _longest_waiting_first(home: Home, sources: Sequence[Source]) -> list[Source]:
    with home.store.reading() as connection:
        histories = runs.histories(connection, 1)
    # By when it was begun, not read: one that fails for hours would come first every night.
    begun = {
        name: max((run.id for run in history), default=0) for name, history in histories.items()
    }
    return sorted(sources, key=lambda source: begun.get(source.name, 0))


def _is_due(home: Home, source: Source, today: date) -> bool:
    """Tell whether ``source`` is to be read on ``today``, by its own cadence."""
    with home.store.reading() as connection:
        read_well = runs.newest(connection, source.name, (runs.OK,))
    due_on = read_again_on(source, day_of(read_well.started_at) if read_well else None)
    return due_on is None or due_on <= today
