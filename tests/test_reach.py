"""A spider reaches the hosts that its source declares, at public addresses, and nothing else."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from scout import finding_wording
from scout.collect.addresses import networks_of
from scout.collect.failures import Refused
from scout.collect.reach import AddressMiddleware, Place, Reach, place_of, reach_of
from scout.collect.resolver import proxy_hosts
from scout.domain import Expectations, Finding, Source, Weight
from tests.odd_site import LOOPBACK, OddSite, moved, odd_site, page, point_spiders_at, run

PROPERTY = settings(max_examples=300, deadline=None)
LIST = page("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
OUTER = "127.0.0.1/32"  # where the site of a test stands; what else is on loopback is inside
NAMES = {"TWISTED_DNS_RESOLVER": "odd_resolver.OddNames"}
QUICK = {"DOWNLOAD_TIMEOUT": 1.5}

SOURCE = Source(
    name="odd",
    title="Odd",
    publisher="Test",
    url="https://www.bezreg-muenster.example/de/foerderung",
    licence="none",
    attribution="Test",
    expects=Expectations(),
    hosts=("nrw.example", "förder.example"),
)
REACH = reach_of(
    SOURCE,
    ["https://api.eu.example/search?page=1", "http://files.example:8080/x"],
    networks_of(("127.0.0.0/8",)),
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": LIST}
        yield opened


@pytest.fixture
def inner(site: OddSite) -> Iterator[OddSite]:
    """A site that is reached from inside only, at the same port as the outer one."""
    opened = OddSite(pages={"/list": LIST, "/": LIST}, host="127.0.0.2", port=site.port)
    yield opened
    opened.close()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, site: OddSite) -> str:
    """The address of the site's list by a name, whose meaning a test says in ODD_NAMES."""
    url = f"http://foerder.example:{site.port}"
    point_spiders_at(monkeypatch, url)
    return url


def mean(monkeypatch: pytest.MonkeyPatch, *turns: list[str] | None) -> None:
    monkeypatch.setenv("ODD_NAMES", json.dumps({"foerder.example": turns}))


def only_finding(folder: Path, name: str = "odd_list", **values: object) -> Finding:
    (finding,) = run(name, folder, **values).basket.findings
    assert finding_wording.finding(finding.code) != finding_wording.finding("never heard of")
    return finding


@pytest.mark.parametrize(
    "url",
    [
        "https://www.bezreg-muenster.example/",
        "https://bezreg-muenster.example/de?x=1#y",
        "HTTPS://Formulare.Bezreg-Muenster.EXAMPLE",
        "http://nrw.example:80/x",
        "https://a.b.nrw.example./",
        "https://xn--frder-jua.example/",
        "https://api.eu.example:443/search",
        "https://files.example:8080/",
    ],
)
def test_declared_hosts_and_those_below_them_are_reached(url: str) -> None:
    assert REACH.objection(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://eu.example/",
        "https://muenster.example/",
        "https://xbezreg-muenster.example/",
        "https://nrw.example.evil.example/",
        "https://nrw.example:8443/",
        "https://nrw.example:0/",
        "https://nrw.example:99999/",
        "https://nrw.example:/",
        "https://nrw.example@evil.example/",
        "https://evil.example\\@nrw.example/",
        "https://nrw.example:80@evil.example/",
        "https://user:word@nrw.example/",
        "https:///nrw.example/",
        "https:nrw.example",
        "//nrw.example/",
        "https://nrw.example\n.evil.example/",
        "https://nrw.example\n",
        " https://nrw.example/",
        "https://nrw.example%2f.evil.example/",
        "https://nrw.example,evil.example/",
        "https://förder.example/",
        "https://[nrw.example]/",
        "https://127.0.0.1/",
        "https://8.8.8.8/",
        "ftp://nrw.example/",
        "file:///etc/passwd",
        "data:text/html,x",
        "",
    ],
)
def test_all_else_is_not_declared(url: str) -> None:
    objection = REACH.objection(url)

    assert objection is not None
    assert objection.code == "host_not_declared"
    assert len(objection.text) < 400


