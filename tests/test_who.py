"""Who may apply, read from sentences in the style of guidelines; all of them written for this."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, Section
from scout.reading.applicants.bodies import BODIES, bodies_in
from scout.reading.applicants.eligibility import read_eligibility
from scout.reading.applicants.phrasing_words import Stance
from scout.reading.applicants.who import statements_in
from scout.reading.sections import CONDITIONS, GUIDELINE, SHORT_TEXT
from scout.reading.sentences import sentences_of
from tests.patience import patience

PROPERTY = settings(max_examples=150, deadline=None)
LETTERS = {Admission.YES: "Y", Admission.NO: "N", Admission.UNKNOWN: "U"}
MUNICIPALITY = ("kommune",)
PUBLIC = ("oeffentliche_einrichtung", "verband_vereinigung")
OTHERS = ("unternehmen", "verband_vereinigung")
NONE: tuple[str, ...] = ()


def verdicts(text: str, labels: tuple[str, ...], section: str = GUIDELINE) -> str:
    """Return what is read of a county and a town, as two letters."""
    sentences = sentences_of([Section(section, text)])
    who = read_eligibility(sentences, {"Foerderberechtigte": labels})
    for each in (who.county, who.town):
        if each.evidence and each.evidence.section == section:
            assert text[each.evidence.start : each.evidence.end] == each.evidence.quote
    return LETTERS[who.county.verdict] + LETTERS[who.town.verdict]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # both
        ("Antragsberechtigt sind Gemeinden und Gemeindeverbände.", "YY"),
        ("Antragsberechtigt sind alle Kommunen des Landes.", "YY"),
        ("Zuwendungsempfänger sind Gemeinden (GV) und deren Einrichtungen.", "YY"),
        ("Zuwendungsempfänger können kommunale Gebietskörperschaften sein.", "YY"),
        ("Antragsberechtigt sind Landkreise, Städte und Gemeinden.", "YY"),
        ("Antragsberechtigt sind Kreise, kreisfreie Städte und kreisangehörige Gemeinden.", "YY"),
        ("Zuwendungsempfängerinnen und Zuwendungsempfänger sind Städte, Kreise und Vereine.", "YY"),
        ("Die Landkreise und die kreisangehörigen Gemeinden sind antragsberechtigt.", "YY"),
        ("Anträge können von Gemeinden und Gemeindeverbänden gestellt werden.", "YY"),
        ("Einen Antrag stellen können Kommunen. Antragsberechtigt ist jede Kommune.", "YY"),
        ("Empfänger der Zuwendung sind Gebietskörperschaften und gemeinnützige Träger.", "YY"),
        ("Antragsberechtigt sind alle Stellen außerhalb der Landesverwaltung.", "YY"),
        ("Bewerben können sich Kommunen mit höchstens 20 000 Einwohnern.", "UU"),
        ("Antragsberechtigt sind Kommunen zwischen 20.000 und 100.000 Einwohnern.", "UU"),
        ("Antragsberechtigt sind Kommunen mit mehr als 10.000 Einwohnern.", "YU"),
        ("3 Zuwendungsempfänger\nKreise, Städte und Gemeinden\n4 Verfahren\nEs ist einfach.", "YY"),
        ("Antragsberechtigt sind:\n• Vereine,\n• Kommunen,\n• Stiftungen.", "YY"),
        ("Wer kann einen Antrag stellen?\nKommunen und kommunale Zweckverbände", "YY"),
        ("Gefördert werden Landkreise sowie kreisangehörige Städte und Gemeinden.", "YY"),
        ("Begünstigte sind regionale und lokale Behörden.", "YY"),
        ("Antragsberechtigt sind öffentliche Schulträger.", "YY"),
        ("Städte und Kreise können Anträge stellen.", "YY"),
        ("Zuwendungen können Landkreise, Städte und Vereine erhalten.", "YY"),
        ("2.1 Die Zuwendungen werden Gemeinden und Gemeindeverbänden gewährt.", "YY"),
        ("Antragsberechtigt für Vorhaben nach Nr. 2.1 sind Gemeinden und Kreise.", "YY"),
        ("Projektträger können Kommunen und Stiftungen sein.", "YY"),
        ("Antragsberechtigt sind die Landkreise, die kreisfreien Städte und die Gemeinden.", "YY"),
        ("Zum Kreis der Antragsberechtigten gehören Kommunen und Vereine.", "YY"),
        ("Antragsberechtigt sind kleine ländliche ruhige schöne alte Kommunen.", "YY"),
        # the county only
        ("Antragsberechtigt ist der Landkreis, in dem das Vorhaben liegt.", "YN"),
        ("Antragsberechtigt sind die Kreise und kreisfreien Städte.", "YN"),
        ("Zuwendungsempfänger sind Landkreise und kreisfreie Städte.", "YN"),
        ("Antragsberechtigt sind die Kreise als örtliche Träger der Jugendhilfe.", "YN"),
        ("3. Zuwendungsempfänger\nKreise und kreisfreie Städte\n4. Anderes", "YN"),
        ("Zuwendungsempfänger sind die örtlichen Träger der öffentlichen Jugendhilfe.", "YU"),
        ("Antragsberechtigt sind Jugendämter und anerkannte freie Träger.", "YU"),
        ("Antragsberechtigt sind die Aufgabenträger des ÖPNV.", "YU"),
        ("Antragsberechtigt sind Kreise und große kreisangehörige Städte.", "YU"),
        ("Antragsberechtigt sind Kommunen mit Ausnahme der kreisangehörigen Gemeinden.", "YN"),
        # the town only
        ("Antragsberechtigt sind kreisangehörige Städte und Gemeinden.", "NY"),
        ("Antragsberechtigt sind Städte und Gemeinden.", "NY"),
        ("Zuwendungsempfänger sind kreisfreie und kreisangehörige Städte.", "NY"),
        ("Antragsberechtigt sind Gemeinden, kommunale Zweckverbände oder Vereine.", "NY"),
        ("Bewerben können sich in diesem Jahr Städte aus ganz Europa.", "NY"),
        ("Antragsberechtigt sind Kommunen. Nicht antragsberechtigt sind Landkreise.", "NY"),
        ("Antragsberechtigt sind kommunale Gebietskörperschaften, ausgenommen Kreise.", "NY"),
        ("Antragsberechtigt sind Gemeinden (außer kreisfreie Städte).", "NY"),
        # neither
        ("Antragsberechtigt sind ausschließlich kreisfreie Städte.", "NN"),
        # what they do with the money says nothing of those who get it from them
        ("Antragsberechtigt sind Kreise, die Mittel an Gemeinden weiterleiten können.", "YN"),
        # a label admits, and the text names nobody of them
        ("Antragsberechtigt sind Vereine und Verbände.", "YY"),
        ("Das Land fördert die Pflege alter Streuobstwiesen.", "YY"),
    ],
)
def test_municipalities_are_told_apart(text: str, expected: str) -> None:
    assert verdicts(text, MUNICIPALITY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Antragsberechtigt sind juristische Personen des öffentlichen Rechts.", "YY"),
        ("Antragsberechtigt sind juristische Personen des privaten und öffentlichen Rechts.", "YY"),
        ("Zuwendungsempfänger können Körperschaften des öffentlichen Rechts sein.", "YY"),
        ("Antragsberechtigt sind juristische Personen des öffentlichen und Privatrechts.", "YY"),
        (
            "Antragsberechtigt sind juristische Personen des öffentlichen Rechts, die nicht zur "
            "unmittelbaren Landesverwaltung gehören.",
            "YY",
        ),
        (
            "Antragsberechtigt sind juristische Personen des öffentlichen Rechts, die ihren Sitz "
            "in Nordrhein-Westfalen haben.",
            "YY",
        ),
        (
            "Antragsberechtigt sind juristische Personen des öffentlichen Rechts mit Ausnahme des "
            "Bundes und der Länder.",
            "YY",
        ),
        ("Die Zuwendung wird an Gemeinden und Gemeindeverbände gewährt.", "YY"),
        ("Im Rahmen von Verbundprojekten sind auch Kommunen antragsberechtigt.", "YY"),
        # only if they are something else, too
        (
            "Antragsberechtigt sind juristische Personen des öffentlichen Rechts, sofern sie "
            "Museen von Rang betreiben.",
            "UU",
        ),
        ("Antragsberechtigt sind als gemeinnützig anerkannte Körperschaften.", "UU"),
        ("Antragsberechtigt sind Träger von Fachseminaren.", "UU"),
        ("Öffentliche Einrichtungen sind ebenfalls förderfähig.", "UU"),
        ("Zuwendungsempfänger sind Einrichtungen der Weiterbildung.", "UU"),
        ("Es gelten die allgemeinen Bestimmungen.", "UU"),
        # lists of others
        ("Antragsberechtigt sind Hochschulen und Unternehmen.", "NN"),
        ("Antragsberechtigt sind juristische Personen des privaten Rechts.", "NN"),
        ("Antragsberechtigt sind anerkannte Träger der freien Jugendhilfe.", "NN"),
        ("Zuwendungsempfänger sind gemeinnützige Vereine und freie Träger.", "NN"),
        ("Antragsberechtigt sind:\n• Hochschulen,\n• Bundeseinrichtungen.", "NN"),
        ("Antragsberechtigt sind nichtstaatliche Einrichtungen und private Träger.", "NN"),
        # exclusions
        ("Nicht antragsberechtigt sind Gebietskörperschaften.", "NN"),
        ("Gebietskörperschaften und deren Zusammenschlüsse sind nicht antragsberechtigt.", "NN"),
        ("Bund, Länder und Kommunen sind von der Förderung ausgeschlossen.", "NN"),
        ("Nicht gefördert werden Bund, Länder und Kommunen.", "NN"),
        ("Die öffentliche Verwaltung kann nicht begünstigt werden.", "NN"),
        ("Nicht antragsberechtigt sind:\n• Einzelpersonen,\n• Kommunen,\n• Parteien.", "NN"),
        ("Kommunen können keine Anträge stellen.", "NN"),
        (
            "Antragsberechtigt sind juristische Personen des öffentlichen Rechts mit Ausnahme von "
            "Gebietskörperschaften.",
            "NN",
        ),
        (
            "Antragsberechtigt sind Körperschaften des öffentlichen Rechts (außer Kommunen) und "
            "Vereine.",
            "NN",
        ),
        (
            "Antragsberechtigt sind juristische Personen des öffentlichen Rechts.\n"
            "Nicht antragsberechtigt sind Kommunen.",
            "NN",
        ),
        ("Nicht antragsberechtigt sind kommunale Einrichtungen.", "NN"),
        ("Nicht antragsberechtigt: Kommunen.", "NN"),
        ("Nicht antragsberechtigt sind:\nEinzelpersonen, Kommunen und Parteien.", "NN"),
        ("Kommunale Gebietskörperschaften erhalten keine Förderung.", "NN"),
        ("Anträge von Kommunen werden nicht berücksichtigt.", "NN"),
        ("Keine Antragsberechtigung haben Gebietskörperschaften.", "NN"),
        ("Eine Förderung von Kommunen ist ausgeschlossen.", "NN"),
        ("Kommunen können sich als assoziierte Partner ohne Förderung beteiligen.", "UU"),
        # only some of them are shut out
        (
            "Antragsberechtigt sind Vereine und juristische Personen des öffentlichen Rechts.\n"
            "Nicht antragsberechtigt sind Kommunen, die ihren Haushalt nicht ausgleichen.",
            "YY",
        ),
    ],
)
def test_public_bodies_are_read_with_care(text: str, expected: str) -> None:
    assert verdicts(text, PUBLIC) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Antragsberechtigt sind Unternehmen im Mehrheitsbesitz von Kommunen.",
        "Antragsberechtigt sind Vereine, die mit Gemeinden zusammenarbeiten.",
        "Antragsberechtigt sind Betriebe mit Sitz in einer Gemeinde des Landes.",
        "Antragsberechtigt sind Stiftungen, deren Vermögen von Städten stammt.",
        "Antragsberechtigt sind Vereine und Kirchengemeinden.",
        "Antragsberechtigt sind Unternehmen, sofern Kommunen an ihnen beteiligt sind.",
        "Zuwendungsempfänger sind verpflichtet, die Gemeinden zu unterrichten.",
        "Der Zuwendungsempfänger ist berechtigt, Mittel an Kommunen weiterzuleiten.",
        "Antragsberechtigt sind Verbände in der Trägerschaft der Kreise.",
        "Antragsberechtigt sind Religionsgemeinschaften als Körperschaft des öffentlichen Rechts",
        "Antragsberechtigt sind Kirchen, die Körperschaften des öffentlichen Rechts sind.",
        "Antragsberechtigt sind Vereine, die Kommunen bei der Planung beraten.",
        "Projektträger sind verpflichtet, Kommunen zu beteiligen.",
        "Zuwendungen werden für Vorhaben der Gemeinden gewährt.",
        "Gefördert werden Maßnahmen, mit denen Städte lebenswert bleiben.",
        "Die Kommunen des Landes stehen vor großen Aufgaben.",
        "Zuständig für die Bewilligung sind die Kreise und kreisfreien Städte.",
        "Die Kreise und kreisfreien Städte sind Bewilligungsbehörde und antragsberechtigt.",
    ],
)
def test_a_municipality_in_passing_is_none_that_applies(text: str) -> None:
    assert verdicts(text, OTHERS) == "NN"
    assert "Y" not in verdicts(text, PUBLIC) + verdicts(text, NONE)


@pytest.mark.parametrize(
    ("text", "labels", "section", "expected"),
    [
        # what the text says plainly counts more than a label that forgot it
        (
            "Antragsberechtigt sind Körperschaften des öffentlichen Rechts.",
            OTHERS,
            CONDITIONS,
            "YY",
        ),
        ("Antragsberechtigt sind Vereine und Kommunen.", OTHERS, CONDITIONS, "YY"),
        # text against label
        ("Kommunen sind nicht antragsberechtigt.", MUNICIPALITY, CONDITIONS, "UU"),
        ("Kommunen können als assoziierte Partner mitwirken.", MUNICIPALITY, CONDITIONS, "UU"),
        (
            "Antragsberechtigt sind Kommunen. Gebietskörperschaften sind nicht antragsberechtigt.",
            MUNICIPALITY,
            GUIDELINE,
            "YY",
        ),
        # no label at all
        ("Antragsberechtigt sind Kommunen.", NONE, GUIDELINE, "YY"),
        ("Antragsberechtigt sind Unternehmen.", NONE, GUIDELINE, "NN"),
        ("Antragsberechtigt sind Träger von Museen.", NONE, GUIDELINE, "UU"),
        ("Wir freuen uns auf Ihre Ideen.", NONE, GUIDELINE, "UU"),
        ("Das Programm richtet sich an Kommunen und Vereine.", NONE, GUIDELINE, "YY"),
        # what is said in passing decides only where nothing else does
        ("Wenn Sie als Kommune Radwege bauen, erhalten Sie Geld.", PUBLIC, SHORT_TEXT, "YY"),
        ("Wenn Sie als Stadt oder Gemeinde Radwege bauen.", MUNICIPALITY, SHORT_TEXT, "UY"),
        ("Wenn Sie als Unternehmen Radwege bauen.", MUNICIPALITY, SHORT_TEXT, "YY"),
        ("Wenn Sie als Unternehmen bauen.", ("bildungseinrichtung",), SHORT_TEXT, "UU"),
        ("", OTHERS, GUIDELINE, "NN"),
    ],
)
def test_text_and_label_are_weighed(
    text: str, labels: tuple[str, ...], section: str, expected: str
) -> None:
    assert verdicts(text, labels, section) == expected


def test_the_summary_of_the_conditions_decides_before_a_guideline_of_many_parts() -> None:
    sections = [
        Section(CONDITIONS, "Antragsberechtigt ist der Verband der Handwerkskammern."),
        Section(GUIDELINE, "2.7 Zuwendungsempfänger\nGemeinden und Gemeindeverbände"),
    ]
    who = read_eligibility(sentences_of(sections), {"Foerderberechtigte": OTHERS})
    assert who.county.verdict is who.town.verdict is Admission.NO


def test_a_label_is_evidence_of_its_own() -> None:
    who = read_eligibility((), {"Foerderberechtigte": ("unternehmen", "kommune")})
    evidence = who.county.evidence
    assert evidence is not None
    assert (evidence.quote, evidence.section) == ("kommune", "Foerderberechtigte")
    assert (evidence.start, evidence.end, evidence.rule) == (0, 7, "classification")


def test_items_below_an_item_that_shuts_out_are_shut_out() -> None:
    items = (
        "• Antragsberechtigt sind\n• Vereine\n• Nicht antragsberechtigt sind\n• GmbH\n• Kommunen"
    )
    assert verdicts(items, PUBLIC) == verdicts(f"Es gilt:\n{items}", PUBLIC) == "NN"


def test_each_statement_knows_its_stance_and_rule() -> None:
    text = (
        "Antragsberechtigt sind Kreise. Nicht antragsberechtigt sind Vereine. "
        "Das Programm richtet sich an Städte."
    )
    said = statements_in(sentences_of([Section(GUIDELINE, text)]))
    assert [(each.stance, each.rule) for each in said] == [
        (Stance.ADMITS, "entitled-are"),
        (Stance.EXCLUDES, "not-entitled"),
        (Stance.ADDRESSES, "addressed"),
    ]


def test_passing_money_on_is_no_statement_about_applicants() -> None:
    text = "Gemeinden können die Mittel beantragen, wenn Kreise der Weiterleitung zustimmen."
    assert statements_in(sentences_of([Section(GUIDELINE, text)])) == ()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Gemeinden/Gemeindeverbände", "both"),
        ("Gemeindeverbände", "county"),
        ("mittlere kreisangehörige Städte", "large-town"),
        ("kreisangehörigen Gemeinden", "member-town"),
        ("Kreisfreie Städte", "free-town"),
        ("Landkreisen", "county"),
        ("Verbandsgemeinden", "joint-town"),
        ("Anstalten des öffentlichen Rechts", "open"),
        ("Körperschaften und Anstalten des öffentlichen Rechts", "public-law"),
        ("untere Naturschutzbehörden", "lower-office"),
        ("Landschaftsverbände", "upper-union"),
        ("Kommunalbehörden", "both"),
        ("freie Träger", "private"),
        ("Kirchengemeinden", "private"),
        ("kommunale Unternehmen", "public-office"),
        ("Schulträger", "open"),
        ("Handwerkskammern", "other"),
    ],
)
def test_bodies_are_known_by_their_words(words: str, name: str) -> None:
    found = list(bodies_in(words, 0, len(words)))
    assert found[0].body.name == name
    assert (found[0].start, found[0].end) == (0, len(words))


@pytest.mark.parametrize(
    "words", ["Personenkreis", "Partnerstädte", "Gemeindehaus", "Kommunikation"]
)
def test_longer_words_are_no_municipality(words: str) -> None:
    assert not any(naming.body.is_municipal for naming in bodies_in(words, 0, len(words)))


def test_no_two_rows_of_bodies_have_one_name() -> None:
    assert len({body.name for body in BODIES}) == len(BODIES)


WORDS = st.sampled_from(
    "Antragsberechtigt sind nicht Kommunen Kreise Gemeinden und , . : ; ( ) außer mit Ausnahme von "
    "der die als Träger juristische Personen des öffentlichen Rechts Zuwendungsempfänger können "
    "sein \n • 3 Sie richtet sich an ausgeschlossen sofern ?".split(" ")
)


@PROPERTY
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from([MUNICIPALITY, PUBLIC, NONE]))
def test_every_verdict_has_its_quote(text: str, labels: tuple[str, ...]) -> None:
    section = Section(GUIDELINE, text)
    who = read_eligibility(sentences_of([section]), {"Foerderberechtigte": labels})
    for each in (who.county, who.town):
        if each.verdict is not Admission.UNKNOWN:
            assert each.evidence is not None
            if each.evidence.section == GUIDELINE:
                assert text[each.evidence.start : each.evidence.end] == each.evidence.quote
    if labels is MUNICIPALITY and "außer" not in text and "icht" not in text:
        assert who.county.verdict is not Admission.NO or who.county.evidence


@PROPERTY
@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    who = read_eligibility(sentences_of([Section(GUIDELINE, text)]), {})
    for each in (who.county, who.town):
        assert each.verdict is Admission.UNKNOWN or each.evidence is not None


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "(",
        "Antragsberechtigt sind ",
        "Antragsberechtigt sind Kommunen und ",
        "juristische Personen ",
        "sind nicht ",
        "mit Ausnahme von Kommunen ",
        "• Nicht antragsberechtigt sind\n",
        "Gemeinden ",
        "ä",
    ],
)
def test_hostile_texts_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    with patience():
        who = read_eligibility(sentences_of([Section(GUIDELINE, text)]), {})
    for each in (who.county, who.town):
        said = each.evidence
        assert said is None or text[said.start : said.end] == said.quote
