"""What tests share: a home, bundles of the web, and honest skips."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from scout.cli.main import main
from scout.sample.export import (
    EXPORT_URL,
    sample_documents,
    write_bundle,
    write_export_bundle,
    zip_of,
)
from tests.databases import _migrated, database_url, fresh, postgres, store  # noqa: F401 - fixtures

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("ours", deadline=None, print_blob=True)
settings.load_profile("ours")


@pytest.fixture
def shared() -> Path:
    """The recorded real world; tests that stand on it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Debian's Chromium: `make test-system` installs it, and CI must have it."""
    path = shutil.which("chromium")
    if path is None:
        message = "chromium is not installed (make test-system)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    return tmp_path / "home"


@dataclass(frozen=True)
class Result:
    """What a command ended with."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def scout(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command of the program in ``home``, in this process; crawls have their own anyway."""

    def run(*words: object, **environment: str) -> Result:
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["scout", *map(str, words)])
            patch.setenv("SCOUT_HOME", str(home))
            patch.setenv("COLUMNS", "100")
            for name, value in environment.items():
                patch.setenv(name, value)
            with redirect_stdout(out), redirect_stderr(err):
                try:
                    main()
                    code = 0
                except SystemExit as ending:
                    code = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
        return Result(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def _collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the sample's first day was collected; made once, to be copied."""
    folder = tmp_path_factory.mktemp("collected")
    web = write_bundle(folder / "web", date(2026, 11, 16), 1)
    command = [sys.executable, "-m", "scout", "collect", "--home", str(folder / "home")]
    subprocess.run([*command, "--replay", str(web), "--today", "2026-11-16"], check=True, cwd=ROOT)
    return folder / "home"


@pytest.fixture
def collected(home: Path, _collected: Path) -> Path:
    """``home``, with the sample's first day (2026-11-16) collected and nothing read yet."""
    return Path(shutil.copytree(_collected, home))


def lines(result: Result) -> list[dict[str, Any]]:
    """Return what a command printed with --json; every line of stdout must be an object."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def json_lines() -> Callable[[Result], list[dict[str, Any]]]:
    """The reader of --json output."""
    return lines


@pytest.fixture
def bundle(tmp_path: Path) -> Callable[..., Path]:
    """Write an export as a recorded day of the web; returns the folder."""

    def write(
        export: bytes | Mapping[str, bytes] | None = None,
        *,
        day: date = date(2026, 11, 16),
        min_items: int = 10,
        change: Callable[[dict[str, Any]], None] | None = None,
        name: str = "web",
    ) -> Path:
        body = export if isinstance(export, bytes) else zip_of(export or sample_documents(1))
        folder = write_export_bundle(tmp_path / name, day, body, min_items=min_items)
        if change is not None:
            index = json.loads((folder / "index.json").read_text())
            change(next(each for each in index["responses"] if each["url"] == EXPORT_URL))
            (folder / "index.json").write_text(json.dumps(index))
        return folder

    return write


@pytest.fixture(scope="session")
def zeros() -> bytes:
    """A ZIP that unpacks to two gigabytes of zeros, made without holding them."""
    buffer = io.BytesIO()
    block = bytes(16_000_000)
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("BMWI/FDB/Content/DE/Foerderprogramm/Bund/BMWi/null.xml", "w") as member,
    ):
        for _ in range(125):
            member.write(block)
    return buffer.getvalue()
