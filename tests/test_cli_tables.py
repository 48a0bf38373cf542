"""Tables of the command line: on a screen of any width nothing that people copy is cut."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from scout.cli import tables as layout
from scout.clock import GERMANY, now_or_on
from scout.sample import STRATEGY
from scout.store import tables
from scout.store.engine import open_store
from tests.builders import NOON, bring, bring_news, bring_projects, funding_call, news_item
from tests.test_cli_funded import BORKEN, COESFELD, DUELMEN

DAY = "2026-11-16"
AT = now_or_on(date(2026, 11, 16))
PROJECT = "radwege-alltag"
SOURCE = "de_foerderdatenbank"
LONGEST = "medienkompetenz-informatik"
KEY = "Land/NRW/rad-und-fussverkehr-kommunen"
ANNA = "n.overkamp@duelmen.example"
OTHER = "k.wessendorf@kreis-coesfeld.example"
REFUSED = "rueckmeldungen.digitalisierung@kreis-coesfeld.example"
LONG_NEWS = "Alle Schulen am Glasfasernetz: Grundschulanschlussvollständigkeitsmeldung in Borken"
SUMMARY = "Auch die letzte Grundschule hat nun ihren Anschluss an das Glasfasernetz."
ERROR = "451 4.7.1 mailgateway.kreis-coesfeld.example: Informationssicherheitsüberprüfung dauert an"


@pytest.fixture(scope="module")
def _furnished(_collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the sample with something in every table."""
    home = Path(copytree(_collected, tmp_path_factory.mktemp("tables") / "home"))
    news = {"source": "news_behoerden_spiegel", "published_at": AT}
    found = [news_item("n1", title=LONG_NEWS, summary=SUMMARY, **news)]
    with closing(open_store(home)) as store:
        bring_news(store, home, found, AT, name="news_behoerden_spiegel")
        bring_projects(store, home, [COESFELD, DUELMEN, BORKEN], AT)
        bring(store, home, [funding_call("k1", title="[/b] Ein \x1b[2J[red]Aufruf")], NOON)
    for words in (
        ("strategy", "import", STRATEGY),
        ("read",),
        ("match", "--today", DAY),
        ("digest", "--today", DAY),
        ("track", ANNA, SOURCE, KEY, "reviewing", "--today", DAY),
        ("judge", PROJECT, KEY, "relevant", "--today", DAY),
        ("tune", PROJECT, "--set", "wanted.Brücken für Radfahrende=0.5", "--keep", "--today", DAY),
    ):
        command = [sys.executable, "-m", "scout", *map(str, words), "--home", str(home)]
        subprocess.run(command, check=True, capture_output=True)
    with closing(open_store(home)) as store, store.writing() as connection:
        waiting = {"state": "RETRY", "next_try_at": NOON, "error": ERROR}
        here = tables.messages.c.recipient_email == OTHER
        connection.execute(update(tables.messages).where(here).values(waiting))
        row = {"recipient_email": REFUSED, "count": 3, "refused_at": NOON, "error": ERROR}
        connection.execute(insert(tables.refusals).values(row))
    return home


@pytest.fixture
def at(_furnished: Path, scout) -> Callable[..., str]:
    """Run a command on the home of the sample on a screen so many columns wide."""

    def run(columns: int, *words: str) -> str:
        said = scout(*words, COLUMNS=str(columns), SCOUT_HOME=str(_furnished))
        assert said.returncode in (0, 1), said.stderr
        return str(said.stdout)

    return run


def local(moment: datetime) -> str:
    return f"{moment.astimezone(GERMANY):%Y-%m-%d %H:%M}"


COPIED = [
    (("outbox",), ["12", "SENT", "RETRY", ANNA, OTHER, local(NOON), REFUSED, "3"]),
    (("recipients",), [ANNA, OTHER, DAY, "active", "weekly", "daily", "22"]),
    (("track",), [ANNA, SOURCE, KEY, "reviewing", f"{DAY} 12:00"]),
    (("judgements",), [PROJECT, "relevant"]),
    (("runs",), ["crawl", SOURCE, "news_behoerden_spiegel", f"{DAY} 12:00", "OK"]),
    (("news",), ["behoerden_spiegel", "glasfaser-schulen"]),
    (("calls",), ["OPEN", "FEDERAL", "2027-04-01", "900,000 EUR"]),
    (("strategy",), [PROJECT, LONGEST, ANNA, OTHER, "kreis-coesfeld", "Kreisausschuss"]),
    (("match",), [PROJECT, LONGEST]),
    (("funded",), ["45KI2", "832BB", "15.03.2024", "1,2"]),
    (("funded", "--project", "on-demand-shuttle"), ["45KI2", "15.03.2024"]),
    (("doctor",), ["FAIL", "WARN", "OK", "news_behoerden_spiegel", "docs/operation.md"]),
    (("sources",), [SOURCE, "news_behoerden_spiegel", DAY, "read"]),
    (("sources", SOURCE), ["code.Foerderberechtigte", "100%", f"{DAY} 12:00", "OK"]),
    (("history", KEY), [DAY, "listing", "listed"]),
    (("explain", PROJECT, KEY), ["+0,36", "weight.eligibility=0", "0.89"]),
    (("tune", PROJECT), ["threshold", "wanted.Brücken für Radfahrende", "0.5"]),
    (("tune", PROJECT, "--set", "threshold=0.2"), ["top 20", "stays"]),
    (("tune", PROJECT, "--history"), ["1", "wanted.Brücken für Radfahrende:", "0.5"]),
    (("evaluate",), [PROJECT, "mean"]),
]


