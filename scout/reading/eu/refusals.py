"""Tell where an English text of the EU portal plainly admits others only.

Not named is not refused: a text that speaks of companies leaves public bodies open. A rule for one
part of a call, or for one member of a consortium, refuses nobody.

| rule | example |
|---|---|
| eu-others-only | Only SMEs may apply. · Participation is limited to universities. |
| eu-must-be-others | Applicants must be small and medium-sized enterprises. |
| eu-named-only | Only organisations designated by Member States are eligible to apply. |
| eu-researchers-only | The grant supports excellent Principal Investigators. |
| eu-not-eligible | Public bodies are not eligible. |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scout.reading.eu.bodies import APPLY, BODY, PROPOSALS, SPEAKS_OF_COSTS

# Not here: bodies that a county may be or may carry (non-profit organisations, competent
# authorities, schools, police), and Member States, which mostly tell where an applicant lies.
_OTHERS = (
    r"(?:SMEs?\b|small and medium|micro|start-?ups?|compan(?:y|ies)|enterprises?|undertakings"
    r"|natural persons?|individuals|researchers?|principal investigators?|scholars|universit|higher"
    r" education|civil society|non-?governmental|NGOs?\b|research (?:organi[sz]ations|institut"
    r"|performing)|financial (?:intermediar|institution)|national (?:authorit|agenc|bod|govern"
    r"|statist|competent)|ministr|social partners|trade unions"
    r"|media (?:org|outlets)|farmers|transmission system|private)"
)
_ADMITS = re.compile(
    rf"\b{BODY}|\blegal entit|\b(?:any|all) (?:organi|entit)|\bconsorti|\bpublic\b|\blocal\b"
    r"|\bmunicipal\b|\bregional\b|\b(?:and|or) other\b",
    re.IGNORECASE,
)
_TO_APPLY = (
    rf"(?:apply(?= ?[.;,)]|$| (?:to|under|in) (?:this|the)| for (?:this|the (?:call|grant)"
    rf"|funding ?[.;]))|submit {PROPOSALS}|participate(?= ?[.;,)]|$| in (?:this|the) (?:call"
    rf"|topic|action)))"
)
_OTHERS_ONLY = re.compile(
    rf"^\W{{0,4}}only (?P<who>[^.;:]{{0,160}}?)(?:(?:can|may|(?:are|is|shall be|will be)"
    rf" (?:eligible|allowed|entitled|invited) to) {_TO_APPLY}|(?:are|is) eligible ?(?:[.;,]|$))"
    r"|\b(?:call|topic|participation|eligibility|competition|prize) is (?:restricted|limited"
    r"|reserved|only open|open only|exclusively open) (?:to|for) (?P<to>[^.;:]{0,160})"
    r"|\b(?:proposals?|applications?) (?:can|may|must) only be submitted by (?P<by>[^.;:]{0,160})"
    r"|^(?:(?:[\w ]{1,40}, )?(?:the |all |eligible )?)(?:applicants?|beneficiar(?:y|ies))(?:"
    r" \([^()]{0,60}\))? must be (?P<be>[^.;:]{0,160})",
    re.IGNORECASE,
)
# A part of a call, or a part of the applicants.
_ONLY_PARTLY = re.compile(
    r"\b(?:if|unless|strand|priority|lot|window|topic [A-Z\d]|at least one|one of the applicants"
    r"|rate|component|coordinator)\b",
    re.IGNORECASE,
)
_STARTS_WITH_OTHERS = re.compile(
    rf"^(?:(?:a|an|the|single|individual|eligible|established|competent|European|EU|private"
    rf"|for-profit|innovative|small|excellent) ){{0,4}}{_OTHERS}",
    re.IGNORECASE,
)
_NAMED_ONLY = re.compile(
    r"\bonly (?:[\w-]+,? ){1,3}(?:, )?(?:based on|on the basis of|with)? ?(?:designat(?:ed|ions?)"
    r"|nominat(?:ed|ions?)|appointed|identified) by (?:the )?(?:EU )?Member"
    r" States\b[^.;]{0,60}\b(?:apply|submit|participate|eligible)|\bonly be (?:concluded|signed"
    r"|awarded|granted) (?:with|to) [^.;]{0,60}\b(?:(?:have|has) (?:successfully )?signed"
    r"|framework partner)|\b(?:this|the) (?:grant|call|topic|action) is (?:only )?(?:reserved"
    r"|addressed|limited|restricted) (?:exclusively )?(?:to|for) (?:the )?(?:identified|named"
    r"|designated|pre-selected) (?:beneficiar|entit|organi)|\b(?:awarded|grant) without a call"
    r" for proposals\b",
    re.IGNORECASE,
)
_RESEARCHERS = re.compile(
    r"\b(?:grants?|objective of the [\w ]{0,30}grant) (?:supports?|is to support|are to support)"
    r" (?:\w+ )?Principal Investigators?\b",
    re.IGNORECASE,
)
_NOT_ELIGIBLE = re.compile(
    rf"\b{BODY}(?: \([^()]{{0,60}}\))?(?:(?:,| and| or) [\w -]{{1,40}}){{0,2}} (?:(?:are|is) (?:not"
    r" eligible|ineligible|excluded)(?= ?(?:[.;,)]|$)| to (?:apply|participate)| (?:for|from)"
    rf" (?:funding|participat\w+)| as (?:applicants?|beneficiar))|(?:may|can)(?:not| not) {APPLY})",
    re.IGNORECASE,
)


def refusal_in(plain: str) -> tuple[str, tuple[int, int], bool] | None:
    """Return rule and span by which a sentence refuses, and whether counties are refused, too.

    Towns always are. "Municipalities are not eligible" says nothing of counties.
    """
    for rule, span in _others_only(plain):
        return rule, span, True
    match = _NOT_ELIGIBLE.search(plain)
    if match is None or SPEAKS_OF_COSTS.search(plain[: match.start()]):
        return None
    return "eu-not-eligible", match.span(), match["both"] is not None


def _others_only(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the rules by which a sentence plainly admits others only."""
    if match := _NAMED_ONLY.search(plain):
        yield "eu-named-only", match.span()
    if match := _RESEARCHERS.search(plain):
        yield "eu-researchers-only", match.span()
    for match in _OTHERS_ONLY.finditer(plain):
        who = next((each for each in match.group("who", "to", "by", "be") if each), "")
        is_whole = not _ADMITS.search(who) and not _ONLY_PARTLY.search(plain)
        if is_whole and _STARTS_WITH_OTHERS.match(who):
            yield ("eu-must-be-others" if match["be"] else "eu-others-only"), match.span()
