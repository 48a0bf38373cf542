from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.digest.compose import compose, is_due
from scout.digest.situation import Limits, Memory
from scout.domain import CallStatus, DeadlineKind, FieldChange, Frequency
from scout.facts import Deadline
from tests.builders import (
    TODAY,
    Office,
    changed,
    deadline_on,
    evidence,
    facts,
    match_entry,
    project,
    recipient,
    shown,
)

NEXT_WEEK = TODAY + timedelta(days=7)


def office_past_first_issue() -> Office:
    office = Office()
    office.issue()
    return office


def test_an_empty_office_tells_nothing() -> None:
    found = Office().issue()
    assert found.is_empty
    assert (found.new, found.changed, found.known) == ((), (), ())


def test_the_26th_hit_comes_with_the_next_issue() -> None:
    office = office_past_first_issue()
    for call_id in range(1, 27):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100})
    first = office.issue()
    assert shown(first) == list(range(1, 26))
    assert (first.new_count, first.waiting) == (25, 1)
    second = office.issue()
    assert (shown(second), second.waiting) == ([26], 0)
    assert office.issue().is_empty


def test_what_waits_gives_way_to_what_fits_better_but_comes() -> None:
    office = office_past_first_issue()
    for call_id in (1, 2, 3):
        office.add(call_id, {"glasfaser": 0.2})
    assert shown(office.issue(max_items=2)) == [1, 2]
    office.add(4, {"glasfaser": 0.9})
    office.add(5, {"glasfaser": 0.8})
    assert shown(office.issue(max_items=2)) == [4, 5]
    assert shown(office.issue(max_items=2)) == [3]


def test_missed_runs_lose_nothing() -> None:
    office = office_past_first_issue()
    office.add(1, first_seen_on=office.today)
    office.today += timedelta(days=40)
    office.add(2, first_seen_on=office.today)
    # What reached the list late is news as well.
    office.add(3, first_seen_on=office.today - timedelta(days=300))
    for number in (1, 2, 3):
        office.replace(number, facts=facts(deadline_on(office.today)))
    assert sorted(shown(office.issue())) == [1, 2, 3]


def test_a_first_issue_shows_the_best_and_counts_the_rest_for_good() -> None:
    office = Office()
    for call_id in range(1, 13):
        office.add(call_id, {"glasfaser": call_id / 20})
    found = office.issue()
    assert shown(found) == [12, 11, 10, 9, 8]
    assert (found.baseline, found.waiting) == (7, 0)
    assert found.first_projects == ("glasfaser",)
    assert [known.call_id for known in found.known if not known.shown] == [7, 6, 5, 4, 3, 2, 1]
    second = office.issue()
    assert second.is_empty
    assert (second.baseline, second.first_projects) == (0, ())
    office.add(13)
    third = office.issue()
    assert (shown(third), third.baseline) == ([13], 0)


def test_a_project_added_later_gets_a_first_issue_of_its_own() -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.projects.append(project("buergerportal"))
    for call_id in range(2, 10):
        office.add(call_id, {"buergerportal": call_id / 20})
    office.add(10, {"glasfaser": 0.1})
    found = office.issue()
    assert found.first_projects == ("buergerportal",)
    assert [(news.project.key, [item.call.id for item in news.items]) for news in found.new] == [
        ("glasfaser", [10]),
        ("buergerportal", [9, 8, 7, 6, 5]),
    ]
    assert found.baseline == 3
    assert office.issue().is_empty


def test_a_new_project_does_not_swallow_what_another_one_has_a_claim_to() -> None:
    office = office_past_first_issue()
    office.projects.append(project("neu"))
    for call_id in range(1, 7):
        office.add(call_id, {"neu": 0.5 + call_id / 100})
    office.add(7, {"neu": 0.4, "glasfaser": 0.3})
    found = office.issue()
    assert sorted(shown(found)) == [2, 3, 4, 5, 6, 7]
    assert found.baseline == 1


