"""What a failed crawl leaves behind shows the same verdict again, and no contact person."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scout.clock import now_or_on
from scout.collect import failed
from scout.collect.bundle import load_bundle
from scout.collect.source_run import CollectReport, collect_source
from scout.collect.trail import Bodies
from scout.domain import Finding, Verdict, Weight
from scout.sample.export import sample_documents, zip_of
from scout.store import runs
from scout.store.engine import Store, open_store
from tests.builders import source
from tests.odd_site import (
    TODAY,
    Answer,
    OddSite,
    broken_off,
    collect,
    moved,
    odd_site,
    odd_source,
    options,
    page,
    silent,
    snapshot,
)
from tests.test_broken_web import GOOD, KEYS, WALL, list_of

SMALL = {"DOWNLOAD_TIMEOUT": 1.5, "DOWNLOAD_MAXSIZE": 200_000}
NOW = now_or_on(TODAY)
SECRETS = ("Maxi", "Mustermann", "maxi.mustermann", "4972", "geheim")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": GOOD}
        yield opened


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    home.mkdir()
    with closing(open_store(home)) as opened:
        yield opened


def again(home: Path, store: Store, name: str, **values: Any) -> CollectReport:
    """Replay what the failed crawl of a source left behind."""
    return collect(home, store, name, replay=home / "failed" / name, **values)


def same(first: CollectReport, second: CollectReport) -> None:
    assert (second.verdict, second.findings) == (first.verdict, first.findings)


FAILING: dict[str, Answer] = {
    "a wall": page(WALL, 403),
    "a wall with 200": page(WALL),
    "an error": page("", 500),
    "nothing on the page": page(list_of([])),
    "another form": page("<ul><li><h2>ohne Kennung</h2></ul>"),
    "far fewer": page(list_of(KEYS[:3])),
    "no answer": silent,
    "waits": page("", 429, Retry_After="0"),
    "less than announced": broken_off(list_of(KEYS), {"Content-Length": "99999"}),
    "nothing at all": lambda line: line.reset(),
    "a loop": moved("/list"),
    "too much": page("<html>" + "x" * 300_000),
    "packed wrongly": page(b"\x1f\x8b\x08\x00\x00", Content_Encoding="gzip"),
    "a bomb": page(gzip.compress(bytes(300_000)), Content_Encoding="gzip"),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_replay_of_what_is_kept_says_the_same(name: str, site, home, store) -> None:
    assert collect(home, store, "odd_list").verdict is Verdict.OK
    assert not (home / "failed").exists()
    site.pages["/list"] = FAILING[name]
    first = collect(home, store, "odd_list", overrides=SMALL)
    assert first.verdict is Verdict.FAILED
    before, asked = snapshot(store), len(site.asked)
    second = again(home, store, "odd_list", overrides=SMALL)
    if second.findings and second.findings[-1].code == "left_out":
        assert name in ("packed wrongly", "a bomb", "too much")
        second = failed_only(second)
    same(first, second)
    assert (snapshot(store), len(site.asked)) == (before, asked)


def failed_only(report: CollectReport) -> CollectReport:
    """Return a report without its last finding, which says that something was left out."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    return replace(report, findings=report.findings[:-1])


@pytest.mark.parametrize("answer", [page("", 500), page("User-agent: *\nDisallow: /"), silent])
def test_what_robots_txt_said_is_kept(answer: Answer, site, home, store) -> None:
    site.pages["/robots.txt"] = answer
    first = collect(home, store, "odd_list", overrides=SMALL)
    assert first.verdict is Verdict.FAILED
    same(first, again(home, store, "odd_list", overrides=SMALL))


@pytest.mark.parametrize("name", ["raising", "refusing", "endless", "crashing"])
def test_a_spider_that_misbehaves_does_it_again(name: str, site, home, store) -> None:
    site.pages |= {"/list": page("<a href=/a>a</a>"), "/a": page("<h1>A</h1><p>Text</p>")}
    first = collect(home, store, name)
    assert first.verdict is Verdict.FAILED
    same(first, again(home, store, name))


def test_paging_without_end_is_ended_again(site, home, store) -> None:
    for number in range(1, 40):
        more = f"<a rel=next href=/{number + 1}>weiter</a>"
        site.pages[f"/{number}"] = page(list_of([f"aufruf-{number}"], more=more))
    site.pages["/list"] = site.pages["/1"]
    first = collect(home, store, "odd_paged")
    assert "limit_reached" in {each.code for each in first.findings}
    same(first, again(home, store, "odd_paged"))


