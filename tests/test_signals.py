"""The signals beside the text: what each says, and that none ever says what cannot be shown."""

from __future__ import annotations

import math
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matching.signals
from matching.counts import text_of
from matching.signals import SIGNALS, Evidence
from matching.signals.eligibility import read_eligibility
from matching.signals.grant_size import read_grant_size
from matching.signals.phrases import _letters, _sought, find
from matching.signals.programmes import programmes, related
from matching.signals.region import read_region
from matching.signals.time_left import read_time_left
from matching.signals.topics import read_topics
from matching.signals.unwanted import read_unwanted
from matching.signals.wanted import read_wanted
from matching.signals.watched import read_watched
from matching.texts import Circumstances, Document, Wishes
from matching.words import SOFT_HYPHEN

PROPERTY = settings(max_examples=100, deadline=None)
NOTHING = Circumstances()
NO_TEXT = Document("d", "", "")


def wanted(text: str, *, language: str = "de", title: str = "", **wishes: float) -> Evidence | None:
    """Read wanted words, written as keyword arguments with _ for a blank."""
    of_words = {word.replace("_", " "): weight for word, weight in wishes.items()}
    return read_wanted(Wishes(wanted=of_words), Document("d", title, text, language), NOTHING)


def finds(phrase: str, text: str, language: str = "de") -> list[str]:
    document = Document("d", "", text, language)
    return [text_of(document)[start:end] for _, start, end in find((phrase,), document)]


# --- The tuple --------------------------------------------------------------------------------


def test_each_file_with_a_signal_stands_in_the_tuple_once() -> None:
    folder = Path(matching.signals.__file__).parent
    modules = [import_module(f"matching.signals.{path.stem}") for path in folder.glob("[!_]*.py")]
    declared = [module.SIGNAL for module in modules if hasattr(module, "SIGNAL")]
    assert sorted(map(id, declared)) == sorted(map(id, SIGNALS))
    for module in modules:
        if hasattr(module, "SIGNAL"):
            assert module.SIGNAL.name == module.__name__.rpartition(".")[2]
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)


def test_the_signals_their_order_and_their_weights() -> None:
    assert [(signal.name, signal.weight, signal.adds) for signal in SIGNALS] == [
        ("wanted", 0.1, True),
        ("unwanted", 0.2, True),
        ("topics", 0.2, False),
        ("eligibility", 0.15, False),
        ("region", 0.1, False),
        ("time_left", 0.1, False),
        ("grant_size", 0.1, False),
        ("watched", 0.15, True),
    ]


def test_without_wishes_and_facts_no_signal_says_anything() -> None:
    document = Document("d", "Glasfaser", "Smarte.Land.Regionen und LEADER")
    assert [signal.read(Wishes(), document, NOTHING) for signal in SIGNALS] == [None] * 8


