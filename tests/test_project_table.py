"""The table of the Förderkatalog: columns by their words, values as they are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import Finding, Weight
from scout.errors import CrawlError
from scout.funded import Body, FundedProject, project_fields
from scout.reading.project_columns import find_columns
from scout.reading.project_table import Catalogue, read_projects

CATALOGUE = Catalogue("probe", "https://katalog.example/csv", "https://katalog.example/?fkz=")
REFUSALS = (None, "not_a_table", "other_structure")
SEAT = ("Gemeindekennziffer", "Stadt/Gemeinde", "Ort", "Bundesland", "Staat")
HEADER = (
    *("FKZ", "Ressort", "Referat", "Administrierende Stelle", "Arb.-Einh."),
    *("Förderempfänger /Auftragnehmer", *SEAT),
    *("Ausführende Stelle", *SEAT),
    *("Thema des geförderten Vorhabens", "Leistungsplansystematik"),
    *("Klartext Leistungsplansystematik", "Laufzeit von", "Laufzeit bis"),
    "Förder- / Auftragssumme (Anteil des Bundes) in EUR",
    *("Förderprofil", "Projekt", "Förderart"),
)
# As the catalogue said it before 2026.
FORMER = {
    "Administrierende Stelle": "PT",
    "Förderempfänger /Auftragnehmer": "Zuwendungsempfänger",
    "Thema des geförderten Vorhabens": "Thema",
    "Förder- / Auftragssumme (Anteil des Bundes) in EUR": "Fördersumme in EUR",
    "Projekt": "Verbundprojekt",
}
VALUES = (
    *("01 A/7", "BMV", "DP 24", "TÜV Rheinland", "mFUND"),
    *("Kreis Coesfeld", "05558012", "Coesfeld", "Coesfeld", "Nordrhein-Westfalen", "Deutschland"),
    *("Amt für Mobilität", "05558016", "Dülmen", "Buldern", "Nordrhein-Westfalen", "Deutschland"),
    *("Bürgerbus", "DM1200", "Modernitätsfonds", "01.10.2023", "30.09.2026", "1.234.567,89"),
    *("Sonstige", "BAUMBERGE", "Zuwendung"),
)


def body(name: str, ags: str, municipality: str, place: str) -> Body:
    return Body(
        name=name,
        ags=ags,
        municipality=municipality,
        place=place,
        land="Nordrhein-Westfalen",
        country="Deutschland",
    )


PROJECT = FundedProject(
    source="probe",
    key="01 A/7",
    url="https://katalog.example/?fkz=01%20A%2F7",
    title="Bürgerbus",
    recipient=body("Kreis Coesfeld", "05558012", "Coesfeld", "Coesfeld"),
    executing=body("Amt für Mobilität", "05558016", "Dülmen", "Buldern"),
    amount=Decimal("1234567.89"),
    starts_on=date(2023, 10, 1),
    ends_on=date(2026, 9, 30),
    ministry="BMV",
    unit="mFUND",
    division="DP 24",
    project_body="TÜV Rheinland",
    programme_code="DM1200",
    programme="Modernitätsfonds",
    profile="Sonstige",
    joint_project="BAUMBERGE",
    kind="Zuwendung",
)


def table(*rows: Sequence[str], header: Sequence[str] = HEADER) -> bytes:
    doubled = ([cell.replace('"', '""') for cell in row] for row in (header, *rows))
    lines = (";".join(f'="{cell}"' for cell in row) for row in doubled)
    return "\r\n".join(lines).encode("iso-8859-15")


def told(content: bytes) -> tuple[list[FundedProject], list[Finding]]:
    projects, findings = [], []
    for each in read_projects(content, CATALOGUE):
        (findings if isinstance(each, Finding) else projects).append(each)
    return projects, findings  # type: ignore[return-value]


def refused(read: Callable[[], object]) -> str | None:
    """Return the code of the error with which ``read`` ends, ``None`` if it ends well."""
    try:
        read()
    except CrawlError as error:
        return error.code
    return None


def row(**values: str) -> list[str]:
    """The row of PROJECT with other cells; a name is the beginning of a header."""
    places = {name: next(n for n, h in enumerate(HEADER) if h.startswith(name)) for name in values}
    changed = {places[name]: value for name, value in values.items()}
    return [changed.get(place, value) for place, value in enumerate(VALUES)]


def test_a_row_becomes_a_project_and_all_columns_are_known() -> None:
    assert told(table(VALUES)) == ([PROJECT], [])


def test_the_words_of_former_years_mean_the_same() -> None:
    former = [FORMER.get(name, name) for name in HEADER]
    assert told(table(VALUES, header=former)) == ([PROJECT], [])


@given(st.permutations(range(len(HEADER))))
def test_columns_may_stand_in_any_order_but_the_seats_of_two_bodies_in_theirs(
    order: list[int],
) -> None:
    # Which of two equal columns is whose is told by their order alone.
    first, second = sorted((5, 11), key=order.index)
    moved = list(order)
    for step in range(1, 6):
        places = sorted((order.index(first + step), order.index(second + step)))
        moved[places[0]], moved[places[1]] = first + step, second + step
    content = table([VALUES[n] for n in moved], header=[HEADER[n] for n in moved])
    assert told(content) == ([PROJECT], [])


def test_a_seat_that_stands_once_is_that_of_the_body_before_it() -> None:
    short = [n for n in range(len(HEADER)) if not 12 <= n <= 16]
    content = table([VALUES[n] for n in short], header=[HEADER[n] for n in short])
    (project,), (finding,) = told(content)
    assert project.recipient == PROJECT.recipient
    assert project.executing == Body(name="Amt für Mobilität")
    assert finding.code == "columns_missing"
    assert "executing.ags, executing.municipality" in finding.text


def test_a_column_that_nobody_knows_is_named_and_left_out() -> None:
    content = table([*VALUES, "x", "y"], header=[*HEADER, "Stand", "Förderquote in %"])
    (project,), (finding,) = told(content)
    assert project == PROJECT
    assert (finding.code, finding.weight) == ("columns_unknown", Weight.NOTE)
    assert "'Stand', 'Förderquote in %'" in finding.text
    assert finding.url == CATALOGUE.url


@pytest.mark.parametrize(
    "header",
    [
        [name for name in HEADER if name != "FKZ"],
        [name for name in HEADER if not name.startswith("Thema")],
        [name for name in HEADER if name != "Gemeindekennziffer"],
        ["Nummer", "Betrag", "Datum"],
        [*HEADER, "FKZ"],
        [*HEADER, "Ort"],
        [*HEADER, "Zuwendungsempfänger"],
    ],
)
def test_a_table_without_what_is_needed_or_with_two_of_it_is_another_one(
    header: list[str],
) -> None:
    with pytest.raises(CrawlError) as raised:
        read_projects(table(header=header), CATALOGUE)
    assert raised.value.code == "other_structure"
    assert len(raised.value.text) <= 500


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n\r\n", b"<!DOCTYPE html><html><body>Sitzung abgelaufen</body></html>", b'="FKZ'],
)
def test_what_is_no_table_is_told_as_that(content: bytes) -> None:
    with pytest.raises(CrawlError) as raised:
        read_projects(content, CATALOGUE)
    assert raised.value.code == "not_a_table"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,89", "1234567.89"),
        ("583.639,00", "583639.00"),
        ("1234567,5", "1234567.50"),
        ("99870", "99870.00"),
        ("0,00", "0.00"),
        ("-12.000,00", "-12000.00"),
        ("12.000,00 €", "12000.00"),
        ("12.000 EUR", "12000.00"),
    ],
)
def test_german_sums(text: str, amount: str) -> None:
    (project,), findings = told(table(row(**{"Förder- ": text})))
    assert (str(project.amount), findings) == (amount, [])


@pytest.mark.parametrize(
    ("column", "text", "code", "field"),
    [
        ("Förder- ", "k. A.", "amount_form", "amount"),
        ("Förder- ", "1,234.56", "amount_form", "amount"),
        ("Förder- ", "1.23.456", "amount_form", "amount"),
        ("Förder- ", "9" * 30, "amount_form", "amount"),
        ("Laufzeit von", "2023-10-01", "date_form", "starts_on"),
        ("Laufzeit von", "31.02.2024", "date_form", "starts_on"),
        ("Laufzeit bis", "00.00.0000", "date_form", "ends_on"),
        ("Gemeindekennziffer", "5558012", "ags_form", "recipient.ags"),
        ("Gemeindekennziffer", "05558O12", "ags_form", "recipient.ags"),
    ],
)
def test_a_value_that_is_not_understood_is_unknown_counted_and_shown_once(
    column: str, text: str, code: str, field: str
) -> None:
    odd = row(**{column: text})
    projects, (finding,) = told(table(odd, VALUES, odd))
    assert [field in project_fields(project) for project in projects] == [False, True, False]
    assert (finding.code, finding.weight, finding.url) == (code, Weight.NOTE, CATALOGUE.url)
    assert finding.text.startswith("of 3 rows 2 ")
    assert repr(text[:40]) in finding.text


def test_what_is_not_said_is_unknown_and_no_finding() -> None:
    bare = ["x", *[""] * 4, "Kreis Borken", *[""] * 20]
    (project,), findings = told(table(bare))
    assert findings == []
    assert project_fields(project) == {
        "url": "https://katalog.example/?fkz=x",
        "recipient.name": "Kreis Borken",
    }


def test_a_row_that_cannot_be_read_is_a_doubt_with_its_line() -> None:
    content = table(VALUES, row(FKZ=" "), row(Förderempfänger=""), VALUES[:7])
    projects, (finding,) = told(content)
    assert projects == [PROJECT]
    assert (finding.code, finding.weight) == ("record_form", Weight.DOUBT)
    text = "of 4 rows 3 cannot be read, the first in line 3: no key or no recipient"
    assert finding.text == text


def test_a_formula_stays_text_and_white_space_is_one_blank() -> None:
    (project,), _ = told(table(row(Thema='=HYPERLINK("x";"y")', Projekt=" A\n\t B ")))
    assert project.title == '=HYPERLINK("x";"y")'
    assert project.joint_project == "A B"


def test_projects_come_while_the_table_is_read() -> None:
    content = table(VALUES) + b"\r\n" + b'="x"\r\n' * 200_000
    found = read_projects(content, CATALOGUE)
    assert isinstance(found, Iterator)
    assert next(found) == PROJECT


def test_every_field_of_a_project_is_compared_but_its_identity() -> None:
    assert len(project_fields(PROJECT)) == 14 + 2 * 6
    assert not {"source", "key"} & project_fields(PROJECT).keys()


CELLS = st.one_of(st.text(max_size=12), st.sampled_from(["01.01.2024", "1,5", "05558012"]))


@given(st.lists(st.lists(CELLS, min_size=26, max_size=26), max_size=4), st.booleans())
def test_any_cells_give_projects_or_are_counted(rows: list[list[str]], utf8: bool) -> None:  # noqa: FBT001 - drawn
    no_quote = str.maketrans('"\n\r', "   ")
    clean = [[cell.translate(no_quote) for cell in each] for each in rows]
    lines = (";".join(f'="{cell}"' for cell in each) for each in (HEADER, *clean))
    content = "\n".join(lines).encode("utf-8" if utf8 else "iso-8859-15", "replace")
    projects, findings = told(content)
    counted = {each.code: int(each.text.split()[3]) for each in findings}
    assert len(projects) + counted.get("record_form", 0) == len(rows)
    for project in projects:
        assert project.key == " ".join(project.key.split()) != ""
        assert all(value for value in project_fields(project).values())


@given(st.binary(max_size=400))
def test_any_bytes_give_projects_findings_or_a_crawl_error(content: bytes) -> None:
    found = list(read_projects(table() + b"\n" + content, CATALOGUE))
    assert all(isinstance(each, FundedProject | Finding) for each in found)
    assert refused(lambda: list(read_projects(content, CATALOGUE))) in REFUSALS


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_header_is_understood_or_refused(header: list[str]) -> None:
    assert refused(lambda: find_columns(header)) in (None, "other_structure")
