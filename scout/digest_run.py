"""The verbs of the house that write to people: digest, deliver.

    digest:  what waits goes out -> each recipient due: compose -> render -> freeze -> deliver
    deliver: what is queued, and what is to be tried again by now, goes out

One process at a time does either of them, or decides on a message. A recipient whose last message
is still on its way gets no second one. One recipient's trouble stands in the report and stops no
other; what nobody expected is logged, and raised when the rest is done.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from scout.clock import day_of
from scout.delivery.pace import Sleep
from scout.delivery.post import DeliveryReport, Post, open_post, report_of
from scout.digest.compose import is_due
from scout.digest.coverage import SourceState
from scout.digest.situation import Situation
from scout.domain import Frequency, Recipient
from scout.errors import BusyError, Unexpected, UsageError
from scout.home import Home
from scout.issue import Issue, freeze, known_without_mail, write_issue
from scout.jobs import source_states
from scout.messages import DeliveryState, MessageKind
from scout.secret import address_hash
from scout.situation import load_memory, load_situation
from scout.store import deliveries, readers, refusals, strategy, told
from scout.store.deliveries import Outgoing

_LOCK = "digest"
_LEFT = {
    MessageKind.DIGEST: "its reader has left the strategy, or gets no digests any more",
    MessageKind.ALARM: "its reader is no longer the operator",
}


@dataclass(frozen=True, slots=True)
class DigestReport:
    """What one recipient got.

    ``state`` is DRY_RUN, NOTHING_NEW, NOT_DUE, WAITING (her last message is still on its way), why
    she gets none any more (UNSUBSCRIBED, REFUSED, FORGOTTEN), or where her message stands: SENT,
    RETRY, FAILED or UNSURE. ``text`` is the mail's text part of a dry run; ``number`` names it in
    the outbox, and ``error`` says why it has not arrived, or may not have.
    """

    recipient: str
    state: str
    subject: str | None = None
    deadlines: int = 0
    new: int = 0
    changed: int = 0
    baseline: int = 0
    waiting: int = 0
    listed: int = 0
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
    """One run of digests, the same for every recipient; without ``post`` it is a dry run.

    ``last_issues`` and ``on_their_way`` are by casefolded address, as of the beginning of the run.
    """

    home: Home
    post: Post | None
    situation: Situation
    states: Sequence[SourceState]
    now: datetime
    forced: bool
    slot: DigestSlot | None
    last_issues: Mapping[str, date]
    on_their_way: Mapping[str, Outgoing]


def digest(
    home: Home,
    now: datetime,
    *,
    only: str | None = None,
    dry_run: bool = False,
    slot: DigestSlot | None = None,
    sleep: Sleep = time.sleep,
) -> Iterator[DigestReport]:
    """Write to every recipient who is due, or to ``only`` whether due or not; report each at once.

    With ``slot`` those of its frequency are due who had no issue since, and those whose last
    message expires in this run; without, those who had none this day, calendar week or month.
    ``dry_run`` composes and renders and keeps nothing, not even a secret. What was frozen earlier
    and is to be tried by now goes out first. ``sleep`` passes the seconds between two mails where
    the settings want them apart; it may raise ``Stopped``.

    Raises:
        UsageError: if ``only`` is no recipient of the strategy, the settings of the mail server
            cannot be used, the secret is not that of the stops, or another process is at it right
            now: two at once would tell everybody everything twice.
    """
    home.check_secret()
    recipients, expired = _recipients(home, only), set[str]()
    with alone(home), nullcontext() if dry_run else _open_post(home, sleep) as post:
        unexpected = Unexpected()
        if post is not None:
            for outgoing, sent in _send_due(home, post, now, only, unexpected):
                if outgoing.message.kind is MessageKind.DIGEST:
                    yield DigestReport(sent.recipient, "").came_to(sent)
                if sent.expired:
                    # Whatever her frequency: her own slot is done, and tells nothing anew.
                    expired.add(sent.recipient.casefold())
        situation, states = load_situation(home, now), source_states(home)
        with home.store.reading() as connection:
            last_issues = _last_tries(connection, situation.today, slot)
            waiting = _digests_by_reader(deliveries.on_their_way(connection))
        this = _Round(
            home, post, situation, states, now, only is not None, slot, last_issues, waiting
        )
        for recipient in recipients:
            if slot and not slot.is_for(recipient) and recipient.email.casefold() not in expired:
                continue
            try:
                yield _digest_for(this, recipient)
            except Exception as error:  # noqa: BLE001 - one recipient never stops the others; raised below
                unexpected.note("the digest for a recipient failed", error)
        unexpected.raise_any()


def _last_tries(connection: Connection, today: date, slot: DigestSlot | None) -> Mapping[str, date]:
    """Return the day of each reader's last issue; for a slot also that on which she was refused.

    A slot may be taken up again, and who was refused three issues in a row gets no more.
    """
    found = deliveries.last_issues(connection, today)
    for each in refusals.all_of(connection) if slot else ():
        refused_on = day_of(each.refused_at)
        if refused_on <= today:
            found[each.email] = max(refused_on, found.get(each.email, refused_on))
    return found


def probe(home: Home, now: datetime, only: str) -> Issue:
    """Return the issue that recipient ``only`` would get now; keeps and sends nothing.

    Its links lead nowhere: who looks at it is not its reader.

    Raises:
        UsageError: if ``only`` is no recipient of the strategy.
    """
    (recipient,) = _recipients(home, only)
    with home.store.reading() as connection:
        memory = load_memory(connection, recipient.email)
    situation, states = load_situation(home, now), source_states(home)
    return write_issue(home, situation, states, recipient, memory, now, is_real=False)


def deliver(
    home: Home,
    now: datetime,
    *,
    kinds: Collection[MessageKind] = tuple(MessageKind),
    sleep: Sleep = time.sleep,
) -> Iterator[DeliveryReport]:
    """Send what is queued and what is to be tried again by ``now``; report each at once.

    Composes nothing. A message to somebody who is no recipient any more is given up, and so is an
    alarm to who is no longer the operator. ``sleep`` as for ``digest``.

    Raises:
        UsageError: if the settings of the mail server cannot be used, another process is at it, or,
            but for alarms only, the secret is not that of the stops.
    """
    with alone(home), _open_post(home, sleep) as post:
        unexpected = Unexpected()
        for _, report in _send_due(home, post, now, None, unexpected, kinds):
            yield report
        unexpected.raise_any()


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold what only one process at a time may do: writing digests, sending, deciding on them.

    Raises:
        BusyError: if another process is at it.
    """
    with home.store.lock(_LOCK) as free:
        if not free:
            raise BusyError(
                "another process is writing digests or sending mails right now; try again later"
            )
        yield