def test_a_crawl_that_was_ended_at_its_time_limit_ends_there_again(site, home, store) -> None:
    site.pages |= {"/list": page("<a href=/a>a</a><a href=/b>b</a>"), "/a": page("<h1>A</h1>")}
    site.pages["/b"] = silent
    first = collect(home, store, "odd", time_limit_s=8)
    assert "time_limit" in {each.code for each in first.findings}
    assert f"{site.url}/b" not in {each.url for each in kept(home, "odd").responses}
    same(first, again(home, store, "odd"))


def test_a_crawl_that_did_not_begin_says_so_again(site, home, store, monkeypatch) -> None:
    broken = {"DUPEFILTER_CLASS": "nowhere.Filter"}
    first = collect(home, store, "odd_list", overrides=broken)
    assert first.findings[0].code == "crashed"
    same(first, again(home, store, "odd_list"))


def test_a_wall_in_the_middle_is_kept_with_the_pages_before_it(site, home, store) -> None:
    site.pages |= {"/list": page("".join(f"<a href=/{each}>x</a>" for each in "abc"))}
    site.pages |= {f"/{each}": page(f"<h1>Aufruf {each}</h1>") for each in "ac"}
    site.pages["/b"] = page(WALL, 403)
    first = collect(home, store, "odd")
    assert [each.code for each in first.findings] == ["bot_wall"]
    second = again(home, store, "odd")
    same(first, second)
    assert second.items == first.items == 2


