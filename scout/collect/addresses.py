"""Which addresses belong to the public Internet, and what a host's name stands for. Pure.

A page that names a host decides where a crawl connects to. Nothing may lead it to the machine that
it runs on, or into the network of a town hall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import idna

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# https://www.iana.org/assignments/iana-ipv4-special-registry, all that is not for everybody: also
# 192.88.99.0/24, the relays of 6to4, which lead into IPv6.
_SPECIAL_V4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "
        "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
# Only 2000::/3 is given out. What carries an IPv4 address in it (::ffff:0:0/96, 64:ff9b::/96) and
# what is private (fc00::/7, fe80::/10, fec0::/10) lies outside; Teredo (2001::/32) and 6to4
# (2002::/16), which carry one too, lie inside, with the other protocols and documentation.
# https://www.iana.org/assignments/iana-ipv6-special-registry
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    IPv6Network(each) for each in "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()
)
# A host whose last label is a number is taken for an address, by browsers and by inet_aton alike:
# https://url.spec.whatwg.org/#ends-in-a-number-checker
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE | re.ASCII)


def is_public(address: str) -> bool:
    """Tell whether ``address`` is one of the public Internet; what is no address is not.

    An IPv6 address that carries an IPv4 address is not, whichever it carries; nor is one with a
    zone ("%eth0").
    """
    found = _address(address)
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _SPECIAL_V4)
    if isinstance(found, IPv6Address):
        return found in _GLOBAL_V6 and not any(found in network for network in _SPECIAL_V6)
    return False


def may_connect(address: str, networks: Iterable[Network] = ()) -> bool:
    """Tell whether a crawl may connect to ``address``: a public one, or one of ``networks``."""
    found = _address(address)
    # Of an IPv4 address in an IPv6 network Python says no, as it should be.
    return is_public(address) or (found is not None and any(found in each for each in networks))


def networks_of(names: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that ``names`` stand for, as in "127.0.0.0/8".

    Raises:
        ValueError: if one is none.
    """
    return tuple(ip_network(name) for name in names)


def is_literal(host: str) -> bool:
    """Tell whether ``host`` is taken for an address rather than looked up, however it is spelled.

    Brackets may be left out. "127.1", "2130706433" and "0x7f.1" are literals too, of which
    ``is_public`` says no: nobody who means well writes them.
    """
    return ":" in host or _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) is not None


def ascii_name(host: str) -> str:
    """Return ``host`` in small letters as it is looked up; one of other letters is coded.

    Python's own coding would ask for another host: it makes "ss" of "ß".

    Raises:
        UnicodeError: if it cannot be the name of a host.
    """
    return host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return None if isinstance(found, IPv6Address) and found.scope_id else found
