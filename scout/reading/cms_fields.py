"""Read a record of a content system by the words of its fields' names, in German or English.

    fields, German before English -> what each is -> title, page of all texts, days, state

For records whose names nobody promised: what a field is, its name says ("headline_short_de",
"applicationDeadline"). Texts are joined to a page of HTML, to be read by its headings
(``scout.reading.pages``); a text whose name means nothing stands there under its name, so that it
is kept and reported. Documents that a record links to, and people, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from scout.reading.rich_text import html_of, is_blocks
from scout.reading.sections import parse_html, printable, text_of

LONGEST = 300
_PROSE = 120
_MOST_FIELDS, _MOST_STATED, _DEEPEST = 200, 40, 6
_BERLIN = ZoneInfo("Europe/Berlin")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LANGUAGES = ("de", "", "en")


class Kind(StrEnum):
    """What a field is, by its name; of unknown names by what they hold."""

    TITLE = "TITLE"
    SUMMARY = "SUMMARY"
    TEXT = "TEXT"
    PROSE = "PROSE"
    SHORT = "SHORT"
    CLOSES = "CLOSES"
    OPENS = "OPENS"
    STATE = "STATE"
    LABELS = "LABELS"
    NO_CONTENT = "NO_CONTENT"


_PHASE = r"(?:application|submission|apply|bewerbung|bewerbungsphase|einreichung)s?_(?:phase_)?"
# In the order in which they are tried: how a record is stored and shown is nothing of its content.
_NAMES = {
    Kind.SUMMARY: (
        r"(?:short_|meta_)?(?:description|teaser|intro|introduction|lead|excerpt|summary|subline|"
        r"subtitle|sub_?headline|claim)(?:_text)?"
    ),
    Kind.NO_CONTENT: (
        r"(?:document_)?id|(?:created|updated|published)_(?:at|by)|locale|localizations|slug|type|"
        r"__component|seo|meta_\w{1,40}|(?:is|has|show|hide|hidden|use)_\w{1,40}|"
        r"(?:\w{1,40}_)?(?:images?|img|logo|video|media|icon|files?|colou?r|url|link|href|hash|"
        r"order|sort|position|theme|layout|size|alt|caption|anchor|e?mail|phone|teams?|jury|juries|"
        r"persons?|people|contacts?|members?|coach|coaches|experts?|authors?|managers?|speakers?|"
        r"winners?|ansprech\w{1,40})(?:_\w{1,40})?"
    ),
    Kind.TITLE: r"(?:short_)?(?:title|name|headline|heading|question)(?:_short)?",
    Kind.CLOSES: (
        r"\w{0,30}(?:deadline|frist|einsendeschluss|bewerbungsschluss)|"
        rf"{_PHASE}(?:ends?|ende|end_date|closes?|until|bis)"
    ),
    Kind.OPENS: rf"{_PHASE}(?:starts?|begins?|beginn|start_date|opens?|ab)",
    Kind.STATE: r"stat(?:e|us)|phase",
    Kind.LABELS: r"categor(?:y|ies)|tags?",
    Kind.TEXT: (
        r"(?:\w{1,20}_)?(?:text|contents?|body|copy|description|details|about|sections?|blocks?|"
        r"faqs?|modules?|elements?|items?|answers?|entries|page)"
    ),
}
_KINDS = {kind: re.compile(words) for kind, words in _NAMES.items()}
_TITLES = ("title", "name", "headline_short", "short_headline", "headline", "heading", "question")
_LABELS = ("tag", "label", "title", "name", "value")
# States of the document, not of what it describes.
_OF_STORAGE = ("published", "draft", "modified")


class Fields:
    """The fields of a record, each once; those without a value are left out."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values: dict[str, Any] = {}
        ranks: dict[str, int] = {}
        for name, value in list(values.items())[:_MOST_FIELDS]:
            base, language = _parted(name)
            rank = _LANGUAGES.index(language)
            if value in (None, "", [], {}) or ranks.get(base, len(_LANGUAGES)) <= rank:
                continue
            self._values[base], ranks[base] = value, rank
        name = next((name for name in _TITLES if self.plain(name)), "")
        self.title = self.plain(name)[:LONGEST] or None
        self.language = _LANGUAGES[ranks.get(name, 0)] or "de"

    def plain(self, name: str) -> str:
        """Return a text on one line; "" if there is none."""
        return " ".join(text_of(html_of(self._values.get(name))).split())

    def days(self, kind: Kind) -> list[str]:
        """Return the days of the fields of ``kind``; a moment as clocks in Germany show it."""
        return [_day(each) for each in self._of(kind) if isinstance(each, str)]

    def states(self) -> list[str]:
        """Return the labels that say where it stands: of fields, or of entries of that type."""
        found = [self.plain(name) for name in self._named(Kind.STATE)]
        for kind in (Kind.STATE, Kind.LABELS):
            for value in self._of(kind):
                entries = [Fields(entry) for entry in documents(value)]
                found += [
                    next(filter(None, map(entry.plain, _LABELS)), "")
                    for entry in entries
                    if kind is Kind.STATE or _KINDS[Kind.STATE].fullmatch(entry.plain("type"))
                ]
        return [state for state in dict.fromkeys(found) if state and state not in _OF_STORAGE]

    def stated(self) -> dict[str, str]:
        """Return the short fields and days, raw, by name."""
        names = [
            name for kind in (Kind.OPENS, Kind.CLOSES, Kind.SHORT) for name in self._named(kind)
        ]
        found = {name: _raw(self._values[name]) for name in names}
        return dict([each for each in found.items() if each[1]][:_MOST_STATED])

    def markup(self, depth: int = _DEEPEST, level: int = 1) -> str:
        """Return the texts as a piece of a page: heading, what sums up, the others in order."""
        parts = [f"<h{level}>{escape(self.title)}</h{level}>" if self.title else ""]
        summaries = self._named(Kind.SUMMARY)
        # What is written for search engines says again what the others say.
        own = [name for name in summaries if not name.startswith("meta_")] or summaries
        parts += [_html(self._values[name], depth, level) for name in own]
        for name, value in self._values.items():
            kind = _kind(name, value)
            if kind is Kind.PROSE:
                parts.append(f"<h{level + 1}>{escape(name.replace('_', ' '))}</h{level + 1}>")
            if kind in (Kind.TEXT, Kind.PROSE):
                parts.append(_html(value, depth, level))
        return "".join(parts)

    def _named(self, wanted: Kind) -> list[str]:
        return [name for name, value in self._values.items() if _kind(name, value) is wanted]

    def _of(self, wanted: Kind) -> list[Any]:
        return [self._values[name] for name in self._named(wanted)]


