from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import finding_wording
from scout.digest.coverage import (
    SourceState,
    coverage_line,
    coverage_summary,
    nothing_new,
    troubles,
)
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
        "Probequelle: seit 12.12.2026 nicht erreichbar – der Server meldete Fehler 503",
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
    assert line.endswith("seit 12.12.2026 nicht gelesen – der Abruf wurde abgebrochen")


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


def titled(title: str, newest: runs.Run | None, read: runs.Run | None = None) -> SourceState:
    return SourceState(source(title.lower(), title=title), newest, read)


GOOD, BEFORE = run(), run(started_at=EARLIER)
SILENT = run("FAILED", findings=(failure("timeout"),), items=0)
UNREADABLE = run("FAILED", findings=(failure("other_structure"), doubt("http_503")), items=0)
DOUBTED = run(runs.DOUBTFUL, findings=(doubt("count_fell"),))


def test_a_catalogue_of_what_was_funded_does_not_count_read_or_not() -> None:
    catalogue = source("katalog", title="Katalog", brings=Brings.PROJECTS)
    states = [
        SourceState(catalogue, GOOD, GOOD),
        SourceState(catalogue, SILENT, None),
        SourceState(catalogue, None, None),
    ]
    assert troubles(states, TODAY) == []
    assert coverage_summary(states, TODAY) == "0 von 0 Quellen gelesen"
    assert coverage_summary([*states, well_read()], TODAY) == "1 von 1 Quelle gelesen"


@pytest.mark.parametrize(
    ("read", "unread", "said"),
    [
        (0, 0, "keine Quelle gelesen"),
        (0, 1, "keine Quelle gelesen"),
        (0, 26, "keine Quelle gelesen"),
        (1, 0, "nichts Neues in den gelesenen Quellen"),
        (26, 0, "nichts Neues in den gelesenen Quellen"),
        (1, 1, "1 von 2 Quellen gelesen, darin nichts Neues"),
        (25, 1, "25 von 26 Quellen gelesen, darin nichts Neues"),
        (13, 13, "13 von 26 Quellen gelesen, darin nichts Neues"),
        (12, 14, "nur 12 von 26 Quellen gelesen, darin nichts Neues"),
        (2, 24, "nur 2 von 26 Quellen gelesen, darin nichts Neues"),
    ],
)
def test_nothing_new_is_claimed_of_no_more_than_was_read(read: int, unread: int, said: str) -> None:
    states = [titled("Gut", GOOD, GOOD)] * read + [titled("Stumm", SILENT, BEFORE)] * unread
    assert nothing_new(states, TODAY) == said
    catalogue = source("katalog", title="Katalog", brings=Brings.PROJECTS)
    assert nothing_new([*states, SourceState(catalogue, GOOD, GOOD)], TODAY) == said


def test_the_summary_counts_news_and_calls_alike() -> None:
    feed = SourceState(source("blatt", title="Blatt", brings=Brings.NEWS), GOOD, GOOD)
    assert coverage_summary([feed, well_read()], TODAY) == "2 von 2 Quellen gelesen"


