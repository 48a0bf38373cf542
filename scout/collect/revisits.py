"""Decide which pages of known calls are read again tonight. Pure; the clock is an argument.

| the page of a call | is read again after |
|---|---|
| that another version of this program read | at once: it may read it better |
| whose deadline is at most four weeks ahead | a day |
| that is open, or of which nobody knows | the source's ``revisit_days`` |
| that is closed, or told of no call | 30 days: some open again |
| that was gone, of a window | every night for two weeks: it may have been a mistake |
| that was missing though it is listed | every night: it was due and was not read |

An unchanged list says nothing of the pages it links to: each has its own cadence. A crawl reads no
more of them than it can take: those with a deadline near come first, then those that were not read
for longest. Days are calendar days in Germany, so that a night that begins a little earlier than
the last one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from scout.clock import day_of
from scout.collect.known_page import KnownPage
from scout.domain import CallStatus, Source
from scout.store.calls import CallEntry
from scout.store.page_reads import PageRead

NEAR_DAYS = 28
CLOSED_DAYS = 30
GONE_DAYS = 14


def known_pages(
    entries: Iterable[CallEntry],
    reads: Mapping[str, PageRead],
    now: datetime,
    source: Source,
    program: str,
) -> tuple[KnownPage, ...]:
    """Return what is known of the pages of calls, and of pages that told of none.

    A page is asked with validators only if ``program``, this version of ours, read it; "" is for
    a recording, which asks for every page. Only pages that will be asked for take up a crawl's
    time: what left a window and is closed is not among them.
    """
    today, window = day_of(now), source.expects.window
    found, turns = [], []
    stored = {entry.key: entry for entry in entries}
    for key, read in reads.items():
        entry = stored.get(key)
        gone_on = entry.gone_on if entry is not None else None
        is_ours = read.program == program
        days = _interval_days(entry, today, source.revisit_days)
        due = not is_ours or (today - day_of(read.read_at)).days >= days
        is_open = entry is not None and entry.is_open_on(today, takes_part=True)
        alone = due and gone_on is None and is_open
        if gone_on is not None:
            # Listed again it is read again; until then it may have been gone by mistake.
            due, alone = True, window and (today - gone_on).days <= GONE_DAYS
        if alone if window else due and entry is not None and gone_on is None:
            turns.append((days > 1, read.read_at, key))
        found.append(
            KnownPage(
                key=key,
                url=read.url,
                due=due,
                alone=alone,
                is_call=entry is not None,
                etag=read.etag if is_ours else None,
                last_modified=read.last_modified if is_ours else None,
                told=read.told,
            )
        )
    waiting = {key for _, _, key in sorted(turns)[source.most_revisits :] if program}
    return tuple(
        replace(page, due=False, alone=False) if page.key in waiting else page for page in found
    )


def as_recorded(pages: Iterable[KnownPage], recorded: Collection[str]) -> tuple[KnownPage, ...]:
    """Return ``pages`` for a replay: to be read are those that the recorded day holds."""
    return tuple(
        replace(page, due=there, alone=there and page.is_call, etag=None, last_modified=None)
        for page in pages
        for there in (page.url in recorded,)
    )


def _interval_days(entry: CallEntry | None, today: date, revisit_days: int) -> int:
    if entry is None:
        return CLOSED_DAYS
    # A later stage is read as closely as the first: some take part in it.
    if entry.status_on(today, takes_part=True) is CallStatus.CLOSED:
        return CLOSED_DAYS
    deadline = entry.facts.deadline if entry.facts else None
    ahead = [(day - today).days for day in (deadline.dates if deadline else ()) if day >= today]
    return 1 if min(ahead, default=NEAR_DAYS + 1) <= NEAR_DAYS else revisit_days
