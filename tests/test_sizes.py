"""An answer is bounded before it is unpacked and after, whatever it is packed with."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from scout.collect import scrapy_settings
from scout.collect.failures import finding_of
from scout.domain import Weight
from tests.odd_site import OddSite, odd_site, page, run

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENTRIES = b"<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>"


def bare_deflate(body: bytes) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


PACKED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip in parts": ("gzip", lambda body: gzip.compress(body[:99]) + gzip.compress(body[99:])),
    "deflate": ("deflate", zlib.compress),
    "deflate as some send it": ("deflate", bare_deflate),
    "brotli": ("br", lambda body: brotli.compress(body, quality=4)),
    "zstandard": ("zstd", zstd.compress),
    "gzip in gzip": ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    "brotli in gzip": ("br, gzip", lambda body: gzip.compress(brotli.compress(body, quality=4))),
}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        yield opened


@pytest.mark.parametrize("name", PACKED)
def test_what_is_packed_is_read(name, site, tmp_path):
    coding, pack = PACKED[name]
    site.pages["/list"] = page(pack(ENTRIES + bytes(1000)), Content_Encoding=coding)

    found = run("odd_list", tmp_path)

    assert (found.basket.items, found.basket.findings) == (2, ())


@pytest.mark.parametrize("name", PACKED)
def test_what_is_too_large_unpacked_is_refused(name, site, tmp_path):
    coding, pack = PACKED[name]
    site.pages["/list"] = page(pack(ENTRIES + bytes(300_000)), Content_Encoding=coding)

    (finding,) = run("odd_list", tmp_path, overrides={"DOWNLOAD_MAXSIZE": 200_000}).basket.findings

    assert (finding.code, finding.weight) == ("too_large", Weight.FAILURE)


@pytest.mark.parametrize("name", PACKED)
def test_unpacking_ends_at_the_bound(name: str) -> None:
    """Not after it: a bomb of a hundred megabytes takes no more than a few times ten."""
    coding, pack = PACKED[name]
    bomb = pack(bytes(100_000_000))
    assert len(bomb) < scrapy_settings.DOWNLOAD_MAXSIZE
    bound = {"DOWNLOAD_MAXSIZE": scrapy_settings.DOWNLOAD_MAXSIZE}
    middleware = HttpCompressionMiddleware.from_crawler(get_crawler(Spider, bound))
    request = Request("https://a.example/")
    response = Response(request.url, headers={"Content-Encoding": coding}, body=bomb)
    tracemalloc.start()

    with pytest.raises(IgnoreRequest) as caught:
        middleware.process_response(request, response)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert finding_of(caught.value, request, Weight.FAILURE).code == "too_large"
    assert peak < 4 * scrapy_settings.DOWNLOAD_MAXSIZE
