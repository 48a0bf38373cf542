"""Who was told of a call hears nothing new when its source gives it another key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scout.digest.changes import FactChange
from scout.digest.situation import Situation
from scout.domain import FieldChange
from scout.fit import TrackingState
from scout.once import best_matches, show_once
from scout.store.calls import GONE, LISTED, LISTING
from scout.store.groups import Member
from scout.store.told import Told
from tests.builders import (
    TODAY,
    Office,
    call_entry,
    changed,
    deadline_on,
    facts,
    funding_call,
    project,
    shown,
)

AMT, BANK = "nrw_amt", "nrw_bank"
OLD, NEW, OTHER = 1, 2, 7
DEADLINE = "section.Fristen"
END, LATER = date(2027, 3, 31), date(2027, 4, 30)
LEFT, RELISTED = FieldChange(LISTING, LISTED, GONE), FieldChange(LISTING, GONE, LISTED)


def until(day: date) -> str:
    return f"Anträge sind bis zum {day:%d.%m.%Y} zu stellen."


class Town(Office):
    """An office whose source gives the call OLD the key of NEW; grouped as it is by then."""

    def __init__(self, *others: int, known: bool = True) -> None:
        super().__init__()
        self.others = others
        self.listed(OLD)
        for each in others:
            self.listed(each, BANK)
        if known:
            self.issue()

    def listed(self, call_id: int, source: str = AMT, until_day: date = END) -> None:
        read = facts(deadline_on(until_day))
        self.add(call_id, source=source, facts=read, first_seen_on=self.today)
        self.contents[call_id] = funding_call(
            f"k{call_id}", source=source, texts={"Fristen": until(until_day)}
        )

    def leave(self, call_id: int) -> None:
        self.change(call_id, LISTING, LISTED, GONE)
        self.replace(call_id, gone_on=self.today)
        self.end_matches()

    def rename(self) -> None:
        self.listed(NEW)
        self.leave(OLD)

    def postpone(self, call_id: int, day: date = LATER) -> None:
        entry = self.calls[call_id]
        assert entry.facts is not None
        assert entry.facts.deadline is not None
        self.change(call_id, DEADLINE, until(entry.facts.deadline.dates[0]), until(day))
        self.replace(call_id, facts=facts(deadline_on(day)))
        self.contents[call_id] = funding_call(
            f"k{call_id}", source=entry.source, texts={"Fristen": until(day)}
        )

    def groups(self) -> list[list[int]]:
        amt = [each for each in (NEW, OLD) if each in self.calls]
        listed = [each for each in amt if self.calls[each].gone_on is None]
        own = amt if len(listed) < 2 else [OLD]
        own = sorted(own, key=lambda each: self.calls[each].gone_on is not None)
        return [[*own, *self.others]]

    def situation(self) -> Situation:
        plain = super().situation()
        members = {
            each: tuple(
                Member(one, (self.calls[one].source, self.calls[one].key), self.today)
                for one in group
            )
            for group in self.groups()
            if len(group) > 1
            for each in group
        }
        once = show_once(members, self.calls, self.today)
        return replace(plain, once=once, matches=best_matches(plain.matches, once))


def facts_of(found: Any) -> list[FactChange]:
    return [each for item in found.changed for each in item.facts]


def test_a_renamed_call_is_neither_new_nor_changed_nor_disputed() -> None:
    for town in (Town(), Town(OTHER)):
        town.rename()
        found = town.issue()
        assert found.is_empty
        assert all(not shared.disagreements for shared in found.shared.values())
        assert town.issue().is_empty


def test_a_renamed_call_comes_once_to_who_knows_none_of_its_keys() -> None:
    town = Town(OTHER, known=False)
    town.rename()
    assert shown(town.issue()) == [NEW]
    assert town.issue().is_empty


def test_who_was_told_by_another_source_has_heard_of_the_new_key_too() -> None:
    town = Town(OTHER)
    known = Told(OTHER, shown=True, through_change=2, project=project().key)
    town.told["anna@kreis.example"] = {OTHER: known}
    town.rename()
    assert town.issue().is_empty


def test_a_change_before_or_after_the_renaming_is_told_of_the_new_key() -> None:
    before = Town()
    before.postpone(OLD)
    before.listed(NEW, until_day=LATER)
    before.leave(OLD)
    after = Town()
    after.rename()
    after.postpone(NEW)
    for town in (before, after):
        found = town.issue()
        assert shown(found) == []
        assert list(changed(found)) == [NEW]
        assert [(each.label, each.old, each.new) for each in facts_of(found)] == [
            ("Frist", "31.03.2027", "30.04.2027")
        ]
        assert town.issue().is_empty


def test_changes_under_both_keys_are_one_change() -> None:
    town = Town()
    town.postpone(OLD, date(2027, 4, 15))
    town.listed(NEW, until_day=date(2027, 4, 15))
    town.leave(OLD)
    town.postpone(NEW)
    found = town.issue()
    assert [(each.old, each.new) for each in facts_of(found)] == [("31.03.2027", "30.04.2027")]


def test_who_heard_that_it_is_gone_hears_that_it_is_back_under_another_key() -> None:
    town = Town()
    town.leave(OLD)
    assert [(item.call.id, item.since) for item in town.issue().changed] == [(OLD, (LEFT,))]
    town.listed(NEW)
    found = town.issue()
    assert shown(found) == []
    (item,) = found.changed
    assert (item.call.id, item.since) == (NEW, (RELISTED,))
    assert [each.new for each in item.facts] == ["steht wieder in der Liste der Quelle, offen"]
    assert town.issue().is_empty


def test_the_new_key_that_goes_in_its_turn_is_told_as_gone() -> None:
    town = Town()
    town.rename()
    assert town.issue().is_empty
    town.leave(NEW)
    assert [(item.call.id, item.since) for item in town.issue().changed] == [(NEW, (LEFT,))]
    assert town.issue().is_empty


def test_a_key_that_comes_back_tells_nothing() -> None:
    town = Town()
    town.rename()
    assert town.issue().is_empty
    town.change(OLD, LISTING, GONE, LISTED)
    town.replace(OLD, gone_on=None)
    town.leave(NEW)
    town.matches = [*town.matches, *Town().matches]
    assert town.issue().is_empty


def test_two_keys_at_once_are_two_calls_and_one_from_the_next_night_on() -> None:
    town = Town()
    town.listed(NEW)
    assert shown(town.issue()) == [NEW], "nobody knows yet that it is the same"
    town.leave(OLD)
    assert town.issue().is_empty


def test_nobody_who_wants_no_more_of_a_call_gets_it_under_another_key() -> None:
    town = Town()
    town.track(OLD, TrackingState.DISMISSED)
    town.rename()
    town.told.clear()
    found = town.issue()
    assert (found.is_empty, found.dismissed) == (True, 1)


def test_what_was_said_not_to_fit_fits_under_no_other_key() -> None:
    town = Town(known=False)
    town.judge(project().key, OLD, fits=False)
    town.rename()
    found = town.issue()
    assert (shown(found), found.judged) == ([], 1)


def test_what_she_applies_for_is_hers_under_another_key() -> None:
    town = Town(known=False)
    town.track(OLD, TrackingState.APPLYING)
    town.rename()
    assert town.issue(reminder_leads=(30,)).deadlines == ()
    town.today = END - timedelta(days=20)
    found = town.issue(reminder_leads=(30,))
    assert [(item.call.id, item.tracked) for item in found.deadlines] == [
        (NEW, TrackingState.APPLYING)
    ]
    assert town.issue(reminder_leads=(30,)).deadlines == ()


def test_what_ended_under_one_key_goes_on_under_the_other() -> None:
    town = Town(known=False)
    town.told_on["anna@kreis.example"] = TODAY - timedelta(days=9)
    town.first["anna@kreis.example"] = {project().key}
    town.rename()
    found = town.issue()
    assert (shown(found), found.ended) == ([NEW], ())


ACTS = st.lists(
    st.sampled_from(["rename", "postpone", "issue", "leave", "other leaves"]), max_size=8
)


@given(ACTS)
def test_whatever_happens_a_renamed_call_is_new_but_once(acts: list[str]) -> None:
    town, new = Town(OTHER, known=False), 0
    for act in (*acts, "issue"):
        listed = NEW if NEW in town.calls else OLD
        is_up = town.calls[listed].gone_on is None
        if act == "rename" and listed == OLD:
            end = town.calls[OLD].facts.deadline.dates[0]  # type: ignore[union-attr]
            town.listed(NEW, until_day=end)
            if is_up:
                town.leave(OLD)
        elif act == "postpone" and is_up:
            entry = town.calls[listed]
            assert entry.facts is not None
            assert entry.facts.deadline is not None
            town.postpone(listed, entry.facts.deadline.dates[0] + timedelta(days=7))
        elif act == "leave" and is_up:
            town.leave(listed)
        elif act == "other leaves" and town.calls[OTHER].gone_on is None:
            town.leave(OTHER)
        elif act == "issue":
            found = town.issue()
            new += found.new_count
            assert found.new_count + len(found.changed) <= 1
    assert new <= 1
    assert town.issue().is_empty


def test_what_a_source_called_a_call_before_says_nothing_more() -> None:
    late = facts(deadline_on(LATER))
    calls = {
        1: call_entry(1, source=AMT, gone_on=TODAY),
        2: call_entry(2, source=AMT, facts=late),
        3: call_entry(3, source=BANK, facts=late, gone_on=TODAY),
        4: call_entry(4, source=BANK, facts=late),
    }
    group = tuple(Member(each, (calls[each].source, f"k{each}"), TODAY) for each in (2, 4, 3, 1))
    once = show_once(dict.fromkeys(calls, group), calls, TODAY)
    assert {once.shown_for(each) for each in calls} == {2}
    assert once.of(1) == (2, 4, 3, 1)
    assert [each.key for each in once.shared[2].statements] == ["k2", "k4"]
    assert once.shared[2].disagreements == ()
