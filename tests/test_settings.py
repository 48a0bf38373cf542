from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scout.errors import UsageError
from scout.settings import Settings, read_settings
from scout.settings_template import settings_template
from scout.toml_file import line_of, place

PROPERTY = settings(max_examples=150, deadline=None)


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("SCOUT_"):
            monkeypatch.delenv(name)


def read(folder: Path, text: str) -> Settings:
    (folder / "scout.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(folder, text)
    return str(caught.value).replace(f"{folder}/", "")


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    assert read_settings(tmp_path / "nowhere") == Settings()
    assert 0 < Settings().match.threshold < 1


def test_the_template_says_what_the_defaults_say(tmp_path: Path) -> None:
    assert read(tmp_path, settings_template()) == Settings()


def test_every_key_of_the_template_is_a_setting() -> None:
    written = tomllib.loads(settings_template())
    settings = Settings()
    assert written.keys() == Settings.model_fields.keys()
    for name, table in written.items():
        if isinstance(table, dict):
            # Password and secret never stand in the file.
            assert table.keys() == type(getattr(settings, name)).model_fields.keys() - {
                "password",
                "secret",
            }


def test_the_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, '[match]\nthreshold = 0.25\n[mail]\nsender = "amt@kreis.example"\n')
    assert found.match.threshold == 0.25
    assert found.mail.sender == "amt@kreis.example"
    assert found.digest == Settings().digest


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCOUT_MATCH__THRESHOLD", "0.2")
    monkeypatch.setenv("SCOUT_DIGEST__MAX_ITEMS", "7")
    found = read(tmp_path, "[match]\nthreshold = 0.3\n[digest]\nfirst_issue = 3\n")
    assert found.match.threshold == 0.2
    assert (found.digest.first_issue, found.digest.max_items) == (3, 7)


def test_the_environment_works_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("scout_http__contact", "mailto:amt@kreis.example")
    assert read_settings(tmp_path).http.contact == "mailto:amt@kreis.example"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SCOUT_MATCH__THRESHOLD", "viel", "SCOUT_MATCH__THRESHOLD"),
        ("SCOUT_MATCH__THRESHOLD", "2", "found '2'"),
        ("SCOUT_MATCH__TRESHOLD", "0.1", "SCOUT_MATCH__TRESHOLD"),
        ("SCOUT_MATHC__THRESHOLD", "0.1", "SCOUT_MATHC__THRESHOLD: expected SCOUT_HOME or one of"),
        ("SCOUT_MATCH", "abc", "environment"),
    ],
)
def test_a_wrong_environment_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        read_settings(tmp_path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[match]\nthreshold = 3\n", "scout.toml, line 2, match.threshold: "),
        ("[match]\nthreshold = 3\n", "less than or equal to 1, found 3"),
        ("[match]\nthreshold = 0\n", "greater than 0, found 0"),
        ("[match]\nthreshold = nan\n", "match.threshold: "),
        ("[http]\nproxy = 'http://proxy:99999'\n", "line 2, http.proxy: "),
        ("[http]\nproxy = 'http://proxy:99999'\n", "expected a port from 1 to 65535"),
        ("[http]\nproxy = 'http://proxy:0/'\n", "http.proxy: "),
        ("[http]\nproxy = 'http://proxy:eins'\n", "http.proxy: "),
        ("[web]\npublic_url = 'https://foerder.example:70000'\n", "web.public_url: "),
        ("\n[match]\n# so\nthreshold = 'viel'\n", "line 4, match.threshold: "),
        ("[match]\nthreshold = 'viel'\n", "valid number"),
        ("[digest]\nmax_items = 26\n", "less than or equal to 25, found 26"),
        ("[digest]\nfirst_issue = 1.5\n", "line 2, digest.first_issue: "),
        ('[mail]\nsender = "Amt <amt@kreis.example>"\n', "line 2, mail.sender: "),
        ('[mail]\nsender_name = "a\\nBcc: b@c"\n', "line 2, mail.sender_name: "),
        ('[mail]\nreply_to = "niemand"\n', "found 'niemand'"),
        ('[http]\ncontact = "Kreishaus Süd"\n', "found 'Kreishaus Süd'"),
        ("[match]\ntreshold = 0.1\n", "line 2, match.treshold: unknown key, found 0.1"),
        ("[mach]\nthreshold = 0.1\n", "line 1, mach: unknown key"),
        ("colour = 'rot'\n", "line 1, colour: unknown key, found 'rot'"),
        ("match = 3\n", "line 1, match: "),
        ("match = { threshold = 3 }\n", "line 1, match.threshold: "),
        ('[ "match" ] # so\n"threshold" = 3\n', "line 2, match.threshold: "),
        ("[match]\nthreshold 0.1\n", "scout.toml: not valid TOML: "),
        ("[match]\nthreshold 0.1\n", "line 2"),
        ("[match]\nthreshold = 0.1\nthreshold = 0.2\n", "not valid TOML: "),
        ("[match]\n[match]\n", "not valid TOML: "),
        ("a = 2027-02-31\n", "not valid TOML: "),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


def test_a_long_value_is_not_repeated_in_full(tmp_path: Path) -> None:
    assert len(complaint(tmp_path, f"colour = '{'x' * 5000}'\n")) < 200


def test_every_place_that_does_not_fit_is_named_at_once(tmp_path: Path) -> None:
    said = complaint(tmp_path, "colour = 1\n[match]\nthreshold = 3\n[digest]\nmax_items = 0\n")
    assert sorted(line.split(": ")[0] for line in said.splitlines()) == [
        "scout.toml, line 1, colour",
        "scout.toml, line 3, match.threshold",
        "scout.toml, line 5, digest.max_items",
    ]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "scout.toml").write_bytes(b"[mail]\nsender_name = '\xff'\n")
    with pytest.raises(UsageError, match=r"scout\.toml: cannot be read: "):
        read_settings(tmp_path)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "scout.toml").mkdir()
    with pytest.raises(UsageError, match=r"scout\.toml: cannot be read: Is a directory"):
        read_settings(tmp_path)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().match.threshold = 0.5  # type: ignore[misc]


