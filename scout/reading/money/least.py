"""Tell which sum is the least that is granted, and which only the least that must be spent.

| rule | sentence |
|---|---|
| min-grant | Die Bagatellgrenze liegt bei EUR 10.000. |
| min-grant | Zuwendungen unter 500 Euro werden nicht bewilligt. |
| min-grant | Der Zuschuss liegt zwischen EUR 500 und EUR 3.000. |
| municipal-min-grant | … mindestens 2.500 Euro, bei Kommunen mindestens 12.500 Euro |
"""

from __future__ import annotations

from scout.reading import sections as known
from scout.reading.money import sum_words as says
from scout.reading.money.sum_places import Place, is_lent, is_no_grant, is_of_costs, is_per_unit


def is_least_of_range(place: Place) -> bool:
    """Tell whether a sum is the lower end of what is granted: "zwischen 500 und 3.000 Euro"."""
    if not place.is_low or says.PROCEDURE.search(place.before):
        return False
    refused = (is_of_costs, is_per_unit, is_lent, is_no_grant)
    return not any(holds(place) for holds in refused)


def is_municipal_least(place: Place) -> bool:
    if _is_second_least(place):
        return True
    own = f"{place.clause} {place.after.split(',')[0][:60]}"
    if not says.MUNICIPAL.search(own) or says.OTHERS.search(place.before):
        return False
    return is_least(place)


def _is_second_least(place: Place) -> bool:
    """Tell whether a sum is the municipalities' own least behind that of others."""
    plain, own = place.sentence.plain, f"{place.before} # {place.after.split(',')[0][:60]}"
    if not says.MUNICIPAL.search(own) or says.CAP.search(place.before):
        return False
    if not says.SECOND.search(plain[: place.sum.start][-200:]) or says.COSTS.search(
        says.BASE.sub(" ", place.said)
    ):
        return False
    whole = f"{place.sentence.lead[-100:]} {plain}"
    return bool(says.LEAST.search(whole) or (says.GRANT.search(whole) and _is_lower_limit(plain)))


def _is_lower_limit(plain: str) -> bool:
    return bool(says.REFUSED.search(plain) or says.ONLY.search(plain))


def is_least(place: Place) -> bool:
    """Tell whether a sum is the least that is granted, not the least that must be spent."""
    less, at_least = says.LESS.search(place.before), says.AT_LEAST.search(place.before)
    named = _is_named(place)
    if not (named or less or at_least):
        return False
    said = says.BASE.sub(" ", place.said)
    if says.COSTS.search(said) or says.COSTS.search(place.after[:60]) or is_per_unit(place):
        return False
    granted = bool(says.GRANT.search(said))
    if less:
        return granted and _is_refused(place)
    if at_least:
        return named or _is_reached(place, granted=granted)
    return not says.CAP.search(place.before)


def _is_named(place: Place) -> bool:
    """Tell whether words that only speak of a lower limit stand beside a sum."""
    if says.LEAST.search(place.said) or "agatell" in place.heading:
        return True
    if says.LIMIT.search(place.before) or says.LIMIT_AFTER.search(place.after):
        return True
    return _is_reached_from(place) or _must_exceed(place)


def _is_reached_from(place: Place) -> bool:
    """Tell "werden ab einer Höhe von 3.000 Euro bewilligt" from a threshold of procedure."""
    return bool(says.FROM_ON.search(place.before) and says.PAID.search(place.sentence.plain))


def _must_exceed(place: Place) -> bool:
    """Tell "wird nur gewährt, wenn sie 2.000 Euro übersteigt"."""
    exceeds = says.EXCEEDS.search(place.after) and says.IF.search(place.before)
    return bool(exceeds and says.ONLY.search(place.clause))


def _is_refused(place: Place) -> bool:
    """Tell whether less than a sum is not granted, as the end of the sentence or its list says."""
    rest = place.sentence.plain[place.sum.end : place.sum.end + 180]
    if says.REFUSED_FIRST.search(place.sentence.plain):
        return True
    if says.LEAST_AFTER.search(rest.replace(",", " ", 1) if "," in rest[:40] else rest):
        return True
    of_list = place.sentence.is_item and place.sentence.section != known.GUIDELINE
    return of_list and bool(says.NOT_FUNDED.search(place.sentence.lead[-80:]))


def _is_reached(place: Place, *, granted: bool) -> bool:
    """Tell whether "mindestens", "mehr als" states what a grant must reach."""
    reached = says.REACHED.search(place.after) if says.ONLY.search(place.clause) else None
    if reached and reached[0].endswith("erhalten"):
        return True
    plain = place.before.endswith(("mindestens ", "sein als ")) and says.SMALLEST.search(place.said)
    return granted and bool(reached or plain)
