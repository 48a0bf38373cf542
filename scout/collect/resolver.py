"""Look up the names of hosts so that a crawl can connect to public addresses only.

Twisted connects to the very addresses that its reactor's resolver gives (``HostnameEndpoint``), so
what is left out here cannot be reached. Nothing is kept between two connections: a name that means
another address the second time is looked at again. The proxy's own name may mean any address; which
one that is says the environment that ``way_out`` made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.crawler import Crawler
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from scout.collect.addresses import Network, ascii_name, may_connect, networks_of

MAY_REACH = "SCOUT_MAY_REACH"


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on to ``receiver`` what a crawl may connect to, and notes the rest in ``left_out``."""

    def __init__(self, receiver: Any, networks: tuple[Network, ...], left_out: list[str]) -> None:
        self._receiver = receiver
        self._networks = networks
        self._left_out = left_out

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's names
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - as above
        if may_connect(address.host, self._networks):
            self._receiver.addressResolved(address)
        else:
            self._left_out.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - as above
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """The reactor's resolver of a crawl: that which was there, without addresses for insiders.

    ``left_out`` are the addresses that a name meant when it was looked up last and nobody may
    connect to, by name.
    """

    def __init__(
        self, reactor: Any, source: Any, networks: tuple[Network, ...], proxies: frozenset[str]
    ) -> None:
        self._reactor = reactor
        self._source = source
        self._networks = networks
        self._proxies = proxies
        self.left_out: dict[str, list[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        networks = networks_of(crawler.settings.getlist(MAY_REACH))
        return cls(reactor, reactor.nameResolver, networks, proxy_hosts(getproxies().values()))

    def install_on_reactor(self) -> None:
        """Make all connections of the process ask here; Scrapy calls it at its start."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - as above
        portNumber: int = 0,  # noqa: N803 - as above
        addressTypes: Sequence[type] | None = None,  # noqa: N803 - as above
        transportSemantics: str = "TCP",  # noqa: N803 - as above
    ) -> Any:
        """Look ``hostName`` up and tell ``resolutionReceiver`` the addresses it may know."""
        name = ascii_name(hostName)
        receiver = resolutionReceiver
        if name not in self._proxies:
            self.left_out[name] = []
            receiver = _PublicOnly(receiver, self._networks, self.left_out[name])
        return self._source.resolveHostName(
            receiver, name, portNumber, addressTypes, transportSemantics
        )


def left_out(host: str) -> tuple[str, ...]:
    """Return what ``host`` meant when it was looked up last and nobody may connect to."""
    # Whoever imports the reactor decides which one it is: not before Scrapy has.
    from twisted.internet import reactor  # noqa: PLC0415 - as above

    resolver = reactor.nameResolver
    known = resolver.left_out if isinstance(resolver, PublicResolver) else {}
    return tuple(known.get(host.lower(), ()))


def proxy_hosts(addresses: Iterable[str]) -> frozenset[str]:
    """Return the hosts of proxies' ``addresses``, which may be without a scheme."""
    with_scheme = (each if "://" in each else f"//{each}" for each in addresses)
    return frozenset((urlsplit(each).hostname or "").lower() for each in with_scheme)
