"""The way out: which proxy, whose certificates; on real sockets, with certificates made here."""

from __future__ import annotations

import ipaddress
import re
import select
import socket
import socketserver
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scout.collect.crawl import Crawl
from scout.collect.way_out import WayOut, environment, way_out
from scout.domain import Weight
from scout.errors import UsageError
from scout.settings import HttpSettings
from tests.odd_site import OddSite, odd_site, page, point_spiders_at, read_head, run

LIST = "<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>"
PEM = serialization.Encoding.PEM


class Authority:
    """A CA of our own that writes certificates for 127.0.0.1 into ``folder``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"CA {folder.name}")])
        own = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(own)

    def server(self, address: str = "127.0.0.1") -> ssl.SSLContext:
        """Return what a server with a certificate for ``address`` speaks TLS with."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "odd site")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        file = self.folder / f"{address}.pem"
        secret = key.private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(secret + self._signed(name, key, names))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> bytes:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(extension, critical=True)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(PEM)


class Proxy:
    """A small proxy: tunnels CONNECT, hands on plain requests, breaks TLS if it is told to."""

    def __init__(self, login: str = "", breaks_with: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self.login = login
        self.breaks_with = breaks_with
        self.knows: dict[str, str] = {}
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # one of both ends has gone
                    proxy.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        data = client.recv(65536)
        first = data.split(b"\r\n")[0].decode()
        self.asked.append(first)
        sent = re.search(rb"(?mi)^proxy-authorization: basic (\S+)", data)
        if self.login and (sent is None or sent[1] != b64encode(self.login.encode())):
            client.sendall(b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        method, target, _ = first.split()
        if method == "CONNECT":
            self._tunnel(client, target)
            return
        host, _, path = target.removeprefix("http://").partition("/")
        with socket.create_connection(self._address(host)) as server:
            server.sendall(data.replace(target.encode(), f"/{path}".encode(), 1))
            _pump(client, server)

    def _tunnel(self, client: socket.socket, target: str) -> None:
        with socket.create_connection(self._address(target)) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if self.breaks_with is None:
                _pump(client, server)
                return
            blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            blind.check_hostname = False
            blind.verify_mode = ssl.CERT_NONE
            with (
                self.breaks_with.wrap_socket(client, server_side=True) as seen,
                blind.wrap_socket(server) as hidden,
            ):
                self.asked.append(f"saw {_relay(seen, hidden)}")

    def _address(self, host: str) -> tuple[str, int]:
        name, _, port = host.partition(":")
        return self.knows.get(name, name), int(port or 80)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one side ends."""
    while True:
        for ready in select.select([one, other], [], [], 60)[0]:
            data = ready.recv(65536)
            if not data:
                return
            (other if ready is one else one).sendall(data)


def _relay(client: ssl.SSLSocket, server: ssl.SSLSocket) -> str:
    """Carry one request and its answer, in clear between both; returns the path."""
    asked = read_head(client)
    assert asked is not None
    server.sendall(f"GET {asked.path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    while data := server.recv(65536):
        client.sendall(data)
    return asked.path


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "site-ca")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> Iterator[OddSite]:
    """A site with TLS whose certificate no system trusts."""
    with odd_site(monkeypatch, authority.server()) as opened:
        opened.pages = {"/list": page(LIST)}
        yield opened


@pytest.fixture
def plain_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": page(LIST)}
        yield opened


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    opened = Proxy()
    yield opened
    opened.close()


def read(
    tmp_path: Path, proxy: str = "", ca_file: Path | str = "", name: str = "odd_list", **values: Any
) -> Crawl:
    way = way_out(tmp_path, HttpSettings(proxy=proxy, ca_file=str(ca_file)))
    return run(name, tmp_path / "crawl", way_out=way, **values)


def test_a_certificate_that_nobody_trusts_fails_in_words(site, tmp_path):
    found = read(tmp_path)

    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("certificate", Weight.FAILURE)
    assert "certificate is not trusted" in finding.text
    assert "http.ca_file" in finding.text
    assert site.asked == []


def test_a_ca_of_ones_own_is_trusted(site, authority, tmp_path):
    found = read(tmp_path, ca_file=authority.ca_file)

    assert found.basket.findings == ()
    assert sorted(found.basket.hashes) == ["a", "b"]


def test_the_certificate_of_another_host_is_not_trusted(monkeypatch, authority, tmp_path):
    with odd_site(monkeypatch, authority.server("127.0.0.2")) as other:
        other.pages = {"/list": page(LIST)}
        found = read(tmp_path, ca_file=authority.ca_file)

    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("certificate", Weight.FAILURE)
    assert other.asked == []


def test_a_ca_of_ones_own_is_trusted_beside_those_of_the_system(
    site, authority, tmp_path, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    stranger = Authority(tmp_path / "stranger")

    found = read(tmp_path, ca_file=stranger.ca_file)

    assert found.basket.findings == ()


def test_a_server_without_tls_behind_https_is_told_so(monkeypatch, plain_site, tmp_path):
    point_spiders_at(monkeypatch, plain_site.url.replace("http:", "https:"))

    (finding,) = read(tmp_path).basket.findings

    assert (finding.code, finding.weight) == ("tls_failed", Weight.FAILURE)


def test_plain_requests_go_through_the_proxy(plain_site, proxy, tmp_path):
    found = read(tmp_path, proxy=f"http://{proxy.address}")

    assert sorted(found.basket.hashes) == ["a", "b"]
    assert proxy.asked == [
        f"GET {plain_site.url}{path} HTTP/1.1"
        for path in ("/robots.txt", "/.well-known/tdmrep.json", "/list")
    ]


def test_https_goes_through_a_tunnel_of_the_proxy(site, authority, proxy, tmp_path):
    found = read(tmp_path, proxy=f"http://{proxy.address}", ca_file=authority.ca_file)

    assert sorted(found.basket.hashes) == ["a", "b"]
    assert set(proxy.asked) == {f"CONNECT 127.0.0.1:{site.port} HTTP/1.1"}
    assert site.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/list"]


@pytest.mark.parametrize("kind", ["site", "plain_site"])
def test_a_proxy_with_a_password_gets_it_and_nobody_else_does(
    kind, request, authority, proxy, tmp_path
):
    target = request.getfixturevalue(kind)
    proxy.login = "kreis:gehei@m"

    found = read(
        tmp_path, proxy=f"http://kreis:gehei%40m@{proxy.address}", ca_file=authority.ca_file
    )

    assert found.basket.findings == ()
    assert sorted(found.basket.hashes) == ["a", "b"]
    if kind == "site":
        assert all("proxy-authorization" not in each.headers for each in target.asked)
    files = [each for each in (tmp_path / "crawl").rglob("*") if each.is_file()]
    assert len(files) > 3
    assert all(b"gehei" not in each.read_bytes() for each in files)


@pytest.mark.parametrize("kind", ["site", "plain_site"])
def test_a_proxy_that_wants_another_password_is_named(kind, request, authority, proxy, tmp_path):
    request.getfixturevalue(kind)
    proxy.login = "kreis:geheim"

    found = read(tmp_path, proxy=f"http://kreis:falsch@{proxy.address}", ca_file=authority.ca_file)

    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("proxy_failed", Weight.FAILURE)
    assert "falsch" not in finding.text
    assert "proxy" in finding.text


def test_a_proxy_that_is_down_is_named(plain_site, proxy, tmp_path):
    proxy.close()

    (finding,) = read(tmp_path, proxy=f"http://{proxy.address}").basket.findings

    assert (finding.code, finding.weight) == ("proxy_failed", Weight.FAILURE)
    assert "http.proxy" in finding.text


def test_a_proxy_that_breaks_tls_is_trusted_only_by_its_ca(site, tmp_path):
    own = Authority(tmp_path / "proxy-ca")
    breaking = Proxy(breaks_with=own.server())
    try:
        refused = read(tmp_path / "without", proxy=f"http://{breaking.address}")
        found = read(tmp_path / "with", proxy=f"http://{breaking.address}", ca_file=own.ca_file)
    finally:
        breaking.close()

    assert [each.code for each in refused.basket.findings] == ["certificate"]
    assert sorted(found.basket.hashes) == ["a", "b"]
    assert "saw /list" in breaking.asked


def test_pages_of_single_calls_come_through_a_proxy_that_breaks_tls(site, tmp_path):
    own = Authority(tmp_path / "proxy-ca")
    breaking = Proxy(breaks_with=own.server())
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a> <a href=/c>c</a>")
    site.pages |= {f"/{key}": page(f"<h1>Aufruf {key}</h1><p>Text</p>") for key in "abc"}
    try:
        proxy = f"http://{breaking.address}"
        found = read(tmp_path, proxy, own.ca_file, "odd_pages")
    finally:
        breaking.close()

    assert found.basket.findings == ()
    assert sorted(found.basket.hashes) == ["a", "b", "c"]
    assert site.paths()[:3] == ["/robots.txt", "/.well-known/tdmrep.json", "/list"]
    assert sorted(site.paths()[3:]) == ["/a", "/b", "/c"]
    assert [each for each in breaking.asked if each.startswith("saw")] == [
        f"saw {path}" for path in site.paths()
    ]


@pytest.mark.parametrize("kind", ["site", "plain_site"])
def test_a_proxy_may_be_inside_and_looks_names_up_itself(
    kind, request, authority, proxy, tmp_path, monkeypatch
):
    target = request.getfixturevalue(kind)
    scheme = target.url.partition(":")[0]
    named = f"{scheme}://foerder.example:{target.port}"
    point_spiders_at(monkeypatch, named)
    proxy.knows["foerder.example"] = "127.0.0.1"

    found = read(tmp_path, f"http://{proxy.address}", authority.ca_file, may_reach=())

    # The certificate of the site with TLS is for another name: that far the tunnel led.
    codes = [each.code for each in found.basket.findings]
    assert codes == (["certificate"] if kind == "site" else [])
    assert any("foerder.example" in each for each in proxy.asked)


def test_a_proxy_by_its_name_may_be_inside(plain_site, proxy, tmp_path):
    by_name = f"http://{proxy.address.replace('127.0.0.1', 'localhost')}"

    found = read(tmp_path, by_name)

    assert found.basket.items == 2
    assert len(proxy.asked) == 3


def test_an_address_of_insiders_is_not_asked_for_through_a_proxy(plain_site, proxy, tmp_path):
    found = read(tmp_path, f"http://{proxy.address}", may_reach=())

    assert [each.code for each in found.basket.findings] == ["address_not_public"]
    assert proxy.asked == []


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_proxies_of_the_environment_have_no_say(name, plain_site, proxy, tmp_path, monkeypatch):
    monkeypatch.setenv(name, f"http://{proxy.address}")

    found = read(tmp_path)

    assert sorted(found.basket.hashes) == ["a", "b"]
    assert proxy.asked == []


def test_exceptions_of_the_environment_do_not_go_around_the_proxy(
    plain_site, proxy, tmp_path, monkeypatch
):
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    read(tmp_path, proxy=f"http://{proxy.address}")

    assert len(proxy.asked) == len(plain_site.asked) == 3


def test_an_environment_without_a_way_of_ones_own_is_left_as_it_is(tmp_path: Path) -> None:
    inherited = {"PATH": "/bin", "SSL_CERT_FILE": "/x", "HTTPS_PROXY": "http://p", "no_proxy": "*"}

    assert environment(WayOut(), tmp_path, inherited) == {"PATH": "/bin", "SSL_CERT_FILE": "/x"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "inherited", [{}, {"SSL_CERT_FILE": "/nowhere/at-all.pem"}, {"SSL_CERT_DIR": "/nowhere"}]
)
def test_what_is_trusted_is_written_whole(
    inherited: Mapping[str, str], authority: Authority, tmp_path: Path
) -> None:
    way = way_out(tmp_path, HttpSettings(ca_file=str(authority.ca_file)))

    made = environment(way, tmp_path, inherited)

    trusted = Path(made["SSL_CERT_FILE"])
    assert trusted.parent == tmp_path
    assert trusted.read_bytes().endswith(authority.ca_file.read_bytes())
    assert made["SSL_CERT_DIR"] == inherited.get("SSL_CERT_DIR", made["SSL_CERT_DIR"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(trusted)
    assert context.cert_store_stats()["x509_ca"] >= 1


def test_only_certificates_of_a_ca_file_are_taken_over(
    authority: Authority, tmp_path: Path
) -> None:
    authority.server()
    both = (tmp_path / "site-ca" / "127.0.0.1.pem").read_bytes()
    (tmp_path / "both.pem").write_bytes("Größe und Schlüssel\n".encode() + both)

    found = way_out(tmp_path, HttpSettings(ca_file="both.pem"))

    assert b"PRIVATE KEY" in both
    assert b"PRIVATE KEY" not in found.certificates
    assert found.certificates.count(b"BEGIN CERTIFICATE") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file"),
        (b"", "holds none"),
        (b"\x00\xff", "holds none"),
        (b"-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n", "is broken"),
    ],
)
def test_a_ca_file_that_cannot_be_used_is_named_with_its_key(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_bytes(content)

    with pytest.raises(UsageError) as caught:
        way_out(tmp_path, HttpSettings(ca_file="ca.pem"))

    assert str(caught.value).startswith("http.ca_file: expected a file of certificates (PEM), ")
    assert str(tmp_path / "ca.pem") in str(caught.value)
    assert said in str(caught.value)


def test_a_folder_as_ca_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        way_out(tmp_path, HttpSettings(ca_file="."))


def test_a_collect_with_an_unreadable_ca_file_crawls_nothing(scout, home, bundle):
    home.mkdir()
    (home / "scout.toml").write_text('[http]\nca_file = "proxy-ca.pem"\n')

    result = scout("collect", "--replay", bundle())

    assert result.returncode == 2
    assert "http.ca_file" in result.stderr
    assert str(home / "proxy-ca.pem") in result.stderr
    assert not (home / "logs").exists()


def test_the_command_hands_proxy_and_ca_to_the_crawl(scout, home, authority, monkeypatch):
    asked = []
    monkeypatch.setattr("scout.jobs.collect", lambda *words: asked.append(words[2]) or [])
    home.mkdir()
    (home / "scout.toml").write_text(
        f'[http]\nproxy = "http://u:p@proxy.example:3128"\nca_file = "{authority.ca_file}"\n'
    )

    assert scout("collect").returncode == 0
    (options,) = asked
    assert options.way_out.proxy == "http://u:p@proxy.example:3128"
    assert b"BEGIN CERTIFICATE" in options.way_out.certificates
    assert "u:p" not in repr(options)


@pytest.mark.parametrize("proxy", ["https://proxy.example:3128", "proxy.example", "socks5://x:1"])
def test_a_proxy_that_cannot_be_used_is_refused(proxy, scout, home):
    home.mkdir()
    (home / "scout.toml").write_text(f'[http]\nproxy = "{proxy}"\n')

    result = scout("collect")

    assert result.returncode == 2
    assert "http.proxy" in result.stderr


@pytest.mark.parametrize("proxy", ["https://kreis:gehei:m@proxy.example", "http://a:geheim@b@c"])
def test_a_password_is_not_shown_with_the_complaint(proxy, scout, home):
    home.mkdir()
    (home / "scout.toml").write_text(f'[http]\nproxy = "{proxy}"\n')

    in_file = scout("collect").stderr
    (home / "scout.toml").unlink()
    in_environment = scout("collect", SCOUT_HTTP__PROXY=proxy).stderr

    for said in (in_file, in_environment):
        assert "***@" in said
        assert "gehei" not in said
