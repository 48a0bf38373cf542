"""A publisher who reserves the mining of its texts is left in peace, in each way to say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Response

from scout import finding_wording
from scout.collect.bundle import load_bundle
from scout.collect.reservations import (
    HEAD,
    LARGEST_FILE,
    Reservation,
    Rule,
    in_file,
    in_header,
    in_page,
    read_rules,
)
from scout.domain import Finding, Weight
from tests.odd_site import Answer, OddSite, broken_off, moved, odd_site, page, run, silent

PROPERTY = settings(max_examples=300, deadline=None)
FILE = "/.well-known/tdmrep.json"
POLICY = "https://verlag.example/nutzung"
ENTRIES = "<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>"
LIST = page(ENTRIES)
FREE = Reservation(is_reserved=False)
RESERVED = Reservation(is_reserved=True)
META = '<meta name="tdm-reservation" content="{}">'


def rules(*rules: tuple[str, int], policy: str | None = None) -> Answer:
    named = {} if policy is None else {"tdm-policy": policy}
    found = [{"location": place, "tdm-reservation": value} | named for place, value in rules]
    return page(json.dumps(found), Content_Type="application/json")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": LIST}
        yield opened


def codes(site: OddSite, folder: Path, name: str = "odd_list") -> list[str]:
    del site
    return [each.code for each in run(name, folder).basket.findings]


SAID: dict[str, Answer] = {
    "in the header": page(ENTRIES, tdm_reservation="1", tdm_policy=POLICY),
    "in the page": page(
        f"<!DOCTYPE html><html><head>{META.format(1)}"
        f'<meta name="tdm-policy" content="{POLICY}"></head><body>{ENTRIES}</body></html>'
    ),
}


@pytest.mark.parametrize("where", SAID)
def test_a_page_that_is_reserved_reaches_nobody(where, site, tmp_path):
    site.pages["/list"] = SAID[where]

    found = run("odd_list", tmp_path)

    (finding,) = found.basket.findings
    assert found.basket.items == 0
    assert (finding.code, finding.weight) == ("tdm_reserved", Weight.FAILURE)
    assert finding.text.endswith(f"; its policy: {POLICY}")
    assert finding.url == f"{site.url}/list"
    assert finding_wording.finding("tdm_reserved") != finding_wording.finding("never heard of")


def test_a_file_reserves_what_it_names(site, tmp_path):
    site.pages |= {FILE: rules(("/intern/*/a", 1), policy=POLICY)}
    links = "<a href=/intern/x/a>a</a> <a href=/intern/x/b>b</a> <a href=/c>c</a>"
    site.pages["/list"] = page(links)
    site.pages |= dict.fromkeys(("/intern/x/a", "/intern/x/b", "/c"), page("<h1>Aufruf</h1>"))

    found = run("odd", tmp_path)

    assert sorted(found.basket.hashes) == ["b", "c"]
    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("tdm_reserved", Weight.DOUBT)
    assert (finding.url, POLICY in finding.text) == (f"{site.url}/intern/x/a", True)


def test_the_file_is_asked_for_once_and_before_the_first_page(site, tmp_path):
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a>")
    site.pages |= dict.fromkeys(("/a", "/b"), page("<h1>Aufruf</h1>"))

    found = run("odd", tmp_path)

    assert (found.basket.items, found.basket.findings) == (2, ())
    assert site.paths()[:3] == ["/robots.txt", FILE, "/list"]
    assert site.paths().count(FILE) == 1


@pytest.mark.parametrize(
    ("file", "header", "meta", "is_read"),
    [
        (1, None, None, False),
        (0, None, None, True),
        (1, "0", None, True),
        (1, None, "0", True),
        (0, "1", None, False),
        (0, "0", "1", False),
        (1, "1", "0", True),
        (1, "2", "yes", False),
        (None, "", " 1 ", False),
    ],
)
def test_the_pages_own_word_holds_against_the_files(file, header, meta, is_read, site, tmp_path):
    if file is not None:
        site.pages[FILE] = rules(("/", file))
    headers = {} if header is None else {"TDM_Reservation": header}
    site.pages["/list"] = page((META.format(meta) if meta else "") + ENTRIES, **headers)

    assert codes(site, tmp_path) == ([] if is_read else ["tdm_reserved"])


def test_what_is_not_modified_may_be_reserved_since(site, tmp_path):
    site.pages |= {FILE: rules(("/list", 1)), "/list": page("", 304)}

    assert codes(site, tmp_path) == ["tdm_reserved"]


def test_an_error_is_not_a_reserved_page(site, tmp_path):
    site.pages |= {FILE: rules(("/", 1)), "/list": page("", 500, tdm_reservation="1")}

    assert codes(site, tmp_path) == ["http_500"]


def test_the_rules_of_the_host_that_a_page_moved_to_hold(site, tmp_path):
    far = f"http://localhost:{site.port}"
    site.pages |= {"/list": moved(f"{far}/new"), "/new": LIST, FILE: rules(("/new", 1))}

    found = run("odd_list_far", tmp_path)

    assert [each.code for each in found.basket.findings if each.code != "moved"] == ["tdm_reserved"]
    assert site.paths() == ["/robots.txt", FILE, "/list", "/robots.txt", FILE, "/new"]


UNREADABLE: dict[str, Answer] = {
    "a page for people": page("<!DOCTYPE html><h1>Nicht gefunden</h1>"),
    "one rule without its list": page('{"location": "/", "tdm-reservation": 1}'),
    "an error": page("", 500),
    "no answer": silent,
    "half an answer": broken_off('[{"location"', {"Content-Length": "999"}),
    "too much": page(b"[" + b" " * 1_100_000 + b"]"),
    "too deep": page(b"[" * 100_000),
    "another site": moved("http://elsewhere.example/tdmrep.json"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_reserves_nothing_and_is_noted(name, site, tmp_path):
    site.pages[FILE] = UNREADABLE[name]

    found = run("odd_list", tmp_path, overrides={"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 2})

    assert found.basket.items == 2
    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("tdm_unknown", Weight.NOTE)
    assert finding.url == f"{site.url}{FILE}"
    assert len(finding.text) <= 300
    assert site.paths().count(FILE) == 1


@pytest.mark.parametrize(
    "answer",
    [page("", 404), page("", 410), page("", 403), page("[]"), page('[{"location": "/"}, 7, null]')],
)
def test_a_host_without_rules_reserves_nothing(answer, site, tmp_path):
    site.pages[FILE] = answer

    assert codes(site, tmp_path) == []


def test_the_file_is_not_asked_for_where_robots_txt_forbids_it(site, tmp_path):
    site.pages["/robots.txt"] = page("User-agent: *\nDisallow: /.well-known/")
    site.pages[FILE] = rules(("/", 1))

    found = run("odd_list", tmp_path)

    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("tdm_unknown", Weight.NOTE)
    assert "robots.txt" in finding.text
    assert FILE not in site.paths()


def test_a_host_that_asks_to_wait_for_too_long_is_not_asked_for_its_pages(site, tmp_path):
    site.pages[FILE] = page("", 503, Retry_After="600")

    assert codes(site, tmp_path) == ["tdm_unknown", "asked_to_wait"]
    assert "/list" not in site.paths()


def test_a_replay_knows_what_was_reserved_and_misses_no_file(site, tmp_path):
    site.pages |= {FILE: rules(("/list", 1))}
    run("odd_list", tmp_path / "1", record=tmp_path / "reserved")
    del site.pages[FILE]
    run("odd_list", tmp_path / "2", record=tmp_path / "free")

    again = run("odd_list", tmp_path / "3", replay=tmp_path / "reserved")
    free = run("odd_list", tmp_path / "4", replay=tmp_path / "free")

    assert [each.code for each in again.basket.findings] == ["tdm_reserved"]
    assert (free.basket.items, free.basket.findings) == (2, ())
    urls = [each.url for each in load_bundle(tmp_path / "free").responses]
    assert f"{site.url}{FILE}" in urls


def test_a_bundle_of_a_time_before_is_read_as_it_was(site, tmp_path):
    web = tmp_path / "web"
    web.mkdir()
    (web / "list").write_text(ENTRIES)
    answers = [{"url": f"{site.url}/list", "status": 200, "file": "list"}]
    (web / "index.json").write_text(json.dumps({"responses": answers}))

    found = run("odd_list", tmp_path / "crawl", replay=web)

    assert (found.basket.items, found.basket.findings) == (2, ())


@pytest.mark.parametrize(
    ("location", "path", "matches"),
    [
        ("/", "/any/thing?x=1", True),
        ("/a", "/a", True),
        ("/a", "/abc", True),
        ("/a/", "/a", False),
        ("/A", "/a", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*.pdf$", "/x/y.pdf", True),
        ("/*.pdf$", "/x/y.pdf?z=1", False),
        ("/*.pdf", "/x/y.pdf?z=1", True),
        ("/a*b*c", "/a-b-c-d", True),
        ("/a*b*c", "/a-c-b", False),
        ("/a*a$", "/a", False),
        ("/a**$", "/ab", True),
        ("*", "/x", True),
        ("$", "/x", False),
        ("a", "/a", False),
        ("/f%C3%B6rder", "/f%c3%b6rder/x", True),
        ("/förder", "/f%C3%B6rder", True),
        ("/%7Ename", "/~name", True),
        ("/a%2Fb", "/a/b", False),
        ("/foo-%24", "/foo-%24", True),
        ("/a?b=*&c", "/a?b=1&c=2", True),
    ],
)
def test_a_location_is_matched_as_in_robots_txt(location, path, matches):
    content = json.dumps([{"location": location, "tdm-reservation": 1}]).encode()
    found = read_rules(content)

    assert found is not None
    assert (in_file(found, path) == RESERVED) is matches


def test_the_first_rule_that_matches_holds() -> None:
    first = (Rule("/presse", FREE), Rule("/", RESERVED))

    assert in_file(first, "/presse/1") == FREE
    assert in_file(first, "/") == RESERVED
    assert in_file(reversed(first), "/presse/1") == RESERVED
    assert in_file((), "/") is None


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"location": "/", "tdm-reservation": 1}, RESERVED),
        ({"location": "/", "tdm-reservation": "1"}, RESERVED),
        ({"location": "/", "tdm-reservation": 0}, FREE),
        ({"location": "/", "tdm-reservation": 1, "tdm-policy": POLICY}, Reservation(True, POLICY)),  # noqa: FBT003
        ({"location": "/", "tdm-reservation": 1, "tdm-policy": "javascript:x"}, RESERVED),
        ({"location": "/", "tdm-reservation": 1, "tdm-policy": "http://a\nb"}, RESERVED),
        ({"location": "/", "tdm-reservation": 1, "tdm-policy": 7}, RESERVED),
        ({"location": "/", "tdm-reservation": 2}, None),
        ({"location": "/", "tdm-reservation": True}, None),
        ({"location": "/", "tdm-reservation": [1]}, None),
        ({"location": "", "tdm-reservation": 1}, None),
        ({"location": ["/"], "tdm-reservation": 1}, None),
        ({"tdm-reservation": 1}, None),
        ({"location": "/"}, None),
    ],
)
def test_what_is_no_rule_says_nothing(rule: dict[str, object], found: Reservation | None) -> None:
    read = read_rules(json.dumps([rule]).encode())

    assert read is not None
    assert in_file(read, "/x") == found


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<META NAME='TDM-Reservation' CONTENT=1>", RESERVED),
        ('<meta content="1" name="tdm-reservation"/>', RESERVED),
        ('<meta name="tdm-reservation" content="0">', FREE),
        ('<!-- <meta name="tdm-reservation" content="1"> -->', None),
        ('<script>"<meta name=tdm-reservation content=1>"</script>', None),
        ('<p>tdm-reservation content="1"</p>', None),
        ('<meta name="tdm-reservation">', None),
        ('<meta name="tdm-reservation" content="11">', None),
        ("x" * HEAD + '<meta name="tdm-reservation" content="1">', None),
        ("x" * (HEAD - 1000) + '<meta name="tdm-reservation" content="1">', RESERVED),
        ("tdm-reservation", None),
        ("<!-- tdm-reservation", None),
        ("", None),
    ],
)
def test_the_word_of_a_page_stands_in_its_meta(markup: str, found: Reservation | None) -> None:
    assert in_page(markup.encode()) == found
    assert in_page(f"<!DOCTYPE html><html><head>{markup}".encode()) == found or len(markup) > HEAD


def test_a_policy_is_bounded() -> None:
    headers = {"tdm-reservation": "1", "tdm-policy": "https://a.example/" + "x" * 5000}

    found = in_header(Response("https://a.example/", headers=headers))

    assert found is not None
    assert found.policy is not None
    assert len(found.policy) == 200


@PROPERTY
@given(st.binary(max_size=300))
def test_any_file_is_rules_or_none(content: bytes) -> None:
    found = read_rules(content)

    assert found is None or json.loads(content) is not None
    said = in_file(found or (), "/x")
    assert said is None or said in [rule.reservation for rule in found or ()]


KEYS = st.sampled_from(["location", "tdm-reservation", "tdm-policy", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@PROPERTY
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=5), st.text(max_size=30))
def test_any_rules_say_yes_no_or_nothing(found: list[dict[str, object]], path: str) -> None:
    read = read_rules(json.dumps(found).encode())

    assert read is not None
    assert len(read) <= len(found)
    said = in_file(read, f"/{path}")
    assert said is None or said in [rule.reservation for rule in read]


@PROPERTY
@given(st.binary(max_size=300))
def test_any_page_says_yes_no_or_nothing(body: bytes) -> None:
    assert in_page(body) in (None, FREE, RESERVED)
    odd = b'<meta name="tdm-reservation" content="1">'
    assert in_page(odd + body) == RESERVED or b"tdm-policy" in body


def test_hostile_locations_take_no_time() -> None:
    content = json.dumps([{"location": "/" + "*a" * 900 + "*b$", "tdm-reservation": 1}] * 400)
    found = read_rules(content.encode())

    assert found is not None
    assert len(content) < LARGEST_FILE
    assert in_file(found, "/" + "a" * 2000) is None


def test_a_finding_of_ours_has_words() -> None:
    finding = Finding("tdm_unknown", "text")

    assert finding_wording.finding(finding.code) != finding_wording.finding("never heard of")
