"""Read funding rates out of English texts of the EU portal, each with its sentence.

A share counts only with words beside it that say that it is paid; shares of markets, emissions,
budgets and of single kinds of costs have none. Does not reckon a rate from an own contribution.

| rule | example |
|---|---|
| eu-funding-rate | grants are limited to a maximum funding rate of 50% (75% for SMEs) |
| eu-share-of-costs | the grant covers up to 60% of the eligible costs |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scout.facts import Rate
from scout.reading.eu.bodies import above
from scout.reading.money.tokens import Share, names_share, shares_in
from scout.reading.sentences import Sentence

_NEAR = 120  # characters beside a number in which words can say what it is

_RATE_WORDS = re.compile(
    r"\b(?:(?:(?:co-?)?(?:funding|financing)|reimbursement|support|aid|grant|subsidy) (?:rates?"
    r"|intensit(?:y|ies))|maximum percentage|(?:co-?)?(?:funded|financed|reimbursed|supported) at"
    r" (?:a|the) (?:maximum )?rate|(?:EU|Union|ERDF|CEF) co-?(?:funding|financing))\b",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r"^\W{0,2}(?:EU |Union )?(?:(?:co-?)?(?:funding|financing)|reimbursement) rates?\b",
    re.IGNORECASE,
)
_OF_COSTS = re.compile(
    r"^ ?of (?:the |its |their )?(?:(?:total|actual|overall|real|project|eligible|net|direct"
    r"|approved|action's)[ ,]*(?:and )?){1,3}(?:costs?|expenditures?|expenses"
    r"|(?<=eligible )budget)\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:grants?|fund(?:ed|ing|s)?|financ(?:e[sd]?|ing)|co-?(?:fund|financ)\w*|contribut\w+"
    r"|reimburs\w+|covers?|covered|support(?:s|ed)?|subsid\w+)\b",
    re.IGNORECASE,
)
_OTHER_SHARE = re.compile(
    r"\b(?:indirect|flat[- ]rates?|overheads?|subcontract\w*|personnel|pre-?financ\w+|equipment"
    r"|budget|own (?:resources|contributions?|funds)|third part\w+|at least|minimum|national"
    r"|interest|tax\w*|emissions?|reduc\w+|increas\w+|market|target\w*|by 20\d\d|volunteers?"
    r"|success|in-kind|remaining|participation rate|applicants? (?:must|should|shall|have to))\b",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    r"^[^,;.]{0,25}\b(?:indirect|flat|overheads?|subcontract|personnel|pre-?financ|equipment|own"
    r"|(?<!eligible )budget|third part|emission|market|national|themselves)",
    re.IGNORECASE,
)
# Between two shares: what says that the second is paid by others.
_NO_FURTHER_RATE = re.compile(
    r"[.;]|\b(?:provide|partners?|remain\w*|rest|own|must|should|balance|applicants?|themselves"
    r"|from|cover|compared|increas\w+|pre-?financ\w+)\b",
    re.IGNORECASE,
)
_COSTS = re.compile(r"^ of (?:the )?(?:\w+ ){0,2}(?:costs|expenditure)", re.IGNORECASE)
_CONDITION = re.compile(
    r"^[ )]{0,2}[\[(]?(?P<words>(?:for|if|in (?:the )?case|where|when|under|provided)\b"
    r"(?:(?! (?:and|or) (?:up to )?\d)[^,;.()%\]]){1,100})"
)
_LABEL = re.compile(r"^(?:[•–-] |\(?[a-z\d]\) )?(?P<words>[^:%\d]{2,80}): ?(?:up to )?$")
_NO_LABEL = re.compile(r"\brates?\b|\bfunding\b|\bfinancing\b|\bcontribution\b", re.IGNORECASE)


def read_eu_rates(sentences: Sequence[Sentence]) -> tuple[Rate, ...]:
    """Return the rates of a text in its order, each percentage once for each condition."""
    rates = (
        rate for sentence in sentences if names_share(sentence.plain) for rate in _rates(sentence)
    )
    found: dict[tuple[object, str], Rate] = {}
    for rate in rates:
        found.setdefault((rate.percent, rate.condition), rate)
    return tuple(found.values())


def _rates(sentence: Sentence) -> Iterator[Rate]:
    """Yield the shares that are paid; each further one of a sentence follows from the first."""
    last, paid = 0, False
    for share in shares_in(sentence.plain):
        rule = _rate_rule(sentence, share, last, follows=paid)
        paid, last = bool(rule), share.end
        if rule:
            evidence = sentence.evidence(rule, share.start, share.end)
            yield Rate(share.percent, _condition(sentence, share), evidence)


def _rate_rule(sentence: Sentence, share: Share, last: int, *, follows: bool) -> str:
    plain = sentence.plain
    before = plain[max(last, share.start - _NEAR) : share.start]
    after = plain[share.end : share.end + _NEAR]
    whole = f"{above(sentence)} {before}" if last == 0 and len(before) < 80 else before
    if share.points or share.words or not 0 < share.percent <= 100:
        return ""
    if _OTHER_SHARE.search(before) or _OTHER_AFTER.match(after):
        return ""
    follows = follows and len(before) < 60 and not _NO_FURTHER_RATE.search(before)
    if _RATE_WORDS.search(whole) or _RATE_AFTER.match(after) or follows:
        return "eu-funding-rate"
    pays = _PAYS.search(before) or _PAYS.search(after[:80])
    return "eu-share-of-costs" if pays and _OF_COSTS.match(after) else ""


def _condition(sentence: Sentence, share: Share) -> str:
    """Return for whom a rate holds: the words behind it, or the label before it in a list."""
    behind = sentence.plain[share.end : share.end + _NEAR]
    costs = _COSTS.match(behind)
    after = _CONDITION.match(behind[costs.end() if costs else 0 :])
    if after:
        return after["words"].strip()
    label = _LABEL.match(sentence.plain[: share.start]) if share.start < _NEAR else None
    return label["words"].strip() if label and not _NO_LABEL.search(label["words"]) else ""
