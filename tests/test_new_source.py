"""A source that is begun: it fits the house as it is, and its test fails until it is filled."""

from __future__ import annotations

import ast
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.collect import new_source
from scout.collect.new_source import Draft, Form, begin_source, find_project
from scout.errors import UsageError
from scout.sample import SOURCE_FILES
from tests.checkout import copy_of_project, run

NAME = "nrw_musterstelle"
ADDRESSES = {
    Form.LIST: "https://musterstelle.example/foerderungen",
    Form.FEED: "https://musterstelle.example/feed/aufrufe.xml",
    Form.SITEMAP: "https://musterstelle.example/sitemap.xml",
}
LINT = "from importlinter.cli import lint_imports_command as run; run()"
GIVEN = {"title": "Musterstelle", "publisher": "Musterstelle e. V."}


def draft(**values: Any) -> Draft:
    return Draft(**({"name": NAME, "url": ADDRESSES[Form.LIST]} | GIVEN | values))


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with nothing in it."""
    (tmp_path / "spiders").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "scrapy.cfg").touch()
    return tmp_path


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which a source of each form is begun."""
    folder = copy_of_project(tmp_path_factory.mktemp("project"))
    for form, url in ADDRESSES.items():
        words = ("--url", url, "--title", "Musterstelle", "--publisher", "Musterstelle e. V.")
        done = run(
            folder, "-m", "scout", "sources", "new", f"{NAME}_{form}", "--form", form, *words
        )
        assert done.returncode == 0, done.stdout
    return folder


def test_what_is_begun_fits_the_house_as_it_is(copy):
    begun = [f"spiders/{NAME}_{form}.py" for form in Form]

    assert run(copy, "-m", "ruff", "check", *begun).stdout == "All checks passed!\n"
    formatted = run(copy, "-m", "ruff", "format", "--check", *begun)
    assert formatted.returncode == 0, formatted.stdout
    typed = run(copy, "-m", "mypy", *begun)
    assert typed.returncode in (0, 1), typed.stdout
    assert not [line for line in typed.stdout.splitlines() if line.startswith("spiders/")]
    linted = run(copy, "-c", LINT, "--no-cache")
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("form", Form)
def test_the_test_of_a_new_source_fails_until_it_is_filled(form, copy):
    name = f"{NAME}_{form}"
    words = (
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "tests/test_recorded_sources.py",
        "-k",
        name,
    )
    expected = copy / "tests" / "recorded" / name / "expected.json"
    assert json.loads(expected.read_text()) == {"items": {}, "findings": []}

    before = run(copy, *words)

    assert before.returncode == 1, before.stdout
    assert f"test_a_recorded_page_brings_what_stands_beside_it[{name}-one]" in before.stdout
    expected.write_text(json.dumps({"items": {key_in(form): item(form)}, "findings": []}))
    after = run(copy, *words)
    assert after.returncode == 0, after.stdout


def key_in(form: Form) -> str:
    return "muster-1" if form is Form.FEED else "muster.html"


def item(form: Form) -> dict[str, Any]:
    """What a person reads on the sample page."""
    folder = {Form.LIST: "foerderungen/", Form.FEED: "feed/", Form.SITEMAP: ""}[form]
    return {
        "url": f"https://musterstelle.example/{folder}muster.html",
        "title": "Muster: Bänke für Dorfplätze",
        "sections": {
            "Kurztext": "Das Programm hilft Gemeinden, ihre Dorfplätze mit Bänken auszustatten.",
            "Wer wird gefördert?": "Antragsberechtigt sind Gemeinden und Kreise.",
            "Was wird gefördert?": "Gefördert werden Kauf und Aufbau von Bänken.",
            "Wie hoch ist die Förderung?": (
                "Der Zuschuss beträgt bis zu 80 Prozent der Ausgaben, höchstens 20.000 Euro."
            ),
            "Fristen": "Anträge sind bis zum 31.03.2027 zu stellen.",
        },
        "funder": None,
        "links": {},
        "codes": {},
        "stated": {},
        "language": "de",
    }


