"""What the codes of a source's classifications mean.

Codes of the Förderdatenbank are irregular on purpose of nobody (``_bundesweit`` beside
``bundesweit``, ``schlesig_holstein``); the tables hold what was seen in its export of 2026.
A code that is not listed is handed back, never guessed and never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from scout.domain import ApplicantType, FundingKind, Level

GERMANY = "DE"

LEVELS: Mapping[str, Level] = {
    "bund": Level.FEDERAL,
    "land": Level.STATE,
    "eu": Level.EU,
}
KINDS: Mapping[str, FundingKind] = {
    "zuschuss": FundingKind.GRANT,
    "darlehen": FundingKind.LOAN,
    "buergschaft": FundingKind.SURETY,
    "garantie": FundingKind.GUARANTEE,
    "beteiligung": FundingKind.EQUITY,
    "sonstige": FundingKind.OTHER,
}
APPLICANTS: Mapping[str, ApplicantType] = {
    "kommune": ApplicantType.MUNICIPALITY,
    "oeffentliche_einrichtung": ApplicantType.PUBLIC_BODY,
    "unternehmen": ApplicantType.COMPANY,
    "verband_vereinigung": ApplicantType.ASSOCIATION,
    "hochschule": ApplicantType.UNIVERSITY,
    "forschungseinrichtung": ApplicantType.RESEARCH_INSTITUTE,
    "bildungseinrichtung": ApplicantType.EDUCATION,
    "privatperson": ApplicantType.PRIVATE_PERSON,
    "existenzgruenderin": ApplicantType.FOUNDER,
}
_LAENDER: Mapping[str, str] = {
    "baden_wuerttemberg": "DE-BW",
    "bayern": "DE-BY",
    "berlin": "DE-BE",
    "brandenburg": "DE-BB",
    "bremen": "DE-HB",
    "hamburg": "DE-HH",
    "hessen": "DE-HE",
    "mecklenburg_vorpommern": "DE-MV",
    "niedersachsen": "DE-NI",
    "nordrhein_westfalen": "DE-NW",
    "rheinland_pfalz": "DE-RP",
    "saarland": "DE-SL",
    "sachsen": "DE-SN",
    "sachsen_anhalt": "DE-ST",
    "schleswig_holstein": "DE-SH",
    "schlesig_holstein": "DE-SH",
    "thueringen": "DE-TH",
}
REGIONS: Mapping[str, str] = {"bundesweit": GERMANY, "_bundesweit": GERMANY, **_LAENDER}
TOPICS = frozenset(
    "arbeit aus_weiterbildung aussenwirtschaft beratung corona digitalisierung "
    "energieeffizienz_erneuerbare_energien existenzgruendung_festigung "
    "forschung_innovation_themenoffen forschung_innovation_themenspezifisch frauenfoerderung "
    "gesundheit_soziales infrastruktur kultur_medien_sport landwirtschaft_laendliche_entwicklung "
    "messen_ausstellungen mobilitaet regionalfoerderung smart_cities_regionen "
    "staedtebau_stadterneuerung umwelt_naturschutz unternehmensfinanzierung "
    "wohnungsbau_modernisierung".split()
)

_ISO_CODE = re.compile(r"de_([a-z]{2})")
_Word = TypeVar("_Word", bound=StrEnum)


def translate(
    codes: Sequence[str], table: Mapping[str, _Word]
) -> tuple[tuple[_Word, ...], tuple[str, ...]]:
    """Return the words that ``codes`` stand for, in order, and the codes that are not listed."""
    found = {table[code]: None for code in codes if code in table}
    return tuple(found), tuple(code for code in codes if code not in table)


def translate_regions(codes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return ISO 3166-2 codes of Länder ("DE" for all), and the codes that are not understood."""
    found: dict[str, None] = {}
    unknown: list[str] = []
    for code in codes:
        iso = REGIONS.get(code) or _by_iso_code(code)
        if iso is None:
            unknown.append(code)
        else:
            found[iso] = None
    return tuple(found), tuple(unknown)


def _by_iso_code(code: str) -> str | None:
    match = _ISO_CODE.fullmatch(code)
    iso = f"DE-{match.group(1).upper()}" if match else None
    return iso if iso in _LAENDER.values() else None
