"""Groups: which calls of several sources are the same, by what, and saying so for good."""

from __future__ import annotations

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
    printable,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scout.grouping.candidate import Name
    from scout.home import Home
    from scout.store.calls import CallEntry
    from scout.store.groups import Decided, Reason

app = typer.Typer(
    help="Which calls of several sources are the same, and why.", no_args_is_help=True
)

CallArgument = Annotated[str, typer.Argument(help="Key, source:key, or address of a call.")]
OtherArgument = Annotated[str, typer.Argument(help="The same of a call of another source.")]


RefusedOption = Annotated[
    bool,
    typer.Option("--refused", help="Those that were weighed and are not one, the nearest first."),
]


@app.command(name="list")
def list_pairs(
    refused: RefusedOption = False, home: HomeOption = HERE, as_json: JsonOption = False
) -> None:
    """List all pairs that are one call, the most doubtful first, with what decided."""
    from scout.cli.group_values import pairs_of

    with open_home(home) as opened:
        found = pairs_of(opened, refused=refused)
    if as_json:
        for values in found:
            print_json(values)
        return
    kind = "weighed and not one" if refused else "one call each"
    pairs = "1 pair is" if len(found) == 1 else f"{len(found)} pairs are"
    typer.echo(f"{pairs} {kind}" + (", the most doubtful first" if found else ""))
    for values in found:
        _print_pair(values)


