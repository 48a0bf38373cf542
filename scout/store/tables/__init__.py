"""All tables, by where their rows come from. Changes need a migration."""

from __future__ import annotations

from scout.store.tables.chosen import (
    judgements,
    matches,
    news_matches,
    past_matches,
    ranked_projects,
    strategy_entries,
    tracking,
    tunings,
)
from scout.store.tables.collected import (
    call_groups,
    calls,
    changes,
    facts,
    funded_projects,
    group_decisions,
    news,
    page_reads,
    runs,
    validators,
)
from scout.store.tables.columns import UtcDateTime, metadata
from scout.store.tables.told import (
    alarms,
    carried,
    delivered,
    first_issues,
    messages,
    readers,
    refusals,
    reminders,
    slots,
    stops,
    told_news,
)

__all__ = [
    "UtcDateTime",
    "alarms",
    "call_groups",
    "calls",
    "carried",
    "changes",
    "delivered",
    "facts",
    "first_issues",
    "funded_projects",
    "group_decisions",
    "judgements",
    "matches",
    "messages",
    "metadata",
    "news",
    "news_matches",
    "page_reads",
    "past_matches",
    "ranked_projects",
    "readers",
    "refusals",
    "reminders",
    "runs",
    "slots",
    "stops",
    "strategy_entries",
    "told_news",
    "tracking",
    "tunings",
    "validators",
]
