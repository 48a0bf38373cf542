"""The demo: the whole way in one command, on the bundled sample."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.mailserver import mail_server


@pytest.fixture
def demo(scout, home):
    """The demo's output, made once for each test that looks at it."""
    result = scout("demo", "--home", home)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_demo_walks_two_days_and_ends_with_the_folder_of_mails(demo, home, scout, json_lines):
    outbox = Path(demo.splitlines()[-1])
    assert outbox == (home / "outbox").resolve()
    names = sorted(path.name for path in outbox.iterdir())
    assert {Path(name).suffix for name in names} == {".eml", ".html", ".txt"}
    assert {name[:10] for name in names} == {"2026-11-16", "2026-11-23"}
    projects = [
        line for line in json_lines(scout("strategy", "--json")) if line["kind"] == "projects"
    ]
    assert all(project["key"] in demo for project in projects)
    assert "Glasfaseranbindung" in demo

    again = scout("demo", "--home", home)

    assert again.returncode == 0
    assert len(list(outbox.iterdir())) == len(names), "an earlier demo is replaced, not added to"


def test_the_mails_of_the_demo_tell_each_call_once_and_only_what_may_be_applied_for(demo, home):
    shown: dict[str, list[str]] = {}
    for path in sorted((home / "outbox").glob("*.eml")):
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        new = mail.get_body(("plain",)).get_content().partition("\nGeändert\n")[0]
        urls = [line.strip() for line in new.splitlines() if line.startswith("  https://")]
        shown.setdefault(mail["To"].addresses[0].addr_spec, []).extend(urls)

    assert len(shown) == 12
    for urls in shown.values():
        assert len(urls) == len(set(urls))
        assert not [url for url in urls if "/Land/" in url and "/Land/NRW/" not in url]
        assert not [
            url for url in urls if url.endswith(("smarte-land-regionen.html", "heimat-2-0.html"))
        ]


def test_the_demo_leaves_a_real_home_alone(home, collected, scout):
    before = (home / "scout.db").read_bytes()

    result = scout("demo", "--home", home)

    assert result.returncode == 2
    assert "holds real data" in result.stderr
    assert (home / "scout.db").read_bytes() == before


def test_the_demo_stays_out_of_a_database_that_was_set_for_real_work(home, tmp_path, scout):
    real = tmp_path / "real.db"

    result = scout("demo", "--home", home, SCOUT_DATABASE_URL=f"sqlite:///{real}")

    assert result.returncode == 2
    assert "database_url: the demo has a database of its own" in result.stderr
    assert not real.exists()
    assert not home.exists()


def test_the_demo_mails_nobody_whatever_server_is_set(home, scout):
    with mail_server() as server:
        there = {"SCOUT_MAIL__HOST": "127.0.0.1", "SCOUT_MAIL__PORT": str(server.port)}
        result = scout("demo", "--home", home, **there)

    assert result.returncode == 0
    assert server.connections == 0
    assert list((home / "outbox").glob("*.eml"))
