"""Weigh what says that applying is over against the ways that other sentences leave open.

    ranks of what is in force, its last day, words of an open door, a next round -> held open or not

What closes one year alone is held open by any later day, and by a day of every year. Does not read
sentences; what they say is told in ``closing``, ``rounds`` and ``applying``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from scout.reading.sections import DEADLINES, FULL_TEXT, SHORT_TEXT, STATUS_NOTE
from scout.reading.sentences import Sentence
from scout.reading.timing.closing import is_one_of_several
from scout.reading.timing.phrases import names_application
from scout.reading.timing.rounds import closed_year, is_of_this_year, opens_again

# The database's own words before the guideline's: the lower, the more trusted.
RANKS: Final = {STATUS_NOTE: 0, DEADLINES: 1, SHORT_TEXT: 2, FULL_TEXT: 2}
LAST_RANK: Final = 3


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways are open: in sections of what rank, until when, and in which notes by a word.

    ``yearly`` tells that days of every year are named, ``openings`` are sentences that tell of
    a day from which on one may apply.
    """

    ranks: frozenset[int]
    last: date | None
    sections: frozenset[str]
    yearly: bool
    openings: tuple[tuple[Sentence, date], ...]

    def hold_open(self, closing: Sentence, rank: int, last: date | None) -> bool:
        """Tell whether an open way is as good as a sentence that says that applying is over.

        ``rank`` and ``last`` are those of that sentence; the latter is ``None`` where it names no
        day.
        """
        if self._go_on_after_year(closing) or self._open_again(closing, last):
            return True
        if rank <= RANKS[DEADLINES]:
            return rank in self.ranks or closing.section in self.sections
        # "Der Aufruf ist beendet" may be said of an older call of the same page.
        is_only_of_call = last is None and not names_application(closing.plain)
        if is_only_of_call or is_one_of_several(closing.plain):
            return bool(self.ranks)
        if last is None:
            return rank in self.ranks
        return self.last is not None and self.last > last

    def _go_on_after_year(self, closing: Sentence) -> bool:
        """Tell whether only one year is closed, and what is in force comes after it."""
        year = closed_year(closing.plain)
        if year is None:
            return self.yearly and is_of_this_year(closing.plain)
        days = (self.last, *(day for _, day in self.openings))
        return self.yearly or any(day is not None and day.year > year for day in days)

    def _open_again(self, closing: Sentence, last: date | None) -> bool:
        """Tell whether the same text says behind it from which later day on one may apply."""
        return any(
            opens_again(said.plain)
            and said.section == closing.section
            and said.start >= closing.start
            and (last is None or day > last)
            for said, day in self.openings
        )
