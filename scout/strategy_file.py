"""Read ``strategy.toml``: applicants, projects, recipients, and what they say of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scout.domain import Applicant, ApplicantType, Frequency, Project, Recipient, Strategy
from scout.errors import UsageError
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


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Applicant(_Entry):
    key: Key
    name: Line
    type: Annotated[str, StringConstraints(pattern=r"^(county|town)$")]
    region: Region


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


class _StrategyFile(_Entry):
    applicants: tuple[_Applicant, ...] = ()
    projects: tuple[_Project, ...] = ()
    recipients: tuple[_Recipient, ...] = ()


def read_strategy(path: Path) -> Strategy:
    """Return the strategy that ``path`` describes.

    Raises:
        UsageError: naming every place that does not fit, also a key that stands twice or names
            something that the file does not have.
    """
    parsed = read_toml(path, _StrategyFile)
    complaints = list(_complaints(parsed))
    if complaints:
        text, _ = parse_toml(path)
        raise UsageError("\n".join(f"{place(path, text, keys)}: {why}" for keys, why in complaints))
    return Strategy(
        applicants=tuple(
            Applicant(**{**_values(entry), "type": ApplicantType(entry.type.upper())})
            for entry in parsed.applicants
        ),
        projects=tuple(Project(**_values(entry)) for entry in parsed.projects),
        recipients=tuple(Recipient(**_values(entry)) for entry in parsed.recipients),
    )


def _values(entry: BaseModel) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in type(entry).model_fields}


def _complaints(parsed: _StrategyFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find what no single entry can know: doubles, and names that lead nowhere."""
    yield from _doubles("applicants", "key", [entry.key for entry in parsed.applicants])
    yield from _doubles("projects", "key", [entry.key for entry in parsed.projects])
    emails = [entry.email.casefold() for entry in parsed.recipients]
    yield from _doubles("recipients", "email", emails)
    applicants = {entry.key for entry in parsed.applicants}
    projects = {entry.key for entry in parsed.projects}
    fields = {entry.field for entry in parsed.projects}
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


def _doubles(
    table: str, key: str, values: list[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    counts = Counter(values)
    seen: set[str] = set()
    for index, value in enumerate(values):
        if counts[value] > 1 and value in seen:
            yield (table, index, key), f"stands twice, found {value!r}"
        seen.add(value)


def _unknown(
    keys: tuple[str | int, ...], values: Iterable[str], known: set[str], what: str
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for value in values:
        if value not in known:
            yield keys, f"expected one of the {what} of this file, found {value!r}"
