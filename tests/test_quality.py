"""How well a ranking agrees with judgements that it was not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from matching.texts import Profile, Wishes
from scout.match.pool import Pool
from scout.match.quality import FOLDS, agreements, fold_of, held_out_scores, learned_agreements
from tests.builders import funding_call
from tests.desk import RAD, Desk, all_calls, desk_in

VERDICTS = {
    "rad-0": True, "rad-1": True, "rad-2": True, "rad-4": True, "rad-5": True, "rad-6": True,
    "netz-0": False, "netz-4": False, "pflege-0": False, "wald-1": False, "wald-3": False,
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as found:
        found.fill()
        found.judge_all("rad", VERDICTS)
        yield found


@pytest.fixture
def pool(desk: Desk) -> Pool:
    return desk.pool()


def scores(desk: Desk, judged: Mapping[str, bool]) -> dict[str, float]:
    """Return the held-out scores by the keys of calls."""
    pool = desk.pool()
    profile = pool.profile(RAD)
    told = {desk.ids()[key]: fits for key, fits in judged.items()}
    (found,) = held_out_scores(
        pool, desk.folder, [(told, lambda others: replace(profile, judged=others))]
    )
    return {desk.keys()[document]: score for document, score in found.items()}


@pytest.mark.parametrize("key", VERDICTS)
def test_what_was_said_of_a_call_has_no_part_in_its_own_score(desk: Desk, key: str) -> None:
    truly, turned = (scores(desk, VERDICTS | {key: fits}) for fits in (True, False))
    assert truly.keys() == turned.keys() == VERDICTS.keys()
    assert turned[key] == truly[key]
    names = {each: desk.pool().name_of(desk.ids()[each]) for each in VERDICTS}
    fold = fold_of(names[key])
    others = {each for each in VERDICTS if fold_of(names[each]) != fold}
    assert {each for each in VERDICTS if truly[each] != turned[each]} <= others
    assert any(truly[each] != turned[each] for each in others), "others do learn from it"


def test_a_learner_never_sees_the_fold_that_it_is_measured_on(desk: Desk, pool: Pool) -> None:
    judged = pool.judged_for("rad")
    seen: list[Mapping[str, bool]] = []

    def learner(others: Mapping[str, bool]) -> Profile:
        seen.append(others)
        return pool.profile(RAD)

    learned_agreements(pool, desk.folder, [(judged, learner)])
    folds = {fold_of(pool.name_of(key)) for key in judged}
    assert len(seen) == len(folds) > 2
    for others in seen:
        missing = {fold_of(pool.name_of(key)) for key in judged.keys() - others.keys()}
        assert len(missing) == 1
        assert all(judged[key] == fits for key, fits in others.items())


def test_a_fold_is_the_documents_own_and_every_fold_is_met() -> None:
    folds = [fold_of(str(number)) for number in range(500)]
    assert set(folds) == set(range(FOLDS))
    assert folds == [fold_of(str(number)) for number in range(500)]
    assert min(folds.count(fold) for fold in range(FOLDS)) > 60


def test_judged_calls_alone_are_ordered(desk: Desk, pool: Pool) -> None:
    (found,) = agreements(pool, desk.folder, [pool.profile(RAD)])
    assert (found.judgements, found.relevant) == (11, 6)
    assert found.average_precision is not None
    assert found.average_precision > 0.9
    # Calls nobody judged come between, and count for nothing.
    text = "Radwege, Radverkehr, Lastenräder, Bahnhöfe und Innenstadt: Sensoren zählen an Schulen."
    better = [funding_call(f"neu-{n}", title="Radwege im Alltag", texts={"Kurztext": text})
              for n in range(3)]  # fmt: skip
    desk.fill([*all_calls(), *better])
    assert "neu-0" in desk.matched("rad")[:4]
    (more,) = agreements(desk.pool(), desk.folder, [pool.profile(RAD)])
    assert more.average_precision == pytest.approx(found.average_precision, abs=0.1)


def test_a_ranking_that_turns_everything_round_agrees_less(desk: Desk, pool: Pool) -> None:
    good = pool.profile(RAD)
    bad = replace(good, key="rad schlecht", wishes=Wishes(
        weights={"judgements": 0.0},
        unwanted={"Radwege": 1.0, "Radverkehr": 1.0, "Bahnhöfe": 1.0, "Fahrradstraßen": 1.0},
        wanted={"Wald": 1.0, "Glasfaser": 1.0, "WLAN": 1.0, "Sensoren": 1.0},
    ))  # fmt: skip
    one, other = agreements(pool, desk.folder, [good, bad])
    assert one.average_precision is not None
    assert other.average_precision is not None
    assert one.ndcg10 is not None
    assert other.ndcg10 is not None
    assert one.average_precision > other.average_precision + 0.1
    assert one.ndcg10 > other.ndcg10


@pytest.mark.parametrize(
    ("judged", "relevant"),
    [({}, 0), ({"rad-0": True, "rad-1": True}, 2), ({"rad-0": False, "wald-0": False}, 0)],
)
def test_one_kind_of_judgement_measures_nothing(
    desk: Desk, judged: dict[str, bool], relevant: int
) -> None:
    pool = desk.pool()
    told = {desk.ids()[key]: fits for key, fits in judged.items()}
    (found,) = agreements(pool, desk.folder, [replace(pool.profile(RAD), judged=told)])
    assert (found.judgements, found.relevant) == (len(judged), relevant)
    assert found.ndcg10 is found.average_precision is None


def test_the_measure_is_the_same_in_any_order_and_beside_any_other(desk: Desk, pool: Pool) -> None:
    profile = pool.profile(RAD)
    backwards = replace(profile, judged=dict(reversed(list(profile.judged.items()))))
    other = replace(profile, key="rad anders", wishes=Wishes(words={"radwege": 0.0}))
    (alone,) = agreements(pool, desk.folder, [profile])
    assert agreements(pool, desk.folder, [backwards]) == [alone]
    assert agreements(pool, desk.folder, [other, profile])[1] == alone
    assert agreements(pool, desk.folder, [profile, other])[0] == alone


def test_no_threshold_hides_a_judged_call(desk: Desk, pool: Pool) -> None:
    profile = pool.profile(RAD)
    assert agreements(pool, desk.folder, [replace(profile, threshold=1.0)]) == agreements(
        pool, desk.folder, [profile]
    )
