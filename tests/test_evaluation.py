from __future__ import annotations

import itertools
import math
import tracemalloc
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from matching.evaluation import (
    Grades,
    Quality,
    average_precision,
    measure,
    ndcg,
    per_query,
    randomisation_test,
    recall,
    reciprocal_rank,
)

PROPERTY = settings(max_examples=100, deadline=None)
MEASURES: list[Callable[[Sequence[str], Grades], float | None]] = [
    ndcg,
    recall,
    reciprocal_rank,
    average_precision,
]
every_measure = pytest.mark.parametrize("measured", MEASURES)

KEYS = [f"d{number:02}" for number in range(14)]
GRADES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4))
RELEVANT = GRADES.filter(lambda grades: any(grades.values()))
RANKING = st.lists(st.sampled_from(KEYS), unique=True)
DEPTH = st.integers(1, 20)


def ideal(grades: Grades) -> list[str]:
    return sorted(grades, key=lambda document: -grades[document])


# --- nDCG -------------------------------------------------------------------------------------


def test_ndcg_by_hand() -> None:
    # Gains 1, 0, 7 at ranks 1, 2, 3 with discounts 1, 1/log2(3), 1/2: 1 + 0 + 3.5 = 4.5.
    # Best order 7, 3, 1: 7 + 3/1.5849625 + 0.5 = 9.3927893.
    grades = {"a": 1, "b": 0, "c": 3, "d": 2}
    assert ndcg(["a", "b", "c"], grades) == pytest.approx(4.5 / 9.3927893)
    assert ndcg(["a", "b", "c"], grades) == pytest.approx(0.4790909)


def test_ndcg_reads_depth_documents_of_ranking_and_ideal() -> None:
    # Of the first two only gain 1 at rank 1; best two 7 and 3: 7 + 3/1.5849625 = 8.8927893.
    grades = {"a": 1, "c": 3, "d": 2}
    assert ndcg(["a", "b", "c"], grades, 2) == pytest.approx(1 / 8.8927893)
    assert ndcg(["a", "b", "c"], grades, 1) == pytest.approx(1 / 7)


def test_ndcg_measures_ten_documents_unless_told_otherwise() -> None:
    nine = [f"x{number}" for number in range(9)]
    assert ndcg([*nine, "a"], {"a": 1}) == pytest.approx(1 / math.log2(11))
    assert ndcg([*nine, "x9", "a"], {"a": 1}) == 0.0


def test_ndcg_of_a_missed_document_is_less_than_one() -> None:
    # Best: 1 + 1/log2(3) = 1.6309298.
    assert ndcg(["a"], {"a": 1, "b": 1}) == pytest.approx(1 / 1.6309298)


@PROPERTY
@given(st.lists(st.integers(0, 4), min_size=2, max_size=25), st.integers(1, 30), st.data())
def test_ndcg_agrees_with_scikit_learn(grades: list[int], depth: int, data: st.DataObject) -> None:
    scores = data.draw(st.permutations(range(len(grades))))
    graded = {str(number): grade for number, grade in enumerate(grades)}
    ranking = sorted(graded, key=lambda document: -scores[int(document)])
    expected = ndcg_score([[2**grade - 1 for grade in grades]], [scores], k=depth)
    assert (ndcg(ranking, graded, depth) or 0.0) == pytest.approx(expected)


# --- recall, reciprocal rank, average precision -----------------------------------------------


def test_recall_is_the_share_of_relevant_documents_found() -> None:
    grades = {"a": 1, "b": 4, "c": 2, "d": 0}
    assert recall(["d", "a", "x", "b"], grades) == pytest.approx(2 / 3)
    assert recall(["d", "a", "x", "b"], grades, 2) == pytest.approx(1 / 3)
    assert recall(["d", "a", "x", "b"], grades, 1) == 0.0


def test_recall_measures_a_hundred_documents_unless_told_otherwise() -> None:
    many = [f"x{number}" for number in range(99)]
    assert recall([*many, "a"], {"a": 1}) == 1.0
    assert recall([*many, "x99", "a"], {"a": 1}) == 0.0


def test_recall_of_more_relevant_documents_than_depth_stays_below_one() -> None:
    assert recall(["a", "b", "c"], {"a": 1, "b": 1, "c": 1, "d": 1}, 3) == 0.75


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    grades = {"a": 0, "b": 1, "c": 4}
    assert reciprocal_rank(["a", "x", "b", "c"], grades) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c", "b"], grades) == 1.0
    assert reciprocal_rank(["a", "x"], grades) == 0.0


