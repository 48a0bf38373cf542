"""A list that comes page after page: each record once, and an end whatever the source answers.

Pure: asks for nothing. The source says how many records there are; a page that does not lead there
ends the list, with a finding that says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from scout.domain import Finding, Weight

_MOST_MISSED = 3


class Paging:
    """What came of a list so far. ``goes_on`` tells whether the next page is to be asked for.

    Pages count from 1; after page ``last`` the list ends, and so it does when three pages did not
    come.
    """

    def __init__(self, last: int) -> None:
        self.goes_on = True
        self._last = last
        self._records: dict[str, Any] = {}
        self._came = 0
        self._total = 0
        self._missed = 0
        self._largest = 0

    @property
    def records(self) -> list[Any]:
        """All records, each once, in the order in which they came."""
        return list(self._records.values())

    def take(self, records: Sequence[Any], total: int, page: int) -> Iterator[Finding]:
        """Add what a page brought, of ``total`` in the whole list; yield what is odd about it."""
        known = len(self._records)
        self._records.update({json.dumps(each, sort_keys=True): each for each in records})
        self._came += len(records)
        self._total = total
        self._largest = max(self._largest, len(records))
        is_old = bool(records) and len(self._records) == known
        text = f"{self._came} of {total} records came up to page {page}"
        if is_old and not self._is_nearly(len(self._records)):
            self.goes_on = False
            yield Finding("same_page_again", f"{text}: nothing new", None, Weight.FAILURE)
        elif self._reaches_total():
            self.goes_on = False
            yield from self._repeated()
        elif not records or is_old or page >= self._last:
            self.goes_on = False
            yield Finding("records_missing", f"{text}, the last one", None, Weight.DOUBT)

    def miss(self, page: int) -> None:
        """Note that a page did not come, with as many records as the largest one had."""
        self._missed += 1
        is_over = self._reaches_total() or page >= self._last
        self.goes_on = self._missed < _MOST_MISSED and not is_over

    def _reaches_total(self) -> bool:
        return self._came + self._missed * self._largest >= self._total

    def _is_nearly(self, count: int) -> bool:
        """Tell whether ``count`` is the total, but for one in a hundred."""
        return (self._total - count) * 100 <= self._total

    def _repeated(self) -> Iterator[Finding]:
        """Judge records that came twice.

        A few are the source's own; many hide that others moved to a page that was read already.
        """
        repeated = self._came - len(self._records)
        if repeated:
            weight = Weight.DOUBT if repeated * 100 > self._total else Weight.NOTE
            text = f"{repeated} of {self._came} records came more than once"
            yield Finding("records_repeated", text, None, weight)
