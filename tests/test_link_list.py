"""What a list page links to: calls below an address, and the list's own further pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.collect.link_list import links_below, next_pages, rest_below
from scout.domain import Link

LIST = "https://www.amt.example/foerderungen"
BELOW = "https://www.amt.example/foerderungen/"


def page(content: str, frame: str = "") -> str:
    return f"<html><body><nav>{frame}</nav><main><h1>Förderungen</h1>{content}</main></body></html>"


def test_links_below_the_list_are_absolute_and_come_once_each_in_order():
    markup = page(
        '<a href="/foerderungen/radwege">Radwege</a> <a href="foerderungen/sport#mehr">Sport</a>'
        '<a href="https://www.amt.example/foerderungen/radwege/">mehr</a>'
        '<a href="http://amt.example/foerderungen/wald?utm=1">Wald</a>'
    )
    assert links_below(markup, LIST, BELOW) == [
        Link("Radwege", f"{BELOW}radwege"),
        Link("Sport", f"{BELOW}sport"),
        Link("Wald", f"{BELOW}wald"),
    ]


def test_the_first_link_that_says_something_names_the_call():
    markup = page('<a href="/foerderungen/a"><img src="a.jpg"></a><a href="/foerderungen/a">A</a>')
    assert links_below(markup, LIST, BELOW) == [Link("A", f"{BELOW}a")]


@pytest.mark.parametrize(
    "target",
    [
        "/foerderungen",
        "/foerderungen/",
        "/foerderungen-alt/radwege",
        "/termine/radwege",
        "https://www.anderes-amt.example/foerderungen/radwege",
        "https://www.amt.example:8443/foerderungen/radwege",
        "https://x@www.amt.example/foerderungen/radwege",
        "/foerderungen/karte.png",
        "/foerderungen/antrag.DOCX",
        "/foerderungen/seite/2",
        "/foerderungen/../termine",
        "mailto:amt@amt.example",
        "javascript:history.back()",
    ],
)
def test_what_is_no_page_below_the_list_is_left_out(target):
    assert links_below(page(f'<a href="{target}">Radwege</a>'), LIST, BELOW) == []


def test_a_pdf_below_the_list_is_a_call():
    markup = page('<a href="/foerderungen/aufruf.pdf">Aufruf</a>')
    assert links_below(markup, LIST, BELOW) == [Link("Aufruf", f"{BELOW}aufruf.pdf")]


def test_links_of_the_frame_show_no_calls():
    markup = page("<p>Derzeit keine.</p>", '<a href="/foerderungen/radwege">Radwege</a>')
    assert links_below(markup, LIST, BELOW) == []


def test_further_pages_are_found_in_the_frame_and_in_the_head():
    head = '<html><head><link rel="next" href="?page=1"></head>'
    assert next_pages(f"{head}<body>", LIST) == [f"{LIST}?page=1"]
    pager = '<a href="?page=0">1</a><a href="?page=1">2</a><a href="?page=2">3</a>'
    assert next_pages(page("", pager), LIST) == [f"{LIST}?page=1", f"{LIST}?page=2"]
    assert next_pages(page("", pager), f"{LIST}?page=1") == [f"{LIST}?page=2"]


@pytest.mark.parametrize(
    "target",
    [
        "?seite=2",
        "/foerderungen/seite/2",
        "/foerderungen/page/2/",
        "?tx_liste_pi1%5BcurrentPage%5D=2&cHash=8d1f",
        "https://amt.example/foerderungen/?page=2#liste",
    ],
)
def test_each_usual_form_of_a_page_number_is_known(target):
    assert len(next_pages(page(f'<a href="{target}">2</a>'), LIST)) == 1


@pytest.mark.parametrize("escaped", ["=", "%3D", "%253D"])
def test_a_page_of_one_list_among_several_is_known(escaped):
    here = "https://www.amt.example/DE/Liste/_node.html"
    pager = "".join(
        f'<a href="{here};jsessionid=1.live?nn=7&amp;gtp={name}{escaped}{number}">{number}</a>'
        for name, number in (("12_list", 1), ("12_list", 2), ("34_list", 2), ("12_list", "x"))
    )
    found = [each.partition("gtp=")[2] for each in next_pages(page("", pager), here)]
    assert found == [f"12_list{escaped}2", f"34_list{escaped}2"]
    second = f"{here}?gtp=12_list{escaped}2"
    found = [each.partition("gtp=")[2] for each in next_pages(page("", pager), second)]
    assert found == [f"34_list{escaped}2"]


def test_links_start_where_the_page_says():
    head = '<html><head><base href="https://www.amt.example/"></head>'
    links = '<a href="foerderungen/a">A</a><a rel="next" href="foerderungen?gtp=x">weiter</a>'
    assert links_below(f"{head}<body>{links}", f"{LIST}/b/", BELOW) == [Link("A", f"{BELOW}a")]
    assert next_pages(f"{head}<body>{links}", LIST) == [f"{LIST}?gtp=x"]
    foreign = head.replace("www.amt", "x")
    assert next_pages(f"{foreign}<body>{links}", LIST) == []


@pytest.mark.parametrize(
    "target",
    ["?thema=sport", "?thema=sport&page=2", "/termine?page=2", "//x.example/foerderungen?page=1"],
)
def test_another_list_is_no_further_page(target):
    assert next_pages(page(f'<a href="{target}">2</a>'), LIST) == []


def test_a_page_of_a_filtered_list_has_the_same_filter():
    pager = '<a href="?page=1">2</a><a href="?page=1&amp;thema=sport">2</a>'
    assert next_pages(page(pager), f"{LIST}?thema=sport") == [f"{LIST}?page=1&thema=sport"]


def test_a_next_page_elsewhere_is_not_followed():
    assert next_pages(page('<a rel="next" href="https://x.example/2">weiter</a>'), LIST) == []


ADDRESSES = st.text(max_size=60) | st.from_regex(
    r"(//|https?://|/foerderungen/|\?page=)[^<>]{0,30}"
)


@given(st.lists(ADDRESSES, max_size=8), st.text(max_size=200))
def test_whatever_a_page_holds_links_stay_below_and_pages_stay_at_home(targets, other):
    links = "".join(f'<a href="{target}">x</a>' for target in targets)
    markup = page(links + other, links)
    for link in links_below(markup, LIST, BELOW):
        assert link.url.startswith(BELOW)
        assert rest_below(link.url, BELOW)
    for address in next_pages(markup, LIST):
        assert address.split("/")[2].removeprefix("www.") == "amt.example"
