"""Plain builders for tests: each gives a whole value and lets a test name what matters to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from scout.collect.basket import line_of_call, line_of_item, read_basket
from scout.collect.intake import Intake, decide, settle, take_in
from scout.collect.sightings import Sighted
from scout.digest.compose import Digest, compose
from scout.digest.coverage import SourceState
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import (
    Applicant,
    ApplicantType,
    Brings,
    DeadlineKind,
    Expectations,
    FieldChange,
    FundingCall,
    FundingKind,
    Level,
    NewsItem,
    Project,
    Recipient,
    Section,
    Source,
    Verdict,
)
from scout.facts import Deadline, Evidence, Facts
from scout.fit import Judgement, Match, NewsMatch, Reason, Tracking, TrackingState
from scout.funded import Body, FundedProject
from scout.messages import Message
from scout.store import calls, runs
from scout.store.calls import LISTED, LISTING, CallEntry, HistoryEntry
from scout.store.engine import Store
from scout.store.matches import MatchEntry, PastMatch
from scout.store.news import NewsEntry, NewsMatchEntry
from scout.store.told import Reminder, Told

TODAY = date(2026, 12, 19)
NOON = datetime(2026, 12, 19, 11, tzinfo=UTC)
SOURCE = "probe"
NEWS_SOURCE = "news_probe"
FUNDED_SOURCE = "katalog_probe"
NOTHING_SEEN = Sighted({}, frozenset(), ())


def funding_call(key: str = "k1", /, **values: Any) -> FundingCall:
    """A call of the source "probe"; ``texts`` maps headings to texts."""
    texts = values.pop("texts", {"Kurztext": f"Das Land fördert den Ausbau von {key}."})
    given: dict[str, Any] = {
        "source": SOURCE,
        "key": key,
        "url": f"https://foerderung.example/aufruf/{key}",
        "title": f"Aufruf {key}",
        "sections": tuple(Section(heading, text) for heading, text in texts.items()),
    }
    return FundingCall(**(given | values))


def news_item(key: str = "n1", /, **values: Any) -> NewsItem:
    """A news item of the source "news_probe", published two hours before NOON."""
    given: dict[str, Any] = {
        "source": NEWS_SOURCE,
        "key": key,
        "url": f"https://blatt.example/{key}",
        "title": f"Meldung {key}",
        "published_at": NOON - timedelta(hours=2),
        "summary": f"Was in {key} geschah.",
    }
    return NewsItem(**(given | values))


def funded_body(
    name: str = "Kreis Coesfeld",
    ags: str | None = "05558012",
    municipality: str | None = "Coesfeld",
    **values: Any,
) -> Body:
    given: dict[str, Any] = {"name": name, "ags": ags, "municipality": municipality}
    return Body(**(given | values))


def funded_project(key: str = "67K1", /, **values: Any) -> FundedProject:
    """A project of the source "katalog_probe": 186,420 EUR for the county of Coesfeld."""
    given: dict[str, Any] = {
        "source": FUNDED_SOURCE,
        "key": key,
        "url": "https://katalog.example/?fkz=1",
        "title": f"Vorhaben {key}",
        "recipient": funded_body(),
        "amount": Decimal("186420.00"),
        "starts_on": date(2023, 10, 1),
        "programme": "KSI - Kommunales Energiemanagement",
    }
    return FundedProject(**(given | values))


def evidence(quote: str, section: str = "Fristen", rule: str = "probe") -> Evidence:
    return Evidence(quote, section, 0, len(quote), rule)


def deadline_on(*days: date, quote: str = "Anträge sind fristgerecht zu stellen.") -> Deadline:
    return Deadline(DeadlineKind.FIXED, days, evidence=(evidence(quote),))


def facts(deadline: Deadline | None = None, **values: Any) -> Facts:
    given: dict[str, Any] = {
        "deadline": deadline or deadline_on(date(2026, 12, 31)),
        "level": Level.FEDERAL,
        "kinds": (FundingKind.GRANT,),
        "applicant_types": (ApplicantType.MUNICIPALITY,),
        "regions": ("DE",),
    }
    return Facts(**(given | values))


def call_entry(call_id: int = 1, /, **values: Any) -> CallEntry:
    given: dict[str, Any] = {
        "id": call_id,
        "source": SOURCE,
        "key": f"k{call_id}",
        "url": f"https://foerderung.example/aufruf/k{call_id}",
        "title": f"Aufruf k{call_id}",
        "language": "de",
        "first_seen_on": date(2026, 12, 1),
        "gone_on": None,
        "facts": facts(),
    }
    return CallEntry(**(given | values))


def match_entry(
    project: str, call_id: int, score: float = 0.3, *, shut_out: bool = False, **values: Any
) -> MatchEntry:
    reason = Reason("text", score, ("Glasfaser", "Verwaltung"), "Gefördert wird der Ausbau.")
    found = Match(
        project=project,
        source=SOURCE,
        key=f"k{call_id}",
        score=score,
        reasons=values.pop("reasons", (reason,)),
    )
    return MatchEntry(found, call_id, shut_out)


def judgement(project: str, key: str, /, **values: Any) -> Judgement:
    """A judgement of a call of the source "probe": relevant, said at NOON."""
    given: dict[str, Any] = {
        "project": project,
        "source": SOURCE,
        "key": key,
        "relevant": True,
        "judged_at": NOON,
    }
    return Judgement(**(given | values))


def project(key: str = "glasfaser", /, **values: Any) -> Project:
    given: dict[str, Any] = {
        "key": key,
        "title": f"Vorhaben {key}",
        "field": "Infrastruktur",
        "description": "Schulen und Rathäuser erhalten Glasfaser.",
        "applicants": ("kreis",),
    }
    return Project(**(given | values))


def applicant(key: str = "kreis", /, **values: Any) -> Applicant:
    given: dict[str, Any] = {
        "key": key,
        "name": "Kreis Musterland",
        "type": ApplicantType.COUNTY,
        "region": "DE-NW",
    }
    return Applicant(**(given | values))


def recipient(email: str = "anna@kreis.example", /, **values: Any) -> Recipient:
    given: dict[str, Any] = {"name": "Anna Bergmann", "email": email}
    if not values.keys() & {"projects", "fields", "all"}:
        given["all"] = True
    return Recipient(**(given | values))


def message(number: int = 1, /, **values: Any) -> Message:
    given: dict[str, Any] = {
        "recipient_name": "Anna Bergmann",
        "recipient_email": "anna@kreis.example",
        "message_id": f"<20261219.{number:032x}@kreis.example>",
        "subject": "Fördermittel: 1 neuer Aufruf – 19.12.2026",
        "text": "Guten Tag,\n\nein Aufruf für Straßen & Brücken.\n",
        "html": "<p>Ein Aufruf für Straßen &amp; Brücken.</p>\n",
        "created_at": NOON,
    }
    return Message(**(given | values))


def source(name: str = SOURCE, /, **values: Any) -> Source:
    given: dict[str, Any] = {
        "name": name,
        "title": "Probequelle",
        "publisher": "Amt für Proben",
        "url": "https://foerderung.example/",
        "licence": "CC BY 4.0",
        "attribution": "Amt für Proben, CC BY 4.0",
        "expects": Expectations(),
    }
    return Source(**(given | values))


def run(outcome: str = runs.OK, /, **values: Any) -> runs.Run:
    given: dict[str, Any] = {
        "id": 1,
        "source": SOURCE,
        "started_at": NOON,
        "finished_at": NOON,
        "outcome": outcome,
        "items": 12,
        "fill": {},
        "findings": (),
    }
    return runs.Run(**(given | values))


def well_read() -> SourceState:
    return SourceState(source(), run(), run())


def bring(
    store: Store,
    folder: Path,
    found: Sequence[FundingCall],
    now: datetime,
    *,
    verdict: Verdict = Verdict.OK,
    name: str = SOURCE,
) -> Intake:
    """Do with ``found`` what a crawl of that day does after it was judged."""
    path = folder / "basket.jsonl"
    path.write_bytes(b"".join(line_of_call(call) for call in found))
    basket = read_basket(path, name)
    with store.writing() as connection:
        run_id = runs.begin(connection, name, now)
        stored = calls.states(connection, name)
        said = decide(basket.hashes, stored, verdict)
        taken = Intake()
        if said:
            taken = take_in(connection, basket, said, stored, run_id, now, now.date())
        runs.finish(
            connection,
            run_id,
            now=now,
            outcome=verdict.value,
            items=basket.items,
            fill=basket.fill,
            findings=basket.findings,
        )
    return taken


def bring_news(
    store: Store,
    folder: Path,
    found: Sequence[NewsItem],
    now: datetime,
    *,
    verdict: Verdict = Verdict.OK,
    name: str = NEWS_SOURCE,
) -> Intake:
    """Do with ``found`` what reading a feed on that day does after it was judged."""
    feed = source(name, brings=Brings.NEWS, expects=Expectations(window=True))
    return _bring_items(store, folder / "news.jsonl", found, feed, verdict, now)


def bring_projects(
    store: Store,
    folder: Path,
    found: Sequence[FundedProject],
    now: datetime,
    *,
    verdict: Verdict = Verdict.OK,
    name: str = FUNDED_SOURCE,
) -> Intake:
    """Do with ``found`` what reading a catalogue on that day does after it was judged."""
    catalogue = source(name, brings=Brings.PROJECTS)
    return _bring_items(store, folder / "projects.jsonl", found, catalogue, verdict, now)


def _bring_items(
    store: Store,
    path: Path,
    found: Sequence[NewsItem] | Sequence[FundedProject],
    brought_by: Source,
    verdict: Verdict,
    now: datetime,
) -> Intake:
    path.write_bytes(b"".join(line_of_item(item) for item in found))
    basket = read_basket(path, brought_by.name, brought_by.brings)
    with store.writing() as connection:
        run_id = runs.begin(connection, brought_by.name, now)
        return settle(connection, brought_by, basket, verdict, NOTHING_SEEN, run_id, now)


class Office:
    """A county's office over some days: what is stored, and what each recipient was told.

    Keeps in dictionaries what the store keeps in tables, so that ``compose`` can be asked alone.
    """

    def __init__(self, *projects: Project) -> None:
        self.today = TODAY
        self.projects = list(projects) or [project()]
        self.calls: dict[int, CallEntry] = {}
        self.matches: list[MatchEntry] = []
        self.history: dict[int, list[HistoryEntry]] = {}
        self.told: dict[str, dict[int, Told]] = {}
        self.first: dict[str, set[str]] = {}
        self.reminders: set[Reminder] = set()
        self.carried: dict[int, int] = {}
        self.told_on: dict[str, date] = {}
        self.past: list[PastMatch] = []
        self.contents: dict[int, FundingCall] = {}
        self.tracking: dict[tuple[str, str], Tracking] = {}
        self.judged: dict[tuple[str, str, str], bool] = {}
        self.applicants: dict[str, Applicant] = {}
        self._changes = 0

    def add(self, call_id: int, scores: Mapping[str, float] | None = None, **values: Any) -> None:
        """A call comes and fits; without ``scores`` it fits the first project."""
        self.calls[call_id] = call_entry(call_id, **values)
        self.change(call_id, LISTING, None, LISTED)
        for name, score in (scores or {self.projects[0].key: 0.3}).items():
            self.matches.append(match_entry(name, call_id, score))

    def change(self, call_id: int, field: str, old: str | None, new: str | None) -> None:
        self._changes += 1
        self.history.setdefault(call_id, []).append(
            HistoryEntry(
                id=self._changes,
                call_id=call_id,
                source=SOURCE,
                key=f"k{call_id}",
                on=self.today,
                field=field,
                old=old,
                new=new,
            )
        )

    def end_matches(self) -> None:
        """What a night does with the matches of calls for which one may apply no more."""
        over = [
            each for each in self.matches if not self.calls[each.call_id].is_open_on(self.today)
        ]
        self.matches = [each for each in self.matches if each not in over]
        self.past += [
            PastMatch(each.match.project, each.call_id, self.today)
            for each in over
            if not each.shut_out
        ]

    def replace(self, call_id: int, **values: Any) -> None:
        """Give a stored call other values, as intake and reading would."""
        kept = self.calls[call_id]
        old = {name: getattr(kept, name) for name in CallEntry.__dataclass_fields__ if name != "id"}
        self.calls[call_id] = call_entry(call_id, **(old | values))

    def track(self, call_id: int, state: TrackingState) -> None:
        """Somebody says what she does with a call."""
        call = self.calls[call_id]
        set_at = NOON + (self.today - TODAY)
        said = Tracking(source=call.source, key=call.key, state=state, set_at=set_at)
        self.tracking[call.source, call.key] = said

    def judge(self, project: str, call_id: int, *, fits: bool) -> None:
        self.judged[project, self.calls[call_id].source, self.calls[call_id].key] = fits

    def situation(self) -> Situation:
        return Situation(
            today=self.today,
            projects=self.projects,
            calls=self.calls,
            matches=self.matches,
            ranked={each.key for each in self.projects},
            history=self.history,
            applicants=self.applicants,
            judged=self.judged,
            contents=self.contents,
            past=self.past,
        )

    def memory(self, email: str = "anna@kreis.example") -> Memory:
        """What a recipient knows; reminders and what is carried are those of the last reader."""
        return Memory(
            calls=self.told.setdefault(email, {}),
            projects=self.first.setdefault(email, set()),
            reminders=self.reminders,
            carried=self.carried,
            tracking=self.tracking,
            told_on=self.told_on.get(email),
        )

    def issue(
        self, reader: Recipient | None = None, *, first_issue: int = 5, days: int = 1, **limits: Any
    ) -> Digest:
        """Compose, remember what was told, and let ``days`` pass."""
        reader = reader or recipient()
        memory = self.memory(reader.email)
        bounds = Limits(first_issue=first_issue, **limits)
        found = compose(reader, self.situation(), memory, bounds)
        self.told[reader.email].update({known.call_id: known for known in found.known})
        self.first[reader.email].update(found.first_projects)
        self.reminders |= set(found.reminders)
        self.carried = dict(found.carried)
        if found.known or found.first_projects or found.reminders:
            self.told_on[reader.email] = found.issue_on
        self.today += timedelta(days=days)
        return found


def shown(digest: Digest) -> list[int]:
    """Return the ids of the new calls in the order of the mail."""
    return [item.call.id for news in digest.new for item in news.items]


def changed(digest: Digest) -> dict[int, tuple[FieldChange, ...]]:
    return {item.call.id: item.changes for item in digest.changed}


def news_entry(news_id: int = 1, /, **values: Any) -> NewsEntry:
    """A news item of the source "presse"; ``found_on`` is the day on which it was found."""
    found_on = values.pop("found_on", TODAY)
    given: dict[str, Any] = {
        "source": "presse",
        "key": f"n{news_id}",
        "url": f"https://presse.example/n{news_id}",
        "title": f"Meldung {news_id}",
        "published_at": NOON,
        "summary": "Was in der Meldung steht, gehört dem Verlag.",
    }
    return NewsEntry(news_id, NewsItem(**(given | values)), found_on)


def news_match(project: str, news_id: int, score: float = 0.2, **values: Any) -> NewsMatchEntry:
    given: dict[str, Any] = {"words": ("Glasfaser", "Schulen")}
    found = NewsMatch(
        project=project, source="presse", key=f"n{news_id}", score=score, **(given | values)
    )
    return NewsMatchEntry(found, news_id)
