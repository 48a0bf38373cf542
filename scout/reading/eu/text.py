"""Read English texts of the EU portal: rates, sums, who may apply, from where, by when, with whom.

Joins what ``eu_rates``, ``eu_money`` and ``eu_who`` read and adds the terms below. What the portal
states in fields of its own is read in ``eu``. What a text does not say stays unsaid: most topics
leave rates and eligibility to the call document, which the portal's search does not bring.

| rule | example |
|---|---|
| eu-countries | applicants must be established in one of the EU Member States |
| eu-germany | Eligible countries: Austria, Germany, Poland |
| eu-consortium | Proposals must be submitted by a consortium of at least three applicants |
| eu-joint-application | Several municipalities may apply jointly. |
| eu-cumulation | Grants may be combined with other EU funding; double funding is excluded. |
| eu-de-minimis | Support is granted as de minimis aid. |
| eu-cut-off | Cut-off dates: 4 March 2027 17:00 (Brussels time) and 14 September 2027 |
| eu-two-stage | The submission procedure is two-stage. |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scout.facts import Eligibility, Evidence, Money, Rate, StatedTerm, Term
from scout.reading.eu.bodies import PUBLIC_BODY
from scout.reading.eu.money import read_eu_money
from scout.reading.eu.rates import read_eu_rates
from scout.reading.eu.who import UNSAID, read_eu_who
from scout.reading.sections import PARENT_TOPIC
from scout.reading.sentences import Sentence
from scout.reading.timing.dates import days_in

_MEMBER_STATES = (
    r"(?:(?:(?:EU|European Union(?:['’]s)?|all|the|27|different|eligible) ){0,4}"
    r"(?:Member States?|EU countries|countries of the European Union|European Union|EU-?27|EU"
    r"|EEA)\b)"
)
_APPLICANT = (
    r"(?:applicants?|beneficiar(?:y|ies)|participants?|legal entit(?:y|ies)|coordinators?"
    r"|consorti(?:um|a)|partners)"
)
_ANY_BODY = (
    r"(?:applicants?|beneficiar(?:y|ies)|entit(?:y|ies)|bodies|authorities|municipalities|partners"
    r"|organi[sz]ations|start-?ups|SMEs|companies|applications)"
)
_QUANTITY = (
    r"(?:(?:one of|at least|any of|any|an?|two|three|four|five|six|\d{1,2}|different|or more|the)"
    r" ){0,6}"
)
_MAY_APPLY = r"(?:eligible|(?:may|can) (?:apply|participate|submit)|must)"
_ESTABLISHED = re.compile(
    rf"\b{_APPLICANT}\b(?=[^.;]{{0,200}}\b(?:must|shall|should|may|can|eligible|at least|only)\b)"
    r"(?:(?!\b(?:for|to)\b)[^.;]){0,200}?\b(?:established|located|based|registered) in"
    rf" {_QUANTITY}{_MEMBER_STATES}|\b{_ANY_BODY}\b (?:\w+ ){{0,3}}(?:from|established in|located"
    rf" in) {_QUANTITY}{_MEMBER_STATES}(?=[^.;]{{0,140}}\b{_MAY_APPLY}\b)|\b(?:at least"
    rf"|minimum(?: of)?) (?:\w+ ){{1,4}}{_ANY_BODY} (?:established in|from)"
    rf" {_QUANTITY}{_MEMBER_STATES}|\bopen to (?:\w+ ){{0,4}}(?:from|in) {_MEMBER_STATES}"
    rf"|\b(?:eligible|following) countries(?: \([^()]{{0,60}}\))?(?: are eligible)? ?(?:(?:,|:"
    rf"|are|include|i\.e\.:?) ?){{1,3}}{_MEMBER_STATES}",
    re.IGNORECASE,
)
_COUNTRY_LIST = re.compile(
    r"\bestablished in (?:one of )?(?:the )?(?:following |eligible )?countries\b|\beligible"
    r" countries\b",
    re.IGNORECASE,
)
_FIRST_STATES = re.compile(rf"^(?:[•–−-] )?(?:\w+ ){{0,1}}{_MEMBER_STATES}", re.IGNORECASE)
_GERMANY = re.compile(
    r"\b(?:eligible countries|participating countries|(?:applicants|beneficiaries|partners)"
    r" (?:must be |should be )?(?:established|located|based) in|programme"
    r" area)\b[^.;]{0,200}?\bGermany\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:other than|except|excluding|non-EU|outermost|widening|outside|not established|candidate"
    r"|neighbou?ring|associated partners?|subcontractors|less developed|Western Balkans?)\b",
    re.IGNORECASE,
)

_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_PARTNER = (
    r"(?:applicants?|beneficiaries|entities|partners|organi[sz]ations|participants?"
    r"|municipalities|towns|cities|countries|Member States|public authorities|local authorities"
    r"|members|contracting authorities|public procurers|public buyers)"
)
_CONSORTIUM = re.compile(
    r"\b(?:proposals?|applications?|projects?) (?:must|shall|should|have to|need to|can only|may"
    r" only) be (?:submitted|implemented|carried out|presented) (?:jointly )?by (?:a "
    r"|transnational |an ){0,3}(?:"
    rf"consorti(?:um|a)|partnerships?|(?:at least|a minimum of|minimum) {_NUMBER} )"
    r"|\bconsorti(?:um|a)(?: \w+){0,2} (?:must|shall|should|needs? to|has to|have to) (?:include"
    rf"|involve|comprise|consist of|be composed of|be formed by|have) (?:of )?(?:at least|a"
    rf" minimum of|minimum) {_NUMBER}\b|\b(?:consorti(?:um|a)|partnerships?) (?:\w+ ){{0,2}}(?:of"
    rf"|with|composed of|including) (?:at least|a minimum of|minimum) {_NUMBER} (?:[\w-]+"
    rf" ){{0,4}}{_PARTNER}|\b(?:at least|a minimum of|minimum) {_NUMBER} (?:[\w-]+,?"
    rf" ){{0,4}}{_PARTNER} (?:\([^()]{{0,60}}\) )?(?:must|shall|should|have to|from (?:at least"
    rf" )?{_NUMBER} (?:\w+ ){{0,2}}(?:countries|Member"
    r" States))|\b(?:must|shall|should) involve (?:\w+ ){0,3}(?:from )?(?:at least|a minimum of)"
    rf" {_NUMBER} (?:[\w-]+ ){{0,3}}(?:countries|Member States)"
    r"|\bminimum consortium\b|\bmulti-beneficiary\b[^.;]{0,60}\b(?:required|mandatory|only)\b"
    r"|\bonly legal entities forming a consortium\b",
    re.IGNORECASE,
)
_ALONE_TOO = re.compile(
    r"\b(?:single|individual|sole|one) (?:applicants?|entit(?:y|ies)|beneficiar\w+"
    r"|organi[sz]ations?)(?: or | and |[^.;]{0,30}(?:may|can|allowed|also))|\bmono-beneficiary\b"
    r"|\bnot (?:required|mandatory|obligatory|necessary)\b|\bencouraged\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    rf"\b{PUBLIC_BODY}\b[^.;]{{0,80}}\b(?:(?:apply|submit|participate)(?: \w+){{0,3}} (?:jointly"
    rf"|together)"
    r"|(?:jointly|together) (?:apply|submit)|joint (?:applications?|proposals?))\b"
    r"|\bjoint (?:applications?|proposals?) (?:\w+ ){0,2}(?:by|from|of) (?:[\w-]+ ){0,4}"
    rf"{PUBLIC_BODY}\b|\bsubmitted jointly by (?:[\w-]+ ){{0,4}}{PUBLIC_BODY}\b"
    rf"|\b(?:groupings?|associations?|groups?|networks?) of (?:[\w-]+"
    rf" ){{0,2}}{PUBLIC_BODY}\b[^.;]{{0,60}}"
    r"\b(?:may|can|are eligible to) (?:also )?apply\b",
    re.IGNORECASE,
)
_CUMULATION = re.compile(
    r"\bdouble[- ](?:funding|financing)\b|\bcumulative (?:funding|financing|grants?|support)\b"
    r"|\b(?:cumulated?|combined?) with (?:\w+ ){0,4}(?:funding|funds|grants?|support|aid"
    r"|financing)\b",
    re.IGNORECASE,
)
_DE_MINIMIS = re.compile(r"\bde[- ]minimis\b", re.IGNORECASE)

_CUT_OFF = re.compile(r"\bcut-?off\b", re.IGNORECASE)
_OTHER_CUT_OFF = re.compile(
    r"\bdata\b|\bPhD|\bdoctora|\bstatistic|\bcensus|\bemission|\bfrequenc|\bexpenditure|\bage\b"
    r"|\bpublished|\bcalculat|\bfor (?:the )?eligibility|\bborn\b|\bopen(?:s|ing)? (?:on|date)",
    re.IGNORECASE,
)
_TWO_STAGE = re.compile(
    r"\btwo-?(?: )?stages? (?:submission|procedure|application|call|evaluation|selection|approach"
    r" to submission|award|process for)|\b(?:submission|application|evaluation|selection|call)"
    r" (?:procedure |process )?(?:is|follows a|will be|takes place in|in) (?:a )?two[- ]stages?\b"
    r"|\bfirst[- ]stage (?:deadline|submission)|\bstage 1\b[^.;]{0,60}\b(?:concept note|outline"
    r"|short proposal|pre-proposal)\b|\bsubmitted in two stages\b|\b(?:invited|selected"
    r"|successful)[^.;]{0,60}\bfirst stage\b[^.;]{0,80}\b(?:full|second)\b|\bfirst[- ]stage"
    r" proposals?\b",
    re.IGNORECASE,
)
_NOT_TWO_STAGE = re.compile(r"\b(?:not|no|instead of|unlike|rather than)\b", re.IGNORECASE)

# Each pattern with the words of which a sentence must hold one, because looking for those is cheap.
_HINTS_OF_COUNTRIES = ("member state", "european union", "eu countries", " eu", "eea", "germany")
_TERMS: Sequence[tuple[Term, str, tuple[str, ...], re.Pattern[str], re.Pattern[str] | None]] = (
    (
        Term.COOPERATION,
        "eu-consortium",
        ("consorti", "partnership", "at least", "minimum", "multi-benef"),
        _CONSORTIUM,
        _ALONE_TOO,
    ),
    (
        Term.JOINT_APPLICATION,
        "eu-joint-application",
        ("joint", "together", "group", "association", "network"),
        _JOINT,
        None,
    ),
    (Term.CUMULATION, "eu-cumulation", ("double", "cumul", "combine"), _CUMULATION, None),
    (Term.DE_MINIMIS, "eu-de-minimis", ("minimis",), _DE_MINIMIS, None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EuText:
    """What an English text of the portal says; empty, ``None`` and UNKNOWN mean *not said*.

    ``regions`` are ("DE",) where bodies of all Member States or of Germany may apply, with
    ``region`` as the words for it. ``cut_offs`` are the days up to which one may apply, each of
    them; ``timing`` holds the sentences of ``cut_offs`` and ``two_stage``.
    """

    rates: tuple[Rate, ...] = ()
    min_grant: Money | None = None
    max_grant: Money | None = None
    budget: Money | None = None
    county: Eligibility = UNSAID
    town: Eligibility = UNSAID
    regions: tuple[str, ...] = ()
    region: Evidence | None = None
    cut_offs: tuple[date, ...] = ()
    two_stage: bool = False
    timing: tuple[Evidence, ...] = ()
    terms: tuple[StatedTerm, ...] = ()


def read_eu_text(sentences: Sequence[Sentence]) -> EuText:
    """Return what the sentences of one call say, money and applicants first.

    The title of the topic above a cascade call is not its text and says nothing here.
    """
    own = [each for each in sentences if each.section != PARENT_TOPIC]
    money, who = read_eu_money(sentences), read_eu_who(own)
    said = [(each, each.plain.casefold()) for each in own]
    region = next((found for each, low in said if (found := _region(each, low))), None)
    days = [found for each, low in said for found in _cut_offs(each, low)]
    stages = [found for each, low in said if "stage" in low and (found := _two_stage(each))]
    return EuText(
        rates=read_eu_rates(own),
        min_grant=money.min_grant,
        max_grant=money.max_grant,
        budget=money.budget,
        county=who.county,
        town=who.town,
        regions=("DE",) if region else (),
        region=region,
        cut_offs=tuple(sorted({day for day, _ in days})),
        two_stage=bool(stages),
        timing=tuple(dict.fromkeys([*(evidence for _, evidence in days), *stages[:1]])),
        terms=tuple(_terms(said)),
    )


def _region(sentence: Sentence, low: str) -> Evidence | None:
    """Return the words by which bodies from Germany may apply, by its name or as a Member State."""
    plain = sentence.plain
    if not any(hint in low for hint in _HINTS_OF_COUNTRIES):
        return None
    if match := _GERMANY.search(plain):
        is_other = _ELSEWHERE.search(match[0])
        return None if is_other else sentence.evidence("eu-germany", *match.span())
    match = _ESTABLISHED.search(plain)
    if match is None and _COUNTRY_LIST.search(sentence.lead):
        match = _FIRST_STATES.match(plain)
    if match is None or _ELSEWHERE.search(match[0] + plain[match.end() : match.end() + 30]):
        return None
    return sentence.evidence("eu-countries", *match.span())


def _terms(said: Sequence[tuple[Sentence, str]]) -> Iterator[StatedTerm]:
    """Yield each term with the first sentence that speaks of it."""
    for term, rule, hints, pattern, unless in _TERMS:
        for sentence, low in said:
            match = pattern.search(sentence.plain) if any(hint in low for hint in hints) else None
            if match and not (unless and unless.search(sentence.plain)):
                yield StatedTerm(term, sentence.evidence(rule, *match.span()))
                break


def _cut_offs(sentence: Sentence, low: str) -> Iterator[tuple[date, Evidence]]:
    """Yield the days that a sentence, or the line that leads to it, calls cut-offs."""
    if "cut" not in low and not _CUT_OFF.search(sentence.lead):
        return
    if not _CUT_OFF.search(sentence.context) or _OTHER_CUT_OFF.search(sentence.context):
        return
    for day in days_in(sentence.plain):
        if day.on is not None:
            yield day.on, sentence.evidence("eu-cut-off", day.start, day.end)


def _two_stage(sentence: Sentence) -> Evidence | None:
    match = _TWO_STAGE.search(sentence.plain)
    if match is None:
        return None
    before = sentence.plain[max(0, match.start() - 30) : match.end()]
    return (
        None if _NOT_TWO_STAGE.search(before) else sentence.evidence("eu-two-stage", *match.span())
    )
