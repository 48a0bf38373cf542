"""Read which share of the costs is paid, for whom, and which share an applicant pays itself.

A percentage is a rate only where its clause, the line that leads to it or the heading speaks of the
height of the funding. Lump sums, interest, payouts, staff, participants and aid intensities are
none. Does not compute increases ("erhöht sich um 10 Prozentpunkte") and looks into no annex.

| rule | sentence |
|---|---|
| grant-rate | Die Höhe des Zuschusses beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben. |
| fund-rate | … aus Mitteln des ESF Plus maximal 40 Prozent … (less than the whole) |
| municipal-rate | … für Gemeinden und Gemeindeverbände 90 Prozent der zuwendungsfähigen Ausgaben. |
| exceptional-rate | … in begründeten Ausnahmefällen bis zu 100 Prozent. |
| own-share | Sie müssen einen Eigenanteil von mindestens 10 Prozent erbringen. |
| rate-from-own-share | the same where no rate is stated: 90 |
| loan-rate | Die Höhe der Bürgschaft beträgt bis zu 80 Prozent des Kredits. |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from scout.domain import FundingKind
from scout.facts import Rate
from scout.reading import sections as known
from scout.reading.money import rate_words as says
from scout.reading.money.rate_places import Place, condition_of, is_short, places_in
from scout.reading.sentences import Sentence

SUMMARIES = frozenset((known.SHORT_TEXT, known.FULL_TEXT))
LENT = frozenset((FundingKind.LOAN, FundingKind.SURETY, FundingKind.GUARANTEE))


class _Role(StrEnum):
    GRANT = "grant-rate"
    MUNICIPAL = "municipal-rate"
    PARTIAL = "fund-rate"
    EXCEPTION = "exceptional-rate"
    OWN = "own-share"
    LOAN = "loan-rate"


@dataclass(frozen=True, slots=True)
class Rates:
    """``rates`` are those of grants, the applicant's first; ``own_share`` is the least one.

    ``not_understood`` are the sentences of a field or section of its own on the height of a grant
    in which a share stands that no rule could place, behind its heading.
    """

    rates: tuple[Rate, ...] = ()
    own_share: Rate | None = None
    loan_rates: tuple[Rate, ...] = ()
    not_understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """``first_hand`` tells that the source's summary says it, or a sentence that raises a rate."""

    role: _Role
    rate: Rate
    first_hand: bool
    municipal: bool


def read_rates(sentences: Sequence[Sentence], kinds: Sequence[FundingKind]) -> Rates:
    """Return the rates that ``sentences`` state; loans and guarantees apart from grants.

    The summary of the source counts before its guideline, which often holds other programmes too.
    ``kinds`` are those of the programme, empty where unknown.
    """
    lends = bool(set(kinds) & LENT)
    places = tuple(places_in(sentences, lent_only=lends and set(kinds) <= LENT))
    limits = {each.share.percent for each in places if _is_most(each)}
    found = [_agreed(each, limits) for each in map(_read, places) if each]
    by_role = {role: [each for each in found if each.role is role] for role in _Role}
    own, whole = by_role[_Role.OWN], by_role[_Role.MUNICIPAL] + by_role[_Role.GRANT]
    implied = () if whole or lends else _implied(own)
    granted = _ordered((*whole, *by_role[_Role.PARTIAL], *by_role[_Role.EXCEPTION]))
    return Rates(
        _once((*implied, *granted)),
        _own_share(own),
        _once(_ordered(by_role[_Role.LOAN])),
        tuple(dict.fromkeys(_strange(places))),
    )


def _strange(places: Iterable[Place]) -> Iterator[str]:
    """Yield the sentences of sections on the height of a grant with a share that none explains."""
    for place in places:
        section = place.sentence.section
        if place.lent_only or not says.AMOUNT_HEADING.search(section):
            continue
        if next((holds for holds, _ in _DECISIONS if holds(place)), None) is _is_no_grant:
            yield f"{section}: {place.sentence.plain:.160}"


def _agreed(found: _Found, limits: Container[Decimal]) -> _Found:
    """Return a share as fixed only where no other sentence makes it a limit."""
    rate = found.rate
    return replace(found, rate=replace(rate, fixed=rate.fixed and rate.percent not in limits))


def _own_share(own: Iterable[_Found]) -> Rate | None:
    """Return a municipality's own share, else the first of the summary, else the first of all.

    The least of several would be an exception that few applicants fall under.
    """
    every = _summary_first(own)
    first = [each for each in every if each.municipal] or every
    return first[0].rate if first else None


def _implied(own: Iterable[_Found]) -> tuple[Rate, ...]:
    """Return the rates that follow from what an applicant pays itself, a municipality's first."""
    rates = (_from_own(each.rate) for each in _summary_first(own))
    return tuple(
        sorted(rates, key=lambda rate: (not says.MUNICIPAL.search(rate.condition), -rate.percent))
    )


def _summary_first(found: Iterable[_Found]) -> list[_Found]:
    """Return those of the summary where it has any, else all."""
    every = list(found)
    return [each for each in every if each.first_hand] or every


def _ordered(found: Iterable[_Found]) -> tuple[Rate, ...]:
    """Return the rates, that for a municipality first, exceptions last."""
    every = sorted(found, key=_rank)
    return tuple(each.rate for each in every)


_ORDER = {_Role.MUNICIPAL: 0, _Role.GRANT: 1, _Role.LOAN: 1, _Role.PARTIAL: 2, _Role.EXCEPTION: 3}


def _rank(found: _Found) -> tuple[int, bool, Decimal]:
    return (_ORDER[found.role], not found.first_hand, -found.rate.percent)


