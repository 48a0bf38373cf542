"""An analyst's desk: a home with calls in our own words, judged, tuned and ranked for real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from scout import jobs
from scout.clock import day_of
from scout.domain import FundingCall, Project, Strategy
from scout.facts import Facts
from scout.home import Home
from scout.match.pool import Pool, load_pool
from scout.reading.facts import RULES
from scout.settings import Settings
from scout.store import calls, judgements, matches, strategy, tunings
from scout.store.engine import Store, open_store
from scout.store.matches import MatchEntry
from tests.builders import NOON, applicant, bring, deadline_on, facts, funding_call, judgement
from tests.builders import project as plain_project

# Subjects with their calls, one a line; those of one subject share words, and all share some.
TEXTS = {
    "rad": """
        Radwege entlang der Kreisstraßen, sicher und breit, auch für Lastenräder.
        Abstellanlagen für Fahrräder an Bahnhöfen und Schulen, überdacht und beleuchtet.
        Radschnellwege zwischen den Städten, mit Brücken und Beleuchtung.
        Lastenräder für Handwerk und Lieferdienste, dazu Ladeplätze in der Innenstadt.
        Fahrradstraßen und Kreuzungen, an denen der Radverkehr sicher abbiegt.
        Zählstellen für den Radverkehr und eine App, die Schäden an Radwegen meldet.
        Mobilstationen verbinden Bus, Bahn und Radverkehr an einem Platz.
        Wegweiser und Karten für Radwege im Naturpark, auch für Gäste.
    """,
    "netz": """
        Glasfaser für Schulen und Rathäuser, bis in jedes Klassenzimmer verlegt.
        Leerrohre für Glasfaser, wenn Straßen ohnehin geöffnet werden.
        Breitband für Gewerbegebiete, die heute noch über Kupfer arbeiten.
        Funkmasten schließen die letzten Lücken im Mobilfunk der Dörfer.
        Offenes WLAN in Bibliotheken, Schulen und auf Marktplätzen.
        Beratung der Kreise bei der Planung des Ausbaus von Breitband.
        Sichere Rechenzentren für Kommunen, mit Notstrom und eigenen Leitungen.
        Glasfaser in entlegenen Höfen, gemeinsam mit den Landwirten verlegt.
    """,
    "pflege": """
        Sensoren in Wohnungen rufen Hilfe, wenn ein alter Mensch gestürzt ist.
        Videosprechstunden in Pflegeheimen ersparen weite Wege zum Arzt.
        Tagespflege auf dem Dorf, mit Fahrdienst und gemeinsamem Mittagstisch.
        Lernplattformen für Pflegekräfte, die neben dem Dienst studieren.
        Roboter heben und reichen an, damit Pflegekräfte ihren Rücken schonen.
        Pflegestützpunkte beraten Angehörige zu Hause und über das Netz.
        Tablets für Bewohner von Pflegeheimen, mit Kursen zum Umgang damit.
        Wohngemeinschaften für alte Menschen in leeren Schulen und Gasthöfen.
    """,
    "wald": """
        Wiederaufforstung mit Eichen und Linden nach Sturm und Borkenkäfer.
        Drohnen und Sensoren melden Brände im Wald, ehe jemand sie sieht.
        Löschteiche und Wege für die Feuerwehr in trockenen Kiefernwäldern.
        Waldpädagogik für Schulen, mit Führungen im Naturpark.
        Holzbau statt Beton bei Kindergärten und Gerätehäusern.
        Totholz und alte Eichen bleiben stehen, Besitzer erhalten einen Ausgleich.
    """,
}
RAD = plain_project(
    "rad",
    title="Radwege im Alltag",
    field="Mobilität",
    description="Sichere Radwege verbinden Schulen, Bahnhöfe und Innenstadt; Sensoren zählen.",
    keywords=("Radverkehr", "Lastenräder"),
)
NETZ = plain_project(
    "netz",
    title="Glasfaser für Schulen",
    description="Schulen und Rathäuser erhalten Glasfaser und WLAN; Straßen werden geöffnet.",
    keywords=("Breitband",),
)
PFLEGE = plain_project(
    "pflege",
    title="Digitale Pflege",
    field="Gesundheit",
    description="Sensoren und Tablets helfen alten Menschen in Wohnungen und Pflegeheimen.",
)
PROJECTS = (RAD, NETZ, PFLEGE)
OPEN = facts(deadline_on(date(2027, 3, 31)))
CLOSED = facts(deadline_on(date(2026, 11, 30)))


def all_calls() -> list[FundingCall]:
    """Return the calls of all subjects, "rad-0" first."""
    return [
        funding_call(f"{subject}-{number}", title=f"Aufruf {subject} {number}",
                     texts={"Kurztext": line.strip()})
        for subject, lines in TEXTS.items()
        for number, line in enumerate(lines.strip().splitlines())
    ]  # fmt: skip


class Desk:
    """What tests do with a home; every call but those named in ``facts_of`` is open."""

    def __init__(self, folder: Path, store: Store, settings: Settings | None = None) -> None:
        self.home = Home(folder, settings or Settings(), store)

    @property
    def folder(self) -> Path:
        return self.home.folder

    def fill(
        self,
        found: Sequence[FundingCall] | None = None,
        projects: Sequence[Project] = PROJECTS,
        facts_of: Mapping[str, Facts | None] | None = None,
    ) -> None:
        """Store the strategy and the calls with their facts; ``None``: not read yet."""
        with self.home.store.writing() as connection:
            strategy.save(connection, Strategy(applicants=(applicant(),), projects=tuple(projects)))
        bring(self.home.store, self.folder, all_calls() if found is None else found, NOON)
        known = {key: (facts_of or {}).get(key, OPEN) for key in self.ids()}
        read = {int(self.ids()[key]): said for key, said in known.items() if said is not None}
        with self.home.store.writing() as connection:
            calls.save_facts(connection, RULES, read)

    def ids(self) -> dict[str, str]:
        """Return the documents' keys by the calls' keys."""
        with self.home.store.reading() as connection:
            return {entry.key: str(entry.id) for entry in calls.entries(connection)}

    def keys(self) -> dict[str, str]:
        """Return the calls' keys by the documents' keys."""
        return {call_id: key for key, call_id in self.ids().items()}

    def judge(self, project: str, **verdicts: bool) -> None:
        """Say of calls whether they fit; a key is written with _ for its hyphen."""
        self.judge_all(project, {key.replace("_", "-"): fits for key, fits in verdicts.items()})

    def judge_all(self, project: str, verdicts: Mapping[str, bool]) -> None:
        with self.home.store.writing() as connection:
            for key, fits in verdicts.items():
                judgements.save(connection, judgement(project, key, relevant=fits))

    def tune(self, scope: str, values: Mapping[str, float | None], at: datetime = NOON) -> None:
        with self.home.store.writing() as connection:
            tunings.keep(connection, scope, values, at)

    def pool(self, today: date | None = None) -> Pool:
        with self.home.store.reading() as connection:
            return load_pool(connection, self.home.settings, today or day_of(NOON))

    def match(self) -> dict[str, list[MatchEntry]]:
        """Rank as every night does, and return what is stored, by project."""
        reports = jobs.match(self.home, NOON)
        with self.home.store.reading() as connection:
            return {each.project: matches.load(connection, each.project) for each in reports}

    def matched(self, project: str) -> list[str]:
        """Rank, and return the keys of the calls that fit, best first."""
        return [entry.match.key for entry in self.match()[project]]


@contextmanager
def desk_in(folder: Path, settings: Settings | None = None) -> Iterator[Desk]:
    """Give a desk in ``folder`` with nothing on it, on SQLite."""
    with closing(open_store(folder)) as store:
        yield Desk(folder, store, settings)
