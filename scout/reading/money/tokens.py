"""Find sums and shares in German and English text, each with its span and exact value.

Tells only what is written, not what it means: roles are read in ``rates`` and ``sums``. A number
without a currency or a percent sign is neither, and a sum in words counts only with its currency.

| text | value |
|---|---|
| EUR 50.000; 2 500 €; 2.000,00 Euro; 500 TEUR; EUR 1,25 Mio.; 1,5 Millionen Euro | sum |
| zweitausend Euro; eine Million Euro | sum |
| 80 %; 80 Prozent; 80 v.H.; 80 vom Hundert; 80-prozentig; 60 per cent | percent |
| ein Drittel; zwei Drittel; die Hälfte; drei Viertel; 2/3 der Kosten | percent, in words |
| um 10 Prozentpunkte; 5 %-Punkte | points: a difference of shares |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_WORDS = {
    word: value
    for value, words in enumerate(
        "- ein|eine|einen|einem|one zwei|two drei|three vier|four fünf|five sechs|six sieben|seven "
        "acht|eight neun|nine zehn|ten elf|eleven zwölf|twelve".split()
    )
    for word in words.split("|")
    if value
}
_TENS = {
    "zehn": 10,
    "zwanzig": 20,
    "dreißig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
    "hundert": 100,
    "einhundert": 100,
}
_PARTS = {"drittel": 3, "viertel": 4, "fünftel": 5, "zehntel": 10}

_DIGITS = (
    r"(?P<number>[0-9]{1,3}(?:[. '’][0-9]{3}){1,4}(?![0-9])(?:,(?:[0-9]{1,2}(?![0-9])|[-–—]{1,2}))?"
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])(?:\.[0-9]{1,2}(?![0-9]))?"
    r"|[0-9]{1,12}(?:[.,][0-9]{1,4}(?![0-9])|,[-–—]{1,2})?)"
)
_NUMBER = rf"(?<![\w.,]){_DIGITS}"
_SCALE = (
    r"(?P<scale>Mio\b\.?|Mrd\b\.?|Millionen\b|Million\b|Milliarden?\b|Mill\b\.?|millions?\b"
    r"|billions?\b|Tsd\b\.?|Tausend\b|thousand\b|[TMk](?=(?:EUR|€)))"
)
_CURRENCY = r"(?:EUR\b|Euro\b|euros?\b|€)"
_SUM_AFTER = re.compile(rf"{_NUMBER}(?: ?{_SCALE})?(?: {{0,60}}|[-–]){_CURRENCY}")
_SUM_BEFORE = re.compile(rf"(?:\bEUR|€|\bEuro) {{0,60}}{_DIGITS}(?:[ -]{_SCALE}|(?P<short>m)\b)?")
# The lower end of "zwischen 5.000 und 50.000 Euro" has no currency of its own.
_SUM_RANGE = re.compile(
    rf"\b(?:zwischen|von) {_DIGITS}(?: ?(?:bis zu|bis maximal|bis|und|–|-) ?)"
    rf"(?=[0-9][0-9.,' ]{{0,14}}(?:{_SCALE})?(?: {{0,3}}){_CURRENCY})"
)
_THOUSANDS = re.compile(rf"\b(?P<scale>TEUR|T€|Tsd\. ?(?:EUR|€)) ?{_NUMBER}")
_IN_WORDS = re.compile(
    rf"\b(?P<word>{'|'.join([*_WORDS, *_TENS])})(?P<unit>hundert|tausend| Million(?:en)?| million)"
    r"(?= (?:Euro|EUR|€|euros?\b)) \w{1,5}",
    re.IGNORECASE,
)
THOUSAND = 1_000
_SCALES = {"t": 1_000, "k": 1_000, "mi": 1_000_000, "m": 1_000_000, "mr": 10**9, "b": 10**9}

_SIGN = (
    r"(?P<points>[ -]?Prozentpunkte?n?\b|[ -]?%-?[ ]?Punkte?n?\b|[ -]?percentage points?\b)"
    r"|[ -]?(?:%|[Pp]rozent|v\. ?H\.|vH\b|vo[mn] ?Hundert|per ?cent\b)"
)
_PERCENT = re.compile(
    rf"(?<![\w.,])(?<!\b1/)(?P<value>[0-9]{{1,3}}(?:[.,][0-9]{{1,3}})?)(?P<third> 1/3)?(?:{_SIGN})"
)
# The first of "30 bis 50 Prozent", "60/40 %" and "90, 80 und 70 Prozent" has no sign of its own.
_RANGE = re.compile(
    r"(?<![\w.,])(?!1/3)(?P<value>[0-9]{1,3}(?:,[0-9]{1,2})?)(?: ?(?:bis zu|bis|und|oder|bzw\."
    r"|beziehungsweise|/|–|-) ?|, )(?=[0-9]{1,3}(?:,[0-9]{1,2})? ?(?:%|Prozent\b|v\. ?H\.))"
)
_PERCENT_WORDS = re.compile(
    rf"\b(?P<tens>{'|'.join(_TENS)}) ?(?:%|Prozent\b|v\. ?H\.|vom Hundert)"
    rf"|\b(?P<count>{'|'.join(_WORDS)}) ?(?P<part>{'|'.join(_PARTS)})n?\b|\b(?P<half>Hälfte)\b"
    r"|(?<![\w/.,])(?P<top>[1-9])/(?P<bottom>[2-9])(?= de[rs] )",
    re.IGNORECASE,
)

_SPELLED = re.compile(r"(?:[Tt]el|älfte|[ßz]ig|zehn|undert)|[0-9]/[0-9]")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in units of ``currency`` where it stands in a text."""

    amount: Decimal
    start: int
    end: int
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage where it stands in a text; ``points`` if it is a difference of two.

    ``words`` tells that it is a fraction in words ("ein Drittel"), which often counts other things.
    """

    percent: Decimal
    start: int
    end: int
    points: bool = False
    words: bool = False


def names_money(text: str) -> bool:
    """Tell cheaply whether ``sums_in`` may find anything."""
    return "€" in text or "EUR" in text or "uro" in text


def names_share(text: str) -> bool:
    """Tell cheaply whether ``shares_in`` may find anything."""
    # One expression rather than a loop: this runs over every sentence.
    return (
        "%" in text
        or "rozent" in text
        or "v.H." in text
        or "v. H." in text
        or "vH" in text
        or "undert" in text
        or "cent" in text
        or "Hälfte" in text
        or "Drittel" in text
        or "iertel" in text
        or "Fünftel" in text
        or "Zehntel" in text
        or "/3 " in text
        or "/4 " in text
    )


def sums_in(plain: str) -> tuple[Sum, ...]:
    """Return the sums of a text in order; not those in another currency than euro."""
    if not names_money(plain):
        return ()
    found: list[Sum] = []
    for each in sorted(_sums(plain), key=lambda each: (each.start, -each.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return tuple(found)


def shares_in(plain: str) -> tuple[Share, ...]:
    """Return the percentages of a text in order, those over 100 too."""
    if not names_share(plain):
        return ()
    return tuple(sorted(_shares(plain), key=lambda each: each.start))


def _sums(plain: str) -> Iterator[Sum]:
    for pattern in (_THOUSANDS, _SUM_BEFORE, _SUM_AFTER):
        for match in pattern.finditer(plain):
            scale = match["scale"] or match.groupdict().get("short")
            factor = _factor(scale) if scale else 1
            amount = _value(match["number"], scaled=factor > 1) * factor
            yield Sum(amount.quantize(1) if amount == int(amount) else amount, *match.span())
    for match in _SUM_RANGE.finditer(plain) if "zwischen" in plain or "von" in plain else ():
        amount = _value(match["number"], scaled=False)
        factor = _factor(match["scale"]) if match["scale"] and amount < THOUSAND else 1
        yield Sum(amount * factor, *match.span("number"))
    if not ("tausend" in plain or "hundert" in plain or "illion" in plain):
        return
    for match in _IN_WORDS.finditer(plain):
        word = match["word"].casefold()
        unit = match["unit"].strip().casefold()
        factor = 100 if unit == "hundert" else 1_000 if unit == "tausend" else 1_000_000
        yield Sum(Decimal((_WORDS.get(word) or _TENS[word]) * factor), *match.span())


def _factor(scale: str) -> int:
    key = scale.casefold()
    return _SCALES.get(key[:2]) or _SCALES[key[0]]


def _value(number: str, *, scaled: bool) -> Decimal:
    """Return what digits with points, commas and blanks say.

    Three digits after a mark are thousands, except after a comma before "Mio.": 1,125 Mio. EUR.
    """
    digits = number.rstrip("-–—,").replace(" ", "").replace("'", "").replace("’", "")
    if "." in digits and "," in digits:
        mark = max(digits.rfind("."), digits.rfind(","))
    else:
        mark = max(digits.rfind("."), digits.rfind(","))
        decimals = len(digits) - mark - 1
        is_group = decimals == 3 and not (scaled and digits[mark] == ",")
        if mark >= 0 and (is_group or digits.count(digits[mark]) > 1):
            mark = -1
    whole, rest = (digits, "") if mark < 0 else (digits[:mark], digits[mark + 1 :])
    whole = whole.replace(".", "").replace(",", "")
    return Decimal(f"{whole}.{rest}" if rest.strip("0") else whole)


def _shares(plain: str) -> Iterator[Share]:
    for match in _PERCENT.finditer(plain):
        whole = match["value"].replace(",", ".")
        value = Decimal(f"{whole}.33" if match["third"] and whole.isdigit() else whole)
        yield Share(value, *match.span(), points=match["points"] is not None)
    for match in _RANGE.finditer(plain):
        yield Share(Decimal(match["value"].replace(",", ".")), *match.span("value"))
    if not _SPELLED.search(plain):
        return
    for match in _PERCENT_WORDS.finditer(plain):
        yield Share(_spelled(match), *match.span(), words=match["tens"] is None)


def _spelled(match: re.Match[str]) -> Decimal:
    if match["tens"]:
        return Decimal(_TENS[match["tens"].casefold()])
    if match["half"]:
        return Decimal(50)
    if match["top"]:
        return round(Decimal(100 * int(match["top"])) / int(match["bottom"]), 2)
    share = Decimal(100 * _WORDS[match["count"].casefold()]) / _PARTS[match["part"].casefold()]
    return round(share, 2)