# --- Finding words and phrases ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Sensor", "Viele Sensoren messen.", ["Sensoren"]),
        ("Sensoren", "Ein SENSOR misst.", ["SENSOR"]),
        ("Förderung", "Foerderungen", []),  # a stop word is found as it is spelled
        ("und", "Wald UND Wiese", ["UND"]),
        ("Häuser", "Ein Haus, zwei Haeuser", ["Haus", "Haeuser"]),
        ("Glasfaser", "Der Glasfaserausbau beginnt.", ["Glasfaserausbau"]),
        ("Glasfaser", "Glasfaser-Ausbau", ["Glasfaser"]),
        ("Netz", "Das Wärmenetz und alle Glasfasernetze", ["Wärmenetz", "Glasfasernetze"]),
        ("Öl", "Ölheizung", []),  # too short to look for inside of words
        ("Wärme", "Waermenetz", ["Waermenetz"]),
        ("faser", "Glasfaserausbau", []),  # in the middle of a word
        ("Straße", "Strassenbau", ["Strassenbau"]),
        ("Energie", "Europaenergie", ["Europaenergie"]),
        ("5G", "Ein 5G-Netz", ["5G"]),
        ("2030", "bis 2030", ["2030"]),
        ("Smart City", "Smart-City-Konzept", ["Smart-City"]),
        ("Smart-City", "die Smart\nCity", ["Smart\nCity"]),
        ("smart city", "Smart, City", []),
        ("smart city", "Smart\n\nCity", []),
        ("smart city", "Smart – City", []),
        ("smart city", "City smart", []),
        ("smart city", "Smart", []),
        ("offene Daten", "mit offenen Daten arbeiten", ["offenen Daten"]),
        ("Internet der Dinge", "im Internet der Dinge", ["Internet der Dinge"]),
        ("Internet der Dinge", "im Internet die Dinge", []),
        ("Glasfaser", "Glas\u00adfaser\u00adaus\u00adbau", ["Glas\u00adfaser\u00adaus\u00adbau"]),
        ("", "nichts", []),
        ("–!", "–!", []),
    ],
)
def test_what_is_found(phrase: str, text: str, expected: list[str]) -> None:
    assert finds(phrase, text) == expected


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("library", "all libraries", ["libraries"]),
        ("proven", "proving", []),
        ("prove", "proving it", ["proving"]),
        ("digital twin", "Digital twins of cities", ["Digital twins"]),
    ],
)
def test_english_is_found_by_english_terms(phrase: str, text: str, expected: list[str]) -> None:
    assert finds(phrase, text, "en") == expected


def test_a_phrase_does_not_stand_across_title_and_text() -> None:
    assert find(("Smart City",), Document("d", "Wir sind smart", "City-Maut")) == []


def test_what_stands_behind_the_first_ten_thousand_characters_is_not_read() -> None:
    assert finds("Pegel", "x " * 4_995 + "Pegel") == ["Pegel"]
    assert finds("Pegel", "x " * 5_000 + "Pegel") == []


PARTS = st.sampled_from(
    "Glasfaser Energie Europa Wärme Netz Straße Öl Ufer Haus Häuser Sensoren Aue Neu Israel und "
    "die Foerder Förder offenes Daten quer Quelle \u00ad - \n".split(" ")
)
WRITTEN = st.lists(PARTS | st.just(" "), max_size=12).map("".join)


@PROPERTY
@given(st.lists(PARTS, min_size=1, max_size=3).map(" ".join), WRITTEN)
def test_the_quick_looks_hide_nothing(phrase: str, text: str) -> None:
    document = Document("d", "", text)
    assert find((phrase,), document) == list(_sought((phrase,), "de").places(document))


def test_the_quick_look_is_one() -> None:
    sought = _sought(("Glasfaser", "offene Daten"), "de")
    assert not sought.has_letters(_letters(Document("d", "", "Ein Radweg mit offener Brücke")))
    assert sought.has_letters(_letters(Document("d", "", "Öffnung, Datum")))


# --- wanted and unwanted ----------------------------------------------------------------------


def test_a_wanted_word_weighs_as_much_as_it_was_given() -> None:
    found = wanted("Erster Satz. Der Glasfaserausbau beginnt.", Glasfaser=0.5)
    assert found == Evidence(
        0.5, ("Glasfaserausbau",), ("Glasfaser",), "Der Glasfaserausbau beginnt."
    )


def test_several_wanted_words_come_nearer_to_one_and_repeating_one_does_not() -> None:
    found = wanted("Pegel, Pegel und Sensor", Pegel=0.5, Sensor=0.4, Drohne=0.9)
    assert found is not None
    assert found.value == pytest.approx(1 - 0.5 * 0.6)
    assert found.names == ("Pegel", "Sensor")


def test_unwanted_words_are_the_same_below_zero() -> None:
    document = Document("d", "Stahl", "Ein Hochofen und Stahlwerke.")
    wishes = Wishes(unwanted={"Stahl": 0.5, "Hochofen": 1.0})
    found = read_unwanted(wishes, document, NOTHING)
    assert found == Evidence(
        -1.0, ("Hochofen", "Stahlwerke"), ("Hochofen", "Stahl"), "Ein Hochofen und Stahlwerke."
    )


