"""From a ranking to matches: which hits are one, with which words and reasons; and news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from matching.explain import WordShare
from matching.index import JUDGEMENTS
from matching.rank import TEXT, Part
from scout.domain import Project
from scout.match.matches import Ranked, fitting, rank_all, to_reason
from scout.match.pool import Pool
from scout.settings import MatchSettings, Settings
from tests.builders import NOON, bring_news, funding_call, news_item, project
from tests.desk import Desk, desk_in

GLASFASER = "Gefördert wird der Ausbau von Glasfaser für Schulen und Rathäuser im ländlichen Raum."
PFLEGE = "Gefördert werden digitale Assistenzsysteme in der ambulanten Altenpflege."
SILENT = {"g": None, "p": None}
PLAN = [
    project("netz", title="Glasfaser für Schulen", description="Ausbau von Glasfaser."),
    project("alter", title="Altenpflege", description="Digitale Assistenzsysteme."),
]
CALLS = [
    funding_call("g", title="Glasfaser im ländlichen Raum", texts={"Kurztext": GLASFASER}),
    funding_call("p", title="Digitale Pflege", texts={"Kurztext": PFLEGE}),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two calls of which no facts are known, so that the text alone makes the score."""
    with desk_in(tmp_path, Settings(match=MatchSettings(threshold=0.05))) as found:
        found.fill(CALLS, PLAN, SILENT)
        yield found


def with_news(desk: Desk, *items: tuple[str, str], threshold: float = 0.05) -> Ranked:
    found = [news_item(f"n{number}", title=title, summary=summary)
             for number, (title, summary) in enumerate(items, start=1)]  # fmt: skip
    bring_news(desk.home.store, desk.folder, found, NOON)
    return rank_all(replace(desk.pool(), threshold=threshold), desk.folder)


def keys(ranked: Ranked) -> Mapping[str, list[str]]:
    return {key: [match.key for _, match in found] for key, found in ranked.calls.items()}


def test_each_project_gets_its_own_call_with_words_and_an_unaltered_quote(desk: Desk) -> None:
    plan = [*PLAN, project("leer", title="Waldbrand", description="Löschteiche und Hydranten.")]
    desk.fill(CALLS, plan, SILENT)
    ranked = rank_all(desk.pool(), desk.folder)
    assert keys(ranked) == {"netz": ["g"], "alter": ["p"], "leer": []}
    ((call_id, match),) = ranked.calls["netz"]
    assert (str(call_id), match.project, match.source) == (desk.ids()["g"], "netz", "probe")
    assert 0.05 <= match.score <= 1
    (reason,) = match.reasons
    assert (reason.signal, reason.contribution) == (TEXT, match.score)
    assert "Glasfaser" in reason.words
    assert reason.quote is not None
    assert reason.quote in GLASFASER


def test_an_english_call_is_found_by_the_english_line_and_hardly_without_one(desk: Desk) -> None:
    call = funding_call(
        "e",
        language="en",
        title="Fibre for rural schools",
        texts={"Kurztext": "The action supports fibre networks in rural schools."},
    )
    plan = [
        project("mit", title="Glasfaser", english="fibre networks for rural schools in towns"),
        project("ohne", title="Xyzzy", description="Xyzzy"),
    ]
    desk.fill([call], plan, {"e": None})
    assert keys(rank_all(desk.pool(), desk.folder)) == {"mit": ["e"], "ohne": []}


@pytest.mark.parametrize("plan", [PLAN, []])
def test_without_calls_every_project_has_an_empty_list(tmp_path: Path, plan: list[Project]) -> None:
    with desk_in(tmp_path) as empty:
        empty.fill([], plan)
        assert rank_all(empty.pool(), tmp_path).calls == {each.key: [] for each in plan}


def test_calls_and_news_of_the_same_number_are_kept_apart(desk: Desk) -> None:
    found = with_news(desk, ("Glasfaser für alle Schulen", "Der Ausbau geht weiter."))
    assert keys(found) == {"netz": ["g"], "alter": ["p"]}
    (entry,) = found.news
    match = entry.match
    assert (entry.news_id, match.project) == (1, "netz")
    assert (match.source, match.key) == ("news_probe", "n1")
    assert match.words[:2] == ("Glasfaser", "Schulen")
    assert 0.05 <= match.score <= 1


