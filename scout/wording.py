"""Every German word that is not in a template, and German forms of numbers and days."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, repeat

from scout.domain import ApplicantType, CallStatus, DeadlineKind, FieldChange, FundingKind, Level
from scout.facts import Deadline, Facts, Money

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
STAGES: Mapping[int, str] = {1: "1. Stufe", 2: "2. Stufe, nur für ausgewählte Vorhaben"}
IN_STAGES = "zweistufiges Verfahren, zuerst die Skizze"

_STAGES = 2

_ZONES: Mapping[str, str] = {"Europe/Brussels": "Brüsseler Zeit"}
_PLAIN_FIELDS: Mapping[str, str] = {
    "title": "Titel",
    "funder": "Fördergeber",
    "stated.deadlineDate": "Frist",
    "stated.startDate": "Beginn der Antragstellung",
    "stated.maxContribution": "Höchstbetrag",
    "stated.minContribution": "Mindestbetrag",
}

_CODE_GROUPS: Mapping[str, str] = {
    "Foerderart": "Förderart",
    "Foerderberechtigte": "Förderberechtigte",
    "Foerderbereich": "Förderbereich",
    "Foerdergebiet": "Fördergebiet",
    "Foerdergeber": "Fördergeber",
    "Foerderthema": "Förderthema",
    "status": "Stand",
    "type": "Art des Aufrufs",
    "typesOfAction": "Art der Maßnahme",
    "deadlineModel": "Antragsverfahren",
    "frameworkProgramme": "Programm",
    "programmeDivision": "Programmbereich",
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


def readable(unread: int, readable_again: int, doubtful: int = 0) -> str:
    """Return ``2 Quellen nicht lesbar, 1 Quelle wieder lesbar``, without what there is none of."""
    parts = (
        counted(unread, "Quelle nicht lesbar", "Quellen nicht lesbar") if unread else "",
        counted(doubtful, "Quelle lange nur mit Zweifeln", "Quellen lange nur mit Zweifeln")
        if doubtful
        else "",
        counted(readable_again, "Quelle wieder lesbar", "Quellen wieder lesbar")
        if readable_again
        else "",
    )
    return ", ".join(filter(None, parts))


def days_left(day: date, today: date) -> str:
    """Return ``noch 12 Tage``, ``heute`` or ``seit 3 Tagen vorbei``."""
    left = (day - today).days
    if left == 0:
        return "heute"
    if left < 0:
        return f"seit {counted(-left, 'Tag', 'Tagen')} vorbei"
    return f"noch {counted(left, 'Tag', 'Tage')}"


def german_moment(day: date, time: str = "") -> str:
    """Return ``31.12.2026, 17:00 Uhr``, or the day alone where no ``time`` is known."""
    return f"{german_date(day)}, {time} Uhr" if time else german_date(day)


def money(found: Money) -> str:
    """Return ``8.500.000 €``; cents only where there are some."""
    places = 0 if found.amount == found.amount.to_integral_value() else 2
    unit = "€" if found.currency == "EUR" else found.currency
    return f"{german_number(float(found.amount), places)} {unit}"


def budget(facts: Facts) -> str:
    """Say how much there is in all, and for how many; "" where nothing is known."""
    parts = (
        f"Budget {money(facts.budget)}" if facts.budget else "",
        f"für {facts.expected_grants} Vorhaben" if facts.expected_grants else "",
    )
    return " ".join(filter(None, parts))


def deadline(found: Deadline | None, today: date) -> str:
    """Say until when one may apply, on one line, and say so where it is not known."""
    if found is None:
        return "nicht eindeutig – bitte bei der Quelle nachsehen"
    if found.kind is DeadlineKind.CLOSED:
        return _until_when(found, today)
    if found.in_stages:
        return by_stage(found, lambda part: _until_when(part, today))
    return _until_when(found, today) + (" – zweistufiges Verfahren" if found.two_stage else "")


def by_stage(found: Deadline, words: Callable[[Deadline], str]) -> str:
    """Return the ``words`` for each stage behind its name; a stage without a day has none."""
    parts = ((1, found.first_stage), (2, found.later_stages))
    said = ((STAGES[stage], words(replace(part, two_stage=False))) for stage, part in parts)
    return "; ".join(f"{stage}: {text}" for stage, text in said if text)


def validity(last: date, today: date) -> str:
    """Say until when the guideline holds, and that one has to ask where it has run out."""
    if last < today:
        return f"Richtlinie galt bis {german_date(last)} – bitte nachfragen, ob sie verlängert ist"
    return f"Richtlinie gilt bis {german_date(last)}"


def _until_when(found: Deadline, today: date) -> str:
    yearly = _every_year(found.days, today) if found.days else ""
    if found.kind is DeadlineKind.FIXED:
        return "; ".join(filter(None, (_days(found, today), yearly)))
    if found.kind is DeadlineKind.RECURRING:
        return yearly
    return {
        DeadlineKind.ROLLING: "laufend",
        DeadlineKind.RELATIVE: "abhängig vom Vorhaben",
        DeadlineKind.CLOSED: "Antragstellung beendet",
        DeadlineKind.NONE_STATED: "nicht angegeben",
    }[found.kind]


def _days(found: Deadline, today: date) -> str:
    shown = moments_ahead(found, today)
    return ", ".join(_until(day, time, found.zone, today) for day, time in shown)


def moments_ahead(found: Deadline, today: date) -> Sequence[tuple[date, str]]:
    """Return the days ahead, each with its time or "".

    The last one that has passed only where nothing else is known.
    """
    moments = list(zip(found.dates, chain(found.times, repeat("")), strict=False))
    ahead = [each for each in moments if each[0] >= today]
    if found.two_stage and len(moments) == _STAGES and ahead:
        # Whoever missed the first stage need not begin: it must not vanish from sight.
        ahead = moments
    return ahead or ([] if found.days else moments[-1:])


def reserved_since(day: date) -> str:
    """Say why an entry quotes nothing."""
    return (
        f"Die Quelle behält sich seit dem {german_date(day)} die Auswertung ihrer Texte vor: "
        "Angaben von davor, ohne Wortlaut"
    )


def fit(score: float) -> str:
    """Put a score into a word; the figure stands beside it."""
    if score >= 0.2:
        return "hoch"
    return "mittel" if score >= 0.1 else "gering"


def listed(words: Iterable[str]) -> str:
    """Return ``a, b und c``; ``a sowie b und c`` where one of two is "b und c" itself."""
    *rest, last = list(words) or [""]
    joint = "sowie" if any(" und " in word for word in (*rest, last)) else "und"
    return f"{', '.join(rest)} {joint} {last}" if rest else last


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


def _until(day: date, time: str, zone: str | None, today: date) -> str:
    return f"{moment_in(zone, day, time)} ({days_left(day, today)})"


def moment_in(zone: str | None, day: date, time: str) -> str:
    """Return a moment with its time zone, which is not named where it is that of Germany."""
    clock = f" {_ZONES.get(zone, zone)}" if time and zone else ""
    return f"{german_moment(day, time)}{clock}"


def _every_year(days: Sequence[str], today: date) -> str:
    """Return ``jedes Jahr zum 30. September (nächster Termin 30.09.2027, noch 12 Tage)``."""
    ahead = min(next_of_year(day, today) for day in days)
    next_time = f"nächster Termin {german_date(ahead)}, {days_left(ahead, today)}"
    return f"jedes Jahr zum {listed(map(yearly, days))} ({next_time})"


def next_of_year(day: str, today: date) -> date:
    """Return the next such day, today included; of 29 February the last day of that month."""
    month, number = map(int, day.split("-"))
    for year in (today.year, today.year + 1):
        last = calendar.monthrange(year, month)[1]
        if (found := date(year, month, min(number, last))) >= today:
            return found
    raise AssertionError("a day of every year comes within two years")


def _verb(found: FieldChange) -> str:
    if found.old is None:
        return "neu angegeben"
    return "nicht mehr angegeben" if found.new is None else "geändert"


def yearly(day: str) -> str:
    """Return ``30. September`` for "09-30"."""
    month, number = day.split("-")
    return f"{int(number)}. {MONTHS[int(month) - 1]}"
