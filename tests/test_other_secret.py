"""Another secret than that by which people are stopped is refused, and accepted only knowingly."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from scout import digest_run
from scout.delivery.refusal import MOST_REFUSALS
from scout.doctor import State, examine
from scout.errors import UsageError
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.secret import FILE_NAME, address_hash, fingerprint, read_secret
from scout.settings import OperatorSettings, Settings
from scout.store import readers, refusals, tables
from scout.store.engine import Store
from scout.store.readers import StopReason
from tests import post_office
from tests.builders import NOON
from tests.pages import SECRET, world
from tests.post_office import ANNA, BERND, days, queue, state_of

ONE, OTHER = "eins-" * 8, "zwei-" * 8
VARIABLE = "SCOUT_WEB__SECRET"


@pytest.fixture
def office(home: Path, store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two readers, on both kinds of database."""
    if database_url:
        monkeypatch.setenv("SCOUT_DATABASE_URL", database_url)
    post_office.furnish(store)
    return home


COMMANDS: Mapping[str, tuple[str, ...]] = {
    "digest": ("digest",),
    "digest to her": ("digest", "--to", ANNA),
    "dry run": ("digest", "--dry-run"),
    "deliver": ("deliver",),
    "list": ("recipients",),
    "stop": ("recipients", "stop", BERND),
    "resume": ("recipients", "resume", ANNA),
    "forget": ("recipients", "forget", ANNA, "--yes"),
    "export": ("recipients", "export", ANNA),
    "links": ("recipients", "links", ANNA, "--renew"),
    "web": ("web", "--port", "0"),
}


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in tables.metadata.sorted_tables
        }


def states(scout: Any, json_lines: Any, **environment: str) -> dict[str, str]:
    listed = scout("recipients", "--json", **environment)
    return {each["email"]: each["state"] for each in json_lines(listed)}


def made_by(store: Store) -> set[str | None]:
    with store.reading() as connection:
        return set(readers.makers(connection))


@pytest.mark.parametrize("command", COMMANDS)
def test_when_the_file_is_lost_nobody_is_written_to_and_none_is_made(
    command: str, office: Path, store: Store, scout: Callable[..., Any]
) -> None:
    assert scout("recipients", "stop", ANNA).returncode == 0
    (office / FILE_NAME).rename(office / "weg")
    before = everything(store)
    refused = scout(*COMMANDS[command], SCOUT_WEB__PUBLIC_URL="https://scout.kreis.example")
    assert refused.returncode == 2
    said = " ".join(refused.stderr.split())
    assert f"{FILE_NAME}: expected the secret by which addresses are stopped" in said
    assert f"found no such file, and {VARIABLE} is not set" in said
    assert "Bring it back from the backup" in said
    assert "scout recipients accept-secret" in said
    assert not (office / FILE_NAME).exists()
    assert everything(store) == before
    (office / "weg").rename(office / FILE_NAME)
    if command != "web":
        assert scout(*COMMANDS[command]).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_shell_without_the_secret_of_the_services_is_refused(
    command: str, office: Path, store: Store, scout: Callable[..., Any]
) -> None:
    read_secret(office)
    assert scout("recipients", "stop", ANNA, SCOUT_WEB__SECRET=ONE).returncode == 0
    before = everything(store)
    refused = scout(*COMMANDS[command], SCOUT_WEB__PUBLIC_URL="https://scout.kreis.example")
    assert refused.returncode == 2
    said = " ".join(refused.stderr.split())
    expected, here = fingerprint(ONE.encode()), fingerprint(read_secret(office))
    assert f"stopped, fingerprint {expected}, found one with {here};" in said
    assert f"set {VARIABLE} here as the services have it" in said
    assert everything(store) == before


