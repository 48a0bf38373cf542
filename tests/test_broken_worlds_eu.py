"""Whatever the EU portal answers: the right verdict, a finding of its own, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scout.clock import now_or_on
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import collect_source
from scout.domain import Verdict
from scout.store.engine import open_store
from tests import sedia
from tests.sedia import SOURCE, answer, pages, topic, topics

DAY, NEXT_DAY = "2026-11-16", "2026-11-17"
GOOD = pages(topics(130))
WALL = b"<!DOCTYPE html><html><head><title>Access denied</title></head><body/></html>"
SEVEN = [topic(f"only-{number}") for number in range(7)]
OTHER_DATES = ["17.11.2026"]


def euros(amount: float) -> dict[str, object]:
    """A sum that a field of the portal states."""
    scope = {"per": None, "unit": "", "condition": ""}
    return {"amount": amount, "currency": "EUR", "quote": None, **scope}


def run_in(folder: Path, day: str, web: Path) -> None:
    """Collect in the home ``folder`` as anybody would."""
    words = ["collect", SOURCE, "--home", str(folder), "--replay", str(web), "--today", day]
    subprocess.run([sys.executable, "-m", "scout", *words], check=True, capture_output=True)


@pytest.fixture
def collect(tmp_path, scout, json_lines) -> Callable[..., dict]:
    """Collect from a bundle with these pages; returns the report, with the codes of findings."""
    bundles = iter(range(9))

    def run(bodies: Sequence[bytes | int], day: str = NEXT_DAY, **values: object) -> dict:
        folder = sedia.write_bundle(tmp_path / f"web{next(bundles)}", bodies, **values)
        result = scout("collect", SOURCE, "--replay", folder, "--today", day, "--json")
        (report,) = json_lines(result)
        assert result.returncode == (report["verdict"] == "FAILED")
        return report | {"codes": [finding["code"] for finding in report["findings"]]}

    return run


@pytest.fixture(scope="module")
def _known(tmp_path_factory) -> Path:
    """A home that knows 130 topics; made once, to be copied."""
    folder = tmp_path_factory.mktemp("eu")
    run_in(folder / "home", DAY, sedia.write_bundle(folder / "web", GOOD))
    return folder / "home"


@pytest.fixture
def known(_known, home, scout) -> Callable[[], list[str]]:
    """A home that knows 130 topics; gives a way to see all that is stored of them."""
    shutil.copytree(_known, home)

    def stored() -> list[str]:
        return sorted(scout("calls", "--json", "--today", NEXT_DAY).stdout.splitlines())

    assert len(stored()) == 130
    return stored


def changed(count: int, **fields: object) -> list[dict]:
    """The known topics, of which the first ``count`` are different."""
    return [
        *(topic(each["metadata"]["identifier"][0], **fields) for each in topics(count)),
        *topics(130)[count:],
    ]


def test_a_day_that_brings_the_same_changes_nothing(known, collect):
    report = collect(GOOD)
    assert (report["verdict"], report["items"], report["codes"]) == ("OK", 130, [])
    assert (report["new"], report["changed"], report["gone"], report["back"]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("bodies", "code"),
    [
        ([WALL], "bot_wall"),
        ([GOOD[0], WALL], "bot_wall"),
        ([b"upstream request timeout"], "not_json"),
        ([GOOD[0], b'{"results": ['], "not_json"),
        ([b'{"status": "maintenance"}'], "other_structure"),
        ([GOOD[0], b'{"hits": {"total": 130}}'], "other_structure"),
        ([500], "http_500"),
        ([404], "http_404"),
        ([403], "http_403"),
        ([answer([])], "too_few_items"),
        (pages(SEVEN), "too_few_items"),
        (pages(topics(60)), "count_collapsed"),
        ([answer(topics(100), 130)] * 9, "same_page_again"),
        (pages([{"id": number} for number in range(130)]), "too_few_items"),
        (pages(topics(130, deadlineDate=OTHER_DATES)), "too_few_items"),
        (pages(topics(130, DATASOURCE=["SEDIA_OLD"])), "too_few_items"),
    ],
)
def test_a_broken_answer_fails_and_leaves_the_store_alone(bodies, code, known, collect):
    before = known()

    report = collect(bodies)

    assert report["verdict"] == "FAILED"
    assert code in report["codes"]
    assert (report["new"], report["changed"], report["gone"], report["back"]) == (0, 0, 0, 0)
    assert known() == before


@pytest.mark.parametrize(
    ("bodies", "code", "left_out"),
    [
        (pages(topics(80)), "count_fell", 50),
        (pages(topics(130, deadlineDate=[])), "fill_rate_fell", 0),
        (pages(topics(130, frameworkProgramme=[])), "fill_rate", 0),
        ([GOOD[0], 503], "http_503", 30),
        ([answer(topics(100), 130), answer([], 130)], "records_missing", 30),
        ([*pages(topics(130), 9_000), answer([], 9_000)], "records_missing", 0),
        (pages(changed(3, deadlineDate=OTHER_DATES)), "date_form", 3),
        (pages(changed(3, title="no list")), "field_form", 3),
        (pages([*topics(129), "a record"]), "record_form", 1),
        (pages(changed(1, title=["x" * 3000])), "value_too_long", 1),
        (pages([*topics(128), *topics(2)]), "records_repeated", 2),
    ],
)
def test_where_it_is_read_in_part_nothing_is_gone(bodies, code, left_out, known, collect):
    report = collect(bodies)

    assert report["verdict"] == "DOUBTFUL"
    assert code in report["codes"]
    assert report["items"] == 130 - left_out
    assert report["gone"] == 0
    assert len(known()) == 130


def test_a_page_that_does_not_come_costs_only_itself(collect):
    bodies = pages(topics(330))

    report = collect([bodies[0], 500, *bodies[2:]], DAY)

    assert (report["verdict"], report["items"]) == ("DOUBTFUL", 230)
    assert report["codes"] == ["http_500"]


def test_an_order_that_is_refused_is_replaced_by_the_portals_own(home, tmp_path, scout, json_lines):
    web = sedia.write_bundle(tmp_path / "web", GOOD)
    index = json.loads((web / "index.json").read_text())
    refused = {"method": "POST", "url": sedia.search(1), "status": 400}
    index["responses"].insert(0, refused)
    (web / "index.json").write_text(json.dumps(index))

    (report,) = json_lines(scout("collect", "--replay", web, "--today", DAY, "--json"))

    assert (report["verdict"], report["new"]) == ("OK", 130)
    assert [each["code"] for each in report["findings"]] == ["order_refused"]


@pytest.mark.parametrize("labels", [500, 404, WALL])
def test_labels_that_do_not_come_are_only_a_note(labels, collect, scout, json_lines):
    report = collect(GOOD, DAY, labels=labels)

    assert (report["verdict"], report["new"]) == ("OK", 130)
    assert report["codes"] == ["labels_missing"]
    scout("read")
    calls = json_lines(scout("calls", "--json", "--today", DAY))
    assert {call["programme"] for call in calls} == {"DIGITAL"}


def test_programs_are_given_hours_sums_and_programme(collect, scout, json_lines):
    budget = sedia.overview(sedia.action("DIGITAL-2027-TOWNS-0001 - DIGITAL Simple Grants"))
    collect(pages(topics(12, budgetOverview=budget)), DAY)
    scout("read")
    calls = {call["key"]: call for call in json_lines(scout("calls", "--json", "--today", DAY))}

    first, second = calls["DIGITAL-2027-TOWNS-0001"], calls["DIGITAL-2027-TOWNS-0002"]
    assert (first["status"], first["opens_on"]) == ("OPEN", "2026-11-01")
    assert first["budget"] == euros(7_500_000)
    assert first["min_grant"] == euros(3_500_000)
    assert first["max_grant"] == euros(4_000_000)
    assert (first["expected_grants"], first["programme"]) == (2, "DIGITAL")
    assert first["deadline"]["times"] == ["17:00"]
    assert first["deadline"]["zone"] == "Europe/Brussels"
    assert (second["budget"], second["expected_grants"]) == (None, None)


def test_a_longer_list_than_scrapy_would_follow_is_read_to_its_end(collect):
    report = collect(pages(topics(2_150)), DAY)
    assert (report["verdict"], report["new"]) == ("OK", 2_150)


def test_a_list_without_an_end_is_cut_and_fails(tmp_path, home):
    """Every page brings a hundred records that nobody knows yet, and promises more."""
    bodies = pages(topics(600), 10**6)
    endless = [*bodies[:6], bodies[0]]
    folder = sedia.write_bundle(tmp_path / "web", endless)
    store = open_store(home)
    source = replace(sources()[SOURCE], expects=replace(sources()[SOURCE].expects, max_items=500))

    report = collect_source(
        home, store, source, CrawlOptions(date(2026, 11, 16), folder), now_or_on(None), _silent
    )
    store.close()

    assert report.verdict is Verdict.FAILED
    assert {"same_page_again", "limit_reached"} <= {finding.code for finding in report.findings}


def test_an_exception_fails_the_crawl_with_its_words(monkeypatch, tmp_path, home):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    folder = sedia.write_bundle(tmp_path / "web", GOOD)
    options = CrawlOptions(date(2026, 11, 16), folder, spider_modules=("odd_spiders.eu",))
    store = open_store(home)

    report = collect_source(
        home, store, sources()[SOURCE].with_min_items(1), options, now_or_on(None), _silent
    )
    store.close()

    assert (report.verdict, report.items) == (Verdict.FAILED, 0)
    (finding,) = [each for each in report.findings if each.code == "exception"]
    assert "LookupError: page 2 is unlucky" in finding.text
    assert finding.url == sedia.search(2)


def test_what_was_recorded_is_replayed(tmp_path, collect, scout, json_lines):
    first = sedia.write_bundle(tmp_path / "first", GOOD)
    words = ("collect", SOURCE, "--replay", first, "--record", tmp_path / "copy", "--today", DAY)
    assert scout(*words).returncode == 0

    (report,) = json_lines(
        scout("collect", "--replay", tmp_path / "copy", "--today", NEXT_DAY, "--json")
    )

    assert (report["verdict"], report["items"], report["changed"]) == ("OK", 130, 0)
    index = json.loads((tmp_path / "copy" / "index.json").read_text())
    posts = [each for each in index["responses"] if each["method"] == "POST"]
    assert len({each["body_sha256"] for each in posts}) == 2


def _silent(_source: str, _count: int) -> None:
    pass
