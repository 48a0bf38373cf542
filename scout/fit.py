"""How well calls and news fit a project, and what people said of it. Values only; ranks nothing.

Calls, items and projects are named by their keys, as in ``scout.domain``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call was ranked where it is.

    ``contribution`` is this signal's share of the score, in units of the score. ``quote`` stands
    unaltered in the call's text. ``names`` say what decided: titles of judged calls, the wishes of
    an analyst, keys of programmes. ``shares`` are those of the words, of a text's reason only.
    """

    signal: str
    contribution: float
    words: tuple[str, ...] = ()
    quote: str | None = None
    names: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well a call fits a project: score in [0, 1], comparable between nights."""

    project: str
    source: str
    key: str
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What somebody said of a call for a project; a call without one was never judged.

    ``source`` and ``key`` are those of the call, which need not be stored any more. ``judged_at``
    is aware UTC. Does not know who judged: what is learned from it is the same.
    """

    project: str
    source: str
    key: str
    relevant: bool
    judged_at: datetime


class TrackingState(StrEnum):
    """How far a coordinator has come with a call; NEW is one that nobody has touched."""

    NEW = "NEW"
    REVIEWING = "REVIEWING"
    APPLYING = "APPLYING"
    SUBMITTED = "SUBMITTED"
    GRANTED = "GRANTED"
    REJECTED = "REJECTED"
    DISMISSED = "DISMISSED"

    @property
    def awaits_deadline(self) -> bool:
        """Whether the call's deadline still matters to whoever tracks it."""
        return self in (TrackingState.REVIEWING, TrackingState.APPLYING)

    @property
    def takes_part(self) -> bool:
        """Whether a later stage of the call is for whoever tracks it: she has begun to apply."""
        return self in (TrackingState.APPLYING, TrackingState.SUBMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """What one recipient does with a call, and since when; DISMISSED is never shown to her again.

    ``source`` and ``key`` are those of the call; ``set_at`` is aware UTC.
    """

    source: str
    key: str
    state: TrackingState
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsMatch:
    """How well a news item touches a project; ``words`` are those that say so, heaviest first."""

    project: str
    source: str
    key: str
    score: float
    words: tuple[str, ...] = ()