def test_the_same_text_has_the_same_score_as_a_call_and_as_news(desk: Desk) -> None:
    found = with_news(desk, ("Glasfaser im ländlichen Raum", GLASFASER))
    scores = [entry.match.score for entry in found.news if entry.match.project == "netz"]
    assert scores == [match.score for _, match in found.calls["netz"]]


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("Glasfaser", False),
        ("Glasfaser, Glasfaser, Glasfaser!", False),
        ("Glasfaser-Lampen für das Wohnzimmer", False),
        ("Glasfaser für die Schulen im Kreis", True),
    ],
)
def test_one_word_alone_says_nothing_however_heavy_it_is(
    desk: Desk,
    title: str,
    fits: bool,  # noqa: FBT001 - a column of a table
) -> None:
    found = with_news(desk, (title, ""), ("Fußball am Sonntag", "Der Verein gewann."))
    assert [entry.match.project for entry in found.news] == (["netz"] if fits else [])


def test_what_the_heaviest_word_leaves_must_be_worth_two_thirds_of_the_threshold(
    desk: Desk,
) -> None:
    item = ("Glasfaser für die Schulen im Kreis", "")
    (entry,) = with_news(desk, item).news
    pool = desk.pool()
    ranking = pool.ranking(desk.folder, [pool.profile(pool.project("netz"))])
    (hit,) = (
        ranking.explain("netz", each) for each in ranking.of("netz") if each.document == "news:1"
    )
    rest = hit.score - hit.heaviest
    assert with_news(desk, item, threshold=rest * 1.49).news == [entry]
    assert with_news(desk, item, threshold=rest * 1.51).news == []
    assert entry.match.score > rest * 1.51, "the score alone would reach it"


def test_what_was_judged_irrelevant_is_never_a_match_whatever_it_scores(desk: Desk) -> None:
    desk.judge("netz", g=False)
    desk.tune("netz", {"wanted.Glasfaser": 1.0})
    pool = desk.pool()
    profile = pool.profile(pool.project("netz"))
    ranking = pool.ranking(desk.folder, [profile])
    assert [scored.document for scored in ranking.of("netz")] == [desk.ids()["g"]]
    assert fitting(ranking, profile) == []
    assert keys(rank_all(pool, desk.folder))["netz"] == []


@pytest.fixture
def pool(desk: Desk) -> Pool:
    return desk.pool()


def test_judged_calls_are_told_by_their_titles_and_by_their_keys_without_one(
    desk: Desk, pool: Pool
) -> None:
    untitled = [replace(CALLS[0], title=None), CALLS[1]]
    desk.fill(untitled, PLAN, SILENT)
    desk.judge("netz", g=True, p=True)
    ids = desk.ids()
    part = Part(JUDGEMENTS, 0.12345678, names=(ids["p"], ids["g"]))
    reason = to_reason(desk.pool(), part)
    assert (reason.contribution, reason.names) == (0.1235, ("Digitale Pflege", "g"))
    assert to_reason(pool, Part("topics", 0.1, names=("Kultur",))).names == ("Kultur",)


def test_of_the_text_six_words_are_shown_that_have_a_share_and_of_a_wish_all(desk: Desk) -> None:
    many = tuple(WordShare(f"wort{place}", 0.1, "word") for place in range(9))
    few = (WordShare("viel", 0.097, "word"), WordShare("nichts", 0.0019, "letters"))
    six = to_reason(desk.pool(), Part(TEXT, 0.9, many))
    assert six.words == tuple(f"wort{place}" for place in range(6))
    assert six.shares == (0.1,) * 6
    one = to_reason(desk.pool(), Part(TEXT, 0.1, few))
    assert (one.words, one.shares) == (("viel",), (0.097,))
    wished = tuple(WordShare(f"wort{place}", 0.0, "word") for place in range(9))
    wish = to_reason(desk.pool(), Part("wanted", 0.1, wished))
    assert (len(wish.words), wish.shares) == (9, ())


def test_projects_that_say_too_little_are_named(desk: Desk) -> None:
    plan = [
        project("wort", title="Glasfaser", description="Glasfaser", keywords=("Glasfaser",)),
        project(
            "englisch",
            title="Netz",
            description="",
            english="fibre for rural schools and town halls",
        ),
        project("genug", title="Glasfaser für Schulen", description="Rathäuser, Höfe und Museen"),
        project("leer", title="", description=" "),
    ]
    desk.fill(CALLS, plan, SILENT)
    assert rank_all(desk.pool(), desk.folder).say_little == {"wort", "leer"}
