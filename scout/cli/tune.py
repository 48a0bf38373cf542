"""Tune: weights, words and thresholds of a project or of all, seen before they are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
    say,
)
from scout.cli.tune_preview import moves_anything, preview_values, print_preview, quality_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scout.home import Home
    from scout.match.pool import Pool
    from scout.store.tunings import Tuning

_NEXT = "it counts from the next scout match on"


def tune(
    project: Annotated[
        str | None, typer.Argument(help="Key of a project; scout strategy lists them.")
    ] = None,
    overall: Annotated[bool, typer.Option("--overall", help="For all projects.")] = False,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="NAME=VALUE; NAME= takes it back. Names: threshold, weight.SIGNAL, wanted.WORDS,"
            " unwanted.WORDS, word.WORD, topic.NAME, watch.PROGRAMME. May be given several times.",
        ),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what --set says.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the newest change back.")] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Propose values from the judgements.")
    ] = False,
    history: Annotated[bool, typer.Option("--history", help="List all changes.")] = False,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is tuned; with --set, what would enter, leave, rise and fall.

    Nothing is changed without --keep or --undo. Quality is measured on the judgements, each by a
    ranking that was not told of it (five folds; only judged calls are ranked).
    """
    scope = _scope(project, overall=overall)
    _check_one(set=bool(values), undo=undo, suggest=suggest, history=history)
    if keep and not values:
        _wrong("--keep: expected --set NAME=VALUE with it, found none")
    now = moment(today)
    with open_home(home) as opened:
        request = _Request(opened, scope, now, as_json)
        if suggest:
            _suggest(request)
        elif history:
            _history(request)
        elif undo:
            _undo(request)
        elif values:
            _set(request, values, keep=keep)
        else:
            _list(request)


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for; ``scope`` is a project's key, or "" for all."""

    home: Home
    scope: str
    now: datetime
    as_json: bool


def _wrong(message: str) -> None:
    from scout.errors import UsageError

    raise UsageError(message)


def _scope(project: str | None, *, overall: bool) -> str:
    if (project is None) is not overall:
        found = "neither" if project is None else "both"
        _wrong(f"PROJECT: expected the key of a project or --overall, found {found}")
    return project or ""


def _check_one(**chosen: bool) -> None:
    given = [f"--{name}" for name, is_given in chosen.items() if is_given]
    if len(given) > 1:
        _wrong(f"{given[1]}: expected alone, found it with {given[0]}")


def _pool(request: _Request) -> Pool:
    from scout.cli.matches import check_project
    from scout.clock import day_of
    from scout.match.pool import load_pool

    with request.home.store.reading() as connection:
        if request.scope:
            check_project(connection, "PROJECT", request.scope)
        return load_pool(connection, request.home.settings, day_of(request.now))


def _own_values(request: _Request) -> dict[str, float]:
    from scout.store import tunings

    with request.home.store.reading() as connection:
        return tunings.own_values(connection, request.scope)


def _list(request: _Request) -> None:
    """List what is set, with what is set for all projects beside it."""
    from scout.store import tunings

    pool = _pool(request)
    with request.home.store.reading() as connection:
        overall = tunings.own_values(connection, tunings.OVERALL)
    own = _own_values(request)
    default = {"threshold": pool.threshold}
    names = sorted({*own, *overall, *default})
    if request.as_json:
        for name in names:
            values = {"own": own.get(name), "overall": overall.get(name)}
            print_json({"name": name, **values, "default": default.get(name)})
        return
    rows = [(name, _value(own.get(name)), _value(overall.get(name))) for name in names]
    rows = [
        row if any(row[1:]) else (*row[:2], f"{default[row[0]]:g} (scout.toml)") for row in rows
    ]
    print_table(
        f"Tuned for {request.scope or 'all projects'}", ("name", "own#", "all projects#"), rows
    )


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _history(request: _Request) -> None:
    from scout.clock import day_of
    from scout.store import tunings

    with request.home.store.reading() as connection:
        found = tunings.history(connection, request.scope)
    if request.as_json:
        for each in found:
            print_json(asdict(each))
        return
    rows = [
        (str(day_of(each.at)), str(each.change_id), _change(each), _undone(each)) for each in found
    ]
    print_table(f"{len(found)} values changed", ("kept", "change#", "value", ""), rows)


def _change(each: Tuning) -> str:
    old, new = (_value(value) or "default" for value in (each.old, each.new))
    return f"{each.name}: {old} → {new}"


def _undone(each: Tuning) -> str:
    return "" if each.undoes is None else f"takes back {each.undoes}"


