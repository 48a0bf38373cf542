"""The Förderkatalog: its form by meaning, its session, and whatever it answers instead."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from scout import night
from scout.clock import now_or_on
from scout.collect.crawl import CrawlOptions
from scout.collect.spider import CrawlError
from scout.domain import Finding, Source, Weight
from scout.funded import FundedProject
from scout.home import Home, open_home
from scout.store import funded, runs
from scout.store.engine import open_store
from spiders.de_foerderkatalog import CSV, SEARCH, DeFoerderkatalog
from tests.builders import NOON, source
from tests.odd_site import odd_site, page
from tests.odd_site import run as crawled

RECORDED = Path(__file__).parent / "recorded" / "de_foerderkatalog"
START = f"{SEARCH}?actionMode=searchmask"
ASKED = {
    "actionMode": "searchlist",
    "suche.detailSuche": "true",
    "suche.lfdVhb": "N",
    "suche.nurVerbund": "N",
    "suche.ZeSt": "ZE",
}
FIELDS = "".join(f'<input name="{name}" value="?">' for name in ASKED)


def html(body: str, url: str = START) -> HtmlResponse:
    return HtmlResponse(url, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")


def parted(found: Sequence[Any]) -> tuple[list[Request], list[str]]:
    codes = [each.code for each in found if isinstance(each, Finding)]
    return [each for each in found if isinstance(each, Request)], codes


def searched(body: str) -> tuple[Request, dict[str, str], list[str]]:
    """Return how the search is asked for, with what, and the codes of findings."""
    (request,), codes = parted(list(DeFoerderkatalog().parse(html(body))))
    values = parse_qs(request.body.decode(), keep_blank_values=True)
    return request, {name: ",".join(value) for name, value in values.items()}, codes


def listed(body: str) -> tuple[Request, list[str]]:
    (request,), codes = parted(list(DeFoerderkatalog().parse_hits(html(body, SEARCH))))
    return request, codes


def test_the_form_that_asks_for_a_land_is_sent_back_with_its_own_fields():
    form = (
        '<form action="/suche"><input name="wort"></form>'
        f'<form action="senden;jsessionid=1" method="post">{FIELDS}'
        '<input type="hidden" name="marke" value="b7"><input name="a.bundeslandSuche">'
        '<input type="submit" name="bundeslandKnopf" value="los"></form>'
    )
    request, sent, codes = searched(form)

    assert request.method == "POST"
    assert request.url == "https://foerderportal.bund.de/foekat/jsp/senden;jsessionid=1"
    assert sent == ASKED | {"marke": "b7", "a.bundeslandSuche": "Nordrhein-Westfalen"}
    assert codes == []


def test_a_field_is_known_by_its_label_and_a_choice_by_its_words():
    form = (
        f'<form method="post">{FIELDS}<label for="x"><b>Bundes</b>land:</label>'
        '<select id="x" name="region"><option value="9">Hessen</option>'
        '<option value="5">\n Nordrhein-Westfalen</option></select></form>'
    )
    _, sent, codes = searched(form)

    assert (sent["region"], codes) == ("5", [])


def test_without_a_form_it_is_asked_as_it_is_known_and_told():
    request, sent, codes = searched("<p>Willkommen im Förderkatalog</p>")

    assert (request.method, request.url) == ("POST", SEARCH)
    assert sent == ASKED | {"suche.bundeslandSuche[0]": "Nordrhein-Westfalen"}
    assert codes == ["form_missing"]


def test_fields_that_the_form_lacks_are_sent_all_the_same_and_told():
    found = list(DeFoerderkatalog().parse(html('<form><input name="bundesland"></form>')))

    finding, request = found
    assert isinstance(finding, Finding)
    assert (finding.code, finding.url) == ("form_changed", START)
    assert "suche.ZeSt" in finding.text
    assert isinstance(request, Request)


def test_a_form_that_does_not_offer_the_land_ends_the_crawl():
    form = '<form><select name="bundesland"><option>Hessen</option></select></form>'
    with pytest.raises(CrawlError, match="does not offer Nordrhein-Westfalen"):
        searched(form)


@pytest.mark.parametrize(
    ("body", "hits"),
    [
        ("<h1>Suche (12.345 Treffer)</h1>", 12_345),
        ("<p><b>987</b>&nbsp;Treffer insgesamt</p>", 987),
        ("<p>Seite 1 von 9</p><p>1.234.567 Treffer</p>", 1_234_567),
        ("<script>var a = '3 Treffer'</script><p>7 Treffer</p>", 7),
    ],
)
def test_the_number_of_hits_is_read_however_it_is_marked_up(body: str, hits: int) -> None:
    request, codes = listed(body)

    assert request.cb_kwargs == {"hits": hits}
    assert (request.url, codes) == (CSV, ["link_missing"])


@pytest.mark.parametrize(
    "link",
    [
        '<a href="x.do?typ=csv">Ausgabe</a>',
        '<a href="x.do?typ=csv"><img src="t.gif"></a>',
        '<a href="/hilfe">Hilfe</a><a href="x.do?typ=csv">Ausgabe als <b>Text</b>datei</a>',
        '<a href="x.do?typ=csv" title="CSV">Laden</a>',
    ],
)
def test_the_table_is_where_a_link_says_so(link: str) -> None:
    request, codes = listed(f"<p>7 Treffer</p>{link}")

    assert request.url == "https://foerderportal.bund.de/foekat/jsp/x.do?typ=csv"
    assert codes == []


def test_a_link_alone_will_do_and_a_text_file_is_the_table():
    request, codes = listed('<a href="laden.do">Ausgabe als Textdatei</a>')

    assert request.url.endswith("/foekat/jsp/laden.do")
    assert (request.cb_kwargs, codes) == ({"hits": None}, ["hits_unknown"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<p>Ihre Sitzung ist abgelaufen.</p>", "other_structure"),
        ("<p>0 Treffer</p>", "other_structure"),
        ("<p>Es wurden keine Vorhaben gefunden.</p>", "other_structure"),
    ],
)
def test_an_answer_without_hits_ends_the_crawl(body: str, code: str) -> None:
    with pytest.raises(CrawlError) as raised:
        listed(body)
    assert raised.value.code == code


def test_a_wall_and_what_is_no_page_end_the_crawl():
    spider = DeFoerderkatalog()
    wall = HtmlResponse(
        START, body=b"<html><head><title>Just a moment...</title></head></html>", encoding="utf-8"
    )
    for step in (spider.parse, spider.parse_hits, lambda each: spider.parse_table(each, 1)):
        with pytest.raises(CrawlError) as raised:
            list(step(wall))
        assert raised.value.code == "bot_wall"
    for step in (spider.parse, spider.parse_hits):
        with pytest.raises(CrawlError) as raised:
            list(step(Response(START, body=b"\x00\x01")))
        assert raised.value.code == "other_structure"


def read_table(body: bytes, hits: int | None) -> list[FundedProject | Finding]:
    return list(DeFoerderkatalog().parse_table(TextResponse(CSV, body=body), hits))


def test_a_page_in_place_of_the_table_ends_the_crawl():
    with pytest.raises(CrawlError) as raised:
        read_table(b"<html><body>Sitzung abgelaufen</body></html>", 3)
    assert raised.value.code == "not_a_table"


def test_a_table_that_is_cut_short_is_a_doubt():
    whole = (RECORDED / "one" / "files" / "projekte.csv").read_bytes()
    codes = [each.code for each in read_table(whole, 12) if isinstance(each, Finding)]
    assert "records_missing" not in codes
    cut = whole[: whole.index(b'="832BB0042"')]
    finding = read_table(cut, 12)[-1]
    assert isinstance(finding, Finding)
    assert (finding.code, finding.weight) == ("records_missing", Weight.DOUBT)
    assert finding.text == "6 rows came of the 12 that the search found"


@given(st.text(max_size=300), st.sampled_from(["", "<form>", '<form><input name="bundesland">']))
def test_any_markup_is_asked_on_or_ends_with_a_code(text: str, form: str) -> None:
    spider = DeFoerderkatalog()
    for step in (spider.parse, spider.parse_hits):
        response = html(form + text)
        try:
            found = list(step(response))
        except CrawlError as error:
            found = [error]
        assert found
        assert isinstance(found[-1], Request | CrawlError)


START_PAGE = f"""<html><body><form action="/treffer" method="post">{FIELDS}
<input name="suche.bundeslandSuche[0]"></form></body></html>"""


def test_the_session_is_kept_and_the_form_is_posted(tmp_path, monkeypatch):
    with odd_site(monkeypatch) as site:
        table = (RECORDED / "one" / "files" / "projekte.csv").read_bytes()
        site.pages = {
            "/start": page(START_PAGE, Set_Cookie="JSESSIONID=4F0E; Path=/; HttpOnly"),
            "/treffer": page('<html><body>13 Treffer <a href="/csv">CSV</a></body></html>'),
            "/csv": page(table, Content_Type="text/csv"),
        }
        brought = crawled("odd_katalog", tmp_path)

    assert brought.basket.items == 7
    asked = {each.path: each for each in site.asked}
    assert list(asked)[-3:] == ["/start", "/treffer", "/csv"]
    assert "cookie" not in asked["/start"].headers
    assert asked["/treffer"].headers["content-type"] == "application/x-www-form-urlencoded"
    for path in ("/treffer", "/csv"):
        assert asked[path].headers["cookie"] == "JSESSIONID=4F0E"


def walk(home: Home, days: Sequence[date], sources: Sequence[Source]) -> list[str]:
    options = CrawlOptions(today=days[0], replay=RECORDED / "one")
    return [
        night.collect_round(
            home, lambda _: (sources, options), partial(now_or_on, day), lambda *_: None
        )
        for day in days
    ]


def note_run(home: Path, day: date, outcome: str) -> None:
    with closing(open_store(home)) as store, store.writing() as connection:
        run_id = runs.begin(connection, "de_foerderkatalog", now_or_on(day))
        runs.finish(
            connection,
            run_id,
            now=NOON,
            outcome=outcome,
            items=7,
            fill={},
            findings=(),
        )


def test_a_night_reads_it_once_its_days_are_over_and_every_night_while_it_fails(home):
    first = date(2026, 11, 2)
    catalogue = DeFoerderkatalog.source.with_min_items(7)
    note_run(home, first, runs.OK)
    with open_home(home) as opened:
        days = [first + timedelta(days=each) for each in (1, 27, 28)]
        said = walk(opened, days, [catalogue])
    assert said == ["0 sources: none", "0 sources: none", "1 sources: 1 DOUBTFUL"]
    with closing(open_store(home)) as store, store.reading() as connection:
        assert len(funded.entries(connection)) == 7
    # What was read with a doubt is read again, as what failed is.
    with open_home(home) as opened:
        assert walk(opened, [days[-1] + timedelta(days=1)], [catalogue]) == [
            "1 sources: 1 DOUBTFUL"
        ]
        assert night._is_due(opened, source("never"), first)