def documents(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of the documents that a field links to, in the form of either version."""
    if isinstance(value, dict) and "data" in value:
        value = value["data"]
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            fields = entry.get("attributes", entry)
            if isinstance(fields, dict):
                yield fields


def _parted(name: str) -> tuple[str, str]:
    """Return the name of a field in small letters, parted by "_", and its language, if any."""
    small = _CAPITAL.sub("_", name[:100]).lower().replace("-", "_")
    base, _, language = small.rpartition("_")
    return (base, language) if base and language in ("de", "en") else (small, "")


def _kind(name: str, value: Any) -> Kind:
    kind = next((kind for kind, words in _KINDS.items() if words.fullmatch(name)), None)
    if kind is not None:
        return kind
    if isinstance(value, bool) or _is_document(value):
        return Kind.NO_CONTENT
    if isinstance(value, int | float) or (isinstance(value, str) and len(value) < _PROSE):
        return Kind.SHORT
    return Kind.PROSE


def _is_document(value: Any) -> bool:
    """Tell whether ``value`` links to documents; parts of the record itself have no dates."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool(
        {"data", "attributes", "documentId", "createdAt", "mime"} & first.keys()
    )


def _html(value: Any, depth: int, level: int) -> str:
    """Return a text, or the parts of a record under their headings; nothing of what is too deep."""
    if isinstance(value, str) or is_blocks(value):
        # Parsed and written anew, so that no open tag swallows what follows.
        return parse_html(html_of(value)).decode()
    if not depth or _is_document(value):
        return ""
    parts = value if isinstance(value, list) else [value]
    return "".join(
        Fields(part).markup(depth - 1, min(level + 1, 5))
        if isinstance(part, dict)
        else _html(part, depth - 1, level)
        for part in parts
        if isinstance(part, dict | str)
    )


def _raw(value: Any) -> str:
    return " ".join(printable(str(value)).split())[:LONGEST] if _is_plain(value) else ""


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _day(value: str) -> str:
    """Return a moment as day and hour in Germany; anything else as it is."""
    text = " ".join(printable(value).split())[:LONGEST]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        return text
    try:
        return f"{moment.astimezone(_BERLIN):%Y-%m-%d, %H:%M} Uhr"
    except (OverflowError, ValueError):
        return text
