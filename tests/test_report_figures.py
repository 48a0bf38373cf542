"""What a report says in figures: scores, commands, comparisons, pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scout.match.progress import Point
from scout.match.quality import Agreement
from scout.match.what_if import WhatIf
from scout.report import render as rendering
from scout.report.figures import histogram
from scout.report.plots import NARROW, WIDE, Shape, quality_plot, scores_plot
from scout.report.render import render
from scout.report.values import Lists, Tuned
from scout.report.wording import change, may_apply, missing, score, setting, threshold, value
from scout.report.wording import settings as settings_words
from tests.builders import (
    applicant,
    deadline_on,
    facts,
)
from tests.report_page import (
    POOR,
    RICH,
    ground,
    page,
    row,
    soup,
    suggestion,
)


@pytest.mark.parametrize(
    ("found", "limit", "said"),
    [
        (0.08, 0.08, "0,08"),
        (0.078, 0.08, "0,078"),
        (0.0796, 0.08, "0,0796"),
        (0.0751, 0.0768, "0,075"),
        (0.07, 0.08, "0,07"),
        (0.0849, 0.085, "0,08"),
        (0.4, 0.08, "0,40"),
        (0.08 - 1e-12, 0.08, "0,080000000"),
    ],
)
def test_a_score_below_the_threshold_looks_so(found, limit, said):
    assert score(found, limit) == said


@given(st.floats(0, 100))
def test_a_copied_command_sets_the_same_value(number) -> None:
    name, _, written = settings_words([("threshold", number)])[1].partition("=")

    assert name == "threshold"
    assert float(written) == number
    assert "e" not in written
    assert float(value(number).replace(",", ".")) == number


def test_values_are_said_without_decimals_that_say_nothing() -> None:
    assert [value(each) for each in (2.0, 0.1, 0.0825, 1e-7, None)] == [
        "2",
        "0,1",
        "0,0825",
        "0,0000001",
        "Vorgabe",
    ]
    assert [threshold(each) for each in (0.1, 0.08, 0.0825)] == ["0,10", "0,08", "0,0825"]


def test_suggestions_that_chance_makes_are_no_commands() -> None:
    lines = rendering.commands(page(suggestions=(replace(suggestion("word.a", 2.0), after=POOR),)))

    assert not [what for what, _ in lines if "Vorschlag" in what]
    text = " ".join(soup(render(page(missing=(0, 0, 0)))).get_text(" ").split())
    assert "Kein Vorschlag ist sicher genug" in text
    assert "wie es Einstellungen erreichen können" not in text


def test_values_of_all_projects_are_not_called_defaults() -> None:
    def text(**values: object) -> str:
        return " ".join(soup(render(page(**values))).get_text(" ").split())

    assert "noch nichts eingestellt: Es gelten die Vorgaben." in text()
    overall = text(tuned=(Tuned("threshold", None, 0.1),))
    assert "Es gelten die Werte, die für alle Projekte eingestellt sind." in overall
    assert "Es gelten die Vorgaben" not in overall


@pytest.mark.parametrize(
    ("now", "untuned", "says"),
    [
        (RICH, POOR, None),
        (RICH, RICH, None),
        (Agreement(5, 0, None, None), RICH, None),
        (POOR, RICH, "wäre 0,900 statt 0,600."),
        (
            replace(RICH, average_precision=0.8),
            RICH,
            "wäre 0,900 statt 0,800. Ein so kleiner Unterschied kann aber Zufall sein.",
        ),
    ],
)
def test_a_ranking_that_tuning_made_worse_is_named(now, untuned, says):
    found = soup(render(page(relevant=8, progress=(Point(12, now, untuned),))))
    text = " ".join(found.get_text(" ").split())
    claim = "Ohne Ihre Einstellungen und Bewertungen wäre die Rangliste derzeit besser:"

    assert "sie ist das Mittel dieser Anteile" in text
    assert (claim in text) is (says is not None)
    if says:
        assert f"{claim} Die Genauigkeit {says}" in text
        assert ("Zufall sein" in text) is ("Zufall sein" in says)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.14, "+0,14 für das Projekt als passend"), (-0.14, "−0,14 für das Projekt als unpassend")],
)
def test_an_own_judgement_is_a_reason_like_the_others(share, said):
    own = ground("judged", share, words=(), quote=None)
    text = soup(render(page(lists=Lists(matches=(row(1, grounds=(own,)),))))).get_text(" ")

    assert f"Ihre Bewertung dieses Aufrufs {said} bewertet" in " ".join(text.split())


@pytest.mark.parametrize("drawn", ["scores", "quality"])
def test_pictures_are_well_formed_and_told_in_words(drawn: str) -> None:
    quality = Agreement(12, 4, 0.9, 0.8)
    svg = (
        scores_plot([(0.5, True), (0.0, False), (0.2, None)], 0.08, name="probe")
        if drawn == "scores"
        else quality_plot([Point(5, quality, Agreement(5, 0, None, None))], name="probe")
    )
    root = etree.fromstring(svg)
    ids = [each for each in root.xpath("//@id") if isinstance(each, str)]
    first, second = root[0], root[1]

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{first.get('id')} {second.get('id')}"
    assert (etree.QName(first).localname, etree.QName(second).localname) == ("title", "desc")
    assert first.text
    assert second.text
    assert all(each.startswith("probe") for each in ids)
    assert len(ids) == len(set(ids))
    assert all(each[1:] in ids for each in root.xpath("//@href"))
    assert not root.xpath("//*[local-name()='style' or local-name()='metadata']")
    assert "20" + "26-" not in svg


@pytest.mark.parametrize(
    ("top", "labels"),
    [(0.02, "0,00 0,01 0,02"), (0.11, "0,00 0,02 0,04 0,06 0,08 0,10"), (1.0, "0,00 0,10 0,20")],
)
def test_the_axis_says_what_stands_there(top, labels):
    assert axis(top, WIDE).startswith(labels)


@pytest.mark.parametrize("top", [0.02, 0.11, 0.3, 0.7, 1.0])
def test_a_narrow_picture_has_few_labels(top):
    assert len(axis(top, NARROW).split()) <= 6


def axis(top: float, shape: Shape) -> str:
    svg = scores_plot([(top, None), (0.0, None)], 0.01, shape, name="probe")
    texts = [
        each.strip() for each in etree.fromstring(svg).xpath("//*[local-name()='text']/text()")
    ]
    return " ".join(each for each in texts if re.fullmatch(r"\d,\d\d", each))


@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([True, False, None])), max_size=60),
    st.floats(0.001, 1),
)
def test_every_text_is_in_one_bin_and_bins_follow_each_other(scores, threshold) -> None:
    bins = histogram(scores, threshold)

    assert sum(each.count for each in bins) == len(scores)
    assert sum(each.relevant for each in bins) == sum(judged is True for _, judged in scores)
    assert sum(each.irrelevant for each in bins) == sum(judged is False for _, judged in scores)
    assert bins[0].low == 0
    assert len(bins) <= 40
    assert all(one.high == two.low for one, two in pairwise(bins))


def test_a_score_on_an_edge_is_in_the_bin_above_it() -> None:
    bins = histogram([(0.06, None), (0.08, None), (0.7, None)], 0.08)

    assert [(each.low, each.count) for each in bins if each.count] == [
        (0.06, 1),
        (0.08, 1),
        (0.68, 1),
    ]


def test_settings_and_changes_are_said_in_german() -> None:
    assert setting("threshold") == "Schwelle"
    assert setting("weight.region") == "Gewicht von „Region“"
    assert setting("wanted.5G") == "Gewünscht: „5G“"
    assert setting("seltsam") == "seltsam"
    assert change(WhatIf(None, None, None)) == "Sie bewerten den Aufruf als passend."
    assert change(WhatIf("weight.region", 0.0, None)) == "„Region“ zählt nicht mehr."
    assert change(WhatIf("word.bus", 0.0, None)) == "Das Wort „bus“ zählt nicht mehr."
    said = "Das Wort „bus“ zählt, als stünde es {} so oft im Projekttext."
    assert change(WhatIf("word.bus", 2.0, None)) == said.format("doppelt")
    assert change(WhatIf("word.bus", 1.5, None)) == said.format("1,5-mal")
    assert missing((0, 1, 0)) == "noch 1 als passend"


def test_who_may_apply_is_said_in_few_words() -> None:
    county, bavarian = applicant(), applicant("ort", name="Ort", region="DE-BY")
    in_nrw = facts(deadline_on(date(2026, 12, 31)), regions=("DE-NW",))

    assert may_apply(None, [county]) == "noch nicht ausgewertet"
    assert may_apply(facts(), []) == "kein Antragsteller hinterlegt"
    assert may_apply(facts(), [county]) == "ja"
    assert may_apply(facts(), [county, bavarian]) == "ja, alle 2"
    assert may_apply(in_nrw, [county, bavarian]) == "ja, 1 von 2"
    assert may_apply(in_nrw, [bavarian]) == "nein"
    assert may_apply(facts(applicant_types=()), [county]) == "nicht angegeben"
