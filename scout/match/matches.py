"""Rank everything for all projects, and turn what ``matching`` found into matches of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matching.explain import WordShare
from matching.index import JUDGEMENTS
from matching.rank import TEXT, Hit, Part, Ranking
from matching.texts import Profile
from scout.fit import Match, NewsMatch, Reason
from scout.match.each_once import each_once, precedence
from scout.match.pool import Pool
from scout.store.calls import CallEntry
from scout.store.news import NewsMatchEntry

_MOST_WORDS = 6
# A word that has less of the text's share than this says nothing to a reader.
_LEAST_SHARE = 0.02
# In a short text or a short profile a single word makes a score ("App", "Open", "small"): what the
# heaviest word leaves must be worth this much of the threshold.
_WITHOUT_HEAVIEST = 2 / 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """What fits: for each project its calls, best first, as (call id, match); and news.

    ``say_little`` are projects whose text has too few words to be met in full.
    """

    calls: Mapping[str, Sequence[tuple[int, Match]]]
    news: Sequence[NewsMatchEntry]
    say_little: frozenset[str]


def rank_all(pool: Pool, folder: Path) -> Ranked:
    """Rank calls and news together, so that words weigh and scores mean the same.

    A project that fits nothing has an empty list; calls that were judged irrelevant for a project,
    at whatever source, are left out. Word counts are kept in ``folder``.
    """
    profiles = [pool.profile(project) for project in pool.plan.projects]
    ranking = pool.ranking(folder, profiles)
    hits = {profile.key: fitting(ranking, profile) for profile in profiles}
    items = {str(entry.id): entry for entry in pool.news}
    found: dict[str, list[tuple[int, Match]]] = {project: [] for project in hits}
    news: list[NewsMatchEntry] = []
    for project, of_project in hits.items():
        said = pool.said_of(project)
        for hit in of_project:
            if said.get(hit.document) is False:
                continue
            call = pool.call_of(hit.document)
            if call is not None:
                found[project].append((call.id, to_match(pool, project, hit, call)))
                continue
            entry = items[hit.document.partition(":")[2]]
            score = round(hit.score, 4)
            match = NewsMatch(
                project=project,
                source=entry.item.source,
                key=entry.item.key,
                score=score,
                words=tuple(word.word for word in _shown(hit.parts[0])),
            )
            news.append(NewsMatchEntry(match, entry.id))
    return Ranked(found, news, frozenset(filter(ranking.says_little, hits)))


def fitting(ranking: Ranking, profile: Profile) -> list[Hit]:
    """Return what fits a profile of ``ranking``, best first, with its reasons.

    What was judged irrelevant for it is left out.
    """
    hits = [ranking.explain(profile.key, scored) for scored in ranking.of(profile.key)]
    return [hit for hit in hits if is_fitting(profile, hit)]


def listed(pool: Pool, project: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that ``scout matches`` lists, in its order: none that shuts out everybody.

    Each call stands there once, as the document of the call that is shown, with the best hit of any
    of its texts. The order is that of the store, which has rounded scores. What was judged
    irrelevant, at whatever source of a call, is left out.
    """
    said = pool.said_of(project)
    open_to_us = [
        hit
        for hit in hits
        if said.get(hit.document) is not False
        and not pool.is_shut_out(project, pool.calls[int(hit.document)])
    ]
    order = precedence(pool, project, {hit.document for hit in hits})
    found = each_once(pool, open_to_us, order)
    return [replace(hit, document=shown) for shown, hit in found.items()]


def is_fitting(profile: Profile, hit: Hit) -> bool:
    """Tell whether a hit is a match: judged otherwise, too little, or one word alone is none."""
    if profile.judged.get(hit.document) is False or hit.score < profile.threshold:
        return False
    return hit.score - hit.heaviest >= profile.threshold * _WITHOUT_HEAVIEST


def to_match(pool: Pool, project: str, hit: Hit, call: CallEntry) -> Match:
    """Return a hit in our own words."""
    return Match(
        project=project,
        source=call.source,
        key=call.key,
        score=round(hit.score, 4),
        reasons=tuple(to_reason(pool, part) for part in hit.parts),
    )


def to_reason(pool: Pool, part: Part) -> Reason:
    """Return a part of a score in our own words; judged calls by their titles."""
    names = part.names
    if part.signal == JUDGEMENTS:
        judged = [pool.call_of(name) for name in part.names]
        names = tuple(call.title or call.key for call in judged if call is not None)
    words = _shown(part)
    return Reason(
        part.signal,
        round(part.contribution, 4),
        tuple(word.word for word in words),
        part.quote,
        names,
        tuple(round(word.share, 4) for word in words) if part.signal == TEXT else (),
    )


def _shown(part: Part) -> Sequence[WordShare]:
    """Return the words that a reader is shown, heaviest first."""
    if part.signal != TEXT:
        return part.words
    least = part.contribution * _LEAST_SHARE
    return [word for word in part.words[:_MOST_WORDS] if word.share >= least]


def title_of(pool: Pool, document: str) -> str:
    """Return the title of a call; its key if it has none."""
    call = pool.calls[int(document)]
    return call.title or call.key
