from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import DeadlineKind, Section
from scout.facts import Deadline
from scout.reading import sections as known
from scout.reading.sentences import sentences_of
from scout.reading.timing.deadlines import closed_by, read_deadline

PROPERTY = settings(max_examples=250, deadline=None)
MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)
WORDS = (
    "Anträge Der Antrag können kann konnten sind ist wurden bis zum ab dem 31.12.2027 30. Juni "
    "2028 31.02.2027 geschlossen entgegengenommen laufend jeweils eines Jahres : sechs Wochen "
    "vor Frist Verwendungsnachweis nicht mehr möglich keine danach 3.1.2"
).split()
GERMAN = st.lists(
    st.sampled_from([*WORDS, ". ", ".\n", "\n• ", ":\n", "\u00a0", ";"]), max_size=30
).map(" ".join)


def read_field(text: str) -> Deadline | None:
    """Read the source's own field for deadlines, and nothing else."""
    return read_deadline(sentences_of([Section(known.DEADLINES, text)]))


def read(text: str) -> Deadline:
    found = read_field(text)
    assert found is not None
    return found


def says_closed(note: str) -> str | None:
    """Return the sentence of a status note that says one can no longer apply."""
    found = closed_by(read_deadline(sentences_of([Section(known.STATUS_NOTE, note)])))
    return found.quote if found else None


def read_guideline(text: str) -> Deadline:
    found = read_deadline(sentences_of([Section(known.GUIDELINE, text)]))
    assert found is not None
    return found


def said(text: str) -> tuple[DeadlineKind, tuple[date, ...], tuple[str, ...], str | None]:
    found = read(text)
    return found.kind, found.dates, found.days, found.quote


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Anträge können bis zum 31. März 2027 gestellt werden.", ["2027-03-31"]),
        ("Anträge können bis zum 05.04.2027 gestellt werden.", ["2027-04-05"]),
        ("Anträge können bis 5.4.2027 eingereicht werden.", ["2027-04-05"]),
        ("Anträge sind spätestens am 1. Mai 2027 einzureichen.", ["2027-05-01"]),
        ("Reichen Sie Ihre Skizze bis zum 15. Januar 2028 ein.", ["2028-01-15"]),
        ("Bewerbungsschluss ist der 9. August 2027.", ["2027-08-09"]),
        ("Die Antragsfrist endet am 30.11.2027.", ["2027-11-30"]),
        ("Antragsfrist: 31.10.2027, 12:00 Uhr", ["2027-10-31"]),
        ("Interessenbekundungen nimmt das Amt bis zum 28. Februar 2027 an.", ["2027-02-28"]),
        ("Stichtag ist der 29.02.2028.", ["2028-02-29"]),
        ("Fördertermine: 15.03.2027 und 15.09.2027", ["2027-03-15", "2027-09-15"]),
        ("Stichtage sind der 1. Juli 2027, der 1. Mai 2027.", ["2027-05-01", "2027-07-01"]),
        ("Bewerbungen sind vom 1. März 2027 bis zum 30. April 2027 möglich.", ["2027-04-30"]),
        ("Bewerbungen nehmen wir ab 01.03.2027 bis 30.04.2027 an.", ["2027-04-30"]),
        ("Zwischen dem 1. März und dem 30. April 2027 ist die Einreichung offen.", ["2027-04-30"]),
        ("Vollständige Antragsunterlagen müssen bis zum 7. Juni 2027 vorliegen.", ["2027-06-07"]),
        ("Die Teilnahme am Wettbewerb ist bis zum 2. Juli 2027 möglich.", ["2027-07-02"]),
        ("Projektvorschläge erwarten wir zum 1. Oktober 2027.", ["2027-10-01"]),
        ("Anträge können bis zum 31.\u00a0März\u00a02027 gestellt werden.", ["2027-03-31"]),
        ("Anträge können bis zum 31.\u00a003.\u00a02027 gestellt werden.", ["2027-03-31"]),
        (
            "Anträge können bis zum 31.12.2027 gestellt werden, solange Mittel da sind.",
            ["2027-12-31"],
        ),
        (
            "Anträge können bis zum 30. Juni 2027 gestellt werden; "
            "danach ist eine Antragstellung nicht mehr möglich.",
            ["2027-06-30"],
        ),
        ("Nach Nummer 3.1.2 sind Anträge bis zum 20.05.2027 zu stellen.", ["2027-05-20"]),
        ("Für Anträge nach Ziffer 4.2. gilt der 20.05.2027.", ["2027-05-20"]),
        ("Anträge: 31.02.2027 oder 28.02.2027", ["2027-02-28"]),
        ("Frist für die Skizze: 1. September 2027 (1. Stufe)", ["2027-09-01"]),
    ],
)
def test_a_date_up_to_which_one_may_apply_is_fixed(sentence: str, days: list[str]) -> None:
    expected = tuple(date.fromisoformat(day) for day in days)
    assert said(sentence) == (DeadlineKind.FIXED, expected, (), sentence)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Anträge sind jeweils bis zum 30. Juni eines Jahres einzureichen.", ("06-30",)),
        ("Anträge müssen jährlich bis zum 1. März und 1. Oktober eingehen.", ("03-01", "10-01")),
        ("Die Antragsfrist endet jedes Jahr am 15.11.", ("11-15",)),
        ("In jedem Jahr ist der 2. Mai Stichtag.", ("05-02",)),
        ("Bewerbungen sind zum 31. Januar jeden Jahres einzusenden.", ("01-31",)),
        ("Stichtage: 1. April, 1. August eines Kalenderjahres", ("04-01", "08-01")),
        ("Der Antrag ist bis zum 30.09. eines Jahres für das Folgejahr zu stellen.", ("09-30",)),
        ("Einreichfrist ist jeweils der 29. Februar.", ("02-29",)),
        ("Antragsfrist ist jeweils der 1.\u00a0Mai.", ("05-01",)),
    ],
)
def test_a_day_of_every_year_is_recurring(sentence: str, days: tuple[str, ...]) -> None:
    assert said(sentence) == (DeadlineKind.RECURRING, (), days, sentence)


