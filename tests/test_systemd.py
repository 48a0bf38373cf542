"""The systemd units of docs/ as systemd itself reads them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scout.settings import read_settings

UNITS = sorted((Path(__file__).parent.parent / "docs" / "systemd").glob("foerderscout*"))


@pytest.fixture
def systemd() -> str:
    """The checker of units; skipped by name where systemd is not there."""
    path = shutil.which("systemd-analyze")
    if path is None:
        pytest.skip("systemd-analyze is not there")
    return path


def test_there_are_a_service_and_a_watch():
    assert [unit.name for unit in UNITS] == [
        "foerderscout-doctor.service",
        "foerderscout-doctor.timer",
        "foerderscout-web.service",
        "foerderscout.service",
    ]


def test_only_the_user_of_the_services_reads_the_home():
    for unit in UNITS:
        lines = unit.read_text("utf-8").splitlines()
        assert ("UMask=0077" in lines) is (unit.suffix == ".service")
        assert ("StateDirectory=foerderscout" in lines) is ("StateDirectoryMode=0700" in lines)


def test_systemd_finds_nothing_wrong_with_the_units(systemd, tmp_path):
    for unit in UNITS:
        text = unit.read_text("utf-8")
        # The programs stand where they will be installed; here, something that is there.
        for name in ("scout-scheduler", "scout doctor", "scout web"):
            text = text.replace(f"/opt/foerderscout/.venv/bin/{name}", sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / unit.name) for unit in UNITS]
    checked = subprocess.run(
        [systemd, "verify", "--man=no", *paths], capture_output=True, text=True, check=False
    )
    complaints = [line for line in checked.stderr.splitlines() if "foerderscout" in line]
    assert (checked.returncode, complaints) == (0, [])


def test_the_units_start_scripts_that_the_package_has(tmp_path):
    scripts = (Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8")
    started = {
        line.partition("=")[2].split()[0].rpartition("/")[2]
        for unit in UNITS
        for line in unit.read_text("utf-8").splitlines()
        if line.startswith("ExecStart=")
    }
    assert started == {"scout", "scout-scheduler"}
    assert all(f"{name} = " in scripts for name in started)


def test_the_environment_that_the_unit_names_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("SCOUT_HOME", str(tmp_path))
    monkeypatch.setenv("SCOUT_MAIL__PASSWORD", "geheim")
    settings = read_settings(tmp_path)
    assert settings.mail.password.get_secret_value() == "geheim"
    assert "geheim" not in repr(settings)