# --- places -----------------------------------------------------------------------------------

TEXT = """\
colour = "rot"
match = { threshold = 3 }

[mail]
sender = "a"  # sender = "b"

[[projects]]
key = "eins"

[[projects]]
title = "Zwei"
"key" = "zwei"
[other]
reply_to = ""
[[projects.parts]]
size = 1

[[ projects.parts ]]  # the second
size = 2
"""


@pytest.mark.parametrize(
    ("keys", "line", "named"),
    [
        (("colour",), 1, "x.toml, line 1, colour"),
        (("match", "threshold"), 2, "x.toml, line 2, match.threshold"),
        (("mail",), 4, "x.toml, line 4, mail"),
        (("mail", "sender"), 5, "x.toml, line 5, mail.sender"),
        (("mail", "reply_to"), 4, "x.toml, line 4, mail.reply_to"),
        (("projects", 0, "key"), 8, "x.toml, line 8, projects[1].key"),
        (("projects", 1, "key"), 12, "x.toml, line 12, projects[2].key"),
        (("projects", 1, "title", 3), 11, "x.toml, line 11, projects[2].title[4]"),
        (("projects", 0, "title"), 7, "x.toml, line 7, projects[1].title"),
        (("projects", 1), 10, "x.toml, line 10, projects[2]"),
        (("projects", 2), None, "x.toml, projects[3]"),
        (("nowhere",), None, "x.toml, nowhere"),
        (("projects", 1, "parts", 0, "size"), 16, "x.toml, line 16, projects[2].parts[1].size"),
        (("projects", 1, "parts", 1, "size"), 19, "x.toml, line 19, projects[2].parts[2].size"),
        (("projects", 1, "parts", 1, "name"), 18, "x.toml, line 18, projects[2].parts[2].name"),
        (("projects", 0, "parts", 0), 7, "x.toml, line 7, projects[1].parts[1]"),
        (("nowhere", "key"), None, "x.toml, nowhere.key"),
        ((), None, "x.toml"),
    ],
)
def test_a_value_is_found_in_the_text(
    keys: tuple[str | int, ...], line: int | None, named: str
) -> None:
    if keys:
        assert line_of(TEXT, keys) == line
    assert place(Path("x.toml"), TEXT, keys) == named