@pytest.mark.parametrize(
    "host",
    [
        *("10.0.0.1", "169.254.169.254", "100.64.1.1", "192.168.178.1", "0.0.0.1", "0"),
        *("2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1", "127.0.1", "0177.0.0.1"),
        *("127.0.0.1.", "8.8.8.8.", "08.8.8.8", "256.1.1.1", "1.2.3.4.5", "nrw.example.1"),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[fd00::1]"),
        *("[fe80::1]", "[2002:7f00:1::]", "[2001:0:1::1]", "[::127.0.0.1]", "[:::]", "[1:2]"),
    ],
)
@pytest.mark.parametrize("port", ["", ":80", ":1"])
def test_a_literal_of_insiders_or_an_odd_one_is_not_public(host: str, port: str) -> None:
    objection = REACH.objection(f"http://{host}{port}/latest/meta-data")

    assert objection is not None
    assert objection.code == "address_not_public"


def test_a_declared_literal_is_reached_if_it_is_public() -> None:
    declared = Reach("a", ("8.8.8.8", "2a02::1"), frozenset({80}))

    assert declared.objection("http://8.8.8.8/") is None
    assert declared.objection("http://[2A02:0:0::1]/") is None
    assert declared.objection("http://[2a02::2]/") is not None
    inner = Reach("a", ("127.0.0.1",), frozenset({80}))
    assert inner.objection("http://127.0.0.1/") is not None
    assert replace(inner, networks=networks_of(LOOPBACK)).objection("http://127.0.0.1/") is None


def test_what_is_covered_is_not_named_twice() -> None:
    assert REACH.hosts == (
        "bezreg-muenster.example",
        "api.eu.example",
        "files.example",
        "nrw.example",
        "xn--frder-jua.example",
    )
    assert REACH.ports == {80, 443, 8080}


@PROPERTY
@given(st.text("aZ.:-@/\\?#[]%_017fxé \n", max_size=30), st.sampled_from(["http://", "https://"]))
def test_whatever_a_link_says_it_is_judged_by_the_host_that_is_connected_to(
    rest: str, scheme: str
) -> None:
    """Twisted takes for the host what stands before the last colon of the URL's own place."""
    url = scheme + rest
    place = place_of(url)
    if place is None:
        return
    netloc = urlsplit(url).netloc
    before, colon, after = netloc.rpartition(":")
    host, port = (before, after) if colon and after.isdigit() else (netloc, "")
    if host.startswith("["):
        inside = host[1:-1].lower()
        assert inside == place.host or ip_address(inside) == ip_address(place.host)
    else:
        assert host.lower() in (place.host, f"{place.host}.")
    assert place.port == (int(port) if port else {"http": 80, "https": 443}[urlsplit(url).scheme])


@PROPERTY
@given(st.from_regex(r"[a-z0-9.-]{1,40}\Z", fullmatch=True))
def test_only_what_ends_in_a_declared_host_is_reached(host: str) -> None:
    is_reached = REACH.objection(f"https://{host}/") is None

    ends = any(f".{host}".removesuffix(".").endswith(f".{each}") for each in REACH.hosts)
    assert is_reached == ends


def test_a_place_has_its_schemes_port() -> None:
    assert place_of("https://A.example./x") == Place("a.example", 443)
    assert place_of("http://[::0001]:8080?x") == Place("::1", 8080)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/",
        "//127.0.0.2:{port}/",
        "http://127.2:{port}/",
        "http://2130706434:{port}/",
        "http://0x7f.0.0.2:{port}/",
        "http://0177.0.0.2:{port}/",
        "http://127.0.0.2.:{port}/",
        "http://１２７。0.0.2:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/",
        "http://[::1]:{port}/",
        "http://[::]:{port}/",
        "http://0:{port}/",
        "http://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
    ],
)
def test_a_redirect_to_the_inside_is_not_followed(target, site, inner, tmp_path):
    site.pages["/list"] = moved(target.format(port=site.port))

    finding = only_finding(tmp_path, may_reach=(OUTER,))

    assert (finding.code, finding.weight) == ("address_not_public", Weight.FAILURE)
    assert "leads elsewhere" in finding.text
    assert inner.asked == []


