"""What our rules read in a call: in the fields of its source first, then in its sentences.

    classifications -> who gives, in which form, where, on what
    sentences -> deadline, validity, opening · rates, sums · who may apply · further terms
    calls of the EU's portal state much in fields (scout.reading.eu.fields), the rest in English

Each fact carries the words that say it and the rule that decided. ``RULES`` is the version of all
rules together: raise it with every change of their result, and the next ``scout read`` reads every
stored text again. A better reading is no change of the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from scout.domain import CallStatus, DeadlineKind, FundingCall
from scout.facts import Deadline, Facts, Money
from scout.reading import classifications as known
from scout.reading.applicants.eligibility import read_eligibility
from scout.reading.eu import fields as eu
from scout.reading.eu.text import EuText, read_eu_text
from scout.reading.marks import DATED
from scout.reading.money.rates import read_rates
from scout.reading.money.sums import read_sums
from scout.reading.sections import DEADLINES, GUIDELINE, STATUS_NOTE
from scout.reading.sentences import Sentence, sentences_of
from scout.reading.terms import read_terms
from scout.reading.timing.dates import looks_dated
from scout.reading.timing.deadlines import closed_by, dates_in, read_deadline
from scout.reading.timing.labels import status_of_note
from scout.reading.timing.validity import read_opening, read_validity

RULES = 7


def read_facts(call: FundingCall) -> Facts:
    """Derive facts from one call. Unknown codes and sentences are listed, not dropped."""
    sentences = sentences_of(call.sections)
    if eu.is_topic(call):
        return _with_english_text(eu.read_topic(call), sentences)
    return _of_sentences(_of_codes(call), call, sentences)


def _of_codes(call: FundingCall) -> Facts:
    levels, unknown_levels = known.translate(_codes(call, "Foerdergeber"), known.LEVELS)
    kinds, unknown_kinds = known.translate(_codes(call, "Foerderart"), known.KINDS)
    types, unknown_types = known.translate(_codes(call, "Foerderberechtigte"), known.APPLICANTS)
    regions, unknown_regions = known.translate_regions(_codes(call, "Foerdergebiet"))
    topics = _codes(call, "Foerderbereich")
    return Facts(
        level=levels[0] if len(levels) == 1 else None,
        kinds=kinds,
        applicant_types=types,
        regions=regions,
        topics=tuple(code for code in topics if code in known.TOPICS),
        not_understood=(
            *(f"Foerdergeber {code}" for code in unknown_levels),
            *(f"Foerderart {code}" for code in unknown_kinds),
            *(f"Foerderberechtigte {code}" for code in unknown_types),
            *(f"Foerdergebiet {code}" for code in unknown_regions),
            *(f"Foerderbereich {code}" for code in topics if code not in known.TOPICS),
        ),
    )


def _of_sentences(facts: Facts, call: FundingCall, sentences: Sequence[Sentence]) -> Facts:
    deadline = read_deadline(sentences)
    over = closed_by(deadline)
    # Guidelines are long, and few of their sentences name a day.
    dated = [each for each in sentences if each.topics & DATED and looks_dated(each.plain)]
    who, money = read_eligibility(sentences, call.codes), read_sums(sentences, facts.kinds)
    shares = read_rates(sentences, facts.kinds)
    return replace(
        facts,
        closed=over is not None,
        closed_by=over,
        deadline=deadline,
        opens_on=read_opening(dated),
        announced=status_of_note(_field(call, STATUS_NOTE)) is CallStatus.FORECASTED,
        valid_until=read_validity(dated),
        county=who.county,
        town=who.town,
        region=who.region,
        regions=who.regions,
        rates=shares.rates,
        own_share=shares.own_share,
        loan_rates=shares.loan_rates,
        min_grant=money.min_grant,
        max_grant=money.max_grant,
        lesser_grants=money.lesser_grants,
        max_loan=money.max_loan,
        budget=money.budget,
        terms=read_terms(sentences),
        not_understood=(
            *facts.not_understood,
            *_strange(call, deadline),
            *shares.not_understood,
        ),
    )


def _with_english_text(facts: Facts, sentences: Sequence[Sentence]) -> Facts:
    """Add what only the text of a topic says; what a field says stays."""
    text = read_eu_text(sentences)
    return replace(
        facts,
        deadline=_with_timing(facts.deadline, text),
        rates=text.rates,
        min_grant=facts.min_grant or text.min_grant,
        max_grant=facts.max_grant or text.max_grant,
        budget=_budget(facts.budget, text.budget),
        county=text.county,
        town=text.town,
        regions=text.regions,
        region=text.region,
        terms=text.terms,
    )


def _with_timing(deadline: Deadline | None, text: EuText) -> Deadline | None:
    """Add stages that only the text names, and its dates where no field has any.

    A sentence that may say something else is no evidence of what a field has decided.
    """
    if deadline is None:
        return None
    deadline = replace(deadline, two_stage=deadline.two_stage or text.two_stage)
    if deadline.kind is not DeadlineKind.NONE_STATED:
        return deadline
    deadline = replace(deadline, evidence=text.timing)
    if not text.cut_offs:
        return deadline
    return replace(deadline, kind=DeadlineKind.FIXED, dates=text.cut_offs, zone=eu.BRUSSELS)


def _budget(field: Money | None, text: Money | None) -> Money | None:
    """Return the topic's own budget: the portal's field may hold that of the whole call."""
    said = text.evidence.quote.casefold() if text and text.evidence else ""
    return text if "for this topic" in said else field or text


def _strange(call: FundingCall, deadline: Deadline | None) -> tuple[str, ...]:
    """Return what the source's own fields say and no rule understood."""
    note = _field(call, STATUS_NOTE)
    if closed_by(deadline) or status_of_note(note) in (CallStatus.OPEN, CallStatus.FORECASTED):
        note = ""
    field = _field(call, DEADLINES) if deadline is None else ""
    return tuple(
        f"{name}: {text:.160}" for name, text in ((STATUS_NOTE, note), (DEADLINES, field)) if text
    )


