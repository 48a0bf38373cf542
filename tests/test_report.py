"""The report's page: whatever it tells stays text, stands alone, and always comes out the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scout.fit import Reason
from scout.match.overview import Ground, Weighed
from scout.match.preview import Move, Preview
from scout.match.progress import Point
from scout.match.quality import Agreement
from scout.match.suggest import Suggestion
from scout.match.what_if import WhatIf
from scout.report import render as rendering
from scout.report.figures import histogram
from scout.report.plots import NARROW, WIDE, Shape, quality_plot, scores_plot
from scout.report.render import render, web
from scout.report.values import Changed, Comparison, Lists, NewsRow, Page, Row, Tuned
from scout.report.wording import change, may_apply, missing, score, setting, threshold, value
from scout.report.wording import settings as settings_words
from scout.store.tunings import Tuning
from tests.builders import (
    TODAY,
    applicant,
    call_entry,
    deadline_on,
    facts,
    news_item,
    project,
    source,
)

HOSTILE = (
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</summary></details></td></tr></table><h1>Falsche Überschrift</h1>",
    "</style><style>*{display:none}</style>",
    "{{ 7*7 }} {% for x in y %} {# weg #}",
    "&lt;schon maskiert&gt;",
    "Straße \u202e\u202dverkehrt\u202c \u200f \x1b[2J \x00",
    "L" * 5_000,
    "lang " * 1_000,
)
ROOT = Path(__file__).parent.parent
VOID = {"meta", "br"}
LATER = datetime(2026, 12, 20, 9, tzinfo=UTC)


def ground(signal: str = "text", share: float = 0.2, **values: object) -> Ground:
    given_values: dict[str, object] = {"words": ("Glasfaser",), "quote": "Gefördert wird der Bau."}
    words = tuple(
        Weighed(word, 0.1, by)
        for word, by in (("Glasfaser", "word"), ("Breitband·ausbau", "part"), ("Netze", "letters"))
    )
    reason = Reason(signal, share, **(given_values | values))  # type: ignore[arg-type]
    return Ground(reason, words if signal == "text" else ())


def row(number: int = 1, /, **values: object) -> Row:
    call = values.pop("call", call_entry(number))
    given_values = {"call": call, "score": 0.4, "rank": number, "grounds": (ground(),)}
    return Row(**(given_values | values))  # type: ignore[arg-type]


# Eight calls that fit: chance alone hardly makes each of them better.
RICH = Agreement(12, 8, 0.9, 0.9, {str(number): 0.9 for number in range(8)})
POOR = Agreement(12, 8, 0.6, 0.6, {str(number): 0.6 for number in range(8)})


def suggestion(name: str, new: float) -> Suggestion:
    return Suggestion(name, new, POOR, RICH)


def preview(*moves: Move) -> Preview:
    return Preview("glasfaser", 3, 4, moves, Agreement(12, 4, 0.8, 0.7), Agreement(12, 4, 0.9, 0.8))


def page(**values: object) -> Page:
    given_values: dict[str, object] = {
        "project": project(title="Glasfaser für Schulen"),
        "applicants": (applicant(),),
        "today": TODAY,
        "calls": 3,
        "news": 1,
        "threshold": 0.08,
        "default_threshold": 0.08,
        "relevant": 0,
        "irrelevant": 0,
        "lists": Lists(matches=(row(1), row(2, score=0.1))),
        "scores": ((0.4, True), (0.1, None), (0.0, False), (0.03, None)),
        "missing": (10, 3, 3),
    }
    return Page(**(given_values | values))  # type: ignore[arg-type]


def everything(hostile: str = "Aufruf", url: str = "https://foerderung.example/a") -> Page:
    """A page with all that a page can tell, with ``hostile`` wherever a source or a user speaks."""
    call = call_entry(
        7, title=hostile, url=url, key=hostile, facts=facts(deadline_on(TODAY, quote=hostile))
    )
    grounds = (
        Ground(Reason("text", 0.2, (hostile,), hostile), (Weighed(hostile, 0.1, "part"),)),
        ground("judgements", -0.1, words=(), quote=None, names=(hostile,)),
        ground("wanted", 0.1, words=(hostile,), quote=hostile),
    )
    english = replace(call, language="en")
    told = row(1, call=call, grounds=grounds, judged=True)
    lists = Lists(
        matches=(told, row(2, call=english, grounds=grounds)),
        more=3,
        shut_out=(row(3, call=english, rank=None, grounds=grounds),),
        unfit=(row(4, call=call, judged=False, judged_on=TODAY),),
        news=(NewsRow(news_item(title=hostile, url=url), hostile, 0.2),),
        below=(row(5, call=call, rank=None, grounds=grounds, score=0.07),),
    )
    moves = (
        Move("7", 2, 1, 0.2, 0.3),
        Move("8", None, 2, None, 0.1),
        Move("9", 1, None, 0.3, None),
    )
    changes = (Changed(f"wanted.{hostile}", None, 0.5),)
    quality = Agreement(12, 4, 0.9, 0.8)
    return page(
        project=project(title=hostile, field=hostile),
        lists=lists,
        relevant=4,
        irrelevant=8,
        progress=(Point(5, quality, Agreement(5, 0, None, None)), Point(10, quality, quality)),
        comparison=Comparison(changes, preview(*moves), dict.fromkeys("789", hostile)),
        tuned=(Tuned(f"word.{hostile}", 2.0, None), Tuned("threshold", None, 0.1)),
        history=(
            Tuning(change_id=2, project="glasfaser", name=hostile, old=1, new=None, at=LATER),
            Tuning(change_id=1, project="", name="weight.region", old=None, new=0, at=LATER),
        ),
        suggestions=(suggestion(f"unwanted.{hostile}", 0.5),),
        missing=(0, 0, 0),
        sources=(source(title=hostile, attribution=hostile),),
    )


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


class _Balance(HTMLParser):
    """Complains where a tag is closed that was not the last one opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check(html: str) -> BeautifulSoup:
    """Check what holds for every page, and return it."""
    balance = _Balance()
    balance.feed(html)
    assert balance.open == []
    found = soup(html)
    ids = [tag["id"] for tag in found.find_all(id=True)]
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    for tag in found.find_all(name=True):
        names = {name.lower() for name in tag.attrs}
        assert not [name for name in names if name.startswith("on") or name == "src"]
        assert names.isdisjoint({"srcset", "action", "data", "poster", "xlink:href"})
        for label in (tag.get("aria-labelledby") or "").split():
            assert label in ids
        if "href" in tag.attrs:
            inside = tag["href"].removeprefix("#")
            assert inside in ids or (tag.name == "a" and re.match(r"https?://", tag["href"]))
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {f"#{each}" for each in ids}
    assert not found.find_all(
        ["script", "link", "img", "iframe", "object", "embed", "base", "form"]
    )
    assert len(found.find_all("style")) == 1
    assert "@import" not in html
    assert "@font-face" not in html
    levels = [int(tag.name[1]) for tag in found.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(tag.get("scope") for tag in found.find_all("th"))
    return found


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_source_says_stays_text(hostile: str) -> None:
    found, harmless = check(render(everything(hostile))), check(render(everything()))

    def shape(each: BeautifulSoup) -> list[str]:
        """All tags in their order, but for how often a word's dot parts it."""
        return [tag.name for tag in each.find_all(name=True) if tag.name != "i"]

    assert shape(found) == shape(harmless)
    assert max(map(len, found.find_all(string=True))) < 12_000


@settings(max_examples=60)
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_title_and_any_address_stay_data(title: str, address: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("scores_plot", "quality_plot"):
            patch.setattr(rendering, name, lambda *_args, **_names: "")
        found = check(render(everything(title, address)))

    assert len(found.select("table.ranking")) == 3


def test_two_renderings_are_the_same_bytes() -> None:
    assert render(everything()) == render(everything())
    code = (
        "import hashlib; from tests.test_report import everything, render;"
        "print(hashlib.sha256(render(everything()).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_nothing_of_pyplot_is_loaded() -> None:
    code = "import sys, scout.report.render; print('matplotlib.pyplot' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://foerderung.example/a?b=c&d=e#f", True),
        ("HTTP://foerderung.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//foerderung.example", False),
        ("https:///weg", False),
        ("https://[kaputt", False),
        ("https://a b.example", False),
        ("https://a.example/\x00", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_linked(address, linked):
    assert web(address) == (address if linked else "")
    titles = soup(render(everything("Aufruf", address))).select("table.ranking th.title")
    for title in titles:
        link = title.find("a")
        assert (link is not None) is linked
        if isinstance(link, Tag):
            assert link["rel"] == ["noopener", "noreferrer"]


def test_a_row_tells_what_was_found_and_how() -> None:
    found = soup(render(page()))
    entry = found.select_one("table.ranking tbody")
    assert entry is not None
    cells = [" ".join(cell.get_text(" ").split()) for cell in entry.select("tr.entry > *")]
    why = " ".join(entry.select_one("details").get_text(" ").split())  # type: ignore[union-attr]

    assert cells == ["1", "Aufruf k1", "0,40", "31.12.2026 (noch 12 Tage)", "ja", "– keine"]
    assert "Text +0,20 Diese Wörter des Aufrufs passen zu Ihrem Projekt:" in why
    assert "Glasfaser 0,100" in why
    assert "Breitband · ausbau (nur Teile) 0,100" in why
    assert "≈ Netze (ähnlich geschrieben) 0,100" in why
    assert "„ Gefördert wird der Bau. “" in why
    assert "Kreis Musterland ist antragsberechtigt" in why


def test_a_quote_stands_without_the_mark_of_its_list() -> None:
    grounds = (ground(quote="• Gefördert wird der Bau – von Netzen."),)
    entry = soup(render(page(lists=Lists(matches=(row(grounds=grounds),))))).blockquote
    assert entry is not None
    assert " ".join(entry.get_text("").split()) == "„Gefördert wird der Bau – von Netzen.“"


def test_texts_of_english_calls_are_marked_as_such() -> None:
    call = call_entry(1, language="en", title="Digital services")
    found = soup(render(page(lists=Lists(matches=(row(1, call=call),)))))
    entry = found.select_one("table.ranking tbody")
    assert entry is not None

    assert found.html is not None
    assert found.html["lang"] == "de"
    assert entry.select_one("th.title a[lang=en]") is not None
    assert entry.select_one("blockquote span[lang=en]") is not None
    strange = replace(call, language='en" onclick="x')
    assert soup(render(page(lists=Lists(matches=(row(1, call=strange),))))).select("a[lang]") == []


def test_a_page_without_anything_says_so() -> None:
    empty = page(lists=Lists(), scores=(), calls=0, news=0, applicants=())
    text = check(render(empty)).get_text(" ")

    for sentence in (
        "Kein Aufruf erreicht die Schwelle",
        "Es ist noch kein Aufruf da",
        "Unter der Schwelle gibt es keinen Aufruf",
        "Für dieses Projekt allein wurde noch nichts eingestellt",
        "Die Güte lässt sich erst ab fünf Bewertungen zeigen; bisher gibt es keine.",
        "Bisher wurde nichts geändert.",
        "Es fehlen: noch 10 insgesamt, noch 3 als passend, noch 3 als unpassend.",
    ):
        assert sentence in " ".join(text.split())


def test_judgements_that_all_say_the_same_are_no_picture() -> None:
    text = " ".join(soup(render(page(relevant=6))).get_text(" ").split())

    assert "weil alle 6 Bewertungen gleich lauten" in text
    assert "mindestens einen Aufruf, der nicht passt" in text


def test_commands_can_be_typed_whatever_they_hold() -> None:
    call = call_entry(1, key="Land/x; rm -rf ~")
    shown = page(
        lists=Lists(matches=(row(1, call=call),)),
        comparison=Comparison((Changed("wanted.zwei Wörter", None, 0.5),), preview(), {}),
        suggestions=(suggestion("word.bus", 0.0), replace(suggestion("word.a", 2.0), after=POOR)),
    )
    lines = [code.get_text() for code in soup(render(shown)).select("dl.commands code")]

    assert lines == [
        "scout tune glasfaser --set 'wanted.zwei Wörter=0.5' --keep",
        "scout tune glasfaser --set word.bus=0",
        "scout judge glasfaser 'probe:Land/x; rm -rf ~' relevant",
        "scout judge glasfaser 'probe:Land/x; rm -rf ~' irrelevant",
        "scout report glasfaser --html",
    ]


def test_a_comparison_names_what_moves_and_what_stays() -> None:
    moves = (Move("1", 1, 1, 0.4, 0.4), Move("2", 3, 2, 0.1, 0.2), Move("3", None, 3, None, 0.1))
    kept = Tuning(
        change_id=4, project="glasfaser", name="word.bus", old=2, new=None, at=LATER, undoes=3
    )
    titles = {"1": "Eins", "2": "Zwei", "3": "Drei"}
    found = Comparison((Changed("word.bus", 2, None),), preview(*moves), titles, kept)
    text = " ".join(soup(render(page(comparison=found))).get_text(" ").split())

    assert "(Nummer 4 vom 20.12.2026); sie nimmt Änderung 3 zurück." in text
    assert "Faktor für das Wort „bus“: 2 → Vorgabe" in text
    assert "Unter den ersten 20 Plätzen ändern sich 2, einer bleibt gleich." in text
    assert "Zwei ▲ steigt 3 2 0,10 0,20" in text
    assert "Drei + kommt hinzu – nicht dabei 3 – 0,10" in text


def test_shut_out_calls_have_no_rank() -> None:
    tables = soup(render(everything())).select("table.ranking")
    ranks = [[cell.get_text() for cell in table.select("td.rank")] for table in tables]

    assert ranks == [["1", "2"], [], []]


def test_bars_of_all_lists_have_one_scale() -> None:
    lists = Lists(matches=(row(1, score=0.4),), below=(row(2, score=0.04, rank=None),))
    bars = soup(render(page(lists=lists))).select(".bar")

    assert [[part["style"] for part in bar.select("span")] for bar in bars] == [
        ["width:100.0%", "left:20.0%"],
        ["width:10.0%", "left:20.0%"],
    ]
    small = soup(render(page(lists=Lists(below=(row(1, score=0.04, rank=None),))))).select_one(
        ".bar"
    )
    assert small is not None
    assert [part["style"] for part in small.select("span")] == ["width:25.0%", "left:50.0%"]
    without = page(threshold=0.0, lists=Lists(matches=(row(1, score=0.0),)))
    assert "width:0.0%" in render(without)


def test_what_one_word_alone_makes_says_so() -> None:
    below = (row(1, score=0.09, rank=None, is_one_word=True), row(2, score=0.0796, rank=None))
    entries = soup(render(page(lists=Lists(below=below)))).select("#knapp ~ table tbody")
    said = "Der Wert erreicht die Schwelle, hängt aber fast nur an einem einzigen Wort."

    assert [said in entry.get_text() for entry in entries] == [True, False]
    assert [entry.select_one(".figure").get_text() for entry in entries] == [  # type: ignore[union-attr]
        "0,09",
        "0,0796",
    ]


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
