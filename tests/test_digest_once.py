"""A call that several sources tell of stands in the digest once, and is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.digest.compose import Digest
from scout.digest.coverage import SourceState
from scout.digest.render import Rendered, render
from scout.digest.situation import Situation
from scout.domain import CallStatus, FieldChange, FundingCall
from scout.once import Once, best_matches, show_once, shown_calls
from scout.store.calls import GONE, LISTED, LISTING
from scout.store.groups import Member
from tests.builders import (
    TODAY,
    Office,
    call_entry,
    changed,
    deadline_on,
    facts,
    funding_call,
    match_entry,
    run,
    shown,
    source,
)

AMT, BASE, BANK = "de_amt", "de_base", "nrw_bank"
SOON, LATER = date(2026, 12, 31), date(2027, 1, 15)
READ = {AMT: date(2026, 11, 30), BASE: date(2026, 11, 29), BANK: date(2026, 11, 28)}
DEADLINE = "section.Fristen"


def member(call_id: int, name: str = AMT) -> Member:
    return Member(call_id, (name, f"k{call_id}"), READ[name])


class SharedOffice(Office):
    """An office whose calls are of three sources; the first of a group leads."""

    def __init__(self, *groups: tuple[int, ...]) -> None:
        super().__init__()
        self.groups = list(groups)
        self.contents: dict[int, FundingCall] = {}

    def add_of(self, name: str, call_id: int, score: float | None = 0.3, **values: Any) -> None:
        scores = {self.projects[0].key: score} if score is not None else {"andere": 0.1}
        self.add(call_id, scores, source=name, url=f"https://{name}.example/{call_id}", **values)

    def situation(self) -> Situation:
        groups = {
            each: tuple(member(one, self.calls[one].source) for one in present)
            for group in self.groups
            for each in group
            if len(present := [one for one in group if one in self.calls]) > 1
            and each in self.calls
        }
        once = show_once(groups, self.calls, self.today)
        plain = super().situation()
        found = best_matches(plain.matches, once)
        return replace(plain, once=once, matches=found, contents=self.contents)


def issued(*groups: tuple[int, ...]) -> SharedOffice:
    office = SharedOffice(*groups)
    office.issue()
    return office


def elsewhere(digest: Digest) -> list[tuple[str, FieldChange]]:
    return [
        (other.call.source, change)
        for item in digest.changed
        for other in item.elsewhere
        for change in other.changes
    ]


# --- once -------------------------------------------------------------------------------------


def once_of(*calls: Any) -> Once:
    found = {call.id: call for call in calls}
    group = tuple(member(call.id, call.source) for call in calls)
    return show_once(dict.fromkeys(found, group), found, TODAY)


def test_the_leading_call_is_shown_unless_one_may_no_longer_apply_for_it() -> None:
    lead, other = call_entry(1, source=AMT), call_entry(2, source=BASE)
    assert once_of(lead, other).shown == {1: 1, 2: 1}
    over = replace(lead, facts=facts(deadline_on(date(2026, 11, 30))))
    assert once_of(over, other).shown == {1: 2, 2: 2}
    assert once_of(replace(lead, facts=None), other).shown_for(1) == 2
    closed = replace(other, facts=over.facts)
    assert once_of(over, closed).shown_for(2) == 1
    assert once_of(lead, other).shown_for(77) == 77


def test_what_sources_say_is_kept_with_the_day_and_where_they_disagree() -> None:
    late = facts(deadline_on(LATER))
    once = once_of(call_entry(1, source=AMT), call_entry(2, source=BASE, facts=late))
    shared = once.shared[1]
    assert [(each.source, each.read_on) for each in shared.statements] == [
        (AMT, READ[AMT]),
        (BASE, READ[BASE]),
    ]
    (found,) = shared.disagreements
    assert (found.field, [each.source for each in found.values]) == ("deadline", [AMT, BASE])
    same = once_of(call_entry(1, source=AMT), call_entry(2, source=BASE))
    assert same.shared[1].disagreements == ()
    unread = once_of(call_entry(1, source=AMT), call_entry(2, source=BASE, facts=None))
    assert unread.shared[1].disagreements == (), "who does not say contradicts nobody"


def test_a_source_that_lists_a_call_no_more_disagrees_on_its_status() -> None:
    once = once_of(call_entry(1, source=AMT), call_entry(2, source=BASE, gone_on=TODAY))
    (found,) = once.shared[1].disagreements
    assert [(each.source, each.value) for each in found.values] == [
        (AMT, CallStatus.OPEN),
        (BASE, CallStatus.GONE),
    ]


def test_the_best_score_of_any_member_stands_under_the_call_that_is_shown() -> None:
    once = once_of(call_entry(1, source=AMT), call_entry(2, source=BASE))
    entries = [match_entry("a", 1, 0.2), match_entry("a", 2, 0.5), match_entry("a", 3, 0.3)]
    found = best_matches(entries, once)
    assert [(each.call_id, each.match.score, each.match.key) for each in found] == [
        (1, 0.5, "k2"),
        (3, 0.3, "k3"),
    ]
    barred = best_matches([match_entry("a", 1, 0.1), match_entry("a", 2, 0.5, shut_out=True)], once)
    assert [(each.match.score, each.shut_out) for each in barred] == [(0.1, False)]


def test_a_list_of_some_calls_has_one_of_each_group() -> None:
    calls = [call_entry(1, source=AMT), call_entry(2, source=BASE), call_entry(3, source=BASE)]
    once = once_of(*calls[:2])
    assert [each.id for each in shown_calls(calls, once)] == [1, 3]
    assert [each.id for each in shown_calls(calls[1:], once)] == [2, 3]


# --- the digest -------------------------------------------------------------------------------


def test_a_call_of_two_sources_is_told_once_under_the_leading_one() -> None:
    office = issued((2, 1))
    office.add_of(BASE, 1, 0.4)
    office.add_of(AMT, 2, 0.2)
    found = office.issue()
    assert shown(found) == [2]
    ((item,),) = [news.items for news in found.new]
    assert item.match.score == 0.4
    assert office.issue().is_empty


def test_what_was_told_does_not_come_again_when_a_second_source_has_it() -> None:
    office = issued((2, 1))
    office.add_of(BASE, 1)
    assert shown(office.issue()) == [1]
    office.add_of(AMT, 2, 0.9)
    assert office.issue().is_empty


def test_what_was_only_counted_is_counted_at_a_second_source_too() -> None:
    office = SharedOffice((8, 7))
    for call_id in range(1, 8):
        office.add_of(BASE, call_id, 0.9 - call_id / 10)
    assert office.issue().baseline == 2
    office.add_of(AMT, 8, 0.9)
    assert office.issue().is_empty


def test_who_was_told_of_one_that_turns_out_to_be_two_hears_of_the_other() -> None:
    office = issued((2, 1))
    office.add_of(BASE, 1)
    office.add_of(AMT, 2)
    assert shown(office.issue()) == [2]
    office.groups.clear()
    assert shown(office.issue()) == [1]


def test_calls_that_were_told_apart_and_become_one_are_no_news() -> None:
    office = issued()
    office.add_of(BASE, 1)
    office.add_of(AMT, 2)
    assert shown(office.issue()) == [1, 2]
    office.groups.append((2, 1))
    assert office.issue().is_empty


def test_a_change_at_the_source_that_is_shown_is_told_once() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.change(1, DEADLINE, "bis 31.12.", "bis 15.1.")
    office.replace(1, facts=facts(deadline_on(LATER)))
    assert changed(office.issue()) == {1: (FieldChange(DEADLINE, "bis 31.12.", "bis 15.1."),)}
    office.change(2, DEADLINE, "31.12.", "15.1.")
    office.replace(2, facts=facts(deadline_on(LATER)))
    assert office.issue().is_empty, "the other source only says the same now"


def test_what_another_source_changes_is_told_where_it_contradicts() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.change(2, "section.Volltext", "alt", "neu")
    assert office.issue().is_empty
    office.change(2, DEADLINE, "31.12.", "15.1.")
    office.replace(2, facts=facts(deadline_on(LATER)))
    found = office.issue()
    assert (changed(found), elsewhere(found)) == (
        {1: ()},
        [(BASE, FieldChange("section.Volltext", "alt", "neu")),
         (BASE, FieldChange(DEADLINE, "31.12.", "15.1."))],
    )  # fmt: skip
    assert office.issue().is_empty


def test_a_source_that_drops_a_call_others_list_is_told_as_its_own_word() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.change(2, LISTING, LISTED, GONE)
    office.replace(2, gone_on=office.today)
    found = office.issue()
    assert elsewhere(found) == [(BASE, FieldChange(LISTING, LISTED, GONE))]
    assert office.issue().is_empty


def test_a_change_is_not_lost_when_another_source_takes_the_lead() -> None:
    office = issued((2, 1))
    office.add_of(BASE, 1)
    office.issue()
    office.add_of(AMT, 2)
    office.issue()
    office.change(2, DEADLINE, "bis 31.12.", "bis 15.1.")
    office.replace(2, facts=facts(deadline_on(LATER)))
    assert list(changed(office.issue())) == [2]
    assert office.issue().is_empty


def test_a_change_that_waits_is_not_lost_when_two_calls_become_one() -> None:
    office = issued()
    office.add_of(BASE, 1)
    office.issue()
    office.change(1, "title", "Alt", "Neu")
    office.add_of(AMT, 2)
    found = office.issue(max_items=1)
    assert (list(changed(found)), shown(found), found.waiting) == ([1], [], 1)
    office.groups.append((1, 2))
    assert office.issue().is_empty, "told of 1, and 2 is the same"


ACTS = st.sampled_from(["add base", "add amt", "add bank", "move", "drop", "issue", "lead"])


@given(st.lists(ACTS, max_size=14))
def test_a_group_is_new_once_whatever_happens(acts: list[str]) -> None:
    office = issued((1, 2, 3))
    ids = {"add base": (BASE, 1), "add amt": (AMT, 2), "add bank": (BANK, 3)}
    new = 0
    for act in (*acts, "issue", "issue"):
        if act in ids and ids[act][1] not in office.calls:
            office.add_of(*ids[act])
        elif act == "move" and 1 in office.calls:
            office.change(1, DEADLINE, "alt", f"neu {office.today}")
        elif act == "drop" and 2 in office.calls and office.calls[2].gone_on is None:
            office.change(2, LISTING, LISTED, GONE)
            office.replace(2, gone_on=office.today)
        elif act == "lead":
            office.groups = [(*office.groups[0][1:], office.groups[0][0])]
        elif act == "issue":
            found = office.issue()
            new += found.new_count
            assert found.new_count + len(found.changed) <= 1
    assert new <= 1
    assert office.issue().is_empty


# --- how it reads -----------------------------------------------------------------------------


@pytest.fixture
def rendered() -> Rendered:
    office = issued((1, 2))
    office.today = TODAY
    office.add_of(AMT, 1)
    office.add_of(BASE, 2, facts=facts(deadline_on(LATER)))
    return written(office.issue())


def written(digest: Digest) -> Rendered:
    names = {AMT: "Das Amt", BASE: "Die <Datenbank>"}
    states = [SourceState(source(name, title=title), run(), run()) for name, title in names.items()]
    return render(digest, states, "")


def test_the_mail_names_every_source_and_where_they_disagree(rendered: Rendered) -> None:
    said = (
        "Frist: 31.12.2026 (Das Amt, gelesen am 30.11.2026) – "
        "15.01.2027 (Die <Datenbank>, gelesen am 29.11.2026)"
    )
    assert "  Auch bei: Die <Datenbank>, https://de_base.example/2\n" in rendered.text
    assert f"  Widerspruch – {said}\n" in rendered.text
    assert rendered.text.count("https://de_amt.example/1") == 1
    escaped = said.replace("<Datenbank>", "&lt;Datenbank&gt;")
    assert escaped in rendered.html
    assert 'href="https://de_base.example/2"' in rendered.html
    assert "<Datenbank>" not in rendered.html
    lines = rendered.text.splitlines()
    assert all(one or two for one, two in pairwise(lines[8:15]))


def test_the_mail_says_which_source_changed(rendered: Rendered) -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.change(2, DEADLINE, "bis 31.12.", "bis 15.1.")
    office.replace(2, facts=facts(deadline_on(LATER)))
    mail = written(office.issue())
    assert "  bei Die <Datenbank>: Fristen: geändert\n    bisher: „bis 31.12.“\n" in mail.text
    assert "bei Die &lt;Datenbank&gt;: Fristen: geändert" in mail.html


FOLLOWS = "  Frist: 15.01.2027 nun auch bei Das Amt (bisher 31.12.2026)\n"


def prolonged(office: SharedOffice, call_id: int) -> FundingCall:
    """One source moves the deadline; returns the text that it has now."""
    until = "Anträge können bis zum {} gestellt werden."
    old, new = until.format("31. Dezember 2026"), until.format("15. Januar 2027")
    office.change(call_id, DEADLINE, old, new)
    office.replace(call_id, facts=facts(deadline_on(LATER)))
    return funding_call(texts={"Fristen": new})


def test_what_another_source_moved_is_told_as_a_fact_with_its_name() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.contents = {2: prolonged(office, 2)}
    mail = written(office.issue())
    assert "  Frist: bei Die <Datenbank> 31.12.2026 → 15.01.2027\n" in mail.text
    assert "bei Die &lt;Datenbank&gt; 31.12.2026 → 15.01.2027" in mail.html
    assert "geändert" not in mail.text
    assert "bisher: " not in mail.text


def test_a_source_that_follows_another_brings_no_second_prolongation() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.contents = {2: prolonged(office, 2)}
    office.issue()
    office.contents = {1: prolonged(office, 1)}
    office.change(1, "title", "Aufruf", "Zweiter Aufruf")
    mail = written(office.issue())
    assert FOLLOWS in mail.text
    assert "  Titel: geändert\n" in mail.text
    assert "31.12.2026 → 15.01.2027" not in mail.text
    assert office.issue().is_empty


def test_a_prolongation_that_two_sources_bring_at_once_is_news() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.contents = {2: prolonged(office, 2), 1: prolonged(office, 1)}
    mail = written(office.issue())
    assert "  Frist: 31.12.2026 → 15.01.2027\n" in mail.text
    assert "nun auch" not in mail.text


def test_a_source_that_one_cannot_apply_by_any_more_makes_no_known_news() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2, facts=facts(deadline_on(LATER)), gone_on=TODAY)
    office.issue()
    office.contents = {1: prolonged(office, 1)}
    mail = written(office.issue())
    assert "  Frist: 31.12.2026 → 15.01.2027\n" in mail.text


def returned() -> tuple[SharedOffice, Rendered, Rendered]:
    """The leading source drops a call that another one lists, and lists it again."""
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    office.contents = {1: funding_call(texts={"Fristen": "Anträge bis zum 31. Dezember 2026."})}
    office.change(1, LISTING, LISTED, GONE)
    office.replace(1, gone_on=office.today)
    gone = written(office.issue())
    office.change(1, LISTING, GONE, LISTED)
    office.replace(1, gone_on=None)
    return office, gone, written(office.issue())


def test_a_return_to_one_list_of_two_is_not_told_as_if_it_had_been_in_none() -> None:
    office, gone, back = returned()
    assert "  Jetzt: offen" in gone.text
    assert "  Stand: bei Das Amt wieder gelistet\n" in back.text
    assert "nicht mehr gelistet" not in back.text
    assert "bei Das Amt wieder gelistet" in back.html
    assert office.issue().is_empty


def test_a_source_that_dropped_a_call_does_not_have_it_too() -> None:
    _, gone, back = returned()
    assert "Auch bei" not in gone.text
    assert "  Nicht mehr bei: Das Amt – " in gone.text, "its words are quoted"
    assert "  Auch bei: Die <Datenbank>, https://de_base.example/2\n" in back.text


def test_a_call_that_all_sources_dropped_is_at_none_of_them() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2)
    office.issue()
    for call_id in (1, 2):
        office.change(call_id, LISTING, LISTED, GONE)
        office.replace(call_id, gone_on=office.today)
    mail = written(office.issue())
    assert "Auch bei" not in mail.text + mail.html
    assert "  Nicht mehr bei: Die <Datenbank>, https://de_base.example/2\n" in mail.text


def test_a_source_that_the_contradiction_names_is_not_named_again() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add_of(BASE, 2, gone_on=TODAY)
    mail = written(office.issue())
    assert "nicht mehr gelistet (Die <Datenbank>, " in mail.text
    assert mail.text.count("Die <Datenbank>") == 1


def test_a_page_that_is_none_is_not_linked() -> None:
    office = issued((1, 2))
    office.add_of(AMT, 1)
    office.add(2, {"glasfaser": 0.3}, source=BASE, url="javascript:alert(1)")
    mail = written(office.issue())
    assert "Auch bei: Die <Datenbank>\n" in mail.text
    assert "javascript" not in mail.text + mail.html
