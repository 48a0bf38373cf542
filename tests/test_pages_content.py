"""What is content of a page: title, language, headings, labels, times, links."""

from __future__ import annotations

from datetime import date

import pytest

from scout.domain import Link, Section
from scout.reading.pages import (
    StatedTime,
    read_page,
    sections_of_call,
)
from tests.publisher_pages import (
    URL,
    body,
    facts_of,
    reading_of,
    texts,
)

# --- the content and the site around it -------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<main><h1>A</h1><p>Inhalt steht hier.</p></main>",
        "<div role='main'><h1>A</h1><p>Inhalt steht hier.</p></div>",
        "<article><h1>A</h1><p>Inhalt steht hier.</p></article>",
        "<div id='content'><h1>A</h1><p>Inhalt steht hier.</p></div>",
        "<div><div><h1>A</h1></div><p>Inhalt steht hier.</p></div>",
        "<form><main><h1>A</h1><p>Inhalt steht hier.</p></main></form>",
        "<main><header><h1>A</h1></header><p>Inhalt steht hier.</p></main>",
        "<header class='cookie-law'><h1>A</h1><p>Inhalt steht hier.</p></header>",
        "<main><h1>A</h1><p>Inhalt steht hier.</p><address>Frau B</address></main>",
        "<main><h1>A</h1><p>Inhalt steht hier.</p><div class='vcard'>Frau B</div></main>",
        "<main><h1>A</h1><p>Inhalt steht hier.</p><p itemprop='telephone'>0251</p></main>",
        "<main><h1>A</h1><p>Inhalt steht hier.</p>"
        "<p>Frau B, Tel. <a href='tel:+49251123'>0251 123-45</a></p></main>",
        "<main><h1>A</h1><p>Inhalt steht hier.</p>"
        "<a href='https://www.facebook.com/sharer.php?u=x'>Teilen</a></main>",
        "<main><h1>A</h1><p>Inhalt steht hier.</p><ol class='breadcrumb'><li>Start</ol></main>",
    ],
)
def test_the_content_is_found_without_the_site(markup):
    page = read_page(f"<body><nav>Menü</nav>{markup}<footer>Impressum</footer></body>", URL)

    assert (page.title, page.lead, page.sections) == ("A", "Inhalt steht hier.", ())


def test_a_sentence_with_an_address_is_kept_unaltered():
    said = "Anträge gehen bis zum 1. März 2027 per E-Mail an post@amt.example. Das genügt."
    page = read_page(
        body(f"<p>{said.replace('post@', '<a href=mailto:post@amt>post@</a>')}</p>"), URL
    )

    assert page.lead == said


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Pegelnetze | Amt für Muster</title>", "Pegelnetze"),
        ("<title>Pegelnetze - Foerderung</title>", "Pegelnetze"),
        ("<title>Pegelnetze – Teil 2</title>", "Pegelnetze – Teil 2"),
        ("<meta property='og:title' content='Netze'><title>Pegel</title>", "Netze"),
        (
            "<meta property='og:site_name' content='Muster-Amt'>"
            "<title>Muster Amt: x - Muster-Amt</title>",
            "Muster Amt: x",
        ),
        ("<title>  </title>", None),
        ("", None),
    ],
)
def test_without_a_heading_the_title_is_that_of_the_head(head, title):
    assert read_page(f"<head>{head}</head><body><p>Text</p></body>", URL).title == title


def test_a_title_beside_the_content_is_the_title():
    markup = "<body><div class='stage'><h1>Pegelnetze</h1></div><main><p>Netze messen.</p></main>"
    page = read_page(f"<head><title>Start</title></head>{markup}", URL)

    assert (page.title, page.lead) == ("Pegelnetze", "Netze messen.")


