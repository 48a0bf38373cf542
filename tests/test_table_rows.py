"""Rows of a table of text: quotes, line breaks, encodings, and what is broken."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scout.reading.table_rows import (
    LONGEST_ROW,
    Broken,
    Line,
    Row,
    cells_of,
    lines_of,
    rows_of,
)
from tests.patience import patience

NEVER_CLOSED = "a quote in it is never closed"


def rows(text: str, width: int = 3) -> list[Row | Broken]:
    return list(rows_of(lines_of(text.encode()), width))


def cells(text: str, width: int = 3) -> list[list[str]]:
    found = rows(text, width)
    assert all(isinstance(row, Row) for row in found), found
    return [list(row.cells) for row in found if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a;b;c", ["a", "b", "c"]),
        ('="05558012";="b";1.234,50', ["05558012", "b", "1.234,50"]),
        ('"a";"b;b";"c"', ["a", "b;b", "c"]),
        ('="a";="";=""', ["a", "", ""]),
        (";;", ["", "", ""]),
        ("a;b;c;", ["a", "b", "c"]),
        ("a;b;c;;;", ["a", "b", "c"]),
        (' ="a" ; b ;\t"c"', ["a", "b", "c"]),
        ('="a";="sagt ""ja"" und geht";="c"', ["a", 'sagt "ja" und geht', "c"]),
        ('="a";="sagt "ja" und geht";="c"', ["a", 'sagt "ja" und geht', "c"]),
        ('="a";="heißt "Netz"";="c"', ["a", 'heißt "Netz"', "c"]),
        ('="a";="""Netz"" ist alles";="c"', ["a", '"Netz" ist alles', "c"]),
        ("=SUM(A1);=1+1;@x", ["=SUM(A1)", "=1+1", "@x"]),
        ('a"b;c;d', ['a"b', "c", "d"]),
    ],
)
def test_cells_are_what_stands_between_semicolons_or_in_quotes(
    line: str, expected: list[str]
) -> None:
    assert cells(line) == [expected]
    assert cells(f"{line}\r\n\r\n{line}\n") == [expected, expected]


def test_a_line_break_within_quotes_belongs_to_the_cell() -> None:
    text = '="a";="eins\nzwei\n\ndrei";="c"\n"x\ny";b;c'
    assert cells(text) == [["a", "eins\nzwei\n\ndrei", "c"], ["x\ny", "b", "c"]]
    assert [row.line for row in rows(text)] == [1, 5]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a;b", "it has 2 cells"),
        ("a;b;c;d", "it has 4 cells"),
        ('="a";="b";="c', NEVER_CLOSED),
        ("x" * LONGEST_ROW + ";b;c", f"the line is longer than {LONGEST_ROW} bytes"),
    ],
)
def test_a_broken_row_says_why_and_costs_no_other(text: str, why: str) -> None:
    found = rows(f"1;2;3\n{text}\n4;5;6\n7;8;9")
    why = why.replace("the line", "a line of it")
    assert found == [
        Row(1, ["1", "2", "3"]),
        Broken(2, why),
        Row(3, ["4", "5", "6"]),
        Row(4, ["7", "8", "9"]),
    ]


def test_a_quote_that_is_never_closed_ends_after_some_lines() -> None:
    found = rows('a;"b;c\n' + "nur Text\n" * 60)
    assert found[0] == Broken(1, NEVER_CLOSED)
    assert {type(row) for row in found} == {Broken}


def test_a_header_may_have_any_number_of_cells_and_is_unknown_while_a_quote_is_open() -> None:
    assert cells_of('="FKZ";="Ressort";') == ["FKZ", "Ressort", ""]
    assert cells_of('="FKZ";="Ress') is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Förderung 2 €".encode("iso-8859-15"), "Förderung 2 €"),
        ("Förderung 2 €".encode(), "Förderung 2 €"),
        ("\ufeffFörderung".encode(), "Förderung"),
        (b"plain", "plain"),
        (b"\xff\xfe", "ÿþ"),
    ],
)
def test_the_encoding_is_utf_8_where_it_can_be(content: bytes, text: str) -> None:
    assert list(lines_of(content)) == [Line(1, text)]


def test_a_character_on_the_edge_of_a_chunk_is_read_whole() -> None:
    content = b"x" * ((1 << 20) - 1) + "ü\nü".encode()
    assert [line.text for line in lines_of(content)] == [None, "ü"]


TEXT = st.text(st.sampled_from('ab ä;"=\n\t,.'), max_size=12)
TABLES = st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=6)


@given(TABLES, st.sampled_from(['="', '"']), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_with_doubled_quotes_comes_back(
    table: list[list[str]], opening: str, end: str
) -> None:
    # A line in the middle of a cell that is a row by itself counts as one: of 26 cells, none is.
    assume(not any(";" in cell and "\n" in cell for row in table for cell in row))
    lines = [";".join(opening + cell.replace('"', '""') + '"' for cell in row) for row in table]
    found = cells("".join(line + end for line in lines))
    assert found == table


@given(st.text(st.sampled_from('ab;"=\n '), max_size=200), st.integers(2, 5))
def test_any_text_gives_rows_of_one_width_and_says_what_is_none(text: str, width: int) -> None:
    found = rows(text, width)
    assert {len(row.cells) for row in found if isinstance(row, Row)} <= {width}
    filled = [n for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    begun = [row.line for row in found]
    assert begun == sorted(begun)
    assert set(begun) <= set(filled)
    # What comes first is a row or broken: nothing is passed over.
    assert begun[:1] == filled[:1]


@given(st.binary(max_size=300))
def test_any_bytes_give_lines(content: bytes) -> None:
    found = list(lines_of(content))
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert len(found) == content.count(b"\n") + (not content.endswith(b"\n") and bool(content))


@pytest.mark.parametrize("part", ['"', '""', '" ', '";', '="', ";", '"\n', '="a";="b\n', "\n"])
def test_hostile_text_is_read_in_time_that_grows_with_its_length_only(part: str) -> None:
    with patience():
        found = list(rows_of(lines_of(part.encode() * (150_000 // len(part))), 26))
    assert all(isinstance(row, Broken) for row in found)
