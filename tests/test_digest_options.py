"""What the commands of mail refuse: options that contradict each other, numbers nobody has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scout.home import Home
from scout.settings import Settings
from scout.store.engine import open_store
from tests.builders import NOON
from tests.mailserver import MailServer, mail_server
from tests.post_office import ANNA, BERND, furnish, listed, outbox


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def office(home: Path) -> Iterator[Home]:
    """A home with two readers for whom a call fits."""
    with closing(open_store(home)) as store:
        furnish(store)
        found = Home(home, Settings(), store)
        listed(found, "g1", now=NOON)
        yield found


@pytest.fixture
def run(office: Home, scout: Callable[..., Any], server: MailServer) -> Callable[..., Any]:
    """Run a command of the program in that home, with the mail server in its environment."""
    there = {"SCOUT_MAIL__HOST": "127.0.0.1", "SCOUT_MAIL__PORT": str(server.port)}
    return partial(scout, SCOUT_HOME=str(office.folder), **there)


@pytest.mark.parametrize("word", ["retry", "drop", "resolve"])
@pytest.mark.parametrize(
    "number", ["0", "-1", "2147483648", "9223372036854775807", "9" * 20, "9" * 400]
)
def test_a_number_that_no_message_has_is_refused(
    run: Callable[..., Any], word: str, number: str
) -> None:
    result = run("outbox", word, "--", number)
    assert result.returncode == 2
    shown = "".join(result.stderr.split())
    assert f"expectedthenumberofamessage,found{number}" in shown


@pytest.mark.parametrize("command", [("outbox", "--last"), ("runs", "--limit")])
def test_more_rows_than_a_database_counts_are_refused(
    run: Callable[..., Any], command: tuple[str, str]
) -> None:
    result = run(*command, "9" * 20)
    assert result.returncode == 2
    assert "less than or equal to 1000000000" in result.stderr
    assert run(*command, "1000000000").returncode == 0


@pytest.mark.parametrize("to", [(), ("--to", BERND)], ids=["all", "one"])
@pytest.mark.parametrize(
    "options",
    [
        ("--dry-run", "--test", "it@kreis.example"),
        ("--dry-run", "--preview"),
        ("--preview", "--test", "it@kreis.example"),
        ("--dry-run", "--preview", "--test", "it@kreis.example"),
    ],
    ids=["test", "preview", "both", "all"],
)
def test_of_options_that_contradict_each_other_none_is_followed(
    run: Callable[..., Any],
    office: Home,
    server: MailServer,
    options: tuple[str, ...],
    to: tuple[str, ...],
) -> None:
    result = run("digest", *options, *to, BROWSER="true")
    assert (result.returncode, result.stdout) == (2, "")
    given = " and ".join(each for each in options if each.startswith("--"))
    assert f"digest: expected one of --dry-run, --preview, --test, found {given}" in " ".join(
        result.stderr.split()
    )
    assert server.connections == 0
    assert not office.preview.exists()
    assert outbox(office) == []


@pytest.mark.parametrize("how", [("--dry-run",), ("--preview",), ("--test", "it@kreis.example")])
def test_each_of_them_is_for_the_recipient_that_is_named(
    run: Callable[..., Any], office: Home, server: MailServer, how: tuple[str, ...]
) -> None:
    result = run("digest", *how, "--to", BERND, "--today", "2026-12-19", BROWSER="true")
    assert result.returncode == 0, result.stderr
    assert BERND in result.stdout
    assert ANNA not in result.stdout
    assert server.connections == ("--test" in how)
    assert outbox(office) == []
    nobody = run("digest", *how, "--to", "", BROWSER="true")
    assert nobody.returncode == 2
    assert "--to: expected a recipient of the strategy" in nobody.stderr
