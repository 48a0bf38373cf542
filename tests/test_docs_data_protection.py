"""docs/data-protection.md says what the tables, settings, commands and headers are."""

from __future__ import annotations

import re
from email import message_from_bytes
from pathlib import Path

import typer.main

from scout.cli.main import app
from scout.cli.recipients import _WHAT
from scout.delivery.compose import to_mime
from scout.settings import MailSettings, RetentionSettings
from scout.store import erasure, tables
from tests.builders import message

DOCS = (Path(__file__).parent.parent / "docs" / "data-protection.md").read_text("utf-8")
NAME = re.compile(r"`([a-z_]+)`")


def part(heading: str) -> str:
    """Return the text below a heading, up to the next one."""
    return re.split(r"^#+ ", DOCS.partition(f" {heading}\n")[2], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]


def personal_tables() -> set[str]:
    """Return the tables that have a place for a person, and the two that need to be known."""
    columns = {"recipient_email", "judged_by", "address_hash"}
    found = {table.name for table in tables.metadata.sorted_tables if columns & set(table.c.keys())}
    return found | {"strategy_entries"}


def test_every_table_of_persons_is_named_with_its_reason_and_its_end() -> None:
    listed = {
        name: row
        for row in rows(part("What is kept, table by table"))
        for name in NAME.findall(row[0])
    }
    kept = {name: row for name, row in listed.items() if len(row) == 4}
    assert set(kept) == personal_tables()
    for row in kept.values():
        assert all(row)
        assert "_days" in row[3] or "scout recipients" in row[3]


def test_every_table_of_persons_is_handled_by_forget() -> None:
    of_readers = {table.name for table in erasure.OF_READERS}
    judged = {"judgements", "overruled_judgements"}
    assert personal_tables() == of_readers | judged | {"strategy_entries", "stops"}
    assert of_readers | {"judgements", "strategy_entries", "coordinators"} == set(_WHAT)


def test_all_other_tables_are_said_to_hold_nothing_of_persons() -> None:
    (said,) = re.findall(r"These tables hold nothing of persons: (.*?)\n\n", DOCS, re.DOTALL)
    named = set(NAME.findall(said))
    assert named == set(tables.metadata.tables) - personal_tables()


def test_the_times_are_those_of_the_settings() -> None:
    found = {row[0].strip("`"): row[1] for row in rows(part("What is kept, table by table"))}
    assert {name: found[name] for name in RetentionSettings.model_fields} == {
        name: f"{days} days" for name, days in RetentionSettings().model_dump().items()
    }


def test_its_commands_exist() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    named = re.findall(r"`scout ([a-z]+)(?: ([a-z]+))?", DOCS)
    assert len(named) > 10
    for group, command in named:
        assert group in commands, group
        if command and hasattr(commands[group], "commands"):
            assert command in commands[group].commands, (group, command)


def test_what_only_the_county_knows_is_marked() -> None:
    record = part(
        "Record of processing (Verzeichnis von Verarbeitungstätigkeiten, Art. 30 Abs. 1 DSGVO)"
    )
    for entry in ("Controller", "Data protection officer", "Operator", "Risk assessment"):
        (row,) = (line for line in record.splitlines() if line.startswith(f"| {entry}"))
        assert "⟦" in row
    assert DOCS.count("⟦") == DOCS.count("⟧")


def test_the_relay_signs_every_field_that_a_mail_has() -> None:
    (signed,) = re.findall(r"^\s*h=([a-z:-]+)$", DOCS, re.MULTILINE)
    mail = message(unsubscribe_url="https://foerderscout.kreis.example/abbestellen/abc")
    settings = MailSettings(reply_to="leitstelle@kreis.example")
    fields = [name.lower() for name in message_from_bytes(to_mime(mail, settings))]
    assert sorted(signed.split(":")) == sorted(fields)
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(fields)
