"""Who may apply decides which calls are shown: the others are counted, listed, and say why."""

from __future__ import annotations

import pytest

from scout.sample import STRATEGY

DAY = "2026-11-16"
CALL = """
[[projects]]
key = "probe"
title = "{title}"
field = "Infrastruktur"
description = "{title}"
applicants = [{applicants}]
"""


@pytest.fixture
def walked(collected, tmp_path, scout):
    """The sample's first day, with a project that fits one call and has these applicants."""

    def walk(title: str, *applicants: str) -> None:
        keys = ", ".join(f'"{key}"' for key in applicants)
        file = tmp_path / "strategy.toml"
        own = CALL.format(title=title, applicants=keys)
        file.write_text(f"{STRATEGY.read_text('utf-8')}\n{own}", "utf-8")
        for words in (("strategy", "import", file), ("read",), ("match", "--today", DAY)):
            assert scout(*words).returncode == 0

    return walk


BAVARIA = "Digitale Dorfmitte Treffpunkte Ehrenamt Nahversorgung Ortskern Dorf-App"


def test_shut_out_calls_are_listed_with_the_words_that_shut_out(walked, scout, json_lines):
    walked(BAVARIA, "kreis-coesfeld", "stadt-duelmen")

    shown = json_lines(scout("matches", "probe", "--today", DAY, "--top", "99", "--json"))
    told = scout("matches", "probe", "--today", DAY)
    excluded = json_lines(scout("matches", "probe", "--today", DAY, "--excluded", "--json"))
    text = scout("matches", "probe", "--today", DAY, "--excluded").stdout

    assert excluded
    assert not {each["key"] for each in shown} & {each["key"] for each in excluded}
    assert f"{len(excluded)} more fit the text, but none of the applicants" in told.stderr
    for match in excluded:
        assert match["excluded"] is True
        verdicts = {each["applicant"]: each["verdict"] for each in match["eligibility"]}
        assert verdicts == {"kreis-coesfeld": "NO", "stadt-duelmen": "NO"}
        assert all(each["quote"] for each in match["eligibility"])
    assert " nicht antragsberechtigt – " in text


def test_one_applicant_who_may_apply_keeps_the_call(walked, scout, json_lines):
    title = "Digitale Infrastruktur Koordination Glasfaser Mobilfunk Ausbauplanung"
    walked(title, "kreis-coesfeld", "stadt-duelmen")
    matches = json_lines(scout("matches", "probe", "--today", DAY, "--top", "99", "--json"))
    answers = [{each["applicant"]: each["verdict"] for each in m["eligibility"]} for m in matches]

    assert {"kreis-coesfeld": "YES", "stadt-duelmen": "NO"} in answers
    assert all(set(answer.values()) != {"NO"} for answer in answers)


def test_matches_say_what_coordinators_ask_first(walked, scout, json_lines):
    walked("Rad- und Fußverkehr Radwege Abstellanlagen", "kreis-coesfeld", "stadt-duelmen")

    (best,) = json_lines(scout("matches", "probe", "--today", DAY, "--top", "1", "--json"))
    text = scout("matches", "probe", "--today", DAY, "--top", "1").stdout

    assert best["key"] == "Land/NRW/rad-und-fussverkehr-kommunen"
    deadline, validity, funding, answer, together = best["facts"]
    assert validity == "Richtlinie gilt bis 31.01.2030"
    assert deadline == "Frist: jedes Jahr zum 31. Mai (nächster Termin 31.05.2027, noch 196 Tage)"
    assert funding.startswith(
        "Förderung: bis zu 70 %; bis zu 85 % (für Kommunen in der Haushaltssicherung);"
    )
    assert answer.startswith("Kreis Coesfeld und Stadt Dülmen sind antragsberechtigt – „")
    assert together.startswith("Gemeinsam: passt für 2 Antragsteller; gemeinsamer Antrag: ")
    for line in best["facts"]:
        assert line[:90] in text


def test_calls_carry_facts_with_their_words(walked, scout, json_lines):
    walked("Rad- und Fußverkehr Radwege Abstellanlagen", "kreis-coesfeld")
    calls = {call["key"]: call for call in json_lines(scout("calls", "--today", DAY, "--json"))}
    call = calls["Land/NRW/rad-und-fussverkehr-kommunen"]

    assert [rate["percent"] for rate in call["rates"]][:2] == [85, 70]
    assert all(set(rate) == {"percent", "condition", "fixed", "quote"} for rate in call["rates"])
    assert "85 Prozent" in call["rates"][0]["quote"]
    expected = {"amount", "currency", "per", "unit", "condition", "quote"}
    assert set(call["min_grant"]) == expected
    security = calls["Bund/BMI/informationssicherheit-kommunen"]
    assert security["max_grant"]["unit"] == "je Landkreis mit gemeinsamem Vorhaben"
    assert [(each["amount"], each["unit"]) for each in security["lesser_grants"]] == [
        (30_000, "je Gemeinde")
    ]
    assert all(set(each) == expected for each in security["lesser_grants"])
    assert call["min_grant"]["amount"] == 12_500
    assert call["valid_until"] == "2030-01-31"
    assert {each["applicant"] for each in call["eligibility"]} >= {"kreis-coesfeld"}
    assert all(set(each) == {"applicant", "verdict", "quote"} for each in call["eligibility"])
    assert {each["verdict"] for each in call["eligibility"]} == {"YES"}
