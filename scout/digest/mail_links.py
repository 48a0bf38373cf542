"""The links of a mail to our own pages, as its templates show them: what they say, where they lead.

Without pages of our own there are none, and the mail says whom to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scout.digest.short import shortened
from scout.links import Action, ReaderLinks

ACTIONS: Mapping[Action, str] = {
    Action.FITS: "passt",
    Action.FITS_NOT: "passt nicht",
    Action.REVIEWING: "wir prüfen das",
    Action.DISMISSED: "nicht mehr zeigen",
}
# Enough to tell one call from the next when links are read out without what stands around them.
_LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link to a page of ours; ``label`` is what is read aloud, it begins with ``text``."""

    text: str
    url: str
    label: str = ""


def item_links(
    links: ReaderLinks | None, call_id: int, project: str, title: str
) -> tuple[MailLink, ...]:
    """Return what a reader may say of a call for ``project``, each with its link."""
    if links is None:
        return ()
    name = shortened(title, _LONGEST_NAME)
    # What is signed is the call and the project: once is enough for all that may be said.
    signed = links.item(call_id, project, Action.FITS).removesuffix(Action.FITS)
    return tuple(
        MailLink(text, f"{signed}{action}", f"{text}: {name}") for action, text in ACTIONS.items()
    )


def foot_links(links: ReaderLinks | None) -> tuple[MailLink, ...]:
    """Return what stands at the end of a mail; the texts that the law wants come last."""
    if links is None:
        return ()
    base = links.base.rstrip("/")
    return (
        MailLink("Diese Mails abbestellen", links.unsubscribe),
        MailLink("Im Browser ansehen", links.issue_page),
        MailLink("Ihre Fristen als Kalender", links.calendar),
        MailLink("Impressum", f"{base}/impressum"),
        MailLink("Datenschutz", f"{base}/datenschutz"),
        MailLink("Barrierefreiheit", f"{base}/barrierefreiheit"),
    )
