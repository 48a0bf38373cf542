"""Digests killed 200 times while they are written and sent: nothing is lost, nothing doubled."""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scout import jobs
from scout.delivery.compose import to_mime
from scout.domain import Frequency, Strategy
from scout.fit import Match, Reason
from scout.home import Home, open_home
from scout.messages import DeliveryState, Message
from scout.store import calls, deliveries, matches, strategy
from scout.store.matches import MatchEntry
from tests.builders import SOURCE, applicant, bring, funding_call, project, recipient
from tests.digest_worker import Workers, workers
from tests.mail_process import mail_of, mail_process, taken

KILLS = 200
SEED = 20261130
START = datetime(2026, 11, 30, 7, tzinfo=UTC)
READERS = tuple(f"leser{number}@kreis.example" for number in range(5))
PLAN = Strategy(
    applicants=(applicant(),),
    projects=(project("schulen"), project("wege")),
    recipients=tuple(recipient(email, frequency=Frequency.DAILY) for email in READERS),
)
CALLS_A_DAY = 2
MOODS = {
    "451 4.7.1 Greylisted": 0.06,
    "452 4.2.2 Mailbox full": 0.03,
    "550 5.7.1 Looks like spam": 0.03,
}
SETTINGS = """
[mail]
host = "127.0.0.1"
port = {port}
sender = "scout@kreis.example"
"""


@dataclass
class Life:
    """What has happened so far."""

    home: Home
    chance: random.Random
    day: int = 0
    kills: int = 0
    killed_while_sending: int = 0

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    @property
    def items(self) -> list[str]:
        """All calls that there are by now."""
        return [f"k{number}" for number in range(CALLS_A_DAY * (self.day + 1))]


def night(life: Life) -> None:
    """Take in what is new, read it, and let it fit one of the projects."""
    home = life.home
    with tempfile.TemporaryDirectory() as folder:
        bring(home.store, Path(folder), [funding_call(key) for key in life.items], life.now)
    jobs.read(home, lambda *_: None)
    reason = Reason("text", 0.3, ("Glasfaser",), None)
    with home.store.writing() as connection:
        fitting = [
            MatchEntry(
                Match(project=key, source=SOURCE, key=entry.key, score=0.3, reasons=(reason,)),
                entry.id,
            )
            for key in ("schulen", "wege")
            for entry in calls.entries(connection)
        ]
        matches.replace_all(connection, fitting, ["schulen", "wege"])


def messages(home: Home, *states: DeliveryState) -> list[Message]:
    """Return the messages in these states, all without one."""
    with home.store.reading() as connection:
        found = deliveries.newest_messages(connection, 100_000)
    return [each.message for each in found if each.delivery.state in (states or DeliveryState)]


def a_day(life: Life, at_work: Workers, longest_s: float) -> None:
    """Have the digests of a day written and sent, killed at random moments until they are."""
    night(life)
    ended = -9
    while ended:
        before = uncertain(life.home)
        ended = at_work.round(life.now, life.chance.uniform(0, longest_s))
        more = uncertain(life.home) - before
        assert (ended, more) in ((0, 0), (-9, 0), (-9, 1)), "at most one UNSURE per kill"
        life.kills += ended == -9
        life.killed_while_sending += more
    life.day += 1


def uncertain(home: Home) -> int:
    """Count what is UNSURE, or SENDING with nobody at it: the next round will call it so."""
    with home.store.reading() as connection:
        counts = deliveries.counts(connection, datetime.min.replace(tzinfo=UTC))
    return sum(counts.get(state, 0) for state in (DeliveryState.UNSURE, DeliveryState.SENDING))


def items(text: str) -> set[str]:
    return set(re.findall(r"\bAufruf (k\d+)\b", text))


def told(found: list[Message]) -> dict[str, Counter[str]]:
    """Return how often each reader was told of each call."""
    counts: dict[str, Counter[str]] = {email: Counter() for email in READERS}
    for each in found:
        counts[each.recipient_email].update(items(each.text))
    return counts


def test_killed_200_times_nothing_is_lost_and_nothing_comes_twice(home: Path) -> None:
    with mail_process(home.parent / "server", seed=SEED, moods=MOODS) as (port, _):
        home.mkdir()
        (home / "scout.toml").write_text(SETTINGS.format(port=port))
        with open_home(home) as opened, workers(home) as at_work:
            with opened.store.writing() as connection:
                strategy.save(connection, PLAN)
            life = Life(opened, random.Random(SEED))
            longest_s = min(undisturbed(life, at_work) for _ in range(3))
            # Which mails are refused hangs on the pace of the machine: until one was, it goes on.
            while life.kills < KILLS or not messages(opened, DeliveryState.FAILED):
                a_day(life, at_work, longest_s)
            (home.parent / "server" / "calm").touch()
            for _ in range(3):
                undisturbed(life, at_work)
            check(life, home.parent / "server")


def undisturbed(life: Life, at_work: Workers) -> float:
    """Let a day pass without a kill; return how long that takes."""
    night(life)
    began = time.monotonic()
    assert at_work.round(life.now) == 0
    life.day += 1
    return time.monotonic() - began


def check(life: Life, server: Path) -> None:
    home = life.home
    sent, unsure = (messages(home, state) for state in (DeliveryState.SENT, DeliveryState.UNSURE))
    accepted = taken(server)
    ids = Counter(str(mail_of(each.content)["Message-ID"]) for each in accepted)

    assert max(ids.values()) == 1, "the server took a message twice"
    assert {each.message_id for each in sent} <= set(ids), "said to be sent and never taken"
    assert set(ids) <= {each.message_id for each in sent + unsure}, "taken and not known to be"
    assert len(unsure) <= life.kills

    life.day -= 1
    everything = dict.fromkeys(life.items, 1)
    assert told(sent + unsure) == dict.fromkeys(READERS, everything), "lost, or told twice"
    by_id = {each.message_id: each for each in sent + unsure}
    for each in accepted:
        frozen = by_id[str(mail_of(each.content)["Message-ID"])]
        assert each.recipients == (frozen.recipient_email,)
        mime = to_mime(frozen, home.settings.mail)
        assert each.content.replace(b"\r\n", b"\n") == mime

    # It was no quiet life.
    assert life.killed_while_sending > KILLS / 10
    assert life.kills - life.killed_while_sending > KILLS / 10
    assert len(unsure) == life.killed_while_sending
    assert messages(home, DeliveryState.FAILED)
    assert not messages(home, DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRY)
