"""Feeds as they come: every form, every oddity known from the wild."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scout.domain import Weight
from scout.reading.feeds import read_feed
from tests.feeds_written import ATOM, URL, Row, atom, codes, item, only, rss

# ---------------------------------------------------------------- round trips


def _rss(rows: Sequence[Row], version: str) -> str:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>https://amt.example/{key}</link>"
        f"<guid isPermaLink='false'>{key}</guid><pubDate>{date}</pubDate>"
        f"<description>{escape(html.escape(summary))}</description></item>"
        for key, title, summary, date in rows
    )
    return f'<rss version="{version}"><channel><title>Amt</title>{items}</channel></rss>'


def _rdf(rows: Sequence[Row]) -> str:
    items = "".join(
        f'<item rdf:about="{key}"><title>{escape(title)}</title>'
        f"<link>https://amt.example/{key}</link><dc:date>{date}</dc:date>"
        f"<description>{escape(html.escape(summary))}</description></item>"
        for key, title, summary, date in rows
    )
    names = (
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    )
    return f"<rdf:RDF {names}><channel><title>Amt</title></channel>{items}</rdf:RDF>"


def _atom(rows: Sequence[Row], kind: str) -> str:
    told: dict[str, Callable[[str], str]] = {
        "text": escape,
        "html": lambda text: escape(html.escape(text)),
        "xhtml": lambda text: f'<div xmlns="http://www.w3.org/1999/xhtml">{escape(text)}</div>',
    }
    entries = "".join(
        f'<entry><title type="{kind}">{told[kind](title)}</title><id>{key}</id>'
        f'<link href="https://amt.example/{key}"/><published>{date}</published>'
        f'<summary type="{kind}">{told[kind](summary)}</summary></entry>'
        for key, title, summary, date in rows
    )
    return f"<feed {ATOM}><title>Amt</title>{entries}</feed>"


FORMS: dict[str, Callable[[Sequence[Row]], str]] = {
    "RSS 0.91": lambda rows: _rss(rows, "0.91"),
    "RSS 2.0": lambda rows: _rss(rows, "2.0"),
    "RSS 1.0": _rdf,
    "Atom, text": lambda rows: _atom(rows, "text"),
    "Atom, HTML": lambda rows: _atom(rows, "html"),
    "Atom, XHTML": lambda rows: _atom(rows, "xhtml"),
}


def _would_be_mended(text: str) -> bool:
    """Tell whether ``text`` looks like UTF-8 read as Latin-1: feedparser sets that right."""
    try:
        return text.encode("latin-1").decode("utf-8") != text
    except UnicodeError:
        return False


TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()) and not _would_be_mended(text))


# What RSS does not tell apart from markup: entities and closing tags.
PLAIN = TEXT.filter(lambda text: ";" not in text and "/" not in text)


MOMENTS = st.integers(631_152_000, 4_102_444_800).map(
    lambda each: datetime.fromtimestamp(each, UTC)
)


@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(sorted(FORMS)),
    found=st.lists(
        st.tuples(PLAIN, PLAIN, MOMENTS),
        min_size=1,
        max_size=4,
    ),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "iso-8859-1")),
)
@example(form="RSS 2.0", found=[("5 < 6 & 7 > 3", "x", datetime(2026, 10, 5, tzinfo=UTC))],
         encoding="iso-8859-1")  # fmt: skip
@example(form="Atom, HTML", found=[("a<b c", "Größe", datetime(2026, 10, 5, tzinfo=UTC))],
         encoding="utf-16")  # fmt: skip
def test_what_is_written_in_any_form_is_read_again(
    form: str, found: list[tuple[str, str, datetime]], encoding: str
) -> None:
    is_mail_date = form in ("RSS 0.91", "RSS 2.0")
    write = "%a, %d %b %Y %H:%M:%S +0000" if is_mail_date else "%Y-%m-%dT%H:%M:%SZ"
    rows = [
        (f"k{place}", title, summary, moment.strftime(write))
        for place, (title, summary, moment) in enumerate(found)
    ]
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?>{FORMS[form](rows)}'

    feed = read_feed(text.encode(encoding, "xmlcharrefreplace"), URL)

    assert feed.findings == ()
    assert [entry.key for entry in feed.entries] == [row[0] for row in rows]
    for entry, (title, summary, moment) in zip(feed.entries, found, strict=True):
        assert entry.title == " ".join(title.split())
        assert " ".join(entry.summary.split()) == " ".join(summary.split())
        assert entry.published_at == moment
        assert entry.url == f"https://amt.example/{entry.key}"


@settings(max_examples=60, deadline=None)
@given(title=TEXT, form=st.sampled_from(("Atom, text", "Atom, HTML", "Atom, XHTML")))
@example(title="&amp; heißt & </b>", form="Atom, HTML")
def test_atom_tells_text_from_markup(title: str, form: str) -> None:
    content = FORMS[form]([("k", title, "", "2026-10-05T08:00:00Z")]).encode()

    assert only(content).title == " ".join(title.split())


# ---------------------------------------------------------------- titles and texts


@pytest.mark.parametrize("ending", ["", "<x>"])
@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("5 &lt; 6", "5 < 6"),
        ("a&lt;b c", "a<b c"),
        ("Liste&lt;Text&gt; in Java", "Liste<Text> in Java"),
        ("AT&amp;T", "AT&T"),
        ("Bund &amp;amp; Länder", "Bund & Länder"),
        ("&amp;lt;3 für Köln", "<3 für Köln"),
        ("<![CDATA[Bund & Länder &#8211; <b>einig</b>]]>", "Bund & Länder – einig"),
        ("<![CDATA[5 < 6 &amp; 7]]>", "5 < 6 & 7"),
        ("Ein <b>fettes</b> Wort &lt; x", "Ein fettes Wort < x"),
        ("&lt;b&gt;fett&lt;/b&gt; &lt; 3", "fett < 3"),
        ("&#8222;Zitat&#8220;", "„Zitat“"),
        ("\n  Zwei\n\tZeilen&#160;hier ", "Zwei Zeilen hier"),
        ("Emoji &#55357;&#56832; da", "Emoji da"),
        ("Null &#0; und &#x1F600; und &#99999999999;", "Null und 😀 und"),
    ],
)
def test_a_title_becomes_one_plain_line(written: str, title: str, ending: str) -> None:
    # The second ending makes the feed ill-formed: feedparser then reads it with another parser.
    content = rss(item(written)).replace(b"</channel>", f"{ending}</channel>".encode())

    feed = read_feed(content, URL)

    assert [entry.title for entry in feed.entries] == [title]
    assert codes(feed) == (["not_well_formed"] if ending else [])


def test_entities_of_html_are_known_without_a_declaration() -> None:
    feed = read_feed(rss(item("F&uuml;r &nbsp;alle&hellip;")), URL)

    assert [entry.title for entry in feed.entries] == ["Für alle…"]
    assert codes(feed) == ["not_well_formed"]


def test_in_html_an_element_of_no_line_of_text_is_text() -> None:
    entry = only(
        atom('<title type="html">Map&lt;K&gt; &lt;em>neu&lt;/em></title><link href="/a"/>')
    )

    assert entry.title == "Map<K> neu"


def test_the_summary_is_plain_text_and_the_content_only_where_there_is_none() -> None:
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    full = "<content:encoded><![CDATA[<p>Der ganze Text</p>]]></content:encoded>"
    short = "<description><![CDATA[<p>Kurz &amp; gut</p><script>x()</script>]]></description>"
    both, without = item("A", short + full), item("B", full, "https://amt.example/b")

    feed = read_feed(rss(both, without).replace(b"<rss ", f"<rss {names} ".encode()), URL)

    assert [entry.summary for entry in feed.entries] == ["Kurz & gut", "Der ganze Text"]


def test_a_feed_is_bounded() -> None:
    many = [
        item("t" * 1000, f"<description>{'s' * 9000}</description>", f"https://amt.example/{n}")
        for n in range(501)
    ]

    feed = read_feed(rss(*many), URL)

    assert len(feed.entries) == 500
    assert codes(feed) == ["feed_cut"]
    assert "501" in feed.findings[0].text
    assert {len(entry.title) for entry in feed.entries} == {300}
    assert feed.entries[0].title.endswith("t…")
    assert {len(entry.summary) for entry in feed.entries} == {2000}


# ---------------------------------------------------------------- keys and addresses


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("<guid>amt-7</guid>", "amt-7"),
        ('<guid isPermaLink="false"> tag:amt.example,2026:7\n</guid>', "tag:amt.example,2026:7"),
        ("<guid>https://amt.example/?p=7&amp;utm_source=rss</guid>",
         "https://amt.example/?p=7&utm_source=rss"),
        ("", "https://amt.example/a"),
        ("<guid/>", "https://amt.example/a"),
        (f"<guid>{'g' * 501}</guid>", "https://amt.example/a"),
    ],
)  # fmt: skip
def test_the_key_is_the_own_id_as_it_stands_or_else_the_address(more: str, key: str) -> None:
    assert only(rss(item("Titel", more, "https://amt.example/a?utm_source=rss"))).key == key


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://amt.example/a?utm_source=rss&amp;utm_medium=x", "https://amt.example/a"),
        ("https://amt.example/a?id=7&amp;wt_mc=rss.red.ho&amp;p=%C3%A4#b",
         "https://amt.example/a?id=7&p=%C3%A4#b"),
        ("https://amt.example/?fbclid=1&amp;UTM_Campaign=2&amp;mtm_kwd=3", "https://amt.example/"),
        ("https://amt.example/a?utmost=1&amp;ref=rss", "https://amt.example/a?utmost=1&ref=rss"),
        ("/meldung/7", "https://amt.example/meldung/7"),
        ("../b", "https://amt.example/b"),
        ("HTTP://Amt.example/A", "http://Amt.example/A"),
        ("<![CDATA[\n https://amt.example/a\n]]>", "https://amt.example/a"),
    ],
)  # fmt: skip
def test_an_address_is_whole_and_follows_nobody_around(link: str, shown: str) -> None:
    assert only(rss(item(link=link))).url == shown


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "mailto:amt@amt.example",
        "https://",
        "http://[amt",
        "https://amt.example/a b",
        "https://amt.example/&#x202E;",
        "https://amt.example/" + "x" * 2000,
    ],
)
def test_an_entry_without_an_address_of_the_web_is_left_out(link: str) -> None:
    feed = read_feed(rss(item("Ohne", link=link), item("Mit"), item("Dritte", link="/c")), URL)

    assert [entry.title for entry in feed.entries] == ["Mit", "Dritte"]
    (finding,) = feed.findings
    assert (finding.code, finding.weight, finding.url) == ("entries_left_out", Weight.NOTE, URL)
    assert finding.text.startswith("1 of 3 entries")


def test_of_several_links_the_first_page_of_its_own_counts() -> None:
    links = (
        '<link rel="self" href="https://amt.example/self"/>'
        '<link rel="enclosure" type="audio/mpeg" href="https://amt.example/ton.mp3"/>'
        '<link rel="alternate" href="mailto:amt@amt.example"/>'
        '<link rel="alternate" hreflang="de" href="https://amt.example/de"/>'
        '<link rel="alternate" hreflang="en" href="https://amt.example/en"/>'
    )

    assert only(atom(f"<title>T</title><id>7</id>{links}")).url == "https://amt.example/de"


def test_an_id_is_an_address_only_if_it_says_so_and_is_whole() -> None:
    whole = "<title>A</title><guid>https://amt.example/7</guid>"
    number = "<title>B</title><guid>7</guid>"
    no_link = '<title>C</title><guid isPermaLink="false">https://amt.example/8</guid>'

    feed = read_feed(rss(whole, number, no_link), URL)

    assert [(entry.title, entry.url) for entry in feed.entries] == [("A", "https://amt.example/7")]


def test_entries_without_a_title_are_left_out_and_too_many_of_them_are_a_doubt() -> None:
    feed = read_feed(rss(item("  "), "<link>https://amt.example/b</link>", item("T")), URL)

    assert [entry.title for entry in feed.entries] == ["T"]
    assert [(each.code, each.weight) for each in feed.findings] == [
        ("entries_left_out", Weight.DOUBT)
    ]


def test_a_key_stands_once_and_an_id_that_is_the_same_for_all_is_a_doubt() -> None:
    same = "<guid>immer gleich</guid>"
    feed = read_feed(rss(item("Erste", same), item("Zweite", same, "/b"), item("C", "", "/c")), URL)

    assert [entry.title for entry in feed.entries] == ["Erste", "C"]
    assert [(each.code, each.weight) for each in feed.findings] == [
        ("entries_repeated", Weight.NOTE)
    ]
    worse = read_feed(rss(*[item(f"T{n}", same, f"/{n}") for n in range(5)]), URL)
    assert worse.findings[0].weight is Weight.DOUBT


# ---------------------------------------------------------------- dates and languages


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("Mon, 05 Oct 2026 08:30:00 +0200", datetime(2026, 10, 5, 6, 30, tzinfo=UTC)),
        ("5 Oct 2026 08:30 GMT", datetime(2026, 10, 5, 8, 30, tzinfo=UTC)),
        ("mon, 05 oct 2026 08:30:15 mesz", datetime(2026, 10, 5, 6, 30, 15, tzinfo=UTC)),
        ("Mon, 05 Oct 2026 00:30:00 EST", datetime(2026, 10, 5, 5, 30, tzinfo=UTC)),
        ("Tue, 05 Oct 2026 08:30:00 -03:30", datetime(2026, 10, 5, 12, 0, tzinfo=UTC)),
        ("2026-10-05T08:30:00Z", datetime(2026, 10, 5, 8, 30, tzinfo=UTC)),
        ("2026-10-05T08:30:00.123456789+02:00", datetime(2026, 10, 5, 6, 30, tzinfo=UTC)),
        ("2026-10-05 08:30 +0200", datetime(2026, 10, 5, 6, 30, tzinfo=UTC)),
        ("2026-10-05", datetime(2026, 10, 4, 22, 0, tzinfo=UTC)),
        ("Sun, 19 Aug 2035 15:36:00 +0200", datetime(2035, 8, 19, 13, 36, tzinfo=UTC)),
    ],
)
def test_a_date_in_a_form_of_the_formats_is_a_moment(stated: str, moment: datetime) -> None:
    feed = read_feed(rss(item("T", f"<pubDate>{stated}</pubDate>")), URL)

    assert [entry.published_at for entry in feed.entries] == [moment]
    assert feed.findings == ()


@pytest.mark.parametrize(
    "stated",
    [
        "Mo, 05 Okt 2026 08:30:00 +0200",
        "Do, 05 Nov 2026 08:30:00 +0100",
        "5. Oktober 2026",
        "05.10.2026 08:30",
        "2026.10.05",
        "2026-10",
        "10/05/2026",
        "Mon, 05 Oct 26 08:30:00 +0200",
        "Mon, 05 Oct 2026 08:30:00",
        "Mon, 05 Oct 2026 08:30:00 XYZ",
        "Mon, 05 Oct 2026 08:30:00 +2500",
        "Mon, 05 Oct 2026 08:30:00 +0275",
        "Mon, 31 Feb 2026 08:30:00 +0200",
        "Mon, 05 Oct 2026 25:30:00 +0200",
        "2026-13-05T08:30:00Z",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-02:00",
        "2026-10-05T08:30:00",
        "gestern",
        "٢٠٢٦-10-05",
    ],
)
def test_any_other_date_is_not_guessed(stated: str) -> None:
    feed = read_feed(rss(item("T", f"<pubDate>{stated}</pubDate>")), URL)

    assert [entry.published_at for entry in feed.entries] == [None]
    (finding,) = feed.findings
    assert (finding.code, finding.weight, finding.url) == ("dates_not_read", Weight.NOTE, URL)
    assert stated in finding.text


def test_a_date_that_is_not_stated_is_none_and_no_finding() -> None:
    feed = read_feed(rss(item(), item("B", "<pubDate/>", "/b")), URL)

    assert [entry.published_at for entry in feed.entries] == [None, None]
    assert feed.findings == ()


def test_the_date_of_publication_goes_before_that_of_a_change() -> None:
    published = "<published>2026-10-01T08:00:00Z</published>"
    updated = "<updated>2026-10-05T08:00:00Z</updated>"
    base = '<title>T</title><link href="/{}"/>'

    feed = read_feed(atom(base.format(1) + updated + published, base.format(2) + updated), URL)

    assert [entry.published_at and entry.published_at.day for entry in feed.entries] == [1, 5]


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("<language>de-DE</language>", "de"),
        ("<language>EN_us</language>", "en"),
        ("<language>deutsch</language>", None),
        ("<language/>", None),
        ("", None),
    ],
)
def test_the_language_is_a_code_or_not_known(head: str, language: str | None) -> None:
    assert only(rss(item(), head=head)).language == language


def test_an_entry_may_have_a_language_of_its_own() -> None:
    one = '<title xml:lang="en">T</title><link href="/a"/>'
    content = atom(one, '<title>U</title><link href="/b"/>').replace(
        b"<feed ", b'<feed xml:lang="de" '
    )

    assert [entry.language for entry in read_feed(content, URL).entries] == ["en", "de"]
