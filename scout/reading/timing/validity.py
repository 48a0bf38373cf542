"""Read from when on one may apply, and until when the guideline holds.

    days with a year -> says it an end of validity? -> of the guideline itself? -> the weightiest

Only what a text says of the guideline itself counts: not the end of the state-aid rule it leans
on, not that of a predecessor, of a part, of a measure or of an annex. The day is the one the text
names, even where it lapses *on* that day and not with its end.

| rule | example |
|---|---|
| lapses | Die Richtlinie tritt am 1.1.2023 in Kraft und am 31.12.2027 außer Kraft. |
| valid-until | Die Laufzeit dieser Förderrichtlinie ist bis zum 30. Juni 2027 befristet. |
| prolonged | Verlängerung der Förderrichtlinie bis zum 31. Dezember 2028. |
| opening | Anträge können ab dem 1. März 2027 gestellt werden. Or see ``periods``. |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scout.facts import Day
from scout.reading.sections import CONDITIONS, GUIDELINE, PROCEDURE
from scout.reading.sentences import Sentence
from scout.reading.timing.applying import ends_of_applying, speaks_of_applying
from scout.reading.timing.dates import Named, days_in, looks_dated
from scout.reading.timing.periods import first_days, is_field

_I: Final = re.IGNORECASE

# Cheap: a sentence without any of these words says nothing of validity.
_HINTS: Final = (
    "kraft",
    "befrist",
    "gilt",
    "gelten",
    "geltung",
    "gültig",
    "lauf",
    "läuft",
    "ende",
    "verläng",
)
_GUIDELINE: Final = (
    r"(?:\w{0,30}richtlinien?|\w{0,12}erlass|rd\.?erl|erl\b|\w{0,20}vorschrift(?:en)?|vwv|av\b|"
    r"\w{0,12}bekanntmachung|\w{0,12}grundsätze|förder(?:hinweise?|programm|aufruf|bestimmungen|"
    r"kriterien|regelung(?:en)?|maßnahme)|programms?|bestimmungen|satzung|leitlinien|merkblatt|"
    r"(?:programm)?aufruf|vereinbarung|regelungen)"
)
_OWN: Final = re.compile(
    rf"\b(?:diese[rsnm]?|die|der|das|dem|des|"
    rf"vorliegende\w?)\s(?:[\w„“\"-]{{1,40}}\s){{0,4}}?{_GUIDELINE}|"
    r"^ihre (?:geltungsdauer|gültigkeit|laufzeit)\b",
    _I,
)
_PRONOUN: Final = re.compile(
    r"^(?:\d{1,2}|[\d.]{1,8} |\(\d{1,2}\) |[a-z]\) )?(?:sie|er|es|diese|dieser|dieses)\b", _I
)
_VALIDITY_HEADING: Final = re.compile(
    r"kraft|geltung|gültig|befrist|schlussbestimm|schlussvorschr|laufzeit|schluss", _I
)
_LAPSES: Final = re.compile(
    r"[\s,]{0,3}(?:wieder )?(?:(?:außer|ausser) ?kraft|befristet|begrenzt|aus\b|ihre gültigkeit|"
    r"ihre geltung|ausläuft|gültig\b|verlängert\b)",
    _I,
)
_HOLDS: Final = re.compile(
    r"\b(?:gilt|gelten|gültig|geltungsdauer|gültigkeit(?:sdauer)?|laufzeit|programmlaufzeit|läuft|"
    r"laufen|endet|enden|befristet|begrenzt|außer kraft|verlängert|verlängerung|anwendung|"
    r"anzuwenden|wirksam)\b",
    _I,
)
_UNTIL: Final = re.compile(
    r"\b(?:bis|längstens|spätestens|am|zum|mit|ablauf)(?: (?:zum|zu|am|einschließlich|längstens|"
    r"längstens zum|spätestens|zunächst|mindestens|mit|ablauf|des|dem|den|vorläufig|"
    r"ende)){0,5}:? ?$",
    _I,
)
_SPAN: Final = re.compile(
    r",? (?:bis|längstens)(?: (?:zum|zu|einschließlich|längstens|Ablauf des|Ende)){0,3} ", _I
)
# "… außer Kraft, nicht jedoch vor Abschluss der Vorhaben": still the end of the guideline.
_PART_END: Final = re.compile(r";|(?<=außer Kraft), ")
_RANGE: Final = re.compile(r"\s?[–-]\s?$")
_ENTERS: Final = re.compile(r"[\s,]{0,3}(?:rückwirkend )?in kraft\b", _I)
# Another rule's end, a part's end, or what might come.
_NOT_OWN: Final = re.compile(
    r"gleichzeitig|zugleich|bisherige|bezugs|vorgänger|vorherige|\bsollten?\b|nachfolge|hinaus\b|"
    r"abweichend|vorgesehen|geplant|kurzbeschreibung|genehmigt|registriert|durchführung|"
    r"bewilligungszeitraum|vorhaben\b|projekt(?:e|s|laufzeit|ende)?\b|teilmaßnahme|satz \d|"
    r"diese maßnahme|die maßnahme|modellversuch|antrag|anträge|darlehen|zweckbindung|"
    r"personalausweis|tritt (?:die|der|das)\b|treten die\b|"
    r"\b(?:nummern?|nr\.|ziffern?|abschnitt|absatz|anlage|teil|artikel|kapitel|buchstabe|"
    r"§) ?[\w.]{1,6} "
    r"(?:tritt|treten|gilt|zum|ist|läuft)|geändert|ersetzt durch|"
    r"(?:bewerbungs|einreich(?:ungs)?|einsende|abgabe|skizzen)-?(?:frist|schluss|phase)",
    _I,
)
_STATE_AID: Final = re.compile(
    r"agvo|de-?minimis|gruppenfreistellung|freistellungs|verordnung \(e[ug]\)|beihilferahmen|"
    r"beihilferegelung|bundesregelung|staatliche beihilfe|temporary|befristeter rahmen",
    _I,
)
_OWN_TERM: Final = re.compile(
    rf"\b(?:geltungsdauer|laufzeit|gültigkeit(?:sdauer)?|anwendung)\s(?:diese[rs]?|der|des)\s"
    rf"(?:[\w-]{{1,30}}\s){{0,2}}?{_GUIDELINE}|^(?:[\d.]{{1,8}} )?diese[rs]?\s{_GUIDELINE}",
    _I,
)
_PROLONGED: Final = re.compile(r"verlänger", _I)

_OPEN_FROM: Final = re.compile(
    r"\b(?:ab|seit|frühestens|vom|zwischen)(?: (?:dem|am|zum|ab))? ?$", _I
)
_BEGINS_ON: Final = re.compile(
    r"\b(?:beginnt|startet|öffnet|start|beginn|eröffnet)\b(?:(?!\bbis\b).){0,30}"
    r"\b(?:am|ab|ist der|zum)(?: dem)? ?$",
    _I,
)
_OPENS_AFTER: Final = re.compile(r"\s*(?:öffnet|beginnt|startet|wieder möglich)\b", _I)
_APPLYING: Final = re.compile(
    r"antr[aä]ge?\b|antrags?stellung|antrags(?:frist|portal|phase|verfahren)|skizzen?\b|bewerb|"
    r"einreich|interessenbekundung|förderanträge|portal",
    _I,
)
_MAY: Final = re.compile(
    r"\b(?:können|kann|möglich|angenommen|entgegen|öffnet|startet|beginnt|start|beginn|geöffnet|"
    r"freigeschaltet|nimmt|nehmen|reichen|stellen)\b",
    _I,
)
_NO_OPENING: Final = re.compile(
    r"vorhaben|maßnahmen?\b|projekte?\b|laufzeit|für den zeitraum|(?:förder|bewilligungs|"
    r"durchführungs)zeitraum|eingang|elektronisch|verpflichtend|"
    r"beschafft|gefördert|förderfähig|ausgaben|kosten|in kraft|gestellt w[ou]rden|wettbewerbe|"
    r"umgesetzt",
    _I,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A day that may be the one looked for."""

    weight: int
    on: date
    place: Named
    sentence: Sentence
    rule: str

    @property
    def stated(self) -> Day:
        return Day(self.on, self.sentence.evidence(self.rule, self.place.start, self.place.end))


