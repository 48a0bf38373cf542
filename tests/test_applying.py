from __future__ import annotations

from datetime import date

import pytest

from scout.domain import DeadlineKind, Section
from scout.facts import Deadline
from scout.reading import sections as known
from scout.reading.sentences import sentences_of
from scout.reading.timing.applying import ends_named, ends_of_applying, is_yearly
from scout.reading.timing.deadlines import read_deadline
from tests.patience import patience


def read(text: str, section: str = known.GUIDELINE) -> Deadline:
    found = read_deadline(sentences_of([Section(section, text)]))
    assert found is not None
    return found


def ends(text: str) -> list[str]:
    (sentence,) = sentences_of([Section(known.GUIDELINE, text)])
    return [f"{day.on or day.yearly}" for day in ends_of_applying(sentence)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Förderanträge können bis spätestens 15. April 2027 über das Serviceportal "
            "eingereicht werden.",
            ["2027-04-15"],
        ),
        (
            "Die Antragsfrist endet am 30. Juni 2027 um 23:59 Uhr.",
            ["2027-06-30"],
        ),
        (
            "Anträge sind vollständig bis zum 31.08.2027 (Ausschlussfrist) bei der "
            "Bezirksregierung Münster einzureichen.",
            ["2027-08-31"],
        ),
        (
            "Die Frist für die Einreichung der Projektskizzen ist der 2. Mai 2027.",
            ["2027-05-02"],
        ),
        (
            "Interessierte Kommunen reichen ihre Interessenbekundung bis 12. Februar 2027, "
            "12 Uhr, per E-Mail ein.",
            ["2027-02-12"],
        ),
        (
            "Der Einsendeschluss für Bewerbungen ist Freitag, der 5. März 2027.",
            ["2027-03-05"],
        ),
        (
            "Im Rahmen des ersten Aufrufs müssen die Skizzen dem Projektträger bis zum 14. "
            "Januar 2027 vorliegen.",
            ["2027-01-14"],
        ),
        (
            "Die Einreichung von Anträgen ist im Zeitraum vom 1. März 2027 bis zum 31. Mai "
            "2027 möglich.",
            ["2027-05-31"],
        ),
        (
            "Letztmalig können Anträge zum 30. November 2026 gestellt werden.",
            ["2026-11-30"],
        ),
        (
            "Es gilt das Datum des Eingangs; spätester Eingang des Antrags ist der 17. "
            "September 2027.",
            ["2027-09-17"],
        ),
        (
            "Ihre Bewerbung senden Sie bitte bis zum 20.10.2027 an die Geschäftsstelle.",
            ["2027-10-20"],
        ),
        (
            "Stichtage für die Einreichung der Anträge sind der 1. Februar 2027 und der 1. "
            "August 2027.",
            ["2027-02-01", "2027-08-01"],
        ),
        (
            "Antragsschluss: 15.09.2027",
            ["2027-09-15"],
        ),
        (
            "7.1 Antragsverfahren\nFür die Förderphase 2027 sind die vollständigen "
            "Unterlagen bis zum 28. Februar 2027 vorzulegen.",
            ["2027-02-28"],
        ),
        (
            "Die Anträge für das Programmjahr 2027 sind der Bewilligungsbehörde bis zum "
            "31. Oktober 2026 vorzulegen.",
            ["2026-10-31"],
        ),
        (
            "In der ersten Verfahrensstufe sind dem Projektträger Jülich (PtJ) bis "
            "spätestens 29. Januar 2027 zunächst Projektskizzen in elektronischer Form "
            "vorzulegen. In der zweiten Verfahrensstufe werden die Verfasser der positiv "
            "bewerteten Projektskizzen aufgefordert, einen förmlichen Förderantrag "
            "vorzulegen.",
            ["2027-01-29"],
        ),
        (
            "Anträge können laufend, spätestens jedoch bis zum 30. September 2027 gestellt werden.",
            ["2027-09-30"],
        ),
        (
            "Die Anmeldung zum Wettbewerb muss bis zum 15. Juni 2027 erfolgen, die "
            "Bewerbungsunterlagen sind bis zum 31. Juli 2027 einzureichen.",
            ["2027-06-15", "2027-07-31"],
        ),
        (
            "Die erste Antragsrunde endete am 31. März 2026. Für die zweite Antragsrunde "
            "können Anträge bis zum 31. März 2027 gestellt werden.",
            ["2027-03-31"],
        ),
        (
            "Skizzen konnten bis zum 1. März 2026 eingereicht werden. Förmliche Anträge "
            "sind bis zum 1. März 2027 zu stellen.",
            ["2026-03-01", "2027-03-01"],
        ),
        (
            "Der Antrag ist innerhalb von sechs Monaten nach der Beschaffung, spätestens "
            "jedoch zum 31. März 2027, zu stellen (Ausschlussfrist).",
            ["2027-03-31"],
        ),
        (
            "Die Antragsfrist für die Interessenbekundung ist der 3. März 2027.",
            ["2027-03-03"],
        ),
    ],
)
def test_a_date_by_which_one_applies_is_read_in_the_prose_of_guidelines(
    text: str, days: list[str]
) -> None:
    found = read(text)
    assert found.kind is DeadlineKind.FIXED
    assert found.dates == tuple(date.fromisoformat(day) for day in days)
    assert found.days == ()
    assert found.quote is not None
    assert found.quote in text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Anträge auf Förderung sind jeweils bis zum 30. September für das Folgejahr "
            "bei der Bezirksregierung zu stellen.",
            ["09-30"],
        ),
        (
            "Antragsstichtage sind jährlich der 15. Januar, 15. April, 15. Juli und 15. Oktober.",
            ["01-15", "04-15", "07-15", "10-15"],
        ),
        (
            "Die Anträge sind spätestens zum 1. März und 1. September eines jeden Jahres "
            "einzureichen.",
            ["03-01", "09-01"],
        ),
        (
            "Förderanträge sind bis zum 1.12. des Jahres, das dem Förderjahr vorausgeht, "
            "über die Gemeinde bei der Kreisverwaltung einzureichen.",
            ["12-01"],
        ),
        (
            "Die Gemeinden und Gemeindeverbände beantragen die Zuwendung bis zum 31. "
            "Januar des jeweiligen Haushaltsjahres.",
            ["01-31"],
        ),
        (
            "Jährlicher Stichtag für die Vorlage der Anträge ist der 28. Februar.",
            ["02-28"],
        ),
        (
            "Anträge für Maßnahmen im ersten Halbjahr sind bis zum 15.10. des Vorjahres, "
            "für Maßnahmen im zweiten Halbjahr bis zum 15.4. des laufenden Jahres zu "
            "stellen.",
            ["04-15", "10-15"],
        ),
        (
            "Über Anträge, die bis zum 31. März eines Jahres eingehen, wird bis Ende Juni "
            "entschieden.",
            ["03-31"],
        ),
        (
            "Der Antrag ist bis spätestens Ende Februar des Förderjahres vorzulegen.",
            ["02-28"],
        ),
        (
            "Die Antragstellung erfolgt zweimal jährlich zum 15.03. und 15.09.",
            ["03-15", "09-15"],
        ),
        (
            "Anträge müssen bis zum 30. April bzw. 31. Oktober eines Jahres vorliegen.",
            ["04-30", "10-31"],
        ),
        (
            "Antragsfristen:\n• 31. März für Vorhaben des zweiten Halbjahres\n• 30. "
            "September für Vorhaben des ersten Halbjahres im Folgejahr",
            ["03-31", "09-30"],
        ),
        (
            "Anträge sind bei der örtlich zuständigen Bezirksregierung zu stellen.\nSie "
            "sind bis zum 31. Mai eines Jahres einzureichen.",
            ["05-31"],
        ),
        (
            "Anträge, welche jeweils bis zum 31. März eintreffen, werden im Mai beraten.",
            ["03-31"],
        ),
        (
            "Üblicherweise endet die Frist für Anträge auf Projektförderung bereits am 31. März.",
            ["03-31"],
        ),
        (
            "In der Regel ist der Antrag bis zum 30. September des Jahres für die Aufnahme "
            "in das Programm des Folgejahres zu stellen.",
            ["09-30"],
        ),
        (
            "Die Kommunen legen der Bezirksregierung ihre Anträge bis zum 30. September vor.",
            ["09-30"],
        ),
        (
            "Die Gemeinde reicht den Förderantrag bis zum 1. Oktober eines Jahres bei der "
            "NRW.BANK ein.",
            ["10-01"],
        ),
    ],
)
def test_a_yearly_day_is_read_in_the_prose_of_guidelines(text: str, days: list[str]) -> None:
    found = read(text)
    assert (found.kind, found.dates, list(found.days)) == (DeadlineKind.RECURRING, (), days)
    assert found.quote is not None
    assert found.quote in text


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        (
            "Der Antrag ist mindestens acht Wochen vor Beginn der Maßnahme bei der "
            "Bewilligungsbehörde zu stellen.",
            DeadlineKind.RELATIVE,
            [],
        ),
        (
            "Anträge müssen spätestens 3 Monate vor Projektbeginn eingegangen sein.",
            DeadlineKind.RELATIVE,
            [],
        ),
        (
            "Richten Sie Ihren Antrag bitte spätestens 6 Wochen vor der Veranstaltung an "
            "den Landesverband.",
            DeadlineKind.RELATIVE,
            [],
        ),
        (
            "Die Unterlagen zum Antrag sind möglichst zwei Monate vor dem geplanten Beginn "
            "einzureichen.",
            DeadlineKind.RELATIVE,
            [],
        ),
        (
            "Anträge können jederzeit gestellt werden.",
            DeadlineKind.ROLLING,
            [],
        ),
        (
            "Die Antragstellung ist fortlaufend möglich.",
            DeadlineKind.ROLLING,
            [],
        ),
        (
            "Ihren Antrag können Sie ganzjährig online stellen.",
            DeadlineKind.ROLLING,
            [],
        ),
        (
            "Die Einreichung von Anträgen ist an keine Frist gebunden.",
            DeadlineKind.ROLLING,
            [],
        ),
        (
            "Anträge können ohne Bindung an Fristen eingereicht werden.",
            DeadlineKind.ROLLING,
            [],
        ),
        (
            "Es bestehen keine Antragsfristen.",
            DeadlineKind.ROLLING,
            [],
        ),
        (
            "Projektskizzen konnten bis zum 30. Juni 2025 eingereicht werden.",
            DeadlineKind.CLOSED,
            ["2025-06-30"],
        ),
        (
            "Die Antragsfrist ist am 31. März 2025 abgelaufen.",
            DeadlineKind.CLOSED,
            ["2025-03-31"],
        ),
        (
            "Anträge waren bis zum 15. Mai 2025 zu stellen.",
            DeadlineKind.CLOSED,
            ["2025-05-15"],
        ),
        (
            "6Die Antragstellung soll in der Regel mindestens zwei Monate vor dem "
            "Projektbeginn erfolgen.",
            DeadlineKind.RELATIVE,
            [],
        ),
    ],
)
def test_other_ways_of_telling_when_one_may_apply(
    text: str, kind: DeadlineKind, days: list[str]
) -> None:
    found = read(text)
    assert (found.kind, [day.isoformat() for day in found.dates]) == (kind, days)
    assert found.quote in text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Skizzen, die nach dem 31. März 2027 eingehen, können möglicherweise nicht "
        "mehr berücksichtigt werden.",
        "Der Antrag ist vor Beginn der Maßnahme zu stellen.",
        "Diese Richtlinie tritt am 1. Januar 2027 in Kraft und mit Ablauf des 31. "
        "Dezember 2030 außer Kraft.",
        "Beantragte Maßnahmen müssen bis zum 31. Dezember 2028 abgeschlossen sein.",
        "8 Verwendungsnachweis\nDieser ist bis zum 31. März des Folgejahres bei der "
        "Bewilligungsbehörde vorzulegen.",
        "Der Mittelabruf ist bis zum 15. November eines jeden Jahres zu beantragen.",
        "Die Bezirksregierung legt dem Ministerium die Anträge bis zum 30. November vor.",
        "Anträge auf Auszahlung sind bis zum 1. Dezember 2027 zu stellen.",
        "Der Bewilligungszeitraum endet spätestens am 31.12.2028.",
        "Anträge auf Verlängerung des Durchführungszeitraums sind bis zum 30. "
        "September 2028 zu stellen.",
        "Maßgeblich ist die Einwohnerzahl zum Stichtag 31. Dezember des Vorjahres der "
        "Antragstellung.",
        "Für Anträge, die bis zum 31. Dezember 2025 gestellt wurden, gilt die "
        "bisherige Richtlinie fort.",
        "Anträge sind auf Grundlage der Richtlinie vom 3. Mai 2024 (MBl. NRW. S. 512) zu stellen.",
        "Antragsberechtigt sind Gemeinden mit weniger als 20 000 Einwohnern (Stand: "
        "31. Dezember 2024).",
        "Zuwendungsfähig sind Ausgaben, die zwischen dem 1. Januar 2026 und dem 31. "
        "Dezember 2027 entstehen.",
        "Gegen den Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch "
        "eingelegt werden.",
        "Der Verwendungsnachweis ist spätestens sechs Monate nach Ende des "
        "Bewilligungszeitraums vorzulegen.",
        "Die Teilnahmebestätigungen dürfen bei Antragstellung nicht älter als drei Monate sein.",
        "Der Antrag kann jederzeit zurückgenommen werden.",
        "Förderfähig sind laufende Kosten, soweit sie im Antrag dargestellt sind.",
        "Die Auswahlentscheidung über die eingereichten Anträge wird voraussichtlich "
        "bis zum 30. Juni 2027 getroffen.",
        "Die Bewilligung der beantragten Mittel erfolgt bis zum 31. Mai eines Jahres.",
        "Die Zuwendungsempfänger haben den jährlichen Sachbericht bis zum 28. Februar "
        "einzureichen.",
        "Die im Antrag genannten Maßnahmen sind bis zum 31. Dezember 2027 umzusetzen.",
        "Mit dem Vorhaben darf ab dem 1. Januar 2027 begonnen werden, wenn der Antrag vorliegt.",
        "Die Ausschreibung wird zum 1. Februar 2027 veröffentlicht; danach können "
        "Anträge gestellt werden.",
        "Anträge nach Nummer 5.1. und 5.2. sind beim Landesamt zu stellen.",
        "Anträge sind mit Sitzbänken nach DIN EN 13.5. auszustatten.",
        "Voraussetzung ist, dass das Kind, für das der Antrag gestellt wird, bis zum "
        "30. September 2027 das dritte Lebensjahr vollendet hat.",
        "Die Förderquote beträgt für bis zum 31. Dezember 2026 bewilligte Anträge 80 Prozent.",
        "Der Kofinanzierungsnachweis ist bis zum 31. März 2027 zu erbringen, der "
        "Antrag ist formlos zu stellen.",
        "Die Kreise melden dem Ministerium bis zum 15. März 2027 die Zahl der "
        "eingereichten Anträge.",
        "Die Antragsunterlagen stehen ab dem 1. März 2027 zum Herunterladen bereit.",
        "Änderungsanträge sind bis zum 30. Juni 2027 einzureichen.",
        "Erstattungsanträge sind bis zum 31. Januar 2028 zu stellen.",
        "Die Antragstellerin oder der Antragsteller muss die Maßnahme bis zum 31. "
        "Oktober 2027 durchführen.",
        "Eine Informationsveranstaltung für Antragstellende findet am 12. Januar 2027 statt.",
        "Projektskizzen sind in zwei Exemplaren einzureichen (Stand: Mai 2026).",
        "Die Antragstellenden müssen die Rechtsform bis spätestens 31. Dezember 2026 nachweisen.",
        "Fragen zur Bewerbung sind bis Mittwoch, den 20. Januar 2027, zu stellen.",
        "Anträge auf Genehmigung eines späteren Endes müssen bis spätestens 30. "
        "November 2027 gestellt werden.",
        "Projekte können vom 1. Mai 2027 bis zum 31. Dezember 2027 laufen; der Antrag "
        "ist online zu stellen.",
        "Die Auszahlung ist bis spätestens 20. November des Bewilligungsjahres bei der "
        "Bewilligungsbehörde zu beantragen.",
        "Maßnahmen, für die bis zum 31. Dezember 2026 eine Baugenehmigung beantragt "
        "worden ist, sind förderfähig.",
        "Die Vorhaben müssen bis spätestens 30. Juni 2028 abgerechnet und die "
        "Schlussverwendungsnachweise beantragt sein.",
        "Die Zuwendung wird für die Zeit vom 1. Januar bis zum 31. Dezember auf Antrag gewährt.",
        "Für Maßnahmen, die bis zum 30. Juni beginnen, ist der Antrag formlos zu stellen.",
        "Zum 1. Januar 2027 wird das Antragsverfahren auf ein digitales Verfahren "
        "umgestellt; Anträge sind dann online einzureichen.",
        "Anträge werden ab dem 1. Januar 2027 nur noch digital entgegengenommen.",
        "Dem Antrag ist ein Nachweis über den zum 31. Dezember 2026 vorhandenen "
        "Bestand beizufügen.",
        "Der Antragsteller verpflichtet sich, die Anlage mindestens bis zum 31. "
        "Dezember 2032 zu betreiben.",
        "Bewilligungen können bis zum 31. Dezember 2027 ausgesprochen werden, sofern "
        "der Antrag vollständig vorliegt.",
        "Der Haushaltsplan für das am 31. Dezember 2026 endende Geschäftsjahr ist mit "
        "dem Antrag einzureichen.",
    ],
)
def test_a_day_with_another_role_is_no_deadline(text: str) -> None:
    assert read(text) == Deadline(DeadlineKind.NONE_STATED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anträge sind zwischen dem 1.3. und dem 30.4. eines Jahres zu stellen.", ["04-30"]),
        ("Anträge sind vom 1. März bis 30. April 2027 zu stellen.", ["2027-04-30"]),
        (
            "Anträge sind bis 1. März, 1. Juni und 1. September zu stellen.",
            ["03-01", "06-01", "09-01"],
        ),
        ("Anträge sind zum 20. der Monate Februar und Juni zu stellen.", ["02-20", "06-20"]),
        (
            "Anträge sind bis 1. März zu stellen, Sachberichte bis 30. Juni vorzulegen.",
            ["03-01"],
        ),
        (
            "Sachberichte sind bis 30. Juni vorzulegen, der Antrag ist bis 1. März zu stellen.",
            ["03-01"],
        ),
        (
            "Anträge sind bis 1. März zu stellen; der Bau ist bis 31. Mai umzusetzen.",
            ["03-01"],
        ),
        (
            "Über die bis 30.4. bzw. 31.8. eingegangenen Anträge wird entschieden.",
            ["04-30", "08-31"],
        ),
        (
            "Anträge für Vorhaben, die bis 30. Juni beginnen, sind bis 1. März zu stellen.",
            ["03-01"],
        ),
    ],
)
def test_each_day_of_a_sentence_is_judged_by_its_own_words(text: str, expected: list[str]) -> None:
    assert ends(text) == expected


