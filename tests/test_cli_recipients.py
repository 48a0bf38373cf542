"""scout recipients: shown, stopped, resumed, forgotten, exported, and given new links."""

from __future__ import annotations

import io
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scout.delivery.compose import to_mime
from scout.delivery.files import write_message
from scout.links import Kind, read_token
from scout.secret import address_hash, read_secret
from scout.settings import MailSettings
from scout.store import readers, refusals, strategy
from scout.store.engine import open_store
from scout.store.readers import StopReason
from tests.builders import NOON, message
from tests.person_rows import ANNA, BERND, NAMES, places_of, plan, plant


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Path:
    """A home with a row of Anna's and one of Bernd's wherever there is a place for it."""
    with closing(open_store(home)) as store:
        plant(store, tmp_path, ANNA, BERND)
        for email in (ANNA, BERND):
            with store.writing() as connection:
                refusals.clear(connection, email)
    mail = message(1, recipient_email=ANNA)
    write_message(home / "outbox", mail, to_mime(mail, MailSettings()))
    return home


def stopped(home: Path, email: str, reason: StopReason) -> None:
    with closing(open_store(home)) as store, store.writing() as connection:
        readers.stop(connection, address_hash(read_secret(home), email), reason, NOON)


def states(scout: Any, json_lines: Any) -> dict[str, str]:
    return {each["email"]: each["state"] for each in json_lines(scout("recipients", "--json"))}


def left(home: Path, email: str) -> set[str]:
    with closing(open_store(home)) as store:
        return places_of(store, email)


def test_the_recipients_are_listed_with_their_state(office, scout, json_lines):
    stopped(office, BERND, StopReason.REFUSED)
    printed = scout("recipients", COLUMNS="160").stdout
    assert "2 recipients" in printed
    (anna,) = (line for line in printed.splitlines() if ANNA in line)
    assert anna.split()[-3:] == ["1", "2026-12-19", "active"]
    assert NAMES[ANNA] in anna
    (bernd,) = (line for line in printed.splitlines() if BERND in line)
    assert bernd.strip().endswith("refused since 2026-12-19 12:00")
    assert json_lines(scout("recipients", "--json")) == [
        {
            "name": NAMES[email],
            "email": email,
            "state": state,
            "since": since,
            "frequency": "weekly",
            "projects": 1,
            "last_issue_on": "2026-12-19",
        }
        for email, state, since in (
            (ANNA, "active", None),
            (BERND, "refused", NOON.isoformat()),
        )
    ]


@pytest.mark.parametrize("reason", StopReason)
def test_every_reason_has_its_state(office, scout, json_lines, reason):
    stopped(office, ANNA.upper(), reason)
    assert states(scout, json_lines) == {ANNA: reason.value.lower(), BERND: "active"}


def test_who_left_the_strategy_comes_last_and_is_said_to_have_left(office, scout, json_lines):
    stopped(office, ANNA, StopReason.UNSUBSCRIBED)
    with closing(open_store(office)) as store, store.writing() as connection:
        strategy.save(connection, plan(BERND))
    assert list(states(scout, json_lines).items()) == [(BERND, "active"), (ANNA, "left")]
    assert "left the strategy" in scout("recipients").stdout


def test_an_empty_home_has_nobody_and_gets_no_secret(home, scout):
    assert "0 recipients" in scout("recipients").stdout
    assert not (home / "secret.key").exists()


def test_a_person_is_forgotten_and_the_answer_says_what_stays(office, scout, json_lines):
    done = scout("recipients", "forget", ANNA.lower(), "--yes", "--json", "--today", "2026-12-20")
    assert (done.returncode, done.stderr) == (0, "")
    (said,) = json_lines(done)
    assert said["recipient"] == ANNA.lower()
    assert said["erased"]["messages"] == 1
    assert said["erased"]["judgements"] == 2
    assert said["erased"]["files"] == 3
    assert said["failed"] == []
    assert said["stays"][0] == {
        "what": "a keyed hash of the address",
        "why": "so that no import of a strategy writes to it again; scout recipients resume takes"
        " it back",
    }
    assert left(office, ANNA) == set()
    assert list((office / "outbox").iterdir()) == []
    assert states(scout, json_lines) == {BERND: "active"}


def test_the_tables_for_people_say_the_same(office, scout):
    printed = scout("recipients", "forget", ANNA, "--yes", COLUMNS="200").stdout
    assert f"Erased of {ANNA}" in printed
    rows = [" ".join(line.split()) for line in printed.splitlines()]
    assert "1 mails, with all that stands in them" in rows
    assert "3 files in outbox/ and preview/" in rows
    assert "What stays" in printed
    assert "2 judgements, without a name" in printed


def test_without_a_terminal_somebody_must_have_said_yes(office, scout):
    done = scout("recipients", "forget", ANNA)
    assert done.returncode == 2
    assert "forget: expected --yes" in done.stderr
    assert "messages" in left(office, ANNA)


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_on_a_terminal_it_is_asked_first(office, scout, monkeypatch, answer, code):
    terminal = io.StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    done = scout("recipients", "forget", ANNA)
    assert done.returncode == code
    assert "1 mails, with all that stands in them" in done.stderr
    assert f"Erase all that for {ANNA}? It cannot be undone" in done.stderr
    assert (left(office, ANNA) == set()) is (code == 0)


