"""The report's page: whatever it tells stays text, stands alone, and always comes out the same."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.match.preview import Move
from scout.report import render as rendering
from scout.report.render import render, web
from scout.report.values import Changed, Comparison, Lists
from scout.store.tunings import Tuning
from tests.builders import (
    call_entry,
)
from tests.report_page import (
    HOSTILE,
    LATER,
    POOR,
    ROOT,
    check,
    everything,
    ground,
    page,
    preview,
    row,
    soup,
    suggestion,
)


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
        "import hashlib; from scout.report.render import render;"
        "from tests.report_page import everything;"
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
