"""Put what an issue tells into entries of lines that both parts of a mail show alike. Pure.

    a call -> title, address, rows -> the text part writes lines, the HTML part a table

Everything that comes from a source is on one line here, bounded, and links only to the web. What
escapes it for HTML is the template.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scout import deadline_wording, wording
from scout.clock import day_of
from scout.digest.call_rows import (
    LONGEST_LINE,
    also,
    as_reserved,
    contradiction_rows,
    new_rows,
    ready_rows,
    source_rows,
)
from scout.digest.changed_rows import Row, changed_rows, fact_rows
from scout.digest.changes import ChangedItem
from scout.digest.days import StatedDay
from scout.digest.deadlines import DeadlineItem
from scout.digest.fitting import Item
from scout.digest.issued import Issue, title_of
from scout.digest.mail_links import MailLink, item_links
from scout.digest.short import LONGEST_TITLE, shortened, web_address, words_of
from scout.digest.trends import Trend, by_field
from scout.domain import CallStatus, Project
from scout.store.calls import CallEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """A call or a news item: title, page ("" for none), rows, what may be said of it."""

    title: str
    url: str
    rows: tuple[Row, ...]
    links: tuple[MailLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; ``note`` stands below it, "" for none."""

    title: str
    note: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DeadlineEntry:
    """A deadline that lies ahead: the days left, the day, and what stands beside the call."""

    left: str
    on: str
    title: str
    url: str
    about: str
    internal: tuple[str, ...]
    links: tuple[MailLink, ...] = ()


def deadline_entries(issue: Issue) -> tuple[DeadlineEntry, ...]:
    """Return the deadlines ahead, in the order of the digest."""
    return tuple(_deadline_entry(issue, item) for item in issue.digest.deadlines)


def new_groups(issue: Issue) -> tuple[Group, ...]:
    """Return the new calls by project."""
    return tuple(
        Group(
            shortened(news.project.title),
            shortened(news.project.field),
            tuple(_new_entry(issue, item, news.project) for item in news.items),
        )
        for news in issue.digest.new
    )


def changed_entries(issue: Issue) -> tuple[Entry, ...]:
    """Return the known calls in which something is different."""
    return tuple(_changed_entry(issue, item) for item in issue.digest.changed)


def trend_groups(issue: Issue) -> tuple[Group, ...]:
    """Return the news by field of the projects that they touch."""
    return tuple(
        Group(shortened(name), "", tuple(_trend_entry(issue, trend) for trend in found))
        for name, found in by_field(issue.digest.trends)
    )


def _links(issue: Issue, call: CallEntry, project: str) -> tuple[MailLink, ...]:
    return item_links(issue.links, call.id, project, title_of(call))


def _deadline_entry(issue: Issue, item: DeadlineItem) -> DeadlineEntry:
    stated = item.call.facts.deadline if item.call.facts else None
    in_stages = stated is not None and stated.two_stage
    about = (
        shortened(item.project.title),
        deadline_wording.stage(item.days[0].stage, in_stages=in_stages),
        deadline_wording.TRACKED[item.tracked],
        _whose_day(issue, item.days[0]),
    )
    lines = deadline_wording.internal_lines(item.internal)
    return DeadlineEntry(
        left=wording.days_left(item.deadline_on, issue.today),
        on=_moment(item, issue.today),
        title=title_of(item.call),
        url=web_address(item.call.url),
        about=" – ".join(filter(None, about)),
        internal=tuple(shortened(line, LONGEST_LINE) for line in lines),
        links=_links(issue, item.call, item.project.key),
    )


def _whose_day(issue: Issue, day: StatedDay) -> str:
    """Say whose the day is where sources contradict each other; "" where they do not."""
    return deadline_wording.according_to(issue.title_of(day.source)) if day.is_disputed else ""


def _moment(item: DeadlineItem, today: date) -> str:
    """Say the day, and the hour where the source states one."""
    stated = item.call.facts.deadline if item.call.facts else None
    moments = wording.moments_ahead(stated, today) if stated else ()
    time = next((time for day, time in moments if day == item.deadline_on), "")
    return wording.moment_in(stated.zone if stated else None, item.deadline_on, time)


def _new_entry(issue: Issue, item: Item, project: Project) -> Entry:
    links = _links(issue, item.call, item.match.project)
    rows = as_reserved(issue, (item.call,), new_rows(issue, item, project))
    return Entry(title_of(item.call), web_address(item.call.url), rows, links)


def _changed_entry(issue: Issue, item: ChangedItem) -> Entry:
    project = issue.digest.projects.get(item.project)
    rows = (
        *([Row("Projekt", shortened(project.title))] if project else []),
        *fact_rows(item, issue.title_of),
        Row("Jetzt", _standing(item, issue.today)),
        *ready_rows(issue, item.call),
        *contradiction_rows(issue, item.call),
        *changed_rows(item, issue.title_of),
        *source_rows(issue, item.call, {other.call.source for other in item.elsewhere}),
    )
    # Of a project that is gone there is nothing to be said any more.
    is_hers = item.project in issue.digest.projects
    links = _links(issue, item.call, item.project) if is_hers else ()
    calls = (item.call, *(other.call for other in item.elsewhere))
    shown = as_reserved(issue, calls, rows)
    return Entry(title_of(item.call), web_address(item.call.url), shown, links)


def _standing(item: ChangedItem, today: date) -> str:
    """Say where a known call stands; of one that is over no deadline: there is none any more."""
    if item.status is CallStatus.CLOSED:
        return wording.STATUS[item.status]
    known = item.call.facts
    until = wording.deadline(known.deadline if known else None, today)
    return f"{wording.STATUS[item.status]} · Frist: {until}"


def _trend_entry(issue: Issue, trend: Trend) -> Entry:
    item = trend.entry.item
    on = day_of(item.published_at) if item.published_at else None
    # What is dated ahead was not published then: its publisher's clock or calendar is wrong.
    day = f", {wording.german_date(on)}" if on and on <= issue.today else ""
    touched = f"{shortened(trend.project.title)} – {words_of(trend.match.words)}"
    rows = [Row("Quelle", issue.title_of(item.source) + day), Row("Berührt", touched)]
    if trend.also:
        rows.append(Row("Auch", also(trend.also)))
    return Entry(shortened(item.title, LONGEST_TITLE), web_address(item.url), tuple(rows))
