"""What is no feed, whatever bytes come, and feeds that were recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.errors import CrawlError
from scout.reading.feeds import Feed, read_feed
from tests.feeds_written import URL, atom, codes, item, only, rss

# ---------------------------------------------------------------- what is no feed


BOMB = "".join(
    f'<!ENTITY {name} "{f"&{last};" * 10}">'
    for last, name in zip("abcdefgh", "bcdefghi", strict=True)
)


WALL = b"<!DOCTYPE html><html><head><title>Zugriff verweigert</title></head><body>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "feed_empty"),
        (b" \n\t ", "feed_empty"),
        (WALL + b"<p>Bitte warten</p>" * 9000, "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (b"PK\x03\x04" + bytes(500), "not_a_feed"),
        (b'<?xml version="1.0"?><urlset><url><loc>https://a.example/</loc></url></urlset>',
         "not_a_feed"),
        (b"<feedback>nein</feedback>", "not_a_feed"),
        (b"<html><body><!-- <rss > --></body></html>", "not_a_feed"),
        (b" " * 9000 + rss(item()), "not_a_feed"),
        (f'<!DOCTYPE rss [<!ENTITY a "lol">{BOMB}]>'.encode() + rss(item("&i;")), "xml_doctype"),
        (f'<!DOCTYPE rss [\n<!ENTITY a "lol">\n{BOMB}\n]>'.encode("utf-16") + b"<\0r\0s\0s\0>\0",
         "xml_doctype"),
        (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(item("&x;")),
         "xml_doctype"),
        (b'<?xml version="1.0" encoding="undefined"?>' + rss(item()), "feed_damaged"),
        (b'<?xml version="1.0" encoding="\xe4"?>' + rss(item()), "feed_damaged"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(CrawlError) as refused:
        read_feed(content, URL)

    assert refused.value.code == code
    assert 10 < len(refused.value.text) <= 300


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read_feed(rss(), URL) == Feed((), ())


@pytest.mark.parametrize("hidden", ["<!-- <rss > -->", "<?x <rss > ?>"])
def test_entities_that_hide_behind_a_comment_do_no_harm(hidden: str) -> None:
    text = f'{hidden}<!DOCTYPE rss [<!ENTITY a "lol">{BOMB}]>'.encode() + rss(item("&i;"))

    feed = read_feed(text, URL)

    assert sum(len(entry.title) for entry in feed.entries) < 1000
    assert "not_well_formed" in codes(feed)


def test_a_document_type_that_only_points_elsewhere_is_not_fetched() -> None:
    netscape = '<!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd">'

    assert only(netscape.encode() + rss(item("Alt"), version="0.91")).title == "Alt"


def test_content_is_never_taken_for_a_file_or_an_address(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(item()))

    for content in (str(path).encode(), path.as_uri().encode()):
        with pytest.raises(CrawlError) as refused:
            read_feed(content, URL)
        assert refused.value.code == "not_a_feed"


# ---------------------------------------------------------------- whatever comes


def check(content: bytes) -> None:
    """Read ``content``: it is refused, or what is said of it can be stored and shown."""
    try:
        feed = read_feed(content, URL)
    except CrawlError:
        return
    assert len({entry.key for entry in feed.entries}) == len(feed.entries) <= 500
    for entry in feed.entries:
        assert entry.key == " ".join(entry.key.split())
        assert 0 < len(entry.key) <= 500
        assert entry.key.isprintable()
        assert 0 < len(entry.title) <= 300
        assert entry.title == " ".join(entry.title.split())
        assert entry.url.startswith(("http://", "https://"))
        assert len(entry.summary) <= 2000
        assert entry.published_at is None or entry.published_at.tzinfo is UTC
        f"{entry.key}{entry.url}{entry.title}{entry.summary}".encode()
    for finding in feed.findings:
        assert finding.url == URL
        assert len(finding.text) <= 300


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from((b"", b"<rss>", b"<feed>", b"<rss><channel><item>")), st.binary(max_size=200)
)
def test_any_bytes_are_read_or_refused(start: bytes, content: bytes) -> None:
    check(start + content)


NAMES = (
    "rss feed channel item entry title link links guid id description summary content pubDate "
    "updated published title_detail summary_detail language author author_detail source image "
    "textinput tags category media:title dc:date svg div b"
).split()


PIECES = st.one_of(
    st.sampled_from(NAMES).map(lambda name: f"<{name}>"),
    st.sampled_from(NAMES).map(lambda name: f"</{name}>"),
    st.sampled_from(NAMES).map(lambda name: f"<{name} type='html' href='/x' rel='alternate'/>"),
    st.sampled_from(("<![CDATA[", "]]>", "<!--", "-->", "&#55357;", "&auml;", "&lt;", "<?x", "<!")),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=25), st.sampled_from((rss, atom)))
def test_any_heap_of_elements_is_read_or_refused(
    pieces: list[str], form: Callable[..., bytes]
) -> None:
    check(form(item() + "".join(pieces)))


@settings(max_examples=100, deadline=None)
@given(stated=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40))
def test_any_date_is_read_or_not_known(stated: str) -> None:
    feed = read_feed(rss(item("T", f"<pubDate>{escape(stated)}</pubDate>")), URL)

    assert len(feed.entries) == 1
    assert (feed.entries[0].published_at is None) or feed.findings == ()


# ---------------------------------------------------------------- the recorded world

REAL = {
    "AtomSpecialCharacters.xml": (1, ["not_well_formed"]),
    "AtomTheVerge.xml": (10, []),
    "Rss091Stadtfeuerwehr.xml": (15, []),
    "Rss10FeedWebResourceSample.xml": (2, []),
    "Rss20FinanzenNet.xml": (15, []),
    "Rss20ISO88591Intranet30.xml": (30, []),
    "Rss20Spiegel.xml": (17, []),
    "Rss20TrendingTopics.xml": (10, []),
    "heise.xml": (150, []),
    "no_guid_feed.xml": (10, ["entries_left_out"]),
}


def test_every_recorded_feed_is_known_here(shared: Path) -> None:
    assert sorted(path.name for path in (shared / "data" / "feeds").iterdir()) == sorted(REAL)


@pytest.mark.parametrize("name", sorted(REAL))
def test_a_recorded_feed_is_read(name: str, shared: Path) -> None:
    content = (shared / "data" / "feeds" / name).read_bytes()

    feed = read_feed(content, URL)

    assert (len(feed.entries), codes(feed)) == REAL[name]
    check(content)
    assert not [entry.url for entry in feed.entries if "utm_" in entry.url or "wt_mc" in entry.url]


def test_the_recorded_heise_feed_keeps_its_own_keys_and_future_dates(shared: Path) -> None:
    feed = read_feed((shared / "data" / "feeds" / "heise.xml").read_bytes(), URL)

    first = feed.entries[0]
    assert first.key == "http://heise.de/-7237368"
    assert first.url.endswith("Raspi-Rechenleistung-7237368.html")
    assert first.published_at == datetime(2035, 8, 19, 13, 36, tzinfo=UTC)
    assert all(entry.summary for entry in feed.entries)
