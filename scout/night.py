"""The night's round as one chain: collect -> read -> match, and what it says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from scout import jobs
from scout.clock import day_of
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import CollectReport
from scout.digest_run import DigestReport, DigestSlot, digest
from scout.domain import Frequency, Source, Verdict
from scout.errors import Unexpected
from scout.home import Home
from scout.jobs import Progress

# Which sources there are to crawl on a day, and how.
Crawls = Callable[[date], tuple[Sequence[Source], CrawlOptions]]
Clock = Callable[[], datetime]


def collect_round(home: Home, crawls: Crawls, clock: Clock, progress: Progress) -> str:
    """Collect, and say how that went in a line; what nobody expected is raised at the end."""
    unexpected = Unexpected()
    said = _collect(home, crawls, clock, progress, unexpected)
    unexpected.raise_any()
    return said


def night_round(home: Home, crawls: Crawls, clock: Clock, progress: Progress) -> str:
    """Collect, read and match; what a source failed to bring stops neither reading nor matching."""
    unexpected = Unexpected()
    collected = _collect(home, crawls, clock, progress, unexpected)
    read = jobs.read(home, progress)
    matched = jobs.match(home, clock())
    unexpected.raise_any()
    fitting = sum(report.matches for report in matched)
    return (
        f"{collected}; {read.read + read.reread} texts read; "
        f"{fitting} matches for {len(matched)} projects"
    )


def digest_round(
    home: Home, now: datetime, frequency: Frequency, slot_on: date, progress: Progress
) -> str:
    """Write the digests of ``frequency`` that are due on ``slot_on``, and send what is waiting."""
    reports: list[DigestReport] = []
    for report in digest(home, now, slot=DigestSlot(frequency, slot_on)):
        reports.append(report)
        progress("digests", len(reports))
    return f"{len(reports)} {frequency} recipients: {counted(report.state for report in reports)}"


def counted(outcomes: Iterable[str]) -> str:
    """Return ``10 OK, 1 FAILED``; "none" where there is nothing to count."""
    counts = Counter(str(outcome) for outcome in outcomes)
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def _collect(
    home: Home, crawls: Crawls, clock: Clock, progress: Progress, unexpected: Unexpected
) -> str:
    """Collect each source at its own moment: a night may take hours."""
    sources, options = crawls(day_of(clock()))
    reports: list[CollectReport] = []
    for source in sources:
        try:
            reports += jobs.collect(home, [source], options, clock(), progress)
        except Exception as error:  # noqa: BLE001 - logged there; raised when the rest is done
            unexpected.errors.append(error)
    failed = [report.source for report in reports if report.verdict is Verdict.FAILED]
    said = f"{len(sources)} sources: {counted(report.verdict for report in reports)}"
    return said + (f" ({', '.join(failed)})" if failed else "")