def _undo(request: _Request) -> None:
    from scout.store import tunings

    _pool(request)
    with request.home.store.writing() as connection:
        taken_back = tunings.undo(connection, request.scope, request.now)
    if request.as_json:
        for each in taken_back:
            print_json(asdict(each))
        return
    for each in taken_back:
        typer.echo(_change(each))
    if taken_back:
        typer.echo(f"Change {taken_back[0].undoes} is taken back; {_NEXT}")
    else:
        typer.echo(f"Nothing is left to take back for {request.scope or 'all projects'}")


def _set(request: _Request, texts: Sequence[str], *, keep: bool) -> None:
    from scout.match.preview import previews
    from scout.match.tuning import parse
    from scout.store import tunings

    pool = _pool(request)
    own = _own_values(request)
    changes = parse(texts, _known_names(request, own))
    found = previews(pool, request.home.folder, _after(request, pool, own, changes))
    change = None
    if keep:
        with request.home.store.writing() as connection:
            change = tunings.keep(connection, request.scope, changes, request.now)
    if request.as_json:
        for preview in found:
            print_json(preview_values(pool, preview) | {"kept": keep})
    else:
        shown = [preview for preview in found if request.scope or moves_anything(preview)]
        for preview in shown:
            print_preview(pool, preview, alone=bool(request.scope))
        if not shown:
            typer.echo("Nothing moves in any project")
    _tell_effects(pool, request.scope, changes)
    if not keep:
        say("Nothing is changed yet: --keep keeps it")
    else:
        say(f"Kept as change {change}; {_NEXT}" if change else "All of it was so already")


def _known_names(request: _Request, own: Mapping[str, float]) -> set[str]:
    """Return the names that are set here or for all projects: they keep their spelling."""
    from scout.store import tunings

    with request.home.store.reading() as connection:
        return {*own, *tunings.own_values(connection, tunings.OVERALL)}


def _tell_effects(pool: Pool, scope: str, changes: Mapping[str, float | None]) -> None:
    """Say how many texts each wish meets, and which word a project never says."""
    from scout.match.effect import is_said, met
    from scout.match.tuning import WORD

    projects = [scope] if scope else [project.key for project in pool.plan.projects]
    for name in [name for name, value in changes.items() if value is not None and projects]:
        if name.startswith(f"{WORD}."):
            if not any(is_said(pool, project, name) for project in projects):
                lacking = scope or "every project"
                say(f"{name}: {lacking} lacks this word, so nothing moves")
        elif (count := met(pool, projects[0], name)) is not None:
            say(f"{name}: meets {count} of {len(pool.each_once())} calls and news")


def _after(
    request: _Request, pool: Pool, own: Mapping[str, float], changes: Mapping[str, float | None]
) -> dict[str, dict[str, float]]:
    """Return all values that each project would have."""
    from scout.store import tunings

    merged = {**own, **changes}
    new = {name: value for name, value in merged.items() if value is not None}
    with request.home.store.reading() as connection:
        if request.scope:
            return {request.scope: tunings.own_values(connection, tunings.OVERALL) | new}
        return {
            project.key: new | tunings.own_values(connection, project.key)
            for project in pool.plan.projects
        }


def _suggest(request: _Request) -> None:
    from scout.match.suggest import FEWEST, FEWEST_OF_EACH, are_enough, suggestions

    if not request.scope:
        _wrong("--suggest: expected the key of a project, found --overall")
    pool = _pool(request)
    judged = pool.judged_for(request.scope)
    if not are_enough(judged):
        _wrong(
            f"--suggest: expected at least {FEWEST} judgements, {FEWEST_OF_EACH} of each kind;"
            f" found {sum(judged.values())} relevant, {len(judged) - sum(judged.values())}"
            f" irrelevant: scout judge {request.scope} CALL relevant|irrelevant"
        )
    found = suggestions(pool, request.home.folder, pool.project(request.scope))
    if request.as_json:
        for each in found:
            print_json(
                {
                    "name": each.name,
                    "value": each.value,
                    "before": quality_values(each.before),
                    "after": quality_values(each.after),
                    "chance": round(each.chance, 4),
                }
            )
        return
    rows = [
        (
            f"{each.name}={each.value:g}",
            f"{each.before.average_precision or 0:.3f}",
            f"{each.after.average_precision or 0:.3f}",
            f"{each.gain:+.3f}",
            f"{each.chance:.2f}",
        )
        for each in found
    ]
    if not rows:
        typer.echo(
            f"Nothing that was tried agrees better with {len(judged)} judgements than chance would"
        )
        return
    print_table(
        f"What would agree better with {len(judged)} judgements, each alone",
        ("--set", "average precision#", "with it#", "gain#", "chance#"),
        rows,
    )
    typer.echo(
        "chance: how often chance alone makes such a difference; one of twenty tries has 0.05"
    )
