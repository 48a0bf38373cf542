"""What a ranking stands on: which calls are ranked, which are learned from, what was tuned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from matching.rank import Scored
from scout.domain import Admission, Level, Strategy
from scout.facts import Eligibility
from scout.match.kept_counts import FILE_NAME
from scout.match.matches import rank_all
from scout.match.pool import load_pool
from scout.settings import DigestSettings, MatchSettings, Settings
from scout.store import calls, judgements, strategy
from scout.store.engine import Store
from tests.builders import (
    NOON,
    TODAY,
    applicant,
    bring,
    bring_news,
    facts,
    funding_call,
    judgement,
    news_item,
)
from tests.desk import CLOSED, OPEN, RAD, Desk, all_calls, desk_in

MAY = Eligibility(Admission.YES)

LIFE = facts(OPEN.deadline, level=Level.EU, programme="LIFE")
EDF = facts(OPEN.deadline, level=Level.EU, programme="EDF")


@pytest.fixture
def desk(home: Path, store: Store) -> Desk:
    """A desk on either kind of database: rad-0 is closed, netz-0 of no interest, wald-0 unread."""
    settings = Settings(match=MatchSettings(eu_programmes=("LIFE",)))
    found = Desk(home, store, settings)
    found.fill(facts_of={"rad-0": CLOSED, "netz-0": EDF, "netz-1": LIFE, "wald-0": None})
    return found


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path / "plain") as found:
        found.fill()
        yield found


def ranked(desk: Desk) -> set[str]:
    keys = desk.keys()
    return {keys[document.key] for document in desk.pool().documents if document.key in keys}


def test_what_may_be_applied_for_and_is_of_interest_is_ranked(desk: Desk) -> None:
    every = {call.key for call in all_calls()}
    assert ranked(desk) == every - {"rad-0", "netz-0"}
    pool = desk.pool()
    assert pool.judged == []
    assert desk.ids()["rad-0"] not in map(str, pool.calls)


def test_a_judged_call_that_is_closed_is_learned_from_and_not_ranked(desk: Desk) -> None:
    text = "Sichere Radwege entlang der Kreisstraßen, breit genug für Lastenräder."
    twin = funding_call("zwilling", title="Radwege an Kreisstraßen", texts={"Kurztext": text})
    desk.fill([*all_calls(), twin], facts_of={"rad-0": CLOSED})
    assert "zwilling" not in desk.matched("pflege")
    desk.judge("pflege", rad_0=True, wald_3=True)
    pool = desk.pool()
    assert [desk.keys()[document.key] for document in pool.judged] == ["rad-0"]
    assert pool.judged_for("pflege") == {desk.ids()[key]: True for key in ("rad-0", "wald-3")}
    found = desk.matched("pflege")
    assert "rad-0" not in found
    assert "wald-3" in found
    (like,) = (
        reason
        for entry in desk.match()["pflege"]
        if entry.match.key == "zwilling"
        for reason in entry.match.reasons
        if reason.signal == "judgements"
    )
    assert "Aufruf rad 0" in like.names


def test_what_closes_moves_from_the_ranked_to_the_learned(desk: Desk) -> None:
    desk.judge("rad", rad_1=True)
    after = date(2027, 4, 1)
    pool = desk.pool(after)
    assert [desk.keys()[each.key] for each in pool.documents] == ["wald-0"]
    assert [desk.keys()[each.key] for each in pool.judged] == ["rad-1"]


def test_a_judged_call_of_no_interest_is_learned_from_and_not_ranked(desk: Desk) -> None:
    desk.judge("netz", netz_0=True)
    assert "netz-0" not in ranked(desk)
    assert [desk.keys()[each.key] for each in desk.pool().judged] == ["netz-0"]
    assert "netz-0" not in desk.matched("netz")


def test_judged_irrelevant_is_never_a_match_and_only_for_its_project(desk: Desk) -> None:
    assert "netz-1" in desk.matched("netz")
    assert "rad-1" in desk.matched("rad")
    desk.judge("netz", netz_1=False)
    desk.judge("pflege", rad_1=False)
    found = desk.match()
    assert "netz-1" not in {entry.match.key for entry in found["netz"]}
    assert "rad-1" in {entry.match.key for entry in found["rad"]}


def test_a_judgement_on_a_call_that_is_not_stored_is_ignored(desk: Desk) -> None:
    before = rank_all(desk.pool(), desk.folder)
    desk.judge("rad", gibt_es_nicht=True, nie=False)
    pool = desk.pool()
    assert pool.judged_for("rad") == {}
    assert len(pool.judgements) == 2
    assert rank_all(pool, desk.folder) == before


def test_a_judgement_of_another_sources_call_with_this_key_says_nothing_of_it(desk: Desk) -> None:
    with desk.home.store.writing() as connection:
        judgements.save(connection, judgement("rad", "rad-1", source="andere"))
    assert desk.pool().judged_for("rad") == {}


def test_judgements_survive_the_counts_file_and_a_new_collection(desk: Desk) -> None:
    desk.judge("rad", rad_5=True, wald_1=False)
    before = rank_all(desk.pool(), desk.folder)
    assert before.calls["rad"]
    (desk.folder / FILE_NAME).unlink()
    bring(desk.home.store, desk.folder, all_calls(), NOON + timedelta(days=1))
    pool = desk.pool()
    assert pool.judged_for("rad") == {desk.ids()["rad-5"]: True, desk.ids()["wald-1"]: False}
    assert rank_all(pool, desk.folder) == before


def test_a_judgement_stays_with_a_call_whose_text_has_changed(desk: Desk) -> None:
    desk.judge("rad", rad_5=True)
    texts = {"Kurztext": "Ein Parkhaus für Lastwagen."}
    changed = funding_call("rad-5", title="Parkhaus", texts=texts)
    bring(desk.home.store, desk.folder, [*all_calls()[:5], changed, *all_calls()[6:]], NOON)
    assert desk.pool().judged_for("rad") == {desk.ids()["rad-5"]: True}


def test_what_is_tuned_for_all_holds_unless_a_project_has_a_value_of_its_own(desk: Desk) -> None:
    desk.tune("", {"threshold": 0.2, "word.radwege": 2.0})
    desk.tune("rad", {"threshold": 0.3, "weight.region": 0.0})
    pool = desk.pool()
    assert pool.values["rad"] == {"threshold": 0.3, "word.radwege": 2.0, "weight.region": 0.0}
    assert pool.values["netz"] == {"threshold": 0.2, "word.radwege": 2.0}
    rad, netz = (pool.profile(pool.project(key)) for key in ("rad", "netz"))
    assert (rad.threshold, netz.threshold) == (0.3, 0.2)
    assert (rad.wishes.words, rad.wishes.weights) == ({"radwege": 2.0}, {"region": 0.0})
    assert netz.wishes.weights == {}


def test_without_tuning_the_threshold_of_the_settings_holds(desk: Desk) -> None:
    pool = desk.pool()
    assert pool.profile(RAD).threshold == MatchSettings().threshold == pool.threshold


def test_a_variant_has_other_values_and_judgements_and_no_others(plain: Desk) -> None:
    plain.tune("rad", {"threshold": 0.5, "wanted.Brücken": 0.3})
    plain.judge("rad", rad_1=True)
    pool = plain.pool()
    variant = pool.variant(RAD, {"unwanted.Gäste": 0.1}, {"7": False})
    assert (variant.threshold, variant.judged) == (pool.threshold, {"7": False})
    assert (variant.wishes.wanted, variant.wishes.unwanted) == ({}, {"Gäste": 0.1})
    assert variant.texts == pool.profile(RAD).texts


def test_recent_news_are_ranked_and_older_ones_are_not(plain: Desk) -> None:
    text = "Neue Radwege verbinden Schulen und Bahnhöfe, Sensoren zählen den Radverkehr."
    old = NOON - timedelta(days=60)
    store, folder = plain.home.store, plain.folder
    bring_news(store, folder, [news_item("alt", title="Radwege", summary=text)], old)
    bring_news(store, folder, [news_item("neu", title="Radverkehr", summary=text)], NOON)
    pool = plain.pool()
    assert [entry.item.key for entry in pool.news] == ["neu"]
    (document,) = (each for each in pool.documents if each.key.startswith("news:"))
    assert document.text == text
    assert pool.call_of(document.key) is None
    found = rank_all(pool, plain.folder).news
    assert ("rad", "neu") in {(each.match.project, each.match.key) for each in found}
    longer = Settings(digest=DigestSettings(news_days=90))
    with store.reading() as connection:
        assert len(load_pool(connection, longer, TODAY).news) == 2


def test_calls_are_ranked_among_news_and_news_are_not_among_them(plain: Desk) -> None:
    text = "Radwege, Lastenräder und Radverkehr."
    item = news_item("neu", title="Radverkehr", summary=text)
    bring_news(plain.home.store, plain.folder, [item], NOON)
    pool = plain.pool()
    profile = pool.profile(RAD)
    both, only = (
        rank(plain.folder, [profile]).of("rad") for rank in (pool.ranking, pool.ranking_of_calls)
    )
    assert [each for each in both if not each.document.startswith("news:")] == only
    assert len(both) == len(only) + 1


def test_some_calls_are_ranked_among_all_others_with_the_scores_that_they_have(
    plain: Desk,
) -> None:
    pool = plain.pool()
    profile = pool.profile(RAD)
    every = {each.document: each for each in pool.ranking(plain.folder, [profile]).of("rad")}
    some = [plain.ids()[key] for key in ("rad-1", "rad-2", "wald-4")]
    found = pool.ranking_of(plain.folder, [profile], some).of("rad")
    assert {each.document for each in found} == set(some) & every.keys()
    assert all(each == every[each.document] for each in found)


def test_facts_count_for_a_project_and_for_its_variants_alike(plain: Desk) -> None:
    with plain.home.store.writing() as connection:
        near = facts(OPEN.deadline, regions=("DE-NW",), county=MAY, town=MAY)
        calls.save_facts(connection, 1, {int(plain.ids()["rad-0"]): near})
    pool = plain.pool()
    profile = pool.profile(RAD)
    ranking = pool.ranking(plain.folder, [profile, replace(profile, key="rad after")])
    assert ranking.of("rad") == ranking.of("rad after")
    (here,) = (each for each in ranking.of("rad") if each.document == plain.ids()["rad-0"])
    said = {signal.name: value for signal, value, _ in here.found}
    assert said["region"] > 0
    assert said["eligibility"] > 0


def test_a_call_that_shuts_out_everybody_keeps_the_score_of_its_text(plain: Desk) -> None:
    (before,) = (each for each in scored(plain) if each.document == plain.ids()["rad-0"])
    with plain.home.store.writing() as connection:
        far = facts(OPEN.deadline, regions=("DE-BY",))
        calls.save_facts(connection, 1, {int(plain.ids()["rad-0"]): far})
    (after,) = (each for each in scored(plain) if each.document == plain.ids()["rad-0"])
    assert plain.pool().is_shut_out("rad", plain.pool().calls[int(after.document)])
    assert after.score == after.text == before.text


def scored(plain: Desk) -> list[Scored]:
    return plain.pool().ranking(plain.folder, [plain.pool().profile(RAD)]).of("rad")


def test_each_project_is_asked_with_its_own_applicants(plain: Desk) -> None:
    there = applicant("fern", name="Kreis Fernau", region="DE-BY")
    far = replace(RAD, key="fern", applicants=("fern",))
    with plain.home.store.writing() as connection:
        strategy.save(connection, Strategy(applicants=(applicant(), there), projects=(RAD, far)))
        here = facts(OPEN.deadline, regions=("DE-NW",))
        calls.save_facts(connection, 1, {int(plain.ids()["rad-0"]): here})
    pool = plain.pool()
    profiles = [pool.profile(RAD), pool.profile(far), replace(pool.profile(far), key="fern after")]
    ranking = pool.ranking(plain.folder, profiles)
    region = {}
    for profile in profiles:
        (found,) = (
            each for each in ranking.of(profile.key) if each.document == plain.ids()["rad-0"]
        )
        said = {signal.name: value for signal, value, _ in found.found}
        region[profile.key] = said.get("region", 0.0)
    assert region["rad"] > 0.0 == region["fern"] == region["fern after"]
    assert pool.is_shut_out("fern", pool.calls[int(plain.ids()["rad-0"])])
