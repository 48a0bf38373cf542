from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout import jobs
from scout.domain import FundingCall, Level, Strategy
from scout.facts import Facts
from scout.match.interest import of_interest
from scout.settings import MatchSettings, Settings
from scout.store import matches, strategy
from scout.store.engine import open_store
from tests.builders import NOON, bring, funding_call, project

PROPERTY = settings(max_examples=200, deadline=None)
DEFAULT = MatchSettings().eu_programmes


def topic(key: str, programme: str | None = "HORIZON") -> tuple[FundingCall, Facts]:
    call = funding_call(key, codes={"type": ("1",)}, stated={"identifier": key}, language="en")
    return call, Facts(level=Level.EU, programme=programme)


def cascade(parent: str, programme: str | None = "HORIZON") -> tuple[FundingCall, Facts]:
    call = funding_call(
        "17001COMPETITIVE_CALLen", codes={"type": ("8",)}, stated={"parentTopic": parent}
    )
    return call, Facts(level=Level.EU, programme=programme)


@pytest.mark.parametrize(
    ("found", "wanted", "expected"),
    [
        (topic("DIGITAL-2027-TOWNS-01", "DIGITAL"), ("DIGITAL",), True),
        (topic("DIGITAL-2027-TOWNS-01", "DIGITAL"), ("digital",), True),
        (topic("DIGITAL-2027-TOWNS-01", "DIGITAL"), ("LIFE", "CERV"), False),
        (topic("DIGITAL-2027-TOWNS-01", "DIGITAL"), ("DIGITAL-2027-*",), True),
        (topic("DIGITAL-2027-TOWNS-01", "DIGITAL"), ("TOWNS",), False),
        (topic("EDF-2027-DIGITAL", "EDF"), ("DIGITAL",), False),
        (topic("horizon-miss-2027-04-cit-01"), ("HORIZON-MISS-*-CIT-*",), True),
        (topic("HORIZON-MISS-2027-02-CANCER-01"), ("HORIZON-MISS-*-CIT-*",), False),
        (topic("HORIZON-CL5-2027-D2"), ("CASCADE",), False),
        (topic("HORIZON-CL5-2027-D2"), ("*",), True),
        (topic("HORIZON-CL5-2027-D2"), (), False),
        (topic("X-1", None), (), True),
        (cascade("HORIZON-CL5-2027-D2"), ("CASCADE",), True),
        (cascade("HORIZON-MISS-2022-CIT-SGA"), ("HORIZON-MISS-*-CIT*",), True),
        (cascade("DIGITAL-2022-SKILLS", "DIGITAL"), ("DIGITAL",), True),
        (cascade("HORIZON-CL5-2027-D2"), ("DIGITAL", "17001*"), True),
        (cascade("HORIZON-CL5-2027-D2"), ("DIGITAL",), False),
    ],
)
def test_a_call_is_of_interest_by_programme_key_or_parent(
    found: tuple[FundingCall, Facts],
    wanted: tuple[str, ...],
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert of_interest(*found, wanted) is expected


@pytest.mark.parametrize(
    ("programme", "key", "expected"),
    [
        ("DIGITAL", "DIGITAL-2027-TOWNS-01", True),
        ("CERV", "CERV-2026-CITIZENS-TOWN-TT", True),
        ("LIFE", "LIFE-2026-CET-PDA", True),
        ("CEF", "CEF-DIG-2026-GATEWAYS", True),
        ("I3", "I3-2026-INV1", True),
        ("HORIZON", "HORIZON-MISS-2027-04-CIT-01", True),
        ("HORIZON", "HORIZON-NEB-2027-01-REGEN-01", True),
        ("EDF", "EDF-2026-DA-AIR-SPS", False),
        ("EURATOM", "HORIZON-EURATOM-2027-02-01", False),
        ("HORIZON", "HORIZON-MSCA-2027-PF-01", False),
        ("RELEX-PROSPECT", "EuropeAid/187611/DD/ACT/MD", False),
    ],
)
def test_the_default_is_what_a_county_looks_for(
    programme: str,
    key: str,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert of_interest(*topic(key, programme), DEFAULT) is expected


@pytest.mark.parametrize("level", [Level.FEDERAL, Level.STATE, Level.MUNICIPAL, None])
def test_calls_of_others_are_always_of_interest(level: Level | None) -> None:
    assert of_interest(funding_call(), Facts(level=level, programme="EDF"), ())


def test_a_call_that_was_not_read_yet_is_of_interest() -> None:
    assert of_interest(topic("EDF-1", "EDF")[0], None, ())


@PROPERTY
@given(
    st.text(min_size=1, max_size=20),
    st.one_of(st.none(), st.text(max_size=10)),
    st.lists(st.from_regex(r"[A-Za-z0-9*?_./-]{1,20}", fullmatch=True), max_size=4),
)
def test_more_patterns_never_leave_out_more(
    key: str, programme: str | None, wanted: list[str]
) -> None:
    found = topic(key, programme)
    kept = [of_interest(*found, wanted[:length]) for length in range(len(wanted) + 1)]
    assert kept == sorted(kept)
    assert of_interest(*found, [*wanted, "*"])


def test_only_calls_of_interest_are_ranked(tmp_path: Path) -> None:
    def call(key: str, programme: str, **values: object) -> FundingCall:
        return funding_call(
            key,
            title="Sensor networks",
            texts={"Scope": "Sensor networks for small towns."},
            codes={"type": ("1",)},
            stated={"identifier": key, "programme": f"Programme ({programme})"},
            language="en",
            **values,
        )

    store = open_store(tmp_path)
    home = jobs.Home(tmp_path, Settings(match=MatchSettings(eu_programmes=("DIGITAL",))), store)
    german = funding_call("de", title="Sensor networks", language="en", texts={"Volltext": "-"})
    with store.writing() as connection:
        plan = Strategy(projects=(project("sensors", english="sensor networks for towns"),))
        strategy.save(connection, plan)
    bring(store, tmp_path, [call("D-1", "DIGITAL"), call("E-1", "EDF"), german], NOON)
    jobs.read(home, lambda *_: None)

    (report,) = jobs.match(home, NOON)

    assert report.matches == 2
    with store.reading() as connection:
        assert {entry.match.key for entry in matches.load(connection)} == {"D-1", "de"}
    store.close()
