"""Our own pages as a browser shows them: on a phone, in the dark, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from scout.links import Action
from scout.store import calls, tables
from scout.store.engine import open_store
from tests.builders import NOON, funding_call, project, recipient
from tests.pages import ANNA, World, world
from tests.test_mail_in_browser import FLAGS
from tests.test_report_in_browser import CONTRASTS

LONG = "Breitbandausbauförderungsrichtlinie" * 6
TEXT = f"# Anschrift\nKreis Musterland\nhttps://kreis.example/{'langeradresse' * 12}\n\n{LONG}\n"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "text.txt").write_text(TEXT, "utf-8")
    store = open_store(folder)
    with world(folder, store, imprint_file="text.txt") as made:
        made.plan(
            projects=(project("radwege"), project("lang", title=LONG)),
            recipients=(recipient(ANNA),),
        )
        yield made
    store.close()


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened.new_page()
        opened.close()


def path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def item(here: World, action: Action = Action.FITS_NOT, project: str = "radwege") -> str:
    return here.site.url + path(here.links().item(here.call_id, project, action))


def shows_well(page: Page, width: int) -> None:
    """Check what holds for every page; the page is open."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 4
    assert [each for each in contrasts if each[0] < 4.5] == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800])
def test_every_page_fits_the_screen_and_can_be_read(width, scheme, page, here):
    with here.store.writing() as connection:
        calls.replace(connection, here.call_id, funding_call("k1", title=LONG), "x", NOON)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    site = here.site.url
    good = ["/", "/impressum", "/datenschutz", "/barrierefreiheit", path(here.links().unsubscribe)]
    for address in [*(site + each for each in good), item(here), item(here, project="lang")]:
        assert page.goto(address).status == 200
        shows_well(page, width)
    assert errors == []
    assert page.goto(f"{site}/m/x/passt").status == 404
    shows_well(page, width)


def test_a_page_asks_only_for_its_style_and_keeps_nothing(page, here):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(here.site.url)))
    page.goto(item(here))
    assert [each for each in asked if not each.startswith("/m/")] == ["/style.css"]
    assert len(asked) == 2
    assert page.context.cookies() == []
    assert page.evaluate("getComputedStyle(document.querySelector('dl')).borderRadius") == "8px"


def test_the_forms_work_by_keyboard_and_without_a_referrer(page, here):
    """A browser sends the origin "null" then; our own form must not count as a foreign one."""
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: sent.append({"method": request.method, **request.headers}))
    page.goto(item(here))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Vermerkt: passt nicht"
    (post,) = [each for each in sent if each["method"] == "POST"]
    assert post.get("origin") == "null"
    assert not any(each.get("referer") for each in sent)
    with here.store.reading() as connection:
        assert connection.scalars(select(tables.judgements.c.relevant)).all() == [False]
    shows_well(page, 1280)

    page.get_by_role("link", name="doch passend").click()
    page.get_by_role("button", name="Ja, passt").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Vermerkt: passt"


def test_unsubscribing_and_coming_back_in_a_browser(page, here):
    page.goto(here.site.url + path(here.links().unsubscribe))
    page.get_by_role("button", name="Mails abbestellen").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Sie erhalten keine Mails mehr"
    shows_well(page, 1280)
    page.get_by_role("button", name="Wieder bestellen").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Sie erhalten die Mails wieder"
    shows_well(page, 1280)


def test_a_reader_who_enlarges_text_still_sees_everything(page, here):
    page.set_viewport_size({"width": 640, "height": 900})
    for address in (item(here), here.site.url + "/impressum"):
        page.goto(address)
        page.evaluate("document.body.style.zoom = '2'")
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
