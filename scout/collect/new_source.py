"""Begin a source: a spider, a recorded page and expected items that are yet to be filled.

    what is given -> checked -> texts of the files -> all of them in the checkout, or none

The files come from ``scout/sample/source``. The page is one of our own about benches, so that the
spider runs as it is; what it brings stands nowhere yet, and tests/test_recorded_sources.py fails
until a person has written it down.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from scout.errors import UsageError
from scout.sample import SOURCE_FILES

# The European Union, Germany, and its Länder as ISO 3166-2 has them; North Rhine-Westphalia as it
# is called.
REGIONS = "bb be bw by de eu hb he hh mv ni nrw rp sh sl sn st th".split()

_NAME = re.compile(rf"(?:{'|'.join(REGIONS)})(?:_[a-z0-9]+)+")
_LONGEST_NAME = 40
# What stands in one line of the spider: beside its field there are 75 columns.
_LONGEST_WORDS = 70
_LONGEST_URL = 300
_ADDRESS = re.compile(
    r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]*)?"
)
_EXPECTED: Mapping[str, object] = {"items": {}, "findings": []}


class Form(StrEnum):
    """In which form a source says which calls there are."""

    LIST = "list"
    FEED = "feed"
    SITEMAP = "sitemap"


# The file that shows the calls, and what a server would call it.
_SHOWN: Mapping[Form, tuple[str, str]] = {
    Form.LIST: ("list.html", "text/html; charset=utf-8"),
    Form.FEED: ("feed.xml", "application/rss+xml"),
    Form.SITEMAP: ("sitemap.xml", "application/xml"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person says of a source that is to be begun; ``url`` is that of its list."""

    name: str
    title: str
    publisher: str
    url: str
    form: Form = Form.LIST

    @property
    def below(self) -> str:
        """The address below which the pages of calls are taken to stand."""
        path = self.url.partition("?")[0]
        folder, _, last = path.rpartition("/")
        is_folder = not last or folder.endswith("/") or (self.form is Form.LIST and "." not in last)
        return f"{path.rstrip('/')}/" if is_folder else f"{folder}/"


def find_project(folder: Path) -> Path:
    """Return the checkout that ``folder`` is, or stands in.

    Raises:
        UsageError: if there is none.
    """
    for place in (folder.resolve(), *folder.resolve().parents):
        if all((place / part).exists() for part in ("scrapy.cfg", "spiders", "tests")):
            return place
    expected = "expected to be in a checkout of the project, with scrapy.cfg, spiders and tests"
    raise UsageError(f"{folder.resolve()}: {expected}")


def begin_source(project: Path, draft: Draft, taken: Mapping[str, object]) -> list[Path]:
    """Write the files of a new source into the checkout ``project``; return them.

    ``taken`` are the sources that there are. All files are written, or none.

    Raises:
        UsageError: if the draft cannot be used, or something is there already.
    """
    _check(draft, taken)
    spider = project / "spiders" / f"{draft.name}.py"
    recorded = project / "tests" / "recorded" / draft.name
    for path in (spider, recorded):
        if os.path.lexists(path):
            raise UsageError(f"{path}: is there already; nothing was written")
    try:
        _write(spider, recorded, _spider_of(draft), _recorded_of(draft))
    except OSError as error:
        place = error.filename2 or error.filename or project
        raise UsageError(f"{place}: cannot be written: {error.strerror}") from None
    return [spider, *sorted(path for path in recorded.rglob("*") if path.is_file())]


def _check(draft: Draft, taken: Mapping[str, object]) -> None:
    if len(draft.name) > _LONGEST_NAME or not _NAME.fullmatch(draft.name):
        form = f"a region ({', '.join(REGIONS)}), then words of a-z and 0-9, all joined by _"
        raise UsageError(f"name: expected {form}, found {draft.name!r:.60}")
    if draft.name in taken:
        raise UsageError(f"name: there is a source {draft.name} already")
    for name, words in (("title", draft.title), ("publisher", draft.publisher)):
        if not _is_plain(words):
            form = f'1 to {_LONGEST_WORDS} letters on one line without " and \\'
            raise UsageError(f"{name}: expected {form}, found {words!r:.90}")
    if not _is_address(draft.url):
        form = f"an address that begins with https://, at most {_LONGEST_URL} letters"
        raise UsageError(f"url: expected {form}, found {draft.url!r:.120}")


def _is_plain(words: str) -> bool:
    """Tell whether ``words`` are words in a line of Python as they are, and no wider."""
    is_narrow = not any(unicodedata.east_asian_width(char) in "FW" for char in words)
    is_short = 0 < len(words) <= _LONGEST_WORDS
    is_trimmed = words == words.strip()
    return (
        is_short
        and is_trimmed
        and is_narrow
        and words.isprintable()
        and not set('"\\') & set(words)
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_host = bool(parts.hostname and "." in parts.hostname) and (parts.port or 443) > 0
    except ValueError:
        return False
    return is_host and len(url) <= _LONGEST_URL and bool(_ADDRESS.fullmatch(url))


def _spider_of(draft: Draft) -> str:
    words = "".join(part.capitalize() for part in draft.name.split("_"))
    return _filled(
        f"{draft.form}.py.txt",
        {
            "name": draft.name,
            "class_name": words,
            "title": draft.title,
            "publisher": draft.publisher,
            "url": draft.url,
            "below": draft.below,
        },
    )


def _recorded_of(draft: Draft) -> dict[str, str]:
    """Return the texts of the recorded page and what is expected of it, by path."""
    page = f"{draft.below}muster.html"
    shown, kind = _SHOWN[draft.form]
    parts = urlsplit(draft.url)
    responses = [
        _answer(f"{parts.scheme}://{parts.netloc}/robots.txt", "robots.txt", "text/plain"),
        _answer(draft.url, shown, kind),
        _answer(page, "page.html", "text/html; charset=utf-8"),
    ]
    index = {"expects": {draft.name: {"min_items": 1}}, "responses": responses}
    written = {"url": escape(draft.url), "page": escape(page)}
    files = {
        f"one/files/{name}": _filled(name, written) for name in (shown, "page.html", "robots.txt")
    }
    return {
        "expected.json": f"{json.dumps(_EXPECTED, indent=2)}\n",
        "one/index.json": f"{json.dumps(index, indent=2)}\n",
        **files,
    }


def _answer(url: str, file: str, kind: str) -> dict[str, object]:
    headers = {"Content-Type": kind}
    return {"url": url, "status": 200, "headers": headers, "file": f"files/{file}"}


def _filled(name: str, values: Mapping[str, str]) -> str:
    return Template(SOURCE_FILES.joinpath(name).read_text("utf-8")).substitute(values)


def _write(spider: Path, recorded: Path, code: str, texts: Mapping[str, str]) -> None:
    """Write beside the places where the files shall be, then put them there, whole."""
    recorded.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new_source_", dir=recorded.parent) as making:
        made = Path(making) / "recorded"
        for name, text in texts.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_text(text, "utf-8", newline="\n")
        (Path(making) / "spider.py").write_text(code, "utf-8", newline="\n")
        made.rename(recorded)
        try:
            # A link is never made over a file that somebody wrote in the meantime.
            os.link(Path(making) / "spider.py", spider)
        except OSError:
            with suppress(OSError):
                shutil.rmtree(recorded)
            raise
