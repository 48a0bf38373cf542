"""Digests: writing to the people who asked for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    open_home,
    print_json,
    say,
)

if TYPE_CHECKING:
    from scout.jobs import DigestReport


def digest(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent; keep and send nothing.")
    ] = False,
    to: Annotated[
        str | None, typer.Option(help="Only to this recipient, whether her issue is due or not.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to every recipient whose issue is due what is new and fits, as files in outbox/.

    Exit code 1 if a message could not be delivered; it is kept and goes out next time.
    """
    from scout import jobs

    failed = False
    with open_home(home) as opened:
        mail = opened.settings.mail
        if mail.sender.endswith("@localhost") and not mail.reply_to:
            say("scout.toml: [mail] sender and reply_to are not set: nobody can answer these mails")
        for report in jobs.digest(opened, moment(today), only=to, dry_run=dry_run):
            failed = failed or report.state == "FAILED"
            show_report(report, as_json=as_json)
        if not as_json and not dry_run:
            say(f"Mails: {opened.outbox.resolve()}")
    if failed:
        raise typer.Exit(1)


def show_report(report: DigestReport, *, as_json: bool) -> None:
    """Print what one recipient got."""
    if as_json:
        print_json(asdict(report))
        return
    line = f"{report.recipient}: {report.state}"
    if report.subject:
        line += f" – {report.subject}"
    typer.echo(f"{line} – {report.error}" if report.error else line)
    if report.text:
        typer.echo(report.text)
