"""What a digest says of money and of who may apply, each with the words that say it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from scout.digest.compose import Digest, ProjectNews
from scout.digest.fitting import Item
from scout.digest.render import Rendered, render
from scout.domain import Admission, ApplicantType, DeadlineKind
from scout.facts import (
    Day,
    Deadline,
    Eligibility,
    Facts,
    Money,
    Rate,
    StatedTerm,
    Term,
)
from tests.builders import (
    TODAY,
    applicant,
    call_entry,
    deadline_on,
    evidence,
    facts,
    match_entry,
    project,
    recipient,
    well_read,
)

WORDS = "Antragsberechtigt sind Gemeinden und Gemeindeverbände."
HOSTILE = '<b>x</b>"\r\nBcc: a@b.example\u202e' + "x" * 900
BODIES = {
    "kreis": applicant("kreis", name="Kreis Musterland"),
    "a": applicant("a", name="Stadt Ahrn", type=ApplicantType.TOWN),
    "b": applicant("b", name="Stadt Born", type=ApplicantType.TOWN),
}


def mail(known: Facts) -> Rendered:
    """The digest of one call with these facts, for a project of a county and two towns."""
    plan = project(applicants=tuple(BODIES))
    entry = match_entry(plan.key, 1)
    found = Digest(
        recipient=recipient(),
        issue_on=TODAY,
        new=(ProjectNews(plan, (Item(call_entry(1, facts=known), entry.match),)),),
        changed=(),
        baseline=0,
        waiting=0,
        shut_out=0,
        known=(),
        first_projects=(),
        applicants=BODIES,
    )
    return render(found, [well_read()], "")


def admitted(verdict: Admission, words: str = WORDS) -> Eligibility:
    return Eligibility(verdict, evidence(words))


def test_money_and_applicants_stand_with_their_words_in_both_parts() -> None:
    both = admitted(Admission.YES)
    sent = mail(
        facts(
            rates=(Rate(Decimal(80), "", evidence("Der Zuschuss beträgt 80 Prozent.")),),
            max_grant=Money(Decimal(50_000), evidence=evidence("höchstens 50.000 Euro")),
            county=both,
            town=both,
            valid_until=Day(TODAY.replace(year=2030)),
            terms=(StatedTerm(Term.JOINT_APPLICATION, evidence("Gemeinsam geht es auch.")),),
        )
    )
    html = " ".join(BeautifulSoup(sent.html, "lxml").get_text(" ").split())
    for line in (
        "Förderung: bis zu 80 %; höchstens 50.000 €",
        "„Der Zuschuss beträgt 80 Prozent.“",
        "Antrag: Kreis Musterland, Stadt Ahrn und Stadt Born sind antragsberechtigt",
        f"„{WORDS}“",
        "Gemeinsam: passt für 3 Antragsteller; gemeinsamer Antrag: im Text genannt",
        "„Gemeinsam geht es auch.“",
        "Richtlinie gilt bis 19.12.2030",
    ):
        assert line in sent.text
        assert line.replace(": ", " ", 1) in html or line in html


def test_each_figure_stands_with_the_sentence_that_states_it_in_both_parts() -> None:
    first = "Der Zuschuss beträgt in Baustein B höchstens 60 Prozent und in C höchstens 80 Prozent."
    long = f"Für Verbünde{' aus Gemeinden und Kreisen' * 10} stehen höchstens 250.000 Euro bereit."
    least = "Zuwendungen unter 5.000 Euro werden nicht bewilligt."
    shared = Money(
        Decimal(250_000), evidence=evidence(long), unit="je Verbund", condition="in Baustein C"
    )
    sent = mail(
        facts(
            rates=(
                Rate(Decimal(60), "in Baustein B", evidence(first)),
                Rate(Decimal(80), "", evidence(first)),
            ),
            max_grant=shared,
            min_grant=Money(Decimal(5_000), evidence=evidence(least)),
            lesser_grants=(Money(Decimal(30_000), evidence=evidence(least), unit="je <b>Ort</b>"),),
        )
    )
    html = " ".join(BeautifulSoup(sent.html, "lxml").get_text(" ").split())
    line = (
        "bis zu 60 % (in Baustein B); bis zu 80 %; höchstens 30.000 € je <b>Ort</b>, "
        "250.000 € je Verbund (in Baustein C); mindestens 5.000 €"
    )
    for words in (line, f"„{first}“", f"„{long}“", f"„{least}“"):
        assert sent.text.count(words) == 1
        assert html.count(words) == 1


def test_quotes_stand_without_the_mark_of_their_list_in_both_parts() -> None:
    sent = mail(
        facts(
            deadline_on(TODAY, quote="– Anträge sind heute zu stellen."),
            rates=(Rate(Decimal(80), "", evidence("a) Der Zuschuss beträgt 80 Prozent.")),),
            county=admitted(Admission.YES, f"• {WORDS}"),
            town=admitted(Admission.YES, f"• {WORDS}"),
            terms=(StatedTerm(Term.JOINT_APPLICATION, evidence("2. Die Kommunen gemeinsam.")),),
        )
    )
    html = " ".join(BeautifulSoup(sent.html, "lxml").get_text(" ").split())
    for words in (
        "Anträge sind heute zu stellen.",
        "Der Zuschuss beträgt 80 Prozent.",
        WORDS,
        "Die Kommunen gemeinsam.",
    ):
        assert f"\n    „{words}“\n" in sent.text
        assert f"„{words}“" in html


def test_a_long_quote_is_cut_within_its_marks() -> None:
    words = "Antragsberechtigt sind " + ", ".join(["Städte und Gemeinden"] * 30) + "."
    sent = mail(facts(county=admitted(Admission.YES, words), town=admitted(Admission.YES, words)))
    (line,) = (line for line in sent.text.splitlines() if "„Antragsberechtigt" in line)
    assert line.endswith(" …“")


def test_words_that_refuse_some_and_admit_others_stand_once() -> None:
    sent = mail(facts(county=admitted(Admission.YES), town=admitted(Admission.NO)))
    assert "Antrag: Stadt Ahrn und Stadt Born sind nicht antragsberechtigt" in sent.text
    assert (sent.text.count(WORDS), sent.html.count(WORDS)) == (1, 1)


def test_towns_and_county_are_answered_apart() -> None:
    sent = mail(
        facts(
            county=admitted(Admission.NO, "Kreise erhalten nichts."),
            town=admitted(Admission.YES, "Städte erhalten alles."),
        )
    )
    first, second = (line for line in sent.text.splitlines() if "antragsberechtigt" in line)
    assert first == "  Antrag: Stadt Ahrn und Stadt Born sind antragsberechtigt"
    assert second == "  Antrag: Kreis Musterland ist nicht antragsberechtigt"
    assert sent.text.index("Städte erhalten alles.") < sent.text.index("Kreise erhalten nichts.")
    assert "Gemeinsam: passt für 2 Antragsteller; gemeinsamer Antrag: nicht angegeben" in sent.text


def test_what_is_not_stated_is_said_to_be_so_and_never_zero_or_no() -> None:
    silent = Deadline(DeadlineKind.NONE_STATED)
    sent = mail(facts(silent, applicant_types=(), regions=()))
    assert "Frist: nicht angegeben" in sent.text
    assert "Förderung: Quote und Höchstbetrag nicht angegeben" in sent.text
    answer = (
        "Nicht angegeben, ob Kreis Musterland, Stadt Ahrn und Stadt Born antragsberechtigt sind"
    )
    assert f"Antrag: {answer}\n" in sent.text
    assert "0 %" not in sent.text
    assert "nein" not in sent.text
    assert "Gemeinsam" not in sent.text


@pytest.mark.parametrize("part", ["rate", "applicant", "term"])
def test_whatever_the_words_are_they_stay_text(part: str) -> None:
    words = evidence(HOSTILE)
    said = {
        "rate": {"rates": (Rate(Decimal(80), HOSTILE, words),)},
        "applicant": {
            "county": Eligibility(Admission.YES, words),
            "town": Eligibility(Admission.YES, words),
        },
        "term": {
            "county": admitted(Admission.YES),
            "town": admitted(Admission.YES),
            "terms": (StatedTerm(Term.JOINT_APPLICATION, words),),
        },
    }[part]
    sent = mail(facts(**said))
    assert BeautifulSoup(sent.html, "lxml").find("b") is None
    assert "\u202e" not in sent.text + sent.html
    assert not [line for line in sent.text.splitlines() if line.startswith("Bcc")]
    assert max(map(len, sent.text.splitlines())) < 700
    assert len(sent.html) < 15_000