@pytest.mark.parametrize(
    ("heading", "days"),
    [
        ("7.1 Antragsverfahren", ("03-31",)),
        ("7.2 Antrags-, Auszahlungs- und Nachweisverfahren", ("03-31",)),
        ("7.3 Verwendungsnachweisverfahren", ()),
        ("7.4 Auszahlungsverfahren", ()),
        ("8 Geltungsdauer", ()),
    ],
)
def test_a_heading_tells_what_papers_are_meant(heading: str, days: tuple[str, ...]) -> None:
    assert (
        read(f"{heading}\nDie Unterlagen sind jährlich bis zum 31. März einzureichen.").days == days
    )


def test_a_lead_tells_what_its_list_is_about() -> None:
    items = "\n• für Kommunen: 31. März\n• für Vereine: 30. Juni"
    assert read(f"Antragsfristen sind jährlich:{items}").days == ("03-31", "06-30")
    assert read(f"Die Verwendungsnachweise zum Antrag sind vorzulegen:{items}").days == ()


def test_a_pronoun_speaks_of_the_sentence_before_it() -> None:
    order = "Sie sind bis zum 31. Mai eines Jahres einzureichen."
    assert read(f"Anträge sind an die Bezirksregierung zu richten. {order}").days == ("05-31",)
    assert read(f"Verwendungsnachweise prüft die Bezirksregierung. {order}").days == ()


