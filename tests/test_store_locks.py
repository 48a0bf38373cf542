"""Locks of a database: one holder at a time among all processes, free again however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from scout.store.engine import Store, open_store

HOLD = """
import sys
from pathlib import Path
from scout.store.engine import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
with store.lock("x") as free:
    print(free, flush=True)
    sys.stdin.read()
print("done", flush=True)
"""


@pytest.fixture
def other_home(home: Path, tmp_path: Path, database_url: str) -> Path:
    """Another home with the same database; a file is that of one home."""
    return tmp_path / "other" if database_url else home


@contextmanager
def holding(home: Path, database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock."""
    command = [sys.executable, "-c", HOLD, str(home), database_url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process


def test_a_lock_has_one_holder_and_is_free_afterwards(store: Store) -> None:
    for _ in range(20):
        with store.lock("x") as first, store.lock("x") as second:
            assert (first, second) == (True, False)
            assert store.is_held("x")
        assert not store.is_held("x")


def test_locks_of_different_names_have_nothing_to_do_with_each_other(store: Store) -> None:
    with store.lock("x") as first, store.lock("y") as second, store.lock("database") as third:
        assert (first, second, third) == (True, True, True)
        assert not store.is_held("z")


def test_a_lock_is_free_again_after_an_error(store: Store) -> None:
    def fail() -> None:
        with store.lock("x"):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not store.is_held("x")
    with store.lock("x") as free:
        assert free


def test_another_process_has_it(store: Store, other_home: Path, database_url: str) -> None:
    with holding(other_home, database_url) as other:
        assert store.is_held("x")
        with store.lock("x") as free:
            assert not free
        assert store.is_held("x")
        assert other.communicate("")[0] == "done\n"
    assert not store.is_held("x")


def test_a_lock_ends_with_its_process_when_that_is_killed(
    store: Store, other_home: Path, database_url: str
) -> None:
    with holding(other_home, database_url) as other:
        other.kill()
        # A server notices a little later; who waits for the lock gets it.
        with store.lock("x", wait=True) as free:
            assert free
        assert other.wait() == -signal.SIGKILL
    assert not store.is_held("x")


def test_who_waits_gets_it_when_the_other_is_done(store: Store) -> None:
    def wait() -> bool:
        with store.lock("x", wait=True) as free:
            return free and done

    done = False
    with ThreadPoolExecutor(1) as thread:
        with store.lock("x"):
            waiting = thread.submit(wait)
            done = True
        assert waiting.result()
    assert not store.is_held("x")


def test_a_holder_may_read_and_write(store: Store) -> None:
    with store.lock("x"), store.writing(), store.lock("y") as free:
        assert free
    with store.reading(), store.lock("x") as free:
        assert free


def test_looking_at_a_lock_leaves_no_trace(store: Store, home: Path) -> None:
    before = sorted(home.rglob("*"))
    assert not store.is_held("never")
    assert sorted(home.rglob("*")) == before


def test_databases_beside_each_other_have_locks_of_their_own(home: Path) -> None:
    with (
        closing(open_store(home)) as one,
        closing(open_store(home, "sqlite:///other.db")) as other,
        closing(open_store(home / "inner", "sqlite:///../other.db")) as same,
        one.lock("x") as first,
        other.lock("x") as second,
        same.lock("x") as third,
    ):
        assert (first, second, third) == (True, True, False)


def test_databases_of_one_server_have_locks_of_their_own(tmp_path: Path, postgres) -> None:
    with (
        postgres.database() as here,
        postgres.database() as there,
        closing(open_store(tmp_path, postgres.url(here))) as one,
        closing(open_store(tmp_path, postgres.url(there))) as other,
        one.lock("x") as first,
        other.lock("x") as second,
    ):
        assert (first, second) == (True, True)
        assert not one.is_held("y")
