"""Write a digest as text and as HTML, each from its own template, and its subject.

Everything that comes from a source is data: escaped in HTML, on one line where a line is meant, and
links only to the web. The text part stands on its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scout import fact_wording, group_wording, reason_wording, wording
from scout.clock import day_of
from scout.digest.changes import ChangedItem
from scout.digest.compose import Digest, Item
from scout.digest.coverage import SourceState, coverage_lines
from scout.domain import Applicant, FieldChange, Project
from scout.fact_wording import Answer
from scout.facts import Facts
from scout.fit import Reason
from scout.reading.applicants.eligibility import eligibility
from scout.reading.eu import fields as eu
from scout.reading.sections import DEADLINES, STATUS_NOTE

# Mail clients cut what is longer than about 100 kB.
LARGEST_HTML = 80_000

_LONGEST_QUOTE = 320
_LONGEST_TITLE = 250
_LONGEST_WORD = 40
_MOST_ALSO = 3
_MOST_CHANGES = 8
_STATUS = f"code.{eu.STATUS}"
_DATES = (f"stated.{eu.DEADLINE}", f"stated.{eu.OPENING}")
_URGENT = (f"section.{DEADLINES}", f"section.{STATUS_NOTE}", *_DATES, _STATUS, "title", "listing")
# Characters that steer a terminal, a screen or the direction of writing instead of being text.
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


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
        "coverage": coverage_lines(sources, digest.issue_on),
        "attributions": _attributions(digest, sources),
        "publishers": {state.source.name: state.source.title for state in sources},
        "today": digest.issue_on,
        "reply_to": reply_to,
    }
    templates = _templates()
    return Rendered(
        subject=subject(digest),
        text=templates.get_template("digest.txt.j2").render(values),
        html=templates.get_template("digest.html.j2").render(values),
    )


def _attributions(digest: Digest, sources: Sequence[SourceState]) -> list[str]:
    """Return whom the quotes of ``digest`` belong to: those who tell of a call in it."""
    calls = [item.call for news in digest.new for item in news.items]
    calls += [item.call for item in digest.changed]
    telling = {call.source for call in calls}
    for call in calls:
        if call.id in digest.shared:
            telling |= {each.source for each in digest.shared[call.id].statements}
    named = (each.source.attribution for each in sources if each.source.name in telling)
    return list(dict.fromkeys(named))


def subject(digest: Digest) -> str:
    """Return what stands in the list of mails: how much, and of which day."""
    return f"Fördermittel: {summary(digest)} – {wording.german_date(digest.issue_on)}"


def summary(digest: Digest) -> str:
    """Return ``3 neue Aufrufe, 1 Änderung``."""
    parts = []
    if digest.new_count and digest.is_first:
        fitting = wording.counted(digest.new_count, "passender Aufruf", "passende Aufrufe")
        parts.append(f"{fitting} (Ihre erste Ausgabe)")
    elif digest.new_count:
        parts.append(wording.counted(digest.new_count, "neuer Aufruf", "neue Aufrufe"))
    if digest.changed:
        parts.append(wording.counted(len(digest.changed), "Änderung", "Änderungen"))
    if digest.trends:
        parts.append(wording.counted(len(digest.trends), "Trendmeldung", "Trendmeldungen"))
    return ", ".join(parts) or "nichts Neues"


def shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Return ``text`` on one line, cut at a blank where it is longer than ``longest``.

    What is not text but steers the screen becomes a blank.
    """
    line = " ".join(_STEERING.sub(" ", text).split())
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
            "funding": fact_wording.funding,
            "funding_quote": fact_wording.funding_quote,
            "answers": _answers,
            "decoded": _decoded,
            "words": _words,
            "also": _also,
            "some": _some,
            "web": _web,
            "day": day_of,
            "reason": reason_wording.reason,
            "also_at": _also_at,
            "contradictions": _contradictions,
        }
    )
    environment.tests.update({"of_text": _is_of_text, "told": reason_wording.is_told})
    environment.globals.update(
        {
            "counted": wording.counted,
            "deadline": wording.deadline,
            "status": wording.STATUS,
            "urgent": _URGENT,
        }
    )
    return environment


