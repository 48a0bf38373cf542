"""The names under which an analyst tunes the ranking, their ranges, and what they mean to it.

All are flat names with one number each::

    threshold              above 0 to 1   the least score of a match
    weight.SIGNAL          0 to 1         what a signal counts; 0 turns it off (judgements: 0 to 2)
    wanted.WORD OR PHRASE  0 to 1         raises calls that have it; 0 lifts what holds for all
    unwanted.WORD ...      0 to 1         lowers calls that have it
    word.WORD              0 to 5         as if the project said its word as often; 0 mutes it
    topic.NAME             -1 to 1        raises or lowers calls that their source classifies so
    watch.PROGRAMME        0 to 1         raises calls of a programme

Pure: knows neither where values are kept nor for which project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from matching.signals import SIGNALS
from matching.signals.programmes import programmes
from matching.texts import Wishes
from matching.words import words
from scout.errors import UsageError

THRESHOLD = "threshold"
WEIGHT, WORD = "weight", "word"
WANTED, UNWANTED = "wanted", "unwanted"
TOPIC, WATCH = "topic", "watch"
LONGEST_NAME = 200
_OPTION = "--set"
_DEFAULT = "default"
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class _Range:
    """Numbers from ``low`` to ``high``; ``above`` leaves out ``low`` itself."""

    low: float
    high: float
    above: bool = False

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high and not (self.above and number == self.low)

    def __str__(self) -> str:
        low = f"above {self.low:g} and up" if self.above else f"from {self.low:g}"
        return f"a number {low} to {self.high:g}"


_SHARE = _Range(0, 1)
_SOME = _Range(0, 1, above=True)
_RANGES = {
    THRESHOLD: _SOME,
    WEIGHT: _SHARE,
    WANTED: _SHARE,
    UNWANTED: _SHARE,
    WORD: _Range(0, 5),
    TOPIC: _Range(-1, 1),
    WATCH: _SHARE,
}
# Judgements stand beside the signals: they move the profile itself.
_JUDGEMENTS = "judgements"
_OF_JUDGEMENTS = _Range(0, 2)
_FORMS = (
    f"{THRESHOLD}, weight.SIGNAL, wanted.WORDS, unwanted.WORDS, word.WORD, topic.NAME"
    " or watch.PROGRAMME"
)


def parse(texts: Sequence[str], known: Iterable[str] = ()) -> dict[str, float | None]:
    """Return the settings that ``texts``, each NAME=VALUE, ask for, by name.

    ``None`` asks for the default: NAME= or NAME=default. A number may have a decimal comma. White
    space in names is collapsed; otherwise they stay as spelled, but a name of ``known``, which are
    those that are set already, keeps its own capital letters, and can be reset whatever it is. A
    programme may be given by any of its names and comes back as its key.

    Raises:
        UsageError: naming what does not fit, the range, and names that may be meant.
    """
    spelled = {name.casefold(): name for name in known}
    found: dict[str, float | None] = {}
    taken: set[str] = set()
    for text in texts:
        name, value = _setting(text, spelled)
        if name.casefold() in taken:
            raise UsageError(f"{_OPTION}: expected each name once, found {name!r} again")
        taken.add(name.casefold())
        found[name] = value
    return found


def wishes(values: Mapping[str, float]) -> Wishes:
    """Return what ``values``, by names that ``parse`` gave, wish of the ranking.

    The threshold is no wish: it does not move a score.

    Raises:
        ValueError: if a name is of no kind that there is.
    """
    groups: dict[str, dict[str, float]] = {kind: {} for kind in _RANGES}
    for name, value in values.items():
        kind, _, subject = name.partition(".")
        if kind not in groups:
            raise ValueError(f"expected {_FORMS}, found {name!r}")
        groups[kind][subject] = value
    return Wishes(
        weights=groups["weight"],
        wanted=groups["wanted"],
        unwanted=groups["unwanted"],
        topics=groups["topic"],
        watched=groups["watch"],
        words=groups["word"],
    )


def threshold(values: Mapping[str, float], default: float) -> float:
    """Return the least score of a match: the one of ``values``, or else ``default``."""
    return values.get(THRESHOLD, default)


def _setting(text: str, spelled: Mapping[str, str]) -> tuple[str, float | None]:
    """Return the name and the value of NAME=VALUE."""
    # What stands before may have an equals sign of its own, a number never has.
    name, equals, value = (" ".join(part.split()) for part in text.rpartition("="))
    if not equals or not name:
        raise UsageError(f"{_OPTION}: expected NAME=VALUE, found {text!r}")
    resets = value.casefold() in ("", _DEFAULT)
    if resets and name.casefold() in spelled:
        return spelled[name.casefold()], None
    kind, subject = _checked(name)
    name = f"{kind}.{subject}" if subject else kind
    return spelled.get(name.casefold(), name), None if resets else _number(kind, subject, value)


def _checked(name: str) -> tuple[str, str]:
    """Return kind and subject of ``name``; the subject of the threshold is empty."""
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise UsageError(
            f"{_OPTION}: expected a name of at most {LONGEST_NAME} characters that can be seen,"
            f" found {name[:LONGEST_NAME]!r} ({len(name)} characters)"
        )
    kind, dot, subject = (part.strip() for part in name.partition("."))
    if kind not in _RANGES or bool(dot) is (kind == THRESHOLD) or bool(dot) is not bool(subject):
        close = _close(kind.casefold(), list(_RANGES))
        raise UsageError(f"{_OPTION}: expected {_FORMS}{close}, found {name!r}")
    if kind == THRESHOLD:
        return kind, ""
    return kind, _SUBJECTS[kind](name, subject)


def _number(kind: str, subject: str, value: str) -> float:
    of_judgements = (kind, subject) == ("weight", _JUDGEMENTS)
    allowed = _OF_JUDGEMENTS if of_judgements else _RANGES[kind]
    # People paste a typographic minus.
    written = value.replace("\N{MINUS SIGN}", "-")
    if _NUMBER.fullmatch(written):
        # Adding nothing turns -0.0 into 0.0.
        number = float(written.replace(",", ".")) + 0.0
        if number in allowed:
            return number
    name = f"{kind}.{subject}" if subject else kind
    raise UsageError(
        f"{_OPTION} {name}: expected {allowed}, or nothing for the default, found {value!r}"
    )


def _signal(name: str, subject: str) -> str:
    known = [*_signals(), _JUDGEMENTS]
    if subject not in known:
        close = _close(subject.casefold(), known)
        raise UsageError(
            f"{_OPTION} {name}: expected a signal, one of {', '.join(known)}{close},"
            f" found {subject!r}"
        )
    return subject


def _phrase(name: str, subject: str) -> str:
    if not any(words(subject)):
        raise UsageError(f"{_OPTION} {name}: expected a word or a phrase, found {subject!r}")
    return subject


def _single_word(name: str, subject: str) -> str:
    found = [subject[start:end] for _, start, end in words(subject)]
    if found != [subject]:
        raise UsageError(
            f"{_OPTION} {name}: expected one word (a hyphen parts words), found {subject!r}"
        )
    return subject


def _topic(name: str, subject: str) -> str:
    del name
    # Every source has topics of its own, as it spells them: there is no list to look in.
    return subject


def _programme(name: str, subject: str) -> str:
    keys = {spelled.casefold(): key for key, names in _programmes().items() for spelled in names}
    if subject.casefold() not in keys:
        close = _close(subject.casefold(), list(keys)) or f" ({', '.join(sorted(_programmes()))})"
        raise UsageError(f"{_OPTION} {name}: expected a programme{close}, found {subject!r}")
    return keys[subject.casefold()]


def _signals() -> list[str]:
    return [signal.name for signal in SIGNALS]


def _programmes() -> dict[str, tuple[str, ...]]:
    """Return all names of each programme, its key first, by key."""
    return {key: (key, *programme.names) for key, programme in programmes().items()}


_SUBJECTS: Mapping[str, Callable[[str, str], str]] = {
    "weight": _signal,
    "wanted": _phrase,
    "unwanted": _phrase,
    "word": _single_word,
    "topic": _topic,
    "watch": _programme,
}


def _close(given: str, known: Sequence[str]) -> str:
    """Return the names that may be meant, in brackets; nothing where none is near."""
    found = get_close_matches(given, known, n=3)
    return f" (close: {', '.join(found)})" if found else ""
