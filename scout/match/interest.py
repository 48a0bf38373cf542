"""Which calls of the EU's portal are ranked at all: a county does not look for defence research."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from scout.domain import FundingCall, Level
from scout.facts import Facts
from scout.reading.eu import fields as eu

# The word for calls that funded projects make with the money of theirs.
CASCADE = "CASCADE"


def of_interest(call: FundingCall, facts: Facts | None, wanted: Sequence[str]) -> bool:
    """Tell whether a call belongs to one of the programmes that are ``wanted``.

    Each of ``wanted`` is a pattern as in a shell, without regard to case, for the programme's short
    name ("DIGITAL"), for the call's key or identifier, or for the word CASCADE; of a cascade call
    the parent topic's identifier counts too. A call of which no programme is known is always of
    interest, and so is every call that the EU does not give.
    """
    if facts is None or facts.level is not Level.EU or facts.programme is None:
        return True
    stated = (call.stated.get("identifier", ""), call.stated.get("parentTopic", ""))
    cascade = CASCADE if eu.CASCADE in call.codes.get("type", ()) else ""
    names = [name.upper() for name in (facts.programme, call.key, *stated, cascade) if name]
    return any(fnmatchcase(name, pattern.upper()) for pattern in wanted for name in names)