def test_average_precision_by_hand() -> None:
    # Relevant at ranks 1, 3 and 5, one more missed: (1/1 + 2/3 + 3/5 + 0) / 4 = 34/60.
    grades = {"a": 1, "b": 2, "c": 1, "missed": 3, "n": 0}
    assert average_precision(["a", "n", "b", "x", "c"], grades) == pytest.approx(34 / 60)


# --- every measure ----------------------------------------------------------------------------


@every_measure
@pytest.mark.parametrize("grades", [{}, {"a": 0, "b": 0}])
def test_nothing_relevant_is_nothing_to_measure(
    measured: Callable[[Sequence[str], Grades], float | None], grades: Grades
) -> None:
    assert measured(["a", "x"], grades) is None
    assert measured([], grades) is None


@every_measure
def test_an_empty_ranking_is_worth_nothing(
    measured: Callable[[Sequence[str], Grades], float | None],
) -> None:
    assert measured([], {"a": 1}) == 0.0


@every_measure
@pytest.mark.parametrize("grades", [{"a": 1, "twin": 2}, {"a": 1}, {}])
def test_a_doubled_document_is_refused_by_name(
    measured: Callable[[Sequence[str], Grades], float | None], grades: Grades
) -> None:
    with pytest.raises(ValueError, match="'twin' is ranked 2 times"):
        measured(["a", "twin", "b", "twin"], grades)


@every_measure
def test_a_document_doubled_below_the_depth_is_refused(
    measured: Callable[[Sequence[str], Grades], float | None],
) -> None:
    many = [f"x{number}" for number in range(200)]
    with pytest.raises(ValueError, match="'twin'"):
        measured([*many, "twin", "twin"], {"a": 1})


@every_measure
def test_a_negative_grade_is_refused_by_name(
    measured: Callable[[Sequence[str], Grades], float | None],
) -> None:
    with pytest.raises(ValueError, match="'b' has grade -1"):
        measured(["a"], {"a": 1, "b": -1})


@pytest.mark.parametrize("depth", [0, -1])
@pytest.mark.parametrize("measured", [ndcg, recall])
def test_a_depth_below_one_is_refused(
    measured: Callable[[Sequence[str], Grades, int], float | None], depth: int
) -> None:
    with pytest.raises(ValueError, match=f"depth is {depth}"):
        measured(["a"], {"a": 1}, depth)


@every_measure
@PROPERTY
@given(ranking=RANKING, grades=RELEVANT)
def test_values_are_shares(
    measured: Callable[[Sequence[str], Grades], float | None], ranking: list[str], grades: Grades
) -> None:
    value = measured(ranking, grades)
    assert value is not None
    assert 0.0 <= value <= 1.0


@every_measure
@PROPERTY
@given(grades=RELEVANT)
def test_the_ideal_ranking_has_one(
    measured: Callable[[Sequence[str], Grades], float | None], grades: Grades
) -> None:
    assert measured(ideal(grades), grades) == 1.0


@PROPERTY
@given(RANKING, RELEVANT, DEPTH)
def test_ndcg_at_any_depth_is_a_share_and_one_at_best(
    ranking: list[str], grades: Grades, depth: int
) -> None:
    value = ndcg(ranking, grades, depth)
    assert value is not None
    assert 0.0 <= value <= 1.0
    assert ndcg(ideal(grades), grades, depth) == 1.0


@every_measure
@PROPERTY
@given(ranking=RANKING, grades=RELEVANT, more=st.integers(1, 12), known=st.booleans())
def test_irrelevant_documents_at_the_end_change_nothing(
    measured: Callable[[Sequence[str], Grades], float | None],
    ranking: list[str],
    grades: dict[str, int],
    more: int,
    known: bool,  # noqa: FBT001 - drawn
) -> None:
    added = [f"more{number}" for number in range(more)]
    wider = {**grades, **dict.fromkeys(added, 0)} if known else grades
    assert measured([*ranking, *added], wider) == measured(ranking, grades)


