"""Tell funding guidelines from other decrees of a Land, by the words of their titles. Pure.

A Land publishes thousands of decrees. Titles of funding guidelines are of a few forms ("Richtlinie
über die Gewährung von Zuwendungen zur Förderung von …"); where one leaves room ("Richtlinie zur
Förderung des Ehrenamts") only the text says whether money is given. Tests hold a list of titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from urllib.parse import unquote

from scout.domain import Section

_LONGEST_TITLE = 500
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_RULES = (
    r"(?:\w*richtlinien?|\w*(?:grundsaetze|bestimmungen|programm|programme|regelungen)|rili|rl)"
)
# Promoting, not promotion or transport: "Beförderung".
_PROMOTE = r"(?<!be)foerder"
# Money is given: these words say so by themselves.
_SURE = re.compile(
    r"\bgewaehrung (?:von|einer|eines|der)(?: \w+){0,6}? "
    r"(?:\w*zuwendung(?:en)?|\w*zuschuss(?:es)?|\w*zuschuessen?|\w*(?:finanz|foerder|ausgleichs)"
    r"(?:hilfen?|mitteln?|leistungen)|\w*billigkeitsleistung(?:en)?|\w*darlehen)\b|"
    rf"\bzuwendungen (?:des landes|zur|zum|fuer|an|im)(?: \w+){{0,6}}? (?:\w*{_PROMOTE}ung|"
    r"massnahmen)\b|"
    rf"\b\w*(?:{_PROMOTE}|zuwendungs|zuschuss|billigkeits)(?:ungs)?richtlinien?\b|"
    rf"\b\w*{_PROMOTE}(?:ungs)?(?:programm\w{{0,2}}|grundsaetze|bestimmungen|aufruf)\b|"
    r"\b(?:foeri|foerl|zuwrl)\b"
)
# Rules on promoting something: roads or clubs with money, pupils and officials without.
_PERHAPS = re.compile(
    rf"\b{_RULES} (?:\w+ ){{0,8}}?\w*{_PROMOTE}ung\b|\bfoerderung (?:der|des|von)\b|"
    rf"\b\w+{_PROMOTE}ung\b|\bzuwendungen\b"
)
_NOT_WITH_MONEY = re.compile(
    r"\b(?:\w*rechtschreib\w*|lesens|\w*schuelerinnen|schueler|sonderpaedagogisch\w*|individuellen?|"
    r"\w*begabten?|frauenfoerderung|gleichstellung|\w*nachwuchs\w*|fuehrungskraefte?n?|"
    r"beschaeftigten|lehrkraefte?n?|korruptions\w*|\w*vorschlagswesens?|personalentwicklung|"
    r"schwerbehinderter|gesundheitsmanagements?|leseschwaeche)\b"
)
# What looks like it: decrees that only change others, rules on grants in general, gifts, and money
# for those who work for the Land.
_NEVER = re.compile(
    r"^(?:\w+ ){0,3}?(?:aufhebung|aenderung|berichtigung)\b|"
    r"\b(?:nebenbestimmungen|anbest|verwaltungsvorschrift(?:en)? (?:zu|zur|zum|fuer)|"
    r"landeshaushaltsordnung|verwendungsnachweise?[ns]?|zuwendungsbescheide?n?|zustaendigkeit\w*|"
    r"pruefung|geschenken?|belohnungen|sponsoring|vorteilen|privater?|dritter|"
    r"\w*beurteilung\w*|beihilfe\w*|\w*bedienstete\w*|\w*beamt\w*|richter\w*|versorgungsempfaenger\w*|fahrkosten\w*|"
    r"trennungs\w*)\b"
)
_MONEY = re.compile(
    r"zuwendung|zuschuss|zuschüsse|förderfähig|bewilligungsbehörde|förderhöchst|fördersatz|darlehen",
    re.IGNORECASE,
)


class Likely(Enum):
    """Whether the words of a title are those of a funding guideline."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


def guideline(title: str) -> Likely:
    """Tell whether a decree with this title, or the slug of one, is a funding guideline."""
    words = " ".join(
        re.findall(r"[a-z0-9]+", unquote(title[:_LONGEST_TITLE]).lower().translate(_UMLAUTS))
    )
    if _NEVER.search(words):
        return Likely.NO
    if _SURE.search(words):
        return Likely.YES
    if _PERHAPS.search(words) and not _NOT_WITH_MONEY.search(words):
        return Likely.PERHAPS
    return Likely.NO


def speaks_of_money(sections: Iterable[Section]) -> bool:
    """Tell whether a decree's text gives money, by the words that every such text has."""
    return any(_MONEY.search(f"{part.heading}\n{part.text}") for part in sections)
