"""Tell what a text says of the next round, where one round or one year is over.

"For 2026 no more" closes 2026 and nothing else. What comes next may be a day by which to apply, a
day from which on, or only a word; a word alone opens nothing. Does not find the days themselves;
that is for ``applying`` and ``validity``.

- a next day: Für 2026 können keine Anträge mehr gestellt werden. Der nächste Stichtag ist der …
- a word: Der nächste Aufruf folgt im Frühjahr.

| rule | example |
|---|---|
| next-round | Die Antragsrunde ist beendet. Der nächste Aufruf folgt im Frühjahr. |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from scout.facts import Evidence
from scout.reading.sections import CONDITIONS, GUIDELINE, PROCEDURE
from scout.reading.sentences import Sentence
from scout.reading.timing import roles
from scout.reading.timing.applying import names_only_days
from scout.reading.timing.dates import days_in
from scout.reading.timing.phrases import names_application

_I: Final = re.IGNORECASE
# Cheap: without it nothing is called the next one.
_HINT: Final = "ächste"
_TERM: Final = (
    r"(?:\w{0,16}(?:stichtage?n?|termine?n?|frist(?:en)?|schluss)|"
    r"\w{0,14}(?:runden?|phasen?|fenster|zeitr[aä]um))"
)
# All that stands before the day: of any further word nobody knows what it makes of the day.
_NEXT_TERM: Final = re.compile(
    rf"\W*(?:(?:Hinweis|Wichtig|Achtung|Aktuell)\W+)?(?:(?:der|die|das|unser|unsere) )?"
    rf"(?:jeweils )?nächste[rns]? (?:mögliche[rn]? )?{_TERM}"
    r"(?: (?:für|zur|der|von)(?: (?:die|eine|neue|weitere|von|der)){0,2}"
    r" \w{0,12}(?:antr[aä]g|antragstellung|einreichung|bewerbung|skizze)\w{0,9})?"
    r"(?: (?:ist|sind|endet|enden|läuft|voraussichtlich|dann|somit|am|bis|zum|der|den)){0,5}"
    r":?\s?",
    _I,
)
# "…; nächster Antragstermin ist der 31. März 2027": said behind what is over.
_GOES_ON: Final = re.compile(rf"(?:[;,:–-]|\bund)\s(?:\w+ ){{0,2}}nächste[rns]? {_TERM}\b", _I)
_YEAR: Final = r"(20[0-9]{2})(?:\s?/\s?(?:20)?([0-9]{2}))?(?![0-9]|\.[0-9])"
_OF_YEAR: Final = re.compile(
    r"(?:\b(?:für|im|in)(?: (?:das|dem|den|die|der))?(?: (?:\w{0,12}jahre?n?))?|"
    r"\b\w{0,20}(?:mittel|budget|kontingent|aufruf|runde|phase|ausschreibung|frist)"
    rf"(?: (?:für|in|des Jahres|im Jahr|für das Jahr))?) {_YEAR}",
    _I,
)
_A_YEAR: Final = re.compile(r" (?:für )?20[0-9]{2}(?![0-9.])")
_OF_THIS_YEAR: Final = re.compile(
    r"\b(?:in |für )?(?:diese[sm]|das laufende|im laufenden) (?:\w{0,12})jahr\b", _I
)
_FOR_GOOD: Final = re.compile(
    r"\bletzte|letztmal|endgültig|dauerhaft|eingestellt|ausgelaufen|außer kraft", _I
)
_ROUND: Final = (
    r"\b(?:nächste|neue|weitere|erneute|kommende|folgende|zweite|dritte)[rnsm]{0,2} "
    r"(?:[\w-]{1,20} )?(?:\w{0,20}aufrufe?s?|\w{0,16}runden?|\w{0,14}phasen?|"
    r"\w{0,12}ausschreibung(?:en)?|calls?|\w{0,12}wettbewerb)\b|\bfortsetzung\b"
)
_SOME_TIME: Final = (
    r"\b(?:folgt|folgen|kommt|geplant|vorgesehen|voraussichtlich|frühjahr\w*|frühling|sommer|"
    r"herbst|winter|(?:jahres|monats)?(?:anfang|ende|mitte|beginn)|quartal\w*|halbjahr\w*|"
    r"entschieden|entscheid\w*|startet|starten|beginnt|erfolgt|wird|werden|angekündigt|erwartet|"
    r"vorbereitung|20[0-9]{2}|januar|februar|märz|april|mai|juni|juli|august|september|oktober|"
    r"november|dezember)\b"
)
_ANNOUNCED: Final = re.compile(
    rf"(?:{_ROUND}).{{0,120}}(?:{_SOME_TIME})|(?:{_SOME_TIME}).{{0,120}}(?:{_ROUND})", _I
)
_AGAIN: Final = re.compile(
    r"\bwieder\b|\berneut\b|\b(?:nächste|neue|weitere|kommende|folgende|zweite|dritte)[rnsm]?\b", _I
)
# What is denied, or under way already.
_DENIED: Final = re.compile(
    r"\b(?:nicht|kein\w*|läuft|laufen|endet|enden|schließt|(?:ge)?öffnet|offen|möglich|kann|"
    r"können|gestartet|begonnen|eingereicht|gestellt)\b",
    _I,
)
# What stands further behind the sentence that closes may speak of anything.
_REACH: Final = 2


def neighbour(
    sentence: Sentence, before: Sentence | None, after: Sentence | None
) -> Sentence | None:
    """Return the sentence beside a bare "Der nächste Stichtag ist …" that says for what it is.

    ``None`` for all that names no such day, and where no neighbour speaks of applications alone.
    """
    if sentence.lead or not _is_next_term(sentence):
        return None
    return next((each for each in (before, after) if each and _says_for_what(each, sentence)), None)


def names_next_day(text: str) -> bool:
    """Tell whether a sentence that says what is over goes on with the day of a next round."""
    found = _GOES_ON.search(text) if _HINT in text else None
    return found is not None and any(day.year for day in days_in(text) if day.start > found.start())


def closed_year(text: str) -> int | None:
    """Return the year for which alone a sentence says something is over.

    ``None`` where it names none, and where it says that nothing comes after it.
    """
    if _FOR_GOOD.search(text):
        return None
    years = [int(last) + 2000 if last else int(year) for year, last in _OF_YEAR.findall(text)]
    return max(years, default=None)


def without_year(text: str) -> str:
    """Return "Der Aufruf 2026 ist geschlossen." without the year for which it says so."""
    return _A_YEAR.sub("", text)


def is_of_this_year(text: str) -> bool:
    """Tell whether a sentence speaks of "this year", whichever that was."""
    return _OF_THIS_YEAR.search(text) is not None


def opens_again(text: str) -> bool:
    """Tell whether a sentence tells of an opening that is not the first one."""
    return _AGAIN.search(text) is not None


def announces_round(text: str) -> bool:
    """Tell whether a sentence tells of a next round and names no day of it."""
    return (
        _ANNOUNCED.search(text) is not None
        and not _DENIED.search(text)
        and not any(day.year for day in days_in(text))
    )


def announced_behind(sentence: Sentence, sentences: Sequence[Sentence]) -> Iterator[Evidence]:
    """Yield what stands in or shortly behind a sentence of a next round without a day."""
    same = [each for each in sentences if each.section == sentence.section]
    behind = [each for each in same if each.start >= sentence.start][: _REACH + 1]
    yield from (each.evidence("next-round") for each in behind if announces_round(each.plain))


def _says_for_what(each: Sentence, sentence: Sentence) -> bool:
    is_beside = each.section == sentence.section and each.heading == sentence.heading
    return is_beside and names_application(each.plain) and not roles.OTHER_NOUN.search(each.plain)


def _is_next_term(sentence: Sentence) -> bool:
    text = sentence.plain
    if _HINT not in text or sentence.section in (GUIDELINE, CONDITIONS, PROCEDURE):
        return False
    days = days_in(text)
    if not days or not _NEXT_TERM.fullmatch(text, 0, days[0].start):
        return False
    return names_only_days(text[days[0].start :])
