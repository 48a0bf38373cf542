"""The quick look at a sentence never says no where a rule's own hints stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.reading import marks, terms
from scout.reading.applicants import phrasing_words
from scout.reading.marks import topics_of
from scout.reading.money.tokens import names_money, names_share, shares_in, sums_in
from scout.reading.timing import applying
from scout.reading.timing.dates import days_in, looks_dated

HINTS = [
    *((marks.WHO, hint) for hint in phrasing_words.MARKS),
    *((marks.TERMS, hint) for hint in terms._ALL_MARKS),
    *((marks.HOW, hint) for hint in ("sechs Wochen vor", "laufend", "jederzeit", "nicht mehr")),
    *(
        (marks.STAGES, hint)
        for hint in ("zweistufig", "Projektskizze", "two-stage", "aufgefordert")
    ),
    *((marks.APPLYING, hint) for hint in applying._HINTS),
]
WORDS = st.lists(
    st.sampled_from(
        "bis zum 31.12.2027 Ende Oktober 80 % Prozent v. H. v.H. ein Drittel EUR 5.000 Euro €"
        " 1/3 Hälfte fünfzig Hundert zwei 15. März T€ 20 TEUR Mio. percent million".split()
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(("topic", "hint"), HINTS)
@pytest.mark.parametrize("form", ["{}", "x{}y", "Vor {} nach.", "({})"])
def test_a_hint_is_never_missed(topic: int, hint: str, form: str) -> None:
    assert topics_of(form.format(hint)) & topic
    assert topics_of(form.format(hint).upper()) & topic


@given(st.one_of(WORDS, st.text(max_size=80)))
def test_days_shares_and_sums_are_never_missed(text: str) -> None:
    topics = topics_of(text)
    assert topics & marks.DATED or not (looks_dated(text) or days_in(text))
    assert topics & marks.SHARE or not (names_share(text) or shares_in(text))
    assert topics & marks.MONEY or not (names_money(text) or sums_in(text))


def test_a_sentence_about_nothing_has_no_topic() -> None:
    assert topics_of("Hier wohnt der Hase.") == 0
