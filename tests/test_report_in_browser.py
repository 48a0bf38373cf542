"""The report as a browser shows it: on a phone, in the dark, by keyboard, and in print."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from matching.rank import Hit
from scout.match.what_if import Explanation, Place, WhatIf
from scout.report.render import render
from scout.report.values import Lists
from tests.report_page import everything, row
from tests.report_page import page as page_values
from tests.test_mail_in_browser import FLAGS

# Every text that is shown, its colour against the nearest background behind it (WCAG 2.1, 1.4.3).
CONTRASTS = """() => {
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const channel = value => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    const light = ([red, green, blue]) =>
        0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = parts(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const text = texts.currentNode.textContent.trim();
        if (!text || !element.checkVisibility() || element.closest("title, desc")) continue;
        const style = getComputedStyle(element);
        const ink = element.closest("svg") ? style.fill : style.color;
        const [one, two] = [light(parts(ink)), light(behind(element))].sort((a, b) => b - a);
        found.push([(one + 0.05) / (two + 0.05), text.slice(0, 60)]);
    }
    return found.sort((a, b) => a[0] - b[0]);
}"""


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page()
        browser.close()


@pytest.fixture(params=["plain", "everything", "endless", "empty"])
def report(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Pages of all sorts: the usual one, one with all lists, endless words, and nothing at all."""
    pages: dict[str, Any] = {
        "plain": page_values,
        "everything": everything,
        "endless": lambda: everything("Breitbandausbauförderung" * 20),
        "empty": lambda: page_values(scores=(), calls=0),
    }
    file = tmp_path / "report.html"
    file.write_text(render(pages[request.param]()), "utf-8")
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800])
def test_it_fits_the_screen_and_can_be_read(width, scheme, page, report):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [report.as_uri()]
    assert errors == []
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 30
    assert [each for each in contrasts if each[0] < 4.5] == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_reasons_open_by_keyboard(page, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render(everything()), "utf-8")
    page.goto(file.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.parentElement.id"))
        if reached[-1] == "rang-1":
            break
    assert reached[-1] == "rang-1"

    page.keyboard.press("Enter")
    assert page.locator("#rang-1 .reasons").is_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert not page.locator("#rang-1 .reasons").is_visible()


def test_pictures_and_tables_keep_their_roles_on_a_phone(page, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render(everything()), "utf-8")
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(file.as_uri())

    assert page.get_by_role("img", name="Verteilung der Werte").count() == 1
    assert page.get_by_role("img", name="Güte der Rangliste im Lauf der Bewertungen").count() == 1
    ranking = page.get_by_role("table", name="Passende Aufrufe, der beste zuerst")
    assert ranking.get_by_role("row").count() == 5
    assert ranking.get_by_role("columnheader").count() == 6
    assert ranking.get_by_role("rowheader").count() == 2


# The size of every text in every picture that is shown, and the free room beside each picture.
PICTURES = """() => [...document.querySelectorAll("figure svg")].filter(
    svg => svg.checkVisibility()
).map(svg => ({
    letters: Math.min(...[...svg.querySelectorAll("text")].map(
        text => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a
    )),
    free: svg.closest(".card").clientWidth - svg.getBoundingClientRect().width,
    cut: svg.closest(".card").scrollWidth - svg.closest(".card").clientWidth,
}))"""


@pytest.mark.parametrize("width", [320, 360, 480, 704, 705, 1000, 1600])
def test_pictures_fill_their_box_and_can_be_read(width, page, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render(everything()), "utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    pictures = page.evaluate(PICTURES)

    assert len(pictures) == 2
    # 320 pixels are 1280 at four times the size (WCAG 2.1, 1.4.10): letters are large enough then.
    assert min(each["letters"] for each in pictures) >= (11 if width >= 360 else 10.5)
    assert {each["cut"] for each in pictures} == {0}
    if width <= 480 or width > 704:
        assert max(each["free"] for each in pictures) <= 32


def test_what_scrolls_on_a_phone_says_so(page, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render(everything()), "utf-8")
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    unsaid = """() => [...document.querySelectorAll(".scroll")].filter(
        box => box.scrollWidth > box.clientWidth
            && !(box.previousElementSibling?.matches(".swipe")
                && box.previousElementSibling.checkVisibility())
    ).map(box => box.getAttribute("aria-label"))"""

    assert page.evaluate(unsaid) == []
    assert page.locator(".swipe").first.is_visible()
    page.set_viewport_size({"width": 1000, "height": 900})
    assert not page.locator(".swipe").first.is_visible()


def test_what_would_move_a_call_stays_a_table_on_a_phone(page, tmp_path):
    place = Place(1, 9, 0.4)
    moved = Explanation(
        hit=Hit("1", 0.4, 0.1, (), ()),
        place=place,
        fits=True,
        threshold=0.08,
        judged=None,
        neighbours=(),
        what_ifs=(WhatIf("word.breitbandausbauförderung", 2.0, place),),
    )
    file = tmp_path / "report.html"
    lists = Lists(matches=(row(1, explanation=moved),))
    file.write_text(render(page_values(lists=lists)), "utf-8")
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(file.as_uri())
    page.locator("#rang-1 summary").click()
    heads = page.locator(".whatif thead th")

    assert heads.all_inner_texts() == ["Wenn …", "Rang dann", "Wert dann"]
    columns = [head.bounding_box()["x"] for head in heads.all()]
    assert columns == sorted(set(columns))
    box = page.locator(".whatif .scroll")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_it_prints_without_navigation_in_dark_ink(page, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render(everything()), "utf-8")
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(file.as_uri())

    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")
