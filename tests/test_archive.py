from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scout.collect.archive import Archive, ArchiveLimits
from scout.errors import CrawlError

PROPERTY = settings(max_examples=150, deadline=None)
ROOT = "Export/"
# Offsets in an entry of the central directory, by PKWARE's APPNOTE 4.3.12.
_FLAGS, _METHOD, _CRC, _SIZE, _ATTRIBUTES = 8, 10, 16, 24, 38


def zipped(
    members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, mode: int = 0o100644
) -> bytes:
    """Make a ZIP of ``members``, whose names stand in it as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("name")
            info.filename = name
            info.compress_type = method
            info.external_attr = mode << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def forged(body: bytes, offset: int, form: str, value: int) -> bytes:
    """Change one field in the last entry of the central directory."""
    changed = bytearray(body)
    struct.pack_into(form, changed, changed.rindex(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def code_of(body: bytes, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(CrawlError) as caught:
        Archive(body, ROOT, limits or ArchiveLimits())
    assert caught.value.text
    assert len(caught.value.text) < 600
    return caught.value.code


def opened(body: bytes) -> Archive | str:
    """Return the archive, or the code of the complaint about it."""
    try:
        return Archive(body, ROOT)
    except CrawlError as error:
        return error.code


def code_of_reading(body: bytes, name: str) -> str:
    archive = Archive(body, ROOT)
    with pytest.raises(CrawlError) as caught:
        archive.read(name)
    return caught.value.code


def test_members_are_read_by_name_in_the_order_of_the_archive() -> None:
    archive = Archive(zipped({"Export/b.xml": b"<b/>", "Export/a/ä ö.xml": b"<a/>"}), ROOT)
    assert archive.names == ["Export/b.xml", "Export/a/ä ö.xml"]
    assert archive.read("Export/a/ä ö.xml") == b"<a/>"
    assert archive.read("Export/b.xml") == b"<b/>"
    assert "Export/b.xml" in archive
    assert "Export/c.xml" not in archive


def test_a_member_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Archive(zipped({"Export/a": b""}), ROOT).read("Export/b")


def test_folders_are_left_out() -> None:
    archive = Archive(zipped({"Export/": b"", "Export/leer/": b"", "Export/a": b"x"}), ROOT)
    assert archive.names == ["Export/a"]


def test_stored_members_are_read_as_well() -> None:
    body = zipped({"Export/a": b"x" * 5000}, method=zipfile.ZIP_STORED)
    assert Archive(body, ROOT).read("Export/a") == b"x" * 5000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK",
        b"PK\x05\x06" + bytes(18),
        b"<!DOCTYPE html><html><title>Wartung</title></html>",
        b"\xef\xbb\xbfPK\x03\x04",
        b"\x00" * 100,
    ],
    ids=["empty", "two bytes", "no members", "html", "bom", "zeros"],
)
def test_what_does_not_begin_like_a_zip_is_none(body: bytes) -> None:
    assert code_of(body) == "not_a_zip"


def test_the_complaint_says_what_came_instead() -> None:
    with pytest.raises(CrawlError, match=r"<html>Wartung") as caught:
        Archive(b"<html>Wartung</html>" + b" " * 1000, ROOT)
    assert "1020 bytes" in caught.value.text


@PROPERTY
@given(st.binary(max_size=200))
def test_a_zip_in_its_first_bytes_only_is_damaged(tail: bytes) -> None:
    assert code_of(b"PK\x03\x04" + tail.replace(b"PK", b"pk")) == "zip_damaged"


@PROPERTY
@given(st.data())
def test_a_truncated_zip_is_never_read(data: st.DataObject) -> None:
    body = zipped({"Export/a": b"Sensor" * 50, "Export/b": b"Pegel" * 50})
    length = data.draw(st.integers(4, len(body) - 1))
    assert code_of(body[:length]) == "zip_damaged"


UNSAFE = [
    "../a",
    "Export/../../etc/passwd",
    "Export/..",
    "Export/./a",
    "Export/a/../b",
    "/Export/a",
    "/etc/passwd",
    "Export//a",
    "//server/share",
    "Export\\a",
    "Export/..\\..\\a",
    "C:/Export/a",
    "C:\\a",
    "Export/a:strom",
    "Export/zei\nle",
    "Export/\x1b[31m",
    "Export/\x7f",
    "export/a",
    "Exporta",
    "Anderswo/a",
    "a",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leads_elsewhere_spoils_the_archive(name: str) -> None:
    assert code_of(zipped({"Export/gut": b"x", name: b"y"})) == "zip_member_path"
    assert code_of(zipped({name: b"y", "Export/gut": b"x"})) == "zip_member_path"


def test_a_name_that_zipfile_would_cut_at_nul_is_refused() -> None:
    body = zipped({"Export/a.xml": b"x"}).replace(b"Export/a.xml", b"Export/a\x00xml")
    assert code_of(body) == "zip_member_path"


@PROPERTY
@given(
    st.lists(st.text("abc.ä", min_size=1, max_size=4), max_size=3),
    st.sampled_from(["..", ".", "", "a\\b", "C:", "\x01", "x\x7f", "\r\n"]),
    st.lists(st.text("abc.ä", min_size=1, max_size=4), max_size=3),
)
def test_no_unsafe_part_hides_in_a_path(before: list[str], bad: str, after: list[str]) -> None:
    name = "/".join([*before, bad, *after, "ende"])
    assert code_of(zipped({f"Export/{name}": b"x"})) == "zip_member_path"


@PROPERTY
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20))
@example("../x")
@example("a")
def test_whatever_name_is_read_is_a_plain_path_below_the_root(name: str) -> None:
    archive = opened(zipped({"Export/gut": b"x", f"Export/x{name}": b"y"}))
    if isinstance(archive, str):
        assert archive == "zip_member_path"
        return
    for read in archive.names:
        assert read.startswith("Export/")
        assert not {".", "..", ""} & set(read.split("/"))
        assert "\\" not in read
        assert archive.read(read) in (b"x", b"y")


def test_a_symbolic_link_is_refused() -> None:
    assert code_of(zipped({"Export/a": b"/etc/passwd"}, mode=0o120777)) == "zip_member_path"


def test_a_name_that_stands_twice_is_refused() -> None:
    body = zipped({"Export/a": b"eins", "Export/b": b"zwei"})
    assert code_of(body.replace(b"Export/b", b"Export/a")) == "zip_member_path"


def test_an_encrypted_member_is_refused() -> None:
    assert code_of(forged(zipped({"Export/a": b"x"}), _FLAGS, "<H", 1)) == "zip_encrypted"


def test_too_many_members_are_refused() -> None:
    body = zipped({f"Export/{number}": b"" for number in range(4)})
    assert code_of(body, ArchiveLimits(members=3)) == "zip_too_large"
    assert len(Archive(body, ROOT, ArchiveLimits(members=4)).names) == 4


def test_a_member_over_the_limit_is_refused() -> None:
    body = zipped({"Export/a": b"x" * 101})
    assert code_of(body, ArchiveLimits(member_bytes=100)) == "zip_too_large"
    assert Archive(body, ROOT, ArchiveLimits(member_bytes=101)).read("Export/a") == b"x" * 101


def test_members_that_are_too_large_together_are_refused() -> None:
    body = zipped({"Export/a": b"x" * 60, "Export/b": b"y" * 60})
    assert code_of(body, ArchiveLimits(total_bytes=119)) == "zip_too_large"
    assert len(Archive(body, ROOT, ArchiveLimits(total_bytes=120)).names) == 2


@pytest.mark.parametrize("size", [20_000_001, 2_000_000_000, 0xFFFFFFFE])
def test_a_declared_size_that_nobody_believes_is_refused(size: int) -> None:
    body = forged(zipped({"Export/a": b"x"}), _SIZE, "<L", size)
    assert code_of(body) == "zip_too_large"


def test_a_bomb_is_refused_by_its_ratio() -> None:
    bomb = zipped({"Export/a": bytes(2_000_000)})
    assert len(bomb) < 5000
    assert code_of(bomb) == "zip_too_large"
    assert Archive(zipped({"Export/a": bytes(1_000_000)}), ROOT).names == ["Export/a"]


def test_a_bomb_that_lies_about_its_size_stays_small_in_memory() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("Export/a", "w") as member,
    ):
        for _ in range(100):
            member.write(bytes(2_000_000))
    body = forged(buffer.getvalue(), _SIZE, "<L", 900_000)
    tracemalloc.start()
    try:
        assert code_of_reading(body, "Export/a") == "zip_damaged"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 80_000_000


def test_a_wrong_checksum_is_damage() -> None:
    body = forged(zipped({"Export/a": b"Pegel"}), _CRC, "<L", 1)
    assert code_of_reading(body, "Export/a") == "zip_damaged"


@pytest.mark.parametrize("flag", [0x20, 0x40])
def test_a_member_packed_in_a_way_that_nobody_reads_is_damage(flag: int) -> None:
    body = forged(zipped({"Export/a": b"Pegel"}), _FLAGS, "<H", flag)
    assert code_of_reading(body, "Export/a") == "zip_damaged"


def test_an_unknown_compression_is_damage() -> None:
    body = forged(zipped({"Export/a": b"Pegel"}), _METHOD, "<H", 97)
    assert code_of(body) == "zip_damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_a_bound_is_refused_before_it_unpacks(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("Export/a", bytes(1_000_000))
    assert code_of(buffer.getvalue()) == "zip_damaged"


@pytest.mark.parametrize("name", ["Export/../", "../", "/Export/", "Export/\0.xml", "\0"])
def test_a_folder_is_checked_like_a_file(name: str) -> None:
    buffer = io.BytesIO(zipped({"Export/a": b"Pegel"}))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, b"")
    assert code_of(buffer.getvalue()) == "zip_member_path"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_byte_is_wrong_the_complaint_is_ours(data: st.DataObject) -> None:
    body = bytearray(zipped({"Export/a": b"Pegel" * 50, "Export/ü": b"Ampel"}))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(4, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(CrawlError):
        archive = Archive(bytes(body), ROOT)
        for name in archive.names:
            assert name.startswith(ROOT)
            assert len(archive.read(name)) <= 250


@PROPERTY
@given(st.data())
def test_a_flipped_bit_in_the_content_is_damage(data: st.DataObject) -> None:
    name = "Export/a"
    content = bytes(range(256)) * 4
    body = bytearray(zipped({name: content}))
    start = 30 + len(name)
    place = data.draw(st.integers(start, body.index(b"PK\x01\x02") - 1))
    body[place] ^= 1 << data.draw(st.integers(0, 7))
    archive = opened(bytes(body))
    assert isinstance(archive, Archive)
    with suppress(CrawlError):
        assert archive.read(name) == content


@PROPERTY
@given(
    st.dictionaries(
        st.text("abcä.- ", min_size=1, max_size=8).map(lambda name: f"Export/x{name}"),
        st.binary(max_size=300),
        max_size=5,
    ),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_what_was_packed_comes_back(members: dict[str, bytes], method: int) -> None:
    if members:
        archive = Archive(zipped(members, method=method), ROOT)
        assert {name: archive.read(name) for name in archive.names} == members
