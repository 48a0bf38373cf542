"""Records of a published table become calls as the spider of the export delivers them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import Section
from scout.reading.records import as_in_record, check_record, label_of, plain_lines, record_to_call

RECORD: dict[str, Any] = {
    "id": "a1",
    "title": "Lastenräder für Rathäuser",
    "url": "https://foerderung.example/a1",
    "funding_type": ["Zuschuss", "Bürgschaft"],
    "funding_location": ["Nordrhein-Westfalen", "Thüringen", "bundesweit"],
    "funding_area": ["Mobilität"],
    "eligible_applicants": ["Kommune", "Öffentliche Einrichtung", "Existenzgründer/in"],
    "description": "### Kurztext\n\nKurz gesagt.\n\n### Volltext\n\nLang **erzählt**.\n\n* ein Rad",
    "more_info": "### Fristen\n\nBis 1. Mai.\n\n### rechtliche Voraussetzungen\n\nKeine.",
    "legal_basis": "### Richtlinie\n\n1 Zweck\n-------\n\n### 2 Empfänger\n\nGemeinden.",
}


def test_a_record_has_the_sections_and_codes_of_the_export() -> None:
    call = record_to_call(RECORD)
    assert call.key == "a1"
    assert call.title == "Lastenräder für Rathäuser"
    assert call.sections == (
        Section("Kurztext", "Kurz gesagt."),
        Section("Volltext", "Lang erzählt.\n• ein Rad"),
        Section("Fristen", "Bis 1. Mai."),
        Section("Rechtliche Voraussetzungen", "Keine."),
        Section("Richtlinie", "1 Zweck\n2 Empfänger\nGemeinden."),
    )
    assert call.codes == {
        "Foerderart": ("zuschuss", "buergschaft"),
        "Foerdergebiet": ("nordrhein_westfalen", "thueringen", "bundesweit"),
        "Foerderberechtigte": ("kommune", "oeffentliche_einrichtung", "existenzgruenderin"),
    }


def test_some_records_hold_html() -> None:
    html = (
        "<div class='rich'><h3>Kurztext</h3> <p>Kurz, <abbr title='x'>z.B.</abbr> so.</p></div>"
        "<div><h3>Volltext</h3><p>Lang:</p><ul><li>eins</li><li><p>zwei</p></li></ul></div>"
    )
    call = record_to_call({**RECORD, "description": html})
    assert call.sections[:2] == (
        Section("Kurztext", "Kurz, z.B. so."),
        Section("Volltext", "Lang:\n• eins\n• zwei"),
    )


@pytest.mark.parametrize("missing", ["title", "url", "description", "funding_type"])
def test_what_a_record_does_not_say_is_empty(missing: str) -> None:
    bare = {key: value for key, value in RECORD.items() if key != missing}
    assert check_record(bare) is bare
    assert record_to_call(bare).key == "a1"
    assert record_to_call({**RECORD, missing: None}).key == "a1"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Der Zuschuss beträgt EUR 5.000 je Rad.", "5.000 je Rad."),
        ("• Rathäuser erhalten mehr.", "Rathäuser erhalten mehr."),
        ("Das steht nirgends.", "Das steht nirgends."),
    ],
)
def test_of_html_the_stretch_between_tags_is_quoted(quote: str, expected: str) -> None:
    html = (
        "<p>Der Zuschuss beträgt <abbr title='Euro'>EUR</abbr> 5.000\n je Rad.</p>"
        "<ul><li>Rathäuser erhalten mehr.</li></ul>"
    )
    quotes = {"rate": quote, "deadline": None}
    found = as_in_record({**RECORD, "description": html}, quotes)
    assert found == {"rate": expected, "deadline": None}
    assert as_in_record(RECORD, quotes) == quotes


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([], r"expected an object with the key id, found '\[\]'"),
        ({}, "id: expected a text, found 'None'"),
        ({"id": ""}, "id: expected a text, found ''"),
        ({"id": 7}, "id: expected a text, found '7'"),
        ({**RECORD, "description": 3}, "description: expected a text, found '3'"),
        ({**RECORD, "funding_type": "Zuschuss"}, "funding_type: expected a list of labels"),
        ({**RECORD, "funding_location": [1]}, "funding_location: expected a list of labels"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(record: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_record(record)


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("## Höhe", ["Höhe"]),
        ("**Fett** und *schräg*", ["Fett und schräg"]),
        ("siehe [Amtsblatt](https://amtsblatt.example/1) Seite 2", ["siehe Amtsblatt Seite 2"]),
        ("* Punkt\n- Strich\n+ Plus", ["• Punkt", "• Strich", "• Plus"]),
        ("| Satz | Höhe |\n| --- | --- |\n| A | 80 % |", ["Satz\tHöhe", "A\t80 %"]),
        ("Ende\n====\n\n---\n", ["Ende"]),
        ("F&amp;E   mit \\* Stern", ["F&E mit * Stern"]),
        ("3 * 4 = 12 und 2*2", ["3 * 4 = 12 und 2*2"]),
        ("*\n\n  \n", ["*"]),
        ("1. Erstens\n2) Zweitens", ["1. Erstens", "2) Zweitens"]),
    ],
)
def test_only_the_marks_of_markdown_go(markdown: str, lines: list[str]) -> None:
    assert list(plain_lines(markdown)) == lines


@pytest.mark.parametrize(
    ("group", "code", "label"),
    [
        ("Foerderberechtigte", "oeffentliche_einrichtung", "Öffentliche Einrichtung"),
        ("Foerderberechtigte", "mondbewohner", "mondbewohner"),
        ("Foerdergebiet", "sachsen_anhalt", "Sachsen-Anhalt"),
        ("Foerdergebiet", "thueringen", "Thüringen"),
        ("Foerdergebiet", "mond", "mond"),
        ("Richtlinie", "Gemeinden", "Gemeinden"),
    ],
)
def test_a_code_is_quoted_by_its_label(group: str, code: str, label: str) -> None:
    assert label_of(group, code) == label


@given(st.text(max_size=400))
def test_any_text_gives_lines_without_blank_ends(markdown: str) -> None:
    for line in plain_lines(markdown):
        assert line == line.strip() != ""
        assert "\n" not in line