@pytest.mark.parametrize(
    ("content", "lead"),
    [
        ("<p>Fördergeld für Übungen</p>".encode(), "Fördergeld für Übungen"),
        ("<p>Fördergeld</p>".encode("cp1252"), "Fördergeld"),
        ("<meta charset=iso-8859-15><p>5 € für Öl</p>".encode("iso-8859-15"), "5 € für Öl"),
        ("<meta charset=punycode><p>Öl</p>".encode(), "Öl"),
        ("\ufeff<p>Öl</p>".encode("utf-16"), "Öl"),
        (b"\xef\xbb\xbf<p>\xc3\x96l</p>", "Öl"),
        (b"", ""),
    ],
)
def test_bytes_are_decoded_as_a_browser_would(content, lead):
    assert read_page(content, URL).lead == lead


@pytest.mark.parametrize(
    ("lang", "language"),
    [("de", "de"), ("en-GB", "en"), ("EN", "en"), ("", "de"), ("x1", "de"), ("english", "de")],
)
def test_the_language_is_that_of_the_page(lang, language):
    assert read_page(f"<html lang='{lang}'><p>a</p></html>", URL).language == language


# --- headings, labels, times, links -----------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<details><summary>Fristen</summary><p>keine</p></details>", {"Fristen": "keine"}),
        ("<div><h2>Fristen</h2><p>keine</p></div>", {"Fristen": "keine"}),
        ("<h5>Rechtsgrundlage</h5><p>Gesetz</p>", {"Rechtsgrundlage": "Gesetz"}),
        ("<div role=heading aria-level=3>Pegel</div>Text", {"Pegel": "Text"}),
        ("<h2>Ziel:</h2>Netz<h2>Ziel</h2>Strom", {"Ziel": "Netz\nStrom"}),
        ("<div>Voraussetzungen</div><div>ein Pegel</div>", {"Voraussetzungen": "ein Pegel"}),
        ("<p><b>Bitte lesen Sie das.</b></p><p>Text</p>", {}),
        ("<ul><li><b>Pegel</b></li></ul><p>Text</p>", {}),
        (
            "<h2>Antragsberechtigte</h2><h3>Kommunen</h3><p>Kreise</p><h3>Fristen</h3><p>keine</p>",
            {"Antragsberechtigte": "Kommunen\nKreise", "Fristen": "keine"},
        ),
        ("<h2>Netze</h2><h3>Pegel</h3><p>Text</p>", {"Pegel": "Text"}),
        (
            "<h2>Ziel</h2>Wir <b>wollen</b> viel <a href=/x>mehr</a> davon"
            "<div><h2>Frist</h2></div>bald",
            {"Ziel": "Wir wollen viel mehr davon", "Frist": "bald"},
        ),
        (
            "<table><tr><td><b>Fristen</b></td></tr><tr><td>keine</td></tr></table>",
            {"Fristen": "keine"},
        ),
    ],
)
def test_headings_are_found_in_any_form(markup, expected):
    assert texts(read_page(body(markup), URL)) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<dl><dt>Frist:</dt><dd>bald</dd><dd>sehr</dd></dl>", {"Frist": "bald\nsehr"}),
        ("<dl><div><dt>Frist</dt><dd>bald</dd></div></dl>", {"Frist": "bald"}),
        ("<table><tr><th>Frist</th><td>bald</td></tr></table>", {"Frist": "bald"}),
        ("<table><tr><th>Frist</th><th>Satz</th></tr></table>", {}),
        ("<p><strong>Frist:</strong> bald</p>", {"Frist": "bald"}),
        ("<p><strong>Frist</strong>: bald</p>", {"Frist": "bald"}),
        ("<p>Frist: bald</p>", {"Frist": "bald"}),
        ("<ul><li>Fördergeber: Land</li></ul>", {"Fördergeber": "Land"}),
        ("<p><span>Fördergeber</span> <span>Land</span></p>", {"Fördergeber": "Land"}),
        ("<div><h3>Förderart</h3><p>Zuschuss</p></div>", {"Förderart": "Zuschuss"}),
        ("<p>Es gilt: das Wort.</p>", {}),
        ("<p><a href=/x>Frist</a></p>", {}),
    ],
)
def test_labels_are_found_in_any_form(markup, expected):
    assert read_page(body(markup), URL).labels == expected


