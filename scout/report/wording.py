"""The German words of a report that are not in its template."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from decimal import Decimal

from scout import fact_wording, reason_wording
from scout.domain import Admission, Applicant
from scout.facts import Facts
from scout.match.what_if import WhatIf
from scout.reading.applicants.eligibility import admission
from scout.wording import german_number

DEFAULT = "Vorgabe"
_MOST_PLACES = 9
KINDS = {
    "enters": "kommt hinzu",
    "leaves": "fällt heraus",
    "rises": "steigt",
    "falls": "fällt",
    "stays": "bleibt",
}
# What a set value means, with its subject in the middle.
_SUBJECTS = {
    "wanted": "Gewünscht: „{}“",
    "unwanted": "Unerwünscht: „{}“",
    "word": "Faktor für das Wort „{}“",
    "topic": "Thema „{}“",
    "watch": "Beobachtetes Programm „{}“",
}


def setting(name: str) -> str:
    """Say what a tuned name stands for: ``Gewicht von „Region“``."""
    kind, _, subject = name.partition(".")
    if kind == "threshold":
        return "Schwelle"
    if kind == "weight":
        return f"Gewicht von „{reason_wording.signal(subject)}“"
    return _SUBJECTS.get(kind, "{}").format(subject or kind)


def _exact(found: float) -> str:
    """Return the shortest number that is read back as the same value."""
    return f"{Decimal(repr(float(found))):f}".removesuffix(".0")


def value(found: float | None) -> str:
    """Return ``0,5``, or that the default holds."""
    return DEFAULT if found is None else _exact(found).replace(".", ",")


def threshold(found: float) -> str:
    """Return ``0,10``, and all decimals where there are more than two."""
    return german_number(found) if round(found, 2) == found else value(found)


def score(found: float, limit: float) -> str:
    """Return a score with two decimals, or more where two hide that it is below ``limit``."""
    places = 2
    while found < limit <= round(found, places) and places < _MOST_PLACES:
        places += 1
    return german_number(found, places)


def change(found: WhatIf) -> str:
    """Say what an analyst would have changed."""
    if found.name is None or found.value is None:
        return "Sie bewerten den Aufruf als passend."
    kind, _, subject = found.name.partition(".")
    if kind == "weight":
        return f"„{reason_wording.signal(subject)}“ zählt nicht mehr."
    if found.value == 0:
        return f"Das Wort „{subject}“ zählt nicht mehr."
    times = "doppelt" if found.value == 2 else f"{value(found.value)}-mal"
    return f"Das Wort „{subject}“ zählt, als stünde es {times} so oft im Projekttext."


def may_apply(facts: Facts | None, applicants: Sequence[Applicant]) -> str:
    """Say in a few words how many of the project's applicants may apply."""
    if facts is None:
        return fact_wording.NOT_READ
    answers = [admission(facts, applicant) for applicant in applicants]
    yes = answers.count(Admission.YES)
    if not answers:
        return "kein Antragsteller hinterlegt"
    if yes == len(answers):
        return "ja" if yes == 1 else f"ja, alle {yes}"
    if yes:
        return f"ja, {yes} von {len(answers)}"
    return "nein" if set(answers) == {Admission.NO} else fact_wording.NOT_STATED


def judged(relevant: bool | None) -> str:  # noqa: FBT001 - it is the value that is put into a word
    """Return ``passend``, ``unpassend``, or a dash where nobody has said anything."""
    return "–" if relevant is None else "passend" if relevant else "unpassend"


def measure(found: float | None) -> str:
    """Return ``0,976``, or that there was nothing to measure."""
    return "nicht messbar" if found is None else german_number(found, 3)


def command(*words: str) -> str:
    """Return what one has to type in a shell, whatever the words hold."""
    return shlex.join(("scout", *words))


def settings(changes: Iterable[tuple[str, float | None]]) -> list[str]:
    """Return the words of a command that sets these values; ``None`` takes one back."""
    words = []
    for name, found in changes:
        words += ["--set", f"{name}={'' if found is None else _exact(found)}"]
    return words


def missing(found: tuple[int, int, int]) -> str:
    """Say how many judgements suggestions still need: in all, that fit, that do not."""
    count, relevant, irrelevant = found
    parts = [
        f"noch {needed} {what}"
        for needed, what in (
            (count, "insgesamt"),
            (relevant, "als passend"),
            (irrelevant, "als unpassend"),
        )
        if needed
    ]
    return ", ".join(parts)