@pytest.mark.parametrize(
    ("newest", "read", "said"),
    [
        (SILENT, BEFORE, "14 von 15 Quellen gelesen; NRW.BANK seit 12.12.2026 nicht erreichbar"),
        (UNREADABLE, BEFORE, "14 von 15 Quellen gelesen; NRW.BANK seit 12.12.2026 nicht lesbar"),
        (BEFORE, BEFORE, "14 von 15 Quellen gelesen; NRW.BANK seit 12.12.2026 nicht mehr gelesen"),
        (None, None, "14 von 15 Quellen gelesen; 1 noch nie gelesen"),
        (SILENT, None, "14 von 15 Quellen gelesen; 1 noch nie gelesen"),
        (DOUBTED, DOUBTED, "15 von 15 Quellen gelesen, davon 1 mit Zweifel"),
        (GOOD, GOOD, "15 von 15 Quellen gelesen"),
        (run(runs.RUNNING, items=None), GOOD, "15 von 15 Quellen gelesen"),
        (
            run(runs.RUNNING, items=None),
            BEFORE,
            "14 von 15 Quellen gelesen; NRW.BANK seit 12.12.2026 nicht mehr gelesen",
        ),
        (
            run(runs.RUNNING, items=None),
            None,
            "14 von 15 Quellen gelesen; 1 noch nie gelesen",
        ),
        (
            run(runs.ABORTED, items=None, finished_at=None),
            BEFORE,
            "14 von 15 Quellen gelesen; NRW.BANK seit 12.12.2026 nicht gelesen",
        ),
    ],
    ids="silent unreadable old never failed doubted well rereading late first killed".split(),
)
def test_the_summary_says_how_many_were_read_and_which_fell_silent(
    newest: runs.Run | None, read: runs.Run | None, said: str
) -> None:
    states = [well_read()] * 14 + [titled("NRW.BANK", newest, read)]
    assert coverage_summary(states, TODAY) == said


def test_who_fell_silent_is_named_in_the_summary_and_all_that_is_not_well_once_below() -> None:
    states = [
        well_read(),
        titled("Amt A", None),
        titled("Amt B", SILENT),
        titled("Amt C", run(runs.RUNNING, items=None)),
        titled("Amt D", SILENT, BEFORE),
        titled("Amt E", DOUBTED, DOUBTED),
    ]
    summary, lines = coverage_summary(states, TODAY), troubles(states, TODAY)
    assert summary == (
        "2 von 6 Quellen gelesen, davon 1 mit Zweifel; Amt D seit 12.12.2026 nicht erreichbar; "
        "3 noch nie gelesen"
    )
    for name in ("Amt A", "Amt B", "Amt C", "Amt D", "Amt E"):
        assert "\n".join(lines).count(name) == 1


def test_of_many_that_fell_silent_the_summary_says_how_many() -> None:
    states = [
        titled("A", DOUBTED, DOUBTED),
        titled("B", None),
        titled("C", SILENT, BEFORE),
        titled("D", UNREADABLE, BEFORE),
        titled("E", BEFORE, BEFORE),
        well_read(),
    ]
    assert coverage_summary(states, TODAY) == (
        "2 von 6 Quellen gelesen, davon 1 mit Zweifel; 3 nicht gelesen; 1 noch nie gelesen"
    )


def test_troubles_are_lines_of_what_is_not_well_and_one_for_what_nobody_read() -> None:
    states = [
        well_read(),
        titled("heise", GOOD, GOOD),
        titled("t3n", SILENT, BEFORE),
        titled("KfW", DOUBTED, DOUBTED),
        titled("Amt A", None),
        titled("Blatt B", None),
    ]
    assert troubles(states, TODAY) == [
        "t3n: seit 12.12.2026 nicht erreichbar – der Server hat nicht geantwortet",
        "KfW: gelesen am 19.12.2026, 12 Einträge – mit Zweifel: "
        "es kamen weniger Einträge als sonst",
        "noch nie gelesen: Amt A, Blatt B",
    ]
    assert troubles([well_read()], TODAY) == []


STATES = st.builds(
    titled,
    st.sampled_from(["A", "B", "C", "D"]),
    st.sampled_from([None, GOOD, BEFORE, SILENT, UNREADABLE, DOUBTED, run(runs.RUNNING)]),
    st.sampled_from([None, GOOD, BEFORE, DOUBTED]),
)


@given(states=st.lists(STATES, max_size=12))
def test_whatever_is_counted_as_not_read_has_a_line_of_its_own(states: list[SourceState]) -> None:
    said = coverage_summary(states, TODAY)
    read = int(said.split()[0])
    lines = troubles(states, TODAY)
    assert (said.count(";") > 0) >= (read < len(states))
    if read < len(states):
        assert lines
    if not lines:
        assert said in {f"{read} von {read} Quellen gelesen", "1 von 1 Quelle gelesen"}
