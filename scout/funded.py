"""What was funded, as frozen values: projects of a public catalogue, no calls and no news.

Standard library only. Amounts are in EUR; ``None`` means *not said*, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who gets the money or does the work, and where it sits.

    ``ags`` is the official key of the municipality (Gemeindekennziffer): eight digits, of which the
    first two are the Land and the first five the county. ``municipality`` is the one of that key,
    ``place`` the one of the address.
    """

    name: str
    ags: str | None = None
    municipality: str | None = None
    place: str | None = None
    land: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedProject:
    """One project that was funded, as the catalogue says it, nothing read into it.

    ``key`` is the Förderkennzeichen. ``amount`` is the share of the funder in EUR. ``ministry`` and
    ``division`` (Referat) say who funds it, ``project_body`` (Projektträger) and ``unit`` who
    administers it; ``programme_code`` and ``programme`` are its place in the funder's plan
    (Leistungsplansystematik). ``joint_project`` is the name that several projects share.
    """

    source: str
    key: str
    url: str
    title: str | None
    recipient: Body
    executing: Body | None = None
    amount: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    ministry: str | None = None
    unit: str | None = None
    division: str | None = None
    project_body: str | None = None
    programme_code: str | None = None
    programme: str | None = None
    profile: str | None = None
    joint_project: str | None = None
    kind: str | None = None


_IDENTITY = ("source", "key")


def project_fields(project: FundedProject) -> dict[str, str]:
    """Flatten a project to the named fields that are compared and counted; empty ones left out.

    Does not include ``source`` and ``key``, which are identity.
    """
    flat = {
        field.name: getattr(project, field.name)
        for field in fields(project)
        if field.name not in _IDENTITY
    }
    for name in ("recipient", "executing"):
        body: Body | None = flat.pop(name)
        if body is not None:
            flat |= {f"{name}.{part.name}": getattr(body, part.name) for part in fields(body)}
    return {name: str(value) for name, value in flat.items() if value not in (None, "")}
