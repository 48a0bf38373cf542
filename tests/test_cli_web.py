"""``scout web``: it listens, says where, ends well when asked to, and complains in words."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT


class Running:
    """The program at work."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        self._process = process
        self._told = process.stderr
        first = self._told.readline()
        found = re.fullmatch(r"Pages: http://\S+:(\d+)/\n", first)
        if found is None:
            pytest.fail(first + self._told.read())
        self.port = int(found.group(1))

    def end(self, asked: signal.Signals = signal.SIGTERM) -> str:
        """Ask it to end, which it must do well, and return what it said after its first line."""
        self._process.send_signal(asked)
        said = self._told.read()
        assert self._process.wait(30) == 0, said
        return said


@contextmanager
def running(home: Path, *words: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "scout", "web", "--home", str(home), "--port", "0", *words]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


def ask(port: int, path: str) -> tuple[int, bytes]:
    for _ in range(100):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", path)
            response = line.getresponse()
            return response.status, response.read()
        except ConnectionError:
            time.sleep(0.05)
        finally:
            line.close()
    raise AssertionError("nobody answers")


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_ends_well_when_it_is_asked_to(asked, home):
    with running(home) as program:
        assert ask(program.port, "/health") == (200, b"ok\n")
        assert ask(program.port, "/m/geheim/passt")[0] == 404
        said = program.end(asked)
    assert said == "[web] public_url is not set: mails have no links to these pages\n"
    assert (home / "secret.key").stat().st_mode & 0o077 == 0


def test_it_ends_well_before_it_has_begun(home):
    with running(home) as program:
        said = program.end()
    assert said == "[web] public_url is not set: mails have no links to these pages\n"


def test_two_of_them_may_serve_one_home(home):
    with running(home) as one, running(home) as two:
        assert one.port != two.port
        assert ask(one.port, "/health") == ask(two.port, "/health") == (200, b"ok\n")


def test_it_says_what_listening_for_others_means(home):
    with running(home, "--host", "0.0.0.0") as program:  # noqa: S104 - what is tested
        assert "reach them without TLS" in program.end()


def test_behind_a_proxy_it_says_where_mails_link_to(home):
    home.mkdir()
    (home / "scout.toml").write_text('[web]\npublic_url = "https://foerder.example"\n')
    with running(home) as program:
        assert program.end() == "Mails link to https://foerder.example\n"


def test_a_port_that_is_taken_is_named(scout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = scout("web", "--port", port)
    assert result.returncode == 2
    assert f"127.0.0.1 port {port}: Address already in use" in result.stderr
    assert "[web] host and port" in result.stderr


def test_a_host_that_is_not_ours_is_named(scout):
    result = scout("web", "--host", "gibt-es-nicht.invalid", "--port", "0")
    assert result.returncode == 2
    assert "gibt-es-nicht.invalid" in result.stderr


def test_a_secret_that_is_none_is_refused(scout):
    result = scout("web", "--port", "0", SCOUT_WEB__SECRET="kurz")  # noqa: S106 - what is tested
    assert result.returncode == 2
    assert "SCOUT_WEB__SECRET: expected at least 32 characters" in result.stderr
    assert "kurz" not in result.stderr


def test_a_text_that_is_missing_is_named(scout, home):
    home.mkdir()
    (home / "scout.toml").write_text('[web]\nimprint_file = "impressum.txt"\n')
    result = scout("web", "--port", "0")
    assert result.returncode == 2
    assert "scout.toml: [web] imprint_file: " in result.stderr
    assert "impressum.txt cannot be read: No such file" in result.stderr
