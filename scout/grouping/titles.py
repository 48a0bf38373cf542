"""Read a title: the words that name a call, and the marks that tell it from its siblings.

    title -> its abbreviations, first notices and small words left out -> words
          -> all notices left out, every word by its stem             -> stems
          -> years, days, rounds and parts, Länder, identifiers, kinds -> marks

Two calls whose marks contradict each other are two, whatever else agrees.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

# As long as titles of guidelines are: the round often stands at the very end.
_LONGEST = 2_000
_MONTHS = (
    "januar februar maerz april mai juni juli august september oktober november dezember"
).split()
_HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_FOLD = {"ä": "ae", "ö": "oe", "ü": "ue", "&": " und ", "+": " und "}
_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")
_BRACKET = re.compile(r"\(([^()]{1,80})\)")
_DAY = re.compile(rf"\b(?:vom )?(\d{{1,2}})\. ?(?:(\d{{1,2}})\.|({'|'.join(_MONTHS)})) ?(20\d\d)\b")
_YEARS = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_SHORT_YEARS = re.compile(r"(?<!\d)(20[0-4]\d) ?[-–/] ?([0-4]\d)(?!\d)")
_IDENTIFIER = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]+){2,}\b")
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}
_ORDINALS = {
    word + ending: number
    for number, word in enumerate(
        "erst zweit dritt viert fuenft sechst siebt acht neunt zehnt".split(), start=1
    )
    for ending in ("e", "er", "es", "en")
}
_ENGLISH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ROUND = (
    "aufruf foerderaufruf projektaufruf call runde foerderrunde antragsrunde auswahlrunde "
    "wettbewerbsrunde ausschreibung tranche staffel stichtag round phase"
).split()
_PART = (
    "teil los modul baustein saeule stufe linie foerderlinie massnahme schwerpunkt "
    "foerderschwerpunkt komponente programmteil nummer nr variante"
).split()
_LAENDER = {
    "baden wuerttemberg": "BW", "bayern": "BY", "berlin": "BE", "brandenburg": "BB",
    "bremen": "HB", "hamburg": "HH", "hessen": "HE", "mecklenburg vorpommern": "MV",
    "niedersachsen": "NI", "nordrhein westfalen": "NW", "nrw": "NW", "rheinland pfalz": "RP",
    "saarland": "SL", "sachsen anhalt": "ST", "sachsen": "SN", "schleswig holstein": "SH",
    "thueringen": "TH",
}  # fmt: skip
_LAND = re.compile(rf"\b({'|'.join(sorted(_LAENDER, key=len, reverse=True))})s?\b")
# How announcements begin: it says what kind of paper it is, not what for.
_NOTICES = frozenset(
    "bekanntmachung aufruf foerderaufruf foerderbekanntmachung richtlinie richtlinien "
    "foerderrichtlinie foerderrichtlinien verwaltungsvorschrift foerderprogramm foerderung "
    "gewaehrung zuwendung zuwendungen neufassung aenderung ergaenzung zuschuss zuschuesse "
    "programm runderlass erlass massnahmen vorhaben projekten projekte".split()
)
# Words by which a title says in which form the money comes. A "Tilgungszuschuss" goes with a loan.
_GRANT = frozenset("zuschuss zuschuesse investitionszuschuss investitionszuschuesse".split())
_LOAN = ("darlehen", "kredit", "kredite")
_SMALL = frozenset(
    "der die das des dem den ein eine einer eines einem einen zur zum zu fuer von vom ueber und "
    "oder in im an am auf aus bei mit nach durch als sowie unter the of for and to on a".split()
)
_SHORTEST = 3
_VOWEL_S, _LONGEST_WITH_S = ("as", "os"), 4


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says.

    ``words`` name the call, in order, ``stems`` are those of its words without any notice. The
    other fields are its marks: ``years``, ``days`` (as YYYY-MM-DD), ``rounds`` and ``parts`` (word
    and number), ``laender``, ``identifiers`` of the EU's form, ``kinds`` ("grant", "loan"),
    ``numbers`` whatever they count.
    """

    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    years: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    rounds: frozenset[int] = frozenset()
    parts: frozenset[tuple[str, str]] = frozenset()
    laender: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


def read_title(text: str | None) -> Title:
    """Return what a title says; of an endless one only its beginning is read."""
    raw = _HIDDEN.sub("", (text or "")[:_LONGEST])
    identifiers = frozenset(_IDENTIFIER.findall(raw))
    plain = fold(_BRACKET.sub(_without_abbreviation, raw))
    days = frozenset(_day(*found) for found in _DAY.findall(plain))
    plain = _SHORT_YEARS.sub(r"\1 20\2", _DAY.sub(" ", plain))
    years = frozenset(_YEARS.findall(plain))
    tokens = _WORD.findall(plain)
    spaced = " ".join(tokens)
    laender = frozenset(_LAENDER[name] for name in _LAND.findall(spaced))
    words = _naming(_LAND.sub(" ", spaced).split())
    numbers = frozenset(word for word in words if any(map(str.isdigit, word)))
    return Title(
        words=words,
        stems=_stems(words),
        years=years,
        days=days,
        rounds=frozenset(_rounds(tokens)),
        parts=frozenset(_parts(tokens)),
        laender=laender,
        identifiers=identifiers,
        kinds=_kinds(tokens),
        numbers=numbers,
    )


