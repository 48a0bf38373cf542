"""The way back of history: a call as it was before its fields changed."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scout.collect.intake import field_changes
from scout.digest.earlier import with_fields
from scout.domain import FundingCall, Link, Section
from scout.fields import source_fields
from tests.builders import funding_call

ANY = st.text(max_size=12)
NAMES = st.text(string.ascii_letters + ". äß", max_size=8)
SECTIONS = st.lists(st.builds(Section, NAMES, ANY), max_size=4, unique_by=lambda each: each.heading)
CALLS = st.builds(
    funding_call,
    url=st.text(min_size=1, max_size=12),
    title=st.none() | ANY,
    funder=st.none() | ANY,
    language=st.sampled_from(["de", "en"]),
    sections=SECTIONS.map(tuple),
    links=st.lists(st.builds(Link, ANY, ANY), max_size=3).map(tuple),
    codes=st.dictionaries(NAMES, st.lists(ANY, max_size=3).map(tuple), max_size=3),
    stated=st.dictionaries(NAMES, ANY, max_size=3),
)


def there_and_back(old: FundingCall, new: FundingCall) -> tuple[FundingCall, FundingCall]:
    changes = field_changes(old, new)
    before = with_fields(new, {each.field: each.old for each in changes})
    return before, with_fields(before, {each.field: each.new for each in changes})


@given(old=CALLS, new=CALLS)
def test_a_call_rolled_back_is_what_it_was_and_rolled_forth_what_it_is(
    old: FundingCall, new: FundingCall
) -> None:
    before, after = there_and_back(old, new)
    assert source_fields(before) == source_fields(old)
    assert source_fields(after) == source_fields(new)


@given(call=CALLS, texts=st.lists(st.text(min_size=1, max_size=12), min_size=4, max_size=4))
def test_where_only_values_differ_the_very_same_call_comes_back(
    call: FundingCall, texts: list[str]
) -> None:
    filled = replace(
        call,
        title="Alt",
        funder="Bund",
        links=(Link("Seite", "https://amt.example/"),),
        sections=tuple(Section(each.heading, f"{each.text}.") for each in call.sections),
        codes=dict.fromkeys(call.codes, ("a", "b")),
        stated=dict.fromkeys(call.stated, "alt"),
    )
    changed = replace(
        filled,
        title="Neu",
        sections=tuple(
            Section(each.heading, text) for each, text in zip(filled.sections, texts, strict=False)
        ),
        codes=dict.fromkeys(filled.codes, ("b",)),
        stated=dict.fromkeys(filled.stated, "neu"),
    )
    assert there_and_back(filled, changed) == (filled, changed)


@given(first=CALLS, steps=st.lists(CALLS, min_size=1, max_size=4))
def test_a_whole_history_leads_back_to_its_begin(
    first: FundingCall, steps: list[FundingCall]
) -> None:
    days = [first, *steps]
    history = [
        change for old, new in zip(days, steps, strict=False) for change in field_changes(old, new)
    ]
    back = {change.field: change.old for change in reversed(history)}
    assert source_fields(with_fields(days[-1], back)) == source_fields(first)
    forth = {change.field: change.new for change in history}
    assert source_fields(with_fields(first, forth)) == source_fields(days[-1])


def test_a_section_that_got_another_heading_comes_back_to_its_place() -> None:
    old = funding_call(texts={"Ziel": "Radwege.", "Fristen": "Laufend.", "Wer": "Kreise."})
    new = funding_call(texts={"Ziel": "Radwege.", "Termine": "Laufend.", "Wer": "Kreise."})
    assert there_and_back(old, new) == (old, new)


def test_what_history_does_not_name_stays() -> None:
    call = funding_call(funder="Land", stated={"Nummer": "7"}, codes={"Art": ("zuschuss",)})
    assert with_fields(call, {}) == call
    assert with_fields(call, {"funder": None}) == replace(call, funder=None)
