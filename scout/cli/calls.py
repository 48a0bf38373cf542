"""Calls: reading facts in them, listing them, their history."""

from __future__ import annotations

from difflib import get_close_matches
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
    printable,
    progress,
    shortened,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from scout.home import Home
    from scout.store.calls import CallEntry


def read(home: HomeOption = HERE, today: TodayOption = None, as_json: JsonOption = False) -> None:
    """Derive facts from texts that are new, changed, or were read by older rules.

    Then finds which calls of different sources are the same; scout group why CALL says by what.
    """
    del today
    from scout import jobs

    with open_home(home) as opened, progress(quiet=as_json) as tell:
        report = jobs.read(opened, tell)
        grouped = jobs.group(opened)
    not_understood = [{"key": key, "text": text} for key, text in report.not_understood]
    if as_json:
        values = {"read": report.read, "reread": report.reread, "not_understood": not_understood}
        print_json(values | {"groups": grouped.groups, "grouped": grouped.calls})
        return
    typer.echo(
        f"{report.read} texts read, {report.reread} read again, "
        f"{len(not_understood)} statements not understood"
    )
    for entry in not_understood:
        typer.echo(f"  {entry['key']}: {shortened(entry['text'], 120)}")
    if grouped.groups:
        typer.echo(f"{grouped.calls} calls of several sources are {grouped.groups}")


def list_calls(
    source: Annotated[str | None, typer.Option(help="Only calls of this source.")] = None,
    status: Annotated[
        str | None,
        typer.Option(help="Only calls that are FORECASTED, OPEN, CLOSED, GONE or UNKNOWN."),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(help="Say of this call with which of other sources it is one, and by what."),
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the calls that were ever taken in, with what was read in them.

    A call that several sources tell of stands there once.
    """
    from scout.cli.groups import explain
    from scout.clock import day_of
    from scout.domain import CallStatus
    from scout.errors import UsageError

    known = [each.value for each in CallStatus]
    if status is not None and status.upper() not in known:
        raise UsageError(f"--status: expected one of {', '.join(known)}, found {status!r}")
    if why is not None and (source, status) != (None, None):
        raise UsageError("--why: expected without --source and --status")
    day = day_of(moment(today))
    with open_home(home) as opened:
        if why is not None:
            explain(opened, why, day, as_json=as_json)
            return
        found = _shown_values(opened, source, day)
    chosen = [each for each in found if status is None or each["status"] == status.upper()]
    if as_json:
        for values in chosen:
            print_json(values)
        return
    _print_calls(chosen)


def _shown_values(home: Home, source: str | None, today: date) -> list[dict[str, Any]]:
    """Return what is said of each call of ``source``, ``None`` for all, each call once."""
    from scout.cli.call_values import call_values
    from scout.cli.group_values import shared_values
    from scout.once import show_once, shown_calls
    from scout.store import calls, groups, strategy

    with home.store.reading() as connection:
        applicants = strategy.load(connection).applicants
        every = calls.entries(connection)
        once = show_once(groups.load(connection), {each.id: each for each in every}, today)
    entries = shown_calls([each for each in every if source in (None, each.source)], once)
    return [
        call_values(entry, applicants, today) | shared_values(once, entry, today)
        for entry in entries
    ]


def _print_calls(chosen: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["status"],
            each["level"] or "",
            _deadline_cell(each["deadline"]),
            _rate_cell(each["rates"]),
            _sum_cell(each["max_grant"]),
            _title_cell(each),
        )
        for each in chosen
    ]
    columns = ("status", "level", "deadline", "rate#", "max#", "title")
    print_table(f"{len(chosen)} calls", columns, rows, texts=("title",))


def history(
    call: Annotated[str, typer.Argument(help="Key, source:key, or address of a call.")],
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what changed in a call, field by field, since it was first seen."""
    del today
    from scout.store import calls

    with open_home(home) as opened:
        entry = find_call(opened, call)
        with opened.store.reading() as connection:
            found = calls.history(connection, [entry.id])
    if as_json:
        for each in found:
            print_json(
                {
                    "source": each.source,
                    "key": each.key,
                    "on": each.on,
                    "field": each.field,
                    "old": each.old,
                    "new": each.new,
                }
            )
        return
    rows = [
        (str(each.on), each.field, shortened(each.old, 80), shortened(each.new, 80))
        for each in found
    ]
    print_table(entry.title or entry.key, ("on", "field", "old", "new"), rows, texts=("old", "new"))


def find_call(home: Home, name: str) -> CallEntry:
    """Return the one call that ``name`` means.

    Raises:
        UsageError: if there is none; then keys that may be meant are named, or the news item that
            ``name`` is. If there is more than one; then all are named.
    """
    from scout.errors import UsageError
    from scout.store import calls

    with home.store.reading() as connection:
        found = calls.find(connection, name)
        if not found:
            raise UsageError(f"CALL: expected {_expected(connection, name)}")
    if len(found) > 1:
        names = ", ".join(f"{entry.source}:{entry.key}" for entry in found)
        raise UsageError(f"CALL: {name!r} may mean {names}: give source:key")
    return found[0]


def _expected(connection: Connection, name: str) -> str:
    """Say what was expected where ``name`` is no call, and what was found."""
    from scout.store import calls, news

    for entry in news.entries(connection):
        item = entry.item
        if name in (item.key, f"{item.source}:{item.key}", item.url):
            return f"a call, found the news item {printable(item.title)!r}"
    keys = {entry.key for entry in calls.entries(connection)}
    close = ", ".join(get_close_matches(name, sorted(keys), n=3))
    hint = f" ({close})" if close else ""
    return f"key, source:key or address of a stored call{hint}, found {name!r}"


def _title_cell(values: dict[str, Any]) -> str:
    """Return the title, and by whom else the call is told of."""
    from scout.cli.group_values import source_titles
    from scout.group_wording import ALSO_AT

    title: str = values["title"] or values["key"]
    if not values["also_at"]:
        return title
    titles = source_titles()
    others = [titles.get(each["source"], each["source"]) for each in values["also_at"]]
    return f"{title} ({ALSO_AT.lower()}: {', '.join(others)})"


def _deadline_cell(values: dict[str, Any] | None) -> str:
    if values is None:
        return "?"
    days = [str(day) for day in values["dates"]] or [f"every {day}" for day in values["days"]]
    return ", ".join(days) or {"NONE_STATED": "–"}.get(values["kind"], values["kind"].lower())


def _rate_cell(rates: list[dict[str, Any]]) -> str:
    return f"{rates[0]['percent']:g} %" if rates else ""


def _sum_cell(values: dict[str, Any] | None) -> str:
    return f"{values['amount']:,} {values['currency']}" if values else ""
