"""Mails, what each recipient has been told with them, and when the clock is due."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from scout.store.tables.collected import calls, news
from scout.store.tables.columns import EMAIL, PROJECT, SOURCE, UtcDateTime, metadata

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("recipient_email", EMAIL, nullable=False),
    Column("recipient_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("issue_on", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("error", Text),
    # What was known to the recipient before: a message that never arrives has told nothing.
    Column("before", JSON),
    Column("kind", String(20), nullable=False, server_default="DIGEST"),
    # Files that go with it, as JSON of scout.messages.Attachment.
    Column("attachments", JSON),
    Column("unsubscribe_url", Text),
    Index("ix_messages_recipient_email", "recipient_email", "issue_on"),
)

# Sources that failed again and again, each until it recovers, and which messages say so.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", SOURCE, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("recovered_at", UtcDateTime),
    Column("raised_message", ForeignKey(messages.c.id)),
    Column("recovered_message", ForeignKey(messages.c.id)),
)

# What each recipient has been told of; ``through_change`` is the newest change told with it.
delivered = Table(
    "delivered",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("shown", Boolean, nullable=False),
    Column("through_change", Integer, nullable=False),
    Column("project", PROJECT, nullable=False),
    Column("on", Date, nullable=False),
)

# Which news each recipient has been told of.
told_news = Table(
    "told_news",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("news_id", ForeignKey(news.c.id), primary_key=True),
    Column("on", Date, nullable=False),
)

# For which projects a recipient has had a first issue.
first_issues = Table(
    "first_issues",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("project", PROJECT, primary_key=True),
    Column("on", Date, nullable=False),
)

# Which reminders of which deadline each recipient has had, by its lead in days.
reminders = Table(
    "reminders",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("deadline_on", Date, primary_key=True),
    Column("lead_days", Integer, primary_key=True),
    Column("on", Date, nullable=False),
)

# New calls for which an issue had no room, and how many issues that was so far.
carried = Table(
    "carried",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("issues", Integer, nullable=False),
)

# The name under which links know a recipient: chance, so that no address stands in one. Who has no
# row any more has no links any more.
readers = Table(
    "readers",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("ref", String(32), nullable=False, unique=True),
)

# How often in a row an address was refused for good.
refusals = Table(
    "refusals",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("refused_at", UtcDateTime, nullable=False),
    Column("error", Text),
)

# Who gets no digests any more, and why; a keyed hash, because it outlives the address itself. Under
# another secret nobody is found: by its fingerprint it is known which one hashed, but in old rows.
stops = Table(
    "stops",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("stopped_at", UtcDateTime, nullable=False),
    Column("fingerprint", String(16)),
)

# Moments at which the clock had something to do: claimed by whoever inserts the row.
slots = Table(
    "slots",
    metadata,
    Column("job", String(60), primary_key=True),
    Column("due_at", UtcDateTime, primary_key=True),
    Column("outcome", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("summary", Text),
)
