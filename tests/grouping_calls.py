"""Calls as grouping sees them, and what comes of some of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from scout.domain import Level, Link
from scout.facts import Facts, Rate
from scout.grouping.candidate import Candidate, to_candidate
from scout.grouping.groups import Grouping, group_calls
from scout.grouping.joins import Rule
from tests.builders import deadline_on, evidence, facts, funding_call

BANK, BASE, OWN = "nrw_bank", "de_foerderdatenbank", "de_bmftr"


TEXT = " ".join(
    f"Gefördert wird Schritt {number} des Ausbaus: {word} in Gemeinden und Kreisen des Landes."
    for number, word in enumerate(
        "Leitungen Masten Schächte Verteiler Messungen Planungen Beratungen Schulungen "
        "Wartungen Prüfungen Karten Rechenzentren".split()
    )
)


def candidate(source: str, key: str = "k", /, **values: Any) -> Candidate:
    """A call of ``source``; each has another page, and no facts unless they are given."""
    read = values.pop("facts", None)
    listed = values.pop("is_listed", True)
    given: dict[str, Any] = {"source": source, "url": f"https://{source}.example/{key}"}
    return to_candidate(funding_call(key, **(given | values)), read, is_listed=listed)


def links(*urls: str) -> tuple[Link, ...]:
    return tuple(Link("mehr", url) for url in urls)


def groups(*candidates: Candidate, **decided: Any) -> list[list[str]]:
    found = group_calls(candidates, **decided)
    return [[":".join(name) for name in group.members] for group in found.groups]


def joins(found: Grouping) -> list[tuple[Rule, tuple[str, ...]]]:
    return [(join.rule, join.words) for group in found.groups for join in group.joins]


SHORT = {"level": Level.STATE, "regions": ("DE-NW",)}


UNTIL = deadline_on(date(2027, 4, 30))


def agreeing(**values: Any) -> Facts:
    said: dict[str, Any] = {
        "level": None,
        "rates": (Rate(Decimal(80), "", evidence("80 Prozent")),),
        "regions": ("DE-NW",),
    }
    until = values.pop("deadline", deadline_on(date(2027, 3, 31)))
    return facts(until, **(said | values))


def alike(source: str, title: str = "Ausbau der Leitungen", **values: Any) -> Candidate:
    said = {"texts": {"Volltext": TEXT}, "facts": agreeing(), "title": title}
    return candidate(source, **(said | values))


# --- groups -----------------------------------------------------------------------------------


def same(source: str, key: str = "k", **values: Any) -> Candidate:
    return candidate(source, key, **({"title": "Heimatmuseen", "funder": "BMFTR"} | values))
