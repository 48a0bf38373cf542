"""The verbs of the house: collect, read, match, digest. Each returns a report.

    collect: each source: lock -> run begun -> child crawls -> judge -> one transaction -> run ended
    read:    texts not read by the present rules -> facts
    match:   open calls and projects -> scores with reasons, in place of the old ones
    digest:  each recipient due: compose -> render -> freeze in one transaction -> deliver

Command line, clock and pages share them. An expected failure of one source or recipient stands in
the report and stops no other; an unexpected one is logged, and raised when the rest is done.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from scout.clock import day_of
from scout.collect.catalogue import sources as known_sources
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import CollectReport, collect_source
from scout.delivery import compose as mail
from scout.delivery.files import write_message
from scout.digest.compose import Digest, Situation, compose, is_due
from scout.digest.coverage import SourceState
from scout.digest.render import LARGEST_HTML, Rendered, render
from scout.domain import CallStatus, Message, Recipient, Source
from scout.errors import Unexpected, UsageError
from scout.lock import is_held, process_lock
from scout.reading.eligibility import shut_out
from scout.reading.facts import RULES, read_facts, status_of
from scout.settings import Settings
from scout.store import calls, deliveries, matches, runs, strategy
from scout.store.deliveries import Told
from scout.store.engine import Store
from scout.store.matches import MatchEntry

_READ_BATCH = 200
_MATCHED = frozenset((CallStatus.OPEN, CallStatus.FORECASTED, CallStatus.UNKNOWN))

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Home:
    """Where the program lives: its folder, its settings and its store."""

    folder: Path
    settings: Settings
    store: Store

    @property
    def outbox(self) -> Path:
        """The folder that mails are written into."""
        return self.folder / "outbox"


def collect(
    home: Home, sources: Sequence[Source], options: CrawlOptions, now: datetime, progress: Progress
) -> Iterator[CollectReport]:
    """Crawl ``sources`` one after the other, take in what can be believed, report each at once."""
    unexpected = Unexpected()
    for source in sources:
        try:
            yield collect_source(home.folder, home.store, source, options, now, progress)
        except Exception as error:  # noqa: BLE001 - one source never stops the others; raised below
            unexpected.note(f"collecting {source.name} failed", error)
    unexpected.raise_any()


@dataclass(frozen=True, slots=True)
class ReadReport:
    """How many texts were read for the first time or anew, and what was not understood."""

    read: int
    reread: int
    not_understood: tuple[tuple[str, str], ...]


def read(home: Home, progress: Progress) -> ReadReport:
    """Derive facts from every text that is new, changed, or was read by older rules."""
    with home.store.reading() as connection:
        stale = calls.unread(connection, RULES)
    not_understood: list[tuple[str, str]] = []
    for start in range(0, len(stale), _READ_BATCH):
        batch = [call_id for call_id, _ in stale[start : start + _READ_BATCH]]
        with home.store.writing() as connection:
            found = {}
            for call_id, call in calls.contents(connection, batch):
                found[call_id] = read_facts(call)
                not_understood.extend((call.key, text) for text in found[call_id].not_understood)
            calls.save_facts(connection, RULES, found)
        progress("read", start + len(batch))
    again = sum(was_read for _, was_read in stale)
    return ReadReport(len(stale) - again, again, tuple(not_understood))


@dataclass(frozen=True, slots=True)
class MatchReport:
    """How many calls fit a project, the best score, and how many only its text."""

    project: str
    title: str
    matches: int
    best: float | None
    shut_out: int


def match(home: Home, now: datetime) -> list[MatchReport]:
    """Rank all calls that can be applied for against all projects, in place of the old ranking."""
    # scikit-learn takes a second to import: only who ranks pays for it.
    from scout.match.documents import rank_calls, to_document  # noqa: PLC0415

    today = day_of(now)
    with home.store.reading() as connection:
        plan = strategy.load(connection)
        entries = {entry.id: entry for entry in calls.entries(connection) if is_open(entry, today)}
        documents = [to_document(*found) for found in calls.contents(connection, list(entries))]
    names = {entry.id: (entry.source, entry.key) for entry in entries.values()}
    ranked = rank_calls(plan.projects, documents, names, home.settings.match.threshold)
    applicants = {applicant.key: applicant for applicant in plan.applicants}
    found: list[MatchEntry] = []
    for project in plan.projects:
        bodies = [applicants[key] for key in project.applicants if key in applicants]
        for call_id, hit in ranked[project.key]:
            facts = entries[call_id].facts
            barred = facts is not None and shut_out(facts, bodies)
            found.append(MatchEntry(hit, call_id, barred))
    with home.store.writing() as connection:
        matches.replace_all(connection, found, [project.key for project in plan.projects])
    return [_match_report(project.key, project.title, found) for project in plan.projects]


def is_open(entry: calls.CallEntry, today: date) -> bool:
    """Tell whether one may still apply, as far as anybody knows."""
    return status_of(entry.facts, listed=entry.gone_on is None, today=today) in _MATCHED


def _match_report(key: str, title: str, found: Sequence[MatchEntry]) -> MatchReport:
    own = [entry for entry in found if entry.match.project == key]
    scores = [entry.match.score for entry in own if not entry.shut_out]
    return MatchReport(key, title, len(scores), max(scores, default=None), len(own) - len(scores))


@dataclass(frozen=True, slots=True)
class DigestReport:
    """What one recipient got. ``state`` is SENT, FAILED, DRY_RUN, NOTHING_NEW or NOT_DUE.

    ``text`` is the mail's text part of a dry run; ``error`` says why a delivery failed: the message
    is kept and goes out with the next digest.
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


