"""Report: one project's ranking as a page for a browser, to be read without a shell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    open_home,
    print_json,
)


def report(
    project: Annotated[str, typer.Argument(help="Key of a project; scout strategy lists them.")],
    html: Annotated[
        bool, typer.Option("--html", help="As one HTML page; no other form yet.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Where to; report-PROJECT.html in the home if not given."),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="NAME=VALUE as for scout tune: the page shows what it would change. May be given"
            " several times; nothing is kept.",
        ),
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a project's ranking, its reasons and its quality as a German page that stands alone.

    Ranks anew, with everything that was judged and tuned until now. The page has no scripts and
    loads nothing: it can be mailed, printed and archived.
    """
    from scout.clock import day_of
    from scout.errors import UsageError

    if not html:
        raise UsageError("expected --html")
    with open_home(home) as opened:
        from scout.cli.report_values import page_values
        from scout.report.render import render

        page = page_values(opened, project, day_of(moment(today)), values or [])
        path = _write(out or opened.folder / f"report-{project}.html", render(page))
    if as_json:
        print_json({"project": project, "path": path})
        return
    typer.echo(str(path))


def _write(path: Path, text: str) -> Path:
    """Write ``text`` in place of what was there, whole or not at all; return the whole path.

    Raises:
        UsageError: if nothing can be written there.
    """
    from scout.errors import UsageError

    part = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        try:
            with part.open("wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"--out: {path} cannot be written ({error.strerror})") from None
    return path.resolve()
