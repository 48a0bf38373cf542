"""What a server answers is kept without addresses, also those of others; older ones are erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from scout.delivery.mail_trouble import said
from scout.home import Home
from scout.people.forgetting import forget
from scout.settings import Settings
from scout.store import tables
from scout.store.engine import Store
from tests.builders import NOON
from tests.mailserver import END, RCPT, MailServer, mail_server
from tests.person_rows import ANNA, BERND, places_of, plant
from tests.post_office import by_mail, deliver, furnish, queue

FORWARDED = "n.overkamp@duelmen.example"
WITHOUT_Z = st.characters(exclude_categories=["Cs"], exclude_characters="zZ@")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.mark.parametrize(
    ("step", "answer", "kept"),
    [
        (
            RCPT,
            f"550 5.1.1 <{FORWARDED}>: user unknown (forwarded)",
            "550 5.1.1 <[address]>: user unknown (forwarded)",
        ),
        (
            RCPT,
            f"551 User not local; please try {FORWARDED}",
            "551 User not local; please try [address]",
        ),
        (RCPT, f"450 4.2.0 {FORWARDED}: Greylisted", "450 4.2.0 [address]: Greylisted"),
        (RCPT, "550 SRS0=x1=duelmen.example=n.overkamp@relay.example gone", "550 [address] gone"),
        (END, f"554 5.7.1 {FORWARDED},{BERND} say no", "554 5.7.1 [address],[address] say no"),
    ],
    ids=["forwarded", "moved", "later", "rewritten", "two"],
)
def test_whom_a_server_names_is_not_kept(
    store: Store, home: Path, server: MailServer, step: str, answer: str, kept: str
) -> None:
    furnish(store)
    office = by_mail(Home(home, Settings(), store), server)
    server.answers[step] = answer
    queue(office, 1, BERND)
    assert deliver(office)[BERND].error == kept
    assert places_of(store, kept) >= {"messages"}
    assert places_of(store, "overkamp") == set()


@given(
    before=st.text(WITHOUT_Z, max_size=320),
    local=st.text("zZ", min_size=1, max_size=64),
    behind=st.text(WITHOUT_Z, max_size=30),
    code=st.integers(400, 599),
)
def test_no_part_of_an_address_is_left_by_the_cut(
    before: str, local: str, behind: str, code: int
) -> None:
    answer = said(code, f"{before} <{local}@kreis.example> {behind}".encode())
    assert len(answer) <= 300
    assert "z" not in answer.casefold()


def test_who_is_forgotten_is_erased_from_older_answers_about_others(
    store: Store, home: Path, tmp_path: Path
) -> None:
    plant(store, tmp_path, ANNA, BERND)
    answer = f"550 5.1.1 <{ANNA.upper()}>: user unknown (forwarded, {ANNA})"
    kept = "550 5.1.1 <[address]>: user unknown (forwarded, [address])"
    other = "550 5.1.1 <luetke@kreis.example>: 100_% unknown"
    with store.writing() as connection:
        for table in (tables.messages, tables.refusals):
            of_bernd = table.c.recipient_email == BERND
            connection.execute(update(table).where(of_bernd).values(error=answer))
    office = Home(home, Settings(), store)
    assert places_of(store, ANNA) >= {"messages", "refusals"}
    forget(office, ANNA, NOON)
    assert places_of(store, ANNA) == set()
    assert errors_of(store) == {"messages": [kept], "refusals": [kept]}
    with store.writing() as connection:
        connection.execute(update(tables.messages).values(error=other))
    forget(office, ANNA, NOON)
    assert errors_of(store)["messages"] == [other], "of whom nothing was asked stays"


def errors_of(store: Store) -> dict[str, list[str]]:
    with store.reading() as connection:
        return {
            table.name: list(connection.scalars(select(table.c.error)))
            for table in (tables.messages, tables.refusals)
        }
