"""Rank calls, not texts: of a call that several sources tell of one text stands for all.

texts with scores -> for each call the text that stands for it -> calls, best first
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol, TypeVar

from scout.match.pool import Pool


class Placed(Protocol):
    """A call's text with its score: a place in a ranking, explained or not."""

    @property
    def document(self) -> str:
        """The key of the text."""

    @property
    def score(self) -> float:
        """Its score, in [0, 1]."""


Text = TypeVar("Text", bound=Placed)
Precedence = Callable[[Placed], tuple[bool, bool, float, str, str]]


def precedence(pool: Pool, project: str, fitting: Collection[str]) -> Precedence:
    """Return what orders the texts of a project's calls: the first of a call stands for it.

    As in ``scout.once.best_matches``: one that is a match, which those of ``fitting`` are, before
    one that is none; one that one may apply for before one that shuts everybody out; then the
    better score, as it is stored.
    """

    def place(found: Placed) -> tuple[bool, bool, float, str, str]:
        call = pool.calls[int(found.document)]
        return (
            found.document not in fitting,
            pool.is_shut_out(project, call),
            -round(found.score, 4),
            call.source,
            call.key,
        )

    return place


def each_once(pool: Pool, found: Iterable[Text], order: Precedence) -> dict[str, Text]:
    """Return the text that stands for each call, in ``order``, by the call that is shown."""
    first: dict[str, Text] = {}
    for text in sorted(found, key=order):
        first.setdefault(pool.shown_for(text.document), text)
    return first
