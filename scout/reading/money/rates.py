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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from scout.domain import FundingKind
from scout.facts import Rate
from scout.reading import sections as known
from scout.reading.marks import SHARE
from scout.reading.money import rate_words as says
from scout.reading.money.fields import label_over
from scout.reading.money.tokens import Share, shares_in
from scout.reading.sentences import Sentence

SUMMARIES = frozenset((known.SHORT_TEXT, known.FULL_TEXT))
LENT = frozenset((FundingKind.LOAN, FundingKind.SURETY, FundingKind.GUARANTEE))
_LONGEST_CONDITION = 100
_REACH = 160
MOST = 24  # more numbers than that in one sentence are a table, which no rule here understands


class _Role(StrEnum):
    GRANT = "grant-rate"
    MUNICIPAL = "municipal-rate"
    PARTIAL = "fund-rate"
    EXCEPTION = "exceptional-rate"
    OWN = "own-share"
    LOAN = "loan-rate"


@dataclass(frozen=True, slots=True)
class Rates:
    """``rates`` are those of grants, the applicant's first; ``own_share`` is the least one."""

    rates: tuple[Rate, ...] = ()
    own_share: Rate | None = None
    loan_rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A share with the words around it.

    ``clause`` ends where the share begins, ``before`` is what of it stands behind the share before,
    ``after`` ends at the next share, or 120 characters on; ``rest`` is longer, so that no word in
    reach is cut. ``label`` is the heading of a field in which the share stands alone, else "".
    ``lent_only`` tells that the programme gives no grants.
    """

    sentence: Sentence
    share: Share
    clause: str
    before: str
    after: str
    rest: str
    label: str
    lent_only: bool

    @property
    def lead(self) -> str:
        return f"{self.label}{self.sentence.lead[-160:]}"


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
    found = tuple(map(_read, _places(sentences, lent_only=lends and set(kinds) <= LENT)))
    by_role = {role: [each for each in found if each and each.role is role] for role in _Role}
    own, whole = by_role[_Role.OWN], by_role[_Role.MUNICIPAL] + by_role[_Role.GRANT]
    implied = () if whole or lends else _implied(own)
    granted = _ordered((*whole, *by_role[_Role.PARTIAL], *by_role[_Role.EXCEPTION]))
    return Rates(_once((*implied, *granted)), _own_share(own), _once(_ordered(by_role[_Role.LOAN])))


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


def _places(sentences: Iterable[Sentence], *, lent_only: bool) -> Iterator[_Place]:
    for sentence in sentences:
        if not sentence.topics & SHARE:
            continue
        text = sentence.plain
        shares = shares_in(text)[:MOST]
        label = label_over(sentence, says.AMOUNT_HEADING) if shares else ""
        start = 0
        for number, share in enumerate(shares):
            last = shares[number + 1].start if number + 1 < len(shares) else len(text)
            clause = text[max(0, share.start - 300) : share.start].rsplit(";", 1)[-1]
            before = clause[max(0, len(clause) - min(_REACH, share.start - start)) :]
            rest = text[share.end : min(last, share.end + 240)].split(";", 1)[0]
            yield _Place(sentence, share, clause, before, rest[:120], rest, label, lent_only)
            # The upper end of a range is said by the words before its lower end.
            start = start if says.TO.fullmatch(text[share.end : last]) else share.end


def _read(place: _Place) -> _Found | None:
    role = next((role for holds, role in _DECISIONS if holds(place)), _Role.GRANT)
    if role is None:
        return None
    sentence, share = place.sentence, place.share
    evidence = sentence.evidence(role.value, share.start, share.end)
    first_hand = sentence.section in SUMMARIES or bool(says.RAISED.search(place.after))
    condition = _completed(_rounded_off(_condition(place)), place.clause)
    rate = Rate(share.percent, condition, evidence)
    return _Found(role, rate, first_hand, _is_municipal(place))


def _is_no_share(place: _Place) -> bool:
    share = place.share
    return share.points or not 0 < share.percent <= 100 or bool(says.INCREASE.search(place.before))


def _is_own(place: _Place) -> bool:
    """Tell whether a share is what an applicant pays at least, not what it may pay at most."""
    if says.AT_MOST.search(place.before) or says.NOT_OVER.search(place.after):
        return False
    if _speaks_of_own(place):
        return True
    return bool(says.OWN_AFTER.search(place.after)) and _last(says.GRANT_BEFORE, place.before) < 0


def _speaks_of_own(place: _Place) -> bool:
    if says.OTHER_PAYS.search(place.clause):
        return True
    own, granted = (_last(each, place.before) for each in (says.OWN_BEFORE, says.GRANT_BEFORE))
    if own < 0 and granted < 0 and says.ALSO.search(place.before):
        own, granted = (_last(each, place.clause) for each in (says.OWN_BEFORE, says.GRANT_BEFORE))
    return own > granted


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _is_other(place: _Place) -> bool:
    """Tell whether a share is one of something else than costs: lump sums, interest, staff …"""
    before, after = place.before, place.after
    if place.share.words and not says.BASE.search(after):
        return True
    if says.OTHER_AFTER.search(after) or says.OTHER_BEFORE.search(before[-70:]):
        return True
    if says.EXPENSES.search(before[-70:]) and not says.PAID.search(after):
        return True
    return any(
        (says.LUMP.search(before), says.PROVIDED.search(before), says.RECOGNISED.search(after))
    )


def _is_lent(place: _Place) -> bool:
    said = f"{place.before} {place.after[:60]}"
    return bool(says.LOAN.search(f"{place.lead} {said}" if place.lent_only else said))


def _is_no_grant(place: _Place) -> bool:
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
    if height and not said:
        said = says.BODY_ONLY.search(place.before) or says.IN_HEIGHT_OF.search(place.before)
    return not (plainly or (said and (height or not heading or in_summary)))


def _is_exceptional(place: _Place) -> bool:
    return bool(says.EXCEPTION.search(place.before) or says.EXCEPTION_AFTER.search(place.after))


def _is_partial(place: _Place) -> bool:
    text = f"{place.lead} {place.before} {place.after}"
    return bool(says.PARTIAL.search(text)) and not says.TOGETHER.search(text)


def _is_municipal(place: _Place) -> bool:
    condition, own = _condition(place), place.before.rsplit(",", 1)[-1]
    if says.GOES_ON.search(place.before):
        own = ""  # "80 % für Kommunen und 90 % für andere": the words belong to the share before
    said = says.MUNICIPAL.search(condition) or says.MUNICIPAL.search(own)
    return bool(said) and not says.NOT_MUNICIPAL.search(f"{condition} {own}")


# What a share says: the first that holds decides, a grant's rate for all where none does. ``None``
# is a share that says nothing of what is paid. A new rule is one line here.
_DECISIONS: tuple[tuple[Callable[[_Place], bool], _Role | None], ...] = (
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


def _condition(place: _Place) -> str:
    """Return the words that say for whom or what a rate holds, "" where none are near."""
    # A stretch as long as that may begin within a word.
    near = place.before if len(place.before) < _REACH else place.before.partition(" ")[2]
    own = says.LEAD_IN.sub("", says.PART.split(near)[-1].rsplit(",", 1)[-1]).rsplit(": ", 1)[-1]
    if says.GOES_ON.search(place.before):
        own = ""
    behind = _condition_behind(place)
    # "von 65 % im ersten Jahr auf 35 % im fünften": the words before belong to the share before.
    follows = len(place.before) < len(place.clause)
    match = (behind if follows else None) or says.CONDITION.search(own) or behind
    if match:
        return says.GOES_ON.sub("", match[0]).strip(" (–-")
    begins = place.sentence.is_item and own == place.clause[: len(own)]
    return own.strip(" •–-:") if begins and not says.VERB.search(own) else ""


def _condition_behind(place: _Place) -> re.Match[str] | None:
    """Return the condition behind a share; not one that leads to the next share."""
    if says.ANOTHER.match(place.after):
        return None
    near = place.rest.split(",", 1)[0]
    if near == place.rest and near.endswith(" "):
        # The next share follows: "40 % der Ausgaben und für Studien bis zu 50 %".
        near = says.LEADS_TO_NEXT.sub("", near)
    found = says.CONDITION.search(near)
    return found if found and found.start() < len(place.after) else None


def _rounded_off(condition: str) -> str:
    """Return a condition as it may stand in brackets, "" where only a fragment of one is left.

    What leads on to the share itself goes, and references to numbers of the guideline.
    """
    own = says.REFERENCE.split(says.LEADS_ON.split(says.MARK.sub("", condition), 1)[0], 1)[0]
    if own.count("(") > own.count(")"):
        own = own[: own.rindex("(")]
    own = says.DANGLING.sub("", own).strip(" (–-,:")
    if len(own) > _LONGEST_CONDITION or says.FRAGMENT.search(own):
        return ""
    return own[:1].lower() + own[1:] if says.OPENS.match(own) else own


def _completed(condition: str, clause: str) -> str:
    """Return a condition with the noun it leaves out: "im ersten Jahr 90 %, im zweiten 75 %".

    "" where it breaks off before a noun that nothing tells.
    """
    if says.OF_NUMBER.fullmatch(condition):
        nouns = says.NUMBERED_NOUN.findall(clause)
        return f"{condition} {nouns[-1]}" if nouns else ""
    return "" if says.BREAKS_OFF.search(condition) else condition
