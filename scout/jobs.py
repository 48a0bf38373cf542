"""The verbs of the house: collect, read, group, match. Each returns a report; not those that mail.

    collect: each source: lock -> run begun -> child crawls -> judge -> one transaction -> run ended
    read:    texts not read by the present rules -> facts
    group:   calls of different sources that are the same, or that their source has renamed
                 -> groups, in place of the old ones
    match:   open calls, news, projects -> scores with reasons, in place of the old ones

Command line, clock and pages share them. An expected failure of one source stands in the report and
stops no other; an unexpected one is logged, and raised when the rest is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from scout.clock import day_of
from scout.collect import failed
from scout.collect.catalogue import sources as known_sources
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import CollectReport, collect_source
from scout.digest.coverage import SourceState
from scout.domain import Project, Source
from scout.errors import Unexpected
from scout.grouping.candidate import Name, to_candidate
from scout.grouping.groups import Grouping, group_calls
from scout.grouping.joins import Refusal
from scout.home import Home
from scout.once import best_matches
from scout.reading.facts import RULES, read_facts
from scout.renamed import load_renamings
from scout.store import alarms, calls, groups, matches, news, runs
from scout.store.engine import Store
from scout.store.matches import MatchEntry

_READ_BATCH = 200

Progress = Callable[[str, int], None]


def collect(
    home: Home, sources: Sequence[Source], options: CrawlOptions, now: datetime, progress: Progress
) -> Iterator[CollectReport]:
    """Crawl ``sources`` one after the other, take in what can be believed, report each at once.

    What is kept of failed crawls, of whatever source, goes when its time is over.
    """
    failed.sweep(home.folder, home.settings.operator.keep_failed_days, now)
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
class GroupReport:
    """How many groups of several sources there are, of how many ``calls`` that these have now.

    And the joins that were refused.
    """

    groups: int
    calls: int
    refusals: tuple[Refusal, ...]


def group(home: Home) -> GroupReport:
    """Find anew which calls are the same, as people decided and rules say.

    Those of different sources, and those that their source lists under another key by now.
    """
    while True:
        with home.store.reading() as connection:
            decided = groups.decisions(connection)
            grouping, ids = _grouped(connection, decided)
        with home.store.writing() as connection:
            # Somebody may have decided meanwhile: what she said must not be undone.
            if groups.decisions(connection) == decided:
                groups.replace_all(connection, grouping, ids)
                sources = [{source for source, _ in each.members} for each in grouping.groups]
                several = [len(each) for each in sources if len(each) > 1]
                return GroupReport(len(several), sum(several), grouping.refusals)


def _grouped(
    connection: Connection, decided: Sequence[groups.Decided]
) -> tuple[Grouping, dict[Name, int]]:
    entries = {entry.id: entry for entry in calls.entries(connection)}
    ids = {(entry.source, entry.key): entry.id for entry in entries.values()}
    renamings = load_renamings(connection, list(entries.values()))
    if len({source for source, _ in ids}) < 2 and not renamings:
        return Grouping((), ()), ids
    candidates = [
        to_candidate(call, entries[call_id].facts, is_listed=entries[call_id].gone_on is None)
        for call_id, call in calls.contents(connection, list(entries))
    ]
    decisions = [each.decision for each in sorted(decided, key=lambda each: each.at)]
    return group_calls(candidates, decisions, renamings), ids


@dataclass(frozen=True, slots=True)
class MatchReport:
    """How many calls fit a project, the best score, and how many only its text; each call once.

    ``says_little``: its text has too few words that carry meaning.
    """

    project: str
    title: str
    matches: int
    best: float | None
    shut_out: int
    says_little: bool


def match(home: Home, now: datetime) -> list[MatchReport]:
    """Rank open calls and recent news against all projects, in place of the old ranking."""
    # scikit-learn takes a second to import: only who ranks pays for it.
    from scout.match.matches import rank_all  # noqa: PLC0415
    from scout.match.pool import load_pool  # noqa: PLC0415

    with home.store.reading() as connection:
        pool = load_pool(connection, home.settings, day_of(now))
    ranked = rank_all(pool, home.folder)
    found = [
        MatchEntry(hit, call_id, pool.is_shut_out(project.key, pool.calls[call_id]))
        for project in pool.plan.projects
        for call_id, hit in ranked.calls[project.key]
    ]
    still_open = {key for key, call in pool.calls.items() if call.is_open_on(pool.today)}
    with home.store.writing() as connection:
        matches.keep_past(connection, still_open, pool.today)
        matches.replace_all(connection, found, [project.key for project in pool.plan.projects])
        news.replace_matches(connection, ranked.news)
    once = best_matches(found, pool.once)
    return [
        _match_report(project, once, says_little=project.key in ranked.say_little)
        for project in pool.plan.projects
    ]


def _match_report(
    project: Project, found: Sequence[MatchEntry], *, says_little: bool
) -> MatchReport:
    own = [entry for entry in found if entry.match.project == project.key]
    scores = [entry.match.score for entry in own if not entry.shut_out]
    return MatchReport(
        project=project.key,
        title=project.title,
        matches=len(scores),
        best=max(scores, default=None),
        shut_out=len(own) - len(scores),
        says_little=says_little,
    )


def source_states(home: Home, length: int = 12) -> list[SourceState]:
    """Return every source with its newest crawls; one whose process is gone counts as aborted.

    ``length`` is that of the histories, as ``runs.histories`` counts it.
    """
    with home.store.reading() as connection:
        histories = runs.histories(connection, length)
        raised = alarms.standing(connection)
    return [
        _state(home.store, source, histories.get(source.name, []), raised.get(source.name))
        for source in known_sources().values()
    ]


def _state(
    store: Store, source: Source, history: Sequence[runs.Run], alarm: alarms.Alarm | None
) -> SourceState:
    history = [running_or_aborted(store, run) for run in history]
    return SourceState(
        source=source,
        newest=next(iter(history), None),
        newest_read=next((run for run in history if run.was_read), None),
        history=tuple(history),
        alarmed_at=alarm.raised_at if alarm else None,
    )


def running_or_aborted(store: Store, run: runs.Run) -> runs.Run:
    """Return ``run`` as it stands now: one whose process is gone is aborted, whatever it noted."""
    is_over = run.outcome == runs.RUNNING and not store.is_held(run.source)
    return replace(run, outcome=runs.ABORTED) if is_over else run
