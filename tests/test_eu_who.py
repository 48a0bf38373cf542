"""English calls: may a county, may a town apply, and which words decide."""

from __future__ import annotations

import pytest

from scout.domain import Admission, Section
from scout.facts import Eligibility
from scout.reading.eu.who import read_eu_who
from scout.reading.sections import PARENT_TOPIC
from scout.reading.sentences import sentences_of

YES, NO, UNKNOWN = Admission.YES, Admission.NO, Admission.UNKNOWN


def read(text: str, heading: str = "Scope") -> tuple[Eligibility, Eligibility]:
    found = read_eu_who(sentences_of([Section(heading, text)]))
    return found.county, found.town


def verdicts(text: str, heading: str = "Scope") -> tuple[Admission, Admission]:
    county, town = read(text, heading)
    return county.verdict, town.verdict


@pytest.mark.parametrize(
    "text",
    [
        "In order to be eligible, the applicants (beneficiaries and affiliated entities) must be"
        " legal entities (public or private bodies) and be established in a Member State.",
        "In order to be eligible, the applicants (beneficiaries and affiliated entities) must:\n"
        "• be legal entities (public or private bodies)\n"
        "• be established in one of the eligible countries",
        "Applicants must be public bodies.",
        "Applicants can be public or private organisations.",
        "Beneficiaries may be non-profit organisations, universities or local authorities.",
        "The coordinator must be a public body.",
        "Eligible applicants are local and regional authorities.",
        "Eligible applicants: regional governments, local authorities, port operators.",
        "Applicants: public authorities, schools",
        "Public authorities are eligible to apply.",
        "Local authorities may apply for funding.",
        "Public bodies and enterprises are eligible.",
        "Local and regional authorities are encouraged to submit proposals.",
        "Public procurers from several countries are invited to submit a joint proposal.",
        "The call is open to municipalities and other public bodies.",
        "The topic is only open to public authorities.",
        "Applications from local authorities are particularly welcome.",
        "Proposals must be submitted by a public authority.",
        "Proposals may be submitted by energy agencies, local authorities or other bodies.",
        "The consortium must include at least one local authority.",
        "Consortia should involve public authorities from three countries.",
        "Projects could involve regional and local authorities as partners (co-applicants).",
        "Who can apply\nTowns and municipalities or other levels of local authorities.",
        "Who can apply?\n• universities\n• public bodies",
        "Applicants must be either:\n• a public authority\n• a company",
        "Any legal entity, regardless of its place of establishment, is eligible to participate.",
        "Only legal entities forming a consortium are eligible to participate.",
        "Applicants must be legal entities.",
        "Towns/municipalities and/or other levels of local authorities may apply.",
        "Counties and municipalities may apply.",
        "All local authorities that have an approved climate plan are eligible for the grant.",
        "Proposals may be submitted by the following applicants:\n• firms\n• public authorities",
        "Participation is limited to legal entities established in Member States.",
        "The call is open to all types of organisations.",
        "The call is reserved for SMEs and public bodies.",
        "At least one of the applicants must be a public authority.",
        "Proposals are welcome from local authorities and their associations.",
    ],
)
def test_public_bodies_admit_county_and_town(text: str) -> None:
    county, town = read(text)
    assert (county.verdict, town.verdict) == (YES, YES)
    assert county.evidence
    assert county.evidence.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Municipalities may apply.",
        "Cities are invited to submit an application.",
        "The call is open to towns and villages.",
        "The consortium must include three municipalities.",
        "Municipalities may apply; they should cooperate with public authorities.",
        "Eligible applicants are municipalities.",
        "Who can apply\n• municipalities\n• associations",
    ],
)
def test_municipalities_admit_the_town_and_leave_the_county_open(text: str) -> None:
    assert verdicts(text) == (UNKNOWN, YES)


