"""docs/postgresql.md is run: every command of it, in order, against a server of the tests."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scout.settings import read_settings
from scout.store import runs
from scout.store.engine import open_store
from tests.builders import NOON
from tests.databases import Server, programs

TEXT = (Path(__file__).parent.parent / "docs" / "postgresql.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def machine(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is set up yet, with sudo and scout, and the server as its own."""
    tools = tmp_path / "bin"
    tools.mkdir()
    as_postgres = f"PGHOST={shlex.quote(str(postgres.folder))} PGUSER=tester"
    for name, line in {
        "sudo": f'shift 2\n{as_postgres} exec "$@"',
        "scout": f'exec {shlex.quote(sys.executable)} -m scout "$@"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{programs()}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGPORT", str(postgres.port))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(block: str) -> None:
    done = subprocess.run(
        ["sh", "-eu", "-c", block.replace("PASSWORD", "geheim")],
        # The password that createuser asks for, twice; it would rather ask at the terminal.
        input="geheim\ngeheim\n",
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (block, done.stderr)


def test_what_the_document_says_works(machine: Path, postgres: Server) -> None:
    create, password, first, dump, restore = blocks("sh")
    (setting,) = blocks("toml")
    home = machine / "coesfeld"
    home.mkdir()
    (home / "scout.toml").write_text(setting)
    try:
        run(create)
        run(password)
        run(first)
        url = read_settings(home).database_url
        with closing(open_store(home, url)) as store, store.writing() as connection:
            runs.begin(connection, "probe", NOON)
        run(dump)
        run(restore)
        with closing(open_store(home, f"{url}_new")) as store, store.reading() as connection:
            newest = runs.newest(connection, "probe")
            assert newest is not None
            assert newest.started_at == NOON
        assert not (home / "scout.db").exists()
    finally:
        for name in ("foerderscout", "foerderscout_new"):
            postgres.do(f"DROP DATABASE IF EXISTS {name}")
        postgres.do("DROP ROLE IF EXISTS foerderscout")
