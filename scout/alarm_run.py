"""Tell the operator of sources that fail, and of those that recover: once each.

    one transaction: crawls and standing alarms -> decide -> alarms noted, one mail for all queued

Whoever writes comes one after the other, so two processes never decide the same twice; what is
queued is sent by whoever delivers next, however this process ends. A mail that failed in the end
has told nothing: the alarm is told again with the next round.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from scout.clock import day_of
from scout.collect.catalogue import sources as known_sources
from scout.delivery import compose as mail
from scout.delivery.post import DeliveryReport
from scout.digest_run import deliver
from scout.domain import Source
from scout.home import Home
from scout.messages import Message, MessageKind
from scout.store import alarms, deliveries, runs
from scout.store.alarms import Alarm
from scout.store.runs import Run
from scout.store.told import Knowledge
from scout.watch.alarm import DOUBTFUL_DAYS, IN_A_ROW, Step, Trouble, decide, judged, letter

_log = logging.getLogger("scout.alarm")


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """What the operator is told: names of sources, and the number of the mail if there is one."""

    failing: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()
    number: int | None = None


@dataclass(slots=True)
class _News:
    """What is to be told, with the alarm that stands; ``silent`` ones end without a word."""

    failing: list[tuple[Trouble, Alarm | None]] = field(default_factory=list)
    recovered: list[tuple[Trouble, Alarm]] = field(default_factory=list)
    silent: list[Alarm] = field(default_factory=list)


def alarm(home: Home, now: datetime, sources: Sequence[Source] | None = None) -> AlarmReport:
    """Decide for ``sources``, which are all that are known, and queue one mail for what is new.

    Sends nothing. Without an operator's address the alarms are noted and logged.
    """
    watched = list(known_sources().values()) if sources is None else sources
    has_reader = bool(home.settings.operator.email)
    with home.store.writing() as connection:
        news = _decided(connection, watched, has_reader=has_reader)
        number = _queue(connection, home, news, now) if has_reader else None
        for trouble, standing in news.failing:
            if standing is None:
                alarms.begin(connection, trouble.source.name, now, number)
            else:
                alarms.tell(connection, standing, number)
        for _, standing in news.recovered:
            alarms.end(connection, standing, now, number)
        for standing in news.silent:
            alarms.end(connection, standing, now, None)
    report = AlarmReport(
        failing=tuple(trouble.source.name for trouble, _ in news.failing),
        recovered=tuple(trouble.source.name for trouble, _ in news.recovered),
        number=number,
    )
    if report.failing:
        text = "failed %d times in a row, or without a good crawl for %d days: %s"
        _log.warning(text, IN_A_ROW, DOUBTFUL_DAYS, ", ".join(report.failing))
    if report.recovered:
        _log.warning("can be read again: %s", ", ".join(report.recovered))
    return report


def send_alarms(home: Home, now: datetime) -> list[DeliveryReport]:
    """Send the alarms that wait and are to be tried by ``now``; leaves the digests alone.

    Raises:
        UsageError: if the settings of the mail server cannot be used, or another process is at it:
            it sends them, too.
    """
    return list(deliver(home, now, kinds=(MessageKind.ALARM,)))


def _decided(connection: Connection, watched: Sequence[Source], *, has_reader: bool) -> _News:
    histories = runs.histories(connection, IN_A_ROW)
    doubtful = runs.doubtful_since(connection)
    standing = alarms.standing(connection)
    news = _News()
    for source in watched:
        history = histories.get(source.name, [])
        found = standing.get(source.name)
        read = next((run for run in history if run.was_read), None)
        since = day_of(doubtful[source.name]) if source.name in doubtful else None
        days = (day_of(read.started_at) - since).days if since and read else 0
        newest = judged(history)[:IN_A_ROW]
        is_read = bool(newest) and newest[0].was_read
        trouble = Trouble(source, newest, read, since if is_read else None)
        # What nobody was told, although there is somebody, is still to be told.
        is_told = found is not None and (found.is_told or not has_reader)
        step = decide(history, raised=is_told, doubtful_days=days)
        if step is Step.RAISE:
            news.failing.append((trouble, found))
        elif found is not None and step is Step.RECOVER:
            news.recovered.append((trouble, found))
        elif found is not None and _is_over(history, days):
            news.silent.append(found)
    return news


def _is_over(history: Sequence[Run], doubtful_days: int) -> bool:
    return decide(history, raised=True, doubtful_days=doubtful_days) is Step.RECOVER


def _queue(connection: Connection, home: Home, news: _News, now: datetime) -> int | None:
    """Freeze one mail for all that is new; ``None`` where nothing is."""
    failing = [trouble for trouble, _ in news.failing]
    recovered = [trouble for trouble, _ in news.recovered]
    if not failing and not recovered:
        return None
    today, settings = day_of(now), home.settings
    found = letter(failing, recovered, today, settings.operator.keep_failed_days)
    token = f"{today:%Y%m%d}.{uuid.uuid4().hex}"
    message = Message(
        recipient_name="",
        recipient_email=settings.operator.email,
        message_id=mail.message_id(token, settings.mail.sender),
        subject=found.subject,
        text=found.text,
        html="",
        created_at=now,
        kind=MessageKind.ALARM,
    )
    return deliveries.queue(connection, message, today, Knowledge()).number