def test_the_quote_is_where_the_most_weight_stands() -> None:
    found = wanted(
        "Ein Pegel. Eine Drohne mit Sensor. Ein Radweg.", Pegel=0.5, Sensor=0.4, Drohne=0.3
    )
    assert found is not None
    assert found.quote == "Eine Drohne mit Sensor."
    assert found.names == ("Sensor", "Drohne", "Pegel")
    assert found.words == ("Sensor", "Drohne", "Pegel")


def test_the_first_of_equal_passages_is_quoted() -> None:
    found = wanted("Ein Radweg. Ein Pegel hier. Ein Pegel dort.", Pegel=0.5)
    assert found is not None
    assert found.quote == "Ein Pegel hier."


def test_a_word_is_spelled_as_in_the_quote_and_without_soft_hyphens() -> None:
    found = wanted("Ein Pe\u00adgel am Fluss.", title="Pegelnetz", Pegel=0.5)
    assert found is not None
    assert found.words == ("Pegel",)
    assert found.quote == "Ein Pe\u00adgel am Fluss."


def test_the_title_is_quoted_only_where_nothing_else_can_be() -> None:
    alone = wanted("Ein Radweg.", title="Pegel am Fluss", Pegel=0.5)
    assert alone is not None
    assert alone.quote == "Pegel am Fluss"


def test_the_summary_is_quoted_rather_than_the_rest() -> None:
    text = "Ein Radweg. Ein Pegel.\nPegel und Drohne im Rest."
    whole = Document("d", "", text)
    short = Document("d", "", text, summary=len("Ein Radweg. Ein Pegel."))
    wishes = Wishes(wanted={"Pegel": 0.5, "Drohne": 0.4})
    quotes = [found.quote for d in (whole, short) if (found := read_wanted(wishes, d, NOTHING))]
    assert quotes == ["Pegel und Drohne im Rest.", "Ein Pegel."]


def test_a_phrase_across_a_line_s_end_is_quoted_with_both_lines() -> None:
    found = wanted("Davor.\nWir werden Smart\nCity sein.\nDanach.", smart_city=0.5)
    assert found is not None
    assert found.quote == "Wir werden Smart\nCity sein."


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, 1e-300])
def test_a_weight_that_is_none_finds_nothing(weight: float) -> None:
    assert wanted("Pegel", Pegel=weight) is None


def test_a_weight_above_one_is_one() -> None:
    found = wanted("Pegel", Pegel=7.0)
    assert found is not None
    assert found.value == 1.0


# --- topics -----------------------------------------------------------------------------------


def topics(wishes: dict[str, float], *of_document: str) -> Evidence | None:
    return read_topics(Wishes(topics=wishes), NO_TEXT, Circumstances(topics=of_document))


def test_topics_are_compared_without_case_and_blanks() -> None:
    found = topics({"smart  cities & Regionen": 0.5, "Kultur": 0.9}, "Smart Cities &\nRegionen")
    assert found == Evidence(0.5, names=("smart  cities & Regionen",))


def test_weights_of_topics_are_added_and_cut() -> None:
    above = topics({"a": 0.8, "b": 0.9}, "A", "B", "C")
    below = topics({"a": -0.8, "b": -0.9, "c": 0.1}, "A", "B", "C")
    assert above == Evidence(1.0, names=("b", "a"))
    assert below == Evidence(-1.0, names=("b", "a", "c"))


@pytest.mark.parametrize(
    "wishes", [{}, {"b": 1.0}, {"a": 0.0}, {"a": math.nan}, {"a": 0.5, " A": -0.5}]
)
def test_topics_that_say_nothing_are_none(wishes: dict[str, float]) -> None:
    assert topics(wishes, "a") is None


