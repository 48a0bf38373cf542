"""Read sums out of English texts of the EU portal, each with its sentence.

A sum counts only with words beside it that say what it is; those of markets, emissions and targets
have none. What is paid to third parties is the grant of a cascade call and nothing in any other.
Does not tell what the portal states in fields of its own.

| rule | example |
|---|---|
| eu-budget | Indicative budget: EUR 16 000 000 |
| eu-contribution | an EU contribution of around EUR 4.00 million would allow … |
| eu-grant-size | Grants may be awarded up to a maximum of EUR 200 000 |
| eu-project-budget | Project budget (requested grant amount): between EUR 1 million and 2 million |
| eu-third-party | up to EUR 60 000 per third party (in a cascade call only) |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scout.facts import Money, Per
from scout.reading.eu.bodies import above
from scout.reading.money.tokens import Sum, names_money, sums_in
from scout.reading.sections import PARENT_TOPIC
from scout.reading.sentences import Sentence

_NEAR = 120  # characters beside a number in which words can say what it is

_UNIT = re.compile(r"[mM](?:io|ln)?\b\.?|[kK]\b|bn\b")
_UNITS = {"m": 1_000_000, "k": 1_000, "b": 10**9}
_SCALED = r"(?: ?(?P<{0}>million|billion|[mMkK]\b|bn\b))?"
_DIGITS = r"\d{{1,3}}(?:[ ,.]\d{{3}}){{0,3}}(?:\.\d{{1,2}})?(?![\d.,]*\d)"
_RANGE = re.compile(
    (r"(?P<before>EUR ?|€ ?)?(?P<low>(?<![\d.,])" + _DIGITS + ")" + _SCALED).format("low_scale")
    + r" ?(?P<after>EUR|€|euros?)? ?(?P<joined>and|to|-|–) ?(?P<again>EUR ?|€ ?)?"
    + (r"(?P<high>" + _DIGITS + ")" + _SCALED).format("scale")
    + r"(?: ?(?P<at_last>EUR\b|€|euros?\b))?"
)
_BETWEEN = re.compile(r"\b(?:between|rang\w+)\b", re.IGNORECASE)

# What comes right before a sum, innermost words first.
_LEAST = re.compile(
    r"\b(?:(?:minimum|min\.)(?: [a-z]+){0,3}|at least|(?:not?|cannot)(?: be)? (?:less|lower"
    r"|smaller) than)[ :]*$",
    re.IGNORECASE,
)
_OTHER_MONEY = re.compile(
    r"\b(?:market|revenues?|turnover|investments?|invest|sales|GDP|savings?|damages?|losses|assets"
    r"|pre-?financ\w+|balance|equity|capital|loans?|leverag\w+|worth|additional|extra|annual budget"
    r"|subcontract\w*|tax(?:es)?|fines?|prices?|salar\w+|own (?:resources|contribution)"
    r"|co-?financing from|guarantee|audit\w*|financial statements?|certificate\w*|previous\w*"
    r"|in the past|so far|help\w*|save|mobili[sz]\w*|generat\w*|attract\w*|trigger\w*|unlock\w*"
    r"|result(?:s|ed|ing)? in|(?:has|have) (?:already )?(?:received|contributed|funded|given"
    r"|been))\b",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"\b(?:indicative|total|overall|available|estimated|call|topic|global) (?:\w+ ){0,3}"
    r"(?:budget|amount (?:made )?available)\b|^\W*(?:call |topic )?budget ?:"
    r"|\bbudget (?:available )?(?:for|of) (?:this|the) (?:call|topic)\b",
    re.IGNORECASE,
)
# A sum of something larger than a call, of another time, or of something smaller than a call.
_OF_A_PROGRAMME = re.compile(
    r"20\d\d ?[-–] ?20\d\d|\bMultiannual|^ over \w+ years|\b(?:to|of|in) the (?:\w+"
    r" )?(?:partnership|programme|mission|fund|joint undertaking)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:programme|project|proposal|country|state|consortium|action)(?:['’]s|s['’]?)? (?:has|had"
    r"|have|overall|total|annual|budget)|\bbudgets? of (?:the|each|a) (?:project|action|proposal|EU"
    r"|Union|programme)",
    re.IGNORECASE,
)
_CONTRIBUTION = re.compile(
    r"\b(?:(?:EU|Union|Community)(?: financial| funding)? (?:contributions?|grants?|funding)"
    r"|(?:financial )?contributions? (?:from|of) the (?:EU|Union|European Union)"
    r"|contributions? per (?:project|proposal)|requesting a contribution"
    r"|(?:grants?|funding|contribution|amounts?) requested"
    r"|requested (?:EU |Union )?(?:grants?|funding|contributions?|amounts?)"
    r"|financial contribution of the (?:EU|Union) per (?:proposal|project))\b",
    re.IGNORECASE,
)
_GRANT = re.compile(
    r"\b(?:(?:maximum|minimum)(?: amount of (?:the|each))? grants?(?: amounts?| size)?"
    r"|grants? (?:amounts?|sizes?|values?)|size of (?:the )?grants?"
    r"|grants? (?:per project |per applicant )?(?:(?:may|can|will|shall|must|should) (?:not )?)?"
    r"(?:be )?(?:awarded |granted |limited |ranges? |ranging |exceed |amount )?"
    r"(?:to |from |between |of |up to |is |are )"
    r"|(?:maximum|minimum) (?:funding|lump sum|co-?financing|support|subsidy)(?: amount)?"
    r"|(?:each|every|a) (?:project|applicant|municipality) (?:may|can|will|could) (?:receive"
    r"|request|apply for|be (?:awarded|granted))"
    r"|lump sums? (?:grant )?(?:of|is|are|up to|amounts? to|contribution)"
    r"|prizes? of (?:up to )?)",
    re.IGNORECASE,
)
_PROJECT_BUDGET = re.compile(
    r"\bproject budgets?\b|\bbudget (?:per|of (?:each|the)) project\b", re.IGNORECASE
)
_THIRD_PARTY = re.compile(
    r"\b(?:(?:each|a|per|any|one) (?:third part(?:y|ies)|sub-?grantee|selected \w+|beneficiary"
    r"|applicant|recipient|project)|third part(?:y|ies)|(?:equity-free )?funding of"
    r"|sub-?grants?)\b",
    re.IGNORECASE,
)
_ANY_THIRD_PARTY = re.compile(
    r"\bthird part(?:y|ies)\b|\bFSTP\b|\bsub-?grant|\bcascade|\bvouchers?\b", re.IGNORECASE
)
_YEAR = re.compile(r"^\W{0,3}(?:per (?:year|annum)|a year|each year|annually)\b", re.IGNORECASE)
_MONTH = re.compile(r"^\W{0,3}(?:per|a|each) month\b", re.IGNORECASE)
_PIECE = re.compile(
    r"^\W{0,3}(?:per|for each|for every|a|each) (?:participant|person|day|unit|event|place|week"
    r"|traveller|student|researcher|kWh?|MWh?|tonne|km|m2|m²|household|charg\w+"
    r"|country|organisation|partner|work package)",
    re.IGNORECASE,
)
_NO_LIMIT = re.compile(r"^\W{0,3}(?:or more|and above|and more)\b", re.IGNORECASE)
_PAST = re.compile(
    r"^[^.;]{0,40}\b(?:was|were|has (?:already|shown|been)|have (?:already|shown|been))\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"contribution|grant|fund|financ|receive|budget|award|lump sum|prize|third part|support"
    r"|amount",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EuMoney:
    """What a text says of the grants and of the budget of a call."""

    min_grant: Money | None = None
    max_grant: Money | None = None
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class _Amount:
    """A sum or a range of sums and where it stands; ``low`` and ``high`` may be unsaid."""

    low: Decimal | None
    high: Decimal | None
    start: int
    end: int


def read_eu_money(sentences: Sequence[Sentence]) -> EuMoney:
    """Return the limits of one grant and the budget of the call; the first said of each counts.

    Two different limits in one text are kept as the lowest minimum and the highest maximum.
    """
    is_cascade = any(sentence.section == PARENT_TOPIC for sentence in sentences)
    found = EuMoney()
    for sentence in sentences:
        if sentence.section == PARENT_TOPIC:
            continue
        if names_money(sentence.plain) and _PAID.search(_context(sentence)):
            found = _with_sums(found, sentence, is_cascade=is_cascade)
    return found


def amounts_in(plain: str) -> tuple[_Amount, ...]:
    """Return the sums of a text, those of a range together; not those that are broken in two."""
    ranges = tuple(_ranges(plain))
    alone = (_alone(each, plain) for each in _sums(plain) if not _within(each, ranges))
    return tuple(sorted((*ranges, *alone), key=lambda each: each.start))


def _with_sums(found: EuMoney, sentence: Sentence, *, is_cascade: bool) -> EuMoney:
    last = 0
    for amount in amounts_in(sentence.plain):
        rule = _role(sentence, amount, last, is_cascade=is_cascade)
        last = amount.end
        if rule == "eu-budget" and found.budget is None:
            found = replace(found, budget=_money(amount.high, amount, sentence, rule))
        elif rule and rule != "eu-budget":
            low = _money(amount.low, amount, sentence, rule)
            high = _money(amount.high, amount, sentence, rule)
            found = replace(
                found,
                min_grant=_choice(found.min_grant, low, larger=False),
                max_grant=_choice(found.max_grant, high, larger=True),
            )
    return found


def _role(sentence: Sentence, amount: _Amount, last: int, *, is_cascade: bool) -> str:
    """Return the rule by which a sum has a meaning for an applicant, "" if it has none."""
    plain = sentence.plain
    before = plain[max(last, amount.start - _NEAR) : amount.start]
    after = plain[amount.end : amount.end + 60]
    whole = f"{above(sentence)} : {before}" if last == 0 and len(before) < 80 else before
    if _OTHER_MONEY.search(before) or _PIECE.match(after) or _NO_LIMIT.match(after):
        return ""
    if _PAST.match(after):
        return ""
    is_others = _ANY_THIRD_PARTY.search(plain) and not is_cascade
    if is_others or _OF_A_PROGRAMME.search(before) or _OF_A_PROGRAMME.search(after[:25]):
        return ""
    if _BUDGET.search(before) and not _PROJECT_BUDGET.search(before):
        return "" if amount.high is None or _OF_ANOTHER.search(before) else "eu-budget"
    if is_cascade and _THIRD_PARTY.search(before + after):
        return "eu-third-party"
    return _grant_role(whole)


def _grant_role(whole: str) -> str:
    if _CONTRIBUTION.search(whole):
        return "eu-contribution"
    if _PROJECT_BUDGET.search(whole):
        return "eu-project-budget"
    return "eu-grant-size" if _GRANT.search(whole) else ""


def _context(sentence: Sentence) -> str:
    return f"{above(sentence)} {sentence.plain}"


def _money(value: Decimal | None, amount: _Amount, sentence: Sentence, rule: str) -> Money | None:
    if not value:
        return None
    after = sentence.plain[amount.end : amount.end + 40]
    per = Per.YEAR if _YEAR.match(after) else Per.MONTH if _MONTH.match(after) else None
    if per is None and rule != "eu-budget":
        per = Per.PROJECT
    return Money(value, per=per, evidence=sentence.evidence(rule, amount.start, amount.end))


def _choice(old: Money | None, new: Money | None, *, larger: bool) -> Money | None:
    if old is None or new is None:
        return old or new
    return new if (new.amount > old.amount) == larger and new.amount != old.amount else old


def _sums(plain: str) -> Iterator[Sum]:
    """Yield the sums of a text; "EUR 2m" is scaled here, "EUR 2 000 00 0" is not understood."""
    for each in sums_in(plain):
        rest = plain[each.end : each.end + 6]
        unit = _UNIT.match(rest.lstrip(" ")) if rest[:1].isalpha() else None
        if unit:
            factor = _UNITS[unit[0][0].casefold()]
            yield replace(each, amount=each.amount * factor, end=each.end + len(unit[0]))
        elif not re.match(r" ?\d|[A-Za-z]", rest):
            yield each


def _ranges(plain: str) -> Iterator[_Amount]:
    """Yield "EUR 1 to 2 million"; one that runs backwards holds no sum that can be believed."""
    for match in _RANGE.finditer(plain):
        named = match["before"] or match["after"] or match["again"] or match["at_last"]
        # "EUR 60 000 and 3 million citizens" is no range.
        joined = match["joined"] != "and" or _BETWEEN.search(plain[: match.start()][-30:])
        if not named or not joined:
            continue
        scale = match["scale"] or ""
        high = _scaled(match["high"], scale)
        low = _scaled(match["low"], match["low_scale"] or "")
        if low and low < 1_000 and not match["low_scale"]:
            low = _scaled(match["low"], scale)
        if low and high and low < high:
            yield _Amount(low, high, *match.span())
        elif scale or not (low and high):
            yield _Amount(None, None, *match.span())


def _scaled(number: str, scale: str) -> Decimal | None:
    """Return what a number says; ``None`` if not all of it is understood ("1,000 000")."""
    text = f"EUR {number}"
    for found in sums_in(text):
        if found.end == len(text):
            return found.amount * (_UNITS[scale[0].casefold()] if scale else 1)
    return None


def _within(each: Sum, ranges: Sequence[_Amount]) -> bool:
    return any(one.start < each.end and each.start < one.end for one in ranges)


def _alone(each: Sum, plain: str) -> _Amount:
    is_least = _LEAST.search(plain, max(0, each.start - 40), each.start)
    low, high = (each.amount, None) if is_least else (None, each.amount)
    return _Amount(low, high, each.start, each.end)