def _once(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    """Leave out what says the same share for the same again."""
    kept: dict[tuple[Decimal, str], Rate] = {}
    for rate in rates:
        kept.setdefault((rate.percent, rate.condition), rate)
    return tuple(kept.values())


def _from_own(rate: Rate) -> Rate:
    evidence = replace(rate.evidence, rule="rate-from-own-share")
    return Rate(100 - rate.percent, rate.condition, evidence)


def _read(place: Place) -> _Found | None:
    role = next((role for holds, role in _DECISIONS if holds(place)), _Role.GRANT)
    if role is None:
        return None
    sentence, share = place.sentence, place.share
    evidence = sentence.evidence(role.value, share.start, share.end)
    first_hand = sentence.section in SUMMARIES or bool(says.RAISED.search(place.after))
    condition = condition_of(place)
    rate = Rate(share.percent, condition, evidence, fixed=_is_fixed(place))
    return _Found(role, rate, first_hand, _is_municipal(place))


def _is_no_share(place: Place) -> bool:
    share = place.share
    return share.points or not 0 < share.percent <= 100 or bool(says.INCREASE.search(place.before))


def _is_own(place: Place) -> bool:
    """Tell whether a share is what an applicant pays at least, not what it may pay at most."""
    if says.AT_MOST.search(place.before) or says.NOT_OVER.search(place.after):
        return False
    if _speaks_of_own(place):
        return True
    return bool(says.OWN_AFTER.search(place.after)) and _last(says.GRANT_BEFORE, place.before) < 0


def _speaks_of_own(place: Place) -> bool:
    if says.OTHER_PAYS.search(place.clause):
        return True
    own, granted = (_last(each, place.before) for each in (says.OWN_BEFORE, says.GRANT_BEFORE))
    if own < 0 and granted < 0 and says.ALSO.search(place.before):
        own, granted = (_last(each, place.clause) for each in (says.OWN_BEFORE, says.GRANT_BEFORE))
    return own > granted


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _is_other(place: Place) -> bool:
    """Tell whether a share is one of something else than costs: lump sums, interest, staff …"""
    before, after = place.before, place.after
    if place.share.words and not says.BASE.search(after):
        return True
    if says.OTHER_AFTER.search(after) or says.OTHER_BEFORE.search(before[-70:]):
        return True
    if says.EXPENSES.search(before[-70:]) and not says.PAID.search(after):
        return True
    if says.COUNTED.search(after) or says.LUMP.search(before):
        return True
    return bool(says.PROVIDED.search(before) or says.RECOGNISED.search(after))


def _is_lent(place: Place) -> bool:
    said = f"{place.before} {place.after[:60]}"
    return bool(says.LOAN.search(f"{place.lead} {said}" if place.lent_only else said))


def _is_no_grant(place: Place) -> bool:
    """Tell whether nothing around a share speaks of the height of a grant."""
    heading, lead = place.sentence.heading, place.lead
    if place.lent_only or says.STATE_AID.search(heading) or says.STATE_AID.search(lead):
        return True
    if says.AT_LEAST.search(place.before) or says.TERMS.search(lead):
        return True
    said = says.GRANT_BEFORE.search(place.clause) or says.GRANT_BEFORE.search(lead)
    said = said or says.GRANT_AFTER.search(place.after)
    in_summary, height = place.sentence.section in SUMMARIES, says.AMOUNT_HEADING.search(heading)
    if says.BASE.search(place.after):
        return not (said or height or (in_summary and says.AT_MOST.search(place.before)))
    plainly = says.PLAINLY.search(place.before)
    if is_short(place):
        return False
    if height and not said:
        said = says.BODY_ONLY.search(place.before) or says.IN_HEIGHT_OF.search(place.before)
    return not (plainly or (said and (height or not heading or in_summary)))


def _is_fixed(place: Place) -> bool:
    """Tell "beträgt 50 Prozent" from what is paid at most, as a rule or at somebody's discretion.

    Where nothing says it plainly the share is the most that is paid.
    """
    return says.STATES.search(place.clause) is not None and not _is_most(place)


def _is_most(place: Place) -> bool:
    said = f"{place.lead} {place.clause}"
    # To what it may be raised another share says: "50 Prozent und kann auf 70 Prozent erhöht …".
    behind = place.sentence.plain[place.share.end : place.share.end + 160]
    return bool(says.NOT_FIXED.search(said) or says.NOT_FIXED_AFTER.search(behind))


def _is_exceptional(place: Place) -> bool:
    return bool(says.EXCEPTION.search(place.before) or says.EXCEPTION_AFTER.search(place.after))


def _is_partial(place: Place) -> bool:
    text = f"{place.lead} {place.before} {place.after}"
    return bool(says.PARTIAL.search(text)) and not says.TOGETHER.search(text)


def _is_municipal(place: Place) -> bool:
    condition, own = condition_of(place), place.before.rsplit(",", 1)[-1]
    if says.GOES_ON.search(place.before):
        own = ""  # "80 % für Kommunen und 90 % für andere": the words belong to the share before
    said = says.MUNICIPAL.search(condition) or says.MUNICIPAL.search(own)
    return bool(said) and not says.NOT_MUNICIPAL.search(f"{condition} {own}")


# What a share says: the first that holds decides, a grant's rate for all where none does. ``None``
# is a share that says nothing of what is paid. A new rule is one line here.
_DECISIONS: tuple[tuple[Callable[[Place], bool], _Role | None], ...] = (
    (_is_no_share, None),
    (_is_own, _Role.OWN),
    (_speaks_of_own, None),
    (_is_other, None),
    (_is_lent, _Role.LOAN),
    (_is_no_grant, None),
    (_is_exceptional, _Role.EXCEPTION),
    (_is_partial, _Role.PARTIAL),
    (_is_municipal, _Role.MUNICIPAL),
)
