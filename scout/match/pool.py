"""What a ranking stands on, as of one day: projects, open calls, news, judgements, tuning.

store -> pool -> profiles and documents -> ranking
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from matching.rank import Known, Ranking
from matching.texts import Circumstances, Document, Profile
from scout.domain import Applicant, Project, Strategy
from scout.fit import Judgement
from scout.match import tuning
from scout.match.circumstances import circumstances
from scout.match.documents import NEWS, to_document, to_news_document, to_profile
from scout.match.interest import of_interest
from scout.match.kept_counts import counted
from scout.once import Once, show_once
from scout.reading.applicants.eligibility import shut_out
from scout.settings import Settings
from scout.store import calls, groups, judgements, news, strategy, tunings
from scout.store.calls import CallEntry
from scout.store.news import NewsEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What is ranked, for what, and what people have said of it.

    ``calls`` are those that one may apply for, and those that were judged, by id; ``documents`` are
    the texts of the former and of recent news, ``judged`` those of the latter where they are not
    among them. ``values`` are what was tuned, by project; ``threshold`` is the one of the settings.
    ``once`` says which calls are one.
    """

    today: date
    plan: Strategy
    calls: Mapping[int, CallEntry]
    documents: Sequence[Document]
    judged: Sequence[Document]
    news: Sequence[NewsEntry]
    judgements: Sequence[Judgement]
    values: Mapping[str, Mapping[str, float]]
    threshold: float
    once: Once = field(default_factory=Once)

    def project(self, key: str) -> Project:
        """Return the project with this key, which the strategy has."""
        return next(project for project in self.plan.projects if project.key == key)

    def profile(self, project: Project) -> Profile:
        """Return what is looked for, with what was tuned and judged for it."""
        return self.variant(project, self.values[project.key], self.judged_for(project.key))

    def variant(
        self, project: Project, values: Mapping[str, float], judged: Mapping[str, bool]
    ) -> Profile:
        """Return what would be looked for with other tuned values, or with other judgements."""
        return replace(
            to_profile(project),
            wishes=tuning.wishes(values),
            threshold=tuning.threshold(values, self.threshold),
            judged=judged,
        )

    def judged_for(self, project: str) -> dict[str, bool]:
        """Return what was judged for ``project``, by the keys of documents."""
        ids = {(entry.source, entry.key): entry.id for entry in self.calls.values()}
        return {
            str(ids[each.source, each.key]): each.relevant
            for each in self.judgements
            if each.project == project and (each.source, each.key) in ids
        }

    def said_of(self, project: str) -> dict[str, bool]:
        """Return what was judged for ``project``, at whatever source of a call, by documents' keys.

        What was judged of a call itself counts before what was judged of one that is the same.
        """
        own = self.judged_for(project)
        by_group = {
            str(each): fits
            for document, fits in own.items()
            for each in self.once.of(int(document))
            if each in self.calls
        }
        return by_group | own

    def call_of(self, document: str) -> CallEntry | None:
        """Return the call that a document is of; ``None`` for news."""
        return None if document.startswith(NEWS) else self.calls[int(document)]

    def shown_for(self, document: str) -> str:
        """Return the key of the call that is shown for a document's; that of news is its own."""
        if document.startswith(NEWS):
            return document
        return str(self.once.shown_for(int(document)))

    def each_once(self) -> list[str]:
        """Return the keys of all that is ranked, a call that several sources tell of once."""
        return list(dict.fromkeys(self.shown_for(document.key) for document in self.documents))

    def ranking(self, folder: Path, profiles: Sequence[Profile]) -> Ranking:
        """Rank all that one may apply for, and news; word counts are kept in ``folder``.

        A profile's key is that of a project; a variant of it has a suffix behind a blank.
        """
        return self._ranking(folder, profiles, self.documents, self.judged)

    def ranking_of_calls(self, folder: Path, profiles: Sequence[Profile]) -> Ranking:
        """Rank what one may apply for, among news: places are those that people see."""
        keys = {document.key for document in self.documents if not document.key.startswith(NEWS)}
        return self.ranking_of(folder, profiles, keys)

    def ranking_of(
        self, folder: Path, profiles: Sequence[Profile], keys: Collection[str]
    ) -> Ranking:
        """Rank the documents with these keys only, among all others."""
        every = [*self.documents, *self.judged]
        chosen = [document for document in every if document.key in keys]
        others = [document for document in every if document.key not in keys]
        return self._ranking(folder, profiles, chosen, others)

    def _ranking(
        self,
        folder: Path,
        profiles: Sequence[Profile],
        documents: Sequence[Document],
        judged: Sequence[Document],
    ) -> Ranking:
        return Ranking(
            profiles,
            documents,
            judged=judged,
            counts=counted(folder, [*self.documents, *self.judged]),
            known=self.known_by_project(),
        )

    def known_by_project(self) -> Known:
        """Return what tells the circumstances of a document; variants of a project share them."""

        @cache
        def known(project: str, document: str) -> Circumstances:
            call = self.call_of(document)
            if call is None:
                return Circumstances()
            found = circumstances(call.facts, self.applicants(project), self.today)
            if found.admitted is False:
                # Such calls are listed apart, by their text: nobody is to lose sight of them.
                return replace(found, admitted=None, in_region=None)
            return found

        return lambda profile, document: known(profile.partition(" ")[0], document)

    def name_of(self, document: str) -> str:
        """Return what a call is called in every database: its source and its key there."""
        call = self.calls[int(document)]
        return f"{call.source}:{call.key}"

    def applicants(self, project: str) -> list[Applicant]:
        """Return the bodies that may apply for a project."""
        wanted = self.project(project).applicants
        return [each for each in self.plan.applicants if each.key in wanted]

    def is_shut_out(self, project: str, call: CallEntry) -> bool:
        """Tell whether a call refuses every applicant of a project."""
        return call.facts is not None and shut_out(call.facts, self.applicants(project))


def load_pool(connection: Connection, settings: Settings, today: date) -> Pool:
    """Read everything that is ranked on ``today``, and all that was judged and tuned."""
    plan = strategy.load(connection)
    recent = news.entries(connection, today - timedelta(days=settings.digest.news_days))
    said = judgements.load(connection)
    places = {(each.source, each.key) for each in said}
    every = {entry.id: entry for entry in calls.entries(connection)}
    entries = {
        entry.id: entry
        for entry in every.values()
        if entry.is_open_on(today) or (entry.source, entry.key) in places
    }
    documents, judged = [], []
    for call_id, call in calls.contents(connection, list(entries)):
        entry = entries[call_id]
        wanted = of_interest(call, entry.facts, settings.match.eu_programmes)
        if wanted and entry.is_open_on(today):
            documents.append(to_document(call_id, call))
        elif (entry.source, entry.key) in places:
            judged.append(to_document(call_id, call))
    return Pool(
        today=today,
        plan=plan,
        calls=entries,
        documents=[*documents, *(to_news_document(entry.id, entry.item) for entry in recent)],
        judged=judged,
        news=recent,
        judgements=said,
        values={project.key: tunings.values(connection, project.key) for project in plan.projects},
        threshold=settings.match.threshold,
        once=show_once(groups.load(connection), every, today),
    )
