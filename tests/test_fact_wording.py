"""Facts in German, as a coordinator reads them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import fact_wording
from scout.domain import Admission, Applicant, ApplicantType, FundingKind
from scout.fact_wording import Answer
from scout.facts import Eligibility, Evidence, Facts, Money, Per, Rate, StatedTerm, Term
from tests.builders import evidence

QUOTE = "Antragsberechtigt sind Gemeinden und Gemeindeverbände."
YES = Eligibility(Admission.YES, evidence(QUOTE))
NO = Eligibility(Admission.NO, evidence("Kreise sind nicht antragsberechtigt."))
UNKNOWN = Eligibility(Admission.UNKNOWN)
OPEN = Eligibility(Admission.UNKNOWN, evidence("Im Einzelfall auch Städte."))


def town(name: str) -> Applicant:
    return Applicant(key=name, name=name, type=ApplicantType.TOWN, region="DE-NW")


def rate(percent: str, condition: str = "", rule: str = "grant-rate") -> Rate:
    return Rate(Decimal(percent), condition, evidence(f"bis zu {percent} Prozent", rule=rule))


def euros(amount: int, per: Per | None = None, rule: str = "max-grant") -> Money:
    return Money(Decimal(amount), per=per, evidence=evidence(f"höchstens {amount} Euro", rule=rule))


def test_every_admission_and_term_has_a_german_name() -> None:
    assert set(fact_wording.ADMISSIONS) == set(Admission)
    assert set(fact_wording.TERMS) == set(Term)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("80", "80 %"), ("33.33", "33,33 %"), ("80.0", "80 %"), ("100", "100 %"), ("0.5", "0,5 %")],
)
def test_a_share_is_written_the_german_way(value: str, expected: str) -> None:
    assert fact_wording.percent(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(rates=(rate("80"),)), "bis zu 80 %"),
        (
            Facts(rates=(rate("90", "für Kommunen in der Haushaltssicherung"), rate("80"))),
            "bis zu 80 %; bis zu 90 % (für Kommunen in der Haushaltssicherung)",
        ),
        (
            Facts(
                rates=(rate("80"),),
                max_grant=euros(50_000, Per.YEAR),
                min_grant=euros(2_500),
                own_share=rate("10"),
            ),
            "bis zu 80 %; Eigenanteil mindestens 10 %; höchstens 50.000 € pro Jahr; "
            "mindestens 2.500 €",
        ),
        (Facts(min_grant=euros(7), max_grant=euros(7)), "7 €"),
        (Facts(rates=(rate("80", "für Kommunen"), rate("90"), rate("80"))),
         "bis zu 80 % (für Kommunen); bis zu 90 %"),
        (Facts(rates=(rate("90"),), own_share=rate("10")), "bis zu 90 %"),
        (Facts(rates=(rate("90"),), own_share=rate("5")),
         "bis zu 90 %; Eigenanteil mindestens 5 %"),
        (Facts(rates=(rate("80"), rate("100", rule="exceptional-rate"))),
         "bis zu 80 %; bis zu 100 % (in Ausnahmefällen)"),
        (Facts(rates=(rate("95"), rate("5", rule="fund-rate"))), "bis zu 95 %"),
        (Facts(rates=(rate("40", rule="fund-rate"),)), "bis zu 40 %"),
        (Facts(max_grant=euros(9, rule="exceptional-max-grant")),
         "höchstens 9 € (in Ausnahmefällen)"),
        (Facts(own_share=rate("5")), "Eigenanteil mindestens 5 %"),
        (Facts(), "Quote und Höchstbetrag nicht angegeben"),
        (Facts(kinds=(FundingKind.GRANT,)), "Quote und Höchstbetrag nicht angegeben"),
        (Facts(kinds=(FundingKind.LOAN,)), ""),
        (Facts(kinds=(FundingKind.LOAN,), max_loan=euros(9)), "Darlehen bis 9 €"),
        (
            Facts(rates=tuple(rate(str(each), "für A") for each in (9, 8, 7, 6))),
            "bis zu 9 % (für A); bis zu 8 % (für A); bis zu 7 % (für A)",
        ),
        (Facts(rates=(rate("80"), rate("60"), rate("40"))), "bis zu 80 %"),
        (Facts(rates=(rate("85", "für A"), rate("70"), rate("60"))),
         "bis zu 85 % (für A); bis zu 70 %"),
    ],
)  # fmt: skip
def test_funding_is_said_on_one_line_and_what_is_missing_is_not_zero(
    facts: Facts, expected: str
) -> None:
    assert fact_wording.funding(facts) == expected


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (euros(9), "9 €"),
        (euros(9, Per.PROJECT), "9 €"),
        (replace(euros(9, Per.PROJECT), unit="je Vorhaben"), "9 € je Vorhaben"),
        (replace(euros(9, Per.YEAR), unit="je Verein"), "9 € je Verein pro Jahr"),
        (replace(euros(9, Per.YEAR), unit="je Verein und Jahr"), "9 € je Verein und Jahr"),
        (replace(euros(9, Per.MONTH), unit="je Kind und Monat"), "9 € je Kind und Monat"),
        (replace(euros(9), unit="je Verbund", condition="in Baustein C"),
         "9 € je Verbund (in Baustein C)"),
        (replace(euros(9, rule="exceptional-max-grant"), condition="für Inseln"),
         "9 € (für Inseln, in Ausnahmefällen)"),
        (replace(euros(9, rule="exceptional-max-grant"), condition="in begründeten Fällen"),
         "9 € (in begründeten Fällen)"),
    ],
)  # fmt: skip
def test_a_sum_has_the_unit_of_the_text_and_no_other(money: Money, expected: str) -> None:
    assert fact_wording.sum_of(money) == expected


def test_a_fixed_share_is_not_said_to_be_a_limit() -> None:
    assert fact_wording.rate(replace(rate("50"), fixed=True)) == "50 %"
    assert fact_wording.rate(replace(rate("50", "für Kreise"), fixed=True)) == "50 % (für Kreise)"


def test_lesser_sums_stand_before_the_highest_as_many_as_help() -> None:
    lesser = tuple(replace(euros(each), unit=f"je Art {each}") for each in (1, 2, 3))
    facts = Facts(max_grant=replace(euros(9), unit="je Kreis"), lesser_grants=lesser)
    assert fact_wording.most(facts) == "2 € je Art 2, 3 € je Art 3, 9 € je Kreis"
    assert fact_wording.funding(facts) == f"höchstens {fact_wording.most(facts)}"
    assert fact_wording.most(Facts()) == ""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), ()),
        (Facts(rates=(rate("80"),), max_grant=euros(5)), ("bis zu 80 Prozent", "höchstens 5 Euro")),
        (Facts(max_grant=euros(5)), ("höchstens 5 Euro",)),
        (Facts(max_grant=Money(Decimal(5))), ()),
        (Facts(max_grant=Money(Decimal(5)), own_share=rate("20")), ("bis zu 20 Prozent",)),
        (Facts(min_grant=euros(5), max_grant=replace(euros(7), evidence=evidence("a 5 Euro b")),
               max_loan=replace(euros(5), evidence=evidence("5 Euro"))),
         ("a 5 Euro b", "höchstens 5 Euro")),
        (Facts(rates=(rate("80"), rate("80", "für A"))), ("bis zu 80 Prozent",)),
        (Facts(rates=(rate("60", "für A"), rate("50", "für B"), rate("40", "für C")),
               max_grant=euros(5), min_grant=euros(1)),
         ("bis zu 60 Prozent", "bis zu 50 Prozent", "höchstens 5 Euro")),
    ],
)  # fmt: skip
def test_each_sentence_that_states_a_figure_is_quoted_once(
    facts: Facts, expected: tuple[str, ...]
) -> None:
    assert fact_wording.funding_quotes(facts) == expected


@given(
    st.lists(st.tuples(st.integers(1, 100), st.sampled_from(["", "für A", "für B"])), max_size=5),
    st.lists(st.integers(1, 9), max_size=4),
)
def test_no_quote_is_of_a_figure_that_is_not_shown(
    shares: list[tuple[int, str]], sums: list[int]
) -> None:
    money = [replace(euros(each), unit=f"je {each}") for each in sums]
    facts = Facts(
        rates=tuple(rate(str(share), condition) for share, condition in shares),
        lesser_grants=tuple(money[1:]),
        max_grant=money[0] if money else None,
    )
    said, quotes = fact_wording.funding(facts), fact_wording.funding_quotes(facts)
    assert len(quotes) <= 3
    assert len(set(quotes)) == len(quotes)
    for quote in quotes:
        figure = quote.removeprefix("bis zu ").removeprefix("höchstens ")
        assert figure.replace("Prozent", "%").replace("Euro", "€") in said
    if shares and sums:
        assert f"bis zu {shares[0][0]} Prozent" in quotes
        assert f"höchstens {sums[0]} Euro" in quotes


def test_applicants_that_the_same_words_decide_stand_together_yes_first() -> None:
    found = [
        (town("Kreis Coesfeld"), NO),
        (town("Stadt Dülmen"), YES),
        (town("Gemeinde Rosendahl"), UNKNOWN),
        (town("Stadt Coesfeld"), YES),
    ]
    assert fact_wording.answers(found) == [
        Answer("Stadt Dülmen und Stadt Coesfeld sind antragsberechtigt", f"„{QUOTE}“"),
        Answer("Nicht angegeben, ob Gemeinde Rosendahl antragsberechtigt ist", ""),
        Answer(
            "Kreis Coesfeld ist nicht antragsberechtigt", "„Kreise sind nicht antragsberechtigt.“"
        ),
    ]


def test_many_names_are_counted() -> None:
    assert fact_wording.names(list("abcde")) == "a, b, c und 2 weitere"
    assert fact_wording.names(list("abcd")) == "a, b, c und d"


@pytest.mark.parametrize(
    ("section", "code", "expected"),
    [
        ("Foerderberechtigte", "kommune", "Angabe der Quelle: Kommunen"),
        ("Foerdergebiet", "bayern", "Angabe der Quelle: Bayern"),
        ("Foerdergebiet", "_bundesweit", "Angabe der Quelle: bundesweit"),
        ("Foerdergebiet", "mond", "„mond“"),
        ("Richtlinie", "kommune", "„kommune“"),
    ],
)
def test_a_classification_is_named_by_what_its_code_means(
    section: str, code: str, expected: str
) -> None:
    found = Evidence(code, section, 0, len(code), "probe")
    assert fact_wording.decided_by(found) == expected
    assert fact_wording.decided_by(None) == ""


@pytest.mark.parametrize(
    ("known", "of_all", "of_two", "of_one"),
    [
        (
            YES,
            "Alle 4 Antragsteller des Projekts sind antragsberechtigt",
            "a und b sind antragsberechtigt",
            "a ist antragsberechtigt",
        ),
        (
            NO,
            "Keiner der 4 Antragsteller des Projekts ist antragsberechtigt",
            "a und b sind nicht antragsberechtigt",
            "a ist nicht antragsberechtigt",
        ),
        (
            UNKNOWN,
            "Nicht angegeben, ob die 4 Antragsteller des Projekts antragsberechtigt sind",
            "Nicht angegeben, ob a und b antragsberechtigt sind",
            "Nicht angegeben, ob a antragsberechtigt ist",
        ),
        (
            OPEN,
            "Unklar, ob die 4 Antragsteller des Projekts antragsberechtigt sind",
            "Unklar, ob a und b antragsberechtigt sind",
            "Unklar, ob a antragsberechtigt ist",
        ),
    ],
    ids=["may", "may not", "not stated", "words leave it open"],
)
def test_each_answer_is_a_sentence_whoever_shares_it(
    known: Eligibility, of_all: str, of_two: str, of_one: str
) -> None:
    for names, said in (("abcd", of_all), ("ab", of_two), ("a", of_one)):
        (answer,) = fact_wording.answers([(town(name), known) for name in names])
        assert answer.text == said


def test_words_that_decide_for_some_and_against_others_stand_once() -> None:
    words = evidence("Antragsberechtigt sind Landkreise mit ihren Gemeinden.")
    found = [
        (town("Stadt Dülmen"), Eligibility(Admission.NO, words)),
        (town("Kreis Coesfeld"), Eligibility(Admission.YES, words)),
    ]
    assert fact_wording.answers(found) == [
        Answer("Kreis Coesfeld ist antragsberechtigt", f"„{words.quote}“"),
        Answer("Stadt Dülmen ist nicht antragsberechtigt", ""),
    ]


def test_the_mark_of_a_list_is_not_shown_with_the_words_that_decide() -> None:
    words = Eligibility(Admission.YES, evidence("• Antragsberechtigt sind Kommunen – und nur sie."))
    (answer,) = fact_wording.answers([(town("Stadt Dülmen"), words)])
    assert answer.quote == "„Antragsberechtigt sind Kommunen – und nur sie.“"


def test_a_call_for_several_says_so_with_the_words_on_joint_applications() -> None:
    both = [(town("Stadt Dülmen"), YES), (town("Stadt Coesfeld"), YES)]
    text = "passt für 2 Antragsteller; gemeinsamer Antrag: "
    assert fact_wording.joint(Facts(), both) == Answer(f"{text}nicht angegeben", "")
    said = Facts(terms=(StatedTerm(Term.JOINT_APPLICATION, evidence("Gemeinden gemeinsam.")),))
    expected = Answer(f"{text}im Text genannt", "„Gemeinden gemeinsam.“")
    assert fact_wording.joint(said, both) == expected


def test_words_that_were_shown_are_not_repeated() -> None:
    both = [(town("Stadt Dülmen"), YES), (town("Stadt Coesfeld"), YES)]
    same = Facts(terms=(StatedTerm(Term.JOINT_APPLICATION, evidence(QUOTE)),))
    found = fact_wording.joint(same, both)
    assert found is not None
    assert found.quote == ""


@pytest.mark.parametrize("other", [NO, UNKNOWN])
def test_what_suits_only_one_is_no_joint_application(other: Eligibility) -> None:
    assert fact_wording.joint(Facts(), [(town("A"), YES), (town("B"), other)]) is None
    assert fact_wording.joint(Facts(), []) is None


@given(
    st.lists(
        st.tuples(st.text(min_size=1).map(town), st.sampled_from([YES, NO, UNKNOWN])), max_size=9
    )
)
def test_nobody_is_lost_when_applicants_are_grouped(
    found: list[tuple[Applicant, Eligibility]],
) -> None:
    lines = fact_wording.answers(found)
    assert len(lines) == len({answer.verdict for _, answer in found})
    assert all("antragsberechtigt" in line.text for line in lines)
