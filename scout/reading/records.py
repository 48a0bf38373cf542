"""Read programmes in the form of published tables of the Förderdatenbank as calls.

A record has id, title, url, lists of labels (funding_type, funding_location, funding_area,
eligible_applicants) and three Markdown texts with "### " headings: description (Kurztext,
Volltext), more_info (Fristen, rechtliche Voraussetzungen, …), legal_basis (Richtlinie); some have
HTML instead. What comes out is a call as the spider of the export delivers it: plain sections, and
codes for labels. Only the marks go; no word does.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from scout.domain import FundingCall, Section
from scout.reading import sections as known

SOURCE = "record"

_TEXTS: Mapping[str, str] = {
    "description": known.FULL_TEXT,
    "more_info": known.CONDITIONS,
    "legal_basis": known.GUIDELINE,
}
# Headings that part a text into the sections of the export; all others stand in the text.
_PARTS: Mapping[str, Mapping[str, str]] = {
    "description": {"Kurztext": known.SHORT_TEXT, "Volltext": known.FULL_TEXT},
    "more_info": {
        "rechtliche Voraussetzungen": known.CONDITIONS,
        "Verfahrensablauf": known.PROCEDURE,
        "Fristen": known.DEADLINES,
        "Bearbeitungsdauer": "Bearbeitungsdauer",
        "weitere Informationen": "Weitere Informationen",
    },
    "legal_basis": {"Richtlinie": known.GUIDELINE},
}
_LABELS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "funding_type": (
        "Foerderart",
        {
            "Zuschuss": "zuschuss",
            "Darlehen": "darlehen",
            "Bürgschaft": "buergschaft",
            "Garantie": "garantie",
            "Beteiligung": "beteiligung",
            "Sonstige": "sonstige",
        },
    ),
    "funding_location": ("Foerdergebiet", {}),
    "eligible_applicants": (
        "Foerderberechtigte",
        {
            "Kommune": "kommune",
            "Öffentliche Einrichtung": "oeffentliche_einrichtung",
            "Unternehmen": "unternehmen",
            "Verband/Vereinigung": "verband_vereinigung",
            "Hochschule": "hochschule",
            "Forschungseinrichtung": "forschungseinrichtung",
            "Bildungseinrichtung": "bildungseinrichtung",
            "Privatperson": "privatperson",
            "Existenzgründer/in": "existenzgruenderin",
        },
    ),
}
_PLACES = (
    "bundesweit", "Baden-Württemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg",
    "Hessen", "Mecklenburg-Vorpommern", "Niedersachsen", "Nordrhein-Westfalen", "Rheinland-Pfalz",
    "Saarland", "Sachsen", "Sachsen-Anhalt", "Schleswig-Holstein", "Thüringen",
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "-": "_", " ": "_"})

_LINK = re.compile(r"\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}\)")
_RULE = re.compile(r"(?:[-=_*]\s?){3,}|\|(?:\s*:?-{3,}:?\s*\|)+")
# A mark that is escaped is a character of the text; the other ones are marks.
_MARKS = re.compile(r"\\([\\*_\"#|.<>+-])|\*{2,3}|(?<![\w*\\])\*(?=\S)|(?<=[^\s\\])\*(?![\w*])")
_HTML = re.compile(r"</(?:p|div|li|ul|h3)>")
_TAG = re.compile(r"<[^<>]{0,500}>")
_CUT = "\x00"
_HEADING = re.compile(r"^#{1,6}\s+")
_ITEM = re.compile(r"^[*+-]\s+")
_BLANKS = re.compile(r" {2,}")


def check_record(record: Any) -> Mapping[str, Any]:
    """Return ``record`` if its values have the types of a programme's.

    Raises:
        ValueError: naming the key, what was found and what was expected.
    """
    if not isinstance(record, dict):
        raise ValueError(f"expected an object with the key id, found {str(record)[:80]!r}")
    if not _text(record, "id"):
        raise ValueError("id: expected a text, found ''")
    for name in ("url", "title", *_TEXTS):
        _text(record, name, missing="")
    for name in _LABELS:
        list(_codes(record, name))
    return record


def record_to_call(record: Mapping[str, Any]) -> FundingCall:
    """Return a record as a call of the source "record" whose key is the record's id.

    Raises:
        ValueError: naming the key whose value is missing or has another type.
    """
    return FundingCall(
        source=SOURCE,
        key=_text(record, "id"),
        url=_text(record, "url", missing=""),
        title=_text(record, "title", missing="") or None,
        sections=tuple(_sections(record)),
        codes={group: tuple(_codes(record, name)) for name, (group, _) in _LABELS.items()},
    )


def label_of(group: str, code: str) -> str:
    """Return the label whose code is ``code``: what stands in the record."""
    if group == "Foerdergebiet":
        return next((label for label in _PLACES if _code_of(label) == code), code)
    for known_group, table in _LABELS.values():
        if known_group == group:
            return next((label for label, each in table.items() if each == code), code)
    return code


def as_in_record(
    record: Mapping[str, Any], quotes: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return ``quotes`` as they stand unaltered in a record's raw text.

    Of a record in HTML that is the stretch between two tags that holds most of a quote's figures.
    """
    raw = "\n".join(_text(record, name, missing="") for name in _TEXTS)
    if not _HTML.search(raw):
        return dict(quotes)
    pieces = " ".join(_TAG.sub(_CUT, html.unescape(raw)).split()).split(_CUT)
    plain, ends = "".join(pieces), tuple(accumulate(map(len, pieces)))
    found: dict[str, str | None] = {}
    for name, quote in quotes.items():
        words = " ".join((quote or "").split()).removeprefix("• ")
        start = plain.find(words) if words else -1
        found[name] = quote if start < 0 else _stretch(plain, ends, start, start + len(words))
    return found


