"""The verbs of the house that write to people: digest, deliver, decide.

    digest:  what waits goes out -> each recipient due: compose -> render -> freeze -> deliver
    deliver: what is queued, and what is to be tried again by now, goes out
    decide:  a person says what is to become of one message

One process at a time does any of them. A recipient whose last message is still on its way gets no
second one. One recipient's trouble stands in the report and stops no other; what nobody expected is
logged, and raised when the rest is done.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from scout.clock import day_of
from scout.delivery import compose as mail
from scout.delivery.outbox import NEXT, Event, after
from scout.delivery.post import DeliveryReport, Post, open_post, report_of
from scout.digest.compose import Digest, compose, is_due
from scout.digest.coverage import SourceState
from scout.digest.render import LARGEST_HTML, Rendered, render
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import Frequency, Recipient
from scout.errors import BusyError, Unexpected, UsageError
from scout.home import Home
from scout.jobs import source_states
from scout.messages import DeliveryState, Message, MessageKind
from scout.once import show_once
from scout.store import calls, deliveries, groups, matches, news, strategy
from scout.store.deliveries import Outgoing

_LOCK = "digest"
_LEFT = {
    MessageKind.DIGEST: "its reader has left the strategy",
    MessageKind.ALARM: "its reader is no longer the operator",
}


@dataclass(frozen=True, slots=True)
class DigestReport:
    """What one recipient got.

    ``state`` is DRY_RUN, NOTHING_NEW, NOT_DUE, WAITING (her last message is still on its way) or
    where her message stands: SENT, RETRY, FAILED or UNSURE. ``text`` is the mail's text part of a
    dry run; ``number`` names it in the outbox, and ``error`` says why it has not arrived, or
    may not have.
    """

    recipient: str
    state: str
    subject: str | None = None
    new: int = 0
    changed: int = 0
    baseline: int = 0
    waiting: int = 0
    path: Path | None = None
    text: str | None = None
    error: str | None = None
    number: int | None = None
    next_try_at: datetime | None = None

    def came_to(self, report: DeliveryReport) -> DigestReport:
        """Return this report with what became of its message."""
        return replace(
            self,
            state=report.state.value,
            subject=report.subject,
            path=report.path,
            text=None,
            error=report.error,
            number=report.number,
            next_try_at=report.next_try_at,
        )


@dataclass(frozen=True, slots=True)
class DigestSlot:
    """A moment of the clock at which the digests of one frequency are due, on a German day."""

    frequency: Frequency
    on: date

    def is_for(self, recipient: Recipient) -> bool:
        """Tell whether ``recipient`` gets digests of this frequency."""
        return recipient.frequency is self.frequency

    def is_due(self, last_issue_on: date | None) -> bool:
        """Tell whether a recipient has had no issue since the slot came due."""
        return last_issue_on is None or last_issue_on < self.on


@dataclass(frozen=True, slots=True)
class _Round:
    """One run of digests, the same for every recipient; without ``post`` it is a dry run."""

    home: Home
    post: Post | None
    situation: Situation
    states: Sequence[SourceState]
    now: datetime
    forced: bool
    slot: DigestSlot | None


def digest(
    home: Home,
    now: datetime,
    *,
    only: str | None = None,
    dry_run: bool = False,
    slot: DigestSlot | None = None,
) -> Iterator[DigestReport]:
    """Write to every recipient who is due, or to ``only`` whether due or not; report each at once.

    With ``slot`` those of its frequency are due who had no issue since; without, those who had none
    this day, calendar week or month. ``dry_run`` composes and renders and keeps nothing. What was
    frozen earlier and is to be tried by now goes out first.

    Raises:
        UsageError: if ``only`` is no recipient of the strategy, the settings of the mail server
            cannot be used, or another process is at it right now: two at once would tell everybody
            everything twice.
    """
    recipients = [each for each in _recipients(home, only) if slot is None or slot.is_for(each)]
    with _alone(home), nullcontext() if dry_run else _open_post(home) as post:
        unexpected = Unexpected()
        if post is not None:
            for outgoing, sent in _send_due(home, post, now, only, unexpected):
                if outgoing.message.kind is MessageKind.DIGEST:
                    yield DigestReport(sent.recipient, "").came_to(sent)
        situation, states = _situation(home, now), source_states(home)
        this = _Round(home, post, situation, states, now, only is not None, slot)
        for recipient in recipients:
            try:
                yield _digest_for(this, recipient)
            except Exception as error:  # noqa: BLE001 - one recipient never stops the others; raised below
                unexpected.note("the digest for a recipient failed", error)
        unexpected.raise_any()


def deliver(
    home: Home, now: datetime, *, kinds: Collection[MessageKind] = tuple(MessageKind)
) -> Iterator[DeliveryReport]:
    """Send what is queued and what is to be tried again by ``now``; report each at once.

    Composes nothing. A message to somebody who is no recipient any more is given up, and so is an
    alarm to who is no longer the operator.

    Raises:
        UsageError: if the settings of the mail server cannot be used, or another process is at it.
    """
    with _alone(home), _open_post(home) as post:
        unexpected = Unexpected()
        for _, report in _send_due(home, post, now, None, unexpected, kinds):
            yield report
        unexpected.raise_any()


def decide(home: Home, number: int, event: Event, now: datetime) -> DeliveryReport:
    """Let a person decide on message ``number``: ONCE_MORE, ARRIVED or GIVEN_UP.

    Sends nothing by itself: one that is to go out once more goes with the next ``deliver``.

    Raises:
        UsageError: if there is no such message, ``event`` does not fit its state, a failed one has
            been told otherwise since, or another process is delivering right now.
    """
    with _alone(home), home.store.writing() as connection:
        found = deliveries.find(connection, number)
        if found is None:
            raise UsageError(f"outbox: expected the number of a message, found {number}")
        state = found.delivery.state
        if (state, event) not in NEXT:
            raise UsageError(f"outbox: message {number} is {state}, there is nothing to decide so")
        if state is DeliveryState.FAILED and deliveries.is_told_since(connection, found):
            raise UsageError(
                f"outbox: a later message has told what message {number} tells; it stays {state}"
            )
        why = "given up by hand" if event is Event.GIVEN_UP else None
        delivery = after(found.delivery, event, now, why)
        deliveries.move(connection, found, delivery)
    return report_of(replace(found, delivery=delivery))


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    with home.store.lock(_LOCK) as free:
        if not free:
            raise BusyError(
                "another process is writing digests or sending mails right now; try again later"
            )
        yield


def _open_post(home: Home) -> AbstractContextManager[Post]:
    return open_post(home.store, home.folder, home.outbox, home.settings.mail)


def _send_due(
    home: Home,
    post: Post,
    now: datetime,
    only: str | None,
    unexpected: Unexpected,
    kinds: Collection[MessageKind] = tuple(MessageKind),
) -> Iterator[tuple[Outgoing, DeliveryReport]]:
    with home.store.reading() as connection:
        waiting = deliveries.on_their_way(connection, only)
        recipients = strategy.load(connection).recipients
    readers = {
        MessageKind.DIGEST: {each.email.casefold() for each in recipients},
        MessageKind.ALARM: {home.settings.operator.email.casefold()},
    }
    for outgoing in waiting:
        kind = outgoing.message.kind
        if kind not in kinds:
            continue
        is_reader = outgoing.message.recipient_email.casefold() in readers[kind]
        try:
            if not is_reader and outgoing.delivery.state is not DeliveryState.SENDING:
                post.withdraw(outgoing, now, _LEFT[kind])
                continue
            report = post.deliver(outgoing, now)
        except Exception as error:  # noqa: BLE001 - one message never stops the others; raised by the caller
            unexpected.note(f"delivering message {outgoing.number} failed", error)
            continue
        if report is not None:
            yield outgoing, report


def _recipients(home: Home, only: str | None) -> list[Recipient]:
    with home.store.reading() as connection:
        recipients = strategy.load(connection).recipients
    if only is None:
        return list(recipients)
    chosen = [each for each in recipients if each.email.casefold() == only.casefold()]
    if not chosen:
        known = ", ".join(each.email for each in recipients) or "none: import a strategy first"
        raise UsageError(f"--to: expected a recipient of the strategy ({known}), found {only!r}")
    return chosen


def _situation(home: Home, now: datetime) -> Situation:
    since = day_of(now) - timedelta(days=home.settings.digest.news_days)
    with home.store.reading() as connection:
        history: dict[int, list[calls.HistoryEntry]] = {}
        for entry in calls.history(connection):
            history.setdefault(entry.call_id, []).append(entry)
        plan = strategy.load(connection)
        entries = {entry.id: entry for entry in calls.entries(connection)}
        return Situation(
            today=day_of(now),
            projects=plan.projects,
            applicants={applicant.key: applicant for applicant in plan.applicants},
            calls=entries,
            once=show_once(groups.load(connection), entries, day_of(now)),
            matches=matches.load(connection),
            ranked=matches.ranked(connection),
            history=history,
            news={entry.id: entry for entry in news.entries(connection, since)},
            news_matches=news.matches(connection),
        )


def _digest_for(this: _Round, recipient: Recipient) -> DigestReport:
    email, today = recipient.email, this.situation.today
    with this.home.store.reading() as connection:
        last = deliveries.last_issue_on(connection, email)
        memory = Memory(
            deliveries.told(connection, email),
            deliveries.first_issue_projects(connection, email),
            deliveries.told_news(connection, email),
        )
        on_their_way = deliveries.on_their_way(connection, email)
    due = this.slot.is_due(last) if this.slot else is_due(recipient.frequency, last, today)
    if not this.forced and not due:
        return DigestReport(email, "NOT_DUE")
    if on_their_way:
        earlier = report_of(on_their_way[0])
        return replace(DigestReport(email, "").came_to(earlier), state="WAITING")
    found, rendered = _bounded(this, recipient, memory)
    if found.is_empty:
        if this.post is not None:
            with this.home.store.writing() as connection:
                deliveries.remember(connection, email, today, found.known, found.first_projects)
        return DigestReport(email, "NOTHING_NEW")
    report = DigestReport(
        recipient=email,
        state="DRY_RUN",
        subject=rendered.subject,
        new=found.new_count,
        changed=len(found.changed),
        baseline=found.baseline,
        waiting=found.waiting,
        text=rendered.text,
    )
    if this.post is None:
        return report
    outgoing = _freeze(this.home, found, rendered, this.now)
    sent = this.post.deliver(outgoing, this.now)
    return report.came_to(sent or report_of(outgoing))


def _bounded(this: _Round, recipient: Recipient, memory: Memory) -> tuple[Digest, Rendered]:
    """Compose and render; with fewer calls where the mail would be so large that clients cut it."""
    settings = this.home.settings
    most = settings.digest.max_items
    while True:
        limits = Limits(settings.digest.first_issue, most, settings.digest.max_news)
        found = compose(recipient, this.situation, memory, limits)
        rendered = render(found, this.states, settings.mail.reply_to)
        if len(rendered.html.encode()) <= LARGEST_HTML or most == 1:
            return found, rendered
        most -= 1


def _freeze(home: Home, found: Digest, rendered: Rendered, now: datetime) -> Outgoing:
    """Keep the message and what it tells in one transaction; from here on it only has to go out."""
    token = f"{found.issue_on:%Y%m%d}.{uuid.uuid4().hex}"
    message = Message(
        recipient_name=found.recipient.name,
        recipient_email=found.recipient.email,
        message_id=mail.message_id(token, home.settings.mail.sender),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        created_at=now,
    )
    with home.store.writing() as connection:
        return deliveries.queue(
            connection,
            message,
            found.issue_on,
            found.known,
            found.first_projects,
            [trend.entry.id for trend in found.trends],
        )