def test_a_yearly_deadline_with_its_last_year_keeps_both() -> None:
    sentence = "Anträge sind jeweils bis zum 1. März zu stellen, zuletzt am 1. März 2029."
    assert said(sentence) == (
        DeadlineKind.RECURRING,
        (date(2029, 3, 1),),
        ("03-01",),
        sentence,
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Antrag ist spätestens sechs Wochen vor Beginn des Vorhabens zu stellen.",
        "Der Antrag muss mindestens 3 Monate vor der Veranstaltung eingehen.",
        "Einzureichen ist die Skizze zwei Wochen nach Bekanntgabe.",
        "Der Antrag ist zwölf Arbeitstage vor Kauf zu stellen.",
        "Anträge sind innerhalb von 14\u00a0Tagen nach Zusage zu stellen.",
        "Die Frist beträgt einen Monat ab Rechnungsdatum.",
    ],
)
def test_a_span_before_or_after_an_event_is_relative(sentence: str) -> None:
    assert said(sentence) == (DeadlineKind.RELATIVE, (), (), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Anträge können laufend gestellt werden.",
        "Anträge können jederzeit gestellt werden, solange die Mittel nicht ausgeschöpft sind.",
        "Förderanträge nimmt die Kammer ganzjährig an.",
        "Es gibt keine Antragsfrist.",
        "Für den Antrag gilt keine Frist.",
        "Die Antragstellung ist nicht an eine Frist gebunden.",
        "Anträge sind unabhängig von Fristen möglich.",
    ],
)
def test_an_open_door_is_rolling(sentence: str) -> None:
    assert said(sentence) == (DeadlineKind.ROLLING, (), (), sentence)


CLOSED = [
    "Die Antragstellung ist nicht mehr möglich.",
    "Anträge können derzeit nicht mehr gestellt werden.",
    "Es werden keine neuen Anträge angenommen.",
    "Das Programm ist beendet.",
    "Die Antragsrunde wurde geschlossen.",
    "Die Mittel für dieses Jahr sind ausgeschöpft.",
    "Das Förderprogramm ist zum 31. Dezember 2024 ausgelaufen.",
    "Die Förderung wurde eingestellt.",
    "Antragsfrist abgelaufen!",
    "Programm ausgesetzt",
]


