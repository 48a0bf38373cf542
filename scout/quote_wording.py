"""Show the words of a source as a sentence: without the mark of the list in which they stand. Pure.

What was read keeps every character, so that its place in the text holds. Only who shows words takes
the mark away that stands before them; within them nothing is altered.
"""

from __future__ import annotations

import re

# Bullets of web pages and of word processors, whose own ones lie in the private area.
_BULLET = r"[•▪▫■□●○◦◆◇‣⁃∙►▶➢➤✓✔❖·\uf0a7\uf0b7\uf0d8\uf0fc]\s*"
# What is also a sign within a text is a mark only before a blank: "-5 %", "*innen".
_SIGN = r"[-–—‐‑*]\s+|o\s+(?=[^\W\d_a-z])"
_BRACKETED = r"\(?(?:\d{1,2}|([a-z])\1?|[ivx]{1,5}|[A-Z])\)\s+"
# "4.2" may be a day or an amount, "1.10.27" a day: only what can be neither is a mark.
_NUMBER = r"(?:\d{1,2}\.|[1-9](?:\.[1-9]\d?)(?:\.[1-9]\d?)?\.[1-9])\s+"
# A number may count what follows ("2. Stichtag", "1. März"), but none of these.
_UNCOUNTED = (
    "(?:[Dd](?:er|ie|as|en|em|es)|[Ee]in(?:e[nmrs]?)?|Dies(?:e[rs]?)?|Es|Sie|Ihre?|Für|Bei|Wenn|"
    "Soweit|Sofern|Falls|Antragsberechtigt|Nicht|Gefördert|Förderfähig|Zuwendungsfähig|"
    "Antragsteller(?:innen)?|Antragstellend|Zuwendungsempfänger(?:innen)?|Förderempfänger|Anträge|"
    "Städte|Gemeinden|Kreise|Landkreise|Kommunen|Gemeindeverbände|Zweckverbände|Unternehmen|Vereine|"
    "Hochschulen|Gebietskörperschaften|Alle|The|This|These|Applicants)"
)
_ANY = rf"(?:{_BULLET}|{_SIGN}|{_BRACKETED}|{_NUMBER}(?={_UNCOUNTED}\b))"
_MARK = re.compile(rf"\s*{_ANY}")
_ANOTHER = re.compile(rf"\n[^\S\n]*{_ANY}")
# "• a) Städte": a list within a list.
_MOST_MARKS = 2


def without_mark(text: str) -> str:
    """Return ``text`` without the bullet or number of the list item that it begins with.

    A number stays where it may belong to the sentence, and so do all marks of a text that holds
    several items. What is nothing but a mark is returned as it is.
    """
    if _ANOTHER.search(text):
        return text
    start = 0
    for _ in range(_MOST_MARKS):
        found = _MARK.match(text, start)
        if found is None or found.end() == len(text):
            break
        start = found.end()
    return text[start:]
