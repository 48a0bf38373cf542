"""May a county or a town of Nordrhein-Westfalen apply: statements, label and region together.

Written in the style of guidelines before the rules were tried on them: companies first and
municipalities later, exclusions of some only, areas that are not everywhere. Where a label decides
what the text leaves open ("Bauherren"), the label's answer stands.
"""

from __future__ import annotations

import pytest

from scout.domain import Admission, Applicant, ApplicantType, Section
from scout.facts import Facts
from scout.reading import classifications as known
from scout.reading.applicants.eligibility import eligibility, read_eligibility
from scout.reading.sections import CONDITIONS, GUIDELINE
from scout.reading.sentences import sentences_of
from tests.sentence_tables import table

LETTERS = {Admission.YES: "Y", Admission.NO: "N", Admission.UNKNOWN: "U"}
CASES = table("who_language.txt", "county and town", columns=4)


def answers(labels: str, regions: str, *texts: tuple[str, str]) -> str:
    """Return what is read of a county and a town of Nordrhein-Westfalen, as two letters."""
    codes = {
        "Foerderberechtigte": tuple(labels.split()),
        "Foerdergebiet": tuple(regions.split()),
    }
    who = read_eligibility(sentences_of([Section(*text) for text in texts]), codes)
    types, _ = known.translate(codes["Foerderberechtigte"], known.APPLICANTS)
    facts = Facts(
        applicant_types=types,
        regions=who.regions,
        county=who.county,
        town=who.town,
        region=who.region,
    )
    found = [
        eligibility(facts, Applicant(key="a", name="A", type=kind, region="DE-NW"))
        for kind in (ApplicantType.COUNTY, ApplicantType.TOWN)
    ]
    for each in found:
        if each.evidence and each.evidence.section in dict(texts):
            text = dict(texts)[each.evidence.section]
            assert text[each.evidence.start : each.evidence.end] == each.evidence.quote
    return "".join(LETTERS[each.verdict] for each in found)


@pytest.mark.parametrize(("expected", "labels", "regions", "text"), CASES)
def test_who_may_apply(expected: str, labels: str, regions: str, text: str) -> None:
    assert answers(labels, regions, (GUIDELINE, text)) == expected


def test_a_guideline_that_admits_more_than_its_summary_leaves_it_open() -> None:
    summary = (CONDITIONS, "Antragsberechtigt sind Unternehmen der gewerblichen Wirtschaft.")
    text = "3. Empfänger\nAntragsberechtigt sind\na) Unternehmen,\nb) Gemeinden und Kreise."
    assert answers("unternehmen", "bundesweit", summary, (GUIDELINE, text)) == "UU"


def test_other_programmes_of_a_guideline_do_not_open_what_its_summary_closes() -> None:
    summary = (CONDITIONS, "Antragsberechtigt sind Kammern.")
    text = "3.1 Zuwendungsempfangende\nKammern\n4.1 Zuwendungsempfangende\nKreise des Landes."
    assert answers("verband_vereinigung", "bundesweit", summary, (GUIDELINE, text)) == "NN"
