from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.bundle import body_digest, load_bundle, request_key
from scout.errors import UsageError

PROPERTY = settings(max_examples=200, deadline=None)
URL = "https://probe.example/a"


def write(folder: Path, content: object) -> Path:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "index.json").write_bytes(raw)
    return folder


def one(**values: Any) -> dict[str, Any]:
    return {"responses": [{"url": URL, **values}]}


def complaint(folder: Path, content: object) -> str:
    with pytest.raises(UsageError) as caught:
        load_bundle(write(folder, content))
    return str(caught.value).replace(f"{folder}/", "")


def test_a_bundle_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_bytes(b"<p>")
    found = load_bundle(
        write(
            tmp_path,
            {
                "day": "2027-03-15",
                "expects": {"probe": {"min_items": 3}, "other": {}},
                "responses": [
                    {"url": URL, "status": 200, "file": "pages/a.html", "headers": {"A": "b"}},
                    {
                        "url": URL,
                        "method": "POST",
                        "status": 404,
                        "headers": [["A", "1"], ["A", "2"]],
                    },
                    {"url": URL, "error": "timeout", "body_sha256": "ab"},
                ],
            },
        )
    )
    assert found.day == date(2027, 3, 15)
    assert {name: each.min_items for name, each in found.expects.items()} == {
        "probe": 3,
        "other": 1,
    }
    page, post, failed = found.responses
    assert (page.method, page.status, page.file) == ("GET", 200, "pages/a.html")
    assert page.headers == (("A", "b"),)
    assert post.headers == (("A", "1"), ("A", "2"))
    assert (failed.status, failed.error, failed.body_sha256) == (None, "timeout", "ab")


def test_an_empty_bundle_records_nothing(tmp_path: Path) -> None:
    found = load_bundle(write(tmp_path, {}))
    assert (found.day, found.expects, found.responses) == (None, {}, ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "index.json"),
        (b"{", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        ([], "found []"),
        ({"day": "gestern"}, "index.json, day: "),
        ({"day": "2027-02-31"}, "found '2027-02-31'"),
        ({"expects": {"probe": {"min_items": -1}}}, "index.json, expects.probe.min_items: "),
        ({"responses": [{}]}, ".url: "),
        (one(status=99), "greater than or equal to 100, found 99"),
        (one(status="ok"), ".status: "),
        (one(error="müde"), "found 'müde'"),
        (one(status=200, headers=5), ".headers"),
        (one(), "index.json, responses[1]: expected either status or error"),
        (one(status=200, error="timeout"), "responses[1]: expected either status or error"),
        (
            one(status=200, file="fehlt.html"),
            "index.json, responses[1].file: expected a file in the bundle, found 'fehlt.html'",
        ),
        (one(status=200, file="."), "responses[1].file: "),
        (one(status=200, file=""), "responses[1].file: "),
        (one(status=200, file="../secret"), "found '../secret'"),
        (one(status=200, file="/etc/passwd"), "found '/etc/passwd'"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(
    tmp_path: Path, content: object, said: str
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    assert said in complaint(tmp_path / "web", content)


def test_the_answer_that_does_not_fit_is_counted_from_one(tmp_path: Path) -> None:
    content = {"responses": [{"url": URL, "status": 200}, {"url": URL, "status": 200, "file": "x"}]}
    assert complaint(tmp_path, content).startswith("index.json, responses[2].file: ")


def test_a_link_out_of_the_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "a").symlink_to(tmp_path / "secret")
    assert "responses[1].file" in complaint(tmp_path / "web", one(status=200, file="a"))


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"index\.json: cannot be read: No such file"):
        load_bundle(tmp_path)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2"),
        ("https://a.example/f%C3%BCr", "https://a.example/für"),
        ("https://a.example/%7Ex", "https://a.example/~x"),
        ("https://a.example/?q=a%20b", "https://a.example/?q=a+b"),
        ("https://a.example/x#oben", "https://a.example/x"),
        ("https://a.example/x?", "https://a.example/x"),
        ("https://a.example/?a", "https://a.example/?a="),
    ],
)
def test_two_spellings_of_a_request_are_one(url: str, same: str) -> None:
    assert request_key("get", url) == request_key("GET", same)


@pytest.mark.parametrize(
    "other",
    [
        "http://a.example/x?a=1",
        "https://b.example/x?a=1",
        "https://a.example/y?a=1",
        "https://a.example/x?a=2",
        "https://a.example/x?a=1&a=1",
        "https://a.example/x",
        "https://a.example/x/?a=1",
    ],
)
def test_different_requests_are_told_apart(other: str) -> None:
    assert request_key("GET", other) != request_key("GET", "https://a.example/x?a=1")
    assert request_key("POST", other) != request_key("GET", other)


@PROPERTY
@given(
    st.lists(st.tuples(st.text("abä ", min_size=1), st.text("12ß ")), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_parameters_is_of_no_matter(pairs: list[tuple[str, str]], random: Any) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    keys = {
        request_key("GET", URL + "?" + "&".join(f"{name}={value}" for name, value in each))
        for each in (pairs, shuffled)
    }
    assert len(keys) == 1


@PROPERTY
@given(st.binary(), st.binary())
def test_different_bodies_have_different_digests(one_body: bytes, other: bytes) -> None:
    assert (body_digest(one_body) == body_digest(other)) == (one_body == other)
    assert len(body_digest(one_body)) == 64
