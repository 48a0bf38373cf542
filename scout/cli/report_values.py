"""Gather what a report tells of a project: ranks anew, measures, and reads what was tuned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scout.cli.matches import check_project
from scout.clock import day_of
from scout.collect.catalogue import sources as known_sources
from scout.domain import Project, Source
from scout.home import Home
from scout.match.documents import NEWS
from scout.match.matches import title_of
from scout.match.overview import Found, Overview, overview
from scout.match.pool import Pool, load_pool
from scout.match.preview import Preview, previews
from scout.match.progress import progress
from scout.match.suggest import FEWEST, FEWEST_OF_EACH, suggestions
from scout.match.tuning import parse
from scout.match.what_if import explanation
from scout.report.values import Changed, Comparison, Lists, NewsRow, Page, Row, Tuned
from scout.store import tunings
from scout.store.tunings import OVERALL, Tuning

_MOST_MATCHES = 50
_MOST_BELOW = 10
_MOST_EXPLAINED = 3
_MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is tuned: for the project, for all, and what was changed for either, newest first."""

    own: Mapping[str, float]
    overall: Mapping[str, float]
    history: Sequence[Tuning]


def page_values(home: Home, key: str, today: date, texts: Sequence[str]) -> Page:
    """Return what the report of a project tells; ``texts`` are NAME=VALUE to be looked at.

    Raises:
        UsageError: if there is no such project, or no such value to set.
    """
    with home.store.reading() as connection:
        check_project(connection, "PROJECT", key)
        pool = load_pool(connection, home.settings, today)
        own = tunings.own_values(connection, key)
        overall = tunings.own_values(connection, OVERALL)
        history = [each for each in tunings.history(connection) if each.project in (key, OVERALL)]
    kept = _Kept(own, overall, history)
    asked = parse(texts, own)
    project = pool.project(key)
    found = overview(pool, home.folder, project, _MOST_BELOW)
    judged, said = pool.judged_for(key), pool.said_of(key)
    lists = _lists(home, pool, project, found)
    calls = sum(not place.startswith(NEWS) for place in found.scores)
    relevant = sum(judged.values())
    return Page(
        project=project,
        applicants=tuple(pool.applicants(project.key)),
        today=today,
        calls=calls,
        news=len(found.scores) - calls,
        threshold=pool.profile(project).threshold,
        default_threshold=pool.threshold,
        relevant=relevant,
        irrelevant=len(judged) - relevant,
        lists=lists,
        scores=tuple((score, said.get(place)) for place, score in found.scores.items()),
        not_ranked=len({pool.shown_for(place) for place in judged} - found.scores.keys()),
        progress=tuple(progress(pool, home.folder, project)),
        comparison=_comparison(home, pool, project, kept, asked),
        tuned=_tuned(kept),
        history=tuple(kept.history[:_MOST_CHANGES]),
        suggestions=tuple(suggestions(pool, home.folder, project)),
        missing=_missing(relevant, len(judged) - relevant),
        sources=_sources(lists),
    )


def _lists(home: Home, pool: Pool, project: Project, found: Overview) -> Lists:
    """Part what fits, in its order, into what is shown of it, each call once."""
    judged = pool.said_of(project.key)
    threshold = pool.profile(project).threshold
    calls = [each for each in found.fitting if not each.document.startswith(NEWS)]
    rows = sorted((_row(pool, each, judged) for each in calls), key=_place)
    rows = [row for row in rows if row.judged is not False]
    shut_out = {row.call.id for row in rows if pool.is_shut_out(project.key, row.call)}
    open_to_us = _once(pool, [row for row in rows if row.call.id not in shut_out])
    barred = _once(pool, [row for row in rows if row.call.id in shut_out], open_to_us)
    matches = [replace(row, rank=rank) for rank, row in enumerate(open_to_us.values(), start=1)]
    nearly = [_row(pool, each, judged) for each in found.below]
    nearly = [row for row in nearly if row.judged is not False]
    below = _once(pool, nearly, {*open_to_us, *barred})
    explained = _explained(home, pool, project, matches[:_MOST_MATCHES])
    return Lists(
        matches=_as_shown(pool, explained),
        more=len(matches[_MOST_MATCHES:]),
        shut_out=_as_shown(pool, list(barred.values())[:_MOST_MATCHES]),
        more_shut_out=len(list(barred)[_MOST_MATCHES:]),
        unfit=_as_shown(pool, _once(pool, _unfit(pool, project.key, found)).values()),
        news=tuple(_news(pool, found))[:_MOST_MATCHES],
        # Nothing else keeps what reaches the threshold from being a match.
        below=_as_shown(
            pool, [replace(row, is_one_word=row.score >= threshold) for row in below.values()]
        ),
    )


def _once(pool: Pool, rows: Iterable[Row], taken: Collection[int] = ()) -> dict[int, Row]:
    """Return the first row of each call by the id that is shown for it; none of those ``taken``."""
    first: dict[int, Row] = {}
    for row in rows:
        shown = pool.once.shown_for(row.call.id)
        if shown not in taken:
            first.setdefault(shown, row)
    return first


