"""A call that several sources tell of stands once in all that ranks; it is judged once too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scout import jobs
from scout.cli.explain import explain_values
from scout.cli.matches import match_values
from scout.cli.report_values import page_values
from scout.clock import day_of
from scout.fit import Judgement
from scout.grouping.groups import decision_on
from scout.match.effect import met
from scout.match.matches import title_of
from scout.match.preview import Preview, previews
from scout.match.what_if import Place, explanation
from scout.report.figures import histogram
from scout.report.render import render
from scout.store import groups, judgements
from scout.store.calls import save_facts
from scout.store.engine import open_store
from tests.builders import NOON, bring, bring_news, facts, funding_call, news_item
from tests.desk import CLOSED, OPEN, Desk

OTHER = "nrw_bank"
AGAIN = "Radwege entlang der Kreisstraßen und Abstellanlagen für Fahrräder an Schulen."
TODAY = day_of(NOON)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on which call rad-0 stands at a second source, with other words."""
    with closing(open_store(tmp_path / "home")) as store:
        found = Desk(tmp_path / "home", store)
        found.fill()
        again = funding_call("7", source=OTHER, title="Radwege", texts={"Kurztext": AGAIN})
        bring(store, tmp_path, [again], NOON, name=OTHER)
        with store.writing() as connection:
            save_facts(connection, 3, {int(found.ids()["7"]): OPEN})
            pair = decision_on(("probe", "rad-0"), (OTHER, "7"), same=True)
            groups.decide(connection, pair, NOON)
        jobs.group(found.home)
        yield found


def listed(desk: Desk) -> list[str]:
    return [each["key"] for each in match_values(desk.home, "rad", TODAY)]


def test_matches_list_it_once_with_the_best_score(desk: Desk) -> None:
    by_key = {entry.match.key: entry.match.score for entry in desk.match()["rad"]}
    assert {"rad-0", "7"} <= by_key.keys(), "both texts are ranked"

    (found,) = [
        each for each in match_values(desk.home, "rad", TODAY) if each["key"] in ("rad-0", "7")
    ]
    assert (found["source"], found["key"]) == ("probe", "rad-0"), "the publisher's own is shown"
    assert found["score"] == max(by_key["rad-0"], by_key["7"])
    assert [(each["source"], each["key"]) for each in found["also_at"]] == [(OTHER, "7")]
    assert found["disagreements"] == []


def test_what_was_judged_irrelevant_at_one_source_is_no_match_at_another(desk: Desk) -> None:
    desk.match()
    assert "rad-0" in listed(desk)
    with desk.home.store.writing() as connection:
        said = Judgement(project="rad", source=OTHER, key="7", relevant=False, judged_at=NOON)
        judgements.save(connection, said)
    assert not {"rad-0", "7"} & set(desk.matched("rad"))
    assert not {"rad-0", "7"} & set(listed(desk))
    assert desk.pool().said_of("rad") == {desk.ids()["rad-0"]: False, desk.ids()["7"]: False}
    assert desk.pool().said_of("netz") == {}


def test_what_was_judged_of_a_call_itself_counts_before_the_other(desk: Desk) -> None:
    with desk.home.store.writing() as connection:
        for source, key, fits in ((OTHER, "7", False), ("probe", "rad-0", True)):
            said = Judgement(project="rad", source=source, key=key, relevant=fits, judged_at=NOON)
            judgements.save(connection, said)
    assert desk.pool().said_of("rad") == {desk.ids()["rad-0"]: True, desk.ids()["7"]: False}
    assert "rad-0" in desk.matched("rad")


def test_the_page_shows_it_once_with_its_sources_and_judgement(desk: Desk) -> None:
    with desk.home.store.writing() as connection:
        said = Judgement(project="rad", source=OTHER, key="7", relevant=True, judged_at=NOON)
        judgements.save(connection, said)
    page = page_values(desk.home, "rad", TODAY, [])

    rows = [row for row in (*page.lists.matches, *page.lists.below) if row.shared is not None]
    (row,) = rows
    assert (row.call.key, row.judged) == ("rad-0", True)
    assert [each.source for each in row.shared.elsewhere] == [OTHER]
    ranks = [row.rank for row in page.lists.matches]
    assert ranks == list(range(1, len(ranks) + 1))
    html = render(page)
    assert "Auch bei: " in html
    assert html.count("https://foerderung.example/aufruf/7") == 1


