"""What changed in a call as facts, old and new: from the store into the digest, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import change_wording
from scout.clock import day_of
from scout.collect.intake import field_changes
from scout.digest import fact_changes
from scout.digest.changes import ChangedItem, FactChange, OtherSource
from scout.digest.compose import compose
from scout.digest.fact_changes import with_facts
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import CallStatus, DeadlineKind, FieldChange, FundingCall, FundingKind
from scout.facts import Day, Deadline, Facts, Money, Rate
from scout.reading.facts import RULES, read_facts
from scout.store import calls
from scout.store.engine import Store
from scout.store.told import Told
from tests.builders import (
    NOON,
    TODAY,
    bring,
    call_entry,
    deadline_on,
    evidence,
    facts,
    funding_call,
    match_entry,
    project,
    recipient,
)

UNTIL_MARCH = "Anträge können bis zum 31. März 2027 gestellt werden."
UNTIL_JUNE = "Anträge können bis zum 30. Juni 2027 gestellt werden."
GRANT = (
    "Der Zuschuss beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben, höchstens 50.000 Euro."
)
GONE = FieldChange("listing", "listed", "gone")
BACK = FieldChange("listing", "gone", "listed")


class Desk:
    """A stored call of our own words over some days, and what one reader is told of it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.now = store, folder, NOON
        self.told: dict[int, Told] = {}
        self.projects: set[str] = set()

    def night(self, *found: FundingCall, rules: Mapping[str, Facts] | None = None) -> None:
        """What a night does: take in what is listed, and read what is new or changed."""
        self.now += timedelta(days=1)
        bring(self.store, self.folder, found, self.now)
        with self.store.writing() as connection:
            stale = [call_id for call_id, _ in calls.unread(connection, RULES)]
            read = {
                call_id: (rules or {}).get(call.key) or read_facts(call)
                for call_id, call in calls.contents(connection, stale)
            }
            calls.save_facts(connection, RULES, read)

    def issue(self) -> tuple[ChangedItem, ...]:
        """Compose from what is stored, remember what was told, and return what changed."""
        with self.store.reading() as connection:
            entries = {entry.id: entry for entry in calls.entries(connection)}
            contents = dict(calls.contents(connection, sorted(entries)))
            history: dict[int, list[calls.HistoryEntry]] = {}
            for entry in calls.history(connection):
                history.setdefault(entry.call_id, []).append(entry)
        plan = project()
        matches = [match_entry(plan.key, call_id) for call_id in entries]
        today = day_of(self.now)
        now = Situation(today, [plan], entries, matches, {plan.key}, history, contents=contents)
        found = compose(recipient(), now, Memory(self.told, self.projects), Limits())
        self.told |= {each.call_id: each for each in found.known}
        self.projects |= set(found.first_projects)
        return with_facts(found.changed, contents, today)


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def told(item: ChangedItem) -> list[tuple[str, str, str]]:
    return [(each.label, each.old, each.new) for each in item.facts]


def fields(item: ChangedItem) -> list[str]:
    return [change.field for change in item.changes]


def changed(
    old: Mapping[str, str],
    new: Mapping[str, str],
    *more: FieldChange,
    gone_on: date | None = None,
    **values: object,
) -> ChangedItem:
    """Return what is told of a call whose texts were ``old`` and are ``new``."""
    before, after = funding_call(texts=old, **values), funding_call(texts=new, **values)
    since = (*field_changes(before, after), *more)
    item = ChangedItem(call_entry(gone_on=gone_on), CallStatus.OPEN, since, "p", since=since)
    (found,) = with_facts([item], {item.call.id: after}, TODAY)
    return found


def test_a_deadline_that_moved_is_told_with_old_and_new_and_nothing_raw(desk: Desk) -> None:
    desk.night(funding_call(texts={"Kurztext": "Radwege.", "Fristen": UNTIL_MARCH}))
    assert desk.issue() == ()
    desk.night(funding_call(texts={"Kurztext": "Radwege.", "Fristen": UNTIL_JUNE}))
    (item,) = desk.issue()
    assert told(item) == [("Frist", "31.03.2027", "30.06.2027")]
    assert item.changes == ()
    assert desk.issue() == ()


