"""Turn calls, news and projects into the texts that ``matching`` knows."""

from __future__ import annotations

from matching.texts import Document, Profile
from scout.domain import FundingCall, NewsItem, Project
from scout.reading import sections

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
# Keys of news begin with this; those of calls are numbers.
NEWS = "news:"


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
    """Return what is looked for, untuned: the German text, and the line for English calls."""
    named = (project.title, " ".join(project.keywords))
    german = "\n".join((*named * _WEIGHT_OF_NAMES, project.description))
    return Profile(project.key, {"de": german, "en": project.english})


def to_news_document(news_id: int, item: NewsItem) -> Document:
    """Return the text of a news item; its key cannot be that of a call."""
    return Document(f"{NEWS}{news_id}", item.title, item.summary, item.language)
