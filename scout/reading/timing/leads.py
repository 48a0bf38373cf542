"""Say what leads to a sentence that does not say itself what it is about.

Headings that name a day are sentences of their own. A pronoun goes on with the sentence before it,
and so do a bare "Frist" that was moved and a bare "next Stichtag", where that speaks of applying.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from scout.reading.sentences import Sentence
from scout.reading.timing.dates import looks_dated
from scout.reading.timing.moved import goes_on_from
from scout.reading.timing.rounds import neighbour

_PRONOUN: Final = re.compile(
    r"(?:Sie|Diese|Dieser|Er|Dabei|Hierzu|Dazu) (?:sind|ist|soll|muss|müss)"
)


def dated_headings(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield the headings of sections that may name a day; their text need not say it again."""
    for heading in dict.fromkeys(each.section for each in sentences):
        if looks_dated(heading):
            yield Sentence(heading, heading, 0, len(heading), heading=heading)


def led(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences; to one that begins with a pronoun the one before it leads.

    So it does to a bare "Frist" that was moved; to a bare "next Stichtag" the one behind it may.
    """
    before: Sentence | None = None
    for sentence, after in zip_longest(sentences, sentences[1:]):
        if before and not sentence.lead and _PRONOUN.match(sentence.plain):
            same = before.section == sentence.section and before.heading == sentence.heading
            yield replace(sentence, lead=before.plain) if same else sentence
        elif before and not sentence.lead and goes_on_from(sentence, before):
            yield replace(sentence, lead=before.plain)
        elif beside := neighbour(sentence, before, after):
            yield replace(sentence, lead=beside.plain)
        else:
            yield sentence
        before = sentence