def test_that_there_are_two_stages_is_told_only_where_it_changes() -> None:
    stages = " Das Verfahren ist zweistufig."
    item = changed({"Fristen": UNTIL_MARCH + stages}, {"Fristen": UNTIL_JUNE + stages})
    assert told(item) == [("Frist", "31.03.2027", "30.06.2027")]
    item = changed({"Fristen": UNTIL_MARCH}, {"Fristen": UNTIL_JUNE + stages})
    assert told(item) == [("Frist", "31.03.2027", "30.06.2027 – zweistufiges Verfahren")]


def test_a_sum_and_a_rate_that_changed_are_told_together(desk: Desk) -> None:
    texts = {"Fristen": UNTIL_MARCH, "Höhe": GRANT}
    desk.night(funding_call(texts=texts))
    desk.issue()
    richer = GRANT.replace("80", "90").replace("50.000", "75.000")
    desk.night(funding_call(texts=texts | {"Höhe": richer}))
    (item,) = desk.issue()
    assert told(item) == [
        ("Fördersatz", "bis zu 80 %", "bis zu 90 %"),
        ("Höchstbetrag", "50.000 €", "75.000 €"),
    ]
    assert item.changes == ()


def test_the_limit_of_a_town_that_changed_is_told_beside_that_of_the_county() -> None:
    text = "Der Zuschuss beträgt höchstens EUR 30.000 je Gemeinde und EUR 150.000 je Kreis."
    item = changed({"Höhe": text}, {"Höhe": text.replace("30.000", "35.000")})
    assert told(item) == [
        (
            "Höchstbetrag",
            "30.000 € je Gemeinde, 150.000 € je Kreis",
            "35.000 € je Gemeinde, 150.000 € je Kreis",
        )
    ]
    assert item.changes == ()


def test_that_a_share_is_fixed_from_now_on_is_told() -> None:
    text = "Der Zuschuss beträgt bis zu 50 Prozent der Ausgaben."
    item = changed({"Höhe": text}, {"Höhe": text.replace("bis zu ", "")})
    assert told(item) == [("Fördersatz", "bis zu 50 %", "50 %")]


def test_a_call_closed_early_says_until_when_it_was_open_and_why(desk: Desk) -> None:
    texts = {"Fristen": UNTIL_MARCH}
    desk.night(funding_call(texts=texts))
    desk.issue()
    note = "Die Mittel sind ausgeschöpft. Die Antragstellung ist beendet."
    desk.night(funding_call(texts=texts | {"Statushinweis": note}))
    (item,) = desk.issue()
    assert told(item) == [("Stand", "offen", "vorzeitig beendet, die Frist war der 31.03.2027")]
    assert item.changes == (FieldChange("section.Statushinweis", None, note),)


def test_a_call_gone_before_its_deadline_says_so_and_back_again(desk: Desk) -> None:
    call, other = funding_call(texts={"Fristen": UNTIL_MARCH}), funding_call("k2")
    desk.night(call, other)
    desk.issue()
    desk.night(other)
    (item,) = desk.issue()
    gone = "steht nicht mehr in der Liste der Quelle, obwohl die Frist erst am 31.03.2027 endet"
    assert (told(item), item.changes) == ([("Stand", "offen", gone)], ())
    desk.night(call, other)
    (item,) = desk.issue()
    back = "steht wieder in der Liste der Quelle, offen"
    assert (told(item), item.changes) == ([("Stand", "nicht mehr gelistet", back)], ())


def test_a_call_gone_after_its_deadline_is_no_news(desk: Desk) -> None:
    other = funding_call("k2")
    desk.night(
        funding_call(
            texts={"Fristen": "Anträge können bis zum 20. Dezember 2026 gestellt werden."}
        ),
        other,
    )
    desk.issue()
    desk.night(other)
    assert desk.issue() == ()


def test_several_nights_are_told_as_one_step_from_what_the_reader_knows(desk: Desk) -> None:
    desk.night(funding_call(texts={"Fristen": UNTIL_MARCH}))
    desk.issue()
    for text in ("Anträge können bis zum 30. April 2027 gestellt werden.", UNTIL_JUNE):
        desk.night(funding_call(texts={"Fristen": text}))
    (item,) = desk.issue()
    assert told(item) == [("Frist", "31.03.2027", "30.06.2027")]
    desk.night(funding_call(texts={"Fristen": UNTIL_MARCH}))
    (item,) = desk.issue()
    assert told(item) == [("Frist", "30.06.2027", "31.03.2027")]