@pytest.mark.parametrize(
    "text",
    [
        "Only SMEs may apply.",
        "Only natural persons are eligible to apply for this prize.",
        "Only universities can submit proposals.",
        "Only start-ups are eligible.",
        "Participation is limited to higher education institutions.",
        "The call is reserved for civil society organisations.",
        "Proposals can only be submitted by research organisations.",
        "Applicants must be small and medium-sized enterprises.",
        "In order to be eligible, applicants must be start-ups or SMEs.",
        "Beneficiaries must be non-governmental organisations.",
        "Only competent bodies, based on designations by Member States, are eligible to apply.",
        "Only bodies designated by the Member States may submit proposals.",
        "Specific agreements will only be concluded with organisations that have signed a framework"
        " partnership agreement.",
        "The grant supports excellent Principal Investigators.",
        "Public bodies are not eligible.",
        "Public authorities and natural persons are not eligible to apply.",
    ],
)
def test_others_only(text: str) -> None:
    county, town = read(text)
    assert (county.verdict, town.verdict) == (NO, NO)
    assert town.evidence
    assert town.evidence.quote in text


@pytest.mark.parametrize(
    "text",
    [
        # Results, users and stakeholders are no applicants.
        "Public authorities benefit from better data.",
        "Local authorities and citizens are engaged in planning.",
        "Results are made available to local authorities.",
        "Proposals should involve public authorities and citizens.",
        "Applicants should cooperate with local authorities.",
        "Applicants must be supported by a public authority.",
        "Applicants must be able to advise municipalities.",
        "Beneficiaries must inform public authorities.",
        "Applicants must:\n• inform the public authorities\n• keep records",
        "Applicants must be established in cities.",
        "The project should establish a network that is open to cities.",
        "Cities can apply the method in their own planning.",
        "Public authorities can submit comments on the draft.",
        "Data and applications from public authorities are stored.",
        "The direct involvement of relevant authorities in the consortium is strongly encouraged.",
        "Grants help public authorities and schools.",
        "Cities taking part in the Mission are invited to submit proposals.",
        "Only cities selected under the Mission are eligible to apply.",
        "Only non-profit organisations are eligible.",
        "Only competent authorities may apply.",
        "Applicants must be enterprises or municipal companies.",
        "Eligible applicants are public institutions of higher education.",
        "Participation is limited to Member States and associated countries.",
        "Only EU Member States are eligible.",
        # Costs and places are no applicants either.
        "Costs of services by public authorities are eligible.",
        "Charging points in cities are eligible.",
        "Costs for public bodies are not eligible.",
        # Only some of them.
        "Public bodies managing ports may apply.",
        "National authorities may apply.",
        "Municipalities with more than 50 000 inhabitants may apply.",
        "Public authorities from third countries are eligible to apply.",
        "Competent authorities are invited to submit proposals.",
        "Legal entities from widening countries are eligible to participate.",
        # A rule for one part of a call or of a consortium refuses nobody.
        "Only SMEs may apply for the higher funding rate.",
        "At least one of the applicants must be an SME.",
        "If they ask for equity, applicants must be SMEs.",
        "The coordinator must be a research organisation.",
        "SMEs may apply.",
        "Universities are encouraged to submit proposals.",
        "Natural persons are not eligible.",
        "Public bodies are not eligible for the bonus.",
        "Applicants must be innovative.",
        "Applicants must be SMEs or other legal entities.",
        "Only one proposal may be submitted.",
        "Only projects with cities can receive the label.",
        "Twinning connects towns.",
    ],
)
def test_what_does_not_say_who_applies(text: str) -> None:
    county, town = read(text)
    assert (county.verdict, town.verdict) == (UNKNOWN, UNKNOWN)
    assert county.evidence is None
    assert town.evidence is None


def test_municipalities_that_are_refused_leave_the_county_open() -> None:
    assert verdicts("Municipalities are not eligible.") == (UNKNOWN, NO)


def test_a_named_body_outweighs_what_refuses_elsewhere() -> None:
    text = "Local authorities may apply. Only SMEs may apply."
    assert verdicts(text) == (YES, YES)


def test_every_legal_entity_against_others_only_is_unknown() -> None:
    text = "Applicants must be legal entities (public or private bodies). Only SMEs may apply."
    county, _ = read(text)
    assert county == Eligibility(UNKNOWN)


def test_the_title_of_a_parent_topic_says_nothing() -> None:
    assert verdicts("Only SMEs may apply.", PARENT_TOPIC) == (UNKNOWN, UNKNOWN)


def test_the_quote_of_a_long_sentence_holds_the_words_that_decide() -> None:
    text = f"{'In view of the aims of the programme, ' * 12}municipalities may apply."
    _, town = read(text)
    assert town.evidence
    assert "municipalities may apply" in town.evidence.quote
    assert town.evidence.rule == "eu-may-apply"
