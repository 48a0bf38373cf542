"""An issue that holds everything a mail can hold, for tests that look at its whole form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scout.council import InternalDeadline, Reach
from scout.digest.changes import ChangedItem, FactChange
from scout.digest.compose import Digest, ProjectNews
from scout.digest.coverage import SourceState
from scout.digest.days import StatedDay
from scout.digest.deadlines import DeadlineItem
from scout.digest.fitting import Item
from scout.digest.trends import Trend
from scout.domain import Admission, ApplicantType, Brings, CallStatus, FieldChange
from scout.facts import Eligibility, Facts
from scout.fit import Reason, TrackingState
from scout.links import ReaderLinks
from tests.builders import (
    NEWS_SOURCE,
    NOON,
    SOURCE,
    TODAY,
    applicant,
    call_entry,
    deadline_on,
    evidence,
    facts,
    match_entry,
    news_entry,
    news_match,
    project,
    recipient,
    run,
    source,
    well_read,
)

BASE = "https://foerderscout.kreis-musterland.example"
LINKS = ReaderLinks(BASE, b"geheim" * 6, "k3Jx9_aQm2Lw", f"20261219.{'a' * 32}", NOON)
COUNTY = applicant("kreis", name="Kreis Musterland")
TOWN = applicant("ahrn", name="Stadt Ahrn", type=ApplicantType.TOWN)
VILLAGE = applicant("born", name="Gemeinde Born", type=ApplicantType.TOWN)
PLAN = project("glasfaser", title="Glasfaser für Schulen", applicants=("kreis", "ahrn", "born"))
IN_TIME = InternalDeadline(
    reach=Reach.IN_TIME,
    body="Kreistag",
    sitting_on=date(2027, 2, 18),
    papers_body="Kreisausschuss",
    papers_on=date(2027, 2, 4),
    write_from=date(2027, 1, 7),
    known_until=date(2027, 6, 30),
)
URGENT = InternalDeadline(reach=Reach.URGENT_ONLY)
GERMAN = "Gefördert wird der Ausbau öffentlicher Ladeplätze für Straßenfahrzeuge in Städten. "


def read_well() -> Facts:
    """Facts of which everything is known."""
    words = evidence("Antragsberechtigt sind Gemeinden und Gemeindeverbände.")
    may = Eligibility(Admission.YES, words)
    return facts(deadline_on(date(2026, 12, 31), quote=GERMAN), county=may, town=may)


def new_item(call_id: int, **values: object) -> Item:
    """A call that fits, with words that say why."""
    reasons = (
        Reason("text", 0.25, ("Glasfaser", "Schule"), GERMAN),
        Reason("judgements", 0.2, names=("Breitbandkoordination",)),
    )
    hit = match_entry("glasfaser", call_id, 0.25, reasons=reasons).match
    return Item(call_entry(call_id, **({"facts": read_well()} | values)), hit)


def deadline_item(call_id: int, on: date, **values: object) -> DeadlineItem:
    """A deadline of the project of all three applicants."""
    said = ((COUNTY, IN_TIME), (TOWN, URGENT), (VILLAGE, URGENT))
    given: dict[str, object] = {
        "call": call_entry(call_id, title=f"Smarte Beteiligung {call_id}"),
        "days": (StatedDay(on, SOURCE, f"k{call_id}", f"https://foerderung.example/{call_id}"),),
        "project": PLAN,
        "tracked": TrackingState.REVIEWING,
        "internal": said,
    }
    return DeadlineItem(**(given | values))  # type: ignore[arg-type]


def changed_item(call_id: int) -> ChangedItem:
    """A call of which facts changed, and a text that no fact says."""
    return ChangedItem(
        call_entry(call_id),
        CallStatus.OPEN,
        (
            FieldChange("section.Fristen", "Bis 1. Mai 2027.", "Bis 1. Juni 2027."),
            FieldChange("listing", "listed", "gone"),
        ),
        "glasfaser",
        facts=(
            FactChange("Frist", "31.03.2027", "30.06.2027"),
            FactChange("Höchstbetrag", "100.000 €", "250.000 €"),
        ),
    )


def trend(news_id: int, field: str) -> Trend:
    """A news item that touches a project of ``field``."""
    touched = project("wege", title="Radwege im Alltag", field=field)
    entry = news_entry(news_id, source=NEWS_SOURCE)
    return Trend(entry, news_match("wege", news_id).match, touched, (PLAN,))


def full_issue() -> Digest:
    """Return an issue with everything in it."""
    also = replace(new_item(1), also=(project("pflege", title="Digitale Pflege"),))
    return Digest(
        recipient=recipient(),
        issue_on=TODAY,
        deadlines=(
            deadline_item(7, date(2026, 12, 31)),
            deadline_item(8, date(2027, 2, 28), tracked=TrackingState.NEW, internal=()),
        ),
        new=(ProjectNews(PLAN, (also, new_item(3))),),
        changed=(changed_item(2),),
        trends=(trend(1, "Infrastruktur"), trend(2, "Bildung")),
        listed=(new_item(9),),
        baseline=4,
        waiting=2,
        shut_out=3,
        dismissed=1,
        judged=2,
        unread=5,
        known=(),
        first_projects=(),
        applicants={each.key: each for each in (COUNTY, TOWN, VILLAGE)},
        projects={PLAN.key: PLAN},
    )


def empty_issue() -> Digest:
    """Return an issue in which nothing is told: a sign of life."""
    return Digest(
        recipient=recipient(sign_of_life=True),
        issue_on=TODAY,
        new=(),
        changed=(),
        baseline=0,
        waiting=0,
        shut_out=0,
        known=(),
        first_projects=(),
    )


def states() -> list[SourceState]:
    """Return a source that is well, one that could not be read, and one of news."""
    bad = SourceState(source("land", title="Landesquelle"), run("FAILED"), run())
    press = source(NEWS_SOURCE, title="Blatt für Kommunen", brings=Brings.NEWS)
    return [well_read(), bad, SourceState(press, run(), run())]
