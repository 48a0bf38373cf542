"""Every German word that is not in a template, and German forms of numbers and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from scout.domain import (
    ApplicantType,
    CallStatus,
    Deadline,
    DeadlineKind,
    FieldChange,
    FundingKind,
    Level,
)

MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
LEVELS: Mapping[Level, str] = {
    Level.EU: "EU",
    Level.FEDERAL: "Bund",
    Level.STATE: "Land",
    Level.MUNICIPAL: "Kommune",
}
KINDS: Mapping[FundingKind, str] = {
    FundingKind.GRANT: "Zuschuss",
    FundingKind.LOAN: "Darlehen",
    FundingKind.SURETY: "Bürgschaft",
    FundingKind.GUARANTEE: "Garantie",
    FundingKind.EQUITY: "Beteiligung",
    FundingKind.OTHER: "Sonstige Förderung",
}
APPLICANTS: Mapping[ApplicantType, str] = {
    ApplicantType.COUNTY: "Kreise",
    ApplicantType.TOWN: "Städte und Gemeinden",
    ApplicantType.MUNICIPALITY: "Kommunen",
    ApplicantType.PUBLIC_BODY: "öffentliche Einrichtungen",
    ApplicantType.COMPANY: "Unternehmen",
    ApplicantType.ASSOCIATION: "Verbände und Vereine",
    ApplicantType.UNIVERSITY: "Hochschulen",
    ApplicantType.RESEARCH_INSTITUTE: "Forschungseinrichtungen",
    ApplicantType.EDUCATION: "Bildungseinrichtungen",
    ApplicantType.PRIVATE_PERSON: "Privatpersonen",
    ApplicantType.FOUNDER: "Gründerinnen und Gründer",
}
REGIONS: Mapping[str, str] = {
    "DE": "bundesweit",
    "DE-BW": "Baden-Württemberg",
    "DE-BY": "Bayern",
    "DE-BE": "Berlin",
    "DE-BB": "Brandenburg",
    "DE-HB": "Bremen",
    "DE-HH": "Hamburg",
    "DE-HE": "Hessen",
    "DE-MV": "Mecklenburg-Vorpommern",
    "DE-NI": "Niedersachsen",
    "DE-NW": "Nordrhein-Westfalen",
    "DE-RP": "Rheinland-Pfalz",
    "DE-SL": "Saarland",
    "DE-SN": "Sachsen",
    "DE-ST": "Sachsen-Anhalt",
    "DE-SH": "Schleswig-Holstein",
    "DE-TH": "Thüringen",
}
STATUS: Mapping[CallStatus, str] = {
    CallStatus.FORECASTED: "angekündigt",
    CallStatus.OPEN: "offen",
    CallStatus.CLOSED: "beendet",
    CallStatus.GONE: "nicht mehr gelistet",
    CallStatus.UNKNOWN: "unklar – bitte bei der Quelle nachsehen",
}
UNTITLED = "(ohne Titel)"

_NOT_STATED = "im Fristenfeld der Quelle nicht angegeben – bitte in der Richtlinie nachsehen"
_PLAIN_FIELDS: Mapping[str, str] = {"title": "Titel", "funder": "Fördergeber"}

_CODE_GROUPS: Mapping[str, str] = {
    "Foerderart": "Förderart",
    "Foerderberechtigte": "Förderberechtigte",
    "Foerderbereich": "Förderbereich",
    "Foerdergebiet": "Fördergebiet",
    "Foerdergeber": "Fördergeber",
}
# Findings as a coordinator reads them; what is not listed is the operator's business.
_FINDINGS: Mapping[str, str] = {
    "too_few_items": "es kamen zu wenige Einträge",
    "count_collapsed": "es kamen viel weniger Einträge als sonst",
    "count_fell": "es kamen weniger Einträge als sonst",
    "limit_reached": "der Abruf nahm kein Ende",
    "fill_rate": "wichtige Angaben fehlen",
    "fill_rate_fell": "Angaben fehlen, die sonst da sind",
    "items_rejected": "einzelne Einträge waren unbrauchbar",
    "item_rejected": "einzelne Einträge waren unbrauchbar",
    "item_unreadable": "einzelne Einträge waren unlesbar",
    "not_well_formed": "einzelne Dateien waren fehlerhaft",
    "not_a_zip": "statt der Daten kam etwas anderes",
    "zip_damaged": "die Datei war beschädigt",
    "zip_member_path": "die Datei war anders aufgebaut als bekannt",
    "zip_too_large": "die Datei war unglaubwürdig groß",
    "zip_encrypted": "die Datei war verschlüsselt",
    "connection_refused": "die Verbindung wurde abgelehnt",
    "host_unknown": "der Server war nicht zu finden",
    "timeout": "der Server hat nicht geantwortet",
    "time_limit": "der Abruf dauerte zu lange",
    "robots_forbidden": "die Quelle erlaubt den Abruf nicht",
    "aborted": "der Abruf wurde abgebrochen",
}


def german_date(day: date) -> str:
    """Return ``31.12.2026``."""
    return f"{day:%d.%m.%Y}"


def german_number(value: float, places: int = 2) -> str:
    """Return ``1.250,50``."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def counted(count: int, singular: str, plural: str) -> str:
    """Return ``1 Aufruf`` or ``3 Aufrufe``."""
    return f"{count} {singular if count == 1 else plural}"


