"""Pages of funding publishers are read by meaning: another layout gives the same reading."""

from __future__ import annotations

import html
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, DeadlineKind, FundingCall, Link, Section
from scout.facts import Facts
from scout.reading.facts import read_facts
from scout.reading.pages import (
    Meaning,
    Page,
    Reading,
    StatedTime,
    read_page,
    sections_of_call,
)

URL = "https://foerderung.example/programme/pegelnetze"
SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "foerderdatenbank"
PROPERTY = settings(max_examples=120, deadline=None)

HEAD = """<!doctype html><html lang="de-DE"><head><meta charset="utf-8">
<title>Digitale Pegelnetze | Amt für Muster</title><style>p { color: red }</style></head><body>
<a class="skip-link" href="#content">Zum Inhalt</a>
<div id="cookie-hinweis"><h2>Wir verwenden Cookies</h2><p>Bitte stimmen Sie zu.</p></div>
<header><a href="/">Amt für Muster</a>
<nav><ul><li><a href="/a">Förderung</a></li></ul></nav></header>
"""
FOOT = """<footer><h2>Service</h2><a href="/impressum">Impressum</a></footer>
<script>var frist = "1.1.2030";</script></body></html>"""

SEMANTIC = f"""{HEAD}<main>
<nav aria-label="Brotkrumen"><a href="/a">Förderung</a> / Pegelnetze</nav>
<h1>Digitale Pegelnetze</h1>
<p>Das Land hilft beim Aufbau von Netzen, die Wasserstände messen.</p>
<dl><dt>Fördergeber</dt><dd>Land Nordrhein-Westfalen</dd>
<dt>Förderart</dt><dd>Zuschuss</dd><dt>Fördergebiet</dt><dd>Nordrhein-Westfalen</dd>
<dt>Kennziffer</dt><dd>P-17</dd>
<dt>Antragsfrist</dt><dd>30. September 2026</dd>
<dt>Ansprechpartnerin</dt><dd>Petra Beispiel, Telefon 0251 1234567</dd></dl>
<h2>Wer wird gefördert?</h2><p>Kreise, Städte und Gemeinden in Nordrhein-Westfalen</p>
<h2>Was wird gefördert?</h2><p>Gefördert werden:</p><ul><li>Pegel mit Funk</li>
<li>Plattformen für <a href="/daten">Messdaten</a></li></ul>
<h2>Wie wird gefördert?</h2>
<p>Der Zuschuss beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben.</p>
<h2>Pegelhäuschen</h2><p>Für Häuschen gilt ein eigener Aufruf.</p>
<h2>Ihre Ansprechperson</h2><p>Petra Beispiel</p><p>petra@amt.example</p>
<h2>Das könnte Sie auch interessieren</h2><p>Antragsfrist für Brücken: 1. Januar 2031</p>
<aside><h2>Newsletter</h2><p>Jede Woche neu.</p></aside>
</main>{FOOT}"""

PLAIN = f"""{HEAD}<div class="wrap-7"><div class="x1">
<div class="breadcrumb"><a href="/a">Förderung</a> / Pegelnetze</div>
<h1>Digitale Pegelnetze</h1>
<div>Das Land hilft beim Aufbau von Netzen, die Wasserstände messen.</div>
<table><tr><td><strong>Fördergeber:</strong></td><td>Land Nordrhein-Westfalen</td></tr>
<tr><td><strong>Förderart:</strong></td><td>Zuschuss</td></tr></table>
<div class="row"><div>Fördergebiet</div><div>Nordrhein-Westfalen</div></div>
<p><b>Kennziffer:</b> P-17</p>
<p><strong>Antragsfrist:</strong> 30. September 2026</p>
<p><strong>Ansprechpartnerin:</strong><br>Petra Beispiel, Telefon 0251 1234567</p>
<p><strong>Wer wird gefördert?</strong><br>Kreise, Städte und Gemeinden in Nordrhein-Westfalen</p>
<div><b>Was wird gefördert?</b></div><div>Gefördert werden:</div><ul><li>Pegel mit Funk</li>
<li>Plattformen für <a href="/daten">Messdaten</a></li></ul>
<p><strong>Wie wird gefördert?</strong></p>
<div>Der Zuschuss beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben.</div>
<p><b>Pegelhäuschen</b></p><div>Für Häuschen gilt ein eigener Aufruf.</div>
<p><strong>Ihre Ansprechperson</strong></p><p>Petra Beispiel</p><p>petra@amt.example</p>
<p><strong>Das könnte Sie auch interessieren</strong></p>
<p>Antragsfrist für Brücken: 1. Januar 2031</p>
</div></div>{FOOT}"""