def test_what_was_promised_for_the_next_issue_is_not_counted_away() -> None:
    office = office_past_first_issue()
    for call_id in (1, 2, 3):
        office.add(call_id, {"glasfaser": 0.5 - call_id / 10})
    assert office.issue(max_items=2).waiting == 1
    office.projects.append(project("neu"))
    office.matches.append(match_entry("neu", 3, 0.3))
    for call_id in range(4, 11):
        office.add(call_id, {"neu": 0.4 + call_id / 100})
    later = office.issue()
    assert 3 in shown(later)


def test_what_was_only_counted_may_be_the_best_of_a_project_added_later() -> None:
    office = Office(project("alt"))
    for call_id in range(1, 8):
        office.add(call_id, {"alt": 0.9 - call_id / 10})
    first = office.issue()
    assert (shown(first), first.baseline, first.is_first) == ([1, 2, 3, 4, 5], 2, True)
    office.projects.append(project("neu"))
    office.matches += [match_entry("neu", 6, 0.95), match_entry("neu", 7, 0.9)]
    second = office.issue()
    assert (shown(second), second.baseline, second.is_first) == ([6, 7], 0, False)
    assert office.issue().is_empty


def test_the_best_of_a_project_is_shown_though_it_ranks_low_for_another() -> None:
    office = Office(project("breit"), project("schmal"))
    for call_id in range(1, 7):
        office.add(call_id, {"breit": 0.9 - call_id / 100})
    office.add(7, {"breit": 0.5, "schmal": 0.4})
    found = office.issue()
    assert [(news.project.key, [item.call.id for item in news.items]) for news in found.new] == [
        ("breit", [1, 2, 3, 4, 5]),
        ("schmal", [7]),
    ]
    assert found.baseline == 1


def test_changes_of_a_text_that_was_not_read_yet_wait_for_its_facts() -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.change(1, "section.Fristen", "Bis 15. Januar 2027.", "Bis 26. Februar 2027.")
    office.replace(1, facts=None)
    assert office.issue().is_empty
    office.replace(1, facts=facts())
    assert list(changed(office.issue())) == [1]


def test_a_project_that_was_never_ranked_keeps_its_first_issue() -> None:
    office = Office()
    situation = replace(office.situation(), ranked=frozenset())
    found = compose(recipient(), situation, Memory(), Limits())
    assert found.first_projects == ()


def test_a_call_that_is_shown_for_one_project_is_not_counted_as_shut_out() -> None:
    office = Office(project("glasfaser"), project("pflege"))
    office.add(1)
    office.matches = [match_entry("glasfaser", 1), match_entry("pflege", 1, shut_out=True)]
    found = office.issue()
    assert (shown(found), found.shut_out) == ([1], 0)


def test_changes_for_projects_that_a_reader_left_are_not_hers_any_more() -> None:
    office = Office(project("glasfaser"), project("pflege"))
    office.add(1, {"glasfaser": 0.5})
    assert shown(office.issue(recipient(projects=("glasfaser",)))) == [1]
    office.change(1, "title", "Alt", "Neu")
    assert office.issue(recipient(projects=("pflege",))).is_empty


def test_a_first_issue_of_many_projects_is_cut_alike_and_carried_on() -> None:
    names = [f"p{number}" for number in range(4)]
    office = Office(*(project(name) for name in names))
    for place, name in enumerate(names):
        for number in range(5):
            office.add(10 * place + number, {name: 0.9 - number / 10 - place / 100})
    first = office.issue(max_items=6)
    assert [(news.project.key, len(news.items)) for news in first.new] == [
        ("p0", 2),
        ("p1", 2),
        ("p2", 1),
        ("p3", 1),
    ]
    assert (first.waiting, first.baseline) == (14, 0)
    rest = [*shown(office.issue(max_items=6)), *shown(office.issue(max_items=10))]
    assert sorted([*shown(first), *rest]) == sorted(office.calls)
    assert office.issue().is_empty


