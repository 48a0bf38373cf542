from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from scout.store import postgres, sqlite, tables
from scout.store.engine import Store, open_store
from tests.builders import NOON


def test_facts_of_a_call_that_does_not_exist_are_refused(store: Store) -> None:
    row = {"call_id": 4711, "content_hash": "", "rules": 1, "content": "{}"}
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(insert(tables.facts), row)


def add_run(store: Store, source: str = "probe", items: int = 0) -> None:
    row = {"source": source, "started_at": NOON, "outcome": "OK", "items": items}
    with store.writing() as connection:
        connection.execute(insert(tables.runs), row)


def count_up(home: Path, database_url: str, times: int) -> None:
    store = open_store(home, database_url)
    for _ in range(times):
        with store.writing() as connection:
            before = connection.scalar(select(tables.runs.c["items"]))
            connection.execute(update(tables.runs).values(items=(before or 0) + 1))
    store.close()


def read_count(store: Store) -> int | None:
    with store.reading() as connection:
        return connection.scalar(select(tables.runs.c["items"]))


def test_threads_that_read_and_then_write_never_fail_each_other(
    store: Store, home: Path, database_url: str
) -> None:
    add_run(store)
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(count_up, home, database_url, 100) for _ in range(4)]:
            done.result()
    assert read_count(store) == 400


COUNT_UP = """
import sys
from pathlib import Path
from sqlalchemy import select, update
from scout.store import tables
from scout.store.engine import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
for _ in range(150):
    with store.writing() as connection:
        before = connection.scalar(select(tables.runs.c["items"]))
        connection.execute(update(tables.runs).values(items=before + 1))
store.close()
"""


def test_processes_that_read_and_then_write_never_fail_each_other(
    store: Store, home: Path, database_url: str
) -> None:
    add_run(store)
    command = [sys.executable, "-c", COUNT_UP, str(home), database_url]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=120)[1] for process in processes] == ["", ""]
    assert [process.returncode for process in processes] == [0, 0]
    assert read_count(store) == 300


def test_one_that_waits_for_another_reads_what_the_other_wrote(store: Store) -> None:
    add_run(store, items=1)
    began = threading.Event()

    def add_one() -> None:
        began.set()
        with store.writing() as connection:
            before = connection.scalar(select(tables.runs.c["items"]))
            connection.execute(update(tables.runs).values(items=(before or 0) + 1))

    with ThreadPoolExecutor(1) as thread:
        with store.writing() as connection:
            waiting = thread.submit(add_one)
            began.wait()
            connection.execute(update(tables.runs).values(items=10))
        waiting.result()
    assert read_count(store) == 11


def test_a_writer_that_waits_too_long_gives_up_and_the_other_goes_on(
    home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)
    monkeypatch.setattr(postgres, "_BUSY_MS", 50)
    with closing(open_store(home, database_url)) as store:
        add_run(store, items=1)
        with store.writing() as connection:
            connection.execute(update(tables.runs).values(items=2))
            with pytest.raises(OperationalError):
                add_run(store, items=3)
        assert read_count(store) == 2


def test_a_reader_is_not_held_up_by_a_writer_and_sees_only_whole_work(store: Store) -> None:
    add_run(store, items=1)
    with store.writing() as writer:
        writer.execute(update(tables.runs).values(items=2))
        assert read_count(store) == 1
    assert read_count(store) == 2


def test_a_reader_sees_one_moment_throughout(store: Store) -> None:
    add_run(store, items=1)
    with store.reading() as connection:
        first = connection.scalar(select(tables.runs.c["items"]))
        with store.writing() as writer:
            writer.execute(update(tables.runs).values(items=2))
            writer.execute(insert(tables.runs).values(source="b", started_at=NOON, outcome="OK"))
        assert connection.scalar(select(tables.runs.c["items"])) == first
        assert connection.scalar(select(func.count()).select_from(tables.runs)) == 1
    assert read_count(store) == 2


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    add_run(store, items=1)

    def fail() -> None:
        with store.writing() as connection:
            connection.execute(update(tables.runs).values(items=2))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert read_count(store) == 1


def test_a_home_that_does_not_exist_is_made(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "neu" / "heim")
    opened.close()
    assert (tmp_path / "neu" / "heim" / "scout.db").is_file()


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    row = {"source": "probe", "started_at": naive, "outcome": "OK"}
    with pytest.raises(StatementError, match="expected an aware datetime"), store.writing() as c:
        c.execute(insert(tables.runs), row)


@pytest.mark.parametrize("hours", [-11, 0, 2, 14])
def test_a_moment_stays_the_same_moment_in_the_database(store: Store, hours: int) -> None:
    local = datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=hours)))
    row = {"source": "probe", "started_at": local, "outcome": "OK"}
    with store.writing() as connection:
        connection.execute(insert(tables.runs), row)
    with store.reading() as connection:
        found = connection.execute(select(tables.runs)).one()
    assert found.started_at == local
    assert found.started_at.tzinfo is UTC
    assert found.finished_at is None


ZONES = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
# Moments whose UTC form leaves the calendar cannot be written in UTC at all.
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001 - bounds of a strategy are naive


@given(moment=MOMENTS)
def test_any_moment_goes_in_and_comes_out_in_utc(moment: datetime) -> None:
    column, sqlite = tables.UtcDateTime(), dialect()
    bound = column.process_bind_param(moment, sqlite)
    assert bound == moment
    assert bound is not None
    # SQLite drops the zone; the type puts it back.
    back = column.process_result_value(bound.replace(tzinfo=None), sqlite)
    assert back == moment
    assert back is not None
    assert back.utcoffset() == timedelta(0)
