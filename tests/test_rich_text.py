"""Rich texts of content systems: HTML, Markdown and blocks, and records read by their names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.reading.cms_fields import Fields, Kind
from scout.reading.rich_text import html_of, is_blocks
from scout.reading.sections import text_of

SAID = "Ziel\nBaustellen werden leise.\n• sechs Teams\n• drei Teams\nMehr hier."
FORMS = {
    "HTML": "<h2>Ziel</h2><p>Baustellen werden <b>leise</b>.</p><ul><li>sechs Teams</li>"
    "<li>drei Teams</li></ul><p>Mehr <a href='https://a.example/x'>hier</a>.</p>",
    "Markdown": "## Ziel\n\nBaustellen werden **leise**.\n\n- sechs Teams\n- drei Teams\n\n"
    "Mehr [hier](https://a.example/x).",
    "blocks": [
        {"type": "heading", "level": 2, "children": [{"type": "text", "text": "Ziel"}]},
        {"type": "paragraph", "children": [
            {"type": "text", "text": "Baustellen werden "},
            {"type": "text", "text": "leise", "bold": True},
            {"type": "text", "text": "."}]},
        {"type": "list", "format": "unordered", "children": [
            {"type": "list-item", "children": [{"type": "text", "text": "sechs Teams"}]},
            {"type": "list-item", "children": [{"type": "text", "text": "drei Teams"}]}]},
        {"type": "paragraph", "children": [
            {"type": "text", "text": "Mehr "},
            {"type": "link", "url": "https://a.example/x",
             "children": [{"type": "text", "text": "hier"}]},
            {"type": "text", "text": "."}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_three_forms_say_the_same(form):
    html = html_of(FORMS[form])

    assert text_of(html) == SAID
    assert "https://a.example/x" in html
    assert "<h2>Ziel</h2>" in html


def test_what_looks_like_marks_and_is_none_stays():
    for text in (
        "17. Januar 2027",
        "2 < 3 und 4 > 1",
        "a_b_c",
        "5 * 3",
        "# ohne Leerzeichen".replace(" ", ""),
    ):
        assert text_of(html_of(text)) == text


@pytest.mark.parametrize("value", [None, 3, True, {}, [], ["a"], {"type": "x"}, [{"id": 1}]])
def test_what_is_no_text_is_empty(value):
    assert html_of(value) == ""
    assert not is_blocks(value)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_letter_of_markdown_is_lost_nor_becomes_markup(text):
    plain = text_of(html_of("Anfang " + text.replace("<", "‹").replace("[", "(")))

    letters = [each for each in text if each.isalpha()]
    assert [each for each in plain if each.isalpha()] == [*"Anfang", *letters]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "children", "text", "url", "level", "data", "attributes", "id"]
            )
            | st.text(max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_value_is_read(value):
    assert isinstance(html_of(value), str)


@given(
    st.dictionaries(st.sampled_from(["title_de", "text", "status", "tags", "x"]) | st.text(), JSON)
)
def test_any_record_is_read(values):
    fields = Fields(values)

    assert fields.language in ("de", "en")
    assert isinstance(fields.markup(), str)
    assert all(map(str.strip, (*fields.stated().values(), *fields.states())))
    assert all(isinstance(each, str) for each in fields.days(Kind.CLOSES))


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "*" * 200_000, "# " * 100_000, "- " * 100_000, "<p " * 60_000, "[](" * 60_000],
)
def test_hostile_marks_cost_their_length(text):
    begun = time.process_time()

    html_of(text)

    assert time.process_time() - begun < 3


def test_deep_blocks_and_parts_end():
    block: dict[str, object] = {"type": "text", "text": "tief"}
    part: dict[str, object] = {"text": "tief"}
    for _ in range(400):
        block = {"type": "paragraph", "children": [block]}
        part = {"text": [part]}

    assert "tief" not in html_of([block])
    assert "tief" not in Fields(part).markup()


def test_german_comes_before_unnamed_and_english():
    values = {"text_en": "English", "text_de": "Deutsch", "text": "Ohne"}

    assert Fields(values).plain("text") == "Deutsch"
    assert Fields({"text_de": "", "text_en": "English"}).plain("text") == "English"
    assert Fields({"title_en": "A", "text_de": "B"}).language == "en"
    assert Fields({"headlineShortDe": "Kurz"}).title == "Kurz"


def test_days_are_those_of_german_clocks():
    values = {
        "application_end": "2026-12-31T22:59:00.000Z",
        "deadline": "2026-12-31",
        "bewerbungsfrist_de": "bis Ende Mai",
        "submissionDeadline": "9999-12-31T23:59:59Z",
        "end_date": "2030-01-01",
    }

    assert Fields(values).days(Kind.CLOSES) == [
        "2026-12-31, 23:59 Uhr",
        "2026-12-31",
        "bis Ende Mai",
        "9999-12-31T23:59:59Z",
    ]


def test_the_state_is_that_of_the_thing_and_not_of_its_document():
    four = {"category": {"data": [
        {"id": 1, "attributes": {"type": "topic", "tag_de": "Energie"}},
        {"id": 2, "attributes": {"type": "state", "tag_de": "Offen"}}]}}  # fmt: skip
    five = {"categories": [{"id": 2, "documentId": "a", "type": "state", "name": "Offen"}]}

    assert Fields(four).states() == Fields(five).states() == ["Offen"]
    assert Fields({"status": "published"}).states() == []
    assert Fields({"status": "Offen", "state": {"data": None}}).states() == ["Offen"]


def test_people_and_linked_documents_are_left_out():
    values = {
        "title": "Aufruf",
        "jury_de": "Rita Beispiel leitet die Jury.",
        "contact_text": "<p>Rita Beispiel</p>",
        "ansprechpartnerin": "Rita Beispiel",
        "news": {"data": [{"id": 1, "attributes": {"title": "Beispiel gewinnt"}}]},
        "stories": [{"id": 1, "documentId": "x", "title": "Beispiel gewinnt"}],
        "text": "Wir suchen Werkzeuge.",
    }
    fields = Fields(values)

    assert text_of(fields.markup()) == "Aufruf\nWir suchen Werkzeuge."
    assert fields.stated() == {}


def test_a_text_under_a_name_that_means_nothing_stands_under_its_name():
    long = "Dörfer brauchen Busse, die kommen, wenn man sie ruft. " * 4

    markup = Fields({"warum_wir": long, "preisgeld": "3 Mio. Euro"}).markup()

    assert text_of(markup).startswith("warum wir\nDörfer")
    assert "Euro" not in markup
    assert Fields({"preisgeld": "3 Mio. Euro", "runde": 2}).stated() == {
        "preisgeld": "3 Mio. Euro",
        "runde": "2",
    }


def test_an_open_tag_swallows_nothing_of_the_next_text():
    markup = Fields({"intro": "Kurz <script>a", "text": "Wichtig <!-- b", "body": "Ende"}).markup()

    assert "Ende" in text_of(markup)
    assert "Wichtig" in text_of(markup)