def test_a_call_for_two_projects_is_shown_once_with_the_other_named() -> None:
    office = Office(project("glasfaser"), project("buergerportal"), project("sensorik"))
    office.add(1, {"glasfaser": 0.2, "sensorik": 0.4, "buergerportal": 0.3})
    found = office.issue()
    ((news,),) = [found.new]
    (item,) = news.items
    assert (news.project.key, item.match.score) == ("sensorik", 0.4)
    assert [other.key for other in item.also] == ["buergerportal", "glasfaser"]
    assert office.issue().is_empty


def test_each_recipient_hears_of_her_own_projects_and_of_nothing_twice() -> None:
    office = Office(
        project("glasfaser"), project("pflege", field="Soziales"), project("kita", field="Soziales")
    )
    office.add(1, {"glasfaser": 0.4, "pflege": 0.3})
    office.add(2, {"kita": 0.3})
    one = recipient("a@kreis.example", projects=("glasfaser",))
    field = recipient("b@kreis.example", fields=("Soziales",))
    everything = recipient("c@kreis.example", all=True)
    nothing = recipient("d@kreis.example", projects=("strasse",))
    assert shown(office.issue(one)) == [1]
    found = office.issue(field)
    assert sorted(shown(found)) == [1, 2]
    assert all(not item.also for news in found.new for item in news.items)
    assert sorted(shown(office.issue(everything))) == [1, 2]
    assert office.issue(nothing).is_empty
    assert [office.issue(each).is_empty for each in (one, field, everything)] == [True] * 3


@pytest.mark.parametrize(
    "over",
    [
        facts(closed=True, closed_by=evidence("Geschlossen.")),
        facts(deadline_on(TODAY - timedelta(days=1))),
        facts(
            Deadline(DeadlineKind.CLOSED, evidence=(evidence("Es ging bis gestern."),)), closed=True
        ),
    ],
)
def test_a_call_that_is_closed_is_not_new(over: object) -> None:
    office = Office()
    office.add(1, facts=over)
    office.add(2, facts=facts(deadline_on(TODAY)))
    assert shown(office.issue()) == [2]


def test_a_call_that_is_gone_is_not_new_and_one_not_understood_is() -> None:
    office = Office()
    office.add(1, gone_on=TODAY)
    office.add(2, facts=None)
    office.add(3, facts=facts(not_understood=("Statushinweis: Näheres folgt.",)))
    assert shown(office.issue()) == [3]
    office.replace(2, facts=facts())
    assert shown(office.issue()) == [2], "what was not read yet waits for its facts"


def test_a_known_call_that_gets_a_deadline_is_changed_with_old_and_new() -> None:
    office = Office()
    office.add(1, facts=facts(Deadline(DeadlineKind.NONE_STATED)))
    office.issue()
    assert office.issue().is_empty
    office.change(1, "section.Fristen", None, "Bis zum 31. März 2027.")
    office.replace(1, facts=facts(deadline_on(date(2027, 3, 31))))
    found = office.issue()
    assert found.new == ()
    assert changed(found) == {1: (FieldChange("section.Fristen", None, "Bis zum 31. März 2027."),)}
    assert found.changed[0].status is CallStatus.OPEN
    assert office.issue().is_empty


def test_a_known_call_that_is_closed_is_changed_even_though_it_fits_no_more() -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.matches.clear()
    office.change(1, "section.Statushinweis", None, "Die Antragstellung ist beendet.")
    office.replace(1, facts=facts(closed=True))
    found = office.issue()
    assert changed(found) == {
        1: (FieldChange("section.Statushinweis", None, "Die Antragstellung ist beendet."),)
    }
    assert found.changed[0].status is CallStatus.CLOSED
    assert office.issue().is_empty


def test_changes_since_the_last_issue_are_told_as_one() -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.change(1, "title", "Alt", "Mitte")
    office.change(1, "title", "Mitte", "Neu")
    office.change(1, "funder", "Bund", "Land")
    assert changed(office.issue()) == {
        1: (FieldChange("title", "Alt", "Neu"), FieldChange("funder", "Bund", "Land"))
    }