def _stretch(plain: str, ends: Sequence[int], start: int, end: int) -> str:
    """Return the stretch from ``start`` to ``end`` between two of ``ends`` with most figures."""
    inside = ends[bisect_right(ends, start) : bisect_left(ends, end)]
    borders = (start, *inside, end)
    pieces = (plain[first:last] for first, last in pairwise(borders))
    return max(pieces, key=lambda piece: (sum(map(str.isdigit, piece)), len(piece))).strip()


def plain_lines(markdown: str) -> Iterator[str]:
    """Yield the lines of a Markdown text without its marks, empty ones left out."""
    for raw in html.unescape(markdown).split("\n"):
        line = raw.strip()
        if line and not (line[0] in "-=_*|" and _RULE.fullmatch(line)):
            plain = _without_marks(line)
            if plain and plain != "•":
                yield plain


def _without_marks(line: str) -> str:
    if line[0] == "|":
        line = "\t".join(cell.strip() for cell in line.strip("|").split("|")).strip("\t")
    elif line[0] in "*+-":
        line = _ITEM.sub("• ", line, count=1)
    elif line[0] == "#":
        line = _HEADING.sub("", line, count=1)
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    if "*" in line or "\\" in line:
        line = _MARKS.sub(lambda mark: mark.group(1) or "", line)
    return (_BLANKS.sub(" ", line) if "  " in line else line).strip()


def _sections(record: Mapping[str, Any]) -> Iterator[Section]:
    texts: dict[str, list[str]] = {}
    for name, first in _TEXTS.items():
        current = first
        for heading, lines in _parts(_text(record, name, missing="")):
            current = _PARTS[name].get(heading, current)
            if lines and heading and heading not in _PARTS[name]:
                texts.setdefault(current, []).append(heading)
            if lines:
                texts.setdefault(current, []).extend(lines)
    for heading, lines in texts.items():
        yield Section(heading, "\n".join(lines))


def _parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield headings and the lines below them; some records hold HTML in place of Markdown."""
    if _HTML.search(text):
        for section in known.split_at_headings(text, "h3"):
            yield section.heading, section.text.split("\n")
        return
    heading = ""
    for part in re.split(r"^(### .*)$", text, flags=re.MULTILINE):
        if part.startswith("### "):
            heading = part.removeprefix("### ").strip()
        else:
            yield heading, list(plain_lines(part))


def _codes(record: Mapping[str, Any], name: str) -> Iterator[str]:
    labels: Sequence[Any] = record.get(name) or ()
    if not isinstance(labels, (list, tuple)) or not all(isinstance(each, str) for each in labels):
        raise ValueError(f"{name}: expected a list of labels, found {str(labels)[:80]!r}")
    _, table = _LABELS[name]
    for label in labels:
        yield table.get(label) or _code_of(label)


def _code_of(label: str) -> str:
    return label.casefold().translate(_UMLAUTS)


def _text(record: Mapping[str, Any], name: str, missing: str | None = None) -> str:
    value = record.get(name, missing)
    if value is None:
        value = missing
    if not isinstance(value, str):
        raise ValueError(f"{name}: expected a text, found {str(value)[:80]!r}")
    return known.printable(value)
