"""The mail as a browser shows it: readable on a phone, light and dark, asks nobody for anything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from scout.digest.render import render
from tests.colours import colour_of, contrast, luminance
from tests.full_issue import LINKS, empty_issue, full_issue, states

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
WIDTHS = (360, 800)
SCHEMES = ("light", "dark")
# Each text with its colour and the first ground behind it that is not transparent.
TEXTS = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim()) continue;
    let ground = null;
    for (let at = text.parentElement; at && !ground; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") ground = colour;
    }
    found.push([text.data.trim(), getComputedStyle(text.parentElement).color, ground]);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    shown = browser.new_page()
    yield shown
    shown.close()


@pytest.fixture(scope="module")
def full_mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that a mail can hold, with links to our own pages."""
    return _written(tmp_path_factory.mktemp("full"), full_issue())


@pytest.fixture(scope="module")
def sign_of_life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(tmp_path_factory.mktemp("empty"), empty_issue())


def _written(folder: Path, issue) -> Path:
    path = folder / "mail.html"
    mail = render(issue, states(), "leitstelle@kreis-musterland.example", LINKS)
    path.write_text(mail.html, "utf-8")
    return path


@pytest.fixture(scope="module")
def demo_mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The largest mail of the sample, sent without pages of our own."""
    home = tmp_path_factory.mktemp("demo") / "home"
    subprocess.run([sys.executable, "-m", "scout", "demo", "--home", str(home)], check=True)
    (largest,) = sorted((home / "outbox").glob("*.html"), key=lambda path: path.stat().st_size)[-1:]
    return largest


def look_at(browser: Browser, mail: Path, width: int, scheme: str) -> Page:
    shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    shown.goto(mail.as_uri())
    return shown


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_text_can_be_read_and_nothing_is_cut_off(width, scheme, browser, full_mail):
    page = look_at(browser, full_mail, width, scheme)

    texts = page.evaluate(TEXTS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert len(texts) > 100
    seen = [(text, colour_of(colour), colour_of(ground)) for text, colour, ground in texts]
    ratios = {text: contrast(colour, ground) for text, colour, ground in seen}
    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}
    (ground,) = {ground for _, _, ground in seen}
    assert (luminance(ground) < 0.05) == (scheme == "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["full_mail", "sign_of_life"])
def test_axe_finds_nothing(kind, width, scheme, browser, request):
    page = look_at(browser, request.getfixturevalue(kind), width, scheme)

    found = Axe().run(page)

    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 10


def test_axe_would_find_something(browser, full_mail, tmp_path):
    broken = tmp_path / "broken.html"
    html = full_mail.read_text("utf-8")
    broken.write_text(html.replace('lang="de"', "").replace("<h2>", "<h5>"), "utf-8")
    page = look_at(browser, broken, 800, "light")

    found = {violation["id"] for violation in Axe().run(page).response["violations"]}

    page.close()
    assert {"html-has-lang", "heading-order"} <= found


@pytest.mark.parametrize("kind", ["full_mail", "sign_of_life", "demo_mail"])
def test_headings_are_in_order(kind, page, request):
    page.goto(request.getfixturevalue(kind).as_uri())

    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_deadlines_are_a_table_with_headings_and_nothing_else_is(page, full_mail):
    page.goto(full_mail.as_uri())

    tables = page.locator("table:not([role=presentation])")
    assert tables.count() == 1
    assert tables.locator("th[scope=col]").all_inner_texts() == [
        "Frist",
        "Aufruf, Projekt und Gremien",
    ]
    assert tables.locator("tr").count() == 3


@pytest.mark.parametrize("width", [360, 760, 1400])
def test_nothing_of_a_real_mail_is_cut_off_at_any_width(width, page, demo_mail):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(demo_mail.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert page.locator("h4 a").count() >= 20


@pytest.mark.parametrize("kind", ["full_mail", "demo_mail"])
def test_the_mail_loads_nothing(kind, page, request):
    mail = request.getfixturevalue(kind)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(mail.as_uri())

    assert asked == [mail.as_uri()]


def test_a_reader_who_enlarges_text_still_sees_everything(page, full_mail):
    page.set_viewport_size({"width": 720, "height": 900})
    page.goto(full_mail.as_uri())
    page.evaluate("document.body.style.zoom = '2'")

    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
