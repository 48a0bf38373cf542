"""The outbox: which messages there are, how far they have come, and what people decide on them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    MOST_ROWS,
    HomeOption,
    JsonOption,
    TodayOption,
    local_time,
    moment,
    open_home,
    print_json,
    print_table,
    say,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from scout.delivery.outbox import Event
    from scout.store.deliveries import Outgoing
    from scout.store.refusals import RefusedAddress

app = typer.Typer(help="Show the messages, or decide on one.", invoke_without_command=True)

NumberArgument = Annotated[
    int, typer.Argument(metavar="ID", help="The message's number, as scout outbox shows it.")
]


@app.callback()
def show(
    context: typer.Context,
    last: Annotated[
        int, typer.Option(min=1, max=MOST_ROWS, help="Show this many, the newest first.")
    ] = 50,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the newest messages, how far each has come, and who is not written to any more.

    Those on which a person has to decide (UNSURE) come first, however old they are. An address is
    given up after several refusals in a row that said: nobody is there.
    """
    # "scout outbox --home X retry 1" means the same as "scout outbox retry 1 --home X".
    context.obj = (home, today, as_json)
    if context.invoked_subcommand is not None:
        return
    from scout.delivery.refusal import MOST_REFUSALS
    from scout.store import deliveries, refusals

    with open_home(home) as opened, opened.store.reading() as connection:
        undecided = deliveries.undecided(connection)
        newest = deliveries.newest_messages(connection, last)
        suppressed = refusals.all_of(connection, MOST_REFUSALS)
    found = [*undecided, *(each for each in newest if each not in undecided)]
    if as_json:
        for outgoing in found:
            print_json(_values(outgoing))
        for refused in suppressed:
            print_json({"kind": "SUPPRESSED"} | asdict(refused))
        return
    columns = ("number", "state", "attempts#", "next try", "recipient", "subject", "error")
    rows = [_row(outgoing) for outgoing in found]
    print_table("", columns, rows, texts=("subject", "error"))
    if suppressed:
        _print_suppressed(suppressed)


@app.command()
def retry(
    context: typer.Context,
    number: NumberArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have a message sent once more, with the next delivery.

    One that is UNSURE may arrive twice. One that FAILED counts as told again.
    """
    from scout.delivery.outbox import Event

    _decide(context, number, Event.ONCE_MORE, (home, today, as_json))


@app.command()
def drop(
    context: typer.Context,
    number: NumberArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Drop a message that has not arrived and is not to be sent: the next issue tells its calls."""
    from scout.delivery.outbox import Event

    _decide(context, number, Event.GIVEN_UP, (home, today, as_json))


@app.command()
def resolve(
    context: typer.Context,
    number: NumberArgument,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Resolve that a message that was UNSURE has arrived: it counts as sent."""
    from scout.delivery.outbox import Event

    _decide(context, number, Event.ARRIVED, (home, today, as_json))


def _decide(
    context: typer.Context,
    number: int,
    event: Event,
    options: tuple[Path, datetime | None, bool],
) -> None:
    from scout.cli.digests import show_delivery
    from scout.decide import decide

    home, today, as_json = options
    of_group, today_of_group, as_json_of_group = context.obj
    home, today = (of_group if home == HERE else home), today or today_of_group
    with open_home(home) as opened:
        report = decide(opened, number, event, moment(today))
    show_delivery(report, as_json=as_json or as_json_of_group)


def _print_suppressed(suppressed: Sequence[RefusedAddress]) -> None:
    rows = [
        (each.email, str(each.count), local_time(each.refused_at), shortened(each.error, 100))
        for each in suppressed
    ]
    columns = ("address", "refused#", "last", "error")
    print_table("Not written to any more", columns, rows, texts=("error",))
    say("Correct the address in strategy.toml, then: scout recipients resume ADDRESS")


def _row(outgoing: Outgoing) -> tuple[str, ...]:
    message, delivery = outgoing.message, outgoing.delivery
    return (
        str(outgoing.number),
        delivery.state.value,
        str(delivery.attempts),
        local_time(delivery.next_try_at) if delivery.next_try_at else "",
        message.recipient_email,
        shortened(message.subject, 60),
        shortened(delivery.error, 100),
    )


def _values(outgoing: Outgoing) -> dict[str, Any]:
    message, delivery = outgoing.message, outgoing.delivery
    return {
        "number": outgoing.number,
        "kind": message.kind,
        "message_id": message.message_id,
        "recipient": message.recipient_email,
        "subject": message.subject,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "created_at": message.created_at,
        "next_try_at": delivery.next_try_at,
        "finished_at": delivery.finished_at,
        "error": delivery.error,
    }
