"""Tracking: what recipients do with calls, and setting it by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
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
    print_table,
    printable,
    shortened,
)

if TYPE_CHECKING:
    from scout.fit import TrackingState
    from scout.home import Home

_LONGEST_TITLE = 60


def track(
    address: Annotated[
        str | None, typer.Argument(help="A recipient; without one, all are listed.")
    ] = None,
    source: Annotated[
        str | None, typer.Argument(help="Source of the call; without it, hers are listed.")
    ] = None,
    key: Annotated[str | None, typer.Argument(help="Key of the call at its source.")] = None,
    state: Annotated[
        str | None,
        typer.Argument(
            help="reviewing, applying, submitted, granted, rejected, dismissed, or new to end it."
        ),
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what recipients do with calls, newest first, or set it for one call.

    What is reviewed or applied for is reminded of; what is dismissed is not shown to its recipient
    again. The links of her mails set the same.
    """
    from scout.errors import UsageError

    if source is None or address is None:
        _list(home, address, as_json=as_json)
        return
    if key is None or state is None:
        raise UsageError("expected ADDRESS SOURCE KEY STATE, or ADDRESS alone, or nothing")
    wanted = _state(state)
    with open_home(home) as opened:
        title, before = _set(opened, (address, source, key), wanted, moment(today))
    if as_json:
        values = {"recipient": address.casefold(), "source": source, "key": key, "title": title}
        print_json(values | {"state": _word(wanted), "before": _word(before)})
        return
    name = shortened(printable(title or key), _LONGEST_TITLE)
    was = "" if before is wanted else f", was {_word(before)}"
    typer.echo(f"{_word(wanted)}{was}: {name} ({address})")


def _list(home: Path, address: str | None, *, as_json: bool) -> None:
    from scout.store import calls, tracking

    with open_home(home) as opened, opened.store.reading() as connection:
        if address is not None:
            _check(opened, address)
        found = tracking.entries(connection, address)
        titles = {(each.source, each.key): each.title for each in calls.entries(connection)}
    if as_json:
        for email, each in found:
            print_json(
                {
                    "recipient": email,
                    "source": each.source,
                    "key": each.key,
                    "title": titles.get((each.source, each.key)),
                    "state": _word(each.state),
                    "set_at": each.set_at,
                }
            )
        return
    rows = [
        (
            email,
            each.source,
            each.key,
            shortened(titles.get((each.source, each.key)), _LONGEST_TITLE),
            _word(each.state),
            local_time(each.set_at),
        )
        for email, each in found
    ]
    columns = ("recipient", "source", "key", "call", "state", "since")
    print_table(f"{len(rows)} calls tracked", columns, rows, texts=("call",))


def _set(
    home: Home, place: tuple[str, str, str], state: TrackingState, at: datetime
) -> tuple[str | None, TrackingState]:
    """Set the state of a call for a recipient; return the call's title and the state before.

    One that is tracked needs not be stored any more.
    """
    from scout.errors import UsageError
    from scout.fit import Tracking, TrackingState
    from scout.store import calls, tracking

    address, source, key = place
    _check(home, address)
    with home.store.writing() as connection:
        before = tracking.load(connection, address).get((source, key))
        found = [
            each
            for each in calls.find(connection, f"{source}:{key}")
            if (each.source, each.key) == (source, key)
        ]
        if not found and before is None:
            raise UsageError(f"SOURCE KEY: expected a call that is stored, found {source} {key!r}")
        wanted = Tracking(source=source, key=key, state=state, set_at=at)
        if before is None or before.state is not state:
            tracking.save(connection, address, wanted)
    title = found[0].title if found else None
    return title, before.state if before else TrackingState.NEW


def _check(home: Home, address: str) -> None:
    from scout.people.choosing import check_known

    with home.store.reading() as connection:
        check_known(connection, address)


def _state(word: str) -> TrackingState:
    from scout.errors import UsageError
    from scout.fit import TrackingState

    try:
        return TrackingState(word.upper())
    except ValueError:
        expected = ", ".join(_word(each) for each in TrackingState)
        raise UsageError(f"STATE: expected one of {expected}, found {word!r}") from None


def _word(state: TrackingState) -> str:
    return state.value.lower()