def test_a_correction_of_our_own_reading_is_never_told_as_a_change(desk: Desk) -> None:
    wrong = read_facts(
        funding_call(texts={"Fristen": "Anträge können bis zum 1. Mai 2027 gestellt werden."})
    )
    texts = {"Kurztext": "Radwege.", "Fristen": UNTIL_MARCH}
    desk.night(funding_call(texts=texts), rules={"k1": wrong})
    desk.issue()
    desk.night(funding_call(texts=texts | {"Kurztext": "Radwege und Brücken."}))
    (item,) = desk.issue()
    assert (told(item), fields(item)) == ([], ["section.Kurztext"])


@pytest.mark.parametrize(
    ("old", "new", "facts", "raw"),
    [
        ("", UNTIL_MARCH, [("Frist", "nicht angegeben", "31.03.2027")], ["section.Fristen"]),
        (
            UNTIL_MARCH,
            UNTIL_JUNE.replace("gestellt", "elektronisch gestellt"),
            [("Frist", "31.03.2027", "30.06.2027")],
            ["section.Fristen"],
        ),
        (
            f"{UNTIL_MARCH} Die Beratung öffnet um 9 Uhr.",
            f"{UNTIL_JUNE} Die Beratung öffnet um 8 Uhr.",
            [("Frist", "31.03.2027", "30.06.2027")],
            ["section.Fristen"],
        ),
        (
            UNTIL_MARCH.replace("31.", "30."),
            "Anträge können bis zum 30. Juni 2028 gestellt werden.",
            [("Frist", "30.03.2027", "30.06.2028")],
            [],
        ),
        (
            UNTIL_MARCH,
            "Anträge können bis zum 1. Dezember 2026 gestellt werden.",
            [("Stand", "offen", "beendet"), ("Frist", "31.03.2027", "01.12.2026")],
            [],
        ),
        (
            "Anträge können bis zum 1. Dezember 2026 gestellt werden.",
            UNTIL_MARCH,
            [("Stand", "beendet", "offen"), ("Frist", "01.12.2026", "31.03.2027")],
            [],
        ),
        (
            UNTIL_MARCH,
            "Die Antragstellung ist beendet.",
            [("Stand", "offen", "vorzeitig beendet, die Frist war der 31.03.2027")],
            ["section.Fristen"],
        ),
        (
            "Anträge sind laufend möglich.",
            "Anträge sind jederzeit möglich.",
            [],
            ["section.Fristen"],
        ),
    ],
    ids="stated worded otherwise unexplained passed reopened closed same".split(),
)
def test_raw_text_stands_beside_facts_unless_they_say_all_of_it(
    old: str, new: str, facts: list[tuple[str, str, str]], raw: list[str]
) -> None:
    item = changed({"Fristen": old}, {"Fristen": new})
    assert (told(item), fields(item)) == (facts, raw)


def test_a_figure_of_a_fact_that_did_not_change_is_not_swallowed() -> None:
    text = "Der Zuschuss beträgt bis zu 80 Prozent der Ausgaben, Vorhaben dauern 3 Jahre."
    item = changed({"Höhe": text}, {"Höhe": text.replace("80", "70").replace("3 J", "2 J")})
    assert told(item) == [("Fördersatz", "bis zu 80 %", "bis zu 70 %")]
    assert fields(item) == ["section.Höhe"]


def test_every_fact_of_which_readers_ask_is_told() -> None:
    old = {
        "Fristen": "Anträge können laufend gestellt werden.",
        "Kurztext": "Der Eigenanteil beträgt mindestens 20 Prozent. "
        "Der Mindestbetrag der Zuwendung beträgt 5.000 Euro. "
        "Für das Programm stehen 3 Millionen Euro bereit.",
        "Geltung": "Diese Richtlinie gilt bis zum 31. Dezember 2027.",
    }
    new = {
        heading: text.replace("20 P", "10 P").replace("5.000", "2.500")
        for heading, text in old.items()
    }
    new = {
        heading: text.replace("3 Mil", "4 Mil").replace("2027", "2028")
        for heading, text in new.items()
    }
    item = changed(old, new)
    assert told(item) == [
        ("Richtlinie gilt bis", "31.12.2027", "31.12.2028"),
        ("Fördersatz", "bis zu 80 %", "bis zu 90 %"),
        ("Eigenanteil", "mindestens 20 %", "mindestens 10 %"),
        ("Mindestbetrag", "5.000 €", "2.500 €"),
        ("Budget", "3.000.000 €", "4.000.000 €"),
    ]
    assert item.changes == ()


