"""Before and after: what a change of tuning does, and that keeping it does just that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from scout.match.preview import TOP, Move, Preview, previews
from scout.store.matches import MatchEntry
from tests.builders import NOON, bring_news, funding_call, news_item
from tests.desk import Desk, all_calls, desk_in

CHANGES: list[dict[str, float]] = [
    {"threshold": 0.2},
    {"threshold": 0.01},
    {"word.radverkehr": 0.0},
    {"word.schulen": 3.0, "wanted.Naturpark": 0.4},
    {"unwanted.Lastenräder": 0.5, "weight.region": 0.0, "weight.judgements": 0.0},
    {"wanted.Eichen": 1.0},
    {},
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as found:
        found.fill()
        found.judge("rad", rad_0=True, rad_6=True, wald_3=False, netz_2=False)
        found.tune("rad", {"wanted.Bahnhöfe": 0.1})
        yield found


def preview(desk: Desk, values: Mapping[str, float], project: str = "rad") -> Preview:
    (found,) = previews(desk.pool(), desk.folder, {project: values})
    return found


def places(desk: Desk, entries: list[MatchEntry]) -> dict[str, tuple[int, float]]:
    return {
        desk.ids()[entry.match.key]: (rank, entry.match.score)
        for rank, entry in enumerate(entries, start=1)
    }


def moved(found: Preview, side: str) -> dict[str, tuple[int, float]]:
    return {
        move.document: (getattr(move, f"rank_{side}"), round(getattr(move, f"score_{side}"), 4))
        for move in found.moves
        if getattr(move, f"rank_{side}") is not None
    }


@pytest.mark.parametrize("values", CHANGES, ids=str)
def test_a_preview_is_what_match_gives_before_and_after_the_change_is_kept(
    desk: Desk, values: dict[str, float]
) -> None:
    item = news_item("n1", title="Radwege und Radverkehr", summary="Radwege an Schulen, Eichen.")
    bring_news(desk.home.store, desk.folder, [item], NOON)
    tuned = {"wanted.Bahnhöfe": 0.1} | values
    found = preview(desk, tuned)
    before = desk.match()["rad"]
    desk.tune("rad", tuned)
    after = desk.match()["rad"]
    assert (found.matches_before, found.matches_after) == (len(before), len(after))
    assert len(before) < TOP
    assert moved(found, "before") == places(desk, before)
    assert moved(found, "after") == places(desk, after)


def test_of_many_matches_the_first_twenty_of_both_sides_are_shown(tmp_path: Path) -> None:
    many = [
        funding_call(
            f"rad-{number:02}",
            title=f"Radwege {'Schulen ' * (number % 5)}",
            texts={"Kurztext": f"Radwege, Radverkehr und Bahnhöfe {'Innenstadt ' * number}."},
        )
        for number in range(45)
    ]
    with desk_in(tmp_path) as desk:
        desk.fill([*many, *all_calls()])
        found = preview(desk, {"word.innenstadt": 0.0, "word.schulen": 5.0})
        entries = desk.match()["rad"]
    assert found.matches_before == len(entries) > 40
    assert TOP < len(found.moves) <= 2 * TOP
    for rank, score in (("rank_before", "score_before"), ("rank_after", "score_after")):
        ranks = {getattr(move, rank) for move in found.moves}
        assert set(range(1, TOP + 1)) <= ranks
        ordered = sorted(found.moves, key=lambda move: getattr(move, rank) or 10**6)
        scores = [getattr(move, score) for move in ordered if getattr(move, score) is not None]
        assert scores == sorted(scores, reverse=True)
    after = [move.rank_after or 10**6 for move in found.moves]
    assert after == sorted(after)
    kinds = {move.kind for move in found.moves}
    assert {"enters", "leaves"} <= kinds


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, 1, "enters"),
        (21, 20, "enters"),
        (20, 21, "leaves"),
        (3, None, "leaves"),
        (3, 2, "rises"),
        (2, 3, "falls"),
        (20, 20, "stays"),
    ],
)
def test_a_move_is_named_as_it_is_seen_in_the_first_twenty(
    before: int | None, after: int | None, kind: str
) -> None:
    assert Move("1", before, after, 0.5, 0.5).kind == kind


def test_a_muted_word_lets_a_call_leave_and_a_wanted_one_lets_another_enter(desk: Desk) -> None:
    found = preview(desk, {"word.lastenräder": 0.0, "word.radwege": 0.0, "wanted.Eichen": 1.0})
    kinds = {desk.keys()[move.document]: move.kind for move in found.moves}
    assert kinds["wald-0"] == "enters"
    assert "leaves" in kinds.values() or "falls" in kinds.values()


def test_what_leaves_comes_last_in_the_order_it_had(desk: Desk) -> None:
    found = preview(desk, {"threshold": 0.25})
    gone = [move.rank_before for move in found.moves if move.rank_after is None]
    assert gone
    assert [move.rank_after for move in found.moves[-len(gone) :]] == [None] * len(gone)
    assert gone == sorted(gone)


def test_where_nothing_changes_all_stay_and_so_does_the_quality(desk: Desk) -> None:
    found = preview(desk, {"wanted.Bahnhöfe": 0.1})
    assert found.moves
    assert {move.kind for move in found.moves} == {"stays"}
    assert found.quality_before == found.quality_after
    assert found.quality_before.judgements == 4


def test_projects_are_previewed_together_as_each_alone(desk: Desk) -> None:
    desk.judge("netz", netz_4=True, pflege_0=False)
    tuned = {"rad": {"word.radwege": 0.0}, "netz": {"threshold": 0.3}, "pflege": {}}
    together = previews(desk.pool(), desk.folder, tuned)
    assert [each.project for each in together] == list(tuned)
    assert together == [preview(desk, values, project) for project, values in tuned.items()]


def test_a_preview_keeps_nothing(desk: Desk) -> None:
    before = (desk.folder / "scout.db").read_bytes()
    preview(desk, {"threshold": 0.5})
    assert (desk.folder / "scout.db").read_bytes() == before
    assert desk.pool().values["rad"] == {"wanted.Bahnhöfe": 0.1}