def test_it_prints_the_files_and_what_is_next(project, scout, monkeypatch):
    monkeypatch.chdir(project / "spiders")

    done = scout("sources", "new", NAME, "--url", ADDRESSES[Form.LIST], "--title", "Musterstelle",
                 "--publisher", "Musterstelle e. V.")  # fmt: skip

    assert done.returncode == 0, done.stderr
    printed, _, steps = done.stdout.partition("\nNext")
    assert printed.splitlines() == [
        f"spiders/{NAME}.py",
        f"tests/recorded/{NAME}/expected.json",
        f"tests/recorded/{NAME}/one/files/list.html",
        f"tests/recorded/{NAME}/one/files/page.html",
        f"tests/recorded/{NAME}/one/files/robots.txt",
        f"tests/recorded/{NAME}/one/index.json",
    ]
    assert sorted(printed.splitlines()) == [name for name in files(project) if NAME in name]
    assert [line[:2] for line in steps.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
    assert f"pytest tests/test_recorded_sources.py -k {NAME}" in steps


def test_the_sources_are_shown_unless_a_new_one_is_begun(scout):
    shown = scout("sources", "news_heise", "--today", "2026-11-23")

    assert shown.returncode == 0
    assert shown.stdout.startswith("news_heise: heise online")
    assert "scout sources new" in scout("sources", "--help").stdout
    assert "--publisher" in scout("sources", "new", "--help").stdout
    assert scout("sources", "no_such_source").returncode == 2


def test_outside_of_a_checkout_nothing_is_written(tmp_path, scout, monkeypatch):
    monkeypatch.chdir(tmp_path)

    done = scout("sources", "new", NAME, "--url", ADDRESSES[Form.LIST], "--title", "M",
                 "--publisher", "M")  # fmt: skip

    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "scrapy.cfg" in done.stderr
    assert files(tmp_path) == []


def test_a_checkout_is_found_from_any_folder_in_it(project):
    inside = project / "spiders"

    assert find_project(project) == find_project(inside) == project.resolve()
    (project / "scrapy.cfg").unlink()
    with pytest.raises(UsageError, match="expected to be in a checkout"):
        find_project(inside)


BAD_NAMES = (
    "", "de", "de_", "_de", "de__a", "de_a_", "De_a", "de_Ä", "de_a.b", "de_a/b", "../de_a",
    "de_a\n", "xx_a", "news_a", "de-a", "de a", "de_" + "a" * 38, "de_a\x00", "new", "show",
)  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_is_refused(name, project):
    before = files(project)

    with pytest.raises(UsageError, match="name: expected a region"):
        begin_source(project, draft(name=name), {})

    assert files(project) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[
            ("title", bad)
            for bad in ("", " ", " a", 'a"b', "a\\", "a\nb", "a\x00", "ａ", "\u202ea")
        ],
        ("title", "a" * 71),
        ("publisher", '"""'),
        ("publisher", "\u2028"),
        *[("url", f"{bad}.example/a") for bad in ("http://a", "ftp://a", "a", "https://a@b", "")],
        ("url", "https://localhost/"),
        ("url", "https://a.example/a b"),
        ("url", 'https://a.example/"'),
        ("url", "https://a.example/\\"),
        ("url", "https://a.example/$name{x}"),
        ("url", "https://a.example:99999/"),
        ("url", "https://[a.example/"),
        ("url", "https://a.example/#list"),
        ("url", "https://a.example/" + "a" * 300),
    ],
)
def test_what_is_no_plain_value_is_refused(field, value, project):
    with pytest.raises(UsageError, match=f"^{field}: expected"):
        begin_source(project, draft(**{field: value}), {})

    assert files(project) == ["scrapy.cfg"]


def test_a_name_that_is_taken_is_refused(project):
    with pytest.raises(UsageError, match=f"there is a source {NAME} already"):
        begin_source(project, draft(), {NAME: object()})

    assert files(project) == ["scrapy.cfg"]


