"""The words of the field, as frozen values. Standard library only; no reading, no storing.

Dates that people read are ``date`` and named ``_on``; moments are aware UTC ``datetime`` and named
``_at``. ``None`` means *not known* or *not said*, never zero and never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from scout.council import Body


class Level(StrEnum):
    """Who gives the money."""

    EU = "EU"
    FEDERAL = "FEDERAL"
    STATE = "STATE"
    MUNICIPAL = "MUNICIPAL"


class FundingKind(StrEnum):
    """In which form the money comes."""

    GRANT = "GRANT"
    LOAN = "LOAN"
    SURETY = "SURETY"
    GUARANTEE = "GUARANTEE"
    EQUITY = "EQUITY"
    OTHER = "OTHER"


class ApplicantType(StrEnum):
    """What kind of body applies.

    COUNTY and TOWN are what a strategy's applicants are; sources often only say MUNICIPALITY, which
    stands for both until their text is read.
    """

    COUNTY = "COUNTY"
    TOWN = "TOWN"
    MUNICIPALITY = "MUNICIPALITY"
    PUBLIC_BODY = "PUBLIC_BODY"
    COMPANY = "COMPANY"
    ASSOCIATION = "ASSOCIATION"
    UNIVERSITY = "UNIVERSITY"
    RESEARCH_INSTITUTE = "RESEARCH_INSTITUTE"
    EDUCATION = "EDUCATION"
    PRIVATE_PERSON = "PRIVATE_PERSON"
    FOUNDER = "FOUNDER"


class DeadlineKind(StrEnum):
    """How a call says until when one may apply."""

    FIXED = "FIXED"
    RECURRING = "RECURRING"
    ROLLING = "ROLLING"
    RELATIVE = "RELATIVE"
    CLOSED = "CLOSED"
    NONE_STATED = "NONE_STATED"


class CallStatus(StrEnum):
    """Where a call stands today; derived, never stored, never a change of the call."""

    FORECASTED = "FORECASTED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    GONE = "GONE"
    UNKNOWN = "UNKNOWN"


class Admission(StrEnum):
    """May this applicant apply, as far as the source says."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Brings(StrEnum):
    """What a source publishes: calls, news, or projects that were funded."""

    CALLS = "CALLS"
    NEWS = "NEWS"
    PROJECTS = "PROJECTS"


class Verdict(StrEnum):
    """Can what a crawl brought be believed. The table stands in docs/why.md."""

    OK = "OK"
    DOUBTFUL = "DOUBTFUL"
    FAILED = "FAILED"


class Weight(StrEnum):
    """What a finding means for the verdict on its crawl."""

    NOTE = "NOTE"
    DOUBT = "DOUBT"
    FAILURE = "FAILURE"


