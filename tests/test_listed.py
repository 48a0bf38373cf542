"""The attached list: a table that German spreadsheets open, and in which nothing runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.digest.listed import COLUMNS, MARK, list_of
from tests.builders import TODAY, deadline_on, facts, project, source
from tests.full_issue import new_item

WRITTEN = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("=+-@\t\r\n;\"',"))


def rows(text: str) -> list[list[str]]:
    """Read a table as a spreadsheet does."""
    assert text.startswith(MARK)
    return list(csv.reader(StringIO(text.removeprefix(MARK), newline=""), delimiter=";"))


def test_a_list_names_title_address_deadline_project_fit_and_source() -> None:
    due = facts(deadline_on(date(2027, 1, 31)))
    items = [new_item(1, title="Ladepunkte; überall", facts=due), new_item(2, facts=None)]
    named = {"glasfaser": project("glasfaser", title="Glasfaser für Schulen")}

    text = list_of(items, TODAY, named, [source()])

    assert rows(text) == [
        list(COLUMNS),
        [
            "Ladepunkte; überall",
            "https://foerderung.example/aufruf/k1",
            "31.01.2027 (noch 43 Tage)",
            "Glasfaser für Schulen",
            "hoch (0,25)",
            "Probequelle",
        ],
        [
            "Aufruf k2",
            "https://foerderung.example/aufruf/k2",
            "nicht eindeutig – bitte bei der Quelle nachsehen",
            "Glasfaser für Schulen",
            "hoch (0,25)",
            "Probequelle",
        ],
    ]
    assert text.count("\r\n") == text.count("\n") == 3
    assert text.encode().startswith(b"\xef\xbb\xbfTitel;")


def test_without_titles_projects_and_sources_go_by_their_keys() -> None:
    (_, row) = rows(list_of([new_item(1)], TODAY, {}, []))
    assert (row[3], row[5]) == ("glasfaser", "probe")


def test_an_empty_list_has_its_columns() -> None:
    assert rows(list_of([], TODAY, {}, [])) == [list(COLUMNS)]


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+49 2541", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n@x", "  =1+1", "＝1+1", "\x00=1"],
    ids=range(10),
)
def test_no_cell_is_a_formula(formula: str) -> None:
    item = new_item(1, title=formula, url=formula)
    named = {"glasfaser": project("glasfaser", title=formula)}

    (_, row) = rows(list_of([item], TODAY, named, [source(title=formula)]))

    for cell in (row[0], row[3], row[5]):
        assert cell[0] == "'"
        assert cell[1] in "=+-@＝"
    assert row[1] == ""


@given(title=WRITTEN, name=WRITTEN, url=WRITTEN)
def test_whatever_is_written_a_row_stays_a_row(title: str, name: str, url: str) -> None:
    item = new_item(1, title=title)
    item = replace(item, call=replace(item.call, url=f"https://x.example/{url}"))
    named = {"glasfaser": project("glasfaser", title=name)}

    found = rows(list_of([item], TODAY, named, []))

    assert [len(row) for row in found] == [6, 6]
    for cell in found[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert "\n" not in cell
        assert "\r" not in cell
