"""Whatever the Förderdatenbank answers: the right verdict, a finding of its own, nothing lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scout.domain import Verdict
from scout.sample.export import sample_documents, zip_of
from scout.store.engine import open_store
from tests.odd_site import broken_off, collect, odd_site, page, silent

PROGRAMME = "BMWI/FDB/Content/DE/Foerderprogramm/Bund/BMWi/neu.xml"


def with_member(name: str, content: bytes = b"<document/>") -> bytes:
    """Return the sample's export with one more member, under exactly this name."""
    buffer = io.BytesIO(zip_of(sample_documents(1)))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, content)
    return buffer.getvalue()


def some_programmes(number: int) -> dict[str, bytes]:
    """Return the sample's export with so many of its 68 programmes."""
    documents = sample_documents(1)
    programmes = [name for name in documents if "/Foerderprogramm/" in name]
    left_out = set(programmes[number:])
    return {name: body for name, body in documents.items() if name not in left_out}


def answer(**values: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change that makes the recorded answer say ``values`` instead."""

    def change(response: dict[str, Any]) -> None:
        response.clear()
        response.update(url="https://www.foerderdatenbank.de/FDB/WS/export", **values)

    return change


@pytest.fixture
def world(bundle, zeros) -> dict[str, Callable[[], Path]]:
    """The broken worlds by name."""
    whole = zip_of(sample_documents(1))
    wall = b"<!DOCTYPE html><html><head><title>Zugriff verweigert</title></head><body/></html>"
    damaged = bytearray(whole)
    damaged[len(whole) // 3 : len(whole) // 3 + 400] = bytes(400)
    return {
        "leads out of its folder": lambda: bundle(with_member("BMWI/../../etc/cron.d/x")),
        "leads to the root": lambda: bundle(with_member("/etc/passwd")),
        "with backslashes": lambda: bundle(with_member("BMWI\\..\\x.xml")),
        "in another folder": lambda: bundle(with_member("CMS/Foerderprogramm/Bund/x.xml")),
        "two gigabytes of zeros": lambda: bundle(zeros),
        "cut off": lambda: bundle(whole[: len(whole) // 2]),
        "damaged inside": lambda: bundle(bytes(damaged)),
        "a page instead": lambda: bundle(wall),
        "nothing": lambda: bundle(b"\n"),
        "a wall": lambda: bundle(wall, change=lambda response: response.update(status=403)),
        "a long wait": lambda: bundle(change=answer(status=503, headers={"Retry-After": "7200"})),
        "far fewer": lambda: bundle(some_programmes(33)),
        "HTTP 500": lambda: bundle(change=answer(status=500)),
        "HTTP 404": lambda: bundle(change=answer(status=404)),
        "refused": lambda: bundle(change=answer(error="refused")),
        "timeout": lambda: bundle(change=answer(error="timeout")),
        "no such host": lambda: bundle(change=answer(error="dns")),
        "too few": lambda: bundle(dict(list(sample_documents(1).items())[:8])),
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("leads out of its folder", "zip_member_path"),
        ("leads to the root", "zip_member_path"),
        ("with backslashes", "zip_member_path"),
        ("in another folder", "zip_member_path"),
        ("two gigabytes of zeros", "zip_too_large"),
        ("cut off", "zip_damaged"),
        ("damaged inside", "zip_damaged"),
        ("a page instead", "not_a_zip"),
        ("nothing", "not_a_zip"),
        ("a wall", "bot_wall"),
        ("a long wait", "asked_to_wait"),
        ("far fewer", "count_collapsed"),
        ("HTTP 500", "http_500"),
        ("HTTP 404", "http_404"),
        ("refused", "connection_refused"),
        ("timeout", "timeout"),
        ("no such host", "host_unknown"),
        ("too few", "too_few_items"),
    ],
)
def test_a_broken_answer_fails_and_leaves_the_store_alone(
    name, code, world, collected, scout, json_lines
):
    before = scout("calls", "--json", "--today", "2026-11-17").stdout

    result = scout("collect", "--replay", world[name](), "--today", "2026-11-17", "--json")

    assert result.returncode == 1
    (report,) = json_lines(result)
    assert report["verdict"] == "FAILED"
    assert code in [finding["code"] for finding in report["findings"]]
    assert (report["new"], report["changed"], report["gone"], report["back"]) == (0, 0, 0, 0)
    assert scout("calls", "--json", "--today", "2026-11-17").stdout == before
    states = {state["name"]: state for state in json_lines(scout("sources", "--json"))}
    state = states["de_foerderdatenbank"]
    assert state["outcome"] == "FAILED"
    assert state["last_read_on"] == "2026-11-16"


def test_a_programme_that_cannot_be_parsed_makes_the_crawl_doubtful_and_is_not_gone(
    bundle, collected, scout, json_lines
):
    documents = sample_documents(1)
    broken = next(name for name in documents if "/Foerderprogramm/Land/NRW/" in name)
    vanished = next(name for name in documents if "/Foerderprogramm/Bund/" in name)
    second = {name: body for name, body in documents.items() if name != vanished}
    second[broken] = second[broken].replace(b"</document>", b"")

    result = scout(
        "collect", "--replay", bundle(second, name="b"), "--today", "2026-11-17", "--json"
    )

    assert result.returncode == 0
    (report,) = json_lines(result)
    assert (report["verdict"], report["gone"]) == ("DOUBTFUL", 0)
    (finding,) = report["findings"]
    assert finding["code"] == "not_well_formed"
    assert broken in finding["text"]


@pytest.mark.parametrize(
    ("documents", "code", "words"),
    [
        (some_programmes(40), "count_fell", "40 items came, in the last good crawl 68"),
        (
            {
                name: body.replace(b"classifiedLinkList", b"classifiedList")
                for name, body in sample_documents(1).items()
            },
            "fill_rate",
            "code.Foerderart is filled in 0%",
        ),
        (
            {
                name: body.replace(b'"gsb:procInfluence"', b'"gsb:fristen"')
                for name, body in sample_documents(1).items()
            },
            "fill_rate_fell",
            "section.Fristen is filled in 0%",
        ),
    ],
)
def test_an_export_that_lacks_what_was_there_is_doubted_and_nothing_counts_as_gone(
    documents, code, words, bundle, collected, scout, json_lines
):
    result = scout("collect", "--replay", bundle(documents), "--today", "2026-11-17", "--json")

    assert result.returncode == 0
    (report,) = json_lines(result)
    assert (report["verdict"], report["gone"]) == ("DOUBTFUL", 0)
    found = [each["text"] for each in report["findings"] if each["code"] == code]
    assert any(words in text for text in found), found


def test_an_export_that_is_not_modified_is_a_good_crawl(bundle, collected, scout, json_lines):
    unmodified = bundle(change=answer(status=304))

    result = scout("collect", "--replay", unmodified, "--today", "2026-11-17", "--json")

    (report,) = json_lines(result)
    assert (report["verdict"], report["items"], report["gone"]) == ("OK", 68, 0)
    assert [finding["code"] for finding in report["findings"]] == ["not_modified"]
    states = {state["name"]: state for state in json_lines(scout("sources", "--json"))}
    state = states["de_foerderdatenbank"]
    assert (state["outcome"], state["last_read_on"], state["items"]) == ("OK", "2026-11-17", 68)


def test_an_export_that_is_not_modified_but_was_never_read_fails(bundle, scout, json_lines):
    unmodified = bundle(change=answer(status=304))

    result = scout("collect", "--replay", unmodified, "--today", "2026-11-17", "--json")

    assert result.returncode == 1
    (report,) = json_lines(result)
    assert "not_modified_unknown" in [finding["code"] for finding in report["findings"]]


@pytest.mark.parametrize(
    ("answered", "code", "words"),
    [
        (
            page("<html><head><title>Zugriff verweigert</title></head></html>"),
            "not_a_zip",
            "'Zugriff verweigert' – the site may be asking for a human",
        ),
        (page("bald wieder da", Content_Type="text/plain"), "not_a_zip", "14 bytes: 'bald wieder"),
        (
            broken_off("PK\x03\x04" + "x" * 5000, {"Content-Length": "28000000"}),
            "cut_off",
            "broke off in the middle",
        ),
        (silent, "timeout", "no answer in time"),
    ],
)
def test_the_export_over_a_real_connection_fails_in_words(answered, code, words, monkeypatch, home):
    home.mkdir()
    store = open_store(home)
    with odd_site(monkeypatch) as site:
        site.pages["/export"] = answered
        report = collect(home, store, "odd_export", overrides={"DOWNLOAD_TIMEOUT": 2})
    store.close()

    assert report.verdict is Verdict.FAILED
    assert report.findings[0].code == code
    assert words in report.findings[0].text


def test_a_document_type_with_entities_is_not_read(bundle, scout, json_lines):
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><document>&b;</document>'

    result = scout(
        "collect",
        "--replay",
        bundle(sample_documents(1) | {PROGRAMME: bomb}),
        "--today",
        "2026-11-16",
        "--json",
    )

    (report,) = json_lines(result)
    assert [finding["code"] for finding in report["findings"]] == ["xml_doctype"]


def test_a_source_that_comes_back_to_life_is_read_again(bundle, collected, scout, json_lines):
    good = bundle(name="good")
    wall = bundle(b"<html>Bitte bestaetigen Sie, dass Sie kein Roboter sind</html>", name="wall")
    verdicts = []
    for day, web in (("17", wall), ("18", wall), ("19", good)):
        result = scout("collect", "--replay", web, "--today", f"2026-11-{day}", "--json")
        verdicts += [(report["verdict"], report["new"]) for report in json_lines(result)]

    assert verdicts == [("FAILED", 0), ("FAILED", 0), ("OK", 0)]
