"""Write the report of a project as one HTML page that stands on its own.

Everything that comes from a source is data: escaped, bounded, on one line where a line is meant,
and links only to the web. The page has no scripts and loads nothing. The same values always give
the same bytes.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from scout import fact_wording, group_wording, reason_wording
from scout import wording as german
from scout.clock import day_of
from scout.digest.short import shortened
from scout.fact_wording import Answer
from scout.facts import Facts
from scout.match.overview import Ground
from scout.match.preview import TOP
from scout.match.progress import Point
from scout.match.quality import chance
from scout.match.suggest import MOST_CHANCE
from scout.quote_wording import without_mark
from scout.reading.applicants.eligibility import eligibility
from scout.report import wording
from scout.report.figures import histogram
from scout.report.plots import NARROW, WIDE, quality_plot, scores_plot
from scout.report.values import Page, Row
from scout.store.calls import CallEntry

_LONGEST_TITLE = 250
_LONGEST_QUOTE = 600
_SHAPES = ((WIDE, ""), (NARROW, "-schmal"))
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


def render(page: Page) -> str:
    """Return the HTML of ``page``; it may tell of no calls and of no judgements."""
    values = {
        "page": page,
        "bins": histogram(page.scores, page.threshold),
        "scores_svgs": [
            (shape.name, scores_plot(page.scores, page.threshold, shape, name=f"bild-werte{end}"))
            for shape, end in _SHAPES
        ],
        "quality_svgs": [
            (shape.name, quality_plot(page.progress, shape, name=f"bild-guete{end}"))
            for shape, end in _SHAPES
            if page.progress
        ],
        "commands": commands(page),
        "top_score": _top_score(page),
        "is_worse": bool(page.progress) and _is_worse(page.progress[-1]),
        "may_be_chance": _may_be_chance,
    }
    return _environment().get_template("report.html.j2").render(values)


def commands(page: Page) -> list[tuple[str, list[str]]]:
    """Return what a colleague with a shell may type next: what it does, and the lines for it."""
    key = page.project.key
    found = []
    if page.comparison is not None and page.comparison.kept is None:
        changes = [(each.name, each.new) for each in page.comparison.changes]
        keep = wording.command("tune", key, *wording.settings(changes), "--keep")
        found.append(("Die Vorschau dieser Seite übernehmen:", [keep]))
    previews = [
        wording.command("tune", key, *wording.settings([(each.name, each.value)]))
        for each in page.suggestions
        if each.chance <= MOST_CHANCE
    ]
    if previews:
        found.append(("Einen Vorschlag ansehen; mit --keep am Ende wird er übernommen:", previews))
    for row in _to_judge(page):
        judge = ("judge", key, f"{row.call.source}:{row.call.key}")
        lines = [wording.command(*judge, verdict) for verdict in ("relevant", "irrelevant")]
        found.append((f"„{_title(row.call)}“ als passend oder als unpassend bewerten:", lines))
    if any(each.project for each in page.history):
        undo = wording.command("tune", key, "--undo")
        found.append(("Die letzte Änderung dieses Projekts zurücknehmen:", [undo]))
    return [*found, ("Diese Seite neu schreiben:", [wording.command("report", key, "--html")])]


def _to_judge(page: Page) -> list[Row]:
    """Return the calls whose judgement helps most: the best that nobody has judged."""
    return [row for row in (*page.lists.matches, *page.lists.below) if row.judged is None][:3]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scout.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        {
            "date": german.german_date,
            "day": day_of,
            "short": shortened,
            "quote": _quote,
            "score": german.german_number,
            "threshold": wording.threshold,
            "share": reason_wording.share,
            "signal": _signal,
            "found": _found,
            "title": _title,
            "web": web,
            "language": _language,
            "setting": wording.setting,
            "value": wording.value,
            "measure": wording.measure,
            "judged": wording.judged,
            "change": wording.change,
            "missing": wording.missing,
            "percent": _percent,
        }
    )
    environment.globals.update(
        {
            "counted": german.counted,
            "deadline": _deadline,
            "funding": _funding,
            "answers": _answers,
            "may_apply": wording.may_apply,
            "own_score": wording.score,
            "source_title": _source_title,
            "contradictions": _contradictions,
            "kinds": wording.KINDS,
            "top": TOP,
        }
    )
    return environment


def web(url: str) -> str:
    """Return an address of the web, "" for anything else: it is not linked."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return url if is_web and url.isprintable() and " " not in url else ""


def _title(call: CallEntry) -> str:
    title = shortened(call.title or "", _LONGEST_TITLE)
    return title or shortened(f"{german.UNTITLED} {call.key}", _LONGEST_TITLE)


def _language(code: str) -> str:
    """Return the language of a text where it is another than the page's, "" otherwise."""
    return code if code != "de" and _LANGUAGE.fullmatch(code) else ""


def _quote(text: str) -> str:
    return shortened(without_mark(text), _LONGEST_QUOTE)


def _signal(ground: Ground) -> str:
    return reason_wording.signal(ground.reason.signal)


def _found(ground: Ground) -> str:
    """Say what a signal found; the words of the text stand by themselves."""
    if ground.reason.signal == reason_wording.TEXT:
        return "Diese Wörter des Aufrufs passen zu Ihrem Projekt:" if ground.words else ""
    return shortened(reason_wording.reason(ground.reason), _LONGEST_QUOTE)


def _top_score(page: Page) -> float:
    """Return what a full bar stands for: the highest score in a list, or twice the threshold."""
    rows = (*page.lists.matches, *page.lists.shut_out, *page.lists.below)
    return max([2 * page.threshold, *(row.score for row in rows)]) or 1.0


def _percent(score: float, page: Page) -> str:
    """Return the share of a bar's width as CSS has it."""
    return f"{100 * min(max(score / _top_score(page), 0.0), 1.0):.1f}%"


def _is_worse(point: Point) -> bool:
    """Tell whether settings and judgements make the whole list worse, as far as the page shows."""
    now, untuned = point.now.average_precision, point.untuned.average_precision
    return now is not None and untuned is not None and round(now, 3) < round(untuned, 3)


def _may_be_chance(point: Point) -> bool:
    """Tell whether chance alone makes such a difference as between tuned and untuned."""
    return chance(point.untuned, point.now) > MOST_CHANCE


def _deadline(call: CallEntry, page: Page) -> str:
    if call.facts is None:
        return fact_wording.NOT_READ
    return shortened(german.deadline(call.facts.deadline, page.today))


def _source_title(name: str, page: Page) -> str:
    return next((each.title for each in page.sources if each.name == name), name)


def _contradictions(row: Row, page: Page) -> list[str]:
    """Say where the sources of a call disagree, with the day each was read."""
    titles = {each.name: each.title for each in page.sources}
    found = row.shared.disagreements if row.shared else ()
    return group_wording.contradictions(found, titles, page.today)


def _funding(facts: Facts | None) -> str:
    return "" if facts is None else shortened(fact_wording.funding(facts))


def _answers(call: CallEntry, page: Page) -> list[Answer]:
    """Say who of the project's applicants may apply, with the words that decide."""
    facts = call.facts
    if facts is None:
        return []
    return fact_wording.answers([(body, eligibility(facts, body)) for body in page.applicants])
