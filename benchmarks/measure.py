"""Run a command and say how long it took and how much memory it and its children held at most."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_POLL_S = 0.02


@dataclass(frozen=True)
class Run:
    """Wall seconds, and the most megabytes that the process and its children held together."""

    seconds: float
    megabytes: float
    output: str


def measure(command: Sequence[str], cwd: Path | None = None) -> Run:
    """Run ``command`` once. Memory is the sum over the process tree, sampled (Linux's /proc)."""
    began = time.perf_counter()
    # Into a file: a pipe that nobody empties while we wait would stop the command.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(command, cwd=cwd, stdout=printed)
        most = 0.0
        while process.poll() is None:
            most = max(most, sum(_megabytes(pid) for pid in _tree(process.pid)))
            time.sleep(_POLL_S)
        seconds = time.perf_counter() - began
        printed.seek(0)
        output = printed.read()
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, most, output)


def best_of(times: int, command: Sequence[str], cwd: Path | None = None) -> Run:
    """Return the quickest of several runs: what the machine can do when left alone."""
    return min((measure(command, cwd) for _ in range(times)), key=lambda run: run.seconds)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        try:
            text = Path(f"/proc/{each}/task/{each}/children").read_text()
        except OSError:
            continue
        found.extend(int(child) for child in text.split())
    return found


def _megabytes(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    kilobytes = next(
        (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")), "0"
    )
    return int(kilobytes) / 1024
