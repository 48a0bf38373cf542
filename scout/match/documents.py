"""Turn calls, news and projects into what ``matching`` knows, and its hits back into matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.rank import Document, Hit, Profile, rank
from scout.domain import FundingCall, Match, NewsItem, NewsMatch, Project, Reason
from scout.reading import sections
from scout.store.news import NewsEntry, NewsMatchEntry

# What says nothing of a call's subject: how to apply, how long it takes, which papers.
_LEFT_OUT = frozenset(
    (
        sections.STATUS_NOTE,
        sections.DEADLINES,
        sections.PROCEDURE,
        "Bearbeitungsdauer",
        "Erforderliche Unterlagen",
        "Fundstelle",
        "Quelle",
        "Sprachen",
    )
)
_FIRST = (sections.SHORT_TEXT, sections.FULL_TEXT, *sections.TOPIC_PARTS)
_LONGEST = 12_000
# Title and keywords were chosen to say what a project is; its description tells of it.
_WEIGHT_OF_NAMES = 3
_NEWS = "news:"
# In a short text or a short profile a single word makes a score ("App", "Open", "small"): what the
# heaviest word leaves must be worth this much of the threshold.
_WITHOUT_HEAVIEST = 2 / 3


def to_document(call_id: int, call: FundingCall) -> Document:
    """Return the text of a call, the source's own summary first, the guideline last."""
    texts = {section.heading: section.text for section in call.sections}
    order = [
        *_FIRST,
        *(name for name in texts if name not in (*_FIRST, sections.GUIDELINE)),
        sections.GUIDELINE,
    ]
    summary = sum(len(texts[name]) + 1 for name in _FIRST if name in texts)
    chosen = [texts[name] for name in order if name in texts and name not in _LEFT_OUT]
    title = " ".join((call.title or "").split())
    text = "\n".join(chosen)[:_LONGEST]
    return Document(str(call_id), title, text, call.language, summary or None)


def to_profile(project: Project) -> Profile:
    """Return what is looked for: the German text for German calls, the English line for English."""
    named = (project.title, " ".join(project.keywords))
    german = "\n".join((*named * _WEIGHT_OF_NAMES, project.description))
    return Profile(project.key, {"de": german, "en": project.english})


def to_news_document(news_id: int, item: NewsItem) -> Document:
    """Return the text of a news item; its key cannot be that of a call."""
    return Document(f"{_NEWS}{news_id}", item.title, item.summary, item.language)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What fits: for each project its calls, best first, as (call id, match); and news."""

    calls: Mapping[str, Sequence[tuple[int, Match]]]
    news: Sequence[NewsMatchEntry]


def rank_all(
    projects: Sequence[Project],
    documents: Sequence[Document],
    names: Mapping[int, tuple[str, str]],
    news: Sequence[NewsEntry],
    threshold: float,
) -> Ranking:
    """Rank calls and news together, so that words weigh and scores mean the same.

    ``names`` gives source and key by call id. A project that fits nothing has an empty list.
    """
    profiles = [to_profile(project) for project in projects]
    items = {f"{_NEWS}{entry.id}": entry for entry in news}
    of_news = [to_news_document(entry.id, entry.item) for entry in news]
    least = threshold * _WITHOUT_HEAVIEST
    hits = {
        project: [hit for hit in found if hit.score - hit.shares[0] >= least]
        for project, found in rank(profiles, [*documents, *of_news], threshold=threshold).items()
    }
    return Ranking(
        calls={
            project: [
                (int(hit.document), _to_match(project, hit, names))
                for hit in found
                if hit.document not in items
            ]
            for project, found in hits.items()
        },
        news=[
            _to_news_match(project, hit, items[hit.document])
            for project, found in hits.items()
            for hit in found
            if hit.document in items
        ],
    )


def _to_match(project: str, hit: Hit, names: Mapping[int, tuple[str, str]]) -> Match:
    source, key = names[int(hit.document)]
    reason = Reason("text", round(hit.score, 4), hit.words, hit.quote)
    return Match(
        project=project, source=source, key=key, score=round(hit.score, 4), reasons=(reason,)
    )


def _to_news_match(project: str, hit: Hit, entry: NewsEntry) -> NewsMatchEntry:
    found = NewsMatch(
        project=project,
        source=entry.item.source,
        key=entry.item.key,
        score=round(hit.score, 4),
        words=hit.words,
    )
    return NewsMatchEntry(found, entry.id)
