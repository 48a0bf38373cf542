from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout import finding_wording, wording
from scout.collect.verdict import NOT_MODIFIED, PAGE_MISSING
from scout.domain import ApplicantType, CallStatus, DeadlineKind, FieldChange, FundingKind, Level
from scout.facts import Deadline, Facts, Money

PROPERTY = settings(max_examples=200, deadline=None)
TODAY = date(2027, 3, 15)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (wording.LEVELS, Level),
        (wording.KINDS, FundingKind),
        (wording.APPLICANTS, ApplicantType),
        (wording.STATUS, CallStatus),
    ],
)
def test_every_word_of_the_field_has_its_own_german_name(
    table: dict[str, str], words: type[Level]
) -> None:
    assert set(table) == set(words)
    assert len(set(table.values())) == len(table)
    assert all(table.values())


def test_there_are_names_for_germany_and_its_laender() -> None:
    assert len(wording.REGIONS) == len(set(wording.REGIONS.values())) == 17


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 12, 31), "31.12.2026"), (date(2027, 2, 1), "01.02.2027")],
)
def test_a_day_is_written_the_german_way(day: date, expected: str) -> None:
    assert wording.german_date(day) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (1250.5, 2, "1.250,50"),
        (1234567.0, 0, "1.234.567"),
        (0.061, 3, "0,061"),
        (-1000.0, 1, "-1.000,0"),
        (0.0, 2, "0,00"),
    ],
)
def test_a_number_is_written_the_german_way(value: float, places: int, expected: str) -> None:
    assert wording.german_number(value, places) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 Aufrufe"), (1, "1 Aufruf"), (2, "2 Aufrufe"), (21, "21 Aufrufe")]
)
def test_one_is_singular(count: int, expected: str) -> None:
    assert wording.counted(count, "Aufruf", "Aufrufe") == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (12, "noch 12 Tage"),
        (1, "noch 1 Tag"),
        (0, "heute"),
        (-1, "seit 1 Tag vorbei"),
        (-3, "seit 3 Tagen vorbei"),
    ],
)
def test_days_are_counted_from_today(days: int, expected: str) -> None:
    assert wording.days_left(TODAY + timedelta(days), TODAY) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, "nicht eindeutig – bitte bei der Quelle nachsehen"),
        (
            Deadline(DeadlineKind.FIXED, (date(2027, 3, 27),)),
            "27.03.2027 (noch 12 Tage)",
        ),
        (
            Deadline(DeadlineKind.FIXED, (date(2027, 1, 1), date(2027, 3, 15), date(2027, 3, 16))),
            "15.03.2027 (heute), 16.03.2027 (noch 1 Tag)",
        ),
        (
            Deadline(DeadlineKind.FIXED, (date(2027, 1, 1), date(2027, 3, 12))),
            "12.03.2027 (seit 3 Tagen vorbei)",
        ),
        (
            Deadline(
                DeadlineKind.FIXED,
                (date(2027, 3, 27),),
                times=("17:00",),
                zone="Europe/Brussels",
            ),
            "27.03.2027, 17:00 Uhr Brüsseler Zeit (noch 12 Tage)",
        ),
        (
            Deadline(
                DeadlineKind.FIXED,
                (date(2027, 3, 1), date(2027, 3, 27)),
                times=("", "23:59"),
                zone="Europe/Brussels",
                two_stage=True,
            ),
            "01.03.2027 (seit 14 Tagen vorbei), "
            "27.03.2027, 23:59 Uhr Brüsseler Zeit (noch 12 Tage) – zweistufiges Verfahren",
        ),
        (
            Deadline(
                DeadlineKind.FIXED,
                (date(2026, 3, 1), date(2026, 9, 1), date(2027, 3, 16)),
                two_stage=True,
            ),
            "16.03.2027 (noch 1 Tag) – zweistufiges Verfahren",
        ),
        (
            Deadline(DeadlineKind.FIXED, (date(2022, 9, 30),), ("06-30",)),
            "jedes Jahr zum 30. Juni (nächster Termin 30.06.2027, noch 107 Tage)",
        ),
        (
            Deadline(DeadlineKind.FIXED, (date(2027, 3, 27),), ("06-30",)),
            "27.03.2027 (noch 12 Tage); "
            "jedes Jahr zum 30. Juni (nächster Termin 30.06.2027, noch 107 Tage)",
        ),
        (Deadline(DeadlineKind.ROLLING, two_stage=True), "laufend – zweistufiges Verfahren"),
        (Deadline(DeadlineKind.CLOSED, two_stage=True), "Antragstellung beendet"),
        (
            Deadline(
                DeadlineKind.FIXED,
                (date(2027, 3, 1), date(2027, 3, 27)),
                times=("17:00", "12:00"),
            ),
            "27.03.2027, 12:00 Uhr (noch 12 Tage)",
        ),
        (
            Deadline(DeadlineKind.FIXED, (date(2027, 3, 27),), zone="Europe/Brussels"),
            "27.03.2027 (noch 12 Tage)",
        ),
        (
            Deadline(DeadlineKind.RECURRING, (), ("06-30",)),
            "jedes Jahr zum 30. Juni (nächster Termin 30.06.2027, noch 107 Tage)",
        ),
        (
            Deadline(DeadlineKind.RECURRING, (), ("02-29", "03-14")),
            "jedes Jahr zum 29. Februar und 14. März (nächster Termin 29.02.2028, noch 351 Tage)",
        ),
        (
            Deadline(DeadlineKind.RECURRING, (), ("03-15",)),
            "jedes Jahr zum 15. März (nächster Termin 15.03.2027, heute)",
        ),
        (
            Deadline(DeadlineKind.RECURRING, (), ("03-01", "10-15")),
            "jedes Jahr zum 1. März und 15. Oktober (nächster Termin 15.10.2027, noch 214 Tage)",
        ),
        (Deadline(DeadlineKind.ROLLING), "laufend"),
        (Deadline(DeadlineKind.RELATIVE), "abhängig vom Vorhaben"),
        (Deadline(DeadlineKind.CLOSED, (date(2027, 1, 1),)), "Antragstellung beendet"),
    ],
)
def test_a_deadline_is_said_on_one_line(found: Deadline | None, expected: str) -> None:
    assert wording.deadline(found, TODAY) == expected


