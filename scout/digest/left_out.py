"""Say in German what an issue does not show, each with its reason. Pure."""

from __future__ import annotations

from functools import partial

from scout.digest.compose import Digest
from scout.digest.issued import title_of
from scout.digest.short import LONGEST_TITLE, quoted
from scout.wording import counted, listed

_MOST_NAMED = 3


def left_out(digest: Digest) -> list[str]:
    """Return a line for each reason for which something is missing in ``digest``."""
    counts = (
        (_waiting, digest.waiting),
        (_listed, len(digest.listed)),
        (partial(_baseline, digest), digest.baseline),
        (partial(_ended, digest), len(digest.ended)),
        (_shut_out, digest.shut_out),
        (_dismissed, digest.dismissed),
        (_judged, digest.judged),
        (_not_read, digest.unread),
    )
    return [said(count) for said, count in counts if count]


def _waiting(count: int) -> str:
    if count == 1:
        return "1 weiterer Eintrag folgt in der nächsten Ausgabe."
    # One issue has not always room for all of them.
    return f"{count} weitere Einträge folgen in den nächsten Ausgaben."


def _listed(count: int) -> str:
    calls = counted(count, "weiterer Aufruf steht", "weitere Aufrufe stehen")
    had = "er hatte" if count == 1 else "sie hatten"
    return f"{calls} in der angehängten Liste: {had} bisher keinen Platz."


def _baseline(digest: Digest, count: int) -> str:
    """Say that a first issue shows some of what fits, though others may fit as well."""
    calls = counted(count, "weiterer Aufruf passt", "weitere Aufrufe passen")
    was = "war" if count == 1 else "waren"
    if digest.is_first:
        return f"{calls}: Ihre erste Ausgabe zeigt nur eine Auswahl dessen, was schon da war."
    new = [digest.projects[key] for key in digest.first_projects if key in digest.projects]
    if len(new) == 1:
        to = f"zu {quoted(new[0].title, LONGEST_TITLE)}"
        return f"{calls} {to} und {was} schon da: Die erste Ausgabe dazu zeigt nur eine Auswahl."
    to = "zu Ihren neuen Projekten"
    return f"{calls} {to} und {was} schon da: Die erste Ausgabe dazu zeigt nur eine Auswahl."


def _ended(digest: Digest, count: int) -> str:
    """Say what came and ended between two issues, and which these were if they are few."""
    calls = counted(count, "Aufruf kam", "Aufrufe kamen")
    be = "ist" if count == 1 else "sind"
    said = f"{calls} nach Ihrer letzten Ausgabe und {be} schon beendet oder nicht mehr gelistet"
    if count > _MOST_NAMED:
        return f"{said}."
    return f"{said}: {listed(quoted(title_of(call), LONGEST_TITLE) for call in digest.ended)}."


def _shut_out(count: int) -> str:
    calls = counted(count, "Aufruf passt", "Aufrufe passen")
    be = "ist" if count == 1 else "sind"
    return (
        f"{calls} inhaltlich, {be} aber nach Fördergebiet oder Antragsberechtigten "
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
