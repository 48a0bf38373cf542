"""Read a ZIP that a source sent, within bounds and without trusting its names or its sizes.

Nothing is unpacked to disk. Whatever does not fit raises before a byte of content is handed out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from scout.collect.answers import described, is_html
from scout.errors import CrawlError

_MAGIC = b"PK\x03\x04"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:]|(?:^|/)\.{1,2}(?:/|$)|^/|//")
_SYMLINK = 0o120000
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The most that a believable archive of this kind holds; sizes in bytes, unpacked."""

    members: int = 50_000
    member_bytes: int = 20_000_000
    total_bytes: int = 500_000_000
    ratio: int = 200


class Archive:
    """The members of a ZIP by name; folders are left out.

    ``root`` is what every member's name must begin with: a name that leads elsewhere means that the
    archive is not what we know, and then none of it is read.

    Raises:
        CrawlError: ``not_a_zip``, ``zip_damaged``, ``zip_member_path``, ``zip_too_large`` or
            ``zip_encrypted``.
    """

    def __init__(self, body: bytes, root: str, limits: ArchiveLimits = ArchiveLimits()) -> None:
        if not body.startswith(_MAGIC):
            asks = " – the site may be asking for a human" if is_html(body) else ""
            raise CrawlError("not_a_zip", f"expected a ZIP, found {described(body)}{asks}")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise CrawlError("zip_damaged", f"the ZIP cannot be read: {error}") from None
        members = self._zip.infolist()
        _check(members, root, limits)
        members = [info for info in members if not info.orig_filename.endswith("/")]
        self._members = {info.filename: info for info in members}
        self._limits = limits

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """Names of all members in the order of the archive."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return the content of member ``name``; never more than its declared, checked size.

        Raises:
            CrawlError: ``zip_damaged`` if the content is not what the archive declares.
            KeyError: if there is no such member.
        """
        try:
            with self._zip.open(self._members[name]) as member:
                return member.read(self._limits.member_bytes + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
        ) as error:
            raise CrawlError("zip_damaged", f"{name:.200} cannot be unpacked: {error}") from None


def _check(members: list[zipfile.ZipInfo], root: str, limits: ArchiveLimits) -> None:
    if len(members) > limits.members:
        raise CrawlError(
            "zip_too_large",
            f"the ZIP has {len(members)} members, expected at most {limits.members}",
        )
    if len({info.filename for info in members}) < len(members):
        raise CrawlError("zip_member_path", "the ZIP holds two members of the same name")
    total = 0
    for info in members:
        _check_name(info, root)
        _check_size(info, limits)
        total += info.file_size
    if total > limits.total_bytes:
        raise CrawlError(
            "zip_too_large",
            f"the ZIP unpacks to {total} bytes, expected at most {limits.total_bytes}",
        )


def _check_name(info: zipfile.ZipInfo, root: str) -> None:
    # zipfile cuts a name at NUL and turns backslashes around; the name as it stands is what counts.
    name = info.orig_filename
    is_link = (info.external_attr >> 16) & 0o170000 == _SYMLINK
    if is_link or _UNSAFE.search(name) or not name.startswith(root):
        raise CrawlError(
            "zip_member_path", f"member {name!r:.200} lies outside {root!r}, where all are expected"
        )
    if info.compress_type not in _METHODS:
        # Others unpack without a bound: a few hundred bytes may become gigabytes before we see it.
        raise CrawlError("zip_damaged", f"member {name!r:.200} is packed in an unknown way")
    if info.flag_bits & _ENCRYPTED:
        raise CrawlError("zip_encrypted", f"member {name!r:.200} is encrypted")


def _check_size(info: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
    if info.file_size > limits.member_bytes:
        raise CrawlError(
            "zip_too_large",
            f"member {info.filename!r:.200} unpacks to {info.file_size} bytes, "
            f"expected at most {limits.member_bytes}",
        )
    if info.file_size > 1_000_000 and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise CrawlError(
            "zip_too_large",
            f"member {info.filename!r:.200} unpacks to more than {limits.ratio} times its size",
        )
