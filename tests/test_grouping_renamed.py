"""A call that its source lists under another key is the one it was; next year's is another."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scout.domain import DeadlineKind, Link
from scout.facts import Day, Deadline, Facts, Money
from scout.grouping.candidate import Candidate, to_candidate
from scout.grouping.groups import Grouping, decision_on, group_calls
from scout.grouping.joins import Rule
from scout.grouping.likeness import sameness
from scout.grouping.renamed import Came, Left, Renaming, renamings, trace
from scout.grouping.titles import fold
from tests.builders import deadline_on, evidence, facts, funding_call

AMT, BANK = "nrw_amt", "nrw_bank"
FOUND, NIGHT = date(2026, 11, 2), date(2026, 11, 9)
END = date(2027, 3, 31)
TITLE = "Begegnung in der alten Dorfschule"
TEXT = " ".join(
    f"Das Ministerium bezuschusst {thing} in ehemaligen Schulgebäuden kleiner Ortschaften."
    for thing in (
        "Werkstätten Backstuben Leseräume Proberäume Mittagstische Spielzimmer Tauschregale "
        "Sprechstunden Ausstellungen Versammlungen"
    ).split()
)


def call(key: str = "schule", source: str = AMT, **values: Any) -> Candidate:
    read: Facts | None = values.pop("facts", facts(deadline_on(END)))
    listed = values.pop("is_listed", True)
    text = values.pop("text", TEXT)
    given: dict[str, Any] = {
        "source": source,
        "url": f"https://{source}.example/{key}",
        "title": TITLE,
        "texts": {"Förderung": text},
    }
    return to_candidate(funding_call(key, **(given | values)), read, is_listed=listed)


def of_sum(most: int, **values: Any) -> Facts:
    """Facts of a call of NRW that gives ``most`` EUR."""
    said = Money(Decimal(most), evidence=evidence(f"höchstens {most} €"))
    return facts(deadline_on(END), **({"max_grant": said, "regions": ("DE-NW",)} | values))


def gone(candidate: Candidate | None = None, **values: Any) -> Left:
    given: dict[str, Any] = {"found_on": FOUND, "on": NIGHT}
    return Left(call=candidate or call(is_listed=False), **(given | values))


def came(candidate: Candidate | None = None, on: date = NIGHT) -> Came:
    return Came(call=candidate or call("schule-neu"), on=on)


def is_renamed(left: Left, new: Came) -> bool:
    return bool(renamings([left], [new]))


# --- which are one ----------------------------------------------------------------------------


def test_what_left_and_came_in_one_night_with_all_the_same_is_one() -> None:
    (found,) = renamings([gone()], [came()])
    assert (found.before, found.after) == ((AMT, "schule"), (AMT, "schule-neu"))
    assert (found.days, found.strength) == (0, 1.0)
    assert found.words[:3] == (
        "title begegnung alten dorfschule",
        "100% of the longer text",
        "deadline 2027-03-31",
    )
    assert (found.join.rule, found.join.first, found.join.second) == (
        Rule.RENAMED,
        found.before,
        found.after,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Begegnung in der alten  DORFSCHULE"},
        {"text": f"{TEXT} Bei Fragen hilft das Referat gern weiter."},
        {"url": "https://anders.example/x", "links": (Link("Antrag", "https://a.example/b"),)},
        {"key": "schule-2027"},
    ],
    ids=["title written otherwise", "a sentence more", "other addresses", "a year in the key"],
)
def test_what_a_tidied_page_changes_makes_no_other_call(values: dict[str, Any]) -> None:
    key = values.pop("key", "schule-neu")
    assert is_renamed(gone(), came(call(key, **values)))


@pytest.mark.parametrize(
    "values",
    [
        {"source": BANK},
        {"title": f"{TITLE} 2027"},
        {"title": "Begegnung im alten Bahnhof"},
        {"text": TEXT[: len(TEXT) // 2]},
        {"text": TEXT.replace("Ministerium", "Amt").replace("bezuschusst", "verleiht")},
        {"text": ""},
        {"facts": None},
        {"facts": facts(deadline_on(date(2028, 3, 31)))},
        {"facts": facts(deadline_on(END + timedelta(days=1)))},
        {"facts": of_sum(90_000)},
        {"facts": facts(Deadline(DeadlineKind.ROLLING, evidence=(evidence("laufend"),)))},
        {"facts": of_sum(80_000, regions=("DE-HE",))},
    ],
    ids=[
        "another source", "a year in the title", "another title", "half the text", "another text",
        "no text", "not read yet", "next year", "prolonged", "another sum", "another kind of end",
        "another Land",
    ],
)  # fmt: skip
def test_what_says_anything_else_is_another_call(values: dict[str, Any]) -> None:
    was = call(facts=of_sum(80_000), is_listed=False)
    assert is_renamed(gone(was), came(call("schule-neu", facts=was.facts)))
    assert not is_renamed(gone(was), came(call("schule-neu", **({"facts": was.facts} | values))))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Stichtag im Jahr 2026.", "Stichtag im Jahr 2027."),
        ("Der zweite Durchgang beginnt.", "Der dritte Durchgang beginnt."),
        ("Anmeldung im Februar.", "Anmeldung im März."),
        ("Es gibt 12 Plätze.", "Es gibt 15 Plätze."),
        ("Es gibt Plätze.", "Es gibt 15 Plätze."),
    ],
    ids=["year", "round", "month", "number", "a number more"],
)
def test_a_figure_that_nobody_understood_tells_editions_apart(was: str, now: str) -> None:
    one = call(text=f"{TEXT} {was}", is_listed=False)
    assert is_renamed(gone(one), came(call("neu", text=f"{TEXT} {was}")))
    assert not is_renamed(gone(one), came(call("neu", text=f"{TEXT} {now}")))


def test_keys_of_two_years_are_two_editions_though_the_text_is_not_changed_yet() -> None:
    was = call("schule-2026", is_listed=False)
    assert not is_renamed(gone(was), came(call("schule-2027")))
    assert is_renamed(gone(was), came(call("dorf/schule-2026")))


def test_what_was_over_when_the_next_one_came_is_not_followed_by_it() -> None:
    over = facts(deadline_on(NIGHT - timedelta(days=1)))
    last_day = facts(deadline_on(NIGHT))
    assert not is_renamed(gone(call(facts=over)), came(call("neu", facts=over)))
    assert is_renamed(gone(call(facts=last_day)), came(call("neu", facts=last_day)))


def test_short_texts_are_the_same_word_for_word() -> None:
    was = call(text="Näheres sagt das Amt.", is_listed=False)
    assert is_renamed(gone(was), came(call("neu", text="Näheres sagt  das Amt!")))
    assert not is_renamed(gone(was), came(call("neu", text="Näheres sagt die Bank.")))


@given(st.text(), st.text())
@example("", "")
@example("+", "und")
@example("²", "2.²")
def test_any_two_texts_are_as_alike_from_both_sides(one: str, other: str) -> None:
    ours, theirs = call("a", text=one), call("b", text=other)
    assert sameness(ours, theirs) == sameness(theirs, ours)
    assert 0 <= sameness(ours, theirs) <= 1
    assert sameness(ours, ours) == float(bool(re.search(r"\w", fold(one))))
    pair = (gone(replace(ours, is_listed=False)), came(theirs))
    assert len(renamings([pair[0]], [pair[1]])) <= 1


# --- when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "days", "expected"),
    [
        ({}, 0, True),
        ({}, 60, True),
        ({}, -5, True),
        ({"on": NIGHT + timedelta(days=14)}, 0, True),
        ({"on": NIGHT + timedelta(days=15)}, 0, False),
        ({"found_on": NIGHT}, 0, False),
        ({"found_on": NIGHT + timedelta(days=1)}, 0, False),
        ({"back_on": NIGHT + timedelta(days=3)}, 3, True),
        ({"back_on": NIGHT + timedelta(days=3)}, 4, False),
    ],
    ids=[
        "same night", "came later", "both for some nights", "both for two weeks",
        "side by side", "found together", "found after it", "came before it was back",
        "came after it was back",
    ],
)  # fmt: skip
def test_one_stands_in_the_place_of_the_other_and_not_beside_it(
    left: dict[str, Any],
    days: int,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert is_renamed(gone(**left), came(on=NIGHT + timedelta(days=days))) is expected


def test_of_two_departures_the_nearest_counts() -> None:
    twice = [
        gone(on=NIGHT - timedelta(days=40), back_on=NIGHT),
        gone(on=NIGHT + timedelta(days=4)),
    ]
    (found,) = renamings(twice, [came()])
    assert found.days == 4


# --- what calls are by now --------------------------------------------------------------------


def renaming(before: str, after: str, days: int = 0) -> Renaming:
    return Renaming(before=(AMT, before), after=(AMT, after), days=days, words=(), strength=1.0)


def traced(listed: str, *found: Renaming, split: tuple[str, ...] = ()) -> dict[str, str]:
    """By each key what the call is now; of all keys those in ``listed`` are listed."""
    keys = {name[1] for each in found for name in (each.before, each.after)}
    known = {(AMT, key): call(key, is_listed=key in listed.split()) for key in keys}
    apart = {((AMT, pair[0]), (AMT, pair[1])) for pair in split}
    return {was[1]: now[1] for was, now in trace(found, known, apart).now.items()}


def test_a_call_may_be_renamed_again_and_again() -> None:
    chain = [renaming("a", "b"), renaming("b", "c"), renaming("a", "c", 30)]
    for order in permutations(chain):
        assert traced("c", *order) == {"a": "c", "b": "c"}
        assert traced("", *order) == {"a": "c", "b": "c"}, "the last one stands for all that left"
        assert traced("a", *order) == {"b": "a", "c": "a"}, "it has its first key again"


def test_two_that_are_both_listed_are_two() -> None:
    assert traced("a b", renaming("a", "b")) == {}
    assert traced("b c", renaming("a", "b"), renaming("a", "c", 3)) == {"a": "b"}
    assert traced("b c", renaming("a", "b", 3), renaming("a", "c")) == {"a": "c"}


def test_what_a_person_split_is_two_by_no_chain() -> None:
    chain = renaming("a", "b"), renaming("b", "c", 1), renaming("a", "c", 30)
    assert traced("c", *chain, split=("ac",)) == {"a": "b"}
    assert traced("c", *chain, split=("ab", "bc")) == {"a": "c"}


def test_a_renaming_of_what_is_not_there_waits() -> None:
    known = {(AMT, "a"): call("a")}
    assert trace([renaming("a", "b")], known).now == {}


# --- in groups --------------------------------------------------------------------------------

WAS, NOW, OTHER = (AMT, "schule"), (AMT, "schule-neu"), (BANK, "7")


def three(**now: Any) -> list[Candidate]:
    return [call(is_listed=False), call("schule-neu", **now), call("7", BANK)]


def grouped(found: list[Candidate], *renamed: Renaming, **decided: Any) -> Grouping:
    return group_calls(found, renamings=renamed, **decided)


def names(found: Grouping) -> list[tuple[tuple[str, str], ...]]:
    return [group.members for group in found.groups]


def test_what_left_takes_no_place_from_what_it_is_now() -> None:
    (known,) = renamings([gone()], [came()])
    before, after = group_calls(three()), grouped(three(), known)
    assert [each.because for each in before.refusals] == [
        "nrw_amt:schule and nrw_amt:schule-neu are two calls of one source"
    ]
    assert names(after) == [(NOW, OTHER, WAS)], "what it was comes last"
    assert after.refusals == ()
    rules = [(join.rule, join.first, join.second) for join in after.groups[0].joins]
    assert rules == [(Rule.TITLE, NOW, OTHER), (Rule.RENAMED, WAS, NOW)]
    assert after.groups[0].key == "nrw_amt:schule"


def test_what_changes_later_stays_the_call_that_it_was() -> None:
    (known,) = renamings([gone()], [came()])
    later = facts(deadline_on(date(2027, 4, 30)))
    assert not is_renamed(gone(), came(call("schule-neu", facts=later)))
    assert names(grouped(three(facts=later), known)) == [(NOW, WAS)]


def test_who_points_to_the_page_of_before_points_to_the_call() -> None:
    link = (Link("Förderaufruf", "https://nrw_amt.example/schule"),)
    other = call("7", BANK, title="Dorfschule", text="Raum für alle.", links=link)
    found = grouped([*three()[:2], other], renaming("schule", "schule-neu"))
    assert names(found) == [(NOW, OTHER, WAS)]
    assert found.groups[0].joins[0].words == ("link to nrw_amt.example/schule",)
    same_page = replace(call("7", BANK, title="Dorfhaus"), address="nrw_amt.example/schule")
    found = grouped([*three()[:2], same_page], renaming("schule", "schule-neu"))
    assert found.groups[0].joins[0].words == ("page nrw_amt.example/schule",)


def test_a_call_that_only_one_source_has_is_one_with_what_it_was() -> None:
    found = three()[:2]
    assert names(group_calls(found)) == []
    assert names(grouped(found, renaming("schule", "schule-neu"))) == [(NOW, WAS)]


def test_what_was_decided_of_a_key_holds_for_the_next_one() -> None:
    known = renaming("schule", "schule-neu")
    split = decision_on(WAS, OTHER, same=False)
    assert names(grouped(three(), known, decisions=[split])) == [(NOW, WAS)]
    joined = decision_on(NOW, OTHER, same=True)
    assert names(grouped(three(), known, decisions=[split, joined])) == [(NOW, OTHER, WAS)]
    assert names(grouped(three(), known, decisions=[joined, split])) == [(NOW, WAS)]
    far = [*three()[:2], call("7", BANK, title="Lesecafé", text="Kaffee und Bücher.")]
    joined = decision_on(WAS, OTHER, same=True)
    assert names(grouped(far, known, decisions=[joined])) == [(NOW, OTHER, WAS)]


def test_a_person_may_say_that_the_next_key_is_another_call() -> None:
    apart = decision_on(WAS, NOW, same=False)
    found = grouped(three(), renaming("schule", "schule-neu"), decisions=[apart])
    assert names(found) == names(group_calls(three()))


@given(st.integers(), st.lists(st.booleans(), min_size=4, max_size=4))
def test_groups_with_former_keys_are_the_same_in_whatever_order(seed: int, up: list[bool]) -> None:
    keys = ["a", "b", "c", "d"]
    found = [call(key, is_listed=is_up) for key, is_up in zip(keys, up, strict=True)]
    found.append(call("7", BANK))
    known = [renaming("a", "b"), renaming("b", "c", 2), renaming("a", "d", 2), renaming("d", "c")]
    first = grouped(found, *known)
    order = random.Random(seed)
    order.shuffle(found)
    order.shuffle(known)
    again = grouped(found, *known)
    assert (again.groups, again.refusals) == (first.groups, first.refusals)
    at = {each.name: each for each in found}
    for members in names(first):
        listed = [name for name in members if at[name].is_listed]
        assert len({name[0] for name in listed}) == len(listed), "of one source only one is listed"


def test_valid_days_that_differ_are_against_it() -> None:
    until = [
        facts(deadline_on(END), valid_until=Day(date(year, 12, 31), evidence("gilt bis")))
        for year in (2027, 2028)
    ]
    assert not is_renamed(gone(call(facts=until[0])), came(call("neu", facts=until[1])))
