"""When the operator is to be told of a source, and what the mail says. Pure.

    two failed crawls in a row, not told          -> RAISE
    read with doubts only for two weeks, not told -> RAISE
    told, and neither holds: its newest crawl read it -> RECOVER

An aborted crawl says nothing of its source, a doubtful one has read it. But nothing counts as gone
in one that is doubtful: after a while what is withdrawn is still shown, and somebody has to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from scout import finding_wording, wording
from scout.clock import GERMANY, day_of
from scout.domain import Finding, Source, Weight
from scout.store.runs import DOUBTFUL, FAILED, READ, Run

IN_A_ROW = 2
# Days: two issues of a weekly mail; a doubt that ends by itself has done so by then.
DOUBTFUL_DAYS = 14
_JUDGED = (*READ, FAILED)
_MOST_PAGES = 5
_MOST_REASONS = 3
_LONGEST = 300


class Step(StrEnum):
    """What is to happen to a source's alarm."""

    RAISE = "RAISE"
    RECOVER = "RECOVER"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source to tell of: its crawls that count, newest first, and the newest that read it.

    ``doubtful_since`` is the day of the first crawl with doubts that no good one followed; ``None``
    if it is not that what is told.
    """

    source: Source
    judged: tuple[Run, ...]
    newest_read: Run | None
    doubtful_since: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """An alarm as it is sent: subject on one line, and text."""

    subject: str
    text: str


def judged(history: Sequence[Run]) -> tuple[Run, ...]:
    """Return the crawls of ``history`` that say something of their source, in its order."""
    return tuple(run for run in history if run.outcome in _JUDGED)


def decide(history: Sequence[Run], *, raised: bool, doubtful_days: int = 0) -> Step:
    """Return what is to happen to the alarm of a source with ``history``, newest crawl first.

    ``doubtful_days`` lie between the first crawl with doubts that no good one followed and the
    newest one; 0 if there is none.
    """
    newest = judged(history)[:IN_A_ROW]
    if not newest:
        return Step.NOTHING
    is_doubtful = newest[0].outcome == DOUBTFUL and doubtful_days >= DOUBTFUL_DAYS
    if raised:
        is_over = newest[0].was_read and not is_doubtful
        return Step.RECOVER if is_over else Step.NOTHING
    has_failed = [run.outcome for run in newest] == [FAILED] * IN_A_ROW
    return Step.RAISE if has_failed or is_doubtful else Step.NOTHING


def letter(
    failing: Sequence[Trouble], recovered: Sequence[Trouble], today: date, keep_days: int
) -> Letter:
    """Write to the operator which sources fail and which can be read again.

    ``keep_days`` is for how long the answers of a failed crawl are kept; 0 is not at all.
    """
    doubtful = [trouble for trouble in failing if trouble.doubtful_since is not None]
    failed = [trouble for trouble in failing if trouble.doubtful_since is None]
    summary = wording.readable(len(failed), len(recovered), len(doubtful))
    text = _template().render(
        failing=failed,
        doubtful=doubtful,
        doubtful_days=DOUBTFUL_DAYS,
        recovered=recovered,
        summary=summary,
        today=today,
        keep_days=keep_days,
        days=wording.counted(keep_days, "Tag", "Tage"),
    )
    return Letter(f"Förderscout: {summary} – {wording.german_date(today)}", text)


def pages_at_fault(runs: Sequence[Run]) -> list[str]:
    """Return the addresses of what failed in ``runs``, each once, at most a few."""
    found = (each for run in runs for each in run.findings if each.weight is Weight.FAILURE)
    urls = (each.url for each in found if each.url)
    return [_line(url) for url in dict.fromkeys(urls)][:_MOST_PAGES]


def _failures(run: Run) -> list[Finding]:
    return _weighing(run, Weight.FAILURE)


def _doubts(run: Run) -> list[Finding]:
    return _weighing(run, Weight.DOUBT)


def _weighing(run: Run, weight: Weight) -> list[Finding]:
    return [each for each in run.findings if each.weight is weight][:_MOST_REASONS]


def _began(run: Run) -> str:
    began = run.started_at.astimezone(GERMANY)
    return wording.german_moment(began.date(), f"{began:%H:%M}")


def _day(run: Run) -> str:
    return wording.german_date(day_of(run.started_at))


def _line(text: str) -> str:
    """Return ``text`` on one line, bounded, without what steers a screen: sources are data."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("scout.watch"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text; what comes from a source is on one line
    )
    environment.filters |= {
        "began": _began,
        "failures": _failures,
        "doubts": _doubts,
        "words": finding_wording.finding,
        "pages_at_fault": pages_at_fault,
        "day": _day,
        "line": _line,
        "german_date": wording.german_date,
    }
    return environment.get_template("alarm.txt.j2")