def _open_post(home: Home, sleep: Sleep) -> AbstractContextManager[Post]:
    mail = home.settings.mail
    return open_post(home.store, home.folder, home.outbox, mail, home.secret, sleep=sleep)


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
        asked = recipients if MessageKind.DIGEST in kinds else ()
        stopped = {each.email for each in asked if stop_of(home, connection, each.email)}
    readers_of = {
        MessageKind.DIGEST: {
            each.email.casefold() for each in recipients if each.email not in stopped
        },
        MessageKind.ALARM: {home.settings.operator.email.casefold()},
    }
    for outgoing in waiting:
        kind = outgoing.message.kind
        if kind not in kinds:
            continue
        is_reader = outgoing.message.recipient_email.casefold() in readers_of[kind]
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


def _digests_by_reader(waiting: Sequence[Outgoing]) -> dict[str, Outgoing]:
    """Return the oldest digest on its way to each reader, by her casefolded address."""
    found: dict[str, Outgoing] = {}
    for outgoing in waiting:
        if outgoing.message.kind is MessageKind.DIGEST:
            found.setdefault(outgoing.message.recipient_email.casefold(), outgoing)
    return found


def stop_of(home: Home, connection: Connection, email: str) -> str | None:
    """Return why ``email`` gets no digests any more, ``None`` if she does."""
    stops = readers.stops(connection)
    found = stops.get(address_hash(home.secret(), email)) if stops else None
    return found.reason.value if found else None


def _digest_for(this: _Round, recipient: Recipient) -> DigestReport:
    email, today = recipient.email, this.situation.today
    reader = email.casefold()
    with this.home.store.reading() as connection:
        reason = stop_of(this.home, connection, email)
    if reason is not None:
        return DigestReport(email, reason)
    last = this.last_issues.get(reader)
    due = this.slot.is_due(last) if this.slot else is_due(recipient.frequency, last, today)
    if not this.forced and not due:
        return DigestReport(email, "NOT_DUE")
    if reader in this.on_their_way:
        earlier = report_of(this.on_their_way[reader])
        return replace(DigestReport(email, "").came_to(earlier), state="WAITING")
    with this.home.store.reading() as connection:
        memory = load_memory(connection, email)
    is_real = this.post is not None
    issue = write_issue(
        this.home, this.situation, this.states, recipient, memory, this.now, is_real=is_real
    )
    if issue.digest.is_empty and not recipient.sign_of_life:
        if is_real:
            with this.home.store.writing() as connection:
                told.remember(connection, email, today, known_without_mail(issue.digest))
        return DigestReport(email, "NOTHING_NEW")
    if this.post is None:
        return _dry(issue)
    outgoing = freeze(this.home, issue, this.now)
    sent = this.post.deliver(outgoing, this.now)
    return replace(_dry(issue), text=None).came_to(sent or report_of(outgoing))


def _dry(issue: Issue) -> DigestReport:
    found = issue.digest
    return DigestReport(
        recipient=found.recipient.email,
        state="DRY_RUN",
        subject=issue.rendered.subject,
        deadlines=len(found.deadlines),
        new=found.new_count,
        changed=len(found.changed),
        baseline=found.baseline,
        waiting=found.waiting,
        listed=len(found.listed),
        text=issue.rendered.text,
    )