def test_a_change_that_went_back_is_none() -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.change(1, "title", "Alt", "Neu")
    office.change(1, "title", "Neu", "Alt")
    office.change(1, "listing", "listed", "gone")
    office.change(1, "listing", "gone", "listed")
    assert office.issue().is_empty


def test_a_change_that_was_told_and_went_back_is_told_again() -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.change(1, "title", "Alt", "Neu")
    office.issue()
    office.change(1, "title", "Neu", "Alt")
    assert changed(office.issue()) == {1: (FieldChange("title", "Neu", "Alt"),)}


@pytest.mark.parametrize("field", ["url", "links", "language", "stated.Stand", "stated.Nummer"])
def test_some_fields_are_not_worth_a_mail(field: str) -> None:
    office = Office()
    office.add(1)
    office.issue()
    office.change(1, field, "alt", "neu")
    assert office.issue().is_empty
    office.change(1, "code.Foerdergebiet", "nrw", "bund")
    assert changed(office.issue()) == {1: (FieldChange("code.Foerdergebiet", "nrw", "bund"),)}


@pytest.mark.parametrize(
    ("field", "old", "new", "worth"),
    [
        ("stated.deadlineDate", "2026-11-03T00:00", "2026-11-05T00:00", True),
        ("stated.deadlineDate", "2026-11-03T16:00", "2026-11-03T17:00", True),
        ("stated.deadlineDate", None, "2026-11-03T17:00", True),
        ("stated.deadlineDate", "2026-11-03T17:00", None, True),
        ("stated.startDate", "2026-11-03T00:00", "2026-11-05T00:00", True),
        ("stated.startDate", "2026-11-03T10:00", "2026-11-03T13:00", False),
        ("code.status", "31094501", "31094502", True),
        ("code.typesOfAction", "Prize", "Grant", True),
        ("code.programmeDivision", "1", "2", False),
        ("stated.budget", "1", "2", False),
        ("stated.programme", "a", "b", False),
    ],
)
def test_of_a_call_of_the_eu_days_and_status_are_worth_a_mail(
    field: str,
    old: str | None,
    new: str | None,
    worth: bool,  # noqa: FBT001 - a column of the table
) -> None:
    old, new = (f"{value}:00.000+0000" if value and "T" in value else value for value in (old, new))
    office = Office()
    office.add(1)
    office.issue()
    office.change(1, field, old, new)
    assert changed(office.issue()) == ({1: (FieldChange(field, old, new),)} if worth else {})


def test_a_clock_that_only_trembles_is_not_worth_a_mail() -> None:
    office = Office()
    office.add(1)
    office.issue()
    times = [f"2026-09-01T16:00:{second:02}.000+0000" for second in (43, 1, 59, 0)]
    for old, new in pairwise(times):
        office.change(1, "stated.deadlineDate", old, new)
    assert office.issue().is_empty


def test_gone_before_the_last_deadline_is_news_and_after_it_is_not() -> None:
    office = Office()
    office.add(1, facts=facts(deadline_on(TODAY + timedelta(days=30))))
    office.add(2, facts=facts(deadline_on(TODAY)))
    office.add(3, facts=facts(deadline_on(TODAY - timedelta(days=9), TODAY + timedelta(days=9))))
    assert sorted(shown(office.issue())) == [1, 2, 3]
    for call_id in (1, 2, 3):
        office.change(call_id, "listing", "listed", "gone")
        office.replace(call_id, gone_on=office.today)
    found = office.issue()
    gone = (FieldChange("listing", "listed", "gone"),)
    assert changed(found) == {1: gone, 3: gone}
    assert {item.status for item in found.changed} == {CallStatus.GONE}
    office.change(1, "listing", "gone", "listed")
    office.replace(1, gone_on=None)
    assert changed(office.issue()) == {1: (FieldChange("listing", "gone", "listed"),)}
    assert office.issue().is_empty


def test_a_deadline_that_passes_is_no_change() -> None:
    office = Office()
    office.add(1, facts=facts(deadline_on(TODAY)))
    office.issue()
    office.today += timedelta(days=3)
    assert office.issue().is_empty