@pytest.mark.parametrize("columns", [80, 60, 240])
@pytest.mark.parametrize(("words", "copied"), COPIED, ids=[" ".join(each) for each, _ in COPIED])
def test_what_one_copies_is_whole_on_every_screen(columns, words, copied, at) -> None:
    said = at(columns, *words, *(() if words[0] in NO_DAY else ("--today", DAY)))
    # A cell that is no single word may go on in the next line, between words.
    shown = {word.strip(",;") for word in said.split()}
    for each in copied:
        assert set(each.split()) <= shown, said


NO_DAY = {"runs"}


@pytest.mark.parametrize("words", [words for words, _ in COPIED], ids=" ".join)
def test_no_table_is_wider_than_the_screen(words, at) -> None:
    said = at(80, *words, *(() if words[0] in NO_DAY else ("--today", DAY)))
    # Gaps are between the cells of a table only; a sentence goes on where the terminal ends.
    rows = [line for line in said.splitlines() if "   " in line.strip()]
    assert rows
    assert max(map(len, rows)) <= 80


def test_addresses_and_states_of_mails_can_be_copied_at_80_columns(at) -> None:
    said = at(80, "outbox")
    (row,) = [each for each in said.split("number: ") if OTHER in each]
    assert "state: RETRY" in row
    assert f"recipient: {OTHER}" in row
    assert f"next try: {local(NOON)}" in row
    assert "error: 451 4.7.1 mailgateway.kreis-coesfeld.example:" in row
    assert "…" not in row.partition("error: ")[2]
    assert max(map(len, said.splitlines())) <= 80


def test_a_wide_screen_shows_the_same_as_a_table(at) -> None:
    (row,) = [line for line in at(240, "outbox").splitlines() if OTHER in line]
    assert row.split()[:2] == [row.split()[0], "RETRY"]
    assert ERROR in row


def test_a_title_of_a_source_is_no_markup_and_obeyed_by_no_terminal(at) -> None:
    said = at(80, "history", "k1")
    assert "[/b] Ein [2J[red]Aufruf" in " ".join(said.split())
    assert "\x1b" not in said


# --- the form ---------------------------------------------------------------------------------

NAMES = ("key", "figure#", "a text", "state")
CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60).map(
    lambda text: " ".join(text.split())
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6)


@given(rows=ROWS, width=st.integers(1, 200))
def test_a_table_fits_and_keeps_words_or_there_is_none(rows, width) -> None:
    found = layout.widths(NAMES, rows, ("a text",), width)
    if found is None:
        return
    assert sum(found) + layout.GAP * 3 + layout.AROUND <= width
    for row in rows:
        assert len(row[0]) <= found[0]
        assert len(row[1]) <= found[1]
        assert max(map(len, row[3].split()), default=0) <= found[3]
    assert found[2] >= min(
        16, max((len(word) for row in rows for word in row[2].split()), default=0)
    )


@given(rows=ROWS)
def test_a_table_that_has_the_room_is_as_wide_as_its_cells(rows) -> None:
    found = layout.widths(NAMES, rows, ("a text",), 1_000)
    heads = map(layout.heading, NAMES)
    cells = zip(*rows, strict=True) if rows else [()] * len(NAMES)
    assert found == [
        max(map(len, (head, *column))) for head, column in zip(heads, cells, strict=True)
    ]


@given(rows=ROWS, width=st.integers(1, 200))
def test_lines_say_every_word_of_every_cell_in_its_order(rows, width) -> None:
    said = list(layout.lines(NAMES, rows, width))
    wanted = [
        word
        for row in rows
        for name, cell in zip(NAMES, row, strict=True)
        if cell
        for word in f"{layout.heading(name)}: {cell}".split()
    ]
    assert " ".join(said).split() == wanted
    assert all(len(line) <= max(width, 16) or len(line.split()) == 1 for line in said)


def test_lines_begin_a_row_at_the_margin_and_leave_out_what_is_empty() -> None:
    rows = [
        ("a1", "", "kurz", "OK"),
        ("", "7", "ein langer Text der umbricht", ""),
        ("", "", "", ""),
    ]
    assert list(layout.lines(NAMES, rows, 24)) == [
        "key: a1   a text: kurz",
        "  state: OK",
        "figure: 7",
        "  a text: ein langer",
        "    Text der umbricht",
    ]


def test_what_has_no_name_stands_alone() -> None:
    rows = [("OK", "home", "da"), ("FAIL", "mail", "")]
    assert list(layout.lines(("", "what", "found"), rows, 80)) == [
        "OK   what: home   found: da",
        "FAIL   what: mail",
    ]


def test_running_text_gives_way_before_anything_else_does() -> None:
    rows = [("k" * 20, "1" * 5, "wort " * 20 + "x" * 40, "geprüft")]
    found = layout.widths(NAMES, rows, ("a text",), 60)
    assert found == [20, 6, 60 - 2 - 9 - 20 - 6 - 7, 7]
    assert layout.widths(NAMES, rows, ("a text",), 59) is None
    assert layout.widths(NAMES, rows, (), 80) is None