def test_a_label_that_means_nothing_stays_in_the_text_of_its_section():
    rates = (
        "<table><tr><th>Kreise</th><td>80 %</td></tr><tr><th>Vereine</th><td>50 %</td></tr></table>"
    )
    reading = reading_of(body(f"<h2>Höhe der Förderung</h2>{rates}"))

    assert texts(reading) == {"Höhe der Förderung": "Kreise\t80 %\nVereine\t50 %"}
    assert reading.stated == {}
    assert reading.unplaced == ()


def test_a_long_value_of_a_field_is_a_section():
    reading = reading_of(body(f"<h2>Förderart</h2><p>{'Ein Zuschuss wird gewährt. ' * 20}</p>"))

    assert list(texts(reading)) == ["Förderart"]
    assert reading.stated == {}


def test_deadlines_of_a_section_and_a_label_stand_together():
    reading = reading_of(
        body("<h2>Antragsfrist</h2><p>Es gilt ein Stichtag.</p><p><b>Stichtag:</b> 1. Mai 2027</p>")
    )

    assert texts(reading) == {"Fristen": "Es gilt ein Stichtag.\n1. Mai 2027"}


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Datum: <time datetime='2026-07-28'>28.07.</time></p>", ("Datum", "2026-07-28")),
        (
            "<dl><dt>Bewerbungsfrist</dt><dd><time>1. Mai</time></dd></dl>",
            ("Bewerbungsfrist", "1. Mai"),
        ),
        ("<p><span>Frist:</span> <b><time>1.5.</time></b></p>", ("Frist", "1.5.")),
        ("<p><time datetime='2027-01-01'></time></p>", ("", "2027-01-01")),
        ("<div>Stand:</div><div><time>1.5.</time></div>", ("Stand", "1.5.")),
    ],
)
def test_times_come_with_the_words_around_them(markup, expected):
    assert read_page(body(markup), URL).times == (StatedTime(label=expected[0], value=expected[1]),)


def test_the_words_before_one_time_are_not_those_of_the_next():
    markup = "<p><span>Datum: <time>1.5.</time></span> <span><time>- 9.9.</time></span></p>"

    assert [each.label for each in read_page(body(markup), URL).times] == ["Datum", ""]


def test_a_time_says_until_when_where_nothing_else_does():
    markup = "<p><span>Bewerbungsfrist</span><time datetime='2027-03-01'>1.3.</time></p>"
    page = read_page(
        body(
            f"<h2>Ziel</h2><h3>Bewerbungsfrist <time datetime=2027-03-01>1.3.</time></h3>{markup}"
        ),
        URL,
    )
    facts = facts_of(sections_of_call(page))

    assert facts.deadline is not None
    assert facts.deadline.dates == (date(2027, 3, 1),)


def test_links_are_absolute_and_each_is_there_once():
    page = read_page(
        "<head><base href='https://amt.example/a/'></head>"
        + body(
            "<a href='x'></a><a href='x'>Seite</a><a href='#oben'>oben</a>"
            "<a href='mailto:a@b'>m</a>"
            "<a href='javascript:1'>j</a><a href='http://[x'>kaputt</a>"
            "<a href='http://u:p@b.example'>p</a>"
            "<a href='https://b.example/ä ö'>Leer</a><a href='//c.example/?a=1&amp;b=2'>C</a>"
            f"<a href='{URL}#teil'>selbst</a>"
        ),
        URL,
    )

    assert page.links == (
        Link("Seite", "https://amt.example/a/x"),
        Link("oben", "https://amt.example/a/#oben"),
        Link("C", "https://c.example/?a=1&b=2"),
    )


def test_what_nobody_can_place_is_bounded():
    reading = reading_of(
        body(
            "".join(
                f"<h2>Ding {word}</h2><p>Text</p>" for word in "ab" * 3 + "cdefghijklmnopqrstuvwxyz"
            )
        )
    )

    assert len(reading.unplaced) == 20
    assert len(reading.sections) == 26


def test_words_stay_unaltered():
    said = "Bis\u00a0zu 5\u202f000\u00a0€ – „frei“ für Kläran\u00adlagen"

    assert reading_of(body(f"<p>{said}</p>")).sections == (Section("Kurztext", said),)
