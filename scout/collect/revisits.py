"""Decide which pages of known calls are read again tonight. Pure; the clock is an argument.

| the page of a call | is read again after |
|---|---|
| that another version of this program read | at once: it may read it better |
| whose deadline is at most four weeks ahead | a day |
| that is open, or of which nobody knows | the source's ``revisit_days`` |
| that is closed | 30 days: some open again |

An unchanged list says nothing of the pages it links to: each has its own cadence. Days are calendar
days in Germany, so that a night that begins a little earlier than the last one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from scout.clock import day_of
from scout.collect.known_page import KnownPage
from scout.domain import CallStatus
from scout.store.calls import CallEntry
from scout.store.page_reads import PageRead

NEAR_DAYS = 28
CLOSED_DAYS = 30


def known_pages(
    entries: Iterable[CallEntry],
    reads: Mapping[str, PageRead],
    now: datetime,
    *,
    revisit_days: int,
    program: str,
) -> tuple[KnownPage, ...]:
    """Return what is known of the pages of listed calls.

    A page is asked with validators only if ``program``, this version of ours, read it.
    """
    today = day_of(now)
    found = []
    for entry in entries:
        read = reads.get(entry.key)
        if read is None or entry.gone_on is not None:
            continue
        is_ours = read.program == program
        age_days = (today - day_of(read.read_at)).days
        due = not is_ours or age_days >= _interval_days(entry, today, revisit_days)
        found.append(
            KnownPage(
                key=entry.key,
                url=read.url,
                due=due,
                alone=due and entry.is_open_on(today),
                etag=read.etag if is_ours else None,
                last_modified=read.last_modified if is_ours else None,
                told=read.told,
            )
        )
    return tuple(found)


def as_recorded(pages: Iterable[KnownPage], recorded: Collection[str]) -> tuple[KnownPage, ...]:
    """Return ``pages`` for a replay: to be read are those that the recorded day holds."""
    return tuple(
        KnownPage(key=page.key, url=page.url, due=there, alone=there, told=page.told)
        for page in pages
        for there in (page.url in recorded,)
    )


def _interval_days(entry: CallEntry, today: date, revisit_days: int) -> int:
    if entry.status_on(today) is CallStatus.CLOSED:
        return CLOSED_DAYS
    deadline = entry.facts.deadline if entry.facts else None
    ahead = [(day - today).days for day in (deadline.dates if deadline else ()) if day >= today]
    return 1 if min(ahead, default=NEAR_DAYS + 1) <= NEAR_DAYS else revisit_days
