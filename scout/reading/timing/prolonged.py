"""Tell what is prolonged: the time for applying, or another matter, whose day ends no applying.

    words around a day -> its own clause -> which noun is prolonged -> deadline, call, other

"Verlängert" alone says nothing of applying: guidelines, projects and duties to keep papers are
prolonged, too. A day beside it counts only where the noun that is prolonged is a deadline
("Antragsfrist") or a call ("Förderaufruf", "Einreichung"), where nothing else is, and where the
sentence tells it as a fact: what may, might or has to be asked for is no deadline.

- Die Antragsfrist wurde bis zum 26.02.2027 verlängert.
- Fristverlängerung: Anträge können nun bis zum 26.02.2027 gestellt werden.
- no deadline: Die Laufzeit der Richtlinie wurde bis zum 31.12.2028 verlängert.
- no deadline: Auf Antrag kann eine Fristverlängerung bis zum 30. Juni 2027 gewährt werden.
- no deadline: Die ursprünglich am 15.01.2027 endende Antragsfrist wurde bis … verlängert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from scout.reading.sections import CONDITIONS, DEADLINES, GUIDELINE, PROCEDURE, STATUS_NOTE
from scout.reading.sentences import Sentence
from scout.reading.timing.clauses import without_asides, words_before
from scout.reading.timing.dates import Named
from scout.reading.timing.moved import as_prolonged, is_foreign, is_moved

_I: Final = re.IGNORECASE
_HINT: Final = "verläng"

_PREFIX: Final = (
    r"(?:antrags?|bewerbungs?|einreich(?:ungs)?|einsende|abgabe|skizzen|anmelde|teilnahme)"
)
_TERM: Final = rf"{_PREFIX}-?(?:frist(?:en)?|schluss|termine?|stichtage?|phase|zeitraum|fenster)"
# What a bare "Frist" is for, where it is one for applying.
_PURPOSE: Final = (
    r"(?:zur|zum|für|der|des|von)(?: (?:die|das|den|der|eine[nr]?|unsere[nrs]?))?"
    r"(?: (?-i:[a-zäöüß]{2,20})){0,2} (?:antr[aä]g|förderantr|einreich|abgabe|bewerb|teilnahme|"
    r"(?:vorlage (?:von|der) )?\w{0,10}skizze|interessen?s?bekundung|projektvorschl)\w*"
)
_CALL: Final = (
    r"\w{0,30}aufruf|\w{0,12}ausschreibung(?! (?:der|des|von)\b)|einreichung(?:en)?|"
    r"antrags?stellung|bewerbung(?:en)?(?! (?:der|des|von)\b)|"
    r"interessen?s?bekundungsverfahren|antragsportal|call"
)
_OTHER: Final = (
    r"\w*richtlinien?|\w*programm(?:e|s|es)?|\w*erlass(?:es)?|\w*bekanntmachung|\w*grundsätze|"
    r"\w*laufzeit(?:en)?|\w*zeitr[aä]um\w{0,2}|\w*dauer|\w*zweckbindung|\w*gültigkeit|\w*geltung|"
    r"\w*frist(?:en)?|\w*vertrag(?:s|es)?|\w*verträge|\w*vorhabens?|\w*projekte?[ns]?|"
    r"\w*maßnahmen?|\w*förderung|\w*bewilligung(?:en)?|\w*bescheide?s?|\w*genehmigung(?:en)?|"
    r"\w*regelung(?:en)?|\w*bindung|\w*umsetzung|\w*durchführung|\w*phase|\w*vereinbarung(?:en)?|"
    r"\w*termine?|\w*schluss|\w*kredite?|\w*darlehen|\w*zusage|\w*verordnung|agvo"
)
_NOUN: Final = re.compile(
    rf"\b(?:(?P<term>{_TERM}|fristen? {_PURPOSE}|frist {_PURPOSE})|"
    rf"(?P<bare>frist(?:en)?(?! (?:zur|zum|für|der|des|von|nach|gemäß|aus|in|laut|im|dieser)\b))|"
    rf"(?P<call>{_CALL})|(?P<other>{_OTHER}))(?![\w-])",
    _I,
)
# "im Rahmen des Programms", "für Vorhaben": a noun that is only named beside the one prolonged.
_BESIDE: Final = re.compile(
    r"\b(?:für|bei|zu|zur|zum|im|in|mit|wegen|aufgrund|durch|von|vom|nach|aus|unter|an|am|auf|ab|"
    r"des|dieser|dieses)(?: (?-i:[a-zäöüß]{2,20})){0,2} $",
    _I,
)
_OF_HERS: Final = re.compile(r"(?<=\w )der (?:[a-zäöüß]{2,20} )?$")
_FEMININE: Final = re.compile(
    r"(?:frist|phase|richtlinie|ung|laufzeit|dauer|zusage|gültigkeit|bekanntmachung)$|"
    r"(?:en|e|te)$",
    _I,
)

# Before a bare "Frist" or a call stands no other noun that could be what is prolonged.
_ALONE: Final = re.compile(
    r"\W*(?:(?:Achtung|Wichtig|Hinweis|Update|Neu|Aktuell|Bitte beachten Sie)\W+)?"
    r"(?:(?:Das|Der|Die|das|der|die) (?:Land|Bund|\w{0,7}[Mm]inisterium|Landesregierung|"
    r"Projektträger) )?"
    r"(?:[A-ZÄÖÜ]?[a-zäöüß]+ |\d{1,2}\. |§ ){0,6}"
)
_HEADLINE: Final = re.compile(
    r"\W*(?:(?:Achtung|Wichtig|Hinweis|Update|Neu|Aktuell)\W+)?(?:(?:erneute|nochmalige) )?"
    rf"(?:(?:antrags?|bewerbungs?|einreichungs?|ab)?fristverlängerung|"
    rf"verlängerung (?:der|des|unserer|unseres) (?:{_TERM}e?s?|frist|(?:{_CALL})e?s?)|"
    rf"(?:verlängerte )?frist (?:wurde |wird |ist )?(?:nochmals |erneut |noch einmal )?verlängert)"
    r"(?=\W|$)(?! (?:ist|sind|muss|kann|durch|beantragen))",
    _I,
)
_ONLY_PROLONGED: Final = re.compile(
    r"\W*(?:(?:nun|jetzt|nochmals|erneut|wurde|wird|ist) )*verlängert:? (?:bis|auf)\b", _I
)
# "bis 26.02.2027 verlängert", all that a field for deadlines says
_FIELD_PROLONGED: Final = re.compile(
    r"\W*(?:(?:nun|jetzt|nochmals|erneut) )*(?:bis|auf)(?: zum| den)?\s{1,3}§ {1,3}"
    r"verlängert\b(?: worden)?\W*(?:(?:ursprünglich|bisher|bislang|zuvor|vorher|statt)\b\W*)?$",
    _I,
)
# "Antragsfrist: 26.02.2027 (verlängert)": a mark, and no clause of its own.
_MARK: Final = re.compile(
    r"\((?:(?:die |antrags|bewerbungs)?frist )?(?:wurde |nochmals |erneut )*"
    r"(?:fristverlängerung|verlängert)(?: worden)?[.!]?"
    r"(?:\)|[,;:] (?:ursprünglich\w*|bisher\w*|bislang|zuvor|vorher\w*|statt)\b[^()]*(?:\)|$))",
    _I,
)
# What is no fact yet, what must be asked for, and what is denied.
_NO_FACT: Final = re.compile(
    r"\b(?:kann|können|könnten?|soll(?:en|te|ten)?|darf|dürfen|dürften?|würden?|nicht|kein\w*|"
    r"falls|wenn|sofern|soweit|ob|sobald|bevor|auf antrag|antr[aä]ge? auf|voraussichtlich|geplant|"
    r"vorgesehen|möglich|beantrag\w*|gewähr\w*|vorbehalt\w*|vorbehält|behält|lässt|lassen|"
    r"beabsichtig\w*|will|möchten?|zu verlängern|gegebenenfalls|ggf|etwaig\w*|eventuell\w*|"
    r"maximal|höchstens|einzelfall|ausnahmefäll\w*)\b|"
    # The day is that of the projects, not of the deadline that holds for them.
    r"\bfür (?:\w+ ){0,2}?(?:projekte|vorhaben|maßnahmen) (?:bis|ab|vom)\b",
    _I,
)
_ASKS: Final = re.compile(
    r"^\W*(?:fällt|wird|wurde|werden|sollten?|ist|liegt|hat|haben|kann|endet)\b", _I
)
_PROGRAMME_GOES_ON: Final = re.compile(
    r"^\W*(?:(?:die|das|der|dieses?|unser) )?(?:(?-i:[a-zäöüß]+) ){0,2}"
    r"\w*(?:programm|richtlinie|förderung)\b(?: [\w„“\"-]{1,30}){0,4}? "
    r"(?:wurde|wird|ist) (?:(?!\d)[\w ]{0,40} )?verlängert\W*$",
    _I,
)
_HANDING_IN: Final = re.compile(
    r"^\W*(?:(?:sie|neue|weitere|vollständige|förder|nun|so ?dass|die) ?)*(?:(?:können|reichen|"
    r"stellen) sie (?:ihre[n]? )?)?\w{0,12}(?:anträge|skizzen|bewerbungen|"
    r"interessen?s?bekundungen|projektvorschläge|einreichungen|unterlagen)\b(?! auf\b)",
    _I,
)
# Behind "verlängert:" a day needs no more than that; any other noun tells of another matter.
_GOES_ON: Final = re.compile(
    r"\W*(?:(?:[a-zäöüß]+|Die|Der|Das|Sie|Es|Diese|Neue[rs]?|Bis|Ab|Jetzt|Nun|Ende|Ablauf|"
    r"Frist|Termin|Schluss|[A-ZÄÖÜ][a-zäöüß]+(?:frist|termin|schluss|tag|woch))\b\W*)*"
)
_BREAK: Final = re.compile(
    r"[;:!?] |(?<!\d)\. (?=[A-ZÄÖÜ])|\s[–—-]\s|"
    r",? (?:und|sowie|während|wobei|aber|jedoch|doch) (?=(?:die|der|das|den|dem|diese\w?|für|mit|"
    r"anträge|[A-ZÄÖÜ]\w+ (?:müssen|sind|können|laufen|gelten))\b)|"
    r", (?=[A-ZÄÖÜ]|die |der |das |den |sie |so ?dass |weshalb |daher )"
)
# The day that counted before: "statt am 15.01.2027", "die ursprünglich bis 15.01.2027 …".
_FORMER: Final = re.compile(
    r"\b(?:ursprünglich\w*|bisher\w*|bislang|zuvor|vorherige\w?|zunächst|eigentlich|statt|anstatt|"
    r"anstelle|alte[rn]?)\b[^,;:]{0,40}:? ?$",
    _I,
)
_ENDED_THEN: Final = re.compile(r"\s(?:endete|ablief|auslief|galt|vorgesehen|geplant)\b", _I)
# "Am 12.01.2027 wurde die Frist bis zum … verlängert": when that was decided.
_DECIDED: Final = re.compile(
    r"(?:\bam|\b\w{0,20}(?:erlass|bekanntmachung|schreiben|beschluss|mitteilung|aufruf) vom) ?$",
    _I,
)
_ENDS_ON: Final = re.compile(r"\b(?:endet|ende|läuft|nun|jetzt|neue[rsn]?|schluss|statt)\b", _I)
_TO_LATER: Final = re.compile(r"[^;]{0,160}\b(?:bis|auf)\b[^;]{0,30}\d")
_REPLACED: Final = re.compile(
    r"[\s)]{0,3}(?:(?:wurde|wird|ist|nun|jetzt|nochmals|erneut) ){0,4}verlängert (?:bis|auf)\b", _I
)


class _What(Enum):
    """What a clause says is prolonged."""

    TERM = auto()
    BARE_TERM = auto()
    CALL = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Around:
    """A day of a sentence and the words around it, as they are judged by ``applying``."""

    sentence: Sentence
    day: Named
    before: str
    after: str

    @property
    def speaks(self) -> bool:
        """Tell whether the words around the day, or what leads to it, tell of prolonging."""
        said = f"{self.sentence.lead} {self.sentence.plain}"
        return _HINT in said.casefold() or is_moved(said)

    @property
    def so_far(self) -> str:
        """The sentence up to the day, what only describes blanked out."""
        return words_before(self.sentence.plain, self.day, 0)


def is_other_prolonged(around: Around) -> bool:
    """Tell whether prolonging gives a day another role than the end of applying."""
    if not around.speaks:
        return False
    if _is_former(around):
        return True
    near = _MARK.sub(" ", f"{around.sentence.lead} {around.before} § {around.after}")
    # A day that was moved once comes not every year.
    if _HINT in near.casefold():
        return around.day.year is None or not _is_of_applying(around)
    own = _own_clause(around)
    if not is_moved(own):
        return False
    return around.day.year is None or _prolonged(as_prolonged(own), around.sentence) is _What.OTHER


def ends_what_is_prolonged(around: Around) -> bool:
    """Tell whether a day ends a call, or a "Frist" in a headline: no further word is needed."""
    if not around.speaks or around.day.year is None:
        return False
    own, sentence = _own_clause(around), around.sentence
    what = _prolonged(as_prolonged(own), sentence)
    if what is _What.BARE_TERM:
        is_note = sentence.section == STATUS_NOTE
        return is_note or _is_announced(sentence.plain, sentence)
    return what is _What.CALL and _HINT in own.casefold()


@lru_cache(maxsize=64)  # asked for every day of a sentence
def moves_a_deadline(text: str) -> bool:
    """Tell whether a sentence tells that what one applies by was moved to a later day."""
    text = as_prolonged(text)
    if _HINT not in text.casefold():
        return False
    said = without_asides(text)
    return any(_what_of(each) is not _What.OTHER for each in (said, *_BREAK.split(said)))


def is_moved_to(between: str) -> bool:
    """Tell whether what stands between two days moves the first: "vom … auf den … verlängert"."""
    return between.startswith((" auf ", " auf\u00a0"))


def is_day_of_decision(text: str, day: Named) -> bool:
    """Tell whether a day is the one on which a deadline was moved, and not where it is now."""
    before = text[max(0, day.start - 60) : day.start]
    return (
        _DECIDED.search(before) is not None
        and not _ENDS_ON.search(before)
        and moves_a_deadline(text)
        and _TO_LATER.match(text, day.end) is not None
    )


def _is_former(around: Around) -> bool:
    """Tell whether a day is the one that counted before a later one was set."""
    if is_day_of_decision(around.sentence.plain, around.day):
        return True
    if not moves_a_deadline(around.sentence.plain):
        return False
    if _FORMER.search(around.before[-60:]) or _ENDED_THEN.match(around.after):
        return True
    return bool(_REPLACED.match(around.after)) and around.after.rstrip().endswith(
        ("bis", "zum", "auf", "den", "am")
    )


def _is_of_applying(around: Around) -> bool:
    own = _own_clause(around)
    if _HINT in own.casefold():
        return _prolonged(own, around.sentence) is not _What.OTHER
    earlier = around.so_far[: len(around.so_far) - len(own.partition(" § ")[0])]
    if _HINT in earlier.casefold():
        return _leads_on(earlier, own, around.sentence)
    return _prolonged(around.sentence.lead, around.sentence) is not _What.OTHER


def _leads_on(earlier: str, own: str, sentence: Sentence) -> bool:
    """Tell whether a clause without a word of prolonging goes on with one of a deadline."""
    said = [each for each in _BREAK.split(earlier) if _HINT in each.casefold()]
    if _HANDING_IN.match(own) and all(_PROGRAMME_GOES_ON.match(each) for each in said):
        return True
    if any(_prolonged(each, sentence) is _What.OTHER for each in said):
        return False
    return bool(_HANDING_IN.match(own) or _GOES_ON.fullmatch(own.partition(" § ")[0]))


def _own_clause(around: Around) -> str:
    """Return the clause in which a day stands, the day itself as "§".

    What has no noun of its own ("Antragsfrist: verlängert bis …") goes with what it explains.
    """
    so_far, clause = around.so_far, ""
    breaks = [match for match in _BREAK.finditer(f"{so_far}§") if match.end() < len(so_far)]
    for found in reversed(breaks):
        clause = so_far[found.end() :]
        if found[0] != ": " or _NOUN.search(clause) or _HINT not in clause.casefold():
            break
    else:
        clause = so_far
    return _MARK.sub(" ", f"{clause} § {around.after}")


def _prolonged(clause: str, sentence: Sentence) -> _What:
    """Tell what a clause with a word of prolonging is about, as a fact."""
    if _HINT not in clause.casefold() or _NO_FACT.search(clause) or _ASKS.search(clause):
        return _What.OTHER
    if is_foreign(clause, sentence.section):
        return _What.OTHER
    in_field = sentence.section == DEADLINES and _FIELD_PROLONGED.match(clause)
    is_bare = in_field or _is_announced(clause, sentence) or _ONLY_PROLONGED.match(clause)
    what = _What.BARE_TERM if is_bare else _what_of(clause)
    # Below "Auszahlungsanträge" a bare "Frist" is one for them.
    is_of_heading = what is _What.BARE_TERM and is_foreign(sentence.heading, sentence.section)
    return _What.OTHER if is_of_heading else what


def _is_announced(text: str, sentence: Sentence) -> bool:
    """Tell whether a text begins as a headline; in a guideline such a one is of a request."""
    is_own_words = sentence.section not in (GUIDELINE, CONDITIONS, PROCEDURE)
    return is_own_words and _HEADLINE.match(text) is not None


@lru_cache(maxsize=64)
def _what_of(clause: str) -> _What:
    """Tell which noun of a clause is prolonged; OTHER where it is not plain."""
    if _HINT not in clause.casefold() or _NO_FACT.search(clause):
        return _What.OTHER
    found = list(_nouns(clause))
    kinds = {what for what, _ in found}
    if not found or _What.OTHER in kinds:
        return _What.OTHER
    if _What.TERM in kinds:
        return _What.TERM
    what, place = found[0]
    return what if _ALONE.fullmatch(clause, 0, place) else _What.OTHER


def _nouns(clause: str) -> Iterator[tuple[_What, int]]:
    """Yield what is named as itself, and not beside something else, with its place."""
    names = {"term": _What.TERM, "bare": _What.BARE_TERM, "call": _What.CALL, "other": _What.OTHER}
    for noun in _NOUN.finditer(clause):
        before = clause[max(0, noun.start() - 60) : noun.start()]
        if _BESIDE.search(before):
            continue
        if _OF_HERS.search(before) and _FEMININE.search(noun[0].split()[0]):
            continue
        yield names[noun.lastgroup or "other"], noun.start()