def test_a_day_of_one_year_only_comes_not_every_year() -> None:
    assert read("Für 2027 gilt: Anträge sind zum 31. Mai zu stellen.").days == ()
    assert read("Anträge für 2027 sind bis zum 31. Mai des Vorjahres zu stellen.").days == (
        "05-31",
    )


def test_what_opens_is_no_end() -> None:
    text = "Ab dem 1.2.2027, spätestens am 5.2.2027, öffnet das Portal bis zum 1.3.2027."
    assert [day.day for day in ends_named(text)] == [5, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jeweils zum 30.09.", True),
        ("bis 31. März eines jeden Jahres", True),
        ("bis zum 15.11. für das Folgejahr", True),
        ("bis zum 31. März 2027", False),
    ],
)
def test_words_tell_that_a_day_comes_every_year(text: str, expected: bool) -> None:  # noqa: FBT001 - from the table
    assert is_yearly(text) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Die Förderung muss zwei Wochen nach Beginn beantragt werden.", None),
        ("Der Antrag ist binnen drei Monaten nach der Meisterprüfung zu stellen.", "RELATIVE"),
        (
            "Spätestens vier Wochen nach Beginn der Maßnahme ist der Antrag einzureichen.",
            "RELATIVE",
        ),
        ("Der Antrag ist binnen zwei Monaten nach Zugang des Bescheids zu stellen.", None),
        (
            "Nach Aufforderung ist binnen acht Wochen nach der Auswahl der Antrag einzureichen.",
            None,
        ),
        (
            "Die Firma darf in den letzten drei Jahren vor dem Antrag nicht gestellt worden sein.",
            None,
        ),
        ("Fristen für die Antragstellung gelten nicht.", "ROLLING"),
        ("Die Antragstellung ist nicht fristgebunden.", "ROLLING"),
        ("Sie können jederzeit einen neuen Antrag stellen, wenn der alte verfällt.", None),
        ("Bis spätestens zwei Wochen vor Ende der Antragsfrist beraten wir zum Antrag.", None),
    ],
)
def test_spans_and_open_doors_are_told_from_others(text: str, kind: str | None) -> None:
    assert read(text).kind is DeadlineKind(kind or "NONE_STATED")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Antragsfristen\nFrühjahr: 15. Februar\nHerbst: 15. August", ("02-15", "08-15")),
        ("Termine:\n• 31. Januar: Vorlage des Antrags\n• 30. Juni: Sachbericht", ("01-31",)),
        ("Anträge sind zu den Stichtagen 1. März und 1. Oktober möglich.", ("03-01", "10-01")),
        ("Bis 15. März jedes Jahres übersenden die Träger ihre Anträge.", ("03-15",)),
        ("Anträge sind bis 15.2. des Jahres, in dem gebaut wird, zu stellen.", ("02-15",)),
        ("Antragsfristen\nDie Laufzeit endet (zum Beispiel am 1. März).", ()),
    ],
)
def test_lists_tables_and_asides(text: str, days: tuple[str, ...]) -> None:
    assert read(text).days == days


@pytest.mark.parametrize(
    "text",
    [
        "Die Ausschreibung läuft bis zum 15. April 2027.",
        "Der Förderaufruf ist vom 1. März 2027 bis zum 15. April 2027 geöffnet.",
        "Das Antragsportal schließt am 15. April 2027 um 18 Uhr.",
    ],
)
def test_the_end_of_a_call_is_the_end_of_applying(text: str) -> None:
    assert read(text).dates == (date(2027, 4, 15),)


def test_english_sentences_are_read() -> None:
    found = read("Applications must be submitted by 31 March 2027 at 17:00.")
    assert (found.dates, found.times) == ((date(2027, 3, 31),), ("17:00",))


@pytest.mark.parametrize(
    "text",
    [
        "Anträge sind bis zum 31.12.2027 und " * 2_000,
        "Anträge, die der bis zum 1.1.2027, " * 2_000,
        "Die Antragsfrist endete am 1. Mai 2025.\n" * 2_000,
        "Die Antragsrunde ist beendet.\n" * 2_000,
        "Sie sind bis zum 31. Mai einzureichen.\n" * 2_000,
        "Antrag sechs Wochen vor " * 4_000,
        "Skizze erste Stufe " * 4_000,
        "Antrag " + "der Regierung von " * 4_000,
        "Antrag " + "(" * 100_000,
    ],
    ids=lambda text: text[:14],
)
@pytest.mark.parametrize("section", [known.DEADLINES, known.GUIDELINE, known.STATUS_NOTE])
def test_hostile_texts_come_to_an_end(text: str, section: str) -> None:
    with patience():
        found = read_deadline(sentences_of([Section(section, text)]))
    for each in found.evidence if found else ():
        assert text[each.start : each.end] == each.quote


