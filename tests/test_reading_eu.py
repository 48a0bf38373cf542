from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import CallStatus, DeadlineKind, FundingCall, FundingKind, Level
from scout.facts import Day, Deadline, Facts, Money
from scout.reading.eu import fields as eu
from scout.reading.facts import read_facts, status_of

PROPERTY = settings(max_examples=300, deadline=None)
TODAY = date(2026, 11, 16)
FORTHCOMING, OPEN, CLOSED = "31094501", "31094502", "31094503"
AT_FIVE = "2027-03-04T17:00:00.000+0000"
THAT_DAY = "2027-09-14T00:00:00.000+0000"


def call(codes: dict[str, tuple[str, ...]] | None = None, **stated: str) -> FundingCall:
    given_codes = {"type": ("1",), "status": (OPEN,), "frameworkProgramme": ("43152860",)}
    return FundingCall(
        source="probe",
        key="DIGITAL-2027-TOWNS-01",
        url="https://probe.example/k",
        title="Sensors for small towns",
        sections=(),
        codes=given_codes | (codes or {}),
        stated=stated,
        language="en",
    )


def read(codes: dict[str, tuple[str, ...]] | None = None, **stated: str) -> Facts:
    return read_facts(call(codes, **stated))


def test_all_that_a_call_states_is_read() -> None:
    facts = read(
        {"typesOfAction": ("DIGITAL Simple Grants",), "deadlineModel": ("single-stage",)},
        deadlineDate=AT_FIVE,
        startDate="2026-11-01T00:00:00.000+0000",
        programme="Digital Europe Programme (DIGITAL)",
        budget="17000000",
        expectedGrants="2",
        minContribution="8000000",
        maxContribution="8500000.50",
    )
    assert facts == Facts(
        deadline=Deadline(
            DeadlineKind.FIXED,
            (date(2027, 3, 4),),
            times=("17:00",),
            zone="Europe/Brussels",
        ),
        level=Level.EU,
        kinds=(FundingKind.GRANT,),
        opens_on=Day(date(2026, 11, 1)),
        budget=Money(Decimal("17000000")),
        expected_grants=2,
        min_grant=Money(Decimal("8000000")),
        max_grant=Money(Decimal("8500000.50")),
        programme="DIGITAL",
    )


def test_a_call_that_states_nothing_has_facts_that_say_nothing() -> None:
    facts = read({"status": (), "frameworkProgramme": (), "type": ()})
    assert facts == Facts(deadline=Deadline(DeadlineKind.NONE_STATED), level=Level.EU)


def test_calls_of_other_sources_are_read_as_before() -> None:
    german = FundingCall(
        source="probe",
        key="k",
        url="https://probe.example/k",
        title="Netz",
        sections=(),
        codes={"Foerdergeber": ("eu",)},
        stated={"deadlineDate": AT_FIVE},
    )
    assert read_facts(german).deadline == Deadline(DeadlineKind.NONE_STATED)


# --- deadlines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "dates", "times"),
    [
        (AT_FIVE, (date(2027, 3, 4),), ("17:00",)),
        (THAT_DAY, (date(2027, 9, 14),), ()),
        ("2027-03-04T16:00:43.000+0000", (date(2027, 3, 4),), ("16:00",)),
        ("2027-03-04T23:59:59.999+0000", (date(2027, 3, 4),), ("23:59",)),
        ("2027-03-04T00:00:01.000+0000", (date(2027, 3, 4),), ("00:00",)),
        ("2027-07-04T17:00:00+0000", (date(2027, 7, 4),), ("17:00",)),
        (f"{THAT_DAY}\n{AT_FIVE}", (date(2027, 3, 4), date(2027, 9, 14)), ("17:00", "")),
    ],
)
def test_days_and_hours_are_those_of_brussels_as_they_are_written(
    stated: str, dates: tuple[date, ...], times: tuple[str, ...]
) -> None:
    deadline = read(deadlineDate=stated).deadline
    assert deadline is not None
    assert (deadline.kind, deadline.dates, deadline.times) == (DeadlineKind.FIXED, dates, times)
    assert deadline.zone == "Europe/Brussels"
    assert deadline.quote is None


