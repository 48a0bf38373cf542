"""Tell of a moved deadline what it is for, where the clause that moves it does not say it.

A bare "Die Frist wurde bis zum 15.01.2027 verlängert" is the deadline for applying where the
sentence before it speaks of handing in applications and of nothing else. Proofs of
use, objections, reports and the like have deadlines, too: where one of them is named, or where it
stays open what is meant, no day is told.

- Anträge sind bis zum 15. Dezember 2026 zu stellen. Die Frist wurde bis zum 15.01.2027 verlängert.
- no deadline: Der Verwendungsnachweis ist vorzulegen. Die Frist wurde bis zum … verlängert.
- no deadline: Die Frist zur Einreichung der Unterlagen für Widersprüche wurde bis … verlängert.
"""

from __future__ import annotations

import re
from typing import Final

from scout.reading.sections import CONDITIONS, DEADLINES, GUIDELINE, PROCEDURE, STATUS_NOTE
from scout.reading.sentences import Sentence

_I: Final = re.IGNORECASE
PROLONGED: Final = "verlängert"

# Other words for the same. "Verlegt" is what cables are, too.
_MOVED: Final = re.compile(
    r"\b(?:verschoben|verschiebt|ausgeweitet|ausgedehnt|(?:hin)?ausgeschoben|hinausgezögert)\b", _I
)
_FOREIGN: Final = re.compile(
    r"widerspr[uü]ch|nachweis|rechnung|auszahl|mittelab|bericht|rückfrag|stellungnahme|"
    r"\bklage|umfrage|nachreich|nachzureich|fehlende|änderungsantr|bescheid|rückzahl|beschwerde|"
    r"beantwort|jahresabschl|verlängerungsantr|\bunterlagen (?:für|zu|zum|zur|über)\b|"
    r"\bfür (?:die|den|das) \w*(?:umsetz|durchführ|laufzeit|zeitr[aä]um|bindung)",
    _I,
)
# Papers of what, only a field for deadlines says.
_PAPERS: Final = re.compile(r"\b(?:einreichung|abgabe|vorlage) (?:\w+ ){0,3}unterlagen\b", _I)
_BARE: Final = re.compile(
    r"\W*(?:Die|Diese) (?:Frist|Fristen) (?:hierfür |dafür )?(?:wurde|wird|ist)\b"
)
_OBJECT: Final = (
    r"\b\w{0,16}(?:anträge|antrag|skizzen?|bewerbung(?:en)?|interessen?s?bekundung(?:en)?|"
    r"projektvorschläge)\b(?! auf\b)"
)
_HANDED_IN: Final = re.compile(
    rf"{_OBJECT}.{{0,200}}\b(?:gestellt|stellen|eingereicht|einzureichen|einreichen|eingehen|"
    r"vorzulegen|abgegeben)\b|"
    r"\b(?:antrags|bewerbungs|einreich(?:ungs)?|einsende)-?(?:frist|schluss)\b",
    _I,
)
# A sentence with one of these speaks of more, or of what is not so.
_MORE: Final = re.compile(
    r"(?<!antrags)(?<!bewerbungs)(?<!einreichungs)(?<!einreich)frist|\bnicht\b|\bkein|\bwenn\b|"
    r"\bfalls\b|\bsofern\b|verläng|bewillig|gefördert|unterlagen|"
    r"umsetz|durchführ|laufzeit|zeitr[aä]um|zweckbindung",
    _I,
)


def as_prolonged(text: str) -> str:
    """Return ``text``, as long as before, with "verlängert" for other words that move a day."""
    return _MOVED.sub(lambda word: PROLONGED.ljust(len(word[0])), text)


def is_moved(text: str) -> bool:
    """Tell whether a text moves something by another word than "verlängern"."""
    return _MOVED.search(text) is not None


def is_foreign(clause: str, section: str) -> bool:
    """Tell whether a clause names what has deadlines of its own, or leaves open what is meant."""
    if section not in (DEADLINES, STATUS_NOTE) and _PAPERS.search(clause):
        return True
    return _FOREIGN.search(clause) is not None


def goes_on_from(sentence: Sentence, before: Sentence) -> bool:
    """Tell whether a bare "Frist" that is moved is the one for applying of the sentence before."""
    text = before.plain
    return (
        _is_bare(sentence)
        and before.section == sentence.section
        and before.heading == sentence.heading
        and _HANDED_IN.search(text) is not None
        and not (_MORE.search(text) or _FOREIGN.search(text))
    )


def _is_bare(sentence: Sentence) -> bool:
    """Tell whether a sentence moves "the" deadline; in a guideline it may be any."""
    if sentence.section in (GUIDELINE, CONDITIONS, PROCEDURE) or not _BARE.match(sentence.plain):
        return False
    return PROLONGED in sentence.plain or is_moved(sentence.plain)
