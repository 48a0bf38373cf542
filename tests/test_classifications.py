from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import ApplicantType, FundingKind, Level
from scout.reading import classifications as known
from scout.reading.classifications import translate, translate_regions
from scout.wording import APPLICANTS, KINDS, LEVELS, REGIONS

PROPERTY = settings(max_examples=200, deadline=None)
CODES = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(), max_size=12),
        st.sampled_from([*known.KINDS, *known.REGIONS, "de_nw", "de_xx", "DE_NW"]),
    ),
    max_size=12,
)


def test_codes_are_translated_in_their_order() -> None:
    assert translate(("darlehen", "zuschuss"), known.KINDS) == (
        (FundingKind.LOAN, FundingKind.GRANT),
        (),
    )


def test_a_word_that_stands_twice_counts_once() -> None:
    assert translate(["bund", "eu", "bund"], known.LEVELS) == ((Level.FEDERAL, Level.EU), ())


@pytest.mark.parametrize("code", ["ZUSCHUSS", " zuschuss", "zuschüsse", "", "zuschuss_neu"])
def test_what_is_not_listed_is_handed_back_as_it_stands(code: str) -> None:
    assert translate((code, "zuschuss"), known.KINDS) == ((FundingKind.GRANT,), (code,))


@pytest.mark.parametrize(
    ("code", "iso"),
    [
        ("nordrhein_westfalen", "DE-NW"),
        ("bundesweit", "DE"),
        ("_bundesweit", "DE"),
        ("schleswig_holstein", "DE-SH"),
        ("schlesig_holstein", "DE-SH"),
        ("de_nw", "DE-NW"),
        ("de_th", "DE-TH"),
    ],
)
def test_regions_become_iso_codes(code: str, iso: str) -> None:
    assert translate_regions([code]) == ((iso,), ())


@pytest.mark.parametrize("code", ["de_xx", "de", "de_", "DE_NW", "de_nw_1", "fr_nw", "", "NRW"])
def test_an_unknown_region_is_not_guessed(code: str) -> None:
    assert translate_regions([code]) == ((), (code,))


def test_two_codes_of_one_region_count_once() -> None:
    assert translate_regions(["_bundesweit", "bayern", "bundesweit", "de_by", "mond"]) == (
        ("DE", "DE-BY"),
        ("mond",),
    )


def test_there_are_sixteen_laender() -> None:
    codes = set(known.REGIONS.values()) - {known.GERMANY}
    assert len(codes) == 16
    assert all(code.startswith("DE-") and len(code) == 5 for code in codes)


def test_every_word_of_the_tables_has_a_german_name() -> None:
    assert set(known.REGIONS.values()) == set(REGIONS)
    assert set(known.LEVELS.values()) <= set(LEVELS)
    assert set(known.KINDS.values()) <= set(KINDS) == set(FundingKind)
    assert set(known.APPLICANTS.values()) <= set(APPLICANTS) == set(ApplicantType)


def test_the_source_never_says_county_or_town() -> None:
    strategy_only = {ApplicantType.COUNTY, ApplicantType.TOWN}
    assert set(known.APPLICANTS.values()) == set(ApplicantType) - strategy_only


@PROPERTY
@given(CODES)
def test_no_code_is_dropped_and_none_is_invented(codes: list[str]) -> None:
    found, unknown = translate(codes, known.KINDS)
    assert len(set(found)) == len(found)
    assert set(found) == {known.KINDS[code] for code in codes if code in known.KINDS}
    assert list(unknown) == [code for code in codes if code not in known.KINDS]


@PROPERTY
@given(CODES)
def test_every_region_is_known_or_handed_back(codes: list[str]) -> None:
    found, unknown = translate_regions(codes)
    assert set(found) <= set(REGIONS)
    assert len(set(found)) == len(found)
    assert set(unknown) <= set(codes)
    assert bool(found or unknown) == bool(codes)
    assert not translate_regions(unknown)[0]