@pytest.mark.parametrize(
    "stated",
    [
        "2027-03-04",
        "04.03.2027",
        "2027-03-04T17:00:00.000+0100",
        "2027-03-04T17:00:00.000Z",
        "2027-02-29T17:00:00.000+0000",
        "2027-03-04T17:00:61.000+0000",
        "2027-03-04T25:00:00.000+0000",
        "see the call document",
        f"{AT_FIVE}\nlater",
        f"{AT_FIVE}\n\n{THAT_DAY}",
    ],
)
def test_a_deadline_that_is_not_understood_is_unknown_and_listed(stated: str) -> None:
    facts = read(deadlineDate=stated)
    assert facts.deadline is None
    assert facts.not_understood == (f"deadlineDate {stated}",)
    assert status_of(facts, listed=True, today=TODAY) is CallStatus.UNKNOWN


def test_without_a_date_none_is_stated() -> None:
    facts = read()
    assert facts.deadline == Deadline(DeadlineKind.NONE_STATED)
    assert status_of(facts, listed=True, today=TODAY) is CallStatus.OPEN


@pytest.mark.parametrize(
    ("model", "dates", "expected"),
    [
        ((), (AT_FIVE,), False),
        ((), (AT_FIVE, THAT_DAY), True),
        (("two-stage",), (AT_FIVE,), True),
        (("two-stage",), (AT_FIVE, THAT_DAY), True),
        (("single-stage",), (AT_FIVE,), False),
        (("multiple cut-off",), (AT_FIVE, THAT_DAY), False),
        ((), (AT_FIVE, THAT_DAY, "2028-03-04T17:00:00.000+0000"), False),
    ],
)
def test_two_stages_come_from_the_procedure_or_from_two_dates(
    model: tuple[str, ...],
    dates: tuple[str, ...],
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    deadline = read({"deadlineModel": model}, deadlineDate="\n".join(dates)).deadline
    assert deadline is not None
    assert deadline.two_stage is expected


# --- where a call stands ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "opens", "deadline", "listed", "expected"),
    [
        (FORTHCOMING, "2026-11-17", "2027-03-04", True, CallStatus.FORECASTED),
        (FORTHCOMING, "2026-11-16", "2027-03-04", True, CallStatus.OPEN),
        (FORTHCOMING, None, "2027-03-04", True, CallStatus.FORECASTED),
        (FORTHCOMING, "2027-01-01", None, True, CallStatus.FORECASTED),
        (OPEN, "2026-11-17", "2027-03-04", True, CallStatus.FORECASTED),
        (OPEN, "2026-01-01", "2027-03-04", True, CallStatus.OPEN),
        (OPEN, None, "2026-11-16", True, CallStatus.OPEN),
        (OPEN, None, "2026-11-15", True, CallStatus.CLOSED),
        (OPEN, None, "2027-03-04", False, CallStatus.GONE),
        (FORTHCOMING, "2027-01-01", "2027-03-04", False, CallStatus.GONE),
        (OPEN, None, "2026-11-15", False, CallStatus.CLOSED),
        (OPEN, None, None, False, CallStatus.GONE),
        (CLOSED, None, "2027-03-04", True, CallStatus.CLOSED),
        (CLOSED, None, None, True, CallStatus.CLOSED),
        ("31094509", None, "2027-03-04", True, CallStatus.UNKNOWN),
    ],
)
def test_the_status_comes_from_code_days_and_listing(
    status: str,
    opens: str | None,
    deadline: str | None,
    listed: bool,  # noqa: FBT001 - a column of the table
    expected: CallStatus,
) -> None:
    days = {"startDate": opens, "deadlineDate": deadline}
    stated = {field: f"{day}T00:00:00.000+0000" for field, day in days.items() if day}
    facts = read({"status": (status,)}, **stated)
    assert status_of(facts, listed=listed, today=TODAY) is expected


def test_a_first_stage_that_has_passed_closes_a_call_but_not_for_who_takes_part() -> None:
    facts = read(
        {"deadlineModel": ("two-stage",)},
        deadlineDate="2026-04-08T17:00:00.000+0000\n2027-09-14T00:00:00.000+0000",
    )
    assert facts.deadline is not None
    first, later = facts.deadline.first_stage, facts.deadline.later_stages
    assert (first.dates, first.times) == ((date(2026, 4, 8),), ("17:00",))
    assert (later.dates, later.times) == ((date(2027, 9, 14),), ("",))
    assert status_of(facts, listed=True, today=date(2026, 4, 8)) is CallStatus.OPEN
    assert status_of(facts, listed=True, today=TODAY) is CallStatus.CLOSED
    assert status_of(facts, listed=True, today=TODAY, takes_part=True) is CallStatus.OPEN
    over = date(2027, 9, 15)
    assert status_of(facts, listed=True, today=over, takes_part=True) is CallStatus.CLOSED