class ChangeKind(StrEnum):
    """What a believed crawl says of one call, compared with what is stored."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    GONE = "GONE"
    BACK = "BACK"


class Frequency(StrEnum):
    """How often a recipient wants a digest; one mail a period at most."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What a good crawl of a source looks like; stands beside the spider's code.

    ``fill`` maps a field name (as in ``source_fields`` and ``news_fields``) to the least share of
    items in [0, 1] that must carry it. What was not read for more than ``max_age_days`` counts as
    not read.
    ``window`` is for a source that shows only its newest: how many is its own choice, and what it
    no longer shows is not gone. ``missing`` is the largest share in [0, 1] of the pages it lists
    that may be no longer there, or that may say nothing of a call; one of each always may.
    ``understood`` is the least share of them that must tell of a call for any to be believed.
    """

    min_items: int = 1
    max_items: int = 100_000
    fill: Mapping[str, float] = field(default_factory=dict)
    max_age_days: int = 3
    window: bool = False
    missing: float = 0.1
    understood: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher of calls or news: what it is called and what it is expected to bring.

    ``hosts`` are those its spider may reach, beside that of ``url``: "bund.de" stands for itself
    and all hosts below it. The page of a call that is known is read again after ``revisit_days``,
    every night while its deadline is near. A source that was read well is left alone by the night
    until ``every_days`` are over: for what its publisher renews once a month. A crawl reads no more
    than ``most_revisits`` known pages again; the others wait for the next one.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    attribution: str
    expects: Expectations
    time_limit_s: int = 600
    brings: Brings = Brings.CALLS
    hosts: tuple[str, ...] = ()
    revisit_days: int = 7
    most_revisits: int = 200
    every_days: int = 1

    def with_min_items(self, min_items: int) -> Source:
        """Return the source with another least number of items, for a cut-out of the real thing."""
        return replace(self, expects=replace(self.expects, min_items=min_items))


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a call's text under the heading the source gives it; text unaltered.

    Only white space is what a browser would show: one line a block, cells parted by tabs.
    """

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page that the source points to for more; http or https only."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingCall:
    """What one source says of one call, field by field, nothing read into it.

    ``key`` is the source's own stable id. ``codes`` holds the source's classifications, raw
    (group → codes); ``stated`` its further plain fields, raw. Headings of sections are unique.
    """

    source: str
    key: str
    url: str
    title: str | None
    sections: tuple[Section, ...]
    funder: str | None = None
    links: tuple[Link, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    language: str = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One item of a feed, as the feed says it.

    ``key`` is the feed's own stable id, or the address where it has none. ``summary`` is what the
    feed says beside the title, as plain text: it is ranked and never shown, because it belongs to
    its publisher. ``published_at`` is aware UTC, ``None`` where the feed does not say or says it in
    a form nobody understands.
    """

    source: str
    key: str
    url: str
    title: str
    published_at: datetime | None = None
    summary: str = ""
    language: str = "de"


class SightingKind(StrEnum):
    """What a crawl learned of a known call whose page it did not read anew."""

    UNMODIFIED = "UNMODIFIED"
    NOT_DUE = "NOT_DUE"
    GONE = "GONE"
    MISSING = "MISSING"
    UNREAD = "UNREAD"
    UNLISTED = "UNLISTED"
    NO_CALL = "NO_CALL"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A known call that is what it was: its page says so, or is not to be read again yet.

    GONE is one that is no longer listed and whose own page is no longer there; MISSING one that is
    listed, though ``url``, its page, is not there. UNREAD is one whose page came and says nothing
    of it: it stays as it is stored. UNLISTED is one that left a complete list and whose page is
    still there: its list is the judge. NO_CALL is a page of the list that was read and tells of no
    call.
    """

    key: str
    kind: SightingKind
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a crawl or a reading noticed, in words; ``url`` is the page it concerns."""

    code: str
    text: str
    url: str | None = None
    weight: Weight = Weight.NOTE


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One source field that is not what it was; ``None`` where the field did not exist."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A body that may apply: the county, a town. ``region`` is an ISO 3166-2 code.

    ``bodies`` are the chain through which an application goes, committees first; the last decides.
    Before the first of them somebody writes its paper for ``writing_weeks``.
    """

    key: str
    name: str
    type: ApplicantType
    region: str
    bodies: tuple[Body, ...] = ()
    writing_weeks: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project of the strategy. ``english`` is its line for English calls, "" if it has none."""

    key: str
    title: str
    field: str
    description: str
    english: str = ""
    keywords: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets digests. Exactly one of ``projects``, ``fields`` and ``all`` says of what.

    ``sign_of_life`` asks for a mail even where nothing is new, ``calendar`` for the deadlines as a
    calendar in the mail.
    """

    name: str
    email: str
    projects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    all: bool = False
    frequency: Frequency = Frequency.WEEKLY
    sign_of_life: bool = False
    calendar: bool = False

    def wants(self, project: Project) -> bool:
        """Tell whether the recipient is to hear of calls for ``project``."""
        return self.all or project.key in self.projects or project.field in self.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """What is looked for, for whom: the content of one strategy file."""

    applicants: tuple[Applicant, ...] = ()
    projects: tuple[Project, ...] = ()
    recipients: tuple[Recipient, ...] = ()
