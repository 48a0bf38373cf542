"""Read out of English texts of the EU portal whether a county and whether a town may apply.

A body counts only where the words make it an applicant: results that public authorities use, and
stakeholders to be involved, say nothing about who applies. NO needs a text that plainly admits
others only (``eu_refusals``). Does not know the rules of a programme that a text does not repeat.

| rule | example |
|---|---|
| eu-applicants-are | applicants must be legal entities (public or private bodies) |
| eu-may-apply | Municipalities and other public bodies are eligible to apply. |
| eu-open-to | The call is open to local authorities. · applications from public bodies |
| eu-submitted-by | Proposals must be submitted by a public authority. |
| eu-in-consortium | The consortium must include at least one local authority. |
| eu-co-applicants | projects could involve local authorities as partners (co-applicants) |
| eu-list-of-applicants | Who can apply: • towns and municipalities |
| eu-any-legal-entity | Any legal entity, regardless of its place of establishment, is eligible. |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scout.domain import Admission
from scout.facts import Eligibility, Evidence
from scout.reading.eu.bodies import (
    AMONG,
    APPLICANT,
    APPLY,
    BODY,
    MODAL,
    OF,
    SPEAKS_OF_COSTS,
    TOWN_THEN_BOTH,
    above,
)
from scout.reading.eu.refusals import refusal_in
from scout.reading.sections import PARENT_TOPIC
from scout.reading.sentences import Sentence

UNSAID = Eligibility(Admission.UNKNOWN)

# What makes of all bodies of a kind only some of them.
_LIMITED = re.compile(
    r"^[^.;]{0,3}(?:managing|responsible|in charge|competent|designated|mandated|operating|active"
    r" in|(?:from|in|of|established in|located in) (?:the )?(?:third|non-EU|developing|widening"
    r"|partner|Africa|sub-Saharan|Ukrain|Western Balkan|outermost|Moldova|candidate|these"
    r" countries|less developed)|at national|with (?:more than|at least|over|a population|a"
    r" minimum)|of (?:more|at least|higher|education|research)|having|that have (?:signed|been)"
    r"|that are|participating"
    r"|selected|taking part|which|involved|awarded|identified)",
    re.IGNORECASE,
)


_YES: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        (
            "eu-applicants-are",
            rf"\b{APPLICANT} {MODAL} (?:also )?(?:either )?be {AMONG}\b{BODY}",
        ),
        (
            "eu-applicants-are",
            r"(?:\b(?:eligible|potential|target(?:ed)?) (?:applicants?|beneficiar(?:y|ies)"
            r"|participants?|entities|organi[sz]ations|bodies)(?: for (?:this|the) call)?(?: (?:are"
            rf"|include|comprise|can be|may be)\b|:)|^(?:lead )?applicants?:){AMONG}\b{BODY}",
        ),
        (
            "eu-may-apply",
            rf"\b{BODY}(?:(?!\b(?:who|that(?! have)|which|whose|by"
            rf"|where)\b)[^.;:]){{0,140}}?\b(?:(?:may|can"
            rf"|could) (?:also )?(?:jointly )?{APPLY}|(?:are|is) (?:also )?(?:eligible|entitled"
            rf"|invited|encouraged|welcome|allowed) to {APPLY}|(?:are|is) (?:also )?(?:considered"
            rf" )?"
            r"eligible(?: ?(?:[.;,]|$)| (?:applicants?|beneficiar)| for (?:funding|participation"
            r"|(?:the|a|this) (?:[\w.,]+ ){0,4}(?:grants?|vouchers?))"
            r"| as (?:applicants?|beneficiar)| to participate))",
        ),
        (
            "eu-open-to",
            r"\b(?:call|topic|competition|prize|participation|call for proposals) (?:is |are "
            r"|will be )?"
            rf"(?:also |only )?(?:open|addressed|restricted|limited|reserved) (?:only )?(?:to|for)"
            rf" {OF}\b{BODY}",
        ),
        (
            "eu-open-to",
            rf"\b(?:proposals|applications) from {OF}\b{BODY}[^.;]{{0,60}}\b(?:are|is) (?:also |"
            r"particularly |especially )?(?:welcome|encouraged|invited|possible|accepted|eligible)",
        ),
        (
            "eu-open-to",
            r"\b(?:proposals|applications) are (?:also |particularly |especially )?(?:welcome"
            rf"|encouraged|invited) from {OF}\b{BODY}",
        ),
        (
            "eu-submitted-by",
            rf"\b(?:proposals?|applications?|projects?) {MODAL} (?:only )?be submitted (?:jointly"
            rf" |only )?by {OF}\b{BODY}",
        ),
        (
            "eu-in-consortium",
            rf"\bconsorti(?:um|a) {MODAL} (?:also )?(?:include|involve|comprise|contain|consist"
            rf" of|be composed of|gather|bring together) {OF}\b{BODY}",
        ),
        (
            "eu-co-applicants",
            rf"\b{BODY}[^.;]{{0,60}}?(?:\bas (?:full )?(?:lead |main |\()?(?:co-)?(?:applicants?"
            r"|beneficiar(?:y|ies))|\bco-applicants?|\bas (?:full )?partners (?:of|in) the"
            r" consorti)",
        ),
    )
)
_ANY_ENTITY = re.compile(
    r"\b(?:any|all|(?:two|three|four|five|\d|independent)(?: independent)?)(?: types? of)?(?:"
    r" independent)? legal entit(?:y|ies)(?=[^.;]{0,140}\b(?:eligible|may (?:apply|participate)"
    r"|can (?:apply|participate)|established|forming)\b)|\blegal entit(?:y|ies) forming a"
    r" consortium\b|\bopen to (?:all|any) (?:types? of |legal )?(?:organi[sz]ations?|entit(?:y"
    r"|ies))\b|\b(?:applications from|limited to) legal entities established\b"
    rf"|\b{APPLICANT} must be (?:a )?legal entit(?:y|ies)(?! \((?:private|non|for))",
    re.IGNORECASE,
)
_NARROWED = re.compile(
    r"\bnon-profit\b|\bprivate (?:legal )?(?:bod|entit)|\bprofit[- ]making\b|\bSMEs?\b"
    r"|start-?ups?\b|\bwidening\b|\buniversit|\bresearch (?:org|inst)|\bcompan|\benterprise"
    r"|\bdefence\b|\bhop-on\b|\bnot (?:be )?(?:eligible|allowed)|\bdeveloping\b|\bsub-Saharan\b"
    r"|\bAfrican?\b|\bUkraine|\bWestern Balkan|\bdesignated\b",
    re.IGNORECASE,
)
_LIST_OF_APPLICANTS = re.compile(
    r"\bwho (?:can|may) (?:apply|participate)\b|\beligible (?:applicants?|participants?|entities"
    r"|organi[sz]ations|bodies|beneficiar(?:y|ies))\b(?! (?:must|shall|should|costs))"
    r"|\b(?:call|topic) is (?:only )?open to\b|\bfollowing [\w ]{0,40}(?:may|can|are eligible to)"
    rf" apply|^applicants ?:?$|\b{APPLICANT} {MODAL} (?:either )?be(?: either| one of the"
    rf" following)?"
    r" ?:$|\bfollowing (?:eligible )?(?:applicants|entities|organi[sz]ations|bodies) ?:$",
    re.IGNORECASE,
)
_LIST_OF_CONDITIONS = re.compile(rf"\b{APPLICANT} {MODAL} ?:$", re.IGNORECASE)
_ITEM = r"^(?:[•–−-] |\(?[a-z\d]{1,2}\) ?)?"
_FIRST_BODY = re.compile(
    rf"{_ITEM}(?:[\w,/()-]+ ){{0,6}}?\(?{BODY}",
    re.IGNORECASE,
)
_BE = re.compile(rf"{_ITEM}be\b", re.IGNORECASE)
_LEGAL_ENTITIES = re.compile(rf"{_ITEM}(?:be )?legal entities\b", re.IGNORECASE)
_ITEM_OF_OTHERS = re.compile(
    r"\b(?:support\w*|work\w*|cooperat\w+|serving|owned|controlled|letter|agreement|benefit\w*|not"
    r"|excluded|except|with|for|by|to|in|at|from|inform\w*|advis\w+|representing|established)\b",
    re.IGNORECASE,
)

# A sentence that holds none of these, nor stands below one, speaks of no applicant.
_HINTS = (
    *("appl", "eligib", "submit", "participa", "consorti", "partner", "beneficiar", "open to"),
    *("open for", "legal entit", "principal investigator", "designat", "conclu", "coordinator"),
    *(
        "addressed to",
        "without a call",
        "welcome",
        "limited to",
        "restricted to",
        "reserved",
        "excluded",
    ),
)


@dataclass(frozen=True, slots=True)
class Who:
    """May a county, may a town apply, as far as the text says."""

    county: Eligibility = UNSAID
    town: Eligibility = UNSAID


@dataclass(frozen=True, slots=True)
class _Word:
    """What one sentence says; ``general`` where it names no kind of public body itself."""

    county: Admission
    town: Admission
    evidence: Evidence
    general: bool = False


def read_eu_who(sentences: Sequence[Sentence]) -> Who:
    """Return whether county and town may apply, with the words that decided.

    A body named as an applicant outweighs a text that elsewhere admits others only; words that
    admit every legal entity do not: against each other they leave it unknown.
    """
    own = [sentence for sentence in sentences if sentence.section != PARENT_TOPIC]
    words = tuple(word for each, over in _headed(own) if (word := _word(each, over)))
    return Who(
        _verdict([(word.county, word) for word in words]),
        _verdict([(word.town, word) for word in words]),
    )


def _headed(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Yield each sentence with what stands above it: lead, question ("Who can apply?") or heading.

    A question leads to the next sentence, or to the list that follows it.
    """
    question, section = "", ""
    for sentence in sentences:
        question = question if sentence.section == section else ""
        yield sentence, sentence.lead or question or above(sentence)
        section = sentence.section
        if sentence.plain.endswith("?"):
            question = sentence.plain
        elif not sentence.is_item:
            question = ""


