"""A call that several sources tell of stands once in matches and on the page; judged once too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scout import jobs
from scout.cli.matches import match_values
from scout.cli.report_values import page_values
from scout.clock import day_of
from scout.fit import Judgement
from scout.grouping.groups import decision_on
from scout.report.render import render
from scout.store import groups, judgements
from scout.store.calls import save_facts
from scout.store.engine import open_store
from tests.builders import NOON, bring, funding_call
from tests.desk import OPEN, Desk

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
