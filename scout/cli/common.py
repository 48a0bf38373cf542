"""What all commands share: their options, the home, and how results are shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print results for people.

    The first column is never cut: it is what people copy. Columns whose name ends with # are
    figures.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        figures = name.endswith("#")
        widest = max((len(row[place]) for row in rows), default=0) if place == 0 else None
        table.add_column(
            name.rstrip("#"),
            justify="right" if figures else "left",
            no_wrap=figures or place == 0,
            min_width=widest,
        )
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console(file=sys.stdout, highlight=False).print(table)


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
