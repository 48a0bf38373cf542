"""Find in a sentence the turn of phrase that says who may apply, and where its bodies stand.

The phrases, and what each does to the bodies, stand in ``phrasing_words``. A heading
or the line before a list says it of the lines below. Which bodies are meant is not decided here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scout.reading.applicants.bodies import bodies_in
from scout.reading.applicants.phrasing_words import PHRASES, Phrase, Stance
from scout.reading.meanings import Meaning, is_audience, meaning_of

# What a line says of those below it: the name of the rule, and what becomes of the bodies.
Role = tuple[str, Stance]
UNDER_HEADING: Role = ("under-heading", Stance.ADMITS)
# To whom something is addressed may apply; that others than these may not is not said.
_FOR_AUDIENCE: Role = ("under-heading", Stance.ADDRESSES)
UNDER_DENIAL: Role = ("under-denial", Stance.EXCLUDES)
# Said of lines that only name bodies, and of no sentence.
OF_LINES = ("under-heading", "under-denial")

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
# Who is left out, below the heading or behind the list of those who may apply.
_DENIAL = re.compile(
    r"(?:[•–-] ?|\(?\d[\d.]*\)? |[a-z]\) )?(?:(?:davon |hiervon )?ausgenommen|"
    r"(?:von der (?:förderung|antragstellung) )?ausgeschlossen\w*|"
    r"ausnahmen?|nicht(?: \w*berechtigt\w*| gefördert| förderfähig)?|"
    r"keine (?:förderung|antragsberechtigung|zuwendung))(?: (?:sind|ist|werden|für|haben))?:?",
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
# What is shut out stands behind the last of these: "Städte sind dabei; Kreise sind ausgeschlossen".
_BEGINS_PART = re.compile(rf"; |{SAYS_SOMETHING.pattern}")


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
        begins = (said.end() for said in _BEGINS_PART.finditer(plain, 0, end))
        start = max(begins, default=0)
    first = next(bodies_in(plain, start, end), None)
    if first is None:
        return None
    if phrase.name in _SAY_MORE and _NO_ROLE.search(plain, start, first.start):
        return None
    return start, end


@lru_cache(maxsize=4096)
def role_of_heading(path: str) -> Role | None:
    """Return what the headings above a line say of the bodies in it, ``None`` if nothing.

    "Zielgruppe" names those to whom a programme is addressed, and shuts out nobody. Those below
    "Ausnahmen" under the heading of applicants may not apply.
    """
    parts = [part for part in path.split(" / ") if len(part) <= 120]
    about = [_is_about_applicants(part) or _names_the_left_out(part) for part in parts]
    if any(about):
        below = parts[about.index(True) :]
        return UNDER_DENIAL if any(map(is_denial, below)) else UNDER_HEADING
    return _FOR_AUDIENCE if any(map(is_audience, parts)) else None


def _is_about_applicants(heading: str) -> bool:
    """Tell whether a heading announces who may apply: by its meaning, or among other words."""
    if _NO_HEADING.search(heading):
        return False
    is_who = meaning_of(heading) is Meaning.WHO and not is_audience(heading)
    return is_who or bool(_HEADING.search(heading))


def is_denial(line: str) -> bool:
    """Tell whether a line, a heading or a lead, says that those below it are left out."""
    return len(line) <= 60 and bool(_DENIAL.fullmatch(line))


def _names_the_left_out(heading: str) -> bool:
    return "berechtigt" in heading and is_denial(heading)


@lru_cache(maxsize=4096)
def role_of_lead(lead: str) -> Role | None:
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
    if is_denial(lead):
        return UNDER_DENIAL
    return role_of_heading(lead) if len(lead) <= 80 else None
