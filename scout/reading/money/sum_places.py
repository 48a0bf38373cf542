"""Find the sums of sentences with the words around them, and tell what those words speak of.

What a sum is, the highest grant or the least, is read in ``sums`` and ``least``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scout.reading.marks import MONEY
from scout.reading.money import sum_words as says
from scout.reading.money.fields import label_over
from scout.reading.money.rate_places import MOST
from scout.reading.money.rates import SUMMARIES
from scout.reading.money.tokens import Sum, sums_in
from scout.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Place:
    """A sum with the words around it.

    ``clause`` ends where the sum begins, ``near`` is what of it stands behind the last sum, where
    the sum ``follows`` one, ``before`` what stands behind the last comma or share, too. ``after``
    ends at the next sum. The heading of a field in which the sum stands
    alone begins both ``clause`` and ``before``. ``lent_only`` tells that the programme gives no
    grants, ``is_low`` that the sum is the lower end of a range.
    """

    sentence: Sentence
    sum: Sum
    clause: str
    before: str
    after: str
    lent_only: bool
    near: str
    follows: bool
    is_low: bool = False

    @property
    def said(self) -> str:
        """The clause behind the line that leads to it."""
        return f"{self.sentence.lead[-160:]} {self.clause}"

    @property
    def heading(self) -> str:
        """The nearest heading; that above it where the sentence itself is one."""
        above = self.sentence.heading.removesuffix(self.sentence.plain).removesuffix(" / ")
        return above.rsplit(" / ", 1)[-1]


def places_in(sentences: Iterable[Sentence], *, lent_only: bool) -> Iterator[Place]:
    for sentence in sentences:
        if not sentence.topics & MONEY:
            continue
        text = sentence.plain
        sums = sums_in(text)[:MOST]
        label = label_over(sentence, says.FIELD) if sums else ""
        start = 0
        for number, each in enumerate(sums):
            last = sums[number + 1].start if number + 1 < len(sums) else len(text)
            low = last < len(text) and _is_low_end(text[start : each.start], text[each.end : last])
            # What follows a range is said of both its ends.
            end, last = (sums[number + 1].end, len(text)) if low else (each.end, last)
            after = text[end : min(last, end + 140)].split(";", 1)[0]
            clause = text[max(0, each.start - 320) : each.start].rsplit(";", 1)[-1]
            near = clause[max(0, len(clause) - min(160, each.start - start)) :]
            before = says.PASSED.sub("", says.SHARE.split(near.rsplit(",", 1)[-1])[-1])
            follows = bool(start) and len(near) < len(clause)
            clause, before = f"{label}{clause}", f"{label}{before}"
            yield Place(sentence, each, clause, before, after, lent_only, near, follows, low)
            start = start if low else each.end


def _is_low_end(before: str, between: str) -> bool:
    """Tell whether a sum between two stretches is the lower end of a range."""
    if says.FROM.search(before):
        return bool(says.TO.fullmatch(between))
    if says.TO_ONLY.fullmatch(between):
        return True
    return bool(says.AT_LEAST.search(before) and says.AT_LEAST_TO.fullmatch(between))


def is_of_costs(place: Place) -> bool:
    """Tell whether a sum caps costs or one position of them rather than the grant."""
    said = says.BASE.sub(" ", place.said)
    costs = _last(says.COSTS, said)
    if (costs >= 0 and costs > _last(says.GRANT, said)) or _goes_on_with_costs(place):
        return True
    after = place.after[:70].split(",", 1)[0]
    if says.POSITION.search(place.before) or says.POSITION.search(after):
        return True
    return bool(says.OF_COSTS_AFTER.search(after))


def _goes_on_with_costs(place: Place) -> bool:
    """Tell whether "diese" stands for costs that were named just before."""
    text = place.sentence.plain[max(0, place.sum.start - 320) : place.sum.start]
    these = says.THESE.search(place.before) or (
        says.WHICH.search(place.before) and says.PLURAL.search(place.after)
    )
    return bool(these and says.COSTS.search(text))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def is_per_unit(place: Place) -> bool:
    around = f"{place.before} # {place.after[:70].split(',')[0]}"
    if says.UNIT_AFTER.search(place.after):
        return True
    if says.UNIT.search(around) or says.UNIT_WORDS.search(around):
        return True
    if says.PER_WHOLE.search(around):
        return False
    lead = place.sentence.lead
    return bool(
        says.UNIT.search(f"{place.heading} # {place.said}") or says.UNIT_WORDS.search(lead[-60:])
    )


def is_lent(place: Place) -> bool:
    if place.lent_only and place.sentence.section in SUMMARIES:
        return True
    heading = place.heading if place.lent_only else ""
    return bool(says.LOAN.search(f"{heading} # {place.said}"))


def is_no_grant(place: Place) -> bool:
    """Tell whether nothing around a sum speaks of a grant.

    "Sie" and "Er" are what the heading names.
    """
    if place.lent_only:
        return True
    said = _speaks_of_grant(place)
    if place.sentence.section in SUMMARIES:
        return not (said or says.HIGHEST.search(place.before) or says.IT_IS.search(place.clause))
    heading = place.sentence.heading
    said = said or (_goes_on(place) and bool(says.GRANT.search(place.heading)))
    return not (said and (not heading or says.HEIGHT_HEADING.search(heading)))


def _speaks_of_grant(place: Place) -> bool:
    around = f"{place.before} # {place.after}"
    if says.GRANT.search(place.said) or says.PER_WHOLE.search(around):
        return True
    if says.PROVIDED.search(place.clause):
        return False
    if says.RECEIVES.search(place.clause[-240:]):
        return True
    said = says.GRANTED.search(place.after) or says.HIGHEST.search(place.before)
    return bool(said or says.LISTED.search(place.sentence.plain))


def _goes_on(place: Place) -> bool:
    """Tell whether a sentence only goes on with what its heading names."""
    plain = place.sentence.plain
    numbered = plain[:1].isdigit() and place.sentence.heading.endswith(plain)
    return numbered or bool(says.IT.search(place.clause))