@app.command()
def why(
    call: CallArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show with which calls a call is one, by what, what was refused, and where they disagree."""
    from scout.clock import day_of

    with open_home(home) as opened:
        explain(opened, call, day_of(moment(today)), as_json=as_json)


@app.command()
def split(
    call: CallArgument,
    other: OtherArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that two calls are two, for good: no rule joins them, nor a third call.

    Two of one source as well, where a rule takes one for the other under a new key.
    """
    _decide(home, (call, other), today, same=False, as_json=as_json)


@app.command()
def join(
    call: CallArgument,
    other: OtherArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that two calls of different sources are one, for good, whatever the rules say."""
    _decide(home, (call, other), today, same=True, as_json=as_json)


@app.command()
def undo(
    call: CallArgument,
    other: OtherArgument,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Take back what was decided of two calls: the rules decide again."""
    from scout import jobs
    from scout.errors import UsageError
    from scout.store import groups

    with open_home(home) as opened:
        with opened.store.reading() as connection:
            decided = groups.decisions(connection)
        known = {name for each in decided for name in (each.decision.first, each.decision.second)}
        first, second = (_name(opened, each, known) for each in (call, other))
        with opened.store.writing() as connection:
            if not groups.undo(connection, first, second):
                found = _both(first, second)
                raise UsageError(
                    f"CALL: expected two calls that were split or joined, found {found}"
                )
        jobs.group(opened)
        are_one = _are_one(opened, first, second)
    _tell("undone", (first, second), are_one=are_one, as_json=as_json)


def explain(home: Home, name: str, today: date, *, as_json: bool) -> None:
    """Print why a call is one with others, and with which it is not.

    Raises:
        UsageError: if ``name`` means no call or several.
    """
    from scout.cli.calls import find_call

    entry = find_call(home, name)
    found = list(_explanation(home, entry, today))
    if as_json:
        for values in found:
            print_json(values)
        return
    typer.echo(printable(entry.title or entry.key))
    members = [each for each in found if each["kind"] == "member"]
    typer.echo(
        f"{len(members)} calls are one; the first is shown"
        if len(members) > 1
        else "one with no other call"
    )
    _print_members(members)
    for values in found:
        if line := _line(values):
            typer.echo(line)


def _print_pair(values: dict[str, Any]) -> None:
    # No table, as below: both keys are there to be copied.
    words = "; ".join(values["words"])
    said = f"{values['rule']} {values['strength']:.0%}: {words}".removesuffix(": ")
    typer.echo(f"\n{shortened(printable(said), 600)}")
    if "because" in values:
        typer.echo(f"  but {shortened(printable(values['because']), 600)}")
    for place in ("first", "second"):
        title = shortened(printable(values[f"{place}_title"] or "–"), 300)
        typer.echo(f"  {printable(values[place])} – {title}")


def _print_members(members: Sequence[dict[str, Any]]) -> None:
    # No table: a key alone may be as wide as a window.
    for each in members:
        name = printable(f"{each['source']}:{each['key']}")
        typer.echo(f"  {name} – {each['status']}, read {each['read_on']}")
        typer.echo(f"    {printable(each['url'])}")


def _line(values: dict[str, Any]) -> str:
    """Return what is printed of a line of JSON; "" for members, which stand above."""
    kind = values["kind"]
    if kind == "disagreement":
        return printable(values["text"])
    if kind == "decision":
        day = local_time(values["decided_at"])
        return f"decided {day}: {values['decision']}, {values['first']} – {values['second']}"
    if kind == "member":
        return ""
    words = f"by {values['rule']}: {'; '.join(values['words'])}".removesuffix(": ")
    because = f", but {values['because']}" if kind == "refused" else ""
    pair = f"{values['first']} – {values['second']}"
    return shortened(printable(f"{kind}: {pair} {words}{because}"), 600)


def _explanation(home: Home, entry: CallEntry, today: date) -> Iterator[dict[str, Any]]:
    """Yield members, joins, refusals, disagreements and decisions, each as one object."""
    from scout.cli.group_values import disagreement_values, statement_values
    from scout.once import show_once, statement_of
    from scout.store import calls, groups

    with home.store.reading() as connection:
        entries = {each.id: each for each in calls.entries(connection)}
        found = groups.load(connection)
        once = show_once(found, entries, today)
        ids = once.of(entry.id)
        reasons = {_named(entries[each]): groups.reasons(connection, each) for each in ids}
        decided = groups.decisions(connection)
        read_on = groups.read_on(connection, entry.id)
    shared = once.shared.get(once.shown_for(entry.id))
    shown = once.shown_for(entry.id)
    read = {each.call_id: each.read_on for each in found.get(entry.id, ())} or {entry.id: read_on}
    for each in sorted(read, key=lambda call_id: call_id != shown):
        statement = statement_of(entries[each], read[each], today)
        yield {"kind": "member"} | statement_values(statement)
    yield from _reasons(reasons)
    for disagreement in shared.disagreements if shared else ():
        yield {"kind": "disagreement"} | disagreement_values(disagreement, today)
    names = {_named(entries[each]) for each in ids}
    yield from (_decision(each) for each in decided if names & _pair(each))


def _reasons(reasons: dict[Name, list[Reason]]) -> Iterator[dict[str, Any]]:
    """Yield each join once, those that hold first."""
    from scout.cli.group_values import reason_values

    seen = set()
    both = [(name, each) for name, found in reasons.items() for each in found]
    for name, each in sorted(both, key=lambda pair: bool(pair[1].because)):
        first, second = sorted((name, each.other))
        if (first, second) not in seen:
            seen.add((first, second))
            kind = "refused" if each.because else "joined"
            said = {"kind": kind, "first": ":".join(first), "second": ":".join(second)}
            yield said | reason_values(each)


def _decision(decided: Decided) -> dict[str, Any]:
    return {
        "kind": "decision",
        "decision": "joined" if decided.decision.same else "split",
        "first": ":".join(decided.decision.first),
        "second": ":".join(decided.decision.second),
        "decided_at": decided.at,
    }


def _pair(decided: Decided) -> set[Name]:
    return {decided.decision.first, decided.decision.second}


def _decide(folder: Any, given: tuple[str, str], today: Any, *, same: bool, as_json: bool) -> None:
    """Keep a decision, and group anew by it."""
    from scout import jobs
    from scout.grouping.groups import decision_on
    from scout.store import groups

    with open_home(folder) as opened:
        first, second = _two_calls(opened, *given)
        _check_sources(opened, first, second, same=same)
        with opened.store.writing() as connection:
            groups.decide(connection, decision_on(first, second, same=same), moment(today))
        jobs.group(opened)
        are_one = _are_one(opened, first, second)
    _tell("joined" if same else "split", (first, second), are_one=are_one, as_json=as_json)


def _two_calls(home: Home, call: str, other: str) -> tuple[Name, Name]:
    """Return the names of two calls.

    Raises:
        UsageError: if one of them is no call.
    """
    from scout.cli.calls import find_call

    first, second = (_named(find_call(home, each)) for each in (call, other))
    return first, second


def _check_sources(home: Home, first: Name, second: Name, *, same: bool) -> None:
    """Check that something can be decided of two calls.

    Raises:
        UsageError: if both are of one source, unless what a rule took for one is to be split.
    """
    from scout.errors import UsageError

    is_renamed = not same and first != second and _are_one(home, first, second)
    if first[0] == second[0] and not is_renamed:
        raise UsageError(
            f"CALL: expected calls of two sources, found {_both(first, second)}:"
            " what one source lists twice is two calls"
        )


def _name(home: Home, given: str, known: set[Name]) -> Name:
    """Return the name of a call; one of those ``known`` needs not be stored any more."""
    from scout.cli.calls import find_call

    meant = [name for name in known if given in (name[1], ":".join(name))]
    return meant[0] if len(meant) == 1 else _named(find_call(home, given))


def _named(entry: CallEntry) -> Name:
    return entry.source, entry.key


def _are_one(home: Home, first: Name, second: Name) -> bool:
    from scout.store import groups

    with home.store.reading() as connection:
        found = groups.load(connection)
    return any({first, second} <= {each.name for each in group} for group in found.values())


def _tell(done: str, pair: tuple[Name, Name], *, are_one: bool, as_json: bool) -> None:
    if as_json:
        first, second = map(":".join, pair)
        print_json({"done": done, "first": first, "second": second, "are_one": are_one})
        return
    typer.echo(f"{done}: {_both(*pair)} {'are one call' if are_one else 'are two calls'}")


def _both(first: Name, second: Name) -> str:
    return f"{':'.join(first)} and {':'.join(second)}"