def _word(sentence: Sentence, over: str) -> _Word | None:
    spoken = f"{over} {sentence.plain}".casefold()
    if not any(hint in spoken for hint in _HINTS):
        return None
    return (
        _refused(sentence)
        or _admitted(sentence)
        or _listed(sentence, over)
        or _general(sentence, over)
    )


def _verdict(words: Sequence[tuple[Admission, _Word]]) -> Eligibility:
    def first(verdict: Admission, *, general: bool) -> Evidence | None:
        each = (word for said, word in words if said is verdict and word.general == general)
        return next((word.evidence for word in each), None)

    if named := first(Admission.YES, general=False):
        return Eligibility(Admission.YES, named)
    anyone, refused = first(Admission.YES, general=True), first(Admission.NO, general=False)
    if anyone and not refused:
        return Eligibility(Admission.YES, anyone)
    if refused and not anyone:
        return Eligibility(Admission.NO, refused)
    return UNSAID


def _admitted(sentence: Sentence) -> _Word | None:
    for rule, pattern in _YES:
        match = pattern.search(sentence.plain)
        if match and not _is_limited(sentence.plain, match, rule):
            return _of_body(match, sentence, rule)
    return None


def _is_limited(plain: str, match: re.Match[str], rule: str) -> bool:
    """Tell whether only some bodies are meant, or their costs and not they themselves."""
    if _LIMITED.match(plain[match.end("both" if match["both"] else "town") :]):
        return True
    return rule == "eu-may-apply" and bool(SPEAKS_OF_COSTS.search(plain[: match.start()]))