def _is_of_text(reason: Reason) -> bool:
    return reason.signal == reason_wording.TEXT


def _title(item: Item | ChangedItem) -> str:
    title = shortened(item.call.title or "", _LONGEST_TITLE)
    return title or shortened(f"{wording.UNTITLED} {item.call.key}", _LONGEST_TITLE)


def _web(url: str) -> str:
    """Return an address of the web, "" for anything else: it is neither linked nor shown."""
    return url if _WEB.fullmatch(url) else ""


def _words(found: Sequence[str]) -> str:
    return ", ".join(shortened(word, _LONGEST_WORD) for word in found)


def _also(projects: Sequence[Project]) -> str:
    """Name the other projects that a call fits, as many as help."""
    names = [shortened(project.title, _LONGEST_TITLE) for project in projects[:_MOST_ALSO]]
    rest = len(projects) - len(names)
    return "; ".join(names) + (f"; +{rest} weitere" if rest else "")


def _also_at(
    item: Item | ChangedItem, digest: Digest, publishers: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the other sources of a call: what they are called, and their page, "" if none."""
    shared = digest.shared.get(item.call.id)
    return [
        (publishers.get(each.source, each.source), _web(each.url))
        for each in (shared.elsewhere if shared else ())
    ]


def _contradictions(
    item: Item | ChangedItem, digest: Digest, publishers: Mapping[str, str]
) -> list[str]:
    """Say where the sources of a call disagree, with the day each was read."""
    shared = digest.shared.get(item.call.id)
    found = shared.disagreements if shared else ()
    return group_wording.contradictions(found, publishers, digest.issue_on)


def _some(changes: Sequence[FieldChange]) -> Sequence[FieldChange]:
    """Return the changes that are told one by one, as many as help, deadlines and status first."""
    told_first = sorted(changes, key=lambda change: not change.field.startswith(_URGENT))
    return told_first[:_MOST_CHANGES]


def _decoded(text: str, field: str) -> str:
    """Put a source's date or code into words; "" where the text speaks for itself."""
    if field == _STATUS and text in eu.STATUSES:
        return wording.STATUS[eu.STATUSES[text]]
    found = eu.moments(text) if field in _DATES else None
    return wording.listed(wording.german_moment(each.day, each.time) for each in found or ())


def _answers(
    item: Item, project: Project, applicants: Mapping[str, Applicant]
) -> list[tuple[str, Answer]]:
    """Return lines, each with its label, on who of a project's applicants may apply."""
    facts = item.call.facts or Facts()
    bodies = [applicants[key] for key in project.applicants if key in applicants]
    found = [(body, eligibility(facts, body)) for body in bodies]
    together = fact_wording.joint(facts, found)
    lines = [("Antrag", answer) for answer in fact_wording.answers(found)]
    return [*lines, *([("Gemeinsam", together)] if together else [])]


def _frame(item: Item | ChangedItem, today: date) -> str:
    """Say who gives, in which form, how much, to whom and where, as far as the source says."""
    facts = item.call.facts
    if facts is None:
        return fact_wording.NOT_READ
    opens_on = facts.opens_on.on if facts.opens_on and facts.opens_on.on > today else None
    parts = [
        wording.LEVELS[facts.level] if facts.level else "",
        shortened(facts.programme or "", _LONGEST_WORD),
        wording.listed(wording.KINDS[kind] for kind in facts.kinds),
        "für " + wording.listed(wording.APPLICANTS[kind] for kind in facts.applicant_types)
        if facts.applicant_types
        else "Antragsberechtigte nicht angegeben",
        wording.listed(wording.REGIONS[region] for region in facts.regions),
        wording.budget(facts),
        f"Anträge ab {wording.german_date(opens_on)}" if opens_on else "",
        wording.validity(facts.valid_until.on, today) if facts.valid_until else "",
        f"gefunden am {wording.german_date(item.call.first_seen_on)}",
    ]
    return " · ".join(part for part in parts if part)
