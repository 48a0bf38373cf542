"""Nothing lost, nothing twice: first issues, new projects, renamed ones, judgements, and breaks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.digest.compose import Digest
from scout.digest.coverage import SourceState
from scout.digest.left_out import left_out
from scout.digest.render import render
from scout.domain import FieldChange
from scout.fit import TrackingState
from scout.store.calls import GONE, LISTED, LISTING
from tests.builders import (
    Office,
    changed,
    deadline_on,
    facts,
    match_entry,
    project,
    recipient,
    run,
    shown,
    source,
)

FAR = date(2028, 6, 1)
LEADS = (56, 28, 14, 3)


class Weeks(Office):
    """An office that writes on Mondays; what comes is found on its day."""

    def come(self, call_id: int, scores: dict[str, float] | None = None, *, ends: date) -> None:
        self.add(call_id, scores, first_seen_on=self.today, facts=facts(deadline_on(ends)))

    def week(self, **limits: Any) -> Digest:
        next_issue_on = self.today + timedelta(days=7)
        self.end_matches()
        return self.issue(days=7, next_issue_on=next_issue_on, reminder_leads=LEADS, **limits)

    def end(self, call_id: int) -> None:
        self.change(call_id, LISTING, LISTED, GONE)
        self.replace(call_id, gone_on=self.today)
        self.matches = [each for each in self.matches if each.call_id != call_id]


def past_first_issue(*names: str) -> Weeks:
    office = Weeks(*(project(name) for name in names))
    office.week()
    return office


# --- what others say --------------------------------------------------------------------------


@pytest.mark.parametrize("state", [TrackingState.APPLYING, TrackingState.SUBMITTED])
def test_a_judgement_of_others_hides_no_change_of_a_call_she_applies_for(
    state: TrackingState,
) -> None:
    office = past_first_issue()
    office.come(1, ends=FAR)
    office.come(2, ends=FAR)
    office.week()
    office.track(1, state)
    for call_id in (1, 2):
        office.judge("glasfaser", call_id, fits=False)
        office.change(call_id, "title", "Alt", "Neu")
    found = office.week()
    assert changed(found) == {1: (FieldChange("title", "Alt", "Neu"),)}
    assert found.judged == 1, "what stands in the mail is not missing in it"
    for call_id in (1, 2):
        office.end(call_id)
    assert list(changed(office.week())) == [1]
    assert office.week().is_empty


def test_who_only_knows_how_it_ended_hears_no_more_of_what_does_not_fit() -> None:
    office = past_first_issue()
    office.come(1, ends=FAR)
    office.week()
    office.track(1, TrackingState.REJECTED)
    office.judge("glasfaser", 1, fits=False)
    office.change(1, "title", "Alt", "Neu")
    assert office.week().is_empty


# --- first issues -----------------------------------------------------------------------------


def test_a_first_issue_shows_what_closes_before_the_next_one_though_it_fits_less() -> None:
    office = Weeks()
    for call_id in range(1, 7):
        office.come(call_id, {"glasfaser": 0.9 - call_id / 100}, ends=FAR)
    office.come(7, {"glasfaser": 0.1}, ends=office.today + timedelta(days=4))
    found = office.week()
    assert (shown(found), found.baseline) == ([7, 1, 2, 3, 4, 5], 1)


def test_what_a_first_issue_cannot_hold_and_closes_before_the_next_is_listed() -> None:
    office = Weeks()
    for call_id in (1, 2, 3):
        office.come(call_id, {"glasfaser": 0.9 - call_id / 100}, ends=office.today)
    found = office.week(first_issue=1, max_items=2)
    assert (shown(found), [item.call.id for item in found.listed]) == ([1, 2], [3])
    assert (found.baseline, found.waiting) == (0, 0)


def test_what_was_found_since_her_last_issue_is_new_whatever_the_project_s_age() -> None:
    office = Weeks()
    office.come(1, ends=FAR)
    for call_id in (11, 12):
        office.come(call_id, {"drohnen": 0.9}, ends=FAR)
    office.week(first_issue=1)
    for call_id in range(2, 10):
        office.come(call_id, {"drohnen": 0.5}, ends=FAR)
    assert office.week().is_empty, "no project of hers yet"
    office.projects.append(project("drohnen", title="Drohnen für die Feuerwehr"))
    found = office.week(first_issue=1)
    assert sorted(shown(found)) == [*range(2, 10), 11]
    assert found.baseline == 1
    assert left_out(found) == [
        "1 weiterer Aufruf passt zu „Drohnen für die Feuerwehr“ und war schon da:"
        " Die erste Ausgabe dazu zeigt nur eine Auswahl."
    ]
    assert office.week().is_empty


def test_a_new_reader_is_told_that_her_first_issue_is_a_choice() -> None:
    office = Weeks()
    for call_id in range(1, 8):
        office.come(call_id, {"glasfaser": 0.5}, ends=FAR)
    assert left_out(office.week()) == [
        "2 weitere Aufrufe passen: Ihre erste Ausgabe zeigt nur eine Auswahl dessen,"
        " was schon da war."
    ]


def test_a_call_that_a_second_source_brings_later_was_there_before() -> None:
    office = Weeks()
    office.come(1, {"pflege": 0.5}, ends=FAR)
    office.week()
    office.projects.append(project("pflege"))
    office.come(2, {"pflege": 0.4}, ends=FAR)
    assert shown(office.week(first_issue=1)) == [1, 2], "2 is new, 1 the best"


# --- renamed projects -------------------------------------------------------------------------


def test_a_renamed_project_loses_neither_new_calls_nor_the_end_of_known_ones() -> None:
    office = past_first_issue()
    office.come(1, ends=FAR)
    office.come(2, ends=FAR)
    office.week()
    office.projects = [project("gigabit")]
    office.matches = [match_entry("gigabit", each.call_id) for each in office.matches]
    for call_id in range(3, 12):
        office.come(call_id, ends=FAR)
    office.end(1)
    found = office.week()
    assert sorted(shown(found)) == list(range(3, 12))
    assert (list(changed(found)), found.baseline) == ([1], 0)
    assert render(found, [SourceState(source(), run(), run())], "").text.count("Aufruf k1\n") == 1
    assert office.week().is_empty


def test_an_open_call_of_a_renamed_project_that_fits_no_more_keeps_its_news() -> None:
    office = past_first_issue()
    office.come(1, ends=FAR)
    office.week()
    office.projects, office.matches = [project("gigabit")], []
    office.change(1, "title", "Alt", "Neu")
    assert list(changed(office.week())) == [1]
    assert office.week().is_empty


def test_news_of_a_project_that_only_others_have_are_not_hers() -> None:
    office = Weeks(project("glasfaser"), project("pflege"))
    office.come(1, {"glasfaser": 0.5}, ends=FAR)
    assert shown(office.week(reader=recipient(projects=("glasfaser",)))) == [1]
    office.end(1)
    assert office.week(reader=recipient(projects=("pflege",))).is_empty


# --- breaks -----------------------------------------------------------------------------------


def after_a_break(*titles: str) -> Weeks:
    """An office in which calls came and ended while nobody wrote."""
    office = past_first_issue()
    office.come(90, ends=FAR)
    office.week()
    for call_id, title in enumerate(titles, start=1):
        office.come(call_id, ends=office.today + timedelta(days=20))
        office.replace(call_id, title=title)
    office.today += timedelta(days=30)
    office.end_matches()
    return office


def test_what_came_and_ended_during_a_break_is_counted_once_by_its_title() -> None:
    office = after_a_break("Sommer", "Herbst")
    found = office.week()
    assert not found.is_empty
    assert left_out(found) == [
        "2 Aufrufe kamen nach Ihrer letzten Ausgabe und sind schon beendet oder nicht mehr"
        " gelistet: „Sommer“ und „Herbst“."
    ]
    mail = render(found, [SourceState(source(), run(), run())], "")
    assert mail.subject.startswith("Fördermittel: 2 verpasste Aufrufe – ")
    assert "nichts dazugekommen" not in mail.html
    assert office.week().is_empty


def test_titles_of_ended_calls_are_named_only_where_they_are_few() -> None:
    (one,) = left_out(after_a_break("Sommer").week())
    assert one == (
        "1 Aufruf kam nach Ihrer letzten Ausgabe und ist schon beendet oder nicht mehr"
        " gelistet: „Sommer“."
    )
    (four,) = left_out(after_a_break("A", "B", "C", "D").week())
    assert four == (
        "4 Aufrufe kamen nach Ihrer letzten Ausgabe und sind schon beendet oder nicht mehr"
        " gelistet."
    )


def test_what_ended_before_her_first_issue_or_was_unwanted_is_no_loss() -> None:
    her = recipient(projects=("glasfaser", "pflege"))
    office = Weeks(*(project(name) for name in (*her.projects, "andere")))
    office.come(1, ends=office.today)
    office.today += timedelta(days=3)
    office.end_matches()
    assert office.week(reader=her).is_empty, "before her first issue"
    ends = office.today + timedelta(days=2)
    for call_id in (2, 3, 4):
        office.come(call_id, ends=ends)
    office.come(5, {"andere": 0.5}, ends=ends)
    office.matches.append(match_entry("pflege", 4, shut_out=True))
    office.judge("glasfaser", 2, fits=False)
    office.track(3, TrackingState.DISMISSED)
    office.today += timedelta(days=7)
    found = office.week(reader=her)
    assert [call.id for call in found.ended] == [4]


def test_what_fitted_a_project_that_came_and_went_between_two_issues_is_counted() -> None:
    office = past_first_issue()
    office.come(1, {"pilot": 0.5}, ends=office.today + timedelta(days=2))
    office.today += timedelta(days=7)
    assert [call.id for call in office.week().ended] == [1]


def test_a_call_that_waited_for_room_and_ended_meanwhile_is_counted() -> None:
    office = past_first_issue()
    office.come(1, {"glasfaser": 0.9}, ends=FAR)
    office.come(2, {"glasfaser": 0.3}, ends=office.today + timedelta(days=9))
    found = office.week(max_items=1)
    assert (shown(found), found.waiting) == ([1], 1)
    office.today += timedelta(days=14)
    assert [call.id for call in office.week().ended] == [2]


def test_what_waited_for_room_is_owed_whatever_its_project_is_called_since() -> None:
    office = past_first_issue()
    office.come(1, {"glasfaser": 0.9}, ends=FAR)
    office.come(2, {"glasfaser": 0.3}, ends=FAR)
    office.come(3, {"glasfaser": 0.3}, ends=office.today + timedelta(days=9))
    found = office.week(max_items=1)
    assert (shown(found), found.waiting) == ([1], 2)
    office.projects = [replace(each, key=f"{each.key}-neu") for each in office.projects]
    office.matches = [
        replace(each, match=replace(each.match, project=f"{each.match.project}-neu"))
        for each in office.matches
    ]
    office.today += timedelta(days=14)
    found = office.week(first_issue=1)
    assert (shown(found), found.baseline) == ([2], 0)
    assert [call.id for call in found.ended] == [3]


def test_what_ended_and_comes_back_is_told_as_a_change() -> None:
    office = after_a_break("Sommer")
    office.week()
    office.change(1, "section.Fristen", "alt", "neu")
    office.replace(1, facts=facts(deadline_on(FAR)))
    office.matches.append(match_entry("glasfaser", 1))
    found = office.week()
    assert (list(changed(found)), found.ended) == ([1], ())


# --- over random weeks ------------------------------------------------------------------------

NAMES = ("glasfaser", "pflege", "sensorik")
COMING = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from((0.1, 0.3, 0.6)), min_size=1),
    st.sampled_from((2, 9, 16, 40, 400)),
)
STATES = (TrackingState.REVIEWING, TrackingState.APPLYING, TrackingState.SUBMITTED,
          TrackingState.DISMISSED)  # fmt: skip
WEEK = st.fixed_dictionaries(
    {
        "come": st.lists(COMING, max_size=5),
        "tracked": st.lists(st.tuples(st.integers(0, 20), st.sampled_from(STATES)), max_size=2),
        "judged": st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 20)), max_size=2),
        "renamed": st.booleans(),
        "runs": st.booleans(),
        "room": st.integers(1, 6),
        "best": st.integers(1, 3),
    }
)


class Books:
    """What one reader was told over some weeks, and how: each call's first word."""

    def __init__(self) -> None:
        self.office = Weeks(project(NAMES[0]), project(NAMES[1]))
        self.new: Counter[int] = Counter()
        self.counted: set[int] = set()
        self.reminded: set[int] = set()
        self.ended: Counter[int] = Counter()
        self.unwanted: set[int] = set()

    def pass_week(self, week: dict[str, Any]) -> None:
        office = self.office
        for scores, days in week["come"]:
            office.come(len(office.calls), scores, ends=office.today + timedelta(days=days))
        for call_id, state in week["tracked"]:
            if call_id in office.calls:
                office.track(call_id, state)
                if state is TrackingState.DISMISSED:
                    self.unwanted.add(call_id)
        for name, call_id in week["judged"]:
            if call_id in office.calls:
                office.judge(name, call_id, fits=False)
                self.unwanted.add(call_id)
        if week["renamed"]:
            self.rename()
        if week["runs"]:
            self.issue(week["best"], week["room"])
        else:
            office.today += timedelta(days=7)
            office.end_matches()

    def rename(self) -> None:
        """The first project gets another key, and so its first issue again."""
        old, *others = self.office.projects
        new = f"{old.key}-neu"
        self.office.projects = [replace(old, key=new), *others]
        self.office.matches = [
            replace(each, match=replace(each.match, project=new))
            if each.match.project == old.key
            else each
            for each in self.office.matches
        ]

    def issue(self, best: int, room: int) -> bool:
        found = self.office.week(first_issue=best, max_items=room)
        here = [*shown(found), *(item.call.id for item in found.listed)]
        reminded = [item.call.id for item in found.deadlines]
        ended = [call.id for call in found.ended]
        changes = list(changed(found))
        noted = {known.call_id for known in found.known if not known.shown}
        counted = noted - set(ended)
        assert len(counted) == found.baseline
        everything = [*here, *reminded, *ended, *changes, *counted]
        assert max(Counter(everything).values(), default=1) == 1, "each once in a mail"
        self.new.update(here)
        self.reminded.update(reminded)
        self.ended.update(ended)
        self.counted |= counted
        return found.is_empty

    def told(self) -> set[int]:
        return {*self.new, *self.counted, *self.reminded, *self.ended}


@settings(max_examples=60, deadline=None)
@given(weeks=st.lists(WEEK, min_size=1, max_size=9), late=st.integers(0, 9))
def test_every_call_that_fits_is_shown_reminded_of_listed_or_counted(
    weeks: list[dict[str, Any]], late: int
) -> None:
    books = Books()
    owed: set[int] = set()
    for number, week in enumerate(weeks):
        if number == late:
            books.office.projects.append(project(NAMES[2]))
        hers = {each.key for each in books.office.projects} & set(
            books.office.first.get("anna@kreis.example", ())
        )
        books.pass_week(week)
        owed |= {each.call_id for each in books.office.matches if each.match.project in hers}
    books.office.end_matches()
    for _ in range(80):
        if books.issue(2, 25):
            break
    still_open = {each.call_id for each in books.office.matches
                  if each.match.project in {one.key for one in books.office.projects}}  # fmt: skip
    assert (owed | still_open) - books.unwanted <= books.told()
    assert max(books.new.values(), default=1) == 1, "new once"
    assert max(books.ended.values(), default=1) == 1, "counted as ended once"
    assert not books.ended.keys() & (books.new.keys() | books.reminded | books.counted)
