"""What would move a call: each place that is promised is the one that really comes out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scout.match.what_if import Explanation, WhatIf, explanation
from tests.builders import NOON, bring_news, facts, funding_call, news_item
from tests.desk import OPEN, Desk, all_calls, desk_in

FAR = facts(OPEN.deadline, regions=("DE-BY",))
SOON = facts(OPEN.deadline, max_grant=None, regions=())
CALLS = ["rad-0", "rad-1", "rad-3", "rad-5", "netz-4", "pflege-0", "wald-1"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on which much was judged and tuned already, with news between the calls."""
    with desk_in(tmp_path) as found:
        found.fill(facts_of={"rad-3": FAR, "rad-5": SOON, "wald-1": None})
        found.judge("rad", rad_6=True, rad_1=True, wald_4=False, rad_5=False)
        found.tune("", {"word.bahnhöfe": 2.0})
        found.tune("rad", {"wanted.Lastenräder": 0.2, "unwanted.Dörfer": 0.2})
        text = "Radwege und Radverkehr: Sensoren zählen an Bahnhöfen und Schulen."
        item = news_item("n1", title="Radwege im Alltag", summary=text)
        bring_news(found.home.store, found.folder, [item], NOON)
        yield found


def explained(desk: Desk, key: str, project: str = "rad") -> Explanation:
    found = explanation(desk.pool(), desk.folder, project, desk.ids()[key])
    assert found is not None
    return found


def make(desk: Desk, key: str, change: WhatIf) -> None:
    """Do what an analyst would: judge, or keep the value."""
    if change.name is None:
        desk.judge_all("rad", {key: True})
    else:
        desk.tune("rad", {change.name: change.value}, NOON + timedelta(minutes=1))


def take_back(desk: Desk, change: WhatIf, pool_values: dict[str, float]) -> None:
    if change.name is not None:
        old = pool_values.get(change.name)
        desk.tune("rad", {change.name: old}, NOON + timedelta(minutes=2))


@pytest.mark.parametrize("key", CALLS)
def test_every_promised_place_comes_out_when_the_change_is_made(desk: Desk, key: str) -> None:
    found = explained(desk, key)
    values = dict(desk.pool().values["rad"])
    assert len(found.what_ifs) >= 3
    # The judgement comes last: it is not taken back.
    for change in sorted(found.what_ifs, key=lambda each: each.name is None):
        make(desk, key, change)
        after = explanation(desk.pool(), desk.folder, "rad", desk.ids()[key])
        assert (after.place if after else None) == change.place, change
        stored = {entry.match.key: entry.match.score for entry in desk.match()["rad"]}
        if after is not None and after.fits:
            assert stored[key] == round(after.place.score, 4)
        else:
            assert key not in stored
        take_back(desk, change, values)


def test_the_changes_that_are_tried_do_something_to_the_score(desk: Desk) -> None:
    found = explained(desk, "rad-0")
    scores = {each.name: each.place.score if each.place else 0.0 for each in found.what_ifs}
    assert None in scores
    assert {"weight.eligibility", "weight.region"} <= scores.keys()
    assert any(name.startswith("word.") for name in scores if name)
    assert all(abs(score - found.place.score) > 1e-6 for score in scores.values())


def test_a_call_that_was_judged_relevant_is_not_offered_to_be_so(desk: Desk) -> None:
    assert None in {each.name for each in explained(desk, "rad-5").what_ifs}
    assert explained(desk, "rad-5").judged is False
    assert None not in {each.name for each in explained(desk, "rad-1").what_ifs}
    assert explained(desk, "rad-1").judged is True
    assert explained(desk, "rad-0").judged is None


@pytest.mark.parametrize("key", CALLS)
def test_the_place_is_counted_over_calls_and_the_parts_sum_up_to_the_score(
    desk: Desk, key: str
) -> None:
    found = explained(desk, key)
    assert found.place.of <= len(all_calls())
    total = sum(part.contribution for part in found.hit.parts)
    assert min(max(total, 0.0), 1.0) == pytest.approx(found.place.score, abs=1e-6)
    assert found.hit.score == found.place.score


def test_neighbours_are_those_just_before_and_behind(desk: Desk) -> None:
    by_rank = {}
    for call in all_calls():
        found = explanation(desk.pool(), desk.folder, "rad", desk.ids()[call.key])
        if found.place is not None:
            by_rank[found.place.rank] = (call.key, found)
    last = max(by_rank)
    assert sorted(by_rank) == list(range(1, last + 1))
    for rank, (_, found) in by_rank.items():
        named = {place.rank: (document, place.score) for document, place in found.neighbours}
        assert set(named) == {rank - 1, rank + 1} & by_rank.keys()
        for number, (document, score) in named.items():
            key, there = by_rank[number]
            assert (document, score) == (desk.ids()[key], there.place.score)


def test_a_call_that_shares_nothing_with_the_project_has_no_place(desk: Desk) -> None:
    strange = funding_call("fremd", title="Xylophon", texts={"Kurztext": "Quarz, Jojo, Ytong."})
    desk.fill([*all_calls(), strange])
    found = explanation(desk.pool(), desk.folder, "netz", desk.ids()["fremd"])
    assert (found.place, found.hit.score, found.neighbours) == (None, 0.0, ())


def test_it_fits_where_match_has_it_among_the_matches(desk: Desk) -> None:
    for project in ("rad", "netz", "pflege"):
        matched = set(desk.matched(project))
        assert matched
        for call in all_calls():
            found = explanation(desk.pool(), desk.folder, project, desk.ids()[call.key])
            assert (found is not None and found.fits) == (call.key in matched), call.key