def reading_of(markup: str) -> Reading:
    return sections_of_call(read_page(markup, URL))


def texts(reading: Reading | Page) -> dict[str, str]:
    return {section.heading: section.text for section in reading.sections}


def facts_of(reading: Reading) -> Facts:
    return read_facts(
        FundingCall(source="probe", key="k", url=URL, title="Pegel", sections=reading.sections)
    )


def body(markup: str) -> str:
    return f"<html><body><main><h1>Pegelnetze</h1>{markup}</main></body></html>"


# --- one call in two layouts ------------------------------------------------------------------


@pytest.mark.parametrize("markup", [SEMANTIC, PLAIN], ids=["semantic", "plain"])
def test_a_call_is_read_by_meaning(markup):
    reading = reading_of(markup)

    assert texts(reading) == {
        "Kurztext": "Das Land hilft beim Aufbau von Netzen, die Wasserstände messen.",
        "Wer wird gefördert?": "Kreise, Städte und Gemeinden in Nordrhein-Westfalen",
        "Was wird gefördert?": ("Gefördert werden:\n• Pegel mit Funk\n• Plattformen für Messdaten"),
        "Wie wird gefördert?": (
            "Der Zuschuss beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben."
        ),
        "Pegelhäuschen": "Für Häuschen gilt ein eigener Aufruf.",
        "Fristen": "30. September 2026",
    }
    assert reading.stated == {
        "Fördergeber": "Land Nordrhein-Westfalen",
        "Förderart": "Zuschuss",
        "Fördergebiet": "Nordrhein-Westfalen",
        "Kennziffer": "P-17",
    }
    assert reading.funder == "Land Nordrhein-Westfalen"
    assert reading.unplaced == ("Pegelhäuschen", "Kennziffer")
    assert reading.meanings == {
        Meaning.WHO,
        Meaning.PURPOSE,
        Meaning.AMOUNT,
        Meaning.DEADLINE,
        Meaning.FUNDER,
        Meaning.KIND,
        Meaning.REGION,
        Meaning.CONTACT,
    }


@pytest.mark.parametrize(
    "opened",
    [
        "<h3><button>{}</button></h3>",
        '<div><button aria-expanded="false">{}</button></div>',
        "<button>{}</button>",
    ],
)
def test_a_button_that_opens_a_part_is_its_heading(opened):
    parts = {"Wer wird gefördert?": "Gemeinden und Kreise.", "Antragsfrist": "30. November 2026"}
    accordion = "".join(
        f"{opened.format(name)}<div><p>{text}</p></div>" for name, text in parts.items()
    )
    html = f"<main><h1>Netze</h1>{accordion}<button>Teilen</button></main>"

    found = sections_of_call(read_page(html, "https://a.example/")).sections

    assert {each.heading: each.text for each in found} == {
        "Wer wird gefördert?": "Gemeinden und Kreise.",
        "Fristen": "30. November 2026",
    }


MAILED = (
    "<h2>Antragsfrist</h2><p>30. November 2026, per E-Mail an "
    '<a href="mailto:heimat@amt.example">heimat@amt.example</a></p>'
)
NAMED = (
    "<dl><dt>Bewerbungsfrist (Skizze)</dt><dd>30. November 2026</dd></dl>"
    "<p>Das Land fördert Netze.</p>"
)


@pytest.mark.parametrize(("markup", "heading"), [(MAILED, "Fristen"), (NAMED, "Kurztext")])
def test_a_day_is_never_lost(markup, heading):
    page = read_page(f"<main><h1>Netze</h1>{markup}</main>", "https://a.example/")
    found = {each.heading: each.text for each in sections_of_call(page).sections}
    assert "30. November 2026" in found[heading]


