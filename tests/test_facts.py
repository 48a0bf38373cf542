from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.clock import day_of, now_or_on
from scout.domain import (
    ApplicantType,
    CallStatus,
    DeadlineKind,
    FundingCall,
    FundingKind,
    Level,
    Section,
)
from scout.facts import Day, Deadline, Evidence, Facts
from scout.reading.facts import read_facts, status_of
from scout.reading.sections import (
    DEADLINES,
    FULL_TEXT,
    GUIDELINE,
    PROCEDURE,
    SHORT_TEXT,
    STATUS_NOTE,
)
from tests.builders import evidence

PROPERTY = settings(max_examples=200, deadline=None)
ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)
TODAY = date(2027, 3, 15)


def call(codes: dict[str, tuple[str, ...]] | None = None, **texts: str) -> FundingCall:
    sections = tuple(Section(heading, text) for heading, text in texts.items())
    return FundingCall(
        source="probe",
        key="k",
        url="https://probe.example/k",
        title="Sensornetz",
        sections=sections,
        codes=codes or {},
    )


def fixed(*days: date) -> Facts:
    return Facts(
        deadline=Deadline(DeadlineKind.FIXED, days, evidence=(evidence("Antrag bis dahin."),))
    )


def test_codes_become_words_and_strange_ones_are_listed() -> None:
    facts = read_facts(
        call(
            {
                "Foerdergeber": ("land",),
                "Foerderart": ("zuschuss", "gutschein"),
                "Foerderberechtigte": ("kommune", "verein"),
                "Foerdergebiet": ("nordrhein_westfalen", "mond"),
                "Foerderbereich": ("mobilitaet", "raumfahrt"),
                "Unbekannte Gruppe": ("egal",),
            }
        )
    )
    assert facts.level is Level.STATE
    assert facts.kinds == (FundingKind.GRANT,)
    assert facts.applicant_types == (ApplicantType.MUNICIPALITY,)
    assert facts.regions == ("DE-NW",)
    assert facts.topics == ("mobilitaet",)
    assert facts.not_understood == (
        "Foerderart gutschein",
        "Foerderberechtigte verein",
        "Foerdergebiet mond",
        "Foerderbereich raumfahrt",
    )


@pytest.mark.parametrize("givers", [(), ("bund", "land"), ("stiftung",)])
def test_the_level_is_unknown_unless_one_gives(givers: tuple[str, ...]) -> None:
    facts = read_facts(call({"Foerdergeber": givers}))
    assert facts.level is None
    assert ("Foerdergeber stiftung" in facts.not_understood) == ("stiftung" in givers)


def test_a_call_without_anything_has_facts_that_say_nothing() -> None:
    assert read_facts(call()) == Facts(deadline=Deadline(DeadlineKind.NONE_STATED))


def test_the_field_for_deadlines_is_read() -> None:
    sentence = "Anträge sind bis zum 1. Juni 2027 zu stellen."
    facts = read_facts(call(**{DEADLINES: sentence}))
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.FIXED
    assert facts.deadline.dates == (date(2027, 6, 1),)
    (found,) = facts.deadline.evidence
    assert (found.quote, found.section, found.start) == (sentence, DEADLINES, 0)
    assert found.end == len(sentence)
    assert found.rule
    assert not facts.closed
    assert facts.not_understood == ()


@pytest.mark.parametrize("heading", [SHORT_TEXT, FULL_TEXT, PROCEDURE, GUIDELINE])
def test_a_deadline_is_read_wherever_it_stands(heading: str) -> None:
    text = "Gefördert werden Sensoren.\nAnträge sind bis zum 1. Juni 2027 zu stellen."
    deadline = read_facts(call(**{heading: text})).deadline
    assert deadline is not None
    assert deadline.dates == (date(2027, 6, 1),)
    assert [each.section for each in deadline.evidence] == [heading]
    assert text[deadline.evidence[0].start : deadline.evidence[0].end] == deadline.quote


@pytest.mark.parametrize("word", ["zweistufig", "Zweistufiges", "zweiphasig"])
def test_two_stages_are_found_in_any_section(word: str) -> None:
    facts = read_facts(
        call(**{FULL_TEXT: f"Das Verfahren ist {word}.", DEADLINES: "Stichtag ist der 01.06.2027."})
    )
    assert facts.deadline is not None
    assert facts.deadline.two_stage


def test_a_deadline_that_is_not_understood_is_unknown_and_listed() -> None:
    facts = read_facts(call(**{DEADLINES: "Anträge bis Ultimo." + "x" * 500}))
    assert facts.deadline is None
    (entry,) = facts.not_understood
    assert entry.startswith(f"{DEADLINES}: Anträge bis Ultimo.")
    assert len(entry) < 200