def read_validity(sentences: Sequence[Sentence]) -> Day | None:
    """Return the last day that the text states of the guideline itself, ``None`` where none is."""
    found = [each for sentence in sentences for each in _ends(sentence)]
    if not found:
        return None
    best = max(found, key=lambda each: each.weight)
    later = [each for each in found if each.rule == "prolonged" and each.on > best.on]
    return max(later, key=lambda each: each.on, default=best).stated


def read_opening(sentences: Sequence[Sentence]) -> Day | None:
    """Return the first day on which one may apply, ``None`` where the text names none."""
    found = [each for sentence in sentences for each in _openings(sentence)]
    return min(found, key=lambda each: each.on).stated if found else None


def read_openings(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, date]]:
    """Yield the first days on which one may apply, each with the sentence that names it.

    Those of guidelines are left out: they say how it will be in any year.
    """
    for sentence in sentences:
        if sentence.section not in (GUIDELINE, CONDITIONS, PROCEDURE):
            yield from ((sentence, each.on) for each in _openings(sentence))


def _ends(sentence: Sentence) -> Iterator[_Candidate]:
    if not looks_dated(sentence.plain):
        return
    low = sentence.plain.casefold()
    if not any(hint in low for hint in _HINTS):
        return
    first, since, text = 0, 0, sentence.plain
    for day in days_in(text):
        # "gilt vom … bis …": the words before a span's first day are those of its last.
        since = first if _SPAN.fullmatch(text, since, day.start) else since
        before, after = text[since : day.start], text[day.end : day.end + 40]
        first, since = since, day.end
        if day.on is None or not (rule := _rule(before, after, low[: day.start])):
            continue
        # A call that is prolonged is one that takes applications for longer.
        if rule == "prolonged" and day in ends_of_applying(sentence, own_field=is_field(sentence)):
            continue
        if _speaks_of_itself(sentence, _part(text, day)):
            yield _Candidate(_weight(sentence), day.on, day, sentence, rule)


