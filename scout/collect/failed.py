"""Keep what the web answered in the last failed crawl of each source, to look at it again.

    trail of the crawl -> decode -> leave out what cannot be kept -> redact -> failed/SOURCE/

Within bounds: pages at fault first, then the others in their order. Left out are PDFs (nobody can
take a person out of one), pictures and other bytes that are no text, ZIPs that cannot be unpacked
within the bounds, and what no longer fits; the bundle says so at each address. It replays like any
other, but nothing that it brings is taken in: names in it are x.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from scout.collect.bundle import INDEX, Bundle, StateThen, load_bundle
from scout.collect.crawl import TRAIL, CrawlOptions
from scout.collect.redaction import redacted, redacted_text
from scout.collect.replay import LEFT_OUT
from scout.collect.trail import LINES, MOST_BYTES
from scout.domain import Finding, Source, Weight

FOLDER = "failed"
# Endings that a replay may not come to by itself: then it ends where the answers do.
_ENDED = ("time_limit", "crashed", "not_finished")
_MOST_MEMBERS = 20_000
_log = logging.getLogger("scout.collect")
_FINDINGS = TypeAdapter(tuple[Finding, ...])
_TEXT_HEAD = 4096


def kept_bundle(replay: Path | None) -> Bundle | None:
    """Return the bundle in ``replay`` if a failed crawl left it behind, else ``None``."""
    bundle = load_bundle(replay) if replay is not None else None
    return bundle if bundle is not None and bundle.kept is not None else None


def as_then(options: CrawlOptions, bundle: Bundle) -> CrawlOptions:
    """Return ``options`` as they were for the crawl that left ``bundle`` behind."""
    kept = bundle.kept
    if kept is None:
        return options
    today = bundle.day or options.today
    return replace(options, today=today, validators=kept.validators, known=kept.known)


def told_again(bundle: Bundle, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what a replay of ``bundle`` found, or the crawl's own findings where it cannot know.

    It cannot where it needed an answer that was left out.
    """
    missing = sum(each.code == LEFT_OUT for each in findings)
    if not missing or bundle.kept is None:
        return tuple(findings)
    text = f"{missing} answers are not in the bundle: these are the findings of the crawl itself"
    return (*bundle.kept.findings, Finding(LEFT_OUT, text))


def keep(
    home: Path,
    source: Source,
    crawled: Path,
    findings: Sequence[Finding],
    day: date,
    now: datetime,
    then: StateThen | None = None,
) -> None:
    """Keep the trail in the folder ``crawled`` of a failed crawl, in place of the one before.

    ``then`` is what the verdict compared the crawl with.

    Only for whoever holds the source's lock. A bundle is whole or not there; where the disk is full
    there is none, and the log says so.
    """
    try:
        _keep(home, source, crawled, findings, day, now, then)
    except OSError as error:
        _log.warning("the failed crawl of %s is not kept: %s", source.name, error)


def _keep(
    home: Path,
    source: Source,
    crawled: Path,
    findings: Sequence[Finding],
    day: date,
    now: datetime,
    then: StateThen | None,
) -> None:
    folder = home / FOLDER / source.name
    part, old = (folder.with_name(f".{source.name}.{end}") for end in ("part", "old"))
    for each in (part, old):
        shutil.rmtree(each, ignore_errors=True)
    (part / "files").mkdir(parents=True)
    index = _index(source, crawled, part, findings, day, now)
    index["kept"]["then"] = then.model_dump(mode="json") if then else None
    path = part / INDEX
    path.write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
    # A rehearsal's clock is not the machine's: its time decides when the bundle is to go.
    os.utime(path, (now.timestamp(), now.timestamp()))
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def sweep(home: Path, days: int, now: datetime) -> list[str]:
    """Erase what was kept for more than ``days``, of whatever source; return the names."""
    erased = []
    for index in sorted((home / FOLDER).glob(f"*/{INDEX}")):
        is_old = index.stat().st_mtime < (now - timedelta(days=days)).timestamp()
        if is_old or days == 0:
            shutil.rmtree(index.parent, ignore_errors=True)
            erased.append(index.parent.name)
    return erased


def _index(
    source: Source,
    crawled: Path,
    part: Path,
    findings: Sequence[Finding],
    day: date,
    now: datetime,
) -> dict[str, Any]:
    told = [replace(each, text=redacted_text(each.text), url=_url(each.url)) for each in findings]
    ended = next((each for each in told if each.code in _ENDED), None)
    job = json.loads((crawled / "job.json").read_text("utf-8"))
    return {
        "day": day.isoformat(),
        "expects": {source.name: {"min_items": source.expects.min_items}},
        "kept": {
            "failed_at": now.isoformat(),
            "findings": _FINDINGS.dump_python(tuple(told), mode="json"),
            "ended": _FINDINGS.dump_python((ended,), mode="json")[0] if ended else None,
            "validators": job["validators"],
            "known": job["known"],
        },
        "responses": _responses(crawled / TRAIL, part, findings),
    }


