"""A page is read in the encoding that its bytes are in, whatever header and markup say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.answers import declared_encoding, wrongly_declared
from scout.domain import Weight
from scout.reading.charsets import LATIN_9, UTF_8, WINDOWS, as_written, known_encoding
from scout.reading.pages import read_page
from tests.odd_site import OddSite, odd_site, page, run

PROPERTY = settings(max_examples=200, deadline=None)
SENTENCE = "Anträge für Übungsplätze: bis 31. März 2027 – „Größe“ bis 5.000 €."
URL = "https://amt.example/a"
LETTERS = st.text(st.characters(codec="cp1252"), min_size=1, max_size=200)


@pytest.mark.parametrize("declared", [None, UTF_8, WINDOWS, LATIN_9])
def test_what_is_utf_8_is_read_so_whatever_it_says(declared: str | None) -> None:
    assert as_written(SENTENCE.encode(), declared) == (SENTENCE, UTF_8, 0)


@pytest.mark.parametrize("declared", [None, UTF_8, WINDOWS])
def test_what_is_of_windows_is_read_so_whatever_it_says(declared: str | None) -> None:
    assert as_written(SENTENCE.encode("cp1252"), declared) == (SENTENCE, WINDOWS, 0)


def test_the_old_western_encoding_with_the_euro_is_believed_where_it_can_be() -> None:
    text = "5 € für Öl"
    assert as_written(text.encode(LATIN_9), LATIN_9) == (text, LATIN_9, 0)


def test_a_piece_of_windows_in_a_page_of_utf_8_is_read_too() -> None:
    body = SENTENCE.encode() + " Schluß: 30. März".encode("cp1252")
    assert as_written(body, UTF_8) == (f"{SENTENCE} Schluß: 30. März", UTF_8, 2)


def test_a_text_that_is_cut_within_a_letter_loses_that_letter() -> None:
    assert as_written("Förderung für Mä".encode()[:-1], UTF_8) == ("Förderung für M", UTF_8, 0)


@PROPERTY
@given(LETTERS, st.sampled_from([None, UTF_8, WINDOWS, LATIN_9]))
def test_text_in_utf_8_is_never_read_otherwise(text: str, declared: str | None) -> None:
    assert as_written(text.encode(), declared).text == text


@PROPERTY
@given(LETTERS)
def test_german_text_of_windows_is_read_whether_it_says_so_or_not(text: str) -> None:
    body = f"Größe: {text} über".encode("cp1252")
    assert as_written(body, WINDOWS).text.encode("cp1252") == body


@PROPERTY
@given(st.binary(max_size=300), st.sampled_from([None, UTF_8, WINDOWS, LATIN_9, "koi8-r"]))
def test_no_bytes_break_it_and_what_is_right_is_left_alone(body: bytes, declared: str) -> None:
    as_written(body, known_encoding(declared))
    found = wrongly_declared(body, declared)
    assert found is None or not body.isascii()
    if found is not None:
        assert (found.encoding, found.strays) != (known_encoding(declared) or UTF_8, 0)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ISO-8859-1", WINDOWS),
        ("us-ascii", WINDOWS),
        ("utf8", UTF_8),
        ("iso-8859-15", LATIN_9),
        ("koi8-r", None),
        ("a\x00b", None),
        ("punycode", None),
        ("", None),
        (None, None),
    ],
)
def test_encodings_have_one_name(name: str | None, known: str | None) -> None:
    assert known_encoding(name) == known


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (SENTENCE.encode(), UTF_8),
        (SENTENCE.encode("cp1252"), "iso-8859-1"),
        (SENTENCE.encode(), None),
        (b"F\xf6rderung %PDF-1.7", UTF_8),
        (b"PK\x00\xf6", UTF_8),
        (b"\xef\xbb\xbfF\xf6", "iso-8859-1"),
        ("Öл".encode("utf-16"), UTF_8),
        ("привет".encode("koi8-r"), "koi8-r"),
        (b"", "iso-8859-1"),
    ],
)
def test_what_is_declared_rightly_or_no_text_is_left_alone(body: bytes, declared: str) -> None:
    assert wrongly_declared(body, declared) is None


def test_the_header_speaks_before_the_markup() -> None:
    markup = b'<meta charset="utf-8"><p>x'
    assert declared_encoding(b"text/html; charset=windows-1252", markup) == "cp1252"
    assert declared_encoding(b"text/html", markup) == "utf-8"
    assert declared_encoding(None, b"<p>x") is None


@pytest.mark.parametrize("meta", ["iso-8859-1", "utf-8", "windows-1252"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_bytes_without_a_header_are_read_so_too(meta: str, encoding: str) -> None:
    body = f"<meta charset={meta}><p>{SENTENCE}</p>".encode(encoding)
    assert read_page(body, URL).lead == SENTENCE


# In a crawl


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": page("<a href=/a>a</a> <a href=/b>b</a>")}
        yield opened


def served(encoding: str, header: str, meta: str = "") -> object:
    head = f"<meta charset={meta}>" if meta else ""
    body = f"<html>{head}<h1>Förderung für Plätze</h1><p>{SENTENCE}</p></html>".encode(encoding)
    return page(body, Content_Type=header)


@pytest.mark.parametrize(
    ("encoding", "header", "meta", "said"),
    [
        ("cp1252", "text/html; charset=utf-8", "", "windows-1252 and says to be utf-8"),
        ("utf-8", "text/html; charset=iso-8859-1", "utf-8", "utf-8 and says to be cp1252"),
        ("utf-8", "text/html", "iso-8859-1", "utf-8 and says to be cp1252"),
        ("cp1252", "text/html", "", ""),
        ("cp1252", "text/html; charset=iso-8859-1", "utf-8", ""),
        ("utf-8", "text/html; charset=utf-8", "iso-8859-1", ""),
        ("utf-8", "text/html", "", ""),
    ],
)
def test_a_page_is_read_as_it_is_written_and_the_crawl_says_so_once(
    encoding, header, meta, said, site, tmp_path: Path
) -> None:
    site.pages |= dict.fromkeys(("/a", "/b"), served(encoding, header, meta))

    basket = run("odd", tmp_path).basket

    calls = list(basket.calls())
    assert [call.title for call in calls] == ["Förderung für Plätze"] * 2
    assert all(SENTENCE in section.text for call in calls for section in call.sections)
    found = [(each.code, each.text, each.weight) for each in basket.findings]
    text = f"the page is {said}: read as it is written"
    assert found == ([("charset_wrong", text, Weight.NOTE)] if said else [])


def test_a_piece_in_another_encoding_is_read_and_told(site, tmp_path: Path) -> None:
    piece = "<p>Frist: 30. März 2027</p>".encode("cp1252")
    body = f"<html><h1>Förderung</h1><p>{SENTENCE}</p>".encode() + piece
    site.pages |= dict.fromkeys(("/a", "/b"), page(body, Content_Type="text/html; charset=utf-8"))

    basket = run("odd", tmp_path).basket

    texts = "\n".join(section.text for call in basket.calls() for section in call.sections)
    assert texts.count("30. März 2027") == texts.count("31. März 2027") == 2
    (finding,) = basket.findings
    assert "utf-8 with letters of another encoding in it" in finding.text