@pytest.mark.parametrize("sentence", CLOSED)
def test_a_door_that_was_shut_is_closed(sentence: str) -> None:
    assert says_closed(sentence) == sentence
    found = read(sentence)
    assert found.kind is DeadlineKind.CLOSED
    assert found.quote == sentence


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Anträge wurden bis zum 31. März 2024 entgegengenommen.", date(2024, 3, 31)),
        ("Die Einreichungsfrist endete am 15.11.2024.", date(2024, 11, 15)),
        ("Anträge waren bis zum 28. Februar 2025 einzureichen.", date(2025, 2, 28)),
        ("Die Antragsfrist lief am 15. Mai 2025 ab.", date(2025, 5, 15)),
        ("Bewerbungen mussten bis 01.07.2025 vorliegen.", date(2025, 7, 1)),
        ("Anträge konnten bis zum 30.09.2025 gestellt werden.", date(2025, 9, 30)),
        ("Das Programm ist zum 31.12.2024 ausgelaufen.", date(2024, 12, 31)),
    ],
)
def test_what_was_possible_once_is_closed_with_its_date(sentence: str, day: date) -> None:
    assert said(sentence) == (DeadlineKind.CLOSED, (day,), (), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        # validity
        "Die Richtlinie tritt am 31. Dezember 2027 außer Kraft.",
        "Diese Regeln treten am 01.01.2027 in Kraft und gelten für alle Anträge.",
        "Die Geltungsdauer der Antragsregeln reicht bis zum 30.06.2028.",
        "Der Zuschuss zum Antrag ist gültig bis zum 31.12.2027.",
        # proof of use, money, the end of a project
        "Der Verwendungsnachweis zum Antrag ist bis zum 31.03.2028 vorzulegen.",
        "Der Mittelabruf muss bis zum 15. November 2027 beantragt sein.",
        "Frist für die Mittelanforderung ist der 1. Dezember 2027.",
        "Beantragte Mittel kommen bis zum 01.02.2028 zur Auszahlung.",
        "Beantragte Vorhaben müssen bis zum 31. Dezember 2028 abgeschlossen sein.",
        "Der Bewilligungszeitraum der Anträge endet am 30.06.2029.",
        "Der Zwischenbericht zum Antrag ist jährlich zum 28. Februar vorzulegen.",
        # nobody speaks of applying
        "Das Haus bleibt bis zum 31.12.2027 im Umbau.",
        "Stand: 01.07.2026",
        # opening
        "Anträge können ab dem 1. Januar 2027 gestellt werden.",
        "Anträge können seit 15.02.2026 gestellt werden.",
        "Anträge sind frühestens ab 01.03.2027 möglich.",
        "Bewerbungen beginnend am 1. April 2027.",
        # conditions
        "Anträge können gestellt werden, solange die Mittel nicht ausgeschöpft sind.",
        "Anträge werden angenommen, bis die Mittel ausgeschöpft sind.",
        "Sobald die Mittel ausgeschöpft sind, ist der Antrag abzulehnen.",
        "Danach ist eine Antragstellung nicht mehr möglich.",
        "Nach Ablauf der Frist werden keine Anträge mehr angenommen.",
        "Wenn das Budget ausgeschöpft ist, entfällt die Antragstellung.",
        # numbers, impossible and incomplete dates
        "Anträge sind nach Nummer 3.1.2 der Richtlinie zu stellen.",
        "Anträge sind nach Abschnitt 12.10.3 zu stellen.",
        "Anträge sind bis zum 31.02.2027 zu stellen.",
        "Anträge sind bis zum 29. Februar 2027 zu stellen.",
        "Anträge sind bis zum 00.13.2027 zu stellen.",
        "Anträge können bis zum 31.12.27 gestellt werden.",
        "Anträge können bis zum 31.12.20277 gestellt werden.",
        "Anträge können bis zum 30. Juni gestellt werden.",
        "Der Antrag muss bis Monatsende vorliegen.",
        "Wenden Sie sich vor dem Antrag an die Beratung.",
    ],
)
def test_what_is_no_deadline_is_not_read_as_one(sentence: str) -> None:
    assert read_field(sentence) is None
    assert says_closed(sentence) is None


