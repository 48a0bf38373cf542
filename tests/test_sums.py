"""The highest and the least grant, loans and budgets, and the many other sums of a guideline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import FundingKind, Section
from scout.facts import Per
from scout.reading.money.sums import Sums, read_sums
from scout.reading.sentences import sentences_of
from tests.patience import patience

_GRANT = (FundingKind.GRANT,)


def _read(text: str, *, section: str = "Volltext", kinds: tuple[FundingKind, ...] = _GRANT) -> Sums:
    return read_sums(sentences_of([Section(section, text)]), kinds)


def _max(text: str, *, section: str = "Volltext") -> int | None:
    found = _read(text, section=section).max_grant
    return int(found.amount) if found else None


def _min(text: str) -> int | None:
    found = _read(text).min_grant
    return int(found.amount) if found else None


def _guideline(sentence: str) -> str:
    return f"5 Art und Umfang, Höhe der Zuwendung\n{sentence}"


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("Die Zuwendung beträgt höchstens 45.000 Euro je Vorhaben.", 45_000),
        ("Der Zuschuss ist auf 30.000 Euro begrenzt.", 30_000),
        ("Die Förderung darf 12.000 EUR nicht überschreiten.", 12_000),
        ("Die maximale Fördersumme beträgt 150 TEUR.", 150_000),
        ("Der Höchstbetrag der Zuwendung liegt bei 1,5 Mio. Euro.", 1_500_000),
        ("Sie erhalten einen Zuschuss von bis zu 7.500 Euro.", 7_500),
        ("Gefördert werden 80 Prozent der Ausgaben, maximal jedoch 25.000 Euro.", 25_000),
        ("Der Zuschuss beträgt bis zu 60 % der Kosten, höchstens EUR 90.000 je Projekt.", 90_000),
        ("Pro Antragsteller ist eine Förderung von maximal 200.000 Euro möglich.", 200_000),
        ("Die Zuwendung beträgt zwischen 5.000 und 20.000 Euro.", 20_000),
        ("Die Förderung beträgt EUR 400 bis EUR 1.000.", 1_000),
        ("Die Höhe der Zuwendung beträgt einmalig 2.000 Euro.", 2_000),
        ("Die Obergrenze der Förderung beträgt 60.000 Euro je Kommune.", 60_000),
        ("Der Zuschuss wird bei 15.000 Euro gedeckelt.", 15_000),
        ("Die Höhe der Prämie beträgt 3.000 Euro.", 3_000),
        ("Each grant is up to EUR 2 million.", 2_000_000),
        ("The grant per project is between EUR 1 million and EUR 3 million.", 3_000_000),
    ],
)
def test_the_highest_grant(sentence: str, amount: int) -> None:
    assert _max(sentence) == amount
    assert _max(_guideline(sentence), section="Richtlinie") == amount


@pytest.mark.parametrize(
    "sentence",
    [
        "Die zuwendungsfähigen Ausgaben dürfen höchstens 100.000 Euro betragen.",
        "Die Gesamtausgaben des Projekts sind auf 2 Millionen Euro begrenzt.",
        "Der Zuschuss beträgt bis zu 60.000 Euro je Vollzeitstelle.",
        "Der Zuschuss beträgt höchstens 3.500 Euro pro Platz.",
        "Die Förderung beträgt bis zu 850 Euro je Quadratmeter Wohnfläche.",
        "Je Unterrichtsstunde wird ein Zuschuss von höchstens 35 Euro gewährt.",
        "Der Zuschuss beträgt maximal 40 Euro pro Übernachtung.",
        "Für jede Teilnehmerin wird ein Zuschuss von bis zu 180 Euro gezahlt.",
        "Die Zuwendung beträgt höchstens 1.050 Euro pro Monat.",
        "Reisekosten werden bis zu 500 Euro gefördert.",
        "Für Sachausgaben werden bis zu 4.300 Euro gewährt.",
        "Sie erhalten eine Pauschale von höchstens 7.000 Euro.",
        "Bei Zuwendungen bis zu 50.000 Euro wird ein Festbetrag gewährt.",
        "Bei einer Zuwendung von mehr als 100.000 Euro ist ein Zwischenbericht vorzulegen.",
        "Aufträge mit einem Auftragswert bis zu 25.000 Euro können frei vergeben werden.",
        "De-minimis-Beihilfen dürfen 300.000 Euro in drei Jahren nicht übersteigen.",
        "Die Beihilfen dürfen nach der AGVO 55 Mio. Euro je Vorhaben nicht übersteigen.",
        "Einzelbeihilfen über 100.000 Euro werden in der Transparenzdatenbank veröffentlicht.",
        "Zuwendungen bis zu 500 Euro werden nach Vorlage der Belege ausgezahlt.",
        "Unternehmen mit einem Jahresumsatz von höchstens 50 Mio. Euro werden gefördert.",
        "Gegenstände mit einem Anschaffungswert bis zu 800 Euro sind förderfähig.",
        "Für die Bearbeitung des Zuschusses fällt eine Gebühr von höchstens 150 Euro an.",
        "Förderfähig sind Ausgaben bis zu 20.000 Euro.",
        "Der Sockelbetrag der Förderung beträgt bis zu 25.000 Euro.",
        "Ehrenamtliche Arbeit wird bis zu 250 Euro als Zuschuss angerechnet.",
        "Die Zuwendung muss mindestens 5.000 Euro betragen.",
        "Gemeinden unter 15.000 Einwohnern werden gefördert.",
        "Zuwendungen von 10.000 Euro und weniger werden als Festbetrag gewährt.",
    ],
)
def test_what_is_no_highest_grant(sentence: str) -> None:
    assert _max(_guideline(sentence), section="Richtlinie") is None
    assert _max(sentence) is None


def test_caps_under_a_heading_of_law_are_no_grants() -> None:
    text = (
        "6 Höhe der Förderung\n"
        "6.1 Schwellen der AGVO\n"
        "Die Förderung beträgt höchstens 35 Mio. Euro je Vorhaben."
    )
    assert _max(text, section="Richtlinie") is None


def test_the_highest_of_several_counts() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt\n"
        "• für Kleinprojekte höchstens 4.000 Euro,\n"
        "• für Leitprojekte höchstens 80.000 Euro."
    )
    assert _max(text) == 80_000


def test_one_position_of_a_list_is_not_the_whole() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt\n"
        "• für das Konzept bis zu 2.000 Euro,\n"
        "• für die Kurse bis zu 35 Euro je Unterrichtsstunde."
    )
    assert _max(text) is None


def test_the_whole_counts_beside_positions() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt\n"
        "• bis zu 69.000 Euro je Vollzeitstelle,\n"
        "• insgesamt höchstens 130.000 Euro je Antragstellerin."
    )
    assert _max(text) == 130_000


def test_the_list_says_what_its_items_are() -> None:
    text = "Der Zuschuss beträgt maximal\n• bei Konzepten: 10.000 Euro,\n• bei Bauten: 50.000 Euro."
    assert _max(text) == 50_000


def test_exceptions_do_not_raise_the_highest_grant() -> None:
    text = (
        "Die Förderung beträgt bis zu 5.000 Euro je Projekt, "
        "in Ausnahmefällen bis zu 12.000 Euro je Projekt."
    )
    assert _max(text) == 5_000


def test_an_exception_alone_is_told_as_such() -> None:
    found = _read("In begründeten Ausnahmefällen beträgt der Zuschuss bis zu 9.000 Euro.").max_grant
    assert found is not None
    assert found.evidence is not None
    assert found.evidence.rule == "exceptional-max-grant"


def test_the_summary_comes_before_the_guideline() -> None:
    sections = [
        Section("Volltext", "Die Höhe des Zuschusses beträgt maximal 10.000 Euro."),
        Section("Richtlinie", _guideline("Die Zuwendung beträgt höchstens 90.000 Euro.")),
    ]
    found = read_sums(sentences_of(sections), _GRANT).max_grant
    assert found is not None
    assert found.amount == 10_000


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("Der Zuschuss beträgt maximal 150.000 Euro pro Jahr und Projekt.", Per.YEAR),
        ("Der Zuschuss beträgt jährlich höchstens 20.000 Euro.", Per.YEAR),
        ("Der Zuschuss beträgt bis zu 9.000 Euro je Haushaltsjahr.", Per.YEAR),
        ("Der Zuschuss beträgt bis zu 400 Euro pro Gruppe und Jahr.", Per.YEAR),
        ("Der Zuschuss beträgt bis zu 9.000 Euro je Vorhaben.", Per.PROJECT),
    ],
)
def test_for_what_a_sum_is_paid(text: str, per: Per) -> None:
    found = _read(text).max_grant
    assert found is not None
    assert found.per is per


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Die Bagatellgrenze beträgt 10.000 Euro.", 10_000),
        ("Die Zuwendung muss mindestens 5.000 Euro betragen.", 5_000),
        ("Zuwendungen unter 2.500 Euro werden nicht bewilligt.", 2_500),
        ("Die Mindestfördersumme liegt bei EUR 20.000.", 20_000),
        ("Eine Zuwendung wird nur gewährt, wenn sie mehr als 1.000 Euro beträgt.", 1_000),
        (
            "Die Bagatellgrenze liegt bei 2.500 Euro, bei Gebietskörperschaften bei 12.500 Euro.",
            12_500,
        ),
        (
            "Die Bagatellgrenze liegt für Gemeinden bei EUR 7.500, für alle anderen bei EUR 1.000.",
            7_500,
        ),
        (
            "Zuwendungen werden nur bewilligt, wenn sie im Einzelfall mehr als 2.500 Euro, bei "
            "kommunalen Körperschaften mehr als 10.000 Euro betragen.",
            10_000,
        ),
        ("Die Förderhöhe muss mindestens EUR 1.000 betragen.", 1_000),
        ("Als Verein müssen Sie mindestens EUR 500 erhalten.", 500),
        ("Die zuwendungsfähigen Ausgaben müssen mindestens 50.000 Euro betragen.", None),
        ("Die Gesamtkosten müssen die Bagatellgrenze von 25.000 Euro erreichen.", None),
        ("Die Bagatellgrenze der förderfähigen Ausgaben beträgt 3.000 Euro.", None),
        ("Der Zuschuss beträgt höchstens 3.000 Euro.", None),
        ("Bei einer Förderung von mindestens 100.000 Euro gilt das Vergaberecht.", None),
    ],
)
def test_the_least_grant(text: str, amount: int | None) -> None:
    assert _min(text) == amount


@pytest.mark.parametrize("kind", [FundingKind.LOAN, FundingKind.SURETY, FundingKind.GUARANTEE])
def test_loans_and_guarantees_have_a_sum_of_their_own(kind: FundingKind) -> None:
    word = "Bürgschaft" if kind is FundingKind.SURETY else "Kredit"
    found = _read(f"Die Höhe der {word}summe beträgt maximal 750.000 Euro.", kinds=(kind,))
    assert found.max_grant is None
    assert found.max_loan is not None
    assert found.max_loan.amount == 750_000


def test_where_nothing_but_loans_is_given_a_cap_is_a_loan() -> None:
    found = _read("Der Höchstbetrag liegt bei 5 Mio. Euro.", kinds=(FundingKind.LOAN,))
    assert found.max_loan is not None
    assert found.max_loan.amount == 5_000_000
    text = "3 Konditionen\nDer Höchstbetrag liegt bei 5 Mio. Euro."
    assert _read(text, section="Richtlinie", kinds=(FundingKind.LOAN,)) == Sums()


def test_loans_are_none_where_the_programme_gives_none() -> None:
    assert _read("Das Darlehen der Hausbank darf 90.000 Euro nicht übersteigen.") == Sums()


def test_a_loan_beside_a_grant() -> None:
    text = "Der Zuschuss beträgt höchstens 10.000 Euro. Das Darlehen beträgt bis zu 90.000 Euro."
    found = _read(text, kinds=(FundingKind.GRANT, FundingKind.LOAN))
    assert found.max_grant is not None
    assert found.max_loan is not None
    assert (found.max_grant.amount, found.max_loan.amount) == (10_000, 90_000)


@pytest.mark.parametrize(
    "text",
    [
        "Für die Förderung stehen insgesamt 20 Mio. Euro zur Verfügung.",
        "Das Gesamtbudget des Aufrufs beträgt 20 Mio. Euro.",
        "The indicative budget is EUR 20 million.",
    ],
)
def test_the_budget_is_no_grant(text: str) -> None:
    found = _read(text)
    assert found.max_grant is None
    assert found.budget is not None
    assert found.budget.amount == 20_000_000
    assert found.budget.per is None


def test_what_stands_ready_for_each_region_is_no_budget() -> None:
    found = _read("Je Region stehen zwischen EUR 200.000 und EUR 600.000 bereit.")
    assert found.budget is None


def test_what_stands_ready_for_one_project_is_no_budget() -> None:
    found = _read("Als Zuschuss stehen je Vorhaben höchstens EUR 90.000 bereit.")
    assert found.budget is None
    assert found.max_grant is not None
    assert found.max_grant.amount == 90_000


def test_quotes_stand_unaltered_and_hold_the_sum() -> None:
    text = f"{'Vieles ist zu tun, ' * 50}und der Zuschuss beträgt höchstens 8\u00a0500 € je Antrag."
    found = _read(text).max_grant
    assert found is not None
    assert found.evidence is not None
    assert text[found.evidence.start : found.evidence.end] == found.evidence.quote
    assert "8\u00a0500" in found.evidence.quote
    assert len(found.evidence.quote) <= 300


def test_an_empty_text_states_nothing() -> None:
    assert _read("") == Sums()


_PIECES = st.lists(
    st.sampled_from(
        [
            *("EUR 5.000", "10.000 Euro", "1,5 Mio. €", "Zuschuss", "beträgt", "höchstens", "je"),
            *("mindestens", "Bagatellgrenze", "Jahr", "Platz", "bis", "und", "zwischen", "unter"),
            *("der Kosten", "Darlehen", "80 %", "Kommunen", "nicht", "<p>", ",", ".", "\n", "\n• "),
        ]
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(st.text(max_size=400), _PIECES), st.lists(st.sampled_from(FundingKind)))
def test_any_text_gives_sums_with_their_words(text: str, kinds: list[FundingKind]) -> None:
    found = read_sums(sentences_of([Section("Richtlinie", text)]), kinds)
    for each in (found.min_grant, found.max_grant, found.max_loan, found.budget):
        if each is not None:
            assert each.amount > 0
            assert each.evidence is not None
            assert text[each.evidence.start : each.evidence.end] == each.evidence.quote


@pytest.mark.parametrize(
    "piece",
    ["9", "€ 1 ", "EUR ", "(", "bis zum ", "je pro ", "bei Zuwendungen ", "höchstens 1 € ", "<"],
)
def test_hostile_text_ends(piece: str) -> None:
    with patience():
        found = _read((piece * 100_000)[:100_000])
    for each in (found.min_grant, found.max_grant, found.max_loan, found.budget):
        assert each is None or each.amount > 0


@pytest.mark.parametrize(
    "heading",
    [
        *("Maximale Fördersumme", "Förderhöchstbetrag", "Maximaler Zuschuss", "Förderhöhe"),
        *("Höchstbetrag der Förderung", "Höhe der Förderung", "Maximale Zuwendung"),
    ],
)
@pytest.mark.parametrize("text", ["500.000 Euro", "bis zu 500.000 €", "EUR 500.000", "0,5 Mio. €"])
def test_a_sum_alone_below_a_heading_is_the_highest_grant(heading: str, text: str) -> None:
    found = _read(text, section=heading)
    assert found.max_grant is not None
    assert (found.max_grant.amount, found.min_grant, found.budget) == (500_000, None, None)
    assert found.max_grant.evidence is not None
    assert found.max_grant.evidence.quote == text


def test_a_sum_alone_below_the_heading_of_the_least_is_the_least() -> None:
    found = _read("2.500 Euro", section="Mindestfördersumme")
    assert found.min_grant is not None
    assert (found.min_grant.amount, found.max_grant) == (2_500, None)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Fördersumme", "500.000 Euro"),
        ("Budget", "500.000 Euro"),
        ("Richtlinie", "500.000 Euro"),
        ("Maximale Projektkosten", "500.000 Euro"),
        ("Förderhöhe", "500.000 Euro für das Land"),
        ("Maximale Fördersumme", "Stand 2027\n500.000 Euro"),
    ],
)
def test_a_sum_alone_is_no_grant_elsewhere(heading: str, text: str) -> None:
    assert _max(text, section=heading) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Jedes Team erhält bis zu 310.000 Euro.", 310_000),
        ("Jeder Landkreis bekommt bis zu 110.000 Euro.", 110_000),
        ("Jedes Vorhaben wird mit bis zu 95.000 Euro unterstützt.", 95_000),
        ("Fünf Teams erhalten jeweils bis zu 760.000 Euro.", 760_000),
        ("In Stufe 1 erhalten bis zu sechs Teams jeweils bis zu 760.000 Euro.", 760_000),
        ("In Stufe 1 erhalten sechs Teams jeweils bis zu 760.000 Euro, in Stufe 2 bis zu 2 Mio. "
         "Euro.", 2_000_000),
        ("Verbünde erhalten in der Regel bis zu 1,6 Millionen Euro.", 1_600_000),
        ("Anteilfinanzierung in Höhe von 85 Prozent der zuwendungsfähigen Ausgaben, höchstens "
         "760 000 Euro", 760_000),
        ("Jede Stelle erhält bis zu 21.000 Euro.", None),
        ("Jeder Teilnehmer zahlt bis zu 300 Euro.", None),
        ("Projekte kosten in der Regel bis zu 310.000 Euro.", None),
    ],
)  # fmt: skip
def test_what_each_of_those_who_apply_gets_is_a_grant(text: str, amount: int | None) -> None:
    found = read_sums(sentences_of([Section("Volltext", text)]), ()).max_grant
    assert (None if found is None else found.amount) == amount
