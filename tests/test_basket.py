from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.basket import (
    CALL,
    Basket,
    content_hash,
    line_of_call,
    line_of_finding,
    line_of_item,
    read_basket,
)
from scout.domain import (
    Brings,
    Finding,
    FundingCall,
    Link,
    NewsItem,
    Section,
    Weight,
)
from scout.fields import news_fields, source_fields
from scout.funded import FundedProject, project_fields
from tests.builders import (
    FUNDED_SOURCE,
    NEWS_SOURCE,
    NOON,
    funded_body,
    funded_project,
    news_item,
)

PROPERTY = settings(max_examples=60, deadline=None)
NOTE = Finding("slow", "the page was slow", "https://probe.example/x")


def call(key: str = "k1", **values: Any) -> FundingCall:
    given_values: dict[str, Any] = {
        "source": "probe",
        "key": key,
        "url": f"https://probe.example/{key}",
        "title": "Sensornetz",
        "sections": (Section("Kurztext", "Pegel am Bach"),),
    }
    return FundingCall(**(given_values | values))


def basket(folder: Path, *lines: FundingCall | Finding | bytes) -> Basket:
    path = folder / "items.jsonl"
    path.write_bytes(b"".join(map(_line, lines)))
    return read_basket(path, "probe")


def _line(line: FundingCall | Finding | bytes) -> bytes:
    if isinstance(line, bytes):
        return line
    return line_of_call(line) if isinstance(line, FundingCall) else line_of_finding(line)


def test_calls_come_back_as_they_were_written(tmp_path: Path) -> None:
    full = call(
        title=None,
        funder="Amt",
        links=(Link("Mehr", "https://probe.example/mehr"),),
        codes={"Foerderart": ("zuschuss", "darlehen")},
        stated={"Stand": "2027"},
        language="en",
        sections=(Section("", "Zeile\nzwei\u00a0\u2028"), Section("Ziel", "„Netz“")),
    )
    found = basket(tmp_path, full, call("k2"))
    assert list(found.calls()) == [full, call("k2")]
    assert list(found.calls()) == [full, call("k2")]
    assert (found.items, found.rejected, found.findings) == (2, 0, ())


def test_findings_of_the_crawl_are_kept_in_order(tmp_path: Path) -> None:
    other = Finding("page", "gone", None, Weight.FAILURE)
    found = basket(tmp_path, NOTE, call(), other)
    assert found.findings == (NOTE, other)
    assert found.items == 1


def test_a_crawl_that_wrote_no_file_brought_nothing(tmp_path: Path) -> None:
    found = read_basket(tmp_path / "nothing", "probe")
    assert (found.items, dict(found.fill), found.findings, list(found.calls())) == (0, {}, (), [])


def test_fill_is_the_share_of_calls_that_carry_a_field(tmp_path: Path) -> None:
    found = basket(tmp_path, call("k1"), call("k2", title=""), call("k3", funder="Amt"), call("k4"))
    assert found.fill["title"] == 0.75
    assert found.fill["funder"] == 0.25
    assert found.fill["section.Kurztext"] == 1.0
    assert "links" not in found.fill


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (call("k2", source="other"), "expected an item of probe, found one of 'other'"),
        (call(" "), "expected a key"),
        (call("k" * 501, url="https://probe.example/"), "expected a key"),
        (call("k1", title="Anders"), "the key 'k1' came twice"),
        (call("k2", url="ftp://probe.example/"), "expected an address of the web"),
        (call("k2", url="javascript:alert(1)"), "expected an address of the web"),
        (call("k2", url="https://probe.example/" + "x" * 2000), "expected an address of the web"),
        (call("k2", sections=(Section("A", "x"), Section("A", "y"))), "a heading stands twice"),
        (call("k2", language="de-Latn-DE-1996"), "expected a short name of a language"),
        (call("k\0", url="https://probe.example/k"), r"found the character '\x00' in 'key'"),
        (call("k2", url="https://probe.example/\ud800"), r"'\ud800' in 'url'"),
        (call("k2", title="Sensor\0netz"), r"'\x00' in 'title'"),
        (call("k2", funder="\udfff"), r"'\udfff' in 'funder'"),
        (call("k2", language="d\0"), r"'\x00' in 'language'"),
        (call("k2", sections=(Section("Ziel", "Ne\0tz"),)), r"'\x00' in 'Ziel'"),
        (call("k2", sections=(Section("Zi\0el", ""),)), r"'\x00' in 'Zi\x00el'"),
        (call("k2", links=(Link("Meh\ud83d", "https://a.example/"),)), r"'\ud83d' in 'links'"),
        (call("k2", links=(Link("Mehr", "https://a.example/\ude00"),)), r"'\ude00' in 'links'"),
        (call("k2", codes={"Art": ("a", "\0")}), r"'\x00' in 'Art'"),
        (call("k2", codes={"Ar\0t": ()}), r"'\x00' in 'Ar\x00t'"),
        (call("k2", stated={"Stand": "\udc00"}), r"'\udc00' in 'Stand'"),
        (call("k2", stated={"\udc00": ""}), r"'\udc00' in '\udc00'"),
    ],
)
def test_an_item_that_cannot_be_believed_is_counted_and_reported(
    tmp_path: Path, wrong: FundingCall, said: str
) -> None:
    found = basket(tmp_path, call(), wrong)
    assert (found.items, found.rejected) == (1, 1)
    (finding,) = found.findings
    assert (finding.code, finding.weight) == ("item_rejected", Weight.DOUBT)
    assert said in finding.text
    assert len(finding.url or "") <= 2000
    assert list(found.calls()) == [call()]


