"""What a crawl says of calls whose pages it did not read anew.

A page that is not modified, or not due, says what is stored: its call counts as if it had come.
One that is not there though it is listed says nothing: its call stays as it is stored, uncounted,
until the page was missing on three days on which the source was read. Neither does one that came
and says nothing of a call: what is known stays, for as long as its list names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from scout import __version__
from scout.clock import day_of
from scout.collect.basket import Basket
from scout.collect.bundle import load_bundle
from scout.collect.crawl import Crawl, CrawlOptions
from scout.collect.revisits import as_recorded, known_pages
from scout.collect.verdict import DEAD_LINKS, Figures
from scout.domain import Brings, Finding, SightingKind, Source, Verdict, Weight
from scout.fields import source_fields
from scout.store import calls, page_reads
from scout.store.calls import CallState
from scout.store.page_reads import PageRead
from scout.store.runs import Run

_REPLAYED = "replay"
# What such a sighting says of a call is decided elsewhere: it counts neither as seen nor as gone.
_AS_STORED = (SightingKind.MISSING, SightingKind.UNREAD, SightingKind.UNLISTED)
# On so many days on which its source is read a listed page is missing until its call is given up.
DAYS_MISSING = 3
# More at once, and more than are there, is a site that was built anew.
_MOST_GONE = 5


@dataclass(frozen=True, slots=True)
class Sighted:
    """Known calls that were seen as they are stored, those that are gone, and what was odd.

    ``missing`` are listed and their pages are not there; ``given_up`` are those of them whose pages
    were missing for days. The pages of those ``unread`` came and say nothing of a call.
    """

    same: Mapping[str, CallState]
    gone: frozenset[str]
    findings: tuple[Finding, ...]
    missing: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


def telling_what_is_known(
    connection: Connection, source: Source, options: CrawlOptions, now: datetime
) -> CrawlOptions:
    """Return ``options`` with the pages of calls of ``source`` that were read before.

    In a replay those are due that the recorded day holds.
    """
    if source.brings is not Brings.CALLS or not (reads := page_reads.load(connection, source.name)):
        return options
    program = "" if options.record else __version__  # a recording asks for everything, and whole
    known = known_pages(
        calls.entries(connection, source.name),
        reads,
        now,
        source,
        program,
    )
    if options.replay:
        known = as_recorded(known, {each.url for each in load_bundle(options.replay).responses})
    return replace(options, known=known)


def sighted(
    basket: Basket, stored: Mapping[str, CallState], before: Sequence[Run], today: date
) -> Sighted:
    """Sort the sightings of ``basket`` by what is stored; nobody can be as they were unknown.

    ``before`` are the newest crawls that read the source, newest first.
    """
    same, gone, strange = _as_known(basket, stored)
    odd: list[Finding] = []
    if strange:
        text = f"{len(strange)} pages say that they are what was read last, yet were never read"
        odd.append(Finding("sighting_unknown", text, None, Weight.DOUBT))
    if len(gone) > _MOST_GONE and len(gone) > len(same) + basket.items:
        text = f"{len(gone)} pages of known calls are gone at once: not believed"
        odd.append(Finding("pages_gone", text, None, Weight.DOUBT))
        gone.clear()
    missing = _not_gone(basket.missing, stored)
    lasting = missing_for_days(before, today)
    return Sighted(
        same,
        frozenset(gone),
        tuple(odd),
        missing=missing,
        given_up=frozenset(
            key for key in missing & stored.keys() if basket.missing[key] in lasting
        ),
        unread=_not_gone(basket.unread - basket.hashes.keys(), stored),
    )


def _as_known(
    basket: Basket, stored: Mapping[str, CallState]
) -> tuple[dict[str, CallState], set[str], set[str]]:
    """Return which calls were seen as they are stored, which are gone, and which nobody knows."""
    same: dict[str, CallState] = {}
    gone, strange = set(), set()
    for key, kind in basket.sightings.items():
        if kind in (SightingKind.GONE, SightingKind.NO_CALL):
            if key in stored and stored[key].listed:
                gone.add(key)
        elif kind in _AS_STORED:
            continue
        elif key in stored:
            same[key] = stored[key]
        else:
            strange.add(key)
    return same, gone, strange


def _not_gone(keys: Iterable[str], stored: Mapping[str, CallState]) -> frozenset[str]:
    """Leave out what counts as gone already: it is no news, however long it is listed."""
    return frozenset(key for key in keys if key not in stored or stored[key].listed)


def missing_for_days(before: Sequence[Run], today: date) -> frozenset[str]:
    """Return the addresses that every crawl of the last days found missing.

    Of as many days before ``today`` as it takes, with today, to give a listed page up; empty where
    there were not so many.
    """
    found: frozenset[str] | None = None
    days: set[date] = set()
    for run in before:
        day = day_of(run.started_at)
        if day != today and day not in days and len(days) == DAYS_MISSING - 1:
            break
        days |= {day} - {today}
        urls = frozenset(each.url or "" for each in run.findings if each.code in DEAD_LINKS)
        found = urls if found is None else found & urls
    return found or frozenset() if len(days) == DAYS_MISSING - 1 else frozenset()


def figures_with(connection: Connection, basket: Basket, seen: Sighted) -> Figures:
    """Return the figures of ``basket``, with the calls that were seen as they are stored."""
    same, missing, unread = seen.same, len(seen.missing), len(seen.unread)
    if not same:
        return Figures(basket.items, basket.rejected, basket.fill, missing, unread)
    filled = Counter({name: round(share * basket.items) for name, share in basket.fill.items()})
    for _, call in calls.contents(connection, [state.id for state in same.values()]):
        filled.update(source_fields(call).keys())
    items = basket.items + len(same)
    fill = {name: count / items for name, count in sorted(filled.items())}
    return Figures(items, basket.rejected, fill, missing, unread)


def keep_page_reads(
    connection: Connection,
    source: str,
    options: CrawlOptions,
    brought: Crawl,
    verdict: Verdict,
    seen: Sighted,
    now: datetime,
) -> None:
    """Keep which pages were read, in the transaction that writes what they say."""
    if verdict is Verdict.FAILED:
        return
    basket = brought.basket
    # What a bundle answers is no page of today: it is asked for again, and whole.
    is_of_today = not (options.replay or options.record)
    read = {
        key: PageRead(
            url=url,
            read_at=now,
            program=__version__ if is_of_today else _REPLAYED,
            etag=tag if is_of_today else None,
            last_modified=modified if is_of_today else None,
            told=told,
        )
        for key, (url, tag, modified, told) in brought.pages.items()
        if key not in basket.unread
        and (key in basket.hashes or basket.sightings.get(key) is SightingKind.NO_CALL)
    }
    page_reads.save(connection, source, read)
    if is_of_today:
        page_reads.confirm(connection, source, _asked(basket), now)
    # Content that came from elsewhere, or that is no longer that of a call, has no page.
    page_reads.forget(connection, source, [key for key in basket.hashes if key not in read])
    no_calls = {key for key, kind in basket.sightings.items() if kind is SightingKind.NO_CALL}
    page_reads.forget(connection, source, no_calls & seen.gone)


def _asked(basket: Basket) -> Sequence[str]:
    """Return the keys of pages that need not be asked again soon, though they brought no item."""
    unasked = (SightingKind.NOT_DUE, SightingKind.MISSING, SightingKind.UNREAD)
    return [key for key, kind in basket.sightings.items() if kind not in unasked]
