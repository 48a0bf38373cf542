"""The programmes that counties know by name, and where texts name them.

The data is matching/lexicon/programmes.toml, written by hand.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from matching.words import SOFT_HYPHEN, WORD

# A name's parts: words, numbers as 2.0, and the signs that tell one name from another ("WIR!").
_PART = re.compile(r"\d+\.\d+|[^\W_]+|[+!&/,:]")
_BLANK = r"(?:\r?\n|[^\S\n]{1,2})"
_QUOTE = "[\"'„“”‚‘’»«(]?"
# A point behind which a blank stands ends a sentence rather than parting a name.
_BETWEEN = rf"{_QUOTE}(?:\.|{_BLANK}?[-\u2010-\u2015]{_BLANK}?|{_BLANK})?{_QUOTE}"
# Nouns only (Modellprojekte|n, Heimat-Scheck|s): adjectives at the end of a name are common words.
_ENDING = "(?:e?[ns])?"
_INFLECTED = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{4,}")
_LONGEST_IN_CAPITALS = 6
_HEAD = 3
_FIELDS = {"key", "title", "aliases", "successors"}


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, all names under which texts know it, and the keys of those that followed it."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The title and all aliases."""
        return (self.title, *self.aliases)


@cache
def programmes() -> Mapping[str, Programme]:
    """Return the known programmes by key; see ``read_programmes`` for what raises."""
    text = files("matching").joinpath("lexicon", "programmes.toml").read_text("utf-8")
    return MappingProxyType(read_programmes(text))


def read_programmes(text: str) -> dict[str, Programme]:
    """Read programmes from TOML: tables ``programme`` with key, title, aliases and successors.

    Raises:
        ValueError: naming the programme and what is wrong with it: an unknown field, a key, title
            or alias that is missing or says nothing, a key or a name that two programmes have, a
            successor that none is.
    """
    found: dict[str, Programme] = {}
    for table in tomllib.loads(text).get("programme", []):
        programme = _programme(table)
        if programme.key in found:
            raise ValueError(f"programme {programme.key!r}: expected each key once, found it twice")
        found[programme.key] = programme
    _check_names(found.values())
    for programme in found.values():
        for key in programme.successors:
            if key not in found:
                raise ValueError(f"programme {programme.key!r}: no programme is {key!r}")
    return found


def _programme(table: Mapping[str, object]) -> Programme:
    key, title = table.get("key"), table.get("title")
    if unknown := table.keys() - _FIELDS:
        raise ValueError(f"programme {key!r}: no field is {min(unknown)!r}")
    if not isinstance(key, str) or not key:
        raise ValueError(f"programme {title!r}: expected a key, found {key!r}")
    (title,) = _strings(key, "title", [title])
    aliases = _strings(key, "aliases", table.get("aliases", []))
    for name in (title, *aliases):
        if not _PART.search(name):
            raise ValueError(f"programme {key!r}: expected a name, found {name!r}")
    successors = _strings(key, "successors", table.get("successors", []))
    return Programme(key, title, aliases, successors)


def _strings(key: str, field: str, values: object) -> tuple[str, ...]:
    strings = [each for each in values if isinstance(each, str)] if isinstance(values, list) else []
    if strings != values:
        raise ValueError(f"programme {key!r}: expected strings as {field}, found {values!r}")
    return tuple(strings)


def _check_names(found: Iterable[Programme]) -> None:
    owners: dict[str, str] = {}
    for programme in found:
        for name in programme.names:
            letters = "".join(_PART.findall(name)).casefold()
            owner = owners.setdefault(letters, programme.key)
            if owner != programme.key:
                raise ValueError(f"programme {programme.key!r}: {name!r} is a name of {owner!r}")


@cache
def related(key: str) -> frozenset[str]:
    """Return the keys of all predecessors and successors of a programme, near and far.

    Not those that merely share a predecessor with it.

    Raises:
        KeyError: no programme has this key.
    """
    known = programmes()
    before: defaultdict[str, list[str]] = defaultdict(list)
    for programme in known.values():
        for successor in programme.successors:
            before[successor].append(programme.key)
    after = _reached(key, lambda each: known[each].successors)
    return (after | _reached(key, before.__getitem__)) - {key}


def _reached(key: str, steps: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    ahead = list(steps(key))
    while ahead:
        if (each := ahead.pop()) not in found:
            found.add(each)
            ahead.extend(steps(each))
    return frozenset(found)


def mentions(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the key of each programme that ``text`` names, with where the name begins and ends.

    Points, hyphens, dashes, blanks and one line's end between the parts of a name are the same, and
    may be missing; case counts in words of up to six capitals only. The longest name at a place is
    the one that is meant. Runs in time linear in the length of the text.
    """
    if SOFT_HYPHEN not in text:
        yield from _mentions(text)
        return
    kept = [at for at, letter in enumerate(text) if letter != SOFT_HYPHEN]
    for key, start, end in _mentions(text.replace(SOFT_HYPHEN, "")):
        yield key, kept[start], kept[end - 1] + 1


def _mentions(text: str) -> Iterator[tuple[str, int, int]]:
    names = _names_by_head()
    stop = 0
    for word in WORD.finditer(text):
        if word.start() < stop:
            continue
        for key, pattern in names.get(word[0][:_HEAD].casefold(), ()):
            if found := pattern.match(text, word.start()):
                stop = found.end()
                yield key, word.start(), stop
                break


@cache
def _names_by_head() -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the names that may begin with a word by that word's first three letters."""
    names = [(name, each.key) for each in programmes().values() for name in each.names]
    found: defaultdict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for name, key in sorted(names, key=lambda each: (-len(each[0]), each)):
        parts = _PART.findall(name)
        # "go-digital" begins with "go" or, written in one word, with "god".
        for head in {parts[0][:_HEAD].casefold(), "".join(parts)[:_HEAD].casefold()}:
            found[head].append((key, _pattern(name)))
    return dict(found)


def _pattern(name: str) -> re.Pattern[str]:
    parts = _PART.findall(name)
    spelled = [part if _in_capitals(part) else f"(?i:{re.escape(part)})" for part in parts]
    ending = _ENDING if _INFLECTED.fullmatch(parts[-1]) else ""
    edge = r"(?![^\W_])" if WORD.search(parts[-1]) else ""
    return re.compile(_BETWEEN.join(spelled) + ending + edge)


def _in_capitals(part: str) -> bool:
    """Tell whether a part is an abbreviation: without its capitals DAS were an article."""
    return part.isalpha() and part.isupper() and len(part) <= _LONGEST_IN_CAPITALS
