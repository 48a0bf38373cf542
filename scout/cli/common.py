"""What all commands share: their options, the home, and how results are shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scout.cli import tables
from scout.clock import GERMANY, now_or_on

if TYPE_CHECKING:
    from scout.home import Home
    from scout.jobs import Progress

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="SCOUT_HOME",
        file_okay=False,
        help="Folder with scout.toml, scout.db and outbox/; made if it is not there.",
    ),
]
TodayOption = Annotated[
    datetime | None,
    typer.Option("--today", formats=["%Y-%m-%d"], help="Act as if it were this day (YYYY-MM-DD)."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object a line, and nothing else.")
]
HERE = Path()
# More than any home has, and no more than any database counts.
MOST_ROWS = 1_000_000_000


def moment(today: datetime | None) -> datetime:
    """Return the moment to act at: now, or noon of the day that was asked for."""
    return now_or_on(None if today is None else today.date())


@contextmanager
def open_home(folder: Path) -> Iterator[Home]:
    """Open the home in ``folder``; imports what that needs only when a command runs."""
    from scout.home import open_home as opening

    with opening(folder) as home:
        yield home


def say(text: str) -> None:
    """Tell the person at the keyboard something, beside the result."""
    typer.echo(text, err=True)


def print_json(values: Mapping[str, Any]) -> None:
    """Print one result as one line of JSON."""
    typer.echo(json.dumps(values, ensure_ascii=False, default=_as_json))


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    texts: Collection[str] = (),
) -> None:
    """Print results for people: as a table, or below each other on a screen too small for one.

    No word is cut, because people copy it: in the columns that ``texts`` names, of running text,
    a long one goes on in the next line. Columns whose name ends with # are figures.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[printable(cell) for cell in row] for row in rows]
    console = Console(file=sys.stdout, highlight=False)
    widths = tables.widths(columns, cells, texts, console.width)
    if widths is None:
        for line in (
            *filter(None, [printable(title)]),
            *tables.lines(columns, cells, console.width),
        ):
            typer.echo(line)
        return
    table = Table(
        title=Text(printable(title)) if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for name, width in zip(columns, widths, strict=True):
        justify: Literal["right", "left"] = "right" if tables.is_figures(name) else "left"
        table.add_column(tables.heading(name), justify=justify, width=width, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def printable(text: str) -> str:
    """Return ``text`` on one line without what a terminal would obey: sources are data."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def local_time(moment: datetime) -> str:
    """Return a moment as clocks in Germany show it."""
    return f"{moment.astimezone(GERMANY):%Y-%m-%d %H:%M}"


def shortened(text: str | None, longest: int) -> str:
    """Return the beginning of ``text``, with … where it goes on."""
    line = " ".join((text or "").split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Give a way to show how far long work is; shows nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda _what, _count: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda what, count: status.update(f"{what}: {count}")


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