@pytest.mark.parametrize("field", ["", " ", "\n", "\u00a0\n\t"])
def test_an_empty_field_states_nothing(field: str) -> None:
    assert read_field(field) == Deadline(DeadlineKind.NONE_STATED)
    assert says_closed(field) is None


def test_a_day_on_a_line_of_its_own_belongs_to_the_words_that_lead_to_it() -> None:
    text = "Anträge können bis zum\n31. März 2027 gestellt werden."
    assert said(text) == (DeadlineKind.FIXED, (date(2027, 3, 31),), (), text)


def test_a_lead_line_speaks_for_its_list() -> None:
    field = "Anträge sind zu stellen bis zum:\n• 31.03.2027\n• 30.09.2027\n• 30.09.2027"
    found = read(field)
    assert found.kind is DeadlineKind.FIXED
    assert found.dates == (date(2027, 3, 31), date(2027, 9, 30))
    assert found.quote == "• 31.03.2027"


def test_a_lead_line_speaks_for_lines_without_marks() -> None:
    found = read("Stichtage für Anträge:\n1. Februar 2028\n1. Juli 2028")
    assert found.dates == (date(2028, 2, 1), date(2028, 7, 1))


def test_a_lead_line_can_make_its_list_yearly() -> None:
    found = read("Anträge sind jährlich zu stellen bis zum:\n• 31. März\n• 30. September")
    assert found.kind is DeadlineKind.RECURRING
    assert found.days == ("03-31", "09-30")


def test_a_new_lead_line_ends_the_one_before() -> None:
    field = "Antragsfristen:\n• 1. Mai 2027\nUnsere Sprechtage:\n• 2. Juni 2027"
    assert read(field).dates == (date(2027, 5, 1),)


def test_dates_of_several_sentences_are_joined_in_order() -> None:
    field = (
        "Anträge der Städte sind bis zum 1. Juni 2027 zu stellen. "
        "Anträge der Kreise sind bis zum 1. April 2027 zu stellen."
    )
    found = read(field)
    assert found.dates == (date(2027, 4, 1), date(2027, 6, 1))
    assert found.quote == "Anträge der Städte sind bis zum 1. Juni 2027 zu stellen."


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("Anträge laufend möglich. Stichtag ist der 1. Mai 2027.", DeadlineKind.FIXED),
        ("Antragsrunde 1 ist beendet. Stichtag ist der 1. Mai 2027.", DeadlineKind.FIXED),
        ("Anträge jeweils zum 1. Mai. Der Antrag ist laufend möglich.", DeadlineKind.RECURRING),
        ("Antrag jederzeit. Antrag zwei Wochen vor Beginn stellen.", DeadlineKind.RELATIVE),
        ("Die Runde ist beendet. Neue Anträge sind jederzeit möglich.", DeadlineKind.ROLLING),
        ("Die Runde ist beendet. Wir danken für Ihre Anträge.", DeadlineKind.CLOSED),
    ],
)
def test_what_leaves_a_way_open_counts_before_what_is_closed(
    field: str, kind: DeadlineKind
) -> None:
    assert read(field).kind is kind


def test_a_validity_beside_a_deadline_adds_no_date() -> None:
    field = (
        "Anträge können bis zum 30.06.2027 gestellt werden. "
        "Die Richtlinie tritt am 31.12.2028 außer Kraft."
    )
    assert read(field).dates == (date(2027, 6, 30),)


def test_the_first_sentence_that_says_so_closes() -> None:
    note = "Wir bauen um. Die Runde ist beendet. Anträge sind nicht mehr möglich."
    assert says_closed(note) == "Die Runde ist beendet."
    assert says_closed("Wir prüfen gerade alle Programme.") is None


@PROPERTY
@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from([" ", "", "\u00a0"]))
def test_every_day_is_read_in_every_spelling(day: date, blank: str) -> None:
    month = MONTHS[day.month - 1]
    for written in (
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}.{blank}{day.month:02}.{blank}{day.year}",
        f"{day.day}.{blank}{month}{blank}{day.year}",
    ):
        assert read(f"Anträge sind bis zum {written} zu stellen.").dates == (day,)


