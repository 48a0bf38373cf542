"""Say in German why a call stands where it does, signal by signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scout.fit import Reason
from scout.wording import german_number, listed

TEXT, JUDGEMENTS, JUDGED = "text", "judgements", "judged"
# What a reader of a mail is told beside the text: the facts say the rest in words of their own.
_TOLD = frozenset((JUDGEMENTS, JUDGED, "wanted", "unwanted", "topics", "watched"))

SIGNALS: Mapping[str, str] = {
    TEXT: "Text",
    JUDGED: "Ihre Bewertung dieses Aufrufs",
    JUDGEMENTS: "Ihre Bewertungen",
    "wanted": "Gewünschte Wörter",
    "unwanted": "Unerwünschte Wörter",
    "topics": "Thema",
    "eligibility": "Antragsberechtigung",
    "region": "Region",
    "time_left": "Zeit bis zur Frist",
    "grant_size": "Höhe der Förderung",
    "watched": "Beobachtete Programme",
}
# What speaks for a call, and what against it, where no words need to be named.
_PLAIN: Mapping[str, tuple[str, str]] = {
    JUDGED: ("für das Projekt als passend bewertet", "für das Projekt als unpassend bewertet"),
    "eligibility": (
        "mindestens ein Antragsteller des Projekts darf beantragen",
        "kein Antragsteller des Projekts darf beantragen",
    ),
    "region": ("gefördert wird auch hier", "gefördert wird anderswo"),
    "time_left": ("genug Zeit bis zur Frist", "wenig Zeit bis zur Frist"),
    "grant_size": ("hohe Förderung je Vorhaben", "kleine Förderung je Vorhaben"),
}
_WITH_WORDS: Mapping[str, str] = {
    "wanted": "enthält",
    "unwanted": "enthält",
    "topics": "von der Quelle eingeordnet unter",
    "watched": "nennt",
}


def signal(name: str) -> str:
    """Return what people call a signal; its own name where we have none."""
    return SIGNALS.get(name, name)


def reason(found: Reason) -> str:
    """Say what a signal found: ``wie „Radwege“, für das Projekt als passend bewertet``."""
    speaks_for = found.contribution >= 0
    if found.signal in _PLAIN:
        return _PLAIN[found.signal][0 if speaks_for else 1]
    if found.signal == JUDGEMENTS:
        return _like(found, "passend" if speaks_for else "unpassend")
    if found.signal in _WITH_WORDS:
        return f"{_WITH_WORDS[found.signal]} {_quoted(found.words) or _quoted(found.names)}"
    return ", ".join(found.words)


def _like(found: Reason, verdict: str) -> str:
    if not found.names:
        return f"ähnlich wie Aufrufe, die Sie als {verdict} bewertet haben"
    return f"wie {_quoted(found.names)}, für das Projekt als {verdict} bewertet"


def _quoted(words: Iterable[str]) -> str:
    return listed(f"„{word}“" for word in words)


def is_told(found: Reason) -> bool:
    """Tell whether a mail gives this reason beside that of the text."""
    return found.signal in _TOLD and bool(round(found.contribution, 2))


def share(contribution: float) -> str:
    """Return ``+0,05`` or ``−0,05``; ``±0,00`` for what changes nothing that can be seen."""
    value = german_number(abs(contribution))
    if not round(contribution, 2):
        return f"±{value}"
    return f"{'+' if contribution > 0 else '−'}{value}"