def test_a_note_that_closes_wins_and_keeps_the_dates() -> None:
    note = "Die Mittel sind ausgeschöpft."
    facts = read_facts(call(**{STATUS_NOTE: note, DEADLINES: "Antragsfrist: 01.06.2027"}))
    assert facts.closed
    assert facts.closed_by is not None
    assert facts.closed_by.quote == note
    assert facts.deadline is not None
    assert (facts.deadline.kind, facts.deadline.dates) == (
        DeadlineKind.CLOSED,
        (date(2027, 6, 1),),
    )
    assert facts.deadline.quote == note
    assert facts.not_understood == ()


def test_a_note_that_closes_needs_no_deadline_that_is_understood() -> None:
    facts = read_facts(call(**{STATUS_NOTE: "Das Programm ist beendet.", DEADLINES: "Irgendwann"}))
    assert facts.closed
    assert facts.deadline is not None
    assert facts.deadline.dates == ()
    assert facts.not_understood == ()


def test_a_strange_note_is_listed_and_does_not_close() -> None:
    facts = read_facts(call(**{STATUS_NOTE: "Die Seite wird überarbeitet."}))
    assert not facts.closed
    assert facts.not_understood == (f"{STATUS_NOTE}: Die Seite wird überarbeitet.",)


def test_a_deadline_field_can_close_by_itself() -> None:
    facts = read_facts(call(**{DEADLINES: "Die Antragsfrist endete am 01.02.2026."}))
    assert facts.closed


@pytest.mark.parametrize(
    ("facts", "listed", "expected"),
    [
        (None, True, CallStatus.UNKNOWN),
        (None, False, CallStatus.GONE),
        (Facts(), True, CallStatus.UNKNOWN),
        (Facts(), False, CallStatus.GONE),
        (Facts(closed=True), True, CallStatus.CLOSED),
        (Facts(closed=True), False, CallStatus.CLOSED),
        (fixed(date(2027, 3, 16)), True, CallStatus.OPEN),
        (fixed(TODAY), True, CallStatus.OPEN),
        (fixed(date(2027, 3, 14)), True, CallStatus.CLOSED),
        (fixed(date(2027, 3, 14), date(2027, 9, 1)), True, CallStatus.OPEN),
        (fixed(date(2027, 3, 16)), False, CallStatus.GONE),
        (fixed(TODAY), False, CallStatus.GONE),
        (fixed(date(2027, 3, 14)), False, CallStatus.CLOSED),
        (Facts(deadline=Deadline(DeadlineKind.NONE_STATED)), True, CallStatus.OPEN),
        (Facts(deadline=Deadline(DeadlineKind.NONE_STATED)), False, CallStatus.GONE),
        (
            Facts(deadline=Deadline(DeadlineKind.ROLLING, evidence=(evidence("x"),))),
            True,
            CallStatus.OPEN,
        ),
        (
            Facts(deadline=Deadline(DeadlineKind.RECURRING, (date(2020, 1, 1),), ("01-01",))),
            True,
            CallStatus.OPEN,
        ),
        (
            Facts(
                deadline=Deadline(DeadlineKind.ROLLING, evidence=(evidence("x"),)),
                not_understood=(f"{STATUS_NOTE}: seltsam",),
            ),
            True,
            CallStatus.UNKNOWN,
        ),
        (
            Facts(
                deadline=Deadline(DeadlineKind.ROLLING, evidence=(evidence("x"),)),
                not_understood=("Foerderart gutschein",),
            ),
            True,
            CallStatus.OPEN,
        ),
    ],
)
def test_status_comes_from_facts_listing_and_day(
    facts: Facts | None,
    listed: bool,  # noqa: FBT001 - a column of the table
    expected: CallStatus,
) -> None:
    assert status_of(facts, listed=listed, today=TODAY) is expected


def all_evidence(facts: Facts) -> list[Evidence]:
    """Return the evidence of every fact."""
    single = (facts.closed_by, facts.region, facts.county.evidence, facts.town.evidence)
    stated = (
        facts.opens_on, facts.valid_until, facts.own_share, facts.budget, facts.min_grant,
        facts.max_grant, facts.max_loan, *facts.rates, *facts.loan_rates, *facts.terms,
    )  # fmt: skip
    found = [*single, *(each.evidence for each in stated if each is not None)]
    deadlines = facts.deadline.evidence if facts.deadline else ()
    return [each for each in (*found, *deadlines) if each is not None]


CODE = st.one_of(ANY_TEXT.map("?{}".format), st.sampled_from(["bund", "zuschuss", "bayern"]))