def test_what_a_shell_has_stopped_its_services_see_or_refuse(
    office: Path, scout: Callable[..., Any], json_lines: Any
) -> None:
    assert scout("recipients", "stop", ANNA).returncode == 0
    refused = scout("digest", SCOUT_WEB__SECRET=ONE)
    assert refused.returncode == 2
    assert f"{VARIABLE}: expected the secret by which" in refused.stderr
    kept = read_secret(office).decode()
    assert states(scout, json_lines, SCOUT_WEB__SECRET=kept)[ANNA] == "unsubscribed"


def test_where_nobody_is_stopped_a_new_secret_is_fine(
    office: Path, store: Store, scout: Callable[..., Any], json_lines: Any
) -> None:
    for secret in (ONE, OTHER):
        assert scout("recipients", "stop", ANNA, SCOUT_WEB__SECRET=secret).returncode == 0
        assert made_by(store) == {fingerprint(secret.encode())}
        assert scout("recipients", "resume", ANNA, SCOUT_WEB__SECRET=secret).returncode == 0
    assert states(scout, json_lines) == {ANNA: "active", BERND: "active"}
    assert scout("digest").returncode == 0


def forget_makers(store: Store) -> None:
    """Leave the stops as the version before left them: nobody noted who made them."""
    with store.writing() as connection:
        connection.execute(update(tables.stops).values(fingerprint=None))


def test_stops_from_before_belong_to_the_secret_that_there_is(
    office: Path, store: Store, scout: Callable[..., Any], json_lines: Any
) -> None:
    scout("recipients", "stop", ANNA)
    forget_makers(store)
    assert scout("calls").returncode == 0
    assert made_by(store) == {fingerprint(read_secret(office))}
    assert states(scout, json_lines)[ANNA] == "unsubscribed"
    (office / FILE_NAME).write_text(OTHER)
    assert scout("digest").returncode == 2


def test_stops_from_before_are_nobodys_where_the_secret_is_gone(
    office: Path, store: Store, scout: Callable[..., Any]
) -> None:
    scout("recipients", "stop", ANNA)
    forget_makers(store)
    (office / FILE_NAME).unlink()
    assert scout("calls").returncode == 0, "it needs no secret"
    assert scout("digest").returncode == 2
    assert made_by(store) == {None}
    assert not (office / FILE_NAME).exists()


def secret_checks(home: Path) -> list[tuple[State, str, str]]:
    found = (each for each in examine(home, NOON) if each.name == "secret")
    return [(each.state, each.found, each.advice) for each in found]


def test_the_doctor_says_that_the_secret_is_another_one(
    office: Path, store: Store, scout: Callable[..., Any]
) -> None:
    assert secret_checks(office) == []
    scout("recipients", "stop", ANNA)
    assert secret_checks(office) == [(State.OK, "the one that 1 stops go by", "")]
    (office / FILE_NAME).rename(office / "weg")
    before = everything(store)
    ((state, found, advice),) = secret_checks(office)
    assert state is State.FAIL
    assert "expected the secret by which addresses are stopped" in found
    assert advice == "digests wait for it: docs/operation.md, The secret"
    assert everything(store) == before
    assert not (office / FILE_NAME).exists()
    assert scout("doctor").returncode == 1


