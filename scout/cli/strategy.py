"""The strategy: what is looked for, for whom."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from importlib.resources import as_file
from pathlib import Path
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
    print_table,
    printable,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scout.council import Body, Unsure
    from scout.domain import Applicant, Strategy
    from scout.store.strategy import StrategyChange

app = typer.Typer(help="Show the strategy, or import it from a file.", invoke_without_command=True)


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The home to prepare.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prepare a home: a commented scout.toml and a sample strategy.toml to make your own.

    Files that are there already are left as they are.
    """
    del today
    from scout import strategy_file
    from scout.sample import STRATEGY
    from scout.settings import FILE_NAME
    from scout.settings_template import settings_template
    from scout.store.engine import make_home

    place = folder or home
    make_home(place)
    files = {FILE_NAME: settings_template(), strategy_file.FILE_NAME: STRATEGY.read_text("utf-8")}
    for name, text in files.items():
        path = place / name
        written = not path.exists()
        if written:
            path.write_text(text, encoding="utf-8")
        if as_json:
            print_json({"file": path, "written": written})
        else:
            typer.echo(f"{path}: {'written' if written else 'is there already, left as it is'}")
    own = place / strategy_file.FILE_NAME
    say(f"Next: make {own} your own, then: scout strategy import --home {place}")


@app.callback()
def show(
    context: typer.Context,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the strategy as it was last imported; each applicant with its next sitting."""
    # "scout strategy --home X import" means the same as "scout strategy import --home X".
    context.obj = (home, as_json)
    if context.invoked_subcommand is not None:
        return
    from scout.clock import day_of
    from scout.store import strategy

    with open_home(home) as opened, opened.store.reading() as connection:
        plan = strategy.load(connection)
    if as_json:
        for kind in ("applicants", "projects", "recipients"):
            for entry in getattr(plan, kind):
                print_json({"kind": kind, **asdict(entry)})
        return
    _show_tables(plan, day_of(moment(today)))


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Default: strategy.toml in the home.")] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make FILE the strategy and say what is different. Importing it twice changes nothing."""
    from scout.clock import day_of
    from scout.store import strategy
    from scout.strategy_file import FILE_NAME, read_strategy

    of_group, as_json_of_group = context.obj
    home, as_json = (of_group if home == HERE else home), as_json or as_json_of_group
    plan = read_strategy(file or home / FILE_NAME)
    with open_home(home) as opened, opened.store.writing() as connection:
        changes = strategy.save(connection, plan)
    show_changes(changes, as_json=as_json)
    _tell_unsure(plan, day_of(moment(today)))


def _tell_unsure(plan: Strategy, today: date) -> None:
    """Name the events of calendars that may be sittings, each title of a body with its next day."""
    from scout.deadline_wording import IS_IT_A_SITTING, unsure_sitting

    lines = [
        unsure_sitting(applicant.name, body, each)
        for applicant in plan.applicants
        for body in applicant.bodies
        for each in _first_of_each_title(body, today)
    ]
    for line in (*lines, IS_IT_A_SITTING) if lines else ():
        say(printable(line))


def _first_of_each_title(body: Body, today: date) -> Iterable[Unsure]:
    first: dict[str, Unsure] = {}
    for each in body.unsure:
        if each.day >= today:
            first.setdefault(each.title, each)
    return first.values()


def import_sample(home: Path) -> list[StrategyChange]:
    """Import the bundled sample into ``home``."""
    from scout.sample import STRATEGY
    from scout.store import strategy
    from scout.strategy_file import read_strategy

    with as_file(STRATEGY) as path:
        plan = read_strategy(path)
    with open_home(home) as opened, opened.store.writing() as connection:
        return strategy.save(connection, plan)


def show_changes(changes: list[StrategyChange], *, as_json: bool) -> None:
    """Print what an import changed."""
    if as_json:
        for change in changes:
            print_json(asdict(change))
        return
    for kind in ("applicants", "projects", "recipients"):
        of_kind = [change for change in changes if change.kind == kind]
        counts = [
            f"{sum(change.change == what for change in of_kind)} {what}"
            for what in ("added", "changed", "removed")
        ]
        typer.echo(f"{kind}: {', '.join(counts)}")
        for change in of_kind:
            if change.change != "added":
                fields = f" ({', '.join(change.fields)})" if change.fields else ""
                typer.echo(f"  {change.key}: {change.change}{fields}")


def _show_tables(plan: Strategy, today: date) -> None:
    if not plan.projects:
        typer.echo("No strategy yet: scout init, then scout strategy import")
        return
    rows = [(each.key, each.title, each.field, str(len(each.applicants))) for each in plan.projects]
    columns: tuple[str, ...] = ("project", "title", "field", "applicants#")
    print_table(f"{len(rows)} projects", columns, rows, texts=("title",))
    sittings = [row for each in plan.applicants for row in _sittings_rows(each, today)]
    columns = ("applicant", "decides", "next sitting", "known until")
    print_table(f"{len(plan.applicants)} applicants", columns, sittings)
    people = [
        (
            each.name,
            each.email,
            each.frequency.value,
            "all projects" if each.all else ", ".join((*each.fields, *each.projects)),
        )
        for each in plan.recipients
    ]
    print_table(f"{len(people)} recipients", ("name", "e-mail", "how often", "hears of"), people)


def _sittings_rows(applicant: Applicant, today: date) -> list[tuple[str, ...]]:
    """Return a line for each body: when it sits next, and until when its sittings are known."""
    from scout.council import next_sitting

    rows: list[tuple[str, ...]] = [
        (
            applicant.key,
            body.name,
            str(next_sitting(body, today) or "none"),
            str(max(body.sittings, default="not known")),
        )
        for body in applicant.bodies
    ]
    return rows or [(applicant.key, "–", "not known", "–")]
