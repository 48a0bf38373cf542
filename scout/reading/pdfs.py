"""Read the text of a PDF, bounded in time, size and memory.

    bytes -> pages (pypdf, with limits of its own) -> lines -> paragraphs -> sections

What cannot be read is a finding, never an exception:

- ``not_a_pdf``: the bytes do not begin as a PDF does
- ``pdf_too_large``: more bytes, or a larger tree of pages, than the limits allow
- ``pdf_encrypted``: a password is needed
- ``pdf_damaged``: it cannot be opened, or not a single page of it can be read
- ``pdf_image_only``: pages next to without text, scanned or drawn
- ``pdf_cut``: some of it was read; too many pages or letters, time over, a page unreadable

The last is a NOTE, the others, where the text is missing, a DOUBT.

Contact persons are not kept. pypdf is imported when the first PDF is read: it takes a while.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scout.domain import Finding, Section, Weight
from scout.reading.meanings import Meaning, meaning_of
from scout.reading.outline import split_at_lines
from scout.reading.pdf_lines import paragraphs_of
from scout.reading.persons import without_persons
from scout.reading.sections import GUIDELINE, printable

if TYPE_CHECKING:
    from pypdf import PdfReader

_MAGIC = b"%PDF-"
# Some servers put a few bytes before the mark; readers look that far.
_MAGIC_REACH = 1_024
_LEAST_LETTERS = 30
_LONGEST_TITLE = 300
_MOST_TREE_ENTRIES = 20_000
_MOST_OPERATIONS = 300_000
# Objects that pypdf has read stay in memory until they are dropped.
_PAGES_IN_MEMORY = 8
_NO_TITLE = re.compile(
    r"(?:microsoft word|powerpoint|unbenannt|untitled|dokument ?\d|document ?\d|titel|title)\b|"
    r".*\.(?:docx?|indd|pdf|xlsx?|pptx?|qxd|odt|rtf)$|[\W\d_]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """How much of a PDF is read.

    ``stream_bytes`` is the most that one stream may hold once it is decompressed. Between two
    operations of a page the time is looked at, so that ``seconds`` is passed by little.
    """

    bytes: int = 10_000_000
    pages: int = 80
    characters: int = 400_000
    seconds: float = 20.0
    stream_bytes: int = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """What a PDF says, and what was odd about it.

    ``title`` is ``None`` where it states none but the name of a file. What stands before the first
    heading is the section "Richtlinie".
    """

    title: str | None
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]


_DEFAULT = PdfLimits()


@dataclass(slots=True)
class _Pages:
    """The texts of the pages that were read, and why it is not all of them."""

    texts: list[str] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)
    unread: int = 0


class _OutOfTimeError(Exception):
    """The time for one PDF is over."""


def read_pdf(content: bytes, url: str, limits: PdfLimits = _DEFAULT) -> PdfText:
    """Read ``content``, the PDF at ``url``; never raises, whatever the bytes are."""
    if len(content) > limits.bytes:
        return _unread("pdf_too_large", f"{len(content)} bytes, {limits.bytes} are read", url)
    if _MAGIC not in content[:_MAGIC_REACH]:
        return _unread("not_a_pdf", f"begins with {content[:20]!r}", url)
    ends_at = time.monotonic() + limits.seconds
    with _bounded(limits):
        try:
            reader = _open(content)
            title, pages = _title(reader), _read_pages(reader, limits, ends_at)
        except Exception as error:  # noqa: BLE001 - pypdf raises anything on damaged bytes
            return _unread(_code_of(error), f"{type(error).__name__}: {error}", url)
    return _text(title, pages, url)


def _text(title: str | None, pages: _Pages, url: str) -> PdfText:
    cuts = tuple(Finding("pdf_cut", cut[:500], url, Weight.NOTE) for cut in pages.cuts)
    if not pages.texts and pages.unread:
        return _unread("pdf_damaged", "; ".join(pages.cuts), url)
    if sum(map(str.isalnum, "".join(pages.texts))) < _LEAST_LETTERS:
        told = f"{len(pages.texts)} pages were read and hold next to no text"
        return _unread("pdf_image_only", told, url, cuts)
    text = "\n".join(paragraphs_of(pages.texts))
    parts = split_at_lines((Section("", text),))
    kept = (part for part in parts if meaning_of(part.heading) is not Meaning.CONTACT)
    sections = tuple(
        Section(part.heading or GUIDELINE, text)
        for part in kept
        if (text := without_persons(part.text))
    )
    return PdfText(title=title, sections=_each_once(sections), findings=cuts)


def _each_once(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Join sections of one name: a heading may be called "Richtlinie" as well."""
    texts: dict[str, list[str]] = {}
    for section in sections:
        texts.setdefault(section.heading, []).append(section.text)
    return tuple(Section(heading, "\n".join(found)) for heading, found in texts.items())