def test_a_finding_about_what_is_no_text_is_text(tmp_path: Path) -> None:
    told = Finding("odd", "found \0 and \ud83d", "https://probe.example/\ud83d")
    found = basket(tmp_path, told, call("k2", url="https://probe.example/\0"))
    assert [(each.text, each.url) for each in found.findings] == [
        ("found \ufffd and \ufffd", "https://probe.example/\ufffd"),
        (
            r"expected an address of the web, found 'https://probe.example/\x00'",
            found.findings[0].url,
        ),
    ]


def test_a_character_in_two_halves_of_json_is_one(tmp_path: Path) -> None:
    whole = call(title="Netz 🌐")
    assert b"\\ud83c\\udf10" in line_of_call(whole)
    assert list(basket(tmp_path, whole).calls()) == [whole]


def test_the_longest_key_and_address_are_taken(tmp_path: Path) -> None:
    longest = call("k" * 500, url="https://probe.example/".ljust(2000, "x"))
    assert list(basket(tmp_path, longest).calls()) == [longest]


def test_one_item_that_came_twice_is_taken_once(tmp_path: Path) -> None:
    found = basket(tmp_path, call(), call())
    assert (found.items, found.rejected) == (1, 1)
    assert list(found.calls()) == [call()]


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\xff\n",
        b"null\n",
        b"7\n",
        b'"call"\n',
        b"[]\n",
        b"{}\n",
        b'{"call":1}\n',
        b'{"call":{"source":"probe"}}\n',
        b'{"finding":{"code":"x"}}\n',
        b'{"finding":{"code":"x","text":"y","weight":"HEAVY"}}\n',
        b"1" * 6000 + b"\n",
        line_of_call(call("k2"))[:-20],
    ],
)
def test_a_line_that_cannot_be_read_is_reported(tmp_path: Path, line: bytes) -> None:
    found = basket(tmp_path, call(), line)
    assert found.items == 1
    (finding,) = found.findings
    assert (finding.code, finding.weight) == ("item_unreadable", Weight.DOUBT)
    assert finding.text.startswith("a line of the crawl cannot be read: ")
    assert len(finding.text) < 300


def test_a_report_with_very_many_findings_stays_readable(tmp_path: Path) -> None:
    notes = [replace(NOTE, text=f"note {number}") for number in range(250)]
    failure = Finding("limit", "too many", None, Weight.FAILURE)
    found = basket(tmp_path, *notes, failure)
    assert len(found.findings) == 201
    assert found.findings[0] == failure
    assert found.findings[-1] == Finding("more_findings", "and 51 more findings", None, Weight.NOTE)


def test_two_hundred_findings_are_all_kept(tmp_path: Path) -> None:
    assert len(basket(tmp_path, *[NOTE] * 200).findings) == 200


def test_failures_that_are_left_out_still_fail(tmp_path: Path) -> None:
    failure = Finding("page", "broken", None, Weight.FAILURE)
    found = basket(tmp_path, *[failure] * 201)
    assert found.findings[-1].weight is Weight.FAILURE


