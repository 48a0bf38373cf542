"""Erasing a person: nothing of her is left, others lose nothing, and what stays is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from scout import digest_run, jobs
from scout.delivery.compose import to_mime
from scout.delivery.files import address_in_name, write_message
from scout.errors import BusyError, UsageError
from scout.home import Home
from scout.people.copies import copies, copies_for
from scout.people.forgetting import Stays, exported, forget, held
from scout.people.mentions import mentions
from scout.secret import AddressHash, address_hash
from scout.settings import MailSettings, Settings
from scout.store import alarms, erasure, judgements, readers, strategy, tables
from scout.store.engine import Store, open_store
from scout.store.readers import StopReason
from tests.builders import NOON, SOURCE, bring, funding_call, message
from tests.person_rows import (
    ANNA,
    BERND,
    NAMES,
    end_message,
    everything,
    places_of,
    plan,
    plant,
)

MAIL = MailSettings()
LOCAL = st.from_regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,60}", fullmatch=True)
DOMAIN = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,20}[A-Za-z0-9])?", fullmatch=True)
ADDRESS = st.builds("{}@{}".format, LOCAL, DOMAIN)


@pytest.fixture
def opened(home: Path, store: Store, tmp_path: Path) -> Home:
    """A home in which every table that can has a row of Anna's and one of Bernd's."""
    plant(store, tmp_path, ANNA, BERND)
    return Home(home, Settings(), store)


def copy(home: Home, email: str, number: int = 1) -> list[Path]:
    """Write the copies of a mail as delivering it does."""
    mail = message(number, recipient_email=email, recipient_name=NAMES.get(email, 'Ümit, "Ä"'))
    path = write_message(home.outbox, mail, to_mime(mail, MAIL))
    return sorted(path.parent.glob(f"{path.stem}.*"))


def stops(home: Home) -> dict[AddressHash, StopReason]:
    with home.store.reading() as connection:
        return {key: stop.reason for key, stop in readers.stops(connection).items()}


def hashed(home: Home, email: str) -> AddressHash:
    return address_hash(home.secret(), email)


def test_the_test_plants_a_row_wherever_there_is_a_place(opened: Home) -> None:
    of_readers = {table.name for table in erasure.OF_READERS}
    others = {"judgements", "overruled_judgements", "strategy_entries"}
    assert places_of(opened.store, ANNA) == of_readers | others
    assert of_readers >= {"messages", "delivered", "told_news", "first_issues", "reminders"}
    assert of_readers >= {"carried", "tracking", "readers", "refusals"}


@pytest.mark.parametrize("written", [ANNA, ANNA.lower(), ANNA.upper()], ids=range(3))
def test_nothing_of_a_person_is_left_however_her_address_is_written(
    opened: Home, written: str
) -> None:
    done = forget(opened, written, NOON)
    assert places_of(opened.store, ANNA) == set()
    assert places_of(opened.store, NAMES[ANNA]) == set()
    assert done.erased.rows == {
        **dict.fromkeys([table.name for table in erasure.OF_READERS], 1),
        "judgements": 2,
        "strategy_entries": 1,
        "coordinators": 1,
    }


def test_others_lose_nothing(opened: Home) -> None:
    before = everything(opened.store)
    forget(opened, ANNA, NOON)
    after = everything(opened.store)
    for name, rows in before.items():
        expected = [row for row in rows if ANNA.casefold() not in repr(row).casefold()]
        kept = [row for row in after[name] if row in rows]
        assert kept == expected, name
    assert "bernd@kreis.example" in repr(after["strategy_entries"])
    (entry,) = (row for row in after["strategy_entries"] if row["kind"] == "projects")
    assert entry["content"]["coordinators"] == [BERND]


def test_what_she_said_of_calls_stays_without_her(opened: Home) -> None:
    forget(opened, ANNA, NOON)
    with opened.store.writing() as connection:
        found = {each.key for each in judgements.load(connection)}
        assert found == {"k-A", "k-A-2", "k-b", "k-b-2"}
        authors = judgements.authors(connection)
        assert {key for _, _, key in authors if authors["rad", SOURCE, key] == BERND} == {"k-b-2"}
        assert ("rad", SOURCE, "k-A-2") not in authors
        judgements.take_back(connection, "rad", SOURCE, "k-A", by="leitstelle@kreis.example")
        assert {each.key for each in judgements.load(connection)} == found, "hers counts again"
        assert ("rad", SOURCE, "k-A") not in judgements.authors(connection)


def test_the_file_of_the_database_does_not_hold_her_either(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with closing(open_store(folder)) as store:
        plant(store, tmp_path, ANNA, BERND)
    content = (folder / "scout.db").read_bytes().lower()
    assert ANNA.lower().encode() in content
    with closing(open_store(folder)) as store:
        forget(Home(folder, Settings(), store), ANNA, NOON)
    content = b"".join(path.read_bytes() for path in folder.glob("scout.db*")).lower()
    assert ANNA.lower().encode() not in content
    assert BERND.encode() in content


def test_an_address_is_kept_from_mails_as_a_keyed_hash(opened: Home) -> None:
    forget(opened, ANNA, NOON)
    assert stops(opened) == {hashed(opened, ANNA.upper()): StopReason.FORGOTTEN}
    with opened.store.reading() as connection:
        (stop,) = readers.stops(connection).values()
    assert stop.stopped_at == NOON


def test_forgetting_twice_changes_nothing_and_an_unknown_address_is_refused(opened: Home) -> None:
    forget(opened, ANNA, NOON)
    before = everything(opened.store)
    again = forget(opened, ANNA, NOON)
    assert again.erased.is_nothing
    assert everything(opened.store) == before
    with pytest.raises(UsageError, match=r"nothing is kept of 'ana@kreis\.example'"):
        forget(opened, "ana@kreis.example", NOON)
    assert everything(opened.store) == before


def test_who_imports_the_old_strategy_again_does_not_write_to_her(
    opened: Home, tmp_path: Path
) -> None:
    forget(opened, ANNA, NOON)
    with opened.store.writing() as connection:
        strategy.save(connection, plan(ANNA, BERND))
    bring(opened.store, tmp_path, [funding_call("neu")], NOON)
    jobs.read(opened, lambda _what, _count: None)
    list(digest_run.digest(opened, NOON + timedelta(days=30)))
    assert places_of(opened.store, ANNA) <= {"strategy_entries"}
    assert copies_for(opened.outbox, ANNA) == []


def test_nothing_is_erased_while_mails_are_on_their_way(opened: Home) -> None:
    running = digest_run.digest(opened, NOON + timedelta(days=30))
    next(running)
    copy(opened, ANNA, 77)
    with pytest.raises(BusyError, match="writing digests or sending mails right now"):
        forget(opened, ANNA, NOON)
    running.close()
    assert places_of(opened.store, ANNA) >= {"messages", "delivered", "readers", "judgements"}
    assert stops(opened) == {}
    assert len(copies_for(opened.outbox, ANNA)) == 3
    assert not forget(opened, ANNA, NOON).erased.is_nothing


@pytest.mark.parametrize("state", ["QUEUED", "SENDING", "RETRY", "UNSURE", "FAILED"])
def test_a_message_in_whatever_state_goes_where_no_process_is_at_it(
    opened: Home, state: str
) -> None:
    end_message(opened.store, 1, state=state)
    forget(opened, ANNA, NOON)
    assert [row["recipient_email"] for row in everything(opened.store)["messages"]] == [BERND]
    assert list(digest_run.deliver(opened, NOON)) == []


def test_an_alarm_outlives_its_mail_and_is_told_again(opened: Home) -> None:
    with opened.store.writing() as connection:
        connection.execute(update(tables.messages).values(kind="ALARM"))
        alarms.begin(connection, "nrw_amt", NOON, 1)
        alarms.begin(connection, "de_amt", NOON, 2)
        values = {"source": "eu_amt", "raised_at": NOON, "recovered_at": NOON}
        connection.execute(insert(tables.alarms).values(values | {"recovered_message": 1}))
    forget(opened, ANNA, NOON)
    with opened.store.reading() as connection:
        standing = alarms.standing(connection)
    assert {name: each.is_told for name, each in standing.items()} == {
        "nrw_amt": False,
        "de_amt": True,
    }
    assert len(everything(opened.store)["alarms"]) == 3


def test_her_copies_in_the_outbox_go_and_others_stay(opened: Home) -> None:
    assert len(copy(opened, ANNA)) == 3
    theirs = copy(opened, BERND, 2)
    (opened.outbox / f"2026-12-19_{ANNA.lower()}_0badcafe.eml.part").write_bytes(b"half")
    (opened.outbox / "notes.txt").write_text(ANNA)
    done = forget(opened, ANNA, NOON)
    assert done.erased.files == 4
    assert sorted(opened.outbox.iterdir()) == sorted([*theirs, opened.outbox / "notes.txt"])


def test_addresses_that_file_names_write_alike_are_told_apart(opened: Home) -> None:
    plus, minus = "amt+foerderung@kreis.example", "amt_foerderung@kreis.example"
    assert address_in_name(plus) == address_in_name(minus)
    copy(opened, plus, 1)
    theirs = copy(opened, minus, 2)
    assert {each.path for each in copies_for(opened.outbox, minus)} == set(theirs)
    forget(opened, plus, NOON)
    assert sorted(opened.outbox.iterdir()) == theirs


def test_a_file_that_cannot_be_erased_is_named_and_the_rest_is_done(
    opened: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = copy(opened, ANNA)
    unlink = Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix == ".eml":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    done = forget(opened, ANNA, NOON)
    (left,) = (path for path in files if path.exists())
    assert done.failed == ((left, "Permission denied"),)
    assert done.erased.files == 2
    assert places_of(opened.store, ANNA) == set()
    monkeypatch.undo()
    assert forget(opened, ANNA, NOON).erased.files == 1
    assert not left.exists()


@given(address=ADDRESS, number=st.integers(0, 2**64))
@settings(max_examples=60)
def test_the_copies_for_any_address_are_found_by_their_names(
    tmp_path_factory: pytest.TempPathFactory, address: str, number: int
) -> None:
    home = Home(tmp_path_factory.mktemp("home"), Settings(), None)  # type: ignore[arg-type]
    paths = copy(home, address, number)
    assert {each.path for each in copies_for(home.outbox, address.upper())} == set(paths)
    assert copies_for(home.outbox, f"x{address}") == []


def test_what_stays_is_said_with_the_reason(opened: Home) -> None:
    (opened.folder / "strategy.toml").write_text(
        f'[[projects]]\ncoordinators = ["{ANNA.upper()}"]\n\n[[recipients]]\nemail = "{ANNA}"\n'
    )
    (opened.folder / "scout.toml").write_text(f'[mail]\nreply_to = "{ANNA}"\n')
    end_message(opened.store, 2, text=f"Antworten an {ANNA.lower()}.")
    stays = forget(opened, ANNA, NOON).stays
    assert [each.what for each in stays] == [
        "a keyed hash of the address",
        "2 judgements, without a name",
        f"{opened.folder}/strategy.toml, line 2",
        f"{opened.folder}/strategy.toml, line 5",
        f"{opened.folder}/scout.toml, line 2",
        "1 mails to others that name the address",
        "backups",
        "what has left the house",
    ]
    assert stays[5] == Stays(stays[5].what, "erased with them after 730 days")
    assert all(each.why for each in stays)


def test_mails_to_others_stay_for_ever_where_nothing_is_erased_by_time(opened: Home) -> None:
    end_message(opened.store, 2, html=f"<p>{ANNA}</p>")
    retention = opened.settings.retention.model_copy(update={"mails_days": 0})
    forever = opened.settings.model_copy(update={"retention": retention})
    stays = forget(replace(opened, settings=forever), ANNA, NOON).stays
    (why,) = (each.why for each in stays if each.what.startswith("1 mails"))
    assert why == "[retention] mails_days is 0"


@given(
    before=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    address=ADDRESS,
    behind=st.sampled_from(['"', "'", " ", "", ">", ",", "]", "."]),
    space=st.sampled_from(['"', "'", " ", "<", "["]),
)
def test_every_line_that_names_an_address_is_found(
    tmp_path_factory: pytest.TempPathFactory, before: str, address: str, behind: str, space: str
) -> None:
    home = Home(tmp_path_factory.mktemp("home"), Settings(), None)  # type: ignore[arg-type]
    line = f"{before}{space}{address}{behind}"
    (home.folder / "strategy.toml").write_text(f"# oben\n{line}\n# unten\n", encoding="utf-8")
    assert [each.line for each in mentions(home, address.swapcase())] == [2]


@pytest.mark.parametrize(
    "line",
    ["x{}", "x.{}", "{}-stadt", "{}.example", "{}2", "anna+{}"],
)
def test_a_longer_address_is_another_one(opened: Home, line: str) -> None:
    (opened.folder / "strategy.toml").write_text(f'email = "{line.format(BERND)}"\n')
    assert mentions(opened, BERND) == []


def test_a_file_that_is_no_text_names_nobody_and_stops_nothing(opened: Home) -> None:
    (opened.folder / "strategy.toml").write_bytes(b"\xff\xfe" + BERND.encode() + b'"\n')
    (opened.folder / "scout.toml").mkdir()
    assert [each.line for each in mentions(opened, BERND)] == [1]


def test_what_is_held_is_counted_before_anything_goes(opened: Home) -> None:
    copy(opened, ANNA)
    before = everything(opened.store)
    found = held(opened, ANNA)
    assert everything(opened.store) == before
    assert found == forget(opened, ANNA, NOON).erased
    assert held(opened, ANNA).is_nothing


def test_all_that_is_known_of_a_person_can_be_handed_to_her(opened: Home) -> None:
    found = list(exported(opened, ANNA.upper()))
    kinds = [kind for kind, _ in found]
    assert len(set(kinds)) == len(erasure.OF_READERS) + 3
    assert {kind for kind in kinds if kinds.count(kind) > 1} == {"judgements"}
    values = dict(found)
    judged = {row["key"] for kind, row in found if kind == "judgements"}
    assert judged == {"k-A", "k-A-2"}, "what was overruled is known of her, too"
    assert values["strategy_entries"]["content"]["name"] == NAMES[ANNA]
    assert values["coordinators"] == {"project": "rad", "active": True}
    assert BERND not in repr(found)


def test_that_she_is_not_written_to_is_known_of_her_too(opened: Home) -> None:
    with opened.store.writing() as connection:
        readers.stop(connection, hashed(opened, ANNA), StopReason.UNSUBSCRIBED, NOON)
    assert dict(exported(opened, ANNA.upper()))["stops"] == {
        "reason": "UNSUBSCRIBED",
        "stopped_at": NOON,
    }
    assert "stops" not in dict(exported(opened, BERND))
    forget(opened, ANNA, NOON)
    assert list(exported(opened, ANNA)) == [("stops", {"reason": "FORGOTTEN", "stopped_at": NOON})]


def test_what_was_only_looked_at_goes_with_her_too(opened: Home) -> None:
    for number, email in ((1, ANNA), (2, BERND)):
        mail = message(number, recipient_email=email)
        write_message(opened.preview, mail, to_mime(mail, MAIL))
    assert held(opened, ANNA).files == 3
    assert forget(opened, ANNA, NOON).erased.files == 3
    assert {each.address for each in copies(opened.preview)} == {BERND}


def test_what_lies_in_the_outbox_and_is_no_mail_of_ours_is_no_copy(tmp_path: Path) -> None:
    for name in ("2026-99-99_a@b_1.eml", "2026-12-19_a@b.eml", "x.eml", "2026-12-19_a@b_1.pdf"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "2026-12-19_a@b_1.txt").mkdir()
    assert copies(tmp_path) == []
    assert copies(tmp_path / "absent") == []


@pytest.fixture(autouse=True)
def _no_address_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert ANNA.casefold() not in caplog.text.casefold()