def test_the_inside_of_these_tests_is_reached_where_it_may_be(site, inner, tmp_path, monkeypatch):
    """The tests around prove something: without our settings the inner site answers."""
    point_spiders_at(monkeypatch, inner.url)

    assert run("odd_list", tmp_path).basket.items == 2
    assert inner.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/list"]


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("http://localhost:{port}/new", "localhost"),
        ("http://elsewhere.example/", "elsewhere.example"),
        ("http://127.0.0.1:1/", "port 1 of 127.0.0.1"),
        ("http://user@127.0.0.1:{port}/new", "user@127.0.0.1"),
    ],
)
def test_a_redirect_to_a_host_that_is_not_declared_is_not_followed(target, host, site, tmp_path):
    site.pages |= {"/list": moved(target.format(port=site.port)), "/new": LIST}

    finding = only_finding(tmp_path)

    assert (finding.code, finding.weight) == ("host_not_declared", Weight.FAILURE)
    assert "odd_list" in finding.text or "no plain address" in finding.text
    assert host in finding.text
    assert site.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/list"]


def test_a_link_to_another_host_is_a_doubt_and_stops_no_other(site, tmp_path):
    links = [f"http://localhost:{site.port}/b", "http://169.254.169.254/c", "/d", "ftp://x/e"]
    site.pages["/list"] = page("".join(f"<a href={link}>x</a>" for link in links))
    site.pages |= dict.fromkeys(("/b", "/d"), page("<h1>Aufruf</h1>"))

    found = run("odd", tmp_path)

    assert sorted(found.basket.hashes) == ["d"]
    assert sorted((each.code, each.weight) for each in found.basket.findings) == [
        ("address_not_public", Weight.DOUBT),
        ("host_not_declared", Weight.DOUBT),
        ("host_not_declared", Weight.DOUBT),
    ]
    assert "/b" not in site.paths()


def test_robots_txt_of_another_host_is_not_asked_for(site, tmp_path):
    site.pages["/robots.txt"] = moved(f"http://localhost:{site.port}/robots.txt")

    finding = only_finding(tmp_path)

    assert (finding.code, finding.weight) == ("host_not_declared", Weight.FAILURE)
    assert site.paths() == ["/robots.txt"]


def test_a_name_that_means_an_inner_address_is_not_connected_to(site, named, tmp_path, monkeypatch):
    mean(monkeypatch, ["127.0.0.1"])

    finding = only_finding(tmp_path, overrides=NAMES, may_reach=())

    assert (finding.code, finding.weight) == ("address_not_public", Weight.FAILURE)
    assert "foerder.example is at no address of the public Internet: 127.0.0.1" in finding.text
    assert site.asked == []


@pytest.mark.parametrize("address", ["127.0.0.2", "::ffff:127.0.0.2", "::1", "64:ff9b::7f00:2"])
def test_of_several_addresses_only_the_public_ones_are_connected_to(
    address, site, inner, named, tmp_path, monkeypatch
):
    mean(monkeypatch, [address, "127.0.0.1"])

    found = run("odd_list", tmp_path, overrides=NAMES, may_reach=(OUTER,))

    assert (found.basket.items, found.basket.findings) == (2, ())
    assert (len(site.asked), inner.asked) == (3, [])


def test_a_name_that_means_another_address_the_next_time_is_caught(
    site, inner, named, tmp_path, monkeypatch
):
    outer = ["127.0.0.1"]
    mean(monkeypatch, outer, outer, outer, outer, ["127.0.0.2"])
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a>")
    site.pages |= {"/a": page("<h1>A</h1>"), "/b": page("<h1>B</h1>")}
    inner.pages |= {"/a": page("<h1>Inner</h1>"), "/b": page("<h1>Inner</h1>")}

    found = run("odd", tmp_path, overrides=NAMES, may_reach=(OUTER,))

    assert found.basket.items == 1
    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("address_not_public", Weight.DOUBT)
    assert "127.0.0.2" in finding.text
    assert inner.asked == []