@PROPERTY
@given(
    st.dictionaries(
        st.sampled_from([DEADLINES, STATUS_NOTE, FULL_TEXT]),
        st.one_of(
            ANY_TEXT, st.sampled_from(["Antragsfrist: 1. Mai 2027", "Das Programm ist beendet."])
        ),
    ),
    st.dictionaries(
        st.sampled_from(["Foerdergeber", "Foerderart", "Foerdergebiet", "Foerderbereich"]),
        st.lists(CODE, max_size=4).map(tuple),
    ),
)
def test_any_call_gives_facts_with_quotes_from_its_text(
    texts: dict[str, str], codes: dict[str, tuple[str, ...]]
) -> None:
    funding_call = call(codes, **texts)
    facts = read_facts(funding_call)
    assert facts == read_facts(funding_call)
    for found in all_evidence(facts):
        source = texts.get(found.section) or " ".join(codes.get(found.section, ()))
        assert found.quote in source
        assert found.rule
        if found.section in texts:
            assert source[found.start : found.end] == found.quote
    if facts.deadline is None:
        assert any(entry.startswith(DEADLINES) for entry in facts.not_understood)
    for group, of_group in codes.items():
        for code in of_group:
            is_listed = f"{group} {code}" in facts.not_understood
            assert is_listed != (code in ("bund", "zuschuss", "bayern") and _belongs(group, code))
    for listed in (True, False):
        assert status_of(facts, listed=listed, today=TODAY) in CallStatus


def _belongs(group: str, code: str) -> bool:
    home = {"bund": "Foerdergeber", "zuschuss": "Foerderart", "bayern": "Foerdergebiet"}
    return home.get(code) == group


@PROPERTY
@given(st.lists(st.dates(), min_size=1, max_size=3), st.dates(), st.dates())
def test_what_is_closed_stays_closed_as_days_go_by(
    days: list[date], one: date, other: date
) -> None:
    earlier, later = sorted((one, other))
    facts = fixed(*sorted(days))
    if status_of(facts, listed=True, today=earlier) is CallStatus.CLOSED:
        assert status_of(facts, listed=True, today=later) is CallStatus.CLOSED
        assert status_of(facts, listed=False, today=later) is CallStatus.CLOSED


# --- what day it is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 1, 31, 22, 59, tzinfo=UTC), date(2027, 1, 31)),
        (datetime(2027, 1, 31, 23, 0, tzinfo=UTC), date(2027, 2, 1)),
        (datetime(2027, 7, 31, 21, 59, tzinfo=UTC), date(2027, 7, 31)),
        (datetime(2027, 7, 31, 22, 0, tzinfo=UTC), date(2027, 8, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_germany(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@given(st.dates(date(1981, 1, 1), date(2200, 1, 1)))
def test_a_given_day_is_noon_of_that_day(day: date) -> None:
    moment = now_or_on(day)
    assert moment.tzinfo is UTC
    assert day_of(moment) == day
    assert moment.hour in (10, 11)


def test_without_a_day_it_is_now() -> None:
    before = datetime.now(UTC)
    assert before <= now_or_on(None) <= datetime.now(UTC)


def test_what_is_said_to_end_on_a_day_ahead_is_open_until_then() -> None:
    quote = "Zum 1. Januar 2027 werden keine neuen Anträge angenommen."
    deadline = Deadline(DeadlineKind.CLOSED, (date(2027, 1, 1),), evidence=(evidence(quote),))
    facts = Facts(closed=True, closed_by=evidence(quote), deadline=deadline)
    assert status_of(facts, listed=True, today=date(2026, 12, 31)) is CallStatus.OPEN
    assert status_of(facts, listed=True, today=date(2027, 1, 2)) is CallStatus.CLOSED


def until(day: date, *dates: date, section: str = GUIDELINE) -> Facts:
    """Facts of a guideline that holds until ``day``, with dates that ``section`` names."""
    named = Deadline(DeadlineKind.FIXED, dates, evidence=(evidence("Bis dahin.", section),))
    silent = Deadline(DeadlineKind.NONE_STATED)
    return Facts(deadline=named if dates else silent, valid_until=Day(day))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (until(date(2027, 3, 15)), CallStatus.OPEN),
        (until(date(2027, 3, 14)), CallStatus.UNKNOWN),
        (until(date(2027, 3, 14), date(2027, 4, 1)), CallStatus.OPEN),
        (until(date(2029, 1, 1), date(2026, 4, 1)), CallStatus.UNKNOWN),
        (until(date(2029, 1, 1), date(2026, 4, 1), section=FULL_TEXT), CallStatus.CLOSED),
        (until(date(2027, 3, 14), date(2026, 4, 1)), CallStatus.CLOSED),
        (
            Facts(deadline=Deadline(DeadlineKind.FIXED, (date(2022, 9, 30),), ("06-30",))),
            CallStatus.OPEN,
        ),
    ],
)
def test_a_guideline_that_ran_out_or_an_old_round_in_it_leaves_doubt(
    facts: Facts, expected: CallStatus
) -> None:
    assert status_of(facts, listed=True, today=TODAY) is expected


def test_a_call_opens_on_the_day_that_its_text_names() -> None:
    facts = Facts(deadline=Deadline(DeadlineKind.ROLLING), opens_on=Day(date(2027, 3, 16)))
    assert status_of(facts, listed=True, today=TODAY) is CallStatus.FORECASTED
    assert status_of(facts, listed=True, today=date(2027, 3, 16)) is CallStatus.OPEN