def test_the_page_leaves_out_what_was_judged_irrelevant_elsewhere(desk: Desk) -> None:
    with desk.home.store.writing() as connection:
        said = Judgement(project="rad", source=OTHER, key="7", relevant=False, judged_at=NOON)
        judgements.save(connection, said)
    lists = page_values(desk.home, "rad", TODAY, []).lists
    shown = [row.call.key for row in (*lists.matches, *lists.below, *lists.shut_out)]
    assert not {"rad-0", "7"} & set(shown)
    assert [row.call.key for row in lists.unfit] == ["rad-0"]


def judge(desk: Desk, source: str, key: str, *, fits: bool) -> None:
    with desk.home.store.writing() as connection:
        said = Judgement(project="rad", source=source, key=key, relevant=fits, judged_at=NOON)
        judgements.save(connection, said)


def say_facts(desk: Desk, **said: object) -> None:
    """Read other facts in the texts of calls; a key is written with _ for its hyphen."""
    found = {int(desk.ids()[key.replace("_", "-")]): value for key, value in said.items()}
    with desk.home.store.writing() as connection:
        save_facts(connection, 3, found)  # type: ignore[arg-type]


def preview(desk: Desk, values: dict[str, float]) -> Preview:
    (found,) = previews(desk.pool(), desk.folder, {"rad": values})
    return found


@pytest.mark.parametrize("name", ["probe:rad-0", f"{OTHER}:7"])
def test_it_is_explained_as_one_whichever_source_is_named(desk: Desk, name: str) -> None:
    stored = {entry.match.key: entry.match.score for entry in desk.match()["rad"]}
    values = explain_values(desk.home, "rad", name, TODAY)

    best, worse = sorted(("rad-0", "7"), key=lambda key: -stored[key])
    assert (values["source"], values["key"]) == ("probe", "rad-0"), "what people are shown"
    assert [(each["key"], each["score"]) for each in values["texts"]] == [
        (best, stored[best]),
        (worse, stored[worse]),
    ]
    assert values["score"] == stored[best]
    assert values["rank"] == listed(desk).index("rad-0") + 1
    titles = [each["title"] for each in values["neighbours"]]
    assert not {"Radwege", "Aufruf rad 0"} & set(titles), "its own text is none that stands next"


def test_everybody_is_explained_among_calls_that_stand_once(desk: Desk) -> None:
    desk.match()
    shown = listed(desk)
    explained = {key: explain_values(desk.home, "rad", key, TODAY) for key in shown}

    assert {key: values["rank"] for key, values in explained.items() if values["fits"]} == {
        key: rank for rank, key in enumerate(shown, start=1)
    }
    total = {values["ranked"] for values in explained.values()}
    scored = sum(score > 0 for score, _ in page_values(desk.home, "rad", TODAY, []).scores)
    assert total == {scored}
    behind = explained[shown[shown.index("rad-0") + 1]]
    assert "Aufruf rad 0" in [each["title"] for each in behind["neighbours"]]


def test_every_promised_place_of_one_that_stands_twice_comes_out(desk: Desk) -> None:
    document = desk.ids()["7"]
    found = explanation(desk.pool(), desk.folder, "rad", document)
    assert len(found.what_ifs) >= 3

    def place() -> Place | None:
        return explanation(desk.pool(), desk.folder, "rad", document).place

    for change in (each for each in found.what_ifs if each.name is not None):
        desk.tune("rad", {str(change.name): change.value})
        assert place() == change.place, change
        desk.tune("rad", {str(change.name): None})
    (judged,) = (each for each in found.what_ifs if each.name is None)
    judge(desk, "probe", "rad-0", fits=True)
    assert place() == judged.place
    again = explanation(desk.pool(), desk.folder, "rad", document)
    assert again.judged is True
    assert None not in {each.name for each in again.what_ifs}, "it was judged at its other source"


def test_one_that_is_closed_at_the_source_that_is_named_is_explained_by_the_other(
    desk: Desk,
) -> None:
    say_facts(desk, rad_0=CLOSED)
    jobs.match(desk.home, NOON)
    after_its_end = day_of(NOON).replace(year=2027, month=1)
    values = explain_values(desk.home, "rad", "rad-0", after_its_end)
    assert (values["source"], values["key"]) == (OTHER, "7")
    assert [each["key"] for each in values["texts"]] == ["7"]


