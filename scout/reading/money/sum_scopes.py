"""Read for what a sum is paid, and for whom or what it holds, in the words of the text.

A town reads its own limit in these words: where they are not plain, "" is better than a guess.

| text | what is read |
|---|---|
| höchstens EUR 30.000 je Gemeinde und EUR 150.000 je Landkreis | je Gemeinde, je Landkreis |
| Je Vorhaben stehen höchstens EUR 400.000 bereit | je Vorhaben |
| in Baustein A bis zu EUR 30.000 | in Baustein A |
| Einzelne Kommunen erhalten höchstens EUR 80.000, Verbünde … | einzelne Kommunen, Verbünde |
| Schließen sich Kommunen zusammen, erhöht sich der Höchstbetrag auf … | more is asked for |
"""

from __future__ import annotations

import re

from scout.reading.money import rate_words, scope_words, sum_words
from scout.reading.money.conditions import in_brackets
from scout.reading.money.sum_places import Place

MORE_IS_ASKED = "unter weiteren Voraussetzungen"
_LONGEST_UNIT = 100


def unit_of(place: Place) -> str:
    """Return "je Landkreis", "pro Vorhaben und Jahr" as the text says it, "" where it does not.

    Behind the sum, else before it, else in the line that leads to its list.
    """
    behind = scope_words.UNIT_BEHIND.match(place.after)
    if behind:
        return _in_a_line(behind["unit"])
    lead = re.split(r"[.;,]", place.sentence.lead[-160:])[-1] if place.sentence.is_item else ""
    for words in (_own(place), lead):
        found = list(scope_words.UNIT.finditer(words))
        if found:
            return _in_a_line(found[-1]["unit"])
    return ""


def condition_of(place: Place) -> str:
    """Return "in Baustein C", "für Konzepte" as the text says it, "" where nothing plain does."""
    raised = bool(scope_words.RAISED.search(place.clause))
    said = _before(place) or _behind(place) or _at_begin(place) or _receivers(place)
    return said or (MORE_IS_ASKED if raised else "")


def _receivers(place: Place) -> str:
    """Return the groups that get a sum, each its own: "Verbünde"; "" of "Jedes Team"."""
    found = sum_words.RECEIVERS.search(place.near)
    if found is None or not sum_words.RECEIVES.search(place.clause[-240:]):
        return ""
    return found[1][:1].lower() + found[1][1:] if " " in found[1] else found[1]


def _own(place: Place) -> str:
    """Return the words before a sum that do not belong to the sum before it."""
    if not place.follows:
        return place.near
    return scope_words.JOINT.split(place.near, maxsplit=1)[-1] if _is_joined(place) else ""


def _is_joined(place: Place) -> bool:
    return scope_words.JOINT.search(place.near) is not None


def _before(place: Place) -> str:
    own, shares = _own(place), len(scope_words.SIGN.findall(_own(place)))
    # Of two shares each may have its own condition, and the sum is that of both.
    parts = rate_words.PART.split(own if shares < 2 else scope_words.SIGN.split(own)[-1])
    last = parts[-1].rsplit(",", 1)[-1]
    if scope_words.ONLY_LEADS.fullmatch(last) and shares == 1:
        # "bis zu 60 Prozent für Kommunen, jedoch höchstens EUR 50.000"
        last = parts[-1]
    last = scope_words.AT_END.sub("", rate_words.LEAD_IN.sub("", last))
    found, label = rate_words.CONDITION.search(last), last.strip(" •–-:")
    begins = place.sentence.is_item and place.sentence.plain.lstrip(" •–-").startswith(label)
    if begins and scope_words.LABEL.match(label) and not rate_words.VERB.search(label):
        return _bounded(label, place)
    return _bounded(found[0], place) if found else ""


def _behind(place: Place) -> str:
    rest = place.after
    unit = scope_words.UNIT_BEHIND.match(rest)
    found = scope_words.CONDITION_BEHIND.match(rest[unit.end() :] if unit else rest)
    return _bounded(rate_words.LEADS_TO_NEXT.sub("", found[1]), place) if found else ""


def _at_begin(place: Place) -> str:
    """Return the condition with which the sentence begins, if it has no other."""
    found = scope_words.AT_BEGIN.match(place.sentence.plain)
    if found is None or place.follows or len(rate_words.PART.split(place.clause)) > 1:
        return ""
    return _bounded(found[1], place)


def _bounded(condition: str, place: Place) -> str:
    said = in_brackets(condition, place.clause)
    return "" if scope_words.NO_CONDITION.search(said) else said


def _in_a_line(unit: str) -> str:
    words = " ".join(unit.split())
    return words[:1].lower() + words[1:] if len(words) <= _LONGEST_UNIT else ""
