"""Twenty sources of 500 pages in one night, and sites in trouble: time, memory and verdicts.

    python benchmarks/many_sources.py

Sources are read one after the other, each in a child process, into one SQLite home; pages are read
by meaning. The site is on loopback, without delays. What is in trouble must end within its limits
and with the right verdict, whatever it sends.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measure import Run, measure

from scout.clock import now_or_on
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import collect_source
from scout.store.engine import open_store

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
SPIDERS = ("probe_spiders",)
PAGES = 500
MOST_MEGABYTES = 500
QUICKLY = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 0,
}
PARAGRAPH = "<p>Gefördert werden Vorhaben der Kreise, Städte und Gemeinden im Land.</p>" * 20
PAGE = (
    "<html><main><h1>Programm {name}</h1><p>Das Land fördert Netze.</p>"
    f"<h2>Was wird gefördert?</h2>{PARAGRAPH}<h2>Wer wird gefördert?</h2><p>Gemeinden.</p>"
    "<h2>Art und Höhe</h2><p>Der Zuschuss beträgt bis zu 80 Prozent.</p></main></html>"
)


@dataclass(frozen=True)
class Answer:
    """What the site sends; ``seconds`` it takes for it."""

    body: bytes
    status: int = 200
    encoding: str = ""
    seconds: float = 0.0


def page(name: str) -> bytes:
    """Return the page of one call."""
    return PAGE.replace("{name}", name).encode()


def listing(pages: int, first: int = 0, following: str = "") -> bytes:
    """Return a list of links to pages, and to the ``following`` list."""
    links = "".join(f"<li><a href=p{number}>{number}</a></li>" for number in range(first, pages))
    more = f"<a rel=next href={following}>weiter</a>" if following else ""
    return f"<html><main><ul>{links}</ul></main>{more}</html>".encode()


def _endless(number: int) -> Answer:
    return Answer(listing(number + 10, number, f"list{number + 10}"))


# By the site's name: what its list and its pages answer, by the number behind "list" and "p".
TROUBLES: dict[str, tuple[Callable[[int], Answer], Callable[[int], Answer]]] = {
    "slow": (lambda _: Answer(listing(20)), lambda _: Answer(page("slow"), seconds=60)),
    "failing": (lambda _: Answer(listing(40)), lambda n: Answer(page("f"), 500 if n % 2 else 200)),
    "endless": (_endless, lambda n: Answer(page(str(n)))),
    "huge": (lambda _: Answer(listing(40)), lambda _: Answer(page("x") + b"<p>x " * 2_000_000)),
    "bomb": (
        lambda _: Answer(listing(40)),
        lambda _: Answer(gzip.compress(b"<p>x " * 40_000_000, 1), encoding="gzip"),
    ),
}
RIGHT = {"slow": "FAILED", "failing": "DOUBTFUL", "endless": "FAILED", "huge": "FAILED"}
RIGHT |= {"bomb": "FAILED"}


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes

    def do_GET(self) -> None:
        """Answer a list or a page, in the manner of the site that is asked."""
        site, _, name = self.path.strip("/").partition("/")
        answer = _answer(site, name)
        time.sleep(answer.seconds)
        self.send_response(answer.status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.encoding:
            self.send_header("Content-Encoding", answer.encoding)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Keep the table readable."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Keep quiet of who hangs up in the middle: that is what is tried here."""


_BOMB: dict[str, Answer] = {}


def _answer(site: str, name: str) -> Answer:
    if not name or name.startswith(".") or site == ".well-known":
        return Answer(b"", 404)
    kind = "list" if name.startswith("list") else "p"
    number = int(name.removeprefix(kind) or 0)
    if site not in TROUBLES:
        return Answer(listing(PAGES) if kind == "list" else page(f"{site} {number}"))
    answer = TROUBLES[site][kind != "list"]
    # The same bomb again and again: to pack it would be the slow part.
    return _BOMB.setdefault(kind, answer(number)) if site == "bomb" else answer(number)


def read_all(home: Path, names: list[str]) -> None:
    """Read the named sources one after the other, as a night does; print a line for each."""
    known = sources(SPIDERS)
    store = open_store(home)
    options = CrawlOptions(
        today=TODAY, spider_modules=SPIDERS, overrides=QUICKLY, may_reach=("127.0.0.0/8",)
    )
    for name in names:
        report = collect_source(
            home, store, known[name], options, now_or_on(TODAY), lambda *_: None
        )
        codes = sorted({each.code for each in report.findings})
        line = {"source": name, "verdict": report.verdict, "items": report.items}
        print(json.dumps(line | {"seconds": report.seconds, "codes": codes}), flush=True)
    store.close()


def one_by_one(folder: Path, names: list[str]) -> tuple[Run, list[dict[str, object]]]:
    """Read the named sources in a process of its own, which is measured with its children."""
    folder.mkdir()
    run = measure([sys.executable, __file__, "--read", str(folder), *names])
    return run, [json.loads(line) for line in run.output.splitlines()]


def show_many(folder: Path) -> None:
    """Print time and memory of a night of many sources, and of the next one."""
    many = [name for name in sources(SPIDERS) if name.startswith("many")]
    for night in ("first night", "next night, nothing due"):
        run = measure([sys.executable, __file__, "--read", str(folder), *many])
        lines = [json.loads(line) for line in run.output.splitlines()]
        items = sum(line["items"] for line in lines)
        verdicts = {line["verdict"] for line in lines}
        print(
            f"{len(many)} sources × {PAGES} pages, {night:24} {items:6} items {run.seconds:7.1f} s"
            f" {run.megabytes:5.0f} MB (aim < {MOST_MEGABYTES}) {', '.join(sorted(verdicts))}"
        )


def show_troubled(folder: Path) -> None:
    """Print how each site in trouble ended, and what it should have."""
    for name, right in RIGHT.items():
        run, (line,) = one_by_one(folder / name, [name])
        mark = "as it should" if line["verdict"] == right else f"EXPECTED {right}"
        print(
            f"{name:10} {line['items']:4} items {run.seconds:6.1f} s {run.megabytes:5.0f} MB "
            f"{line['verdict']:9} {mark}: {', '.join(line['codes'])}"
        )


def main() -> None:
    """Print both tables."""
    server = _Server(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["PROBE_SITE"] = f"http://127.0.0.1:{server.server_port}"
    os.environ["PYTHONPATH"] = str(HERE)
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "many").mkdir()
        show_many(Path(name) / "many")
        show_troubled(Path(name))
    server.shutdown()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read_all(Path(sys.argv[2]), sys.argv[3:])
    else:
        main()
