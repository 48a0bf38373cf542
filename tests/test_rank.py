"""Rankings: which documents are hits, in which order, and what their scores are made of."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.counts import count, text_of
from matching.rank import Hit, Part, Ranking, Scored
from matching.signals import SIGNALS
from matching.texts import Circumstances, Document, Profile, Wishes
from tests.funding_texts import ENGLISH, GERMAN

PROPERTY = settings(max_examples=60, deadline=None)
VOCABULARY = (
    "Glasfaser Breitband Sensor Hochwasser Pegel Ampel Radweg Archiv Chatbot Drohne Klinik Museum "
    "Solarstrom Wärmenetz und die Antrag"
).split()
TEXT = st.lists(st.sampled_from([*VOCABULARY, ".", "\n"]), max_size=25).map(" ".join)
ANY_TEXT = st.one_of(TEXT, st.text(alphabet=st.characters(), max_size=60))
DOCUMENTS = st.lists(
    st.tuples(ANY_TEXT, ANY_TEXT, st.sampled_from(["de", "en", "x"])), max_size=7
).map(lambda rows: [Document(f"d{number}", *row) for number, row in enumerate(rows)])
SHARE = st.floats(0, 1)
WISHES = st.builds(
    Wishes,
    weights=st.dictionaries(
        st.sampled_from([*(signal.name for signal in SIGNALS), "judgements"]), SHARE, max_size=3
    ),
    wanted=st.dictionaries(st.sampled_from(VOCABULARY), SHARE, max_size=2),
    unwanted=st.dictionaries(st.sampled_from(VOCABULARY), SHARE, max_size=2),
    topics=st.dictionaries(st.sampled_from(["Energie", "Kultur"]), st.floats(-1, 1)),
    words=st.dictionaries(st.sampled_from(VOCABULARY), st.floats(0, 5), max_size=2),
)
CIRCUMSTANCES = st.builds(
    Circumstances,
    days_left=st.one_of(st.none(), st.integers(-5, 60)),
    grant_eur=st.one_of(st.none(), st.floats(1, 1e7)),
    admitted=st.one_of(st.none(), st.booleans()),
    in_region=st.one_of(st.none(), st.booleans()),
    topics=st.lists(st.sampled_from(["Energie", "Kultur"]), max_size=2).map(tuple),
)
JUDGED = st.dictionaries(st.sampled_from(["d0", "d1", "d2", "d9"]), st.booleans())
FLOOD = "Pegel und Sensoren warnen vor Hochwasser"


def one(text: str, language: str = "de", **rest: object) -> Profile:
    return Profile("p", {language: text}, **rest)  # type: ignore[arg-type]


def hits(profile: Profile, *documents: Document, **rest: object) -> list[Hit]:
    """Return the hits of one profile, explained."""
    ranking = Ranking([profile], documents, **rest)  # type: ignore[arg-type]
    return [ranking.explain(profile.key, scored) for scored in ranking.of(profile.key)]


def keys(profile: Profile, *documents: Document, **rest: object) -> list[str]:
    return [hit.document for hit in hits(profile, *documents, **rest)]


def part(hit: Hit, signal: str) -> Part:
    (found,) = (each for each in hit.parts if each.signal == signal)
    return found


def always(**facts: object) -> Circumstances:
    return Circumstances(**facts)  # type: ignore[arg-type]


# --- Order and threshold --------------------------------------------------------------------


def test_the_fitting_document_comes_first() -> None:
    assert keys(one(FLOOD), *GERMAN, *ENGLISH)[0] == "de-04"


def test_hits_are_ordered_by_score() -> None:
    scores = [hit.score for hit in hits(one(FLOOD), *GERMAN, *ENGLISH)]
    assert len(scores) > 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_equal_scores_are_ordered_by_key() -> None:
    twins = [Document(key, "Pegel", "Pegel am Bach") for key in ("c", "a", "b")]
    assert keys(one("Pegel"), *twins) == ["a", "b", "c"]


def test_equal_scores_are_ordered_by_key_whatever_the_language() -> None:
    documents = [
        Document("b", "Drohnen", ""),
        Document("a", "Drohnen", "", "en"),
        Document("c", "Drohnen", "", "en"),
        Document("d", "Drohnen", ""),
    ]
    wanted = Wishes(wanted={"Drohnen": 1.0})
    assert keys(one("Xyzzy", wishes=wanted), *documents) == ["a", "b", "c", "d"]


def test_only_scores_from_the_threshold_on_are_hits() -> None:
    (best, *_) = hits(one(FLOOD), *GERMAN)
    assert keys(one(FLOOD, threshold=best.score), *GERMAN) == [best.document]
    assert keys(one(FLOOD, threshold=math.nextafter(best.score, 2)), *GERMAN) == []


def test_a_document_that_shares_nothing_is_no_hit_whatever_the_threshold() -> None:
    assert keys(one("Xyzzy", threshold=0.0), *GERMAN) == []
    assert keys(one("Xyzzy", threshold=-1.0), *GERMAN) == []


def test_each_profile_has_its_own_threshold() -> None:
    profiles = [Profile("a", {"de": FLOOD}), Profile("b", {"de": FLOOD}, threshold=0.3)]
    ranking = Ranking(profiles, GERMAN)
    assert len(ranking.of("a")) > len(ranking.of("b")) > 0
    assert ranking.of("b") == [scored for scored in ranking.of("a") if scored.score >= 0.3]


def test_every_profile_gets_a_list_even_an_empty_one() -> None:
    profiles = [Profile("a", {"de": "Xyzzy"}), Profile("b", {}), Profile("c", {"de": " "})]
    for documents in (GERMAN, []):
        ranking = Ranking(profiles, documents)
        assert [ranking.of(profile.key) for profile in profiles] == [[], [], []]


def test_a_profile_that_is_not_there_is_an_error() -> None:
    for ranking in (Ranking([], GERMAN), Ranking([], []), Ranking([one(FLOOD)], GERMAN)):
        with pytest.raises(KeyError):
            ranking.of("nobody")


def test_documents_of_one_key_are_an_error() -> None:
    with pytest.raises(ValueError, match="'d' twice"):
        Ranking([], [Document("d", "Pegel", "")], judged=[Document("d", "Pegel", "")])


@pytest.mark.parametrize(
    "text",
    [
        "Xyzzy Quux Frobnitz Blorb Plugh",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt "
        "ut labore et dolore magna aliqua",
        "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana "
        "sahiptirler",
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw",
        "asdf jklö qwertz uiop yxcv bnm",
        "und die der das mit für",
        "2027 4 12.500.000",
        "Antrag Zuwendung Förderung Richtlinie Kommune",
        "🚲🚌🌊",
    ],
    ids=["magic", "Latin", "Turkish", "Polish", "keys", "small", "numbers", "office", "pictures"],
)
def test_nonsense_has_no_hit(text: str) -> None:
    assert keys(one(text, threshold=0.1), *GERMAN, *ENGLISH) == []
    both = Profile("p", {"de": text, "en": text}, threshold=0.1)
    assert keys(both, *GERMAN, *ENGLISH) == []


def test_what_is_said_in_few_words_is_a_hit_all_the_same() -> None:
    assert keys(one("Radwege am Bahnhof", threshold=0.1), *GERMAN)[0] == "de-06"


@pytest.mark.parametrize(
    ("texts", "little"),
    [
        ({}, True),
        ({"de": " ", "en": ""}, True),
        ({"de": "und die 2027"}, True),
        ({"de": "Radwege am Bahnhof"}, True),
        ({"de": "Pegel Sensor Drohne Museum"}, True),
        ({"de": "Pegel Sensor Drohne Museum Klinik"}, False),
        ({"de": "Pegel Pegel Pegels Pegel Pegel"}, True),
        ({"en": "gauges sensors drones museums clinics"}, False),
        ({"de": "Radwege", "en": "gauges sensors drones museums clinics"}, False),
        ({"de": "Hochwasserrisikomanagement Breitband"}, True),
    ],
)
def test_a_profile_of_less_than_five_words_says_little(
    texts: dict[str, str],
    little: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert Ranking([Profile("p", texts)], [*GERMAN, *ENGLISH]).says_little("p") is little
    assert Ranking([Profile("p", texts)], []).says_little("p") is little


def test_a_document_of_two_megabytes_is_ranked_by_its_beginning() -> None:
    large = Document("large", "Pegel", "Ein Pegel meldet Hochwasser. " * 70_000)
    (found,) = (hit for hit in hits(one(FLOOD), *GERMAN, large) if hit.document == "large")
    assert part(found, "text").quote == "Ein Pegel meldet Hochwasser."


# --- What a score is made of ----------------------------------------------------------------


def test_without_anything_else_the_score_is_that_of_the_text() -> None:
    for hit in hits(one(FLOOD), *GERMAN, *ENGLISH):
        (text,) = hit.parts
        assert (text.signal, text.contribution) == ("text", hit.score)
        assert math.fsum(word.share for word in text.words) == pytest.approx(hit.score, abs=1e-4)
        assert text.quote is not None


def test_what_multiplies_is_a_share_of_the_text() -> None:
    plain = {hit.document: hit.score for hit in hits(one(FLOOD), *GERMAN)}
    found = hits(one(FLOOD), *GERMAN, known=lambda _profile, _document: always(in_region=True))
    for hit in found:
        assert hit.score == pytest.approx(1.1 * plain[hit.document])
        assert part(hit, "region").contribution == pytest.approx(0.1 * plain[hit.document])


def test_what_is_known_is_asked_by_profile_and_document() -> None:
    asked = set()

    def known(profile: str, document: str) -> Circumstances:
        asked.add((profile, document))
        return always(admitted=document != "de-04")

    found = hits(one(FLOOD), *GERMAN, known=known)
    signs = {hit.document: part(hit, "eligibility").contribution > 0 for hit in found}
    assert signs["de-04"] is False
    assert signs["de-03"] is True
    assert {profile for profile, _ in asked} == {"p"}
    assert {document for _, document in asked} >= signs.keys()


def test_a_weight_changes_what_a_signal_counts_and_nought_turns_it_off() -> None:
    def region(weight: float) -> Hit:
        wishes = Wishes(weights={"region": weight})
        return hits(
            one(FLOOD, wishes=wishes), *GERMAN, known=lambda _p, _d: always(in_region=True)
        )[0]

    text = part(region(0.4), "text").contribution
    assert part(region(0.4), "region").contribution == pytest.approx(0.4 * text)
    assert [each.signal for each in region(0).parts] == ["text"]


def test_only_signals_that_have_found_something_are_told_in_their_order() -> None:
    wishes = Wishes(wanted={"Pegel": 1.0}, unwanted={"Starkregen": 0.5}, topics={"Energie": 1.0})
    circumstances = always(days_left=3, admitted=True, grant_eur=1e6, topics=("Kultur",))
    (hit, *_) = hits(one(FLOOD, wishes=wishes), *GERMAN, known=lambda _p, _d: circumstances)
    order = [signal.name for signal in SIGNALS]
    told = [each.signal for each in hit.parts]
    assert told[0] == "text"
    assert told[1:] == sorted(told[1:], key=order.index)
    assert hit.document == "de-03"
    assert set(told[1:]) == {"wanted", "eligibility", "time_left", "grant_size"}


def test_a_document_comes_in_by_what_multiplies() -> None:
    """Its text alone would not reach the threshold."""
    (plain, *_) = hits(one(FLOOD), *GERMAN)
    asked = one(FLOOD, threshold=plain.score * 1.2)
    circumstances = always(in_region=True, admitted=True, grant_eur=1e6)
    assert keys(asked, *GERMAN) == []
    assert keys(asked, *GERMAN, known=lambda _p, _d: circumstances) == [plain.document]


def test_a_document_goes_out_by_what_multiplies() -> None:
    (plain, *_) = hits(one(FLOOD), *GERMAN)
    asked = one(FLOOD, threshold=plain.score)
    assert keys(asked, *GERMAN, known=lambda _p, _d: always(in_region=False)) == []


def test_wanted_words_bring_in_a_document_whose_text_says_nothing() -> None:
    wishes = Wishes(wanted={"Drohnen": 1.0})
    found = hits(one("Xyzzy", wishes=wishes, threshold=0.1), *GERMAN)
    assert [hit.document for hit in found] == ["de-23"]
    assert found[0].score == pytest.approx(0.1)
    text, wanted = found[0].parts
    assert (text.contribution, text.words, text.quote) == (0.0, (), None)
    assert wanted.names == ("Drohnen",)
    assert [word.word for word in wanted.words] == ["Drohnen"]
    assert wanted.quote == GERMAN[23].text


def test_a_watched_programme_brings_in_a_document_whose_text_says_nothing() -> None:
    document = Document("d", "Aufruf", "Gefördert aus dem Programm LEADER in ländlichen Räumen.")
    wishes = Wishes(watched={"leader": 1.0})
    (hit,) = hits(one("Xyzzy", wishes=wishes), *GERMAN[5:8], document)
    assert hit.score == pytest.approx(0.15)
    assert part(hit, "watched").names == ("leader",)


def test_unwanted_words_take_a_document_out() -> None:
    wishes = Wishes(unwanted={"Starkregen": 1.0})
    plain = keys(one(FLOOD), *GERMAN)
    assert plain[0] == "de-04"
    (hit,) = (each for each in hits(one(FLOOD, wishes=wishes), *GERMAN) if each.document == "de-04")
    assert part(hit, "unwanted").contribution == pytest.approx(-0.2)
    only = Wishes(unwanted={"Starkregen": 1.0}, weights={"unwanted": 1.0})
    assert "de-04" not in keys(one(FLOOD, wishes=only), *GERMAN)


def test_a_score_is_kept_within_one() -> None:
    text = "Pegel Sensor Drohne Museum Klinik Archiv"
    found = hits(
        one(text),
        *GERMAN,
        Document("own", "", text),
        known=lambda _p, _d: always(in_region=True, admitted=True),
    )
    assert found[0].document == "own"
    assert found[0].score == 1.0
    assert math.fsum(each.contribution for each in found[0].parts) == pytest.approx(1.25, abs=1e-3)


def test_the_heaviest_word_and_what_is_asked_are_told() -> None:
    (hit, *_) = hits(one("Museum"), *GERMAN)
    assert hit.heaviest == pytest.approx(hit.score, abs=1e-4)
    assert [word for word, _ in hit.asked] == ["museum"]


# --- Judgements -----------------------------------------------------------------------------


def test_a_judgement_lifts_the_like_of_a_document_and_says_so() -> None:
    plain = {hit.document: hit.score for hit in hits(one("Pegel"), *GERMAN)}
    found = {hit.document: hit for hit in hits(one("Pegel", judged={"de-03": True}), *GERMAN)}
    assert found["de-05"].score > plain.get("de-05", 0.0) + 0.02
    learned = part(found["de-05"], "judgements")
    assert learned.contribution > 0
    assert learned.names == ("de-03",)
    assert (learned.words, learned.quote) == ((), None)


def test_a_judgement_that_does_not_fit_names_what_pulls_down() -> None:
    judged = {"de-03": False, "de-12": True}
    found = {hit.document: hit for hit in hits(one(FLOOD, judged=judged), *GERMAN)}
    learned = part(found["de-04"], "judgements")
    assert learned.contribution < 0
    assert learned.names == ("de-03",)
    # That it was judged itself is a reason of its own.
    own = part(found["de-03"], "judged")
    assert own.contribution < 0
    assert own.names == ()


def test_documents_that_were_judged_only_are_learned_from_and_never_ranked() -> None:
    old = Document("old", "Hochwasserschutz", "Deiche und Polder schützen vor Hochwasser am Fluss")
    profile = one(FLOOD, judged={"old": True})
    found = hits(profile, *GERMAN, judged=[old])
    assert "old" not in {hit.document for hit in found}
    lifted = next(hit for hit in found if hit.document == "de-03")
    assert part(lifted, "judgements").names == ("old",)
    assert "old" in keys(profile, *GERMAN, old)


def test_there_may_be_nothing_to_rank_but_judged_documents() -> None:
    assert keys(one(FLOOD, judged={"de-03": True}), judged=GERMAN) == []


def test_documents_that_were_judged_only_are_not_ranked_by_wanted_words_either() -> None:
    old = Document("old", "Drohnen", "Drohnen für alle")
    wishes = Wishes(wanted={"Drohnen": 1.0})
    assert keys(one("Xyzzy", wishes=wishes), *GERMAN, judged=[old]) == ["de-23"]


def test_at_most_three_judged_documents_are_named_the_nearest_first() -> None:
    twins = [Document(f"t{n}", "", f"{GERMAN[3].text} {n * 'Museum '}") for n in range(5)]
    profile = one("Xyzzy", judged={document.key: True for document in twins})
    (hit,) = (each for each in hits(profile, *GERMAN, judged=twins) if each.document == "de-03")
    names = part(hit, "judgements").names
    assert len(names) == 3
    assert names[0] == "t0"


def test_what_is_hardly_alike_names_no_document() -> None:
    found = hits(one("Xyzzy", judged={"de-01": True}), *GERMAN)
    others = [hit for hit in found if hit.document != "de-01"]
    named = {hit.document for hit in others if part(hit, "judgements").names}
    assert named == {"de-00"}
    assert len(others) > 1
    (itself,) = (hit for hit in found if hit.document == "de-01")
    assert part(itself, "judged").contribution == pytest.approx(itself.score, abs=0.02)


def test_a_document_in_the_other_language_is_no_like_of_a_judged_one() -> None:
    profile = Profile("p", {"de": FLOOD}, judged={"de-03": True})
    found = [hit for hit in hits(profile, *GERMAN, *ENGLISH) if hit.document.startswith("en")]
    assert found
    assert all(len(hit.parts) == 1 for hit in found)


# --- Counts that were kept ------------------------------------------------------------------


def test_counts_that_were_kept_give_the_same_ranking() -> None:
    profile = one(FLOOD, judged={"de-03": True})
    kept = count([*GERMAN, *ENGLISH], count(GERMAN[5:]))
    assert hits(profile, *GERMAN, *ENGLISH, counts=kept) == hits(profile, *GERMAN, *ENGLISH)


def test_counts_may_hold_more_than_is_ranked() -> None:
    kept = count([*GERMAN, *ENGLISH])
    assert set(keys(one(FLOOD), *GERMAN[:5], counts=kept)) <= {each.key for each in GERMAN[:5]}


# --- Any texts ------------------------------------------------------------------------------


@PROPERTY
@given(
    DOCUMENTS,
    st.integers(0, 3),
    st.fixed_dictionaries({"de": ANY_TEXT}, optional={"en": ANY_TEXT}),
    WISHES,
    JUDGED,
    st.floats(0, 1),
    CIRCUMSTANCES,
)
def test_hits_of_any_texts_are_sound(
    documents: list[Document],
    only_judged: int,
    texts: dict[str, str],
    wishes: Wishes,
    judged: dict[str, bool],
    threshold: float,
    circumstances: Circumstances,
) -> None:
    profile = Profile("p", texts, wishes, judged, threshold)
    ranked, rest = documents[only_judged:], documents[:only_judged]
    ranking = Ranking([profile], ranked, judged=rest, known=lambda _p, _d: circumstances)
    found = ranking.of("p")
    assert [(-hit.score, hit.document) for hit in found] == sorted(
        (-hit.score, hit.document) for hit in found
    )
    by_key = {document.key: document for document in ranked}
    for scored in found:
        hit = ranking.explain("p", scored)
        assert (hit.document, hit.score) == (scored.document, scored.score)
        assert 0 < hit.score <= 1
        assert hit.score >= threshold
        total = math.fsum(each.contribution for each in hit.parts)
        assert hit.score == pytest.approx(min(max(total, 0), 1), abs=1e-6)
        assert hit.parts[0].signal == "text"
        assert len({each.signal for each in hit.parts}) == len(hit.parts)
        for each in hit.parts:
            assert each.quote is None or each.quote in text_of(by_key[hit.document])


@PROPERTY
@given(DOCUMENTS, TEXT, WISHES, JUDGED, st.floats(0, 1), CIRCUMSTANCES)
def test_a_threshold_leaves_out_what_is_below_it_and_nothing_else(
    documents: list[Document],
    text: str,
    wishes: Wishes,
    judged: dict[str, bool],
    threshold: float,
    circumstances: Circumstances,
) -> None:
    """Documents that cannot reach it are not read; that must not lose one that can."""
    wanted = replace(wishes, wanted={})

    def of(least: float) -> list[Scored]:
        profile = Profile("p", {"de": text, "en": text}, wanted, judged, least)
        return Ranking([profile], documents, known=lambda _p, _d: circumstances).of("p")

    assert of(threshold) == [scored for scored in of(0.0) if scored.score >= threshold]


@pytest.mark.parametrize("most", [0, 1, 2, 3, 99])
def test_the_first_hits_are_those_of_the_whole_list(most: int) -> None:
    profile = one(FLOOD, judged={"de-03": True, "de-09": False})
    for documents in (GERMAN, [*GERMAN, *ENGLISH]):
        ranking = Ranking([profile], documents)
        assert ranking.of("p", most=most) == ranking.of("p")[:most]


def test_the_first_of_perfect_hits_are_those_whose_key_comes_first() -> None:
    """Judgements lift all of them above 1, some more than others; their scores are 1."""
    text = "Pegel Sensor Drohne Museum Klinik Archiv"
    documents = [Document("a", "", f"{text} Ampel"), Document("b", text, text)]
    profile = one(text, judged={"b": True})
    ranking = Ranking([profile], [*GERMAN, *documents])
    assert [(hit.document, hit.score) for hit in ranking.of("p")[:2]] == [("a", 1.0), ("b", 1.0)]
    assert ranking.of("p", most=1) == ranking.of("p")[:1]


@PROPERTY
@given(DOCUMENTS, TEXT, WISHES, JUDGED, st.integers(0, 5), st.floats(0, 1))
def test_asking_for_the_first_hits_loses_none_of_them(
    documents: list[Document],
    text: str,
    wishes: Wishes,
    judged: dict[str, bool],
    most: int,
    threshold: float,
) -> None:
    for asked in (Wishes(), wishes):
        profile = Profile("p", {"de": text, "en": text}, asked, judged, threshold)
        ranking = Ranking([profile], documents)
        assert ranking.of("p", most=most) == ranking.of("p")[:most]


@PROPERTY
@given(DOCUMENTS, TEXT, WISHES, JUDGED, st.randoms(use_true_random=False))
def test_the_ranking_does_not_hang_on_the_order_of_documents(
    documents: list[Document],
    text: str,
    wishes: Wishes,
    judged: dict[str, bool],
    random: object,
) -> None:
    profile = Profile("p", {"de": text, "en": text}, wishes, judged)
    shuffled = list(documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert hits(profile, *documents) == hits(profile, *shuffled)


@PROPERTY
@given(DOCUMENTS, TEXT, TEXT, JUDGED)
def test_another_profile_changes_nothing_for_the_first(
    documents: list[Document], text: str, other: str, judged: dict[str, bool]
) -> None:
    profile = Profile("p", {"de": text}, judged=judged)
    both = [Profile("q", {"de": other}, judged={"d0": True}), profile]
    ranking = Ranking(both, documents)
    beside = [ranking.explain("p", scored) for scored in ranking.of("p")]
    assert beside == hits(profile, *documents)


def test_the_ranking_does_not_hang_on_the_seed_of_hashes() -> None:
    program = (
        "from matching.rank import *\n"
        f"words = {VOCABULARY!r}\n"
        "documents = [Document(f'd{n}', words[n % 7], ' '.join(words[n:] + words[:n])"
        " + '. ' + ' '.join(reversed(words[n:])), 'de' if n % 3 else 'en') for n in range(12)]\n"
        "documents.append(Document('e', 'Broadband and floods', 'sensors, museums', 'en'))\n"
        "profile = Profile('p', {'de': ' '.join(words)}, Wishes(wanted={'Pegel': .5, 'Ampel': .5}),"
        " {'d1': True, 'd2': False, 'd4': True})\n"
        "ranking = Ranking([profile], documents)\n"
        "print([ranking.explain('p', scored) for scored in ranking.of('p')])\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert b"Hit(document='e'" in outputs.pop()


@pytest.mark.parametrize("text", ["9" * 1_000_000, "Pegel " * 200_000, "[" * 1_000_000])
def test_hostile_texts_come_to_an_end(text: str) -> None:
    (found,) = hits(one(f"Pegel {text}"), Document("d", "Pegel", text))
    assert found.document == "d"