def digest(
    home: Home, now: datetime, *, only: str | None = None, dry_run: bool = False
) -> Iterator[DigestReport]:
    """Write to every recipient who is due, or to ``only`` whether due or not; report each at once.

    ``dry_run`` composes and renders and keeps nothing. What was frozen earlier and could not be
    delivered goes out first.

    Raises:
        UsageError: if ``only`` is no recipient of the strategy, or another process is writing
            digests right now: two at once would tell everybody everything twice.
    """
    recipients = _recipients(home, only)
    with process_lock(home.folder, "digest") as free:
        if not free:
            raise UsageError(
                "digest: another process is writing digests right now; try again later"
            )
        yield from _digests(home, recipients, now, forced=only is not None, dry_run=dry_run)


def _digests(
    home: Home, recipients: Sequence[Recipient], now: datetime, *, forced: bool, dry_run: bool
) -> Iterator[DigestReport]:
    unexpected = Unexpected()
    if not dry_run:
        wanted = {recipient.email.casefold() for recipient in recipients}
        with home.store.reading() as connection:
            waiting = deliveries.queued(connection)
        for message in (each for each in waiting if each.recipient_email.casefold() in wanted):
            try:
                yield _deliver(home, message)
            except Exception as error:  # noqa: BLE001 - one message never stops the others; raised below
                unexpected.note("delivering a frozen message failed", error)
    situation, states = _situation(home, now), source_states(home)
    for recipient in recipients:
        try:
            yield _digest_for(
                home, recipient, situation, states, now, forced=forced, dry_run=dry_run
            )
        except Exception as error:  # noqa: BLE001 - one recipient never stops the others; raised below
            unexpected.note("the digest for a recipient failed", error)
    unexpected.raise_any()


def source_states(home: Home) -> list[SourceState]:
    """Return every source with its newest crawls; one whose process is gone counts as aborted."""
    states = []
    with home.store.reading() as connection:
        for source in known_sources().values():
            newest = runs.newest(connection, source.name)
            if newest and newest.outcome == runs.RUNNING and not is_held(home.folder, source.name):
                newest = replace(newest, outcome=runs.ABORTED)
            states.append(
                SourceState(source, newest, runs.newest(connection, source.name, runs.READ))
            )
    return states


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
    with home.store.reading() as connection:
        history: dict[int, list[calls.HistoryEntry]] = {}
        for entry in calls.history(connection):
            history.setdefault(entry.call_id, []).append(entry)
        return Situation(
            today=day_of(now),
            projects=strategy.load(connection).projects,
            calls={entry.id: entry for entry in calls.entries(connection)},
            matches=matches.load(connection),
            ranked=matches.ranked(connection),
            history=history,
        )


def _digest_for(
    home: Home,
    recipient: Recipient,
    situation: Situation,
    states: Sequence[SourceState],
    now: datetime,
    *,
    forced: bool,
    dry_run: bool,
) -> DigestReport:
    email = recipient.email
    with home.store.reading() as connection:
        last = deliveries.last_issue_on(connection, email)
        told = deliveries.told(connection, email)
        had_first_issue = deliveries.first_issue_projects(connection, email)
    if not forced and not is_due(recipient.frequency, last, situation.today):
        return DigestReport(email, "NOT_DUE")
    found, rendered = _bounded(home, recipient, situation, states, told, had_first_issue)
    if found.is_empty:
        if not dry_run:
            with home.store.writing() as connection:
                deliveries.remember(
                    connection, email, situation.today, found.known, found.first_projects
                )
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
    if dry_run:
        return report
    sent = _deliver(home, _freeze(home, found, rendered, now))
    return replace(report, state=sent.state, path=sent.path, error=sent.error, text=None)


def _bounded(
    home: Home,
    recipient: Recipient,
    situation: Situation,
    states: Sequence[SourceState],
    told: Mapping[int, Told],
    had_first_issue: Collection[str],
) -> tuple[Digest, Rendered]:
    """Compose and render; with fewer calls where the mail would be so large that clients cut it."""
    settings = home.settings
    most = settings.digest.max_items
    while True:
        found = compose(
            recipient,
            situation,
            told,
            had_first_issue,
            first_issue=settings.digest.first_issue,
            max_items=most,
        )
        rendered = render(found, states, settings.mail.reply_to)
        if len(rendered.html.encode()) <= LARGEST_HTML or most == 1:
            return found, rendered
        most -= 1


def _freeze(home: Home, found: Digest, rendered: Rendered, now: datetime) -> Message:
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
        deliveries.queue(connection, message, found.issue_on, found.known, found.first_projects)
    return message


def _deliver(home: Home, message: Message) -> DigestReport:
    """Write a frozen message into the outbox; a folder that cannot be written is no disaster."""
    report = DigestReport(message.recipient_email, "SENT", message.subject)
    try:
        path = write_message(home.outbox, message, mail.to_mime(message, home.settings.mail))
    except OSError as error:
        return replace(report, state="FAILED", error=f"{home.outbox}: {error.strerror or error}")
    with home.store.writing() as connection:
        deliveries.mark_sent(connection, message.message_id)
    return replace(report, path=path)
