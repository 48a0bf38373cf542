"""A site's map is read by the rules for XML of others, packed or not, and within bounds."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout import finding_wording
from scout.collect import spider
from scout.domain import Weight
from scout.errors import CrawlError
from scout.reading.sitemaps import LARGEST, MOST_ENTRIES, SitemapEntry, read_sitemap

PROPERTY = settings(max_examples=300, deadline=None)
URL = "https://foerder.example/sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urlset(*entries: str, head: str = "", root: str = "urlset", ns: str = NAMESPACE) -> bytes:
    declared = f' xmlns="{ns}"' if ns else ""
    start = f'<?xml version="1.0" encoding="UTF-8"?>{head}<{root}{declared}>'
    return f"{start}{''.join(entries)}</{root}>".encode()


def entry(loc: str, more: str = "", tag: str = "url") -> str:
    return f"<{tag}><loc>{loc}</loc>{more}</{tag}>"


MAP = urlset(
    entry("https://foerder.example/a", "<lastmod>2026-11-02</lastmod><priority>0.5</priority>"),
    entry(
        " https://foerder.example/b?x=1&amp;y=2\n", "<lastmod>2026-11-03T23:30:00+01:00</lastmod>"
    ),
    entry("https://foerder.example/c"),
)
ENTRIES = (
    SitemapEntry("https://foerder.example/a", date(2026, 11, 2)),
    SitemapEntry("https://foerder.example/b?x=1&y=2", date(2026, 11, 3)),
    SitemapEntry("https://foerder.example/c"),
)


@pytest.mark.parametrize(
    "content", [MAP, gzip.compress(MAP, mtime=0), MAP.replace(NAMESPACE.encode(), b"x")]
)
def test_pages_and_their_days_are_read(content: bytes) -> None:
    found = read_sitemap(content, URL)

    assert (found.is_index, found.entries, found.findings) == (False, ENTRIES, ())


def test_a_map_of_maps_says_so() -> None:
    maps = [entry(f"https://foerder.example/{name}.xml.gz", tag="sitemap") for name in "ab"]
    content = urlset(*maps, entry("https://foerder.example/no-map"), root="sitemapindex")

    found = read_sitemap(content, URL)

    assert found.is_index
    assert [each.loc[-8:] for each in found.entries] == ["a.xml.gz", "b.xml.gz"]


def test_what_others_hang_into_an_entry_is_not_the_page() -> None:
    image = '<image:image xmlns:image="urn:i"><image:loc>https://x.example/i.png</image:loc></image:image>'
    link = '<xhtml:link xmlns:xhtml="urn:x" rel="alternate" href="https://x.example/en"/>'
    content = urlset(f"<!-- c --><url><?pi x?>{image}{link}<loc>https://a.example/</loc></url>")

    assert read_sitemap(content, URL).entries == (SitemapEntry("https://a.example/"),)


def test_an_address_counts_once() -> None:
    again = entry("https://a.example/", "<lastmod>2026-01-01</lastmod>")

    assert read_sitemap(urlset(entry("https://a.example/"), again), URL).entries == (
        SitemapEntry("https://a.example/"),
    )


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2026-11-02T08:00:00Z", date(2026, 11, 2)),
        ("2026-11-02T08:00:00.123+0100", date(2026, 11, 2)),
        ("2026-11-02 08:00", date(2026, 11, 2)),
        ("2026-02-30", None),
        ("2026-11", None),
        ("2026", None),
        ("02.11.2026", None),
        ("2026-11-02T", None),
        ("2026-11-02T08:00:00 gestern", None),
        ("٢٠٢٦-11-02", None),
        ("0000-00-00", None),
    ],
)
def test_a_date_names_a_day_or_is_reported(stated: str, day: date | None) -> None:
    found = read_sitemap(urlset(entry("https://a.example/", f"<lastmod>{stated}</lastmod>")), URL)

    assert found.entries == (SitemapEntry("https://a.example/", day),)
    assert [each.code for each in found.findings] == ([] if day else ["sitemap_dates_not_read"])


@pytest.mark.parametrize(
    "loc",
    [
        *("", "/relative", "//a.example/", "javascript:alert(1)", "ftp://a.example/"),
        *("https://a b/", "https://a.example/\u202e", "mailto:a@b.example"),
        "https://a.example/" + "x" * 2000,
    ],
)
def test_an_entry_without_an_address_is_left_out_and_counted(loc: str) -> None:
    found = read_sitemap(urlset(entry(loc), entry("https://a.example/")), URL)

    assert [each.loc for each in found.entries] == ["https://a.example/"]
    (finding,) = found.findings
    assert (finding.code, finding.weight) == ("sitemap_entries_left_out", Weight.DOUBT)
    assert "1 of 2 entries" in finding.text


def test_few_entries_without_an_address_are_a_note() -> None:
    good = [entry(f"https://a.example/{number}") for number in range(9)]

    (finding,) = read_sitemap(urlset(*good, "<url/>"), URL).findings

    assert finding.weight is Weight.NOTE


def test_more_entries_than_the_protocol_allows_are_cut_with_doubt() -> None:
    many = [entry(f"https://a.example/{number}") for number in range(MOST_ENTRIES + 1)]

    found = read_sitemap(urlset(*many), URL)

    assert len(found.entries) == MOST_ENTRIES
    assert [(each.code, each.weight) for each in found.findings] == [("sitemap_cut", Weight.DOUBT)]


def test_bytes_that_xml_does_not_allow_are_left_out_and_told() -> None:
    found = read_sitemap(urlset(entry("https://a.example/\x03b")), URL)

    assert found.entries == (SitemapEntry("https://a.example/b"),)
    assert [each.code for each in found.findings] == ["not_well_formed"]


DOCTYPE = '<!DOCTYPE urlset [<!ENTITY e "https://evil.example/">]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_well_formed"),
        (b"<urlset><url>", "not_well_formed"),
        (b"<!DOCTYPE html><html><body>Nicht gefunden</body></html>", "xml_doctype"),
        (b"<html><body/></html>", "not_a_sitemap"),
        (b"<rss><channel/></rss>", "not_a_sitemap"),
        (urlset(entry("&e;"), head=DOCTYPE), "xml_doctype"),
        (
            urlset(entry("&l9;"), head=f'<!DOCTYPE urlset [<!ENTITY l0 "x">{LAUGHS}]>'),
            "not_well_formed",
        ),
        (
            urlset(entry("&f;"), head='<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
            "xml_doctype",
        ),
        (urlset(head='<!DOCTYPE u SYSTEM "http://127.0.0.1/x.dtd">'), "xml_doctype"),
        (gzip.compress(MAP, mtime=0)[:-12], "cut_off"),
        (gzip.compress(MAP, mtime=0)[:10], "cut_off"),
        (b"\x1f\x8bnothing packed", "cut_off"),
        (gzip.compress(gzip.compress(MAP, mtime=0), mtime=0), "not_well_formed"),
    ],
)
def test_what_is_no_map_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(CrawlError) as caught:
        read_sitemap(content, URL)

    assert caught.value.code == code
    assert "root:" not in caught.value.text
    assert finding_wording.finding(code) != finding_wording.finding("never heard of")


def test_a_packed_map_is_unpacked_within_bounds() -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = b"".join(packing.compress(bytes(1_000_000)) for _ in range(500)) + packing.flush()
    tracemalloc.start()

    with pytest.raises(CrawlError) as caught:
        read_sitemap(bomb, URL)

    assert caught.value.code == "too_large"
    assert tracemalloc.get_traced_memory()[1] < 4 * LARGEST
    tracemalloc.stop()


def test_a_spider_gets_it_from_its_base() -> None:
    assert spider.read_sitemap is read_sitemap
    assert spider.parse_xml(MAP)[1] is None


@PROPERTY
@given(st.binary(max_size=300))
def test_any_bytes_are_a_map_or_refused(content: bytes) -> None:
    for each in (content, urlset() + content, gzip.compress(content, mtime=0)):
        try:
            found = read_sitemap(each, URL)
        except CrawlError:
            continue
        assert found.entries == ()


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<&>"), max_size=60)


@PROPERTY
@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
def test_whatever_stands_in_entries_only_addresses_come_out(stated: list[tuple[str, str]]) -> None:
    found_in = [entry(loc, f"<lastmod>{day}</lastmod>") for loc, day in stated]
    try:
        found = read_sitemap(urlset(*found_in), URL)
    except CrawlError:  # a control character
        return
    for each in found.entries:
        assert each.loc.lower().startswith(("http://", "https://"))
        assert each.loc.isprintable()
    usable = len(found.entries)
    assert usable == len(stated) or any(
        f.code == "sitemap_entries_left_out" for f in found.findings
    )
