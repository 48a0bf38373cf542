"""The README is run: every command of it, in order, and what it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ANYTHING = "[...]"
PROGRAMS = {"scout": ("-m", "scout"), "scout-scheduler": (str(ROOT / "scheduler.py"),)}


def blocks(kind: str) -> list[str]:
    """Return the fenced blocks of ``kind`` in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Return each command of the console blocks with what it is said to print."""
    found: list[tuple[str, str]] = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        else:
            command, printed = found[-1]
            found[-1] = (command, f"{printed}{line}\n")
    return found


def fits(said: str, printed: str) -> bool:
    """Tell whether ``printed`` is what was ``said``, margins aside; [...] stands for anything."""
    parts = re.split(rf"\n?{re.escape(ANYTHING)}\n?", _plain(said))
    pattern = ".*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, _plain(printed), re.DOTALL) is not None


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> tuple[Path, list[tuple[str, str, str, int]]]:
    """Run all commands in one empty folder; gives command, said, printed, exit code."""
    folder = tmp_path_factory.mktemp("readme")
    # Our own test collection, which the README measures.
    (folder / "tests").symlink_to(ROOT / "tests")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SCOUT_")}
    results = []
    for command, said in commands():
        program, *words = command.split()
        done = subprocess.run(
            [sys.executable, *PROGRAMS[program], *words],
            cwd=folder,
            env=clean | {"COLUMNS": "100", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        results.append((command, said, done.stdout, done.returncode))
    return folder, results


def test_every_command_prints_what_the_readme_says(walked):
    _, results = walked

    assert len(results) >= 18
    for command, said, printed, code in results:
        assert code == 0, (command, printed)
        assert fits(said, printed), f"{command}\n--- said\n{said}\n--- printed\n{printed}"


def test_the_mail_is_shown_as_it_is_sent(walked):
    folder, _ = walked
    (mail,) = (folder / "coesfeld" / "outbox").glob("2026-11-23_n.overkamp@duelmen.*.txt")

    (shown,) = blocks("text")

    assert shown.strip() == mail.read_text("utf-8").strip()


def test_every_command_of_the_program_is_in_the_readme(scout):
    listed = re.findall(r"^  (\w+) {2,}", scout("--help").stdout.partition("Commands:")[2], re.M)

    assert len(listed) == 29
    assert [name for name in listed if f"scout {name}" not in README] == []


def test_commands_of_make_exist():
    makefile = (ROOT / "Makefile").read_text()
    named = re.findall(r"^make ([a-z-]+)", "".join(blocks("sh")), re.MULTILINE)

    assert {"demo", "test", "test-system"} <= set(named)
    assert [name for name in named if f"\n{name}:" not in makefile] == []


def test_the_picture_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert pictures
    for path in pictures:
        assert (ROOT / path).stat().st_size > 10_000
