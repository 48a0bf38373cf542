"""What a crawl was compared with, kept beside its answers, so that a replay compares with the same.

    failed crawl:  store -> ``remembered`` -> bundle
    replay:        bundle -> ``restore`` -> store, in a transaction that is undone

Of a call no more than which fields it has: that is what the verdict counts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from scout.clock import day_of
from scout.collect.basket import content_hash
from scout.collect.bundle import CallThen, StateThen
from scout.collect.redaction import redacted_text
from scout.collect.verdict import LastGood
from scout.domain import FundingCall, Link, Section
from scout.fields import source_fields
from scout.store import calls, runs

_ANY = "x"


def remembered(connection: Connection, source: str, known: Collection[str]) -> StateThen:
    """Return what the verdict on a crawl of ``source`` compares with.

    That is the newest good crawl, and the stored ones of the ``known`` calls, which the crawl may
    have left as they are.
    """
    good = runs.newest(connection, source, (runs.OK,))
    stored = {key: state for key, state in calls.states(connection, source).items() if key in known}
    fields = {
        number: tuple(map(redacted_text, source_fields(call)))
        for number, call in calls.contents(connection, [state.id for state in stored.values()])
    }
    fill = {redacted_text(name): share for name, share in good.fill.items()} if good else {}
    return StateThen(
        last_good=LastGood(good.items or 0, fill) if good else None,
        calls={
            key: CallThen(fields=fields[state.id], listed=state.listed)
            for key, state in stored.items()
        },
    )


def restore(connection: Connection, source: str, then: StateThen, now: datetime) -> None:
    """Make the store say what it said ``then``. Only in a transaction that is rolled back.

    Calls that it knows beside those of the crawl stay.
    """
    runs.void(connection, source)
    run_id = runs.begin(connection, source, now)
    good = then.last_good
    runs.finish(
        connection,
        run_id,
        now=now,
        outcome=runs.OK if good else runs.ABORTED,
        items=good.items if good else 0,
        fill=good.fill if good else {},
        findings=(),
    )
    stored = calls.states(connection, source)
    made = {key: _with_fields(source, key, each.fields) for key, each in then.calls.items()}
    new = ((call, content_hash(call)) for key, call in made.items() if key not in stored)
    calls.add(connection, new, run_id, now, day_of(now))
    for key in made.keys() & stored.keys():
        call = calls.content(connection, stored[key].id)
        if {*map(redacted_text, source_fields(call))} != {*then.calls[key].fields}:
            calls.replace(connection, stored[key].id, made[key], content_hash(made[key]), now)
    stored = calls.states(connection, source)
    listed = [stored[key].id for key, each in then.calls.items() if each.listed]
    gone = [stored[key].id for key, each in then.calls.items() if not each.listed]
    calls.mark_seen(connection, listed, now)
    calls.mark_gone(connection, gone, day_of(now))


def _with_fields(source: str, key: str, fields: Collection[str]) -> FundingCall:
    """Return a call that has ``fields``, and in them nothing that anybody said."""
    named = {
        group: [name.removeprefix(f"{group}.") for name in fields if name.startswith(f"{group}.")]
        for group in ("section", "code", "stated")
    }
    return FundingCall(
        source=source,
        key=key,
        url=_ANY if "url" in fields else "",
        title=_ANY if "title" in fields else None,
        funder=_ANY if "funder" in fields else None,
        language="de" if "language" in fields else "",
        links=(Link(_ANY, _ANY),) if "links" in fields else (),
        sections=tuple(Section(heading, _ANY) for heading in named["section"]),
        codes=dict.fromkeys(named["code"], (_ANY,)),
        stated=dict.fromkeys(named["stated"], _ANY),
    )
