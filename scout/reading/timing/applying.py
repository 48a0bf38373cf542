"""Tell which days of a sentence are ends of applying, by the words around each of them.

    days of the sentence -> is an end ("bis zum", "Stichtag:") -> no other matter -> applying

Each day is judged by its own stretch of the sentence, from the day before it to the next one, then
by the sentence, the line that leads to it and its heading. A day that a list joins to another one
shares its role.

| other matter | example |
|---|---|
| opening | Anträge können ab dem 1. März 2027 gestellt werden. |
| payment | Der Auszahlungsantrag ist bis zum 15. Mai zu stellen. |
| proof | Der Verwendungsnachweis ist bis zum 31. März vorzulegen. |
| validity | Die Richtlinie ist bis zum 31.12.2027 befristet. |
| prolonging | Der Bewilligungszeitraum wird bis zum 31. März 2028 verlängert. |
| forwarding | Die Regierungen legen die Anträge dem Ministerium bis zum 31. März vor. |
| reference | Maßgebend ist die Einwohnerzahl zum Stichtag 30. Juni. |
| other request | Änderungsanträge sind bis zum 1. Oktober zu stellen. |
| condition | Für Anträge, die bis zum 31.12.2023 gestellt wurden, gilt altes Recht. |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from scout.reading.sentences import Sentence
from scout.reading.timing import prolonged, replaced, roles
from scout.reading.timing.clauses import part_around, words_before, words_behind
from scout.reading.timing.dates import Named, days_in

_I: Final = re.IGNORECASE
# A sentence of so few characters beside its day says nothing else.
_FEW: Final = 12

# Cheap: a sentence, lead or heading without any of these speaks of nothing that is applied for.
_HINTS: Final = (
    "antr skizze bewerb einreich eingereicht einzureichen frist stichtag bekundung vorschl "
    "termin meldung zumelden einsendeschluss teilnahme submi applica deadline aufruf "
    "ausschreibung".split()
)
_OBJECT: Final = (
    r"antr[aä]g(?!s?stell|sberecht|sverfahren|sprüfung)|antrags?stellung|skizze|"
    r"beantrag(?!te[nrs]?\b)|bewerbung(?!sstadt)|bewerben|inter+essen?s?bekundung|projektvorschl|"
    r"vorschläge|einreichung|teilnahme(?:meldung|antr| am)|\bihre teilnahme\b|projektideen|"
    r"ideenpapier|antragsunterlag|\bproposals?\b|\bapplications?\b|expressions? of interest|"
    r"anmeldung(?:en)? (?:von|der|zum|zur|für) (?:\w{1,20} ){0,3}?\w{0,20}(?:vorhaben|maßnahme|"
    r"programm|projekt)|"
    r"(?:vorhaben|maßnahmen|projekte)\b.{0,120}\banzumelden"
)
_SUBMIT: Final = (
    r"\bstell(?:en|t)\b|\bgestellt\b|einreich|eingereicht\b|einzureichen|\breich(?:en|t)\b|"
    r"vorzulegen|vorgelegt\b|vorlegen|\blegen\b|vorlieg|richten|gerichtet|einzusend|einsend|"
    r"\bsenden\b|übersend|übersandt|eingeh|\bein\b|eingegangen\b|beantrag(?!te[nrs]?\b)|"
    r"abzugeben|abgegeben|bewerben|übermittel|zuleiten|zuzuleiten|nimmt|nehmen|angenommen|"
    r"\bmelden sie\b|anzumelden|entgegen|eingegeben|einzugeben|möglich|"
    r"bearbeitet und abgeschlossen|erfolgen|erfolgt|erforder|erwarten|hochlad|beworben|"
    r"offen|geöffnet|gesucht|eintreff|submi|apply|received|"
    r"\b(?:vorlage|abgabe|eingang|zusendung)\b(?: und \w{4,14})? (?:von|der|des|eine[rs]|ihrer) "
    r"(?:[\w-]{2,24} ){0,2}?\w{0,12}(?:skizze|antr[aä]g|bewerbung|bekundung|vorschl)"
)
# Nouns that say by themselves that a day ends applying, and those that need to be told for what.
_STRONG: Final = (
    r"(?:antrags?|bewerbungs?|einreich(?:ungs)?|einsende|vorlage|abgabe|ausschluss|"
    r"skizzen|förder|bewertungs|meldungs?)-?(?:frist|schluss|termin|stichtag)|"
    r"(?:antrags|bewerbungs|einreichungs)-?(?:zeitraum|fenster|phase)"
)
_WEAK: Final = (
    r"spätester? (?:eingang|abgabe|einreichung|vorlage)|\bfrist(?:en)?\b|\btermine?n?\b|stichtag|"
    r"\bdeadline|closing date|cut-?off|anmelde(?:frist|schluss)|letzter tag"
)
_APPLYING: Final = re.compile(_OBJECT, _I)
_CALL: Final = re.compile(
    r"(?:aufruf|antragsportal|förderportal|ausschreibung|(?:antrags|bewerbungs|einreichungs)"
    r"(?:phase|zeitraum|fenster))\b.{0,80}\b(?:geöffnet|schließt|endet|läuft|offen)\b|"
    r"\bcall\b.{0,60}\bcloses\b",
    _I,
)
_SUBMITTING: Final = re.compile(_SUBMIT, _I)
_ABOUT_APPLYING: Final = re.compile(r"antr[aä]g|skizze|bewerb|einreich|bekundung|stichtag", _I)
_TERMS: Final = re.compile(f"{_STRONG}|{_WEAK}", _I)
_STRONG_TERM: Final = re.compile(_STRONG, _I)

_FILLER: Final = (
    r"(?:[A-ZÄÖÜ][a-zä]{2,9}(?:tag|woch),? (?:den |dem |der )?|spätestens |jeweils |"
    r"einschließlich |"
    r"Ablauf des |Ende des |Stichtag )"
)
_UNTIL: Final = re.compile(
    rf"(?:\b(?:bis|spätestens|längstens|until|by|not? later than)(?: (?:bis|jeweils|"
    rf"spätestens|längstens|möglichst|jedoch|aber|"
    rf"einschließlich|inklusive|zum|zu|am|den|der|auf|on|the)){{0,4}}) ?{_FILLER}{{0,2}}$|"
    r"\b(?:zuletzt|letztmals|letztmalig|erstmals|erstmalig)(?: (?:bis|am|zum)){0,2} ?$|"
    r"\bschluss(?: ist)?(?: jeweils)?(?: am| der)?:? ?$",
    _I,
)
_AT: Final = re.compile(
    rf"(?:\b(?:zum|am|auf den|ist|sind|der|die|den|gilt|jeweils|on|is|endet)(?: (?:jeweils|der|am|"
    rf"den|die|zum|the|Tage)){{0,2}} ?{_FILLER}{{0,2}}|[:–(•-] ?|"
    r"(?:antrags?|bewerbungs?|einreich(?:ungs)?|einsende|abgabe|anmelde)-?"
    r"(?:frist|schluss|termin|stichtag)(?:en?)? )$",
    _I,
)
# What only tells when: "bei erstmaliger Antragstellung muss die Kontrolle bis …".
_ASIDE: Final = re.compile(
    r"\b(?:bei|nach|vor|seit|jahr|zeitpunkt|tag(?! für)|rahmen|ab) (?:\w{1,14} ){0,2}?"
    r"(?:antrags?stellung|antragseinreichung|bewerbung|einreichung)\b",
    _I,
)
# What is handed in under the heading "Antragsverfahren" without the word itself.
_PAPERS: Final = re.compile(
    r"unterlagen|formular|vordruck|konzept|anmeld|stichtag|frist|^ ?(?:sie|diese) |\bsie bis\b", _I
)
_ARRIVED: Final = re.compile(
    r"\b(?:eingegangen sein|vorliegen|eingehen|eingereicht sein|gestellt sein)\b", _I
)
_TO: Final = re.compile(r"\b(?:zum|auf den)(?: (?:jeweils|Stichtag|Termin)){0,2} ?$", _I)
_LETTER: Final = re.compile(r"[^\W\d]")
_NEUTRAL: Final = re.compile(
    r"\([^()]{0,40}\)|\b(?:für|das|die|der|des|dem|eines|im|zum|bis|am|jeweils|spätestens|jährlich|"
    r"vom|von|ab|seit|sofort|zwischen|einschließlich|frühestens|längstens|from|to|until|uhr|ces?t|"
    r"mes?z|(?:brussels|berlin|local) time|jede[ns]|(?:fort)?laufende?[ns]?|20\d\d|und|verlängert|"
    r"ganzjährig|jederzeit|jedoch|aber|nun|ursprünglich|bisher|bislang|zuvor|vorher|statt|"
    r"(?:förder|kalender|haushalts|programm|vor|folge)?jahr(?:es)?)\b",
    _I,
)
_COLON: Final = re.compile(r":[^:;]{0,40}$")
_FROM: Final = re.compile(
    r"\b(?:ab|nach|seit|vom|vor|von|zwischen|frühestens|beginnend|beginnt|startet|eröffnet|öffnet|"
    r"\w{0,20}start|\w{0,20}beginn|from|after|since|before)"
    r"(?: (?:dem|der|am|zum|ab|mit|mit dem|jeweils|ist|ist der|spätestens|jeweils am|des|the|"
    r"on)){0,3}:? ?$|\b(?:start|beginn|öffnung) der \w{4,24}: ?$|\bstart\b.{0,25}\bist (?:der )?$",
    _I,
)
_ON_DAYS: Final = re.compile(r"\bzu den (?:stichtagen|terminen|fristen) ?$", _I)
_BETWEEN: Final = re.compile(r"\bzwischen(?: dem)? $|\bbetween(?: the)? $", _I)
_SPANS: Final = re.compile(
    r",? ?(?:[–—-]|to|until|bis(?: (?:zum|einschließlich|spätestens|längstens|Ablauf|des)){0,3}) ?",
    _I,
)
_LAST: Final = re.compile(r"\bletztmal(?:s|ig)\b", _I)
_OPENS: Final = re.compile(r"\s*(?:öffnet|beginnt|startet|wieder|erneut|beginnen|in kraft)\b", _I)
_JOINED: Final = re.compile(
    r"(?: ?\([^()]{0,120}\))?[ ,]{0,2}(?:,|/|und|oder|bzw\.|beziehungsweise|sowie|&|and|–)?"
    r" ?(?:(?:jeweils|am|zum|der|den|dem|spätestens|auf den) ?){0,3}",
    _I,
)

# "die bis zum 30.4. eingegangenen Anträge": a deadline, whatever else the sentence is about.
_ATTRIBUTE: Final = re.compile(
    r"(?: (?:des|der|eines|jede[ns]|jeweiligen|laufenden|\w{0,20}jahres|fristgerecht|vollständig|"
    r"und|oder|bzw\.|beziehungsweise|zum|[\d.]{2,6}|[JFMASOND][a-zä]{2,8})){0,9}"
    r" (?:eingegangen|eingereicht|gestellt|vorliegend|vorgelegt)en\s"
    r"(?:\w{1,20}\s){0,2}?\w{0,20}(?:antr[aä]g|skizze|bewerbung|vorschläge)",
    _I,
)
_YEARLY: Final = re.compile(
    r"jeweil|jährlich|\bfür das laufende \w{0,10}jahr(?! 20)|"
    r"jede[smn]? (?:\w{1,20} )?jahr|eines (?:jeden )?(?:\w{1,9})?jahr|jahres|"
    r"vorjahr|folgejahr|folgende jahr|halbjahr|every year|each year|annual",
    _I,
)


@lru_cache(maxsize=4_096)  # the same heading and lead stand over many sentences
def speaks_of_applying(text: str) -> bool:
    """Tell whether ``text`` may speak of applying at all; quick, and too often true."""
    low = text.casefold()
    for hint in _HINTS:  # noqa: SIM110 - no any(): this runs for every sentence
        if hint in low:
            return True
    return False


def ends_of_applying(sentence: Sentence, *, own_field: bool = False) -> tuple[Named, ...]:
    """Return the days of ``sentence`` up to which one may, or might, apply.

    ``own_field`` tells that the sentence stands in a field for deadlines, where a day needs no
    further word.
    """
    return tuple(_judged(sentence, days_in(sentence.plain), own_field=own_field))


def ends_named(text: str) -> tuple[Named, ...]:
    """Return the days of ``text`` that open nothing, whatever else they mean."""
    return tuple(
        day
        for day in days_in(text)
        if not _FROM.search(text[max(0, day.start - 60) : day.start])
        and not _OPENS.match(text, day.end)
    )


@lru_cache(maxsize=64)
def names_only_days(text: str) -> bool:
    """Tell whether nothing stands beside the days of a text: "1. März und 1. Mai des Jahres"."""
    for day in reversed(days_in(text)):
        text = f"{text[: day.start]} {text[day.end :]}"
    return not _LETTER.search(_NEUTRAL.sub("", text))


def is_yearly(text: str) -> bool:
    """Tell whether ``text`` says that a day without a year comes every year."""
    return bool(_YEARLY.search(text))


def _judged(sentence: Sentence, days: tuple[Named, ...], *, own_field: bool) -> Iterator[Named]:
    text = sentence.plain
    accepted, closes = False, False
    for place, day in enumerate(days):
        since = days[place - 1].end if place else 0
        spans = place + 1 < len(days) and opens_span(text, day, days[place + 1])
        joined = closes or (place > 0 and _is_joined(text, since, day.start))
        if not joined:
            # A span is told by the words before its first day and behind its last.
            last = place + spans
            until = days[last + 1].start if last + 1 < len(days) else len(text)
            words = words_before(text, day, since), words_behind(text, days[last].end, until)
            accepted = _is_end(sentence, day, *words, spans=spans, own_field=own_field)
        if accepted and not spans and not (joined and _OPENS.match(text, day.end)):
            yield day
        closes = spans


def _is_joined(text: str, since: int, start: int) -> bool:
    if since < start and prolonged.is_moved_to(text[since:start]):
        return False
    return since >= start or bool(_JOINED.fullmatch(text, since, start))


def opens_span(text: str, day: Named, following: Named) -> bool:
    """Tell whether a day is the first of "vom … bis …", "… – …" or "zwischen … und …"."""
    if day.on and following.on and day.on > following.on:
        return False
    if prolonged.is_day_of_decision(text, day):
        return False
    if _SPANS.fullmatch(text, day.end, max(day.end, following.start)):
        return True
    between = _BETWEEN.search(text, max(0, day.start - 30), day.start)
    return between is not None and _is_joined(text, day.end, following.start)


def _is_end(
    sentence: Sentence, day: Named, before: str, after: str, *, spans: bool, own_field: bool
) -> bool:
    if not spans and (_FROM.search(before[-60:]) or _OPENS.match(after)):
        return False
    if day.year is not None and (
        roles.is_of_the_past(sentence, before, after) or replaced.is_replaced(sentence.plain, day)
    ):
        return False
    if _ATTRIBUTE.match(sentence.plain, day.end) and _UNTIL.search(before[-90:]):
        return True
    around = prolonged.Around(sentence, day, before, after)
    if _is_other(sentence, before, after, spans=spans) or prolonged.is_other_prolonged(around):
        return False
    tail = "bis " if spans else before[-90:]
    if (_UNTIL.search(tail) or _AT.search(tail)) and prolonged.ends_what_is_prolonged(around):
        return True
    about = _ASIDE.sub(" ", f"{sentence.lead} {part_around(sentence.plain, day)}")
    return (own_field and _is_enough_in_a_field(sentence, day, tail, about)) or _leads_to(
        sentence, tail, after, about
    )


def _is_enough_in_a_field(sentence: Sentence, day: Named, before: str, about: str) -> bool:
    """Tell whether a day needs no further word, because its field is one for deadlines."""
    if len(sentence.plain) - (day.end - day.start) < _FEW or names_only_days(sentence.plain):
        return True
    led = _UNTIL.search(before) or _is_at(sentence, before) or _COLON.search(before)
    return bool(led) and (_says(_APPLYING, about) or _says(_TERMS, about))


def _leads_to(sentence: Sentence, before: str, after: str, about: str) -> bool:
    """Tell whether words of applying lead to a day that ``before`` and ``after`` stand around."""
    at = _is_at(sentence, before)
    until = _UNTIL.search(before) or (at and _LAST.search(before))
    if (until or at) and (_says(_STRONG_TERM, about) or _says(_CALL, about)):
        return True
    if before.endswith((":", ": ")) and _says(_STRONG_TERM, _last(sentence.heading)):
        return True
    term = _says(_TERMS, about)
    if until:
        return _names(sentence, about) and (term or _says(_SUBMITTING, about))
    if at and (term or _ARRIVED.search(after)):
        return _names(sentence, about)
    led = _TO.search(before) and not term
    return bool(led) and _says(_APPLYING, about) and _says(_SUBMITTING, about)


def _names(sentence: Sentence, about: str) -> bool:
    """Tell whether a sentence names an application, or papers below a heading that does."""
    if _says(_APPLYING, about):
        return True
    return _says(_PAPERS, about) and bool(_ABOUT_APPLYING.search(_last(sentence.heading)))


@lru_cache(maxsize=64)
def _says(pattern: re.Pattern[str], text: str) -> bool:
    """Look a pattern up once for all the days of a sentence: a table may hold a hundred."""
    return pattern.search(text) is not None


def _is_at(sentence: Sentence, before: str) -> bool:
    """Tell whether a day is named as the day itself: "am", "ist der", ":", or as a list's item."""
    return bool(_AT.search(before) or _ON_DAYS.search(before)) or (
        sentence.is_item and len(before.strip(" •-–")) < 3
    )


def _is_other(sentence: Sentence, before: str, after: str, *, spans: bool) -> bool:
    """Tell whether the words around a day, or its heading, give it another role."""
    heading = _last(sentence.heading)
    if roles.OTHER_HEADING.search(heading) and not _ABOUT_APPLYING.search(heading):
        return True
    if _says(roles.FORWARDS, sentence.plain) or roles.is_event(sentence.plain):
        return True
    if (spans and roles.OTHER_SPAN.search(before)) or roles.is_shut_until(before, after):
        return True
    if roles.OTHER_NOUN.search(before) or _says(roles.OTHER_NOUN, sentence.lead):
        return True
    return bool(roles.OTHER_PREDICATE.search(roles.NO_PROJECT.sub("", after)))


def _last(heading: str) -> str:
    return heading.rpartition(" / ")[2]