def test_a_name_that_is_rebound_before_robots_txt_is_caught_there(
    site, named, tmp_path, monkeypatch
):
    mean(monkeypatch, ["10.0.0.1"])

    finding = only_finding(tmp_path, overrides=NAMES, may_reach=(OUTER,))

    assert finding.code == "address_not_public"
    assert "robots.txt" in finding.text


@pytest.mark.parametrize(("turn", "code"), [([], "host_unknown"), (None, "timeout")])
def test_a_name_that_means_nothing_is_told_apart(turn, code, named, tmp_path, monkeypatch):
    mean(monkeypatch, turn)

    assert only_finding(tmp_path, overrides=NAMES | QUICK).code == code


def test_an_answer_from_the_inside_is_refused_even_if_nobody_looked_at_the_name(
    site, tmp_path, monkeypatch
):
    point_spiders_at(monkeypatch, f"http://localhost:{site.port}")
    scrapys = {"TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver"}

    finding = only_finding(tmp_path, overrides=scrapys, may_reach=())

    assert finding.code == "address_not_public"
    assert "localhost is at no address of the public Internet: 127.0.0.1" in finding.text


@pytest.mark.parametrize(
    ("address", "proxy", "passes"),
    [
        ("8.8.8.8", None, True),
        (None, None, True),
        ("10.0.0.1", "http://proxy:3128", True),
        ("10.0.0.1", None, False),
        ("::ffff:8.8.8.8", None, False),
    ],
)
def test_only_a_proxy_may_be_inside(address, proxy, passes):
    request = Request("https://a.example/", meta={"proxy": proxy} if proxy else {})
    found = ip_address(address) if address else None
    response = Response(request.url, ip_address=found)
    middleware = AddressMiddleware(())

    if passes:
        assert middleware.process_response(request, response) is response
    else:
        with pytest.raises(Refused, match=r"a\.example is at no address") as caught:
            middleware.process_response(request, response)
        assert caught.value.code == "address_not_public"


def test_proxies_are_known_by_their_hosts() -> None:
    proxies = ["http://kreis:geheim@Proxy.Kreis.example:3128", "proxy:3128", "http://[::1]:1"]

    assert proxy_hosts(proxies) == {"proxy.kreis.example", "proxy", "::1"}


def recorded(folder: Path, answers: list[dict[str, object]]) -> Path:
    folder.mkdir()
    (folder / "list").write_text("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
    (folder / "index.json").write_text(json.dumps({"responses": answers}))
    return folder


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254/list", "address_not_public"),
        ("http://elsewhere.example/list", "host_not_declared"),
    ],
)
def test_in_a_replay_hosts_and_literals_count_and_names_are_not_looked_up(
    target, code, tmp_path, monkeypatch
):
    point_spiders_at(monkeypatch, "https://no-such-host.invalid")
    first = "https://no-such-host.invalid/list"
    there = {"url": first, "status": 200, "file": "list"}
    away = {"url": first, "status": 302, "headers": {"Location": target}}
    at_target = {"url": target, "status": 200, "file": "list"}

    good = recorded(tmp_path / "good", [there])
    bad = recorded(tmp_path / "bad", [away, at_target])

    assert run("odd_list", tmp_path / "1", replay=good, may_reach=()).basket.items == 2
    assert only_finding(tmp_path / "2", replay=bad, may_reach=()).code == code


def test_no_setting_and_no_environment_says_what_may_be_reached(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SCOUT_MAY_REACH", "127.0.0.0/8")
    monkeypatch.setenv("SCOUT_HTTP__MAY_REACH", "127.0.0.0/8")

    finding = only_finding(tmp_path, may_reach=())

    assert finding.code == "address_not_public"
    assert site.asked == []


def test_loopback_is_where_this_machine_says_it_is() -> None:
    """What the tests take for inside and outside is really there."""
    with socket.create_server(("127.0.0.2", 0)) as server:
        assert server.getsockname()[0] == "127.0.0.2"
