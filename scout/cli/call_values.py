"""What was read in a call, in the forms that are promised to programs and to ``scout show``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scout import fact_wording, wording
from scout.facts import Deadline, Eligibility, Evidence, Facts, Money, Rate
from scout.reading.applicants.eligibility import eligibility

if TYPE_CHECKING:
    from scout.domain import Applicant
    from scout.store.calls import CallEntry


def call_values(entry: CallEntry, applicants: Sequence[Applicant], today: date) -> dict[str, Any]:
    """Return a call as one object; facts that are not stated are null or empty."""
    facts = entry.facts or Facts()
    return {
        "source": entry.source,
        "key": entry.key,
        "url": entry.url,
        "title": entry.title,
        "level": facts.level,
        "kinds": facts.kinds,
        "status": entry.status_on(today),
        "first_seen_on": entry.first_seen_on,
        "gone_on": entry.gone_on,
        "applicant_types": facts.applicant_types,
        "regions": facts.regions,
        "topics": facts.topics,
        "language": entry.language,
        "deadline": _deadline_values(facts.deadline),
        "opens_on": facts.opens_on.on if facts.opens_on else None,
        "valid_until": facts.valid_until.on if facts.valid_until else None,
        "rates": [_rate_values(rate) for rate in facts.rates],
        "own_share": _rate_values(facts.own_share) if facts.own_share else None,
        "loan_rates": [_rate_values(rate) for rate in facts.loan_rates],
        "budget": _money_values(facts.budget),
        "expected_grants": facts.expected_grants,
        "min_grant": _money_values(facts.min_grant),
        "max_grant": _money_values(facts.max_grant),
        "lesser_grants": [_money_values(each) for each in facts.lesser_grants],
        "max_loan": _money_values(facts.max_loan),
        "eligibility": eligibility_values(facts, applicants),
        "terms": [{"term": each.term, "quote": each.evidence.quote} for each in facts.terms],
        "programme": facts.programme,
    }


def eligibility_values(facts: Facts, applicants: Sequence[Applicant]) -> list[dict[str, Any]]:
    """Return for each applicant whether it may apply, and the words that decide."""
    answers = [(applicant, eligibility(facts, applicant)) for applicant in applicants]
    return [
        {
            "applicant": applicant.key,
            "verdict": answer.verdict,
            "quote": answer.evidence.quote if answer.evidence else None,
        }
        for applicant, answer in answers
    ]


def stated_facts(
    entry: CallEntry, applicants: Sequence[Applicant], today: date
) -> Iterator[dict[str, Any]]:
    """Yield each fact that was read: its name, its value in German words, and where it stands.

    Not said is said only of the deadline and of who may apply; other facts are left out then.
    """
    facts = entry.facts
    if facts is None:
        yield _fact("facts", fact_wording.NOT_READ, None)
        return
    deadline = facts.deadline
    yield from _deadline_facts(wording.deadline(deadline, today), deadline)
    for name in ("opens_on", "valid_until"):
        if day := getattr(facts, name):
            yield _fact(name, wording.german_date(day.on), day.evidence)
    yield from _money_facts(facts)
    yield from _eligibility_facts(facts, applicants)
    for each in facts.terms:
        yield _fact(each.term.lower(), fact_wording.TERMS[each.term], each.evidence)


def _deadline_facts(line: str, deadline: Deadline | None) -> Iterator[dict[str, Any]]:
    """Yield the deadline, once for each sentence that states it."""
    sentences = deadline.evidence if deadline else ()
    for evidence in sentences or (None,):
        yield _fact("deadline", line, evidence)


def _money_facts(facts: Facts) -> Iterator[dict[str, Any]]:
    rates = [("rate", each) for each in facts.rates]
    rates += [("loan_rate", each) for each in facts.loan_rates]
    for name, found in rates:
        yield _fact(name, fact_wording.rate(found), found.evidence)
    if facts.own_share:
        share = fact_wording.percent(facts.own_share.percent)
        yield _fact("own_share", f"mindestens {share}", facts.own_share.evidence)
    sums = [("max_grant", each) for each in (facts.max_grant, *reversed(facts.lesser_grants))]
    sums += [(name, getattr(facts, name)) for name in ("min_grant", "max_loan", "budget")]
    for name, money in sums:
        if money:
            yield _fact(name, fact_wording.sum_of(money), money.evidence)


def _eligibility_facts(facts: Facts, applicants: Sequence[Applicant]) -> Iterator[dict[str, Any]]:
    """Yield who may apply, those together who have the same answer by the same words."""
    together: dict[Eligibility, list[str]] = {}
    for applicant in applicants:
        together.setdefault(eligibility(facts, applicant), []).append(applicant.name)
    for answer, names in together.items():
        text = f"{fact_wording.names(names)}: {fact_wording.ADMISSIONS[answer.verdict]}"
        yield _fact("eligibility", text, answer.evidence)


def _fact(name: str, value: str, evidence: Evidence | None) -> dict[str, Any]:
    place = asdict(evidence) if evidence else dict.fromkeys(Evidence.__dataclass_fields__)
    return {"fact": name, "value": value, **place}


def _deadline_values(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "kind": deadline.kind,
        "dates": deadline.dates,
        "days": deadline.days,
        "two_stage": deadline.two_stage,
        "later_dates": deadline.later_dates,
        "later_days": deadline.later_days,
        "quote": deadline.quote,
        "quotes": [each.quote for each in deadline.evidence],
        "times": deadline.times,
        "zone": deadline.zone,
    }


def _rate_values(rate: Rate) -> dict[str, Any]:
    return {
        "percent": _figure(rate.percent),
        "condition": rate.condition,
        "fixed": rate.fixed,
        "quote": rate.evidence.quote,
    }


def _money_values(money: Money | None) -> dict[str, Any] | None:
    if money is None:
        return None
    return {
        "amount": _figure(money.amount),
        "currency": money.currency,
        "per": money.per,
        "unit": money.unit,
        "condition": money.condition,
        "quote": money.evidence.quote if money.evidence else None,
    }


def _figure(value: Decimal) -> int | float:
    """Return a JSON number: whole where it is whole."""
    whole = int(value)
    return whole if whole == value else float(value)
