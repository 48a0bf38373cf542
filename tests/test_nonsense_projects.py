"""Projects whose text says nothing, or too little: no match, no crash, and a word about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from scout.domain import Project, Strategy
from scout.store import strategy
from scout.store.engine import open_store
from tests.builders import project

DAY = ("--today", "2026-11-16")
LOREM = (
    "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor"
    " invidunt ut labore et dolore magna aliquyam erat, sed diam voluptua."
)
RECIPE = (
    "Zwiebeln würfeln, Butter schmelzen, Mehl einrühren und mit Brühe ablöschen; Sahne, Muskat"
    " und Petersilie zugeben, zwanzig Minuten köcheln, mit Zitrone abschmecken."
)
TURKISH = (
    "Eski değirmenin yanındaki çınarın gölgesinde oturup çay içtik, balıkçılar ağlarını"
    " onarırken martılar iskelenin üstünde dolaşıyordu."
)
TEXTS = {
    "lorem": ("Lorem ipsum", LOREM),
    "rezept": ("Zwiebelsuppe", RECIPE),
    "tuerkisch": ("Çınarın gölgesi", TURKISH),
    "wort": ("Glasfaser", ""),
    "oft": ("Glasfaser", "Glasfaser " * 50),
    "leer": ("", ""),
    "zahlen": ("2027", "12 345 6789 2027"),
    "und": ("und", "der die das und oder aber Förderung Antrag"),
    "steuernd": ("\x1b[2J\x07", "\x1b[31m\u202e\u2066\ufeff \x9b2J \u200f"),
    "bilder": ("🚲🌳", "🚲 🌳 🏫"),
    "lang": ("x" * 300, "y" * 5_000),
}
SAY_LITTLE = {"wort", "oft", "leer", "zahlen", "und", "steuernd", "bilder", "lang"}
PROJECTS = [project(key, title=title, description=text) for key, (title, text) in TEXTS.items()]


def save(home: Path, projects: Sequence[Project]) -> None:
    with closing(open_store(home)) as store, store.writing() as connection:
        strategy.save(connection, Strategy(projects=tuple(projects)))


@pytest.fixture
def nonsense(collected: Path, scout) -> Path:
    """The sample's first day, read, with such projects, stored as no strategy file could say."""
    save(collected, PROJECTS)
    assert scout("read").returncode == 0
    return collected


def test_nonsense_has_no_match_and_what_says_too_little_is_named(nonsense, scout, json_lines):
    told = scout("match", *DAY)
    assert told.returncode == 0
    assert "Traceback" not in told.stderr
    named = {line.partition(":")[0] for line in told.stderr.splitlines()}
    assert named == SAY_LITTLE
    assert "wort: its text says too little to be ranked well" in told.stderr
    reports = {each["project"]: each for each in json_lines(scout("match", *DAY, "--json"))}
    assert {key for key, each in reports.items() if each["says_little"]} == SAY_LITTLE
    assert reports.keys() == TEXTS.keys()
    assert {(each["matches"], each["shut_out"]) for each in reports.values()} == {(0, 0)}
    assert all(each["best"] is None for each in reports.values())


@pytest.mark.parametrize("key", TEXTS)
def test_matches_of_nonsense_are_none_and_said_to_be(key, nonsense, scout):
    scout("match", *DAY)
    shown = scout("matches", key, *DAY)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"No call that can be applied for fits {key}: ")


@pytest.mark.parametrize("key", TEXTS)
def test_nonsense_can_be_explained_and_tuned(key, nonsense, scout):
    call = "Land/NRW/rad-und-fussverkehr-kommunen"
    for words in (("explain", key, call), ("tune", key, "--set", "wanted.Radwege=0.5")):
        told = scout(*words, *DAY)
        assert told.returncode == 0, told.stderr
        assert "\x1b" not in told.stdout


def test_a_project_that_says_enough_is_not_named(nonsense, scout):
    plan = [
        project("rad", title="Radwege", description="Sichere Abstellanlagen an Bahnhöfen, Brücken")
    ]
    save(nonsense, plan)
    assert scout("match", *DAY).stderr == ""
