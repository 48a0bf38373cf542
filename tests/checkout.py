"""A copy of the project, to begin sources in, and Python that runs there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def copy_of_project(folder: Path) -> Path:
    """Copy into ``folder`` what a new source meets: packages, settings, the test of all sources."""
    for package in ("matching", "scout", "spiders"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    (folder / "tests").mkdir()
    for name in ("pyproject.toml", "scrapy.cfg", "tests/test_recorded_sources.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in ``folder``, whose packages come before those that are installed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SCOUT_")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(folder), "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
