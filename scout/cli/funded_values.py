"""What was funded, as values for programs, as rows of a table, and as a file for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scout import funded_wording, wording
from scout.clock import day_of
from scout.errors import UsageError
from scout.funded_choice import Choice, Order, choose, ordered

if TYPE_CHECKING:
    from scout.funded import FundedProject
    from scout.home import Home
    from scout.store.funded import FundedEntry

# What a spreadsheet would compute, or take for the beginning of another cell.
_FORMULA = tuple("=+-@\t\r")
_FILE_COLUMNS = (
    "Förderkennzeichen Empfänger Gemeindekennziffer Gemeinde Thema Programm Ressort "
    "Projektträger Beginn Ende Summe_EUR Verbund Förderart Adresse"
).split()

# By source and key.
Entries = Mapping[tuple[str, str], "FundedEntry"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen, in order; how many more may fit; how well each fits a project, by key."""

    projects: Sequence[FundedProject]
    entries: Entries
    unknown: int
    fits: Mapping[str, float]

    @property
    def gone(self) -> int:
        """How many of what was chosen are no longer in their catalogue."""
        stored = (self.entries[each.source, each.key] for each in self.projects)
        return sum(entry.gone_on is not None for entry in stored)

    def row(self, project: FundedProject) -> tuple[str, ...]:
        """Return the cells of a table for people."""
        start, amount = project.starts_on, project.amount
        cells = (
            project.key,
            project.recipient.name,
            project.title or wording.UNTITLED,
            funded_wording.UNKNOWN if start is None else wording.german_date(start),
            funded_wording.UNKNOWN if amount is None else funded_wording.euros(amount),
        )
        fit = self.fits.get(project.key)
        return cells if fit is None else (*cells, wording.german_number(fit))


def find(
    home: Home,
    entries: Sequence[FundedEntry],
    choice: Choice,
    project: str | None,
    order: Order,
) -> Found:
    """Return what ``choice`` asks for, and if ``project`` is given is like it, best first.

    Raises:
        UsageError: if the strategy has no such project.
    """
    by_key = {(entry.project.source, entry.project.key): entry for entry in entries}
    chosen = choose((entry.project for entry in entries), choice)
    if project is None:
        return Found(ordered(chosen.projects, order), by_key, chosen.unknown, {})
    fits = _alike(home, project, chosen.projects)
    return Found(
        [each for _, each in fits],
        by_key,
        chosen.unknown,
        {each.key: score for score, each in fits},
    )


def project_values(entry: FundedEntry, fits: Mapping[str, float]) -> dict[str, Any]:
    """Return a funded project in the form that is promised to programs; amounts are strings."""
    values = asdict(entry.project)
    amount = entry.project.amount
    return values | {
        "amount": None if amount is None else str(amount),
        "first_seen_on": entry.first_seen_on,
        "last_seen_on": day_of(entry.last_seen_at),
        "gone_on": entry.gone_on,
        "score": fits.get(entry.project.key),
    }


def write_csv(path: Path, projects: Sequence[FundedProject]) -> None:
    """Write a file that spreadsheets open as German ones: ";" between cells, "," in sums.

    A text that would be computed gets an apostrophe before it.

    Raises:
        UsageError: if the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file, delimiter=";")
            table.writerow(_FILE_COLUMNS)
            table.writerows(_cells(each) for each in projects)
    except OSError as error:
        raise UsageError(f"--csv: {path} cannot be written: {error.strerror}") from None


def _cells(project: FundedProject) -> Iterator[str]:
    recipient = project.recipient
    days = (
        "" if day is None else wording.german_date(day)
        for day in (project.starts_on, project.ends_on)
    )
    yield from map(_as_text, (project.key, recipient.name, recipient.ags, recipient.municipality))
    yield from map(_as_text, (project.title, project.programme, project.ministry))
    yield _as_text(project.project_body)
    yield from days
    yield "" if project.amount is None else f"{project.amount:f}".replace(".", ",")
    yield from map(_as_text, (project.joint_project, project.kind, project.url))


def _as_text(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _alike(
    home: Home, key: str, projects: Sequence[FundedProject]
) -> list[tuple[float, FundedProject]]:
    # scikit-learn takes a second to import: only who ranks pays for it.
    from scout.cli.matches import check_project
    from scout.match.funded import alike
    from scout.store import strategy

    with home.store.reading() as connection:
        check_project(connection, "--project", key)
        plan = strategy.load(connection)
    (project,) = (each for each in plan.projects if each.key == key)
    return alike(project, projects, home.settings.match.threshold)
