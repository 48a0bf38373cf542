"""What comparable counties and towns were funded for."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    open_home,
    print_json,
    print_table,
    printable,
    say,
    shortened,
)
from scout.funded_choice import Choice, Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scout.cli.funded_values import Found
    from scout.home import Home
    from scout.store.funded import FundedEntry

_TOP = 50
_MOST_PROGRAMMES = 15
_AGS = re.compile(r"[0-9]{0,8}")


def list_funded(
    place: Annotated[
        str, typer.Option(help="Only recipients with this in their name or town.")
    ] = "",
    ags: Annotated[
        str,
        typer.Option(help="Only recipients whose Gemeindekennziffer begins so (05558: a county)."),
    ] = "",
    topic: Annotated[
        str, typer.Option(help="Only projects with these words in title or programme.")
    ] = "",
    project: Annotated[
        str | None,
        typer.Option(help="Those that are like this project of the strategy, best first."),
    ] = None,
    since: Annotated[
        int | None, typer.Option(help="Only projects begun in this year or later.")
    ] = None,
    min_sum: Annotated[
        float | None, typer.Option(min=0, help="Only projects with so many EUR or more.")
    ] = None,
    sort: Annotated[
        Order, typer.Option(help="Largest or newest first; --project has its own order.")
    ] = Order.SUM,
    top: Annotated[int, typer.Option(min=1, help="Show at most this many.")] = _TOP,
    csv: Annotated[
        Path | None, typer.Option("--csv", dir_okay=False, help="Write all that is chosen there.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what counties and towns were funded for, and what each programme gave in all.

    From the Förderkatalog of the Bund: projects of ministries, no calls. scout collect
    de_foerderkatalog reads it, and so does a night every four weeks.
    """
    del today
    from scout.cli.funded_values import find, project_values, write_csv
    from scout.errors import UsageError

    if not _AGS.fullmatch(ags):
        raise UsageError(f"--ags: expected up to 8 digits of a Gemeindekennziffer, found {ags!r}")
    least = None if min_sum is None else Decimal(str(min_sum))
    choice = Choice(place=place, ags=ags, topic=topic, since=since, min_sum=least)
    with open_home(home) as opened:
        entries = _entries(opened)
        found = find(opened, entries, choice, project, sort)
    if csv is not None:
        write_csv(csv, found.projects)
    if as_json:
        for each in found.projects:
            print_json(project_values(found.entries[each.source, each.key], found.fits))
    else:
        _show(entries, found, top)


def _entries(home: Home) -> Sequence[FundedEntry]:
    from scout.store import funded

    with home.store.reading() as connection:
        return funded.entries(connection)


def _show(entries: Sequence[FundedEntry], found: Found, top: int) -> None:
    from scout import funded_wording
    from scout.funded_choice import by_programme, summed

    if not found.projects:
        nothing = funded_wording.nothing(len(entries))
        say(nothing if entries else funded_wording.NOTHING_YET)
        return
    count = len(found.projects)
    title = funded_wording.summed(summed(found.projects))
    columns = (*funded_wording.COLUMNS, *((funded_wording.FIT,) if found.fits else ()))
    rows = [found.row(each) for each in found.projects[:top]]
    print_table(title, columns, rows, texts=funded_wording.COLUMNS[1:3])
    programmes = by_programme(found.projects)
    for each in programmes[:_MOST_PROGRAMMES]:
        typer.echo(shortened(printable(funded_wording.programme_sum(each)), 160))
    for remark in funded_wording.remarks(min(top, count), count, found.unknown, found.gone):
        say(remark)
