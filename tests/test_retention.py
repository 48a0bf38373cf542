"""What is old goes every night, and nothing that is still needed goes with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from scout import digest_run, jobs, night
from scout.collect.crawl import CrawlOptions
from scout.delivery.compose import to_mime
from scout.delivery.files import file_stem, write_message
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.people.copies import copies
from scout.people.retention import (
    Choice,
    ErasureReport,
    choose,
    erase_old,
    undecided_stems,
)
from scout.settings import MailSettings, RetentionSettings, Settings
from scout.store import alarms, deliveries, judgements, strategy, tables
from scout.store.deliveries import Outgoing
from scout.store.engine import Store
from scout.store.erasure import StoredMessage
from tests.builders import NOON, SOURCE, TODAY, bring, funding_call, judgement, message
from tests.person_rows import ANNA, BERND, end_message, everything, places_of, plan, plant

DAY = timedelta(days=1)
KEEP = RetentionSettings(mails_days=100, authorship_days=50)
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRY, DeliveryState.UNSURE)
ENDED = (DeliveryState.SENT, DeliveryState.FAILED)


@pytest.fixture
def opened(home: Path, store: Store) -> Home:
    """A home that keeps mails for 100 days and authorship for 50; Anna and Bernd get digests."""
    with store.writing() as connection:
        strategy.save(connection, plan(ANNA, BERND))
    return Home(home, Settings(retention=KEEP), store)


def sent(
    home: Home,
    number: int,
    at: datetime,
    email: str = ANNA,
    state: DeliveryState = DeliveryState.SENT,
    kind: MessageKind = MessageKind.DIGEST,
) -> int:
    """Store a message that stands in ``state`` since ``at``, with its copy in outbox/."""
    mail = message(number, recipient_email=email, created_at=at, kind=kind)
    write_message(home.outbox, mail, to_mime(mail, MailSettings()))
    values: dict[str, Any] = {
        name: getattr(mail, name)
        for name in ("recipient_name", "recipient_email", "message_id", "subject", "text", "html")
    }
    values |= {"created_at": at, "issue_on": at.date(), "state": state, "kind": kind}
    values |= {"before": {"told": []}, "finished_at": None if state in OPEN[:3] else at}
    with home.store.writing() as connection:
        query = insert(tables.messages).values(values).returning(tables.messages.c.id)
        return connection.execute(query).scalar_one()


def numbers(home: Home) -> set[int]:
    with home.store.reading() as connection:
        return set(connection.scalars(select(tables.messages.c.id)))


def outgoing(home: Home, number: int) -> Outgoing:
    with home.store.reading() as connection:
        found = deliveries.find(connection, number)
    assert found is not None
    return found


def test_mails_and_their_copies_go_when_their_time_is_over(opened: Home) -> None:
    old = sent(opened, 1, NOON - 101 * DAY)
    failed = sent(opened, 2, NOON - 101 * DAY, BERND, DeliveryState.FAILED)
    young, new = sent(opened, 3, NOON - 100 * DAY), sent(opened, 4, NOON)
    report = erase_old(opened, NOON)
    assert report == ErasureReport(mails=2, files=6)
    assert str(report) == "erased 2 old mails, 6 old files of mails"
    assert numbers(opened) == {young, new}
    assert old not in numbers(opened)
    assert failed not in numbers(opened)
    assert {each.day for each in copies(opened.outbox)} == {TODAY, TODAY - 100 * DAY}
    assert erase_old(opened, NOON) == ErasureReport()
    assert str(ErasureReport()) == ""


def test_mails_that_were_only_looked_at_go_with_their_time_too(opened: Home) -> None:
    for number, at in ((1, NOON - 101 * DAY), (2, NOON)):
        mail = message(number, created_at=at)
        write_message(opened.preview, mail, to_mime(mail, MailSettings()))
    assert erase_old(opened, NOON) == ErasureReport(files=3)
    assert {each.day for each in copies(opened.preview)} == {TODAY}


@pytest.mark.parametrize("state", OPEN)
def test_what_a_person_must_decide_on_is_never_erased(opened: Home, state: DeliveryState) -> None:
    number = sent(opened, 1, NOON - 3000 * DAY, state=state)
    before = outgoing(opened, number)
    assert erase_old(opened, NOON) == ErasureReport()
    assert outgoing(opened, number) == before
    assert len(copies(opened.outbox)) == 3


def test_the_day_of_the_newest_issue_outlives_its_content(opened: Home) -> None:
    number = sent(opened, 1, NOON - 101 * DAY)
    report = erase_old(opened, NOON)
    assert report == ErasureReport(mails=1, files=3)
    left = outgoing(opened, number).message
    assert (left.subject, left.text, left.html, left.recipient_name) == ("", "", "", "")
    with opened.store.reading() as connection:
        assert deliveries.last_issue_on(connection, ANNA) == TODAY - 101 * DAY
        (row,) = connection.execute(select(tables.messages))
    assert (row.before, row.attachments, row.error, row.unsubscribe_url) == (None, None, None, "")
    assert erase_old(opened, NOON) == ErasureReport()


def test_who_erases_after_a_day_gets_no_second_issue_in_a_week(
    home: Path, store: Store, tmp_path: Path
) -> None:
    with store.writing() as connection:
        strategy.save(connection, plan(ANNA))
    hasty = Home(home, Settings(retention=RetentionSettings(mails_days=1)), store)
    monday = datetime(2026, 12, 14, 6, tzinfo=NOON.tzinfo)
    seen = []
    for day in range(7):
        now = monday + day * DAY
        text = {"Kurztext": "Der Ausbau von Glasfaser in Schulen und Rathäusern wird gefördert."}
        fresh = [funding_call(f"k{each}", texts=text) for each in range(day + 1)]
        bring(store, tmp_path, fresh, now)
        jobs.read(hasty, lambda _what, _count: None)
        jobs.match(hasty, now)
        seen += [report.state for report in digest_run.digest(hasty, now)]
        erase_old(hasty, now)
    assert seen == ["SENT", *["NOT_DUE"] * 6]
    assert "Glasfaser" not in repr(everything(store)["messages"])


def test_an_alarm_that_stands_keeps_the_mail_that_told_of_it(opened: Home) -> None:
    long_ago = NOON - 500 * DAY
    numbers_of = [
        sent(opened, each, long_ago, "betrieb@kreis.example", kind=MessageKind.ALARM)
        for each in range(3)
    ]
    with opened.store.writing() as connection:
        alarms.begin(connection, "nrw_amt", long_ago, numbers_of[0])
        alarms.begin(connection, "de_amt", long_ago, numbers_of[1])
        alarms.end(connection, alarms.standing(connection)["de_amt"], NOON, numbers_of[2])
    assert erase_old(opened, NOON).mails == 2
    assert numbers(opened) == {numbers_of[0]}
    with opened.store.reading() as connection:
        assert alarms.standing(connection)["nrw_amt"].is_told


def test_who_judged_is_erased_and_what_was_judged_stays(opened: Home) -> None:
    with opened.store.writing() as connection:
        for key, age in (("alt", 51), ("jung", 50), ("neu", 0)):
            said = judgement("rad", key, judged_at=NOON - age * DAY)
            judgements.save(connection, said, by=ANNA)
            # Overruled: her name stands beside what counts no more, and has the same end.
            other = judgement("dach", key, relevant=False, judged_at=NOON - age * DAY)
            judgements.save(connection, other, by=ANNA)
            judgements.save(connection, judgement("dach", key, judged_at=NOON), by=BERND)
    assert str(erase_old(opened, NOON)) == "erased 2 authors of judgements"
    with opened.store.writing() as connection:
        names = judgements.authors(connection)
        assert {key for project, _, key in names if project == "rad"} == {"jung", "neu"}
        assert len(judgements.load(connection)) == 6
        for key, name in (("alt", None), ("jung", ANNA.casefold())):
            judgements.take_back(connection, "dach", SOURCE, key, by=BERND)
            (said,) = (each for each in judgements.load(connection, "dach") if each.key == key)
            assert not said.relevant, "what she said counts again"
            assert judgements.authors(connection).get(("dach", SOURCE, key)) == name
    assert erase_old(opened, NOON) == ErasureReport()


def test_zero_is_never(opened: Home) -> None:
    forever = RetentionSettings(mails_days=0, authorship_days=0)
    opened = Home(opened.folder, Settings(retention=forever), opened.store)
    sent(opened, 1, NOON - 9000 * DAY)
    with opened.store.writing() as connection:
        judgements.save(connection, judgement("a", "b", judged_at=NOON - 9000 * DAY), by=ANNA)
        strategy.save(connection, plan(BERND))
    for days in (0, 9000):
        assert erase_old(opened, NOON + days * DAY) == ErasureReport()
    assert places_of(opened.store, ANNA) >= {"messages", "judgements", "strategy_entries"}


def test_who_left_long_ago_is_forgotten_and_is_new_when_she_comes_back(
    home: Path, store: Store, tmp_path: Path
) -> None:
    plant(store, tmp_path, ANNA, BERND)
    opened = Home(home, Settings(retention=KEEP), store)
    with store.writing() as connection:
        strategy.save(connection, plan(BERND))
    assert erase_old(opened, NOON).people == 0
    for_themselves = {"judgements", "overruled_judgements", "messages"}
    kept = places_of(store, ANNA) | for_themselves
    assert erase_old(opened, NOON + 100 * DAY).people == 0
    # Authorship and mails have times of their own; all else waits for hers.
    assert places_of(store, ANNA) | for_themselves == kept
    assert erase_old(opened, NOON + 101 * DAY).people == 1
    assert places_of(store, ANNA) == set()
    assert places_of(store, BERND) >= {"delivered", "tracking", "readers", "strategy_entries"}
    with store.reading() as connection:
        assert connection.execute(select(tables.stops)).all() == []


def test_who_came_back_in_time_loses_nothing(home: Path, store: Store, tmp_path: Path) -> None:
    plant(store, tmp_path, ANNA, BERND)
    opened = Home(home, Settings(retention=KEEP), store)
    for day, emails in ((0, (BERND,)), (90, (ANNA, BERND)), (100, (BERND,)), (150, (BERND,))):
        with store.writing() as connection:
            strategy.save(connection, plan(*emails))
        assert erase_old(opened, NOON + day * DAY).people == 0
    assert places_of(store, ANNA) >= {"delivered", "tracking", "readers", "strategy_entries"}
    assert erase_old(opened, NOON + 200 * DAY).people == 0
    assert erase_old(opened, NOON + 201 * DAY).people == 1


def test_an_address_in_a_new_spelling_has_not_left(
    home: Path, store: Store, tmp_path: Path
) -> None:
    plant(store, tmp_path, ANNA)
    opened = Home(home, Settings(retention=KEEP), store)
    small = plan(ANNA)
    renamed = plan(ANNA)
    (was,) = small.recipients
    respelt = type(was)(name=was.name, email=ANNA.lower(), all=True)
    with store.writing() as connection:
        strategy.save(connection, type(renamed)(recipients=(respelt,), projects=small.projects))
    for day in (0, 101, 500):
        assert erase_old(opened, NOON + day * DAY).people == 0
    assert places_of(store, ANNA) >= {"delivered", "tracking", "readers"}


def test_who_left_with_an_unsure_message_waits_for_the_decision(
    home: Path, store: Store, tmp_path: Path
) -> None:
    plant(store, tmp_path, ANNA, BERND)
    opened = Home(home, Settings(retention=KEEP), store)
    end_message(store, 1, state="UNSURE")
    with store.writing() as connection:
        strategy.save(connection, plan(BERND))
    erase_old(opened, NOON)
    assert erase_old(opened, NOON + 500 * DAY).people == 0
    assert places_of(store, ANNA) >= {"messages", "tracking"}
    end_message(store, 1, state="SENT")
    assert erase_old(opened, NOON + 500 * DAY).people == 1
    assert places_of(store, ANNA) == set()


def test_a_file_that_cannot_go_is_counted_and_names_nobody(
    opened: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(opened, 1, NOON - 101 * DAY)

    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    report = erase_old(opened, NOON)
    assert report.failed == (("Permission denied", 3),)
    assert str(report) == "erased 1 old mails; 3 old files cannot be erased: Permission denied"
    monkeypatch.undo()
    assert erase_old(opened, NOON) == ErasureReport(files=3)


def run_night(home: Home, now: datetime) -> str:
    def crawls(day: date) -> tuple[list[Any], CrawlOptions]:
        return [], CrawlOptions(today=day)

    return night.night_round(home, crawls, lambda: now, lambda _what, _count: None)


def test_every_night_erases_and_says_so_only_where_something_went(opened: Home) -> None:
    sent(opened, 1, NOON - 101 * DAY)
    quiet = "0 sources: none; 0 texts read; 0 matches for 1 projects"
    assert run_night(opened, NOON) == f"{quiet}; erased 1 old mails, 3 old files of mails"
    assert run_night(opened, NOON) == quiet


def test_what_goes_wrong_with_erasing_costs_the_night_nothing_else(
    opened: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order = []
    matched = jobs.match
    monkeypatch.setattr(jobs, "match", lambda *given: order.append("match") or matched(*given))

    def fail(*_: object) -> ErasureReport:
        order.append("erase")
        raise OSError("disk")

    monkeypatch.setattr(night, "erase_old", fail)
    with pytest.raises(OSError, match="disk"):
        run_night(opened, NOON)
    assert order == ["match", "erase"]
    assert "erasing what is old failed" in caplog.text


# The choice itself, over any messages.

BEFORE = date(2026, 9, 10)


def stored(number: int, **values: Any) -> StoredMessage:
    given: dict[str, Any] = {
        "number": number,
        "email": "anna@kreis.example",
        "message_id": f"<{number:08x}@kreis.example>",
        "state": DeliveryState.SENT,
        "written_at": NOON,
        "ended_on": BEFORE - DAY,
        "issue_on": BEFORE - DAY,
        "is_digest": True,
        "is_needed": False,
        "is_blank": False,
    }
    return StoredMessage(**(given | values))


DAYS = st.dates(BEFORE - 5 * DAY, BEFORE + 5 * DAY)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from(["anna@kreis.example", "bernd@kreis.example"]),
            "state": st.sampled_from(DeliveryState),
            "ended_on": st.none() | DAYS,
            "issue_on": DAYS,
            "is_digest": st.booleans(),
            "is_needed": st.booleans(),
            "is_blank": st.booleans(),
        }
    ),
    max_size=12,
).map(lambda rows: [stored(number, **row) for number, row in enumerate(rows)])


@given(found=MESSAGES)
def test_only_what_ended_before_the_day_is_chosen(found: list[StoredMessage]) -> None:
    chosen = choose(found, {}, BEFORE)
    assert not chosen.erase & chosen.blank
    for each in found:
        if each.number in chosen.erase | chosen.blank:
            assert each.state in ENDED
            assert not each.is_needed
            assert (each.ended_on or each.written_at.date()) < BEFORE


@given(found=MESSAGES)
def test_when_the_next_issue_is_due_stays_known(found: list[StoredMessage]) -> None:
    def newest(messages: list[StoredMessage]) -> dict[str, date]:
        issues = [each for each in messages if each.is_digest and each.state != "FAILED"]
        return {
            each.email: max(one.issue_on for one in issues if one.email == each.email)
            for each in issues
        }

    left = [each for each in found if each.number not in choose(found, {}, BEFORE).erase]
    assert newest(left) == newest(found)


@given(found=MESSAGES)
def test_all_that_may_go_goes_but_one_blank_issue_a_reader(found: list[StoredMessage]) -> None:
    chosen = choose(found, {}, BEFORE)
    due = {
        each.number
        for each in found
        if each.state in ENDED
        and (each.ended_on or each.written_at.date()) < BEFORE
        and not each.is_needed
    }
    kept = [each for each in found if each.number in due - chosen.erase]
    assert len(kept) == len({each.email for each in kept})
    assert all(each.is_blank or each.number in chosen.blank for each in kept)


def test_nothing_is_chosen_of_nothing() -> None:
    assert choose([], {}, BEFORE) == Choice()


def test_people_are_chosen_by_the_day_on_which_they_left() -> None:
    left = {"a": BEFORE - DAY, "b": BEFORE, "c": BEFORE - DAY}
    found = [stored(1, email="c", state=DeliveryState.UNSURE), stored(2, email="a")]
    chosen = choose(found, left, BEFORE)
    assert (chosen.people, chosen.erase, chosen.blank) == ({"a"}, set(), set())


@given(state=st.sampled_from(DeliveryState))
def test_copies_of_what_is_undecided_are_known_by_name(state: DeliveryState) -> None:
    mail = message(7)
    known = stored(
        1, state=state, email=mail.recipient_email, message_id=mail.message_id, written_at=NOON
    )
    assert undecided_stems([known]) == (set() if state in ENDED else {file_stem(mail)})