@PROPERTY
@given(
    st.text(alphabet=st.characters(), max_size=200),
    st.lists(st.one_of(st.text(min_size=1, max_size=5), st.integers(0, 3)), min_size=1, max_size=4),
)
def test_a_line_stands_in_the_text_or_there_is_none(text: str, keys: list[str | int]) -> None:
    line = line_of(text, keys)
    assert line is None or 1 <= line <= len(text.splitlines())


def test_the_environment_is_not_blamed_on_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCOUT_MATCH__THRESHOLD", "2")
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "[match]\nthreshold = 0.3\n")
    assert "scout.toml" not in str(caught.value)
    assert "found '2'" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("_env_prefix = 'X'\n", "_env_prefix: unknown key"),
        ("[match]\nthreshold = true\n", "match.threshold"),
        ("[digest]\nfirst_issue = '5'\n", "digest.first_issue"),
        ("x = " + "1" * 5000 + "\n", "not valid TOML"),
        ("x = " + "[" * 5000 + "\n", "not valid TOML"),
    ],
)
def test_what_only_looks_like_a_setting_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        ("postgres://scout:geheim@db.example/scout", "found 'postgres://***@db.example/scout'"),
        ("mysql://scout:ge/h@eim@db.example/scout", "found 'mysql://***@db.example/scout'"),
        ("postgresql://db.example/a b?password=geheim&x=1", "a b?password=***&x=1'"),
        ("postgresql://scout:ge heim@" + "x" * 200, "found 'postgresql://***@xxx"),
    ],
)
def test_a_password_in_an_address_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, shown: str
) -> None:
    with pytest.raises(UsageError) as in_file:
        read(tmp_path, f'database_url = "{wrong}"\n')
    monkeypatch.setenv("SCOUT_DATABASE_URL", wrong)
    with pytest.raises(UsageError) as in_environment:
        read(tmp_path, "")
    for error in (in_file, in_environment):
        assert shown in str(error.value)
        assert "eim" not in str(error.value)


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        ('["2027-02-30/2027-03-02"]', "out of range"),
        ('["2027-13-01/2027-13-02"]', "month must be in 1..12"),
        ('["2027-08-17/2027-07-05"]', "at most 62 days"),
        ('["2027-06-01/2027-08-02"]', "at most 62 days"),
        ('["Sommerferien"]', "should match pattern"),
        ('["2027-07-05"]', "should match pattern"),
        ('"2027-07-05/2027-08-17"', "valid tuple"),
    ],
    ids="day month turned long words single bare".split(),
)
def test_a_break_that_is_none_is_refused_with_its_place(
    tmp_path: Path, breaks: str, expected: str
) -> None:
    with pytest.raises(UsageError, match=r"line 3, schedule\.breaks") as error:
        read(tmp_path, f'[schedule]\nnight = "03:30"\nbreaks = {breaks}\n')
    assert expected in str(error.value)
    assert "found" in str(error.value)


def test_breaks_come_from_the_file_and_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '[schedule]\nbreaks = ["2027-06-01/2027-08-01", "2027-12-24/2027-12-24"]\n'
    found = read(tmp_path, text).schedule.breaks
    assert found == ("2027-06-01/2027-08-01", "2027-12-24/2027-12-24")
    monkeypatch.setenv("SCOUT_SCHEDULE__BREAKS", '["2027-07-05/2027-08-17"]')
    assert read(tmp_path, text).schedule.breaks == ("2027-07-05/2027-08-17",)
    monkeypatch.setenv("SCOUT_SCHEDULE__BREAKS", '["2027-08-17/2027-07-05"]')
    with pytest.raises(UsageError, match=r"SCOUT_SCHEDULE__BREAKS__0: .*at most 62 days"):
        read(tmp_path, "")