@pytest.mark.parametrize(
    "text",
    [
        "7.4 Verwendungsnachweis\nDer Verwendungsnachweis ist der Bewilligungsbehörde bis "
        "zum 31. März 2027 vorzulegen.",
        "Der Verwendungsnachweis ist innerhalb von sechs Monaten nach Erfüllung des "
        "Zuwendungszwecks einzureichen.",
        "6.5 Auszahlung\nDer letzte Mittelabruf muss der Bewilligungsbehörde bis spätestens "
        "15. November 2026 vorliegen.",
        "Anträge auf Auszahlung sind bis zum 30. November eines jeden Jahres zu stellen.",
        "Auszahlungsanträge können letztmalig bis zum 31.10.2028 eingereicht werden.",
        "Der Antrag auf Auszahlung des Zuschusses ist spätestens am 15. Februar 2028 bei "
        "der Bewilligungsstelle einzureichen.",
        "Die Zuwendungsempfänger berichten dem Ministerium jährlich zum 31. Januar über "
        "den Stand der Umsetzung.",
        "Zwischennachweise sind jeweils zum 30. April des Folgejahres vorzulegen.",
        "5.3 Bewilligungszeitraum\nDer Bewilligungszeitraum endet spätestens am 31. Dezember 2028.",
        "Die Maßnahmen müssen bis zum 30. Juni 2027 abgeschlossen sein.",
        "Mit dem Vorhaben darf frühestens am 1. Januar 2026 begonnen werden; es ist bis "
        "zum 31.12.2027 abzuschließen.",
        "Die Zweckbindungsfrist endet am 31.12.2035.",
        "Die Bezirksregierungen legen dem Ministerium die geprüften Anträge bis zum 30. "
        "April 2026 mit einer Stellungnahme vor.",
        "Die Landkreise leiten die Anträge bis zum 15. Dezember jeden Jahres gesammelt an "
        "das Landesamt weiter.",
        "Das Regierungspräsidium übermittelt bis zum 1. März eine priorisierte Liste der "
        "Anträge an das Ministerium.",
        "9.2 Übergangsregelung\nFür Anträge, die bis zum 31. Dezember 2024 gestellt wurden, "
        "gilt die Richtlinie in der Fassung vom 12. März 2021.",
        "Auf Anträge, die vor dem 1. Januar 2025 eingegangen sind, finden die bisherigen "
        "Vorschriften weiter Anwendung.",
        "Vorhaben, deren Bewilligung bis zum 30.06.2024 beantragt worden ist, werden nach "
        "bisherigem Recht abgewickelt.",
        "Gleichzeitig tritt die Richtlinie vom 5. Juli 2019 (MBl. NRW. S. 312) außer Kraft.",
        "Die Richtlinie tritt am 15. Mai 2025 in Kraft. Gleichzeitig tritt der Erlass vom "
        "1. Juni 2020 außer Kraft, dessen Geltung am 31. Mai 2025 endete.",
        "Grundlage ist die Verordnung (EU) Nr. 651/2014 der Kommission vom 17. Juni 2014, "
        "geändert durch Verordnung (EU) 2023/1315 vom 23. Juni 2023.",
        "Maßgeblich ist das Bundesreisekostengesetz vom 26. Mai 2005 (BGBl. I S. 1418), "
        "zuletzt geändert am 28. Juni 2021.",
        "Die Entscheidung über die eingereichten Anträge soll bis zum 30. September 2026 "
        "getroffen werden.",
        "Nach Auswahl werden die Einreichenden bis zum 31. Juli 2026 schriftlich informiert.",
        "Nicht verbrauchte Mittel sind bis zum 15. Januar 2027 zurückzuzahlen.",
        "Zuwendungsfähig sind Ausgaben, die ab dem 1. Januar 2025 bis zum 31. Dezember "
        "2026 entstehen.",
        "Die zugrunde liegenden Daten werden zum Stichtag 30. Juni 2024 durch IT.NRW ermittelt.",
        "Maßgeblich ist die Einwohnerzahl am 31. Dezember des Vorjahres der Antragstellung.",
        "Die Bewilligungsbehörde entscheidet bis zum 31. Mai eines jeden Jahres über die "
        "vorliegenden Anträge.",
        "Die Bewilligungen erfolgen bis spätestens 31. Dezember 2026.",
        "Änderungsanträge sind spätestens zwei Monate vor Ablauf des Bewilligungszeitraums "
        "zu stellen.",
        "Ein Antrag auf Verlängerung ist bis zum 30. September des laufenden Jahres zu stellen.",
        "Gefördert werden Fahrzeuge, die nach dem 1. Juli 2025 erstmals zugelassen werden.",
        "Die Genehmigung des vorzeitigen Maßnahmenbeginns ist vor Beginn zu beantragen.",
        "Gegen den Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch "
        "eingelegt werden.",
        "Fehlende Unterlagen sind auf Anforderung innerhalb von vier Wochen nachzureichen.",
        "Die Förderquote beträgt 60 Prozent, wenn die Einrichtung bis zum 31.12.2023 in "
        "Betrieb genommen worden ist.",
        "Der Zuwendungsbescheid verliert seine Gültigkeit, wenn nicht bis zum 30. Juni "
        "2026 mit dem Vorhaben begonnen wurde.",
        "Die De-minimis-Verordnung (EU) 2023/2831 gilt bis zum 31. Dezember 2030.",
        "Die AGVO tritt am 31. Dezember 2026 außer Kraft.",
        "Die Stellen sind bis spätestens zum 1. August 2026 zu besetzen.",
        "Der Sachbericht ist dem Projektträger jeweils bis zum 28. Februar des Folgejahres "
        "zuzuleiten.",
        "Die Mittel sind bis zum 15. Dezember des Haushaltsjahres abzurufen.",
        "Bewilligungsbehörden melden den Mittelbedarf bis zum 1. Oktober 2026 an das Ministerium.",
        "Die ausgewählten Bewerber werden aufgefordert, einen Antrag zu stellen. Der "
        "Projektstart ist für den 1. Januar 2027 vorgesehen.",
        "Projekte müssen spätestens bis zum 31. Dezember 2028 beendet und abgerechnet sein.",
        "Antragsberechtigt sind Vereine, die am 1. Januar 2024 mindestens zwei Jahre "
        "bestanden haben.",
        "(3) Die Gebietskulisse nach dem Stand vom 30. Juni 2025 ist Anlage dieser Bekanntmachung.",
        "Bei Antragstellung bis zum 30. Juni 2026 erhöht sich der Zuschuss um 5 Prozentpunkte.",
        "Das Vorhaben darf erst nach Zugang des Zuwendungsbescheids begonnen werden und "
        "ist innerhalb von 24 Monaten umzusetzen.",
        "Die Rechnungen sind bis zum 31.01. des Folgejahres bei der Bewilligungsbehörde "
        "einzureichen.",
        "Der Förderzeitraum beginnt am 1. Juli 2026 und endet am 30. Juni 2029.",
        "Die nächste Bewerbungsrunde startet voraussichtlich am 1. Februar 2027.",
        "Der Zuwendungsempfänger hat dem Landesrechnungshof Belege bis zum 31. Dezember "
        "2034 vorzuhalten.",
        "Die Stadt reicht die Schlussrechnung bis zum 30. Juni 2028 bei der Bezirksregierung ein.",
        "Diese Bekanntmachung tritt am Tag ihrer Veröffentlichung im Bundesanzeiger in "
        "Kraft.\nBonn, den 14. August 2025",
        "Die Evaluation der Richtlinie erfolgt bis zum 31. Dezember 2027.",
        "Wird die Umlage nicht bis zum 15. Mai 2026 gezahlt, entfällt die Förderung.",
        "Die Träger reichen die Teilnehmerlisten jeweils bis zum 10. des Folgemonats ein.",
        "7.5 Auszahlungsverfahren\nDie Auszahlung ist mit dem Vordruck der "
        "Bewilligungsbehörde bis spätestens 1. Dezember 2027 zu beantragen.",
        "Der Schlussauszahlungsantrag ist zusammen mit dem Sachbericht spätestens zum "
        "30.06.2028 einzureichen.",
        "7.3 Antrags- und Bewilligungsverfahren\nDer Verwendungsnachweis ist der "
        "Bewilligungsstelle spätestens am 30. Juni des auf die Bewilligung folgenden "
        "Jahres vorzulegen.",
        "Der Antrag kann nur bewilligt werden, wenn das Vorhaben bis zum 31. Oktober 2027 "
        "abgeschlossen wird.",
        "Bewilligungen werden nur für Anträge erteilt, deren Vorhaben spätestens am 31. "
        "Dezember 2027 in Betrieb gehen.",
        "Dem Antrag ist der geprüfte Jahresabschluss zum 31. Dezember 2024 beizufügen.",
        "Dem Antrag sind die Meldungen zur amtlichen Statistik (Stichtag 1. März) beizulegen.",
        "Antragsberechtigt sind Kommunen, die bis zum 31. Dezember 2025 eine kommunale "
        "Wärmeplanung beschlossen haben.",
        "Antragsberechtigt sind Unternehmen, die vor dem 1. Januar 2023 gegründet worden "
        "sind und ihren Sitz bis zum 30. Juni 2026 ins Land verlegen.",
        "Im Antrag ist zu erklären, dass mit dem Vorhaben bis zum 31. März 2027 begonnen wird.",
        "Die Antragstellenden verpflichten sich, die Einrichtung mindestens bis zum 31. "
        "Dezember 2040 zweckentsprechend zu nutzen.",
        "Anträge, die bis zum 31.12.2023 nach der Vorgängerrichtlinie gestellt, aber noch "
        "nicht beschieden wurden, werden nach dieser Richtlinie entschieden.",
        "Für bis zum 30. Juni 2023 beantragte Maßnahmen gelten die Bestimmungen der "
        "Richtlinie vom 1. Februar 2020.",
        "Diese Richtlinie findet auf alle Anträge Anwendung, die ab dem 1. Januar 2026 "
        "gestellt werden.",
        "Bereits vor Inkrafttreten dieser Richtlinie am 1. März 2025 gestellte Anträge "
        "werden nach altem Recht beschieden.",
        "Über Anträge auf Zustimmung zum vorzeitigen Maßnahmenbeginn wird bis spätestens "
        "30. April 2026 entschieden.",
        "Die Bewilligungsbehörde legt dem Ministerium bis zum 31. März eines jeden Jahres "
        "eine Übersicht über die eingegangenen Anträge vor.",
        "Das Landesamt teilt den Antragstellern bis zum 1. Juli mit, ob ihr Antrag "
        "berücksichtigt werden kann.",
        "Die Kreise fassen die Anträge der Gemeinden zusammen und leiten sie bis zum 1. "
        "November dem Regierungspräsidium zu.",
        "Die zuständige Stelle prüft die Anträge und übergibt sie bis zum 15. April der "
        "Bewilligungsbehörde.",
        "Nach Prüfung durch die Landkreise sind die Anträge bis zum 30. Juni von diesen "
        "beim Landesamt vorzulegen.",
        "Die Anträge werden bis zum 30.09. des Jahres durch den Fachbeirat bewertet.",
        "Die Auswahlkommission tagt in der Regel zum 15. Mai und zum 15. November und "
        "berät über die eingereichten Anträge.",
        "Die Förderung wird für Vorhaben gewährt, die im Zeitraum vom 1. Januar 2026 bis "
        "31. Dezember 2027 durchgeführt werden.",
        "Anträge können für den Bewilligungszeitraum vom 1. August 2026 bis zum 31. Juli "
        "2027 gestellt werden.",
        "Fördermittel können längstens bis zum 31. Dezember 2028 in Anspruch genommen werden.",
        "Eine Verlängerung des Bewilligungszeitraums über den 31. Dezember 2027 hinaus ist "
        "auf Antrag möglich.",
        "Bewilligte, aber bis zum 30. September nicht abgerufene Mittel können anderweitig "
        "vergeben werden.",
        "Der Antrag auf Schlusszahlung ist bis spätestens sechs Monate nach Ende des "
        "Bewilligungszeitraums zu stellen.",
        "Der Antrag auf Verlängerung der Zweckbindung muss vier Wochen vor deren Ablauf vorliegen.",
        "Änderungen sind der Bewilligungsbehörde innerhalb von zwei Wochen nach "
        "Bekanntwerden schriftlich zu beantragen.",
        "Die Bewilligungsbehörde soll innerhalb von drei Monaten nach Eingang der "
        "vollständigen Antragsunterlagen entscheiden.",
        "Nach Ablauf von zwei Wochen vor Beginn der Ferien können Restplätze vergeben werden.",
        "Der Träger meldet die Belegung jeweils zum 15. Januar, 15. April, 15. Juli und "
        "15. Oktober.",
        "Für die Berechnung ist der Personalbestand am Stichtag 1. Oktober des dem "
        "Antragsjahr vorausgehenden Jahres maßgebend.",
        "Die Festsetzung der Pauschale erfolgt jährlich zum 1. Juli auf Grundlage der "
        "Schülerzahlen der amtlichen Schulstatistik.",
        "Auf Antrag kann die Bewilligungsbehörde eine Fristverlängerung bis zum 30. Juni "
        "2027 gewähren.",
        "Die Kofinanzierungserklärung kann bis zum 31. Mai 2026 nachgereicht werden.",
        "Der Beschluss des Gemeinderats ist bis spätestens 30. April 2026 nachzureichen.",
        "Die Antragsunterlagen (Stand: 15. Januar 2026) stehen im Internet zum Abruf bereit.",
        "Die Bekanntmachung vom 15. Februar 2024 (BAnz AT 01.03.2024 B3) wird wie folgt "
        "geändert: In Nummer 7 wird die Angabe „30. Juni 2024“ gestrichen.",
        "Skizzen, die zum Stichtag 15. März nicht ausgewählt wurden, werden nicht erneut "
        "begutachtet.",
        "Die Zuwendung ist zurückzuzahlen, wenn die Anlage vor dem 31. Dezember 2033 "
        "veräußert wird.",
        "Förderfähig sind Vorhaben, für die bis zum 31. Dezember 2024 kein Förderantrag "
        "bei einer anderen Stelle gestellt worden ist.",
        "Die Mitteilung über die Inanspruchnahme ist bis zum 1. Februar 2027 vorzulegen.",
        "Die Erklärung zur Vorsteuerabzugsberechtigung ist der Bewilligungsbehörde bis zum "
        "31.03.2027 vorzulegen.",
        "Für das Haushaltsjahr 2026 stehen Mittel bis zum 31. Dezember 2026 zur Verfügung; "
        "ein Anspruch auf Förderung besteht nicht.",
        "Die Veröffentlichung der nächsten Förderbekanntmachung ist bis zum 31. März 2027 "
        "vorgesehen.",
        "Die Registrierung im Förderportal ist ab dem 15. Januar 2026 erforderlich.",
        "Die Bewilligung erfolgt unter dem Vorbehalt, dass bis zum 31. Dezember 2026 ein "
        "bestandskräftiger Baugenehmigungsbescheid vorgelegt wird.",
        "8.2 Die Baugenehmigung ist innerhalb von 6 Monaten nach Antragstellung vorzulegen.",
        "Abweichend von Satz 1 gilt für die Länder: Sie melden dem Bund bis zum 1. Oktober "
        "die angemeldeten Projekte.",
        "Das Land Hessen reicht die Liste der geförderten Maßnahmen jährlich bis zum 31. "
        "Mai beim Bund ein.",
        "Eine Kumulierung ist mit Darlehen, die bis zum 31. Dezember 2025 beantragt "
        "wurden, zulässig.",
        "Der Eigentümer hat die Fertigstellung spätestens am 1. Dezember des Jahres der "
        "Bewilligung anzuzeigen.",
        "10 Inkrafttreten\nDiese Richtlinie tritt am 1. Januar 2026 in Kraft. Gleichzeitig "
        "tritt die Richtlinie vom 12. Mai 2021, die bis zum 31. Dezember 2025 gilt, außer "
        "Kraft.",
        "Die Nummer 2.4 tritt mit Ablauf des 30. Juni 2026 außer Kraft.",
        "Die Genehmigung der Europäischen Kommission ist bis zum 31. Dezember 2027 befristet.",
        "Der Bundesrahmen gilt bis zum 31. Dezember 2029; die Förderung richtet sich danach.",
        "In Nummer 9 wird die Angabe „31. Dezember 2025“ durch die Angabe „31. Dezember "
        "2027“ ersetzt.",
        "Abrechnungsunterlagen müssen bis spätestens 10. Dezember 2026 eingegangen sein.",
        "7.3 Anforderungs- und Auszahlungsverfahren\nDer Antrag ist bis zum 1. Oktober 2026 "
        "bei der Bewilligungsbehörde zu stellen.",
        "Die Fördermittel werden in zwei Raten zum 1. April und 1. Oktober ausgezahlt.",
        "Die Förderung erfolgt für Vorhaben, die bis zum 31. Dezember 2025 bewilligt "
        "worden sind, nach den bisherigen Regelungen.",
        "Alle bis zum 31. Dezember 2024 eingegangenen Anträge werden nach der bisherigen "
        "Richtlinie bewilligt.",
        "Die Gemeinde hat den Zuschuss, soweit er nicht bis zum 31.12.2027 verwendet "
        "wurde, zu erstatten.",
        "Die Bewerbung als Modellregion musste nach dem Bundesprogramm bis 2024 erfolgt sein.",
        "Das Ministerium bestimmt bis zum 1. Februar die Verteilung der Mittel auf die "
        "Antragsteller.",
        "Zuwendungsempfänger müssen bis zum 31. Januar 2027 einen Zwischenbericht einreichen.",
        "Die beantragten Fahrzeuge müssen bis zum 30. November 2027 zugelassen sein.",
        "Die geförderten Anlagen sind bis spätestens 31. Dezember 2026 in Betrieb zu "
        "nehmen; hierfür ist ein Antrag auf Netzanschluss zu stellen.",
        "Der Zuwendungszeitraum umfasst den 1. September 2026 bis zum 31. August 2027.",
        "Für Schulen, die bis zum 1. August 2025 den Ganztagsbetrieb aufgenommen haben, "
        "kann ein Antrag gestellt werden.",
        "Die im Rahmen des Aufrufs vom 15. März 2025 ausgewählten Kommunen können einen "
        "Antrag stellen.",
        "Das Vergabeverfahren muss spätestens am 31. Dezember 2026 eingeleitet sein; "
        "andernfalls wird der Bescheid widerrufen.",
        "Eine Übertragung der Mittel in das Haushaltsjahr 2027 ist bis zum 15. November "
        "2026 zu beantragen.",
        "Der Eigenanteil ist bis zum 30. Juni des Antragsjahres auf das Projektkonto einzuzahlen.",
        "Anpassungen des Finanzierungsplans sind spätestens bis zum 1. November des "
        "laufenden Jahres zu beantragen.",
        "Die Unternehmen, die bis zum 31. März 2026 ihre Skizze eingereicht haben, nehmen "
        "am Auswahlverfahren teil.",
        "Die Kurse finden vom 1. März bis 30. Juni 2026 statt.",
        "Förderfähig sind Anträge für Projekte mit Start zwischen dem 1. Juli 2026 und dem "
        "31. Dezember 2026.",
    ],
)
def test_days_of_other_matters_in_a_guideline_end_no_applying(text: str) -> None:
    assert read(text).kind is DeadlineKind.NONE_STATED