def _unread(code: str, told: str, url: str, others: tuple[Finding, ...] = ()) -> PdfText:
    finding = Finding(code, printable(told)[:500], url, Weight.DOUBT)
    return PdfText(title=None, sections=(), findings=(finding, *others))


@contextmanager
def _bounded(limits: PdfLimits) -> Iterator[None]:
    """Bound what pypdf does in this block, and keep what it has to say of each object quiet."""
    from pypdf import apply_configuration  # noqa: PLC0415 - slow to import

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    most = limits.stream_bytes
    with apply_configuration(
        maximum_declared_stream_length=limits.bytes,
        array_based_stream_maximum_output_length=most,
        zlib_maximum_output_length=most,
        zlib_maximum_recovery_input_length=min(most, 1_000_000),
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        brotli_maximum_output_length=most,
        jbig2_maximum_output_length=most,
        image_maximum_buffer_size=most,
        jbig2dec_binary=None,
        stream_filters_maximum_length=4,
        stream_decoding_work_maximum_length=4 * most,
        stream_parsing_work_maximum_count=_MOST_OPERATIONS,
        page_tree_maximum_entries=_MOST_TREE_ENTRIES,
        page_tree_maximum_page_entries=20 * _MOST_TREE_ENTRIES,
        xform_maximum_invocations_per_extraction=200,
    ):
        yield


def _open(content: bytes) -> PdfReader:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import

    return PdfReader(BytesIO(content), root_object_recovery_limit=2_000)


def _code_of(error: Exception) -> str:
    from pypdf import errors  # noqa: PLC0415 - slow to import

    if isinstance(error, (errors.FileNotDecryptedError, errors.DependencyError)):
        return "pdf_encrypted"
    return "pdf_too_large" if isinstance(error, errors.LimitReachedError) else "pdf_damaged"


def _title(reader: PdfReader) -> str | None:
    """Return the title the PDF states, ``None`` where that is the name of a file or nothing."""
    from pypdf import errors  # noqa: PLC0415 - slow to import

    try:
        stated = reader.metadata.title if reader.metadata is not None else None
    except errors.FileNotDecryptedError:
        raise
    except Exception:  # noqa: BLE001 - a title that cannot be read is none
        return None
    title = " ".join(printable(str(stated or ""))[: 4 * _LONGEST_TITLE].split())
    return None if len(title) > _LONGEST_TITLE or _NO_TITLE.match(title) else title


def _read_pages(reader: PdfReader, limits: PdfLimits, ends_at: float) -> _Pages:
    found = _Pages()
    count = len(reader.pages)
    if count > limits.pages:
        found.cuts.append(f"{count} pages, {limits.pages} were read")
    letters = 0
    for place in range(min(count, limits.pages)):
        if letters >= limits.characters:
            found.cuts.append(f"the first {limits.characters} characters were read")
            break
        try:
            text = _page_text(reader, place, ends_at)
        except _OutOfTimeError:
            found.cuts.append(f"{place} of {count} pages were read in {limits.seconds:g} seconds")
            found.unread += 1
            break
        except Exception as error:  # noqa: BLE001 - as above; the other pages can be read
            found.unread += 1
            found.cuts.append(f"page {place + 1}: {type(error).__name__}: {error}"[:300])
            continue
        found.texts.append(text[: limits.characters - letters])
        letters += len(text)
    found.cuts = found.cuts[:10]
    return found


def _page_text(reader: PdfReader, place: int, ends_at: float) -> str:
    """Return the text of one page.

    Raises:
        _OutOfTimeError: when the time is over.
    """

    def look_at_time(*_: Any) -> None:
        if time.monotonic() >= ends_at:
            raise _OutOfTimeError

    look_at_time()
    if place % _PAGES_IN_MEMORY == 0:
        reader.resolved_objects.clear()
    return printable(reader.pages[place].extract_text(visitor_operand_before=look_at_time))