def _rule(before: str, after: str, so_far: str) -> str | None:
    """Tell by which rule a day between two stretches ends a validity, if by any."""
    if _ENTERS.match(after):
        return None
    until = _UNTIL.search(before[-60:])
    if until and _LAPSES.match(after):
        return _rule_of_predicate(after)
    if until and _HOLDS.search(before):
        if not re.search(r"\bbis\b|ablauf|endet|läuft|laufen|außer kraft", before, _I):
            return None
        return "prolonged" if _PROLONGED.search(before) else "valid-until"
    if "programmlaufzeit" in so_far and _RANGE.search(before):
        return "valid-until"
    return None


def _rule_of_predicate(after: str) -> str:
    if "kraft" in after.casefold():
        return "lapses"
    return "prolonged" if _PROLONGED.match(after.strip()) else "valid-until"


def _part(text: str, day: Named) -> str:
    """Return the part of a sentence in which a day stands."""
    end = _PART_END.search(text, day.end)
    return text[text.rfind(";", 0, day.start) + 1 : end.start() if end else len(text)].strip()


def _speaks_of_itself(sentence: Sentence, text: str) -> bool:
    """Tell whether a part of a sentence is about the guideline and about nothing beside it."""
    if "programmlaufzeit" in text.casefold():
        return True
    if _NOT_OWN.search(text):
        return False
    if _STATE_AID.search(text) and not _OWN_TERM.search(text):
        return False
    heading = _VALIDITY_HEADING.search(_last(sentence.heading))
    own = _OWN.search(text) or (_PRONOUN.match(text) and _OWN.search(sentence.plain))
    if "kraft" in text.casefold() or "ihre g" in text.casefold():
        return bool(own or _PRONOUN.match(text) or (heading and not text[:1].isdigit()))
    return bool(own or heading)


def _weight(sentence: Sentence) -> int:
    heading = bool(_VALIDITY_HEADING.search(_last(sentence.heading)))
    return 2 * heading + bool(_OWN.search(sentence.plain)) + (sentence.section == GUIDELINE)


def _openings(sentence: Sentence) -> Iterator[_Candidate]:
    text = sentence.plain
    if not looks_dated(text):
        return
    for day in first_days(sentence):
        if day.on is not None:
            yield _Candidate(0, day.on, day, sentence, "opening")
    if not speaks_of_applying(text) or not _MAY.search(text):
        return
    since = 0
    for day in days_in(text):
        before, after = text[since : day.start], text[day.end : day.end + 60]
        since = day.end
        if day.on is not None and _opens(before, after, text):
            yield _Candidate(0, day.on, day, sentence, "opening")


def _opens(before: str, after: str, text: str) -> bool:
    tail = before[-70:]
    led = _OPEN_FROM.search(tail) or _BEGINS_ON.search(tail) or _OPENS_AFTER.match(after)
    if not led or not _APPLYING.search(text):
        return False
    return not _NO_OPENING.search(f"{before[-120:]}|{after}")


def _last(heading: str) -> str:
    return heading.rpartition(" / ")[2]