# --- Facts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known", "value"), [(True, 1.0), (False, -1.0)])
def test_eligibility_and_region_are_for_or_against(known: bool, value: float) -> None:  # noqa: FBT001 - parametrized
    admitted, inside = Circumstances(admitted=known), Circumstances(in_region=known)
    assert read_eligibility(Wishes(), NO_TEXT, admitted) == Evidence(value)
    assert read_eligibility(Wishes(), NO_TEXT, inside) is None
    assert read_region(Wishes(), NO_TEXT, inside) == Evidence(value)
    assert read_region(Wishes(), NO_TEXT, admitted) is None


@pytest.mark.parametrize(
    ("days", "value"), [(-5, -1.0), (0, -1.0), (7, -0.75), (14, -0.5), (27, -1 / 28)]
)
def test_less_than_four_weeks_count_against(days: int, value: float) -> None:
    found = read_time_left(Wishes(), NO_TEXT, Circumstances(days_left=days))
    assert found == Evidence(pytest.approx(value))


@pytest.mark.parametrize("days", [None, 28, 400])
def test_time_enough_or_an_unknown_deadline_changes_nothing(days: int | None) -> None:
    assert read_time_left(Wishes(), NO_TEXT, Circumstances(days_left=days)) is None


@pytest.mark.parametrize(
    ("grant", "value"),
    [
        (1.0, -1.0),
        (2_500.0, -1.0),
        (math.sqrt(2_500 * 50_000), -0.5),
        (math.sqrt(1_000_000 * 50_000), 0.5),
        (1_000_000.0, 1.0),
        (5e9, 1.0),
        (math.inf, 1.0),
    ],
)
def test_the_size_of_a_grant_counts_by_its_magnitude(grant: float, value: float) -> None:
    found = read_grant_size(Wishes(), NO_TEXT, Circumstances(grant_eur=grant))
    assert found == Evidence(pytest.approx(value))


@pytest.mark.parametrize("grant", [None, 0.0, -5.0, math.nan, 50_000.0, -math.inf])
def test_a_usual_grant_or_none_changes_nothing(grant: float | None) -> None:
    assert read_grant_size(Wishes(), NO_TEXT, Circumstances(grant_eur=grant)) is None


# --- watched ----------------------------------------------------------------------------------


def watched(wishes: dict[str, float], text: str, title: str = "Aufruf") -> Evidence | None:
    return read_watched(Wishes(watched=wishes), Document("d", title, text), NOTHING)


def test_a_watched_programme_is_found_under_its_names() -> None:
    text = "Zuerst etwas anderes. Das Vorhaben „Smarte Land-Regionen“ geht weiter."
    assert watched({"smarte-land-regionen": 0.8}, text) == Evidence(
        0.8,
        ("Smarte Land-Regionen",),
        ("smarte-land-regionen",),
        "Das Vorhaben „Smarte Land-Regionen“ geht weiter.",
    )


def test_a_predecessor_and_a_successor_weigh_half() -> None:
    before = watched({"digitalpakt-2": 0.8}, "Der DigitalPakt Schule endet.")
    after = watched({"bundesfoerderung-breitband": 0.8}, "Die Gigabitförderung 2.0 beginnt.")
    assert before == Evidence(
        0.4, ("DigitalPakt Schule",), ("digitalpakt-schule",), "Der DigitalPakt Schule endet."
    )
    assert after is not None
    assert (after.value, after.names) == (0.4, ("gigabitfoerderung-2",))


def test_the_highest_weight_of_several_counts() -> None:
    found = watched({"leader": 0.3, "mfund": 0.7, "komona": 0.9}, "LEADER. Der mFUND.")
    assert found is not None
    assert (found.value, found.names, found.quote) == (0.7, ("mfund", "leader"), "Der mFUND.")


def test_a_programme_that_is_watched_itself_has_its_own_weight_if_that_is_more() -> None:
    text = "Der DigitalPakt Schule endet."
    low = watched({"digitalpakt-2": 0.8, "digitalpakt-schule": 0.1}, text)
    high = watched({"digitalpakt-2": 0.8, "digitalpakt-schule": 0.6}, text)
    assert [found.value for found in (low, high) if found] == [0.4, 0.6]


