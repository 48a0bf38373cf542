"""A recorded day of the web: a folder with ``index.json`` and the bodies it names.

The form is described in docs/bundles.md. Bodies are stored decoded; a request is recognised by
method and address, the latter percent-decoded and with sorted query parameters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scout.collect.known_page import KnownPage
from scout.collect.verdict import LastGood
from scout.domain import Finding
from scout.errors import UsageError

INDEX = "index.json"


def _as_pairs(headers: object) -> object:
    return list(headers.items()) if isinstance(headers, Mapping) else headers


class Recorded(BaseModel):
    """One answer, or one way in which the connection failed.

    ``code`` and ``text`` are what a finding said of a connection that failed, where that is known.
    ``left_out`` says why the body of an answer is not in the bundle; ``partial`` that nobody marked
    its end.
    """

    model_config = ConfigDict(frozen=True)

    method: str = "GET"
    url: str
    status: int | None = Field(default=None, ge=100, le=599)
    headers: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_as_pairs)] = ()
    file: str | None = None
    body_sha256: str | None = None
    error: Literal["refused", "timeout", "dns", "failed"] | None = None
    code: str = "download_failed"
    text: str = ""
    left_out: str | None = None
    partial: bool = False


class BundleExpectations(BaseModel):
    """What a bundle says of a source in place of the source's own expectations."""

    model_config = ConfigDict(frozen=True)

    min_items: int = Field(default=1, ge=0)


class CallThen(BaseModel):
    """A known call as it was stored: the names of its fields, and whether it was listed."""

    model_config = ConfigDict(frozen=True)

    fields: tuple[str, ...]
    listed: bool


class StateThen(BaseModel):
    """What the verdict on a crawl compared it with; ``last_good`` is ``None`` where none was."""

    model_config = ConfigDict(frozen=True)

    last_good: LastGood | None = None
    calls: Mapping[str, CallThen] = Field(default_factory=dict)


class Kept(BaseModel):
    """What a bundle of a failed crawl says of it beside its answers.

    ``findings`` are those of the crawl; ``ended`` is the one that ended it from outside, ``None``
    if it came to its own end. ``validators`` and ``known`` are what it was told of earlier ones,
    ``then`` is what its verdict compared it with; bundles of older versions do not say.
    """

    model_config = ConfigDict(frozen=True)

    failed_at: datetime
    findings: tuple[Finding, ...]
    ended: Finding | None = None
    validators: Mapping[str, tuple[str | None, str | None]] = Field(default_factory=dict)
    known: tuple[KnownPage, ...] = ()
    then: StateThen | None = None


class Bundle(BaseModel):
    """The content of ``index.json``; ``kept`` only in one that a failed crawl left behind."""

    model_config = ConfigDict(frozen=True)

    day: date | None = None
    kept: Kept | None = None
    expects: Mapping[str, BundleExpectations] = Field(default_factory=dict)
    responses: tuple[Recorded, ...] = ()


def load_bundle(folder: Path) -> Bundle:
    """Return the bundle in ``folder`` after checking that each file it names is there.

    Raises:
        UsageError: naming file, place, what was found and what was expected.
    """
    index = folder / INDEX
    try:
        bundle = Bundle.model_validate_json(index.read_bytes())
    except OSError as error:
        raise UsageError(f"{index}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        found = f"{first['msg']}, found {first['input']!r:.80}"
        raise UsageError(f"{_place(index, first['loc'])}: {found}") from None
    for number, recorded in enumerate(bundle.responses, start=1):
        _check(folder, index, number, recorded)
    return bundle


def request_key(method: str, url: str) -> tuple[str, str]:
    """Return what two requests have in common that a bundle treats as one."""
    parts = urlsplit(url)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return method.upper(), f"{parts.scheme}://{parts.netloc}{unquote(parts.path)}?{query}"


def _place(index: Path, where: tuple[int | str, ...]) -> str:
    """Name a value for people; entries count from 1."""
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return f"{index}, {name.lstrip('.')}" if name else f"{index}"


def body_digest(body: bytes) -> str:
    """Return the digest by which a bundle tells requests to one address apart."""
    return hashlib.sha256(body).hexdigest()


def _check(folder: Path, index: Path, number: int, recorded: Recorded) -> None:
    place = f"{index}, responses[{number}]"
    if (recorded.status is None) == (recorded.error is None):
        raise UsageError(f"{place}: expected either status or error")
    try:
        request_key(recorded.method, recorded.url)
    except ValueError:
        raise UsageError(f"{place}.url: expected an address, found {recorded.url!r:.120}") from None
    if recorded.file is None:
        return
    try:
        path = (folder / recorded.file).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
    except (ValueError, OSError):
        inside = False
    if not inside:
        raise UsageError(
            f"{place}.file: expected a file in the bundle, found {recorded.file!r:.120}"
        )
