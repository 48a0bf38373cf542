"""Deadlines ahead: each lead is told once, never late, of what is tracked or fits well."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.council import Body
from scout.digest.compose import Digest, ahead_of
from scout.digest.days import next_deadline
from scout.digest.entries import changed_entries
from scout.digest.issued import Issue
from scout.digest.situation import Limits
from scout.domain import DeadlineKind
from scout.facts import Deadline
from scout.fit import TrackingState
from scout.store.calls import GONE, LISTED, LISTING
from tests.builders import (
    TODAY,
    Office,
    applicant,
    changed,
    deadline_on,
    facts,
    project,
    recipient,
    shown,
)

LEADS = (56, 28, 14, 3)
STRONG, WEAK = 0.4, 0.1
IN_30_DAYS = TODAY + timedelta(days=30)


def office_with(*days: int, score: float = STRONG) -> Office:
    """An office whose reader has been shown a call for each deadline, ``days`` from today."""
    office = Office()
    office.issue()
    for number, left in enumerate(days, start=1):
        on = TODAY + timedelta(days=left + 1)
        office.add(number, {"glasfaser": score}, facts=facts(deadline_on(on)))
    office.issue(days=0)
    office.today = TODAY + timedelta(days=1)
    return office


def remind(office: Office, *, days: int = 1, **limits: Any) -> Digest:
    return office.issue(days=days, reminder_leads=LEADS, **limits)


def reminded(digest: Digest) -> list[int]:
    return [item.call.id for item in digest.deadlines]


def test_each_lead_is_told_once_on_its_day() -> None:
    office = office_with(60)
    deadline_on = TODAY + timedelta(days=61)
    issues = [remind(office) for _ in range(70)]
    days = [(deadline_on - found.issue_on).days for found in issues if found.deadlines]
    assert days == [56, 28, 14, 3]


def test_what_comes_due_before_the_next_issue_is_told_now() -> None:
    office = office_with(8)
    office.reminders = set()
    first = remind(office, days=7, next_issue_on=office.today + timedelta(days=7))
    assert reminded(first) == [1]
    assert {each.lead_days for each in first.reminders} == set(LEADS), "in a week it is too late"
    assert reminded(remind(office, next_issue_on=office.today + timedelta(days=7))) == []


def test_a_call_that_is_found_late_is_reminded_of_once() -> None:
    office = office_with(10)
    found = remind(office)
    assert reminded(found) == [1]
    assert {each.lead_days for each in found.reminders} == {56, 28, 14}
    assert reminded(remind(office)) == []


def test_what_is_new_is_no_reminder_and_settles_what_has_passed() -> None:
    office = Office()
    office.issue()
    office.add(1, {"glasfaser": STRONG}, facts=facts(deadline_on(IN_30_DAYS)))
    found = remind(office)
    assert (shown(found), reminded(found)) == ([1], [])
    assert {each.lead_days for each in found.reminders} == {56}
    assert reminded(remind(office)) == [1], "28 days are left"


def test_what_fits_weakly_is_reminded_of_only_where_it_is_tracked() -> None:
    office = office_with(20, score=WEAK)
    assert reminded(remind(office)) == []
    office.track(1, TrackingState.REVIEWING)
    (item,) = remind(office).deadlines
    assert (item.call.id, item.tracked) == (1, TrackingState.REVIEWING)
    assert item.project.key == "glasfaser"


@pytest.mark.parametrize(
    ("state", "is_kept"),
    [
        (TrackingState.REVIEWING, True),
        (TrackingState.APPLYING, True),
        (TrackingState.SUBMITTED, False),
        (TrackingState.GRANTED, False),
        (TrackingState.REJECTED, False),
        (TrackingState.DISMISSED, False),
    ],
)
def test_who_has_handed_it_in_needs_no_reminder(state: TrackingState, *, is_kept: bool) -> None:
    office = office_with(20)
    office.track(1, state)
    assert bool(reminded(remind(office))) is is_kept


def test_a_call_that_is_tracked_needs_not_fit_any_more() -> None:
    office = office_with(20)
    office.track(1, TrackingState.APPLYING)
    office.matches.clear()
    assert reminded(remind(office)) == [1]


def test_changes_of_a_tracked_call_are_told_though_it_never_was_new() -> None:
    office = Office()
    office.issue()
    office.add(1, {"andere": STRONG}, facts=facts(deadline_on(IN_30_DAYS)))
    office.track(1, TrackingState.APPLYING)
    assert reminded(remind(office)) == [1]
    office.change(1, LISTING, LISTED, GONE)
    office.replace(1, gone_on=office.today)
    assert list(changed(remind(office))) == [1]
    assert remind(office).is_empty


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        (deadline_on(TODAY - timedelta(days=1)), None),
        (deadline_on(TODAY), TODAY),
        (deadline_on(TODAY - timedelta(days=9), IN_30_DAYS), IN_30_DAYS),
        (Deadline(DeadlineKind.RECURRING, days=("12-18", "03-31")), date(2027, 3, 31)),
        (Deadline(DeadlineKind.RECURRING, days=("12-18",)), date(2027, 12, 18)),
        (Deadline(DeadlineKind.ROLLING), None),
        (Deadline(DeadlineKind.NONE_STATED), None),
    ],
)
def test_the_next_deadline_is_today_or_later(deadline: Deadline, expected: date | None) -> None:
    assert next_deadline(facts(deadline), TODAY) == expected


def test_what_nobody_has_read_has_no_deadline() -> None:
    assert next_deadline(None, TODAY) is None


def test_a_deadline_that_moves_is_another_deadline() -> None:
    office = office_with(10)
    assert reminded(remind(office)) == [1]
    office.replace(1, facts=facts(deadline_on(office.today + timedelta(days=12))))
    assert reminded(remind(office)) == [1]


def test_the_nearest_comes_first_and_what_has_no_room_comes_next_time() -> None:
    office = office_with(30, 10, 20, 5, 40)
    every = [4, 2, 3, 1, 5]
    first = remind(office, max_items=6)
    assert (reminded(first), first.waiting) == (every[:2], 3)
    second = remind(office, max_items=6)
    assert (reminded(second), second.waiting) == (every[2:4], 1)
    third = remind(office, max_items=6)
    assert (reminded(third), third.waiting) == ([4, 1], 1), "three days left, and four weeks"
    assert reminded(remind(office, max_items=6)) == [5]


def test_tracked_ones_have_all_the_room() -> None:
    office = office_with(30, 10, 20)
    for call_id in (1, 3):
        office.track(call_id, TrackingState.REVIEWING)
    assert reminded(remind(office, max_items=3)) == [2, 3, 1]


def test_reminders_leave_room_for_what_is_new() -> None:
    office = office_with(*range(10, 40))
    for call_id in range(101, 131):
        office.add(call_id, {"glasfaser": STRONG}, facts=facts(deadline_on(date(2028, 1, 1))))
    found = remind(office)
    assert (len(found.deadlines), found.new_count) == (8, 17)


def test_what_the_next_issue_would_tell_too_late_is_told_now() -> None:
    office = office_with(*range(1, 13), 30)
    next_week = office.today + timedelta(days=7)
    found = remind(office, days=7, max_items=9, next_issue_on=next_week)
    assert reminded(found) == [1, 2, 3, 4, 5, 6], "a third of it are three, six end in this week"
    assert found.waiting == 7


def test_room_costs_no_tracked_call_its_reminder_though_it_is_still_new() -> None:
    office = Office()
    office.issue()
    for call_id, score in ((1, 0.9), (2, 0.8), (3, WEAK)):
        office.add(
            call_id, {"glasfaser": score}, facts=facts(deadline_on(TODAY + timedelta(days=40)))
        )
    office.track(3, TrackingState.REVIEWING)
    found = remind(office, max_items=2)
    assert (reminded(found), shown(found), found.carried) == ([3], [1], {2: 1})
    assert {(each.call_id, each.lead_days) for each in found.reminders} == {(1, 56), (3, 56)}
    assert next(known for known in found.known if known.call_id == 3).shown
    assert shown(remind(office, max_items=2)) == [2], "the third was told: nothing comes twice"
    office.change(3, "title", "Aufruf", "Aufruf (neu)")
    assert list(changed(remind(office))) == [3], "she is told of its changes"


def test_a_tracked_call_of_a_first_issue_is_no_number_where_its_reminder_is_due() -> None:
    office = Office()
    for call_id in (1, 2, 3):
        office.add(call_id, {"glasfaser": WEAK - call_id / 100},
                   facts=facts(deadline_on(IN_30_DAYS)))  # fmt: skip
    office.track(3, TrackingState.APPLYING)
    found = remind(office, first_issue=1)
    assert (reminded(found), shown(found), found.baseline) == ([3], [1], 1)
    assert sorted((known.call_id, known.shown) for known in found.known) == [
        (1, True), (2, False), (3, True),
    ]  # fmt: skip


def test_a_tracked_call_that_was_only_counted_is_told_by_its_reminder() -> None:
    office = Office()
    for call_id in (1, 2):
        office.add(call_id, {"glasfaser": WEAK - call_id / 100},
                   facts=facts(deadline_on(IN_30_DAYS)))  # fmt: skip
    assert remind(office, first_issue=1).baseline == 1
    office.track(2, TrackingState.REVIEWING)
    assert reminded(remind(office)) == [2]
    office.matches.clear()
    office.change(2, LISTING, LISTED, GONE)
    office.replace(2, gone_on=office.today)
    assert list(changed(remind(office))) == [2], "it fits none any more, yet she knows it"


def test_what_a_first_issue_only_counts_is_reminded_of_where_room_is_left() -> None:
    office = Office()
    for call_id in range(1, 5):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100},
                   facts=facts(deadline_on(IN_30_DAYS)))  # fmt: skip
    found = remind(office, first_issue=1, max_items=6, days=0)
    assert (shown(found), reminded(found), found.baseline, found.waiting) == ([1], [2, 3], 1, 0)
    assert {each.call_id for each in found.reminders} == {1, 2, 3}
    found = remind(office)
    assert (reminded(found), shown(found), found.baseline) == ([4], [], 0)


def test_reminders_of_what_is_only_counted_take_no_room_from_what_is_new() -> None:
    office = Office()
    for call_id in range(1, 4):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100},
                   facts=facts(deadline_on(IN_30_DAYS)))  # fmt: skip
    found = remind(office, first_issue=2, max_items=2)
    assert (shown(found), reminded(found), found.baseline, found.waiting) == ([1, 2], [], 1, 0)
    assert reminded(remind(office)) == [3]


def test_who_was_reminded_of_a_call_that_was_only_counted_hears_that_it_ended() -> None:
    office = Office()
    for call_id in (1, 2):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100},
                   facts=facts(deadline_on(IN_30_DAYS)))  # fmt: skip
    assert office.issue(first_issue=1).baseline == 1
    assert reminded(remind(office)) == [1, 2]
    office.matches.clear()
    office.change(2, LISTING, LISTED, GONE)
    office.replace(2, gone_on=office.today)
    assert list(changed(remind(office))) == [2]
    assert remind(office).is_empty


@pytest.mark.parametrize("state", [TrackingState.APPLYING, TrackingState.SUBMITTED])
def test_what_she_follows_is_told_of_though_no_issue_ever_showed_it(state: TrackingState) -> None:
    office = Office()
    office.issue()
    office.add(1, {"andere": STRONG}, facts=facts(deadline_on(date(2028, 1, 1))))
    office.change(1, "title", "Alt", "Aufruf")
    office.track(1, state)
    assert remind(office).is_empty, "what she knew when she said so is no change"
    office.change(1, LISTING, LISTED, GONE)
    office.replace(1, gone_on=office.today)
    found = remind(office)
    assert {each: [change.field for change in what] for each, what in changed(found).items()} == {
        1: [LISTING]
    }
    assert remind(office).is_empty


def test_a_change_without_room_costs_no_tracked_call_its_reminder() -> None:
    office = office_with(20, 21, 60)
    for call_id in (1, 2, 3):
        office.track(call_id, TrackingState.REVIEWING)
        office.change(call_id, "title", "Aufruf", "Aufruf (neu)")
    found = remind(office, max_items=1)
    assert (list(changed(found)), reminded(found)) == ([1], [2])
    assert {each.call_id for each in found.reminders} == {1, 2}, "of the third nothing is due yet"
    assert found.waiting == 2, "both changes are still to be told"
    found = remind(office, max_items=2)
    assert (list(changed(found)), reminded(found)) == ([2, 3], [])


def test_no_number_of_items_keeps_a_tracked_reminder_back() -> None:
    office = office_with(10, 20, 30)
    for call_id in (1, 2, 3):
        office.track(call_id, TrackingState.APPLYING)
    office.add(9, {"glasfaser": STRONG}, facts=facts(deadline_on(date(2028, 1, 1))))
    found = remind(office, max_items=1)
    assert (reminded(found), shown(found), found.waiting) == ([1, 2, 3], [], 1)
    assert shown(remind(office, max_items=1)) == [9]


def test_each_applicant_has_its_own_internal_deadline() -> None:
    council = Body("Rat", (TODAY + timedelta(days=60), TODAY + timedelta(days=90)), papers_days=14)
    senden = applicant("senden", name="Gemeinde Senden", bodies=(council,), writing_weeks=4)
    kreis = applicant("kreis", name="Kreis Coesfeld")
    office = Office(project(applicants=("senden", "kreis", "niemand")))
    office.applicants = {each.key: each for each in (senden, kreis)}
    office.issue()
    on = TODAY + timedelta(days=80)
    office.add(1, {"glasfaser": STRONG}, facts=facts(deadline_on(on)))
    office.issue(days=0)
    (item,) = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    (first, of_senden), (second, of_kreis) = item.internal
    assert (first.name, of_senden.sitting_on) == ("Gemeinde Senden", TODAY + timedelta(days=60))
    assert of_senden.papers_on == TODAY + timedelta(days=46)
    assert (second.name, of_kreis.sitting_on) == ("Kreis Coesfeld", None)
    # Whoever begins after that is late: 80 - (46 - 28) = 62 days before the deadline.
    office.today = TODAY + timedelta(days=17)
    assert reminded(office.issue(days=1)) == []
    (reminder,) = office.issue().reminders
    assert reminder.lead_days == 62


def test_a_change_that_stands_for_a_reminder_says_the_internal_deadline() -> None:
    council = Body("Rat", (TODAY + timedelta(days=60),), papers_days=14)
    office = Office(project(applicants=("senden",)))
    senden = applicant("senden", name="Gemeinde Senden", bodies=(council,), writing_weeks=4)
    office.applicants = {"senden": senden}
    office.issue()
    office.add(1, {"glasfaser": STRONG}, facts=facts(deadline_on(TODAY + timedelta(days=80))))
    office.add(2, {"glasfaser": STRONG}, facts=facts(deadline_on(TODAY + timedelta(days=80))))
    office.issue(days=17)
    for call_id in (1, 2):
        office.change(call_id, "title", "Aufruf", "Aufruf (neu)")
    office.change(2, LISTING, LISTED, GONE)
    office.replace(2, gone_on=office.today)
    found = office.issue()
    assert (list(changed(found)), reminded(found)) == ([1, 2], [])
    assert [(each.call_id, each.lead_days) for each in found.reminders] == [(1, 62)]
    said = [[row.text for row in each.rows if row.label == "Gremien"]
            for each in changed_entries(Issue(found))]  # fmt: skip
    assert [len(each) for each in said] == [1, 0], "nobody can apply for what is gone"
    assert said[0][0].startswith("Gemeinde Senden")


def test_who_may_not_apply_has_no_internal_deadline() -> None:
    office = Office(project(applicants=("bayern",)))
    office.applicants = {"bayern": applicant("bayern", region="DE-BY")}
    office.issue()
    only_nrw = facts(deadline_on(IN_30_DAYS), regions=("DE-NW",))
    office.add(1, {"glasfaser": STRONG}, facts=only_nrw)
    (item,) = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    assert item.internal == ()


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(1, 90), min_size=1, max_size=6),
    pauses=st.lists(st.integers(1, 14), min_size=10, max_size=30),
)
def test_no_lead_comes_twice_or_late(days: list[int], pauses: list[int]) -> None:
    office = office_with(*days)
    deadlines = {number: TODAY + timedelta(days=left + 1) for number, left in enumerate(days, 1)}
    told: Counter[tuple[int, int]] = Counter()
    for pause in pauses:
        next_on = office.today + timedelta(days=pause)
        found = remind(office, days=pause, next_issue_on=next_on, max_items=25)
        told.update((each.call_id, each.lead_days) for each in found.reminders)
        for call_id, on in deadlines.items():
            due = {lead for lead in LEADS if on - timedelta(days=lead) < next_on}
            if on >= found.issue_on:
                assert due <= {lead for number, lead in told if number == call_id}
    assert set(told.values()) <= {1}


@settings(max_examples=60, deadline=None)
@given(
    calls=st.lists(
        st.tuples(
            st.integers(1, 60), st.sampled_from([STRONG, WEAK]), st.booleans(), st.booleans()
        ),
        min_size=1,
        max_size=8,
    ),
    most=st.integers(1, 4),
)
def test_a_tracked_deadline_has_room_in_every_mail(
    calls: list[tuple[int, float, bool, bool]], most: int
) -> None:
    office = Office()
    office.issue()
    tracked = {}
    for call_id, (days, score, is_tracked, is_changed) in enumerate(calls, 1):
        on = TODAY + timedelta(days=days + 1)
        office.add(call_id, {"glasfaser": score}, facts=facts(deadline_on(on)))
        if is_tracked:
            office.track(call_id, TrackingState.REVIEWING)
            tracked[call_id] = on
        if is_changed:
            office.issue(days=0)
            office.change(call_id, "title", "Aufruf", "Aufruf (neu)")
    settled = Counter((each.call_id, each.lead_days) for each in office.reminders)
    for _ in range(12):
        next_on = office.today + timedelta(days=7)
        known = {each.call_id for each in office.memory().calls.values() if each.shown}
        found = remind(office, days=7, next_issue_on=next_on, max_items=most)
        new = [*shown(found), *(item.call.id for item in found.listed)]
        places = Counter([*reminded(found), *new, *changed(found)])
        assert set(places.values()) <= {1}, "each call stands in a mail once"
        assert known.isdisjoint(new), "nothing comes as new that was told, or after its reminder"
        settled.update((each.call_id, each.lead_days) for each in found.reminders)
        for call_id, on in tracked.items():
            due = {lead for lead in LEADS if on - timedelta(days=lead) < next_on}
            if on >= found.issue_on:
                assert due <= {lead for number, lead in settled if number == call_id}
    assert set(settled.values()) <= {1}
