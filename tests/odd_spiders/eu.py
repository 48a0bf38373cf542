"""The spider of the EU portal with a mistake in it; found by Scrapy's loader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from spiders.eu_funding_tenders import EuFundingTenders


class Unlucky(EuFundingTenders):
    """Raises on the second page."""

    def parse(self, response: Response, page: int = 1) -> Iterator[Any]:
        if page == 2:
            raise LookupError("page 2 is unlucky")
        yield from super().parse(response, page)
