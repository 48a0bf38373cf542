"""Tell from a calendar's words whether an event is a sitting of a body. Pure.

    title -> names the body -> called off -> nothing but body, place and words of a sitting

Council information systems write "Rat der Stadt Coesfeld", "14. Sitzung des Ausschusses für Umwelt"
or "Rat - öffentliche Sitzung"; people write "Vorbesprechung Kreisausschuss", "Rat (Reserve)" and
"Vorlagenschluss Rat" beside them. An event is a sitting only where every word of its title belongs
to one; what has a word more is not sure, unless that word says that it is something else.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from typing import Final

_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")
_AND: Final = re.compile(r"\s*&\s*|(?<!\w)u\.\s")
# What may follow a body's name within the same word: "Kreistagssitzung", "HFA-Sitzung".
_COMPOUND: Final = r"(?=s?-?(?:sonder)?sitzung)"

_DAYS: Final = r"(?:mon|diens|donners|frei|sams)tag|mittwoch|sonn(?:tag|abend)|mo|di|mi|do|fr|sa|so"
_MONTHS: Final = (
    r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
)
_BUDGET: Final = r"(?:des )?haushalt(?:e?s|s?plan(?:e?s)?|s?planentwurfs|ssatzung)?"
# What stands beside a body's name where it sits, and says nothing else.
_HARMLESS: Final = re.compile(
    r"(?<!\w)(?:(?:sonder|haushalts|hybrid|präsenz)?sitzung(?:en|stermin)?|termin|gremium|"
    r"(?:nicht[ -]?)?öffentlich(?:e[rnms]?)?|(?:n\. ?|nicht[ -]?)?öff\.?|(?:n\.? ?)?ö\.?|teil|"
    r"(?:ausser)?ordentliche?[rnms]?|konstituierende?[rnms]?|reguläre[rnms]?|turnusmässige[rnms]?|"
    r"(?:erste|letzte|nächste)[rnms]?|der|des|die|das|den|und|am|um|vom|von|ab|bis|uhr|nr|nummer|"
    r"(?:im |grosser |grossen |kleiner |kleinen )*(?:rathaus|kreishaus|ratssaal|"
    r"sitzungssaal|kreistagssaal)|"
    r"haushalts(?:einbringung|verabschiedung|beratung(?:en)?)|"
    rf"(?:einbringung|verabschiedung) {_BUDGET}|"
    r"(?:wahl|legislatur)periode|wp|[ivxl]{1,5}|[a-zäöü]{1,5}(?:/(?:wp\.?)?\d+)+|\d+|"
    rf"{_DAYS}|{_MONTHS})(?!\w)"
)
_SHORT_NAME: Final = re.compile(r"\(([A-ZÄÖÜ]{2,6})\)")
_MUNICIPAL: Final = (
    ("stadt", "hansestadt", "kreisstadt", "landeshauptstadt", "universitätsstadt"),
    ("kreis", "landkreis"),
    ("gemeinde",),
    ("samtgemeinde",),
    ("verbandsgemeinde",),
    ("ortsgemeinde",),
    ("markt",),
    ("flecken",),
)
_OFF: Final = re.compile(
    r"(?<!\w)(?:abgesagt\w*|absage|entf(?:ä|ae)llt|entfallen\w*|entfall|ausfall|ausgefallen|"
    r"f(?:ä|ae)llt (?:leider )?(?:aus|weg)|findet (?:leider )?nicht statt|gestrichen|storniert|"
    r"cancell?ed)(?!\w)"
)
_REASON: Final = re.compile(
    r"(?<!\w)(?:wurde|wird|ist|leider|ersatzlos)(?!\w)|"
    r"(?<!\w)(?:wegen|aufgrund|mangels) [^():;-]*"
)
_PART: Final = re.compile(r"(?<!\w)teil(?!\w)")
# "Bemerkung: Die Sitzung entfällt!" stands in the description where a system has no status.
_OFF_LINE: Final = re.compile(
    rf"(?:(?:bemerkung|hinweis|achtung|info)\W+)*(?:(?:die|diese) )?sitzung "
    rf"(?:(?:wurde|wird|ist) )?(?:leider )?{_OFF.pattern}\W*"
)
_OFF_NEAR: Final = re.compile(rf"sitzung[^.!?]{{0,60}}?{_OFF.pattern}|^\W*{_OFF.pattern}")
_OTHER: Final = re.compile(
    r"(?<!\w)(?:(?:vor|nach)(?:besprechung|bereitung)|vorbereitende|besprechung|fraktion\w*|"
    r"arbeitsgruppe|arbeitskreis|unterausschuss|ältestenrat\w*|empfang|klausur\w*|workshop|schulung|"
    r"seminar|fortbildung|besichtigung|ortstermin|bereisung|exkursion|sprechstunde|\w*frist|"
    r"(?:vorlagen?|antrags?|redaktions|abgabe|melde|einsende)schluss|abgabe\w*|versand\w*)(?!\w)"
)
# What could join another matter to a sitting: "Vorbesprechung, danach Rat".
_JOINS: Final = re.compile(r"[,;/+|\d]|(?<!\w)(?:und|mit|sowie|dann|danach|anschl\w*)(?!\w)")


class Said(Enum):
    """What an event's words say of a body; NOT_SURE is for a person to decide."""

    SITTING = auto()
    OFF = auto()
    NOT_SURE = auto()
    OTHER = auto()


