"""Read the highest and the least grant, the highest loan and the budget of a programme.

A sum counts only where its clause, the line that leads to it or the sentence before the percentage
speaks of the grant itself. Caps on costs, on positions, places, posts and square metres, thresholds
of procedures and of state-aid law, lump sums and fees are no grant. Does not add or multiply sums.

| rule | sentence |
|---|---|
| max-grant | … bis zu 90 Prozent der Ausgaben, maximal aber EUR 50.000 je Vorhaben. |
| exceptional-max-grant | … in begründeten Ausnahmefällen bis zu 100.000 Euro |
| fixed-grant | Die Höhe der Förderung beträgt EUR 1.000. |
| max-loan | Die Kredithöhe beträgt maximal EUR 100.000. |
| min-grant | Die Bagatellgrenze liegt bei EUR 10.000. |
| municipal-min-grant | Für Gebietskörperschaften liegt die Bagatellgrenze bei EUR 12.500. |
| budget | Insgesamt stehen 20 Mio. Euro zur Verfügung. |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scout.domain import FundingKind
from scout.facts import Money, Per
from scout.reading.money import sum_words as says
from scout.reading.money.least import is_least, is_least_of_range, is_municipal_least
from scout.reading.money.rates import LENT, SUMMARIES
from scout.reading.money.sum_places import (
    Place,
    is_lent,
    is_no_grant,
    is_of_costs,
    is_per_unit,
    places_in,
)
from scout.reading.money.sum_scopes import condition_of, unit_of
from scout.reading.sentences import Sentence


class _Role(StrEnum):
    MAX = "max-grant"
    FIXED = "fixed-grant"
    EXCEPTION = "exceptional-max-grant"
    LOAN = "max-loan"
    MIN = "min-grant"
    MUNICIPAL_MIN = "municipal-min-grant"
    BUDGET = "budget"
    UNIT = "per-unit"


# A least grant that holds for some is read as such only where these are municipalities.
_CONDITIONAL = frozenset((_Role.MAX, _Role.FIXED, _Role.EXCEPTION, _Role.LOAN))


@dataclass(frozen=True, slots=True)
class Sums:
    """Each is ``None`` where it is not plainly said; ``lesser_grants`` stand beside the highest."""

    min_grant: Money | None = None
    max_grant: Money | None = None
    lesser_grants: tuple[Money, ...] = ()
    max_loan: Money | None = None
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """``group`` names the list whose item a sum is, "" if it stands for the whole by itself.

    ``of_years`` tells that it is for several years together.
    """

    role: _Role
    money: Money
    in_summary: bool
    group: str
    of_years: bool


def read_sums(sentences: Sequence[Sentence], kinds: Sequence[FundingKind]) -> Sums:
    """Return the sums that ``sentences`` state; those of the source's summary before all others.

    ``kinds`` are those of the programme, empty where unknown.
    """
    lends = bool(set(kinds) & LENT)
    places = places_in(sentences, lent_only=lends and set(kinds) <= LENT)
    found = [each for each in map(_read, places) if each]
    granted = _ascending(found, _Role.MAX, _Role.FIXED) or _ascending(found, _Role.EXCEPTION)
    highest = granted[-1] if granted else None
    return Sums(
        min_grant=_least(found),
        max_grant=highest,
        lesser_grants=tuple(_beside(highest, granted)) if highest else (),
        max_loan=_highest(found, _Role.LOAN) if lends or not kinds else None,
        # A guideline names the budgets of its special programmes, too.
        budget=_highest([each for each in found if each.in_summary], _Role.BUDGET),
    )


def _highest(found: Iterable[_Found], *roles: _Role) -> Money | None:
    return next(reversed(_ascending(found, *roles)), None)


def _ascending(found: Iterable[_Found], *roles: _Role) -> list[Money]:
    """Return the sums of ``roles``, the highest last; of equal ones the first of the text is last.

    None of a list whose other sums are paid by the piece.
    """
    every = list(found)
    by_piece = {each.group for each in every if each.role is _Role.UNIT}
    of_role = [each for each in every if each.role in roles and each.group not in by_piece]
    first = [each for each in of_role if each.in_summary] or of_role
    if any(each.money.per is Per.YEAR for each in first):
        first = [each for each in first if not each.of_years]
    return sorted((each.money for each in reversed(first)), key=lambda money: money.amount)


def _beside(highest: Money, ascending: Sequence[Money]) -> list[Money]:
    """Return the lesser sums for others, the highest for each; those of other sentences only
    with their scope.

    Where nothing tells for whom or what the highest is, nothing parts a lesser one from it.
    """
    kept: dict[tuple[str, str], Money] = {_scope(highest): highest}
    if not any(_scope(highest)):
        return []
    for each in reversed(ascending):
        if each.amount < highest.amount and _stands_by(each, highest):
            kept.setdefault(_scope(each), each)
    return [*reversed(kept.values())][:-1]


def _scope(money: Money) -> tuple[str, str]:
    return money.unit, money.condition


def _stands_by(money: Money, highest: Money) -> bool:
    first, second = money.evidence, highest.evidence
    if first is None or second is None or first.section != second.section:
        return False
    if first.quote != second.quote:
        return any(_scope(money))
    # "jährlich höchstens … je Träger, … je Projekt": nobody knows whether both are of a year.
    return money.per is highest.per or says.YEARLY.search(highest.unit) is not None


def _least(found: Iterable[_Found]) -> Money | None:
    """Return the least grant: that for municipalities, else the first of the summary, else any."""
    every = list(found)
    for role in (_Role.MUNICIPAL_MIN, _Role.MIN):
        of_role = [each for each in every if each.role is role]
        first = [each for each in of_role if each.in_summary] or of_role
        if first:
            return min((each.money for each in first), key=lambda money: money.amount)
    return None


def _read(place: Place) -> _Found | None:
    role = next((role for holds, role in _DECISIONS if holds(place)), None)
    if role is None:
        return None
    sentence, each = place.sentence, place.sum
    around = f"{place.before} # {place.after[:60]}"
    per = Per.YEAR if says.YEARLY.search(around) else Per.PROJECT
    evidence = sentence.evidence(role.value, each.start, each.end)
    money = Money(each.amount, each.currency, None, evidence)
    if role is not _Role.BUDGET:
        condition = condition_of(place) if role in _CONDITIONAL else ""
        money = replace(money, per=per, unit=unit_of(place), condition=condition)
    whole = role is not _Role.UNIT and bool(says.PER_WHOLE.search(around))
    of_years = bool(says.OF_YEARS.search(around)) and per is not Per.YEAR
    group = "" if whole or not sentence.is_item else f"{sentence.section}: {sentence.lead}"
    return _Found(role, money, sentence.section in SUMMARIES, group, of_years)


def _is_other(place: Place) -> bool:
    """Tell whether a sum belongs to law, payment, turnover, insurance … rather than to a grant."""
    if place.sum.amount <= 0 or says.LAW_HEADING.search(place.heading):
        return True
    if says.NO_GRANT.search(place.said) or says.NO_GRANT.search(place.after[:80]):
        return True
    if says.TOPIC.search(f"{place.before} # {place.after[:60]}"):
        return True
    return bool(says.OF_YEARS.search(place.before) and says.YEARLY.search(place.clause))


def _is_low(place: Place) -> bool:
    return place.is_low


def _is_budget(place: Place) -> bool:
    if says.BUDGET_NAMED.search(place.before):
        return True
    if says.PER_WHOLE.search(f"{place.before} # {place.after[:60]}"):
        return False
    if says.FOR_EACH.search(place.clause):
        return False
    return bool(says.BUDGET.search(place.before) and says.BUDGET_AFTER.search(place.after))


def _is_threshold(place: Place) -> bool:
    before, ends = place.before, not says.WORD.search(place.after)
    if says.AT_LEAST.search(before) or says.MORE_THAN.search(before):
        return True
    return bool(says.PROCEDURE.search(before)) and not ends


def _is_piece(place: Place) -> bool:
    return place.sentence.is_item and (is_of_costs(place) or is_per_unit(place))


def _is_no_height(place: Place) -> bool:
    """Tell whether a sum is neither the highest nor the only one that is paid."""
    if is_of_costs(place) or is_per_unit(place):
        return True
    return not (_is_capped(place) or _is_fixed(place))


def _is_capped(place: Place) -> bool:
    if says.CAP.search(place.before) or says.CAP_AFTER.search(place.after):
        return True
    if says.AND.search(place.clause) and says.AND_CAP.search(place.clause[-200:]):
        return True
    if ": " in place.clause and says.CAP_LIST.search(place.clause[-200:]):
        return True
    return place.sentence.is_item and bool(says.LEAD_CAP.search(place.sentence.lead[-160:]))


def _is_fixed(place: Place) -> bool:
    if says.AND_LESS.search(place.after):
        return False
    if says.FIXED.search(place.clause):
        in_summary, said = place.sentence.section in SUMMARIES, place.clause[-60:]
        return (
            in_summary
            or "beträgt" in said
            or ":" in said[-2:]
            or bool(says.GIVEN.search(place.after))
        )
    return place.sentence.is_item and bool(says.LEAD_FIXED.search(place.sentence.lead[-160:]))


def _is_exceptional(place: Place) -> bool:
    return bool(says.EXCEPTION.search(place.before))


def _is_exceptional_loan(place: Place) -> bool:
    return is_lent(place) and _is_exceptional(place)


# What a sum says: the first that holds decides. ``None`` is a sum that says nothing of what one
# project or applicant gets. A new rule is one line here.
_DECISIONS: tuple[tuple[Callable[[Place], bool], _Role | None], ...] = (
    (_is_other, None),
    (is_least_of_range, _Role.MIN),
    (_is_low, None),
    (is_municipal_least, _Role.MUNICIPAL_MIN),
    (is_least, _Role.MIN),
    (_is_budget, _Role.BUDGET),
    (_is_threshold, None),
    (_is_piece, _Role.UNIT),
    (_is_no_height, None),
    (_is_exceptional_loan, None),
    (is_lent, _Role.LOAN),
    (is_no_grant, None),
    (_is_exceptional, _Role.EXCEPTION),
    (_is_capped, _Role.MAX),
    (_is_fixed, _Role.FIXED),
)
