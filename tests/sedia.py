"""Answers of the EU portal's search API in its form, with topics of our own, as a recorded day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

API = "https://api.tech.ec.europa.eu/search-api/prod/rest/"
FACET = f"{API}facet?apiKey=SEDIA&text=***"
PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/"
SOURCE = "eu_funding_tenders"
FORTHCOMING, OPEN, CLOSED = "31094501", "31094502", "31094503"
DIGITAL, DEFENCE = "43152860", "44181033"
LABELS = {DIGITAL: "Digital Europe Programme (DIGITAL)", DEFENCE: "European Defence Fund (EDF)"}
DESCRIPTION = (
    '<p class="topicdescriptionkind">Expected Outcome:</p><p>Small towns share one sensor network.'
    '</p><p class="topicdescriptionkind">Scope:</p><ul><li>Gateways on <a href="https://towns.'
    'example/roofs">town halls</a>,</li><li>an open platform.</li></ul>'
)
Record = dict[str, Any]


def search(page: int) -> str:
    """Return the address of a page of the list."""
    return f"{API}search?apiKey=SEDIA&text=***&pageSize=100&pageNumber={page}"


def topic(identifier: str = "DIGITAL-2027-TOWNS-01", /, **fields: Any) -> Record:
    """A record of a topic; ``fields`` are those of its metadata, ``None`` leaves one out."""
    metadata = {
        "identifier": [identifier],
        "title": [f"Sensors for small towns: {identifier}"],
        "type": ["1"],
        "status": [OPEN],
        "callIdentifier": ["DIGITAL-2027-TOWNS"],
        "callTitle": ["Towns &amp; villages"],
        "startDate": ["2026-11-01T00:00:00.000+0000"],
        "deadlineDate": ["2027-03-04T17:00:00.000+0000"],
        "deadlineModel": ["single-stage"],
        "frameworkProgramme": [DIGITAL],
        "programmeDivision": [],
        "typesOfAction": ["DIGITAL Simple Grants"],
        "language": ["en"],
        "DATASOURCE": ["SEDIA"],
        "descriptionByte": [DESCRIPTION],
    }
    kept = {name: value for name, value in (metadata | fields).items() if value is not None}
    return {
        "reference": f"{crc32(identifier.encode())}TOPICSen",
        "url": f"{PORTAL}topic-details/{identifier}",
        "language": "en",
        "summary": f"Sensors for small towns: {identifier}",
        "metadata": kept,
    }


def cascade(number: int = 17001, /, name: str = "Vouchers for villages", **fields: Any) -> Record:
    """A record of a cascade call under the topic DIGITAL-2024-PARENT-01."""
    own = {"type": ["8"], "title": ["A network of villages"], "callTitle": [name]}
    record = topic("DIGITAL-2024-PARENT-01", **(own | {"descriptionByte": None} | fields))
    return record | {
        "reference": f"{number}COMPETITIVE_CALLen",
        "url": f"{PORTAL}competitive-calls-cs/48165818",
        "summary": name,
    }


def topics(count: int, **fields: Any) -> list[Record]:
    """So many topics, each with a number."""
    return [topic(f"DIGITAL-2027-TOWNS-{number:04}", **fields) for number in range(1, count + 1)]


def overview(*actions: Mapping[str, Any]) -> list[str]:
    """The budget of a call as the API writes it: JSON in a text, by the number of a topic."""
    numbered = {str(number): [dict(action)] for number, action in enumerate(actions, start=1)}
    return [json.dumps({"budgetYearsColumns": ["2027"], "budgetTopicActionMap": numbered})]


def action(name: str, **figures: Any) -> Mapping[str, Any]:
    """One action of a budget: two grants of 3.5 to 4 millions each."""
    return {
        "action": name,
        "expectedGrants": 2,
        "minContribution": 3500000,
        "maxContribution": 4000000,
        "budgetYearMap": {"2027": "7500000"},
    } | figures


def answer(records: Sequence[Any], total: int | None = None) -> bytes:
    """One page of the list."""
    return json.dumps(
        {
            "apiVersion": "2.151",
            "terms": "***",
            "totalResults": len(records) if total is None else total,
            "pageSize": 100,
            "results": list(records),
        }
    ).encode()


def pages(records: Sequence[Any], total: int | None = None) -> list[bytes]:
    """All pages of the list; the last one may be empty."""
    whole = len(records) if total is None else total
    parts = [records[start : start + 100] for start in range(0, len(records) + 1, 100)]
    return [answer(part, whole) for part in parts]


def facet(labels: Mapping[str, str] = LABELS) -> bytes:
    """The answer that says what codes are called."""
    values = [{"rawValue": code, "value": label, "count": 3} for code, label in labels.items()]
    facets = [
        {"name": "status", "values": [{"rawValue": OPEN, "value": "Open"}]},
        {"name": "frameworkProgramme", "values": values},
    ]
    return json.dumps({"apiVersion": "2.151", "facets": facets}).encode()


def write_bundle(
    folder: Path,
    bodies: Sequence[bytes | int],
    *,
    labels: bytes | int | None = None,
    min_items: int = 10,
) -> Path:
    """Write a recorded day in which page after page brings one of ``bodies``.

    A number is the status of an answer without a body.
    """
    (folder / "files").mkdir(parents=True)
    first = facet() if labels is None else labels
    entries = []
    for number, (url, body) in enumerate(
        [(FACET, first), *((search(page), body) for page, body in enumerate(bodies, start=1))]
    ):
        entry: dict[str, Any] = {"method": "POST", "url": url}
        if isinstance(body, int):
            entries.append(entry | {"status": body})
            continue
        (folder / "files" / str(number)).write_bytes(body)
        headers = {"Content-Type": "application/json"}
        entries.append(entry | {"status": 200, "headers": headers, "file": f"files/{number}"})
    index = {"expects": {SOURCE: {"min_items": min_items}}, "responses": entries}
    (folder / "index.json").write_text(json.dumps(index))
    return folder
