"""Pages as they are: recorded ones, any markup, any bytes, hostile ones."""

from __future__ import annotations

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import Admission
from scout.reading.pages import (
    Meaning,
    read_page,
    sections_of_call,
)
from tests.publisher_pages import (
    PROPERTY,
    SHARED,
    URL,
    body,
    facts_of,
    reading_of,
    texts,
)

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