def days_left(day: date, today: date) -> str:
    """Return ``noch 12 Tage``, ``heute`` or ``seit 3 Tagen vorbei``."""
    left = (day - today).days
    if left == 0:
        return "heute"
    if left < 0:
        return f"seit {counted(-left, 'Tag', 'Tagen')} vorbei"
    return f"noch {counted(left, 'Tag', 'Tage')}"


def deadline(found: Deadline | None, today: date) -> str:
    """Say until when one may apply, on one line, and say so where it is not known."""
    if found is None:
        return "nicht eindeutig – bitte bei der Quelle nachsehen"
    if found.kind is DeadlineKind.FIXED:
        ahead = [day for day in found.dates if day >= today] or list(found.dates[-1:])
        # Whoever missed the first stage need not begin: it must not vanish from sight.
        shown = found.dates if found.two_stage else ahead
        return ", ".join(f"{german_date(day)} ({days_left(day, today)})" for day in shown)
    if found.kind is DeadlineKind.RECURRING:
        return "jedes Jahr zum " + " und ".join(_yearly(day) for day in found.days)
    return {
        DeadlineKind.ROLLING: "laufend",
        DeadlineKind.RELATIVE: "abhängig vom Vorhaben",
        DeadlineKind.CLOSED: "Antragstellung beendet",
        DeadlineKind.NONE_STATED: _NOT_STATED,
    }[found.kind]


def fit(score: float) -> str:
    """Put a score into a word; the figure stands beside it."""
    if score >= 0.2:
        return "hoch"
    return "mittel" if score >= 0.1 else "gering"


def listed(words: Iterable[str]) -> str:
    """Return ``a, b und c``."""
    *rest, last = list(words) or [""]
    return f"{', '.join(rest)} und {last}" if rest else last


def change(found: FieldChange) -> str:
    """Name what is different, for a reader who knows the call."""
    kind, _, name = found.field.partition(".")
    if found.field == "listing":
        gone = found.new == "gone"
        return (
            "Steht nicht mehr in der Liste der Quelle"
            if gone
            else "Steht wieder in der Liste der Quelle"
        )
    if kind == "section":
        return f"{name}: {_verb(found)}"
    if kind == "code":
        return f"{_CODE_GROUPS.get(name, name)}: {_verb(found)}"
    return f"{_PLAIN_FIELDS.get(found.field, found.field)}: {_verb(found)}"


def finding(code: str) -> str:
    """Say in a few words what was wrong with a crawl."""
    if code.startswith("http_"):
        return f"der Server meldete Fehler {code.removeprefix('http_')}"
    return _FINDINGS.get(code, "es gab ein technisches Problem")


def _verb(found: FieldChange) -> str:
    if found.old is None:
        return "neu angegeben"
    return "nicht mehr angegeben" if found.new is None else "geändert"


def _yearly(day: str) -> str:
    month, number = day.split("-")
    return f"{int(number)}. {MONTHS[int(month) - 1]}"
