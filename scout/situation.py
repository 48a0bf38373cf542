"""Load what digests are composed from: what is known today, and what each recipient was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from scout.clock import day_of
from scout.digest.situation import Memory, Situation
from scout.home import Home
from scout.once import Once, best_matches, show_once
from scout.store import calls, groups, judgements, matches, news, strategy, told, tracking
from scout.store.reserved import reserved_since


def load_situation(home: Home, now: datetime) -> Situation:
    """Return all that is known at ``now``, the same for every recipient."""
    today = day_of(now)
    since = today - timedelta(days=home.settings.digest.news_days)
    with home.store.reading() as connection:
        history: dict[int, list[calls.HistoryEntry]] = {}
        for entry in calls.history(connection):
            history.setdefault(entry.call_id, []).append(entry)
        plan = strategy.load(connection)
        entries = {entry.id: entry for entry in calls.entries(connection)}
        once = show_once(groups.load(connection), entries, today)
        return Situation(
            today=today,
            projects=plan.projects,
            applicants={applicant.key: applicant for applicant in plan.applicants},
            calls=entries,
            once=once,
            matches=best_matches(matches.load(connection), once),
            ranked=matches.ranked(connection),
            history=history,
            news={entry.id: entry for entry in news.entries(connection, since)},
            news_matches=news.matches(connection),
            judged={
                (each.project, each.source, each.key): each.relevant
                for each in judgements.load(connection)
            },
            past=matches.past(connection),
            reserved=reserved_since(connection, entries.values()),
            contents=dict(
                calls.contents(connection, _outdated(told.least_known(connection), once, history))
            ),
        )


def _outdated(
    known: Mapping[int, int], once: Once, history: Mapping[int, Sequence[calls.HistoryEntry]]
) -> list[int]:
    """Return the calls that changed since somebody was told of them, at whatever source."""
    return sorted(
        {
            each
            for call_id, through in known.items()
            for each in once.of(call_id)
            if any(entry.id > through for entry in history.get(each, ()))
        }
    )


def load_memory(connection: Connection, email: str) -> Memory:
    """Return what ``email`` has been told, and what she said herself."""
    return Memory(
        calls=told.calls(connection, email),
        projects=told.first_issue_projects(connection, email),
        news=told.news(connection, email),
        reminders=told.reminders(connection, email),
        carried=told.carried(connection, email),
        tracking=tracking.load(connection, email),
        told_on=told.told_on(connection, email),
    )
