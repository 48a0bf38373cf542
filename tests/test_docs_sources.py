"""docs/sources.md is followed, word by word, in a copy of the project."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.checkout import ROOT, copy_of_project, run

DOCS = (ROOT / "docs" / "sources.md").read_text("utf-8")
ANYTHING = "[...]"
MODULES = {"scout": ("-m", "scout"), "pytest": ("-m", "pytest", "-p", "no:randomly")}
BLOCK = re.compile(r"^```(console|json|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = "tests/recorded/nrw_musterstelle/expected.json"
FIRST_FEED = "_FEEDS = (\n"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """Follow the recipe: run what is to be run, write what is to be written."""
    project = copy_of_project(tmp_path_factory.mktemp("project"))
    found: list[tuple[str, str, str]] = []
    for kind, text in BLOCK.findall(DOCS):
        if kind == "json":
            (project / EXPECTED).write_text(text, "utf-8")
        elif kind == "text":
            add_feed(project / "spiders" / "news.py", text)
        else:
            found.extend(walked(project, text))
    return found


def add_feed(news: Path, line: str) -> None:
    code = news.read_text("utf-8")
    assert code.count(FIRST_FEED) == 1
    news.write_text(code.replace(FIRST_FEED, FIRST_FEED + line), "utf-8")


def walked(project: Path, block: str) -> list[tuple[str, str, str]]:
    """Run a block's commands; return each with what it is said to print, and what it printed."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, said = part.partition("\n")
        program, *words = shlex.split(command)
        found.append((command, said, run(project, *MODULES[program], *words).stdout))
    return found


def fits(said: str, printed: str) -> bool:
    """Tell whether ``printed`` is what was ``said``, margins aside; [...] stands for anything."""
    parts = re.split(rf"\n?{re.escape(ANYTHING)}\n?", plain(said))
    return bool(re.fullmatch(".*?".join(map(re.escape, parts)), plain(printed), re.DOTALL))


def plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_every_command_prints_what_the_recipe_says(followed):
    assert [command.split()[0] for command, _, _ in followed] == [
        *["scout"] * 4, *["pytest"] * 2, "scout",
    ]  # fmt: skip
    for command, said, printed in followed:
        assert fits(said, printed), f"{command}\n--- said\n{said}\n--- printed\n{printed}"


def test_what_the_recipe_points_to_is_there():
    targets = re.findall(r"\]\(([^)#]+)\)", DOCS)
    files = re.findall(r"`((?:spiders|tests)/[a-z_]+\.py)`", DOCS)

    assert targets
    assert files
    assert all((ROOT / "docs" / target).exists() for target in targets)
    assert all((ROOT / file).exists() for file in files)
