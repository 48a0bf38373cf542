"""From text to facts: 2,500 programmes with their guidelines, 75 MB of text, on one core.

    python benchmarks/reading.py

The peer in the same run is what a naive reader does with the same file: parse its lines and look
for every date, percentage and sum by one expression each. The texts are the real programmes of
../shared where it is there, otherwise the sample's, repeated to that number and size.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from measure import measure

PROGRAMMES = 2_500
MEGABYTES = 75
AIM_S = 40
GOLD = Path(__file__).parent.parent.parent / "shared" / "gold" / "programmes.jsonl.gz"
TEXTS = ("description", "more_info", "legal_basis")

PEER = r"""
import json, re, sys
rules = [
    re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z]\w+)\s?\d{4}"),
    re.compile(r"\d+(?:,\d+)?\s?(?:%|Prozent|v\.\s?H\.)"),
    re.compile(r"(?:EUR|€)\s?[\d.,]+|[\d.,]+\s?(?:EUR|Euro|€)"),
]
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        record = json.loads(line)
        text = "\n".join(record[name] for name in ("description", "more_info", "legal_basis"))
        print(sum(len(rule.findall(text)) for rule in rules))
"""


def real_records() -> list[dict[str, object]]:
    """Return the programmes of ../shared."""
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample_records() -> list[dict[str, object]]:
    """Return the sample's programmes as records."""
    tables = (files("scout.sample") / "programmes").iterdir()
    programmes = [
        programme
        for table in tables
        for programme in tomllib.loads(table.read_text("utf-8"))["programme"]
    ]
    return [
        {
            "id": programme["path"],
            "description": f"### Volltext\n\n{programme.get('volltext', '')}",
            "more_info": f"### Fristen\n\n{programme.get('fristen', '')}",
            "legal_basis": f"### Richtlinie\n\n{programme.get('richtlinie', '')}",
        }
        for programme in programmes
    ]


def grown(records: list[dict[str, object]]) -> Iterator[str]:
    """Yield lines of as many records as the real database has, of about its size together."""
    own = sum(len(str(record[name])) for record in records for name in TEXTS)
    times = max(1, round(MEGABYTES * 1_000_000 / (own * PROGRAMMES / len(records))))
    for number in range(PROGRAMMES):
        record = records[number % len(records)]
        texts = {name: "\n\n".join([str(record[name])] * times) for name in TEXTS}
        yield json.dumps(record | texts | {"id": str(number)}, ensure_ascii=False) + "\n"


def main() -> None:
    """Print the table."""
    records = real_records() if GOLD.is_file() else sample_records()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "programmes.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(grown(records))
        ours = measure([sys.executable, "-m", "scout", "facts", str(file), "--json"])
        peer = measure([sys.executable, "-c", PEER, str(file)])
        size = file.stat().st_size / 1_000_000
    texts = "real texts" if GOLD.is_file() else "texts of the sample (../shared is absent)"
    what = f"{PROGRAMMES} programmes, {size:.0f} MB of {texts}"
    print(f"{'from text to facts':48} {'seconds':>8} {'MB':>8}   aim")
    print(f"{what:48} {ours.seconds:8.1f} {ours.megabytes:8.0f}   < {AIM_S} s")
    naive = "  three expressions over the same lines"
    print(f"{naive:48} {peer.seconds:8.1f} {peer.megabytes:8.0f}")
    print(f"{'  ratio':48} {ours.seconds / peer.seconds:8.1f}")


if __name__ == "__main__":
    main()