def _of_body(match: re.Match[str], sentence: Sentence, rule: str) -> _Word:
    """A town is among all public bodies; a county is not among municipalities and cities."""
    start, end = match.span()
    # A list of towns may go on to bodies that a county is, too.
    wider = None if match["both"] else TOWN_THEN_BOTH.search(sentence.plain, match.start("town"))
    if wider:
        start, end = min(start, wider.start()), max(end, wider.end())
    county = Admission.YES if match["both"] or wider else Admission.UNKNOWN
    # "private or public bodies" is said of everyone; only NO elsewhere makes it doubtful.
    general = "private" in (match["both"] or "").casefold()
    return _Word(county, Admission.YES, sentence.evidence(rule, start, end), general=general)


def _listed(sentence: Sentence, over: str) -> _Word | None:
    """Read an item of a list of applicants, or what stands below "Who can apply"."""
    is_condition = _LIST_OF_CONDITIONS.search(over) and _BE.match(sentence.plain)
    if not is_condition and not _LIST_OF_APPLICANTS.search(over):
        return None
    match = _FIRST_BODY.match(sentence.plain)
    if match is None or _ITEM_OF_OTHERS.search(match[0]) or _is_limited(sentence.plain, match, ""):
        return None
    return _of_body(match, sentence, "eu-list-of-applicants")


def _general(sentence: Sentence, over: str) -> _Word | None:
    """Read what is said of every legal entity, unless the sentence makes it fewer."""
    is_below = _LIST_OF_APPLICANTS.search(over) or _LIST_OF_CONDITIONS.search(over)
    item = _LEGAL_ENTITIES.match(sentence.plain) if is_below else None
    found = _ANY_ENTITY.search(sentence.plain) or item
    if not found or _NARROWED.search(sentence.plain):
        return None
    evidence = sentence.evidence("eu-any-legal-entity", *found.span())
    return _Word(Admission.YES, Admission.YES, evidence, general=True)


def _refused(sentence: Sentence) -> _Word | None:
    found = refusal_in(sentence.plain)
    if found is None:
        return None
    rule, span, county_too = found
    county = Admission.NO if county_too else Admission.UNKNOWN
    return _Word(county, Admission.NO, sentence.evidence(rule, *span))
