"""The reader of tables of sentences loses no row and says where a bad one stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sentence_tables import read_table, table

WRITTEN = """\
# expected | text
= days
2027-03-31 | Bis 31. März 2027 | oder später.
- | Überschrift / Zweite Zeile

= others
FIXED | 05-31 | Bis 31. Mai.
"""


def test_rows_of_a_table_are_read_with_their_lines() -> None:
    assert read_table(WRITTEN, "x.txt", "days", columns=2) == [
        ("2027-03-31", "Bis 31. März 2027 | oder später."),
        ("", "Überschrift\nZweite Zeile"),
    ]
    assert read_table(WRITTEN, "x.txt", "others", columns=3) == [("FIXED", "05-31", "Bis 31. Mai.")]


@pytest.mark.parametrize(
    ("written", "title", "columns", "said"),
    [
        (WRITTEN, "others", 4, "x.txt, line 7: expected 4 columns parted by ' | ', none empty, "
                               "found 3 in 'FIXED | 05-31 | Bis 31. Mai.'"),
        ("= a\n | Text", "a", 2, "x.txt, line 2: expected 2 columns"),
        ("= a\nNur Text", "a", 2, "found 1 in 'Nur Text'"),
        ("Text\n= a", "a", 1, "x.txt, line 1: expected '= title' first, found 'Text'"),
        ("= a\nText\n= a", "a", 1, "x.txt, line 3: there is a table 'a' already"),
        ("= a\n\n= b\nText", "a", 1, "x.txt: expected a row of it, found no row of a table 'a'"),
        (WRITTEN, "daze", 2, "expected one of ['days', 'others'], found no row of a table 'daze'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(
    written: str, title: str, columns: int, said: str
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_table(written, "x.txt", title, columns=columns)
    assert said in str(caught.value)


TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)


@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=9))
def test_every_row_that_is_written_is_read(rows: list[tuple[str, str]]) -> None:
    rows = [row for row in rows if not row[0].startswith("#")]
    written = "\n".join(["= t", *(f"{first} | {text}" for first, text in rows)])
    if rows:
        wanted = [("" if first == "-" else first, text) for first, text in rows]
        assert read_table(written, "x.txt", "t", columns=2) == wanted


def test_a_file_beside_the_tests_is_read() -> None:
    assert len(table("applying_language.txt", "guideline: other matters", columns=1)) > 100
