"""Find the headings that a text holds as mere lines: "7.2 Vorlage von Projektskizzen".

Guidelines and announcements number their paragraphs; in a plain view or a PDF nothing but the line
itself says that it is a heading. No line is lost: one that has no text of its own and is not surely
a heading stays where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scout.domain import Section
from scout.reading.meanings import FIELDS, LONGEST_HEADING, meaning_of, number_of, without_colon

LONGEST_TEXT = 200_000
LONGEST_NAME = 200
MOST_SECTIONS = 400
_NO_HEADING_END = (".", ";", ",", ":", "!", "-", "–", "…")
# "15. März", "3 Jahre", "80 Prozent", "2. Halbjahr": a figure, and no number of a paragraph.
_FIGURE = re.compile(
    r"\d[\d.]*\)? ?(?:[%€]|(?:jahr|monat|woche|tag|stunde|minute|euro|eur|prozent|uhr|mio|mrd|"
    r"million|milliarde|person|einwohner|quadratmeter|januar|februar|märz|april|mai|juni|juli|"
    r"august|september|oktober|november|dezember|halbjahr|quartal|förderaufruf|aufruf|seite)"
    r"\w{0,3}\b|(?:km|m²|qm|kw|mw|kwh|vzä)\b)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{3}")


def split_at_lines(sections: Iterable[Section]) -> list[Section]:
    """Part the texts of ``sections`` at their lines that are headings; headings stay unique.

    A numbered heading that means nothing of its own, below one that does ("3.1 Kommunen" below
    "3 Zuwendungsempfänger"), stays in the text of that one, as do all others like it.
    """
    found: dict[str, list[str]] = {}
    last: tuple[int, ...] = ()
    for section in sections:
        last = number_of(section.heading) or last
        for heading, lines in _parts(section, last):
            last = number_of(heading) or last
            found.setdefault(_bounded(heading), []).extend(lines)
    joined = ((heading, "\n".join(lines)[:LONGEST_TEXT]) for heading, lines in found.items())
    return [Section(heading, text) for heading, text in joined if text.strip()][:MOST_SECTIONS]


def _bounded(heading: str) -> str:
    return without_colon(heading)[:LONGEST_NAME]


def stays_below(heading: str, above: str) -> bool:
    """Tell whether ``heading`` only goes on with what the placed heading ``above`` announces."""
    if meaning_of(heading) is not None or meaning_of(above) is None:
        return False
    number, upper = number_of(heading), number_of(above)
    return not (number and upper) or (number[: len(upper)] == upper and len(number) > len(upper))


def _parts(section: Section, last: tuple[int, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield the headings of a section's text with the lines below them."""
    lines = section.text.split("\n")
    heading, below = section.heading, list[str]()
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        number = number_of(line)
        is_heading = _is_heading(line, number, last) and _has_text(line, after)
        if not is_heading or stays_below(line, heading):
            below.append(line)
            continue
        last = number or last
        yield heading, below
        heading, below = " ".join(line.split()), []
    yield heading, below


def _is_heading(line: str, number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    if len(line) > LONGEST_HEADING or line.endswith(_NO_HEADING_END) or "\t" in line:
        return False
    meaning = meaning_of(line)
    if number:
        return meaning is not None or _goes_on(line, number, last)
    return meaning is not None and meaning not in FIELDS and line[:1].isupper()


def _goes_on(line: str, number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Tell whether a number can follow the last one of its text: 4 or 3.1 or 3.2 after 3."""
    if _FIGURE.match(line) or not _LETTERS.search(line) or max(number) > 40:
        return False
    if not last:
        return number in ((1,), (1, 1))
    return last < number and number[0] <= last[0] + 1


def _has_text(line: str, after: str) -> bool:
    """Tell whether text stands below the heading ``line``: no word of what is no heading is lost.

    Numbered lines with nothing between them are a list, if they do not mean anything.
    """
    if meaning_of(line) is not None:
        return bool(after)
    is_text = len(after) > LONGEST_HEADING or after.endswith(_NO_HEADING_END)
    return bool(after) and (is_text or not (number_of(after) or meaning_of(after)))
