"""Judgements: saying whether a call fits a project, and what was said so far."""

from __future__ import annotations

from enum import StrEnum
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
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from scout.fit import Judgement
    from scout.home import Home

_LONGEST_TITLE = 100


class _Word(StrEnum):
    """What is said of a call; ``NONE`` takes back what was said."""

    RELEVANT = "relevant"
    IRRELEVANT = "irrelevant"
    NONE = "none"


def judge(
    project: Annotated[str, typer.Argument(help="Key of a project; scout strategy lists them.")],
    call: Annotated[str, typer.Argument(help="Key, source:key, or address of a call.")],
    verdict: Annotated[
        str, typer.Argument(help="relevant, irrelevant, or none to take back what was said.")
    ],
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a call fits a project, in place of what was said before.

    Counts from the next scout match on. Nobody's name is kept with it, nor that of a reader who had
    said something of the call before.
    """
    word = _word(verdict)
    with open_home(home) as opened:
        before = _judgements(opened, project, known=word is not _Word.NONE)
        source, key, title = _call(opened, call, before if word is _Word.NONE else ())
        count = _store(opened, (project, source, key), word, moment(today))
    said = next((_said(each) for each in before if (each.source, each.key) == (source, key)), None)
    if as_json:
        values = {"project": project, "source": source, "key": key, "title": title}
        print_json(values | {"verdict": word, "before": said or _Word.NONE, "judgements": count})
        return
    name = shortened(printable(title or key), _LONGEST_TITLE)
    typer.echo(f"{_done(word, said)}: {name} ({_counted(count, project)})")


def list_judgements(
    project: Annotated[
        str | None, typer.Argument(help="Key of a project; without it, of all.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was said of calls, oldest first within each project.

    Says by whom where it came from a reader's own link, until that is erased.
    """
    from scout.clock import day_of
    from scout.store import calls, judgements

    del today
    with open_home(home) as opened:
        found = _judgements(opened, project)
        with opened.store.reading() as connection:
            titles = {(each.source, each.key): each.title for each in calls.entries(connection)}
            authors = judgements.authors(connection)
    if as_json:
        for each in found:
            print_json(
                {
                    "project": each.project,
                    "source": each.source,
                    "key": each.key,
                    "title": titles.get((each.source, each.key)),
                    "verdict": _said(each),
                    "judged_at": each.judged_at,
                    "judged_by": authors.get((each.project, each.source, each.key)),
                }
            )
        return
    columns = ("judged", "project", "verdict", "call", "by")
    rows = [
        (
            str(day_of(each.judged_at)),
            each.project,
            _said(each),
            titles.get((each.source, each.key)) or each.key,
            authors.get((each.project, each.source, each.key), ""),
        )
        for each in found
    ]
    # Where nobody is named there is nothing to show.
    width = len(columns) if any(row[-1] for row in rows) else len(columns) - 1
    title = f"{len(found)} judgements"
    print_table(title, columns[:width], [row[:width] for row in rows], texts=("call",))


def _word(verdict: str) -> _Word:
    from scout.errors import UsageError

    try:
        return _Word(verdict.lower())
    except ValueError:
        expected = f"{', '.join(list(_Word)[:-1])} or {_Word.NONE}"
        raise UsageError(f"VERDICT: expected {expected}, found {verdict!r}") from None


def _judgements(home: Home, project: str | None, *, known: bool = False) -> list[Judgement]:
    """Return what was said for ``project``, or for all.

    The project must be one of the strategy if it is to be ``known``, or if nothing was said for
    it: what was said for a project that left the strategy can still be seen and taken back.
    """
    from scout.cli.matches import check_project
    from scout.store import judgements

    with home.store.reading() as connection:
        found = judgements.load(connection, project)
        if project is not None and (known or not found):
            check_project(connection, "PROJECT", project)
    return found


def _call(home: Home, name: str, judged: Sequence[Judgement]) -> tuple[str, str, str | None]:
    """Return source, key and title of the call that ``name`` means.

    One that was ``judged`` needs not be stored any more.
    """
    from scout.cli.calls import find_call

    meant = [each for each in judged if name in (each.key, f"{each.source}:{each.key}")]
    if len(meant) != 1:
        entry = find_call(home, name)
        return entry.source, entry.key, entry.title
    (only,) = meant
    with home.store.reading() as connection:
        return only.source, only.key, _title(connection, only)


def _title(connection: Connection, judgement: Judgement) -> str | None:
    from scout.store import calls

    here = (judgement.source, judgement.key)
    found = calls.find(connection, ":".join(here))
    return next((each.title for each in found if (each.source, each.key) == here), None)


def _store(home: Home, place: tuple[str, str, str], word: _Word, at: datetime) -> int:
    """Store or take back the judgement at ``place`` and return how many its project has."""
    from scout.fit import Judgement
    from scout.store import judgements

    project, source, key = place
    with home.store.writing() as connection:
        if word is _Word.NONE:
            judgements.forget(connection, project, source, key)
        else:
            relevant = word is _Word.RELEVANT
            judgement = Judgement(
                project=project, source=source, key=key, relevant=relevant, judged_at=at
            )
            judgements.save(connection, judgement)
        return len(judgements.load(connection, project))


def _said(judgement: Judgement) -> _Word:
    return _Word.RELEVANT if judgement.relevant else _Word.IRRELEVANT


def _done(word: _Word, before: _Word | None) -> str:
    if word is _Word.NONE:
        return "was never judged" if before is None else f"no longer judged {before}"
    return f"judged {word}" if before in (None, word) else f"judged {word}, no longer {before}"


def _counted(count: int, project: str) -> str:
    if count == 0:
        return f"no judgement for {project} is left"
    if count == 1:
        return f"1 judgement for {project}; it counts from the next scout match on"
    return f"{count} judgements for {project}; they count from the next scout match on"
