"""Say for each source whether it was read: "nothing new" is only true where somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scout import finding_wording, wording
from scout.clock import day_of
from scout.domain import Brings, Source, Weight
from scout.store.runs import DOUBTFUL, RUNNING, Run


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with its newest crawl and the newest that read it; ``None`` where there was none.

    ``history`` are its newest crawls, newest first; ``alarmed_at`` is when the alarm was raised
    that still stands.
    """

    source: Source
    newest: Run | None
    newest_read: Run | None
    history: tuple[Run, ...] = ()
    alarmed_at: datetime | None = None


def coverage_lines(states: Sequence[SourceState], today: date) -> list[tuple[bool, str]]:
    """Return a line for each source of calls, and as few as possible for the many of news.

    None for a catalogue of what was funded: no call is missing where it was not read. What is not
    well has a line of its own, but for what nobody has read yet: that is one line.
    """
    states = [state for state in states if state.source.brings is not Brings.PROJECTS]
    unread = [state.source.title for state in states if state.newest is None]
    lines: list[tuple[bool, str]] = []
    news: dict[str, list[str]] = {}
    for state in states:
        if state.newest is None:
            continue
        well, line = coverage_line(state, today)
        if well and state.source.brings is Brings.NEWS and state.newest_read is not None:
            day = wording.german_date(day_of(state.newest_read.started_at))
            news.setdefault(day, []).append(state.source.title)
        else:
            lines.append((well, line))
    lines += [(True, f"{wording.listed(titles)}: gelesen am {day}") for day, titles in news.items()]
    return lines + ([(False, f"noch nie gelesen: {', '.join(unread)}")] if unread else [])


def coverage_line(state: SourceState, today: date) -> tuple[bool, str]:
    """Return whether all is well with a source on ``today`` (in Germany), and that in German."""
    name = state.source.title
    if state.newest is None:
        return False, f"{name}: noch nie gelesen"
    read = state.newest_read
    if state.newest.was_read and read is not None:
        day = wording.german_date(day_of(read.started_at))
        line = (
            f"{name}: gelesen am {day}, {wording.counted(read.items or 0, 'Eintrag', 'Einträge')}"
        )
        if (today - day_of(read.started_at)).days > state.source.expects.max_age_days:
            return False, f"{name}: seit {day} nicht mehr gelesen"
        if read.outcome != DOUBTFUL:
            return True, line
        return False, f"{line} – mit Zweifel: {_reasons(read, Weight.DOUBT)}"
    before = wording.german_date(day_of(read.started_at)) if read else None
    if state.newest.outcome == RUNNING:
        last = f"zuletzt am {before}" if before else "zum ersten Mal"
        return False, f"{name}: wird gerade gelesen, {last}"
    since = f"nicht gelesen seit {before}" if before else "noch nie gelesen"
    return False, f"{name}: {since} – {_reasons(state.newest, Weight.FAILURE)}"


def _reasons(run: Run, weight: Weight) -> str:
    codes = dict.fromkeys(finding.code for finding in run.findings if finding.weight is weight)
    said = finding_wording.doubt if weight is Weight.DOUBT else finding_wording.finding
    words = dict.fromkeys(map(said, codes))
    return ", ".join(words) or finding_wording.finding("aborted")
