"""Word counts of a night are kept for the next; the file is a copy that nobody has to trust."""

from __future__ import annotations

import json
import logging
import multiprocessing
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matching.counts
from matching.counts import Counts, count
from matching.texts import Document
from scout.match import kept_counts
from scout.match.kept_counts import FILE_NAME, counted, load, save
from scout.match.matches import rank_all
from tests.desk import desk_in
from tests.funding_texts import ENGLISH, GERMAN

DOCUMENTS = [*GERMAN[:8], *ENGLISH[:3]]
OTHER = [*GERMAN[4:20], *ENGLISH]


def same(one: Counts, other: Counts) -> bool:
    return one.keys() == other.keys() and all(
        (one[name].keys, one[name].prints, one[name].words)
        == (other[name].keys, other[name].prints, other[name].words)
        and np.array_equal(one[name].counts.toarray(), other[name].counts.toarray())
        for name in one
    )


@pytest.fixture
def newly(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the keys of the documents whose words were counted, and not taken from the file."""
    seen: list[str] = []
    real = matching.counts._read

    def spy(documents: Sequence[Document]):
        seen.extend(document.key for document in documents)
        return real(documents)

    monkeypatch.setattr(matching.counts, "_read", spy)
    return seen


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of counts as it is written."""
    folder = tmp_path_factory.mktemp("whole")
    counted(folder, DOCUMENTS)
    return (folder / FILE_NAME).read_bytes()


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize("documents", [DOCUMENTS, GERMAN[:1], ENGLISH[:1], []])
def test_what_is_saved_is_loaded_number_for_number(
    tmp_path: Path, documents: list[Document]
) -> None:
    counts = count(documents)
    save(tmp_path / FILE_NAME, counts)
    assert same(load(tmp_path / FILE_NAME), counts)
    assert left_in(tmp_path) == [FILE_NAME]


def test_only_new_and_changed_texts_are_counted(tmp_path: Path, newly: list[str]) -> None:
    assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS))
    newly.clear()
    changed = Document(DOCUMENTS[0].key, DOCUMENTS[0].title, "Ein Wehr am Kanal.")
    tonight = [changed, *DOCUMENTS[2:], Document("neu", "Brücke", "Eine Brücke aus Holz.")]
    found = counted(tmp_path, tonight)
    assert sorted(newly) == sorted([changed.key, "neu"])
    assert same(found, count(tonight))
    assert same(load(tmp_path / FILE_NAME), found)


def test_a_text_that_is_only_in_the_file_is_dropped_from_it(tmp_path: Path) -> None:
    counted(tmp_path, DOCUMENTS)
    counted(tmp_path, DOCUMENTS[:2])
    assert load(tmp_path / FILE_NAME)["de"].keys == tuple(
        sorted(document.key for document in DOCUMENTS[:2])
    )


def test_where_nothing_is_new_nothing_is_counted_and_nothing_written(
    tmp_path: Path, newly: list[str]
) -> None:
    counted(tmp_path, DOCUMENTS)
    newly.clear()
    before = (tmp_path / FILE_NAME).stat()
    counted(tmp_path, DOCUMENTS[::-1])
    after = (tmp_path / FILE_NAME).stat()
    assert newly == []
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_counts_of_other_rules_are_as_good_as_none(
    tmp_path: Path, newly: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(kept_counts, "RULES", kept_counts.RULES - 1)
        counted(tmp_path, DOCUMENTS)
    assert load(tmp_path / FILE_NAME) == {}
    newly.clear()
    assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS))
    assert {document.key for document in DOCUMENTS} <= set(newly)


def right_and_mended(folder: Path, content: bytes) -> tuple[bool, bool]:
    """Tell whether all is counted right where the file holds ``content``, and is whole then."""
    (folder / FILE_NAME).write_bytes(content)
    right = same(counted(folder, DOCUMENTS), count(DOCUMENTS))
    return right, same(load(folder / FILE_NAME), count(DOCUMENTS))


def test_a_file_that_breaks_off_is_counted_anew(tmp_path: Path, whole: bytes) -> None:
    for length in range(0, len(whole), 100):
        assert right_and_mended(tmp_path, whole[:length]) == (True, True), length