@every_measure
@PROPERTY
@given(ranking=RANKING.filter(lambda keys: len(keys) > 1), grades=RELEVANT, data=st.data())
def test_swapping_a_better_document_up_never_lowers(
    measured: Callable[[Sequence[str], Grades], float | None],
    ranking: list[str],
    grades: Grades,
    data: st.DataObject,
) -> None:
    high, low = sorted(
        data.draw(st.lists(st.sampled_from(range(len(ranking))), min_size=2, max_size=2))
    )
    swapped = list(ranking)
    swapped[high], swapped[low] = ranking[low], ranking[high]
    grade = [grades.get(ranking[place], 0) for place in (high, low)]
    worse, better = (ranking, swapped) if grade[1] >= grade[0] else (swapped, ranking)
    before, after = measured(worse, grades), measured(better, grades)
    assert before is not None
    assert after is not None
    assert after >= before


@PROPERTY
@given(RANKING, RELEVANT, DEPTH)
def test_recall_never_falls_with_depth(ranking: list[str], grades: Grades, depth: int) -> None:
    shallow, deep = recall(ranking, grades, depth), recall(ranking, grades, depth + 1)
    assert shallow is not None
    assert deep is not None
    assert shallow <= deep


# --- measure and per_query --------------------------------------------------------------------

JUDGED: dict[str, Grades] = {
    "found": {"a": 1, "b": 1},
    "second": {"b": 2, "c": 0},
    "unranked": {"a": 3},
    "nothing": {"a": 0},
    "ungraded": {},
}
RANKED = {
    "found": ["a", "x"],
    "second": ["x", "b"],
    "nothing": ["a", "b"],
    "ungraded": ["a"],
    "unknown": ["a"],
}


def test_means_are_over_the_queries_that_have_a_relevant_document() -> None:
    # nDCG: 1/1.6309298, 1/1.5849625, 0. Recall: 1/2, 1, 0. Reciprocal rank: 1, 1/2, 0.
    found = measure(RANKED, JUDGED)
    assert found.ndcg10 == pytest.approx((1 / 1.6309298 + 1 / 1.5849625) / 3)
    assert found.recall100 == pytest.approx(0.5)
    assert found.mrr == pytest.approx(0.5)
    assert found.queries == 3


def test_means_reach_as_deep_as_their_names_say() -> None:
    many = [f"x{number}" for number in range(99)]
    at_100, at_11 = [*many, "a"], [*many[:10], "a"]
    found = measure({"p": at_100, "q": at_11}, {"p": {"a": 1}, "q": {"a": 1}})
    assert (found.ndcg10, found.recall100, found.queries) == (0.0, 1.0, 2)
    assert found.mrr == pytest.approx((1 / 100 + 1 / 11) / 2)


@pytest.mark.parametrize("grades", [{}, {"q": {}}, {"q": {"a": 0}}])
def test_no_query_to_measure_has_no_quality(grades: dict[str, Grades]) -> None:
    assert measure({"q": ["a"]}, grades) == Quality(None, None, None, 0)
    assert per_query({"q": ["a"]}, grades) == {}


def test_no_ranking_at_all_is_worth_nothing() -> None:
    assert measure({}, {"q": {"a": 1}}) == Quality(0.0, 0.0, 0.0, 1)


def test_per_query_gives_the_ndcg_of_each_measured_query_in_the_order_of_grades() -> None:
    found = per_query(RANKED, JUDGED)
    assert list(found) == ["found", "second", "unranked"]
    assert found == pytest.approx({"found": 1 / 1.6309298, "second": 1 / 1.5849625, "unranked": 0})
    assert list(per_query(dict(reversed(RANKED.items())), JUDGED)) == list(found)


def test_per_query_reads_depth_documents() -> None:
    assert per_query(RANKED, JUDGED, 1) == {"found": 1.0, "second": 0.0, "unranked": 0.0}


@pytest.mark.parametrize("grades", [{"a": 1}, {"a": 0}])
def test_a_document_doubled_in_one_of_many_rankings_is_refused(grades: Grades) -> None:
    rankings = {"p": ["a"], "q": ["b", "b"]}
    for function in (measure, per_query):
        with pytest.raises(ValueError, match="'b' is ranked 2 times"):
            function(rankings, {"p": grades, "q": grades})


QUERIES = st.dictionaries(st.sampled_from("pqrst"), GRADES)


@PROPERTY
@given(st.dictionaries(st.sampled_from("pqrstu"), RANKING), QUERIES)
def test_the_mean_ndcg_is_that_of_the_queries(
    rankings: dict[str, list[str]], grades: dict[str, Grades]
) -> None:
    found, single = measure(rankings, grades), per_query(rankings, grades)
    assert found.queries == len(single)
    if single:
        assert found.ndcg10 == pytest.approx(sum(single.values()) / len(single))
        assert all(0.0 <= (value or 0.0) <= 1.0 for value in (found.recall100, found.mrr))


