"""What a report tells: values that were gathered before, nothing that is still to be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scout.domain import Applicant, NewsItem, Project, Source
from scout.match.overview import Ground
from scout.match.preview import Preview
from scout.match.progress import Point
from scout.match.suggest import Suggestion
from scout.match.what_if import Explanation
from scout.once import Shared
from scout.store.calls import CallEntry
from scout.store.tunings import Tuning


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A call in a list. ``rank`` counts the matches and is ``None`` in every other list.

    ``is_one_word``: the score reaches the threshold, but one word alone makes it.
    ``judged``: was it said to fit, ``None`` if nobody has said anything. ``explanation`` is there
    for the first few only. ``shared`` is what several sources say of it, ``None`` of one.
    """

    call: CallEntry
    score: float
    rank: int | None = None
    is_one_word: bool = False
    judged: bool | None = None
    judged_on: date | None = None
    grounds: tuple[Ground, ...] = ()
    explanation: Explanation | None = None
    shared: Shared | None = None


@dataclass(frozen=True, slots=True)
class NewsRow:
    """A news item that fits; of the press only title, source and link are shown."""

    item: NewsItem
    publisher: str
    score: float


@dataclass(frozen=True, slots=True)
class Lists:
    """The calls and news of a report by what is said of them.

    ``matches`` are the first of those that fit, ``more`` the number of the others. ``shut_out`` fit
    the text, but none of the applicants may apply, ``more_shut_out`` counts the others; ``unfit``
    were judged irrelevant.
    """

    matches: tuple[Row, ...] = ()
    more: int = 0
    shut_out: tuple[Row, ...] = ()
    more_shut_out: int = 0
    unfit: tuple[Row, ...] = ()
    news: tuple[NewsRow, ...] = ()
    below: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """One value before and after; ``None`` is the default."""

    name: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The project before and after ``changes``; ``titles`` are those of documents.

    ``kept`` is when and as what the changes were kept; ``None``: they are only looked at.
    """

    changes: tuple[Changed, ...]
    preview: Preview
    titles: Mapping[str, str]
    kept: Tuning | None = None


@dataclass(frozen=True, slots=True)
class Tuned:
    """A value that is set for the project, for all projects, or both."""

    name: str
    own: float | None
    overall: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that one report tells of one project on one day.

    ``scores`` are those of all that was ranked, each call and news item once, with what was judged
    of it; ``not_ranked`` counts judged calls that are not among them. ``missing`` says how many
    judgements suggestions still need: in all, of calls that fit, and that do not.
    """

    project: Project
    applicants: tuple[Applicant, ...]
    today: date
    calls: int
    news: int
    threshold: float
    default_threshold: float
    relevant: int
    irrelevant: int
    lists: Lists
    scores: tuple[tuple[float, bool | None], ...]
    not_ranked: int = 0
    progress: tuple[Point, ...] = ()
    comparison: Comparison | None = None
    tuned: tuple[Tuned, ...] = ()
    history: tuple[Tuning, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    missing: tuple[int, int, int] = (0, 0, 0)
    sources: tuple[Source, ...] = ()