@pytest.mark.parametrize("there", [f"spiders/{NAME}.py", f"tests/recorded/{NAME}/notes.txt"])
def test_nothing_is_overwritten(there, project):
    (project / there).parent.mkdir(parents=True, exist_ok=True)
    (project / there).write_text("mine")

    with pytest.raises(UsageError, match="is there already; nothing was written"):
        begin_source(project, draft(), {})

    assert files(project) == ["scrapy.cfg", there]
    assert (project / there).read_text() == "mine"


def test_a_link_that_leads_nowhere_is_not_followed(project):
    (project / "spiders" / f"{NAME}.py").symlink_to(project / "elsewhere.py")

    with pytest.raises(UsageError, match="is there already"):
        begin_source(project, draft(), {})

    assert not (project / "elsewhere.py").exists()


def test_a_spider_that_somebody_wrote_in_the_meantime_stays(project, monkeypatch):
    spider = project / "spiders" / f"{NAME}.py"
    linked = os.link

    def late(source: Path, target: Path) -> None:
        target.write_text("mine")
        linked(source, target)

    monkeypatch.setattr(new_source.os, "link", late)

    with pytest.raises(UsageError, match="cannot be written: File exists"):
        begin_source(project, draft(), {})

    assert files(project) == ["scrapy.cfg", f"spiders/{NAME}.py"]
    assert spider.read_text() == "mine"


def test_where_the_spider_cannot_be_written_nothing_is(project):
    shutil.rmtree(project / "spiders")
    (project / "spiders").touch()

    with pytest.raises(UsageError, match="cannot be written: Not a directory"):
        begin_source(project, draft(), {})

    assert files(project) == ["scrapy.cfg", "spiders"]


@pytest.mark.parametrize(
    ("form", "url", "below"),
    [
        ("list", "https://a.example/foerderungen", "https://a.example/foerderungen/"),
        ("list", "https://a.example/foerderungen/", "https://a.example/foerderungen/"),
        ("list", "https://a.example/f/_node.html?gtp=2", "https://a.example/f/"),
        ("list", "https://a.example", "https://a.example/"),
        ("feed", "https://a.example/", "https://a.example/"),
        ("feed", "https://a.example/aktuell/feed", "https://a.example/aktuell/"),
        ("sitemap", "https://a.example/sitemap.xml", "https://a.example/"),
    ],
)
def test_the_pages_are_taken_to_stand_below_the_list(form, url, below):
    assert draft(form=Form(form), url=url).below == below


PLAIN = st.text(min_size=1, max_size=80)


@given(title=PLAIN, publisher=PLAIN, form=st.sampled_from(Form))
def test_what_is_accepted_stands_in_the_spider_as_it_was_given(title, publisher, form):
    given_ = draft(title=title, publisher=publisher, form=form, url=ADDRESSES[form])
    try:
        new_source._check(given_, {})
    except UsageError:
        return
    code = new_source._spider_of(given_)

    values = {
        node.arg: node.value.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant)
    }
    assert values["title"] == title
    assert values["publisher"] == publisher
    assert values["attribution"] == f"© {publisher}"
    assert max(map(len, code.splitlines())) <= 100


@given(st.text(alphabet="$&'()*+,;=%?[]@!-~az/.", max_size=40))
def test_an_address_never_becomes_markup_or_code(tail):
    url = f"https://a.example/{tail}"
    try:
        new_source._check(draft(url=url), {})
    except UsageError:
        return
    tree = ast.parse(new_source._spider_of(draft(url=url)))

    assigned = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    assert assigned == {"LIST": url}


def names_in_templates() -> Iterator[str]:
    yield from (path.name for path in SOURCE_FILES.iterdir())


def test_every_form_has_its_files():
    shown = {name for name, _ in new_source._SHOWN.values()}
    spiders = {f"{form}.py.txt" for form in Form}

    assert set(names_in_templates()) == shown | spiders | {"page.html", "robots.txt"}
