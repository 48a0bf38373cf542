"""A mail server as a process of its own; it writes down what it has taken.

    python -m tests.mail_process FOLDER

FOLDER/server.json says what it does, FOLDER/port where it listens, FOLDER/taken.jsonl what it took,
each before it said so. It is slow, has moods until FOLDER/calm is there, and ends with its standard
input.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import Envelope, Session

from tests.mailserver import RCPT, MailServer, Received, _Line, mail_server

ROOT = Path(__file__).parent.parent
SLOWEST_S = 0.02


class MoodyServer(MailServer):
    """The server inside the process."""

    def begin(self, folder: Path, seed: int, moods: dict[str, float]) -> None:
        """``moods`` are answers to RCPT, each with the share of recipients who hear it."""
        self.folder = folder
        self.moods = moods
        self.chance = random.Random(seed)
        self.book = (folder / "taken.jsonl").open("ab", buffering=0)

    async def at(self, line: _Line, step: str) -> str | None:
        await asyncio.sleep(self.chance.uniform(0, SLOWEST_S))
        drawn = self.chance.random()
        if step == RCPT and not (self.folder / "calm").exists():
            for answer, share in self.moods.items():
                drawn -= share
                if drawn < 0:
                    return answer
        return await super().at(line, step)

    async def handle_DATA(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: _Line, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.chance.uniform(0, SLOWEST_S))
        content = envelope.content
        assert isinstance(content, bytes)
        values = {"to": envelope.rcpt_tos, "content": base64.b64encode(content).decode()}
        # From here on it is ours, whether or not anybody is left to hear the answer.
        self.book.write(json.dumps(values).encode() + b"\n")
        return await super().handle_DATA(server, session, envelope)


def taken(folder: Path) -> list[Received]:
    """Return what the server took, in its order."""
    found = [json.loads(line) for line in (folder / "taken.jsonl").read_bytes().splitlines()]
    return [
        Received(
            sender="",
            recipients=tuple(each["to"]),
            content=base64.b64decode(each["content"]),
            is_secure=False,
            user=None,
        )
        for each in found
    ]


def mail_of(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@contextmanager
def mail_process(
    folder: Path, *, seed: int = 1, moods: dict[str, float] | None = None, **values: Any
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run a server while the block runs; gives its port, and the process.

    ``values`` are those of ``MailServer``; TLS by the path of a file with key and certificate.
    """
    folder.mkdir(exist_ok=True)
    given = {"seed": seed, "moods": moods or {}, "values": values}
    (folder / "server.json").write_text(json.dumps(given))
    command = [sys.executable, "-m", "tests.mail_process", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        try:
            while not (folder / "port").exists():
                assert process.poll() is None
                time.sleep(0.02)
            yield int((folder / "port").read_text()), process
        finally:
            process.stdin.close()
            process.wait(60)


def main() -> None:
    folder = Path(sys.argv[1])
    given = json.loads((folder / "server.json").read_text())
    values = given["values"]
    for name in {"tls", "starttls"} & values.keys():
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(values[name])
        values[name] = context
    for name, kind in (("login", tuple), ("breaks", set), ("hangs", set)):
        if name in values:
            values[name] = kind(values[name])
    with mail_server(MoodyServer, **values) as server:
        assert isinstance(server, MoodyServer)
        part = folder / "port.part"
        server.begin(folder, given["seed"], given["moods"])
        part.write_text(str(server.port))
        part.rename(folder / "port")
        sys.stdin.read()


if __name__ == "__main__":
    main()
