"""By when an applicant's own bodies want its paper: for whom, and for which and whose day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scout.council import Body
from scout.deadline_wording import internal_lines
from scout.digest.compose import ahead_of
from scout.digest.days import days_ahead
from scout.digest.deadlines import cannot_wait
from scout.digest.entries import deadline_entries, new_groups
from scout.digest.issued import Issue
from scout.digest.situation import Limits, Situation
from scout.domain import Admission
from scout.exchange.ics import entries_of
from scout.facts import Eligibility
from scout.fit import TrackingState
from scout.once import show_once
from scout.store.groups import Member
from scout.store.told import Reminder
from tests.builders import (
    TODAY,
    Office,
    applicant,
    deadline_on,
    evidence,
    facts,
    project,
    recipient,
    source,
)

STRONG = 0.4


def office_of(council: Body, kind: type[Office] = Office, **values: Any) -> Office:
    """An office with one applicant, whose council sits as it says, three weeks of writing ahead."""
    office = kind(project(applicants=("duelmen",)))
    duelmen = applicant("duelmen", name="Stadt Dülmen", bodies=(council,), writing_weeks=3)
    office.applicants = {"duelmen": duelmen}
    office.issue()
    office.add(1, {"glasfaser": STRONG}, facts=facts(**values))
    office.issue(days=0)
    return office


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


def gremien(office: Office) -> list[str]:
    """What stands of the councils beside each deadline ahead, whether a reminder is due or not."""
    items = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    return [line for item in items for line in internal_lines(item.internal)]


def calendar(office: Office) -> list[tuple[date, str]]:
    items = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    return [(each.day, each.summary.split(":")[0]) for each in entries_of(items)]


def test_who_writes_already_is_in_time_until_the_paper_must_lie() -> None:
    rat = Body("Rat", (in_days(60), in_days(120)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(61)))
    papers = (in_days(50), "Vorlagenschluss Rat, Stadt Dülmen")
    regular = gremien(office)
    assert "möglich" not in regular[0]
    for state in (TrackingState.REVIEWING, TrackingState.APPLYING):
        office.track(1, state)
        for day in (0, 29, 30, 49, 50):
            office.today = in_days(day)
            assert gremien(office) == regular
            assert papers in calendar(office)
    office.today = in_days(51)
    assert gremien(office) == ["Stadt Dülmen: nur mit Dringlichkeitsentscheidung"]
    assert papers not in calendar(office)


def test_who_does_nothing_hears_of_an_urgent_decision_and_that_fast_writing_would_do() -> None:
    rat = Body("Rat", (in_days(60), in_days(120)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(61)))
    papers = (in_days(50), "Vorlagenschluss Rat, Stadt Dülmen")
    office.today = in_days(30)
    (said,) = gremien(office)
    day = f"{in_days(50):%d.%m.%Y}"
    assert said.startswith(f"Stadt Dülmen: Vorlage noch bis {day} möglich, wenn sie in weniger als")
    assert said.endswith("; sonst nur mit Dringlichkeitsentscheidung")
    assert papers in calendar(office)
    office.today = in_days(51)
    assert gremien(office) == ["Stadt Dülmen: nur mit Dringlichkeitsentscheidung"]


def test_a_paper_that_is_begun_late_is_no_reminder_of_its_own_every_week() -> None:
    rat = Body("Rat", (in_days(60), in_days(120)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(61)))
    office.track(1, TrackingState.APPLYING)
    days = [found.issue_on for found in (office.issue() for _ in range(60)) if found.deadlines]
    assert days == [in_days(29)], "on the day to begin, and never after it"


def test_sittings_that_end_long_before_the_deadline_make_no_lead_and_no_event() -> None:
    rat = Body("Rat", (in_days(30), in_days(70)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(260)))
    last = f"{in_days(70):%d.%m.%Y}"
    assert gremien(office) == [
        f"Stadt Dülmen: Sitzungstermine nur bis {last} bekannt; die letzten davon: "
        f"Vorlage bis {in_days(60):%d.%m.%Y}, Beschluss {last} (Rat)"
    ]
    assert [what for _, what in calendar(office)] == ["Frist"]
    assert not any(office.issue().deadlines for _ in range(100))


def test_a_new_call_says_that_sittings_are_known_only_so_far() -> None:
    office = Office(project(applicants=("duelmen", "ohne")))
    rat = Body("Rat", (in_days(30),), papers_days=10)
    office.applicants = {
        "duelmen": applicant("duelmen", name="Stadt Dülmen", bodies=(rat,)),
        "ohne": applicant("ohne", name="Stadt Ohne"),
    }
    office.issue()
    office.add(1, {"glasfaser": STRONG}, facts=facts(deadline_on(in_days(200))))
    (group,) = new_groups(Issue(office.issue()))
    said = [row.text for row in group.entries[0].rows if row.label == "Gremien"]
    assert len(said) == 1
    assert said[0].startswith("Stadt Dülmen: Sitzungstermine nur bis")


def office_of_two_projects() -> Office:
    """One project of Senden and a better one of the county and Dülmen, in another order."""
    rat = Body("Rat", (in_days(60), in_days(120)), papers_days=10)
    office = Office(
        project("wlan", title="WLAN", applicants=("senden",)),
        project("netz", title="Netz", applicants=("senden", "duelmen", "kreis")),
    )
    office.applicants = {
        "kreis": applicant("kreis", name="Kreis Coesfeld", bodies=(rat,), writing_weeks=3),
        "duelmen": applicant("duelmen", name="Stadt Dülmen", bodies=(rat,), writing_weeks=2),
        "senden": applicant("senden", name="Gemeinde Senden"),
    }
    office.issue()
    may = Eligibility(Admission.YES, evidence("Antragsberechtigt sind Kommunen."))
    fits = {"wlan": 0.5, "netz": 0.3}
    office.add(1, fits, facts=facts(deadline_on(in_days(61)), county=may, town=may))
    return office


def test_a_call_that_fits_several_projects_is_answered_for_the_applicants_of_all() -> None:
    office = office_of_two_projects()
    (group,) = new_groups(Issue(office.issue()))
    rows = {label: [row.text for row in group.entries[0].rows if row.label == label]
            for label in ("Antrag", "Gemeinsam", "Gremien")}  # fmt: skip
    assert group.title == "WLAN"
    assert rows["Antrag"] == [
        "Kreis Coesfeld, Stadt Dülmen und Gemeinde Senden sind antragsberechtigt"
    ]
    assert rows["Gemeinsam"][0].startswith("passt für 3 Antragsteller")
    assert [said.split(":")[0] for said in rows["Gremien"]] == ["Kreis Coesfeld und Stadt Dülmen"]


def test_leads_and_events_are_those_of_the_applicants_of_all_projects() -> None:
    office = office_of_two_projects()
    office.issue()
    assert [what for _, what in calendar(office)] == [
        "Frist", "Vorlagenschluss Rat, Kreis Coesfeld", "Vorlagenschluss Rat, Stadt Dülmen",
    ]  # fmt: skip
    found = [office.issue() for _ in range(45)]
    assert [each.issue_on for each in found if each.deadlines] == [in_days(29), in_days(36)]


def test_a_change_is_answered_for_the_applicants_of_all_projects() -> None:
    office = office_of_two_projects()
    office.issue()
    office.change(1, "title", "Aufruf", "Aufruf (neu)")
    found = office.issue()
    assert [each.name for each, _ in found.internal[1]] == ["Kreis Coesfeld", "Stadt Dülmen"]


def test_of_several_days_the_first_that_can_be_reached_is_named() -> None:
    rat = Body("Rat", (in_days(9), in_days(150), in_days(200)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(25), in_days(170), in_days(210)))
    days = [f"{in_days(day):%d.%m.%Y}" for day in (25, 170, 140, 150)]
    assert gremien(office) == [
        f"Stadt Dülmen: zur Frist {days[0]} nur mit Dringlichkeitsentscheidung",
        f"Stadt Dülmen: zur Frist {days[1]} Vorlage bis {days[2]}, Beschluss {days[3]} (Rat)",
    ]
    assert calendar(office) == [
        (in_days(25), "Frist"), (in_days(170), "Frist"), (in_days(210), "Frist"),
        (in_days(140), "Vorlagenschluss Rat, Stadt Dülmen"),
    ]  # fmt: skip
    office.today = in_days(26)
    assert [day for day, _ in calendar(office)] == [in_days(day) for day in (170, 210, 140)]


def test_what_holds_for_all_days_needs_no_day_and_what_is_in_time_names_its_own() -> None:
    rat = Body("Rat", (in_days(9), in_days(400)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(25), in_days(170)))
    assert gremien(office) == ["Stadt Dülmen: nur mit Dringlichkeitsentscheidung"]
    often = Body("Rat", tuple(in_days(day) for day in range(30, 300, 30)), papers_days=10)
    office = office_of(often, deadline=deadline_on(in_days(100), in_days(170)))
    (said,) = gremien(office)
    assert said.startswith(f"Stadt Dülmen: zur Frist {in_days(100):%d.%m.%Y} Vorlage bis")


def test_two_stages_are_no_choice() -> None:
    rat = Body("Rat", (in_days(9), in_days(150), in_days(200)), papers_days=10)
    stages = replace(deadline_on(in_days(25), in_days(170)), two_stage=True)
    office = office_of(rat, deadline=stages)
    assert gremien(office) == [
        f"Stadt Dülmen: zur Frist {in_days(25):%d.%m.%Y} nur mit Dringlichkeitsentscheidung"
    ]
    assert [what for _, what in calendar(office)] == ["Frist", "Frist"]


def test_a_paper_for_a_later_day_is_spoken_of_once_before_it_must_be_begun() -> None:
    rat = Body("Rat", (in_days(9), in_days(60), in_days(200)), papers_days=10)
    office = office_of(rat, deadline=deadline_on(in_days(32), in_days(70)))
    issues = [office.issue() for _ in range(70)]
    days = [(found.issue_on, *found.reminders) for found in issues if found.deadlines]
    assert days == [(in_days(29), Reminder(1, in_days(70), 41))]


class TwoSources(Office):
    """An office whose calls are one, the first leads."""

    def situation(self) -> Situation:
        group = tuple(
            Member(each.id, (each.source, each.key), TODAY) for each in self.calls.values()
        )
        once = show_once({each.call_id: group for each in group}, self.calls, self.today)
        return replace(super().situation(), once=once)


def disputed(own: date, other: date) -> Office:
    """A call of which a second source states another deadline; only the first's text fits."""
    rat = Body("Rat", (in_days(60), in_days(200)), papers_days=10)
    office = office_of(rat, TwoSources, deadline=deadline_on(own))
    said: dict[str, Any] = {"source": "nrw", "key": "9", "url": "https://nrw.example/9"}
    office.add(2, {"andere": STRONG}, facts=facts(deadline_on(other)), **said)
    return office


