"""Find the links that a call gives for other calls: "Kombinierbar mit …", "Siehe auch …".

A link's words are looked for in the texts: the heading above them and what stands before them in
their sentence say what the link is for. A link whose words stand nowhere says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scout.domain import FundingCall
from scout.grouping.titles import fold

_MOST_LINKS = 200
_LONGEST_TEXT = 60_000
_MOST_PLACES = 20
# "mehr" and "hier" stand everywhere.
_SHORTEST_WORDS = 6
_BEFORE = 160
_OTHERS = re.compile(
    r"kombin|kumul|siehe auch|sehen sie auch|vergleiche auch|nicht zu verwechseln"
    r"|\b(?:weiter|ander|aehnlich|verwandt|ergaenzend|passend|zusaetzlich|alternativ)e[nrsm]? "
    r"(?:\w+ ){0,2}?(?:foerder|programm|angebot|produkt|aufruf|hilfe|moeglichkeit|kredit|zuschuss)"
    r"|\bandere[nrsm]? \w*(?:foerder|programm)|auch interess|interessieren|alternativ"
    r"|statt ?dessen|see also|related (?:calls|topics|programmes)|other (?:calls|programmes)"
)
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s)")


def asides_of(call: FundingCall) -> frozenset[str]:
    """Return the addresses of links that ``call`` gives for other calls, wherever they stand."""
    texts = [(fold(part.heading), fold(part.text[:_LONGEST_TEXT])) for part in call.sections]
    found = set()
    for link in call.links[:_MOST_LINKS]:
        words = fold(link.title).strip()
        places = list(_said_before(words, texts)) if len(words) >= _SHORTEST_WORDS else []
        if _OTHERS.search(words) or (places and all(map(_OTHERS.search, places))):
            found.add(link.url)
    return frozenset(found)


def _said_before(words: str, texts: list[tuple[str, str]]) -> Iterator[str]:
    """Yield by each place of ``words`` its heading and what its sentence says before it."""
    left = _MOST_PLACES
    for heading, text in texts:
        start = text.find(words)
        while start >= 0 and left > 0:
            left -= 1
            yield f"{heading}\n{_same_sentence(text[max(0, start - _BEFORE) : start])}"
            start = text.find(words, start + len(words))


def _same_sentence(before: str) -> str:
    """Return what belongs to a link of all that stands before it.

    The line it stands in; where that begins with it, the lines of the list above as well.
    """
    sentence = _SENTENCE_ENDS.split(before)[-1]
    line = sentence.rpartition("\n")[2]
    return line if line.strip() else sentence
