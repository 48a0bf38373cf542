"""Test collections: what is read of them, in which language, and every complaint."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matching.rank import Ranking
from scout.errors import UsageError
from scout.match import collection
from scout.match.collection import quality, ranked, read_collection

OWN = Path(__file__).parent / "collection"
RADWEG = {"id": "radweg", "title": "Radwege", "text": "Gefördert wird der Bau von Radwegen."}
DEICH = {"id": "deich", "title": "", "text": "Kreise und Städte bauen Deiche an den Flüssen."}
QUERY = {"id": "q1", "text": "Ein Radweg zum Bahnhof"}
ENGLISH = {"id": "pump", "title": "", "text": "Control of the pumps and of valves in a network"}

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Write:
    """Write a collection; a line may be an object, text or bytes; ``None`` leaves a file out."""

    def write(
        corpus: Any = (RADWEG, DEICH),
        queries: Any = (QUERY,),
        qrels: str | bytes | None = "q1\tradweg\t2\n",
        *,
        suffix: str = "",
    ) -> Path:
        for name, records in (("corpus", corpus), ("queries", queries)):
            if records is not None:
                data = b"".join(map(_line, records))
                path = tmp_path / f"{name}.jsonl{suffix}"
                path.write_bytes(gzip.compress(data) if suffix else data)
        if qrels is not None:
            data = qrels if isinstance(qrels, bytes) else qrels.encode()
            (tmp_path / "qrels.tsv").write_bytes(data)
        return tmp_path

    return write


def _line(record: Any) -> bytes:
    if isinstance(record, bytes):
        return record
    return f"{record if isinstance(record, str) else json.dumps(record)}\n".encode()


def quiet(what: str, count: int) -> None:
    """Show nothing."""


def read(path: Path) -> collection.Collection:
    return read_collection(path, quiet)


def complaint(path: Path) -> str:
    """Return what is said of the collection, without the name of its folder."""
    with pytest.raises(UsageError) as caught:
        read(path)
    return str(caught.value).replace(f"{path}/", "").replace(f"{path}: ", "")


# --- what is read -------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_documents_queries_and_grades_are_read(suffix, folder):
    found = read(folder(suffix=suffix))

    assert [(each.key, each.title) for each in found.documents] == [
        ("radweg", "Radwege"),
        ("deich", ""),
    ]
    assert found.documents[0].text == RADWEG["text"]
    assert [(each.key, each.texts) for each in found.profiles] == [("q1", {"de": QUERY["text"]})]
    assert found.grades == {"q1": {"radweg": 2}}


def test_header_blank_lines_and_foreign_line_ends_are_read_over(folder):
    qrels = "\ufeffquery\tdocument\tgrade\r\nq1\tradweg\t2\r\n\r\nq1\tdeich\t0\r\nq1\tdeich\t0\r\n"
    found = read(folder([RADWEG, "", DEICH, "  "], qrels=qrels))

    assert len(found.documents) == 2
    assert found.grades == {"q1": {"radweg": 2, "deich": 0}}


def test_grades_may_be_absent(folder):
    assert read(folder(qrels=None)).grades is None


def test_more_fields_than_are_known_are_left_alone(folder):
    found = read(folder([{**RADWEG, "meta": {"x": 1}, "lang": None}], [{**QUERY, "text_en": None}]))

    assert found.documents[0].language == "de"
    assert found.profiles[0].texts == {"de": QUERY["text"]}


def test_a_line_separator_inside_a_text_is_no_end_of_a_line(folder):
    text = "Radwege\u2028und\x85Stege"
    path = folder([json.dumps({**RADWEG, "text": text}, ensure_ascii=False)])

    assert read(path).documents[0].text == text


def test_reading_says_how_far_it_is(folder):
    many = [{**RADWEG, "id": f"d{number}"} for number in range(2_500)]
    told: list[tuple[str, int]] = []
    found = read_collection(folder(many, qrels=None), lambda *what: told.append(what))
    run = ranked(found, lambda *what: told.append(what))

    assert told[:3] == [("texts read", 1000), ("texts read", 2000), ("texts counted", 2500)]
    assert told[-1] == ("queries ranked", 1)
    assert len(run["q1"]) == 100


# --- languages ----------------------------------------------------------------------------------


def test_a_document_has_the_language_that_it_says(folder):
    found = read(folder([{**ENGLISH, "lang": "en"}, {**RADWEG, "lang": "de"}, DEICH], qrels=None))

    assert [each.language for each in found.documents] == ["en", "de", "de"]


def test_documents_that_do_not_say_it_share_one_that_is_guessed(folder):
    english = [{**ENGLISH, "id": f"e{number}"} for number in range(9)]
    found = read(folder([*english, {**ENGLISH, "id": "x", "text": "Pumps"}], qrels=None))
    assert {each.language for each in found.documents} == {"en"}

    found = read(folder([*english, RADWEG, {**DEICH, "lang": "de"}], qrels=None))
    assert {each.language for each in found.documents} == {"en", "de"}


@pytest.mark.parametrize("text", ["Smart grid", "", "12 %", "Das Land und die Kreise of Europe"])
def test_what_is_not_plainly_english_is_german(text, folder):
    assert read(folder([{**RADWEG, "text": text, "title": ""}], qrels=None)).documents[
        0
    ].language == ("de")


def test_english_queries_have_an_english_text_alone(folder):
    query = {"id": "q1", "text": "Control of the valves and of a pump in networks"}
    (profile,) = read(folder([ENGLISH], [query], qrels=None)).profiles

    assert profile.texts == {"en": query["text"]}


def test_german_queries_keep_their_english_line(folder):
    (profile,) = read(folder(queries=[{**QUERY, "text_en": "A cycle path"}])).profiles

    assert profile.texts == {"de": QUERY["text"], "en": "A cycle path"}


@pytest.mark.parametrize(
    ("name", "documents", "queries"),
    [
        ("kreis", {"de", "en"}, {"de", "en"}),
        ("foerderzweck", {"de"}, {"de"}),
        ("fp7", {"en"}, {"en"}),
    ],
)
def test_shared_collections_are_read_in_their_languages(name, documents, queries, shared):
    path = shared / "collections" / name
    if not path.is_dir():
        pytest.skip("../shared/collections is absent")
    found = read(path)

    assert {each.language for each in found.documents} == documents
    assert {language for each in found.profiles for language in each.texts} == queries


# --- ranking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [3, 20, 100])
def test_the_run_is_the_beginning_of_the_products_own_ranking(depth, monkeypatch):
    found = read(OWN)
    monkeypatch.setattr(collection, "DEPTH", depth)
    ranking = Ranking(found.profiles, found.documents)

    assert ranked(found, quiet) == {
        each.key: ranking.of(each.key)[:depth] for each in found.profiles
    }


def test_a_query_without_a_word_of_the_corpus_finds_nothing(folder):
    found = read(folder(queries=[QUERY, {"id": "q2", "text": "und 12 %"}], qrels="q2\tdeich\t1\n"))
    run = ranked(found, quiet)

    assert [hit.document for hit in run["q1"]] == ["radweg"]
    assert run["q2"] == []
    assert (quality(found, run).queries, quality(found, run).ndcg10) == (1, 0.0)


# --- complaints ---------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path):
    assert complaint(tmp_path / "nowhere") == "expected the folder of a collection, found none"


@pytest.mark.parametrize("missing", ["corpus", "queries"])
def test_a_missing_file(missing, folder):
    path = folder(**{missing: None})

    assert complaint(path) == f"expected {missing}.jsonl.gz or {missing}.jsonl, found none"


def test_two_files_of_which_nobody_knows_which_counts(folder):
    folder()

    assert complaint(folder(suffix=".gz")) == "expected corpus.jsonl.gz or corpus.jsonl, found both"


def test_a_file_that_is_not_gzipped(folder):
    path = folder(suffix=".gz")
    (path / "corpus.jsonl.gz").write_bytes(b"{}")

    assert "corpus.jsonl.gz: cannot be read after line 0: Not a gzipped file" in complaint(path)


@pytest.mark.parametrize("cut", [-3, -9, -12])
def test_a_file_that_breaks_off(cut, folder):
    path = folder(suffix=".gz")
    data = (path / "queries.jsonl.gz").read_bytes()
    (path / "queries.jsonl.gz").write_bytes(data[:cut])

    assert complaint(path).startswith("queries.jsonl.gz: cannot be read after line ")


def test_a_file_whose_bytes_are_broken(folder):
    path = folder(suffix=".gz")
    data = bytearray((path / "corpus.jsonl.gz").read_bytes())
    data[12:20] = b"\xff" * 8
    (path / "corpus.jsonl.gz").write_bytes(data)

    assert complaint(path).startswith("corpus.jsonl.gz: cannot be read after line ")


LINES = [
    ("{'id': 1}", "expected a JSON object, found \"{'id': 1}\""),
    ("[1]", "expected a JSON object, found '[1]'"),
    ("null", "expected a JSON object, found 'null'"),
    ("[" * 100_000, "expected a JSON object, found '[[[["),
    ({"title": "", "text": ""}, "expected a field 'id', found none"),
    ({"id": "a", "text": ""}, "expected a field 'title', found none"),
    ({"id": "a", "title": ""}, "expected a field 'text', found none"),
    ({"id": 7, "title": "", "text": ""}, "expected a text as 'id', found 7"),
    ({"id": "a", "title": None, "text": ""}, "expected a text as 'title', found None"),
    ({"id": "a", "title": "", "text": ["x"]}, "expected a text as 'text', found ['x']"),
    ({"id": "a", "title": "", "text": "", "lang": 3}, "expected a text as 'lang', found 3"),
    ({**RADWEG, "title": "x"}, "expected each id once, found 'radweg' as in line 1"),
    (b"\xff\xfe\n", "expected UTF-8, found invalid start byte"),
    ({"id": "", "title": "", "text": ""}, "expected an id of visible characters, found ''"),
    (
        {"id": "a\tb", "title": "", "text": ""},
        "expected an id of visible characters, found 'a\\tb'",
    ),
    (
        {"id": "a\nb", "title": "", "text": ""},
        "expected an id of visible characters, found 'a\\nb'",
    ),
    ({"id": "\ud800", "title": "", "text": ""}, "expected an id of visible characters"),
]


@pytest.mark.parametrize(("line", "said"), LINES, ids=range(len(LINES)))
def test_a_line_of_the_corpus_that_cannot_be_read(line, said, folder):
    assert complaint(folder([RADWEG, line])).startswith(f"corpus.jsonl, line 2: {said}")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"id": "q2"}, "expected a field 'text', found none"),
        ({"text": "x"}, "expected a field 'id', found none"),
        ({"id": "q2", "text": "x", "text_en": 1}, "expected a text as 'text_en', found 1"),
        (QUERY, "expected each id once, found 'q1' as in line 1"),
        ({"id": "q\u2028", "text": ""}, "expected an id of visible characters, found 'q\\u2028'"),
    ],
)
def test_a_query_that_cannot_be_read(line, said, folder):
    assert complaint(folder(queries=[QUERY, line])) == f"queries.jsonl, line 2: {said}"


@pytest.mark.parametrize("name", ["corpus", "queries"])
def test_a_file_without_a_line(name, folder):
    said = f"{name}.jsonl: expected one JSON object a line, found no line"

    assert complaint(folder(**{name: ["", " "]})) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q1\tradweg", "query, document and grade in three columns, found 'q1\\tradweg'"),
        ("q1 radweg 1", "query, document and grade in three columns, found 'q1 radweg 1'"),
        ("q1\t0\tradweg\t1", "query, document and grade in three columns, found 'q1\\t0\\tradweg"),
        ("q9\tradweg\t1", "the id of a query, found 'q9'"),
        ("q1\tradwege\t1", "the id of a document, found 'radwege'"),
        ("q1\tradweg\tviel", "a grade from 0 to 99, found 'viel'"),
        ("q1\tradweg\t1.0", "a grade from 0 to 99, found '1.0'"),
        ("q1\tradweg\t-1", "a grade from 0 to 99, found '-1'"),
        ("q1\tradweg\t100", "a grade from 0 to 99, found '100'"),
        ("q1\tradweg\t", "a grade from 0 to 99, found ''"),
        ("q1\tdeich\t2", "one grade, found 2, and 1 above"),
        ("query\tdocument\tgrade", "the id of a query, found 'query'"),
    ],
)
def test_a_grade_that_cannot_be_read(line, said, folder):
    path = folder(qrels=f"q1\tdeich\t1\n{line}\n")

    assert complaint(path).startswith(f"qrels.tsv, line 2: expected {said}")


def test_a_first_line_with_a_known_query_is_no_header(folder):
    said = "qrels.tsv, line 1: expected a grade from 0 to 99, found 'viel'"

    assert complaint(folder(qrels="q1\tradweg\tviel\n")) == said


@pytest.mark.parametrize("qrels", ["", "query\tdocument\tgrade\n", "\n\n"])
def test_grades_that_say_nothing(qrels, folder):
    said = "qrels.tsv: expected query, document and grade in three columns, found no line of them"

    assert complaint(folder(qrels=qrels)) == said


def test_grades_that_are_no_text(folder):
    said = "qrels.tsv, line 2: expected UTF-8, found invalid start byte"

    assert complaint(folder(qrels=b"q1\tradweg\t1\nq1\t\xff\t1\n")) == said
