"""Part a call's sections into sentences that know where they stand and what leads to them.

A sentence keeps its place in the section (character span), the line that introduces its list
("Die Höhe der Zuwendung beträgt:"), and the headings above it ("7 Verfahren / 7.2 Anträge"):
guidelines say what a date or a sum means in any of the three. Nothing is dropped and no word is
altered. Text without ends is cut at 1,200 characters, so that rules stay linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scout.domain import Section
from scout.facts import Evidence
from scout.reading import sections as known
from scout.reading.marks import topics_of
from scout.reading.meanings import meaning_of

LONGEST = 1_200
_FIELDS = frozenset(
    (
        known.SHORT_TEXT,
        known.FULL_TEXT,
        known.GUIDELINE,
        known.CONDITIONS,
        known.PROCEDURE,
        known.DEADLINES,
        known.STATUS_NOTE,
    )
)
_LONGEST_QUOTE = 300
_SOFT_HYPHEN = "\u00ad"
_NOT_PLAIN = re.compile("[\u00a0\t\n\u202f\u2011\u00ad]")
_ONE_FOR_ONE = str.maketrans({"\u00a0": " ", "\t": " ", "\n": " ", "\u202f": " ", "\u2011": "-"})

# A layout that sets a day on a line of its own parts it from the words that lead to it.
_HANGS = re.compile(r"\b(?:zum|bis|spätestens|am|vom|ab dem|until|by|on)\s*$")
_HANGING_SPAN = re.compile(r"\d[ .]?[–—-]\s*$")
_BARE_DAY = re.compile(
    r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]{2,8})\s?\d{4}(?:,?\s(?:um\s)?[\d:.]{1,5}\sUhr)?,?\s*$"
)

_BEGINS_DAY = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.|\d{1,2}\.?\s?"
    r"(?:Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)"
)
# A line that begins with a day is an item of a list of days, and no heading with a number.
_DAY_LINE = re.compile(
    r"\d{1,2}\. ?(?:(?:0?[1-9]|1[0-2])\. ?(?:20\d\d(?=[ \t,:(]|$)|$)|"
    r"(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]{0,6}\b)"
)
# "Herbstrunde: 15. August" says something; a heading only names it.
_NAMES_DAY = re.compile(r": ?\d{1,2}\. ?(?:\d{1,2}\.|[A-Z][a-zä]{2,8}\b)(?: ?20\d\d)?$")
_ITEM = re.compile(r"(?:[•–-]|[a-z]{1,2}\)|\(?\d{1,2}\)|\d{1,2}\.(?=\s+\S))\s+")
_NUMBERED = re.compile(
    r"(?:§+ ?|Nummer |Abschnitt |Teil |Artikel )?"
    r"((?:\d{1,3}[a-z]?|[IVX]{1,5}|[A-Z])(?:\.\d{1,2}){0,4})\.?\)?\s"
)
_NO_HEADING_END = ".;,:!?"
_LONGEST_HEADING = 140

_END = re.compile(r"[.!?][\"“”»«)]?\s+(?=[\"„»«(]?[A-ZÄÖÜ0-9§])")
_BEFORE = re.compile(r"[\w.]+$")
# A word after which a point ends no sentence, unless the next word can only begin one.
_ABBREVIATED = frozenset(
    "abs art artikel nr nrn ziff ziffer bzw ca mio mrd gem vgl dr prof st tel ggf max min inkl "
    "zzgl "
    "sog usw etc evtl std kap anm lit buchst bd exkl einschl rd tsd abl bgbl gvbl gv amtsbl sgv ff "
    "sept okt nov dez jan feb febr aug jul jun zit hrsg ing dipl phil allg entspr insb insbes grds "
    "mind höchst erg ggfs usf resp spez vorl öff no inc ltd co".split()
)
_BEGINS = frozenset(
    "der die das des den dem ein eine einen einem einer bei für sie es er in im wenn dies diese "
    "dieser dieses dabei danach dazu daher nach über bis ab auf aus mit von vom zum zur zu als an "
    "am ist sind soweit sofern falls ihre ihren ihr ihnen alle weitere weiteres näheres nicht je "
    "jede jeder jedes "
    "darüber hierfür hierzu hierbei davon anträge antragsberechtigt abweichend sollte spätestens "
    "the this these for in if it a an".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a section that says one thing.

    ``text`` is unaltered. ``plain`` is what rules look at: every blank a space, no soft hyphens;
    otherwise the same. ``lead`` and ``heading`` are plain, too, and "" where there is none.
    ``topics`` tells what it may speak of (``scout.reading.marks``).
    """

    text: str
    section: str
    start: int
    end: int
    lead: str = ""
    heading: str = ""
    is_item: bool = False
    plain: str = field(init=False)
    topics: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", legible(self.text))
        object.__setattr__(self, "topics", topics_of(self.plain))

    @property
    def context(self) -> str:
        """The sentence behind the line that leads to it."""
        return f"{self.lead} {self.plain}" if self.lead else self.plain

    def evidence(self, rule: str, start: int = 0, end: int | None = None) -> Evidence:
        """Return the sentence as evidence; of a long one the words around a stretch of ``plain``.

        The stretch is part of the quote; of one longer than 300 characters the beginning is.
        """
        first, last = self._window(
            self._place(start), self._place(len(self.plain) if end is None else end)
        )
        return Evidence(
            self.text[first:last], self.section, self.start + first, self.start + last, rule
        )

    def _place(self, plain: int) -> int:
        """Return where in ``text`` the character at ``plain`` stands."""
        if len(self.plain) == len(self.text):
            return plain
        seen = 0
        for place, char in enumerate(self.text):
            if char == _SOFT_HYPHEN:
                continue
            if seen == plain:
                return place
            seen += 1
        return len(self.text)

    def _window(self, start: int, end: int) -> tuple[int, int]:
        if len(self.text) <= _LONGEST_QUOTE:
            return 0, len(self.text)
        start = min(start, end)
        spare = max(0, _LONGEST_QUOTE - (min(end, start + _LONGEST_QUOTE) - start))
        first = max(0, start - spare // 2)
        last = min(len(self.text), max(first + _LONGEST_QUOTE, min(end, start + _LONGEST_QUOTE)))
        first = max(0, min(first, last - _LONGEST_QUOTE)) if last == len(self.text) else first
        if first and (blank := self.text.find(" ", first, start)) >= 0:
            first = blank + 1
        if last < len(self.text) and (blank := self.text.rfind(" ", end, last)) >= 0:
            last = blank
        return first, last


def legible(text: str) -> str:
    """Return ``text`` with every blank a space and without soft hyphens."""
    if not _NOT_PLAIN.search(text):
        return text
    return text.translate(_ONE_FOR_ONE).replace(_SOFT_HYPHEN, "")


def sentences_of(sections: Iterable[Section]) -> tuple[Sentence, ...]:
    """Return the sentences of all ``sections`` in order."""
    return tuple(sentence for section in sections for sentence in _of_section(section))


def _of_section(section: Section) -> Iterator[Sentence]:
    headings = _above(section)
    lead, items_seen = "", False
    units = list(_units(section.text))
    for place, (start, end, is_item) in enumerate(units):
        line = section.text[start:end]
        if not is_item and items_seen:
            lead, items_seen = "", False
        leads_to_list = place + 1 < len(units) and units[place + 1][2]
        if not is_item and _is_heading(line, leads_to_list=leads_to_list):
            _put(headings, legible(line))
        path = " / ".join(text for _, text in headings)
        spans = list(_cuts(line))
        for first, last in spans:
            yield Sentence(
                line[first:last],
                section.heading,
                start + first,
                start + last,
                lead if is_item else "",
                path,
                is_item,
            )
        items_seen = items_seen or is_item
        if leads_to_list and (not is_item or line.rstrip().endswith(":")):
            lead = _lead_of(line, spans) or (lead if is_item else "")


def _above(section: Section) -> list[tuple[int, str]]:
    """Return a section's own heading, if it says what the text is about.

    The name of a field of the source only says where it stood.
    """
    heading = " ".join(legible(section.heading).split())
    says_what = heading not in _FIELDS and meaning_of(heading) is not None
    return [(0, heading)] if says_what else []


def _units(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is a list's item) of each line; lines that only a layout broke are one."""
    start: int | None = None
    end, item = 0, False
    for line in re.finditer(r"[^\n]+", text):
        if line[0].isspace():
            continue
        begins_item = _is_item(line[0])
        if start is not None and _goes_on(text, start, end, line.start(), begins_item=begins_item):
            end = line.end()
            continue
        if start is not None:
            yield start, end, item
        start, end, item = line.start(), line.end(), begins_item
    if start is not None:
        yield start, end, item


def _is_item(line: str) -> bool:
    if _DAY_LINE.match(line) and len(line) < _LONGEST_HEADING:
        return True
    return bool(_ITEM.match(line)) and not _is_numbered_paragraph(line)


def _goes_on(text: str, start: int, end: int, first: int, *, begins_item: bool) -> bool:
    """Tell whether the line at ``first`` only continues the unit from ``start`` to ``end``."""
    tail = max(start, end - 16)
    if _HANGS.search(text, tail, end) or _HANGING_SPAN.search(text, tail, end):
        return bool(_BEGINS_DAY.match(text, first))
    if begins_item:
        return False
    if text[first].islower() and text[end - 1] not in ".:;!?":
        return True
    if text[end - 1] not in "0123456789r,":
        return False
    # The words behind a day that stood on a line of its own.
    before = legible(text[max(start, end - 80) : end])
    day = _BARE_DAY.search(before)
    return day is not None and bool(_HANGS.search(before[: day.start()]))


def _is_numbered_paragraph(line: str) -> bool:
    """Tell "4. Zuwendungsempfänger" and "2. Die Förderung …" from an item: they are no list."""
    return line[0].isdigit() and not line[1:3].startswith(")") and ")" not in line[:4]


def _is_heading(line: str, *, leads_to_list: bool) -> bool:
    text = line.strip()
    if len(text) > _LONGEST_HEADING or not text or text[-1] in _NO_HEADING_END or "\t" in text:
        return False
    if _NUMBERED.match(text):
        return True
    if _NAMES_DAY.search(text):
        return False
    return text[0].isupper() and not leads_to_list


def _put(headings: list[tuple[int, str]], heading: str) -> None:
    """Put a heading below those that stand above it by their numbers."""
    numbered = _NUMBERED.match(heading)
    depth = numbered.group(1).count(".") + 1 if numbered else 9
    while headings and headings[-1][0] >= depth:
        headings.pop()
    headings.append((depth, heading))


def _lead_of(line: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the sentence with which a line leads to a list, "" where it is complete itself."""
    first, last = spans[-1] if spans else (0, 0)
    return "" if line[first:last].endswith((".", "!", "?", ";")) else legible(line[first:last])


def _cuts(line: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of one line, blanks around them left out."""
    start = 0
    for match in _END.finditer(line):
        if _ends_sentence(line, match.start(), match.end()):
            yield from _bounded(line, start, match.end())
            start = match.end()
    yield from _bounded(line, start, len(line))


def _bounded(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        blank = line.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = blank + 1 if blank >= 0 else start + LONGEST
        yield _stripped(line, start, cut)
        start = cut
    first, last = _stripped(line, start, end)
    if last > first:
        yield first, last


def _stripped(line: str, start: int, end: int) -> tuple[int, int]:
    piece = line[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _ends_sentence(line: str, point: int, after: int) -> bool:
    if line[point] != ".":
        return True
    before = _BEFORE.search(line, max(0, point - 24), point)
    word = before.group().rsplit(".", 1)[-1].casefold() if before else ""
    begins = _first_word(line, after) in _BEGINS
    if word.isdigit():
        return len(word) > 2 or begins
    if len(word) == 1 or word in _ABBREVIATED:
        return begins and word in ("usw", "etc", "ff", "f")
    return True


def _first_word(line: str, start: int) -> str:
    found = re.compile(r"[\"„»«(]?(\w+)").match(line, start)
    return found.group(1).casefold() if found else ""
