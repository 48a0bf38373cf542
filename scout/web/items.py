"""The pages behind "passt", "passt nicht", "wir prüfen das", "nicht mehr zeigen".

GET shows what a step would do: programs that check mails follow links. Only POST takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from scout.domain import FundingCall, Project
from scout.fit import Judgement, Tracking, TrackingState
from scout.links import Action, Kind, Signed
from scout.store import calls, judgements, readers, strategy, tracking
from scout.web import pages, wording
from scout.web.said import Said, Step, after, offers, step_of
from scout.web.site import Site

_HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Item:
    """A call as it stands for one reader and one of her projects."""

    reader: str
    project: Project
    call: FundingCall
    said: Said


def routes(site: Site) -> APIRouter:
    """Return the routes of the item pages."""
    router = APIRouter()

    @router.api_route("/m/{token}/{action}", methods=["GET", "HEAD"])
    def ask(token: str, action: str) -> Response:
        step, signed = step_of(action), site.signed(Kind.ITEM, token)
        if step is None or signed is None:
            return pages.wrong_link()
        with site.home.store.reading() as connection:
            item = find(connection, signed)
        return _gone() if item is None else _page(site, item, step)

    @router.post("/m/{token}/{action}")
    def take(token: str, action: str) -> Response:
        step, signed = step_of(action), site.signed(Kind.ITEM, token)
        if step is None or signed is None:
            return pages.wrong_link()
        with site.home.store.writing() as connection:
            item = find(connection, signed)
            later = None if item is None else _take(connection, site, item, step)
        return _gone() if later is None else _page(site, later, step, is_done=True)

    return router


def find(connection: Connection, signed: Signed) -> Item | None:
    """Return what a link is about; ``None`` if reader, project or call are not there (any more)."""
    numbers, project_key = signed.parts if len(signed.parts) == 2 else ("", "")
    email = readers.email_of(connection, signed.ref)
    project = None if email is None else _project(connection, email, project_key)
    call = _call(connection, numbers)
    if email is None or project is None or call is None:
        return None
    return Item(email, project, call, _said(connection, email, project.key, call))


def _project(connection: Connection, email: str, key: str) -> Project | None:
    """Return the project if it is active and its calls are for the reader, who is active too."""
    active = strategy.load(connection)
    asks = [each for each in active.recipients if each.email.casefold() == email]
    found = next((each for each in active.projects if each.key == key), None)
    return found if found and any(each.wants(found) for each in asks) else None


def _call(connection: Connection, number: str) -> FundingCall | None:
    if not number.isdecimal() or int(number) > _HIGHEST_ID:
        return None
    return dict(calls.contents(connection, [int(number)])).get(int(number))


def _said(connection: Connection, email: str, project: str, call: FundingCall) -> Said:
    found = judgements.opinions(connection, project, call.source, call.key, email)
    tracked = tracking.load(connection, email).get((call.source, call.key))
    return Said(
        relevant=found.counts,
        own=found.own,
        others=found.others,
        state=tracked.state if tracked else TrackingState.NEW,
    )


def _take(connection: Connection, site: Site, item: Item, step: Step) -> Item:
    """Store what ``step`` changes, and return how the call stands then."""
    said, later, now = item.said, after(item.said, step), site.now()
    project, source, key = item.project.key, item.call.source, item.call.key
    if later.own is None and said.own is not None:
        judgements.take_back(connection, project, source, key, by=item.reader)
    elif later.own is not None and (later.own, later.relevant) != (said.own, said.relevant):
        judgement = Judgement(
            project=project, source=source, key=key, relevant=later.own, judged_at=now
        )
        judgements.save(connection, judgement, by=item.reader)
    if later.state is not item.said.state:
        tracked = Tracking(source=source, key=key, state=later.state, set_at=now)
        tracking.save(connection, item.reader, tracked)
    return replace(item, said=later)


def _gone() -> Response:
    return pages.message(
        "Diesen Aufruf gibt es hier nicht mehr",
        "Der Aufruf, das Projekt oder Ihr Abonnement besteht nicht mehr. Geändert wurde nichts.",
        status=410,
    )


def _page(site: Site, item: Item, step: Step, *, is_done: bool = False) -> Response:
    would_change = after(item.said, step) != item.said
    words = wording.STEPS[step]
    values: Mapping[str, Any] = {
        "title": words.done if is_done and not _stayed(item, step) else words.question,
        "item": item,
        "words": words,
        "is_done": is_done,
        "asks": would_change and not is_done,
        "why_not": "" if would_change else wording.why_not(step, item.said),
        "others": [(each, wording.link(each, item.said)) for each in offers(item.said, step)],
        "authorship": _authorship(site, step),
    }
    return pages.page("item", values)


def _stayed(item: Item, step: Step) -> bool:
    """Tell whether a link could not do anything, because the reader has come further."""
    return step in (Action.REVIEWING, Action.DISMISSED) and item.said.is_further


def _authorship(site: Site, step: Step) -> str:
    judges = step in (Action.FITS, Action.FITS_NOT)
    days = site.home.settings.retention.authorship_days
    return wording.authorship(days) if judges else ""
