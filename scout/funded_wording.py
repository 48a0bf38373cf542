"""Say in German what was funded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scout import wording
from scout.funded_choice import ProgrammeSum

COLUMNS = ("FKZ", "Empfänger", "Thema", "Beginn", "Summe#")
FIT = "Passung#"
UNKNOWN = "?"
NO_PROGRAMME = "(ohne Programm)"
NOTHING_YET = "Noch nichts gelesen: scout collect de_foerderkatalog liest den Förderkatalog."

_MILLION = Decimal(1_000_000)


def euros(amount: Decimal) -> str:
    """Return ``23,4 Mio. €``, and less than a million as ``186.420 €``."""
    if amount >= _MILLION:
        return f"{wording.german_number(float(amount / _MILLION), 1)} Mio. €"
    return f"{wording.german_number(float(amount), 0)} €"


def counted(count: int) -> str:
    """Return ``1 Projekt`` or ``7 Projekte``."""
    return wording.counted(count, "Projekt", "Projekte")


def programme_sum(found: ProgrammeSum) -> str:
    """Return ``Smart Cities: 7 Projekte, 23,4 Mio. €``, and how many of them say no sum."""
    return f"{found.programme or NO_PROGRAMME}: {summed(found)}"


def summed(found: ProgrammeSum) -> str:
    """Return ``7 Projekte, 23,4 Mio. €``; what says no sum is no zero."""
    if found.without_sum == found.count:
        return f"{counted(found.count)}, Summe nicht angegeben"
    line = f"{counted(found.count)}, {euros(found.amount)}"
    return f"{line} ({found.without_sum} ohne Angabe)" if found.without_sum else line


def remarks(shown: int, found: int, unknown: int, gone: int) -> Sequence[str]:
    """Say what is not shown, what could not be compared, and what left the catalogue."""
    lines = []
    if shown < found:
        lines.append(f"{found - shown} weitere: --top zeigt mehr, --csv schreibt alle")
    if unknown:
        lines.append(f"{counted(unknown)} ohne Angabe von Beginn oder Summe nicht verglichen")
    if gone:
        lines.append(f"{counted(gone)} nicht mehr im Katalog")
    return lines


def nothing(known: int) -> str:
    """Say that none of what is known was asked for."""
    return f"Keines von {known} Projekten passt zur Auswahl."