@pytest.mark.parametrize(
    ("section", "text"),
    [
        (
            known.FULL_TEXT,
            "Am 12. Mai 2026 findet eine digitale Informationsveranstaltung zum "
            "Förderaufruf statt. Bitte melden Sie sich bis zum 8. Mai 2026 an.",
        ),
        (
            known.FULL_TEXT,
            "Die Jury tagt voraussichtlich am 22. September 2026 und wählt die Preisträger aus.",
        ),
        (
            known.FULL_TEXT,
            "Fragen zum Aufruf können Sie bis zum 10. April 2026 per E-Mail an den "
            "Projektträger richten.",
        ),
        (
            known.FULL_TEXT,
            "Das Land stellt bis zum 31. Dezember 2027 Mittel in Höhe von insgesamt 20 "
            "Millionen Euro zur Verfügung.",
        ),
        (
            known.FULL_TEXT,
            "Mit der Maßnahme dürfen Sie erst beginnen, wenn Sie den Bescheid erhalten "
            "haben. Sie müssen sie bis 31.12.2026 umgesetzt haben.",
        ),
        (
            known.FULL_TEXT,
            "Die Auswahl der eingereichten Projekte erfolgt voraussichtlich bis Ende "
            "November 2026.",
        ),
        (
            known.FULL_TEXT,
            "Zur Vorbereitung Ihres Antrags bieten wir am 4. und 11. März 2026 "
            "Online-Sprechstunden an. Eine Anmeldung ist bis zum Vortag möglich.",
        ),
        (
            known.FULL_TEXT,
            "Zum Förderaufruf findet am 03.02.2026 ein Online-Seminar statt; "
            "Anmeldeschluss ist der 30.01.2026.",
        ),
        (
            known.FULL_TEXT,
            "Die feierliche Preisverleihung findet am 20. November 2026 in Berlin statt.",
        ),
        (known.STATUS_NOTE, "Die Richtlinie wird derzeit überarbeitet."),
        (known.FULL_TEXT, "Der Antrag muss vor Beginn des Vorhabens gestellt werden."),
        (
            known.FULL_TEXT,
            "Richten Sie Ihren Antrag bitte vor Beginn Ihres Vorhabens unter Verwendung "
            "der Formulare an die NRW.BANK.",
        ),
        (
            known.FULL_TEXT,
            "Am 24. und 25. Juni 2026 präsentieren die Finalisten ihre Konzepte vor der Jury.",
        ),
        (
            known.FULL_TEXT,
            "Für Fragen zur Antragstellung erreichen Sie uns bis zum 23. Dezember 2026 "
            "telefonisch.",
        ),
        (
            known.FULL_TEXT,
            "Wir informieren Sie bis zum 31. August 2026 über das Ergebnis Ihrer Bewerbung.",
        ),
        (
            known.FULL_TEXT,
            "Im Anschluss an die Antragsberatung, die bis zum 31. März 2026 angeboten "
            "wird, können Sie den Antrag stellen.",
        ),
    ],
)
def test_days_of_other_matters_in_a_summary_end_no_applying(section: str, text: str) -> None:
    assert read(text, section).kind is DeadlineKind.NONE_STATED


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "7.2 Vorlage von Projektskizzen\nIn der ersten Verfahrensstufe sind dem "
            "Projektträger bis spätestens 30.04.2026 zunächst Projektskizzen in "
            "schriftlicher und/oder elektronischer Form vorzulegen.\nDie Vorlagefrist gilt "
            "nicht als Ausschlussfrist, verspätet eingehende Projektskizzen können jedoch "
            "möglicherweise nicht mehr berücksichtigt werden.",
            ["2026-04-30"],
        ),
        (
            "8.1 Antragsverfahren\nAnträge müssen der Bewilligungsbehörde für das "
            "Förderjahr 2026 bis zum 31. März 2026 und für das Förderjahr 2027 bis zum 31. "
            "Januar 2027 vorliegen.",
            ["2026-03-31", "2027-01-31"],
        ),
        (
            "6 Einreichungsfristen\nDie Einreichung ist zu folgenden Stichtagen möglich:\n• "
            "1. Stichtag: 15. März 2026\n• 2. Stichtag: 15. September 2026",
            ["2026-03-15", "2026-09-15"],
        ),
        (
            "Der Förderantrag ist mit den vollständigen Unterlagen in der Zeit vom 1. "
            "September bis zum 31. Oktober 2026 über das Online-Portal zu stellen.",
            ["2026-10-31"],
        ),
        (
            "5. Verfahren\nLetztmalig können Anträge am 30. September 2027 gestellt werden.",
            ["2027-09-30"],
        ),
        (
            "Anträge auf Gewährung einer Billigkeitsleistung sind spätestens am 15. "
            "Dezember 2026 (Ausschlussfrist) bei der zuständigen Bezirksregierung zu "
            "stellen.",
            ["2026-12-15"],
        ),
        (
            "Die vollständigen Antragsunterlagen sind der Bewilligungsstelle zum 1. "
            "Februar 2027 zuzuleiten.",
            ["2027-02-01"],
        ),
        ("4 Antragsfrist\nSpätester Eingang der Anträge: 30.09.2026", ["2026-09-30"]),
        (
            "Der Stichtag für die Vorlage der Skizzen ist der 18. Mai 2026; maßgeblich ist "
            "der elektronische Eingang.",
            ["2026-05-18"],
        ),
        (
            "7.1 Antragsfrist\nDer Antrag ist bis zum 30. November für das folgende "
            "Kalenderjahr bei der Bewilligungsbehörde einzureichen.",
            ["11-30"],
        ),
        (
            "Anträge sind jährlich zum 1. März sowie zum 1. September beim "
            "Landesverwaltungsamt einzureichen.",
            ["03-01", "09-01"],
        ),
        (
            "Die Anmeldung von Vorhaben zum Jahresförderprogramm hat bis zum 1. Juni des "
            "dem Programmjahr vorangehenden Jahres zu erfolgen.",
            ["06-01"],
        ),
        (
            "Antragsstichtag ist der 1. Oktober eines jeden Jahres für das Folgejahr "
            "(Ausschlussfrist).",
            ["10-01"],
        ),
        (
            "Anträge auf Zuwendungen müssen spätestens am 15. Januar des Haushaltsjahres, "
            "für das die Zuwendung beantragt wird, vorliegen.",
            ["01-15"],
        ),
        ("Der Antrag ist grundsätzlich bis Ende Februar eines Jahres zu stellen.", ["02-28"]),
        (
            "6.2.1 Antragsunterlagen\nDie Antragsfrist läuft jährlich ab dem 1. August und "
            "endet am 31. Oktober.",
            ["10-31"],
        ),
        (
            "7 Verfahren\n7.1 Anträge sind bis zum 30. April 2026 zu stellen.\n7.2 Der "
            "Verwendungsnachweis ist bis zum 30. Juni 2028 vorzulegen.\n7.3 Mittel können "
            "bis zum 15. November 2027 abgerufen werden.",
            ["2026-04-30"],
        ),
        (
            "Anträge sind bis zum 1. März an die Kreisverwaltung zu richten; diese leitet "
            "sie bis zum 1. Mai an die Bezirksregierung weiter.",
            ["03-01"],
        ),
        (
            "Die Richtlinie tritt am 31.12.2027 außer Kraft. Anträge können bis zum "
            "30.06.2027 gestellt werden.",
            ["2027-06-30"],
        ),
        (
            "Der Antrag ist bis zum 15. März 2026 (erste Runde) oder bis zum 15. September "
            "2026 (zweite Runde) zu stellen, die Jury entscheidet bis zum 31. Mai bzw. 30. "
            "November 2026.",
            ["2026-03-15", "2026-09-15"],
        ),
        (
            "Zur ersten Stufe sind bis zum 10. Juni 2026 Skizzen einzureichen. In der "
            "zweiten Stufe fordert der Projektträger die Verfasser positiv bewerteter "
            "Skizzen auf, bis zum 30. September 2026 einen förmlichen Förderantrag "
            "vorzulegen.",
            ["2026-06-10", "2026-09-30"],
        ),
        (
            "7.2.1 Anträge für das folgende Haushaltsjahr sind der Bewilligungsbehörde "
            "jeweils bis spätestens 1. Oktober vorzulegen.",
            ["10-01"],
        ),
        (
            "Antragsfristen sind der 31. März für Vorhaben, die im zweiten Halbjahr "
            "beginnen, und der 30. September für Vorhaben, die im ersten Halbjahr des "
            "Folgejahres beginnen.",
            ["03-31", "09-30"],
        ),
        (
            "Anträge auf Förderung können bis zum 15. Februar eines Jahres "
            "(Eingangsstempel) für das laufende Jahr gestellt werden.",
            ["02-15"],
        ),
        (
            "Förderanträge sollen bis zum 30. September des der Förderung vorausgehenden "
            "Jahres eingereicht werden.",
            ["09-30"],
        ),
        (
            "Anträge sind in den Monaten Januar bis März, spätestens jedoch bis zum 31. "
            "März jeden Kalenderjahres, einzureichen.",
            ["03-31"],
        ),
        (
            "Der Antrag ist von der Schule über den Schulträger bis zum 30. November vor "
            "Beginn des Schuljahres, für das die Förderung beantragt wird, zu stellen.",
            ["11-30"],
        ),
        (
            "Anträge können zweimal jährlich, und zwar bis zum 1. April und 1. Oktober, "
            "eingereicht werden.",
            ["04-01", "10-01"],
        ),
        (
            "Es sind folgende Termine für die Antragstellung festgelegt: 31. Januar, 30. "
            "April, 31. Juli und 31. Oktober.",
            ["01-31", "04-30", "07-31", "10-31"],
        ),
        (
            "Projektskizzen sind bis spätestens Freitag, den 26. Juni 2026 elektronisch "
            "einzureichen. Aus der Vorlage der Skizze kann kein Rechtsanspruch abgeleitet "
            "werden.",
            ["2026-06-26"],
        ),
        (
            "Die Einreichung erfolgt ausschließlich digital bis zum 20. April 2026, 23:59 Uhr.",
            ["2026-04-20"],
        ),
        (
            "Projektanträge können vom 15. Januar bis zum 15. März 2026 in das System "
            "eingegeben werden.",
            ["2026-03-15"],
        ),
        ("Eine Antragstellung ist letztmals zum 30. Juni 2027 möglich.", ["2027-06-30"]),
        (
            "Anträge nach Nummer 2.1 sind bis zum 30.06.2026, Anträge nach Nummer 2.2 bis "
            "zum 30.09.2026 zu stellen. Die Maßnahmen nach Nummer 2.1 müssen bis zum "
            "31.12.2027 abgeschlossen sein.",
            ["2026-06-30", "2026-09-30"],
        ),
        (
            "Die Interessenbekundung ist bis zum 30. Januar 2026 (Eingang) an das "
            "Ministerium zu senden. Bis zum 15. März 2026 werden die Kommunen über das "
            "Ergebnis informiert. Der Vollantrag ist bis zum 30. Juni 2026 vorzulegen.",
            ["2026-01-30", "2026-06-30"],
        ),
        (
            "7.1.2 Die Anträge sind in zweifacher Ausfertigung bis zum 31. Januar des "
            "Jahres, in dem die Maßnahme durchgeführt werden soll, bei der "
            "Bewilligungsbehörde einzureichen.",
            ["01-31"],
        ),
        (
            "Anträge auf Gewährung einer Zuwendung sind bis zum 1. November für das "
            "kommende Haushaltsjahr über die untere Denkmalschutzbehörde vorzulegen.",
            ["11-01"],
        ),
        (
            "Antragsfristen (Ausschlussfristen) sind der 1. Februar und der 1. August "
            "eines Jahres.",
            ["02-01", "08-01"],
        ),
        (
            "Die Träger können bis zum 31. Mai eines Jahres bei der Bewilligungsbehörde "
            "die Förderung beantragen.",
            ["05-31"],
        ),
        (
            "Der Förderantrag ist spätestens bis zum 15. Oktober eines jeden Jahres für "
            "das darauffolgende Förderjahr zu stellen; später eingehende Anträge werden "
            "nicht berücksichtigt.",
            ["10-15"],
        ),
        (
            "Die Antragstellung erfolgt jährlich bis zum 31. Oktober (Posteingang) mittels "
            "Vordruck.",
            ["10-31"],
        ),
        (
            "Anträge für das Jahr 2026 sind abweichend von Satz 1 bis zum 30. April 2026 "
            "einzureichen.",
            ["2026-04-30"],
        ),
        (
            "Zu den Stichtagen 1. April 2026, 1. Oktober 2026 und 1. April 2027 können "
            "Projektvorschläge vorgelegt werden.",
            ["2026-04-01", "2026-10-01", "2027-04-01"],
        ),
        (
            "7.2 Zweistufiges Antragsverfahren\nDas Verfahren ist zweistufig angelegt.\n"
            "7.2.1 Vorlage von Skizzen\nIn der ersten Stufe können bis zum 15. April 2026 "
            "beim Projektträger Skizzen über easy-Online eingereicht werden.",
            ["2026-04-15"],
        ),
        (
            "Die Bewerbungsunterlagen müssen bis 24. April 2026 (Eingangsdatum) eingegangen sein.",
            ["2026-04-24"],
        ),
        (
            "Die Abgabefrist für die Förderanträge ist Montag, der 2. März 2026, 14:00 Uhr.",
            ["2026-03-02"],
        ),
        (
            "Träger, die bereits eine Förderung erhalten haben, stellen den Folgeantrag "
            "bis zum 30. Juni 2026.",
            ["2026-06-30"],
        ),
        ("Anmeldeschluss für Bewerbungen ist der 15. März 2026.", ["2026-03-15"]),
        (
            "Das Bewerbungsverfahren ist vom 1. Februar 2026 bis zum 15. April 2026 "
            "geöffnet. Bewerbungen können in dieser Zeit online eingereicht werden.",
            ["2026-04-15"],
        ),
        (
            "Für den Förderzeitraum 2026/2027 sind Anträge bis zum 31. Mai 2026 einzureichen.",
            ["2026-05-31"],
        ),
        (
            "Der Antrag auf Förderung einer Informationsveranstaltung ist bis zum 31. "
            "Januar des Jahres der Durchführung zu stellen.",
            ["01-31"],
        ),
        (
            "Die Anträge sind von den Gemeinden bis zum 1. Oktober eines jeden Jahres beim "
            "Regierungspräsidium einzureichen.",
            ["10-01"],
        ),
        (
            "Anträge sind bis zum 30. September 2026 oder, sofern Mittel verfügbar sind, "
            "bis zum 31. März 2027 zu stellen.",
            ["2026-09-30", "2027-03-31"],
        ),
        (
            "Maßnahmen, für die bis zum 1. Dezember ein Antrag vorliegt, werden im "
            "Folgejahr berücksichtigt.",
            ["12-01"],
        ),
        (
            "Die Förderung ist bis spätestens 30. November 2026 schriftlich zu beantragen.",
            ["2026-11-30"],
        ),
        (
            "Die Zuwendung wird auf Antrag gewährt; der Antrag muss bis zum 15. August "
            "2026 eingegangen sein.",
            ["2026-08-15"],
        ),
    ],
)
def test_days_that_end_applying_in_a_guideline_are_read(text: str, days: list[str]) -> None:
    assert ends_read(text) == days


