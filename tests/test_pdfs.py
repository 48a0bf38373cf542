"""The text of a PDF: sections as a page has them, and a finding for whatever cannot be read."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
import zlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, FundingCall, Weight
from scout.reading.facts import read_facts
from scout.reading.pdf_lines import paragraphs_of
from scout.reading.pdfs import PdfLimits, PdfText, read_pdf
from tests.pdf_files import drawing, encrypted, pages_pdf, pdf_of, stream, text_pdf

URL = "https://amt.example/richtlinie.pdf"
PROPERTY = settings(max_examples=60, deadline=None)
FIRST = """
Amtsblatt der Musterregion 7/2026
Richtlinie über digitale Pegelnetze
Bekanntmachung vom 3. März 2026
1 Förderziel, Zuwendungszweck, Rechtsgrundlage
Die Musterregion hilft Kreisen und Gemeinden, Wasserstände zu messen und Verwaltungs-
leistungen darauf aufzubauen. Grund- und Hochwasser werden gemeinsam betrachtet, damit die
Leitstellen früh gewarnt sind.
2 Gegenstand der Förderung
Gefördert werden:
• Pegel mit Funk
• Plattformen, auf denen die Messwerte
zusammenlaufen
3 Zuwendungsempfänger
Kreise, Städte und Gemeinden in Nordrhein-Westfalen.
Seite 1 von 3
"""
SECOND = """
Amtsblatt der Musterregion 7/2026
4 Art und Umfang, Höhe der Zuwendung
Die Zuwendung beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben, höchstens
300.000 Euro.
7 Verfahren
7.1 Einschaltung eines Projektträgers, Antragsunterlagen, sonstige
Unterlagen und Nutzung des elektronischen Antragssystems
Mit der Abwicklung ist die Landesanstalt beauftragt.
7.2 Zweistufiges Antragsverfahren
Das Verfahren ist zweistufig angelegt, zuerst werden Skizzen verlangt.
7.2.1 Vorlage und Auswahl von Projektskizzen
Der Landesanstalt sind in der ersten Stufe Projektskizzen bis spätestens zum
30. September 2026 elektronisch vorzulegen.
Seite 2 von 3
"""
THIRD = """
Amtsblatt der Musterregion 7/2026
8 Geltungsdauer
Diese Richtlinie tritt am Tag nach der Veröffentlichung in Kraft und ist bis zum
31. Dezember 2029 gültig.
Kontakt
Petra Beispiel, Telefon 0251 1234567
Seite 3 von 3
"""


def texts(found: PdfText) -> dict[str, str]:
    return {section.heading: section.text for section in found.sections}


def codes(found: PdfText) -> list[tuple[str, Weight]]:
    return [(finding.code, finding.weight) for finding in found.findings]


def test_a_guideline_is_read_section_by_section():
    found = read_pdf(text_pdf(FIRST, SECOND, THIRD, title="Digitale Pegelnetze"), URL)

    assert found.title == "Digitale Pegelnetze"
    assert found.findings == ()
    assert texts(found) == {
        "Richtlinie": "Richtlinie über digitale Pegelnetze\nBekanntmachung vom 3. März 2026",
        "1 Förderziel, Zuwendungszweck, Rechtsgrundlage": (
            "Die Musterregion hilft Kreisen und Gemeinden, Wasserstände zu messen und "
            "Verwaltungsleistungen darauf aufzubauen. Grund- und Hochwasser werden gemeinsam "
            "betrachtet, damit die Leitstellen früh gewarnt sind."
        ),
        "2 Gegenstand der Förderung": (
            "Gefördert werden:\n• Pegel mit Funk\n"
            "• Plattformen, auf denen die Messwerte zusammenlaufen"
        ),
        "3 Zuwendungsempfänger": "Kreise, Städte und Gemeinden in Nordrhein-Westfalen.",
        "4 Art und Umfang, Höhe der Zuwendung": (
            "Die Zuwendung beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben, höchstens "
            "300.000 Euro."
        ),
        "7.1 Einschaltung eines Projektträgers, Antragsunterlagen, sonstige Unterlagen und Nutzung "
        "des elektronischen Antragssystems": "Mit der Abwicklung ist die Landesanstalt beauftragt.",
        "7.2 Zweistufiges Antragsverfahren": (
            "Das Verfahren ist zweistufig angelegt, zuerst werden Skizzen verlangt."
        ),
        "7.2.1 Vorlage und Auswahl von Projektskizzen": (
            "Der Landesanstalt sind in der ersten Stufe Projektskizzen bis spätestens zum "
            "30. September 2026 elektronisch vorzulegen."
        ),
        "8 Geltungsdauer": (
            "Diese Richtlinie tritt am Tag nach der Veröffentlichung in Kraft und ist bis zum "
            "31. Dezember 2029 gültig."
        ),
    }


def test_the_facts_of_a_guideline_come_out_right():
    sections = read_pdf(text_pdf(FIRST, SECOND, THIRD), URL).sections
    facts = read_facts(
        FundingCall(source="probe", key="k", url=URL, title="Pegelnetze", sections=sections)
    )

    assert facts.deadline is not None
    assert facts.deadline.dates == (date(2026, 9, 30),)
    assert facts.deadline.two_stage
    assert facts.county is not None
    assert facts.county.verdict is Admission.YES
    assert [rate.percent for rate in facts.rates] == [Decimal(80)]
    assert facts.max_grant is not None
    assert facts.max_grant.amount == Decimal(300_000)
    assert facts.valid_until is not None
    assert facts.valid_until.on == date(2029, 12, 31)


def test_contact_persons_are_not_kept():
    found = read_pdf(text_pdf(FIRST, SECOND, THIRD), URL)

    assert "Petra" not in repr(found)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Richtlinie Pegelnetze", "Richtlinie Pegelnetze"),
        ("Microsoft Word - Entwurf", None),
        ("rl_pegel_final.docx", None),
        ("Unbenannt-1", None),
        ("  ", None),
        ("2026-03", None),
        (None, None),
    ],
)
def test_a_title_that_only_names_a_file_is_none(stated, expected):
    assert read_pdf(text_pdf(FIRST, title=stated), URL).title == expected


# --- lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Das dient der Daten-\nplattform im Kreis.", "Das dient der Datenplattform im Kreis."),
        ("Betroffen sind Hoch-\nund Tiefbau.", "Betroffen sind Hoch- und Tiefbau."),
        ("Es gilt in Schleswig-\nHolstein.", "Es gilt in Schleswig-Holstein."),
        (
            "Das gilt bis zum\n30. Juni 2027 und länger.",
            "Das gilt bis zum 30. Juni 2027 und länger.",
        ),
        ("Der erste endet hier.\nDer zweite dort.", "Der erste endet hier.|Der zweite dort."),
        ("Das sind:\n\uf0b7 Pegel\n\uf0b7\nFunk", "Das sind:|• Pegel|• Funk"),
        ("Das gilt nach Nummer\n4.2 Satz 3 nicht.", "Das gilt nach Nummer 4.2 Satz 3 nicht."),
        ("Näheres regelt § 44 Abs.\n1 der Ordnung.", "Näheres regelt § 44 Abs. 1 der Ordnung."),
        ("E\ufb03zienz und P\ufb02ege", "Effizienz und Pflege"),
        ("viele    Blanks\there", "viele Blanks here"),
    ],
)
def test_lines_are_joined_where_the_words_surely_go_on(page, expected):
    assert "|".join(paragraphs_of([page])) == expected


def test_what_stands_on_every_page_goes():
    pages = [f"Bericht des Amts\nText {word}.\n{place} von 9" for place, word in enumerate("abcd")]

    assert list(paragraphs_of(pages)) == ["Text a.", "Text b.", "Text c.", "Text d."]


def test_what_stands_in_the_middle_of_every_page_stays():
    pages = ["\n".join(f"Zeile {place}{row}." for row in "abcdefg") for place in (1, 2, 3)]
    pages = [page.replace(f"Zeile {place}d.", "Dies gilt.") for place, page in enumerate(pages, 1)]

    assert list(paragraphs_of(pages)).count("Dies gilt.") == 3


@PROPERTY
@given(st.lists(st.text(alphabet="ab-. \n1•A", max_size=80), max_size=4))
def test_no_letter_is_lost_or_invented(pages):
    kept = "".join(paragraphs_of(pages))
    letters = [char for char in "".join(pages) if char in "abA"]
    found = [char for char in kept if char in "abA"]

    # Frames go, hyphens go: no letter comes that was not there, and none changes its place.
    remaining = iter(letters)
    assert all(char in remaining for char in found)


# --- what cannot be read ----------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"<html><p>Zugriff verweigert</p></html>", b"PK\x03\x04"])
def test_what_is_no_pdf_is_a_finding(content):
    found = read_pdf(content, URL)

    assert codes(found) == [("not_a_pdf", Weight.DOUBT)]
    assert found.findings[0].url == URL
    assert found.sections == ()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_with_a_password_is_a_finding(algorithm):
    content = encrypted(text_pdf(FIRST, title="Geheim"), "geheim", "chef", algorithm)

    assert codes(read_pdf(content, URL)) == [("pdf_encrypted", Weight.DOUBT)]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_that_opens_without_a_password_is_read(algorithm):
    content = encrypted(text_pdf(FIRST), "", "chef", algorithm)

    assert "3 Zuwendungsempfänger" in texts(read_pdf(content, URL))


def test_a_pdf_of_pictures_is_a_finding():
    picture = b"q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"

    found = read_pdf(pages_pdf([picture, picture], "Gescannt"), URL)

    assert codes(found) == [("pdf_image_only", Weight.DOUBT)]
    assert found.sections == ()


def test_a_pdf_with_too_many_bytes_is_not_opened():
    found = read_pdf(text_pdf(FIRST), URL, PdfLimits(bytes=100))

    assert codes(found) == [("pdf_too_large", Weight.DOUBT)]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7", b"%PDF-1.7\n" + b"\x00\xff" * 5_000, text_pdf(FIRST)[:200], pdf_of([b"<< >>"])],
    ids=["mark", "noise", "half", "no-pages"],
)
def test_a_damaged_pdf_is_a_finding(content):
    assert codes(read_pdf(content, URL)) == [("pdf_damaged", Weight.DOUBT)]


def test_too_many_pages_are_cut_and_the_first_are_read():
    pages = [f"Abschnitt der Seite {place} mit eigenem Text." for place in range(6)]

    found = read_pdf(text_pdf(*pages), URL, PdfLimits(pages=2))

    assert codes(found) == [("pdf_cut", Weight.NOTE)]
    assert "6 pages, 2 were read" in found.findings[0].text
    assert "Seite 1" in texts(found)["Richtlinie"]
    assert "Seite 2" not in texts(found)["Richtlinie"]


def test_too_many_letters_are_cut():
    pages = ["Der Text ist lang, und er geht weiter. " * 20] * 3

    found = read_pdf(text_pdf(*pages), URL, PdfLimits(characters=500))

    assert codes(found) == [("pdf_cut", Weight.NOTE)]
    assert sum(len(section.text) for section in found.sections) <= 500


def test_one_page_that_cannot_be_read_does_not_lose_the_others():
    broken = b"BT /F1 10 Tf (" + b"(" * 50_000
    content = pages_pdf([drawing(FIRST.split("\n")), stream(b"")[:4], broken])
    bomb = pages_pdf([drawing(FIRST.strip().split("\n")), b" " * 200_000], deflated=True)

    assert "3 Zuwendungsempfänger" in texts(read_pdf(content, URL))
    found = read_pdf(bomb, URL, PdfLimits(stream_bytes=50_000))
    assert "3 Zuwendungsempfänger" in texts(found)
    assert codes(found) == [("pdf_cut", Weight.NOTE)]


# --- hostile ----------------------------------------------------------------------------------


def test_a_stream_that_inflates_to_200_megabytes_is_not_inflated():
    pages_pdf([b""])  # imports are no part of what is measured
    read_pdf(text_pdf(FIRST), URL)
    packed = zlib.compressobj(9)
    block = b"0 0 m " * 100_000
    body = b"".join(packed.compress(block) for _ in range(340)) + packed.flush()
    bomb = pages_pdf([b"X"]).replace(
        stream(b"X"),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(body), body),
    )
    tracemalloc.start()
    started = time.process_time()

    found = read_pdf(bomb, URL)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes(found) == [("pdf_damaged", Weight.DOUBT)]
    assert peak < 60_000_000
    assert time.process_time() - started < 10


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


@pytest.mark.parametrize(
    "objects",
    [
        [CATALOGUE, b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"],
        [CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] >>", b"<< /Type /Pages /Kids [2 0 R] >>"],
        [
            CATALOGUE,
            b"<< /Type /Pages /Kids [3 0 R] /Parent 3 0 R >>",
            b"<< /Kids [2 0 R 2 0 R] >>",
        ],
        [CATALOGUE, *(b"<< /Type /Pages /Kids [%d 0 R] >>" % (n + 3) for n in range(3_000))],
        [CATALOGUE, b"<< /Type /Pages /Kids [%s] >>" % (b"3 0 R " * 60_000), b"<< /Type /Page >>"],
        [CATALOGUE, b"[" * 50_000],
        [CATALOGUE, b"<< /Kids " * 20_000],
        [CATALOGUE, b"2 0 R"],
    ],
    ids=["self", "loop", "parents", "deep", "wide", "arrays", "dictionaries", "reference"],
)
def test_a_hostile_tree_of_pages_comes_to_an_end(objects):
    started = time.process_time()

    found = read_pdf(pdf_of(objects), URL)

    assert found.findings
    assert not found.sections
    assert time.process_time() - started < 10


def test_forms_that_draw_each_other_come_to_an_end():
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        b"/Resources << /XObject << /X %d 0 R >> >>"
    )
    objects = [
        CATALOGUE,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
        b"/Resources << /XObject << /X 5 0 R >> >> >>",
        stream(b"/X Do " * 50),
        form % 6 + b" /Length 300 >>\nstream\n" + b"/X Do " * 50 + b"\nendstream",
        form % 5 + b" /Length 300 >>\nstream\n" + b"/X Do " * 50 + b"\nendstream",
    ]
    started = time.process_time()

    assert codes(read_pdf(pdf_of(objects), URL))
    assert time.process_time() - started < 10


def test_time_is_bounded_within_a_page_and_between_pages():
    heavy = drawing(["Wort für Wort wird hier geschrieben."] * 20_000)
    started = time.process_time()

    found = read_pdf(pages_pdf([heavy] * 40, deflated=True), URL, PdfLimits(seconds=0.5))

    assert time.process_time() - started < 8
    assert any("0.5 seconds" in finding.text for finding in found.findings)


def test_without_time_nothing_is_read_and_that_is_said():
    assert codes(read_pdf(text_pdf(FIRST), URL, PdfLimits(seconds=0.0)))[0][0] == "pdf_damaged"


@PROPERTY
@given(st.binary(max_size=400))
def test_any_bytes_give_a_finding(content):
    for each in (content, b"%PDF-1.4\n" + content):
        found = read_pdf(each, URL)
        assert found.findings
        assert found.sections == ()


@PROPERTY
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=12), st.booleans())
def test_any_damage_to_a_pdf_is_survived(place, noise, cut):
    good = text_pdf(FIRST, SECOND)
    start = place % len(good)
    damaged = good[:start] + noise + (b"" if cut else good[start + len(noise) :])

    found = read_pdf(damaged, URL)

    assert found.findings or found.sections
    assert all(section.text for section in found.sections)
    assert len(texts(found)) == len(found.sections)


def test_pypdf_is_imported_only_when_a_pdf_is_read():
    program = "import sys, scout.reading.pdfs; print('pypdf' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
