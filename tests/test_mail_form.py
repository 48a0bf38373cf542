from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scout.delivery.compose import message_id, to_mime
from scout.messages import Message
from scout.settings import MailSettings
from tests.builders import NOON, message

MAIL = MailSettings(
    sender="foerderscout@kreis.example",
    sender_name="Förderscout Kreis",
    reply_to="leitstelle@kreis.example",
)
HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "Precedence",
}


def parsed(mail: Message, settings: MailSettings = MAIL) -> EmailMessage:
    found = message_from_bytes(to_mime(mail, settings), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def folded(text: str) -> str:
    return " ".join(text.split())


def test_the_text_comes_first_and_then_the_page() -> None:
    mail = message()
    found = parsed(mail)
    assert found.get_content_type() == "multipart/alternative"
    parts = list(found.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in parts] == ["utf-8", "utf-8"]
    assert [part.get_content() for part in parts] == [mail.text, mail.html]
    assert found.defects == []


def test_the_head_says_who_writes_and_how_to_leave() -> None:
    mail = message()
    found = parsed(mail)
    assert set(found.keys()) == HEADERS
    assert len(found.keys()) == len(HEADERS)
    (sender,) = found["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Förderscout Kreis", MAIL.sender)
    (reader,) = found["To"].addresses
    assert (reader.display_name, reader.addr_spec) == ("Anna Bergmann", "anna@kreis.example")
    assert found["Message-ID"] == mail.message_id
    assert found["Reply-To"] == "leitstelle@kreis.example"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Precedence"] == "bulk"
    assert found["List-Id"] == "Foerderscout <foerderscout.kreis.example>"
    assert found["List-Unsubscribe"] == "<mailto:leitstelle@kreis.example?subject=Abbestellen>"


def test_without_a_person_to_answer_the_sender_takes_the_answers() -> None:
    found = parsed(message(), MailSettings(sender="scout@kreis.example"))
    assert found["Reply-To"] is None
    assert found["List-Unsubscribe"] == "<mailto:scout@kreis.example?subject=Abbestellen>"


@pytest.mark.parametrize("moment", [NOON, NOON + timedelta(days=200, hours=14)])
def test_the_date_names_its_zone(moment: datetime) -> None:
    found = parsed(message(created_at=moment))
    date = parsedate_to_datetime(found["Date"])
    assert date == moment
    assert date.tzinfo is not None


def test_the_same_message_gives_the_same_bytes() -> None:
    assert to_mime(message(), MAIL) == to_mime(message(), MAIL)
    assert to_mime(message(1), MAIL) != to_mime(message(2), MAIL)


def test_a_message_id_is_made_of_its_token_and_the_sender() -> None:
    assert message_id("20261219.ab", "scout@kreis.example") == "<20261219.ab@kreis.example>"


HOSTILE = st.characters(exclude_categories=("Cs",))
GERMAN = st.sampled_from("aenrst ÄÖÜäöüß€–„“,.;:()[]<>@\"'\\=?_%&\r\n\t")
SUBJECTS = st.text(GERMAN | HOSTILE, max_size=300)


@settings(max_examples=300, deadline=None)
@given(subject=SUBJECTS)
@example("Fördermittel: 3 neue Aufrufe\r\nBcc: alle@welt.example\r\n\r\nText")
@example("=?utf-8?q?Falsch?= und =?utf-8?b?!!!?=")
@example("ä " * 300)
@example("a" * 1_200)
@example("")
def test_a_subject_comes_back_and_begins_no_header(subject: str) -> None:
    raw = to_mime(message(subject=subject), MAIL)
    found = message_from_bytes(raw, policy=policy.default)
    assert found["Subject"] == folded(subject)
    assert set(found.keys()) == HEADERS
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998


NAMES = st.text(GERMAN | HOSTILE, max_size=300)


def name_and_address(raw: bytes, header: str) -> tuple[str, str]:
    """Decode by RFC 2047; the newer parser of `email` puts blanks between encoded words."""
    value = message_from_bytes(raw, policy=policy.compat32)[header]
    name, address = parseaddr(" ".join(value.split()))
    return str(make_header(decode_header(name))), address


@settings(max_examples=300, deadline=None)
@given(reader=NAMES, sender=NAMES)
@example("Anna\r\nBcc: alle@welt.example", "Scout\nX-Falsch: ja")
@example("漢" * 300, "=?utf-8?q?Boss?=")
@example('Dr. "Anna" <b@c.example>, Bergmann', "Büro; Leitung (Kreis)")
def test_names_come_back_and_begin_no_header(reader: str, sender: str) -> None:
    names = MailSettings.model_construct(
        sender="scout@kreis.example", sender_name=sender, reply_to="a@kreis.example"
    )
    raw = to_mime(message(recipient_name=reader), names)
    found = message_from_bytes(raw, policy=policy.default)
    for header, name, address in (
        ("To", reader, "anna@kreis.example"),
        ("From", sender, "scout@kreis.example"),
    ):
        assert name_and_address(raw, header) == (folded(name), address)
    assert set(found.keys()) == HEADERS
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998


@settings(max_examples=150, deadline=None)
@given(text=st.text(HOSTILE | GERMAN), html=st.text(HOSTILE | GERMAN))
@example("From hier\n.\n--=_20261219\n", "ä" * 5_000)
def test_both_parts_come_back_character_by_character(text: str, html: str) -> None:
    raw = to_mime(message(text=text, html=html), MAIL)
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert [part.get_content() for part in found.iter_parts()] == [text, html]
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998
