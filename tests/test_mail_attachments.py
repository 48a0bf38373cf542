"""Files that go with a mail, and the ways to leave the list: whatever they hold, the mail holds."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scout.delivery.compose import to_mime
from scout.home import Home
from scout.messages import Attachment, DeliveryState, Message, MessageKind
from scout.settings import MailSettings, Settings
from scout.store import deliveries
from scout.store.engine import Store
from scout.store.told import Knowledge
from tests.builders import NOON, message
from tests.mailserver import mail_server
from tests.post_office import by_mail, deliver, furnish

MAIL = MailSettings(
    sender="foerderscout@kreis.example",
    sender_name="Förderscout Kreis",
    reply_to="leitstelle@kreis.example",
)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:Frist: Straßen\r\nEND:VCALENDAR\r\n"
TABLE = '\ufeffTitel;Frist\r\n"Glasfaser für Schulen";31.12.2026\r\n'
FILES = (
    Attachment("fristen.ics", "text/calendar", CALENDAR),
    Attachment("weitere.csv", "text/csv", TABLE),
)
URL = "https://scout.kreis.example/abbestellen/" + "A-z_0.~9" * 12
BY_MAIL = "<mailto:leitstelle@kreis.example?subject=Abbestellen>"


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def sent(mail: Message) -> EmailMessage:
    return parsed(to_mime(mail, MAIL))


def is_fit_for_every_relay(raw: bytes) -> bool:
    """Tell whether a relay has no reason to change the mail: 7 bits, short lines, no bare CR."""
    return raw.isascii() and b"\r" not in raw and max(map(len, raw.split(b"\n"))) <= 998


def test_files_stand_behind_text_and_page() -> None:
    found = sent(message(attachments=FILES))
    assert found.get_content_type() == "multipart/mixed"
    both, *files = found.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in both.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    body = found.get_body(("plain",))
    assert body is not None
    assert body.get_content() == message().text
    assert [part.get_content() for part in files] == [CALENDAR, TABLE]
    assert [part.get_filename() for part in files] == ["fristen.ics", "weitere.csv"]
    assert {part.get_content_disposition() for part in files} == {"attachment"}
    assert [part.get_content_type() for part in files] == ["text/calendar", "text/csv"]
    assert {part.get_content_charset() for part in files} == {"utf-8"}
    assert [part.get_param("method") for part in files] == ["PUBLISH", None]
    assert [part.defects for part in found.walk()] == [[]] * 6


def test_without_files_there_is_no_frame_for_them() -> None:
    assert sent(message()).get_content_type() == "multipart/alternative"


def test_the_same_message_gives_the_same_bytes() -> None:
    mail = message(attachments=FILES, unsubscribe_url=URL)
    assert to_mime(mail, MAIL) == to_mime(mail, MAIL)


def test_neither_boundary_begins_with_the_other() -> None:
    found = sent(message(attachments=FILES))
    outer, inner = found.get_boundary(), next(iter(found.iter_parts())).get_boundary()
    assert outer
    assert inner
    assert not outer.startswith(inner)
    assert not inner.startswith(outer)


def test_an_alarm_is_text_and_nothing_else() -> None:
    alarm = message(kind=MessageKind.ALARM, attachments=FILES, unsubscribe_url=URL)
    found = sent(alarm)
    assert found.get_content_type() == "text/plain"
    assert found["List-Unsubscribe"] is None
    assert found["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "kind", ["text/html; x=y", "text/", "application/x-sh", "text/plain\r\nX-Falsch: ja", ""]
)
def test_a_kind_that_is_no_text_of_ours_is_plain_text(kind: str) -> None:
    found = sent(message(attachments=(Attachment("a.txt", kind, "Straße"),)))
    *_, part = found.iter_parts()
    assert part.get_content_type() == "text/plain"
    assert part.get_content() == "Straße"
    assert "X-Falsch" not in part


def test_one_click_is_promised_for_https() -> None:
    found = sent(message(unsubscribe_url=URL))
    assert found["List-Unsubscribe"] == f"<{URL}>, {BY_MAIL}"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_over_http_there_is_a_page_and_no_one_click() -> None:
    url = URL.replace("https", "http")
    found = sent(message(unsubscribe_url=url))
    assert found["List-Unsubscribe"] == f"<{url}>, {BY_MAIL}"
    assert found["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://kreis.example/",
        "https://kreis.example/a b",
        "https://kreis.example/>, <https://boese.example/",
        "https://kreis.example/\r\nBcc: alle@welt.example",
        "https://kreis.example/ä",
        "https://kreis.example/" + "x" * 1_000,
    ],
)
def test_an_address_that_would_break_the_header_is_left_out(url: str) -> None:
    raw = to_mime(message(unsubscribe_url=url), MAIL)
    assert parsed(raw)["List-Unsubscribe"] == BY_MAIL
    assert parsed(raw)["List-Unsubscribe-Post"] is None
    assert is_fit_for_every_relay(raw)


def test_the_longest_address_that_is_taken_keeps_its_line() -> None:
    url = "https://" + "x" * 900
    raw = to_mime(message(unsubscribe_url=url), MAIL)
    assert parsed(raw)["List-Unsubscribe"] == f"<{url}>, {BY_MAIL}"
    assert is_fit_for_every_relay(raw)


def test_frozen_with_its_files_a_message_leaves_with_them(store: Store, home: Path) -> None:
    frozen = message(attachments=FILES, unsubscribe_url=URL)
    furnish(store)
    with store.writing() as connection:
        number = deliveries.queue(connection, frozen, NOON.date(), Knowledge()).number
    with store.reading() as connection:
        found = deliveries.find(connection, number)
    assert found is not None
    assert found.message == frozen
    with mail_server() as server:
        office = by_mail(Home(home, Settings(), store), server)
        assert [each.state for each in deliver(office).values()] == [DeliveryState.SENT]
        mime = to_mime(frozen, office.settings.mail)
    (taken,) = server.received
    assert taken.content.replace(b"\r\n", b"\n") == mime
    assert [part.get_content() for part in taken.mail.iter_attachments()] == [CALENDAR, TABLE]


HOSTILE = st.characters(exclude_categories=("Cs",))
GERMAN = st.sampled_from(
    "aenrst ÄÖÜäöüß€–„“,.;:()[]<>@\"'\\=?_%&\r\n\t\0\x07\x1b\u2028\u202e\u200f🚀👩‍🚒"
)
TEXTS = st.text(GERMAN | HOSTILE, max_size=400) | st.text(GERMAN, min_size=2_000, max_size=2_000)


@settings(max_examples=150)
@given(subject=TEXTS, reader=TEXTS, title=TEXTS, name=TEXTS, file=TEXTS)
@example(
    "ä\r\nBcc: x@y.example", "\u202eanna", "--=_20261219\n.\n", "../../\r\nX: y.ics", "\r\n.\r\n"
)
@example("", "", "", "", "")
@example("🚀" * 2_000, "👩‍🚒" * 500, "\0" * 2_000, "…/.ics", "=m_20261219" * 200)
def test_whatever_they_say_everything_comes_back_and_nothing_begins_a_header(
    subject: str, reader: str, title: str, name: str, file: str
) -> None:
    text = f"Guten Tag,\n\n* {title}\n  https://foerderung.example/\n"
    mail = message(
        subject=subject,
        recipient_name=reader,
        text=text,
        html=f"<p>{title}</p>",
        attachments=(Attachment(name, "text/csv", file), *FILES),
        unsubscribe_url=URL,
    )
    raw = to_mime(mail, MAIL)
    found = parsed(raw)
    plain, page = next(iter(found.iter_parts())).iter_parts()
    assert (plain.get_content(), page.get_content()) == (text, mail.html)
    files = [part.get_content() for part in found.iter_attachments()]
    assert files == [file, CALENDAR, TABLE]
    assert found["Subject"] == " ".join(subject.split())
    assert set(found.keys()) == set(sent(message(attachments=FILES, unsubscribe_url=URL)).keys())
    assert is_fit_for_every_relay(raw)


@given(name=TEXTS)
@example("../../etc/passwd")
@example("")
@example("...")
@example("Fristen für Straßen & Brücken.ics")
def test_a_file_name_is_one_that_every_disk_takes(name: str) -> None:
    found = sent(message(attachments=(Attachment(name, "text/csv", ""),)))
    (part,) = found.iter_attachments()
    given = part.get_filename()
    assert given
    assert given.isascii()
    assert len(given) <= 60
    assert set(given) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert not given.startswith(".")
