"""The way to the mail server, against a real one: what arrives, and what is known of the rest."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scout.delivery.compose import to_mime
from scout.delivery.mail import Problem, Relay, check, on_the_wire
from scout.delivery.outbox import Event, Outcome
from scout.delivery.refusal import Step
from scout.errors import UsageError
from scout.settings import MailSettings
from tests.builders import message
from tests.mailserver import DATA, END, MAIL, RCPT, Certificates, mail_server, make_certificates

ANNA, BERND = "anna@kreis.example", "bernd@kreis.example"
HERE = Path()
# A user without "@": yagmail would make it an address of a well-known provider.
LOGIN = ("relay-kreis", "offenes Geheimnis")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def hand_over(mail: MailSettings, *addresses: str, home: Path = HERE) -> list[Outcome]:
    """Send a message to each of ``addresses``, one after the other, over one relay."""
    relay = Relay(mail, home)
    try:
        return [
            relay.hand_over(address, to_mime(message(number, recipient_email=address), mail))
            for number, address in enumerate(addresses or (ANNA,))
        ]
    finally:
        relay.close()


def as_user(user: str, password: str) -> dict[str, Any]:
    return {"user": user, "password": password}


def events(outcomes: Sequence[Outcome]) -> list[Event]:
    return [outcome.event for outcome in outcomes]


ACCEPTED = [Outcome(Event.ACCEPTED)]


def test_a_message_arrives_as_it_was_frozen() -> None:
    frozen = message(
        subject="Fördermittel: 3 neue Aufrufe – „Straßen & Brücken“",
        recipient_name="Jörg Çelik-Müßig",
        text=".\n..\nPunkt am Anfang, Ümläute und €\n.",
        html="<p>.</p>\n.\n",
    )
    with mail_server() as server:
        mail = server.settings()
        relay = Relay(mail, HERE)
        assert relay.hand_over(frozen.recipient_email, to_mime(frozen, mail)) == ACCEPTED[0]
        relay.close()
    (taken,) = server.received
    assert (taken.sender, taken.recipients) == ("scout@kreis.example", (ANNA,))
    assert taken.content.replace(b"\r\n", b"\n") == to_mime(frozen, mail)
    assert taken.mail["Subject"] == frozen.subject
    assert taken.mail["To"].addresses[0].display_name == "Jörg Çelik-Müßig"
    parts = [part.get_content() for part in taken.mail.iter_parts()]
    assert parts == [frozen.text, frozen.html]


def test_a_hundred_mails_go_over_one_connection() -> None:
    addresses = [f"leser{number}@kreis.example" for number in range(100)]
    with mail_server() as server:
        assert hand_over(server.settings(), *addresses) == ACCEPTED * 100
    assert server.connections == 1
    assert [taken.recipients for taken in server.received] == [(each,) for each in addresses]
    assert len({taken.mail["Message-ID"] for taken in server.received}) == 100


def test_a_line_lost_between_two_messages_is_made_anew() -> None:
    with mail_server() as server:
        mail = server.settings()
        relay = Relay(mail, HERE)
        assert relay.hand_over(ANNA, to_mime(message(1), mail)) == ACCEPTED[0]
        server.drop_lines()
        assert relay.hand_over(BERND, to_mime(message(2), mail)) == ACCEPTED[0]
        relay.close()
    assert server.connections == 2
    assert [taken.recipients for taken in server.received] == [(ANNA,), (BERND,)]


def test_without_security_there_is_neither_tls_nor_login() -> None:
    with mail_server() as server:
        assert hand_over(server.settings()) == ACCEPTED
    assert (server.received[0].is_secure, server.received[0].user) == (False, None)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_of_the_own_ca_is_trusted_by_its_file(
    security: str, certificates: Certificates
) -> None:
    with mail_server(**{security: certificates.good}) as server:
        mail = server.settings(ca_file=certificates.ca_file.name)
        assert hand_over(mail, home=certificates.ca_file.parent) == ACCEPTED
        assert check(mail, certificates.ca_file.parent) == []
    assert server.received[0].is_secure


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_is_not_trusted_gets_nothing(
    security: str, certificates: Certificates
) -> None:
    with mail_server(**{security: certificates.good}) as server:
        (outcome,) = hand_over(server.settings())
        (problem,) = check(server.settings(), HERE)
    assert outcome == Outcome(Event.POSTPONED, problem.found)
    assert "not trusted" in problem.found
    assert "ca_file" in problem.advice
    assert server.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_no_proof(
    security: str, certificates: Certificates
) -> None:
    with mail_server(**{security: certificates.other_name}) as server:
        mail = server.settings(ca_file=str(certificates.ca_file))
        (outcome,) = hand_over(mail)
        (problem,) = check(mail, HERE)
    assert outcome == Outcome(Event.POSTPONED, problem.found)
    assert "another name" in problem.found
    assert "[mail] host" in problem.advice
    assert server.received == []


def test_where_starttls_is_not_offered_nothing_goes_in_clear() -> None:
    with mail_server(login=LOGIN) as server:
        mail = server.settings(security="starttls", **as_user(*LOGIN))
        (outcome,) = hand_over(mail)
        (problem,) = check(mail, HERE)
    assert outcome == Outcome(Event.POSTPONED, problem.found)
    assert "does not offer STARTTLS" in problem.found
    assert server.received == []


def test_tls_at_a_port_without_it_says_so() -> None:
    with mail_server() as server:
        (problem,) = check(server.settings(security="tls"), HERE)
    assert "no TLS at this port" in problem.found
    assert "465" in problem.advice


def test_no_tls_at_a_port_with_it_ends_in_time(certificates: Certificates) -> None:
    with mail_server(tls=certificates.good) as server:
        (problem,) = check(server.settings(security="none", timeout_s=0.3), HERE)
    assert problem.found.endswith("no answer in time (timeout_s = 0.3)")
    assert "465" in problem.advice


def test_a_login_is_what_was_set(certificates: Certificates) -> None:
    with mail_server(starttls=certificates.good, login=LOGIN) as server:
        mail = server.settings(ca_file=str(certificates.ca_file), **as_user(*LOGIN))
        assert hand_over(mail, ANNA, BERND) == ACCEPTED * 2
        assert check(mail, HERE) == []
    assert [taken.user for taken in server.received] == ["relay-kreis", "relay-kreis"]


def test_a_password_may_stand_in_the_first_line_of_a_file(
    tmp_path: Path, certificates: Certificates
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(LOGIN[1].encode() + b"\r\nsecond line\n")
    with mail_server(tls=certificates.good, login=LOGIN) as server:
        mail = server.settings(
            ca_file=str(certificates.ca_file), user=LOGIN[0], password_file=secret.name
        )
        assert hand_over(mail, home=tmp_path) == ACCEPTED


def test_a_wrong_password_leaves_every_message_to_be_tried_again(
    certificates: Certificates,
) -> None:
    with mail_server(tls=certificates.good, login=LOGIN) as server:
        mail = server.settings(ca_file=str(certificates.ca_file), **as_user(LOGIN[0], "falsch"))
        outcomes = hand_over(mail, ANNA, BERND)
        (problem,) = check(mail, HERE)
    assert outcomes == [Outcome(Event.POSTPONED, problem.found)] * 2
    assert "login of relay-kreis refused: 535" in problem.found
    assert "falsch" not in problem.found + problem.advice
    assert server.received == []
    assert server.connections == 2, "one for both messages, one for the check"


def test_a_login_that_is_not_offered_is_told(certificates: Certificates) -> None:
    with mail_server(tls=certificates.good) as server:
        mail = server.settings(ca_file=str(certificates.ca_file), **as_user(*LOGIN))
        assert events(hand_over(mail)) == [Event.POSTPONED]
        (problem,) = check(mail, HERE)
    assert "no login that we know" in problem.found
    assert "user empty" in problem.advice
    assert server.received == []


def test_a_password_goes_in_clear_only_within_this_computer() -> None:
    with mail_server(login=LOGIN) as server:
        mail = server.settings(**as_user(*LOGIN))
        assert hand_over(mail) == ACCEPTED
        elsewhere = mail.model_copy(update={"host": "mail.kreis.example"})
        with pytest.raises(UsageError, match=r"security.*starttls.*in clear"):
            Relay(elsewhere, HERE)
    assert server.connections == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.53", "::1"])
def test_this_computer_has_several_names(host: str) -> None:
    here = MailSettings(host=host, **as_user(*LOGIN))
    elsewhere = here.model_copy(update={"host": f"{host}.kreis.example"})
    assert isinstance(Relay(here, HERE), Relay)
    with pytest.raises(UsageError, match="in clear"):
        Relay(elsewhere, HERE)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"user": "scout"}, "SCOUT_MAIL__PASSWORD"),
        ({"user": "scout", "password_file": "fehlt"}, "fehlt cannot be read: No such file"),
        ({"user": "scout", "password_file": "leer"}, "SCOUT_MAIL__PASSWORD"),
        ({"user": "scout", "password_file": "bytes"}, "bytes cannot be read: no text"),
        ({"user": "scout", "password": "Straße"}, "ASCII"),
        ({"ca_file": "fehlt"}, "fehlt: No such file"),
        ({"ca_file": "leer"}, "leer: no certificate in it"),
    ],
)
def test_settings_that_cannot_be_used_are_the_users_error(
    tmp_path: Path, values: dict[str, Any], complaint: str
) -> None:
    (tmp_path / "leer").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfd")
    mail = MailSettings(host="mail.kreis.example", security="tls", **values)
    with pytest.raises(UsageError, match=complaint):
        Relay(mail, tmp_path)
    (problem,) = check(mail, tmp_path)
    assert complaint in problem.found


STEPS = (MAIL, RCPT, DATA, END)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ("451 4.7.1 Greylisted", Event.POSTPONED),
        ("550 5.1.1 Nein", Event.REFUSED),
    ],
)
def test_a_refusal_is_for_now_or_for_good_at_every_step(
    step: str, answer: str, event: Event
) -> None:
    with mail_server(answers={step: answer}) as server:
        mail = server.settings()
        relay = Relay(mail, HERE)
        refused = relay.hand_over(ANNA, to_mime(message(1), mail))
        server.answers.clear()
        taken = relay.hand_over(BERND, to_mime(message(2), mail))
        relay.close()
    assert refused == Outcome(event, answer, Step(step))
    assert taken.event is Event.ACCEPTED
    assert [each.recipients for each in server.received] == [(BERND,)]
    assert server.connections == 1


def test_one_address_that_is_refused_touches_no_other() -> None:
    with mail_server(answers={ANNA: "550 5.1.1 Unbekannt"}) as server:
        outcomes = hand_over(server.settings(), ANNA, BERND, ANNA, "carla@kreis.example")
    refused, accepted = Event.REFUSED, Event.ACCEPTED
    assert events(outcomes) == [refused, accepted, refused, accepted]


@pytest.mark.parametrize("step", [MAIL, RCPT, DATA])
def test_a_line_lost_before_the_data_loses_nothing(step: str) -> None:
    with mail_server(breaks={step}) as server:
        mail = server.settings()
        relay = Relay(mail, HERE)
        assert relay.hand_over(ANNA, to_mime(message(), mail)).event is Event.POSTPONED
        server.breaks.clear()
        assert relay.hand_over(ANNA, to_mime(message(), mail)) == ACCEPTED[0]
        relay.close()
    assert len(server.received) == 1


def test_a_line_lost_after_the_data_leaves_it_unknown() -> None:
    with mail_server(breaks={END}) as server:
        outcomes = hand_over(server.settings(), ANNA, BERND)
    assert events(outcomes) == [Event.UNANSWERED] * 2
    assert outcomes[0].error == "Connection unexpectedly closed"
    assert len(server.received) == 2


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_hangs_is_not_asked_for_the_others(step: str) -> None:
    with mail_server(hangs={step}) as server:
        mail = server.settings(timeout_s=0.1)
        first, *others = hand_over(mail, ANNA, BERND, "carla@kreis.example")
    assert first.event is (Event.UNANSWERED if step == END else Event.POSTPONED)
    assert events(others) == [Event.POSTPONED] * 2
    assert "no answer in time" in (others[0].error or "")
    assert server.connections == 1
    assert len(server.received) == (step == END)


def test_the_last_answer_may_take_longer_than_the_others() -> None:
    with mail_server(slow_s=0.5) as server:
        assert hand_over(server.settings(timeout_s=0.2), ANNA, BERND) == ACCEPTED * 2


def test_a_message_that_is_cut_off_while_it_goes_out_is_unknown() -> None:
    with scripted([b"220 hier", b"250 hier", b"250 ja", b"250 ja", b"354 los", None]) as port:
        mail = MailSettings(host="127.0.0.1", port=port)
        relay = Relay(mail, HERE)
        outcome = relay.hand_over(ANNA, b"x" * 20_000_000)
        relay.close()
    assert outcome.event is Event.UNANSWERED


def test_a_server_that_is_down_is_asked_once_for_all_messages() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        mail = MailSettings(host="127.0.0.1", port=reserved.getsockname()[1])
        outcomes = hand_over(mail, ANNA, BERND)
        (problem,) = check(mail, HERE)
    assert outcomes == [Outcome(Event.POSTPONED, problem.found)] * 2
    assert "nobody listens at this port" in problem.found


@pytest.mark.parametrize("host", ["mail.kreis.invalid", "mail..kreis", "x" * 70])
def test_a_name_that_nobody_knows_is_told(host: str) -> None:
    (problem,) = check(MailSettings(host=host), HERE)
    assert problem == Problem(
        f"{host}:25: nobody knows this name", "correct [mail] host, or the name server"
    )


def test_without_a_host_there_is_nothing_to_check() -> None:
    assert check(MailSettings(), HERE) == []


def test_a_check_sends_nothing() -> None:
    with mail_server() as server:
        assert check(server.settings(), HERE) == []
    assert (server.connections, server.received) == (1, [])


def test_a_check_tells_what_the_server_says() -> None:
    with scripted([b"220 hier", b"250 hier", b"421 4.3.2 Wartung", b"221 bye"]) as port:
        (problem,) = check(MailSettings(host="127.0.0.1", port=port), HERE)
    assert problem.found == f"127.0.0.1:{port}: 421 4.3.2 Wartung"
    with scripted([b"554 5.7.1 Gesperrt"]) as port:
        (problem,) = check(MailSettings(host="127.0.0.1", port=port), HERE)
    assert problem.found == f"127.0.0.1:{port}: 554 5.7.1 Gesperrt"
    with scripted([b"220 hier", b"250 hier", None]) as port:
        (problem,) = check(MailSettings(host="127.0.0.1", port=port), HERE)
    assert problem.found == f"127.0.0.1:{port}: Connection unexpectedly closed"


@pytest.mark.parametrize(
    ("challenge", "found"),
    [(b"334 ", "Connection unexpectedly closed"), (b"334 x", "it offers no login that we know")],
)
def test_a_login_that_breaks_off_is_told(challenge: bytes, found: str) -> None:
    with scripted([b"220 hier", b"250-hier\r\n250 AUTH LOGIN", challenge, None]) as port:
        mail = MailSettings(host="127.0.0.1", port=port, **as_user(*LOGIN))
        (problem,) = check(mail, HERE)
    assert problem.found.startswith(f"127.0.0.1:{port}: {found}")


def test_yagmail_never_asks_for_a_password_or_reads_a_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".yagmail").write_text("jemand@anderswo.example")
    monkeypatch.setenv("HOME", str(tmp_path))

    def never(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr("yagmail.sender.handle_password", never)
    monkeypatch.setattr("yagmail.sender.find_user_home_path", never)
    with mail_server(login=LOGIN) as server:
        assert hand_over(server.settings(**as_user(*LOGIN))) == ACCEPTED
    with mail_server() as server:
        assert hand_over(server.settings()) == ACCEPTED


@contextmanager
def scripted(answers: Sequence[bytes | None]) -> Iterator[int]:
    """Serve one connection that says ``answers`` line by line, whatever it is told; gives its port.

    ``None`` ends the connection. After DATA was answered with 354 it reads up to the final dot.
    """
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rwb") as talk:
            for number, answer in enumerate(answers):
                if number and not read(talk, answers[number - 1]):
                    return
                if answer is None:
                    return
                try:
                    talk.write(answer + b"\r\n")
                    talk.flush()
                except OSError:
                    return

    def read(talk: object, said: bytes | None) -> bool:
        if (said or b"").startswith(b"354") and answers[-1] is not None:
            while (got := talk.readline()) not in (b".\r\n", b""):  # type: ignore[attr-defined]
                pass
            return bool(got)
        return bool(talk.readline())  # type: ignore[attr-defined]

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join()
        listener.close()


LINES = st.binary(max_size=40).map(lambda text: text.replace(b"\r", b"").replace(b"\n", b""))
ANSWERS = st.one_of(
    st.none(),
    LINES,
    st.sampled_from(
        [b"250 ja", b"354 los", b"421 Ende", b"550 nein", b"999 ?", b"-12 ?", b"9" * 9_000]
    ),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(answers=st.lists(ANSWERS, min_size=4, max_size=4))
@example([b"250 ja", b"250 ja", b"250 ja", b"250 ja"])
@example([b"250 ja", b"250 ja", b"354 los", b"9" * 9_000])
@example([b"250 ja", b"250 ja", b"9" * 9_000, b"250 ja"])
@example([b"250 ja", b"250 ja", b"354 los", b"250 ja"])
def test_whatever_a_server_answers_the_outcome_is_a_value(answers: list[bytes | None]) -> None:
    with scripted([b"220 hier", b"250 hier", *answers]) as port:
        mail = MailSettings(host="127.0.0.1", port=port).model_copy(update={"timeout_s": 0.2})
        (outcome,) = hand_over(mail)
    is_wanted = [each is not None and each[:3].isdigit() for each in answers[:2]]
    goes_ahead = (answers[2] or b"").startswith(b"354") and all(is_wanted)
    if outcome.event in (Event.ACCEPTED, Event.UNANSWERED):
        assert goes_ahead, "before the data were asked for, nothing can have arrived"
    if outcome.event is Event.ACCEPTED:
        assert (answers[3] or b"").lstrip().startswith(b"2")
    else:
        assert outcome.error
        assert outcome.error.isprintable()
        assert len(outcome.error) <= 400


@given(mime=st.binary() | st.text(".\r\n ab").map(str.encode))
@example(b"")
@example(b".")
@example(b"a\n.\nb\r.\r\n..")
def test_the_wire_carries_every_line_and_ends_once(mime: bytes) -> None:
    wire = on_the_wire(mime)
    assert wire.endswith(b"\r\n.\r\n")
    lines = wire.split(b"\r\n")
    assert b".\r\n" not in [line + b"\r\n" for line in lines[:-2]], "no end before the end"
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    told = [line[1:] if line.startswith(b".") else line for line in lines[:-2]]
    meant = mime.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert b"\n".join(told) == meant.removesuffix(b"\n")
