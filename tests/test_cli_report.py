"""scout report: the page of a project, from a whole home to a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from scout.sample import STRATEGY

PROJECT = "glasfaser-schulen"
DAY = ("--today", "2026-11-16")


@pytest.fixture
def walked(collected: Path, scout) -> Path:
    """The sample's first day, ranked."""
    for words in (("strategy", "import", STRATEGY), ("read",), ("match", *DAY)):
        assert scout(*words).returncode == 0
    return collected


@pytest.fixture
def report(scout, home):
    """Write a project's report and return it parsed."""

    def report(*words: str, project: str = PROJECT) -> BeautifulSoup:
        result = scout("report", project, "--html", *DAY, *words)
        assert (result.returncode, result.stderr) == (0, "")
        path = home / f"report-{project}.html"
        assert result.stdout == f"{path.resolve()}\n"
        return BeautifulSoup(path.read_text("utf-8"), "html.parser")

    return report


def said(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def keys_of(json_lines, scout, *words: str) -> list[str]:
    return [each["key"] for each in json_lines(scout("matches", PROJECT, *DAY, *words, "--json"))]


def judge_all(scout, relevant: list[str], irrelevant: list[str]) -> None:
    # Alternating: the first few judgements shall hold both kinds.
    pairs = [(key, "relevant") for key in relevant] + [(key, "irrelevant") for key in irrelevant]
    for key, verdict in sorted(pairs, key=lambda pair: pair[0][::-1]):
        assert scout("judge", PROJECT, key, verdict, *DAY).returncode == 0


def test_the_page_lists_what_scout_matches_lists(walked, report, scout, json_lines):
    matches = json_lines(scout("matches", PROJECT, *DAY, "--json", "--top", "50"))
    excluded = json_lines(scout("matches", PROJECT, *DAY, "--json", "--excluded"))
    page = report()
    tables = {table.caption.get_text(): table for table in page.select("table.ranking")}
    shown = tables["Passende Aufrufe, der beste zuerst"]

    assert [link["href"] for link in shown.select("th.title a")] == [
        each["url"] for each in matches
    ]
    assert [cell.get_text() for cell in shown.select(".figure")] == [
        f"{each['score']:.2f}".replace(".", ",") for each in matches
    ]
    ranks = [cell.get_text() for cell in shown.select("td.rank")]
    assert ranks == [str(rank) for rank in range(1, len(matches) + 1)]
    barred = tables.get("Aufrufe, die keinem Antragsteller offenstehen")
    assert len(excluded) == (len(barred.select("th.title")) if barred else 0)
    first = " ".join(shown.select_one("details").get_text(" ").split())
    assert matches[0]["reasons"][0]["words"][0] in first
    assert matches[0]["reasons"][0]["quote"] in first
    assert len(shown.select(".whatif")) == min(len(matches), 3)
    assert len(tables["Aufrufe knapp unter der Schwelle"].select("th.title")) == 10
    assert "BY-ND 4.0" in page.footer.get_text()


def test_a_home_without_judgements_and_tuning_says_so(walked, report):
    text = said(report())

    assert "Bewertungen noch keine" in text
    assert "Für dieses Projekt allein wurde noch nichts eingestellt" in text
    assert "Die Güte lässt sich erst ab fünf Bewertungen zeigen; bisher gibt es keine." in text
    assert "Vorschläge gibt es ab 10 Bewertungen" in text


def test_judgements_are_shown_measured_and_learned_from(walked, report, scout, json_lines):
    fitting = keys_of(json_lines, scout)[:4]
    others = [
        each["key"]
        for each in json_lines(scout("calls", *DAY, "--json"))
        if each["status"] == "OPEN" and each["key"] not in keys_of(json_lines, scout, "--top", "50")
    ][:8]
    judge_all(scout, fitting, others)
    page = report()
    text = said(page)

    assert f"{len(fitting)} passend, {len(others)} unpassend" in text
    assert f"{len(others)} Aufrufe wurden als unpassend bewertet" in text
    measured = page.select("#guete ~ details tbody tr")
    assert [row.th.get_text() for row in measured] == ["5", "10", str(len(fitting) + len(others))]
    assert page.select_one("svg#bild-guete") is not None
    assert "Es fehlen:" not in text
    assert len(page.select(".said.yes")) == len(fitting)


def test_what_is_asked_for_is_previewed_and_not_kept(walked, report, scout, json_lines):
    (preview,) = json_lines(
        scout(
            "tune", PROJECT, "--set", "threshold=0.04", "--set", "word.glasfaser=0", *DAY, "--json"
        )
    )
    page = report("--set", "threshold=0.04", "--set", "word.glasfaser=0")
    text = said(page)
    moved = [move for move in preview["moves"] if move["kind"] != "stays"]

    assert moved
    assert len(page.select("td.move")) == len(moved)
    assert "Noch ist nichts geändert" in text
    assert "Schwelle: Vorgabe → 0,04" in text
    keep = f"scout tune {PROJECT} --set threshold=0.04 --set word.glasfaser=0 --keep"
    assert keep in [code.get_text() for code in page.select("code")]
    assert json_lines(scout("tune", PROJECT, "--history", "--json")) == []


def test_the_newest_change_is_compared_with_what_was_before(walked, report, scout, json_lines):
    before = len(keys_of(json_lines, scout, "--top", "50"))
    for value in ("word.glasfaser=2", "threshold=0.9"):
        assert scout("tune", PROJECT, "--set", value, "--keep", *DAY).returncode == 0
    assert scout("tune", "--overall", "--set", "weight.region=0", "--keep", *DAY).returncode == 0
    page = report()
    text = said(page)

    assert before
    assert "(Nummer 2 vom 16.11.2026)" in text
    assert "Schwelle: Vorgabe → 0,9" in text
    assert "Faktor für das Wort „glasfaser“: Vorgabe → 2" not in text
    assert "fällt heraus" in text
    assert "Kein Aufruf erreicht die Schwelle" in text
    assert "alle Projekte Gewicht von „Region“ Vorgabe 0" in text
    undo = [code.get_text() for code in page.select("code") if "--undo" in code.get_text()]
    assert undo == [f"scout tune {PROJECT} --undo"]


def test_a_change_that_was_taken_back_is_named_as_such(walked, report, scout):
    assert scout("tune", PROJECT, "--set", "threshold=0.9", "--keep", *DAY).returncode == 0
    assert scout("tune", PROJECT, "--undo", *DAY).returncode == 0
    text = said(report())

    assert "sie nimmt Änderung 1 zurück" in text
    assert "Schwelle: 0,9 → Vorgabe" in text
    assert "kommt hinzu" in text


def test_two_reports_of_a_day_are_the_same_bytes(walked, report, home):
    report()
    first = (home / f"report-{PROJECT}.html").read_bytes()
    report()

    assert (home / f"report-{PROJECT}.html").read_bytes() == first
    assert sorted(path.name for path in home.glob("*report*")) == [f"report-{PROJECT}.html"]


def test_the_page_goes_where_it_is_wanted(walked, scout, tmp_path, json_lines):
    file = tmp_path / "seite.html"
    file.write_text("was vorher da war")
    (printed,) = json_lines(scout("report", PROJECT, "--html", "--out", file, *DAY, "--json"))

    assert printed == {"project": PROJECT, "path": str(file.resolve())}
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((PROJECT,), "expected --html"),
        (("glasfaser", "--html"), "PROJECT: expected a key of the strategy (glasfaser-schulen"),
        ((PROJECT, "--html", "--set", "treshold=1"), "--set: expected threshold"),
        (
            (PROJECT, "--html", "--out", "/nowhere/x.html"),
            "--out: /nowhere/x.html cannot be written",
        ),
        ((PROJECT, "--html", "--out", "/"), "--out: / cannot be written"),
    ],
)
def test_wrong_usage_names_what_is_expected(walked, words, message, scout, home):
    result = scout("report", *words, *DAY)

    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert not list(home.glob("*report*"))


def test_without_a_strategy_there_is_no_page(scout, home):
    result = scout("report", PROJECT, "--html")

    assert result.returncode == 2
    assert "none: import a strategy first" in result.stderr


def test_without_calls_there_is_a_page_that_says_so(scout, report, home):
    assert scout("strategy", "import", STRATEGY).returncode == 0
    text = said(report())

    assert "Es ist noch kein Aufruf da, auf den man sich bewerben kann" in text
    assert "0 Aufrufe und 0 Meldungen" in text
