"""Matches: ranking calls for projects, and what fits a project."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
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
    say,
    shortened,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from scout.home import Home

DEFAULT_TOP = 20


def match(home: HomeOption = HERE, today: TodayOption = None, as_json: JsonOption = False) -> None:
    """Rank all calls that can be applied for, and recent news, against all projects.

    Takes the place of the old ranking.
    """
    from scout import jobs

    with open_home(home) as opened:
        reports = jobs.match(opened, moment(today))
    if not reports:
        say("No projects yet: scout init, then scout strategy import")
    if as_json:
        for report in reports:
            print_json(asdict(report))
        return
    rows = [
        (
            each.project,
            str(each.matches),
            "" if each.best is None else f"{each.best:.2f}",
            str(each.shut_out),
        )
        for each in reports
    ]
    print_table("", ("project", "matches#", "best#", "shut out#"), rows)


def list_matches(
    project: Annotated[str, typer.Argument(help="Key of a project; scout strategy lists them.")],
    top: Annotated[int, typer.Option(min=1, help="At most this many.")] = DEFAULT_TOP,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the calls that fit a project, best first, with the words and the sentence that say so.

    Calls that shut out every applicant of the project are left out.
    """
    from scout.clock import day_of

    with open_home(home) as opened:
        found = match_values(opened, project, day_of(moment(today)))[:top]
    if as_json:
        for values in found:
            print_json(values)
        return
    if not found:
        typer.echo(f"Nothing fits {project}. Were sources collected, read and matched?")
        return
    for values in found:
        reason = values["reasons"][0]
        typer.echo(f"{values['score']:.2f}  {shortened(values['title'] or values['key'], 100)}")
        typer.echo(f"      {values['url']}")
        typer.echo(f"      {', '.join(reason['words'])}")
        if reason["quote"]:
            typer.echo(f"      „{shortened(reason['quote'], 200)}“")


def check_project(connection: Connection, place: str, project: str) -> None:
    """Make sure that ``project``, given at ``place``, is a key of the strategy.

    Raises:
        UsageError: naming the keys that may be meant.
    """
    from scout.errors import UsageError
    from scout.store import strategy

    known = [each.key for each in strategy.load(connection).projects]
    if project not in known:
        close = get_close_matches(project, known, n=3) or known
        hint = ", ".join(close) or "none: import a strategy first"
        raise UsageError(f"{place}: expected a key of the strategy ({hint}), found {project!r}")


def match_values(home: Home, project: str, today: date) -> list[dict[str, Any]]:
    """Return the matches of ``project``, best first, in the form that is promised to programs.

    Leaves out what one can no longer apply for on ``today``.

    Raises:
        UsageError: if the strategy has no such project.
    """
    from scout.jobs import is_open
    from scout.store import calls, matches

    with home.store.reading() as connection:
        check_project(connection, "PROJECT", project)
        entries = {entry.id: entry for entry in calls.entries(connection)}
        found = matches.load(connection, project)
    return [
        {
            "project": entry.match.project,
            "source": entry.match.source,
            "key": entry.match.key,
            "url": entries[entry.call_id].url,
            "title": entries[entry.call_id].title,
            "score": entry.match.score,
            "reasons": [asdict(reason) for reason in entry.match.reasons],
        }
        for entry in found
        if not entry.shut_out and is_open(entries[entry.call_id], today)
    ]
