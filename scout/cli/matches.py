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
    printable,
    say,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from scout.domain import Applicant
    from scout.facts import Facts
    from scout.fit import Reason
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
    for each in reports:
        if each.says_little:
            say(f"{each.project}: its text says too little to be ranked well; describe it further")


def list_matches(
    project: Annotated[str, typer.Argument(help="Key of a project; scout strategy lists them.")],
    top: Annotated[int, typer.Option(min=1, help="At most this many.")] = DEFAULT_TOP,
    excluded: Annotated[
        bool, typer.Option("--excluded", help="Those that none of the applicants may apply for.")
    ] = False,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the calls that fit a project, best first, with the words and the sentence that say so.

    Calls that shut out every applicant of the project are left out and counted; --excluded lists
    them instead, each with the words that shut out.
    """
    from scout.clock import day_of
    from scout.store import matches as stored

    with open_home(home) as opened:
        found = match_values(opened, project, day_of(moment(today)))
        with opened.store.reading() as connection:
            ranked = project in stored.ranked(connection)
    shut_out = [values for values in found if values["excluded"]]
    chosen = (shut_out if excluded else [each for each in found if not each["excluded"]])[:top]
    if as_json:
        for values in chosen:
            print_json(values)
        return
    if not found:
        typer.echo(_nothing(project, ranked=ranked))
    elif not chosen:
        who = "none is shut out" if excluded else "every call is shut out"
        typer.echo(f"Of what fits the text of {project}, {who}.")
    for values in chosen:
        _print_match(values)
    if shut_out and not excluded:
        say(f"{len(shut_out)} more fit the text, but none of the applicants: --excluded lists them")


def _nothing(project: str, *, ranked: bool) -> str:
    if ranked:
        return f"No call that can be applied for fits {project}: none reaches its threshold."
    return f"{project} was not ranked yet: scout collect, scout read, scout match"


def _print_match(values: dict[str, Any]) -> None:
    from scout import reason_wording
    from scout.cli.group_values import shared_lines
    from scout.fit import Reason
    from scout.quote_wording import without_mark

    text, *others = (Reason(**reason) for reason in values["reasons"])
    typer.echo(f"{values['score']:.2f}  {_line(values['title'] or values['key'], 100)}")
    typer.echo(f"      {_line(values['url'], 300)}")
    typer.echo(f"      {reason_wording.share(text.contribution)} {_weighed(text)}")
    if text.quote:
        typer.echo(f"      „{_line(without_mark(text.quote), 200)}“")
    for reason in others:
        if round(reason.contribution, 2):
            share, name = (
                reason_wording.share(reason.contribution),
                reason_wording.signal(reason.signal),
            )
            typer.echo(f"      {share} {name}: {_line(reason_wording.reason(reason), 200)}")
    for line in values["facts"]:
        typer.echo(f"      {_line(line, 200)}")
    for line in shared_lines(values):
        typer.echo(f"      {_line(line, 300)}")


def _weighed(text: Reason) -> str:
    """Return the words of a text with their shares, as far as they are known."""
    from scout.wording import german_number

    shares = text.shares or (None,) * len(text.words)
    return ", ".join(
        _line(word, 60) if share is None else f"{_line(word, 60)} {german_number(share, 3)}"
        for word, share in zip(text.words, shares, strict=True)
    )


def _line(text: str, longest: int) -> str:
    """Return text of others as one line that cannot steer a terminal."""
    return shortened(printable(text), longest)


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

    A call that several sources tell of stands there once, with the best score of any of its texts.
    ``excluded`` are those that shut out every applicant of the project. Leaves out what one can no
    longer apply for on ``today``.

    Raises:
        UsageError: if the strategy has no such project.
    """
    from scout.cli.call_values import eligibility_values
    from scout.cli.group_values import shared_values
    from scout.facts import Facts
    from scout.once import best_matches, show_once
    from scout.store import calls, groups, matches, strategy

    with home.store.reading() as connection:
        check_project(connection, "PROJECT", project)
        plan = strategy.load(connection)
        entries = {entry.id: entry for entry in calls.entries(connection)}
        once = show_once(groups.load(connection), entries, today)
        found = best_matches(matches.load(connection, project), once)
    wanted = next(each.applicants for each in plan.projects if each.key == project)
    applicants = [each for each in plan.applicants if each.key in wanted]
    return [
        {
            "project": entry.match.project,
            "source": call.source,
            "key": call.key,
            "url": call.url,
            "title": call.title,
            "score": entry.match.score,
            "excluded": entry.shut_out,
            "reasons": [asdict(reason) for reason in entry.match.reasons],
            "eligibility": eligibility_values(call.facts or Facts(), applicants),
            "facts": _fact_lines(call.facts, applicants, today),
            **shared_values(once, call, today),
        }
        for entry in found
        if (call := entries[entry.call_id]).is_open_on(today)
    ]


def _fact_lines(facts: Facts | None, applicants: Sequence[Applicant], today: date) -> list[str]:
    """Return what coordinators ask first, in German: deadline, how much, who may apply."""
    from scout import fact_wording, wording
    from scout.reading.applicants.eligibility import eligibility

    if facts is None:
        return [fact_wording.NOT_READ]
    answers = [(applicant, eligibility(facts, applicant)) for applicant in applicants]
    together = fact_wording.joint(facts, answers)
    lines = [
        f"Frist: {wording.deadline(facts.deadline, today)}",
        wording.validity(facts.valid_until.on, today) if facts.valid_until else "",
        f"Förderung: {fact_wording.funding(facts)}" if fact_wording.funding(facts) else "",
        *(
            f"{answer.text} – {answer.quote}" if answer.quote else answer.text
            for answer in fact_wording.answers(answers)
        ),
        f"Gemeinsam: {together.text} {together.quote}".rstrip() if together else "",
    ]
    return [line for line in lines if line]