def test_a_spider_that_is_mended_may_be_tried_and_nothing_is_taken_in(
    site, home, store, monkeypatch
) -> None:
    site.pages["/list"] = page(list_of(KEYS[:1]))
    assert collect(home, store, "odd_list").verdict is Verdict.FAILED
    before = snapshot(store)
    with store.reading() as connection:
        crawls = runs.recent(connection, 10)
    mended = odd_source("odd_list").with_min_items(1)
    report = collect_source(
        home, store, mended, options(replay=home / "failed" / "odd_list"), NOW, lambda *_: None
    )
    assert (report.verdict, report.new) == (Verdict.OK, 1)
    assert snapshot(store) == before
    with store.reading() as connection:
        assert runs.recent(connection, 10) == crawls


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Path, Store]]:
    """A home in which nothing was ever read."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with closing(open_store(folder)) as opened:
        yield folder, opened


def test_a_replay_elsewhere_compares_with_what_the_crawl_was_compared_with(
    site, home, store, elsewhere
) -> None:
    assert collect(home, store, "odd_list").verdict is Verdict.OK
    site.pages["/list"] = page(list_of(KEYS[:4]))
    first = collect(home, store, "odd_list")
    assert "count_collapsed" in {each.code for each in first.findings}
    bundle = home / "failed" / "odd_list"

    other, strange = elsewhere
    before = snapshot(strange)
    same(first, collect(other, strange, "odd_list", replay=bundle))
    assert snapshot(strange) == before

    # Later good crawls of the same home, of fewer and of more, are not what it was compared with.
    site.pages["/list"] = page(list_of(KEYS[:5]))
    assert collect(home, store, "odd_list").verdict is Verdict.DOUBTFUL
    same(first, again(home, store, "odd_list"))
    site.pages["/list"] = GOOD
    assert collect(home, store, "odd_list").verdict is Verdict.OK
    same(first, again(home, store, "odd_list"))


def test_a_crawl_that_was_compared_with_none_is_compared_with_none(
    site, home, store, elsewhere
) -> None:
    site.pages["/list"] = page(list_of(KEYS[:1], tag="h3"))
    first = collect(home, store, "odd_list")
    assert [each.code for each in first.findings] == ["too_few_items"]
    other, read = elsewhere
    site.pages["/list"] = GOOD
    assert collect(other, read, "odd_list").verdict is Verdict.OK
    same(first, collect(other, read, "odd_list", replay=home / "failed" / "odd_list"))


def test_calls_that_were_not_read_anew_are_known_elsewhere_too(
    site, home, store, elsewhere
) -> None:
    def linked(names: str) -> Answer:
        return page("".join(f"<a href=/{name}>x</a>" for name in names))

    site.pages |= {"/list": linked("abcdef")}
    site.pages |= {f"/{name}": page(f"<h1>Aufruf {name}</h1><p>Text</p>") for name in "abcdef"}
    assert collect(home, store, "odd_pages").verdict is Verdict.OK
    site.pages |= {"/list": linked("abcdefg"), "/g": page(WALL, 403)}
    first = collect(home, store, "odd_pages")
    assert ([each.code for each in first.findings], first.items) == (["bot_wall"], 6)

    other, strange = elsewhere
    second = collect(other, strange, "odd_pages", replay=home / "failed" / "odd_pages")
    same(first, second)
    assert second.items == 6
    assert b"Aufruf a" not in (home / "failed" / "odd_pages" / "index.json").read_bytes()


def test_an_old_bundle_that_does_not_say_is_compared_with_the_home(site, home, store) -> None:
    assert collect(home, store, "odd_list").verdict is Verdict.OK
    site.pages["/list"] = page(list_of(KEYS[:4]))
    first = collect(home, store, "odd_list")
    path = home / "failed" / "odd_list" / "index.json"
    index = json.loads(path.read_text())
    del index["kept"]["then"]
    path.write_text(json.dumps(index))
    same(first, again(home, store, "odd_list"))


CONTACT = (
    "<h2>Ihre Ansprechpartnerin</h2><p>Maxi Mustermann<br>Telefon 0211 4972-1234</p>"
    '<a href="mailto:maxi.mustermann@amt.example">Frau Mustermann</a>'
)


def kept(home: Path, name: str) -> Any:
    return load_bundle(home / "failed" / name)


def everything_in(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(path.read_bytes() for path in files)


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_no_contact_person_and_no_cookie_is_kept(coding: str, site, home, store) -> None:
    body = list_of(KEYS[:1], more=CONTACT).encode()
    headers = {"Set_Cookie": "sitzung=geheim", "WWW_Authenticate": "Basic realm=geheim"}
    headers |= {"Content_Encoding": coding} if coding else {}
    site.pages["/list"] = page(gzip.compress(body) if coding else body, **headers)
    first = collect(home, store, "odd_list")
    assert first.verdict is Verdict.FAILED
    content = everything_in(home / "failed").decode("utf-8")
    assert [secret for secret in SECRETS if secret in content] == []
    assert "Ansprechpartnerin" in content
    same(first, again(home, store, "odd_list"))


def test_only_the_last_failed_crawl_is_kept_and_good_ones_leave_it(site, home, store) -> None:
    site.pages["/list"] = page("<p>eins", 500)
    collect(home, store, "odd_list")
    site.pages["/list"] = page("<p>zwei", 500)
    collect(home, store, "odd_list")
    assert b"zwei" in everything_in(home / "failed")
    assert b"eins" not in everything_in(home / "failed")
    site.pages["/list"] = GOOD
    assert collect(home, store, "odd_list").verdict is Verdict.OK
    assert b"zwei" in everything_in(home / "failed")
    assert [each.name for each in (home / "failed").iterdir()] == ["odd_list"]


def test_nothing_is_kept_where_nobody_wants_it(site, home, store) -> None:
    site.pages["/list"] = page("", 500)
    collect(home, store, "odd_list", keeps_failed=False)
    assert not (home / "failed").exists()


def test_a_crawl_that_is_ended_from_outside_replaces_nothing(site, home, store) -> None:
    site.pages["/list"] = page("", 500)
    collect(home, store, "odd_list")
    before = everything_in(home / "failed")
    with store.lock("odd_list"):
        assert collect(home, store, "odd_list").findings[0].code == "busy"
    assert everything_in(home / "failed") == before


def test_a_pdf_is_never_kept_and_what_needed_it_says_what_the_crawl_said(site, home, store) -> None:
    site.pages["/list"] = page(b"%PDF-1.7 Maxi Mustermann", 200, Content_Type="application/pdf")
    first = collect(home, store, "odd_list")
    assert first.verdict is Verdict.FAILED
    assert b"Maxi" not in everything_in(home / "failed")
    (entry,) = [each for each in kept(home, "odd_list").responses if each.url.endswith("/list")]
    assert (entry.left_out, entry.file) == ("a PDF", None)
    second = again(home, store, "odd_list")
    assert second.verdict is Verdict.FAILED
    assert second.findings[:-1] == first.findings
    assert (second.findings[-1].code, second.findings[-1].weight) == ("left_out", Weight.NOTE)


def test_a_zip_is_kept_with_its_texts_redacted(site, home, store) -> None:
    documents = dict(list(sample_documents(1).items())[:5])
    name = next(iter(documents))
    documents[name] = documents[name].replace(b"</document>", CONTACT.encode() + b"</document>")
    site.pages["/export"] = page(zip_of(documents), Content_Type="application/zip")
    first = collect(home, store, "odd_export")
    assert first.verdict is Verdict.FAILED
    same(first, again(home, store, "odd_export"))
    (entry,) = [each for each in kept(home, "odd_export").responses if each.url.endswith("/export")]
    with zipfile.ZipFile(home / "failed" / "odd_export" / str(entry.file)) as archive:
        content = b"".join(map(archive.read, archive.namelist())).decode()
    assert [secret for secret in SECRETS if secret in content] == []


def test_a_damaged_zip_is_left_out(site, home, store) -> None:
    damaged = zip_of(sample_documents(1))[:5000]
    site.pages["/export"] = page(damaged, Content_Type="application/zip")
    first = collect(home, store, "odd_export")
    second = again(home, store, "odd_export")
    assert second.findings[:-1] == first.findings
    assert {path.name for path in (home / "failed" / "odd_export" / "files").iterdir()} <= {
        "00001",
        "00002",
    }


# Bounds


def keep(home: Path, answers: list[tuple[str, bytes]], *findings: Finding) -> Any:
    """Keep a trail written by hand; returns the bundle."""
    crawled = home / "crawls" / "probe"
    (crawled / "trail").mkdir(parents=True)
    (crawled / "job.json").write_text('{"validators": {}, "known": []}')
    with (crawled / "trail" / "trail.jsonl").open("w") as lines:
        for number, (url, body) in enumerate(answers, start=1):
            entry = {"number": number, "method": "GET", "url": url, "bytes": len(body)}
            lines.write(json.dumps(entry | {"status": 200, "headers": []}) + "\n")
            (crawled / "trail" / str(number)).write_bytes(body)
        lines.write('{"number": 99, "met')
    failed.keep(home, source("probe"), crawled, findings, TODAY, NOW)
    return load_bundle(home / "failed" / "probe")


def test_pages_at_fault_are_kept_where_not_all_fit(home, monkeypatch) -> None:
    monkeypatch.setattr(failed, "MOST_BYTES", 2500)
    urls = [f"https://a.example/{number}" for number in range(6)]
    finding = Finding("other_structure", "text", urls[4], Weight.FAILURE)
    doubt = Finding("http_404", "text", urls[5], Weight.DOUBT)
    found = keep(home, [(url, b"x" * 1000) for url in urls], doubt, finding)
    assert [each.url for each in found.responses] == urls
    assert [each.url for each in found.responses if each.file] == urls[4:]
    assert {each.left_out for each in found.responses[:4]} == {"it is too large"}


def test_a_trail_lets_the_middle_go_and_keeps_what_was_at_fault(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("scout.collect.trail.MOST_ANSWERS", 60)
    bodies = Bodies(tmp_path)
    for number in range(1, 301):
        bodies.add(number, b"x")
        if number == 100:
            bodies.hold(100)
    left = sorted(int(path.name) for path in tmp_path.iterdir())
    assert left == [*range(1, 51), 100, *range(292, 301)]


def test_a_trail_is_bounded_in_bytes(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("scout.collect.trail.MOST_BYTES", 10_000)
    bodies = Bodies(tmp_path)
    for number, size in enumerate((100, 10_001, 9_000, 5_000, 4_999), start=1):
        bodies.add(number, bytes(size))
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["4", "5"]


def test_a_mail_address_in_an_address_is_the_same_in_page_and_index(home) -> None:
    url = "https://a.example/liste?wer=maxi.mustermann@amt.example"
    found = keep(home, [(url, f'<a href="{url}">x</a>'.encode())])
    (entry,) = found.responses
    content = (home / "failed" / "probe" / str(entry.file)).read_text()
    assert entry.url in content
    assert "mustermann" not in entry.url


@pytest.mark.parametrize(("days", "left"), [(13, ["probe"]), (15, list[str]())])
def test_what_is_old_is_erased_of_whatever_source(days: int, left: list[str], home) -> None:
    keep(home, [("https://a.example/", b"<p>x")])
    erased = failed.sweep(home, 14, NOW + timedelta(days=days))
    assert [path.name for path in (home / "failed").iterdir()] == left
    assert erased == [name for name in ("probe",) if name not in left]


def test_who_keeps_nothing_has_it_erased_at_once(home) -> None:
    keep(home, [("https://a.example/", b"<p>x")])
    assert failed.sweep(home, 0, NOW) == ["probe"]
    assert failed.sweep(home / "nowhere", 14, NOW) == []


def test_a_full_disk_costs_the_bundle_and_no_more(home, monkeypatch, caplog) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    crawled = home / "crawls"
    crawled.mkdir(parents=True)
    with (crawled / "job.json").open("w") as job:
        job.write('{"validators": {}, "known": []}')
    failed.keep(home, source("probe"), crawled, [], TODAY, NOW)
    assert "the failed crawl of probe is not kept" in caplog.text
    assert not (home / "failed" / "probe").exists()


def test_a_zip_that_unpacks_beyond_the_bound_is_left_out(home, monkeypatch) -> None:
    monkeypatch.setattr(failed, "MOST_BYTES", 50_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(1_000_000))
    (entry,) = keep(home, [("https://a.example/", buffer.getvalue())]).responses
    assert entry.left_out == "the ZIP is too large"
    assert list((home / "failed" / "probe" / "files").iterdir()) == []