def test_where_sources_disagree_the_earliest_day_ahead_counts_and_says_whose_it_is() -> None:
    office = disputed(in_days(250), in_days(62))
    office.track(1, TrackingState.REVIEWING)
    (item,) = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    assert (item.deadline_on, item.days[0].source) == (in_days(62), "nrw")
    assert gremien(office)[0].startswith(
        f"Stadt Dülmen: zur Frist {in_days(62):%d.%m.%Y} Vorlage bis {in_days(50):%d.%m.%Y}"
    )
    assert calendar(office) == [
        (in_days(62), "Frist"), (in_days(250), "Frist"),
        (in_days(50), "Vorlagenschluss Rat, Stadt Dülmen"),
    ]  # fmt: skip
    issues = [office.issue(reminder_leads=(14, 3)) for _ in range(250)]
    due = [each for each in issues if each.deadlines]
    assert [each.issue_on for each in due] == [
        in_days(29), in_days(48), in_days(59), in_days(169), in_days(236), in_days(247),
    ]  # fmt: skip
    names = {"nrw": source("nrw", title="Landesportal")}
    whose = [entry.about for each in due for entry in deadline_entries(Issue(each, names))]
    assert ["Frist laut Landesportal" in about for about in whose] == [True] * 3 + [False] * 3


