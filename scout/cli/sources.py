"""Sources: which there are, how they do, and reading them."""

from __future__ import annotations

from collections import Counter
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
    progress,
    say,
    shortened,
)

if TYPE_CHECKING:
    from datetime import datetime

    from scout.collect.source_run import CollectReport
    from scout.domain import Finding
    from scout.home import Home

# How many crawls of a source are looked at: for all sources, and for one.
_SHORT, _LONG = 12, 60


def list_sources(
    name: Annotated[
        str | None, typer.Argument(help="One source, to be shown in full; without: all.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how the sources do: state, last read, items and their trend, what to look at, next run.

    The bars are the items of the last ten reads, the figure is the difference to the one before.
    """
    from scout import jobs
    from scout.cli.source_values import health_values, show_all, show_one
    from scout.collect.catalogue import check_early
    from scout.errors import UsageError
    from scout.watch.health import health

    with open_home(home) as opened:
        check_early(opened.settings.schedule)
        states = jobs.source_states(opened, _LONG if name else _SHORT)
        chosen = [state for state in states if name in (None, state.source.name)]
        if not chosen:
            known = ", ".join(state.source.name for state in states)
            raise UsageError(f"source: expected one of {known}, found {name!r}")
        found = health(chosen, opened.settings.schedule, moment(today))
    if as_json:
        for each in found:
            print_json(health_values(each))
    elif name is None:
        show_all(found)
    else:
        show_one(found[0])


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
    from scout.collect.catalogue import check_early, choose_sources
    from scout.collect.crawl import CrawlOptions
    from scout.collect.record import prepare_recording
    from scout.collect.way_out import way_out

    now = moment(today)
    if replay is not None and not replay.exists() and (home / replay).exists():
        replay = home / replay  # failed/NAME, as the alarm names it
    chosen, unknown = choose_sources(source or [], replay)
    for name in unknown:
        say(f"{replay}: covers {name}, which this program does not read; left out")
    if record is not None:
        prepare_recording(record, [each.name for each in chosen], day_of(now), replay)
    failed = False
    with open_home(home) as opened, progress(quiet=as_json) as tell:
        check_early(opened.settings.schedule)
        http = opened.settings.http
        options = CrawlOptions(
            today=day_of(now),
            replay=replay,
            record=record,
            contact=http.contact,
            way_out=way_out(opened.folder, http),
            keeps_failed=opened.settings.operator.keep_failed_days > 0,
        )
        for report in jobs.collect(opened, chosen, options, now, tell):
            failed = failed or report.verdict == "FAILED"
            show_report(report, as_json=as_json)
        _alarm(opened, now)
    if failed:
        raise typer.Exit(1)


def _alarm(home: Home, now: datetime) -> None:
    """Tell the operator what the crawls say of the sources' health; say it here, too."""
    from scout.alarm_run import alarm, send_alarms
    from scout.errors import UsageError

    found = alarm(home, now)
    if found.number is None:
        return
    try:
        for report in send_alarms(home, now):
            error = f" – {report.error}" if report.error else ""
            say(f"alarm to the operator: {report.state}{error}")
    except UsageError as error:
        say(f"alarm to the operator: waits in the outbox – {error}")


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
    # A hundred pages that all answer 404 are one line.
    counts = Counter((each.weight, each.code, each.text) for each in report.findings)
    for (weight, code, text), count in counts.items():
        times = f" ({count} times)" if count > 1 else ""
        typer.echo(f"  {weight.lower()} {code}: {shortened(text, 200)}{times}")


def finding_values(finding: Finding) -> dict[str, Any]:
    """Return a finding in the form that is promised to programs."""
    return {"code": finding.code, "text": finding.text, "url": finding.url}
