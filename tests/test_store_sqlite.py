"""What holds for the database that is a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from scout.errors import UsageError
from scout.store.engine import open_store


@pytest.mark.parametrize("writes", [False, True])
def test_every_connection_waits_keeps_a_journal_and_holds_references(
    home: Path, *, writes: bool
) -> None:
    with (
        closing(open_store(home)) as store,
        store.writing() if writes else store.reading() as connection,
    ):
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA busy_timeout")) == 30_000
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA secure_delete")) == 1


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///other.db", "home/other.db"),
        ("sqlite:///../far/other.db", "far/other.db"),
        ("sqlite:///{tmp_path}/far/ä%20b.db", "far/ä b.db"),
    ],
)
def test_another_file_is_seen_from_the_home(url: str, path: str, home: Path, tmp_path: Path):
    (tmp_path / "far").mkdir()
    open_store(home, url.format(tmp_path=tmp_path)).close()
    assert (tmp_path / path).is_file()
    assert not (home / "scout.db").exists()


def test_a_home_may_have_any_name(tmp_path: Path) -> None:
    home = tmp_path / "Größe 100% wie?#&:@"
    open_store(home).close()
    assert (home / "scout.db").is_file()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///:memory:", "expected sqlite:///path, found 'sqlite:///:memory:'"),
        ("sqlite:///x.db?mode=ro", "expected sqlite:///path, found"),
        ("sqlite:///", "expected sqlite:///path, found"),
        ("sqlite+aiosqlite:///x.db", "expected postgresql://user@host/name, sqlite:///path"),
        ("nonsense", "expected postgresql://user@host/name, sqlite:///path"),
        ("sqlite:///text.db", "text.db: expected a database of this program: file is not"),
        ("sqlite:///folder", "folder: expected a database of this program: unable to open"),
        ("sqlite:///text.db/inner/x.db", "database_url: "),
    ],
)
def test_what_is_no_database_is_told_plainly(home: Path, url: str, said: str) -> None:
    (home / "folder").mkdir(parents=True)
    (home / "text.db").write_text("This is no database. " * 100)
    with pytest.raises(UsageError) as caught:
        open_store(home, url)
    assert said in str(caught.value)
