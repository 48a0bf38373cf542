"""Find the shares of sentences with the words around them, and for whom or what each holds.

What a share is, a rate or an own share, is read in ``rates``.

| text | share | for whom |
|---|---|---|
| Förderquote: 65 % (finanzschwache Kommunen: bis 80 %) | 80 | finanzschwache Kommunen |
| 90 % für Kommunen im Haushaltssicherungskonzept, sonst 80 % | 80 | |
| Kommunen 60 %, private Träger 40 % | 40 | private Träger |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scout.reading.marks import SHARE
from scout.reading.money import rate_words as says
from scout.reading.money.conditions import in_brackets
from scout.reading.money.fields import label_over
from scout.reading.money.tokens import Share, shares_in
from scout.reading.sentences import Sentence

_REACH = 160
MOST = 24  # more numbers than that in one sentence are a table, which no rule here understands


@dataclass(frozen=True, slots=True)
class Place:
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


def places_in(sentences: Iterable[Sentence], *, lent_only: bool) -> Iterator[Place]:
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
            yield Place(sentence, share, clause, before, rest[:120], rest, label, lent_only)
            # The upper end of a range is said by the words before its lower end.
            start = start if says.TO.fullmatch(text[share.end : last]) else share.end


def is_short(place: Place) -> bool:
    """Tell whether a share stands in a list of shares without a verb, below their heading."""
    sentence = place.sentence
    if not says.AMOUNT_HEADING.search(sentence.heading or sentence.section):
        return False
    text = sentence.plain
    return bool(says.SHORT.match(text)) and not says.SHORT_NOT.search(text)


def condition_of(place: Place) -> str:
    """Return the words that say for whom or what a share holds, fit for brackets; "" of none."""
    return in_brackets(_condition(place), place.clause)


def _condition(place: Place) -> str:
    """Return the words that say for whom or what a rate holds, "" where none are near."""
    # A stretch as long as that may begin within a word.
    near = place.before if len(place.before) < _REACH else place.before.partition(" ")[2]
    own = says.LEAD_IN.sub("", says.PART.split(near)[-1].rsplit(",", 1)[-1]).rsplit(": ", 1)[-1]
    if says.GOES_ON.search(place.before):
        own = ""
    behind = _condition_behind(place)
    # "von 65 % im ersten Jahr auf 35 % im fünften": the words before belong to the share before.
    follows = len(place.before) < len(place.clause)
    named = _named(place, own)
    if named:
        return named
    match = (behind if follows else None) or says.CONDITION.search(own) or behind
    if match:
        return says.GOES_ON.sub("", match[0]).strip(" (–-")
    begins = place.sentence.is_item and own == place.clause[: len(own)]
    return own.strip(" •–-:") if begins and not says.VERB.search(own) else ""


def _named(place: Place, own: str) -> str:
    """Return whom the words before a share name without a preposition: "(finanzschwache Kommunen:".

    Of the subject of a sentence only one in need is told: the rest is whom the programme is for.
    """
    bracket = says.BRACKET.search(place.before)
    if bracket and not says.VERB.search(bracket[1]):
        return bracket[1]
    subject = says.SUBJECT.search(place.before)
    if subject and says.NEEDY.search(subject[1]):
        return subject[1]
    label = own.strip(" ,•–-:(")
    is_label = is_short(place) and says.SHORT_LABEL.fullmatch(label)
    return label if is_label and not says.GRANT_BEFORE.search(label) else ""


def _condition_behind(place: Place) -> re.Match[str] | None:
    """Return the condition behind a share; not one that leads to the next share."""
    if says.ANOTHER.match(place.after):
        return None
    near = place.rest.split(",", 1)[0]
    if place.clause.rfind("(") > place.clause.rfind(")"):
        near = near.split(")", 1)[0]
    elif near == place.rest and near.rfind("(") > near.rfind(")"):
        near = near[: near.rindex("(")]
    if near == place.rest and near.endswith(" "):
        # The next share follows: "40 % der Ausgaben und für Studien bis zu 50 %".
        near = says.LEADS_TO_NEXT.sub("", near)
    found = says.CONDITION.search(near)
    return found if found and found.start() < len(place.after) else None
