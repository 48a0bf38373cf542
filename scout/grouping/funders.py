"""Read who gives the money, whatever the ministry is called there: by short name, long, or old.

A ministry that was renamed is the same house. "Land NRW" names a level, not a house.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scout.domain import Level
from scout.grouping.titles import fold, read_title

_LONGEST = 300
_WORD = re.compile(r"\w+")
# Short names of federal houses, those of today and of before, by one name each.
_HOUSES = {
    "bmftr": "bmftr bmbf",
    "bmwe": "bmwe bmwk bmwi",
    "bmv": "bmv bmdv bmvi",
    "bmds": "bmds",
    "bmwsb": "bmwsb",
    "bmi": "bmi",
    "bmukn": "bmukn bmuv bmu",
    "bmleh": "bmleh bmel",
    "bmbfsfj": "bmbfsfj bmfsfj",
    "bmas": "bmas",
    "bmg": "bmg",
    "bmz": "bmz",
    "bmf": "bmf",
    "bmjv": "bmjv bmj",
    "bmvg": "bmvg",
    "bkm": "bkm",
    "bbsr": "bbsr",
    "ble": "ble",
    "dfg": "dfg",
    "sprind": "sprind",
    "bafa": "bafa",
}
_BY_SHORT = {short: house for house, shorts in _HOUSES.items() for short in shorts.split()}
# Words of the long names that no other federal house has.
_BY_WORDS: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), house)
    for words, house in (
        ("bildung familie", "bmbfsfj"),
        ("familie senioren", "bmbfsfj"),
        ("familien senioren", "bmbfsfj"),
        ("forschung technologie raumfahrt", "bmftr"),
        ("bildung forschung", "bmftr"),
        ("digitales staatsmodernisierung", "bmds"),
        ("digitalisierung staatsmodernisierung", "bmds"),
        ("wohnen stadtentwicklung", "bmwsb"),
        ("wirtschaft energie", "bmwe"),
        ("wirtschaft klimaschutz", "bmwe"),
        ("umwelt naturschutz", "bmukn"),
        ("umwelt klimaschutz", "bmukn"),
        ("landwirtschaft heimat", "bmleh"),
        ("ernaehrung landwirtschaft", "bmleh"),
        ("digitales verkehr", "bmv"),
        ("verkehr infrastruktur", "bmv"),
        ("arbeit soziales", "bmas"),
        ("wirtschaftliche zusammenarbeit", "bmz"),
        ("justiz", "bmjv"),
        ("gesundheit", "bmg"),
        ("finanzen", "bmf"),
        ("verteidigung", "bmvg"),
        ("verkehr", "bmv"),
        ("innern", "bmi"),
    )
)
_BANKS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset(("kreditanstalt", "wiederaufbau")), "kfw"),
    (frozenset(("kfw",)), "kfw"),
    (frozenset(("landwirtschaftliche", "rentenbank")), "rentenbank"),
    (frozenset(("deutsche", "forschungsgemeinschaft")), "dfg"),
    (frozenset(("nrw", "bank")), "nrwbank"),
)
_EMPTY = frozenset(
    "ministerium ministeriums land landes freistaat freistaats staatsministerium bundesland "
    "bund bundes bundesministerium bundesrepublik deutschland bundesregierung landesregierung "
    "staatskanzlei hansestadt freie der die das des dem den fuer und von vom in im zur zum "
    "europaeische europaeischen union kommission eu staates staat foerdergeber gruppe "
    "bankengruppe".split()
)
# What so many givers are called that it names none of them.
_COMMON = frozenset(
    "stiftung stiftungen landesstiftung bundesstiftung buergerstiftung verband landesverband "
    "bundesverband verein gesellschaft agentur bundesagentur landesagentur amt bundesamt landesamt "
    "institut bundesinstitut anstalt bundesanstalt behoerde bezirksregierung bank foerderbank "
    "landesbank investitionsbank kreis landkreis stadt gemeinde kommune gmbh mbh ggmbh abteilung "
    "deutsche deutscher deutsches deutschen projekttraeger foerderung programm".split()
)
_LAND_WORDS = frozenset(
    "nrw nordrhein westfalen baden wuerttemberg bayern berlin brandenburg bremen hamburg hessen "
    "mecklenburg vorpommern niedersachsen rheinland pfalz saarland sachsen anhalt schleswig "
    "holstein thueringen".split()
)
_MINISTRIES = ("ministerium", "staatskanzlei", "senatsverwaltung", "senator", "behoerde fuer")
_SAME_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Funder:
    """Who gives the money. Nothing known: all empty.

    ``house`` is the one name of a federal house or bank; ``words`` are those of the name of any
    other; neither: only the level is named. ``land`` is "NW" of "DE-NW".
    ``is_ministry``: its name changes with its cut.
    """

    level: Level | None = None
    land: str = ""
    house: str = ""
    words: frozenset[str] = frozenset()
    is_ministry: bool = False

    @property
    def is_named(self) -> bool:
        """Whether it is a certain house, not only a level."""
        return bool(self.house or self.words)


def read_funder(text: str | None) -> Funder:
    """Return who gives the money by the name that a source gives; an unknown name by its words."""
    folded = fold((text or "")[:_LONGEST])
    tokens = _WORD.findall(folded)
    if not tokens:
        return Funder()
    known = frozenset(tokens)
    laender = read_title(text).laender
    land = next(iter(laender)) if len(laender) == 1 else ""
    if bank := next((house for words, house in _BANKS if words <= known), ""):
        return Funder(None, "", bank)
    if known & {"bund", "bundesregierung"} or "bundesministerium" in folded or _short(tokens):
        return Funder(Level.FEDERAL, "", _house(tokens, known), frozenset())
    if known & {"eu", "europaeische", "europaeischen"}:
        return Funder(Level.EU)
    words = frozenset(word for word in known - _EMPTY if len(word) > 2 and not _is_land(word))
    is_ministry = any(name in folded for name in _MINISTRIES)
    return Funder(Level.STATE if land else None, land, "", words, is_ministry)


def is_same(first: Funder, second: Funder) -> bool:
    """Tell whether two names are those of one house; never where one names a level only."""
    if first.house or second.house:
        return first.house == second.house
    if first.land and second.land and first.land != second.land:
        return False
    ours, theirs = first.words - _COMMON, second.words - _COMMON
    if first.is_ministry is not second.is_ministry or not ours or not theirs:
        return False
    if first.is_ministry:
        # Ministries change their cut, and their name with it, after every election.
        return len(ours & theirs) / max(len(ours), len(theirs)) >= _SAME_SHARE
    return _hold(first.words & _COMMON, second.words & _COMMON) and _adds_little(ours, theirs)


def _adds_little(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether two names are equal, or one is the other, of several words, with one more.

    That is its short name: "Bundesstiftung Umwelt (DBU)".
    """
    more = abs(len(ours) - len(theirs))
    return _hold(ours, theirs) and (not more or (more == 1 and min(len(ours), len(theirs)) > 1))


def _hold(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return ours <= theirs or theirs <= ours


def is_other(first: Funder, second: Funder) -> bool:
    """Tell whether two names cannot be those of one giver."""
    if first.level and second.level and first.level is not second.level:
        return True
    if first.land and second.land and first.land != second.land:
        return True
    return first.is_named and second.is_named and not is_same(first, second)


def _short(tokens: list[str]) -> str:
    return next((_BY_SHORT[token] for token in tokens if token in _BY_SHORT), "")


def _house(tokens: list[str], known: frozenset[str]) -> str:
    """Return the federal house by its short name or by the words of its long one."""
    by_words = next((house for words, house in _BY_WORDS if words <= known), "")
    return _short(tokens) or by_words


def _is_land(word: str) -> bool:
    return word in _LAND_WORDS or word.removesuffix("s") in _LAND_WORDS
