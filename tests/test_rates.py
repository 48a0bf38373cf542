"""Which share of the costs is paid, for whom, and what merely looks like it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import FundingCall, FundingKind, Section
from scout.reading.facts import read_facts
from scout.reading.money.rates import Rates, read_rates
from scout.reading.sentences import sentences_of
from tests.patience import patience

_GRANT = (FundingKind.GRANT,)


def _read(
    text: str, *, section: str = "Volltext", kinds: tuple[FundingKind, ...] = _GRANT
) -> Rates:
    return read_rates(sentences_of([Section(section, text)]), kinds)


def _percents(text: str, *, section: str = "Volltext") -> list[Decimal]:
    return [rate.percent for rate in _read(text, section=section).rates]


def _guideline(sentence: str) -> str:
    return f"5 Art und Umfang, Höhe der Zuwendung\n{sentence}"


@pytest.mark.parametrize(
    ("sentence", "percent"),
    [
        ("Die Höhe des Zuschusses beträgt bis zu 65 Prozent der förderfähigen Kosten.", 65),
        ("Der Fördersatz liegt bei 45 %.", 45),
        ("Die Förderquote beträgt maximal 85 v. H. der zuwendungsfähigen Ausgaben.", 85),
        ("Sie erhalten bis zu 55 % Ihrer Investitionskosten.", 55),
        ("Die Zuwendung wird in Höhe von bis zu 70 vom Hundert gewährt.", 70),
        ("Die Kosten werden zu 50 Prozent erstattet.", 50),
        ("Das Vorhaben wird mit 95 Prozent der anerkannten Ausgaben bezuschusst.", 95),
        ("Der Zuschuss beträgt die Hälfte der förderfähigen Ausgaben.", 50),
        ("Gefördert werden höchstens zwei Drittel der Kosten.", Decimal("66.67")),
        ("Die Zuwendung darf 75 Prozent der Gesamtausgaben nicht übersteigen.", 75),
        ("Die Zuwendung beträgt nicht mehr als 60 % der förderfähigen Ausgaben.", 60),
        ("Die Förderung kann auf bis zu 90 % erhöht werden.", 90),
        ("Das Land beteiligt sich mit 40 % an den zuwendungsfähigen Ausgaben.", 40),
        ("Die Fördermittel dürfen nicht mehr als 35 % der Ausgaben betragen.", 35),
        ("Der Zuschuss beträgt zwischen 30 und 50 Prozent der Kosten.", 50),
        ("Die Höhe der Förderung beträgt 80 bis 90 Prozent der förderfähigen Ausgaben.", 90),
        ("Die Förderung erfolgt als 60-prozentiger Zuschuss zu den Kosten.", 60),
        ("Die Höhe des Zuschusses beträgt bis zu 50 Prozent der Personalkosten.", 50),
        ("The funding rate is 60 % of the eligible costs.", 60),
    ],
)
def test_a_stated_rate(sentence: str, percent: Decimal) -> None:
    assert _percents(sentence)[0] == percent
    assert _percents(_guideline(sentence), section="Richtlinie")[0] == percent


@pytest.mark.parametrize(
    "sentence",
    [
        "Sachkosten werden mit einer Pauschale in Höhe von 20 % der Personalkosten gefördert.",
        "Die Restkostenpauschale beträgt 40 Prozent der direkten Personalausgaben.",
        "Gemeinkosten sind bis zu 15 Prozent der Ausgaben zuwendungsfähig.",
        "Für indirekte Kosten wird ein Pauschalsatz von 25 Prozent gewährt.",
        "Hochschulen erhalten eine Projektpauschale in Höhe von 20 Prozent.",
        "Verwaltungsausgaben werden mit bis zu 7 Prozent der Ausgaben anerkannt.",
        "Der Erstattungsbetrag ist mit 5 Prozentpunkten über dem Basiszinssatz zu verzinsen.",
        "Zu Unrecht gezahlte Zuwendungen sind mit 6 % jährlich zu verzinsen.",
        "Bis zu 80 Prozent der bewilligten Zuwendung werden vorab ausgezahlt.",
        "Ein Einbehalt von 10 Prozent der Zuwendung bleibt bis zum Nachweis stehen.",
        "Die Fachkraft ist mit mindestens 50 Prozent der Arbeitszeit zu beschäftigen.",
        "Gefördert werden Stellen mit einem Stellenumfang von 75 Prozent.",
        "Einzelansätze dürfen um bis zu 20 Prozent überschritten werden.",
        "Der Versorgungsgrad muss unter 110 Prozent liegen.",
        "Mindestens 60 Prozent der Teilnehmenden müssen in der Gemeinde wohnen.",
        "Die Umsatzsteuer von 19 % ist nicht zuwendungsfähig.",
        "Die Maßnahme muss die Emissionen um mindestens 30 Prozent senken.",
        "Die Kriterien werden mit je 25 Prozent gewichtet.",
        "Unternehmen, an denen die öffentliche Hand mehr als 25 Prozent hält, sind ausgeschlossen.",
        "Der Fördersatz erhöht sich um 10 Prozentpunkte.",
        "Der Zuschuss erhöht sich um bis zu 15 Prozent.",
        "Ein Drittel der Mitglieder des Beirats wird gewählt.",
        "Die Auszahlung erfolgt je zur Hälfte im Mai und im Oktober.",
        "Bis 2030 sollen die Emissionen gegenüber 1990 auf 35 Prozent sinken.",
        "Bei Ausgaben von mehr als 100 Prozent des Plans ist ein Antrag zu stellen.",
        "Die Ausgaben für Honorare sind bis zu einer Höhe von 50 Prozent zuwendungsfähig.",
        "Die Beihilfeintensität darf 50 % der beihilfefähigen Kosten nicht überschreiten.",
        "Tilgungszuschüsse sind ab 2,5 % Tilgung im Jahr möglich.",
        "Nur Vorhaben mit einem Frauenanteil von 40 % werden berücksichtigt.",
        "Fahrtkosten sind bis zu 10 Prozent der zuwendungsfähigen Ausgaben möglich.",
        "Nicht gefördert werden Vorhaben, die\n• Zuschüsse von 50 Prozent der Kosten erhalten.",
    ],
)
def test_what_is_no_rate(sentence: str) -> None:
    assert _percents(_guideline(sentence), section="Richtlinie") == []


def test_aid_intensities_under_a_heading_of_law_are_no_rates() -> None:
    text = (
        "1.2 Artikel 25 AGVO – Beihilfen für Forschung\n"
        "Die Förderung darf folgende Sätze nicht überschreiten:\n"
        "• 100 % der förderfähigen Kosten für Grundlagenforschung,\n"
        "• 50 % der förderfähigen Kosten für industrielle Forschung."
    )
    assert _percents(text, section="Richtlinie") == []


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("Die Zuwendung beträgt bis zu 95 %, für Gemeinden und Gemeindeverbände bis zu 80 %.", 80),
        ("Die Zuwendung beträgt 75 Prozent, für finanzschwache Kommunen 90 Prozent.", 90),
        ("Für Vereine beträgt der Zuschuss 60 %, für Landkreise 45 % der Ausgaben.", 45),
        ("Der Fördersatz beträgt für kommunale Träger 70 % und für freie Träger 85 %.", 70),
        ("Als Kommune erhalten Sie bis zu 50 Prozent der Kosten. Vereine erhalten 80 Prozent.", 50),
        ("Die Zuwendung beträgt bei nicht kommunalen Trägern 60 % und sonst 40 %.", 60),
        ("Gemeinden und Kreise werden mit bis zu 65 % der Ausgaben gefördert.", 65),
        ("Der Zuschuss für kommunale Unternehmen beträgt 30 %, für andere Träger 50 %.", 50),
    ],
)
def test_the_municipal_rate_comes_first(text: str, percent: int) -> None:
    assert _percents(text)[0] == percent


@pytest.mark.parametrize(
    "text",
    [
        "Der Zuschuss beträgt bis zu 80 Prozent, in begründeten Ausnahmefällen bis zu 100 Prozent.",
        "Der Zuschuss beträgt bis zu 80 Prozent der Kosten. "
        "Im Einzelfall kann die Förderung bis zu 100 Prozent der Kosten betragen.",
        "Der Zuschuss beträgt bis zu 80 %, ausnahmsweise 100 % der zuwendungsfähigen Ausgaben.",
    ],
)
def test_exceptions_come_last(text: str) -> None:
    found = _read(text).rates
    assert [rate.percent for rate in found] == [80, 100]
    assert found[1].evidence.rule == "exceptional-rate"


def test_an_exception_alone_is_still_told_as_such() -> None:
    (found,) = _read("In Ausnahmefällen beträgt der Zuschuss bis zu 100 % der Kosten.").rates
    assert found.evidence.rule == "exceptional-rate"


def test_the_summary_comes_before_the_guideline() -> None:
    found = read_rates(
        sentences_of(
            [
                Section("Volltext", "Die Höhe des Zuschusses beträgt 60 Prozent der Kosten."),
                Section("Richtlinie", _guideline("Die Zuwendung beträgt 90 % der Ausgaben.")),
            ]
        ),
        _GRANT,
    )
    assert [rate.percent for rate in found.rates] == [60, 90]


def test_what_one_fund_gives_is_less_than_the_whole() -> None:
    text = (
        "Der Zuschuss beträgt aus Mitteln des ESF Plus bis zu 40 Prozent der Ausgaben.\n"
        "Die Zuwendung beträgt insgesamt bis zu 90 Prozent der zuwendungsfähigen Ausgaben."
    )
    assert _percents(text) == [90, 40]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Sie müssen einen Eigenanteil von mindestens 10 Prozent der Gesamtkosten erbringen.", 10),
        ("Die Eigenbeteiligung beträgt mindestens 25 % der zuwendungsfähigen Ausgaben.", 25),
        ("Es sind Eigenmittel in Höhe von 20 v. H. einzubringen.", 20),
        ("Mindestens 15 Prozent der Ausgaben sind durch Eigenmittel zu decken.", 15),
        ("Der Träger muss 5 Prozent der Gesamtausgaben selbst aufbringen.", 5),
        ("Sie beteiligen sich mit mindestens 30 % aus eigenen Mitteln.", 30),
    ],
)
def test_a_rate_that_follows_from_the_own_share(text: str, own: int) -> None:
    found = _read(text)
    assert found.own_share is not None
    assert found.own_share.percent == own
    (rate,) = found.rates
    assert rate.percent == 100 - own
    assert rate.evidence.rule == "rate-from-own-share"
    assert rate.evidence.quote in text


def test_a_stated_rate_is_not_computed_again() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt bis zu 75 % der Kosten. Ihr Eigenanteil beträgt "
        "mindestens 20 %."
    )
    found = _read(text)
    assert [rate.percent for rate in found.rates] == [75]
    assert found.own_share is not None
    assert found.own_share.percent == 20


@pytest.mark.parametrize(
    "text",
    [
        "Eigenleistungen dürfen 30 Prozent der Ausgaben nicht übersteigen.",
        "Der Eigenanteil wird auf höchstens 10 Prozent gesenkt.",
    ],
)
def test_a_highest_own_share_is_none(text: str) -> None:
    found = _read(text)
    assert (found.rates, found.own_share) == ((), None)


@pytest.mark.parametrize("kind", [FundingKind.LOAN, FundingKind.SURETY, FundingKind.GUARANTEE])
def test_shares_of_loans_and_guarantees_are_no_rates(kind: FundingKind) -> None:
    text = (
        "Die Höhe der Bürgschaft beträgt bis zu 80 Prozent des Kredits. "
        "Sie bringen Eigenmittel von mindestens 15 Prozent ein."
    )
    found = _read(text, kinds=(kind,))
    assert found.rates == ()
    assert [rate.percent for rate in found.loan_rates] == [80]


def test_a_loan_beside_a_grant() -> None:
    text = (
        "Der Zuschuss beträgt 40 Prozent der Kosten. "
        "Das Darlehen beträgt bis zu 60 Prozent der Kosten."
    )
    found = _read(text, kinds=(FundingKind.GRANT, FundingKind.LOAN))
    assert [rate.percent for rate in found.rates] == [40]
    assert [rate.percent for rate in found.loan_rates] == [60]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Die Höhe des Zuschusses beträgt bis zu 80 Prozent der Ausgaben.", ""),
        (
            "Der Zuschuss beträgt für kleine Unternehmen bis zu 50 Prozent.",
            "für kleine Unternehmen",
        ),
        ("Der Zuschuss beträgt 50 Prozent für kleine Unternehmen.", "für kleine Unternehmen"),
        ("Der Zuschuss beträgt\n• für Vereine bis zu 70 Prozent der Ausgaben.", "für Vereine"),
        ("Der Zuschuss beträgt für\n• Modellvorhaben: 90 Prozent der Ausgaben.", "Modellvorhaben"),
        ("Der Zuschuss beträgt im Übergangsgebiet 60 Prozent.", "im Übergangsgebiet"),
        (
            "Für Busse übernimmt das Land bis zu 60 Prozent der Mehrausgaben als Zuschuss.",
            "für Busse",
        ),
        (
            "In der Dorfwerkstatt liegt der Zuschuss bei bis zu 90 Prozent der Ausgaben.",
            "in der Dorfwerkstatt",
        ),
        (
            "Der Zuschuss beträgt in Baustein B bis zu EUR 80.000 bei einem Fördersatz von 60 "
            "Prozent.",
            "in Baustein B",
        ),
    ],
)
def test_for_whom_a_rate_holds(text: str, condition: str) -> None:
    assert _read(text).rates[0].condition == condition


def test_the_same_said_twice_is_said_once() -> None:
    text = "Der Zuschuss beträgt 80 % der Kosten.\nDie Förderung beträgt 80 % der Kosten."
    assert _percents(text) == [80]


def test_quotes_stand_unaltered_and_hold_the_value() -> None:
    text = f"{'Vieles ist zu beachten, ' * 40}und der Zuschuss beträgt 85\u00a0% der Kosten."
    (rate,) = _read(text).rates
    evidence = rate.evidence
    assert text[evidence.start : evidence.end] == evidence.quote
    assert "85" in evidence.quote
    assert len(evidence.quote) <= 300


def test_a_table_is_read_up_to_its_24th_number() -> None:
    text = "Der Zuschuss beträgt " + " ".join(f"{percent} %" for percent in range(1, 60))
    assert max(_percents(text)) == 24


def test_an_empty_text_states_nothing() -> None:
    assert _read("") == Rates()


_PIECES = st.lists(
    st.sampled_from(
        [
            *("80 %", "100 Prozent", "10 v. H.", "ein Drittel", "die Hälfte", "mindestens", "um"),
            *("Zuschuss", "beträgt", "bis zu", "für Kommunen", "Eigenanteil", "der Kosten", "und"),
            *("Darlehen", "in Ausnahmefällen", "AGVO", "ESF", "<p>", ",", ".", ";", "\n", "\n• "),
        ]
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(st.text(max_size=400), _PIECES), st.lists(st.sampled_from(FundingKind)))
def test_any_text_gives_shares_with_their_words(text: str, kinds: list[FundingKind]) -> None:
    found = read_rates(sentences_of([Section("Volltext", text)]), kinds)
    for rate in (*found.rates, *found.loan_rates):
        assert 0 <= rate.percent <= 100
        assert text[rate.evidence.start : rate.evidence.end] == rate.evidence.quote


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "80 % ",
        "% ",
        "(",
        "bis zum ",
        "Zuschuss 80 % ",
        "für ",
        "und 1 Prozent, ",
        "<",
        "(Aa ",
        "(Aa 9 % ",
        "Kommunen erhalten 9 % ",
    ],
)
def test_hostile_text_ends(piece: str) -> None:
    with patience():
        found = _read((piece * 100_000)[:100_000])
    assert all(0 < rate.percent <= 100 for rate in (*found.rates, *found.loan_rates))


@pytest.mark.parametrize(
    "text",
    [
        "Der Zuschuss beträgt 80 Prozent für Kommunen und 90 Prozent für sonstige Träger.",
        "Der Zuschuss beträgt für Kommunen 80 Prozent und für sonstige Träger 90 Prozent.",
        "Der Zuschuss beträgt 90 Prozent für sonstige Träger und 80 Prozent für Kommunen.",
    ],
)
def test_words_for_one_share_are_not_those_of_the_next(text: str) -> None:
    assert [(rate.percent, rate.evidence.rule) for rate in _read(text).rates] == [
        (80, "municipal-rate"),
        (90, "grant-rate"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Für Busse beträgt der Zuschuss bis zu 60 Prozent der Mehrausgaben, für Ladesäulen bis "
            "zu 40 Prozent der Ausgaben und für Gutachten bis zu 50 Prozent der Kosten.",
            {60: "für Busse", 40: "für Ladesäulen", 50: "für Gutachten"},
        ),
        (
            "Der Zuschuss beträgt für Vereine 70 Prozent der Kosten und für Gemeinden 60 Prozent.",
            {70: "für Vereine", 60: "für Gemeinden"},
        ),
        (
            "Der Zuschuss beträgt 70 Prozent der Kosten für Vereine und für Schulen 60 Prozent.",
            {70: "für Vereine", 60: "für Schulen"},
        ),
    ],
)
def test_what_leads_up_to_the_next_share_is_said_of_that(text: str, said: dict[int, str]) -> None:
    assert {int(rate.percent): rate.condition for rate in _read(text).rates} == said


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Der Zuschuss beträgt für Vorhaben nach Nummer 2.1 bis zu 60 Prozent der Kosten.", ""),
        ("Der Zuschuss beträgt:\n• b) für Vereine 60 Prozent der Kosten.", "für Vereine"),
        ("Der Zuschuss beträgt bei Förderungen bis EUR 50.000 80 Prozent der Ausgaben.", ""),
        (
            "Im Baustein A beträgt der Zuschuss bis zu 60 Prozent der Kosten.",
            "im Baustein A",
        ),
    ],
)
def test_a_condition_is_whole_or_none(text: str, condition: str) -> None:
    assert _read(text).rates[0].condition == condition


def test_the_own_share_is_that_of_municipalities_and_not_the_least() -> None:
    found = _read(
        "Der Eigenanteil beträgt bei Kommunen mindestens 20 Prozent, bei sonstigen Trägern"
        " mindestens 10 Prozent der zuwendungsfähigen Ausgaben."
    )
    assert found.own_share is not None
    assert found.own_share.percent == 20


def test_each_of_two_shares_has_the_words_behind_it() -> None:
    found = _read(
        "Der Fördersatz sinkt von 65 Prozent im ersten Jahr auf 35 Prozent im fünften Jahr."
    )
    assert [(rate.percent, rate.condition) for rate in found.rates] == [
        (65, "im ersten Jahr"),
        (35, "im fünften Jahr"),
    ]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        (
            "Der Zuschuss liegt im ersten und zweiten Betriebsjahr bei 75 Prozent, im dritten bei"
            " 50 Prozent und im vierten bei 25 Prozent der Ausgaben.",
            [
                (75, "im ersten und zweiten Betriebsjahr"),
                (50, "im dritten Betriebsjahr"),
                (25, "im vierten Betriebsjahr"),
            ],
        ),
        (
            "Die Förderung beträgt im ersten Jahr 90 %, im zweiten 75 % und im dritten 60 % der"
            " förderfähigen Kosten.",
            [(90, "im ersten Jahr"), (75, "im zweiten Jahr"), (60, "im dritten Jahr")],
        ),
        (
            "Der Fördersatz beträgt 80 Prozent und im zweiten 40 Prozent.",
            [(80, ""), (40, "")],
        ),
    ],
)
def test_each_year_has_the_rate_that_stands_behind_it(
    text: str, rates: list[tuple[int, str]]
) -> None:
    assert [(rate.percent, rate.condition) for rate in _read(text).rates] == rates


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            "Der Zuschuss folgt den Ausgaben im Inland: Er beträgt bis zu 25 Prozent der Kosten.",
            "",
        ),
        ("Für Schulen gilt: Der Zuschuss beträgt bis zu 25 Prozent der Kosten.", ""),
        ("Das Konzept kann in diesen Fällen mit bis zu 25 Prozent gefördert werden.", ""),
        ("Der Zuschuss beträgt 25 Prozent der Kosten für neue und vernetzte, smarte Orte.", ""),
        ("Der Zuschuss beträgt 25 Prozent für einen Zeitraum von bis zu drei Jahren.", ""),
        ("Gefördert werden 25 Prozent der Kosten für alle übrigen.", "für alle übrigen"),
        ("Der Zuschuss beträgt 25 % für Antragsteller:innen mit Sitz im Kreis.",
         "für Antragsteller:innen mit Sitz im Kreis"),
    ],
)  # fmt: skip
def test_a_condition_that_breaks_off_is_not_shown(text: str, condition: str) -> None:
    assert [(rate.percent, rate.condition) for rate in _read(text).rates] == [(25, condition)]


@pytest.mark.parametrize("length", range(1, 150, 3))
def test_no_condition_is_cut_within_a_word(length: int) -> None:
    """However far it lies from the share: what a rule looks at ends somewhere."""
    text = f"Der Zuschuss beträgt 25 Prozent der {'A' * length}kosten für Museen im Rheinland."
    (rate,) = _read(text).rates
    assert rate.condition in ("", "für Museen im Rheinland")


@pytest.mark.parametrize(
    "heading",
    ["Fördersatz", "Förderquote", "Höhe der Förderung", "Förderhöhe", "Maximale Förderquote"],
)
@pytest.mark.parametrize("text", ["80 Prozent", "bis zu 80 %", "• 80 %", "max. 80%", "80 v. H."])
def test_an_amount_alone_below_a_heading_is_what_the_heading_says(heading: str, text: str) -> None:
    found = _read(text, section=heading)
    assert [(rate.percent, rate.condition) for rate in found.rates] == [(80, "")]
    assert found.rates[0].evidence.quote == text


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Richtlinie", "80 Prozent"),
        ("Zielgruppe", "80 Prozent"),
        ("Förderquote", "80 Prozent Auslastung im Vorjahr"),
        ("Förderquote", "Siehe Anlage 2\n80 Prozent"),
        ("Förderquote", "180 %"),
        ("Eigenanteil", "20 Prozent"),
    ],
)
def test_an_amount_alone_is_none_elsewhere_or_beside_other_words(heading: str, text: str) -> None:
    assert _percents(text, section=heading) == []


def test_the_first_line_of_a_summary_may_state_a_rate() -> None:
    text = "Zuschuss, bis zu 80 %\nFür Radwege von Kommunen."
    assert _percents(text, section="Kurztext") == [80]


@pytest.mark.parametrize(
    ("sentence", "fixed"),
    [
        ("Der Zuschuss beträgt 50 Prozent der Ausgaben.", True),
        ("Der Zuschuss betrug 90 Prozent der zuwendungsfähigen Ausgaben.", True),
        ("Die Zuwendung beträgt für Kommunen 65 Prozent der Ausgaben.", True),
        ("Der Fördersatz liegt bei 45 %.", True),
        ("Der Zuschuss beläuft sich auf 30 Prozent der Ausgaben.", True),
        ("Die Zuwendung wird als Anteilsfinanzierung in Höhe von 80 Prozent der Ausgaben gewährt.",
         True),
        ("Sie erhalten 70 Prozent der förderfähigen Ausgaben, höchstens EUR 200.000.", True),
        ("Sie erhalten einen Zuschuss von 80 Prozent der Ausgaben für bis zu 36 Monate.", True),
        ("Der Zuschuss beträgt 50 Prozent der Ausgaben, höchstens EUR 30.000 je Gemeinde.", True),
        ("Der Zuschuss beträgt bis zu 50 Prozent der Ausgaben.", False),
        ("Der Zuschuss beträgt in der Regel 70 Prozent der Ausgaben.", False),
        ("Der Zuschuss beträgt grundsätzlich 70 Prozent der Ausgaben.", False),
        ("Der Zuschuss beträgt zwischen 30 und 50 Prozent der Ausgaben.", False),
        ("Die Höhe der Förderung beträgt 80 bis 90 Prozent der Ausgaben.", False),
        ("Die Förderung kann 80 Prozent der Ausgaben betragen.", False),
        ("Der Zuschuss beträgt 50 Prozent der Ausgaben und kann auf 70 Prozent erhöht werden.",
         False),
        ("Die Zuwendung darf 75 Prozent der Gesamtausgaben nicht übersteigen.", False),
        ("Der Zuschuss ist auf 60 Prozent der Ausgaben begrenzt.", False),
        ("Die maximale Förderquote beträgt 60 Prozent der Ausgaben.", False),
        ("Der Zuschuss beträgt je nach Größe 60 Prozent der Ausgaben.", False),
        ("Kommunen bekommen rund 60 Prozent der Ausgaben als Zuschuss.", False),
    ],
)  # fmt: skip
def test_a_share_is_fixed_only_where_the_text_plainly_says_so(
    sentence: str, *, fixed: bool
) -> None:
    found = _read(sentence).rates
    assert found
    assert {rate.fixed for rate in found} == {fixed}


def test_what_follows_a_fixed_share_is_fixed_too() -> None:
    text = (
        "Der Zuschuss beläuft sich auf 30 Prozent der Ausgaben, für junge Betriebe auf 40 Prozent."
    )
    assert [(rate.percent, rate.fixed) for rate in _read(text).rates] == [(40, True), (30, True)]
    text = "Der Zuschuss beträgt 50 Prozent, für Kommunen bis zu 70 Prozent der Ausgaben."
    assert [(rate.percent, rate.fixed) for rate in _read(text).rates] == [(70, False), (50, True)]


def test_a_limit_in_a_list_is_that_of_its_items() -> None:
    text = "Der Zuschuss beträgt höchstens\n• in Höhe von 50 Prozent der Ausgaben für Konzepte."
    assert [rate.fixed for rate in _read(text).rates] == [False]


def test_another_sentence_may_make_a_share_a_limit() -> None:
    sections = [
        Section("Volltext", "Der Fördersatz beträgt 60 Prozent der zuwendungsfähigen Ausgaben."),
        Section("Richtlinie", _guideline("Die Zuwendung beträgt bis zu 60 Prozent der Ausgaben.")),
    ]
    assert [rate.fixed for rate in read_rates(sentences_of(sections[:1]), _GRANT).rates] == [True]
    assert [rate.fixed for rate in read_rates(sentences_of(sections), _GRANT).rates] == [False]


def test_what_is_left_of_an_own_share_is_a_limit() -> None:
    (rate,) = _read("Sie müssen einen Eigenanteil von 10 Prozent der Ausgaben erbringen.").rates
    assert (rate.percent, rate.fixed) == (90, False)


_SHORT = [
    ("65 % (finanzschwache Kommunen: bis 80 %)", [(65, ""), (80, "finanzschwache Kommunen")]),
    ("70 % (strukturschwache Gemeinden: 85 %)", [(70, ""), (85, "strukturschwache Gemeinden")]),
    ("bis zu 60 % (in Gebieten der Haushaltssicherung bis zu 75 %)",
     [(60, ""), (75, "in Gebieten der Haushaltssicherung")]),
    ("90 % für Kommunen im Haushaltssicherungskonzept, sonst 80 %.",
     [(80, ""), (90, "für Kommunen im Haushaltssicherungskonzept")]),
    ("95 Prozent für finanzschwache Kommunen, ansonsten 75 Prozent",
     [(75, ""), (95, "für finanzschwache Kommunen")]),
    ("80 Prozent, bei finanzschwachen Kommunen 90 Prozent",
     [(80, ""), (90, "bei finanzschwachen Kommunen")]),
    ("50 %, in strukturschwachen Regionen 70 %", [(50, ""), (70, "in strukturschwachen Regionen")]),
    ("80 % der zuwendungsfähigen Ausgaben, bei Kommunen in der Haushaltssicherung 95 %",
     [(80, ""), (95, "bei Kommunen in der Haushaltssicherung")]),
    ("80 % (90 % für Kommunen in der Haushaltssicherung)",
     [(80, ""), (90, "für Kommunen in der Haushaltssicherung")]),
    ("70 % bzw. 90 % für finanzschwache Kommunen",
     [(70, ""), (90, "für finanzschwache Kommunen")]),
    ("50 % für Kommunen, 30 % für Vereine", [(30, "für Vereine"), (50, "für Kommunen")]),
    ("Kommunen 60 %, private Träger 40 %", [(40, "private Träger"), (60, "Kommunen")]),
    ("Kommunen\t60 %\t250.000 Euro\nKommunen in der Haushaltssicherung\t90 %\t300.000 Euro",
     [(60, "Kommunen"), (90, "Kommunen in der Haushaltssicherung")]),
    ("grundsätzlich 60 %, in Ausnahmefällen 80 %", [(60, ""), (80, "in Ausnahmefällen")]),
]  # fmt: skip


@pytest.mark.parametrize("heading", ["Förderquote", "Förderhöhe", "Wie hoch ist die Förderung?"])
@pytest.mark.parametrize(("text", "rates"), _SHORT)
def test_a_short_form_below_its_heading_loses_no_rate(
    heading: str, text: str, rates: list[tuple[int, str]]
) -> None:
    found = _read(text, section=heading)
    assert sorted((int(rate.percent), rate.condition) for rate in found.rates) == rates
    assert found.not_understood == ()


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Der Fördersatz beträgt 60 % (finanzschwache Kommunen: 80 %).", "finanzschwache Kommunen"),
        ("Fördersatz: 60 %, für Kommunen in der Haushaltssicherung 80 %",
         "für Kommunen in der Haushaltssicherung"),
        ("Der Regelfördersatz beträgt 60 Prozent, finanzschwache Kommunen erhalten 80 Prozent.",
         "finanzschwache Kommunen"),
        ("Der Fördersatz beträgt 60 % für Gemeinden (in Haushaltssicherung 80 %).",
         "in Haushaltssicherung"),
    ],
)  # fmt: skip
def test_the_higher_of_two_rates_says_whom_it_is_for(text: str, condition: str) -> None:
    assert {int(rate.percent): rate.condition for rate in _read(text).rates}[80] == condition


@pytest.mark.parametrize(
    "text",
    [
        "Seit 2024 wurden 80 % aller Anträge bewilligt.",
        "Bisher konnten 65 Prozent der Anträge bewilligt werden.",
        "In der letzten Runde wurden 35 Prozent der eingereichten Projekte gefördert.",
        "70 Prozent der Kommunen haben bereits eine Förderung erhalten.",
        "Im vergangenen Jahr erhielten 60 % aller Antragsteller einen Zuschuss.",
        "90 Prozent der Mittel wurden bereits bewilligt.",
        "Von den Fördermitteln sind 85 Prozent bereits bewilligt.",
    ],
)
@pytest.mark.parametrize("heading", ["Volltext", "Förderhöhe"])
def test_a_share_of_those_who_were_funded_is_no_rate(text: str, heading: str) -> None:
    assert _percents(text, section=heading) == []
    assert _percents(f"{text} Der Fördersatz beträgt 50 Prozent.", section=heading) == [50]


def test_a_sentence_below_its_heading_is_no_short_form() -> None:
    found = _read("Kommunen erhalten bis zu 80 % der förderfähigen Ausgaben.", section="Förderhöhe")
    assert [(rate.percent, rate.condition) for rate in found.rates] == [(80, "")]


def test_a_share_that_nobody_understood_below_its_heading_is_counted() -> None:
    text = "Die Maßnahme liegt bei 73 Prozent.\nDie Zuwendung beträgt 50 Prozent der Ausgaben."
    found = _read(text, section="Förderhöhe")
    assert [rate.percent for rate in found.rates] == [50]
    assert found.not_understood == ("Förderhöhe: Die Maßnahme liegt bei 73 Prozent.",)
    assert _read(text, section="Was wird gefördert?").not_understood == ()
    assert _read("Die Zinsen betragen 3 %.", section="Förderhöhe").not_understood == ()
    call = FundingCall(
        source="test", key="a", title="A", url="https://a.example/",
        sections=(Section("Förderhöhe", text),),
    )  # fmt: skip
    assert found.not_understood[0] in read_facts(call).not_understood
