"""Where an applicant must lie: the Länder that a text names, and the sentence that says so.

| rule            | example                                                          |
|-----------------|------------------------------------------------------------------|
| seat-in         | … mit Sitz oder Betriebsstätte in Sachsen-Anhalt                  |
| bodies-of-land  | Antragsberechtigt sind die Landkreise in Hessen                   |
| land-supports   | Das Land Brandenburg unterstützt Sie bei …                        |
| takes-place-in  | Sie müssen Ihr Vorhaben im Freistaat Sachsen durchführen          |
| named-with-bodies | Zuwendungsempfänger sind Vereine … Bayern                       |
| whole-country   | Das Programm gilt bundesweit                                      |

A Land that is only mentioned ("wie bereits in Bayern erprobt") says nothing. Berlin, Bremen and
Hamburg are towns, too, and every letter comes from somewhere: they count only with "Land", "Sitz"
or the like. An adjective counts where it stands with a body ("hessische Gemeinden").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from scout.facts import Evidence
from scout.reading.classifications import GERMANY
from scout.reading.sections import CONDITIONS, FULL_TEXT, GUIDELINE, PROCEDURE, SHORT_TEXT
from scout.reading.sentences import Sentence

# ISO 3166-2 code → name and stem of the adjective. Longer names stand before those they contain.
LAENDER: Mapping[str, tuple[str, str]] = {
    "DE-BW": ("Baden-Württemberg", "baden-württembergisch"),
    "DE-BY": ("Bayern", "bayerisch"),
    "DE-BE": ("Berlin", "berliner"),
    "DE-BB": ("Brandenburg", "brandenburgisch"),
    "DE-HB": ("Bremen", "bremisch"),
    "DE-HH": ("Hamburg", "hamburgisch"),
    "DE-HE": ("Hessen", "hessisch"),
    "DE-MV": ("Mecklenburg-Vorpommern", "mecklenburg-vorpommersch"),
    "DE-NI": ("Niedersachsen", "niedersächsisch"),
    "DE-NW": ("Nordrhein-Westfalen", "nordrhein-westfälisch"),
    "DE-RP": ("Rheinland-Pfalz", "rheinland-pfälzisch"),
    "DE-SL": ("Saarland", "saarländisch"),
    "DE-ST": ("Sachsen-Anhalt", "sachsen-anhaltisch"),
    "DE-SN": ("Sachsen", "sächsisch"),
    "DE-SH": ("Schleswig-Holstein", "schleswig-holsteinisch"),
    "DE-TH": ("Thüringen", "thüringisch"),
}
_BY_WORD: Mapping[str, str] = {
    **{name.casefold(): iso for iso, (name, _) in LAENDER.items()},
    **{stem: iso for iso, (_, stem) in LAENDER.items()},
    "nrw": "DE-NW",
    "thüringer": "DE-TH",
    "brandenburger": "DE-BB",
    "hamburger": "DE-HH",
    "bremer": "DE-HB",
    "saarlandes": "DE-SL",
    "deutschland": GERMANY,
    "bundesgebiet": GERMANY,
    "bundesweit": GERMANY,
}
_NAMES = "|".join(
    re.escape(word) for word in sorted(_BY_WORD, key=len, reverse=True) if word != "bundesweit"
)
# A name, or the stem of an adjective with its ending; neither as a part of a longer word.
_LAND = re.compile(
    rf"(?<![\w-])(?:landes?weit(?:e[nrs]?)? (?:in )?)?({_NAMES})(?:e[nrsm]?|s)?(?![\w-])",
    re.IGNORECASE,
)
_MENTIONS = re.compile(rf"(?:{_NAMES}|bundesweit)", re.IGNORECASE)

_IN = r"(?:in|im|aus|innerhalb|auf dem Gebiet|des|der|dem|den|Land(?:e?s)?|Freistaat(?:e?s)?)"
_NEAR = r"[^.;:]{0,60}?"
_LAND_GROUP = rf"(?<![\w-])(?:{_NAMES})(?:e[nrsm]?|s)?(?![\w-])"
_BODIES = (
    r"(?:Kommunen|Gemeinden|Städten?|(?:Land)?[Kk]reisen?|Gebietskörperschaften|Gemeindeverb\wnden?|"
    r"Unternehmen|Personen|Träger\w*|Vereinen?|Verb[äa]nden?|Organisationen|Einrichtungen|"
    r"Hochschulen|Schulen|Betrieben?|Haushalten?|\w{3,30}innen|Selbstorganisationen)"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "seat-in",
        re.compile(
            rf"(?:\bSitz|[Ww]ohnsitz|Niederlassung|[Bb]etriebsstätte|ansässig|Wirkungskreis|"
            rf"[Tt]ätigkeitsschwerpunkt){_NEAR}\b{_IN} {_NEAR}{_LAND_GROUP}"
            rf"|\b{_IN} [^.;:]{{0,30}}?{_LAND_GROUP}[^.;:]{{0,60}}?"
            r"(?:ansässig|\bSitz\b|[Ww]ohnsitz|wohnen|Niederlassung|[Bb]etriebsstätte)",
            re.IGNORECASE,
        ),
    ),
    (
        "bodies-of-land",
        re.compile(
            rf"\b{_BODIES}{_NEAR}\b{_IN} [^.;:]{{0,30}}?{_LAND_GROUP}"
            rf"|{_LAND_GROUP} (?:\w+ ){{0,2}}?{_BODIES}|{_BODIES} {_LAND_GROUP}",
            re.IGNORECASE,
        ),
    ),
    (
        "takes-place-in",
        re.compile(
            r"(?:durchführ|durchgeführt|umsetz|umgesetzt|liegen|befinden|belegen|stattfinden|"
            rf"Standort|Investitionsort){_NEAR}\b{_IN} [^.;:]{{0,30}}?{_LAND_GROUP}"
            rf"|\b{_IN} [^.;:]{{0,30}}?{_LAND_GROUP}[^.;:]{{0,60}}?"
            r"(?:durchführ|durchgeführt|umsetz|umgesetzt|liegen|befinde|belegen|stattfinden|erbring)",
            re.IGNORECASE,
        ),
    ),
    (
        "land-supports",
        re.compile(
            r"\b(?:Land(?:es)?|Freistaat(?:e?s)?|Hansestadt|Freie Stadt) (?:und )?(?:Hansestadt )?"
            rf"(?:{_NAMES})(?:e?s)?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "whole-country",
        re.compile(
            r"\bbundesweit|\b(?:Sitz|Niederlassung|[Bb]etriebsstätte|Einrichtung)[^.;:]{0,80}?"
            r"(?:Deutschland|Bundesgebiet)",
        ),
    ),
)
_FURTHER = re.compile(
    rf"(?:(?:,| und| oder| sowie|/) ?(?:in )?{_LAND_GROUP}){{1,15}}", re.IGNORECASE
)
# A part of a Land, or a kind of area that is not everywhere; the county of Coesfeld is in none.
_PART = re.compile(
    r"[^.;:]{0,80}?\b(?:Rheinische[ns]? (?:Braunkohlen?)?(?:[Rr]evier|Zukunfts)\w*|Ruhrgebiets?|"
    r"Metropole Ruhr|Regionalverband\w* Ruhr|Südwestfalens?|Ostwestfalen\S*|Emscher-Lippe\S*|"
    r"Bergische[ns]? (?:Land\w*|Städtedreieck\w*)|Sauerlande?s?|Siegerlande?s?|"
    r"Regierungsbezirke?s? (?:Köln|Düsseldorf|Arnsberg|Detmold)|Braunkohlere\w+|"
    r"\w*[Kk]ohleregion\w*|"
    r"(?:strukturschwache|benachteiligte)[nr]? (?:Region|Gebiet|Räume)\w*|GRW-\w*[Gg]ebiet\w*|"
    r"Ostdeutschlands?|[Nn]euen (?:Bundesl|L)ändern?)"
)
# Places that somebody has chosen or named: whether an applicant's is one of them, the text does not
# say. No clause lies between them and the body.
_NUMBER = r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\d{1,3})"
_CHOSEN = (
    r"(?:(?:aus|vor)gewählt|gefördert|teilnehmend|anerkannt|benannt|genannt|bestimmt|"
    r"festgelegt|ausgewiesen|folgend|betroffen|aufgeführt|zugelassen)e[nr]"
)
_PLACES = (
    r"(?:Regionen|Region|Kommunen|Gemeinden|Städten?|Gebieten?|Gebiets|Räumen?|Orten?|"
    r"(?:Land)?[Kk]reisen?|Standorten?|Quartieren?|Landesteilen?|Kulissen?)"
)
_KINDS = (
    r"(?:(?:Modell|Pilot|Projekt|Schwerpunkt|Ziel|Wettbewerbs|LEADER-|VITAL\.NRW-|Smart-City-|"
    r"Öko-Modell|Bioenergie-|Gesundheits|Transformations|Struktur\w{0,8}|Kern|Verbands|"
    r"Grenz|Sonder|Sanierungs|Natur\w{0,5}|Zweckverbands)"
    r"(?:[Rr]egion(?:en)?|[Kk]ommunen|[Gg]emeinden|[Ss]tädten?|[Gg]ebiet(?:e[ns]?|s)?|[Rr]äumen?|"
    r"[Kk]reisen?|[Ss]tandorten?|[Kk]ulissen?|[Qq]uartieren?)|"
    r"(?:Förder|Programm)(?:regionen|gebieten?|kulissen)|"
    r"(?:Förder|Programm)(?:region|gebiets?|kulisse) (?:der|des|von)\b)"
)
_CHOICE = re.compile(
    r"(?:(?!, (?:die|der|deren|welche|wenn|sofern|soweit|um|mit|bei)\b|"
    r"\b(?:Vorhaben|Projekt|Maßnahme)|"
    r"(?:Zusammenschl\w+|Verb[uü]nde\w*|\w{0,20}gemeinschaften) (?:aus|der|von)\b)[^.;:()]){0,80}?"
    r"\b(?:der|des|in|im|aus|innerhalb|den|dem|einer|eines)\b(?: [a-zäöü]+){0,2}? "
    rf"(?:(?:{_NUMBER} )?{_CHOSEN} (?:\w+ )?(?:{_PLACES}|{_KINDS})|(?<=de[rn] ){_NUMBER} {_PLACES}|"
    rf"(?:{_NUMBER} )?(?:\w+ )?{_KINDS}|(?:(?:Land)?[Kk]reis(?:e[ns]?)?|Städteregion) "
    r"(?!Nordrhein|NRW|Deutschland)[A-Z]\w+"
    r"(?:(?:, | und | oder | sowie )[A-Z][\w-]+){0,12})\b"
    r"(?! (?:in )?(?:Nordrhein|NRW))"
)
_NOT_ONLY = re.compile(
    r"\b(?:insbesondere|vor allem|vorrangig|bevorzugt|auch|Münster\w*|Coesfeld|außerhalb|alten|"
    r"ausgenommen|Ausnahme|ohne)\b|[()]"
)
# Where in a call the words for a region are worth most.
_ORDER = (CONDITIONS, SHORT_TEXT, FULL_TEXT, GUIDELINE, PROCEDURE)


def region_sentence(
    sentences: Sequence[Sentence], who: Iterable[Sentence], regions: Sequence[str]
) -> Evidence | None:
    """Return the words that say that an applicant must lie in one of ``regions``.

    ``who`` are the sentences that speak of applicants; they go before all others. ``None`` where
    no sentence names one of the regions in such a role.
    """
    wanted = frozenset(regions)
    words = tuple(word for word, iso in _BY_WORD.items() if iso in wanted)
    spoken = tuple(who)
    for sentence in (*spoken, *_in_order(sentences)):
        plain = sentence.plain.lower()
        if any(word in plain for word in words):
            named = _named(sentence)
            if named and wanted.intersection(named[1]):
                return named[0]
    return _mentioned(spoken, wanted)


def _mentioned(who: Iterable[Sentence], wanted: frozenset[str]) -> Evidence | None:
    """Return the first sentence about applicants that names one of ``wanted`` in whatever role."""
    for sentence in who:
        for found in _LAND.finditer(sentence.plain):
            if _BY_WORD.get(found.group(1).lower()) in wanted:
                return sentence.evidence("named-with-bodies", found.start(), found.end())
    return None


def in_a_part(plain: str, end: int) -> bool:
    """Tell whether the body that ends at ``end`` must lie in a part of a Land, or a kind of area.

    Places that were chosen are one, too ("der fünf Modellregionen"). Not where that part is only
    named first ("vorrangig in strukturschwachen Regionen").
    """
    found = _PART.match(plain, end) or _CHOICE.match(plain, end)
    return found is not None and not _NOT_ONLY.search(found.group())


def regions_in_text(
    sentences: Sequence[Sentence], who: Iterable[Sentence]
) -> tuple[tuple[str, ...], Evidence | None]:
    """Return the regions that the text itself demands, with the words for them.

    Only sentences about applicants, and those that tie seat or project to a Land, are asked; an
    empty tuple where nothing is said.
    """
    for sentence in (*who, *_in_order(sentences)):
        if named := _named(sentence):
            return named[1], named[0]
    return (), None


def _in_order(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences, those of sections that speak of conditions first."""
    place = {name: rank for rank, name in enumerate(_ORDER)}
    return sorted(sentences, key=lambda each: place.get(each.section, len(_ORDER)))


def _named(sentence: Sentence) -> tuple[Evidence, tuple[str, ...]] | None:
    if not _MENTIONS.search(sentence.plain):
        return None
    for rule, pattern in _RULES:
        if found := pattern.search(sentence.plain):
            further = _FURTHER.match(sentence.plain, found.end())
            end = further.end() if further else found.end()
            words = _LAND.finditer(sentence.plain, found.start(), end)
            named = dict.fromkeys(_BY_WORD[word.group(1).lower()] for word in words)
            regions = tuple(named) or (GERMANY,)
            return sentence.evidence(rule, found.start(), end), regions
    return None