def test_a_file_with_a_wrong_byte_is_right_or_counted_anew(tmp_path: Path, whole: bytes) -> None:
    # The directory at the end says how each part is packed: every byte of it is turned.
    directory = whole.rindex(b"PK\x01\x02", 0, whole.index(b"PK\x01\x02") + 4)
    for place in (*range(0, directory, 61), *range(directory, len(whole), 3)):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        (tmp_path / FILE_NAME).write_bytes(bytes(broken))
        assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS)), place


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x80\x04"]),
)
def test_whatever_bytes_there_are_all_is_counted_anew(
    tmp_path_factory: pytest.TempPathFactory, rest: bytes, begin: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    assert right_and_mended(folder, begin + rest) == (True, True)


@pytest.mark.parametrize(
    "heads",
    [
        "[]",
        "{}",
        "null",
        "kein json",
        '{"rules": RULES}',
        '{"rules": RULES, "de": 5}',
        '{"rules": RULES, "de": [["a"], ["b"], ["c"]]}',
        '{"rules": RULES, "de": [["a"], [], []]}',
        '{"rules": RULES, "de": [[], [], [], []]}',
    ],
)
def test_a_foreign_file_of_the_right_kind_is_counted_anew(tmp_path: Path, heads: str) -> None:
    text = heads.replace("RULES", str(kept_counts.RULES)).encode()
    np.savez(
        tmp_path / FILE_NAME,
        heads=np.frombuffer(text, dtype=np.uint8),
        de_data=np.ones(1),
        de_indices=np.array([7]),
        de_indptr=np.array([0, 1]),
    )
    assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS))


def test_a_plain_zip_and_a_single_array_are_counted_anew(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / FILE_NAME, "w") as file:
        file.writestr("heads", json.dumps({"rules": kept_counts.RULES}))
    assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS))
    with (tmp_path / FILE_NAME).open("wb") as file:
        np.save(file, np.arange(9))
    assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS))


def test_a_broken_file_is_logged_by_name_and_an_absent_one_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    counted(tmp_path, DOCUMENTS)
    assert caplog.messages == []
    (tmp_path / FILE_NAME).write_bytes(b"PK\x03\x04 und Schluss")
    counted(tmp_path, DOCUMENTS)
    (message,) = caplog.messages
    assert message.startswith(f"{tmp_path / FILE_NAME} is not readable (")


def test_where_nothing_can_be_written_a_warning_is_all(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    absent = tmp_path / "weg"
    with caplog.at_level(logging.WARNING):
        assert same(counted(absent, DOCUMENTS), count(DOCUMENTS))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert caplog.messages == [
        f"{absent / FILE_NAME} cannot be written; the next match counts all texts anew"
    ]
    assert not absent.exists()


def test_a_folder_in_the_files_place_is_left_alone_with_nothing_half_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert same(counted(tmp_path, DOCUMENTS), count(DOCUMENTS))
    assert left_in(tmp_path) == [FILE_NAME]
    assert any("cannot be written" in message for message in caplog.messages)


def _write_again_and_again(path: Path, documents: list[Document]) -> None:
    counts = count(documents)
    for _ in range(40):
        save(path, counts)


def test_two_writers_at_once_leave_a_whole_file_at_every_moment(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    expected = [count(DOCUMENTS), count(OTHER)]
    save(path, expected[0])
    spawned = multiprocessing.get_context("spawn")
    writers = [
        spawned.Process(target=_write_again_and_again, args=(path, documents))
        for documents in (DOCUMENTS, OTHER)
    ]
    for writer in writers:
        writer.start()
    reads = 0
    while any(writer.is_alive() for writer in writers):
        found = load(path)
        assert any(same(found, each) for each in expected)
        reads += 1
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert reads > 1
    assert left_in(tmp_path) == [FILE_NAME]


def test_the_ranking_is_the_same_without_the_file_with_it_and_with_a_strangers(
    tmp_path: Path,
) -> None:
    with desk_in(tmp_path / "home") as desk:
        desk.fill()
        desk.judge("rad", rad_1=True, wald_0=False)
        pool = desk.pool()
        first = rank_all(pool, desk.folder)
        again = rank_all(pool, desk.folder)
        (desk.folder / FILE_NAME).unlink()
        anew = rank_all(pool, desk.folder)
        counted(tmp_path, OTHER)
        shutil.copy(tmp_path / FILE_NAME, desk.folder)
        from_other = rank_all(pool, desk.folder)
    assert first.calls["rad"]
    assert first == again == anew == from_other
