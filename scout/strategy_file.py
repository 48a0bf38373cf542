"""Read ``strategy.toml``: applicants, projects, recipients, and what they say of each other.

Sittings of an applicant's bodies stand there, or in a calendar file that it names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from scout.council import Body
from scout.domain import Applicant, ApplicantType, Frequency, Project, Recipient, Strategy
from scout.errors import UsageError
from scout.sittings_file import FIRST_DAY, LAST_DAY, MAX_SITTINGS, Sittings, read_sittings
from scout.toml_file import EMAIL, parse_toml, place, read_toml

FILE_NAME = "strategy.toml"

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\r\n\x00]*$"
    ),
]
Email = Annotated[str, StringConstraints(pattern=EMAIL, max_length=254)]
# PostgreSQL has no NUL in texts, and nobody has it in a strategy.
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=r"^[^\x00]*$")
]
Region = Annotated[str, StringConstraints(pattern=r"^DE(-[A-Z]{2})?$")]


def _day(value: object) -> date:
    # pydantic would take a number for seconds since 1970, and a moment for its day
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PydanticCustomError("day", "Expected a day without quotes, like 2027-02-11")
    if not FIRST_DAY <= value <= LAST_DAY:
        raise PydanticCustomError("day", f"Expected a day from {FIRST_DAY} to {LAST_DAY}")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Place = tuple[str | int, ...]
# What calendars say of each body, by the index of its applicant, then by its name.
Calendars = dict[int, Mapping[str, Sittings]]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Body(_Entry):
    name: Line
    sittings: tuple[Day, ...] = Field(default=(), max_length=MAX_SITTINGS)
    papers_days: int = Field(default=14, strict=True, ge=0, le=365)
    in_calendar: Line | None = None


class _Applicant(_Entry):
    key: Key
    name: Line
    type: Annotated[str, StringConstraints(pattern=r"^(county|town)$")]
    region: Region
    bodies: tuple[_Body, ...] = Field(default=(), max_length=20)
    writing_weeks: int = Field(default=4, strict=True, ge=0, le=104)
    sittings_ics: Line | None = None


class _Project(_Entry):
    key: Key
    title: Line
    field: Line
    description: Text
    english: Text = ""
    keywords: tuple[Line, ...] = ()
    applicants: tuple[Key, ...] = Field(min_length=1)
    coordinators: tuple[Email, ...] = ()


class _Recipient(_Entry):
    name: Line
    email: Email
    projects: tuple[Key, ...] = ()
    fields: tuple[Line, ...] = ()
    all: bool = False
    frequency: Frequency = Frequency.WEEKLY
    sign_of_life: bool = False
    calendar: bool = False


class _StrategyFile(_Entry):
    applicants: tuple[_Applicant, ...] = ()
    projects: tuple[_Project, ...] = ()
    recipients: tuple[_Recipient, ...] = ()


def read_strategy(path: Path) -> Strategy:
    """Return the strategy that ``path`` describes.

    Raises:
        UsageError: naming every place that does not fit, also a key that stands twice or names
            something that the file does not have, and a calendar of sittings that cannot be read.
    """
    parsed = read_toml(path, _StrategyFile)
    calendars: Calendars = {}
    complaints = [*_complaints(parsed), *_read_calendars(path.parent, parsed, calendars)]
    if complaints:
        text, _ = parse_toml(path)
        raise UsageError("\n".join(f"{place(path, text, keys)}: {why}" for keys, why in complaints))
    return Strategy(
        applicants=tuple(
            _applicant(entry, calendars.get(index, {}))
            for index, entry in enumerate(parsed.applicants)
        ),
        projects=tuple(Project(**_values(entry)) for entry in parsed.projects),
        recipients=tuple(Recipient(**_values(entry)) for entry in parsed.recipients),
    )


def _values(entry: BaseModel) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in type(entry).model_fields}


def _applicant(entry: _Applicant, calendar: Mapping[str, Sittings]) -> Applicant:
    bodies = tuple(_body(body, calendar.get(body.name, Sittings())) for body in entry.bodies)
    values = {**_values(entry), "type": ApplicantType(entry.type.upper()), "bodies": bodies}
    del values["sittings_ics"]
    return Applicant(**values)


def _body(entry: _Body, calendar: Sittings) -> Body:
    """Return a body with the days of both places: one that the file names is sure."""
    days = {*entry.sittings, *calendar.days}
    unsure = tuple(each for each in calendar.unsure if each.day not in days)
    return Body(entry.name, tuple(sorted(days)), entry.papers_days, unsure)


def _read_calendars(
    folder: Path, parsed: _StrategyFile, calendars: Calendars
) -> Iterator[tuple[Place, str]]:
    """Fill ``calendars`` and find what is wrong with the files, each told at its applicant."""
    for index, applicant in enumerate(parsed.applicants):
        if applicant.sittings_ics is None:
            continue
        keys = ("applicants", index, "sittings_ics")
        if not applicant.bodies:
            yield keys, "expected [[applicants.bodies]] whose sittings stand in it, found none"
            continue
        titles = {body.name: body.in_calendar or body.name for body in applicant.bodies}
        try:
            file = _beside(folder, applicant.sittings_ics)
            calendars[index] = read_sittings(file, titles, applicant.name)
        except UsageError as error:
            yield keys, str(error)


def _beside(folder: Path, written: str) -> Path:
    """Return the file that ``written`` names; a relative one must lie in ``folder`` or below it.

    A strategy may come from somebody else: it leads out of its folder only where one can see it.
    """
    path = folder / written
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    if not Path(written).is_absolute() and not is_inside:
        raise UsageError(f"expected a file in the folder of the strategy, found {written!r}")
    return path


def _complaints(parsed: _StrategyFile) -> Iterator[tuple[Place, str]]:
    """Find what no single entry can know: doubles, and names that lead nowhere."""
    yield from _doubles(("applicants",), "key", [entry.key for entry in parsed.applicants])
    yield from _doubles(("projects",), "key", [entry.key for entry in parsed.projects])
    emails = [entry.email.casefold() for entry in parsed.recipients]
    yield from _doubles(("recipients",), "email", emails)
    applicants = {entry.key for entry in parsed.applicants}
    projects = {entry.key for entry in parsed.projects}
    fields = {entry.field for entry in parsed.projects}
    for index, applicant in enumerate(parsed.applicants):
        names = [body.name for body in applicant.bodies]
        yield from _doubles(("applicants", index, "bodies"), "name", names)
        if not applicant.sittings_ics:
            yield from _needless(index, applicant)
    for index, project in enumerate(parsed.projects):
        at = ("projects", index)
        yield from _unknown((*at, "applicants"), project.applicants, applicants, "applicants")
        coordinators = [email.casefold() for email in project.coordinators]
        yield from _unknown((*at, "coordinators"), coordinators, set(emails), "recipients")
    for index, recipient in enumerate(parsed.recipients):
        at = ("recipients", index)
        yield from _unknown((*at, "projects"), recipient.projects, projects, "projects")
        yield from _unknown((*at, "fields"), recipient.fields, fields, "fields of projects")
        if (bool(recipient.projects), bool(recipient.fields), recipient.all).count(True) != 1:
            yield at, "expected exactly one of projects, fields and all = true"


def _needless(index: int, applicant: _Applicant) -> Iterator[tuple[Place, str]]:
    for number, body in enumerate(applicant.bodies):
        if body.in_calendar is not None:
            keys = ("applicants", index, "bodies", number, "in_calendar")
            yield keys, f"expected sittings_ics at the applicant, found only {body.in_calendar!r}"


def _doubles(table: Place, key: str, values: list[str]) -> Iterator[tuple[Place, str]]:
    counts = Counter(values)
    seen: set[str] = set()
    for index, value in enumerate(values):
        if counts[value] > 1 and value in seen:
            yield (*table, index, key), f"stands twice, found {value!r}"
        seen.add(value)


def _unknown(
    keys: Place, values: Iterable[str], known: set[str], what: str
) -> Iterator[tuple[Place, str]]:
    for value in values:
        if value not in known:
            yield keys, f"expected one of the {what} of this file, found {value!r}"