def test_source_fields_are_flat_and_not_empty() -> None:
    fields = source_fields(
        call(
            funder="Amt",
            links=(Link("Mehr", "https://a"), Link("", "https://b")),
            codes={"Foerderart": ("zuschuss", "darlehen"), "Leer": ()},
            stated={"Stand": "2027", "Leer": ""},
        )
    )
    assert fields == {
        "title": "Sensornetz",
        "url": "https://probe.example/k1",
        "funder": "Amt",
        "language": "de",
        "links": "Mehr https://a\n https://b",
        "section.Kurztext": "Pegel am Bach",
        "code.Foerderart": "zuschuss\ndarlehen",
        "stated.Stand": "2027",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Anders"},
        {"url": "https://probe.example/neu"},
        {"funder": "Amt"},
        {"language": "en"},
        {"links": (Link("", "https://a"),)},
        {"sections": (Section("Kurztext", "Pegel am Bach."),)},
        {"sections": (Section("Langtext", "Pegel am Bach"),)},
        {"codes": {"Foerderart": ("zuschuss",)}},
        {"stated": {"Stand": "2027"}},
    ],
)
def test_every_source_field_is_part_of_the_content(values: dict[str, Any]) -> None:
    assert content_hash(call(**values)) != content_hash(call())


def test_the_digest_is_the_same_on_every_machine() -> None:
    one = call(codes={"a": ("1",), "b": ("2",)}, stated={"x": "1", "y": "2"})
    other = call(codes={"b": ("2",), "a": ("1",)}, stated={"y": "2", "x": "1"})
    assert content_hash(one) == content_hash(other)
    assert content_hash(call(title="\ud800")) != content_hash(call(title="?"))


TEXT = st.text(st.characters() | st.sampled_from("\0\ud83d\ude00"), max_size=30)
CALLS = st.lists(
    st.builds(
        call,
        key=st.one_of(TEXT, st.sampled_from(["k1", "k2"])),
        title=st.one_of(st.none(), TEXT),
        funder=st.one_of(st.none(), TEXT),
        sections=st.lists(st.builds(Section, TEXT, TEXT), max_size=3).map(tuple),
        codes=st.dictionaries(TEXT, st.lists(TEXT, max_size=2).map(tuple), max_size=2),
        stated=st.dictionaries(TEXT, TEXT, max_size=2),
    ),
    max_size=6,
)


@PROPERTY
@given(CALLS)
def test_every_call_is_taken_in_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, calls: list[FundingCall]
) -> None:
    found = basket(tmp_path_factory.mktemp("crawl"), *calls)
    believed = list(found.calls())
    assert found.items + found.rejected == len(calls)
    assert len(believed) == found.items == len(found.hashes)
    assert len(found.findings) == found.rejected
    assert [one for one in believed if one not in calls] == []
    assert {one.key: content_hash(one) for one in believed} == found.hashes
    assert all(0 < share <= 1 for share in found.fill.values())
    said = [CALL.dump_json(one).decode() for one in believed] + [
        each.text for each in found.findings
    ]
    assert not [text for text in said if "\0" in text or r"\u0000" in text.replace(r"\\", "")]
    assert "".join(said).encode().decode() == "".join(said)


@PROPERTY
@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_give_a_basket(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    found = basket(tmp_path_factory.mktemp("crawl"), *lines)
    assert found.items == 0
    assert bool(found.findings) == bool(b"".join(lines))


def test_a_rejected_item_is_never_handed_out_in_place_of_a_believed_one(tmp_path: Path) -> None:
    path = tmp_path / "basket.jsonl"
    stranger, own = call(source="elsewhere"), call()
    path.write_bytes(line_of_call(stranger) + line_of_call(own))
    basket = read_basket(path, own.source)
    assert [each.source for each in basket.calls()] == [own.source]
    assert basket.rejected == 1


def news_basket(folder: Path, *lines: FundingCall | NewsItem) -> Basket:
    path = folder / "items.jsonl"
    path.write_bytes(b"".join(map(line_of_item, lines)))
    return read_basket(path, NEWS_SOURCE, Brings.NEWS)


def test_news_come_back_as_they_were_written(tmp_path: Path) -> None:
    bare = NewsItem(source=NEWS_SOURCE, key="n2", url="https://blatt.example/2", title="„Netz“")
    found = news_basket(tmp_path, news_item(), bare)
    assert list(found.news()) == [news_item(), bare]
    assert list(found.calls()) == []
    assert (found.items, found.rejected, found.findings) == (2, 0, ())
    assert found.fill == {
        "title": 1.0, "url": 1.0, "published_at": 0.5, "summary": 0.5, "language": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (news_item("n2", source="other"), "expected an item of news_probe, found one of 'other'"),
        (news_item(" "), "expected a key"),
        (news_item("k" * 501, url="https://blatt.example/"), "expected a key"),
        (news_item(title="Anders"), "the key 'n1' came twice"),
        (news_item("n2", url="javascript:alert(1)"), "expected an address of the web"),
        (news_item("n2", title=" \n"), "expected a title of 1 to 500 characters, found ' \\n'"),
        (news_item("n2", title="t" * 501), "expected a title"),
        (news_item("n2", summary="s" * 5001), "expected a summary of at most 5000"),
        (news_item("n2", language=""), "expected the code of a language"),
        (news_item("n2", language="plattdeutsch"), "expected the code of a language"),
        (news_item("n2", published_at=NOON.replace(tzinfo=None)), "expected a moment with its"),
        (call("n2", source=NEWS_SOURCE), "expected an item of news, found a FundingCall"),
    ],
)
def test_a_news_item_that_cannot_be_believed_is_counted_and_reported(
    tmp_path: Path, wrong: FundingCall | NewsItem, said: str
) -> None:
    found = news_basket(tmp_path, news_item(), wrong)
    assert (found.items, found.rejected) == (1, 1)
    (finding,) = found.findings
    assert (finding.code, finding.weight) == ("item_rejected", Weight.DOUBT)
    assert said in finding.text
    assert list(found.news()) == [news_item()]


