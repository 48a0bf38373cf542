"""Write a digest as text and as HTML, each from its own template, and its subject.

Everything that comes from a source is data: escaped in HTML, on one line where a line is meant, and
links only to the web. The text part stands on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scout import wording
from scout.digest.compose import ChangedItem, Digest, Item
from scout.digest.coverage import SourceState, coverage_line

_LONGEST_QUOTE = 320
_LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as it is sent: subject on one line, text, HTML."""

    subject: str
    text: str
    html: str


def render(digest: Digest, sources: Sequence[SourceState], reply_to: str) -> Rendered:
    """Write ``digest``; ``sources`` stand on its line of what was read and what was not."""
    values = {
        "digest": digest,
        "summary": summary(digest),
        "coverage": [coverage_line(state) for state in sources],
        "attributions": [state.source.attribution for state in sources],
        "today": digest.issue_on,
        "reply_to": reply_to,
    }
    templates = _templates()
    return Rendered(
        subject=subject(digest),
        text=templates.get_template("digest.txt.j2").render(values),
        html=templates.get_template("digest.html.j2").render(values),
    )


def subject(digest: Digest) -> str:
    """Return what stands in the list of mails: how much, and of which day."""
    return f"Fördermittel: {summary(digest)} – {wording.german_date(digest.issue_on)}"


def summary(digest: Digest) -> str:
    """Return ``3 neue Aufrufe, 1 Änderung``."""
    parts = []
    if digest.new_count:
        parts.append(wording.counted(digest.new_count, "neuer Aufruf", "neue Aufrufe"))
    if digest.changed:
        parts.append(wording.counted(len(digest.changed), "Änderung", "Änderungen"))
    return ", ".join(parts) or "nichts Neues"


def shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Return ``text`` on one line, cut at a blank where it is longer than ``longest``."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return f"{line[:longest].rsplit(' ', 1)[0]} …"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("scout.digest"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        {
            "date": wording.german_date,
            "short": shortened,
            "score": wording.german_number,
            "fit": wording.fit,
            "change": wording.change,
            "listed": wording.listed,
            "title": _title,
            "frame": _frame,
        }
    )
    environment.globals.update(
        {"counted": wording.counted, "deadline": wording.deadline, "status": wording.STATUS}
    )
    return environment


def _title(item: Item | ChangedItem) -> str:
    title = shortened(item.call.title or "", _LONGEST_TITLE)
    return title or f"{wording.UNTITLED} {item.call.key}"


def _frame(item: Item | ChangedItem) -> str:
    """Say who gives, in which form, to whom and where, as far as the source says."""
    facts = item.call.facts
    if facts is None:
        return "noch nicht ausgewertet"
    parts = [
        wording.LEVELS[facts.level] if facts.level else "",
        wording.listed(wording.KINDS[kind] for kind in facts.kinds),
        "für " + wording.listed(wording.APPLICANTS[kind] for kind in facts.applicant_types)
        if facts.applicant_types
        else "Antragsberechtigte nicht angegeben",
        wording.listed(wording.REGIONS[region] for region in facts.regions),
    ]
    return " · ".join(part for part in parts if part)