class Titles:
    """The titles of one body's events.

    ``words`` name the body, as a calendar writes it; ``place`` is its town or county, "" if not
    known. Titles may have both with the endings of the genitive.
    """

    def __init__(self, words: str, place: str = "") -> None:
        self._words = folded(words)
        self._name = re.compile(rf"(?<!\w){_inflected(folded(words))}(?:(?!\w)|{_COMPOUND})")
        self._place = re.compile(rf"(?<!\w)(?:{'|'.join(_place_words(place))})(?!\w)")

    def judge(self, title: str, description: str = "") -> Said:
        """Return what the words of an event say; OTHER where they do not name the body."""
        text = folded(title)
        first = self._name.search(text)
        if first is None or _is_other(text[: first.start()]):
            return Said.OTHER
        off = _OFF.search(text)
        rest = self._unexplained(_SHORT_NAME.sub(self._without_short_name, title))
        if off:
            is_whole = not rest and not _PART.search(text)
            return Said.OFF if is_whole else Said.NOT_SURE
        if rest or "?" in text:
            return Said.NOT_SURE
        return _by_description(description)

    def _without_short_name(self, short: re.Match[str]) -> str:
        """Drop "(HFA)" behind "Haupt- und Finanzausschuss": its letters stand there in order."""
        letters = folded(short[1])
        in_order = re.compile(".*?".join(map(re.escape, letters)))
        return " " if in_order.match(self._words) else short[0]

    def _unexplained(self, title: str) -> str:
        """Return the letters of a title that belong to no word of a sitting."""
        text = self._name.sub(" ", folded(title))
        for known in (_OFF, _REASON) if _OFF.search(text) else ():
            text = known.sub(" ", text)
        text = _HARMLESS.sub(" ", self._place.sub(" ", text))
        return re.sub(r"[\W_]+", "", text)


def folded(text: str) -> str:
    """Return ``text`` so that case, dashes, forms of an umlaut and white space do not matter."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", text.casefold()))
    return " ".join(_AND.sub(" und ", text).split())


def _is_other(before: str) -> bool:
    """Tell whether what stands before a body's name says that the event is something else."""
    found = list(_OTHER.finditer(before))
    return bool(found) and not _JOINS.search(before, found[-1].end())


def _by_description(description: str) -> Said:
    lines = [folded(line) for line in description.splitlines()]
    if any(_OFF_LINE.fullmatch(line) for line in lines):
        return Said.OFF
    return Said.NOT_SURE if any(_OFF_NEAR.search(line) for line in lines) else Said.SITTING


def _inflected(words: str) -> str:
    """Return a pattern for ``words`` with their endings: "Rat" is "Rates", too."""
    parts = re.split(r"(\w+)", words)
    last = len(parts) - 2
    return "".join(_ending(part, is_last=place == last) for place, part in enumerate(parts))


def _ending(word: str, *, is_last: bool) -> str:
    if len(word) < 3 or not word.isalpha():
        return re.escape(word)
    if word.endswith("er") and not is_last:
        return rf"{re.escape(word[:-1])}[rnms]?"
    return rf"{re.escape(word)}(?:e?s)?"


def _place_words(place: str) -> list[str]:
    """Return the words of a place, and of what it may be called beside its name."""
    words = re.findall(r"\w+", folded(place))
    kinds = [kinds for kinds in _MUNICIPAL if set(kinds) & set(words)] or _MUNICIPAL
    return [
        _ending(word, is_last=True) for word in (*words, *(kind for each in kinds for kind in each))
    ]