def test_what_any_source_says_ends_before_the_next_issue_cannot_wait_for_it() -> None:
    office = disputed(in_days(250), in_days(3))
    leading, situation = office.calls[1], office.situation()
    assert cannot_wait(leading, situation, Limits(next_issue_on=in_days(4)))
    assert not cannot_wait(leading, situation, Limits(next_issue_on=in_days(3)))
    office.calls[2] = replace(office.calls[2], gone_on=TODAY)
    assert not cannot_wait(leading, office.situation(), Limits(next_issue_on=in_days(4)))


@pytest.mark.parametrize(
    "values", [{"gone_on": TODAY}, {"facts": facts(closed=True)}], ids=range(2)
)
def test_a_source_that_has_the_call_open_no_more_states_no_day(values: dict[str, Any]) -> None:
    office = disputed(in_days(250), in_days(62))
    kept = office.calls[2]
    office.calls[2] = replace(kept, **values)
    (item,) = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    assert [(day.on, day.is_disputed) for day in item.days] == [(in_days(250), False)]


def test_a_day_keeps_its_place_when_those_before_it_are_over() -> None:
    stated = replace(deadline_on(in_days(40), in_days(20)), days=(f"{in_days(40):%m-%d}", "03-31"))
    office = office_of(Body("Rat"), deadline=stated)
    call = office.calls[1]
    first = [(day.on, day.place) for day in days_ahead(call, office.situation())]
    assert first == [(in_days(20), 0), (in_days(40), 1), (date(2027, 3, 31), 3)]
    office.today = in_days(21)
    assert [(day.on, day.place) for day in days_ahead(call, office.situation())] == first[1:]


def test_sources_that_agree_state_their_days_once() -> None:
    office = disputed(in_days(62), in_days(62))
    (item,) = ahead_of(recipient(), office.situation(), office.memory(), Limits())
    assert [(day.on, day.key, day.is_disputed) for day in item.days] == [(in_days(62), "k1", False)]