# --- randomisation test -----------------------------------------------------------------------

TENTHS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=7)
SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30)


def exact(differences: Sequence[int]) -> float:
    """Return the p-value over all ways to swap pairs, in whole numbers."""
    sums = [
        abs(sum(sign * difference for sign, difference in zip(signs, differences, strict=True)))
        for signs in itertools.product((-1, 1), repeat=len(differences))
    ]
    return sum(each >= abs(sum(differences)) for each in sums) / len(sums)


def test_p_by_hand() -> None:
    # Differences 1, 2, 3: of eight ways to sign them only +++ and --- sum up to 6 or -6.
    assert randomisation_test([2, 4, 6], [1, 2, 3]) == pytest.approx(2 / 8, abs=0.03)


def test_p_is_the_count_and_one_by_the_rounds_and_one() -> None:
    # Sixty signs of one kind do not come up in nine rounds.
    assert randomisation_test([1.0] * 60, [0.0] * 60, rounds=9) == 1 / 10


@PROPERTY
@given(TENTHS)
def test_p_is_near_that_of_all_ways_to_swap_though_tenths_are_no_exact_floats(
    pairs: list[tuple[int, int]],
) -> None:
    first, second = zip(*pairs, strict=True)
    found = randomisation_test([each / 10 for each in first], [each / 10 for each in second])
    assert found == pytest.approx(exact([one - other for one, other in pairs]), abs=0.03)


@PROPERTY
@given(SHARES, st.integers(0, 5))
def test_p_is_a_chance_and_the_same_from_either_side(
    pairs: list[tuple[float, float]], seed: int
) -> None:
    first, second = zip(*pairs, strict=True)
    p = randomisation_test(first, second, rounds=300, seed=seed)
    assert 0.0 < p <= 1.0
    assert p == randomisation_test(second, first, rounds=300, seed=seed)


@PROPERTY
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_equal_values_have_p_one(values: list[float]) -> None:
    assert randomisation_test(values, values, rounds=200) == 1.0


@pytest.mark.parametrize("number", [1, 2, 10_000])
def test_differences_that_cancel_out_have_p_one(number: int) -> None:
    # 0.1 + 0.2 - 0.3 is no exact 0 in floats.
    assert randomisation_test([0.1, 0.2, 0.0] * number, [0.0, 0.0, 0.3] * number, rounds=100) == 1.0


@PROPERTY
@given(st.lists(st.floats(0.1, 0.2), min_size=30, max_size=60), st.integers(0, 5))
def test_values_that_are_always_better_have_a_small_p(gains: list[float], seed: int) -> None:
    p = randomisation_test([0.5 + gain for gain in gains], [0.5] * len(gains), seed=seed)
    assert p < 0.001


def test_another_seed_moves_p_within_noise_only() -> None:
    first, second = [0.4, 0.9, 0.3, 0.8, 0.6, 0.2], [0.3, 0.7, 0.4, 0.5, 0.6, 0.1]
    found = {randomisation_test(first, second, seed=seed) for seed in range(5)}
    assert len(found) > 1
    assert max(found) - min(found) < 0.03
    assert randomisation_test(first, second, seed=3) == randomisation_test(first, second, seed=3)


def test_rounds_of_many_values_are_drawn_in_bounded_memory() -> None:
    values = [float(number % 7) for number in range(50_000)]
    tracemalloc.start()
    randomisation_test(values, values[::-1], rounds=1_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000


def test_more_values_than_signs_drawn_at_once_are_tested_too() -> None:
    values = [1.0] * 1_000_001
    assert randomisation_test(values, [0.0] * len(values), rounds=2) == 1 / 3


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ([], [], "0 and 0 values"),
        ([1.0], [], "1 and 0 values"),
        ([], [1.0], "0 and 1 values"),
        ([1.0, 2.0], [1.0], "2 and 1 values"),
        ([math.nan], [1.0], "not finite"),
        ([math.inf, 1.0], [math.inf, 1.0], "not finite"),
    ],
)
def test_values_that_are_no_pairs_of_numbers_are_refused(
    first: list[float], second: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        randomisation_test(first, second)


@pytest.mark.parametrize("rounds", [0, -1])
def test_rounds_below_one_are_refused(rounds: int) -> None:
    with pytest.raises(ValueError, match=f"rounds is {rounds}"):
        randomisation_test([1.0], [0.0], rounds=rounds)
