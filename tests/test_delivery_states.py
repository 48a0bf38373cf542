"""Every trouble a mail server can make, and the state in which it leaves a message."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scout.delivery.compose import to_mime
from scout.home import Home
from scout.messages import DeliveryState
from scout.settings import MailSettings, Settings
from scout.store.engine import open_store
from tests.builders import NOON
from tests.mail_process import mail_of, mail_process, taken
from tests.mailserver import DATA, END, MAIL, RCPT, mail_server, make_certificates
from tests.post_office import ANNA, BERND, by_mail, days, deliver, furnish, outbox, queue, state_of

SENT, RETRY, FAILED, UNSURE = (
    DeliveryState.SENT,
    DeliveryState.RETRY,
    DeliveryState.FAILED,
    DeliveryState.UNSURE,
)
LOGIN = ("relay-kreis", "offenes Geheimnis")


@pytest.fixture
def office(home: Path) -> Iterator[Home]:
    store = open_store(home)
    furnish(store)
    yield Home(home, Settings(), store)
    store.close()


@dataclass(frozen=True)
class Trouble:
    """What a server does, the state that follows, and what is said of it."""

    state: DeliveryState
    error: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def answering(step: str, answer: str, state: DeliveryState) -> Trouble:
    return Trouble(state, answer, {"answers": {step: answer}})


TROUBLES = {
    "none": Trouble(SENT),
    "slow": Trouble(SENT, values={"slow_s": 0.3}),
    "later at MAIL": answering(MAIL, "451 4.3.0 Later", RETRY),
    "later at RCPT": answering(RCPT, "450 4.7.1 Greylisted", RETRY),
    "later at DATA": answering(DATA, "421 4.3.2 Shutting down", RETRY),
    "later at the end": answering(END, "451 4.6.0 Scanner is busy", RETRY),
    "never at MAIL": answering(MAIL, "550 5.7.1 Not from you", FAILED),
    "never at RCPT": answering(RCPT, "550 5.1.1 Unknown", FAILED),
    "never at DATA": answering(DATA, "554 5.5.1 No valid recipients", FAILED),
    "never at the end": answering(END, "554 5.7.1 Looks like spam", FAILED),
    "the mailbox is full for now": answering(RCPT, "452 4.2.2 Mailbox full", RETRY),
    "the mailbox is full": answering(RCPT, "552 5.2.2 Mailbox full", FAILED),
    "the disk is full for now": answering(MAIL, "452 4.3.1 Insufficient system storage", RETRY),
    "full at the end for now": answering(END, "452 4.2.2 Over quota", RETRY),
    "full at the end": answering(END, "552 5.2.2 Over quota", FAILED),
    "dropped at MAIL": Trouble(RETRY, "closed", {"breaks": {MAIL}}),
    "dropped at RCPT": Trouble(RETRY, "closed", {"breaks": {RCPT}}),
    "dropped at DATA": Trouble(RETRY, "closed", {"breaks": {DATA}}),
    "dropped after the data": Trouble(UNSURE, "closed", {"breaks": {END}}),
    "silent at MAIL": Trouble(RETRY, "no answer in time", {"hangs": {MAIL}}),
    "silent at RCPT": Trouble(RETRY, "no answer in time", {"hangs": {RCPT}}),
    "silent at DATA": Trouble(RETRY, "no answer in time", {"hangs": {DATA}}),
    "silent after the data": Trouble(UNSURE, "no answer in time", {"hangs": {END}}),
}


def test_every_state_in_which_an_attempt_can_end_is_reached() -> None:
    assert {trouble.state for trouble in TROUBLES.values()} == {SENT, RETRY, FAILED, UNSURE}


@pytest.mark.parametrize("name", TROUBLES)
def test_a_trouble_leaves_a_message_where_it_belongs_and_no_mail_comes_twice(
    office: Home, name: str
) -> None:
    trouble = TROUBLES[name]
    timeout_s = 0.1 if "hangs" in trouble.values else 5
    number = queue(office, 1)
    with mail_server(**trouble.values) as server:
        at_work = by_mail(office, server, timeout_s=timeout_s)
        report = deliver(at_work)[ANNA]
        assert (report.state, state_of(office, number)) == (trouble.state, trouble.state)
        assert trouble.error in (report.error or "")
        for what in (server.answers, server.breaks, server.hangs):
            what.clear()
        for hours in (1, 5, 30):
            deliver(at_work, NOON + days(hours / 24))
        assert state_of(office, number) is (SENT if trouble.state is RETRY else trouble.state)
        assert len(server.received) == (trouble.state is not FAILED)


def test_the_trouble_of_one_touches_no_other(office: Home) -> None:
    with mail_server() as server:
        at_work = by_mail(office, server)
        for place, answer in enumerate(
            ("550 5.1.1 Unknown", "452 4.2.2 Mailbox full", "552 5.2.2 Mailbox full")
        ):
            server.answers[ANNA] = answer
            now = NOON + days(2 * place)
            queue(office, 10 * place, now=now)
            queue(office, 10 * place + 1, BERND, now=now)
            found = deliver(at_work, now)
            assert found[ANNA].state is not SENT
            assert found[BERND].state is SENT
        assert [each.recipients for each in server.received] == [(BERND,)] * 3


# --- a server that is a process of its own -------------------------------------------------------


def own_settings(port: int, **values: Any) -> MailSettings:
    given = {"sender": "scout@kreis.example", "host": "127.0.0.1", "port": port}
    return MailSettings(**(given | values))


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_of_its_own_takes_each_message_once_and_as_it_was_frozen(
    office: Home, tmp_path: Path, security: str
) -> None:
    certificates = make_certificates(tmp_path)
    safe: dict[str, Any] = {} if security == "none" else {security: str(tmp_path / "127.0.0.1.pem")}
    with mail_process(tmp_path / "server", login=LOGIN, **safe) as (port, _):
        mail = own_settings(
            port,
            security=security,
            user=LOGIN[0],
            password=LOGIN[1],
            ca_file=str(certificates.ca_file) if safe else "",
        )
        at_work = by_mail(office, mail)
        for number, address in enumerate((ANNA, BERND)):
            queue(office, number, address)
        assert {each.state for each in deliver(at_work).values()} == {SENT}
        assert deliver(at_work, NOON + days(1)) == {}
    received = taken(tmp_path / "server")
    assert [each.recipients for each in received] == [(ANNA,), (BERND,)]
    for outgoing, each in zip(outbox(office), received, strict=True):
        assert each.content.replace(b"\r\n", b"\n") == to_mime(outgoing.message, mail)
        assert mail_of(each.content)["Message-ID"] == outgoing.message.message_id


def test_a_server_that_is_killed_after_it_took_a_message_leaves_it_unsure(
    office: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "server"
    first, second = queue(office, 1), queue(office, 2, BERND)
    with mail_process(folder, hangs=[END]) as (port, process):
        at_work = by_mail(office, own_settings(port))

        def kill() -> None:
            for _ in range(3_000):
                if (folder / "taken.jsonl").stat().st_size:
                    break
                time.sleep(0.01)
            process.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        found = deliver(at_work)
        killer.join()
    assert (found[ANNA].state, found[BERND].state) == (UNSURE, RETRY)
    (folder / "port").unlink()
    with mail_process(folder) as (port, _):
        deliver(by_mail(office, own_settings(port)), NOON + days(0.5))
    assert (state_of(office, first), state_of(office, second)) == (UNSURE, SENT)
    assert [each.recipients for each in taken(folder)] == [(ANNA,), (BERND,)]
