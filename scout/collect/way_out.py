"""Which way a crawl goes out, and whose certificates it trusts.

Both reach the child through its environment: Scrapy takes proxies from there, OpenSSL the places of
trusted certificates. Proxies of the operator's environment are left out: what is not set in
``scout.toml`` has no say. The proxy may hold a password, so that it stands in no file and no log.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scout.errors import UsageError
from scout.settings import HttpSettings

_FILE = "SSL_CERT_FILE"
_FOLDER = "SSL_CERT_DIR"
_CERTIFICATE = re.compile(
    rb"-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----"
)
# Where systems keep what they trust, in one file; OpenSSL of a wheel looks elsewhere.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)


@dataclass(frozen=True, slots=True)
class WayOut:
    """The proxy, "" for none, and certificates (PEM) to trust beside those of the system."""

    proxy: str = field(default="", repr=False)
    certificates: bytes = field(default=b"", repr=False)


def way_out(home: Path, settings: HttpSettings) -> WayOut:
    """Return the way that ``[http]`` names; a relative ``ca_file`` lies in ``home``.

    Raises:
        UsageError: if ``ca_file`` holds no certificates that can be read.
    """
    if not settings.ca_file:
        return WayOut(settings.proxy)
    path = home / settings.ca_file
    expected = f"http.ca_file: expected a file of certificates (PEM), {path}"
    try:
        found = _CERTIFICATE.findall(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{expected} cannot be read: {reason}") from None
    if not found:
        raise UsageError(f"{expected} holds none")
    certificates = b"\n".join(found) + b"\n"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=certificates.decode())
    except ssl.SSLError as error:
        raise UsageError(f"{expected} holds one that is broken: {error.reason}") from None
    return WayOut(settings.proxy, certificates)


def environment(way: WayOut, folder: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child that goes ``way``; what it needs is written to ``folder``.

    Without certificates of our own OpenSSL and the operator's environment decide where the trusted
    ones are.
    """
    names = {name: value for name, value in inherited.items() if not _is_of_proxies(name)}
    if way.proxy:
        names |= {"http_proxy": way.proxy, "https_proxy": way.proxy}
    if way.certificates:
        # OpenSSL reads one file: it has to hold what the system trusts, too.
        trusted = folder / "trusted.pem"
        trusted.write_bytes(_of_the_system(inherited) + b"\n" + way.certificates)
        names[_FILE] = str(trusted)
        names.setdefault(_FOLDER, ssl.get_default_verify_paths().openssl_capath)
    return names


def _is_of_proxies(name: str) -> bool:
    return name.lower().endswith("_proxy")


def _of_the_system(inherited: Mapping[str, str]) -> bytes:
    """Return the certificates that the system trusts, as far as they stand in one file."""
    default = ssl.get_default_verify_paths().openssl_cafile
    named = inherited.get(_FILE)
    for place in [named] if named else [*_BUNDLES, default]:
        try:
            return Path(place).read_bytes()
        except OSError:
            continue
    return b""
