"""How the sources do, as values for programs, as a table at a glance, and one of them in full."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from scout.cli import tables
from scout.cli.common import local_time, print_table, printable, shortened
from scout.clock import day_of
from scout.collect.verdict import OF_PAGES

if TYPE_CHECKING:
    from scout.domain import Finding
    from scout.store.runs import Run
    from scout.watch.health import Fill, Health

_MOST_SHOWN = 40
_FEWEST_BARS = 5


def health_values(found: Health) -> dict[str, Any]:
    """Return how a source does in the form that is promised to programs."""
    source, newest, read = found.source, found.newest, found.read
    return {
        "name": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "licence": source.licence,
        "brings": source.brings,
        "state": found.state,
        "state_text": found.words,
        "forbidden_by": found.forbidden_by,
        "outcome": newest.outcome if newest else None,
        "last_run_on": day_of(newest.started_at) if newest else None,
        "last_read_on": day_of(read.started_at) if read else None,
        "days_since_read": found.days_ago,
        "max_age_days": source.expects.max_age_days,
        "items": read.items if read else None,
        "items_change": found.items_change,
        "trend": list(found.trend),
        "failures_in_a_row": found.failures,
        "fill": [_fill_values(fill) for fill in found.fills],
        "findings": [_finding_values(finding) for finding in found.findings],
        "next_run_at": found.next_at,
        "next_job": found.next_job,
        "alarmed_at": found.alarmed_at,
        "history": [_run_values(run) for run in found.history],
    }


def show_all(found: Sequence[Health]) -> None:
    """Print a line for each source; what to look at comes below where the lines are too short."""
    columns = ("source", "state", "last read", "items#", "trend", "look at", "next")
    rows = [_row(each) for each in found]
    width = shutil.get_terminal_size().columns
    widest = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    if sum(widest) + tables.GAP * (len(columns) - 1) + tables.AROUND <= width:
        print_table("", columns, rows)
        return
    # A day that is cut says nothing, so its columns are figures.
    short = ("source", "state", "last read#", "items#", "trend#", "next#")
    print_table("", short, [_short_row(each) for each in found])
    odd = [row for row in rows if row[5]]
    if odd:
        typer.echo("look at")
    for row in odd:
        line = f"{row[0]}: {printable(row[5])}"
        typer.echo(textwrap.fill(line, width, subsequent_indent="  ", break_long_words=False))


def show_one(found: Health) -> None:
    """Print all that is known of how one source does."""
    source = found.source
    facts = {
        "publisher": source.publisher,
        "address": source.url,
        "licence": source.licence,
        "state": found.words,
        "alarm": f"raised {local_time(found.alarmed_at)}" if found.alarmed_at else "none",
        "last read": _last_read(found) or "never",
        "items": f"{_items(found.read)} {_trend(found)}".strip() or "none",
        "next run": f"{local_time(found.next_at)}, {found.next_job}",
    }
    typer.echo(f"{source.name}: {printable(source.title)}")
    for name, value in facts.items():
        typer.echo(f"{name:<10} {printable(value)}")
    if found.fills:
        fills = [_fill_row(fill) for fill in found.fills[:_MOST_SHOWN]]
        print_table("", ("field", "filled#", "expected#", "before#", ""), fills)
    if len(found.fills) > _MOST_SHOWN:
        typer.echo(f"and {len(found.fills) - _MOST_SHOWN} more fields (--json has all)")
    for finding in found.findings:
        typer.echo(f"{finding.weight.lower()} {finding.code}: {shortened(finding.text, 200)}")
        if finding.url:
            typer.echo(f"  {printable(finding.url)}")
    if found.history:
        runs = [(local_time(run.started_at), run.outcome, _items(run)) for run in found.history]
        print_table("", ("crawl", "outcome", "items#"), runs)


def _row(found: Health) -> tuple[str, ...]:
    return (
        found.source.name,
        found.words,
        _last_read(found),
        _items(found.read),
        _trend(found),
        "; ".join(_look_at(found)),
        _short(found.next_at),
    )


def _short_row(found: Health) -> tuple[str, ...]:
    from scout.watch.health import sparkline

    return (
        found.source.name,
        found.words,
        str(day_of(found.read.started_at)) if found.read else "",
        _items(found.read),
        sparkline(found.trend[-_FEWEST_BARS:]),
        _short(found.next_at),
    )


def _look_at(found: Health) -> Iterator[str]:
    """Yield what a person is to look at: the alarm, fields, findings; what is well is left out.

    Of notes only those on listed pages that are not there or that say nothing of their call.
    """
    if found.alarmed_at is not None:
        yield f"ALARM since {day_of(found.alarmed_at)}"
    for (code, weight), count in Counter(
        (each.code, each.weight)
        for each in found.findings
        if each.weight != "NOTE" or each.code in OF_PAGES
    ).items():
        yield f"{weight.lower()} {code}" + (f" ×{count}" if count > 1 else "")

    marked = [fill for fill in found.fills if fill.is_under or fill.is_fallen]
    yield from (f"{shortened(fill.field, 30)} {fill.share:.0%}" for fill in marked[:3])
    if len(marked) > 3:
        yield f"{len(marked) - 3} more fields"


def _last_read(found: Health) -> str:
    if found.read is None or found.days_ago is None:
        return ""
    ago = {0: "today", 1: "yesterday"}.get(found.days_ago, f"{found.days_ago} days ago")
    return f"{day_of(found.read.started_at)}, {ago}"


def _items(run: Run | None) -> str:
    return "" if run is None or run.items is None else str(run.items)


def _trend(found: Health) -> str:
    from scout.watch.health import sparkline

    change = found.items_change
    return sparkline(found.trend) + (f" {change:+d}" if change else "")


def _short(moment: datetime) -> str:
    return local_time(moment)[5:]


def _fill_row(fill: Fill) -> tuple[str, ...]:
    marks = ["under"] * fill.is_under + ["fallen"] * fill.is_fallen
    shares = (_share(each) for each in (fill.share, fill.expected, fill.before))
    return (shortened(fill.field, 60), *shares, ", ".join(marks))


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _fill_values(fill: Fill) -> dict[str, Any]:
    return {
        "field": fill.field,
        "share": round(fill.share, 4),
        "expected": fill.expected,
        "before": None if fill.before is None else round(fill.before, 4),
        "is_under": fill.is_under,
        "is_fallen": fill.is_fallen,
    }


def _finding_values(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "text": finding.text,
        "url": finding.url,
        "weight": finding.weight,
    }


def _run_values(run: Run) -> dict[str, Any]:
    return {
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "outcome": run.outcome,
        "items": run.items,
    }