def test_who_may_apply_and_where_is_told_from_the_codes_of_a_source() -> None:
    before = funding_call(codes={"Foerderberechtigte": ("kommune",), "Foerdergebiet": ("nrw",)})
    after = replace(
        before, codes={"Foerderberechtigte": ("unternehmen",), "Foerdergebiet": ("nrw",)}
    )
    item = of_codes(before, after)
    labels = {each.label: (each.old, each.new) for each in item.facts}
    assert labels["Förderberechtigte"] == ("Kommunen", "Unternehmen")
    assert labels["Kreise antragsberechtigt"][0] == "ja"
    assert labels["Kreise antragsberechtigt"] == labels["Städte und Gemeinden antragsberechtigt"]
    assert item.changes == ()


def test_a_code_that_nobody_knows_is_told_raw_beside_the_fact() -> None:
    before = funding_call(codes={"Foerderberechtigte": ("kommune",)})
    after = replace(before, codes={"Foerderberechtigte": ("unternehmen", "raumstation")})
    item = of_codes(before, after)
    assert "Förderberechtigte" in {each.label for each in item.facts}
    assert fields(item) == ["code.Foerderberechtigte"]


def of_codes(before: FundingCall, after: FundingCall) -> ChangedItem:
    since = field_changes(before, after)
    item = ChangedItem(call_entry(), CallStatus.OPEN, since, "p", since=since)
    (found,) = with_facts([item], {item.call.id: after}, TODAY)
    return found


def topic(**stated: str) -> FundingCall:
    status = stated.pop("status", "31094502")
    return funding_call(
        codes={"frameworkProgramme": ("43152860",), "type": ("1",), "status": (status,)},
        stated=stated,
        language="en",
    )


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        (
            {"deadlineDate": "2027-03-31T17:00:00.000+0000"},
            {"deadlineDate": "2027-06-30T17:00:00.000+0000"},
            [
                (
                    "Frist",
                    "31.03.2027, 17:00 Uhr Brüsseler Zeit",
                    "30.06.2027, 17:00 Uhr Brüsseler Zeit",
                )
            ],
        ),
        (
            {"maxContribution": "500000", "deadlineDate": "2027-03-31T17:00:00.000+0000"},
            {"maxContribution": "750000", "deadlineDate": "2027-03-31T17:00:00.000+0000"},
            [("Höchstbetrag", "500.000 €", "750.000 €")],
        ),
        (
            {"status": "31094501", "deadlineDate": "2027-03-31T17:00:00.000+0000"},
            {"status": "31094502", "deadlineDate": "2027-03-31T17:00:00.000+0000"},
            [("Stand", "angekündigt", "offen")],
        ),
        (
            {"status": "31094502", "deadlineDate": "2027-03-31T17:00:00.000+0000"},
            {"status": "31094503", "deadlineDate": "2027-03-31T17:00:00.000+0000"},
            [("Stand", "offen", "vorzeitig beendet, die Frist war der 31.03.2027")],
        ),
    ],
    ids=["deadline", "sum", "opened", "closed"],
)
def test_a_topic_of_the_eu_is_told_from_its_fields(
    old: dict[str, str], new: dict[str, str], facts: list[tuple[str, str, str]], desk: Desk
) -> None:
    desk.night(topic(**old))
    desk.issue()
    desk.night(topic(**new))
    (item,) = desk.issue()
    assert told(item) == facts
    assert item.changes == ()


def test_an_opening_that_has_passed_on_both_sides_is_no_news() -> None:
    words = "Anträge können vom {} bis zum 31. März 2027 gestellt werden."
    passed, earlier, ahead = "1. Oktober 2026", "1. September 2026", "1. Februar 2027"
    told_of = {
        (one, other): told(
            changed({"Fristen": words.format(one)}, {"Fristen": words.format(other)})
        )
        for one, other in permutations((passed, earlier, ahead), 2)
    }
    assert told_of[passed, earlier] == told_of[earlier, passed] == []
    assert told_of[passed, ahead] == [
        ("Stand", "offen", "angekündigt"),
        ("Antragstellung ab", "01.10.2026", "01.02.2027"),
    ]
    assert ("Antragstellung ab", "01.02.2027", "01.10.2026") in told_of[ahead, passed]


def test_days_that_pass_and_leave_the_text_are_no_change() -> None:
    old = "Anträge können bis zum 1. Dezember 2026 und bis zum 31. März 2027 gestellt werden."
    assert told(changed({"Fristen": old}, {"Fristen": UNTIL_MARCH})) == []


