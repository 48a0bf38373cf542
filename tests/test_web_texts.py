"""The operator's own texts: plain, linked where there is an address, and never anything more."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import UsageError
from scout.settings import WebSettings
from scout.web.texts import Piece, blocks, pieces, read_texts
from tests.pages import world

IMPRINT = """\
Kreis Musterland
Der Landrat

# Kontakt
Schreiben Sie an post@kreis.example, oder sehen Sie nach: https://kreis.example/impressum.
<script>alert(1)</script> {{ 7*7 }}
"""


def texts(answer: bytes) -> list[str]:
    return [each.get_text("|") for each in BeautifulSoup(answer, "lxml").select("main p, main h2")]


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("impressum", "imprint_file"),
        ("datenschutz", "privacy_file"),
        ("barrierefreiheit", "accessibility_file"),
    ],
)
def test_the_operators_text_stands_on_its_page(page, key, home, store):
    home.mkdir(exist_ok=True)
    (home / "text.txt").write_text(IMPRINT, "utf-8")
    with world(home, store, **{key: "text.txt"}) as here:
        answer = here.site.get(f"/{page}")
        found = BeautifulSoup(answer.body, "lxml")
        assert texts(answer.body)[:2] == ["Kreis Musterland|Der Landrat", "Kontakt"]
        hrefs = [each["href"] for each in found.select("main p a")]
        assert hrefs == ["mailto:post@kreis.example", "https://kreis.example/impressum"]
        assert found.find("script") is None
        assert "{{ 7*7 }}" in answer.text
        others = {"impressum", "datenschutz", "barrierefreiheit"} - {page}
        assert all("noch keinen Text" in here.site.get(f"/{other}").text for other in others)


def test_without_a_text_the_page_says_so_and_the_default_says_whom_to_ask(home, store):
    with world(home, store) as here:
        assert texts(here.site.get("/impressum").body) == [
            "Der Betreiber hat hier noch keinen Text hinterlegt."
        ]
        answer = here.site.get("/barrierefreiheit")
        found = BeautifulSoup(answer.body, "lxml")
        hrefs = [each["href"] for each in found.select("main p a")]
        assert "mailto:frage@kreis.example" in hrefs
        assert "https://www.lbbp.nrw.de/ombudsstelle" in hrefs
        assert "BITVNRW" in answer.text
        assert "§ 10d BGG NRW" in answer.text


def test_what_cannot_be_read_names_the_key(tmp_path):
    (tmp_path / "latin.txt").write_bytes("Straße".encode("latin-1"))
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "large.txt").write_bytes(b"x" * 500_001)
    (tmp_path / "folder").mkdir()
    for name in ("missing.txt", "latin.txt", "empty.txt", "large.txt", "folder", "nul\0"):
        with pytest.raises(UsageError, match=r"scout\.toml: \[web\] privacy_file: "):
            read_texts(tmp_path, WebSettings(privacy_file=name))


def test_a_text_may_lie_anywhere(tmp_path):
    (tmp_path / "elsewhere.txt").write_text("\ufeffKreis", "utf-8")
    found = read_texts(Path("nowhere"), WebSettings(imprint_file=str(tmp_path / "elsewhere.txt")))
    assert found["impressum"][0].lines == ((Piece("Kreis"),),)


def test_paragraphs_lines_and_headings():
    found = blocks("\n\nEins\n  zwei\n\n\n#  Drei \nvier\r\n#fünf\n# \nsechs")
    assert [(each.is_heading, [line[0].text for line in each.lines]) for each in found] == [
        (False, ["Eins", "zwei"]),
        (True, ["Drei"]),
        (False, ["vier", "#fünf"]),
        (False, ["sechs"]),
    ]


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("Siehe https://kreis.example/a?b=c&d=e#f.", ["https://kreis.example/a?b=c&d=e#f"]),
        ("(http://kreis.example)", ["http://kreis.example"]),
        ("mailto:post@kreis.example!", ["mailto:post@kreis.example"]),
        ("a@b.example, c.d@e-f.example", ["mailto:a@b.example", "mailto:c.d@e-f.example"]),
        ("https://kreis.example/x@y.example", ["https://kreis.example/x@y.example"]),
        ("javascript:alert(1) data:text/html,x ftp://kreis.example HTTPS://", []),
        ("https:// http://. @ a@b", []),
        ('https://kreis.example/"onload="x', ["https://kreis.example/"]),
    ],
)
def test_addresses_are_linked_and_nothing_else(line, links):
    assert [piece.href for piece in pieces(line) if piece.href] == links


@given(
    st.text()
    | st.lists(
        st.sampled_from(["https://", "http://", "mailto:", "a@b.de", ".", "/", "javascript:", " "])
    ).map("".join)
)
def test_no_letter_is_lost_and_links_lead_to_the_web_or_to_mail(line: str) -> None:
    found = pieces(line)
    assert "".join(piece.text for piece in found) == line
    for piece in found:
        assert piece.text
        assert not piece.href or piece.href.startswith(("https://", "http://", "mailto:"))
        assert not set(piece.href) & set(" <>\"'\r\n\x00")


@given(st.text())
def test_any_text_has_its_words_in_order(text: str) -> None:
    shown = "".join(piece.text for block in blocks(text) for line in block.lines for piece in line)
    kept = "".join(
        line.removeprefix("# ") if line.startswith("# ") else line for line in text.splitlines()
    )
    assert "".join(shown.split()) == "".join(kept.split())
