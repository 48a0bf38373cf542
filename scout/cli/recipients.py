"""The recipients: who gets digests, who does not, and what is erased of whom."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

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
    print_table,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from scout.people.forgetting import Forgotten, Held
    from scout.people.listing import Person
    from scout.store.readers import StopReason

app = typer.Typer(
    help="Show who gets digests, or change that for one person.", invoke_without_command=True
)

AddressArgument = Annotated[
    str, typer.Argument(metavar="ADDRESS", help="Her mail address, as scout recipients shows it.")
]

_WHAT = {
    "messages": "mails, with all that stands in them",
    "delivered": "calls that were told",
    "told_news": "news that were told",
    "first_issues": "projects with a first issue",
    "reminders": "reminders that were given",
    "carried": "calls that had no room yet",
    "tracking": "calls that are tracked",
    "readers": "names under which links know her",
    "refusals": "refusals by a mail server",
    "strategy_entries": "entries of the strategy",
    "coordinators": "projects that name her as coordinator",
    "judgements": "judgements that name her; they stay without it",
}


@app.callback()
def show(
    context: typer.Context,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the recipients of the strategy and who has left it, and whether each gets digests."""
    # "scout recipients --home X stop A" means the same as "scout recipients stop A --home X".
    context.obj = (home, today, as_json)
    if context.invoked_subcommand is not None:
        return
    from scout.people.listing import people

    with open_home(home) as opened:
        found = people(opened)
    if as_json:
        for person in found:
            print_json(_values(person))
        return
    columns = ("address", "name", "how often", "projects#", "last issue", "state")
    print_table(f"{len(found)} recipients", columns, [_row(person) for person in found])