def test_without_a_text_or_a_change_an_item_stays_as_it_is() -> None:
    change = FieldChange("section.Fristen", UNTIL_MARCH, UNTIL_JUNE)
    item = ChangedItem(call_entry(), CallStatus.OPEN, (change,), "p", since=(change,))
    assert with_facts([item], {}, TODAY) == (item,)
    other = OtherSource(call_entry(2, source="amt"), (change,), (change,))
    elsewhere = replace(item, changes=(), since=(), elsewhere=(other,))
    assert with_facts([elsewhere], {1: funding_call()}, TODAY) == (elsewhere,)


def test_of_another_source_the_text_is_told_only_where_no_fact_was_read_in_it() -> None:
    moved = FieldChange("section.Fristen", UNTIL_MARCH, UNTIL_JUNE)
    words = FieldChange("section.Volltext", "Radwege.", "Geh- und Radwege.")
    two = call_entry(2, source="amt")
    item = ChangedItem(call_entry(), CallStatus.OPEN, (), "p")

    def of_other(*changes: FieldChange) -> OtherSource:
        texts = {"Fristen": UNTIL_JUNE, "Volltext": "Geh- und Radwege."}
        told_of = replace(item, elsewhere=(OtherSource(two, changes, changes),))
        (found,) = with_facts([told_of], {2: funding_call(texts=texts)}, TODAY)
        (other,) = found.elsewhere
        return other

    both = of_other(moved, words)
    assert [(each.label, each.old, each.new) for each in both.facts] == [
        ("Frist", "31.03.2027", "30.06.2027")
    ]
    assert both.changes == ()
    assert (of_other(words).facts, of_other(words).changes) == ((), (words,))


@pytest.mark.parametrize(
    ("there", "is_known"),
    [
        ({"facts": facts(deadline_on(date(2027, 6, 30)))}, True),
        ({"facts": facts(deadline_on(date(2027, 6, 29)))}, False),
        ({"facts": facts(deadline_on(date(2027, 6, 30))), "gone_on": TODAY}, False),
        ({"facts": None}, False),
    ],
    ids=["same", "another day", "gone", "unread"],
)
def test_a_deadline_is_known_that_an_open_source_stated_before(
    there: dict[str, object], *, is_known: bool
) -> None:
    change = FieldChange("section.Fristen", UNTIL_MARCH, UNTIL_JUNE)
    other = call_entry(2, source="amt", **there)
    item = ChangedItem(
        call_entry(), CallStatus.OPEN, (change,), "p", since=(change,), known=(other,)
    )
    (found,) = with_facts([item], {1: funding_call(texts={"Fristen": UNTIL_JUNE})}, TODAY)
    assert [(each.label, each.is_known) for each in found.facts] == [("Frist", is_known)]


def test_no_statement_of_a_deadline_is_known_from_nobody_elses_silence() -> None:
    change = FieldChange("section.Fristen", UNTIL_MARCH, None)
    silent = call_entry(2, source="amt", facts=facts(Deadline(DeadlineKind.NONE_STATED)))
    item = ChangedItem(
        call_entry(), CallStatus.OPEN, (change,), "p", since=(change,), known=(silent,)
    )
    (found,) = with_facts([item], {1: funding_call(texts={"Kurztext": "Radwege."})}, TODAY)
    assert [each.label for each in found.facts] == ["Frist"]
    assert not any(each.is_known for each in found.facts)


def test_an_end_is_news_though_another_source_said_it_before() -> None:
    over = call_entry(2, source="amt", gone_on=TODAY)
    text = {"Fristen": UNTIL_MARCH}
    item = ChangedItem(
        call_entry(gone_on=TODAY), CallStatus.GONE, (GONE,), "p", since=(GONE,), known=(over,)
    )
    (found,) = with_facts([item], {1: funding_call(texts=text)}, TODAY)
    assert [(each.label, each.is_known) for each in found.facts] == [("Stand", False)]


def test_saying_facts_twice_says_them_once() -> None:
    item = changed({"Fristen": UNTIL_MARCH}, {"Fristen": UNTIL_JUNE})
    assert with_facts([item], {1: funding_call(texts={"Fristen": UNTIL_JUNE})}, TODAY) == (item,)


