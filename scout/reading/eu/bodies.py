"""The words of English calls for who applies: public bodies, applicants, and applying itself.

Pieces of patterns that ``eu_who``, ``eu_refusals`` and ``eu_text`` are made of. Each is bounded, so
that patterns stay linear. Decides nothing.
"""

from __future__ import annotations

import re

from scout.reading.sentences import Sentence

# Bodies that a county is as well as a town.
BOTH = (
    r"(?:(?<!national )(?<!central )(?<!federal )(?<!competent )(?<!designated )(?:public (?:or"
    r"|and|and/or|/) ?private|public/private|(?<!non-)(?<!semi-)public)(?:,? (?:non-profit|sector"
    r"|law|administrative))? (?:legal )?(?:bod(?:y|ies)|entit(?:y|ies)|authorit(?:y|ies)"
    r"|organi[sz]ations?|administrations?|institutions?|actors|procurers?|buyers?)|(?:local"
    r"|municipal|territorial)(?:(?:,| and| or|/|, and|, or) ?(?:regional|national|public)){0,2}"
    r" (?:public )?(?:authorit(?:y|ies)|governments?|administrations?|bodies)|bodies governed by"
    r" public law|bod(?:y|ies) governed by public law|contracting authorit(?:y|ies)|count(?:y"
    r"|ies)(?= (?:and|or|councils?|may|can|are)|[,;.)]))"
)
# Bodies that only a town is; whether "municipality" is meant so wide as to hold a county is unsaid.
TOWN = r"(?:municipalit(?:y|ies)|towns?(?! twinning)|cit(?:y|ies)(?! councils?)|communes)"
BODY = rf"(?:(?P<both>{BOTH})|(?P<town>{TOWN}))\b"
PUBLIC_BODY = rf"(?:{BOTH}|{TOWN})"
TOWN_THEN_BOTH = re.compile(
    rf"{TOWN}\b[ ,/]{{1,3}}(?:(?!(?:may|can|should|must|with|to|for|by|are|is"
    rf"|that)\b)[\w/-]{{1,20}}[ ,/]{{1,3}}){{0,5}}{BOTH}",
    re.IGNORECASE,
)


def _gap(*barred: str) -> str:
    """Return a stretch of a sentence that leads to no other actor and no other place."""
    words = "by|to|with|able|aware|that|who|for|supporting|serving|towards?|in|at(?! least)|from|on"
    return rf"(?:(?!\b(?:{'|'.join([words, *barred])})\b)[^.;]){{0,140}}?"


AMONG = _gap(r"of(?! the following)", "established", "located", "supported", "approved", "endorsed")
OF = _gap()
APPLICANT = (
    r"(?:(?:applicants?|beneficiar(?:y|ies)|coordinators?|participants?|participating (?:entities"
    r"|organi[sz]ations))(?: \([^()]{0,60}\))?)"
)
MODAL = r"(?:must|may|can|shall|should|could|have to|has to|needs? to)"
PROPOSALS = r"(?:(?:a|an|their|joint|full|the) ){0,3}(?:proposals?|applications?)\b"
THIS_CALL = r"(?:this|the) (?:call|topic|grant|prize|programme|competition)\b"
APPLY = (
    r"(?:apply(?= (?:for (?:funding|grants?|support|a grant|this|the (?:call|grant|prize))|to"
    r" (?:this|the call)|under|jointly|together|as|either|only|if|individually|on their own)"
    r"| ?[.;,)]|$)"
    rf"|submit {PROPOSALS}|(?:participate|take part) in {THIS_CALL}|participate(?= ?[.;]|$| as)"
    r"|act as (?:an? )?(?:lead )?(?:applicant|coordinator|beneficiar)|be (?:the )?(?:an?"
    r" )?(?:lead |main )?(?:applicant|coordinator|beneficiar)|receive (?:funding|grants?))"
)
SPEAKS_OF_COSTS = re.compile(
    r"\b(?:costs?|expenditures?|activities|actions|measures|subcontract\w*|purchases?"
    r"|investments?|projects?|infrastructures?|works|services|equipment)\b|\b(?:in|of|by|within"
    r"|for|to|with|at|near|between|from) (?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)


def above(sentence: Sentence) -> str:
    """Return what stands above a sentence: the line that leads to it, or the nearest heading."""
    return sentence.lead or sentence.heading.rsplit(" / ", 1)[-1]