def test_a_better_reading_of_the_same_text_is_no_change() -> None:
    office = Office()
    office.add(1, facts=facts(Deadline(DeadlineKind.NONE_STATED)))
    office.issue()
    office.replace(1, facts=facts(deadline_on(NEXT_WEEK)))
    assert office.issue().is_empty


def test_a_call_that_was_only_counted_is_told_when_it_changes_and_still_fits() -> None:
    office = Office()
    for call_id in (1, 2, 3):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 10})
    found = office.issue(first_issue=1)
    assert (shown(found), found.baseline) == ([1], 2)
    office.change(2, "title", "Alt", "Neu")
    office.change(3, "section.Statushinweis", None, "Beendet.")
    office.replace(3, facts=facts(closed=True))
    found = office.issue(first_issue=1)
    assert changed(found) == {2: (FieldChange("title", "Alt", "Neu"),)}
    assert office.issue().is_empty


def test_calls_nobody_may_apply_for_are_counted_and_not_shown() -> None:
    office = Office(project("glasfaser"), project("pflege"))
    for call_id in (1, 2, 3):
        office.add(call_id)
    office.matches = [
        match_entry("glasfaser", 1),
        match_entry("glasfaser", 2, shut_out=True),
        match_entry("pflege", 2, shut_out=True),
        match_entry("pflege", 3, shut_out=True),
    ]
    found = office.issue()
    assert (shown(found), found.shut_out) == ([1], 2)
    reader = recipient("b@kreis.example", projects=("glasfaser",))
    assert office.issue(reader).shut_out == 1


def test_a_call_that_was_barred_comes_when_it_opens() -> None:
    office = Office()
    office.add(1)
    office.matches = [match_entry("glasfaser", 1, shut_out=True)]
    assert office.issue().is_empty
    office.matches = [match_entry("glasfaser", 1)]
    assert shown(office.issue()) == [1]


def test_changes_come_first_by_date_and_what_has_no_room_waits() -> None:
    office = Office()
    days = {1: 20, 2: 5, 3: 10}
    for call_id, ahead in days.items():
        office.add(call_id, facts=facts(deadline_on(TODAY + timedelta(days=ahead))))
    office.issue()
    for call_id in days:
        office.change(call_id, "title", "Alt", "Neu")
    office.add(4)
    first = office.issue(max_items=2)
    assert ([item.call.id for item in first.changed], first.new) == ([2, 3], ())
    assert first.waiting == 2
    second = office.issue(max_items=2)
    assert ([item.call.id for item in second.changed], shown(second)) == ([1], [4])
    assert second.waiting == 0
    assert office.issue().is_empty


@pytest.mark.parametrize(
    ("frequency", "last", "today", "due"),
    [
        (Frequency.DAILY, None, date(2026, 12, 31), True),
        (Frequency.WEEKLY, None, date(2026, 12, 31), True),
        (Frequency.MONTHLY, None, date(2026, 12, 31), True),
        (Frequency.DAILY, date(2026, 12, 31), date(2026, 12, 31), False),
        (Frequency.DAILY, date(2026, 12, 31), date(2027, 1, 1), True),
        # The 31st of December 2026 is a Thursday; its week ends on the 3rd of January.
        (Frequency.WEEKLY, date(2026, 12, 28), date(2026, 12, 31), False),
        (Frequency.WEEKLY, date(2026, 12, 31), date(2027, 1, 1), False),
        (Frequency.WEEKLY, date(2026, 12, 28), date(2027, 1, 3), False),
        (Frequency.WEEKLY, date(2027, 1, 3), date(2027, 1, 4), True),
        (Frequency.WEEKLY, date(2026, 12, 27), date(2026, 12, 28), True),
        (Frequency.MONTHLY, date(2026, 12, 1), date(2026, 12, 31), False),
        (Frequency.MONTHLY, date(2026, 12, 31), date(2027, 1, 1), True),
        (Frequency.MONTHLY, date(2026, 1, 15), date(2027, 1, 2), True),
        (Frequency.MONTHLY, date(2028, 2, 29), date(2028, 3, 1), True),
    ],
)
def test_an_issue_is_due_once_a_calendar_period(
    frequency: Frequency, last: date | None, today: date, *, due: bool
) -> None:
    assert is_due(frequency, last, today) is due


