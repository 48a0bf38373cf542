"""What a page of a publisher says, as frozen values; not yet what it means for a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scout.domain import Link, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """A ``time`` element: its machine-readable value, or else its text.

    ``label`` is what stands before it in its block, "" where nothing does.
    """

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the content of a page says, without the site around it.

    ``title`` is ``None`` where there is none. ``lead`` stands before the first heading below the
    title. Headings of ``sections`` are unique. Pairs whose label means something stand in
    ``labels`` only, all others in the text, too. ``links`` are absolute, http or https, each once.
    """

    title: str | None
    lead: str
    sections: tuple[Section, ...]
    labels: Mapping[str, str]
    times: tuple[StatedTime, ...]
    links: tuple[Link, ...]
    language: str
