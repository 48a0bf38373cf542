"""What is handed out: the wheel is whole, locks hold hashes and no addresses."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_everything_that_runs_need(tmp_path):
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)

    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "scout/sample/strategy.toml",
        "scout/sample/programmes/nrw.toml",
        "scout/sample/source/list.py.txt",
        "scout/sample/source/robots.txt",
        "scout/digest/templates/digest.html.j2",
        "scout/web/static/pages.css",
        "scout/web/templates/item.html.j2",
        "scout/store/migrations/env.py",
        "scout/store/migrations/versions/0001_first_tables.py",
        "matching/lexicon/stopwords_de.txt",
        "matching/lexicon/stopwords_en.txt",
        "matching/lexicon/de_en.txt",
        "matching/lexicon/programmes.toml",
        "matching/signals/wanted.py",
        "spiders/de_foerderdatenbank.py",
        "scheduler.py",
    } <= names
    assert {name.partition("/")[0] for name in names if "dist-info" not in name} == {
        "matching",
        "scout",
        "spiders",
        "scheduler.py",
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_with_hashes_and_names_no_address(name):
    text = (ROOT / name).read_text()

    assert "://" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert len(pins) > 30
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_both_locks_pin_the_same_versions():
    def versions(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {
            line.split(" ;")[0].rstrip(" \\")
            for line in lines
            if "==" in line[:80] and line[0].isalnum()
        }

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_nothing_that_is_committed_names_a_path_of_a_machine():
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    texts = {name: (ROOT / name).read_bytes() for name in files if (ROOT / name).is_file()}
    places = [f"{ROOT.parent}/".encode(), f"{Path.home()}/".encode()]

    assert [name for name, text in texts.items() if any(place in text for place in places)] == []
