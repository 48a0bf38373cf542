"""Pages a second: our base spider against a bare Scrapy spider, on the same loopback site.

    python benchmarks/spider.py

Both run in a process of their own, without delays and with as many requests at a time; ours goes
through child process, basket and judgement, the bare one writes Scrapy's JSON lines.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measure import measure

from scout.collect.crawl import CrawlOptions, crawl
from scout.domain import Expectations, Source

PAGES = 1500
ROUNDS = 3
QUICKLY = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
}
PARAGRAPH = "<p>Gefördert werden Vorhaben der Kreise, Städte und Gemeinden im Land.</p>" * 40


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes

    def do_GET(self) -> None:
        """Answer the list, a page, or that there are no robots.txt."""
        name = self.path.strip("/")
        links = "".join(f"<a href=/p{number}>{number}</a>" for number in range(PAGES))
        page = f"<html><h1>Programm {name}</h1>{PARAGRAPH}</html>"
        body = (links if name == "list" else page).encode()
        self.send_response(404 if name == "robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the table readable."""


def ours(folder: Path) -> float:
    """Return the seconds of one crawl by our spider."""
    source = Source(
        name="ours",
        title="ours",
        publisher="Benchmark",
        url="http://127.0.0.1/",
        licence="none",
        attribution="Benchmark",
        expects=Expectations(),
    )
    options = CrawlOptions(
        today=date(2026, 11, 24),
        may_reach=("127.0.0.0/8",),
        spider_modules=("probe_spiders",),
        overrides=QUICKLY,
    )
    began = time.perf_counter()
    brought = crawl(source, folder, options, lambda _count: None)
    seconds = time.perf_counter() - began
    if brought.basket.items != PAGES:
        sys.exit(f"ours brought {brought.basket.items} of {PAGES}: {brought.basket.findings}")
    return seconds


def bare(folder: Path) -> float:
    """Return the seconds of one crawl by the bare spider."""
    out = folder / "bare.jsonl"
    values = QUICKLY | {"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True}
    settings = [f"-s{name}={value}" for name, value in values.items()]
    spider = Path(__file__).parent / "bare.py"
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-o", str(out), *settings]
    # Elsewhere than here, or the settings of our own spiders would count for it.
    crawled = measure(command, cwd=folder)
    found = out.read_text().count("\n")
    out.unlink()
    if found != PAGES:
        sys.exit(f"bare brought {found} of {PAGES}")
    return crawled.seconds


def main() -> None:
    """Print the table."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["PROBE_SITE"] = f"http://127.0.0.1:{server.server_port}"
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    times: dict[str, list[float]] = {"our base spider": [], "bare Scrapy": []}
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):
            folder = Path(name) / str(number)
            folder.mkdir()
            times["our base spider"].append(ours(folder))
            times["bare Scrapy"].append(bare(folder))
    server.shutdown()
    print(f"{PAGES} pages of a loopback site, best of {ROUNDS}")
    best = {who: PAGES / min(seconds) for who, seconds in times.items()}
    for who, rate in best.items():
        print(f"{who:28} {rate:8.0f} pages/s")
    print(f"{'ratio':28} {best['our base spider'] / best['bare Scrapy']:8.2f}")


if __name__ == "__main__":
    main()
