"""English calls: rates, sums, countries, cut-offs, terms, each from a sentence that says so."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import Admission, Section
from scout.facts import Evidence, Money, Per, Term
from scout.reading.eu.text import EuText, read_eu_text
from scout.reading.sections import PARENT_TOPIC
from scout.reading.sentences import sentences_of

SCOPE = "Scope"


def read(text: str, *more: Section) -> EuText:
    return read_eu_text(sentences_of([Section(SCOPE, text), *more]))


def amount(money: Money | None) -> Decimal | None:
    return money.amount if money else None


def evidences(found: EuText) -> list[Evidence]:
    sums = (found.min_grant, found.max_grant, found.budget)
    return [
        *(each.evidence for each in sums if each and each.evidence),
        *(rate.evidence for rate in found.rates),
        *(each.evidence for each in (found.county, found.town) if each.evidence),
        *([found.region] if found.region else []),
        *found.timing,
        *(term.evidence for term in found.terms),
    ]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("Grants are limited to a maximum funding rate of 60%.", [(60, "")]),
        ("The co-financing rate is 85 %.", [(85, "")]),
        ("The EU co-funding rate may reach 95% of the eligible costs.", [(95, "")]),
        ("Funding rate: 50% (75% for SMEs)", [(50, ""), (75, "for SMEs")]),
        ("Coordination actions: 100% funding rate", [(100, "Coordination actions")]),
        (
            "The maximum co-financing rate is 60%, and 75% for projects on priority habitats.",
            [(60, ""), (75, "for projects on priority habitats")],
        ),
        ("The grant covers up to 70% of the total eligible costs.", [(70, "")]),
        ("Up to 80 per cent of the eligible costs will be funded.", [(80, "")]),
        ("Costs are reimbursed at the rate fixed in the agreement.", []),
        ("Costs will be reimbursed at the funding rate set in the call (90%).", [(90, "")]),
        (
            "Funding rate: 60% of eligible costs for action projects, 67% for projects on islands"
            " and up to 75% for projects targeting rare species.",
            [
                (60, "for action projects"),
                (67, "for projects on islands"),
                (75, "for projects targeting rare species"),
            ],
        ),
        ("Projects are co-funded at a rate of 80%.", [(80, "")]),
        ("The fund covers 75% of eligible costs; partners provide 25% themselves.", [(75, "")]),
        ("ERDF co-financing: 60%", [(60, "")]),
        ("The programme co-finances up to 70% of the eligible budget.", [(70, "")]),
        (
            "The funding rates are as follows:\n• Municipalities: 80%\n• Enterprises: 50%",
            [(80, "Municipalities"), (50, "Enterprises")],
        ),
    ],
)
def test_rate_of_a_grant_is_read_with_its_condition(
    text: str, rates: list[tuple[int, str]]
) -> None:
    assert [(each.percent, each.condition) for each in read(text).rates] == rates


@pytest.mark.parametrize(
    "text",
    [
        "At least 40% of the budget must support hands-on training.",
        "Emissions should fall by 55% compared to 1990.",
        "Indirect costs are funded at a flat rate of 7% of the eligible direct costs.",
        "Pre-financing of up to 80% of the grant will be paid.",
        "Subcontracting may not exceed 30% of the eligible costs of the project.",
        "The sector represents around 15% of total EU employment.",
        "Applicants must contribute at least 20% of the eligible costs from own resources.",
        "Buildings cause 36% of emissions, and renovation is supported in all countries.",
        "The funding rate is set out in section 10 of the call document.",
        "The market share of European suppliers must reach 20% of the total costs of ownership.",
        "The call budget may be increased by 20%.",
        "Increase the employment rate to 78% by 2030.",
        "Grants support savings of two thirds of the eligible costs of heating.",
        "The funding rate rises by 10 percentage points.",
        "The project shall reduce costs by 150% at a funding rate of 0%.",
    ],
)
def test_other_shares_are_no_rate(text: str) -> None:
    assert read(text).rates == ()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The estimated EU contribution of around EUR 4.00 million would allow this.", None, 4e6),
        (
            "The Commission estimates that an EU contribution of between EUR 3.00 and 5.50 million"
            " would allow these outcomes to be addressed appropriately.",
            3e6,
            5.5e6,
        ),
        (
            "Proposals requesting a contribution from the EU of up to EUR 1.75 million would allow"
            " the objectives to be addressed.",
            None,
            1.75e6,
        ),
        ("Project budget: between EUR 1 million and EUR 2 million.", 1e6, 2e6),
        (
            "Project budget (requested grant amount): EUR 1 000 000 - 2 000 000 per project",
            1e6,
            2e6,
        ),
        ("Maximum grant amount: EUR 500 000 per project", None, 500_000),
        ("The requested grant amount cannot be lower than EUR 75 000.", 75_000, None),
        (
            "Maximum grant amount per project: EUR 3 million, minimum grant: EUR 200 000.",
            200_000,
            3e6,
        ),
        ("The grant is limited to EUR 2m.", None, 2e6),
        ("The grant is limited to €1.5m.", None, 1.5e6),
        ("EU contribution per project: around 2 million EUR.", None, 2e6),
        ("The maximum EU contribution shall not exceed EUR 100,000.", None, 100_000),
        ("The requested funding cannot exceed EUR 15 000 000.", None, 15e6),
        ("Grants may be awarded up to a maximum of EUR 1 500 000 for five years.", None, 1.5e6),
        ("The lump sum is EUR 30 000.", None, 30_000),
        ("Expected EU contribution per project\nBetween €2 and €3 million.", 2e6, 3e6),
        (
            "Any grant requested must fall between these amounts:\n• minimum amount: EUR 150 000\n"
            "• maximum amount: EUR 400 000",
            150_000,
            400_000,
        ),
        ("Each project may receive up to EUR 5 million from the fund.", None, 5e6),
        ("Maximum co-financing of EUR 200 000 per municipality.", None, 200_000),
        ("The grant ranges from EUR 100 000 to 1 million.", 100_000, 1e6),
        ("Grants are paid for 12 to 24 months and limited to EUR 90 000.", None, 90_000),
        ("The grant is between 4 and 8 million euros.", 4e6, 8e6),
        ("The maximum grant is EUR 60 000 and 3 million people profit.", None, 60_000),
        ("The grant amount is EUR 60 000 to 12 projects.", None, 60_000),
    ],
)
def test_limits_of_one_grant(text: str, low: float | None, high: float | None) -> None:
    found = read(text)
    assert amount(found.min_grant) == (None if low is None else Decimal(low))
    assert amount(found.max_grant) == (None if high is None else Decimal(high))
    assert found.budget is None


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("Indicative budget: EUR 18 000 000", 18e6),
        ("The total indicative budget for the topic is EUR 12.50 million.", 12.5e6),
        ("The available call budget is EUR 25 000 000. It may be increased by 20%.", 25e6),
        ("Indicative budget: EUR 9 000 000 for this topic and EUR 2 000 000 for others.", 9e6),
        ("The Commission is considering a total budget of EUR 7 million for the call.", 7e6),
        ("Budget: EUR 3.4 million", 3.4e6),
        ("The overall indicative amount made available for this call is EUR 5,000,000.", 5e6),
    ],
)
def test_budget_of_the_call_is_no_grant(text: str, budget: float) -> None:
    found = read(text)
    assert amount(found.budget) == Decimal(str(budget))
    assert found.max_grant is None
    assert found.min_grant is None


@pytest.mark.parametrize(
    "text",
    [
        "The European market for sensors is worth EUR 50 billion.",
        "Every million of support should result in at least EUR 15 million of investments.",
        "Additional funding up to EUR 1 000 000 can be requested for major equipment.",
        "Applicants should ask for an investment of a minimum of EUR 10 million.",
        "The maximum EU contribution per project will not exceed EUR 2 000 00 0.",
        "The main component should cost less than €35 per kWh.",
        "The Digital Europe Programme has a total budget of EUR 8 billion for 2021-2027.",
        "The maximum amount of financial support to a third party is EUR 60 000.",
        "A certificate is required where the requested EU contribution is EUR 325 000 or more.",
        "Grants of the previous period amounted to EUR 3 million.",
        "Annual public budgets of EUR 2 billion are spent on roads, funding included.",
        "Companies with a turnover above EUR 50 million receive no grant of this kind.",
        "Unit contribution of EUR 100 per participant is funded.",
        "The EU contribution to the partnership is EUR 120 million over seven years.",
        "The total budget of the open call for third parties is EUR 1 200 000.",
        "The Union has given EUR 300 million in grants for similar projects.",
        "Projects that had an EU contribution of EUR 5 million were a success.",
        "The maximum grant is EUR 9 million to 3 million.",
        "The EU contribution is EUR 1,000 000 to 2 million.",
        "EU funding will mobilise EUR 300 million for cities.",
        "With EU grants, cities save EUR 3 million on lighting.",
    ],
)
def test_other_sums_say_nothing(text: str) -> None:
    found = read(text)
    assert (found.min_grant, found.max_grant, found.budget) == (None, None, None)


def test_a_cascade_call_gives_what_a_third_party_gets() -> None:
    parent = Section(PARENT_TOPIC, "Grants of EUR 9 000 000 for public bodies")
    found = read("Financial support of up to EUR 60 000 per third party.", parent)
    assert amount(found.max_grant) == 60_000
    assert found.max_grant
    assert found.max_grant.per is Per.PROJECT


def test_the_widest_limits_count_and_a_year_is_told() -> None:
    found = read(
        "Maximum grant amount: EUR 100 000.\nMaximum grant amount: EUR 300 000 per year.\n"
        "Maximum grant amount: EUR 200 000."
    )
    assert found.max_grant
    assert (found.max_grant.amount, found.max_grant.per) == (300_000, Per.YEAR)


@pytest.mark.parametrize(
    "text",
    [
        "Applicants must be established in one of the EU Member States.",
        "To be eligible, applicants must be legal entities established in the European Union.",
        "Eligible countries: EU Member States and EEA countries.",
        "Eligible countries: Austria, Germany, Poland.",
        "Consortia must consist of at least three partners from three different Member States.",
        "The applicants must be established in one of the eligible countries, i.e.:\n"
        "• EU Member States (including overseas countries and territories)\n"
        "• countries associated to the Programme",
        "Beneficiaries must be located in Germany or France.",
        "Towns and local authorities from the EU Member States can apply.",
        "Only applications from legal entities established in these following countries are"
        " eligible: EU Member States and Norway.",
        "The call is open to public bodies from all EU Member States.",
    ],
)
def test_germany_is_among_the_countries(text: str) -> None:
    found = read(text)
    assert found.regions == ("DE",)
    assert found.region


@pytest.mark.parametrize(
    "text",
    [
        "Member States are provided with cost-effective solutions.",
        "It opens opportunities for companies established in the Union's Member States.",
        "Applicants must be established in a non-EU country.",
        "Legal entities from widening countries may join the consortium.",
        "Applicants must be established in the outermost regions of the EU.",
        "Proposals must support the European Union in reaching its targets.",
        "Germany and France have tested the method.",
        "Applicants should show the benefit for all Member States.",
        "Applicants must be established in Member States other than Germany.",
        "Authorities should exchange data in at least three Member States.",
        "Applicants should show the impact on health in the European Union.",
        "Organisations from Member States may benefit from the results.",
        "Entities established in the Union should use the platform.",
        "Consortia should run pilots in three Member States.",
    ],
)
def test_countries_that_only_profit_or_lie_elsewhere(text: str) -> None:
    assert read(text).regions == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Cut-off dates: 4 March 2027 17:00 (Brussels time) and 14 September 2027.",
            [date(2027, 3, 4), date(2027, 9, 14)],
        ),
        (
            "The cut-off dates are:\n• 14 September 2027\n• 4 March 2027",
            [date(2027, 3, 4), date(2027, 9, 14)],
        ),
        ("Applications are assessed after each cut-off (15 June 2027).", [date(2027, 6, 15)]),
        ("The cut-off date for data collection is 1 January 2020.", []),
        ("The cut-off frequency is 5 May 2027 Hz.", []),
        ("The call opens on 4 March 2027.", []),
        ("The directive of 4 March 2024 applies.", []),
        ("The cut-off dates are stated in the call document.", []),
        ("Cut-off dates are 4 March and 14 September.", []),
    ],
)
def test_cut_offs(text: str, days: list[date]) -> None:
    found = read(text)
    assert list(found.cut_offs) == days
    assert bool(found.timing) == bool(days)


@pytest.mark.parametrize(
    ("text", "two_stage"),
    [
        ("The submission procedure is two-stage.", True),
        ("This is a two-stage call.", True),
        ("Proposals are submitted in two stages.", True),
        ("Applicants selected in the first stage will be invited to send a full proposal.", True),
        ("The submission procedure is single-stage.", False),
        ("A two-stage compressor is developed.", False),
        ("There is no two-stage procedure.", False),
        ("In its first stage the project maps the needs.", False),
    ],
)
def test_two_stages(text: str, *, two_stage: bool) -> None:
    assert read(text).two_stage is two_stage


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (
            "Proposals must be submitted by a consortium of at least three applicants from three"
            " different eligible countries.",
            [Term.COOPERATION],
        ),
        ("Proposals must be submitted by at least 3 applicants.", [Term.COOPERATION]),
        ("The consortium must include at least two municipalities.", [Term.COOPERATION]),
        ("Events must involve citizens from at least two eligible countries.", [Term.COOPERATION]),
        ("Only legal entities forming a consortium are eligible.", [Term.COOPERATION]),
        ("Proposals may be submitted by a single applicant or a consortium of at least two.", []),
        ("A balanced representation within the consortium is expected.", []),
        ("At least two pilots must be carried out in each region.", []),
        ("The European Research Infrastructure Consortium runs ten laboratories.", []),
        ("Several municipalities may apply jointly.", [Term.JOINT_APPLICATION]),
        ("Local authorities can submit a joint application.", [Term.JOINT_APPLICATION]),
        ("Municipalities tackle climate risks jointly.", []),
        ("Double funding is strictly prohibited.", [Term.CUMULATION]),
        ("The grant may be combined with other Union funding.", [Term.CUMULATION]),
        ("Cumulative impacts on groundwater are assessed.", []),
        ("The method can be combined with satellite images.", []),
        ("Support to enterprises is given as de minimis aid.", [Term.DE_MINIMIS]),
        ("Risks are minimised.", []),
    ],
)
def test_terms(text: str, terms: list[Term]) -> None:
    assert [each.term for each in read(text).terms] == terms


def test_the_title_of_a_parent_topic_says_nothing() -> None:
    text = "Grants of up to EUR 2 million at a funding rate of 50%. Municipalities may apply."
    assert read_eu_text(sentences_of([Section(PARENT_TOPIC, text)])) == EuText()


def test_nothing_said_is_nothing_read() -> None:
    found = read("Cities test sensors. Public authorities use the results.")
    assert found == EuText()
    assert found.town.verdict is Admission.UNKNOWN
    assert read_eu_text([]) == EuText()


WORDS = (
    "EUR|€|2|000|.|,|million|between|and|up to|%|50%|funding rate|of the eligible costs|grant|only"
    "|applicants|must be|public bodies|municipalities|SMEs|may apply|consortium|at least|three|from"
    "|Member States|cut-off|4 March 2027|30 February 2027|two-stage|\n|• |:|;|(|)|[|]|budget|EUR 2m"
    "|99999999999999999999|0|K|per third party|not eligible|\u00ad|\u00a0"
).split("|")


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=300))
def test_any_text_is_read_and_every_quote_stands_in_it(text: str) -> None:
    for heading in (SCOPE, PARENT_TOPIC):
        found = read(text, Section(heading, text))
        for evidence in evidences(found):
            assert text[evidence.start : evidence.end] == evidence.quote
        assert all(0 < rate.percent <= 100 for rate in found.rates)


@given(st.text(alphabet="0129 .,€EURtoandmbkil-–%()", max_size=80))
def test_any_number_is_read(digits: str) -> None:
    text = f"Grant amount: between EUR {digits} and {digits} million. Funding rate: {digits}%"
    for evidence in evidences(read(text)):
        assert text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "EUR 1 ",
        "EUR 1 to ",
        "50% ",
        "(",
        "funding rate ",
        "applicants must be ",
        "municipalities and ",
        "public bodies, ",
        "consortium of at least ",
        "at least three at least ",
        "only SMEs ",
        "Member States ",
        "cut-off 4 March 2027 ",
        "established in one of ",
        "first stage invited ",
        "cities may submit a their ",
        "submit " + "a " * 40,
        "total eligible, ",
        "local, regional and ",
        "eligible countries ",
        "a ",
    ],
)
def test_hostile_texts_end_quickly(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    sentences = sentences_of([Section(SCOPE, text)])
    began = time.process_time()
    read_eu_text(sentences)
    assert time.process_time() - began < 5