def test_a_guideline_that_ran_out_is_to_be_asked_for() -> None:
    assert wording.validity(TODAY, TODAY) == "Richtlinie gilt bis 15.03.2027"
    assert wording.validity(date(2027, 3, 14), TODAY) == (
        "Richtlinie galt bis 14.03.2027 – bitte nachfragen, ob sie verlängert ist"
    )


def test_where_nothing_is_stated_that_is_said() -> None:
    assert wording.deadline(Deadline(DeadlineKind.NONE_STATED), TODAY) == "nicht angegeben"


def test_the_last_of_february_stands_for_the_29th() -> None:
    found = Deadline(DeadlineKind.RECURRING, (), ("02-29",))
    assert "28.02.2027" in wording.deadline(found, date(2027, 2, 1))


@PROPERTY
@given(st.sampled_from(DeadlineKind), st.lists(st.dates(), min_size=1, max_size=4), st.dates())
def test_every_deadline_has_words(kind: DeadlineKind, days: list[date], today: date) -> None:
    found = Deadline(kind, tuple(sorted(days)), tuple(f"{day:%m-%d}" for day in days))
    line = wording.deadline(found, today)
    assert line.strip() == line != ""
    assert "\n" not in line
    if kind is DeadlineKind.FIXED and max(days) >= today:
        assert "vorbei" not in line


def euros(amount: str | int) -> Money:
    return Money(Decimal(amount))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (euros(17000000), "17.000.000 €"),
        (euros("72323812.37"), "72.323.812,37 €"),
        (euros("1000.00"), "1.000 €"),
        (Money(Decimal(5), "DKK"), "5 DKK"),
    ],
)
def test_a_sum_is_written_the_german_way(found: Money, expected: str) -> None:
    assert wording.money(found) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Facts(), ""),
        (Facts(budget=euros(5)), "Budget 5 €"),
        (Facts(expected_grants=3), "für 3 Vorhaben"),
        (Facts(budget=euros(17000000), expected_grants=2), "Budget 17.000.000 € für 2 Vorhaben"),
        (Facts(min_grant=euros(1), max_grant=euros(2)), ""),
    ],
)
def test_money_is_said_as_far_as_it_is_known(found: Facts, expected: str) -> None:
    assert wording.budget(found) == expected


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (1.0, "hoch"),
        (0.2, "hoch"),
        (0.199, "mittel"),
        (0.1, "mittel"),
        (0.099, "gering"),
        (0.0, "gering"),
    ],
)
def test_a_score_has_a_word(score: float, expected: str) -> None:
    assert wording.fit(score) == expected