@pytest.mark.parametrize("command", ["forget", "stop", "resume", "links", "export"])
def test_a_misspelt_address_is_refused(office, scout, command):
    done = scout("recipients", command, "ana@kreis.example", *(["--yes"] * (command == "forget")))
    assert done.returncode == 2
    assert "ADDRESS" in done.stderr
    assert "'ana@kreis.example'" in done.stderr
    assert done.stdout == ""


def test_nobody_is_forgotten_while_mails_are_written(office, scout):
    with closing(open_store(office)) as store, store.lock("digest"):
        done = scout("recipients", "forget", ANNA, "--yes")
    assert done.returncode == 2
    assert "nothing was erased, try again later" in done.stderr
    assert "messages" in left(office, ANNA)


def test_a_file_that_stays_is_named_and_the_exit_code_says_so(office, scout, monkeypatch):
    read_secret(office)

    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    done = scout("recipients", "forget", ANNA, "--yes")
    assert done.returncode == 1
    assert done.stderr.count("cannot be erased: Permission denied") == 3
    assert left(office, ANNA) == set()


def test_who_is_stopped_gets_no_digest_until_she_is_resumed(office, scout, json_lines):
    assert scout("recipients", "stop", ANNA.upper()).returncode == 0
    assert states(scout, json_lines) == {ANNA: "unsubscribed", BERND: "active"}
    said = scout("recipients", "resume", ANNA)
    assert said.stdout == f"{ANNA}: no longer unsubscribed\n"
    assert states(scout, json_lines) == {ANNA: "active", BERND: "active"}
    assert scout("recipients", "resume", ANNA).stdout == (
        f"{ANNA}: nothing kept her from digests\n"
    )


def test_resuming_counts_refusals_anew(office, scout, json_lines):
    with closing(open_store(office)) as store, store.writing() as connection:
        for day in range(3):
            refusals.note(connection, ANNA, NOON + timedelta(days=day), "550 no such user")
    stopped(office, ANNA, StopReason.REFUSED)
    assert json_lines(scout("recipients", "resume", ANNA, "--json")) == [
        {"recipient": ANNA, "was": "refused", "refusals": 3, "is_recipient": True}
    ]
    with closing(open_store(office)) as store, store.reading() as connection:
        assert refusals.all_of(connection) == []


def test_who_was_forgotten_may_come_back(office, scout, json_lines):
    assert scout("recipients", "forget", ANNA, "--yes").returncode == 0
    done = scout("recipients", "resume", ANNA)
    assert done.stdout == f"{ANNA}: no longer forgotten\n"
    assert "put her into strategy.toml" in done.stderr
    with closing(open_store(office)) as store, store.writing() as connection:
        strategy.save(connection, plan(ANNA, BERND))
    assert states(scout, json_lines) == {ANNA: "active", BERND: "active"}


def test_new_links_end_the_old_ones(office, scout, json_lines):
    base = "https://foerderscout.kreis.example"
    first = scout("recipients", "links", ANNA, SCOUT_WEB__PUBLIC_URL=base)
    again = scout("recipients", "links", ANNA, "--renew", "--json", SCOUT_WEB__PUBLIC_URL=base)
    (said,) = json_lines(again)
    assert said["renewed"] is True
    names = []
    for address in (first.stdout.strip(), said["calendar"]):
        assert address.startswith(f"{base}/kalender/")
        token = address.rpartition("/")[2].removesuffix(".ics")
        later = NOON + timedelta(days=10_000)
        signed = read_token(read_secret(office), Kind.CALENDAR, token, later, None)
        assert signed is not None
        names.append(signed.ref)
    with closing(open_store(office)) as store, store.reading() as connection:
        assert [readers.email_of(connection, name) for name in names] == [None, ANNA.casefold()]


def test_without_a_public_address_there_is_no_calendar(office, scout):
    done = scout("recipients", "links", ANNA, "--renew")
    assert (done.returncode, done.stdout) == (0, "")
    assert "All links that she was given have ended" in done.stderr
    assert "[web] public_url is not set" in done.stderr
    assert "readers" not in left(office, ANNA)


def test_all_that_is_known_of_her_is_printed_for_her(office, scout, json_lines):
    found = json_lines(scout("recipients", "export", ANNA))
    assert {each["table"] for each in found} >= {"messages", "tracking", "judgements", "readers"}
    (mail,) = (each for each in found if each["table"] == "messages")
    assert mail["recipient_email"] == ANNA
    assert mail["created_at"] == NOON.isoformat()
    assert BERND not in repr(found)


def test_the_groups_options_hold_for_its_commands(office, scout, json_lines, tmp_path):
    done = scout("recipients", "--json", "--home", office, "stop", ANNA, SCOUT_HOME=str(tmp_path))
    assert json_lines(done) == [{"recipient": ANNA, "state": "unsubscribed"}]
