from __future__ import annotations

import html
import unicodedata

import pytest
from bs4.element import Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Section
from scout.reading.sections import (
    links_of,
    parse_html,
    printable,
    split_at_headings,
    split_topic,
    text_of,
)

PROPERTY = settings(max_examples=150, deadline=None)
# Lone surrogates cannot come out of decoded bytes, and no parser takes them.
PLAIN = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=120)
TAGS = st.sampled_from(
    "<p> </p> <div> </div> <ul> <li> </li> </ul> <br> <td> <tr> <table> </table> <h2> </h2> "
    "<a> </a> <b> </b> <script> </script> <!-- --> <![CDATA[ ]]> &amp; &lt; &#0; &nbsp; < > "
    "</ <?".split()
)
MARKUP = st.lists(st.one_of(TAGS, PLAIN, st.sampled_from(["Pegel", "Ampel ", " ", "\n\t"]))).map(
    "".join
)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Nur Text", "Nur Text"),
        ("", ""),
        ("<p> </p><div></div>", ""),
        ("<p>Eins</p><p>Zwei</p>", "Eins\nZwei"),
        ("<p>Eins<br>Zwei<br/>Drei</p>", "Eins\nZwei\nDrei"),
        ("<p>weicher\n   Umbruch\tim Quelltext</p>", "weicher Umbruch im Quelltext"),
        ("<p>ein <b>fettes</b>Wort</p>", "ein fettesWort"),
        ("<p>mit <a href='x'>Verweis</a>, weiter</p>", "mit Verweis, weiter"),
        ("<ul><li>Sensor</li><li>Funk</li></ul>", "• Sensor\n• Funk"),
        ("<ul><li><p>Sensor</p><p>Funk</p></li></ul>", "• Sensor\nFunk"),
        ("<ul><li></li><li> </li><li>Funk</li></ul>", "• Funk"),
        ("<ul><li>oben<ul><li>unten</li></ul></li></ul>", "• oben\n• unten"),
        ("<ul><li></li></ul><p>danach</p>", "danach"),
        ("<ol><li>Eins</li></ol>Zwei", "• Eins\nZwei"),
        ("<table><tr><td>Euro</td><td>Satz</td></tr></table>", "Euro\tSatz"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\nb"),
        ("<table><tr><th>Kopf</th><td>Wert</td></tr></table>", "Kopf\tWert"),
        ("<p>Frei\u00a0Haus</p>", "Frei\u00a0Haus"),
        ("<p>Frei&nbsp;Haus</p>", "Frei\u00a0Haus"),
        ("<p>Breit&shy;band</p>", "Breit\u00adband"),
        ("<p>R&amp;D &lt;neu&gt; f&uuml;r 5&nbsp;&euro;</p>", "R&D <neu> für 5\u00a0€"),
        ("<p>Sicht<script>var x = 'weg';</script><style>p{}</style>bar</p>", "Sichtbar"),
        ("<p>vor<!-- geheim -->nach</p>", "vornach"),
        ("<template>weg</template><noscript>auch</noscript>da", "da"),
        ("<p>Steuer\x00zei\x0bchen\x1f</p>", "Steuerzeichen"),
        ("<p>offen<div>und <b>nie zu", "offen\nund nie zu"),
        ("</p></div>verkehrt", "verkehrt"),
        ("<?xml version='1.0'?><p>Doch HTML</p>", "Doch HTML"),
        ("https://example.org/nur-eine-adresse", "https://example.org/nur-eine-adresse"),
        ("datei.html", "datei.html"),
        ("<p>  viele   Leerzeichen  </p>", "viele Leerzeichen"),
        ("<dl><dt>Frist</dt><dd>keine</dd></dl>", "Frist\nkeine"),
    ],
)
def test_text_is_what_a_browser_would_show(markup: str, expected: str) -> None:
    assert text_of(markup) == expected


def test_a_parsed_fragment_reads_like_its_markup() -> None:
    markup = "<p>Eins</p><ul><li>Zwei</li></ul>"
    assert text_of(parse_html(markup)) == text_of(markup)


def test_broken_markup_is_parsed_to_a_tag() -> None:
    assert isinstance(parse_html("<div <p <<>"), Tag)


def test_a_text_is_parted_at_its_headings() -> None:
    markup = (
        "<p>Vorweg</p><h2>Ziel</h2><p>Netz</p><p>bauen</p><h2>Frist</h2><ul><li>keine</li></ul>"
    )
    assert split_at_headings(markup) == [
        Section("", "Vorweg"),
        Section("Ziel", "Netz\nbauen"),
        Section("Frist", "• keine"),
    ]


