"""What a recipient does not want, what people said does not fit, and what had no room."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest

from scout.digest.situation import Situation
from scout.domain import Frequency
from scout.fit import TrackingState
from scout.once import best_matches, show_once
from scout.store.calls import GONE, LISTED, LISTING
from scout.store.groups import Member
from tests.builders import TODAY, Office, changed, deadline_on, facts, project, recipient, shown


def make_one(office: Office, *call_ids: int) -> None:
    """Let calls be one, the first of them shown."""
    group = tuple(Member(each, ("probe", f"k{each}"), TODAY) for each in call_ids)
    once = show_once(dict.fromkeys(call_ids, group), office.calls, office.today)
    plain = office.situation

    def situation() -> Situation:
        found = plain()
        return replace(found, once=once, matches=best_matches(found.matches, once))

    office.situation = situation  # type: ignore[method-assign]


def office_past_first_issue(*names: str) -> Office:
    office = Office(*(project(name) for name in names or ("glasfaser",)))
    office.issue()
    return office


def test_what_she_never_wants_to_see_is_counted_and_comes_no_more() -> None:
    office = office_past_first_issue()
    office.add(1)
    office.add(2)
    office.track(1, TrackingState.DISMISSED)
    found = office.issue()
    assert (shown(found), found.dismissed) == ([2], 1)
    office.change(1, "title", "Aufruf", "Aufruf (neu)")
    office.change(2, "title", "Aufruf", "Aufruf (neu)")
    assert list(changed(office.issue())) == [2]


def test_a_dismissed_call_that_she_wants_back_comes_as_new() -> None:
    office = office_past_first_issue()
    office.add(1)
    office.track(1, TrackingState.DISMISSED)
    office.issue()
    office.tracking.clear()
    assert shown(office.issue()) == [1]


def test_what_does_not_fit_one_project_may_fit_another() -> None:
    office = office_past_first_issue("glasfaser", "pflege")
    office.add(1, {"glasfaser": 0.5, "pflege": 0.3})
    office.add(2, {"glasfaser": 0.5})
    office.judge("glasfaser", 1, fits=False)
    office.judge("glasfaser", 2, fits=False)
    found = office.issue()
    (news,) = found.new
    assert (news.project.key, shown(found), found.judged) == ("pflege", [1], 1)
    office.judge("glasfaser", 2, fits=True)
    assert shown(office.issue()) == [2]


def test_a_judgement_of_one_source_holds_for_the_call() -> None:
    office = office_past_first_issue()
    office.add(1)
    office.add(2)
    office.judge("glasfaser", 2, fits=False)
    make_one(office, 1, 2)
    assert shown(office.issue()) == []
    office.judged.clear()
    office.track(2, TrackingState.DISMISSED)
    assert shown(office.issue()) == []
    office.tracking.clear()
    assert shown(office.issue()) == [1]


@pytest.mark.parametrize("still_ranked", [True, False])
def test_what_was_said_not_to_fit_is_no_news_when_it_is_closed(*, still_ranked: bool) -> None:
    office = office_past_first_issue()
    office.add(1)
    office.add(2)
    office.issue()
    office.judge("glasfaser", 1, fits=False)
    for call_id in (1, 2):
        office.change(call_id, LISTING, LISTED, GONE)
        office.replace(call_id, gone_on=office.today)
    if not still_ranked:
        office.matches.clear()
    assert list(changed(office.issue())) == [2]


def test_what_she_said_last_of_one_of_two_sources_holds() -> None:
    office = office_past_first_issue()
    office.add(1)
    office.add(2)
    office.track(1, TrackingState.DISMISSED)
    office.track(2, TrackingState.REVIEWING)
    later = office.tracking["probe", "k2"].set_at + timedelta(minutes=1)
    office.tracking["probe", "k2"] = replace(office.tracking["probe", "k2"], set_at=later)
    make_one(office, 1, 2)
    assert shown(office.issue()) == [1]


def test_what_is_not_read_yet_is_counted_and_comes_when_it_is() -> None:
    office = office_past_first_issue()
    office.add(1, facts=None)
    found = office.issue()
    assert (shown(found), found.unread) == ([], 1)
    office.replace(1, facts=facts())
    assert shown(office.issue()) == [1]


def test_after_four_issues_without_room_a_call_is_listed_in_a_file() -> None:
    office = office_past_first_issue()
    for call_id in range(1, 13):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100})
    seen = []
    for number in range(6):
        found = office.issue(max_items=2)
        seen += [*shown(found), *(item.call.id for item in found.listed)]
        assert len(found.listed) == (2 if number == 4 else 0)
        assert found.waiting == max(0, 10 - 2 * number) if number < 4 else found.waiting == 0
    assert sorted(seen) == list(range(1, 13))
    assert office.issue().is_empty


def test_how_often_a_call_waited_is_counted_only_while_it_waits() -> None:
    office = office_past_first_issue()
    for call_id in (1, 2, 3):
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100})
    office.issue(max_items=1)
    assert office.carried == {2: 1, 3: 1}
    office.issue(max_items=1)
    assert office.carried == {3: 2}
    office.issue(max_items=1)
    assert office.carried == {}


def test_a_call_goes_on_waiting_when_another_source_takes_the_lead() -> None:
    office = office_past_first_issue()
    office.add(1, {"glasfaser": 0.9})
    office.add(2, {"glasfaser": 0.2})
    office.issue(max_items=1)
    assert office.carried == {2: 1}
    office.add(3, {"glasfaser": 0.9})
    office.add(4, {"glasfaser": 0.1})
    make_one(office, 4, 2)
    office.issue(max_items=1)
    assert office.carried == {4: 2}


def test_sixty_in_a_week_all_come_within_three_issues() -> None:
    office = office_past_first_issue()
    for call_id in range(1, 61):
        far = facts(deadline_on(TODAY + timedelta(days=60)))
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100}, facts=far)
    issues = [shown(office.issue(days=7)) for _ in range(3)]
    assert [len(each) for each in issues] == [25, 25, 10]
    assert list(chain(*issues)) == list(range(1, 61)), "best first"


def test_what_closes_before_the_next_issue_comes_before_what_fits_better() -> None:
    office = office_past_first_issue()
    for call_id, days in ((1, 30), (2, 5), (3, 30), (4, 7)):
        soon = facts(deadline_on(TODAY + timedelta(days=days)))
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100}, facts=soon)
    next_week = office.today + timedelta(days=7)
    assert shown(office.issue(days=7, max_items=2, next_issue_on=next_week)) == [2, 4]
    assert shown(office.issue(days=7, max_items=2)) == [1, 3]


def worded_anew(office: Office, *call_ids: int, days: int) -> None:
    """Calls that she knows change, with so many days left to apply; a week goes by before."""
    on = office.today + timedelta(days=days + 7)
    for call_id in call_ids:
        office.add(call_id, facts=facts(deadline_on(on)))
    office.issue(days=7)
    for call_id in call_ids:
        office.change(call_id, "title", "Aufruf", "Aufruf (neu)")


def test_changes_that_can_wait_keep_no_call_away_that_closes_before_the_next_issue() -> None:
    office = office_past_first_issue()
    worded_anew(office, 1, 2, 3, days=60)
    next_week = office.today + timedelta(days=7)
    office.add(8, {"glasfaser": 0.2}, facts=facts(deadline_on(office.today + timedelta(days=5))))
    office.add(9, {"glasfaser": 0.9}, facts=facts(deadline_on(office.today + timedelta(days=60))))
    found = office.issue(days=7, max_items=3, next_issue_on=next_week)
    assert (shown(found), list(changed(found)), found.waiting) == ([8], [1, 2], 2)
    found = office.issue(days=7, max_items=3)
    assert (shown(found), list(changed(found)), found.waiting) == ([9], [3], 0)


def test_what_closes_before_the_next_issue_and_has_no_room_is_listed_at_once() -> None:
    office = office_past_first_issue()
    worded_anew(office, 1, 2, days=4)
    next_week = office.today + timedelta(days=7)
    for call_id in (7, 8, 9):
        soon = facts(deadline_on(office.today + timedelta(days=5)))
        office.add(call_id, {"glasfaser": 0.9 - call_id / 100}, facts=soon)
    found = office.issue(days=7, max_items=3, next_issue_on=next_week)
    assert (list(changed(found)), shown(found)) == ([1, 2], [7])
    assert [item.call.id for item in found.listed] == [8, 9]
    assert (found.carried, found.waiting) == ({}, 0)
    assert {known.call_id for known in found.known} == {1, 2, 7, 8, 9}


def test_a_list_alone_is_worth_a_mail() -> None:
    office = office_past_first_issue()
    for call_id in (1, 2):
        office.add(call_id)
    office.carried = {1: 9, 2: 9}
    found = office.issue(max_items=1)
    assert [item.call.id for item in found.listed] == [2]
    assert not found.is_empty


def test_trends_alone_are_no_reason_for_a_daily_mail() -> None:
    quiet = Office().issue(recipient(frequency=Frequency.DAILY))
    assert quiet.is_empty
