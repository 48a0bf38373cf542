"""From file to store: an export of the Förderdatenbank's real size, and the recorded real day.

    python benchmarks/collect.py

The peer in the same run is the least that anybody must do with the same file: unpack it and parse
its XML with lxml.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

from measure import Run, measure

from scout.sample.export import sample_documents, write_export_bundle, zip_of

SOURCE = "de_foerderdatenbank"
PROGRAMMES = 2500
XML_MEGABYTES = 110
SHARED_WEB = Path(__file__).parent.parent.parent / "shared" / "web"
SHARED_DAYS = ("2026-08-15", "2026-08-22")

PEER = """
import sys, zipfile
from lxml import etree
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        etree.fromstring(archive.read(name))
"""


def large_export() -> bytes:
    """Return the sample's programmes, repeated to the number and size of the real export."""
    documents = sample_documents(1)
    programmes = {name: body for name, body in documents.items() if "/Foerderprogramm/" in name}
    rest = {name: body for name, body in documents.items() if name not in programmes}
    each = XML_MEGABYTES * 1_000_000 // PROGRAMMES
    repeated = {}
    for number in range(PROGRAMMES):
        name, body = list(programmes.items())[number % len(programmes)]
        text = b"&lt;/p&gt;&lt;p&gt;".join([_guideline(body)] * (each // len(_guideline(body))))
        grown = body.replace(_guideline(body), text[: each - len(body)].rpartition(b"&lt;p")[0], 1)
        repeated[name.replace(".xml", f"-{number}.xml")] = grown
    return zip_of(repeated | rest)


def _guideline(body: bytes) -> bytes:
    """Return a stretch of running text of a programme that may be repeated."""
    start = body.index(b"&lt;p&gt;", body.index(b"gsb:summary")) + len(b"&lt;p&gt;")
    return body[start : body.index(b"&lt;/p&gt;", start)]


def collect(web: Path, day: str, folder: Path, *sources: str) -> Run:
    """Collect ``sources`` from ``web`` into the home ``folder``; without, all that it covers."""
    command = [sys.executable, "-m", "scout", "collect", *sources, "--json"]
    return measure([*command, "--replay", str(web), "--today", day, "--home", str(folder)])


def show(what: str, run: Run, limit_s: float, limit_mb: float | None) -> None:
    """Print a row with its aims."""
    items = sum(json.loads(line)["items"] for line in run.output.splitlines())
    aims = f"< {limit_s:.0f} s" + (f", < {limit_mb:.0f} MB" if limit_mb else "")
    print(f"{what:44} {items:6} {run.seconds:8.1f} {run.megabytes:8.0f}   {aims}")


def main() -> None:
    """Print the table."""
    print(f"{'from file to store':44} {'items':>6} {'seconds':>8} {'MB':>8}   aim")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = large_export()
        web = write_export_bundle(folder / "web", date(2026, 11, 16), export, min_items=1000)
        peer = measure([sys.executable, "-c", PEER, str(web / "files" / "export.zip")])
        ours = collect(web, "2026-11-16", folder / "home", SOURCE)
        show("export of real size, first time", ours, 60, 400)
        again = collect(web, "2026-11-17", folder / "home", SOURCE)
        show("export of real size, nothing new", again, 60, 400)
        alone = f"{peer.seconds:8.1f} {peer.megabytes:8.0f}"
        print(f"{'  unzip and parse alone (lxml)':44} {'':6} {alone}")
        print(f"{'  ratio, first time to that':44} {'':6} {ours.seconds / peer.seconds:8.1f}")
        if not SHARED_WEB.is_dir():
            print(f"{'recorded days':44} skipped: ../shared is absent")
            return
        runs = [collect(SHARED_WEB / day, day, folder / "real") for day in SHARED_DAYS]
        for day, run in zip(SHARED_DAYS, runs, strict=True):
            show(f"recorded day {day}, all it covers", run, 20, 300)
        both = Run(
            sum(run.seconds for run in runs),
            max(run.megabytes for run in runs),
            "".join(run.output for run in runs),
        )
        show("both recorded days", both, 20, 300)


if __name__ == "__main__":
    main()