@pytest.mark.parametrize(
    ("model", "dates"),
    [
        ((), ("2026-04-08", "2027-09-14")),
        (("single-stage",), ("2026-04-08", "2027-09-14")),
        (("multiple cut-off",), ("2026-04-08", "2027-09-14")),
        (("two-stage", "multiple cut-off"), ("2026-04-08", "2027-09-14")),
        (("two-stage",), ("2026-04-08", "2026-09-14", "2027-09-14")),
        (("two-stage",), ("2027-09-14",)),
        (("two-stage",), ("2027-09-14", "2027-09-14")),
    ],
    ids=["unsaid", "single", "cut-off", "both", "three", "one", "same"],
)
def test_which_day_is_of_which_stage_only_a_two_stage_procedure_of_two_days_tells(
    model: tuple[str, ...], dates: tuple[str, ...]
) -> None:
    stated = "\n".join(f"{day}T00:00:00.000+0000" for day in dates)
    facts = read({"deadlineModel": model}, deadlineDate=stated)
    assert facts.deadline is not None
    assert not facts.deadline.in_stages
    assert status_of(facts, listed=True, today=TODAY) is CallStatus.OPEN


def test_what_the_source_calls_closed_keeps_its_dates() -> None:
    facts = read({"status": (CLOSED,)}, deadlineDate=AT_FIVE)
    assert facts.closed
    assert facts.deadline is not None
    assert (facts.deadline.kind, facts.deadline.dates) == (
        DeadlineKind.CLOSED,
        (date(2027, 3, 4),),
    )


# --- what is given ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "actions", "expected"),
    [
        ("1", (), (FundingKind.GRANT,)),
        ("2", (), (FundingKind.GRANT,)),
        ("8", (), (FundingKind.GRANT,)),
        ("1", ("HORIZON  Research and Innovation Actions",), (FundingKind.GRANT,)),
        ("1", ("HORIZON Recognition Prize",), (FundingKind.OTHER,)),
        ("1", ("ERASMUS Prizes",), (FundingKind.OTHER,)),
        ("1", ("HORIZON Pre-commercial Procurement",), (FundingKind.OTHER,)),
        ("1", ("HORIZON Public Procurement of Innovative Solutions",), (FundingKind.OTHER,)),
        ("1", ("DIGITAL JU Grants for Procurement",), (FundingKind.GRANT,)),
        ("1", ("HORIZON EIC Equity Only",), (FundingKind.EQUITY,)),
        (
            "1",
            ("ERASMUS Prizes", "ERASMUS Lump Sum Grants"),
            (FundingKind.OTHER, FundingKind.GRANT),
        ),
    ],
)
def test_the_kind_comes_from_the_types_of_action(
    kind: str, actions: tuple[str, ...], expected: tuple[FundingKind, ...]
) -> None:
    facts = read({"type": (kind,), "typesOfAction": actions})
    assert facts.kinds == expected
    assert facts.not_understood == ()


@pytest.mark.parametrize(
    ("label", "code", "expected"),
    [
        ("Digital Europe Programme (DIGITAL)", "43152860", "DIGITAL"),
        ("Erasmus (ERASMUS )", "1", "ERASMUS"),
        ("Horizon 2020 Framework Programme (H2020 - 2014-2020)", "1", "H2020"),
        ("Programme for the Protection of the Euro (PERICLES IV)", "1", "PERICLES IV"),
        ("EU External Action - Prospect (RELEX-PROSPECT)", "1", "RELEX-PROSPECT"),
        ("Technical assistance (ERDF, CF) and more", "43152860", None),
        ("European Parliament", "43152860", None),
        ("", "43152860", "DIGITAL"),
        ("", "99", None),
    ],
)
def test_the_programme_is_the_short_name_in_brackets(
    label: str, code: str, expected: str | None
) -> None:
    assert read({"frameworkProgramme": (code,)}, programme=label).programme == expected


def test_sums_are_in_the_currency_that_is_stated() -> None:
    facts = read(budget="1000", currency="USD", maxContribution="10")
    assert (facts.budget, facts.max_grant) == (
        Money(Decimal(1000), "USD"),
        Money(Decimal(10), "USD"),
    )


