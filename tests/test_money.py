"""Sums and shares as they are written in German and English calls."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.domain import FundingKind, Section
from scout.reading.money.rates import read_rates
from scout.reading.money.sums import read_sums
from scout.reading.money.tokens import names_money, names_share, shares_in, sums_in
from scout.reading.sentences import sentences_of
from tests.patience import patience

_KINDS = {"G": FundingKind.GRANT, "L": FundingKind.LOAN}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("EUR 50.000", ["50000"]),
        ("bis zu 50.000 Euro", ["50000"]),
        ("50.000,00 EUR", ["50000"]),
        ("12.500,- Euro", ["12500"]),
        ("12.500,-- €", ["12500"]),
        ("2 500 €", ["2500"]),
        ("1 250 000 Euro", ["1250000"]),
        ("EUR 500 000", ["500000"]),
        ("EUR 500,000", ["500000"]),
        ("EUR 1,250,000.50", ["1250000.50"]),
        ("EUR 2 million", ["2000000"]),
        ("€1.5 billion", ["1500000000"]),
        ("1,25 Mio. EUR", ["1250000"]),
        ("1,125 Mio. Euro", ["1125000"]),
        ("1,5 Millionen Euro", ["1500000"]),
        ("EUR 10 Millionen", ["10000000"]),
        ("EUR 1,0 Million", ["1000000"]),
        ("2 Mrd. Euro", ["2000000000"]),
        ("500 TEUR", ["500000"]),
        ("TEUR 500", ["500000"]),
        ("250 Tsd. Euro", ["250000"]),
        ("25 T€", ["25000"]),
        ("zweitausend Euro", ["2000"]),
        ("zehntausend EUR", ["10000"]),
        ("fünfhundert Euro", ["500"]),
        ("eine Million Euro", ["1000000"]),
        ("EUR 0,50", ["0.50"]),
        ("2.500,75 €", ["2500.75"]),
        ("10'000 Euro", ["10000"]),
        ("ein 100-Euro-Gutschein", ["100"]),
        ("zwischen EUR 400 und EUR 1.000", ["400", "1000"]),
        ("im Jahr 2023 500 Euro", ["500"]),
        ("EUR 5.000 oder 6.000 Euro", ["5000", "6000"]),
        ("50.000 Einwohner", []),
        ("2.500 Quadratmeter", []),
        ("Europa 2027", []),
        ("500 Schweizer Franken", []),
        ("§ 44 LHO, Nummer 1.1", []),
        ("Euro und Cent", []),
    ],
)
def test_sums(text: str, amounts: list[str]) -> None:
    assert [each.amount for each in sums_in(text)] == [Decimal(each) for each in amounts]


@pytest.mark.parametrize(
    ("text", "percents"),
    [
        ("80 %", ["80"]),
        ("80%", ["80"]),
        ("80 Prozent", ["80"]),
        ("80 v.H.", ["80"]),
        ("80 v. H. der Kosten", ["80"]),
        ("80 vom Hundert", ["80"]),
        ("80 vH der Kosten", ["80"]),
        ("eine 80-prozentige Förderung", ["80"]),
        ("80 per cent of the costs", ["80"]),
        ("7,5 Prozent", ["7.5"]),
        ("33 1/3 v.H.", ["33.33"]),
        ("66,67 %", ["66.67"]),
        ("100,00 %", ["100"]),
        ("30 bis 50 Prozent", ["30", "50"]),
        ("60/40 %", ["60", "40"]),
        ("75 beziehungsweise 90 Prozent", ["75", "90"]),
        ("fünfzig Prozent", ["50"]),
        ("zehn Prozent", ["10"]),
        ("bis zu einem Drittel", ["33.33"]),
        ("zwei Drittel", ["66.67"]),
        ("drei Viertel", ["75"]),
        ("die Hälfte", ["50"]),
        ("vier Fünftel", ["80"]),
        ("80 Kommunen", []),
        ("Artikel 25 Absatz 5", []),
        ("Prozentrechnung", []),
        ("das Stadtviertel", []),
    ],
)
def test_shares(text: str, percents: list[str]) -> None:
    assert [each.percent for each in shares_in(text)] == [Decimal(each) for each in percents]


@pytest.mark.parametrize("text", ["10 Prozentpunkte", "um 5 %-Punkte", "10%-Punkten", "5 % Punkte"])
def test_a_difference_of_shares_is_no_share(text: str) -> None:
    assert [each.points for each in shares_in(text)] == [True]


def test_whole_sums_have_no_decimals() -> None:
    assert [str(each.amount) for each in sums_in("1,5 Mio. EUR, 50.000,00 EUR, 0,50 EUR")] == [
        "1500000",
        "50000",
        "0.50",
    ]


def test_a_fraction_in_words_says_so() -> None:
    assert [each.words for each in shares_in("ein Drittel oder fünfzig Prozent")] == [True, False]


_PIECES = st.lists(
    st.sampled_from(
        "EUR|€|Euro|50.000|2 500|1,5|Mio.|TEUR|%|Prozent|v.H.|bis zu|80|ein|Drittel|<p>|</|;|, |"
        " |.|-"
        "|1/3|vom Hundert|punkte|\u00ad|0|zweitausend".split("|")
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(st.text(max_size=300), _PIECES))
def test_any_text_gives_spans_within_it(text: str) -> None:
    for found in (*sums_in(text), *shares_in(text)):
        assert 0 <= found.start < found.end <= len(text)


@given(_PIECES)
def test_sums_stand_in_order_and_apart(text: str) -> None:
    found = sums_in(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.one_of(st.text(max_size=300), _PIECES))
def test_the_cheap_look_misses_nothing(text: str) -> None:
    assert names_money(text) or not sums_in(text)
    assert names_share(text) or not shares_in(text)


@given(st.integers(1, 99_999_999), st.sampled_from(["EUR {}", "{} Euro", "{} €", "{},00 EUR"]))
def test_every_sum_written_the_german_way_is_read(amount: int, form: str) -> None:
    written = f"{amount:,}".replace(",", ".")
    assert [each.amount for each in sums_in(form.format(written))] == [amount]


@pytest.mark.parametrize(
    "piece", ["9", "9.", "9,9 ", "<", "<p ", "€", "EUR ", "% ", "9 % ", "ein "]
)
def test_hostile_text_ends(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    with patience():
        found = (*sums_in(text), *shares_in(text))
    assert all(0 <= each.start < each.end <= len(text) for each in found)


def _snippets() -> Iterator[tuple[str, str, list[str], str]]:
    """Yield (section, text, [rate, highest sum, least grant], kinds) of the snippets beside us."""
    written = Path(__file__).with_name("money_language.txt").read_text(encoding="utf-8")
    for block in written.split("\n\n"):
        head, *lines = [line for line in block.splitlines() if not line.startswith("#")] or [""]
        if head:
            section, *wanted, kinds = head.split(" | ")
            yield section, "\n".join(line[2:] for line in lines), wanted, kinds


def _said(value: Decimal | None) -> str:
    return "-" if value is None else f"{value.normalize():f}"


@pytest.mark.parametrize(("section", "text", "wanted", "kinds"), tuple(_snippets()))
def test_what_snippets_of_guidelines_say_of_money(
    section: str, text: str, wanted: list[str], kinds: str
) -> None:
    sentences = sentences_of([Section(section, text)])
    rates = read_rates(sentences, tuple(map(_KINDS.__getitem__, kinds))).rates
    sums = read_sums(sentences, tuple(map(_KINDS.__getitem__, kinds)))
    highest = sums.max_grant or sums.max_loan
    assert [
        _said(rates[0].percent if rates else None),
        _said(highest.amount if highest else None),
        _said(sums.min_grant.amount if sums.min_grant else None),
    ] == wanted


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("bis zu EUR5.000", ["5000"]),
        ("EUR 2m", ["2000000"]),
        ("EUR 5m²", ["5"]),
        ("zwischen 5.000 und 50.000 Euro", ["5000", "50000"]),
        ("zwischen 2 und 3 Mio. Euro", ["2000000", "3000000"]),
        ("von 500 bis 3.000 EUR", ["500", "3000"]),
        ("Nummer 2 und 50.000 Euro", ["50000"]),
        ("zwischen 2020 und 2024 je 50.000 Euro", ["50000"]),
    ],
)
def test_sums_without_a_blank_and_ranges(text: str, amounts: list[str]) -> None:
    assert [str(each.amount) for each in sums_in(text)] == amounts


@pytest.mark.parametrize(
    ("text", "percents"),
    [
        ("1/3 der Kosten", ["33.33"]),
        ("2/3 der Ausgaben", ["66.67"]),
        ("bis zu zwei Dritteln der Kosten", ["66.67"]),
        ("im Jahr 2022/3 der", []),
        ("0.0 1/3%", ["0.0"]),
        ("33 1/3 %", ["33.33"]),
    ],
)
def test_fractions(text: str, percents: list[str]) -> None:
    assert [str(each.percent) for each in shares_in(text)] == percents
