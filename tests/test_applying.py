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
from tests.sentence_tables import table

SENTENCES = "applying_language.txt"


def read(text: str, section: str = known.GUIDELINE) -> Deadline:
    found = read_deadline(sentences_of([Section(section, text)]))
    assert found is not None
    return found


def ends(text: str) -> list[str]:
    (sentence,) = sentences_of([Section(known.GUIDELINE, text)])
    return [f"{day.on or day.yearly}" for day in ends_of_applying(sentence)]


@pytest.mark.parametrize(("days", "text"), table(SENTENCES, "guideline: one day", columns=2))
def test_a_date_by_which_one_applies_is_read_in_the_prose_of_guidelines(
    days: str, text: str
) -> None:
    found = read(text)
    assert found.kind is DeadlineKind.FIXED
    assert found.dates == tuple(date.fromisoformat(day) for day in days.split())
    assert found.days == ()
    assert found.quote is not None
    assert found.quote in text


@pytest.mark.parametrize(("days", "text"), table(SENTENCES, "guideline: every year", columns=2))
def test_a_yearly_day_is_read_in_the_prose_of_guidelines(days: str, text: str) -> None:
    found = read(text)
    assert (found.kind, found.dates, list(found.days)) == (DeadlineKind.RECURRING, (), days.split())
    assert found.quote is not None
    assert found.quote in text


@pytest.mark.parametrize(
    ("kind", "days", "text"), table(SENTENCES, "guideline: other ways", columns=3)
)
def test_other_ways_of_telling_when_one_may_apply(kind: str, days: str, text: str) -> None:
    found = read(text)
    dates = [day.isoformat() for day in found.dates]
    assert (found.kind, dates) == (DeadlineKind(kind), days.split())
    assert found.quote in text.split("\n")


@pytest.mark.parametrize(
    "text", [text for (text,) in table(SENTENCES, "guideline: another role", columns=1)]
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
    "text", [text for (text,) in table(SENTENCES, "guideline: other matters", columns=1)]
)
def test_days_of_other_matters_in_a_guideline_end_no_applying(text: str) -> None:
    assert read(text).kind is DeadlineKind.NONE_STATED


@pytest.mark.parametrize(("section", "text"), table(SENTENCES, "summary: other matters", columns=2))
def test_days_of_other_matters_in_a_summary_end_no_applying(section: str, text: str) -> None:
    assert read(text, section).kind is DeadlineKind.NONE_STATED


@pytest.mark.parametrize(("days", "text"), table(SENTENCES, "guideline: ends", columns=2))
def test_days_that_end_applying_in_a_guideline_are_read(days: str, text: str) -> None:
    assert ends_read(text) == days.split()


@pytest.mark.parametrize(("section", "days", "text"), table(SENTENCES, "summary: ends", columns=3))
def test_days_that_end_applying_in_a_summary_are_read(section: str, days: str, text: str) -> None:
    assert ends_read(text, section) == days.split()


def ends_read(text: str, section: str = known.GUIDELINE) -> list[str]:
    found = read(text, section)
    return sorted([*map(str, found.dates), *found.days])
