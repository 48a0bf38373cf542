"""Turn the labels that a page states into codes of the Förderdatenbank. Pure.

A page says "Fördergeber: Land" or "Förderart: Zuschuss, Darlehen"; the codes are what the readers
of facts understand. Of a value that holds a label nobody knows there are no codes at all: those of
the others alone would say "only these". Prose is left to the readers of sentences.

A "Zielgruppe" of persons and schools only may be that of the projects: it says of nobody that they
apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from scout.collect.page_texts import Text
from scout.reading.meanings import is_audience
from scout.reading.pages import Meaning, meaning_of

GROUPS: Mapping[Meaning, str] = {
    Meaning.FUNDER: "Foerdergeber",
    Meaning.KIND: "Foerderart",
    Meaning.WHO: "Foerderberechtigte",
}
_PEOPLE = frozenset(("privatperson", "bildungseinrichtung"))
_LONGEST = 600
_MOST_PARTS = 40
_LABELS: Mapping[str, Mapping[str, str]] = {
    "Foerdergeber": {
        "bund": "bund bundesregierung kfw bundesrepublik_deutschland bmwe bmwk bmftr bmbf",
        "land": "land land_nrw land_nordrhein-westfalen nordrhein-westfalen nrw.bank nrw",
        "eu": "eu europäische_union eu-kommission europäische_kommission",
    },
    "Foerderart": {
        "zuschuss": "zuschuss zuschüsse",
        "darlehen": "darlehen kredit kredite förderdarlehen förderkredit nachrangdarlehen",
        "buergschaft": "bürgschaft bürgschaften",
        "garantie": "garantie garantien",
        "beteiligung": "beteiligung beteiligungen",
        "sonstige": "sonstige sonstiges",
    },
    "Foerderberechtigte": {
        "kommune": "kommune kommunen gemeinde gemeinden gemeindeverbände städte kreise landkreise "
        "kreisfreie_städte kreisangehörige_gemeinden kommunale_gebietskörperschaften "
        "gebietskörperschaften",
        "kommune oeffentliche_einrichtung": "öffentliche_hand",
        "oeffentliche_einrichtung": "öffentliche_einrichtung öffentliche_einrichtungen",
        "unternehmen": "unternehmen kmu kleine_unternehmen mittlere_unternehmen mittelstand "
        "freiberufler freie_berufe freiberuflich_tätige wohnungsunternehmen start-ups landwirte "
        "landwirtschaftliche_betriebe handwerk handwerksbetriebe selbstständige",
        "verband_vereinigung": "verband/vereinigung verbände/vereinigungen verbände vereinigungen "
        "verein vereine gemeinnützige_organisationen stiftungen gemeinnützige_vereine",
        "hochschule": "hochschule hochschulen universitäten fachhochschulen",
        "forschungseinrichtung": "forschungseinrichtung forschungseinrichtungen",
        "bildungseinrichtung": "bildungseinrichtung bildungseinrichtungen bildungsträger schulen",
        "privatperson": "privatperson privatpersonen private studierende schüler auszubildende",
        "existenzgruenderin": "existenzgründer/in existenzgründer existenzgründerinnen gründer "
        "existenzgründende gründende gründerinnen",
    },
}
_CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    group: {
        label.replace("_", " "): tuple(codes.split())
        for codes, labels in table.items()
        for label in labels.split()
    }
    for group, table in _LABELS.items()
}
_PARTED = re.compile(r"[,;\n•]| und | sowie | oder | & ")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
# "bis zu 80 %" beside a kind of funding is no kind.
_SHARE = re.compile(
    r"[^\W\d]{0,12}(?: [^\W\d]{1,12}){0,3} ?[0-9][0-9.]{0,12} ?(?:%|prozent|euro|€)"
)


def codes_of_page(text: Text) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the codes of what a page states as labels, and the labels that nobody knows.

    Who may apply is taken from a section, too, if it holds known labels and nothing else.
    """
    codes: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, None] = {}
    for label, value in text.stated.items():
        group = GROUPS.get(meaning_of(label) or Meaning.SUMMARY)
        if group is not None and group not in codes:
            found, strange = codes_of(group, value)
            codes |= {group: found} if found and not _is_of_projects(label, found) else {}
            unknown |= dict.fromkeys(f"{label}: {each}" for each in strange)
    for section in text.sections:
        if meaning_of(section.heading) is Meaning.WHO and GROUPS[Meaning.WHO] not in codes:
            found, _ = codes_of(GROUPS[Meaning.WHO], section.text)
            if found and not _is_of_projects(section.heading, found):
                codes[GROUPS[Meaning.WHO]] = found
    return codes, tuple(unknown)


def _is_of_projects(heading: str, codes: Iterable[str]) -> bool:
    """Tell whether those named may be the people whom the projects are for."""
    return is_audience(heading) and _PEOPLE.issuperset(codes)


def codes_of(group: str, value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of ``group`` for the labels of ``value``, and the labels nobody knows.

    No codes if one of them is unknown.
    """
    if len(value) > _LONGEST:
        return (), (f"{value[:80]}…",)
    known = _CODES[group]
    parts = list(_parts(value))[:_MOST_PARTS]
    unknown = tuple(part for part in parts if _folded(part) not in known)
    found = () if unknown else tuple(code for part in parts for code in known[_folded(part)])
    return tuple(dict.fromkeys(found)), unknown


def _parts(value: str) -> Iterator[str]:
    for part in _PARTED.split(_ASIDE.sub(" ", value)):
        label = " ".join(part.split()).rstrip(".")
        if label and not _SHARE.fullmatch(_folded(label)):
            yield label


def _folded(label: str) -> str:
    return " ".join(label.split()).replace("\u00ad", "").lower()