@PROPERTY
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_never_has_a_lesser_word(one: float, other: float) -> None:
    order = ["gering", "mittel", "hoch"]
    lower, higher = sorted((one, other))
    assert order.index(wording.fit(lower)) <= order.index(wording.fit(higher))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a und b"),
        (["a", "b", "c"], "a, b und c"),
        (["a und b"], "a und b"),
        (["a", "b", "c und d"], "a, b sowie c und d"),
        (["a", "b und c", "d"], "a, b und c sowie d"),
    ],
)
def test_words_are_listed_the_german_way(words: list[str], expected: str) -> None:
    assert wording.listed(words) == wording.listed(iter(words)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (FieldChange("title", "a", "b"), "Titel: geändert"),
        (FieldChange("funder", None, "b"), "Fördergeber: neu angegeben"),
        (FieldChange("section.Fristen", "a", None), "Fristen: nicht mehr angegeben"),
        (FieldChange("section.Wer. Wie. Was.", "a", "b"), "Wer. Wie. Was.: geändert"),
        (FieldChange("code.Foerderart", "a", "b"), "Förderart: geändert"),
        (FieldChange("code.Neues", "a", "b"), "Neues: geändert"),
        (FieldChange("stated.deadlineDate", "a", "b"), "Frist: geändert"),
        (FieldChange("stated.startDate", None, "b"), "Beginn der Antragstellung: neu angegeben"),
        (FieldChange("code.status", "a", "b"), "Stand: geändert"),
        (FieldChange("listing", "listed", "gone"), "Steht nicht mehr in der Liste der Quelle"),
        (FieldChange("listing", "gone", "listed"), "Steht wieder in der Liste der Quelle"),
    ],
)
def test_a_change_is_named_for_a_reader(found: FieldChange, expected: str) -> None:
    assert wording.change(found) == expected


@PROPERTY
@given(st.text(), st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_any_change_has_words(field: str, old: str | None, new: str | None) -> None:
    assert wording.change(FieldChange(field, old, new))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("http_503", "der Server meldete Fehler 503"),
        ("timeout", "der Server hat nicht geantwortet"),
        ("not_a_zip", "statt der Daten kam etwas anderes"),
        ("bot_wall", "die Quelle verlangt einen Menschen am Bildschirm"),
        ("records_missing", "es kamen weniger Einträge, als die Quelle angibt"),
        ("never_heard_of", "es gab ein technisches Problem"),
    ],
)
def test_a_finding_is_said_without_its_code(code: str, expected: str) -> None:
    assert finding_wording.finding(code) == expected


ROOT = Path(__file__).parent.parent
# Who is called with a finding's code first, and which codes come from elsewhere: those of errors
# and causes, which are made by one of the same, and of a page that is not modified.
MAKERS = {"Finding", "CrawlError", "Refused", "Cause", "_report", "_unread"}
HANDED_ON = {
    "error.code",
    "cause.code",
    "finding.code",
    "_code_of(error)",
    "NOT_MODIFIED",
    "LEFT_OUT",
    "PAGE_MISSING",
    "code",
}


def made_codes() -> Iterator[tuple[str, ast.expr]]:
    """Yield where a finding is made, and the expression for its code."""
    for path in sorted([*(ROOT / "scout").rglob("*.py"), *(ROOT / "spiders").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name in MAKERS and not isinstance(node.args[0], ast.Starred):
                code = node.args[0]
                for each in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", each


def test_every_finding_has_german_words() -> None:
    unknown = finding_wording.finding("never_heard_of")
    codes = {NOT_MODIFIED, PAGE_MISSING}
    assert unknown not in map(finding_wording.finding, codes)
    for place, code in made_codes():
        if isinstance(code, ast.Constant):
            codes.add(code.value)
            words = finding_wording.finding(code.value)
            assert words != unknown, f"{place}: {code.value} has no words"
        else:
            said = ast.unparse(code)
            assert said in HANDED_ON or said.startswith("f'http_"), f"{place}: {said}"
    assert len(codes) > 30
    assert len({finding_wording.finding(code) for code in codes}) > 25
