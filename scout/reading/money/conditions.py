"""Trim the words that say for whom or what an amount holds, so that they may stand in brackets."""

from __future__ import annotations

from scout.reading.money import rate_words as says

_LONGEST = 100


def in_brackets(condition: str, clause: str) -> str:
    """Return a condition of an amount without what leads on to the amount itself.

    "" where only a fragment of one is left, or where it breaks off before a noun that ``clause``,
    the words before the amount, do not tell.
    """
    return _completed(_rounded_off(condition), clause)


def _rounded_off(condition: str) -> str:
    """Leave out what leads on to the amount itself, and references to numbers of the guideline."""
    own = says.REFERENCE.split(says.LEADS_ON.split(says.MARK.sub("", condition), 1)[0], 1)[0]
    if own.count("(") > own.count(")"):
        own = own[: own.rindex("(")]
    own = says.DANGLING.sub("", own).strip(" (–-,:")
    if len(own) > _LONGEST or says.FRAGMENT.search(own):
        return ""
    return own[:1].lower() + own[1:] if says.OPENS.match(own) else own


def _completed(condition: str, clause: str) -> str:
    """Return a condition with the noun it leaves out: "im ersten Jahr 90 %, im zweiten 75 %"."""
    if says.OF_NUMBER.fullmatch(condition):
        nouns = says.NUMBERED_NOUN.findall(clause)
        return f"{condition} {nouns[-1]}" if nouns else ""
    return "" if says.BREAKS_OFF.search(condition) else condition
