"""Turn calls and projects into what ``matching`` knows, and its hits back into matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.rank import Document, Hit, Profile, rank
from scout.domain import FundingCall, Match, Project, Reason
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
_FIRST = (sections.SHORT_TEXT, sections.FULL_TEXT)
_LONGEST = 12_000
# Title and keywords were chosen to say what a project is; its description tells of it.
_WEIGHT_OF_NAMES = 3


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


def rank_calls(
    projects: Sequence[Project],
    documents: Sequence[Document],
    names: Mapping[int, tuple[str, str]],
    threshold: float,
) -> dict[str, list[tuple[int, Match]]]:
    """Return for each project its calls, best first, as (call id, match).

    ``names`` gives source and key by call id. A project that fits nothing has an empty list.
    """
    hits = rank([to_profile(project) for project in projects], documents, threshold=threshold)
    return {
        project: [(int(hit.document), _to_match(project, hit, names)) for hit in found]
        for project, found in hits.items()
    }


def _to_match(project: str, hit: Hit, names: Mapping[int, tuple[str, str]]) -> Match:
    source, key = names[int(hit.document)]
    reason = Reason("text", round(hit.score, 4), hit.words, hit.quote)
    return Match(
        project=project, source=source, key=key, score=round(hit.score, 4), reasons=(reason,)
    )
