"""Read a catalogue of funded projects: the bytes of its table -> projects and findings, in turn.

    lines -> header by its words -> rows -> a project each; what is odd is counted on the way

Pure, and holds one row at a time. What a cell says stays as it is said, on one line; a number, a
day or a key that is not understood is unknown and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from urllib.parse import quote

from scout.domain import Finding, Weight
from scout.errors import CrawlError
from scout.funded import Body, FundedProject
from scout.reading.project_columns import EXECUTING, RECIPIENT, Columns, find_columns
from scout.reading.table_rows import Broken, Line, Row, cells_of, lines_of, rows_of

_AGS = re.compile(r"[0-9]{8}")
_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
# At most a thousand millions of millions: what is longer is no sum.
_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3}){1,5}|[0-9]{1,16})(?:,[0-9]{1,2})?")
_CENT = Decimal("0.01")
_UNIT = re.compile(r"\s*(?:€|EUR|Euro)\Z")
_PLAIN = (
    "ministry division unit project_body programme_code programme profile joint_project kind"
).split()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Whose table is read: the source, its address, and what comes before a key in a project's."""

    source: str
    url: str
    view: str


def read_projects(content: bytes, catalogue: Catalogue) -> Iterator[FundedProject | Finding]:
    """Yield a project for each row that can be read, and findings once all are read.

    Raises:
        CrawlError: ``not_a_table`` or ``other_structure``, before the first project.
    """
    lines = lines_of(content)
    columns = _header(lines, content)
    return _projects(lines, columns, catalogue)


@dataclass(slots=True)
class _Odd:
    """What was not understood: how often, and where first, by the code of its finding."""

    found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, code: str, example: str) -> None:
        """Count one more."""
        count, first = self.found.get(code, (0, example))
        self.found[code] = (count + 1, first)


_ODD: Mapping[str, tuple[str, Weight]] = {
    "record_form": ("cannot be read, the first in {}", Weight.DOUBT),
    "date_form": ("days are not understood, the first is {}", Weight.NOTE),
    "amount_form": ("sums are not understood, the first is {}", Weight.NOTE),
    "ags_form": ("keys of municipalities are not understood, the first is {}", Weight.NOTE),
}


def _header(lines: Iterator[Line], content: bytes) -> Columns:
    first = next((line for line in lines if line.text is None or line.text.strip()), None)
    cells = cells_of(first.text) if first and first.text else None
    if not cells or len(cells) < 2:
        start = " ".join(content[:120].decode("iso-8859-15").split())
        text = f"expected a table, found {len(content)} bytes that begin with {start!r}"
        raise CrawlError("not_a_table", text[:300])
    return find_columns([_line(cell) for cell in cells])


def _projects(
    lines: Iterator[Line], columns: Columns, catalogue: Catalogue
) -> Iterator[FundedProject | Finding]:
    odd, total = _Odd(), 0
    for row in rows_of(lines, columns.width):
        total += 1
        project = None if isinstance(row, Broken) else _project(row, columns, catalogue, odd)
        if project is not None:
            yield project
        else:
            why = row.why if isinstance(row, Broken) else "no key or no recipient"
            odd.note("record_form", f"line {row.line}: {why}")
    yield from chain(_of_columns(columns, catalogue.url), _of_rows(odd, total, catalogue.url))


def _of_columns(columns: Columns, url: str) -> Iterator[Finding]:
    if columns.unknown:
        names = ", ".join(repr(name[:60]) for name in columns.unknown[:10])
        yield Finding("columns_unknown", f"columns that are not known: {names}", url)
    if columns.missing:
        text = f"columns that are not there: {', '.join(columns.missing)}"
        yield Finding("columns_missing", text, url)


def _of_rows(odd: _Odd, total: int, url: str) -> Iterator[Finding]:
    for code, (text, weight) in _ODD.items():
        if code in odd.found:
            count, first = odd.found[code]
            said = f"of {total} rows {count} {text.format(first)}"
            yield Finding(code, said[:300], url, weight)


def _project(row: Row, columns: Columns, catalogue: Catalogue, odd: _Odd) -> FundedProject | None:
    said = {name: _line(row.cells[place]) for name, place in columns.places.items()}
    told = {name: value for name, value in said.items() if value}
    recipient = _body(RECIPIENT, told, odd)
    if "key" not in told or recipient is None:
        return None
    return FundedProject(
        source=catalogue.source,
        key=told["key"],
        url=f"{catalogue.view}{quote(told['key'], safe='')}",
        title=told.get("title"),
        recipient=recipient,
        executing=_body(EXECUTING, told, odd),
        amount=_amount(told.get("amount"), odd),
        starts_on=_day(told.get("starts_on"), odd),
        ends_on=_day(told.get("ends_on"), odd),
        **{name: told.get(name) for name in _PLAIN},
    )


def _body(which: str, told: Mapping[str, str], odd: _Odd) -> Body | None:
    if which not in told:
        return None
    ags = told.get(f"{which}.ags")
    if ags is not None and not _AGS.fullmatch(ags):
        odd.note("ags_form", repr(ags[:40]))
        ags = None
    return Body(
        name=told[which],
        ags=ags,
        municipality=told.get(f"{which}.municipality"),
        place=told.get(f"{which}.place"),
        land=told.get(f"{which}.land"),
        country=told.get(f"{which}.country"),
    )


def _day(text: str | None, odd: _Odd) -> date | None:
    found = _DAY.fullmatch(text) if text else None
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    if text:
        odd.note("date_form", repr(text[:40]))
    return None


def _amount(text: str | None, odd: _Odd) -> Decimal | None:
    if text is None:
        return None
    number = _UNIT.sub("", text)
    if not _AMOUNT.fullmatch(number):
        odd.note("amount_form", repr(text[:40]))
        return None
    # In cents, so that a sum stays what it was however it is written.
    return Decimal(number.replace(".", "").replace(",", ".")).quantize(_CENT)


def _line(cell: str) -> str:
    return " ".join(cell.split())
