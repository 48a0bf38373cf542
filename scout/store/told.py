"""What each recipient has been told: calls, first issues, news, reminders, and what had no room.

A message that never arrives has told nothing: what was known before it is kept with it, in the form
that JSON keeps, and put back when it fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select

from scout.store import tables
from scout.store.batches import in_batches

Kept = Mapping[str, Any]
NOTHING: Kept = {"told": [], "had": [], "projects": [], "news": []}


@dataclass(frozen=True, slots=True)
class Told:
    """What a recipient knows of a call.

    ``shown`` is false for calls of a first issue that were only counted. ``through_change`` is the
    id of the newest change that was told with it; ``project`` the one it was told for.
    """

    call_id: int
    shown: bool
    through_change: int
    project: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a recipient is reminded of one deadline of a call, ``lead_days`` ahead of it."""

    call_id: int
    deadline_on: date
    lead_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What an issue tells: afterwards its reader knows it.

    ``projects`` are those for which it is her first issue, ``news`` the ids of news. ``carried``
    are all calls without room and for how many issues so far, ``None`` leaves them as they were.
    """

    calls: Sequence[Told] = ()
    projects: Sequence[str] = ()
    news: Sequence[int] = ()
    reminders: Sequence[Reminder] = ()
    carried: Mapping[int, int] | None = None


def calls(connection: Connection, email: str) -> dict[int, Told]:
    """Return what ``email`` has been told, by call id; upper and lower case are one address."""
    table = tables.delivered
    rows = connection.execute(select(table).where(_is(table, email)))
    return {
        row.call_id: Told(row.call_id, row.shown, row.through_change, row.project) for row in rows
    }


def first_issue_projects(connection: Connection, email: str) -> set[str]:
    """Return the projects for which ``email`` has had a first issue."""
    table = tables.first_issues
    return set(connection.scalars(select(table.c.project).where(_is(table, email))))


def news(connection: Connection, email: str) -> set[int]:
    """Return the ids of the news that ``email`` has been told of."""
    table = tables.told_news
    return set(connection.scalars(select(table.c.news_id).where(_is(table, email))))


def reminders(connection: Connection, email: str) -> set[Reminder]:
    """Return the reminders that ``email`` has had."""
    table = tables.reminders
    rows = connection.execute(select(table).where(_is(table, email)))
    return {Reminder(row.call_id, row.deadline_on, row.lead_days) for row in rows}


def carried(connection: Connection, email: str) -> dict[int, int]:
    """Return for which calls issues for ``email`` had no room, and for how many issues so far."""
    table = tables.carried
    rows = connection.execute(select(table).where(_is(table, email)))
    return {row.call_id: row.issues for row in rows}


def told_on(connection: Connection, email: str) -> date | None:
    """Return the newest day on which ``email`` was told of a call, ``None`` if she never was.

    A first issue of a project counts though nothing fitted. An issue that failed told nothing.
    """
    kinds = (tables.delivered, tables.first_issues, tables.reminders)
    days = [
        connection.scalar(select(func.max(table.c.on)).where(_is(table, email))) for table in kinds
    ]
    return max((day for day in days if day), default=None)


def least_known(connection: Connection) -> dict[int, int]:
    """Return by the call's id up to which change all who were told of it know it."""
    delivered = tables.delivered
    query = select(delivered.c.call_id, func.min(delivered.c.through_change))
    return {row[0]: row[1] for row in connection.execute(query.group_by(delivered.c.call_id))}


def remember(connection: Connection, email: str, today: date, told: Knowledge) -> None:
    """Note what ``email`` knows now, in place of what was noted of the same calls."""
    rows = _rows(told, today)
    _replace(connection, email, [row["call_id"] for row in rows], rows)
    noted = {"recipient_email": email.casefold(), "on": today}
    for table, values in (
        (tables.first_issues, [{"project": project} for project in told.projects]),
        (tables.told_news, [{"news_id": news_id} for news_id in told.news]),
        (tables.reminders, [asdict(reminder) for reminder in told.reminders]),
    ):
        if values:
            connection.execute(insert(table), [noted | each for each in values])
    if told.carried is not None:
        _carry(connection, email, told.carried)


def tell(connection: Connection, email: str, today: date, told: Knowledge) -> Kept:
    """Remember ``told``, and return what is needed to take it back or to tell it again."""
    call_ids = [item.call_id for item in told.calls]
    had, had_carried = _noted(connection, email, call_ids), carried(connection, email)
    remember(connection, email, today, told)
    now_carried = had_carried if told.carried is None else told.carried
    return {
        "told": _rows(told, today),
        "had": list(had.values()),
        "projects": list(told.projects),
        "news": list(told.news),
        "reminders": [asdict(each) | {"deadline_on": each.deadline_on.isoformat()}
                      for each in told.reminders],
        "carried": sorted(now_carried.items()),
        "had_carried": sorted(had_carried.items()),
    }  # fmt: skip