@pytest.mark.parametrize("wishes", [{}, {"leader": 0.0}, {"leader": math.nan}, {"nie-da": 1.0}])
def test_wishes_that_watch_nothing_find_nothing(wishes: dict[str, float]) -> None:
    assert watched(wishes, "LEADER-Region") is None


def test_a_programme_is_not_named_across_title_and_text() -> None:
    assert watched({"heimat-2": 1.0}, "2.0 ist alles", title="Heimat") is None
    assert watched({"heimat-2": 1.0}, "alles", title="Heimat 2.0") is not None


# --- Whatever the text ------------------------------------------------------------------------

NAMES = [name for each in programmes().values() for name in each.names]
PIECES = st.sampled_from(
    [
        *NAMES,
        "Glasfaser",
        "Glas\u00adfaser",
        "Smart",
        "City",
        "\n",
        "\r\n",
        ". ",
        "\0",
        "\x85",
        "-",
        "x" * 401,
    ]
) | st.text(st.characters(), max_size=20)
TEXT = st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=12).map(" ".join)
DOCUMENT = st.builds(
    Document,
    key=st.just("d"),
    title=TEXT,
    text=TEXT,
    language=st.sampled_from(["de", "en", "fr"]),
    summary=st.none() | st.integers(-1, 200),
)
WEIGHT = st.floats(allow_nan=True, allow_infinity=True) | st.floats(0.01, 1)
PHRASE = st.sampled_from(["Glasfaser", "Smart City", "und", "", "Ausbau"]) | TEXT
TOPIC = st.sampled_from(["a", "A ", "b"])
WISHES = st.builds(
    Wishes,
    wanted=st.dictionaries(PHRASE, WEIGHT, max_size=4),
    unwanted=st.dictionaries(PHRASE, WEIGHT, max_size=4),
    topics=st.dictionaries(TOPIC, WEIGHT, max_size=3),
    watched=st.dictionaries(st.sampled_from([*programmes(), "nie-da"]), WEIGHT, max_size=20),
)
CIRCUMSTANCES = st.builds(
    Circumstances,
    days_left=st.none() | st.integers(),
    grant_eur=st.none() | st.floats(),
    admitted=st.none() | st.booleans(),
    in_region=st.none() | st.booleans(),
    topics=st.lists(TOPIC, max_size=3).map(tuple),
)


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
@PROPERTY
@given(WISHES, DOCUMENT, CIRCUMSTANCES)
def test_evidence_can_always_be_shown(signal, wishes, document, circumstances) -> None:
    found = signal.read(wishes, document, circumstances)
    if found is None:
        return
    assert -1.0 <= found.value <= 1.0
    assert found.value != 0.0
    shown = text_of(document)
    plain = shown.replace(SOFT_HYPHEN, "")
    assert all(word and word in plain for word in found.words)
    assert len(set(found.words)) == len(found.words)
    assert bool(found.words) == (found.quote is not None)
    if found.quote is not None:
        assert found.quote in shown
        assert found.words[0] in found.quote.replace(SOFT_HYPHEN, "")
    known = {**wishes.wanted, **wishes.unwanted, **wishes.topics}
    kin = {each for key in wishes.watched if key in programmes() for each in (key, *related(key))}
    assert set(found.names) <= known.keys() | kin


@PROPERTY
@given(st.sampled_from(["Glasfaser", "Smart City", "Hochwasser"]), DOCUMENT)
def test_a_wish_that_was_written_into_the_text_is_found(phrase: str, document: Document) -> None:
    written = Document("d", document.title, f"Das {phrase} steht hier. {document.text}", "de")
    found = read_wanted(Wishes(wanted={phrase: 0.5}), written, NOTHING)
    assert found is not None
    assert (found.value, found.names) == (0.5, (phrase,))
