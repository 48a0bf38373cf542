"""The directions of the house: kept by the code, and bitten where one is broken."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("matching", "scout", "spiders")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages in ``folder``."""
    code = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts, to plant violations in."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_directions(copy):
    result = lint(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("scout/store/calls.py", "import scout.jobs", "A file imports only from lower floors"),
        ("scout/domain.py", "import scout.store.calls", "A file imports only from lower floors"),
        ("scout/digest/render.py", "import scout.collect.crawl", "A file imports only from lower"),
        ("scout/digest/render.py", "import scout.exchange.ics", "A file imports only from lower"),
        ("scout/sittings_file.py", "import scout.strategy_file", "A file imports only from lower"),
        (
            "scout/council.py",
            "import icalendar",
            "The words of the field need the standard library",
        ),
        ("scout/reading/facts.py", "import scout.settings", "Reading is pure"),
        ("scout/reading/facts.py", "import sqlalchemy", "Reading is pure"),
        ("matching/rank.py", "import scout.domain", "matching is pure"),
        ("matching/rank.py", "import sqlalchemy", "matching is pure"),
        ("matching/index.py", "import datetime", "matching is pure"),
        ("matching/words.py", "import matching.counts", "Matching has floors"),
        ("matching/features.py", "import matching.weights", "Matching has floors"),
        ("matching/feedback.py", "import matching.index", "Matching has floors"),
        ("matching/signals/wanted.py", "import matching.explain", "Matching has floors"),
        ("matching/evaluation.py", "import matching.texts", "Evaluation stands alone"),
        ("scout/jobs.py", "import matching.rank", "matching is entered by one door"),
        ("scout/jobs.py", "import spiders.de_foerderdatenbank", "scout never imports spiders"),
        ("spiders/de_foerderdatenbank.py", "import scout.store.calls", "A spider delivers"),
        ("spiders/de_foerderdatenbank.py", "import scout.settings", "A spider delivers"),
        ("spiders/de_foerderdatenbank.py", "import scout.reading.facts", "A spider speaks"),
        ("spiders/de_foerderdatenbank.py", "import scout.collect.verdict", "A spider speaks"),
        ("scout/delivery/mail.py", "import smtplib", "Mail leaves through yagmail's connection"),
        ("spiders/eu_funding_tenders.py", "import scout.reading.eu.fields", "A spider speaks"),
        ("spiders/news.py", "import scout.reading.facts", "A spider speaks"),
        ("spiders/news.py", "import scout.reading.money.rates", "A spider speaks"),
        ("spiders/de_foerderdatenbank.py", "import scout.reading.feeds", "A spider speaks"),
        ("spiders/de_foerderdatenbank.py", "import scout.facts", "A spider speaks"),
        ("scout/reading/money/sums.py", "import scout.reading.eu.text", "Reading has floors"),
        ("scout/reading/money/sums.py", "import scout.reading.timing.dates", "Reading has floors"),
        ("scout/reading/sentences.py", "import scout.reading.facts", "Reading has floors"),
        ("scout/grouping/joins.py", "import scout.store.calls", "Grouping is pure"),
        ("scout/grouping/titles.py", "import scout.grouping.joins", "Grouping has floors"),
        ("scout/facts.py", "import pydantic", "The words of the field need the standard library"),
        ("spiders/news.py", "import scout.store.news", "A spider delivers"),
        ("scout/domain.py", "import pydantic", "The words of the field need the standard library"),
    ],
)
def test_a_planted_violation_is_caught(file, line, contract, copy):
    path = copy / file
    path.write_text(f"{path.read_text()}\n{line}\n")

    result = lint(copy)

    assert result.returncode == 1, result.stdout
    assert any(
        row.startswith(contract) and " BROKEN" in row for row in result.stdout.splitlines()
    ), result.stdout


def test_a_new_file_of_matching_needs_a_floor(copy):
    (copy / "matching" / "astrology.py").write_text('"""Ask the stars."""\n')

    result = lint(copy)

    assert result.returncode == 1, result.stdout
    assert "astrology" in result.stdout


def test_the_clock_imports_verbs_and_words_only_and_nobody_imports_it():
    """import-linter knows packages only; scheduler.py is a file of its own."""
    imported = {name for name in _imports(ROOT / "scheduler.py") if name.startswith("scout")}
    assert imported <= {
        "scout",
        "scout.clock",
        "scout.collect.catalogue",
        "scout.collect.crawl",
        "scout.collect.way_out",
        "scout.digest_run",
        "scout.domain",
        "scout.errors",
        "scout.home",
        "scout.log",
        "scout.rehearsal",
        "scout.schedule",
        "scout.store",
        "scout.store.slots",
    }
    others = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert not [path for path in others if "scheduler" in _imports(path)]


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {
        each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names
    }
    return plain | {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }


def parts_of(pattern):
    """Yield every operation of a regular expression with its arguments, from the outside in."""
    for operation, argument in pattern:
        yield operation, argument
        for each in argument if isinstance(argument, tuple | list) else [argument]:
            if isinstance(each, _parser.SubPattern):
                yield from parts_of(each)
            elif isinstance(each, list):
                for branch in each:
                    if isinstance(branch, _parser.SubPattern):
                        yield from parts_of(branch)


def possessive_groups(pattern):
    """Return what is repeated possessively and is more than one character or class."""
    plain = {_constants.IN, _constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY}
    return [
        argument[2]
        for operation, argument in parts_of(_parser.parse(pattern))
        if operation is _constants.POSSESSIVE_REPEAT
        and (len(argument[2]) != 1 or argument[2][0][0] not in plain)
    ]


ALL_PATTERNS = """
import importlib, json, pkgutil, re, scout
names = [each.name for each in pkgutil.walk_packages(scout.__path__, "scout.")]
modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
print(json.dumps({
    f"{module.__name__}.{name}": value.pattern if isinstance(value.pattern, str)
    else value.pattern.decode("latin-1")
    for module in modules for name, value in vars(module).items() if isinstance(value, re.Pattern)
}))
"""


def test_no_group_is_repeated_possessively():
    # Python 3.11.2, that of Debian 12, matches them wrongly (gh-106052, fixed in 3.11.5).
    command = [sys.executable, "-W", "ignore", "-c", ALL_PATTERNS]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    patterns = json.loads(said.stdout)

    assert possessive_groups(r"(a|bc)*+d")
    assert not possessive_groups(r"[ab]*+c++d")
    assert len(patterns) > 50
    assert [name for name, each in patterns.items() if possessive_groups(each)] == []
