"""Understand a status note that is a label: one word, or the name of a list, not a sentence.

    lines of a note -> each open, announced or closed -> one status, where all say the same

Sentences ("Eine Antragstellung ist nicht mehr möglich.") are read in ``closing``. Words that say
as much of running projects as of calls ("Laufende Maßnahmen") are not understood.

| rule | example |
|---|---|
| ended | Abgeschlossen · Closed · Beendete Maßnahmen |
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from scout.domain import CallStatus

# A label is short.
_LONGEST: Final = 80
_CALLS: Final = (
    r"(?:(?:förder|projekt|ideen)?aufrufe?|calls?|(?:förder)?ausschreibung(?:en)?|"
    r"(?:förder)?bekanntmachung(?:en)?|(?:förder)?programme?|(?:förder|ideen)?wettbewerbe?|"
    r"(?:antrags|bewerbungs|förder)?(?:phase|runde)n?|challenges?|antragstellung|bewerbung|"
    r"einreichung|antragsportal|förderung)"
)
_SUBJECT: Final = rf"(?:status: ?|(?:(?:die|der|das|the) )?{_CALLS}:? )?"
_NOW: Final = r"(?:(?:ist|is|sind|are|derzeit|aktuell|zurzeit|momentan|jetzt|now|currently) )*"
_OVER: Final = (
    r"(?:abgeschlossen|geschlossen|beendet|ausgelaufen|abgelaufen|eingestellt|vergangen|archiviert|"
    r"closed|completed|ended|expired|finished)"
)
_LABELS: Final = tuple(
    (status, re.compile(words))
    for status, words in (
        (
            CallStatus.CLOSED,
            rf"{_SUBJECT}{_NOW}(?:bereits |schon |inzwischen |already )?{_OVER}|"
            rf"{_OVER}e[nrs]? [\w-]{{3,40}}|(?:closed|past|completed) {_CALLS}|"
            rf"[\w-]{{3,40}}, (?:die|der|das) (?:bereits )?{_OVER} (?:ist|sind|wurden?)",
        ),
        (
            CallStatus.FORECASTED,
            rf"{_SUBJECT}(?:befindet sich )?{_NOW}(?:noch )?"
            r"(?:in (?:vorbereitung|planung|kürze)|geplant|angekündigt|bald|demnächst|"
            r"(?:startet|öffnet|beginnt) (?:bald|demnächst|in kürze)|(?:coming )?soon|planned|"
            r"announced|forthcoming|upcoming|not yet open|"
            r"noch (?:geschlossen|nicht (?:geöffnet|offen|eröffnet|gestartet|möglich)))|"
            rf"(?:geplante|kommende|angekündigte|künftige|upcoming|forthcoming)[nrs]? {_CALLS}",
        ),
        (
            CallStatus.OPEN,
            rf"{_SUBJECT}{_NOW}(?:weiterhin |laufend |still )?"
            r"(?:laufend|läuft|geöffnet|offen|open|aktiv|active|aktuell|ongoing|möglich)|"
            rf"(?:laufende|offene|geöffnete|aktuelle|aktive|open|current)[nrs]? {_CALLS}",
        ),
    )
)


def status_of_note(note: str) -> CallStatus | None:
    """Return what a status note says where each of its lines is a label, and all say the same."""
    said = {label_of(line) for line in note.split("\n") if line.strip()}
    return said.pop() if len(said) == 1 else None


@lru_cache(maxsize=1_024)  # a source has few of them
def label_of(line: str) -> CallStatus | None:
    """Return OPEN, FORECASTED or CLOSED as a label says it, ``None`` of any other line."""
    if len(line) > _LONGEST:
        return None
    words = " ".join(line.casefold().strip(" \t•–-.!\u00a0").split())
    return next((status for status, known in _LABELS if known.fullmatch(words)), None)