@PROPERTY
@given(st.integers(0, 99), st.integers(0, 99), st.integers(1990, 2099))
def test_only_days_of_the_calendar_are_read(day: int, month: int, year: int) -> None:
    found = read_field(f"Anträge sind bis zum {day}.{month}.{year} zu stellen.")
    try:
        expected = date(year, month, day)
    except ValueError:
        assert found is None
    else:
        assert found is not None
        assert found.dates == (expected,)


@PROPERTY
@given(st.one_of(ANY_TEXT, GERMAN), st.sampled_from([known.DEADLINES, known.GUIDELINE]))
def test_any_text_gives_a_sound_deadline_or_none(text: str, section: str) -> None:
    found = read_deadline(sentences_of([Section(section, text)]))
    assert found == read_deadline(sentences_of([Section(section, text)]))
    if found is None or found.kind is DeadlineKind.NONE_STATED:
        assert section == known.GUIDELINE or bool(text.strip()) == (found is None)
        return
    assert found.quote
    for each in found.evidence:
        assert text[each.start : each.end] == each.quote
    assert list(found.dates) == sorted(set(found.dates))
    assert found.days or found.kind is not DeadlineKind.RECURRING
    assert len(found.times) in (0, len(found.dates))
    assert found.dates or found.kind is not DeadlineKind.FIXED
    for day in found.days:
        assert date.fromisoformat(f"2024-{day}")


@PROPERTY
@given(st.one_of(ANY_TEXT, GERMAN))
def test_what_closes_stands_in_the_text(text: str) -> None:
    quote = says_closed(text)
    if quote is not None:
        assert quote in text
        assert quote == quote.strip() != ""
        assert says_closed(quote) == quote


@PROPERTY
@given(GERMAN, st.sampled_from(CLOSED))
def test_a_note_is_closed_by_a_sentence_of_its_own(text: str, sentence: str) -> None:
    found = says_closed(f"{text}\n{sentence}")
    assert found is None or found in f"{text}\n{sentence}"
    assert says_closed(f"Wir danken für Ihr Interesse.\n{sentence}") is not None


