"""What publishers say, how it was read, and what became of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from scout.store.tables.columns import KEY, SOURCE, UtcDateTime, metadata

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", SOURCE, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String(20), nullable=False),
    Column("items", Integer),
    Column("fill", JSON),
    Column("findings", JSON),
    Index("ix_runs_source", "source", "id"),
)

# Calls: the newest content of each, as JSON of scout.domain.FundingCall.
calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", SOURCE, nullable=False),
    Column("key", KEY, nullable=False),
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
    Column("source", SOURCE, primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("other_source", SOURCE, primary_key=True),
    Column("other_key", KEY, primary_key=True),
    Column("same", Boolean, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)

# What publishers' feeds say: never deleted by a crawl, because a feed is a window on the newest.
news = Table(
    "news",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", SOURCE, nullable=False),
    Column("key", KEY, nullable=False),
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

# What was funded, as JSON of scout.funded.FundedProject; what left its catalogue stays, gone.
funded_projects = Table(
    "funded_projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", SOURCE, nullable=False),
    Column("key", KEY, nullable=False),
    Column("content", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("first_seen_on", Date, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("gone_on", Date),
    UniqueConstraint("source", "key"),
)

# With what a page can be asked whether it is still what was read; only of crawls that were OK.
validators = Table(
    "validators",
    metadata,
    Column("source", SOURCE, primary_key=True),
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
    Column("source", SOURCE, primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("url", String(2000), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    # As for validators: a better spider must read the page again.
    Column("program", String(20), nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    # What the list that led to it said of the call.
    Column("told", JSON, nullable=False),
)
