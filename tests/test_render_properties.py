"""Whatever anybody writes: the HTML keeps its form, and both parts say all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scout.digest.changes import FactChange
from scout.digest.compose import Digest, ProjectNews
from scout.digest.render import Rendered, render
from scout.digest.short import LONGEST_TITLE, shortened
from scout.facts import Facts
from scout.fit import Reason
from tests.builders import TODAY, deadline_on, facts, match_entry, project, recipient
from tests.full_issue import (
    COUNTY,
    IN_TIME,
    LINKS,
    PLAN,
    changed_item,
    deadline_item,
    empty_issue,
    full_issue,
    new_item,
    states,
    trend,
)

SPECIAL = (
    "äöüß€ß<>&\"'{}%#=\\ \n\r\t\x00\x07\x1b\x7f\x9b\u00ad\u200f\u202e\u2028\u2066\ufeffאבג漢👩‍💻🇩🇪"
)
ODD = (
    '</td></tr></table><h1 onclick="x">Falsch</h1>',
    '" onmouseover="alert(1)" x="',
    "Zeile eins\r\nZeile zwei\n\n* Falscher Aufruf",
    "{{ 7*7 }}{% for x in y %}{# weg #}",
    "-->]]><![endif]--><!--[if mso]><script>",
    "&amp;&lt;&#0;&nosuch;",
    "Straße \u202everkehrt\u202c אבג",
    "👩‍💻" * 400,
    "ü" * 2_000,
    "lang " * 400,
)
WRITTEN = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from(SPECIAL), max_size=300
) | st.sampled_from(ODD)
SAID = WRITTEN.filter(lambda text: bool(shortened(text)))


def mail(digest: Digest) -> Rendered:
    return render(digest, states(), "leitstelle@kreis.example", LINKS)


def form(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the elements in order, each with the names of its attributes."""
    soup = BeautifulSoup(html, "html.parser")
    return [(tag.name, tuple(sorted(tag.attrs))) for tag in soup.find_all()]


def shown_text(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


def written_by(title: str, name: str, quote: str) -> Digest:
    """The full issue, with these words wherever others write some."""
    plan = replace(PLAN, title=name)
    reason = Reason("text", 0.25, (name, title), quote)
    hit = match_entry("glasfaser", 1, 0.25, reasons=(reason,)).match
    known = facts(deadline_on(date(2026, 12, 31), quote=quote))
    item = replace(new_item(1, title=title, facts=known), match=hit)
    body = replace(IN_TIME, body=name, papers_body=f"{name} II")
    due = deadline_item(
        7, date(2026, 12, 31), project=plan, internal=((replace(COUNTY, name=name), body),)
    )
    changed = replace(changed_item(2), facts=(FactChange("Frist", quote, title),))
    news = trend(1, name)
    told = replace(news.entry, item=replace(news.entry.item, title=title))
    return replace(
        full_issue(),
        recipient=recipient(name=name),
        deadlines=(replace(due, call=replace(due.call, title=title)),),
        new=(ProjectNews(plan, (item,)),),
        changed=(replace(changed, call=replace(changed.call, title=title)),),
        trends=(replace(news, entry=told, match=replace(news.match, words=(name,))),),
    )


HARMLESS = form(mail(written_by("Titel", "Name", "Zitat")).html)
HARMLESS_LINES = len(mail(written_by("Titel", "Name", "Zitat")).text.splitlines())


@settings(max_examples=80, deadline=None)
@given(title=SAID, name=SAID, quote=SAID)
@example(title=ODD[0], name=ODD[1], quote=ODD[4])
@example(title=ODD[7], name=ODD[8], quote=ODD[9])
def test_whatever_is_written_stays_text_and_stands_in_both_parts(
    title: str, name: str, quote: str
) -> None:
    found = mail(written_by(title, name, quote))

    assert form(found.html) == HARMLESS
    assert len(found.text.splitlines()) == HARMLESS_LINES
    html = shown_text(found.html)
    short = shortened(title, LONGEST_TITLE)
    assert html.count(short) >= 4
    assert found.text.count(f"* {short}\n") >= 3
    for part in (html, found.text):
        assert f"„{shortened(quote)}“" in part
        assert f"Guten Tag {shortened(name)}," in part
        assert not set(part) & set("\x00\x07\x1b\x7f\x9b\u200f\u202e\u2066\u2028")
    assert len(found.html.encode()) < 80_000


@st.composite
def issues(draw: st.DrawFn) -> Digest:
    """An issue of any number of calls, each with a page and a deadline or without."""
    count = draw(st.integers(1, 25))
    items = []
    for number in range(count):
        known = draw(st.none() | st.builds(_facts, st.integers(0, 900)))
        title = draw(st.none() | WRITTEN)
        items.append(new_item(number, title=title, facts=known))
    home = project("glasfaser", title=draw(SAID))
    due = [
        deadline_item(100 + number, TODAY + timedelta(days=days))
        for number, days in enumerate(draw(st.lists(st.integers(0, 400), max_size=5)))
    ]
    return replace(empty_issue(), new=(ProjectNews(home, tuple(items)),), deadlines=tuple(due))


def _facts(days: int) -> Facts:
    return facts(deadline_on(TODAY + timedelta(days=days)))


@settings(max_examples=30, deadline=None)
@given(digest=issues())
def test_every_item_stands_in_both_parts_with_title_link_and_deadline(digest: Digest) -> None:
    found = mail(digest)

    soup = BeautifulSoup(found.html, "html.parser")
    links = {str(link["href"]): link.get_text() for link in soup.find_all("a")}
    html = soup.get_text(" ")
    for item in digest.new[0].items:
        title = shortened(item.call.title or "", LONGEST_TITLE) or f"(ohne Titel) {item.call.key}"
        assert links[item.call.url] == title
        assert f"* {title}\n  {item.call.url}\n" in found.text
        if item.call.facts is not None and item.call.facts.deadline is not None:
            day = f"{item.call.facts.deadline.dates[0]:%d.%m.%Y}"
            assert day in html
            assert f"  Frist: {day} (" in found.text
    for due in digest.deadlines:
        assert links[due.call.url] == due.call.title
        assert f"{due.deadline_on:%d.%m.%Y}: {due.call.title}\n  {due.call.url}\n" in found.text
        assert f"{due.deadline_on:%d.%m.%Y}" in html
    assert len(soup.find_all("a", attrs={"aria-label": True})) == 4 * (
        len(digest.new[0].items) + len(digest.deadlines)
    )
