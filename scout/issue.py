"""One issue for one recipient: composed, rendered as small as clients want it, and frozen.

    compose -> render -> too large? then with fewer calls -> the files that go with it -> freeze

Freezing is one transaction: the message with its Message-ID, and what it tells. From there on it
only has to go out.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scout.delivery import compose as mail
from scout.digest.compose import Digest, ahead_of, compose
from scout.digest.coverage import SourceState
from scout.digest.listed import list_of
from scout.digest.render import LARGEST_HTML, Rendered, render
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import Recipient
from scout.exchange.ics import calendar_of, entries_of
from scout.home import Home
from scout.links import ReaderLinks
from scout.messages import Attachment, Message
from scout.schedule import next_issue_on
from scout.settings import Settings
from scout.situation import load_memory, load_situation
from scout.store import deliveries, readers, strategy
from scout.store.deliveries import Outgoing
from scout.store.told import Knowledge

# Under this name links are signed that lead nowhere: those of mails that nobody is told by.
NOBODY = "probe"
_CALENDAR = "Fristen der Fördermittel"


@dataclass(frozen=True, slots=True)
class Issue:
    """What one recipient is told on a day, as it is sent.

    ``token`` is the local part of its Message-ID, and names its page.
    """

    digest: Digest
    rendered: Rendered
    attachments: tuple[Attachment, ...]
    token: str
    links: ReaderLinks | None = None


def limits_for(recipient: Recipient, settings: Settings, today: date) -> Limits:
    """Return how much an issue for ``recipient`` shows, and until when it reminds."""
    digest = settings.digest
    return Limits(
        first_issue=digest.first_issue,
        max_items=digest.max_items,
        max_news=digest.max_news,
        reminder_leads=digest.reminder_leads_days,
        remind_from=digest.remind_from,
        carry_issues=digest.carry_issues,
        next_issue_on=next_issue_on(recipient.frequency, settings.schedule, today),
    )


def links_for(home: Home, ref: str, token: str, now: datetime) -> ReaderLinks | None:
    """Return the links of one issue; ``None`` where readers cannot reach pages of ours.

    Those of NOBODY lead nowhere, so no secret is made for them.
    """
    base = home.settings.web.public_url
    if not base:
        return None
    secret = home.any_secret(keep=False) if ref == NOBODY else home.secret()
    return ReaderLinks(base, secret, ref, token, now)


def write_issue(
    home: Home,
    situation: Situation,
    states: Sequence[SourceState],
    recipient: Recipient,
    memory: Memory,
    now: datetime,
    *,
    is_real: bool,
) -> Issue:
    """Return the next issue for ``recipient``, smaller where clients would cut it.

    Keeps nothing; only if it ``is_real`` the name under which links know her.
    """
    token = f"{situation.today:%Y%m%d}.{uuid.uuid4().hex}"
    links = links_for(home, _ref(home, recipient, is_real=is_real), token, now)
    limits = limits_for(recipient, home.settings, situation.today)
    while True:
        found = compose(recipient, situation, memory, limits)
        rendered = render(found, states, home.settings.mail.reply_to, links)
        if len(rendered.html.encode()) <= LARGEST_HTML or limits.max_items == 1:
            break
        limits = replace(limits, max_items=limits.max_items - 1)
    attachments = (
        *_list(found, situation, states),
        *_deadlines(recipient, situation, memory, limits, now),
    )
    return Issue(found, rendered, attachments, token, links)


def freeze(home: Home, issue: Issue, now: datetime) -> Outgoing:
    """Keep the message and what it tells in one transaction; from here on it only has to go out."""
    found = issue.digest
    with home.store.writing() as connection:
        return deliveries.queue(
            connection, message_of(home, issue, now), found.issue_on, knowledge_of(found)
        )


def message_of(home: Home, issue: Issue, now: datetime) -> Message:
    """Return the mail of ``issue`` as it is sent."""
    reader = issue.digest.recipient
    return Message(
        recipient_name=reader.name,
        recipient_email=reader.email,
        message_id=mail.message_id(issue.token, home.settings.mail.sender),
        subject=issue.rendered.subject,
        text=issue.rendered.text,
        html=issue.rendered.html,
        created_at=now,
        attachments=issue.attachments,
        unsubscribe_url=issue.links.unsubscribe if issue.links else "",
    )


def knowledge_of(found: Digest) -> Knowledge:
    """Return what the reader of ``found`` knows afterwards."""
    return Knowledge(
        calls=found.known,
        projects=found.first_projects,
        news=[trend.entry.id for trend in found.trends],
        reminders=found.reminders,
        carried=found.carried,
    )


def known_without_mail(found: Digest) -> Knowledge:
    """Return what counts as told though ``found`` is empty and goes to nobody: its news do not."""
    return replace(knowledge_of(found), news=())


def calendar_for(home: Home, email: str, now: datetime) -> str | None:
    """Return the deadlines ahead of a recipient as a calendar; ``None`` for nobody we know.

    Without a deadline ahead it is an empty one: who subscribed to it asks again.
    """
    with home.store.reading() as connection:
        recipients = strategy.load(connection).recipients
        memory = load_memory(connection, email)
    reader = next((each for each in recipients if each.email.casefold() == email.casefold()), None)
    if reader is None:
        return None
    situation = load_situation(home, now)
    limits = limits_for(reader, home.settings, situation.today)
    return calendar_of(entries_of(ahead_of(reader, situation, memory, limits)), _CALENDAR, now)


def _ref(home: Home, recipient: Recipient, *, is_real: bool) -> str:
    if not is_real or not home.settings.web.public_url:
        return NOBODY
    with home.store.reading() as connection:
        known = readers.known_ref(connection, recipient.email)
    if known is not None:
        return known
    with home.store.writing() as connection:
        return readers.ref_of(connection, recipient.email)


def _list(
    found: Digest, situation: Situation, states: Sequence[SourceState]
) -> tuple[Attachment, ...]:
    if not found.listed:
        return ()
    projects = {project.key: project for project in situation.projects}
    sources = [state.source for state in states]
    text = list_of(found.listed, found.issue_on, projects, sources)
    return (Attachment("weitere-aufrufe.csv", "text/csv", text),)


def _deadlines(
    recipient: Recipient, situation: Situation, memory: Memory, limits: Limits, now: datetime
) -> tuple[Attachment, ...]:
    if not recipient.calendar:
        return ()
    entries = entries_of(ahead_of(recipient, situation, memory, limits))
    if not entries:
        return ()
    return (Attachment("fristen.ics", "text/calendar", calendar_of(entries, _CALENDAR, now)),)
