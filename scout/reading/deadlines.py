"""Read until when one may apply, from a source's field for deadlines and its status note.

Only sentences that speak of applying count; a date in a sentence about validity, proof of use or
the end of a project is no deadline. What is not understood gives ``None``, never a guess. Does not
look into guidelines.

| sentence | kind |
|---|---|
| Projektskizzen konnten bis zum 30.09.2025 eingereicht werden. | CLOSED |
| Anträge können bis zum 31. März 2027 gestellt werden. | FIXED |
| Anträge sind jeweils bis zum 30. Juni eines Jahres einzureichen. | RECURRING |
| Der Antrag ist spätestens sechs Wochen vor Beginn zu stellen. | RELATIVE |
| Anträge können laufend gestellt werden. | ROLLING |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scout.domain import Deadline, DeadlineKind

_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
_BLANK = r"[ \u00a0]{0,3}"
_DATE = re.compile(
    rf"(?<![\d.])(\d{{1,2}})\.{_BLANK}(?:(\d{{1,2}})\.|({'|'.join(_MONTHS)}))(?:{_BLANK}(\d{{4}}))?(?![\d])"
)
_APPLYING = re.compile(
    r"antr[aä]g|beantrag|skizze|bewerb|einreich|einzureichen|einsend|interessenbekund|projektvorschl|"
    r"stichtag|frist|fördertermin|vorlage|eingereicht|teilnahme",
    re.IGNORECASE,
)
_OTHER_ROLE = re.compile(
    r"verwendungsnachweis|mittelabruf|mittelanforderung|auszahl|außer kraft|in kraft|geltungsdauer|"
    r"(?<!un)befristet|gültig|durchführungszeitraum|bewilligungszeitraum|projektende|projektlaufzeit|"
    r"abgeschlossen|abschluss|umsetz|schlussrechnung|zwischenbericht",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:ab|nach|seit|vom|vor|zwischen|frühestens|beginnend|beginnt|startet|eröffnet|start\b.{0,25}\bist)\b"
    r"(?:\s+(?:dem|der|zum|ab|am))?\s*$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\s*(?:öffnet|beginnt|startet|wieder|erneut)\b", re.IGNORECASE)
_OVER = "geschlossen|beendet|ausgelaufen|eingestellt|ausgeschöpft|abgelaufen|ausgesetzt"
_ENDED = re.compile(
    r"nicht mehr (?:möglich|gestellt|beantragt|eingereicht|angenommen|entgegengenommen)|"
    r"keine (?:neuen|weiteren) (?:Anträge|Antragstellung|Förderanträge|Skizzen|Bewerbungen)|"
    r"keine (?:Anträge|Antragstellung|Förderanträge|Skizzen|Bewerbungen)[^;]{0,60}\b"
    r"(?:mehr|möglich|angenommen|gestellt|entgegengenommen)\b|"
    rf"\b(?:ist|sind|wurden?|waren?)\b[^;]{{0,120}}\b(?:{_OVER})\b|"
    rf"^[^;]{{0,60}}\b(?:{_OVER})\W*$",
    re.IGNORECASE,
)
# "Solange Mittel nicht ausgeschöpft sind", "danach ist kein Antrag möglich": nothing has ended.
_CONDITION = re.compile(
    r"\b(?:wenn|falls|sofern|soweit|solange|sobald|bevor|nachdem|danach|anschließend|vorbehaltlich|"
    r"nach (?:diesem|ablauf|dem)|noch nicht|nicht (?:vollständig )?ausgeschöpft|"
    r"bis (?:die|zur?m?) |mit ablauf|ab (?:dem )?(?:\d|" + "|".join(_MONTHS) + r"))|"
    rf"\bw(?:ird|erden)\b.{{0,120}}\b(?:{_OVER})\b",
    re.IGNORECASE,
)
# "… bis zum 30.6. ausgelaufen" would be a condition by its words, yet it is over.
_EXPIRED = re.compile(r"\bzum \d.{0,30}\b(?:ausgelaufen|abgelaufen|beendet)\b", re.IGNORECASE)
# A sentence that leaves a way open although another one says that something has ended.
_STILL = re.compile(
    r"weiterhin|\b(?:kann|können|ist|sind)\b.{0,200}\b(?:gestellt|eingereicht|beantragt|möglich)\b|"
    r"\b(?:zweite|dritte|nächste|neue)[rn]? (?:Aufruf|Runde|Antragsrunde|Förderrunde)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:konnten?|mussten?|endeten?)\b|\bwurden?\b.{0,200}\bentgegengenommen\b|"
    r"\bwar(?:en)?\b.{0,200}\b(?:einzureichen|zu stellen|möglich)\b|"
    r"\blief(?:en)?\b.{0,200}\b(?:ab|aus)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"\b(?:kann|können|muss|müssen|ist|sind|reichen|stellen)\b", re.IGNORECASE)
_YEARLY = re.compile(
    r"jeweils|jährlich|jede[sm] Jahr|jeden? Jahres|jedes (?:Kalender)?jahres|"
    r"eines (?:jeden )?(?:Kalender)?jahres",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d{1,3}|eine?n?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)"
_SPAN = r"(?:Kalender|Arbeits|Werk)?(?:tage?n?|wochen?|monate?n?)"
_RELATIVE = re.compile(
    rf"\b{_NUMBER}\b{_BLANK}{_SPAN}\b.{{0,40}}?\b(?:vor|nach|ab)\b", re.IGNORECASE
)
_ROLLING = re.compile(
    r"laufend|jederzeit|ganzjährig|unbefristet|keine[nr]? (?:Antrags)?frist|"
    r"nicht an (?:eine )?(?:Antrags)?frist|(?:ohne|unabhängig von) (?:Antrags)?frist",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=\d{4}\.))[ \u00a0]+(?=[A-ZÄÖÜ„»\"])|\n")


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one sentence says of applying."""

    kind: DeadlineKind
    quote: str
    dates: tuple[date, ...] = ()
    days: tuple[str, ...] = ()


