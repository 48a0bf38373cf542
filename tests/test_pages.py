"""Pages of funding publishers are read by meaning: another layout gives the same reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scout.domain import Admission, DeadlineKind, Link, Section
from scout.reading.pages import (
    Meaning,
    read_page,
    sections_of_call,
)
from tests.publisher_pages import (
    PLAIN,
    SEMANTIC,
    URL,
    body,
    facts_of,
    reading_of,
    texts,
)

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
