from __future__ import annotations

import os
from email import message_from_bytes, policy
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.delivery.files import file_stem, write_message
from scout.messages import Message
from tests.builders import NOON, message

MIME = b"Subject: Probe\n\nText\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_message_lies_as_mail_page_and_text(tmp_path: Path) -> None:
    mail = message()
    path = write_message(tmp_path / "neu" / "outbox", mail, MIME)
    stem = "2026-12-19_anna@kreis.example_00000001"
    assert path == tmp_path / "neu" / "outbox" / f"{stem}.eml"
    assert contents(path.parent) == {
        f"{stem}.eml": MIME,
        f"{stem}.html": mail.html.encode(),
        f"{stem}.txt": mail.text.encode(),
    }
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"] == "Probe"


def test_the_same_message_overwrites_itself_and_no_other(tmp_path: Path) -> None:
    others = [
        message(2),
        message(1, recipient_email="anna_@kreis.example"),
        message(3, recipient_email="anna/@kreis.example"),
        message(4, recipient_email="anna?@kreis.example"),
        message(1, created_at=NOON.replace(day=20)),
    ]
    for mail in others:
        write_message(tmp_path, mail, MIME)
    before = contents(tmp_path)
    assert len(before) == 3 * len(others)
    write_message(tmp_path, message(1), b"alt")
    write_message(tmp_path, message(1), b"neu")
    after = contents(tmp_path)
    assert len(after) == len(before) + 3
    assert before.items() <= after.items()
    assert b"alt" not in after.values()
    assert b"neu" in after.values()


class FullDiskError(OSError):
    pass


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_write_that_breaks_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise FullDiskError

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "rename", fail)))
        with pytest.raises(FullDiskError):
            write_message(tmp_path, message(), MIME)
    assert {path.suffix for path in tmp_path.iterdir()} <= {".part"}
    write_message(tmp_path, message(), MIME)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".eml", ".html", ".txt"]


def test_the_mail_itself_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    rename = Path.rename

    def note(path: Path, target: Path) -> Path:
        written.append(target.suffix)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", note)
    write_message(tmp_path, message(), MIME)
    assert written[-1] == ".eml"


def test_a_file_in_the_place_of_the_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("im Weg")
    with pytest.raises(OSError, match="outbox"):
        write_message(tmp_path / "outbox", message(), MIME)


ADDRESSES = st.text(min_size=1, max_size=254) | st.sampled_from(
    ("../../etc/passwd", "..", "a/b@c", "C:\\x@y", "-rf@x", "~root", "a\x00b", "CON", "ä@ö", ".")
)
TOKENS = st.text("0123456789abcdef", min_size=32, max_size=32)


@settings(max_examples=300)
@given(address=ADDRESSES, token=TOKENS)
def test_a_file_name_is_safe_whatever_the_address_holds(address: str, token: str) -> None:
    mail = message(recipient_email=address, message_id=f"<20261219.{token}@kreis.example>")
    name = file_stem(mail)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789@._-")
    assert name.startswith("2026-12-19_")
    assert name.endswith(f"_{token[-8:]}")
    assert len(f"{name}.html.part") <= 150
    assert Path(name).name == name


@given(tokens=st.lists(TOKENS, min_size=2, max_size=5, unique_by=lambda token: token[-8:]))
def test_different_messages_have_different_names(tokens: list[str]) -> None:
    mails: list[Message] = [message(message_id=f"<20261219.{t}@kreis.example>") for t in tokens]
    assert all(file_stem(one) != file_stem(other) for one, other in combinations(mails, 2))