def _as_shown(pool: Pool, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows with the call that is shown for them, and what other sources say of it."""
    found = []
    for row in rows:
        shown = pool.once.shown_for(row.call.id)
        call = pool.calls.get(shown, row.call)
        found.append(replace(row, call=call, shared=pool.once.shared.get(shown)))
    return tuple(found)


def _row(pool: Pool, found: Found, judged: Mapping[str, bool]) -> Row:
    return Row(
        call=pool.calls[int(found.document)],
        score=found.score,
        judged=judged.get(found.document),
        grounds=found.grounds,
    )


def _place(row: Row) -> tuple[float, str, str]:
    """Return what orders calls as ``scout matches`` does, which has rounded scores."""
    return -round(row.score, 4), row.call.source, row.call.key


def _explained(home: Home, pool: Pool, project: Project, rows: Sequence[Row]) -> Iterator[Row]:
    """Tell of the first few rows what would move them."""
    for place, row in enumerate(rows):
        moved = (
            explanation(pool, home.folder, project.key, str(row.call.id))
            if place < _MOST_EXPLAINED
            else None
        )
        yield replace(row, explanation=moved)


def _unfit(pool: Pool, key: str, found: Overview) -> list[Row]:
    """Return the calls that were judged irrelevant, the best score first."""
    days = {
        (each.source, each.key): day_of(each.judged_at)
        for each in pool.judgements
        if each.project == key and not each.relevant
    }
    rows = [
        Row(
            call=call,
            score=found.scores.get(pool.shown_for(str(call.id)), 0.0),
            judged=False,
            judged_on=days[call.source, call.key],
        )
        for call in pool.calls.values()
        if (call.source, call.key) in days
    ]
    return sorted(rows, key=lambda row: (-row.score, row.call.source, row.call.key))


def _news(pool: Pool, found: Overview) -> Iterator[NewsRow]:
    publishers = {name: source.title for name, source in known_sources().items()}
    items = {f"{NEWS}{entry.id}": entry.item for entry in pool.news}
    for each in found.fitting:
        if each.document in items:
            item = items[each.document]
            yield NewsRow(item, publishers.get(item.source, item.source), each.score)


def _comparison(
    home: Home, pool: Pool, project: Project, kept: _Kept, asked: Mapping[str, float | None]
) -> Comparison | None:
    """Compare with what is asked for, or else today with what was before the newest change."""
    own = [each for each in kept.history if each.project == project.key]
    if asked:
        changes = [Changed(name, kept.own.get(name), new) for name, new in sorted(asked.items())]
        after = _with(kept, {each.name: each.new for each in changes})
        preview = _preview(home, pool, project, after)
        return Comparison(tuple(changes), preview, _titles(pool, preview))
    if not own:
        return None
    newest = [each for each in own if each.change_id == own[0].change_id]
    before = _with(kept, {each.name: each.old for each in newest})
    earlier = replace(pool, values={**pool.values, project.key: before})
    preview = _preview(home, earlier, project, pool.values[project.key])
    changes = [Changed(each.name, each.old, each.new) for each in newest]
    return Comparison(tuple(changes), preview, _titles(pool, preview), newest[0])


def _with(kept: _Kept, changes: Mapping[str, float | None]) -> dict[str, float]:
    """Return all values that the project would have; ``None`` takes one of its own away."""
    own = {name: value for name, value in {**kept.own, **changes}.items() if value is not None}
    return {**kept.overall, **own}


def _preview(home: Home, pool: Pool, project: Project, after: Mapping[str, float]) -> Preview:
    (preview,) = previews(pool, home.folder, {project.key: after})
    return preview


def _titles(pool: Pool, preview: Preview) -> dict[str, str]:
    return {move.document: title_of(pool, move.document) for move in preview.moves}


def _tuned(kept: _Kept) -> tuple[Tuned, ...]:
    names = sorted({*kept.own, *kept.overall})
    return tuple(Tuned(name, kept.own.get(name), kept.overall.get(name)) for name in names)


def _missing(relevant: int, irrelevant: int) -> tuple[int, int, int]:
    """Return how many judgements suggestions need yet: in all, of each kind."""
    return (
        max(FEWEST - relevant - irrelevant, 0),
        max(FEWEST_OF_EACH - relevant, 0),
        max(FEWEST_OF_EACH - irrelevant, 0),
    )


def _sources(lists: Lists) -> tuple[Source, ...]:
    """Return the sources of which something is shown."""
    rows = (*lists.matches, *lists.shut_out, *lists.unfit, *lists.below)
    shown = {row.call.source for row in rows} | {row.item.source for row in lists.news}
    shown |= {each.source for row in rows if row.shared for each in row.shared.statements}
    return tuple(source for name, source in known_sources().items() if name in shown)
