"""A report's page with everything on it, and what must hold for any page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup

from scout.fit import Reason
from scout.match.overview import Ground, Weighed
from scout.match.preview import Move, Preview
from scout.match.progress import Point
from scout.match.quality import Agreement
from scout.match.suggest import Suggestion
from scout.report.values import Changed, Comparison, Lists, NewsRow, Page, Row, Tuned
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