def test_the_text_that_shuts_everybody_out_stands_behind_the_one_that_does_not(desk: Desk) -> None:
    stored = {entry.match.key: entry.match.score for entry in desk.match()["rad"]}
    best, worse = sorted(("rad-0", "7"), key=lambda key: -stored[key])
    say_facts(desk, **{best.replace("-", "_"): facts(OPEN.deadline, regions=("DE-BY",))})
    desk.match()

    values = explain_values(desk.home, "rad", best, TODAY)
    (shown,) = (each for each in match_values(desk.home, "rad", TODAY) if each["key"] == "rad-0")

    assert values["texts"][0]["key"] == worse
    assert (values["excluded"], values["score"]) == (False, shown["score"])
    found = preview(desk, {})
    (move,) = (each for each in found.moves if each.document == desk.ids()["rad-0"])
    assert round(move.score_before or 0, 4) == shown["score"]


def test_a_preview_counts_and_shows_it_once(desk: Desk) -> None:
    desk.match()
    shown = listed(desk)
    found = preview(desk, {"word.schulen": 0.0})

    assert found.matches_before == len(shown)
    pool = desk.pool()
    before = sorted((move for move in found.moves if move.rank_before), key=_rank_before)
    assert [title_of(pool, move.document) for move in before] == [
        f"Aufruf {key.replace('-', ' ')}" for key in shown
    ]
    desk.tune("rad", {"word.schulen": 0.0})
    desk.match()
    assert found.matches_after == len(listed(desk))


def _rank_before(move: object) -> int:
    rank: int = move.rank_before  # type: ignore[attr-defined]
    return rank


def test_a_preview_leaves_out_what_was_judged_irrelevant_at_another_source(desk: Desk) -> None:
    judge(desk, OTHER, "7", fits=False)
    desk.match()
    found = preview(desk, {})
    assert found.matches_before == len(listed(desk))
    ids = desk.ids()
    assert not {ids["rad-0"], ids["7"]} & {move.document for move in found.moves}


def test_what_a_wish_meets_is_counted_by_calls(desk: Desk) -> None:
    bring_news(desk.home.store, desk.folder, [news_item("n1", title="Radwege")], NOON)
    pool = desk.pool()
    assert len(pool.each_once()) == len(pool.documents) - 1
    assert met(pool, "rad", "wanted.Kreisstraßen") == 1
    assert met(pool, "rad", "wanted.Abstellanlagen") == 2


def test_the_page_counts_it_once_in_its_picture_and_its_head(desk: Desk) -> None:
    bring_news(desk.home.store, desk.folder, [news_item("n1", title="Radwege")], NOON)
    stored = {entry.match.key: entry.match.score for entry in desk.match()["rad"]}
    judge(desk, "probe", "rad-0", fits=True)
    judge(desk, OTHER, "7", fits=True)
    stored = {entry.match.key: entry.match.score for entry in desk.match()["rad"]}
    page = page_values(desk.home, "rad", TODAY, [])

    texts = len(desk.pool().documents)
    assert (page.calls, page.news, len(page.scores)) == (texts - 2, 1, texts - 1)
    assert [round(score, 4) for score, fits in page.scores if fits is True] == [
        max(stored["rad-0"], stored["7"])
    ]
    bins = histogram(page.scores, page.threshold)
    assert (sum(each.count for each in bins), sum(each.relevant for each in bins)) == (texts - 1, 1)
    assert (page.relevant, page.not_ranked) == (2, 0), "two judgements of one call, which is there"
    html = render(page)
    assert "Nicht im Bild" not in html
    assert f"der {texts - 1} verglichenen Aufrufe und Meldungen" in html


def test_the_page_lists_as_many_that_nearly_fit_as_it_can(desk: Desk) -> None:
    desk.tune("rad", {"threshold": 0.9})
    below = page_values(desk.home, "rad", TODAY, []).lists.below
    assert len(below) == 10
    assert len({row.call.id for row in below}) == 10


def test_the_report_of_a_ranking_counts_it_once(desk: Desk) -> None:
    (report,) = (each for each in jobs.match(desk.home, NOON) if each.project == "rad")
    assert report.matches == len(listed(desk))
