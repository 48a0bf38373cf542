"""Write the sample as the Förderdatenbank's export: a ZIP of XML in a recorded day of the web.

The XML has the form of the real export (root ``document``, one ``property`` a field, rich text as
escaped HTML in CDATA written as text); only properties that carry something are fewer.
"""

from __future__ import annotations

import html
import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

EXPORT_URL = "https://www.foerderdatenbank.de/FDB/WS/export"
ROOT = "BMWI/FDB/Content/DE"

_RICH_TEXTS = {
    "title": "title",
    "teaserText": "kurztext",
    "summary": "volltext",
    "bodyText": "richtlinie",
    "regulatoryFWork": "voraussetzungen",
    "procMethod": "verfahren",
    "procInfluence": "fristen",
    "header": "status",
    "progress": "",
    "competenceDescr": "",
    "functions": "",
}
_CLASSIFIERS = {
    "Foerderart": "foerderart",
    "Foerdergebiet": "foerdergebiet",
    "Foerdergeber": "foerdergeber",
    "Foerderberechtigte": "foerderberechtigte",
    "Foerderbereich": "foerderbereich",
}
DAYS_IN_SAMPLE = 2
_ZIP_TIME = (2026, 11, 16, 2, 0, 0)
_NAMESPACE = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def write_bundle(folder: Path, day: date, number: int) -> Path:
    """Write the sample's day ``number`` (1 or 2) as a recorded day of the web into ``folder``."""
    documents = sample_documents(number)
    programmes = sum("/Foerderprogramm/" in name for name in documents)
    return write_export_bundle(folder, day, zip_of(documents), min_items=programmes // 2)


def write_export_bundle(folder: Path, day: date, export: bytes, *, min_items: int) -> Path:
    """Write ``export`` as the answer of the Förderdatenbank on ``day`` in bundle form."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    (folder / "files" / "export.zip").write_bytes(export)
    (folder / "files" / "robots.txt").write_text("User-agent: *\nDisallow: /FDB/SiteGlobals/\n")
    index = {
        "day": day.isoformat(),
        "expects": {"de_foerderdatenbank": {"min_items": min_items}},
        "responses": [
            _response("https://www.foerderdatenbank.de/robots.txt", "text/plain", "robots.txt"),
            _response(EXPORT_URL, "application/zip", "export.zip"),
        ],
    }
    (folder / "index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")
    return folder


def sample_documents(number: int) -> dict[str, bytes]:
    """Return member names and XML of the sample's day ``number`` (1 or 2)."""
    documents: dict[str, bytes] = {}
    for table in _tables():
        for programme in table.get("programme", ()):
            if number in programme.get("days", (1, 2)):
                entry = _on_day(programme, number)
                name = f"{ROOT}/Foerderprogramm/{entry['path']}.xml"
                documents[name] = programme_xml(entry)
        for funder in table.get("funder", ()):
            name = f"{ROOT}/Foerdergeber/{funder['path']}.xml"
            documents[name] = _titled_xml(funder, "Foerdergeber", "gsb:ContactData")
        for link in table.get("link", ()):
            name = f"{ROOT}/ExternerLink/{link['path']}.xml"
            documents[name] = _titled_xml(link, "ExternerLink", "gsb:ExternalLink")
    return documents


def zip_of(documents: Mapping[str, bytes]) -> bytes:
    """Pack ``documents`` (member name → content) into a ZIP; same input, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(documents):
            archive.writestr(
                zipfile.ZipInfo(name, _ZIP_TIME), documents[name], zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()


def programme_xml(entry: Mapping[str, Any]) -> bytes:
    """Return one programme in the form of the export; keys as in the sample's TOML."""
    folder, _, name = f"{ROOT}/Foerderprogramm/{entry['path']}".rpartition("/")
    properties = [
        *(_rich_text(gsb, entry.get(key, "")) for gsb, key in _RICH_TEXTS.items()),
        _plain("keywords", "String", entry.get("keywords", "")),
        _plain("subType", "String", "ServiceOffer-FundingProgram"),
        _classified("cl2Processes", _classifications(entry)),
        _classified("cl2CustServices", {"ExternerLink": _targets("ExternerLink", entry, "links")}),
    ]
    return _document(name, folder, "gsb:ServiceOffer", properties)


def _response(url: str, kind: str, file: str) -> dict[str, Any]:
    headers = {"Content-Type": kind}
    return {"method": "GET", "url": url, "status": 200, "headers": headers, "file": f"files/{file}"}


def _tables() -> Iterator[dict[str, Any]]:
    programmes = files("scout.sample").joinpath("programmes")
    for file in sorted(programmes.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text("utf-8"))


def _on_day(programme: Mapping[str, Any], number: int) -> dict[str, Any]:
    changes = programme.get("change", ()) if number == DAYS_IN_SAMPLE else ()
    return {**programme, **{change["field"]: change["value"] for change in changes}}


def _classifications(entry: Mapping[str, Any]) -> dict[str, list[str]]:
    groups = {
        group: [f"SiteGlobals/Categories/FDB/{group}/{code}" for code in entry.get(key, ())]
        for group, key in _CLASSIFIERS.items()
    }
    funder = [f"FDB/Content/DE/Foerdergeber/{entry['funder']}"] if "funder" in entry else []
    return {**groups, "Foerderorganisation": funder}


def _targets(kind: str, entry: Mapping[str, Any], key: str) -> list[str]:
    return [f"FDB/Content/DE/{kind}/{path}" for path in entry.get(key, ())]


def _titled_xml(entry: Mapping[str, Any], kind: str, gsb_type: str) -> bytes:
    folder, _, name = f"{ROOT}/{kind}/{entry['path']}".rpartition("/")
    properties = [_rich_text("title", entry["title"])]
    if "url" in entry:
        properties.append(_plain("url", "String", entry["url"]))
    return _document(name, folder, gsb_type, properties)


def _document(name: str, folder: str, gsb_type: str, properties: Iterable[str]) -> bytes:
    body = "\n".join(properties)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<document {_NAMESPACE} name="{name}" path="/{folder}" type="{gsb_type}">\n'
        f"{body}\n</document>\n"
    ).encode()