def test_what_is_not_understood_is_listed_and_stays_unknown() -> None:
    facts = read(
        {"type": ("6",), "status": ("1",), "deadlineModel": ("rolling",)},
        startDate="soon",
        budget="a lot",
        expectedGrants="several",
        minContribution="-1",
        maxContribution="1e9",
    )
    assert facts.kinds == ()
    assert (facts.opens_on, facts.budget, facts.expected_grants) == (None, None, None)
    assert (facts.min_grant, facts.max_grant) == (None, None)
    assert sorted(entry.partition(" ")[0] for entry in facts.not_understood) == sorted(
        "type status deadlineModel startDate budget expectedGrants minContribution"
        " maxContribution".split()
    )


# --- what is worth telling --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "same_time", "same_day"),
    [
        ("2026-09-01T16:00:43.000+0000", "2026-09-01T16:00:01.000+0000", True, True),
        ("2026-09-01T16:00:01.000+0000", "2026-09-01T15:59:58.000+0000", True, True),
        ("2026-09-01T16:00:00.000+0000", "2026-09-01T17:00:00.000+0000", False, True),
        ("2026-09-01T00:00:00.000+0000", "2026-09-01T17:00:00.000+0000", False, True),
        ("2026-09-01T23:59:59.000+0000", "2026-09-02T00:00:00.000+0000", False, False),
        ("2026-08-28T14:00:18.000+0000", "2026-09-08T14:00:45.000+0000", False, False),
        (AT_FIVE, f"{AT_FIVE}\n{THAT_DAY}", False, False),
        (f"{THAT_DAY}\n{AT_FIVE}", f"{AT_FIVE}\n{THAT_DAY}", True, True),
        (AT_FIVE, "", False, False),
        ("", AT_FIVE, False, False),
        (AT_FIVE, "soon", False, False),
        ("soon", "later", False, False),
    ],
)
def test_seconds_make_no_other_time(
    old: str,
    new: str,
    same_time: bool,  # noqa: FBT001 - a column of the table
    same_day: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert eu.is_same_time(old, new) is same_time
    assert eu.is_same_day(old, new) is same_day


MOMENT = st.datetimes().map(lambda moment: f"{moment.replace(microsecond=0).isoformat()}.000+0000")
TEXT = st.text(alphabet=st.characters(), max_size=60)
CODES = st.dictionaries(
    st.sampled_from(
        ["type", "status", "frameworkProgramme", "deadlineModel", "typesOfAction", "else"]
    ),
    st.lists(
        st.one_of(TEXT, st.sampled_from(["1", "8", FORTHCOMING, OPEN, CLOSED, "two-stage"])),
        max_size=3,
    ).map(tuple),
)
STATED = st.dictionaries(
    st.sampled_from(
        "deadlineDate startDate budget expectedGrants minContribution maxContribution programme"
        " currency".split()
    ),
    st.one_of(
        TEXT,
        st.lists(MOMENT, max_size=4).map("\n".join),
        st.integers(0, 10**20).map(str),
        st.just("Digital Europe Programme (DIGITAL)"),
    ),
)


@PROPERTY
@given(CODES, STATED, st.dates(), st.booleans())
def test_any_call_gives_sound_facts(
    codes: dict[str, tuple[str, ...]],
    stated: dict[str, str],
    today: date,
    listed: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    facts = read(codes, **stated)
    assert facts == read(codes, **stated)
    assert facts.level is Level.EU
    listed_fields = {entry.partition(" ")[0] for entry in facts.not_understood}
    assert (facts.deadline is None) == ("deadlineDate" in listed_fields)
    if facts.deadline is not None:
        assert facts.deadline.quote is None
        assert list(facts.deadline.dates) == sorted(facts.deadline.dates)
        assert len(facts.deadline.times) in (0, len(facts.deadline.dates))
        assert (facts.deadline.zone is not None) == bool(facts.deadline.dates)
    for field, value in (
        ("budget", facts.budget),
        ("minContribution", facts.min_grant),
        ("maxContribution", facts.max_grant),
        ("expectedGrants", facts.expected_grants),
    ):
        assert (value is not None) + (field in listed_fields) == bool(stated.get(field))
    assert all(len(entry) < 300 for entry in facts.not_understood)
    assert status_of(facts, listed=listed, today=today) in CallStatus


@PROPERTY
@given(st.datetimes(), st.integers(0, 59))
def test_other_seconds_of_a_minute_are_never_news(moment: datetime, second: int) -> None:
    minute = moment.replace(second=0, microsecond=0)
    old, new = (
        f"{(minute + timedelta(seconds=seconds)).isoformat()}.000+0000"
        for seconds in (second, 59 - second)
    )
    assert eu.is_same_time(old, new)
    assert eu.is_same_day(old, new)
