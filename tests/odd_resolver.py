"""A resolver for crawls of tests: what names mean, in turn, stands in ODD_NAMES.

Below the resolver of every crawl it takes the place of the system's; Scrapy finds it by its name.
"""

from __future__ import annotations

import json
import os
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address

from scout.collect.resolver import PublicResolver


class InTurn:
    """Answers the first time with the first list of addresses, and so on; the last one stays.

    ``None`` in place of a list never answers.
    """

    def __init__(self, names: dict[str, list[list[str] | None]]) -> None:
        self._names = names

    def resolveHostName(  # noqa: N802 - Twisted's name
        self, receiver: Any, name: str, port: int, *_: object
    ) -> Any:
        receiver.resolutionBegan(self)
        waiting = self._names.get(name, [[]])
        addresses = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if addresses is None:
            return self
        for address in addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return self


class OddNames(PublicResolver):
    """The resolver of every crawl, with what the test says below it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:
        made = super().from_crawler(crawler, reactor)
        made._source = InTurn(json.loads(os.environ["ODD_NAMES"]))
        return made
