"""A row of every table that concerns a person, whatever tables there are: found, not listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Table, insert, select, update

from scout.domain import Strategy
from scout.store import judgements, strategy, tables
from scout.store.engine import Store
from scout.store.tables import UtcDateTime
from tests.builders import (
    NOON,
    TODAY,
    bring,
    bring_news,
    funding_call,
    judgement,
    news_item,
    project,
    recipient,
)

ANNA, BERND = "Anna.Luetke@kreis.example", "bernd@kreis.example"
NAMES = {ANNA: "Anna Lütkebohm", BERND: "Bernd Çelik"}
_LEAD = "leitstelle@kreis.example"
_SPECIAL = {"state": "SENT", "kind": "DIGEST", "relevant": True}


def plan(*emails: str) -> Strategy:
    """A strategy in which each of ``emails`` is a recipient, and coordinates the one project."""
    return Strategy(
        projects=(project("rad", coordinators=emails),),
        recipients=tuple(recipient(email, name=NAMES[email]) for email in emails),
    )


def plant(store: Store, folder: Path, *emails: str) -> None:
    """Write a row into every table that has a place for a person's address, for each of them."""
    bring(store, folder, [funding_call("k1")], NOON)
    bring_news(store, folder, [news_item("n1")], NOON)
    with store.writing() as connection:
        strategy.save(connection, plan(*emails))
        for email in emails:
            for table in tables.metadata.sorted_tables:
                if "recipient_email" in table.c:
                    connection.execute(insert(table).values(_row(table, email)))
            for by in (email, _LEAD):
                # The second overrules: there is a row of each table in which she has judged.
                judgements.save(connection, judgement("rad", f"k-{email[0]}"), by=by)
            judgements.save(connection, judgement("rad", f"k-{email[0]}-2"), by=email)


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables."""
    with store.reading() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in tables.metadata.sorted_tables
        }


def places_of(store: Store, words: str) -> set[str]:
    """Return the tables in which ``words`` stand anywhere, in whatever case."""
    return {
        name
        for name, rows in everything(store).items()
        if words.casefold() in repr(rows).casefold()
    }


def end_message(store: Store, number: int, **values: Any) -> None:
    """Change a stored message."""
    with store.writing() as connection:
        here = tables.messages.c.id == number
        connection.execute(update(tables.messages).where(here).values(values))


def _row(table: Table, email: str) -> dict[str, Any]:
    return {
        column.name: _value(column, table, email)
        for column in table.c
        if not (column.primary_key and column.autoincrement is not False and column.name == "id")
    }


def _value(column: Column[Any], table: Table, email: str) -> Any:
    if column.name == "recipient_email":
        # Messages keep an address as it was written, all others the casefolded one.
        return email if table is tables.messages else email.casefold()
    if column.name in _SPECIAL:
        return "REVIEWING" if table is tables.tracking else _SPECIAL[column.name]
    known = ((Integer, 1), (Boolean, True), (Date, TODAY), (UtcDateTime, NOON), (JSON, [email]))
    for kind, value in known:
        if isinstance(column.type, kind):
            return value
    # Short enough for every column, and another one for each person.
    return f"{column.name[:12]} {NAMES[email]}"[:30]
