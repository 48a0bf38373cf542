"""Find the sentences that say one can no longer apply, and those that leave a way open.

A condition closes nothing ("sobald die Mittel ausgeschöpft sind"), nor does what is said to end
later. Does not weigh sentences against each other across sections; that is for ``deadlines``.

| rule | example |
|---|---|
| ended | Die Antragstellung ist derzeit nicht möglich. |
| past | Anträge konnten bis zum 30.09.2025 gestellt werden. |
"""

from __future__ import annotations

import re
from typing import Final

from scout.reading.timing import roles
from scout.reading.timing.applying import ends_named
from scout.reading.timing.clauses import without_asides
from scout.reading.timing.prolonged import moves_a_deadline
from scout.reading.timing.rounds import announces_round

_I: Final = re.IGNORECASE
_MONTHS: Final = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
)
_OVER: Final = "geschlossen|beendet|ausgelaufen|eingestellt|ausgeschöpft|abgelaufen|ausgesetzt"
_THING: Final = (
    "Anträge|Antragstellung|Antragstellungen|Förderanträge|Skizzen|Projektskizzen|Bewerbungen"
)
_ENDED: Final = re.compile(
    r"nicht mehr (?:möglich|gestellt|beantragt|eingereicht|angenommen|entgegengenommen)|"
    r"(?:antragstellung|bewerbung|einreichung)(?:en)?\b[^;]{0,60}"
    r"\b(?:derzeit|zurzeit|zur Zeit|aktuell|momentan|vorerst|vorübergehend|"
    r"leider)\b[^;]{0,30}\bnicht\b[^;]{0,30}\bmöglich|"
    r"(?:anträge|skizzen|bewerbungen) können (?:(?:derzeit|zurzeit|zur Zeit|aktuell|momentan|"
    r"vorerst|leider) ){1,2}nicht (?:gestellt|eingereicht|angenommen)|"
    r"\bist\b[^;]{0,60}\baußer kraft getreten|"
    r"(?:aufruf|runde|phase)\b[^;]{0,40}\bist\b[^;]{0,40}\babgeschlossen\b|"
    r"\b(?:antrags?|förder|annahme|bewilligungs)-?stopp\b|"
    rf"keine (?:neuen|weiteren) (?:{_THING})|"
    rf"keine (?:{_THING})[^;]{{0,60}}\b(?:mehr|möglich|angenommen|gestellt|entgegengenommen)\b|"
    rf"\b(?:ist|sind|wurden?|waren?)\b[^;]{{0,120}}\b(?:{_OVER})\b|"
    rf"^[^;]{{0,60}}\b(?:{_OVER})\W{{0,9}}$",
    _I,
)
# "Solange Mittel nicht ausgeschöpft sind", "danach ist kein Antrag möglich": nothing has ended.
_CONDITION: Final = re.compile(
    r"\b(?:wenn|falls|sofern|soweit|solange|sobald|bevor|nachdem|danach|anschließend|vorbehaltlich|"
    r"nach (?:diesem|ablauf|dem)|noch nicht|nicht (?:vollständig )?ausgeschöpft|"
    rf"bis (?:die|zur?m?) |mit ablauf|ab (?:dem )?(?:\d|{_MONTHS}))|"
    rf"\bw(?:ird|erden)\b.{{0,120}}\b(?:{_OVER})\b",
    _I,
)
# "… bis zum 30.6. ausgelaufen" would be a condition by its words, yet it is over.
_EXPIRED: Final = re.compile(r"\bzum \d.{0,30}\b(?:ausgelaufen|abgelaufen|beendet)\b", _I)
# A sentence that leaves a way open although another one says that something has ended.
_STILL: Final = re.compile(
    r"weiterhin|\b(?:kann|können|ist|sind)\b.{0,200}\b(?:gestellt|eingereicht|beantragt|möglich)\b|"
    r"\b(?:zweite|dritte|nächste|neue)[rn]? (?:Aufruf|Runde|Antragsrunde|Förderrunde)",
    _I,
)
# "Ein neuer Aufruf ist nicht geplant": no way, or none yet.
_NOT_YET: Final = re.compile(
    r"\b(?:aufruf|\w{0,8}runde)\b.{0,60}\b(?:nicht|geplant|vorgesehen|voraussichtlich)\b", _I
)
_ANY_TIME: Final = re.compile(
    r"laufend|jederzeit|ganzjährig|unbefristet|keine[nr]? (?:Antrags)?frist|"
    r"nicht an (?:eine )?(?:Antrags)?frist|(?:ohne|unabhängig von) (?:Antrags)?frist",
    _I,
)
_PAST: Final = re.compile(
    r"\b(?:konnten?|mussten?|endeten?)\b|\bwurden?\b.{0,200}\bentgegengenommen\b|"
    r"\bwar(?:en)?\b.{0,200}\b(?:einzureichen|zu stellen|möglich)\b|"
    r"\blief(?:en)?\b.{0,200}\b(?:ab|aus)\b",
    _I,
)
_RUN_OUT: Final = re.compile(r"frist(?:en)?\b.{0,30}\b(?:ist|sind)\b.{0,60}\babgelaufen\b", _I)
_PRESENT: Final = re.compile(
    r"\b(?:kann|können|muss|müssen|ist|sind)\b|(?<!zu )\b(?:reichen|stellen)\b(?! ?[.,;]| ?$)", _I
)
# A round that only was the first, or that was only for some, ended nothing.
_ONE_OF_SEVERAL: Final = re.compile(
    r"\berst(?:e[nrs]?|mals|malig\w*)\b|einmalig|übergang|abweichend|ausnahmsweise", _I
)


def is_ended(text: str) -> bool:
    """Tell whether a sentence says that applying, or what one applies for, has come to its end."""
    if not _ENDED.search(text) or roles.is_interrupted(text):
        return False
    return not _CONDITION.search(text) or bool(_EXPIRED.search(text))


def is_past(text: str) -> bool:
    """Tell whether a sentence speaks of applying in the past tense only."""
    if _RUN_OUT.search(text):
        return not _CONDITION.search(text) or bool(_EXPIRED.search(text))
    if not _PAST.search(text) or _PRESENT.search(without_asides(text)):
        return False
    return not moves_a_deadline(text)


def is_one_of_several(text: str) -> bool:
    """Tell whether a sentence speaks of one round among others."""
    return bool(_ONE_OF_SEVERAL.search(text))


def leaves_open(text: str) -> bool:
    """Tell whether a sentence names a way that is still open."""
    if is_ended(text) or is_past(text):
        return False
    is_still = _STILL.search(text) and not _NOT_YET.search(text) and not announces_round(text)
    if is_still or _ANY_TIME.search(text):
        return True
    return any(day.year is not None for day in ends_named(text))
