"""The mail as a browser shows it: readable on a phone, asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page()
        browser.close()


@pytest.fixture
def mail(scout, home) -> Path:
    assert scout("demo", "--home", home).returncode == 0
    (largest,) = sorted((home / "outbox").glob("*.html"), key=lambda path: path.stat().st_size)[-1:]
    return largest


@pytest.mark.parametrize("width", [360, 760, 1400])
def test_nothing_is_cut_off_at_any_width(width, page, mail):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(mail.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert page.locator("h3 a").count() >= 20


def test_the_mail_loads_nothing(page, mail):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(mail.as_uri())

    assert asked == [mail.as_uri()]


def test_a_reader_who_enlarges_text_still_sees_everything(page, mail):
    page.set_viewport_size({"width": 640, "height": 900})
    page.goto(mail.as_uri())
    page.evaluate("document.body.style.zoom = '2'")

    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