def test_headings_inside_of_boxes_part_as_well() -> None:
    markup = "<section><div><h2>Ziel</h2>Netz</div><div><h2>Frist</h2><p>keine</p></div></section>"
    assert split_at_headings(markup) == [Section("Ziel", "Netz"), Section("Frist", "keine")]


def test_parts_without_text_are_left_out() -> None:
    assert split_at_headings("<h2>Leer</h2><p> </p><h2>Voll</h2>ja") == [Section("Voll", "ja")]
    assert split_at_headings("") == []


def test_a_heading_that_stands_twice_is_one_section() -> None:
    markup = "<h2>Ziel</h2>Netz<h2>Frist</h2>keine<h2>Ziel</h2>Strom"
    assert split_at_headings(markup) == [Section("Ziel", "Netz\nStrom"), Section("Frist", "keine")]


def test_a_heading_is_one_line() -> None:
    markup = "<h2>Was<br>wird <b>gefördert</b></h2><p>Netze</p>"
    assert split_at_headings(markup) == [Section("Was wird gefördert", "Netze")]


def test_the_level_of_headings_can_be_chosen() -> None:
    markup = "<h2>Oben</h2><p>a</p><h3>Unten</h3><p>b</p>"
    assert split_at_headings(markup, "h3") == [Section("", "Oben\na"), Section("Unten", "b")]
    assert split_at_headings(parse_html(markup)) == [Section("Oben", "a\nUnten\nb")]


def test_comments_between_headings_are_no_text() -> None:
    assert split_at_headings("<h2>A</h2><!-- weg -->da<h2>B</h2>dort") == [
        Section("A", "da"),
        Section("B", "dort"),
    ]


def test_links_come_with_text_and_target_in_order() -> None:
    markup = (
        "<a href='/eins'>Erste\n Seite</a><a name='anker'>kein Ziel</a><a href=''>leer</a>"
        "<a href='https://example.org/?a=1&amp;b=2'><b>Zweite</b></a><a href='#x'></a>"
    )
    assert links_of(markup) == [
        ("Erste Seite", "/eins"),
        ("Zweite", "https://example.org/?a=1&b=2"),
        ("", "#x"),
    ]
    assert links_of(parse_html("<a href='x' data-y='z'>t</a>"), "data-y") == [("t", "z")]


def seen(text: str) -> list[str]:
    """Split into words as a reader sees them, without the mark of a list item."""
    return text.replace("•", " ").split()


@PROPERTY
@given(PLAIN)
def test_escaped_text_comes_back_word_by_word(text: str) -> None:
    controls = {char: None for char in map(chr, range(32)) if char not in "\t\n\r\f"}
    expected = text.translate(str.maketrans(controls))
    assert seen(text_of(f"<p>{html.escape(expected)}</p>")) == seen(expected)
    assert seen(text_of(html.escape(text))) == seen(expected)


@PROPERTY
@given(MARKUP)
def test_no_character_is_invented(markup: str) -> None:
    source = html.unescape(markup) + markup
    invented = (
        {char for char in text_of(markup) if not char.isspace()} - set(source) - set("•\ufffd")
    )
    assert not {char for char in invented if unicodedata.category(char) != "Cc"}


@PROPERTY
@given(MARKUP)
def test_any_markup_gives_tidy_lines(markup: str) -> None:
    text = text_of(markup)
    assert text == text_of(markup)
    assert all(
        line == line.strip(" \t") and line not in ("", "•") for line in text.split("\n") if text
    )
    assert "  " not in text


@PROPERTY
@given(MARKUP)
def test_sections_of_any_markup_are_unique_and_not_empty(markup: str) -> None:
    sections = split_at_headings(markup)
    assert len({section.heading for section in sections}) == len(sections)
    assert all(section.text for section in sections)
    whole = seen(text_of(markup))
    assert all(set("".join(seen(part.text))) <= set("".join(whole)) for part in sections)
    assert all(isinstance(target, str) and target for _, target in links_of(markup))


