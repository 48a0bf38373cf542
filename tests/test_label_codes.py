"""What the labels of a page mean in codes; a label that nobody knows costs the whole group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.collect.label_codes import GROUPS, codes_of, codes_of_page
from scout.collect.page_texts import Text
from scout.domain import Section
from scout.reading import classifications


@pytest.mark.parametrize(
    ("group", "value", "codes"),
    [
        ("Foerdergeber", "Land", ("land",)),
        ("Foerdergeber", "Bund, EU", ("bund", "eu")),
        ("Foerdergeber", "NRW.BANK", ("land",)),
        ("Foerderart", "Zuschuss, bis zu 80 %", ("zuschuss",)),
        ("Foerderart", "Zuschuss (nicht rückzahlbar) und Darlehen", ("zuschuss", "darlehen")),
        ("Foerderart", "Darlehen, höchstens 2.000.000 Euro", ("darlehen",)),
        ("Foerderberechtigte", "• Kommunen\n• Kreise", ("kommune",)),
        (
            "Foerderberechtigte",
            "Kommune, Öffentliche Einrichtung, Verband/Vereinigung",
            ("kommune", "oeffentliche_einrichtung", "verband_vereinigung"),
        ),
        ("Foerderberechtigte", "Öffentliche Hand", ("kommune", "oeffentliche_einrichtung")),
    ],
)
def test_labels_stand_for_codes(group, value, codes):
    assert codes_of(group, value) == (codes, ())


def test_one_unknown_label_costs_the_group_its_codes_and_is_told():
    assert codes_of("Foerderberechtigte", "Unternehmen, Teichwirte") == ((), ("Teichwirte",))


@pytest.mark.parametrize("value", ["", " , ; ", "bis zu 80 %"])
def test_a_value_without_labels_says_nothing(value):
    assert codes_of("Foerderart", value) == ((), ())


def test_every_code_is_one_that_the_readers_of_facts_know():
    tables = {
        "Foerdergeber": classifications.LEVELS,
        "Foerderart": classifications.KINDS,
        "Foerderberechtigte": classifications.APPLICANTS,
    }
    assert set(tables) == set(GROUPS.values())
    for group, table in tables.items():
        for code in table:
            known, _ = codes_of(group, code.replace("_", " "))
            assert set(known) <= set(table)


def test_a_page_states_labels_and_who_may_apply_in_a_section():
    text = Text(
        title="Programm",
        sections=(Section("Fördernehmer", "Kommunen, Unternehmen"),),
        stated={"Förderart": "Zuschuss", "Fördergeber": "Land", "Status": "offen"},
    )
    assert codes_of_page(text) == (
        {
            "Foerderart": ("zuschuss",),
            "Foerdergeber": ("land",),
            "Foerderberechtigte": ("kommune", "unternehmen"),
        },
        (),
    )


def test_prose_on_who_may_apply_is_left_to_the_readers_of_sentences():
    section = Section("Wer wird gefördert?", "Kommunen, die im Ruhrgebiet liegen.")
    assert codes_of_page(Text(title=None, sections=(section,))) == ({}, ())


@pytest.mark.parametrize("heading", ["Zielgruppe", "Zielgruppen", "Adressaten"])
def test_the_people_of_the_projects_are_no_applicants(heading):
    section = Section(heading, "Schüler, Auszubildende, Schulen")
    assert codes_of_page(Text(title=None, sections=(section,))) == ({}, ())
    stated = Text(title=None, sections=(), stated={heading: "Privatpersonen"})
    assert codes_of_page(stated) == ({}, ())


def test_an_audience_of_those_who_apply_is_a_label_and_so_are_persons_who_apply():
    section = Section("Zielgruppe", "Vereine, Privatpersonen")
    found, _ = codes_of_page(Text(title=None, sections=(section,)))
    assert found == {"Foerderberechtigte": ("verband_vereinigung", "privatperson")}
    section = Section("Antragsberechtigte", "Privatpersonen")
    found, _ = codes_of_page(Text(title=None, sections=(section,)))
    assert found == {"Foerderberechtigte": ("privatperson",)}


def test_an_unknown_label_is_told_with_its_field():
    text = Text(title=None, sections=(), stated={"Fördergeber": "Stiftung Wald"})
    assert codes_of_page(text) == ({}, ("Fördergeber: Stiftung Wald",))


@given(st.sampled_from(sorted(GROUPS.values())), st.text(max_size=900))
def test_any_value_has_codes_or_unknown_labels_never_both(group, value):
    codes, unknown = codes_of(group, value)
    assert not (codes and unknown)
