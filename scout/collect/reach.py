"""Let a spider reach the hosts that its source declares, at public addresses, and nothing else.

What a page links or redirects to is the page's word. Two middlewares hold against it: the first of
all looks at where a request wants to go, before robots.txt there is asked for; the last of all at
where a connection went. Names are kept to public addresses by ``resolver``. In a replay nothing
connects: only the first has something to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from scout.collect.addresses import Network, ascii_name, is_literal, may_connect, networks_of
from scout.collect.failures import Cause, Refused
from scout.collect.resolver import MAY_REACH, left_out
from scout.domain import Source

_PORTS = {"http": 80, "https": 443}
# Scheme, host and port, and nothing that two readers could take for two hosts: no user, no
# backslash, no white space.
_PLACE = re.compile(
    r"(?P<scheme>https?)://(?:\[(?P<v6>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9._-]{1,253}))"
    r"(?::(?P<port>[0-9]{1,5}))?(?=[/?#]|\Z)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads: a host in small letters, without brackets and the dot at its end."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the spider of ``source`` may go: ``hosts`` and those below them, at ``ports``.

    ``networks`` count as public beside those that are.
    """

    source: str
    hosts: tuple[str, ...]
    ports: frozenset[int]
    networks: tuple[Network, ...] = ()

    def objection(self, url: str) -> Cause | None:
        """Say why nothing may be asked for at ``url``, or ``None`` where it may.

        Does not look up names.
        """
        place = place_of(url)
        if place is None:
            return Cause("host_not_declared", f"no plain address of the web: {url[:120]!r}")
        if is_literal(place.host) and not may_connect(place.host, self.networks):
            return Cause("address_not_public", f"{place.host} is no address of the public Internet")
        if not self._declares(place.host):
            text = f"{place.host} is not among the hosts of {self.source}: {', '.join(self.hosts)}"
            return Cause("host_not_declared", text)
        if place.port not in self.ports:
            text = f"port {place.port} of {place.host} is none that {self.source} is read at"
            return Cause("host_not_declared", text)
        return None

    def _declares(self, host: str) -> bool:
        return any(host == each or host.endswith(f".{each}") for each in self.hosts)


class ReachMiddleware:
    """Downloader middleware, the first: refuses requests to where the source does not go."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReachMiddleware:
        """Make one for the source of the spider of ``crawler``."""
        networks = networks_of(crawler.settings.getlist(MAY_REACH))
        spider = crawler.spider
        return cls(reach_of(spider.source, spider.start_urls, networks))  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        """Let a request pass that may be made, be it a page's, a redirect's or for robots.txt.

        Raises:
            Refused: ``host_not_declared`` or ``address_not_public``.
        """
        cause = self._reach.objection(request.url)
        if cause is not None:
            is_moved = bool(request.meta.get("redirect_urls"))
            text = f"the page leads elsewhere: {cause.text}" if is_moved else cause.text
            raise Refused(cause.code, text)


class AddressMiddleware:
    """Downloader middleware, the last: refuses what did not come from a public address."""

    def __init__(self, networks: tuple[Network, ...]) -> None:
        self._networks = networks

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(networks_of(crawler.settings.getlist(MAY_REACH)))

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand on an answer from an address that a crawl may connect to, or from the proxy.

        Raises:
            Refused: ``address_not_public``.
        """
        address = response.ip_address
        is_by_proxy = bool(request.meta.get("proxy"))
        if address is None or is_by_proxy or may_connect(str(address), self._networks):
            return response
        raise _not_public(urlparse_cached(request).hostname or "", (str(address),))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say of a name that was not found if it means nothing but insiders' addresses.

        Raises:
            Refused: ``address_not_public``.
        """
        host = urlparse_cached(request).hostname or ""
        if isinstance(exception, CannotResolveHostError) and (found := left_out(host)):
            raise _not_public(host, found)


def reach_of(source: Source, start_urls: Iterable[str], networks: tuple[Network, ...]) -> Reach:
    """Return where the spider of ``source`` may go, which begins at ``start_urls``.

    A "www." of the source's own address is left out: the publisher's other hosts belong to it.
    """
    starts = [place for url in (source.url, *start_urls) if (place := place_of(url))]
    own = place_of(source.url.replace("//www.", "//", 1))
    hosts = [place.host for place in (own, *starts) if place] + [*map(ascii_name, source.hosts)]
    ports = frozenset((*_PORTS.values(), *(place.port for place in starts)))
    return Reach(source.name, tuple(_without_covered(hosts)), ports, networks)


def place_of(url: str) -> Place | None:
    """Return where ``url`` leads, or ``None`` if it is no plain address of the web."""
    found = _PLACE.match(url)
    if found is None:
        return None
    port = int(found["port"] or _PORTS[found["scheme"].lower()])
    if found["v6"]:
        return Place(_usual_form(found["v6"]), port)
    name = found["name"].lower()
    return Place(name if is_literal(name) else name.removesuffix("."), port)


def _usual_form(address: str) -> str:
    """Return the usual form of an IPv6 address; what is none stays, and is refused as it is."""
    try:
        return str(ip_address(address))
    except ValueError:
        return address.lower()


def _without_covered(hosts: Iterable[str]) -> Iterator[str]:
    """Yield each host once, without those below another one."""
    every = dict.fromkeys(hosts)
    for host in every:
        if not any(host.endswith(f".{other}") for other in every):
            yield host


def _not_public(host: str, addresses: tuple[str, ...]) -> Refused:
    text = f"{host} is at no address of the public Internet: {', '.join(addresses[:5])}"
    return Refused("address_not_public", text)
