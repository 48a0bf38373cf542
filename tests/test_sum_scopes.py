"""For what a sum is paid, and for whom it holds: the words of the text, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import fact_wording
from scout.domain import FundingCall, FundingKind, Section
from scout.facts import Facts, Per
from scout.reading.facts import read_facts
from scout.reading.money.sums import read_sums
from scout.reading.sentences import sentences_of
from tests.patience import patience


def read(text: str, section: str = "Volltext") -> Facts:
    found = read_sums(sentences_of([Section(section, text)]), (FundingKind.GRANT,))
    return Facts(
        min_grant=found.min_grant, max_grant=found.max_grant, lesser_grants=found.lesser_grants
    )


def most(text: str) -> str:
    return fact_wording.most(read(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Der Zuschuss beträgt höchstens EUR 20.000 je Gemeinde und EUR 90.000 je Landkreis.",
         "20.000 € je Gemeinde, 90.000 € je Landkreis"),
        ("Der Zuschuss beträgt höchstens 20.000 Euro je Gemeinde und maximal 90.000 Euro je Kreis "
         "mit gemeinsamem Antrag.",
         "20.000 € je Gemeinde, 90.000 € je Kreis mit gemeinsamem Antrag"),
        ("Der Zuschuss beträgt höchstens 70.000 Euro je Kreisverbund.",
         "70.000 € je Kreisverbund"),
        ("Je Vorhaben stehen höchstens EUR 40.000 als Zuschuss bereit.",
         "40.000 € je Vorhaben"),
        ("Pro Antragsteller ist eine Förderung von maximal 60.000 Euro möglich.",
         "60.000 € pro Antragsteller"),
        ("Der Zuschuss beträgt höchstens 8.000 Euro je Trägerin oder Träger und Jahr.",
         "8.000 € je Trägerin oder Träger und Jahr"),
        ("Der Zuschuss beträgt höchstens 8.000 Euro je Antragsteller/in.",
         "8.000 € je Antragsteller/in"),
        ("Der Zuschuss beträgt höchstens 8.000 Euro je Vorhaben mit einer Laufzeit von zwei "
         "Jahren.", "8.000 € je Vorhaben"),
        ("Der Zuschuss beträgt jährlich höchstens 9.000 Euro je Verein.",
         "9.000 € je Verein pro Jahr"),
        ("Der Zuschuss beträgt höchstens 8.000 Euro.", "8.000 €"),
        ("Der Zuschuss ist auf 30.000 Euro begrenzt.", "30.000 €"),
        ("Die Höhe der Zuwendung beträgt einmalig 2.000 Euro.", "2.000 €"),
        ("Der Zuschuss beträgt höchstens 5.000 Euro. Je Vorhaben ist ein Bericht vorzulegen.",
         "5.000 €"),
    ],
)  # fmt: skip
def test_the_unit_is_that_of_the_text(text: str, said: str) -> None:
    assert most(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Der Zuschuss beträgt in Teil A bis zu EUR 30.000 und in Teil B bis zu EUR 80.000. "
         "In Teil C werden bis zu 80 Prozent, höchstens EUR 200.000 je Verbund, bezuschusst.",
         "30.000 € (in Teil A), 80.000 € (in Teil B), 200.000 € je Verbund (in Teil C)"),
        ("Die Förderung beträgt für Konzepte bis zu 80 Prozent und höchstens EUR 40.000, für "
         "Anlagen bis zu 70 Prozent und höchstens EUR 300.000.",
         "40.000 € (für Konzepte), 300.000 € (für Anlagen)"),
        ("Der Zuschuss beträgt maximal\n• bei Konzepten: 10.000 Euro,\n• bei Bauten: 50.000 Euro.",
         "10.000 € (bei Konzepten), 50.000 € (bei Bauten)"),
        ("Die Höhe des Zuschusses beträgt\n• Gutes Leben im Dorf: bis zu EUR 5.000,\n"
         "• Projekte höchstens EUR 10.000 jährlich.",
         "5.000 € (Gutes Leben im Dorf), 10.000 € pro Jahr (Projekte)"),
        ("Der Zuschuss beträgt bis zu 4.000 Euro, für Verbünde bis zu 90.000 Euro.",
         "4.000 €, 90.000 € (für Verbünde)"),
        ("Die Förderung ist ein Zuschuss von höchstens EUR 350.000 je Vorhaben. Schließen sich "
         "mehrere Kommunen zusammen, erhöht sich der Höchstbetrag der Förderung auf EUR 500.000.",
         "350.000 € je Vorhaben, 500.000 € (unter weiteren Voraussetzungen)"),
        ("Die Zuwendung beträgt bis zu 40.000 Euro für Bauten in Orten unter 15.000 Einwohnern.",
         "40.000 € (für Bauten in Orten unter 15.000 Einwohnern)"),
        ("Die Förderung beträgt bis zu 60 Prozent für Vereine, jedoch höchstens EUR 20.000.",
         "20.000 € (für Vereine)"),
    ],
)  # fmt: skip
def test_for_whom_or_what_a_sum_holds(text: str, said: str) -> None:
    assert most(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # The cap of both shares is not that of the second alone.
        ("Der Zuschuss liegt bei höchstens 50 Prozent, bei Gemeinden bei höchstens 65 Prozent der "
         "Ausgaben und darf EUR 90.000 nicht übersteigen.", "90.000 €"),
        ("Der Zuschuss beträgt für Kommunen bis zu 65 Prozent, für Vereine bis zu 45 Prozent, "
         "höchstens EUR 15.000.", "15.000 €"),
        ("Die Höhe des Zuschusses beträgt bis zu 50.000 Euro für eine Laufzeit von zwei Jahren.",
         "50.000 €"),
        ("Im Rahmen der Förderung wird ein Zuschuss von höchstens 5.000 Euro gewährt.", "5.000 €"),
        ("Der Zuschuss wird als Anteilsfinanzierung in Höhe von bis zu 5.000 Euro gewährt.",
         "5.000 €"),
        ("Sie können im Jahr einen Zuschuss von höchstens 5.000 Euro erhalten.",
         "5.000 € pro Jahr"),
        ("Der Zuschuss beträgt höchstens 5.000 Euro und 500 Euro je Platz.", "5.000 €"),
        # Of what a year is nobody knows whether it is of the second sum.
        ("Die Zuwendung beträgt jährlich höchstens 20.000 Euro je Träger, 9.000 Euro je Projekt.",
         "20.000 € je Träger pro Jahr"),
        # Two sums without a word that parts them: only the highest is a limit.
        ("Der Zuschuss beträgt höchstens 4.000 Euro. Die Förderung beträgt höchstens 9.000 Euro.",
         "9.000 €"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_no_condition(text: str, said: str) -> None:
    assert most(text) == said


def test_the_highest_of_each_part_counts() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt maximal\n"
        "• zuerst 800 Euro für Anlagen und 900 Euro für Wege,\n"
        "• danach 1.600 Euro für Anlagen und 1.800 Euro für Wege."
    )
    assert most(text) == "1.600 € (für Anlagen), 1.800 € (für Wege)"


@pytest.mark.parametrize("unit", ["", "je Vorhaben"])
def test_the_least_grant_has_the_unit_of_the_text_too(unit: str) -> None:
    least = read(f"Die Bagatellgrenze liegt bei 5.000 Euro {unit}".rstrip() + ".").min_grant
    assert least is not None
    assert (least.unit, least.condition, least.per) == (unit, "", Per.PROJECT)


def test_each_lesser_sum_has_its_own_words() -> None:
    facts = read("Der Zuschuss beträgt höchstens EUR 2.000 je Dorf und EUR 9.000 je Gemeinde.")
    (lesser,) = facts.lesser_grants
    assert lesser.evidence is not None
    assert facts.max_grant is not None
    assert (lesser.amount, lesser.evidence) == (2_000, facts.max_grant.evidence)


def test_facts_of_a_call_carry_all_of_it() -> None:
    call = FundingCall(
        source="s",
        key="k",
        url="https://foerderung.example/k",
        title="Beispiel",
        sections=(
            Section("Volltext", "Der Zuschuss beträgt höchstens EUR 2.000 je Dorf und EUR 9.000 je "
                    "Gemeinde."),
        ),
    )  # fmt: skip
    assert fact_wording.funding(read_facts(call)) == (
        "höchstens 2.000 € je Dorf, 9.000 € je Gemeinde"
    )


_PIECES = st.lists(
    st.sampled_from(
        [
            *("EUR 5.000", "10.000 Euro", "Zuschuss", "beträgt", "höchstens", "je", "pro", "Je"),
            *("Gemeinde", "Landkreis", "Vorhaben", "Jahr", "in Baustein A", "für Konzepte", "und"),
            *("mit gemeinsamem", "oder", "80 Prozent", "bis zu", "erhöht sich auf", "Kreis*in"),
            *(",", ".", ":", "\n", "\n• ", "\n• für Bauten: "),
        ]
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(st.text(max_size=400), _PIECES))
def test_any_text_gives_scopes_of_its_own_words_within_bounds(text: str) -> None:
    facts = read(text)
    found = [*facts.lesser_grants, *filter(None, (facts.max_grant, facts.min_grant))]
    folded = " ".join(text.split()).casefold()
    for each in found:
        assert len(each.unit) <= 100
        assert len(each.condition) <= 100
        assert " ".join(each.unit.split()).casefold() in folded
        if each.condition != "unter weiteren Voraussetzungen":
            assert " ".join(each.condition.split()).casefold() in folded
    amounts = [each.amount for each in (*facts.lesser_grants, facts.max_grant) if each]
    assert amounts == sorted(amounts)
    assert amounts.count(max(amounts, default=None)) <= 1
    scopes = [
        (each.unit, each.condition) for each in (*facts.lesser_grants, facts.max_grant) if each
    ]
    assert len(set(scopes)) == len(scopes)


@pytest.mark.parametrize(
    "piece",
    [
        *("je ", "je A ", "je A und ", "höchstens 1 € je A und ", "Für a ", "für b bis zu 1 € "),
        *("\n• für a: bis zu 1 € ", "1 € Zuschuss ", "höchstens 1 € für aaaa aaaa aaaa aaaa "),
    ],
)
def test_hostile_text_ends(piece: str) -> None:
    with patience():
        facts = read((piece * 100_000)[:100_000])
    assert len(fact_wording.funding(facts)) < 1_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Einzelne Kommunen erhalten höchstens EUR 85.000, Verbünde höchstens EUR 310.000.",
         "85.000 € (einzelne Kommunen), 310.000 € (Verbünde)"),
        ("Verbünde erhalten in der Regel bis zu 1.600.000 Euro.", "1.600.000 € (Verbünde)"),
        ("Jedes Team erhält bis zu 310.000 Euro.", "310.000 €"),
    ],
)  # fmt: skip
def test_a_group_that_gets_a_sum_of_its_own_is_named(text: str, said: str) -> None:
    assert most(text) == said
