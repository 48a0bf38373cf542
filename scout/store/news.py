"""News, and which of them touch which projects as of the newest match run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from scout.clock import day_of
from scout.domain import NewsItem
from scout.fit import NewsMatch
from scout.store import tables


@dataclass(frozen=True, slots=True)
class NewsState:
    """What intake must know of a stored news item to decide; it counts as there for ever."""

    id: int
    content_hash: str
    listed: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """A stored news item, and when it was found."""

    id: int
    item: NewsItem
    first_seen_on: date


@dataclass(frozen=True, slots=True)
class NewsMatchEntry:
    """A match of a news item as it is stored."""

    match: NewsMatch
    news_id: int


def states(connection: Connection, source: str) -> dict[str, NewsState]:
    """Return the state of every news item of ``source`` that was ever taken in, by key."""
    table = tables.news
    query = select(table.c.key, table.c.id, table.c.content_hash).where(table.c.source == source)
    return {row.key: NewsState(row.id, row.content_hash) for row in connection.execute(query)}


def add(connection: Connection, item: NewsItem, digest: str, now: datetime, today: date) -> None:
    """Store a new item with its content's hash, found on ``today``."""
    identity = {"source": item.source, "key": item.key, "first_seen_on": today}
    connection.execute(insert(tables.news).values(**identity, **_values(item, digest, now)))


def replace(
    connection: Connection, news_id: int, item: NewsItem, digest: str, now: datetime
) -> None:
    """Store the new content of an item that is known."""
    query = update(tables.news).where(tables.news.c.id == news_id)
    connection.execute(query.values(**_values(item, digest, now)))


def mark_seen(connection: Connection, news_ids: Sequence[int], now: datetime) -> None:
    """Note that the feed still showed these items."""
    if news_ids:
        query = update(tables.news).where(tables.news.c.id == bindparam("news_id"))
        connection.execute(
            query.values(last_seen_at=now), [{"news_id": news_id} for news_id in news_ids]
        )


def entries(connection: Connection, since: date | None = None) -> list[NewsEntry]:
    """Return all news, or those found on ``since`` or later, newest first.

    What says that it will be published after it was found is as new as the day on which it was.
    """
    query = select(tables.news)
    if since is not None:
        query = query.where(tables.news.c.first_seen_on >= since)
    found = [_entry(row) for row in connection.execute(query)]
    return sorted(found, key=_age)


def replace_matches(connection: Connection, found: Sequence[NewsMatchEntry]) -> None:
    """Store ``found`` in place of all matches of news there were."""
    connection.execute(delete(tables.news_matches))
    rows = [
        {
            "project": entry.match.project,
            "news_id": entry.news_id,
            "score": entry.match.score,
            "words": list(entry.match.words),
        }
        for entry in found
    ]
    if rows:
        connection.execute(insert(tables.news_matches), rows)


def matches(connection: Connection, project: str | None = None) -> list[NewsMatchEntry]:
    """Return the matches of ``project``, or of all, best first within each project."""
    found, news = tables.news_matches, tables.news
    query = select(found, news.c.source, news.c.key).join_from(found, news)
    if project is not None:
        query = query.where(found.c.project == project)
    matched = [
        NewsMatchEntry(
            NewsMatch(
                project=row.project,
                source=row.source,
                key=row.key,
                score=row.score,
                words=tuple(row.words),
            ),
            row.news_id,
        )
        for row in connection.execute(query)
    ]
    return sorted(matched, key=_place)


def _place(entry: NewsMatchEntry) -> tuple[str, float, str, str]:
    match = entry.match
    return match.project, -match.score, match.source, match.key


def _values(item: NewsItem, digest: str, now: datetime) -> dict[str, Any]:
    return {
        "url": item.url,
        "title": item.title,
        "language": item.language,
        "published_at": item.published_at,
        "summary": item.summary,
        "content_hash": digest,
        "last_seen_at": now,
    }


def _entry(row: Any) -> NewsEntry:
    item = NewsItem(
        source=row.source,
        key=row.key,
        url=row.url,
        title=row.title,
        published_at=row.published_at,
        summary=row.summary,
        language=row.language,
    )
    return NewsEntry(row.id, item, row.first_seen_on)


def _age(entry: NewsEntry) -> tuple[int, float, str, str]:
    """Return a key that sorts newest first, and equal ages by source and key."""
    published = entry.item.published_at
    day, second = entry.first_seen_on, 0.0
    if published is not None:
        day, second = min(day_of(published), day), published.timestamp()
    return -day.toordinal(), -second, entry.item.source, entry.item.key
