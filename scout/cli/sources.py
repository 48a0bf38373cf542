"""Sources: which there are, how they do, and reading them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    open_home,
    print_json,
    print_table,
    progress,
    say,
    shortened,
)

if TYPE_CHECKING:
    from scout.collect.source_run import CollectReport
    from scout.digest.coverage import SourceState
    from scout.domain import Finding


def list_sources(
    home: HomeOption = HERE, today: TodayOption = None, as_json: JsonOption = False
) -> None:
    """Show the sources and how reading them went last time."""
    del today
    from scout import jobs

    with open_home(home) as opened:
        states = jobs.source_states(opened)
    if as_json:
        for state in states:
            print_json(_state_values(state))
        return
    rows = [
        (
            value["name"],
            value["title"],
            value["brings"].lower(),
            value["outcome"] or "never read",
            str(value["last_read_on"] or ""),
            str(value["items"] if value["items"] is not None else ""),
        )
        for value in map(_state_values, states)
    ]
    print_table("", ("source", "title", "brings", "last run", "last read", "items#"), rows)


def collect(
    source: Annotated[
        list[str] | None, typer.Argument(help="Names of sources; without: all.")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Answer from this recorded day of the web, without network.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Write what the web answers into this folder.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read sources and take in what can be believed.

    Exit code 1 if a source failed; what is stored of it stays as it was.
    """
    from scout import jobs
    from scout.clock import day_of
    from scout.collect.catalogue import choose_sources
    from scout.collect.crawl import CrawlOptions
    from scout.collect.record import prepare_recording
    from scout.collect.way_out import way_out

    now = moment(today)
    chosen, unknown = choose_sources(source or [], replay)
    for name in unknown:
        say(f"{replay}: covers {name}, which this program does not read; left out")
    if record is not None:
        prepare_recording(record, [each.name for each in chosen], day_of(now), replay)
    failed = False
    with open_home(home) as opened, progress(quiet=as_json) as tell:
        http = opened.settings.http
        options = CrawlOptions(
            today=day_of(now),
            replay=replay,
            record=record,
            contact=http.contact,
            way_out=way_out(opened.folder, http),
        )
        for report in jobs.collect(opened, chosen, options, now, tell):
            failed = failed or report.verdict == "FAILED"
            show_report(report, as_json=as_json)
    if failed:
        raise typer.Exit(1)


def show_report(report: CollectReport, *, as_json: bool) -> None:
    """Print how reading one source went."""
    if as_json:
        values = asdict(report)
        values["findings"] = [finding_values(finding) for finding in report.findings]
        print_json(values)
        return
    typer.echo(
        f"{report.source}: {report.verdict}, {report.items} items – {report.new} new, "
        f"{report.changed} changed, {report.gone} gone, {report.back} back"
    )
    for finding in report.findings:
        typer.echo(f"  {finding.weight.lower()} {finding.code}: {shortened(finding.text, 200)}")


def finding_values(finding: Finding) -> dict[str, Any]:
    """Return a finding in the form that is promised to programs."""
    return {"code": finding.code, "text": finding.text, "url": finding.url}


def _state_values(state: SourceState) -> dict[str, Any]:
    from scout.clock import day_of

    newest, read = state.newest, state.newest_read
    return {
        "name": state.source.name,
        "title": state.source.title,
        "publisher": state.source.publisher,
        "url": state.source.url,
        "licence": state.source.licence,
        "brings": state.source.brings,
        "outcome": newest.outcome if newest else None,
        "last_run_on": day_of(newest.started_at) if newest else None,
        "last_read_on": day_of(read.started_at) if read else None,
        "items": read.items if read else None,
        "findings": [finding_values(finding) for finding in newest.findings] if newest else [],
    }
