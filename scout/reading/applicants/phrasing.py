"""Find in a sentence the turn of phrase that says who may apply, and where its bodies stand.

The phrases, and what each does to the bodies, stand in ``phrasing_words``. A heading
or the line before a list says it of the lines below. Which bodies are meant is not decided here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scout.reading.applicants.bodies import bodies_in
from scout.reading.applicants.phrasing_words import PHRASES, Phrase, Stance

# Rules whose words often say something else of the applicant ("… sind verpflichtet, …").
_SAY_MORE = frozenset(
    ("recipients-are", "are-supported", "may-receive", "bodies-may-apply", "may-be-supported")
)
# Rules behind whose words a preposition takes nothing away: "Anträge können von Kommunen …".
PASSIVE = frozenset(("may-apply", "may-receive", "addressed", "not-entitled"))
# What may stand before a list: its items are the bodies.
_LEADS = tuple(phrase for phrase in PHRASES if phrase.stance in (Stance.ADMITS, Stance.EXCLUDES))
_HEADING = re.compile(
    r"(?:zuwendungs|förder(?:mittel)?|leistungs)empf|(?:antrags|förder)berechtig|"
    r"antragstelle(?:r|nde)|\bwer (?:kann|wird|ist|darf)\b|(?:zuwendungs|förder)nehme|begünstigte|"
    r"empfänger",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"pflichten|verpflicht|eigenschaft|auflagen|letzt|endempf|angaben|informationen für|"
    r"hinweise|\bnicht\b|ausgeschlossen",
    re.IGNORECASE,
)
# Between a recipient and the body that it is stands none of these.
_NO_ROLE = re.compile(
    r"\b(?:verpflichtet|gehalten|berechtigt|darauf|dazu|darüber|dafür|über|nach|zu|im|bei|auf|selbst|"
    r"sich|vor|aus|ihr\w*|jährlich|Maßnahmen|Vorhaben|Projekte|werden|wird)\b"
)
SAYS_SOMETHING = re.compile(
    r"\b(?:muss|müssen|soll|sollen|haben|hat|wird|werden|darf|dürfen|kann|können|ist|sind|gelten|"
    r"gilt|sein|erhalten|erhält|erfolgt|verfügen|setzt|bedarf)\b"
)


def said_in(plain: str) -> tuple[Phrase, int, int] | None:
    """Return the phrase and the stretch in which its bodies stand, ``None`` if there is none."""
    lowered = _lowered(plain)
    for phrase in PHRASES:
        if not any(map(lowered.__contains__, phrase.marks)):
            continue
        found = phrase.words.search(lowered)
        if found and (span := _stretch(plain, found, phrase)):
            return phrase, *span
    return None


def _lowered(text: str) -> str:
    """Return ``text`` in small letters, each at its place; a few foreign ones do not allow it."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _stretch(plain: str, found: re.Match[str], phrase: Phrase) -> tuple[int, int] | None:
    start, end = (found.end(), len(plain)) if phrase.behind else (0, found.start())
    if phrase.stance is Stance.EXCLUDES and not phrase.behind:
        start = max((said.end() for said in SAYS_SOMETHING.finditer(plain, 0, end)), default=0)
    first = next(bodies_in(plain, start, end), None)
    if first is None:
        return None
    if phrase.name in _SAY_MORE and _NO_ROLE.search(plain, start, first.start):
        return None
    return start, end


@lru_cache(maxsize=4096)
def is_about_applicants(heading: str) -> bool:
    """Tell whether one of the headings above a sentence announces who may apply."""
    return any(
        len(part) <= 120 and _HEADING.search(part) and not _NO_HEADING.search(part)
        for part in heading.split(" / ")
    )


@lru_cache(maxsize=4096)
def role_of_lead(lead: str) -> tuple[str, Stance] | None:
    """Return what the line before a list says of its items, ``None`` if nothing about applicants.

    Only leads that end in what they announce: "Antragsberechtigt sind", "Nicht gefördert werden:".
    """
    lowered = _lowered(lead)
    for phrase in _LEADS:
        if not any(map(lowered.__contains__, phrase.marks)):
            continue
        room = 60 if phrase.behind else 40
        if any(len(lead) - found.end() <= room for found in phrase.words.finditer(lowered)):
            return phrase.name, phrase.stance
    short = len(lead) <= 80 and is_about_applicants(lead)
    return ("under-heading", Stance.ADMITS) if short else None
