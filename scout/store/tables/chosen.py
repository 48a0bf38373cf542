"""What the county plans, what fits it, and what its people said of that."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Integer, String, Table

from scout.store.tables.collected import calls, news
from scout.store.tables.columns import EMAIL, KEY, PROJECT, SOURCE, UtcDateTime, metadata

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

# Projects that a match run has ranked, whether anything fits them or not.
ranked_projects = Table(
    "ranked_projects",
    metadata,
    Column("project", PROJECT, primary_key=True),
)

matches = Table(
    "matches",
    metadata,
    Column("project", PROJECT, primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("score", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("shut_out", Boolean, nullable=False),
)

# Which matches ended because one could apply no more: a reader is told that there was one.
past_matches = Table(
    "past_matches",
    metadata,
    Column("project", PROJECT, primary_key=True),
    Column("call_id", ForeignKey(calls.c.id), primary_key=True),
    Column("on", Date, nullable=False),
)

news_matches = Table(
    "news_matches",
    metadata,
    Column("project", PROJECT, primary_key=True),
    Column("news_id", ForeignKey(news.c.id), primary_key=True),
    Column("score", Float, nullable=False),
    Column("words", JSON, nullable=False),
)

# What people said of calls. By the source's own key, not by ``calls.id``: a judgement outlives the
# call's row. Who judged is not needed to learn from it, and erased after a while.
judgements = Table(
    "judgements",
    metadata,
    Column("project", PROJECT, primary_key=True),
    Column("source", SOURCE, primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("relevant", Boolean, nullable=False),
    Column("judged_at", UtcDateTime, nullable=False),
    Column("judged_by", EMAIL),
)

# What people said of calls before somebody else did, each her last word, the newest with the
# highest ``id``: who takes back her own judgement takes back nobody else's.
overruled_judgements = Table(
    "overruled_judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", PROJECT, nullable=False),
    Column("source", SOURCE, nullable=False),
    Column("key", KEY, nullable=False),
    Column("relevant", Boolean, nullable=False),
    Column("judged_at", UtcDateTime, nullable=False),
    Column("judged_by", EMAIL),
)

# What was tuned, only ever added to; project "" is all of them, no number is the default.
# Rows of one ``change_id`` were kept together; ``undoes`` is the change that they take back.
tunings = Table(
    "tunings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change_id", Integer, nullable=False),
    Column("project", PROJECT, nullable=False),
    Column("name", String(200), nullable=False),
    Column("old", Float),
    Column("new", Float),
    Column("at", UtcDateTime, nullable=False),
    Column("undoes", Integer),
)

# What each recipient does with a call. By the source's own key, as for judgements.
tracking = Table(
    "tracking",
    metadata,
    Column("recipient_email", EMAIL, primary_key=True),
    Column("source", SOURCE, primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)
