"""Say for each source whether it was read: "nothing new" is only true where somebody looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from scout import finding_wording, wording
from scout.clock import day_of
from scout.domain import Brings, Source, Weight
from scout.store.runs import DOUBTFUL, RUNNING, Run


class _Look(Enum):
    """How a source looks to a reader who wants to know whether anything is missing."""

    WELL = auto()
    DOUBTED = auto()
    UNREAD = auto()
    NEVER = auto()


_READ = (_Look.WELL, _Look.DOUBTED)
_NEVER = "noch nie gelesen"
_OLD = "nicht mehr gelesen"
# So many sources that fell silent are named in the summary; of more it says how many.
_MOST_NAMED = 2


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


def coverage_summary(states: Sequence[SourceState], today: date) -> str:
    """Say in a line how many sources were read, and which fell silent; ``troubles`` says why.

    A catalogue of what was funded does not count: no call is missing where it was not read. Read
    are those whose newest crawl was, within the days that the source allows.
    """
    read, count = how_many_read(states, today)
    states = _looked_for(states)
    looks = Counter(_look(state, today) for state in states)
    counted = wording.counted(count, "Quelle", "Quellen")
    doubted = f", davon {looks[_Look.DOUBTED]} mit Zweifel" if looks[_Look.DOUBTED] else ""
    silent = [
        f"{state.source.title} {_since(state.newest_read, state.newest)}"
        for state in states
        if _look(state, today) is _Look.UNREAD and state.newest_read and state.newest
    ]
    said = silent if len(silent) <= _MOST_NAMED else [f"{len(silent)} nicht gelesen"]
    never = [f"{looks[_Look.NEVER]} {_NEVER}"] if looks[_Look.NEVER] else []
    return "; ".join((f"{read} von {counted} gelesen{doubted}", *said, *never))


def how_many_read(states: Sequence[SourceState], today: date) -> tuple[int, int]:
    """Return how many sources were read, and of how many; counted as in ``coverage_summary``."""
    states = _looked_for(states)
    return sum(_look(state, today) in _READ for state in states), len(states)


def nothing_new(states: Sequence[SourceState], today: date) -> str:
    """Return what an issue with nothing to tell may claim: no more than was looked at.

    It stands in a list of mails, so it is no calm word where most sources were not read.
    """
    read, count = how_many_read(states, today)
    if not read:
        return "keine Quelle gelesen"
    if read == count:
        return "nichts Neues in den gelesenen Quellen"
    few = "nur " if 2 * read < count else ""
    return f"{few}{read} von {count} Quellen gelesen, darin nichts Neues"


def troubles(states: Sequence[SourceState], today: date) -> list[str]:
    """Return a line for each source that is not well, and one for all that nobody has read yet.

    None for sources that are well, and for a catalogue of what was funded. The day that stands with
    a source is the last on which it was read: what came since may be missing.
    """
    states = _looked_for(states)
    unread = [state.source.title for state in states if state.newest is None]
    told = [coverage_line(state, today) for state in states if state.newest is not None]
    lines = [line for well, line in told if not well]
    return lines + ([f"{_NEVER}: {', '.join(unread)}"] if unread else [])


def _looked_for(states: Sequence[SourceState]) -> list[SourceState]:
    return [state for state in states if state.source.brings is not Brings.PROJECTS]


def _look(state: SourceState, today: date) -> _Look:
    read = state.newest_read
    if state.newest is None or read is None:
        return _Look.NEVER
    if not state.newest.was_read and state.newest.outcome != RUNNING:
        return _Look.UNREAD
    if (today - day_of(read.started_at)).days > state.source.expects.max_age_days:
        return _Look.UNREAD
    return _Look.DOUBTED if read.outcome == DOUBTFUL else _Look.WELL


def _since(read: Run, newest: Run) -> str:
    """Say since when a source that was read before is not: what came since may be missing."""
    is_old = newest.was_read or newest.outcome == RUNNING
    since = wording.german_date(day_of(read.started_at))
    return f"seit {since} {_OLD if is_old else _silence(newest)}"


def _silence(run: Run) -> str:
    """Say that a source did not answer, that it could not be read, or that nobody got to it."""
    codes = [finding.code for finding in run.findings if finding.weight is Weight.FAILURE]
    if any(map(finding_wording.is_silence, codes)):
        return "nicht erreichbar"
    # Without a finding it is not the source that failed: our own crawl was killed.
    return "nicht lesbar" if codes else "nicht gelesen"


def coverage_line(state: SourceState, today: date) -> tuple[bool, str]:
    """Return whether all is well with a source on ``today`` (in Germany), and that in German."""
    name = state.source.title
    if state.newest is None:
        return False, f"{name}: {_NEVER}"
    read = state.newest_read
    if state.newest.was_read and read is not None:
        day = wording.german_date(day_of(read.started_at))
        line = (
            f"{name}: gelesen am {day}, {wording.counted(read.items or 0, 'Eintrag', 'Einträge')}"
        )
        if (today - day_of(read.started_at)).days > state.source.expects.max_age_days:
            return False, f"{name}: seit {day} {_OLD}"
        if read.outcome != DOUBTFUL:
            return True, line
        return False, f"{line} – mit Zweifel: {_reasons(read, Weight.DOUBT)}"
    before = wording.german_date(day_of(read.started_at)) if read else None
    if state.newest.outcome == RUNNING:
        last = f"zuletzt am {before}" if before else "zum ersten Mal"
        return False, f"{name}: wird gerade gelesen, {last}"
    since = f"seit {before} {_silence(state.newest)}" if before else _NEVER
    return False, f"{name}: {since} – {_reasons(state.newest, Weight.FAILURE)}"


def _reasons(run: Run, weight: Weight) -> str:
    codes = dict.fromkeys(finding.code for finding in run.findings if finding.weight is weight)
    said = finding_wording.doubt if weight is Weight.DOUBT else finding_wording.finding
    words = dict.fromkeys(map(said, codes))
    return ", ".join(words) or finding_wording.finding("aborted")
