"""Digests: writing to the people who asked for it, and sending what waits."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    local_time,
    moment,
    open_home,
    print_json,
    say,
)
from scout.cli.probes import probe_digest
from scout.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scout.delivery.post import DeliveryReport
    from scout.digest_run import DigestReport

NOT_SENT = ("RETRY", "FAILED", "UNSURE", "WAITING")


def digest(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent; keep and send nothing.")
    ] = False,
    to: Annotated[
        str | None, typer.Option(help="Only to this recipient, whether her issue is due or not.")
    ] = None,
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Open the recipient's mail in a browser; mark nothing."),
    ] = False,
    test: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Send the recipient's mail there; mark nothing."),
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to every recipient whose issue is due what is new and fits, and send it.

    Mails go to the server of [mail], and stand in outbox/; without a server they only stand there.
    Exit code 1 if a message has not been sent; what becomes of it stands in its line. --preview and
    --test take the mail of --to, or of the first recipient; of these two and --dry-run only one.
    """
    from scout import digest_run

    _check_together({"--dry-run": dry_run, "--preview": preview, "--test": test is not None})
    if preview or test is not None:
        probe_digest(home, moment(today), to, test)
        return
    failed = False
    with open_home(home) as opened:
        mail = opened.settings.mail
        if mail.sender.endswith("@localhost") and not mail.reply_to:
            say("scout.toml: [mail] sender and reply_to are not set: nobody can answer these mails")
        for report in digest_run.digest(opened, moment(today), only=to, dry_run=dry_run):
            failed = failed or report.state in NOT_SENT
            show_report(report, as_json=as_json)
        if not as_json and not dry_run:
            say(f"Mails: {opened.outbox.resolve()}")
    if failed:
        raise typer.Exit(1)


def _check_together(options: Mapping[str, bool]) -> None:
    """Refuse options of which each says otherwise what becomes of the mail."""
    given = [name for name, is_given in options.items() if is_given]
    if len(given) > 1:
        found = " and ".join(given)
        raise UsageError(f"digest: expected one of {', '.join(options)}, found {found}")


def deliver(
    home: HomeOption = HERE, today: TodayOption = None, as_json: JsonOption = False
) -> None:
    """Send the messages that wait and are to be tried by now; composes nothing.

    Exit code 1 if one of them has not been sent.
    """
    from scout import digest_run

    failed = False
    with open_home(home) as opened:
        for report in digest_run.deliver(opened, moment(today)):
            failed = failed or report.state in NOT_SENT
            show_delivery(report, as_json=as_json)
    if failed:
        raise typer.Exit(1)


def show_report(report: DigestReport, *, as_json: bool) -> None:
    """Print what one recipient got."""
    if as_json:
        print_json(asdict(report))
        return
    _show_line(report.recipient, report.state, report.subject, report.error)
    if report.number is not None:
        _show_next(report.state, report.number, report.next_try_at)
    if report.text:
        typer.echo(report.text)


def show_delivery(report: DeliveryReport, *, as_json: bool) -> None:
    """Print what came of one message."""
    if as_json:
        print_json(asdict(report))
        return
    _show_line(report.recipient, report.state.value, report.subject, report.error)
    _show_next(report.state.value, report.number, report.next_try_at)


def _show_line(recipient: str, state: str, subject: str | None, error: str | None) -> None:
    parts = [f"{recipient}: {state}", *(part for part in (subject, error) if part)]
    typer.echo(" – ".join(parts))


def _show_next(state: str, number: int, next_try_at: datetime | None) -> None:
    """Say what happens now to a message that has not been sent."""
    when = f"not before {local_time(next_try_at)}" if next_try_at else "with the next delivery"
    what = {
        "QUEUED": f"message {number} goes out with the next delivery",
        "RETRY": f"message {number} is tried again {when} (scout deliver)",
        "WAITING": f"nothing new before message {number} has come to an end; it is tried {when}",
        "FAILED": "what it told counts as not told: the next issue tells it",
        "UNSURE": f"it may have arrived and is not sent again by itself; ask, and then: "
        f"scout outbox resolve {number} (it has), drop {number} (it has not), or retry {number}",
    }.get(state)
    if what:
        typer.echo(f"  {what}")
