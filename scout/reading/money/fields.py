"""Take the heading of a field as the words that lead to an amount which stands alone below it.

A page says "Förderquote" in one cell and "bis zu 80 %" in the next one: the section's heading is
then all that tells what the amount is. Below a heading that names no height of a grant, and beside
further words, it tells nothing.
"""

from __future__ import annotations

import re

from scout.reading.money.tokens import shares_in, sums_in
from scout.reading.sentences import Sentence

_BESIDE = re.compile(
    r"\b(?:bis|zu|maximal|max|höchstens|zwischen|von|und|in der regel|i\. ?d\. ?r|grundsätzlich"
    r"|in höhe von|up to|(?:je|pro) (?:projekt|vorhaben|maßnahme))\b",
    re.IGNORECASE,
)
_ANYTHING = re.compile(r"[^\W_]")


def label_over(sentence: Sentence, heights: re.Pattern[str]) -> str:
    """Return the section's heading with a colon where ``sentence`` is an amount alone below it.

    "" where it is not, or where the heading is none of ``heights``. Only the first line of a
    section stands directly below its heading.
    """
    if sentence.start or not heights.search(sentence.section):
        return ""
    text = sentence.plain
    for sum_ in reversed(sums_in(text)):
        text = f"{text[: sum_.start]} {text[sum_.end :]}"
    for share in reversed(shares_in(text)):
        text = f"{text[: share.start]} {text[share.end :]}"
    return "" if _ANYTHING.search(_BESIDE.sub("", text)) else f"{sentence.section}: "
