"""Find the columns of a table of funded projects by the words of its header, in any order.

The catalogue has changed its words before ("Zuwendungsempfänger" became "Förderempfänger
/Auftragnehmer") and may do so again. Where somebody sits comes twice, once for the recipient and
once for who does the work. A column that is not known is left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scout.errors import CrawlError

RECIPIENT, EXECUTING = "recipient", "executing"
NEEDED = ("key", "title", RECIPIENT, f"{RECIPIENT}.ags", "amount", "starts_on", "ends_on")

_PLACES = {
    "gemeindekennziffer": "ags",
    "stadt gemeinde": "municipality",
    "ort": "place",
    "bundesland": "land",
    "staat": "country",
}
_COLUMNS = (
    (r"fkz|förderkennzeichen", "key"),
    (r"ressort", "ministry"),
    (r"referat", "division"),
    (r"pt|projektträger|administrierende stelle", "project_body"),
    (r"arb einh|arbeitseinheit", "unit"),
    (r"(?:zuwendungs|förder)empfänger(?: auftragnehmer)?", RECIPIENT),
    (r"ausführende stelle", EXECUTING),
    (r"thema(?: des geförderten vorhabens)?", "title"),
    (r"leistungsplansystematik", "programme_code"),
    (r"klartext leistungsplansystematik", "programme"),
    (r"laufzeit von", "starts_on"),
    (r"laufzeit bis", "ends_on"),
    (r"förder(?: auftrags)?summe(?: anteil des bundes)?(?: in (?:eur|euro))?", "amount"),
    (r"förderprofil", "profile"),
    (r"(?:verbund)?projekt", "joint_project"),
    (r"förderart", "kind"),
)
_NO_WORD = re.compile(r"[^a-zäöüß]+")
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """Where which column stands, by the name of the field; of two bodies "recipient.place".

    ``unknown`` are the headers of columns that nobody knows, ``missing`` the fields that have none.
    """

    places: Mapping[str, int]
    width: int
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def find_columns(header: Sequence[str]) -> Columns:
    """Return the columns of a table with ``header``; empty cells at its end are no columns.

    Raises:
        CrawlError: ``other_structure``, if a needed column is missing or one comes too often.
    """
    width = max((place + 1 for place, cell in enumerate(header) if cell.strip()), default=0)
    named = [_words(cell) for cell in header[:width]]
    found: dict[str, int] = {}
    unknown = []
    for place, words in enumerate(named):
        name = _name(named, place)
        if name is None:
            unknown.append(header[place])
        elif found.setdefault(name, place) != place:
            raise CrawlError("other_structure", f"the table has two columns {words!r:.80}")
    if missing := [name for name in NEEDED if name not in found]:
        text = f"the table lacks {', '.join(missing)}; its columns are {_shown(header)}"
        raise CrawlError("other_structure", text[:500])
    return Columns(found, width, tuple(unknown), tuple(_absent(found)))


def _name(named: Sequence[str], place: int) -> str | None:
    part = _PLACES.get(named[place])
    return _known(named[place]) if part is None else f"{_body(named, place)}.{part}"


def _body(named: Sequence[str], place: int) -> str:
    """Return whose seat a column tells of.

    Of two equal columns the first is that of the body which comes first. One alone belongs to the
    body whose name stood last before it.
    """
    alike = [each for each, words in enumerate(named) if words == named[place]]
    bodies = [name for words in named if (name := _known(words)) in (RECIPIENT, EXECUTING)]
    if len(alike) == len(bodies):
        return bodies[alike.index(place)]
    before = [name for words in named[:place] if (name := _known(words)) in (RECIPIENT, EXECUTING)]
    return before[-1] if before else RECIPIENT


def _known(words: str) -> str | None:
    return next((name for form, name in _COLUMNS if re.fullmatch(form, words)), None)


def _absent(found: Mapping[str, int]) -> list[str]:
    places = [f"{body}.{part}" for body in (RECIPIENT, EXECUTING) for part in _PLACES.values()]
    return [name for name in (*(name for _, name in _COLUMNS), *places) if name not in found]


def _words(header: str) -> str:
    return _NO_WORD.sub(" ", header.lower()).strip()


def _shown(header: Sequence[str]) -> str:
    shown = ", ".join(repr(cell[:40]) for cell in header[:_MOST_SHOWN])
    return f"{shown}, …" if len(header) > _MOST_SHOWN else shown or "none"
