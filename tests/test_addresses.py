"""Which addresses a crawl may connect to, and which hosts are addresses in disguise."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.addresses import ascii_name, is_literal, is_public, may_connect, networks_of

PROPERTY = settings(max_examples=500, deadline=None)
V4 = st.integers(0, 2**32 - 1).map(IPv4Address)
V6 = st.integers(0, 2**128 - 1).map(IPv6Address)
# By chance one in eight: most are not given out at all.
GLOBAL_V6 = st.integers(2**125, 2**126 - 1).map(IPv6Address)
CARRIERS = ["::/96", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16", "2001::/32"]


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "193.99.144.80",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.3.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2a02:2e0:3fe:1001:302::",
        "2003:1::1",
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.1", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1"),
        *("192.88.99.1", "192.168.178.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::8.8.8.8"),
        *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2001:20::1", "2002:7f00:1::"),
        *("3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1"),
        *("ff02::1", "2001:4860:4860::8888%1"),
    ],
)
def test_an_address_of_insiders_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "8.8.8", "8.8.8.8."),
        *("8.8", "08.8.8.8", "[::1]", " 8.8.8.8", "8.8.8.8\n", "８.8.8.8", "8.8.8.8/32"),
    ],
)
def test_what_is_no_plain_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@PROPERTY
@given(st.one_of(V4, V6, GLOBAL_V6))
def test_nothing_is_public_that_python_knows_to_be_private(
    address: IPv4Address | IPv6Address,
) -> None:
    if is_public(str(address)):
        kinds = "private loopback link_local multicast reserved unspecified".split()
        assert not any(getattr(address, f"is_{kind}") for kind in kinds)
        assert isinstance(address, IPv4Address) or not (address.ipv4_mapped or address.sixtofour)


@PROPERTY
@given(V4, st.sampled_from(CARRIERS))
def test_an_ipv4_address_inside_an_ipv6_address_is_never_public(
    carried: IPv4Address, carrier: str
) -> None:
    network = IPv6Network(carrier)
    shift = 128 - network.prefixlen - 32
    inside = IPv6Address(int(network.network_address) | int(carried) << shift)

    assert not is_public(str(inside))


@PROPERTY
@given(V4)
def test_an_ipv4_address_is_public_or_its_block_is_one_of_the_special_ones(
    address: IPv4Address,
) -> None:
    # 192.88.99.0/24 and multicast are all that we hold back beyond Python's own list, and what
    # Python calls global in 192.0.0.0/24.
    more = [IPv4Network(each) for each in ("192.88.99.0/24", "224.0.0.0/4", "192.0.0.0/24")]

    assert is_public(str(address)) == (
        address.is_global and not any(address in network for network in more)
    )


@PROPERTY
@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    if is_public(text):
        assert ip_address(text).is_global
        assert is_literal(text)


@PROPERTY
@given(st.one_of(V4, V6))
def test_a_literal_is_recognised_however_it_is_spelled(address: IPv4Address | IPv6Address) -> None:
    spelled = [str(address)]
    if isinstance(address, IPv4Address):
        one, two, three, four = address.packed
        spelled += [str(int(address)), hex(int(address)), f"{one}.{int(address) & 0xFFFFFF}"]
        spelled += [f"0{one:o}.{two}.{three}.{four}", f"0x{one:x}.{two}.{three}.0x{four:X}"]
        spelled += [f"{address}.", f"{one}.{two}.{int(address) & 0xFFFF}"]
    assert all(is_literal(each) for each in spelled)
    assert not any(is_public(each) for each in spelled[1:])


@pytest.mark.parametrize("host", ["example.de", "1.example.de", "127.0.0.1.nip.io", "0x", "x1", ""])
def test_a_name_is_no_literal(host: str) -> None:
    assert is_literal(host) is (host == "0x")


def test_networks_of_a_test_are_reached_beside_the_public_ones() -> None:
    networks = networks_of(("127.0.0.0/8", "::1/128"))

    assert all(may_connect(each, networks) for each in ("127.0.0.1", "::1", "8.8.8.8"))
    assert not any(
        may_connect(each, networks)
        for each in ("10.0.0.1", "::2", "::ffff:127.0.0.1", "127.1", "", "fe80::1%lo")
    )
    assert not may_connect("127.0.0.1")


@pytest.mark.parametrize("name", ["127.0.0.1/8", "loopback", ""])
def test_what_is_no_network_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        networks_of((name,))


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("WWW.Bund.de", "www.bund.de"),
        ("förder.example", "xn--frder-jua.example"),
        ("Straße.example", "xn--strae-oqa.example"),
    ],
)
def test_a_host_is_looked_up_by_its_coded_name(host: str, name: str) -> None:
    assert ascii_name(host) == name
