"""A Monday morning: 500 recipients, 25 calls each, composed, rendered and handed to a mail server.

    python benchmarks/digest.py

In one process, as the clock does it: a home with 1,200 calls that were read, matches for 60
projects, links to our own pages in every mail, SQLite on disk, a mail server on 127.0.0.1 in a
process of its own. Beside it, in the same run, the same mails handed to the same server by yagmail
alone: what no program that sends them can be faster than.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from scout import digest_run
from scout.delivery.compose import to_mime
from scout.delivery.mail import Relay
from scout.delivery.outbox import Event
from scout.domain import (
    Applicant,
    ApplicantType,
    FundingCall,
    Project,
    Recipient,
    Section,
    Strategy,
)
from scout.fit import Match, Reason
from scout.home import Home
from scout.reading.facts import RULES, read_facts
from scout.settings import DigestSettings, MailSettings, Settings, WebSettings
from scout.store import calls, deliveries, matches, runs, strategy
from scout.store.engine import Store, open_store
from scout.store.matches import MatchEntry

RECIPIENTS, PROJECTS, CALLS, PER_MAIL = 500, 60, 1_200, 25
AIM_S, AIM_MB = 20, 200
NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)
TEXT = (
    "Gefördert werden Vorhaben von Kommunen, die Glasfaser, Radwege oder digitale Verfahren "
    "einführen. Anträge sind bis zum {day}. März 2027 zu stellen. Die Zuwendung beträgt bis zu "
    "{rate} Prozent der zuwendungsfähigen Ausgaben, höchstens {sum}.000 Euro. Antragsberechtigt "
    "sind Gemeinden, Städte und Kreise in Nordrhein-Westfalen."
)


def furnish(store: Store) -> None:
    """Fill a home as nights of collecting, reading and matching leave it."""
    chance = random.Random(7)  # noqa: S311 - no secret
    projects = [f"projekt-{number}" for number in range(PROJECTS)]
    found = [_call(number, chance) for number in range(CALLS)]
    with store.writing() as connection:
        strategy.save(connection, _plan(projects, chance))
        run_id = runs.begin(connection, "probe", NOW)
        calls.add(connection, [(call, call.key) for call in found], run_id, NOW, NOW.date())
        entries = calls.entries(connection)
        read = {entry.id: read_facts(found[int(entry.key)]) for entry in entries}
        calls.save_facts(connection, RULES, read)
        fitting = [
            _match(project, entry, chance)
            for project in projects
            for entry in chance.sample(entries, PER_MAIL)
        ]
        matches.replace_all(connection, fitting, projects)


def _plan(projects: list[str], chance: random.Random) -> Strategy:
    towns = tuple(
        Applicant(
            key=f"stadt-{number}", name=f"Stadt {number}", type=ApplicantType.TOWN, region="DE-NW"
        )
        for number in range(12)
    )
    return Strategy(
        applicants=towns,
        projects=tuple(
            Project(
                key=key,
                title=f"Vorhaben {key}",
                field=f"Feld {number % 6}",
                description="Glasfaser für Schulen und Rathäuser.",
                applicants=tuple(town.key for town in chance.sample(towns, 4)),
            )
            for number, key in enumerate(projects)
        ),
        recipients=tuple(
            Recipient(
                name=f"Leserin {number}",
                email=f"leserin{number}@stadt.example",
                projects=tuple(chance.sample(projects, 4)),
            )
            for number in range(RECIPIENTS)
        ),
    )


def _call(number: int, chance: random.Random) -> FundingCall:
    text = TEXT.format(
        day=chance.randint(1, 31), rate=chance.randint(40, 90), sum=chance.randint(50, 900)
    )
    return FundingCall(
        source="probe",
        key=str(number),
        url=f"https://foerderung.example/aufruf/{number}",
        title=f"Aufruf {number}: Zuschüsse für Städte und Gemeinden",
        sections=(Section("Kurztext", text),),
        codes={"Foerdergeber": ("land",), "Foerdergebiet": ("nordrhein_westfalen",)},
    )


def _match(project: str, entry: calls.CallEntry, chance: random.Random) -> MatchEntry:
    quote = "Gefördert werden Vorhaben von Kommunen, die Glasfaser, Radwege einführen."
    score = chance.uniform(0.08, 0.6)
    reason = Reason("text", score, ("Glasfaser", "Radwege", "Kommunen"), quote)
    match = Match(
        project=project, source=entry.source, key=entry.key, score=score, reasons=(reason,)
    )
    return MatchEntry(match, entry.id)


class _Taking:
    """A mail server that takes everything and keeps nothing."""

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd names its hooks so
        return "250 OK"


def _serve(port: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(_Taking(), loop=loop), "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(run())


@contextmanager
def mail_server() -> Iterator[int]:
    """Run a server in a process of its own; give its port."""
    ours, its = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(its,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


@contextmanager
def furnished(home: Path) -> Iterator[None]:
    """Fill ``home`` in a process of its own: what that needs is not what a Monday morning needs."""
    process = multiprocessing.get_context("spawn").Process(target=_furnish, args=(home,))
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit("the home could not be filled")
    yield


def _furnish(home: Path) -> None:
    with closing(open_store(home)) as store:
        furnish(store)


def main() -> None:
    """Print the table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mail_server() as port,
        furnished(Path(folder)),
        closing(open_store(Path(folder))) as store,
    ):
        mail = MailSettings(host="127.0.0.1", port=port, sender="scout@kreis.example")
        # Every project is new to its readers: seven of each of four make more than a mail holds.
        home = Home(
            Path(folder),
            Settings(
                mail=mail,
                web=WebSettings(public_url="https://foerderscout.kreis.example"),
                digest=DigestSettings(first_issue=7),
            ),
            store,
        )
        began = time.perf_counter()
        reports = list(digest_run.digest(home, NOW))
        ours = time.perf_counter() - began
        peak_mb = _peak_mb()
        bare = _hand_over_alone(home, mail)
    sent = [report for report in reports if report.state == "SENT"]
    shown = sum(report.new for report in sent)
    print(f"{'':32} {'seconds':>8} {'mails/s':>8}   aim")
    print(
        f"{'composed, rendered, handed over':32} {ours:8.1f} {len(sent) / ours:8.0f}   < {AIM_S} s"
    )
    print(f"{'handed over alone':32} {bare:8.1f} {len(sent) / bare:8.0f}")
    print(f"{'ratio':32} {ours / bare:8.1f}")
    print(
        f"{len(sent)} mails, {shown / max(len(sent), 1):.1f} calls each; "
        f"peak {peak_mb:.0f} MB (aim < {AIM_MB})"
    )


def _peak_mb() -> float:
    """Return the most megabytes that this process has held so far (Linux's /proc)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _hand_over_alone(home: Home, mail: MailSettings) -> float:
    """Return how long the server and yagmail's connection need for the same mails."""
    with home.store.reading() as connection:
        written = deliveries.newest_messages(connection, RECIPIENTS)
    mails = [(each.message.recipient_email, to_mime(each.message, mail)) for each in written]
    relay = Relay(mail, home.folder)
    began = time.perf_counter()
    taken = [relay.hand_over(address, mime).event for address, mime in mails]
    took = time.perf_counter() - began
    relay.close()
    if set(taken) != {Event.ACCEPTED}:
        raise SystemExit("the server did not take all mails")
    return took


if __name__ == "__main__":
    main()
