"""All tables, and the column types that both databases keep alike. Changes need a migration."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would drop the time zone without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments and move the others to UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware datetime, found {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        del dialect
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Calls: the newest content of each, as JSON of scout.domain.FundingCall.
calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("key", String(500), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("language", String(10), nullable=False),
    Column("content", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("first_seen_on", Date, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("gone_on", Date),
    UniqueConstraint("source", "key"),
)

# One row a field that is not what it was; field "listing" tells of coming, going and returning.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), nullable=False),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("on", Date, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Index("ix_changes_call_id", "call_id"),
)

facts = Table(
    "facts",
    metadata,
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("content_hash", String(64), nullable=False),
    Column("rules", Integer, nullable=False),
    Column("content", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String(20), nullable=False),
    Column("items", Integer),
    Column("fill", JSON),
    Column("findings", JSON),
    Index("ix_runs_source", "source", "id"),
)

# What the strategy file says, entry by entry; an entry that left the file stays, inactive. Since
# when a recipient is gone is noted by the night: what concerns her is erased after a while.
strategy_entries = Table(
    "strategy_entries",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", String(254), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("left_on", Date),
)

matches = Table(
    "matches",
    metadata,
    Column("project", String(80), primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("score", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("shut_out", Boolean, nullable=False),
)

# Projects that a match run has ranked, whether anything fits them or not.
ranked_projects = Table(
    "ranked_projects",
    metadata,
    Column("project", String(80), primary_key=True),
)

# What people said of calls. By the source's own key, not by ``calls.id``: a judgement outlives the
# call's row. Who judged is not needed to learn from it, and erased after a while.
judgements = Table(
    "judgements",
    metadata,
    Column("project", String(80), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("relevant", Boolean, nullable=False),
    Column("judged_at", UtcDateTime, nullable=False),
    Column("judged_by", String(254)),
)

# What was tuned, only ever added to; project "" is all of them, no number is the default.
# Rows of one ``change_id`` were kept together; ``undoes`` is the change that they take back.
tunings = Table(
    "tunings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change_id", Integer, nullable=False),
    Column("project", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("old", Float),
    Column("new", Float),
    Column("at", UtcDateTime, nullable=False),
    Column("undoes", Integer),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("recipient_email", String(254), nullable=False),
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
    Column("source", String(100), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("recovered_at", UtcDateTime),
    Column("raised_message", ForeignKey(messages.c.id)),
    Column("recovered_message", ForeignKey(messages.c.id)),
)

# What each recipient has been told of; ``through_change`` is the newest change told with it.
delivered = Table(
    "delivered",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("shown", Boolean, nullable=False),
    Column("through_change", Integer, nullable=False),
    Column("project", String(80), nullable=False),
    Column("on", Date, nullable=False),
)

# For which projects a recipient has had a first issue.
first_issues = Table(
    "first_issues",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("project", String(80), primary_key=True),
    Column("on", Date, nullable=False),
)

# Which reminders of which deadline each recipient has had, by its lead in days.
reminders = Table(
    "reminders",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("deadline_on", Date, primary_key=True),
    Column("lead_days", Integer, primary_key=True),
    Column("on", Date, nullable=False),
)

# New calls for which an issue had no room, and how many issues that was so far.
carried = Table(
    "carried",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("issues", Integer, nullable=False),
)

# What each recipient does with a call. By the source's own key, as for judgements.
tracking = Table(
    "tracking",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)

# The name under which links know a recipient: chance, so that no address stands in one. Who has no
# row any more has no links any more.
readers = Table(
    "readers",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("ref", String(32), nullable=False, unique=True),
)

# How often in a row an address was refused for good.
refusals = Table(
    "refusals",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("refused_at", UtcDateTime, nullable=False),
    Column("error", Text),
)

# Who gets no digests any more, and why; a keyed hash, because it outlives the address itself.
stops = Table(
    "stops",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("stopped_at", UtcDateTime, nullable=False),
)

# What publishers' feeds say: never deleted by a crawl, because a feed is a window on the newest.
news = Table(
    "news",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("key", String(500), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("published_at", UtcDateTime),
    Column("summary", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("first_seen_on", Date, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    UniqueConstraint("source", "key"),
)

news_matches = Table(
    "news_matches",
    metadata,
    Column("project", String(80), primary_key=True),
    Column("news_id", ForeignKey(news.c.id), primary_key=True),
    Column("score", Float, nullable=False),
    Column("words", JSON, nullable=False),
)

# Which news each recipient has been told of.
told_news = Table(
    "told_news",
    metadata,
    Column("recipient_email", String(254), primary_key=True),
    Column("news_id", ForeignKey(news.c.id), primary_key=True),
    Column("on", Date, nullable=False),
)

# With what a page can be asked whether it is still what was read; only of crawls that were OK.
validators = Table(
    "validators",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("url", String(2000), primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    # A better spider must read the page again, although the page is the same.
    Column("program", String(20), nullable=False),
)

# Where the page of a call was read last; only for sources that have a page for each call.
page_reads = Table(
    "page_reads",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("url", String(2000), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    # As for validators: a better spider must read the page again.
    Column("program", String(20), nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    # What the list that led to it said of the call.
    Column("told", JSON, nullable=False),
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

# Which calls are the same: all of one ``group_key``, the leading one in place 0. Written anew by
# every grouping. A call that is one with none has a row only where a join was refused to it.
call_groups = Table(
    "call_groups",
    metadata,
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("group_key", String(700), nullable=False),
    Column("place", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
)

# What people decided of two calls, the first before the other. By the sources' own keys, as for
# judgements: a decision outlives the rows of its calls, and every grouping.
group_decisions = Table(
    "group_decisions",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("other_source", String(100), primary_key=True),
    Column("other_key", String(500), primary_key=True),
    Column("same", Boolean, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)

# What was funded, as JSON of scout.funded.FundedProject; what left its catalogue stays, gone.
funded_projects = Table(
    "funded_projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("key", String(500), nullable=False),
    Column("content", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("first_seen_on", Date, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("gone_on", Date),
    UniqueConstraint("source", "key"),
)