@app.command()
def forget(
    context: typer.Context,
    address: AddressArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a person with her mails, and never write to her again; says what stays and why."""
    from scout.people import forgetting

    home, today, as_json = _options(context, home, today, as_json=as_json)
    with open_home(home) as opened:
        if not yes:
            _ask(address, forgetting.held(opened, address))
        done = forgetting.forget(opened, address, moment(today))
    if as_json:
        print_json(_erased_values(address, done))
    else:
        _show_erased(address, done)
    if done.failed:
        raise typer.Exit(1)


@app.command()
def export(
    context: typer.Context,
    address: AddressArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print all that the database knows of a person, one JSON object a line: she may ask for it."""
    from scout.errors import UsageError
    from scout.people import forgetting

    home, _, _ = _options(context, home, today, as_json=as_json)
    with open_home(home) as opened:
        found = list(forgetting.exported(opened, address))
    if not found:
        raise UsageError(f"ADDRESS: nothing is kept of {address!r}")
    for kind, values in found:
        print_json({"table": kind, **values})


@app.command()
def stop(
    context: typer.Context,
    address: AddressArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write no digests to a person, as if she had unsubscribed herself; erases nothing."""
    from scout.people import choosing

    home, today, as_json = _options(context, home, today, as_json=as_json)
    with open_home(home) as opened:
        choosing.stop(opened, address, moment(today))
    if as_json:
        print_json({"recipient": address, "state": "unsubscribed"})
    else:
        typer.echo(f"{address} gets no digests any more; scout recipients resume takes it back")


@app.command()
def resume(
    context: typer.Context,
    address: AddressArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to a person again who unsubscribed, was refused, stopped or forgotten."""
    from scout.people import choosing

    home, _, as_json = _options(context, home, today, as_json=as_json)
    with open_home(home) as opened:
        found = choosing.resume(opened, address)
    was = found.was.reason.value.lower() if found.was else None
    if as_json:
        values = {"recipient": address, "was": was, "refusals": found.refusals}
        print_json(values | {"is_recipient": found.is_recipient})
        return
    typer.echo(f"{address}: {f'no longer {was}' if was else 'nothing kept her from digests'}")
    if found.refusals:
        typer.echo(f"{found.refusals} refusals by a mail server are no longer counted")
    if not found.is_recipient:
        say(
            "The strategy does not have her: put her into strategy.toml, then scout strategy import"
        )


@app.command()
def links(
    context: typer.Context,
    address: AddressArgument,
    renew: Annotated[
        bool, typer.Option("--renew", help="End every link that she was ever given, first.")
    ] = False,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the private address of a person's calendar; with --renew all older links end."""
    from scout.people import choosing

    home, today, as_json = _options(context, home, today, as_json=as_json)
    with open_home(home) as opened:
        calendar = choosing.calendar_address(opened, address, moment(today), renew=renew)
    if as_json:
        print_json({"recipient": address, "renewed": renew, "calendar": calendar})
        return
    if renew:
        say("All links that she was given have ended; her next mail has new ones.")
    if calendar is None:
        say("There is no calendar: [web] public_url is not set, mails have no links to us.")
    else:
        typer.echo(calendar)


@app.command("accept-secret")
def accept_secret(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a new secret, because the one that knows who unsubscribed is lost for good.

    Whoever was stopped by the old one is written to again, unless you stop her anew.
    """
    from scout.people import choosing

    home, today, as_json = _options(context, home, today, as_json=as_json)
    with open_home(home) as opened:
        unknown = choosing.unknown_stops(opened)
        if unknown and not yes:
            _confirm_secret(unknown)
        again = choosing.accept_secret(opened, moment(today)) if unknown else 0
    if as_json:
        counts = {reason.value.lower(): count for reason, count in sorted(unknown.items())}
        print_json({"unknown": counts, "stopped_again": again})
        return
    if not unknown:
        typer.echo("The secret that is there made all stops: nothing to do")
        return
    typer.echo(f"Taken, though another one made {sum(unknown.values())} stops")
    if again:
        typer.echo(f"{again} addresses that mail servers refused are stopped by it again")
    say("scout recipients shows who gets digests now; stop anew whom you know to have unsubscribed")


def _options(
    context: typer.Context, home: Path, today: datetime | None, *, as_json: bool
) -> tuple[Path, datetime | None, bool]:
    """Return the command's options, or the group's where the command was given none."""
    of_group, today_of_group, as_json_of_group = context.obj
    source = context.get_parameter_source("home")
    # Not by its value: SCOUT_HOME gives the command one that nobody wrote.
    is_given = source is not None and source.name == "COMMANDLINE"
    return (
        home if is_given else of_group,
        today or today_of_group,
        as_json or as_json_of_group,
    )


def _ask(address: str, found: Held) -> None:
    """Ask whether to erase, after showing what; without anybody to ask it is wrong usage."""
    if found.is_nothing:
        return
    _expect_somebody("forget")
    for count, what in _counts(found.rows, found.files):
        say(f"{count} {what}")
    typer.confirm(f"Erase all that for {address}? It cannot be undone", abort=True, err=True)


def _confirm_secret(unknown: Mapping[StopReason, int]) -> None:
    """Ask whether to take the secret, after showing whose stops it does not know; as ``_ask``."""
    _expect_somebody("accept-secret")
    for reason, count in sorted(unknown.items()):
        say(f"{count} {reason.value.lower()}")
    typer.confirm("Another secret made these stops. Write to them again?", abort=True, err=True)


def _expect_somebody(command: str) -> None:
    from scout.errors import UsageError

    if not sys.stdin.isatty():
        who = "because there is nobody here who could be asked"
        raise UsageError(f"{command}: expected --yes, {who}")


def _counts(rows: Mapping[str, int], files: int) -> list[tuple[int, str]]:
    counts = [(rows[name], _WHAT.get(name, name)) for name in sorted(rows)]
    return [*counts, (files, "files in outbox/ and preview/")] if files else counts


def _show_erased(address: str, done: Forgotten) -> None:
    counts = _counts(done.erased.rows, done.erased.files)
    rows = [(str(count), what) for count, what in counts]
    print_table(f"Erased of {address}", ("how many#", "what"), rows)
    stays = [(each.what, each.why) for each in done.stays]
    print_table("What stays", ("what", "why"), stays, texts=("what", "why"))
    for path, why in done.failed:
        say(f"{path}: cannot be erased: {why}; delete it, or run this again")


def _erased_values(address: str, done: Forgotten) -> dict[str, Any]:
    return {
        "recipient": address,
        "erased": {**done.erased.rows, "files": done.erased.files},
        "stays": [{"what": each.what, "why": each.why} for each in done.stays],
        "failed": [{"file": str(path), "why": why} for path, why in done.failed],
    }


def _row(person: Person) -> tuple[str, ...]:
    since = f" since {local_time(person.since)}" if person.since else ""
    return (
        person.email,
        person.name,
        person.frequency.value,
        str(person.projects),
        str(person.last_issue_on or ""),
        f"{person.state.value}{since}",
    )


def _values(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "state": person.state.name.lower(),
        "since": person.since,
        "frequency": person.frequency.value,
        "projects": person.projects,
        "last_issue_on": person.last_issue_on,
    }
