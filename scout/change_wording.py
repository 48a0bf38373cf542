"""Say in German what a fact was and what it is, for a reader who knows the call.

Words are compared, not values: where a reader would see no difference there is none. So no word
here says how many days are left, and days that have passed are left out where others lie ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scout import fact_wording, wording
from scout.domain import CallStatus, DeadlineKind
from scout.fact_wording import ADMISSIONS, NOT_STATED
from scout.facts import Day, Deadline, Evidence, Facts, Money, Rate

STANDING = "Stand"
DEADLINE = "Frist"
OVER = "Antragstellung beendet"

_MOST_RATES = 3
_STAGED = " – zweistufiges Verfahren"
_STATUS: Mapping[CallStatus, str] = {**wording.STATUS, CallStatus.UNKNOWN: "unklar"}
_KINDS: Mapping[DeadlineKind, str] = {
    DeadlineKind.ROLLING: "laufend",
    DeadlineKind.RELATIVE: "abhängig vom Vorhaben",
    DeadlineKind.CLOSED: OVER,
    DeadlineKind.NONE_STATED: NOT_STATED,
}


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact of which readers are told: its label, its words, and what says it.

    ``evidence`` are the words in the source's texts, ``fields`` the fields of a source that state
    nothing else. With ``day`` it is only told while the day lies ahead, before or after.
    """

    label: str
    words: Callable[[Facts, date], str]
    evidence: Callable[[Facts], Iterable[Evidence | None]]
    fields: tuple[str, ...] = ()
    day: Callable[[Facts], Day | None] | None = None


def standing(
    old: tuple[CallStatus, Facts], new: tuple[CallStatus, Facts], today: date
) -> tuple[str, str]:
    """Say where a call stood and where it stands; ``today`` is the day of the mail."""
    (before, old_facts), (after, new_facts) = old, new
    if after is CallStatus.GONE:
        return _STATUS[
            before
        ], f"steht nicht mehr in der Liste der Quelle{_although(new_facts, today)}"
    if before is CallStatus.GONE:
        return _STATUS[before], f"steht wieder in der Liste der Quelle, {_STATUS[after]}"
    ended = _last_ahead(old_facts.deadline, today)
    if after is CallStatus.CLOSED and ended and _says_no_day(new_facts.deadline, ended):
        was = f"die Frist war der {wording.german_date(ended)}"
        return _STATUS[before], f"vorzeitig beendet, {was}"
    return _STATUS[before], _STATUS[after]


def known_elsewhere(label: str, old: str, new: str, source: str) -> str:
    """Say that ``source`` now says of a fact what the reader knows from another one."""
    if label == STANDING and old == _STATUS[CallStatus.GONE]:
        return f"bei {source} wieder gelistet"
    return f"{new} nun auch bei {source} (bisher {old})"


def _although(facts: Facts, today: date) -> str:
    last = _last_ahead(facts.deadline, today)
    return f", obwohl die Frist erst am {wording.german_date(last)} endet" if last else ""


def _last_ahead(found: Deadline | None, today: date) -> date | None:
    """Return the last day ahead, of the first stage while there is one."""
    if found is None:
        return None
    ahead = ([day for day in each.dates if day >= today] for each in (found.first_stage, found))
    return max(next(filter(None, ahead), []), default=None)


def _says_no_day(found: Deadline | None, ended: date) -> bool:
    """Tell that no other day says why it is over: the deadline is that of before, or none."""
    return found is None or found.kind is DeadlineKind.CLOSED or ended in found.dates


def deadline(found: Deadline | None, today: date) -> str:
    """Say until when one may apply, without how many days are left."""
    if found is None:
        return "nicht eindeutig"
    if found.in_stages and found.kind is not DeadlineKind.CLOSED:
        return wording.by_stage(found, lambda part: _until_when(part, today))
    staged = found.two_stage and found.kind is not DeadlineKind.CLOSED
    return _until_when(found, today) + (_STAGED if staged else "")


def _until_when(found: Deadline, today: date) -> str:
    days = (
        wording.moment_in(found.zone, day, time)
        for day, time in wording.moments_ahead(found, today)
    )
    every_year = f"jedes Jahr zum {wording.listed(map(wording.yearly, found.days))}"
    stated = [
        ", ".join(days) if found.kind is DeadlineKind.FIXED else "",
        every_year if found.days else "",
    ]
    return _KINDS.get(found.kind) or "; ".join(filter(None, stated))


def is_deadline(words: str, found: Deadline, today: date) -> bool:
    """Tell whether ``words`` say a deadline that is stated, with or without its stages."""
    if found.kind in (DeadlineKind.NONE_STATED, DeadlineKind.CLOSED):
        return False
    unnamed = replace(found, later_dates=(), later_days=())
    stated = (deadline(each, today) for each in (found, found.first_stage, unnamed))
    return words.removesuffix(_STAGED) in [each.removesuffix(_STAGED) for each in stated]