def _field(call: FundingCall, heading: str) -> str:
    return next((each.text for each in call.sections if each.heading == heading), "")


def status_of(
    facts: Facts | None, *, listed: bool, today: date, takes_part: bool = False
) -> CallStatus:
    """Derive where a call stands on ``today`` (a calendar day in Germany).

    That is for whoever has not begun: where days of later stages are known apart, it is CLOSED
    after the last day of the first one. For whoever ``takes_part`` those days count as well.

    A call that its source lists and does not call closed is OPEN unless its last date has passed:
    the day of the deadline itself still counts. FORECASTED until the day on which it opens, or
    while its source announces it and names no such day. UNKNOWN where the text was not read, a
    status note or deadline was not understood, or where the guideline ran out, or still holds
    though the dates in it have passed. One that left the list is GONE while a date lies ahead, or
    while nobody knows whether one does; after its last date it is CLOSED.
    """
    if facts is None:
        return CallStatus.UNKNOWN if listed else CallStatus.GONE
    if not takes_part and facts.deadline and facts.deadline.in_stages:
        if _is_for_selected(facts.deadline, today):
            return CallStatus.CLOSED
        facts = replace(facts, deadline=facts.deadline.first_stage)
    if _is_over(facts, today):
        return CallStatus.CLOSED
    if not listed:
        return CallStatus.GONE
    if facts.announced if facts.opens_on is None else facts.opens_on.on > today:
        return CallStatus.FORECASTED
    return CallStatus.UNKNOWN if _is_doubtful(facts, today) else CallStatus.OPEN


def _codes(call: FundingCall, group: str) -> tuple[str, ...]:
    return call.codes.get(group, ())


def _is_for_selected(deadline: Deadline, today: date) -> bool:
    """Tell whether the first stage is over, and a later one is not: no round comes meanwhile."""
    first = deadline.first_stage
    if first.days or any(day >= today for day in first.dates):
        return False
    return not first.dates or any(day >= today for day in deadline.later_dates)


def _is_over(facts: Facts, today: date) -> bool:
    """Tell whether one can no longer apply; what is said to end on a day ahead is not over yet."""
    dates = facts.deadline.dates if facts.deadline else ()
    said = facts.closed_by.quote if facts.closed_by else ""
    ends_later = any(day >= today for day in dates) and bool(dates_in(said))
    has_passed = _has_passed(facts.deadline, today) and not _may_return(facts, today)
    return (facts.closed and not ends_later) or has_passed


def _has_passed(deadline: Deadline | None, today: date) -> bool:
    """Tell whether the last date has passed and no day of every year comes after it."""
    return (
        deadline is not None
        and deadline.kind is DeadlineKind.FIXED
        and bool(deadline.dates)
        and max(deadline.dates) < today
        and not deadline.days
    )


def _may_return(facts: Facts, today: date) -> bool:
    """Tell whether only a guideline that still holds names the dates of a round that has passed."""
    evidence = facts.deadline.evidence if facts.deadline else ()
    still_holds = facts.valid_until is not None and facts.valid_until.on >= today
    return still_holds and bool(evidence) and all(each.section == GUIDELINE for each in evidence)


def _is_doubtful(facts: Facts, today: date) -> bool:
    """Tell what speaks against "open" without saying "closed"."""
    strange = (f"{STATUS_NOTE}:", f"{eu.STATUS} ")
    is_strange = any(entry.startswith(strange) for entry in facts.not_understood)
    passed = _has_passed(facts.deadline, today)
    return facts.deadline is None or is_strange or passed or _ran_out(facts, today)


def _ran_out(facts: Facts, today: date) -> bool:
    """Tell whether the guideline's last day has passed and no deadline lies ahead.

    Guidelines are prolonged without a word in the text: nobody knows until they ask.
    """
    ended = facts.valid_until is not None and facts.valid_until.on < today
    dates = facts.deadline.dates if facts.deadline else ()
    return ended and not any(day >= today for day in dates)