@PROPERTY
@given(st.lists(st.tuples(st.sampled_from(["Ziel", "Frist", "Wer"]), PLAIN), max_size=6))
def test_sections_hold_what_stands_below_their_headings(parts: list[tuple[str, str]]) -> None:
    markup = "".join(f"<h2>{name}</h2><p>{html.escape(text)}</p>" for name, text in parts)
    expected: dict[str, list[str]] = {}
    for name, text in parts:
        expected.setdefault(name, []).extend(seen(text_of(html.escape(text))))
    found = {section.heading: seen(section.text) for section in split_at_headings(markup)}
    assert found.keys() <= expected.keys()
    assert {name: found.get(name, []) for name in expected} == expected


@pytest.mark.parametrize(
    ("markup", "length"),
    [
        ("<div>" * 100_000 + "Text" + "</div>" * 100_000, 4),
        ("<ul><li>" * 30_000 + "Text", 6),
        ("<br>" * 100_000 + "Text", 4),
        ("<" * 1_000_000, None),
        ("[" * 1_000_000, 1_000_000),
        ("9" * 1_000_000, 1_000_000),
        ("<a " + "x " * 50_000 + ">Text</a>", 4),
        ("<tr>" + "<td> </td>" * 50_000, 0),
        ("&" * 300_000, 300_000),
    ],
    ids=["div", "li", "br", "angle", "brackets", "digits", "attributes", "cells", "ampersands"],
)
def test_hostile_markup_comes_to_an_end(markup: str, length: int | None) -> None:
    text = text_of(markup)
    assert length is None or len(text) == length


@pytest.mark.parametrize(
    "markup",
    ["<span>x" * 20_000, "<b>x" * 20_000, "<li><span>x" * 10_000],
    ids=["span", "b", "li"],
)
def test_deep_markup_costs_its_length_and_not_its_depth(markup: str) -> None:
    assert text_of(markup).count("x") == markup.count("x")


def test_a_heading_deep_inside_is_found_without_looking_at_every_depth() -> None:
    found = split_at_headings("<div>" * 10_000 + "<h2>Ziel</h2>Text")
    assert [section.heading for section in found] == ["Ziel"]


@pytest.mark.parametrize("blank", ["&nbsp;", "\u2003", "<br/>&nbsp;"])
def test_what_nobody_sees_is_no_text(blank: str) -> None:
    assert text_of(f"<p>{blank}</p>") == ""
    assert split_at_headings(f"<h2>Fristen</h2><p>{blank}</p>") == []


def test_half_a_character_is_left_out() -> None:
    assert text_of("Pegel\ud800stand") == "Pegelstand"


# --- topics of the EU -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("<p>Just a text.</p>", [("Description", "Just a text.")]),
        (
            "<p class='topicdescriptionkind'>Any words</p>: <p>Text.</p>",
            [("Any words", ":\nText.")],
        ),
        (
            "<div><span class='x topicdescriptionkind'>Scope</span><p>One.</p></div><p>Two.</p>",
            [("Scope", "One.\nTwo.")],
        ),
        (
            "<p>Scope: </p><p>One.</p><p>Objective:</p><p>Two.</p><p>Scope :</p><p>Three.</p>",
            [("Scope", "One.\nThree."), ("Objective", "Two.")],
        ),
        ("<p>Scope</p><p>Budget:</p><p>1 €</p>", [("Description", "Scope\nBudget:\n1 €")]),
        ("<p>Scope: towns</p><p>Scope:</p>", [("Description", "Scope: towns")]),
        (
            "<p class='topicdescriptionkind'>null</p><p>TRL 5.</p>",
            [("Description", "TRL 5.")],
        ),
    ],
)
def test_a_topic_is_parted_where_the_portal_parts_it(
    html: str, expected: list[tuple[str, str]]
) -> None:
    assert split_topic(html) == [Section(heading, text) for heading, text in expected]


@PROPERTY
@given(
    st.lists(
        st.one_of(
            MARKUP, st.sampled_from(["<p>Scope:</p>", "<p class='topicdescriptionkind'>", "</p>"])
        )
    ).map("".join)
)
def test_any_topic_gives_sections_with_different_headings(markup: str) -> None:
    found = split_topic(markup)
    assert len({section.heading for section in found}) == len(found)
    assert all(section.heading.strip() and section.text for section in found)


@PROPERTY
@given(st.text(alphabet=st.characters()))
def test_what_is_printable_can_be_stored_and_loses_no_word(text: str) -> None:
    found = printable(text)
    assert "\x00" not in found
    found.encode()
    assert printable(found) == found
    assert [char for char in text if char.isalnum()] == [char for char in found if char.isalnum()]