@pytest.mark.parametrize(
    "note",
    [
        "Das Programm wird zum 31. Dezember 2026 eingestellt.",
        "Der erste Aufruf ist beendet. Der zweite Aufruf endet am 30. April 2027.",
        "Die Mittel für 2026 sind ausgeschöpft. Anträge für 2027 können gestellt werden.",
        "Mit Ablauf des 30. November 2026 können keine Anträge mehr gestellt werden.",
        "Ab Januar 2027 ist eine Antragstellung nicht mehr möglich.",
        "Der Aufruf ist beendet. Anträge nimmt das Amt weiterhin an.",
    ],
)
def test_what_leaves_a_way_open_is_not_closed(note: str) -> None:
    assert says_closed(note) is None
    found = read_field(note)
    assert found is None or found.kind is not DeadlineKind.CLOSED


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Anträge können erst nach dem 1. März 2027 gestellt werden.", []),
        ("Die Antragstellung ist zum 1. März 2027 wieder möglich.", []),
        ("Anträge sind zwischen dem 1.3.2027 und dem 30.4.2027 zu stellen.", ["2027-04-30"]),
        (
            "Für Vorhaben, die vor dem 1. Januar 2027 beginnen, sind Anträge bis zum 30.11.2026 "
            "zu stellen.",
            ["2026-11-30"],
        ),
    ],
)
def test_a_date_that_begins_or_limits_something_else_is_no_deadline(
    sentence: str, days: list[str]
) -> None:
    found = read_field(sentence)
    assert ([day.isoformat() for day in found.dates] if found else []) == days


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "bis zum " * 200_000,
        "wurden " * 100_000,
        "lief am " * 100_000,
        "ist " * 100_000,
        "nicht an eine " * 70_000,
        "eine Wochen " * 50_000,
        "[" * 1_000_000,
        "1." * 300_000,
        "x" * 1_000_000,
        "\u00a0" * 1_000_000,
        "ab " * 300_000,
        "geschlossen" + "!" * 500_000 + "x",
        "Fristen:\n" * 50_000,
        "Frist 31.02.2027 " * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_come_to_an_end_and_say_nothing(text: str) -> None:
    assert read_field(f"Antrag {text}") is None
    assert says_closed(text) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Nach dem 30. Juni 2027 ist eine Antragstellung nicht mehr möglich.",
        "Ab dem 1. Juli 2027 werden keine Anträge mehr angenommen.",
        "Anträge, die nach dem 30.06.2027 eingehen, werden nicht mehr angenommen.",
        "Das Antragsportal ist bis zum 15. Januar 2027 geschlossen.",
        "Bitte senden Sie keine Anträge per E-Mail.",
        "Der Antrag ist zu stellen, nachdem die Maßnahme beendet wurde.",
        "Anträge sind möglich, bis die Mittel ausgeschöpft sind.",
    ],
)
def test_what_ends_only_later_is_not_over(sentence: str) -> None:
    found = read_field(sentence)
    assert found is None or found.kind is not DeadlineKind.CLOSED
    assert says_closed(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Die Bewerbungsfrist beginnt am 1. Februar 2027.", []),
        ("Start der Antragstellung ist der 01.03.2027.", []),
        ("Am 01.02.2027 öffnet das Antragsportal.", []),
        ("Die Frist beginnt am 01.02.2027 und endet am 30.04.2027.", ["2027-04-30"]),
    ],
)
def test_the_day_on_which_applying_opens_is_no_deadline(sentence: str, days: list[str]) -> None:
    found = read_field(sentence)
    assert ([day.isoformat() for day in found.dates] if found else []) == days
    assert (found is None) == (not days)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Die Antragstellung ist nicht\u00a0mehr möglich.", DeadlineKind.CLOSED),
        ("An\u00adträge können bis zum 31.03.2027 gestellt werden.", DeadlineKind.FIXED),
        ("Anträge können unbefristet gestellt werden.", DeadlineKind.ROLLING),
    ],
)
def test_layout_hides_no_word_and_the_quote_keeps_it(text: str, kind: DeadlineKind) -> None:
    found = read(text)
    assert (found.kind, found.quote) == (kind, text)


def test_a_lead_line_speaks_no_further_than_its_list() -> None:
    text = "Anträge sind bis dahin zu stellen:\n• Kreise: 31.03.2027\nUmbau bis zum 31.12.2027."
    assert read(text).dates == (date(2027, 3, 31),)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Letzter Tag für die Einreichung ist der 18. Dezember 2026.", ["2026-12-18"]),
        ("Letzter Tag für die Antragstellung ist der 01.02.2027.", ["2027-02-01"]),
        (
            "Einreichtermine im Jahr 2027 sind der 21. Januar, der 15. April und der 8. Juli.",
            ["2027-01-21", "2027-04-15", "2027-07-08"],
        ),
        (
            "Antragsstichtage 2028 sind der 29. Februar und der 1. Juli.",
            ["2028-02-29", "2028-07-01"],
        ),
        ("Antragsstichtage 2027 sind der 29. Februar und der 1. Juli.", ["2027-07-01"]),
    ],
)
def test_days_of_a_named_year_and_the_last_day_are_read(text: str, dates: list[str]) -> None:
    found = read(text)
    assert found.kind is DeadlineKind.FIXED
    assert [day.isoformat() for day in found.dates] == dates


def test_days_for_a_funding_year_are_not_of_that_year() -> None:
    found = read_field("Anträge für das Jahr 2027 sind bis zum 31. Oktober zu stellen.")
    assert found is None or not found.dates


def test_days_far_from_each_other_have_a_quote_each() -> None:
    between = "für Vorhaben der Digitalisierung in ländlichen Räumen " * 8
    found = read(
        f"Anträge können bis zum 31.03.2027 {between}und bis zum 30.09.2027 gestellt werden."
    )
    assert [day.isoformat() for day in found.dates] == ["2027-03-31", "2027-09-30"]
    first, second = (each.quote for each in found.evidence)
    assert "31.03.2027" in first
    assert "30.09.2027" in second