@pytest.mark.parametrize(
    ("section", "text", "days"),
    [
        (
            known.FULL_TEXT,
            "Richten Sie Ihren Antrag bitte bis zum 15. Oktober 2026 an das Landesamt für "
            "Denkmalpflege.",
            ["2026-10-15"],
        ),
        (
            known.FULL_TEXT,
            "Ihre Projektskizze reichen Sie bitte bis spätestens 28. Februar 2027, 12 Uhr, "
            "über das Portal easy-Online ein.",
            ["2027-02-28"],
        ),
        (known.DEADLINES, "Antragsschluss ist der 20.11.2026 (Posteingang).", ["2026-11-20"]),
        (
            known.DEADLINES,
            "Das Antragsfenster ist vom 1. April 2026 bis 30. Juni 2026 geöffnet.",
            ["2026-06-30"],
        ),
        (
            known.FULL_TEXT,
            "Anträge nimmt die NRW.BANK vom 02.03.2026 bis einschließlich 29.05.2026 entgegen.",
            ["2026-05-29"],
        ),
        (
            known.DEADLINES,
            "Die Frist zur Abgabe der Interessenbekundung endet am 14.08.2026 um 23:59 Uhr.",
            ["2026-08-14"],
        ),
        (known.DEADLINES, "Einreichungsschluss: 07. Mai 2026, 15:00 Uhr", ["2026-05-07"]),
        (
            known.FULL_TEXT,
            "Sie müssen Ihren Antrag bis zum 30. November 2026 vollständig beim "
            "zuständigen Amt eingereicht haben.",
            ["2026-11-30"],
        ),
        (
            known.SHORT_TEXT,
            "Bewerben Sie sich jetzt! Einsendeschluss ist der 1. Juli 2026.",
            ["2026-07-01"],
        ),
        (
            known.DEADLINES,
            "The deadline for submission of proposals is 17 September 2026, 17:00 CET.",
            ["2026-09-17"],
        ),
        (
            known.DEADLINES,
            "Applications must be submitted no later than 31 October 2026.",
            ["2026-10-31"],
        ),
        (
            known.DEADLINES,
            "Förderanträge können für Vorhaben mit Beginn im Jahr 2027 bis zum 30.09.2026 "
            "gestellt werden.",
            ["2026-09-30"],
        ),
        (
            known.DEADLINES,
            "Die Antragstellung ist noch bis zum 31. Dezember 2026 möglich. Das Programm "
            "läuft bis zum 31. Dezember 2027.",
            ["2026-12-31"],
        ),
        (
            known.FULL_TEXT,
            "Ihren Antrag stellen Sie bitte bis zum 31. Oktober des Vorjahres.",
            ["10-31"],
        ),
        (
            known.DEADLINES,
            "Antragsfristen: 15.02., 15.05., 15.08. und 15.11. eines Jahres",
            ["02-15", "05-15", "08-15", "11-15"],
        ),
        (
            known.DEADLINES,
            "Anträge für Projekte im ersten Halbjahr sind bis zum 30.09. des Vorjahres, "
            "für Projekte im zweiten Halbjahr bis zum 31.03. des laufenden Jahres "
            "einzureichen.",
            ["03-31", "09-30"],
        ),
        (
            known.FULL_TEXT,
            "Sie können Ihren Antrag jedes Jahr vom 1. Januar bis 31. März stellen.",
            ["03-31"],
        ),
        (
            known.DEADLINES,
            "Es gelten folgende jährliche Einreichtermine:\n• 10. Januar\n• 10. Mai\n• 10. "
            "September",
            ["01-10", "05-10", "09-10"],
        ),
        (known.FULL_TEXT, "Die Bewerbungsfrist endet jeweils am 30. Juni.", ["06-30"]),
        (known.DEADLINES, "Einreichfristen: jeweils 31. Januar und 31. Juli", ["01-31", "07-31"]),
        (
            known.DEADLINES,
            "Die Anträge für Maßnahmen, die bis zum 31. Dezember 2027 abgeschlossen "
            "werden, sind bis zum 1. September 2026 einzureichen.",
            ["2026-09-01"],
        ),
        (
            known.FULL_TEXT,
            "Stellen Sie den Antrag vor Beginn der Maßnahme. Die Anträge müssen jeweils "
            "bis zum 1. Dezember vorliegen, damit sie im Folgejahr berücksichtigt werden.",
            ["12-01"],
        ),
        (
            known.DEADLINES,
            "Antragszeitraum: 01.02.2026 – 30.04.2026\nProjektzeitraum: 01.07.2026 – 31.12.2027",
            ["2026-04-30"],
        ),
        (
            known.FULL_TEXT,
            "Ihr Antrag muss jeweils bis zum 15.4. für das 2. Halbjahr und bis zum 15.10. "
            "für das 1. Halbjahr des Folgejahres vorliegen.",
            ["04-15", "10-15"],
        ),
        (known.FULL_TEXT, "Antragsschluss ist jedes Jahr der 31.1. (Posteingang).", ["01-31"]),
        (known.DEADLINES, "jährlich 30. April", ["04-30"]),
        (
            known.DEADLINES,
            "30.06.2026 (1. Call)\n31.12.2026 (2. Call)",
            ["2026-06-30", "2026-12-31"],
        ),
        (known.DEADLINES, "Antragstellung vom 15.01. bis 15.03. eines Jahres möglich", ["03-15"]),
        (
            known.FULL_TEXT,
            "Im Jahr 2026 können Sie Ihren Antrag vom 1. Juni bis 31. August 2026 stellen.",
            ["2026-08-31"],
        ),
        (
            known.FULL_TEXT,
            "Beteiligen Sie sich am Wettbewerb und bewerben Sie sich bis 30. September 2026.",
            ["2026-09-30"],
        ),
        (
            known.DEADLINES,
            "Stichtage für die Einreichung von Skizzen: 1.2.2026, 1.8.2026, 1.2.2027",
            ["2026-02-01", "2026-08-01", "2027-02-01"],
        ),
        (
            known.DEADLINES,
            "Vorhaben müssen bis zum 30. Juni 2026 beantragt und bis zum 31. Dezember 2028 "
            "umgesetzt werden.",
            ["2026-06-30"],
        ),
        (
            known.FULL_TEXT,
            "Ihren formgebundenen Antrag mit allen erforderlichen Anlagen stellen Sie "
            "bitte bis zum 31.3. des laufenden Jahres bei Ihrem Landkreis.",
            ["03-31"],
        ),
        (
            known.FULL_TEXT,
            "Bitte reichen Sie Ihren Antrag bis 30.9. für das Folgejahr über das "
            "Online-Portal ein.",
            ["09-30"],
        ),
        (
            known.FULL_TEXT,
            "Wenn Sie eine Förderung für das kommende Jahr wünschen, richten Sie Ihren "
            "Antrag bitte bis spätestens 1.10. an die Bezirksregierung.",
            ["10-01"],
        ),
        (
            known.FULL_TEXT,
            "Reichen Sie Ihre Projektskizze bitte in der ersten Stufe bis zum 30.4.2026 "
            "ein. Ist Ihre Skizze positiv bewertet, stellen Sie in der zweiten Stufe einen "
            "förmlichen Förderantrag.",
            ["2026-04-30"],
        ),
        (known.DEADLINES, "Ihre Anträge können Sie bis zum 30.6.2027 stellen.", ["2027-06-30"]),
        (
            known.DEADLINES,
            "Anträge sind jeweils zum 15. Februar, 15. Mai und 15. September möglich.",
            ["02-15", "05-15", "09-15"],
        ),
        (
            known.DEADLINES,
            "Die Antragstellung ist bis zum 31. Dezember 2026 möglich.",
            ["2026-12-31"],
        ),
        (known.DEADLINES, "Für das Förderjahr 2027: 30. September 2026", ["2026-09-30"]),
        (
            known.DEADLINES,
            "Erster Einreichtermin: 15.03.2026, zweiter Einreichtermin: 15.09.2026",
            ["2026-03-15", "2026-09-15"],
        ),
        (known.DEADLINES, "Bis zum 28. Februar eines jeden Jahres", ["02-28"]),
        (
            known.DEADLINES,
            "Antragsfrist ist der 30. September 2026. Die Vorhaben müssen bis zum 31. "
            "Dezember 2027 abgeschlossen sein.",
            ["2026-09-30"],
        ),
        (
            known.DEADLINES,
            "Anträge können nur innerhalb der jeweiligen Antragszeiträume gestellt werden "
            "(1. Februar bis 31. März und 1. August bis 30. September).",
            ["03-31", "09-30"],
        ),
        (known.DEADLINES, "The call closes on 5 March 2026 at 17:00.", ["2026-03-05"]),
        (known.DEADLINES, "Closing date for applications: 28 February 2026", ["2026-02-28"]),
        (known.DEADLINES, "Deadline: 15 May 2026", ["2026-05-15"]),
        (known.DEADLINES, "Full proposals are due by 1 June 2026.", ["2026-06-01"]),
        (
            known.FULL_TEXT,
            "Sie können Ihren Antrag im Zeitraum vom 1. bis 31. März 2026 einreichen.",
            ["2026-03-31"],
        ),
        (
            known.FULL_TEXT,
            "Antragszeitraum ist der 1. April bis 31. Mai eines jeden Jahres.",
            ["05-31"],
        ),
        (known.DEADLINES, "1. Januar bis 31. März 2026", ["2026-03-31"]),
        (known.DEADLINES, "30. Juni 2026, 24:00 Uhr", ["2026-06-30"]),
        (known.DEADLINES, "15. März und 15. September eines Jahres", ["03-15", "09-15"]),
        (known.DEADLINES, "Antragsfrist: 30.11. (für das Folgejahr)", ["11-30"]),
        (
            known.DEADLINES,
            "Frist für Skizzen: 30.04.2026; Frist für Anträge: 30.09.2026",
            ["2026-04-30", "2026-09-30"],
        ),
    ],
)
def test_days_that_end_applying_in_a_summary_are_read(
    section: str, text: str, days: list[str]
) -> None:
    assert ends_read(text, section) == days


def ends_read(text: str, section: str = known.GUIDELINE) -> list[str]:
    found = read(text, section)
    return sorted([*map(str, found.dates), *found.days])