def _responses(trail: Path, part: Path, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Write the bodies that can be kept; return all entries in the order of the trail."""
    entries = list(_entries(trail / LINES))
    weights = {each.url: each.weight for each in reversed(findings) if each.url}
    order = {Weight.FAILURE: 0, Weight.DOUBT: 1}
    ranked = sorted(entries, key=lambda each: order.get(weights.get(each["url"], Weight.NOTE), 2))
    left = MOST_BYTES
    for entry in ranked:
        size = entry.pop("bytes", 0)
        if not size:
            continue
        try:
            left -= _write(trail / str(entry["number"]), entry, part / "files", left)
        except _LeftOutError as error:
            entry["left_out"] = str(error)
    for entry in entries:
        del entry["number"]
        entry["url"] = _url(entry["url"])
        if "text" in entry:
            entry["text"] = redacted_text(entry["text"])
        headers = entry.get("headers", ())
        entry["headers"] = [[name, redacted_text(value)] for name, value in headers]
    return entries


def _entries(lines: Path) -> Iterator[dict[str, Any]]:
    """Yield what the trail says; a last line that a killed crawl cut off is none."""
    if not lines.exists():
        return
    for line in lines.read_bytes().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return


class _LeftOutError(Exception):
    """A body that is not kept, and why."""


def _write(body: Path, entry: dict[str, Any], files: Path, most: int) -> int:
    """Write the body of ``entry`` as it may be kept; return its size."""
    if not body.exists():
        raise _LeftOutError("there were too many answers")
    name = f"files/{entry['number']:05}"
    target = files / name.removeprefix("files/")
    headers = {key.lower(): value for key, value in entry["headers"]}
    content = _decoded(body.read_bytes(), headers.get("content-encoding", ""), most)
    if content.startswith(b"PK\x03\x04"):
        size = _write_zip(content, target, most)
    elif _is_text(content):
        size = target.write_bytes(redacted(content))
    else:
        raise _LeftOutError("a PDF" if b"%PDF-" in content[:1024] else "no text")
    entry["file"] = name
    return size


def _decoded(body: bytes, coding: str, most: int) -> bytes:
    """Return ``body`` unpacked, if it is packed in a way that everybody knows."""
    codings = [each.strip().lower() for each in coding.split(",") if each.strip()]
    for each in reversed(codings):
        if each not in ("gzip", "x-gzip", "deflate", "identity"):
            raise _LeftOutError(f"packed as {each[:20]}")
        if each != "identity":
            body = _unpacked(body, most)
    if len(body) > most:
        raise _LeftOutError("it is too large")
    return body


def _unpacked(body: bytes, most: int) -> bytes:
    # 47: gzip or zlib, as the bytes say; what is neither is deflate without a head.
    for window in (47, -15):
        unpacking = zlib.decompressobj(window)
        try:
            found = unpacking.decompress(body, most + 1)
        except zlib.error:
            continue
        if len(found) > most:
            raise _LeftOutError("it is too large")
        if unpacking.eof:
            return found
    raise _LeftOutError("it cannot be unpacked")


def _is_text(content: bytes) -> bool:
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    is_pdf = b"%PDF-" in content[:1024]
    return not (is_utf16 or is_pdf or b"\x00" in content[:_TEXT_HEAD])


def _write_zip(content: bytes, target: Path, most: int) -> int:
    """Write a ZIP anew with its texts redacted; other members are emptied."""
    part = target.with_suffix(".part")
    part.write_bytes(content)
    try:
        with (
            zipfile.ZipFile(part) as archive,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
        ):
            members = archive.infolist()
            size = sum(each.file_size for each in members)
            if len(members) > _MOST_MEMBERS or size > most:
                raise _LeftOutError("the ZIP is too large")
            for member in members:
                text = archive.read(member)
                copy.writestr(member.filename, redacted(text) if _is_text(text) else b"")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        target.unlink(missing_ok=True)
        raise _LeftOutError(f"the ZIP cannot be unpacked: {type(error).__name__}") from None
    except _LeftOutError:
        target.unlink(missing_ok=True)
        raise
    finally:
        part.unlink()
    return size


def _url(url: str | None) -> Any:
    return url if url is None else redacted_text(url)
