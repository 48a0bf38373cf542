"""What judgements teach: the like of what fits comes up, the like of what does not goes down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.counts import count
from matching.feedback import learned
from matching.index import JUDGEMENTS, Index
from matching.texts import Document, Profile, Wishes
from tests.funding_texts import ENGLISH, GERMAN

PROPERTY = settings(max_examples=40, deadline=None)
ALIKE = [
    Document("flood", "Hochwasserschutz", "Deiche und Polder halten Hochwasser von Dörfern fern."),
    Document("dike", "Deiche", "Deiche und Polder gegen Hochwasser an Elbe, Oder und Rhein."),
    Document("museum", "Museen", "Gemälde und Archive in Museen werden restauriert."),
]
MANY = [
    Document(f"{kind}-{number:02}", f"Vorhaben {number}", f"{words} sowie Teil {letter}{letter}")
    for kind, words in (
        ("flood", "Hochwasser, Deich und Pegel am Fluss"),
        ("museum", "Gemälde, Archiv und Museum am Markt"),
    )
    for number, letter in enumerate("abcdefghijklmnopqrst")
]


def taught(judged: dict[str, bool], documents: list[Document] = ALIKE) -> dict[str, float]:
    """Return what judgements say of each document of a language that has judged ones."""
    index = Index.build(count(documents), [])
    found = {}
    for space in index.spaces.values():
        said = space.scores(learned(space, judged))[0]
        found |= dict(zip(space.counts.keys, said.tolist(), strict=True))
    return found


def added(
    judged: dict[str, bool], documents: list[Document], weight: float | None = None
) -> dict[str, float]:
    """Return what judgements add to the score of each document."""
    wishes = Wishes() if weight is None else Wishes(weights={JUDGEMENTS: weight})
    index = Index.build(count(documents), [Profile("p", {"de": "Xyzzy"}, wishes, judged)])
    return dict(zip(index.keys, index.learned_scores()[0].tolist(), strict=True))


def many(fitting: int, unfitting: int) -> dict[str, bool]:
    return {f"flood-{number:02}": True for number in range(fitting)} | {
        f"museum-{number:02}": False for number in range(unfitting)
    }


def test_one_document_that_fits_lifts_the_like_of_it() -> None:
    found = taught({"flood": True})
    assert found["flood"] == pytest.approx(0.5, abs=1e-5)
    assert 0.05 < found["dike"] < found["flood"]
    assert found["museum"] < found["dike"] / 2


def test_one_document_that_does_not_fit_lowers_the_like_of_it_a_quarter_as_much() -> None:
    up, down = taught({"flood": True}), taught({"flood": False})
    assert down == pytest.approx({key: -value / 4 for key, value in up.items()}, abs=1e-6)
    assert down["dike"] < 0


def test_the_mean_of_judgements_grows_with_their_number() -> None:
    """``n / (n + 1)`` of the mean: one and two of a kind."""
    one, other = taught({"flood": True}), taught({"dike": True})
    both = taught({"flood": True, "dike": True})
    assert both == pytest.approx(
        {key: (2 / 3) * (one[key] * 2 + other[key] * 2) / 2 for key in both}, abs=1e-6
    )


def test_what_fits_and_what_does_not_are_told_apart() -> None:
    found = taught({"flood": True, "museum": False})
    assert found["dike"] > 0 > found["museum"]


def test_judgements_on_documents_that_are_not_there_say_nothing() -> None:
    assert taught({"flood": True, "gone": True, "lost": False}) == taught({"flood": True})
    assert not any(taught({"gone": True}).values())
    assert not any(taught({}).values())


def test_judgements_teach_in_the_language_of_their_documents() -> None:
    found = taught({"en-01": True}, [*ALIKE, *ENGLISH])
    assert found["en-01"] > found["en-00"]
    assert not any(found[document.key] for document in ALIKE)


@pytest.mark.parametrize("judged", [{"flood": True}, {"flood": False}, many(10, 10)])
def test_a_weight_of_nought_turns_judgements_off(judged: dict[str, bool]) -> None:
    assert not any(added(judged, [*ALIKE, *MANY], weight=0.0).values())
    assert any(added(judged, [*ALIKE, *MANY]).values())


def test_a_weight_of_two_doubles_what_judgements_say() -> None:
    documents = [*ALIKE, *GERMAN]
    once = added({"flood": True}, documents)
    twice = added({"flood": True}, documents, weight=2.0)
    assert twice == pytest.approx({key: 2 * value for key, value in once.items()})


def test_judgements_of_one_profile_are_not_those_of_another() -> None:
    judged = [{"flood": True}, {}, {"museum": True}, {"flood": True}]
    profiles = [Profile(str(number), {}, judged=each) for number, each in enumerate(judged)]
    found = Index.build(count([*ALIKE, *GERMAN]), profiles).learned_scores()
    assert found[0].any()
    assert not found[1].any()
    assert found[2].argmax() != found[0].argmax()
    assert found[3].tolist() == found[0].tolist()


def test_only_what_is_more_like_a_judged_document_than_usual_gains_by_it() -> None:
    """Most documents gain nothing, so that one judgement does not fill the list."""
    far = [Document(f"far-{number}", "", f"{each.text} Nummer {number}.")
           for number, each in enumerate(GERMAN * 3)]  # fmt: skip
    documents = [*far, Document("flood", "", GERMAN[3].text)]
    said, found = taught({"flood": True}, documents), added({"flood": True}, documents)
    others = [value for key, value in said.items() if key != "flood"]
    usual = float(np.quantile(others, 0.85))
    assert found["flood"] == pytest.approx(said["flood"])
    for key, value in said.items():
        if key != "flood":
            assert found[key] == pytest.approx(max(value - usual, 0), abs=1e-6)
    assert sum(value > 0 for value in found.values()) <= len(documents) / 6


def test_of_few_documents_less_is_known_to_be_usual() -> None:
    said, found = taught({"de-03": True}, GERMAN), added({"de-03": True}, GERMAN)
    others = [value for key, value in said.items() if key != "de-03"]
    taken_off = float(np.quantile(others, 0.85)) * len(others) / 100
    assert found["de-04"] == pytest.approx(said["de-04"] - taken_off, abs=1e-6)


def test_what_is_unlike_is_lowered_by_all_of_it() -> None:
    judged = {"de-03": False, "de-12": False}
    said, found = taught(judged, GERMAN), added(judged, GERMAN)
    assert min(found.values()) < 0
    assert found == pytest.approx({key: min(value, 0) for key, value in said.items()})


def test_from_twenty_judgements_on_a_model_is_added() -> None:
    few, enough = taught(many(10, 9), MANY), taught(many(10, 10), MANY)
    # A flood that nobody has judged: the tenth museum changes little but for the model.
    assert enough["flood-15"] > few["flood-15"] + 0.1
    assert enough["museum-15"] < few["museum-15"] - 0.1


@pytest.mark.parametrize("judged", [many(20, 0), many(0, 20)])
def test_many_judgements_of_one_kind_need_no_model(judged: dict[str, bool]) -> None:
    found = taught(judged, MANY)
    assert all(np.isfinite(list(found.values())))
    share = 20 / 21 if any(judged.values()) else -0.25 * 20 / 21
    key = "flood-00" if any(judged.values()) else "museum-00"
    assert abs(found[key]) <= abs(share) * 1.1
    assert np.sign(found[key]) == np.sign(share)


def test_judgements_in_two_languages_are_not_enough_for_a_model_in_either() -> None:
    english = [Document(f"e{number}", "Floods", f"flood {number}", "en") for number in range(10)]
    judged = many(5, 5)
    alone = taught(judged, MANY)
    both = taught(judged | {each.key: True for each in english}, [*MANY, *english])
    assert {key: both[key] for key in alone} == alone


def test_what_a_model_learns_does_not_hang_on_other_profiles() -> None:
    counts = count([*MANY, *GERMAN])
    profile = Profile("p", {"de": "Pegel"}, judged=many(10, 10))
    other = Profile(
        "q", {"de": "Aardvark Xyzzy Zebrafink " + " ".join(map("aa{}".format, range(99)))}
    )
    alone = Index.build(counts, [profile]).learned_scores()[0]
    assert Index.build(counts, [profile, other]).learned_scores()[0].tobytes() == alone.tobytes()


def test_texts_without_a_word_can_be_judged_and_teach_nothing() -> None:
    empty = [Document(f"x{number:02}", "", "") for number in range(30)]
    judged = {document.key: number < 15 for number, document in enumerate(empty)}
    found = taught(judged, [*ALIKE, *empty])
    assert not any(found.values())


def test_the_same_text_judged_both_ways_does_not_matter_much() -> None:
    text = "Deiche an Elbe, Oder, Rhein und Main"
    twins = [Document(f"t{number:02}", "", text) for number in range(24)]
    judged = {document.key: number % 2 == 0 for number, document in enumerate(twins)}
    found = taught(judged, [*ALIKE, *twins])
    assert all(np.isfinite(list(found.values())))
    assert all(abs(value) <= 1.2 for value in found.values())


def test_a_row_has_a_column_a_feature_whether_anything_is_judged_or_not() -> None:
    space = Index.build(count(ALIKE), []).spaces["de"]
    for judged in ({}, {"flood": True}, {"gone": False}):
        assert learned(space, judged).shape == (1, space.profiles.shape[1])


@PROPERTY
@given(
    st.dictionaries(st.sampled_from([document.key for document in (*MANY, *ALIKE)]), st.booleans())
)
def test_any_judgements_add_a_bounded_number_and_the_same_every_time(
    judged: dict[str, bool],
) -> None:
    documents = [*MANY, *ALIKE]
    found = taught(judged, documents)
    assert all(-1.0 <= value <= 1.5 for value in found.values())
    assert taught(dict(reversed(judged.items())), documents) == found


@PROPERTY
@given(st.dictionaries(st.sampled_from([each.key for each in GERMAN]), st.booleans(), max_size=9))
def test_what_was_judged_to_fit_is_lifted(judged: dict[str, bool]) -> None:
    found = added(judged, GERMAN)
    assert all(found[key] > 0 for key, fits in judged.items() if fits)