def test_a_lost_secret_is_given_up_only_knowingly(
    office: Path, store: Store, scout: Callable[..., Any], json_lines: Any
) -> None:
    scout("recipients", "stop", ANNA)
    (office / FILE_NAME).rename(office / "weg")
    asked = scout("recipients", "accept-secret")
    assert asked.returncode == 2
    assert "accept-secret: expected --yes" in asked.stderr
    assert not (office / FILE_NAME).exists()
    done = scout("recipients", "accept-secret", "--yes")
    assert (done.returncode, done.stdout) == (0, "Taken, though another one made 1 stops\n")
    assert "scout recipients shows who gets digests now" in done.stderr
    assert states(scout, json_lines) == {ANNA: "active", BERND: "active"}
    assert scout("recipients", "stop", BERND).returncode == 0
    again = scout("recipients", "accept-secret")
    assert again.stdout == "The secret that is there made all stops: nothing to do\n"
    # The old one is found: accepted, it knows again whom it had stopped.
    (office / "weg").replace(office / FILE_NAME)
    assert scout("digest").returncode == 2
    (said,) = json_lines(scout("recipients", "accept-secret", "--yes", "--json"))
    assert said == {"unknown": {"unsubscribed": 2}, "stopped_again": 0}
    assert states(scout, json_lines) == {ANNA: "unsubscribed", BERND: "active"}
    assert secret_checks(office)[0][0] is State.OK
    assert len(everything(store)["stops"]) == 2


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_on_a_terminal_it_is_asked_first(
    office: Path,
    scout: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
) -> None:
    scout("recipients", "stop", ANNA, SCOUT_WEB__SECRET=ONE)
    terminal = io.StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    done = scout("recipients", "accept-secret")
    assert done.returncode == code
    assert "1 unsubscribed" in done.stderr
    assert "Another secret made these stops. Write to them again?" in done.stderr
    assert (office / FILE_NAME).exists() is (code == 0)


def test_whom_mail_servers_refused_is_stopped_by_the_new_secret_too(
    office: Path, store: Store, scout: Callable[..., Any], json_lines: Any
) -> None:
    with store.writing() as connection:
        hashed = address_hash(ONE.encode(), ANNA)
        readers.stop(connection, hashed, StopReason.REFUSED, NOON)
        for day in range(MOST_REFUSALS):
            refusals.note(connection, ANNA, NOON + days(day), "550 no such user")
        refusals.note(connection, BERND, NOON, "550 no such user")
    (said,) = json_lines(scout("recipients", "accept-secret", "--yes", "--json"))
    assert said == {"unknown": {"refused": 1}, "stopped_again": 1}
    assert states(scout, json_lines) == {ANNA: "refused", BERND: "active"}


def test_alarms_go_out_whatever_became_of_the_secret(office: Path, store: Store) -> None:
    operator = "betrieb@kreis.example"
    settings = Settings(operator=OperatorSettings(email=operator))
    home = Home(office, settings, store)
    with store.writing() as connection:
        hashed = address_hash(ONE.encode(), ANNA)
        readers.stop(connection, hashed, StopReason.UNSUBSCRIBED, NOON)
    digest = queue(home, 1)
    alarm = queue(home, 2, operator, kind=MessageKind.ALARM)
    with pytest.raises(UsageError, match="expected the secret"):
        list(digest_run.deliver(home, NOON))
    assert state_of(home, alarm) is DeliveryState.QUEUED, "nothing went out"
    list(digest_run.deliver(home, NOON, kinds=(MessageKind.ALARM,)))
    assert state_of(home, alarm) is DeliveryState.SENT
    assert state_of(home, digest) is DeliveryState.QUEUED


@pytest.mark.parametrize("way", ["", "/wieder"])
def test_pages_that_run_with_another_secret_unsubscribe_nobody(
    way: str, home: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with world(home, store) as here:
        with here.store.writing() as connection:
            # A command that ran without the secret of the services stopped somebody meanwhile.
            hashed = address_hash(OTHER.encode(), BERND)
            readers.stop(connection, hashed, StopReason.UNSUBSCRIBED, NOON)
        link = f"{here.links().unsubscribe}{way}"
        before = everything(here.store)
        for answer in (here.site.get(link), here.site.post(link)):
            assert answer.status == 503
            assert "Geändert wurde nichts" in answer.text
            assert "Antworten Sie bitte auf die Mail" in answer.text
        assert here.site.post("/abbestellen/falsch").status == 404
        after = everything(here.store)
    assert after == before
    (said,) = {each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING}
    assert said.startswith(f"unsubscribing: {VARIABLE}: expected the secret")
    for secret in ("@", SECRET, link.split("/")[4]):
        assert secret not in said
