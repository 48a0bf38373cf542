"""Writes and sends the digests of a day in processes that are killed: a python start each is saved.

    python -m tests.digest_worker HOME

Has everything imported and reads a line for each round from standard input: the moment to act at,
and after how many seconds to kill. Says how the forked process ended: 0, or -9 where it was killed.
"""

from __future__ import annotations

import importlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scout import digest_run
from scout.domain import Strategy
from scout.home import open_home
from scout.store import strategy
from tests.builders import recipient

ROOT = Path(__file__).parent.parent


class Workers:
    """The other end: ask for rounds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def round(self, now: datetime, kill_after_s: float = 600) -> int:
        """Have the digests of ``now`` written and sent; return how the process ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{now.isoformat()} {kill_after_s}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def workers(home: Path) -> Iterator[Workers]:
    """Have processes at work on ``home`` while the block runs."""
    command = [sys.executable, "-m", "tests.digest_worker", str(home)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Workers(process)
        assert process.stdin is not None
        process.stdin.close()


def write_and_send(folder: Path, now: datetime) -> None:
    with open_home(folder) as home:
        for _ in digest_run.digest(home, now):
            pass


def forked(folder: Path, now: datetime, kill_after_s: float) -> int:
    """Do a round in a process of its own; kill it if it is at work for too long."""
    child = os.fork()
    if child == 0:
        try:
            write_and_send(folder, now)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the parent hears of it by the exit code
            traceback.print_exc()
            os._exit(1)
    ended = os.pidfd_open(child)
    if not select.select([ended], [], [], kill_after_s)[0]:
        os.kill(child, signal.SIGKILL)  # nobody has waited for it yet: the number is still its own
    os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def warm_up() -> None:
    """Have everything imported and every template compiled that a round needs."""
    importlib.import_module("yagmail")
    with tempfile.TemporaryDirectory() as folder, open_home(Path(folder)) as home:
        with home.store.writing() as connection:
            strategy.save(connection, Strategy(recipients=(recipient(sign_of_life=True),)))
        for _ in digest_run.digest(home, datetime.now(UTC)):
            pass


def main() -> None:
    warm_up()
    for line in sys.stdin:
        now, kill_after_s = line.split()
        print(
            forked(Path(sys.argv[1]), datetime.fromisoformat(now), float(kill_after_s)), flush=True
        )


if __name__ == "__main__":
    main()