def test_a_box_beside_the_text_is_read_where_it_tells_of_the_call():
    box = "<aside><dl><dt>{}</dt><dd>30. Juni 2027</dd></dl></aside>"
    page = "<main><h1>Netze</h1><p>Das Land fördert Netze.</p>{}</main>"

    told = read_page(page.format(box.format("Antragsfrist")), "https://a.example/")
    other = read_page(page.format(box.format("Nächste Veranstaltung")), "https://a.example/")

    assert told.labels == {"Antragsfrist": "30. Juni 2027"}
    assert other.labels == {}


@pytest.mark.parametrize(
    "fact",
    [
        "<dl><dt>Antragsfrist</dt><dd>30. Juni 2027</dd></dl>",
        "<ul><li>Antragsfrist: 30. Juni 2027</li></ul>",
        "<p>Antragsfrist: 30. Juni 2027</p>",
        "<div>Antragsfrist: 30. Juni 2027</div>",
        "<div><div>Antragsfrist</div><div>30. Juni 2027</div></div>",
        "<p><span>Antragsfrist</span> <span>30. Juni 2027</span></p>",
    ],
)
@pytest.mark.parametrize("last", ["Wer wird gefördert?", "Ansprechperson"])
def test_a_box_beside_the_main_part_is_read_where_it_tells_of_the_call(fact, last):
    page = (
        f"<body><aside>{fact}</aside><main><h1>Netze</h1><p>Das Land fördert Netze.</p>"
        f"<h2>{last}</h2><p>Kreise</p></main><aside><p>Newsletter: jede Woche</p></aside></body>"
    )
    reading = sections_of_call(read_page(page, URL))

    assert Section("Fristen", "30. Juni 2027") in reading.sections
    assert "Newsletter" not in str(reading)


@pytest.mark.parametrize(
    "box",
    [
        "<aside><h2>Das könnte Sie auch interessieren</h2><p>Antragsfrist: 1. Mai 2031</p></aside>",
        "<aside><ul><li><a href=/x>Antragsfrist</a></li></ul><p>am 1. Mai 2031</p></aside>",
        "<footer><aside><p>Antragsfrist: 1. Mai 2031</p></aside></footer>",
        "<aside><p>Kontakt: bis 1. Mai 2031</p></aside>",
    ],
)
def test_a_box_that_is_about_something_else_is_none_of_the_call(box):
    page = f"<body><main><h1>Netze</h1><p>Das Land fördert Netze.</p></main>{box}</body>"

    assert "2031" not in str(sections_of_call(read_page(page, URL)))


def test_a_box_within_another_is_read_once():
    box = "<aside><p>Frist: 1. Mai 2031</p><aside><p>Fördergeber: Land</p></aside></aside>"
    found = read_page(f"<main><h1>Netze</h1><p>Das Land fördert Netze.</p></main>{box}", URL)

    assert found.labels == {"Frist": "1. Mai 2031", "Fördergeber": "Land"}


def test_a_bold_label_with_a_short_value_ends_with_its_block():
    markup = (
        "<h1>Ansiedlung</h1><p><strong>Fördernehmer</strong><br>Unternehmen</p>"
        "<p>Kommunen und Kreise profitieren von der Ansiedlung der Betriebe.</p>"
    )
    reading = sections_of_call(read_page(f"<main>{markup}</main>", URL))
    facts = facts_of(reading)

    assert Section("Fördernehmer", "Unternehmen") in reading.sections
    assert facts.county is None or facts.county.verdict is not Admission.YES


@pytest.mark.parametrize(
    ("lead", "rest"),
    [
        ("Fördernehmer", "Antragsberechtigt sind:</p><ul><li>Kreise</li></ul>"),
        ("Fördernehmer", "Unternehmen und</p><ul><li>Kreise</li></ul>"),
        ("Fördernehmer", "Unternehmen und</p>\n<!-- x -->\n<ul><li>Kreise</li></ul>"),
        ("Wer wird gefördert?", "Unternehmen</p><p>Kreise</p>"),
        ("3. Fördernehmer", "Unternehmen</p><p>Kreise</p>"),
        ("Fördernehmer", "Unternehmen werden gefördert.</p><p>Kreise</p>"),
    ],
)
def test_bold_words_that_lead_to_more_are_a_heading(lead, rest):
    found = read_page(f"<main><h1>A</h1><p><b>{lead}</b><br>{rest}</main>", URL)

    assert [each.heading for each in found.sections] == [lead]
    assert found.sections[0].text.endswith("Kreise")


