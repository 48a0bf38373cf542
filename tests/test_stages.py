"""Procedures in two stages: which days are only for who was selected, and where a call stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scout.domain import CallStatus, DeadlineKind, FundingCall, Section
from scout.facts import Deadline, Facts
from scout.grouping.disagreement import days_of
from scout.match.circumstances import circumstances
from scout.reading import sections as known
from scout.reading.facts import read_facts, status_of
from tests.builders import evidence

SKETCH, LATER = date(2027, 2, 12), date(2027, 6, 18)
DAY = timedelta(days=1)
STAGED = (
    "Projektskizzen können bis zum 12. Februar 2027 eingereicht werden; den förmlichen Antrag "
    "stellen nur ausgewählte Vorhaben bis zum 18. Juni 2027."
)
TWO = "Das Verfahren ist zweistufig. "


def read(text: str, heading: str = known.DEADLINES, **more: str) -> Deadline:
    sections = (Section(heading, text), *(Section(name, said) for name, said in more.items()))
    call = FundingCall(
        source="probe",
        key="k",
        url="https://probe.example/k",
        title="Radwege",
        sections=sections,
        language="de",
    )
    found = read_facts(call).deadline
    assert found is not None
    return found


def status(deadline: Deadline, today: date, *, takes_part: bool = False) -> CallStatus:
    return status_of(Facts(deadline=deadline), listed=True, today=today, takes_part=takes_part)


@pytest.mark.parametrize(
    "text",
    [
        STAGED,
        "In der ersten Verfahrensstufe sind Projektskizzen bis spätestens 12. Februar 2027 "
        "vorzulegen. In der zweiten Verfahrensstufe werden die Verfasser der positiv bewerteten "
        "Skizzen aufgefordert, bis zum 18. Juni 2027 einen förmlichen Förderantrag vorzulegen.",
        "Bis zum 12. Februar 2027 sind Skizzen einzureichen, bis zum 18. Juni 2027 reichen "
        "ausgewählte Vorhaben den Vollantrag ein.",
        f"{TWO}\n• 1. Stufe (Projektskizze): 12.02.2027\n• 2. Stufe (Vollantrag): 18.06.2027",
        f"{TWO}Bewerbungsschluss ist der 12.02.2027. Nach Auswahl durch die Jury sind die "
        "Förderanträge bis zum 18.06.2027 zu stellen.",
        # The words of the source once the first day has passed.
        "Projektskizzen konnten bis zum 12.02.2027 eingereicht werden. Den förmlichen Antrag "
        "stellen ausgewählte Vorhaben bis zum 18. Juni 2027.",
        # Counsel is recommended, not the sketch.
        f"{TWO}Projektskizzen sind bis zum 12.02.2027 einzureichen; förmliche Anträge bis zum "
        "18.06.2027. Es wird empfohlen, vor der Einreichung der Skizze Kontakt aufzunehmen.",
    ],
)
def test_a_day_for_who_was_selected_is_one_of_a_later_stage(text: str) -> None:
    found = read(text)
    assert (found.kind, found.dates) == (DeadlineKind.FIXED, (SKETCH, LATER))
    assert found.two_stage
    assert (found.first_stage.dates, found.later_stages.dates) == ((SKETCH,), (LATER,))
    for takes_part, after in ((False, CallStatus.CLOSED), (True, CallStatus.OPEN)):
        assert status(found, SKETCH, takes_part=takes_part) is CallStatus.OPEN
        assert status(found, SKETCH + DAY, takes_part=takes_part) is after
        assert status(found, LATER, takes_part=takes_part) is after
        assert status(found, LATER + DAY, takes_part=takes_part) is CallStatus.CLOSED


@pytest.mark.parametrize(
    "text",
    [
        # Two days for sketches are two ways in.
        f"{TWO}Skizzen sind zum 12.02.2027 und zum 18.06.2027 einzureichen.",
        # No word says for whom the second day is.
        f"{TWO}Skizzen sind bis zum 12.02.2027 einzureichen, Anträge bis zum 18.06.2027.",
        # Each in a stage of its own, and one of them open to all.
        f"{TWO}Für Modellvorhaben sind Skizzen bis zum 12.02.2027 einzureichen. Für Investitionen "
        "können Anträge bis zum 18.06.2027 gestellt werden.",
        f"{TWO}Skizzen sind bis zum 12.02.2027 einzureichen. Vollanträge sind bis zum 18.06.2027 "
        "zu stellen. Für Investitionen können Anträge bis zum 18.06.2027 gestellt werden.",
        # All are invited, not who was selected.
        "Zweistufiges Verfahren: Interessenbekundungen bis zum 12.02.2027. Alle Kommunen sind "
        "eingeladen, bis zum 18.06.2027 Anträge einzureichen.",
        # One may do without a sketch.
        "Das Verfahren ist ein- oder zweistufig. Skizzen bis zum 12.02.2027; förmliche Anträge "
        "bis zum 18.06.2027.",
        f"{TWO}Skizzen bis zum 12.02.2027; förmliche Anträge bis zum 18.06.2027. Die Einreichung "
        "einer Skizze ist nicht zwingend.",
        f"{TWO}Interessenbekundungen bis zum 12.02.2027; förmliche Anträge bis zum 18.06.2027. "
        "Es wird empfohlen, vorab eine Interessenbekundung einzureichen.",
        f"{TWO}Skizzen bis zum 12.02.2027; förmliche Anträge bis zum 18.06.2027. Anträge ohne "
        "vorherige Skizze sind zulässig.",
        # Or hand one in at any time.
        f"{TWO}Projektskizzen können jederzeit eingereicht werden, Stichtag ist der 12.02.2027. "
        "Förmliche Anträge sind nach Aufforderung bis zum 18.06.2027 zu stellen.",
        f"{TWO}Stichtag für Skizzen ist der 12.02.2027. Anträge können laufend gestellt werden. "
        "Vollanträge sind bis zum 18.06.2027 zu stellen.",
    ],
)
def test_what_is_not_told_for_sure_stays_open(text: str) -> None:
    found = read(text)
    assert found.dates == (SKETCH, LATER)
    assert not found.in_stages
    assert found.first_stage is found
    assert status(found, SKETCH + DAY) is CallStatus.OPEN


def test_a_full_application_without_a_sketch_before_it_is_open_to_all() -> None:
    assert not read(f"{TWO}Förmliche Anträge sind bis zum 18.06.2027 zu stellen.").in_stages
    old = f"{TWO}Skizzen waren bis zum 12.02.2025 einzureichen; Vollanträge bis zum 18.06.2027."
    assert not read(old).in_stages, "a sketch of another round"
    around = f"{TWO}Vollanträge bis zum 12.02.2027; Skizzen bis zum 18.06.2027."
    assert not read(around).in_stages


def test_the_one_day_of_a_sketch_names_what_follows_without_being_it() -> None:
    found = read(
        "Projektskizzen sind bis zum 12. Februar 2027 einzureichen, auf deren Grundlage "
        "ausgewählte Vorhaben zum förmlichen Antrag aufgefordert werden."
    )
    assert (found.dates, found.later_dates, found.two_stage) == ((SKETCH,), (), True)


def test_who_sketches_too_late_may_take_the_next_round() -> None:
    found = read(
        f"{TWO}Skizzen sind bis zum 15.03.2027 oder bis zum 15.09.2027 einzureichen; förmliche "
        "Anträge ausgewählter Vorhaben bis zum 30.06.2027 bzw. 31.12.2027."
    )
    assert found.first_stage.dates == (date(2027, 3, 15), date(2027, 9, 15))
    assert found.later_dates == (date(2027, 6, 30), date(2027, 12, 31))
    assert status(found, date(2027, 9, 15)) is CallStatus.OPEN
    assert status(found, date(2027, 9, 16)) is CallStatus.CLOSED


def test_sketches_that_are_said_to_be_over_leave_nobody_else_in() -> None:
    found = read(
        "Die Einreichung von Projektskizzen ist nicht mehr möglich. Den förmlichen Antrag stellen "
        "nur ausgewählte Vorhaben bis zum 18. Juni 2027."
    )
    assert (found.dates, found.later_dates) == ((LATER,), (LATER,))
    for today in (SKETCH, LATER, LATER + DAY):
        assert status(found, today) is CallStatus.CLOSED
    assert status(found, LATER, takes_part=True) is CallStatus.OPEN


def test_a_stage_of_every_year_is_told_apart_and_closes_nothing() -> None:
    found = read(
        f"{TWO}Skizzen sind jährlich bis zum 28. Februar, die förmlichen Anträge ausgewählter "
        "Vorhaben bis zum 31. August einzureichen."
    )
    assert (found.days, found.later_days) == (("02-28", "08-31"), ("08-31",))
    assert status(found, date(2027, 6, 1)) is CallStatus.OPEN


def test_the_heading_tells_the_stage_where_the_sentence_does_not() -> None:
    text = (
        "7.2 Zweistufiges Antragsverfahren\n"
        "7.2.1 Vorlage und Auswahl von Projektskizzen\n"
        "Projektskizzen sind bis zum 12. Februar 2027 vorzulegen.\n"
        "7.2.2 Vorlage förmlicher Förderanträge\n"
        "Die Anträge sind bis zum 18. Juni 2027 einzureichen.\n"
    )
    assert read(text, known.GUIDELINE).later_dates == (LATER,)


def test_while_a_later_stage_runs_no_guideline_promises_a_round() -> None:
    """A round that only a guideline names may come back, but not before its own is over."""
    found = read(f"7 Verfahren\n{STAGED}", known.GUIDELINE)
    assert {each.section for each in found.evidence} == {known.GUIDELINE}
    facts = read_facts(
        FundingCall(
            source="probe",
            key="k",
            url="https://probe.example/k",
            title="Radwege",
            sections=(
                Section(
                    known.GUIDELINE,
                    f"7 Verfahren\n{STAGED}\n8 Geltungsdauer\nDiese Richtlinie tritt mit Ablauf "
                    "des 31. Dezember 2029 außer Kraft.",
                ),
            ),
            language="de",
        )
    )
    assert status_of(facts, listed=True, today=LATER) is CallStatus.CLOSED
    assert status_of(facts, listed=True, today=LATER + DAY) is CallStatus.UNKNOWN


def test_a_call_that_left_its_list_between_its_stages_is_over_but_gone_for_who_takes_part() -> None:
    facts = Facts(deadline=read(STAGED))
    between = SKETCH + DAY
    assert status_of(facts, listed=False, today=SKETCH) is CallStatus.GONE
    assert status_of(facts, listed=False, today=between) is CallStatus.CLOSED
    assert status_of(facts, listed=False, today=between, takes_part=True) is CallStatus.GONE


def test_rows_of_older_rules_have_no_stages() -> None:
    stored = '{"deadline":{"kind":"FIXED","dates":["2027-02-12","2027-06-18"],"two_stage":true}}'
    loaded = TypeAdapter(Facts).validate_json(stored)
    assert loaded.deadline is not None
    assert not loaded.deadline.in_stages
    assert status_of(loaded, listed=True, today=SKETCH + DAY) is CallStatus.OPEN


def test_stages_are_stored_and_loaded() -> None:
    adapter = TypeAdapter(Facts)
    facts = Facts(deadline=read(STAGED))
    assert adapter.validate_json(adapter.dump_json(facts)) == facts


# --- the parts of a deadline ------------------------------------------------------------------

DATES = st.dates(date(2027, 1, 1), date(2028, 12, 31))
YEARLY = st.sampled_from(["02-28", "06-30", "08-31", "11-15"])


@st.composite
def staged(draw: st.DrawFn) -> Deadline:
    dates = tuple(sorted(draw(st.sets(DATES, max_size=5))))
    days = tuple(sorted(draw(st.sets(YEARLY, max_size=3))))
    times = tuple(draw(st.sampled_from(["", "12:00", "23:59"])) for _ in dates)
    return Deadline(
        DeadlineKind.FIXED if dates else DeadlineKind.RECURRING,
        dates,
        days,
        two_stage=True,
        times=times if any(times) else (),
        evidence=(evidence("q"),),
        later_dates=tuple(day for day in dates if draw(st.booleans())),
        later_days=tuple(day for day in days if draw(st.booleans())),
    )


@given(found=staged())
def test_each_day_stands_in_one_of_both_stages_with_its_hour(found: Deadline) -> None:
    first, later = found.first_stage, found.later_stages
    assert sorted([*first.dates, *later.dates]) == list(found.dates)
    assert sorted([*first.days, *later.days]) == list(found.days)
    if found.times:
        hours = dict(zip(found.dates, found.times, strict=True))
        for part in (first, later):
            assert [hours[day] for day in part.dates] == list(part.times)
    if found.in_stages:
        assert not first.in_stages
        assert first.evidence == found.evidence


@given(found=staged(), today=DATES)
def test_whoever_takes_part_is_never_shut_out_before_others(found: Deadline, today: date) -> None:
    still_open = (CallStatus.OPEN, CallStatus.UNKNOWN)
    if status(found, today) in still_open and found.in_stages:
        assert status(found, today, takes_part=True) in still_open
    single = replace(found, later_dates=(), later_days=())
    assert status(single, today) is status(found, today, takes_part=True)


@given(found=staged(), today=DATES)
def test_what_compares_and_ranks_calls_goes_by_the_first_stage(
    found: Deadline, today: date
) -> None:
    first = found.first_stage
    assert days_of(found, today) == days_of(first, today)
    ours = circumstances(Facts(deadline=found), [], today)
    assert ours == circumstances(Facts(deadline=first), [], today)


# --- whatever a text says ---------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Skizzen ", "Projektskizzen sind ", "förmliche Anträge ", "Vollanträge ", "Anträge ",
        "bis zum 12.02.2027 ", "bis zum 18.06.2027 ", "bis zum 30. Juni ", "jährlich ",
        "jederzeit ", "einzureichen", "zu stellen", "ausgewählte Vorhaben ", "nach Aufforderung ",
        ". ", "; ", ", ", "und ", "bzw. ", "\n• ", TWO, "konnten ", "nicht mehr möglich. ",
        "zweite Stufe: ", "Interessenbekundungen ", "ohne Skizze ", "Stichtag: ",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES | st.text(max_size=12), max_size=30))
@example(pieces=[STAGED])
def test_a_later_stage_is_among_the_days_and_comes_after_another_one(pieces: list[str]) -> None:
    call = FundingCall(
        source="probe",
        key="k",
        url="https://probe.example/k",
        title="Radwege",
        sections=(Section(known.DEADLINES, "".join(pieces)),),
        language="de",
    )
    found = read_facts(call).deadline
    if found is None or not found.in_stages:
        return
    assert found.two_stage
    assert set(found.later_dates) <= set(found.dates)
    assert set(found.later_days) <= set(found.days)
    first = found.first_stage
    over = "nicht mehr möglich" in "".join(pieces)
    assert over or first.days or any(day < min(found.later_dates) for day in first.dates)


@pytest.mark.parametrize(
    ("texts", "later"),
    [
        ({known.DEADLINES: STAGED, known.FULL_TEXT: "Es gibt zwei Stufen."}, (LATER,)),
        # What one section says of all must not be undone by what another says of some.
        (
            {
                known.DEADLINES: STAGED,
                known.FULL_TEXT: "Anträge für Radwege sind bis zum 18. Juni 2027 zu stellen.",
            },
            (),
        ),
        ({known.DEADLINES: STAGED, known.FULL_TEXT: "Das Verfahren ist einstufig."}, ()),
    ],
)
def test_every_section_is_asked(texts: Mapping[str, str], later: tuple[date, ...]) -> None:
    (heading, text), *others = texts.items()
    assert read(text, heading, **dict(others)).later_dates == later
