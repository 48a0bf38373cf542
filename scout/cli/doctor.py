"""The doctor: everything checked, nothing changed."""

from __future__ import annotations

from dataclasses import asdict

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    print_json,
    print_table,
)


def doctor(home: HomeOption = HERE, today: TodayOption = None, as_json: JsonOption = False) -> None:
    """Check settings, home, database, mail server, clock, sources and outbox; change nothing.

    Says what was found and what to do. Exit code 1 if something needs a person.
    """
    from scout.doctor import State, examine

    checks = list(examine(home, moment(today)))
    if as_json:
        for check in checks:
            print_json(asdict(check))
    else:
        rows = [(check.state, check.name, check.found, check.advice) for check in checks]
        print_table("", ("", "what", "found", "what to do"), rows, texts=("found",))
    if any(check.state is State.FAIL for check in checks):
        raise typer.Exit(1)