def says_closed(note: str) -> str | None:
    """Return the sentence of a status note that says one can no longer apply, or ``None``.

    Where another sentence leaves a way open, the note does not say so.
    """
    sentences = list(_sentences(note))
    if any(_leaves_open(sentence) for sentence in sentences):
        return None
    return next((sentence for sentence in sentences if _is_ended(sentence)), None)


def dates_in(sentence: str) -> tuple[date, ...]:
    """Return the calendar days that a sentence names as ends, in order."""
    return _dates(_legible(sentence))


def read_deadline(field: str, *, two_stage: bool = False) -> Deadline | None:
    """Return the deadline that the text of a source's field for deadlines states.

    NONE_STATED for an empty field; ``None`` where nothing in it is understood. Where sentences say
    different things, a date counts before a yearly day, that before a relative and a rolling one;
    CLOSED only where no sentence leaves a way open.
    """
    if not field.strip():
        return Deadline(DeadlineKind.NONE_STATED)
    statements = list(_statements(field))
    for kind in _PRECEDENCE:
        of_kind = [statement for statement in statements if statement.kind is kind]
        if kind is DeadlineKind.CLOSED and any(map(_leaves_open, _sentences(field))):
            return None
        if of_kind:
            return _joined(kind, of_kind, two_stage=two_stage)
    return None


_PRECEDENCE = (
    DeadlineKind.FIXED,
    DeadlineKind.RECURRING,
    DeadlineKind.RELATIVE,
    DeadlineKind.ROLLING,
    DeadlineKind.CLOSED,
)


def _joined(kind: DeadlineKind, statements: Sequence[_Statement], *, two_stage: bool) -> Deadline:
    days = tuple(dict.fromkeys(day for statement in statements for day in statement.days))
    dates = tuple(sorted({day for statement in statements for day in statement.dates}))
    return Deadline(kind, dates, days, two_stage, statements[0].quote)


def _statements(field: str) -> Iterator[_Statement]:
    """Read sentence by sentence.

    A line that ends with a colon speaks for the lines below it, up to the end of their list.
    """
    lead, items_seen = "", False
    for sentence in _sentences(field):
        is_item = sentence.startswith("•")
        if items_seen and not is_item:
            lead, items_seen = "", False
        found = _read_sentence(sentence, f"{lead} {sentence}" if lead else sentence)
        if found is not None:
            yield found
        if sentence.endswith(":"):
            lead, items_seen = sentence, False
        items_seen = items_seen or (is_item and bool(lead))


def _read_sentence(sentence: str, context: str) -> _Statement | None:
    """Read one sentence; ``context`` is the sentence with the line that leads to it."""
    text, context = _legible(sentence), _legible(context)
    if _is_ended(sentence):
        return _Statement(DeadlineKind.CLOSED, sentence, _dates(text))
    if not _APPLYING.search(context) or _OTHER_ROLE.search(text):
        return None
    if _PAST.search(text) and not _PRESENT.search(text):
        return _Statement(DeadlineKind.CLOSED, sentence, _dates(text))
    return _way_open(sentence, text, context)


def _leaves_open(sentence: str) -> bool:
    text = _legible(sentence)
    if _is_ended(sentence) or (_PAST.search(text) and not _PRESENT.search(text)):
        return False
    return bool(_STILL.search(text) or _ROLLING.search(text) or _dates(text))


def _way_open(quote: str, text: str, context: str) -> _Statement | None:
    """Read a sentence that speaks of how one may still apply; ``quote`` is it, unaltered."""
    dates = _dates(text)
    if _YEARLY.search(context) and (days := _days(text)):
        return _Statement(DeadlineKind.RECURRING, quote, dates, days)
    if dates:
        return _Statement(DeadlineKind.FIXED, quote, dates)
    if _RELATIVE.search(text):
        return _Statement(DeadlineKind.RELATIVE, quote)
    return _Statement(DeadlineKind.ROLLING, quote) if _ROLLING.search(text) else None


def _legible(sentence: str) -> str:
    """Return what rules look at: characters that only a layout needs hide no word from them."""
    return sentence.replace("\u00a0", " ").replace("\u00ad", "")


def _is_ended(sentence: str) -> bool:
    text = _legible(sentence)
    if not _ENDED.search(text):
        return False
    return not _CONDITION.search(text) or bool(_EXPIRED.search(text))


def _sentences(text: str) -> Iterator[str]:
    for piece in _SENTENCE_END.split(text):
        if piece and piece.strip():
            yield piece.strip()


def _dates(sentence: str) -> tuple[date, ...]:
    """Return the calendar days up to which one may apply; not those from which on."""
    found = (
        _day(match, int(match.group(4)))
        for match in _DATE.finditer(sentence)
        if match.group(4)
        and not _OPENING.search(sentence[max(0, match.start() - 60) : match.start()])
        and not _OPENS.match(sentence, match.end())
    )
    return tuple(sorted({day for day in found if day is not None}))


def _days(sentence: str) -> tuple[str, ...]:
    """Return the days of every year that stand without a year."""
    found = [_day(match, 2024) for match in _DATE.finditer(sentence) if not match.group(4)]
    return tuple(dict.fromkeys(day.strftime("%m-%d") for day in found if day is not None))


def _day(match: re.Match[str], year: int) -> date | None:
    month = int(match.group(2)) if match.group(2) else _MONTHS.index(match.group(3)) + 1
    try:
        return date(year, month, int(match.group(1)))
    except ValueError:
        return None