def is_told_since(connection: Connection, email: str, kept: Kept) -> bool:
    """Tell whether anything that was taken back has been told otherwise since."""
    now = _noted(connection, email, [row["call_id"] for row in kept["told"]])
    return (
        list(now.values()) != kept["had"]
        or not first_issue_projects(connection, email).isdisjoint(kept["projects"])
        or not news(connection, email).isdisjoint(kept["news"])
        or not reminders(connection, email).isdisjoint(_reminders(kept))
    )


def take_back(connection: Connection, email: str, kept: Kept) -> None:
    """Make untold what ``tell`` kept, but for what has been told otherwise since."""
    now = _noted(connection, email, [row["call_id"] for row in kept["told"]])
    mine = {row["call_id"] for row in kept["told"] if now.get(row["call_id"]) == row}
    _replace(connection, email, mine, [row for row in kept["had"] if row["call_id"] in mine])
    for table, column, values in (
        (tables.first_issues, tables.first_issues.c.project, kept["projects"]),
        (tables.told_news, tables.told_news.c.news_id, kept["news"]),
    ):
        connection.execute(delete(table).where(_is(table, email), column.in_(values)))
    for reminder in _reminders(kept):
        _forget(connection, email, reminder)
    _carry_if(connection, email, kept, "carried", "had_carried")


def tell_again(connection: Connection, email: str, today: date, kept: Kept) -> None:
    """Note that what was taken back has been told after all."""
    _replace(connection, email, [row["call_id"] for row in kept["told"]], kept["told"])
    told = Knowledge(
        projects=kept["projects"], news=kept["news"], reminders=tuple(_reminders(kept))
    )
    remember(connection, email, today, told)
    _carry_if(connection, email, kept, "had_carried", "carried")


def _rows(told: Knowledge, today: date) -> list[dict[str, Any]]:
    """Return what is to be noted of calls, in the form that JSON keeps, by their ids."""
    on = today.isoformat()
    return [
        {
            "call_id": item.call_id,
            "shown": item.shown,
            "through_change": item.through_change,
            "project": item.project,
            "on": on,
        }
        for item in sorted(told.calls, key=lambda item: item.call_id)
    ]


def _reminders(kept: Kept) -> Iterator[Reminder]:
    """Yield the reminders of a message; none for one frozen before there were any."""
    for row in kept.get("reminders", ()):
        yield Reminder(row["call_id"], date.fromisoformat(row["deadline_on"]), row["lead_days"])


def _forget(connection: Connection, email: str, reminder: Reminder) -> None:
    table = tables.reminders
    here = [table.c[name] == value for name, value in asdict(reminder).items()]
    connection.execute(delete(table).where(_is(table, email), *here))


def _carry(connection: Connection, email: str, issues: Mapping[int, int]) -> None:
    table = tables.carried
    connection.execute(delete(table).where(_is(table, email)))
    rows = [
        {"recipient_email": email.casefold(), "call_id": call_id, "issues": count}
        for call_id, count in issues.items()
    ]
    if rows:
        connection.execute(insert(table), rows)


def _carry_if(connection: Connection, email: str, kept: Kept, now: str, then: str) -> None:
    """Put what is carried as ``then`` says, unless it is no longer what ``now`` says."""
    if now in kept and sorted(carried(connection, email).items()) == _pairs(kept[now]):
        _carry(connection, email, dict(_pairs(kept[then])))


def _pairs(rows: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    return [(call_id, count) for call_id, count in rows]


def _noted(connection: Connection, email: str, call_ids: Sequence[int]) -> dict[int, Any]:
    """Return what is noted of calls, in the form that JSON keeps, by call id and in its order."""
    table = tables.delivered
    rows = [
        row
        for batch in in_batches(call_ids)
        for row in connection.execute(
            select(table).where(_is(table, email), table.c.call_id.in_(batch))
        )
    ]
    return {
        row.call_id: {
            "call_id": row.call_id,
            "shown": row.shown,
            "through_change": row.through_change,
            "project": row.project,
            "on": row.on.isoformat(),
        }
        for row in sorted(rows, key=lambda row: row.call_id)
    }


def _replace(
    connection: Connection,
    email: str,
    call_ids: Collection[int],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Note ``rows``, in the form that JSON keeps, in place of what was noted of ``call_ids``."""
    table = tables.delivered
    for batch in in_batches(call_ids):
        connection.execute(delete(table).where(_is(table, email), table.c.call_id.in_(batch)))
    values = [
        {**row, "recipient_email": email.casefold(), "on": date.fromisoformat(row["on"])}
        for row in rows
    ]
    if values:
        connection.execute(insert(table), values)


def _is(table: Table, email: str) -> ColumnElement[bool]:
    return table.c.recipient_email == email.casefold()
