"""Read how one may apply where no day is named: in a span, at any time.

A bare "vor Beginn der Maßnahme" is no span. Spans that follow a decision, a proof or the
application itself ("innerhalb eines Monats nach Bekanntgabe") tell of other matters.

| rule | example | kind |
|---|---|---|
| span-before | Der Antrag ist spätestens sechs Wochen vor Beginn zu stellen. | RELATIVE |
| span-after | Der Antrag ist binnen drei Monaten nach der Prüfung zu stellen. | RELATIVE |
| any-time | Anträge können laufend gestellt werden. | ROLLING |
"""

from __future__ import annotations

import re
from typing import Final

from scout.domain import DeadlineKind
from scout.facts import Evidence
from scout.reading.sentences import Sentence
from scout.reading.timing.dates import days_in

_I: Final = re.IGNORECASE

_NUMBER: Final = (
    r"(?:\d{1,3}|eine?n?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|vierzehn)"
)
_SPAN: Final = r"(?:kalender|arbeits|werk)?(?:tage?n?|wochen?|monate?n?|jahre?n?)"
_BEFORE_EVENT: Final = re.compile(
    rf"\b{_NUMBER}\b(?: \([^()]{{1,20}}\))? {{0,3}}{_SPAN}\b[^.;]{{0,40}}?\bvor\b"
    r"(?! (?:der |dem |den |ihrer |einer )?(?:jeweiligen |eigentlichen )?"
    r"(?:antrag|zeitpunkt|datum|ende|ablauf|einreich|tag |erlass|stichtag|frist))",
    _I,
)
_AFTER_EVENT: Final = re.compile(
    rf"\b{_NUMBER}\b(?: \([^()]{{1,20}}\))? {{0,3}}{_SPAN}\b[^.;]{{0,40}}?\b(?:nach|ab)\b", _I
)
# In guidelines more is needed: most spans there follow a decision, a proof or the application.
_WITHIN: Final = re.compile(
    rf"\b(?:spätestens|innerhalb|binnen)\b[^.;]{{0,30}}?\b{_NUMBER} {{1,3}}{_SPAN}\b[^.;]{{0,20}}?"
    r"\bnach (?!\w{0,30} ?\w{0,30} ?(?:antrag|eingang|zugang|erhalt|bekannt|veröffent|aufforder|"
    r"bewillig|zeitpunkt|zustellung|ablauf|ende|auswahl|mitteilung|prüfung der|erlass))"
    r"[^.;]{0,120}\b(?:zu (?:be)?(?:antragen|stellen)|beantragt|gestellt|einzureichen|"
    r"eingereicht)\b",
    _I,
)
# In a field for deadlines a span of so few characters needs no further word.
_SHORT: Final = 60
# In such a field, too, a guideline may be what is without an end.
_OF_RULES: Final = re.compile(r"richtlinie|programm|gültig|geltung|laufzeit", _I)
_APPLY: Final = re.compile(
    r"antr[aä]g(?!st?eller)|beantrag|skizze|(?<!tt)bewerb|einreich|interessenbekund|"
    r"projektvorschl|frist",
    _I,
)
_HAND_IN: Final = re.compile(
    r"stell|reich|vorzulegen|vorgelegt|vorlieg|richten|einzusend|eingeh|eingegangen|beantrag|"
    r"bewerb|"
    r"möglich|frist|schluss|erfolgen|anzumelden|angemeldet|zu erfolgen|übermittel|zuleit",
    _I,
)
_NO_RELATIVE: Final = re.compile(
    r"nachweis|bericht|auszahl|mittela[bn]|widerspruch|bescheid|aufforder|änderung|verlänger|"
    r"entscheidung|rückzahl|zahlung|abrechn|rechnung(?!sdatum|sstell)|klage|"
    r"beginn der frist|nachreich|nachzureichen|"
    r"mitteil|mitzuteilen|aufbewahr|zweckbind|unterricht|nicht älter|älter als|"
    r"\b(?:letzten|vergangenen|vorangegangenen) |jury|"
    r"höchstens .{0,30} vor|frühestens .{0,40}\bvor\b|gegründet|bestanden hab|stillgelegt|"
    r"laufzeit|anzeige",
    _I,
)
_ANY_TIME: Final = re.compile(
    r"\b(?:fort)?laufend\b(?! (?:erfüll|fortgeschr|aktualis|gehalten|zu inform|überprüf|begleit))|"
    r"\bjederzeit\b|\bganzjährig\b|\bunbefristet\b|\bkeine[nr]? (?:\w{3,9}s?)?frist(?:en)?\b|"
    r"\bnicht an (?:(?:eine?n? |bestimmte |feste )?(?:\w{3,9}s?)?(?:frist|termin|stichtag))|"
    r"\bfristen\b.{0,40}\b(?:gelten|bestehen) nicht\b|\bnicht fristgebunden\b|"
    r"\bohne bindung an (?:\w{3,9}s?)?(?:frist|termin|stichtag)|"
    r"\b(?:ohne|unabhängig von|keine(?:n|r)? (?:feste|bestimmte|besondere|gesonderte)\w?) "
    r"(?:\w{3,9}s?)?(?:frist|termin|stichtag)|"
    r"\bohne zeitliche (?:befristung|begrenzung|beschränkung)|"
    r"\bfristen? (?:müssen|sind|ist|muss)\b.{0,60}\bnicht (?:zu )?beacht|"
    r"\bat any (?:time|point)\b|\b(?:on a )?(?:rolling|continuous) basis\b|\bno deadline",
    _I,
)
_UP_TO: Final = re.compile(
    r"[ ,(]{0,3}(?:\w+ ){0,4}?(?:bis|spätestens|längstens)(?: (?:zum|am|jeweils|einschließlich|"
    r"jedoch|aber|spätestens|bis)){0,3} ?",
    _I,
)
_MAY_APPLY: Final = re.compile(
    r"(?:antr[aä]g(?!st?eller)|skizze|bewerb|einreich|interessenbekund|beantrag|vorschläge|"
    r"applications?\b|proposals?\b)",
    _I,
)
_HANDED_IN: Final = re.compile(
    r"gestellt|\bstellen\b|eingereicht|einreich|\breichen\b|möglich|beantragt|beantragen|"
    r"angenommen|entgegen|nimmt|nehmen|frist|stichtag|termin|gebunden|zu stellen|richten|submi|"
    r"accept|deadline|apply",
    _I,
)
_NO_ROLLING: Final = re.compile(
    r"nachweis|bericht|auszahl|widerruf|zurück(?:zieh|genommen|nehm)|änderung|einsicht|auskunft|"
    r"neuen antrag|erneut|verlänger|mittela[bn]|verlang|frist zur|fristverl|gesetzt",
    _I,
)