def test_two_layouts_give_the_same_reading():
    assert reading_of(SEMANTIC) == reading_of(PLAIN)


@pytest.mark.parametrize("markup", [SEMANTIC, PLAIN], ids=["semantic", "plain"])
def test_the_facts_of_a_page_come_out_right(markup):
    facts = facts_of(reading_of(markup))

    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.FIXED
    assert facts.deadline.dates == (date(2026, 9, 30),)
    assert [rate.percent for rate in facts.rates] == [Decimal(80)]
    assert facts.county is not None
    assert facts.county.verdict is Admission.YES
    assert facts.town is not None
    assert facts.town.verdict is Admission.YES


@pytest.mark.parametrize("markup", [SEMANTIC, PLAIN], ids=["semantic", "plain"])
def test_a_page_says_its_title_links_and_language(markup):
    page = read_page(markup, URL)

    assert page.title == "Digitale Pegelnetze"
    assert page.links == (Link("Messdaten", "https://foerderung.example/daten"),)
    assert page.language == "de"
    assert page.times == ()


def test_contact_persons_are_not_kept_in_what_a_call_gets():
    for markup in (SEMANTIC, PLAIN):
        assert "Petra" not in repr(reading_of(markup))


# --- an announcement with numbers -------------------------------------------------------------

NUMBERED = (
    ("1 Förderziel, Zuwendungszweck, Rechtsgrundlage", ["Der Bund hilft Kommunen."]),
    ("2 Gegenstand der Förderung", ["Gefördert werden Pegelnetze.", "2.1 Modul A", "Konzepte."]),
    ("3 Zuwendungsempfänger", ["Antragsberechtigt sind Kreise, Städte und Gemeinden."]),
    ("7 Verfahren", []),
    ("7.2 Zweistufiges Antragsverfahren", ["Das Antragsverfahren ist zweistufig angelegt."]),
    (
        "7.2.1 Vorlage und Auswahl von Projektskizzen",
        ["In der ersten Stufe sind Projektskizzen bis spätestens 15. Oktober 2026 vorzulegen."],
    ),
)


def numbered(heading: str, text: str) -> str:
    return body(
        "".join(
            heading.format(title) + "".join(text.format(line) for line in lines)
            for title, lines in NUMBERED
        )
    )


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("<h2>{}</h2>", "<p>{}</p>"),
        ("<p><strong>{}</strong></p>", "<p>{}</p>"),
        ("<p>{}</p>", "<p>{}</p>"),
        ("<div><b>{}</b><br></div>", "<div>{}</div>"),
        ("{}<br>", "{}<br>"),
    ],
    ids=["h2", "bold", "plain", "div", "br"],
)
def test_numbered_paragraphs_are_sections_in_every_form(heading, text):
    reading = reading_of(numbered(heading, text))

    assert texts(reading) == {
        "1 Förderziel, Zuwendungszweck, Rechtsgrundlage": "Der Bund hilft Kommunen.",
        "2 Gegenstand der Förderung": "Gefördert werden Pegelnetze.\n2.1 Modul A\nKonzepte.",
        "3 Zuwendungsempfänger": "Antragsberechtigt sind Kreise, Städte und Gemeinden.",
        "7.2 Zweistufiges Antragsverfahren": "Das Antragsverfahren ist zweistufig angelegt.",
        "7.2.1 Vorlage und Auswahl von Projektskizzen": (
            "In der ersten Stufe sind Projektskizzen bis spätestens 15. Oktober 2026 vorzulegen."
        ),
    }
    facts = facts_of(reading)
    assert facts.deadline is not None
    assert facts.deadline.dates == (date(2026, 10, 15),)
    assert facts.deadline.two_stage
    assert facts.county is not None
    assert facts.county.verdict is Admission.YES


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


# --- real pages, where they are at hand -------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here")
def test_a_real_page_of_the_database_is_read():
    content = (SHARED / "detail_rechts_only.html").read_bytes()
    page = read_page(content, "https://www.foerderdatenbank.de/x.html")
    reading = sections_of_call(page)
    facts = facts_of(reading)

    assert page.title is not None
    assert page.title.startswith("Förderung von Bildung für nachhaltige Entwicklung")
    assert reading.funder is not None
    assert reading.stated["Förderart"] == "Zuschuss"
    assert "Cookie" not in repr(page)
    assert facts.deadline is not None
    assert facts.deadline.days == ("03-31", "09-30")
    assert reading.unplaced == ()


