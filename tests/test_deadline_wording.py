"""Internal deadlines in German, as a town hall reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scout import deadline_wording
from scout.council import InternalDeadline, Reach
from scout.deadline_wording import TRACKED, internal, internal_lines
from scout.fit import TrackingState
from tests.builders import applicant
from tests.full_issue import IN_TIME, URGENT

UNKNOWN = InternalDeadline(reach=Reach.NOT_KNOWN)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            IN_TIME,
            "Vorlage bis 04.02.2027 (Kreisausschuss), Beschluss 18.02.2027 (Kreistag)",
        ),
        (
            InternalDeadline(
                reach=Reach.IN_TIME,
                body="Rat",
                sitting_on=date(2027, 2, 11),
                papers_body="Rat",
                papers_on=date(2027, 1, 28),
            ),
            "Vorlage bis 28.01.2027, Beschluss 11.02.2027 (Rat)",
        ),
        (URGENT, "nur mit Dringlichkeitsentscheidung"),
        (UNKNOWN, "Sitzungstermine nicht bekannt"),
        (
            InternalDeadline(reach=Reach.NOT_KNOWN, known_until=date(2027, 6, 30)),
            "Sitzungstermine nur bis 30.06.2027 bekannt",
        ),
        (
            replace(IN_TIME, reach=Reach.NOT_KNOWN, known_until=date(2027, 2, 18)),
            "Sitzungstermine nur bis 18.02.2027 bekannt; die letzten davon: Vorlage bis "
            "04.02.2027 (Kreisausschuss), Beschluss 18.02.2027 (Kreistag)",
        ),
        (
            replace(IN_TIME, reach=Reach.SHORT),
            "Vorlage noch bis 04.02.2027 (Kreisausschuss) möglich, wenn sie in weniger als "
            "4 Wochen geschrieben wird, Beschluss 18.02.2027 (Kreistag); sonst nur mit "
            "Dringlichkeitsentscheidung",
        ),
        (
            replace(URGENT, deadline_on=date(2027, 7, 1)),
            "zur Frist 01.07.2027 nur mit Dringlichkeitsentscheidung",
        ),
    ],
)
def test_an_internal_deadline_is_said_in_german(found: InternalDeadline, said: str) -> None:
    assert internal(found) == said


def test_what_is_not_known_never_reads_as_not_possible() -> None:
    assert deadline_wording.URGENT_ONLY not in internal(UNKNOWN)


def test_applicants_with_the_same_answer_share_a_line() -> None:
    named = [applicant(f"a{number}", name=f"Stadt {number}") for number in range(7)]
    answers = [URGENT, IN_TIME, URGENT, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]

    assert internal_lines(zip(named, answers, strict=True)) == [
        "Stadt 0 und Stadt 2: nur mit Dringlichkeitsentscheidung",
        "Stadt 1: Vorlage bis 04.02.2027 (Kreisausschuss), Beschluss 18.02.2027 (Kreistag)",
        "Stadt 3, Stadt 4, Stadt 5 und Stadt 6: Sitzungstermine nicht bekannt",
    ]
    assert internal_lines((each, URGENT) for each in named) == [
        "Stadt 0, Stadt 1, Stadt 2 und 4 weitere: nur mit Dringlichkeitsentscheidung"
    ]
    assert internal_lines([]) == []


def test_every_state_has_words_but_the_one_that_nobody_set() -> None:
    assert set(TRACKED) == set(TrackingState)
    assert [state for state, words in TRACKED.items() if not words] == [TrackingState.NEW]
    assert len(set(TRACKED.values())) == len(TRACKED)