def names_application(text: str) -> bool:
    """Tell whether a sentence names applications, sketches or the like."""
    return _MAY_APPLY.search(text) is not None


def read_phrase(
    sentence: Sentence, *, in_field: bool, in_guideline: bool
) -> tuple[DeadlineKind, Evidence] | None:
    """Return what a sentence without a day says of when one may apply, ``None`` if nothing.

    ``in_field`` tells that it stands in a field for deadlines, ``in_guideline`` that it does in a
    guideline, where most spans after something are about other matters.
    """
    text = sentence.plain
    for rule, pattern in (
        ("span-before", _BEFORE_EVENT),
        ("span-after", _WITHIN if in_guideline else _AFTER_EVENT),
    ):
        if (span := pattern.search(text)) and _asks(sentence, in_field=in_field):
            return DeadlineKind.RELATIVE, sentence.evidence(rule, *span.span())
    if (span := _ANY_TIME.search(text)) and _ends_on_a_day(text, span.end()):
        return None
    if span and _opens_door(text, in_field=in_field):
        return DeadlineKind.ROLLING, sentence.evidence("any-time", *span.span())
    return None


def _asks(sentence: Sentence, *, in_field: bool) -> bool:
    """Tell whether a sentence with a span asks for the application in that time."""
    text = sentence.context
    if in_field and (_APPLY.search(text) or len(text) < _SHORT):
        return bool(_APPLY.search(text)) or not _NO_RELATIVE.search(text)
    heading = sentence.heading.rpartition(" / ")[2]
    return bool(_APPLY.search(text) and _HAND_IN.search(text)) and not _NO_RELATIVE.search(
        f"{heading} {text}"
    )


def _ends_on_a_day(text: str, since: int) -> bool:
    """Tell whether "at any time" goes only up to a day: "ganzjährig bis zum 30.11."."""
    return any(_UP_TO.fullmatch(text, since, day.start) for day in days_in(text))


def _opens_door(text: str, *, in_field: bool) -> bool:
    if in_field and len(text) < _SHORT and not _OF_RULES.search(text):
        return not _NO_ROLLING.search(text)
    return bool(_MAY_APPLY.search(text) and _HANDED_IN.search(text)) and not _NO_ROLLING.search(
        text
    )
