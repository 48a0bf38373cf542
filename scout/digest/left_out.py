"""Say in German what an issue does not show, each with its reason. Pure."""

from __future__ import annotations

from scout.digest.compose import Digest
from scout.wording import counted


def left_out(digest: Digest) -> list[str]:
    """Return a line for each reason for which something is missing in ``digest``."""
    counts = (
        (_waiting, digest.waiting),
        (_listed, len(digest.listed)),
        (_baseline, digest.baseline),
        (_shut_out, digest.shut_out),
        (_dismissed, digest.dismissed),
        (_judged, digest.judged),
        (_not_read, digest.unread),
    )
    return [said(count) for said, count in counts if count]


def _waiting(count: int) -> str:
    if count == 1:
        return "+1 weiterer folgt in der nächsten Ausgabe."
    # One issue has not always room for all of them.
    return f"+{count} weitere folgen in den nächsten Ausgaben."


def _listed(count: int) -> str:
    calls = counted(count, "weiterer Aufruf steht", "weitere Aufrufe stehen")
    had = "er hatte" if count == 1 else "sie hatten"
    return f"{calls} in der angehängten Liste: {had} bisher keinen Platz."


def _baseline(count: int) -> str:
    calls = counted(count, "weiterer Aufruf passt", "weitere Aufrufe passen")
    was = "war" if count == 1 else "waren"
    return f"{calls} schwächer und {was} schon vor Ihrer ersten Ausgabe da."


def _shut_out(count: int) -> str:
    calls = counted(count, "Aufruf passt", "Aufrufe passen")
    be = "ist" if count == 1 else "sind"
    return (
        f"{calls} zum Text, {be} aber nach Fördergebiet oder Antragsberechtigten "
        "nicht für Ihre Projekte offen."
    )


def _dismissed(count: int) -> str:
    calls = counted(count, "Aufruf, den", "Aufrufe, die")
    return f"{calls} Sie nicht mehr sehen wollten."


def _judged(count: int) -> str:
    calls = counted(count, "Aufruf, der", "Aufrufe, die")
    return (
        f"{calls} als unpassend für Ihre Projekte bewertet {'wurde' if count == 1 else 'wurden'}."
    )


def _not_read(count: int) -> str:
    calls = counted(count, "Aufruf ist", "Aufrufe sind")
    come = "er folgt" if count == 1 else "sie folgen"
    return f"{calls} noch nicht ausgewertet; {come}, sobald bekannt ist, ob man sich bewerben kann."