@given(last=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(0, 400))
def test_two_issues_are_due_apart_by_their_calendar_period(last: date, days: int) -> None:
    today = last + timedelta(days=days)
    assert is_due(Frequency.DAILY, last, today) == (days > 0)
    assert is_due(Frequency.WEEKLY, last, today) == (
        today.isocalendar()[:2] != last.isocalendar()[:2]
    )
    assert is_due(Frequency.MONTHLY, last, today) == (
        (today.year, today.month) != (last.year, last.month)
    )


NAMES = ("glasfaser", "pflege", "sensorik")
SCORES = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from((0.1, 0.2, 0.3, 0.5, 0.9)), min_size=1
)
DAY = st.fixed_dictionaries(
    {
        "new": st.lists(SCORES, max_size=6),
        "closed": st.lists(st.integers(0, 30), max_size=2),
        "renamed": st.lists(st.integers(0, 30), max_size=2),
        "runs": st.booleans(),
        "limit": st.integers(1, 6),
        "best": st.integers(1, 3),
    }
)


class Ledger:
    """What one recipient was told over some days."""

    def __init__(self) -> None:
        self.office = Office(*(project(name) for name in NAMES[:2]))
        self.told_new: list[int] = []
        self.counted: list[int] = []
        self.closed: set[int] = set()

    def pass_day(self, day: dict[str, Any]) -> None:
        for scores in day["new"]:
            far = facts(deadline_on(date(2030, 1, 1)))
            self.office.add(len(self.office.calls), scores, facts=far)
        for call_id in self.office.calls.keys() & set(day["renamed"]):
            old = self.office.calls[call_id].title
            self.office.change(call_id, "title", old, f"{old} (neu)")
            self.office.replace(call_id, title=f"{old} (neu)")
        for call_id in (self.office.calls.keys() & set(day["closed"])) - self.closed:
            self.closed.add(call_id)
            self.office.change(call_id, "section.Statushinweis", None, "Beendet.")
            self.office.replace(call_id, facts=facts(closed=True))

    def issue(self, best: int, limit: int) -> bool:
        """Tell whether there was nothing to tell."""
        found = self.office.issue(first_issue=best, max_items=limit)
        self.told_new.extend((*shown(found), *(item.call.id for item in found.listed)))
        of_baseline = [known.call_id for known in found.known if not known.shown]
        assert len(of_baseline) == found.baseline + len(found.ended)
        self.counted.extend(of_baseline)
        assert found.new_count + len(found.changed) <= limit
        assert self.closed.isdisjoint(shown(found))
        assert changed(found).keys().isdisjoint(shown(found))
        return found.is_empty

    def fitting(self) -> set[int]:
        wanted = {entry.key for entry in self.office.projects}
        matches = self.office.matches
        return {e.call_id for e in matches if e.match.project in wanted} - self.closed


@settings(max_examples=200, deadline=None)
@given(days=st.lists(DAY, min_size=1, max_size=10), late=st.integers(0, 9))
def test_each_fitting_call_is_told_once_or_counted_once_and_never_lost(
    days: list[dict[str, Any]], late: int
) -> None:
    ledger = Ledger()
    for number, day in enumerate(days):
        if number == late:
            ledger.office.projects.append(project(NAMES[2]))
        ledger.pass_day(day)
        if day["runs"]:
            ledger.issue(day["best"], day["limit"])
    while not ledger.issue(2, 25):
        pass
    assert len(ledger.told_new) == len(set(ledger.told_new))
    assert len(ledger.counted) == len(set(ledger.counted))
    late_project = {e.call_id for e in ledger.office.matches if e.match.project == NAMES[2]}
    assert set(ledger.told_new) & set(ledger.counted) <= late_project
    assert ledger.fitting() <= {*ledger.told_new, *ledger.counted}