def _rich_text(name: str, text: str) -> str:
    cdata = f"<![CDATA[<div {_NAMESPACE}>{_as_html(text)}</div>]]>"
    return (
        f'    <property name="gsb:{name}" type="RichText">\n'
        f"        <text>{html.escape(cdata, quote=False)}</text>\n    </property>"
    )


def _plain(name: str, kind: str, value: str) -> str:
    return (
        f'    <property name="gsb:{name}" type="{kind}">\n'
        f"        <value>{html.escape(value, quote=False)}</value>\n    </property>"
    )


def _classified(name: str, groups: Mapping[str, Sequence[str]]) -> str:
    lists = "\n".join(_classified_list(group, targets) for group, targets in groups.items())
    return (
        f'    <property name="gsb:{name}" type="ClassifiedLinkLists">\n'
        f"        <classifiedLinkLists>\n{lists}\n        </classifiedLinkLists>\n    </property>"
    )


def _classified_list(group: str, targets: Sequence[str]) -> str:
    links = "".join(f'<link xlink:href="target:/BMWI/{target}"/>' for target in targets)
    classifier = f"target:/BMWI/SiteGlobals/Classifications/Classifier/Common/{group}"
    return (
        "            <classifiedLinkList><classifierText></classifierText>"
        f'<classifierLinks><link xlink:href="{classifier}"/></classifierLinks>'
        f"<links>{links}</links></classifiedLinkList>"
    )


def _as_html(text: str) -> str:
    """Turn the sample's plain form into HTML: paragraphs, "- " items, "## " headings."""
    blocks: list[str] = []
    for block in text.strip().split("\n\n"):
        items: list[str] = []
        for line in block.splitlines():
            escaped = html.escape(line.strip(), quote=False)
            if line.startswith("- "):
                items.append(f"<li>{escaped[2:]}</li>")
                continue
            blocks.extend(_list(items))
            items = []
            tag, content = ("h2", escaped[3:]) if line.startswith("## ") else ("p", escaped)
            blocks.append(f"<{tag}>{content}</{tag}>" if content else "")
        blocks.extend(_list(items))
    return "".join(blocks)


def _list(items: Sequence[str]) -> list[str]:
    return [f"<ul>{''.join(items)}</ul>"] if items else []
