"""What is read in a funding call, as frozen values: each fact with the words that say it.

Standard library only; the rules that read stand in ``scout.reading``. ``None`` and an empty tuple
mean *not said*, never zero and never "no".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain, repeat

from scout.domain import Admission, ApplicantType, DeadlineKind, FundingKind, Level


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a call says something, and by which rule we concluded it.

    ``quote`` is the text of ``section`` from character ``start`` to ``end``, unaltered. Where a
    classification decided, ``section`` is the name of its group, ``quote`` the source's own code,
    and ``start`` and ``end`` are those of the code itself; so it is where a heading says something.
    """

    quote: str
    section: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when one may apply, with the sentences that say so.

    ``dates`` are calendar days as the source counts them; ``days`` are "MM-DD" of every year.
    ``times`` are "HH:MM" of the same length as ``dates``, "" where only the day is known, and empty
    where no hour is stated at all; ``zone`` is the IANA name of the time zone in which days and
    times hold, ``None`` for Germany. ``two_stage`` tells whether a sketch comes before the
    application. ``later_dates`` and ``later_days`` are those of ``dates`` and ``days`` that only
    hold for who was selected in a stage before; they are empty where that is not told for sure,
    and in rows of rules before 7. ``evidence`` has the deciding sentence first; it is empty where
    nothing is stated and where the source states it in a field of its own.
    """

    kind: DeadlineKind
    dates: tuple[date, ...] = ()
    days: tuple[str, ...] = ()
    two_stage: bool = False
    times: tuple[str, ...] = ()
    zone: str | None = None
    evidence: tuple[Evidence, ...] = ()
    later_dates: tuple[date, ...] = ()
    later_days: tuple[str, ...] = ()

    @property
    def in_stages(self) -> bool:
        """Whether it is known which days are those of a later stage."""
        return bool(self.later_dates or self.later_days)

    @property
    def first_stage(self) -> Deadline:
        """The deadline of whoever is not in the procedure yet: without days of later stages.

        All that decides whether, and by when, one may still begin goes by it. It is the deadline
        itself where no stages are known apart; it may have no day where only later stages name one.
        """
        return self._part(later=False) if self.in_stages else self

    @property
    def later_stages(self) -> Deadline:
        """The deadline of whoever was selected: with the days of later stages alone."""
        return self._part(later=True)

    def _part(self, *, later: bool) -> Deadline:
        moments = [
            (day, time)
            for day, time in zip(self.dates, chain(self.times, repeat("")), strict=False)
            if (day in self.later_dates) is later
        ]
        return replace(
            self,
            dates=tuple(day for day, _ in moments),
            times=tuple(time for _, time in moments) if self.times else (),
            days=tuple(day for day in self.days if (day in self.later_days) is later),
            later_dates=(),
            later_days=(),
        )

    @property
    def quote(self) -> str | None:
        """The deciding sentence, unaltered; ``None`` where no sentence decided."""
        return self.evidence[0].quote if self.evidence else None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day with the words that state it; ``None`` where a field of the source does."""

    on: date
    evidence: Evidence | None = None


class Per(StrEnum):
    """For what a sum is paid. PROJECT is the whole grant of one project, applicant or association.

    What of them the source names stands in ``Money.unit``. Sums per place, post or square metre are
    no grant of a project and are not read.
    """

    PROJECT = "PROJECT"
    YEAR = "YEAR"
    MONTH = "MONTH"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in units of an ISO 4217 currency; ``per`` is ``None`` where the source does not say.

    ``evidence`` is ``None`` where the source states the sum in a field of its own. ``unit`` are its
    words for what the sum is paid for once ("je Landkreis"), ``condition`` those for whom or what
    it holds ("in Baustein C"); "" where it names none, and in rows of rules before 7.
    """

    amount: Decimal
    currency: str = "EUR"
    per: Per | None = None
    evidence: Evidence | None = None
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in percent (0 to 100), and for whom or what it holds, "" where for all.

    ``fixed`` tells that the text plainly states just this share; else it is the most that is paid.
    """

    percent: Decimal
    condition: str
    evidence: Evidence
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Eligibility:
    """May one apply, with what decided; ``evidence`` is ``None`` for UNKNOWN without a word."""

    verdict: Admission
    evidence: Evidence | None = None


class Term(StrEnum):
    """What else a coordinator asks first: stated with its sentence, or not stated."""

    EARLY_START = "EARLY_START"
    CUMULATION = "CUMULATION"
    DE_MINIMIS = "DE_MINIMIS"
    COOPERATION = "COOPERATION"
    JOINT_APPLICATION = "JOINT_APPLICATION"


@dataclass(frozen=True, slots=True)
class StatedTerm:
    """A term that the text speaks of. What it says of it stands in the evidence."""

    term: Term
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What our rules read in one text of a call; belongs to (text, rules version).

    ``closed_by`` is what says that one can no longer apply. ``deadline`` is ``None`` where the
    source says something that the rules do not understand. ``regions`` are ISO 3166-2 codes of
    German Länder, "DE" for all of Germany; an empty tuple means that the source does not say.
    ``county`` and ``town`` tell whether bodies of that type may apply, wherever they lie; where
    they must lie, ``regions`` say, with ``region`` as the words for it. ``opens_on`` is the first
    day on which one may apply, ``announced`` that the source says the call is not open yet,
    ``valid_until`` the last day of the guideline. ``rates`` are those of grants, the one for
    municipalities first; ``own_share`` is the least share that an applicant pays. ``loan_rates``
    and ``max_loan`` are of loans and guarantees. ``budget`` is the sum for all ``expected_grants``
    together, ``min_grant`` and ``max_grant`` are for one; ``lesser_grants``, the least first, are
    the highest ones for other applicants or parts, as far as they are said beside ``max_grant``.
    ``programme`` is the funder's own short name of the programme ("DIGITAL"). ``not_understood``
    lists what was met and not understood.
    """

    closed: bool = False
    closed_by: Evidence | None = None
    deadline: Deadline | None = None
    level: Level | None = None
    kinds: tuple[FundingKind, ...] = ()
    applicant_types: tuple[ApplicantType, ...] = ()
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    county: Eligibility = Eligibility(Admission.UNKNOWN)
    town: Eligibility = Eligibility(Admission.UNKNOWN)
    region: Evidence | None = None
    opens_on: Day | None = None
    announced: bool = False
    valid_until: Day | None = None
    rates: tuple[Rate, ...] = ()
    own_share: Rate | None = None
    loan_rates: tuple[Rate, ...] = ()
    budget: Money | None = None
    expected_grants: int | None = None
    min_grant: Money | None = None
    max_grant: Money | None = None
    lesser_grants: tuple[Money, ...] = ()
    max_loan: Money | None = None
    terms: tuple[StatedTerm, ...] = ()
    programme: str | None = None
    not_understood: tuple[str, ...] = ()