def test_a_source_of_calls_brings_no_news(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(line_of_item(news_item(source="probe")) + line_of_call(call()))
    found = read_basket(path, "probe")
    assert (list(found.calls()), list(found.news()), found.rejected) == ([call()], [], 1)


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Anders"},
        {"url": "https://blatt.example/neu"},
        {"published_at": None},
        {"summary": ""},
        {"language": "en"},
    ],
)
def test_every_field_of_news_is_part_of_the_content(values: dict[str, Any]) -> None:
    assert content_hash(news_item(**values)) != content_hash(news_item())
    assert news_fields(news_item(**values)) != news_fields(news_item())


def project_basket(folder: Path, *lines: FundingCall | NewsItem | FundedProject) -> Basket:
    path = folder / "items.jsonl"
    path.write_bytes(b"".join(map(line_of_item, lines)))
    return read_basket(path, FUNDED_SOURCE, Brings.PROJECTS)


def test_funded_projects_come_back_as_they_were_written(tmp_path: Path) -> None:
    full = funded_project(executing=funded_body("Amt", None, None), ends_on=NOON.date())
    bare = funded_project("67K2", title=None, amount=None, starts_on=None, programme=None)
    found = project_basket(tmp_path, full, bare)
    assert list(found.projects()) == [full, bare]
    assert (list(found.calls()), list(found.news())) == ([], [])
    assert (found.items, found.rejected, found.findings) == (2, 0, ())
    assert (found.fill["recipient.ags"], found.fill["amount"]) == (1.0, 0.5)
    assert found.hashes["67K1"] == content_hash(full) != content_hash(funded_project())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (funded_project("k2", source="other"), "expected an item of katalog_probe"),
        (funded_project(" "), "expected a key"),
        (funded_project(title="Anders"), "the key '67K1' came twice"),
        (funded_project("k2", url="javascript:alert(1)"), "expected an address of the web"),
        (funded_project("k2", recipient=funded_body(" ")), "expected the name of a recipient"),
        (funded_project("k2", title="t" * 10_001), "at most 10000 characters in 'title'"),
        (funded_project("k2", title="Ne\0tz"), r"found the character '\x00' in 'title'"),
        (funded_project("k2", recipient=funded_body("A\ud800")), "in 'recipient.name'"),
        (funded_project("k\0", title="x", url="https://katalog.example/k"), r"'\x00' in 'key'"),
        (call("k2", source=FUNDED_SOURCE), "expected an item of projects, found a FundingCall"),
        (news_item("k2", source=FUNDED_SOURCE), "expected an item of projects, found a NewsItem"),
    ],
)
def test_a_funded_project_that_cannot_be_believed_is_counted_and_reported(
    tmp_path: Path, wrong: FundingCall | NewsItem | FundedProject, said: str
) -> None:
    found = project_basket(tmp_path, funded_project(), wrong)
    assert (found.items, found.rejected) == (1, 1)
    (finding,) = found.findings
    assert (finding.code, finding.weight) == ("item_rejected", Weight.DOUBT)
    assert said in finding.text
    assert list(found.projects()) == [funded_project()]


def test_a_source_of_calls_or_news_brings_no_projects(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    for brings in (Brings.CALLS, Brings.NEWS):
        path.write_bytes(line_of_item(funded_project(source="probe")))
        found = read_basket(path, "probe", brings)
        assert (found.items, found.rejected) == (0, 1)


@pytest.mark.parametrize("name", sorted(project_fields(funded_project())))
def test_every_field_of_a_project_is_part_of_the_content(name: str) -> None:
    part, _, inner = name.partition(".")
    values = {inner: "anders"} if inner else {}
    other = replace(
        funded_project(),
        **{part: replace(funded_project().recipient, **values) if inner else None},
    )
    assert content_hash(other) != content_hash(funded_project())