def apart(old: str, new: str) -> tuple[str, str]:
    """Return the words for a fact then and now without the stages that both name: no change."""
    if old.endswith(_STAGED) and new.endswith(_STAGED):
        return old.removesuffix(_STAGED), new.removesuffix(_STAGED)
    return old, new


def _day(found: Day | None) -> str:
    return wording.german_date(found.on) if found else NOT_STATED


def _sum(found: Money | None) -> str:
    return fact_wording.sum_of(found) if found else NOT_STATED


def _budget(facts: Facts) -> str:
    grants = f"für {facts.expected_grants} Vorhaben" if facts.expected_grants else ""
    budget = wording.money(facts.budget) if facts.budget else ""
    return " ".join(filter(None, (budget, grants))) or NOT_STATED


def _rates(found: Sequence[Rate]) -> str:
    """Say the highest first: which stands first in the text means nothing."""
    ranked = sorted(found, key=lambda each: (-each.percent, each.condition))
    words = list(dict.fromkeys(map(fact_wording.rate, ranked)))
    return ", ".join(words[:_MOST_RATES]) or NOT_STATED


def _own_share(found: Rate | None) -> str:
    return f"mindestens {fact_wording.percent(found.percent)}" if found else NOT_STATED


def _listed(names: Iterable[str]) -> str:
    return wording.listed(sorted(names)) or NOT_STATED


def _of(*found: Day | Money | Rate | None) -> list[Evidence | None]:
    return [each.evidence for each in found if each]


FACTS: tuple[FactWords, ...] = (
    FactWords(
        DEADLINE,
        lambda facts, today: deadline(facts.deadline, today),
        lambda facts: facts.deadline.evidence if facts.deadline else (),
        ("stated.deadlineDate",),
    ),
    FactWords(
        "Antragstellung ab",
        lambda facts, _: _day(facts.opens_on),
        lambda facts: _of(facts.opens_on),
        ("stated.startDate",),
        lambda facts: facts.opens_on,
    ),
    FactWords(
        "Richtlinie gilt bis",
        lambda facts, _: _day(facts.valid_until),
        lambda facts: _of(facts.valid_until),
        day=lambda facts: facts.valid_until,
    ),
    FactWords("Fördersatz", lambda facts, _: _rates(facts.rates), lambda facts: _of(*facts.rates)),
    FactWords(
        "Eigenanteil",
        lambda facts, _: _own_share(facts.own_share),
        lambda facts: _of(facts.own_share),
    ),
    FactWords(
        "Höchstbetrag",
        lambda facts, _: fact_wording.most(facts) or NOT_STATED,
        lambda facts: _of(*fact_wording.most_sums(facts)),
        ("stated.maxContribution",),
    ),
    FactWords(
        "Mindestbetrag",
        lambda facts, _: _sum(facts.min_grant),
        lambda facts: _of(facts.min_grant),
        ("stated.minContribution",),
    ),
    FactWords(
        "Anteil des Darlehens",
        lambda facts, _: _rates(facts.loan_rates),
        lambda facts: _of(*facts.loan_rates),
    ),
    FactWords(
        "Höchstbetrag des Darlehens",
        lambda facts, _: _sum(facts.max_loan),
        lambda facts: _of(facts.max_loan),
    ),
    FactWords(
        "Budget",
        lambda facts, _: _budget(facts),
        lambda facts: _of(facts.budget),
        ("stated.budget", "stated.expectedGrants"),
    ),
    FactWords(
        "Kreise antragsberechtigt",
        lambda facts, _: ADMISSIONS[facts.county.verdict],
        lambda facts: (facts.county.evidence,),
    ),
    FactWords(
        "Städte und Gemeinden antragsberechtigt",
        lambda facts, _: ADMISSIONS[facts.town.verdict],
        lambda facts: (facts.town.evidence,),
    ),
    FactWords(
        "Förderberechtigte",
        lambda facts, _: _listed(wording.APPLICANTS[each] for each in facts.applicant_types),
        lambda _: (),
        ("code.Foerderberechtigte",),
    ),
    FactWords(
        "Fördergebiet",
        lambda facts, _: _listed(wording.REGIONS[each] for each in facts.regions),
        lambda facts: (facts.region,),
        ("code.Foerdergebiet",),
    ),
    FactWords(
        "Förderart",
        lambda facts, _: _listed(wording.KINDS[each] for each in facts.kinds),
        lambda _: (),
        ("code.Foerderart",),
    ),
)
