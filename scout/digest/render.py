"""Write a digest as text and as HTML, each from its own template, and its subject.

    digest, sources, links -> entries of rows -> two templates that show the same

Everything that comes from a source is data: escaped in HTML, on one line where a line is meant, and
links only to the web. The text part stands on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scout import wording
from scout.digest.compose import Digest
from scout.digest.coverage import (
    SourceState,
    coverage_summary,
    how_many_read,
    nothing_new,
    troubles,
)
from scout.digest.credit import licence_pages
from scout.digest.entries import (
    changed_entries,
    deadline_entries,
    new_groups,
    trend_groups,
)
from scout.digest.issued import Issue
from scout.digest.left_out import left_out
from scout.digest.mail_links import foot_links
from scout.digest.short import shortened
from scout.links import ReaderLinks

# Mail clients cut what is longer than about 100 kB.
LARGEST_HTML = 80_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as it is sent: subject on one line, text, HTML."""

    subject: str
    text: str
    html: str


def render(
    digest: Digest,
    sources: Sequence[SourceState],
    reply_to: str,
    links: ReaderLinks | None = None,
) -> Rendered:
    """Write ``digest``; ``sources`` stand on its line of what was read and what was not.

    Without ``links`` the mail leads to no page of ours and says whom to answer: ``reply_to``, or
    its sender where that is "".
    """
    issue = Issue(digest, {state.source.name: state.source for state in sources}, links)
    values = {
        "summary": summary(digest, sources),
        "name": shortened(digest.recipient.name),
        "today": wording.german_date(digest.issue_on),
        "told": told(digest),
        "deadlines": deadline_entries(issue),
        "new": new_groups(issue),
        "changed": changed_entries(issue),
        "trends": trend_groups(issue),
        "none_read": not how_many_read(sources, digest.issue_on)[0],
        "checked": coverage_summary(sources, digest.issue_on),
        "troubles": troubles(sources, digest.issue_on),
        "left_out": left_out(digest),
        "licences": licence_pages(issue.quoted_sources()),
        "reply_to": reply_to,
        "links": foot_links(links),
    }
    templates = _templates()
    return Rendered(
        subject=subject(digest, sources),
        text=templates.get_template("digest.txt.j2").render(values),
        html=templates.get_template("digest.html.j2").render(values),
    )


def subject(digest: Digest, sources: Sequence[SourceState] = ()) -> str:
    """Return what stands in the list of mails: how much, and of which day."""
    return f"Fördermittel: {summary(digest, sources)} – {wording.german_date(digest.issue_on)}"


def summary(digest: Digest, sources: Sequence[SourceState] = ()) -> str:
    """Return ``3 neue Aufrufe, 1 Änderung``; of an empty issue no more than anybody knows.

    Only an empty issue says how many of ``sources`` were read; without any, none was.
    """
    parts = []
    if digest.new_count and digest.is_first:
        fitting = wording.counted(digest.new_count, "passender Aufruf", "passende Aufrufe")
        parts.append(f"{fitting} (Ihre erste Ausgabe)")
    elif digest.new_count:
        parts.append(wording.counted(digest.new_count, "neuer Aufruf", "neue Aufrufe"))
    if digest.changed:
        parts.append(wording.counted(len(digest.changed), "Änderung", "Änderungen"))
    if digest.deadlines:
        parts.append(wording.counted(len(digest.deadlines), "Frist", "Fristen"))
    if digest.trends:
        parts.append(wording.counted(len(digest.trends), "Trendmeldung", "Trendmeldungen"))
    if digest.listed and not parts:
        parts.append(wording.counted(len(digest.listed), "Aufruf", "Aufrufe") + " als Liste")
    if digest.ended and not parts:
        ended = len(digest.ended)
        parts.append(wording.counted(ended, "verpasster Aufruf", "verpasste Aufrufe"))
    return ", ".join(parts) or nothing_new(sources, digest.issue_on)


def told(digest: Digest) -> str:
    """Say what kind of issue it is, for its greeting; "" for a sign of life."""
    if digest.new or digest.changed or digest.trends or digest.listed:
        return "das ist neu für Ihre Projekte"
    if digest.deadlines:
        return "das steht für Ihre Projekte an"
    return "das kam und endete seit Ihrer letzten Ausgabe" if digest.ended else ""


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("scout.digest"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