def contradiction(first: Title, second: Title) -> str:
    """Say which marks make two titles those of different calls; "" where none do.

    A mark that only one of them has says nothing.
    """
    for name in ("identifiers", "laender", "years", "days", "rounds"):
        ours, theirs = getattr(first, name), getattr(second, name)
        if ours and theirs and ours != theirs:
            return f"{name} {_shown(ours)} and {_shown(theirs)}"
    if first.kinds and second.kinds and not first.kinds & second.kinds:
        return f"kinds {_shown(first.kinds)} and {_shown(second.kinds)}"
    ours, theirs = dict(first.parts), dict(second.parts)
    for word in sorted(ours.keys() & theirs.keys()):
        if ours[word] != theirs[word]:
            return f"{word} {ours[word]} and {theirs[word]}"
    return ""


def has_lone_mark(first: Title, second: Title) -> bool:
    """Tell whether one of two titles names a round, year or part and the other does not."""
    return any(
        bool(getattr(first, name)) != bool(getattr(second, name))
        for name in ("years", "days", "rounds", "parts", "identifiers")
    )


def is_count(word: str) -> bool:
    """Tell whether a folded word only counts or names a round: "2", "zweiter", "II", "Aufruf"."""
    return word.isdigit() or word in _ROUND or _number(word) is not None


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a folded German word; of "Kinos" it is that of "Kino"."""
    # The stemmer leaves an s behind vowels. Made anew each time: threads must not share one.
    plain = word[:-1] if word.endswith(_VOWEL_S) and len(word) > _LONGEST_WITH_S else word
    found: str = Stemmer.Stemmer("german", 0).stemWord(plain)
    return found


def fold(text: str) -> str:
    """Return ``text`` in small letters without umlauts and accents."""
    folded = unicodedata.normalize("NFC", text).casefold()
    for sign, written in _FOLD.items():
        folded = folded.replace(sign, written)
    return folded if folded.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", folded))


def _without_abbreviation(bracket: re.Match[str]) -> str:
    """Leave out what only abbreviates the title; figures and words in brackets stay."""
    tokens = bracket.group(1).split()
    named = [token for token in tokens if not any(map(str.isdigit, token))]
    if named and all(sum(map(str.isupper, token)) >= 2 for token in named):
        return " " + " ".join(token for token in tokens if token not in named) + " "
    return bracket.group()


def _naming(tokens: list[str]) -> tuple[str, ...]:
    """Return the words that name a call; its first notice only where little is left."""
    words = [token for token in tokens if token not in _SMALL]
    begin = 0
    while begin < len(words) and words[begin] in _NOTICES:
        begin += 1
    named = words[begin:]
    is_enough = sum(len(word) for word in named if not word.isdigit()) >= _SHORTEST
    return tuple(named if is_enough else words)


def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stems of what is left of a title without notices; of all where nothing is."""
    named = [word for word in words if word not in _NOTICES]
    return tuple(stem(word) for word in named or words)


def _kinds(tokens: list[str]) -> frozenset[str]:
    found = {"grant"} if not _GRANT.isdisjoint(tokens) else set()
    return frozenset(found | ({"loan"} if any(each.endswith(_LOAN) for each in tokens) else set()))


def _rounds(tokens: list[str]) -> list[int]:
    """Return the numbers of rounds: "2. Aufruf", "zweiter Aufruf", "Runde II"."""
    found = []
    for place, token in enumerate(tokens):
        if token in _ROUND:
            around = tokens[max(place - 1, 0) : place] + tokens[place + 1 : place + 2]
            numbers = [number for word in around if (number := _number(word)) is not None]
            found += numbers[:1]
    return found


def _parts(tokens: list[str]) -> list[tuple[str, str]]:
    """Return the parts of a programme that are numbered or lettered: "Modul 3", "Teil A"."""
    found = []
    for place, token in enumerate(tokens[:-1]):
        after = tokens[place + 1]
        if token in _PART and (after.isdigit() or after in _ROMAN or len(after) == 1):
            found.append((token, str(_ROMAN.get(after, after))))
    return found


def _number(word: str) -> int | None:
    if word.isdecimal() and len(word) <= 2:
        return int(word)
    return _ORDINALS.get(word) or _ENGLISH.get(word) or _ROMAN.get(word)


def _day(day: str, month: str, name: str, year: str) -> str:
    number = int(month) if month else _MONTHS.index(name) + 1
    return f"{year}-{number:02}-{int(day):02}"


def _shown(marks: frozenset[str] | frozenset[int]) -> str:
    return ", ".join(map(str, sorted(marks, key=str)))