# --- any markup -------------------------------------------------------------------------------

TAGS = st.sampled_from(
    "<p> </p> <div> </div> <main> </main> <h1> </h1> <h2> </h2> <h3> <dl> <dt> <dd> </dl> <table> "
    "<tr> <td> <th> </table> <ul> <li> </ul> <b> </b> <strong> </strong> <br> <a> </a> <nav> "
    "</nav> <header> <time> </time> <details> <summary> </details> <form> <article> <aside> "
    "<address> <!-- --> &amp; &lt; < >".split()
)
WORDS = st.sampled_from(
    [
        "Fristen",
        "Fördergeber: Land",
        "Pegel",
        "1 Ziel",
        "2.1 Netze",
        "Kontakt",
        " ",
        "\n",
        "Text.",
        "<a href='/x'>x</a>",
        "<a href='tel:1'>0251 12345</a>",
        "Wer wird gefördert?",
        "<p role=main>",
    ]
)
MARKUP = st.lists(
    st.one_of(
        TAGS, WORDS, st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)
    ),
    max_size=40,
).map("".join)


@PROPERTY
@given(MARKUP)
def test_any_markup_is_read(markup):
    page = read_page(markup, URL)
    reading = sections_of_call(page)

    for each in (page.sections, reading.sections):
        assert len({section.heading for section in each}) == len(each)
        assert all(section.text.strip() and len(section.heading) <= 200 for section in each)
    assert all(link.url.startswith(("http://", "https://")) for link in page.links)
    assert len({link.url for link in page.links}) == len(page.links)
    assert all(label and value for label, value in page.labels.items())
    assert read_page(markup, URL) == page


@PROPERTY
@given(MARKUP)
def test_no_character_of_any_markup_is_invented(markup):
    page = read_page(markup, URL)
    kept = "".join((page.lead, *(each.heading + each.text for each in page.sections)))

    assert set(kept) - set("•\n\t \ufffd") <= set(html.unescape(markup) + markup)


@PROPERTY
@given(st.binary(max_size=300))
def test_any_bytes_are_read(content):
    page = read_page(content, "kein:// url [")

    assert sections_of_call(page).meanings <= set(Meaning)


@PROPERTY
@given(st.lists(st.sampled_from(["Ziel", "Höhe", "Netze", "Bau"]), max_size=8, unique=True))
def test_no_text_below_a_heading_is_lost(headings):
    markup = "".join(f"<h2>{name}</h2><p>Text von {name}.</p>" for name in headings)

    assert texts(read_page(body(markup), URL)) == {name: f"Text von {name}." for name in headings}


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "Text",
        "<h2>" * 20_000 + "Text",
        "<b>x" * 12_000,
        "<dl><dt>Frist<dd>" * 6_000,
        "<table><tr><td>Frist<td>" * 8_000,
        "<ul><li>Frist: x" * 6_000,
        "<article><h1>a" * 6_000,
        "<div role=heading>" * 11_000 + "x",
        "<p><a href=tel:1>Tel 1</a>" * 8_000,
        "<p><strong>Fristen</strong><br>x" * 6_000,
        "<nav>x</nav><p>y" * 12_000,
        "<span>" * 20_000 + "<time>1</time>" * 5_000,
        "<br>1 Abc def" * 8_000,
        "".join(f"<h2>h{place}</h2>x" for place in range(6_000)),
        "a: " * 66_000,
        "<div><div>Frist</div>" * 5_000,
        "<title>" + " - " * 60_000,
    ],
    ids="div h2 b dl table li article role tel lead nav time lines many colons two title".split(),
)
def test_hostile_markup_costs_its_length(markup):
    started = time.process_time()

    sections_of_call(read_page(markup, URL))

    assert time.process_time() - started < 12


def test_who_may_not_apply_is_not_read_as_who_may():
    said = "<p>Kreise, Städte und Gemeinden</p>"
    facts = facts_of(reading_of(body(f"<h2>Wer wird nicht gefördert?</h2>{said}")))

    assert facts.county is None or facts.county.verdict is not Admission.YES