def test_a_text_is_read_once_however_many_are_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[FundingCall] = []

    def reading(call: FundingCall) -> Facts:
        read.append(call)
        return read_facts(call)

    monkeypatch.setattr(fact_changes, "read_facts", reading)
    old, new = UNTIL_MARCH.replace("31", "17"), UNTIL_JUNE.replace("30", "17")
    for _ in range(500):
        assert changed({"Fristen": old}, {"Fristen": new}).facts
    assert len(read) == 2


def test_gone_without_a_deadline_claims_none() -> None:
    text = {"Fristen": "Anträge können laufend gestellt werden."}
    item = changed(text, text, GONE, gone_on=TODAY)
    assert told(item) == [("Stand", "offen", "steht nicht mehr in der Liste der Quelle")]


def test_back_with_another_deadline_says_both() -> None:
    item = changed({"Fristen": UNTIL_MARCH}, {"Fristen": UNTIL_JUNE}, BACK)
    assert [each.label for each in item.facts] == ["Stand", "Frist"]
    assert item.changes == ()


DAYS = st.dates(date(2026, 12, 1), date(2028, 1, 1))


@given(
    kind=st.sampled_from(DeadlineKind),
    dates=st.lists(DAYS, max_size=3).map(lambda found: tuple(sorted(found))),
    days=st.lists(st.sampled_from(["02-29", "05-31", "12-01"]), max_size=2).map(tuple),
    two_stage=st.booleans(),
)
def test_a_deadline_has_words_of_one_line_that_do_not_count_days(
    kind: DeadlineKind,
    dates: tuple[date, ...],
    days: tuple[str, ...],
    two_stage: bool,  # noqa: FBT001 - drawn
) -> None:
    words = change_wording.deadline(Deadline(kind, dates, days, two_stage=two_stage), TODAY)
    assert "noch" not in words
    assert "\n" not in words
    ahead = [day for day in dates if day >= TODAY]
    if kind is DeadlineKind.FIXED and ahead and not two_stage:
        assert [f"{day:%d.%m.%Y}" in words for day in ahead] == [True] * len(ahead)


@given(order=st.permutations(range(4)))
def test_rates_are_told_highest_first_whatever_their_order(order: list[int]) -> None:
    rates = [
        Rate(Decimal(percent), condition, evidence("q"))
        for percent, condition in ((80, ""), (90, "für arme"), (90, "für arme"), (50, "für reiche"))
    ]
    facts = Facts(rates=tuple(rates[place] for place in order))
    words = next(
        each.words(facts, TODAY) for each in change_wording.FACTS if each.label == "Fördersatz"
    )
    assert words == "bis zu 90 % (für arme), bis zu 80 %, bis zu 50 % (für reiche)"


def every_label(facts: Facts) -> Iterator[tuple[str, str]]:
    return ((each.label, each.words(facts, TODAY)) for each in change_wording.FACTS)


def test_what_is_not_stated_is_said_not_to_be_and_never_is_zero() -> None:
    silent = Facts(deadline=Deadline(DeadlineKind.NONE_STATED))
    assert set(dict(every_label(silent)).values()) == {"nicht angegeben"}
    assert dict(every_label(Facts()))["Frist"] == "nicht eindeutig"
    loan = Facts(
        kinds=(FundingKind.LOAN,),
        max_loan=Money(Decimal(2_000_000)),
        loan_rates=(Rate(Decimal(100), "", evidence("q")),),
        expected_grants=3,
        valid_until=Day(date(2027, 12, 31)),
    )
    said = dict(every_label(loan))
    assert said["Höchstbetrag des Darlehens"] == "2.000.000 €"
    assert (said["Anteil des Darlehens"], said["Budget"]) == ("bis zu 100 %", "für 3 Vorhaben")
    assert (said["Förderart"], said["Richtlinie gilt bis"]) == ("Darlehen", "31.12.2027")


@given(
    old=st.text(max_size=80),
    new=st.text(max_size=80),
    heading=st.sampled_from(["Fristen", "Statushinweis", "Kurztext"]),
)
def test_any_text_is_compared_and_no_change_is_lost(old: str, new: str, heading: str) -> None:
    item = changed({heading: old, "Ziel": "Wege."}, {heading: new, "Ziel": "Wege."})
    assert bool(item.facts or item.changes) == bool(item.since)
    assert item.facts == tuple(each for each in item.facts if each.old != each.new)
    assert all(isinstance(each, FactChange) for each in item.facts)
