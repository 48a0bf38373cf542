"""What each reader hears of a call in two stages: before the first one ends, and after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scout import change_wording, wording
from scout.council import Body
from scout.deadline_wording import internal_lines
from scout.digest.changes import ChangedItem
from scout.digest.compose import Digest, ahead_of
from scout.digest.days import days_ahead, next_deadline
from scout.digest.entries import changed_entries, deadline_entries, new_groups
from scout.digest.fact_changes import with_facts
from scout.digest.issued import Issue
from scout.digest.situation import Limits, Situation
from scout.domain import CallStatus, DeadlineKind, FieldChange
from scout.exchange.ics import CalendarEntry, entries_of
from scout.facts import Deadline, Facts
from scout.fit import TrackingState
from scout.once import show_once
from scout.store.calls import GONE, LISTED, LISTING
from scout.store.groups import Member
from tests.builders import (
    SOURCE,
    TODAY,
    Office,
    applicant,
    call_entry,
    deadline_on,
    facts,
    funding_call,
    project,
    recipient,
    shown,
    source,
)

LEADS = (56, 28, 14, 3)
LATER_STAGE = "2. Stufe, nur für ausgewählte Vorhaben"


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


def german(number: int) -> str:
    return f"{in_days(number):%d.%m.%Y}"


SKETCH, LATER = 40, 170
STAGED = replace(
    deadline_on(in_days(SKETCH), in_days(LATER)), two_stage=True, later_dates=(in_days(LATER),)
)
# Which stage the second day is of, the source does not say.
UNTOLD = replace(STAGED, later_dates=())
OPEN_DOOR = (TrackingState.NEW, TrackingState.REVIEWING)


def office_of(deadline: Deadline = STAGED, state: TrackingState | None = None) -> Office:
    """An office whose council sits every month, and whose reader was shown one call that fits."""
    office = Office(project(applicants=("duelmen",)))
    rat = Body("Rat", tuple(in_days(day) for day in range(9, 400, 30)), papers_days=10)
    office.applicants = {
        "duelmen": applicant("duelmen", name="Stadt Dülmen", bodies=(rat,), writing_weeks=1)
    }
    office.issue()
    office.add(1, {"glasfaser": 0.4}, facts=facts(deadline))
    if state is not None:
        assert shown(office.issue(days=0)) == [1]
        if state is not TrackingState.NEW:
            office.track(1, state)
    return office


def at(office: Office, number: int) -> Office:
    office.today = in_days(number)
    return office


def remind(office: Office, **limits: Any) -> Digest:
    return office.issue(reminder_leads=LEADS, **limits)


def issue_of(found: Digest) -> Issue:
    return Issue(found, {SOURCE: source()})


def gremien(office: Office) -> list[str]:
    items = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    return [line for item in items for line in internal_lines(item.internal)]


def feed(office: Office) -> list[CalendarEntry]:
    return entries_of(ahead_of(recipient(), office.situation(), office.memory(), Limits()))


# --- after the first stage --------------------------------------------------------------------


def test_whose_first_stage_is_over_is_new_to_nobody() -> None:
    office = at(office_of(), SKETCH)
    assert shown(office.issue(days=0)) == [1], "on its last day it is open"
    office = at(office_of(), SKETCH + 1)
    for _ in range(LATER):
        found = remind(office)
        assert shown(found) == []
        assert found.deadlines == ()
        assert found.waiting == found.unread == 0


@pytest.mark.parametrize("state", OPEN_DOOR)
def test_who_has_not_begun_hears_of_no_later_stage(state: TrackingState) -> None:
    office = office_of(state=state)
    days = []
    for _ in range(LATER + 2):
        found = remind(office)
        days += [(item.deadline_on - found.issue_on).days for item in found.deadlines]
        assert all(item.deadline_on == in_days(SKETCH) for item in found.deadlines)
    assert days[-2:] == [14, 3]
    for day in (SKETCH + 1, 100, LATER, LATER + 1):
        assert (feed(at(office, day)), gremien(office)) == ([], [])


def test_who_takes_part_keeps_the_later_day_by_its_name() -> None:
    office = office_of(state=TrackingState.APPLYING)
    days = []
    for _ in range(LATER + 2):
        found = remind(office)
        for entry, item in zip(deadline_entries(issue_of(found)), found.deadlines, strict=True):
            is_later = item.deadline_on == in_days(LATER)
            stage = LATER_STAGE if is_later else "1. Stufe"
            assert entry.about == f"{item.project.title} – {stage} – Ihr Antrag ist in Arbeit"
            days.append((is_later, (item.deadline_on - found.issue_on).days))
    assert [left for is_later, left in days if is_later and left in LEADS] == [56, 28, 14, 3]
    assert [left for is_later, left in days if not is_later][-2:] == [14, 3]
    (line,) = gremien(at(office, SKETCH + 1))
    assert line.startswith("Stadt Dülmen: zur Frist der 2. Stufe Vorlage bis")
    first, second = feed(office)
    assert (first.day, first.summary.partition(":")[0]) == (
        in_days(LATER),
        f"Frist der {LATER_STAGE}",
    )
    assert f"Frist der 2. Stufe: {german(LATER)}" in second.description.splitlines()


def test_who_has_handed_in_is_reminded_of_nothing_as_ever() -> None:
    office = office_of(state=TrackingState.SUBMITTED)
    assert all(not remind(office).deadlines for _ in range(LATER))


# --- while both lie ahead ---------------------------------------------------------------------


@pytest.mark.parametrize("state", OPEN_DOOR)
def test_both_days_have_their_names_and_papers_are_for_the_first(state: TrackingState) -> None:
    office = office_of(state=state)
    (line,) = gremien(office)
    assert line.startswith("Stadt Dülmen: zur Frist der 1. Stufe Vorlage bis")
    first, later, papers = feed(office)
    assert (first.day, later.day) == (in_days(SKETCH), in_days(LATER))
    assert first.summary.startswith("Frist der 1. Stufe: ")
    assert later.summary.startswith(f"Frist der {LATER_STAGE}: ")
    assert papers.day < in_days(SKETCH)
    assert f"Frist der 1. Stufe: {german(SKETCH)}" in papers.description.splitlines()


def test_a_new_call_names_both_stages_and_by_when_the_first_needs_a_paper() -> None:
    (group,) = new_groups(issue_of(office_of().issue()))
    rows = {row.label: row.text for row in group.entries[0].rows}
    assert rows["Frist"] == (
        f"1. Stufe: {german(SKETCH)} (noch {SKETCH - 1} Tage); "
        f"{LATER_STAGE}: {german(LATER)} (noch {LATER - 1} Tage)"
    )
    assert rows["Gremien"].startswith("Stadt Dülmen: zur Frist der 1. Stufe Vorlage bis")


def test_an_event_keeps_its_identity_when_its_stage_becomes_known() -> None:
    staged, untold = feed(office_of(STAGED)), feed(office_of(UNTOLD))
    assert [each.identity for each in staged[:2]] == [each.identity for each in untold[:2]]


def test_where_nobody_can_say_the_stage_a_sketch_is_named_and_both_days_stay() -> None:
    office = office_of(UNTOLD, TrackingState.REVIEWING)
    first, second, *_ = feed(office)
    for each in (first, second):
        assert each.summary.startswith("Frist: ")
        assert "Zweistufiges Verfahren, zuerst die Skizze" in each.description.splitlines()
    found = remind(at(office, SKETCH - 3))
    (entry,) = deadline_entries(issue_of(found))
    assert "zweistufiges Verfahren, zuerst die Skizze" in entry.about
    found = remind(at(office, LATER - 3))
    assert [item.deadline_on for item in found.deadlines] == [in_days(LATER)]


def test_of_several_days_for_sketches_the_first_that_can_be_reached_counts() -> None:
    days = (20, 100, 160, 240)
    rounds = replace(
        deadline_on(*map(in_days, days)),
        two_stage=True,
        later_dates=(in_days(100), in_days(240)),
    )
    office = office_of(rounds, TrackingState.REVIEWING)
    late = Body("Rat", (in_days(9), in_days(90), in_days(150)), papers_days=10)
    duelmen = replace(office.applicants["duelmen"], bodies=(late,))
    office.applicants = {"duelmen": duelmen}
    first, second = gremien(office)
    assert first == (
        f"Stadt Dülmen: zur Frist {german(20)} der 1. Stufe nur mit Dringlichkeitsentscheidung"
    )
    assert second.startswith(f"Stadt Dülmen: zur Frist {german(160)} der 1. Stufe Vorlage bis")
    at(office, 21)
    call, situation = office.calls[1], office.situation()
    assert [day.on for day in days_ahead(call, situation)] == [in_days(160), in_days(240)]
    taking = days_ahead(call, situation, takes_part=True)
    assert [(day.on, day.stage) for day in taking] == [
        (in_days(100), 2), (in_days(160), 1), (in_days(240), 2),
    ]  # fmt: skip
    assert next_deadline(call.facts, office.today) == in_days(160)
    assert next_deadline(call.facts, office.today, takes_part=True) == in_days(100)
    office.track(1, TrackingState.APPLYING)
    (line,) = gremien(office)
    assert line.startswith(f"Stadt Dülmen: zur Frist {german(100)} der 2. Stufe")


# --- what changes -----------------------------------------------------------------------------

UNTIL = (
    "Projektskizzen können bis zum {sketch} eingereicht werden; den förmlichen Antrag stellen nur "
    "ausgewählte Vorhaben bis zum {later}."
)


def moved(state: TrackingState | None, sketch: tuple[int, int], later: tuple[int, int]) -> Digest:
    """Return the issue after both days moved, from the first to the second of each pair."""
    texts = [
        {"Fristen": UNTIL.format(sketch=german(sketch[side]), later=german(later[side]))}
        for side in (0, 1)
    ]
    before, after = (funding_call("k1", texts=each) for each in texts)
    known = replace(STAGED, dates=(in_days(sketch[0]), in_days(later[0])),
                    later_dates=(in_days(later[0]),))  # fmt: skip
    office = office_of(known, state or TrackingState.NEW)
    at(office, SKETCH + 5)
    now = replace(STAGED, dates=(in_days(sketch[1]), in_days(later[1])),
                  later_dates=(in_days(later[1]),))  # fmt: skip
    office.replace(1, facts=facts(now))
    office.contents = {1: after}
    (old, new) = (call.sections[0].text for call in (before, after))
    office.change(1, "section.Fristen", old, new)
    return office.issue()


@pytest.mark.parametrize(
    ("state", "standing"),
    [(None, "beendet"), (TrackingState.REVIEWING, "beendet"), (TrackingState.APPLYING, "offen")],
)
def test_a_later_day_that_moves_is_told_with_its_stage(
    state: TrackingState | None, standing: str
) -> None:
    (entry,) = changed_entries(issue_of(moved(state, (SKETCH, SKETCH), (LATER, LATER + 14))))
    rows = {row.label: row.text for row in entry.rows}
    first = f"1. Stufe: {german(SKETCH)}; {LATER_STAGE}: "
    assert rows["Frist"] == f"{first}{german(LATER)} → {first}{german(LATER + 14)}"
    assert rows["Jetzt"].split(" · ")[0] == standing
    assert "Stand" not in rows
    assert ("Gremien" in rows) is (standing == "offen")


def test_a_first_day_that_is_prolonged_opens_the_call_again() -> None:
    (entry,) = changed_entries(issue_of(moved(None, (SKETCH, SKETCH + 20), (LATER, LATER))))
    rows = {row.label: row.text for row in entry.rows}
    assert rows["Stand"] == "beendet → offen"
    assert rows["Gremien"].startswith("Stadt Dülmen: zur Frist der 1. Stufe")


@pytest.mark.parametrize(
    ("state", "is_told"),
    [(None, False), (TrackingState.REVIEWING, False), (TrackingState.APPLYING, True)],
)
def test_that_it_left_the_list_between_its_stages_only_matters_to_who_takes_part(
    state: TrackingState | None, *, is_told: bool
) -> None:
    office = office_of(state=state or TrackingState.NEW)
    at(office, SKETCH + 1)
    office.replace(1, gone_on=office.today)
    office.change(1, LISTING, LISTED, GONE)
    found = office.issue()
    assert [item.status for item in found.changed] == ([CallStatus.GONE] if is_told else [])


def test_what_came_and_lost_its_first_stage_between_two_issues_is_counted_once() -> None:
    office = office_of()
    at(office, SKETCH + 1)
    office.end_matches()
    found = office.issue()
    assert [call.id for call in found.ended] == [1]
    assert office.issue().ended == ()


def test_a_better_reading_of_the_same_words_is_no_change() -> None:
    """Rules 6 knew both days and not the stages: who was told then is told nothing now."""
    office = office_of(UNTOLD, TrackingState.REVIEWING)
    office.replace(1, facts=facts(STAGED))
    assert office.issue().changed == ()
    call = funding_call("k1", texts={"Fristen": UNTIL.format(sketch="1.3.2027", later="2.8.2027")})
    since = (FieldChange("title", "Alt", "Neu"),)
    item = ChangedItem(call_entry(1), CallStatus.OPEN, since, "p", since=since)
    (found,) = with_facts([item], {1: call}, TODAY)
    assert found.facts == ()


# --- several sources --------------------------------------------------------------------------


class TwoSources(Office):
    """An office whose two calls are one; the first is shown."""

    def situation(self) -> Situation:
        group = tuple(
            Member(each.id, (each.source, each.key), TODAY) for each in self.calls.values()
        )
        once = show_once({each.call_id: group for each in group}, self.calls, self.today)
        return replace(super().situation(), once=once)


def test_a_source_that_keeps_the_later_day_to_itself_contradicts_nobody() -> None:
    office = TwoSources()
    office.add(1, facts=facts(STAGED))
    office.add(2, facts=facts(deadline_on(in_days(SKETCH))), source="nrw", key="k2")
    for day in (0, SKETCH, SKETCH + 1):
        situation = at(office, day).situation()
        assert situation.once.shared[1].disagreements == ()


def test_a_day_that_another_source_states_for_all_is_for_all() -> None:
    office = TwoSources()
    office.add(1, facts=facts(STAGED))
    office.add(2, facts=facts(deadline_on(in_days(30), in_days(LATER))), source="nrw", key="k2")
    days = days_ahead(office.calls[1], office.situation())
    assert [(day.on, day.stage) for day in days] == [
        (in_days(30), None), (in_days(SKETCH), 1), (in_days(LATER), None),
    ]  # fmt: skip


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "today", "words", "without_days_left"),
    [
        (
            STAGED,
            SKETCH + 17,
            f"1. Stufe: {german(SKETCH)} (seit 17 Tagen vorbei); "
            f"{LATER_STAGE}: {german(LATER)} (noch {LATER - SKETCH - 17} Tage)",
            f"1. Stufe: {german(SKETCH)}; {LATER_STAGE}: {german(LATER)}",
        ),
        (
            replace(STAGED, times=("17:00", "12:00"), zone="Europe/Brussels"),
            SKETCH,
            f"1. Stufe: {german(SKETCH)}, 17:00 Uhr Brüsseler Zeit (heute); "
            f"{LATER_STAGE}: {german(LATER)}, 12:00 Uhr Brüsseler Zeit "
            f"(noch {LATER - SKETCH} Tage)",
            f"1. Stufe: {german(SKETCH)}, 17:00 Uhr Brüsseler Zeit; "
            f"{LATER_STAGE}: {german(LATER)}, 12:00 Uhr Brüsseler Zeit",
        ),
        (
            replace(STAGED, dates=(in_days(LATER),)),
            LATER,
            f"{LATER_STAGE}: {german(LATER)} (heute)",
            f"{LATER_STAGE}: {german(LATER)}",
        ),
        (replace(STAGED, kind=DeadlineKind.CLOSED), SKETCH, "Antragstellung beendet",
         "Antragstellung beendet"),
    ],
    ids=["past", "hours", "no sketch", "closed"],
)  # fmt: skip
def test_a_deadline_in_stages_has_words_for_each(
    found: Deadline, today: int, words: str, without_days_left: str
) -> None:
    assert wording.deadline(found, in_days(today)) == words
    assert change_wording.deadline(found, in_days(today)) == without_days_left


def test_stages_of_every_year_are_told_apart() -> None:
    found = Deadline(
        DeadlineKind.RECURRING, (), ("02-28", "08-31"), two_stage=True, later_days=("08-31",)
    )
    assert change_wording.deadline(found, TODAY) == (
        f"1. Stufe: jedes Jahr zum 28. Februar; {LATER_STAGE}: jedes Jahr zum 31. August"
    )


def test_another_source_says_the_same_with_or_without_the_stages() -> None:
    same = (
        f"{german(SKETCH)}",
        f"{german(SKETCH)}, {german(LATER)}",
        f"{german(SKETCH)} – zweistufiges Verfahren",
        f"1. Stufe: {german(SKETCH)}; {LATER_STAGE}: {german(LATER)}",
    )
    assert all(change_wording.is_deadline(each, STAGED, TODAY) for each in same)
    assert not change_wording.is_deadline(german(LATER), STAGED, TODAY)


def test_what_was_over_too_early_is_said_of_the_first_day() -> None:
    old = Facts(deadline=STAGED)
    new = Facts(closed=True, deadline=replace(STAGED, kind=DeadlineKind.CLOSED))
    sides = (CallStatus.OPEN, old), (CallStatus.CLOSED, new)
    assert change_wording.standing(*sides, TODAY) == (
        "offen",
        f"vorzeitig beendet, die Frist war der {german(SKETCH)}",
    )
