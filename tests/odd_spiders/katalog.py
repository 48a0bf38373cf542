"""The spider of the Förderkatalog, sent to a test's site; found by Scrapy's loader."""

from __future__ import annotations

import os
from dataclasses import replace

from scout.domain import Expectations
from spiders.de_foerderkatalog import DeFoerderkatalog


class OddKatalog(DeFoerderkatalog):
    """Begins at /start of the test's site."""

    name = "odd_katalog"
    source = replace(
        DeFoerderkatalog.source,
        name="odd_katalog",
        url="http://127.0.0.1/",
        expects=Expectations(),
        time_limit_s=120,
    )

    @property
    def start_urls(self) -> list[str]:  # type: ignore[override]
        return [f"{os.environ.get('ODD_SITE', 'http://127.0.0.1:9')}/start"]

    @start_urls.setter
    def start_urls(self, value: object) -> None:
        del value
