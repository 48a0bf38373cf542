from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scout import finding_wording
from scout.digest.coverage import SourceState, coverage_line, coverage_lines
from scout.domain import Brings, Finding, Weight
from scout.store import runs
from tests.builders import NOON, TODAY, run, source, well_read

EARLIER = datetime(2026, 12, 12, 3, tzinfo=UTC)


def failure(code: str) -> Finding:
    return Finding(code, "technical words", None, Weight.FAILURE)


def doubt(code: str) -> Finding:
    return Finding(code, "technical words", None, Weight.DOUBT)


def test_a_source_that_nobody_ever_read_says_so() -> None:
    assert coverage_line(SourceState(source(), None, None), TODAY) == (
        False,
        "Probequelle: noch nie gelesen",
    )


@pytest.mark.parametrize(
    ("items", "words"), [(0, "0 Einträge"), (1, "1 Eintrag"), (2531, "2531 Einträge")]
)
def test_a_good_crawl_names_day_and_number(items: int, words: str) -> None:
    good = run(items=items)
    line = f"Probequelle: gelesen am 19.12.2026, {words}"
    assert coverage_line(SourceState(source(), good, good), TODAY) == (True, line)


def test_the_day_is_the_day_in_germany() -> None:
    late = run(started_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert (
        "gelesen am 01.07.2026"
        in coverage_line(SourceState(source(), late, late), date(2026, 7, 1))[1]
    )


def test_a_doubtful_crawl_is_read_with_its_doubts_said_once() -> None:
    findings = (
        doubt("count_fell"),
        doubt("items_rejected"),
        doubt("item_rejected"),
        Finding("note", "no matter", None, Weight.NOTE),
    )
    doubtful = run(runs.DOUBTFUL, findings=findings)
    well, line = coverage_line(SourceState(source(), doubtful, doubtful), TODAY)
    assert not well
    assert line == (
        "Probequelle: gelesen am 19.12.2026, 12 Einträge – mit Zweifel: "
        "es kamen weniger Einträge als sonst, einzelne Einträge waren unbrauchbar"
    )


@pytest.mark.parametrize("code", ["http_404", "http_500", "timeout"])
def test_a_page_that_did_not_come_is_no_trouble_of_the_whole_source(code: str) -> None:
    doubtful = run(runs.DOUBTFUL, findings=(doubt(code), doubt("http_410")))
    line = coverage_line(SourceState(source(), doubtful, doubtful), TODAY)[1]
    assert line.endswith(" – mit Zweifel: einzelne Seiten waren nicht zu lesen")


def test_a_failed_crawl_says_since_when_and_why() -> None:
    failed = run("FAILED", findings=(failure("http_503"), doubt("count_fell")), items=0)
    good = run(started_at=EARLIER)
    assert coverage_line(SourceState(source(), failed, good), TODAY) == (
        False,
        "Probequelle: nicht gelesen seit 12.12.2026 – der Server meldete Fehler 503",
    )


def test_a_source_that_always_failed_was_never_read() -> None:
    failed = run("FAILED", findings=(failure("timeout"),))
    assert coverage_line(SourceState(source(), failed, None), TODAY) == (
        False,
        "Probequelle: noch nie gelesen – der Server hat nicht geantwortet",
    )


def test_a_crawl_that_was_killed_is_not_read() -> None:
    killed = run(runs.ABORTED, items=None, finished_at=None)
    well, line = coverage_line(SourceState(source(), killed, run(started_at=EARLIER)), TODAY)
    assert not well
    assert line.endswith("nicht gelesen seit 12.12.2026 – der Abruf wurde abgebrochen")


@pytest.mark.parametrize("code", ["zip_damaged", "robots_forbidden", "http_404", "never_heard_of"])
def test_no_reason_is_left_in_technical_words(code: str) -> None:
    failed = run("FAILED", findings=(failure(code),), started_at=NOON)
    line = coverage_line(SourceState(source(), failed, None), TODAY)[1]
    assert code not in line
    assert "technical words" not in line
    assert line.endswith(finding_wording.finding(code))


def test_a_source_that_is_being_read_is_not_called_broken() -> None:
    running = run(runs.RUNNING, items=None)
    before = run(started_at=EARLIER)
    assert coverage_line(SourceState(source(), running, before), TODAY) == (
        False,
        "Probequelle: wird gerade gelesen, zuletzt am 12.12.2026",
    )
    assert coverage_line(SourceState(source(), running, None), TODAY)[1].endswith("zum ersten Mal")


def test_a_source_that_nobody_tried_to_read_for_days_does_not_look_healthy() -> None:
    good = run(started_at=EARLIER)
    assert coverage_line(SourceState(source(), good, good), date(2026, 12, 15))[0]
    assert coverage_line(SourceState(source(), good, good), date(2026, 12, 16)) == (
        False,
        "Probequelle: seit 12.12.2026 nicht mehr gelesen",
    )


def test_a_catalogue_of_what_was_funded_has_no_line_read_or_not():
    catalogue = source("katalog", title="Katalog", brings=Brings.PROJECTS)
    failed = run("FAILED", findings=(failure("timeout"),))
    states = [
        SourceState(catalogue, run(), run()),
        SourceState(catalogue, failed, None),
        SourceState(catalogue, None, None),
    ]
    assert coverage_lines(states, TODAY) == []
    assert len(coverage_lines([*states, well_read()], TODAY)) == 1


def test_many_feeds_that_are_well_share_a_line_and_what_nobody_read_another():
    feed = {"brings": Brings.NEWS}
    heise, golem, t3n = (source(name, title=name, **feed) for name in ("heise", "golem", "t3n"))
    late = run(started_at=NOON - timedelta(days=1))
    failed = run("FAILED", findings=(Finding("timeout", "", None, Weight.FAILURE),))
    states = [
        well_read(),
        SourceState(heise, run(), run()),
        SourceState(golem, run(), run()),
        SourceState(t3n, failed, late),
        SourceState(source("a", title="Amt A"), None, None),
        SourceState(source("b", title="Blatt B", **feed), None, None),
    ]
    assert coverage_lines(states, TODAY) == [
        (True, "Probequelle: gelesen am 19.12.2026, 12 Einträge"),
        (False, "t3n: nicht gelesen seit 18.12.2026 – der Server hat nicht geantwortet"),
        (True, "heise und golem: gelesen am 19.12.2026"),
        (False, "noch nie gelesen: Amt A, Blatt B"),
    ]
