"""Leave contact persons out of a text that is kept: whole lines, never a word within one.

A line goes if it names a person and how to reach them, or is nothing but a person's name or the
ways to reach one below it. What is left stands as its source wrote it. A line with a date, or one
that is a whole paragraph of rules, stays, whoever it names: a deadline must not be lost. Offices
("foerderung@ministerium.example") stay. A name without "Frau", "Herr", a degree or a label like
"Sachbearbeitung:" before it is not known to be one.
"""

from __future__ import annotations

import re

_DEGREES = (
    r"(?:(?:Prof|Dr|Dipl|Ing|rer|nat|phil|jur|med|h\. ?c|habil|PD|apl)\b\.?(?:-Ing\.?)?[ -]?){0,5}"
)
_PERSON = re.compile(
    rf"\b(?:(?:Frau|Herrn?|Mrs?\.?|Ms\.?)[ \u00a0]{_DEGREES}|(?:PD |Prof\. ?|Dr\. ?){_DEGREES})"
    r"[ \u00a0]?[A-ZÄÖÜ][\w.-]{0,30}"
)
_WORD = r"[A-ZÄÖÜ][\w-]{1,30}"
_LABELLED = re.compile(
    r"\b(?:(?:(?:Ihre? )?Ansprechp(?:artner(?:in(?:nen)?)?|erson(?:en)?)|Kontaktperson(?:en)?|"
    r"Sachbearbeit(?:ung|er(?:in)?)|Zuständig|(?:Projekt|Referats|Abteilungs|Team)?[Ll]eit(?:ung|erin|er)"
    r")(?:: ?| ist | sind )|(?:Rückfragen an|Auskunft erteilt|Fragen beantwortet)(?:: ?| ))"
    rf"{_DEGREES}(?P<name>{_WORD}(?: (?:von|van|zu|der|den|de)){{0,2}} {_WORD}|"
    rf"{_WORD}, (?:{_WORD}|[A-ZÄÖÜ]\.))"
)
# No person, though it may have a label of one.
_OFFICE = re.compile(
    r"minister|amt\b|\bamts|regierung|kreis|stadt|gemeinde|behörde|land|bund|referat|dezernat|"
    r"abteilung|träger|gmbh|bank\b|agentur|team|stelle\b|verband|stiftung|institut|universit|"
    r"hochschule|zentrum|verein|kommission|europ|direktion|kammer|betrieb|verwaltung|büro|"
    r"sekretariat|hotline|service|beratung|fragen|förder|antrag|projekt|auskunft",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"[\w.%+-]{1,64}(?:@| ?[\[(](?:at|ät)[\])] ?)[\w-]{1,63}\.\w|"
    r"\b(?:tel(?:efon)?|fax|mobil|durchwahl|e-?mail)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:• )?(?:(?:tel(?:efon|efax|\.)?|fax|mobil|handy|e-?mail|phone)\b[^\n]{0,80}|"
    r"[\w.%+-]{1,64}@[\w.-]{1,120}|[+(]?[0-9][0-9 ()/.+-]{5,30})",
    re.IGNORECASE,
)
_MONTHS = "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
_DATE = re.compile(
    rf"\b(?:{_MONTHS}) 20[0-9]{{2}}|"
    r"\b[0-9]{1,2}\. ?(?:[0-9]{1,2}\. ?[0-9]{2}|jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)|"
    r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}|\bfrist",
    re.IGNORECASE,
)
_LONGEST_NAME = 90
_LONGEST_LINE = 600


def has_date(text: str) -> bool:
    """Tell whether ``text`` may hold a date or speak of a deadline."""
    return _DATE.search(text) is not None


def without_persons(text: str) -> str:
    """Return ``text`` without its lines on contact persons."""
    kept: list[str] = []
    after_person = False
    for line in text.split("\n"):
        person = _person(line) if len(line) <= _LONGEST_LINE else None
        is_contact = person is not None and _is_contact(line, person)
        after_person = is_contact or (after_person and _WAY.fullmatch(line.strip()) is not None)
        if not after_person or _DATE.search(line):
            kept.append(line)
    return "\n".join(kept)


def _person(line: str) -> re.Match[str] | None:
    labelled = _LABELLED.search(line)
    if labelled is not None and _OFFICE.search(labelled["name"]) is None:
        return labelled
    return _PERSON.search(line)


def _is_contact(line: str, person: re.Match[str]) -> bool:
    """Tell whether a line that names a person is about reaching them."""
    if _REACHED.search(line):
        return True
    before = line[: person.start()].strip(" •–-\t")
    ends = line.rstrip().endswith((".", "!", "?"))
    # "Muster, P." ends with an initial and no sentence.
    is_bare = len(line) <= _LONGEST_NAME and (not ends or person[0].endswith(", " + line[-2:]))
    return is_bare and (not before or "ansprech" in before.lower() or before.endswith(":"))
