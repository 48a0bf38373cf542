"""The home's secret: made once by chance, for its owner only, and what it hashes."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import UsageError
from scout.secret import FILE_NAME, address_hash, fingerprint, read_secret

ADDRESSES = st.from_regex(r"[A-Za-z0-9.+-]{1,20}@[a-z]{1,10}\.example", fullmatch=True)
SECRETS = st.binary(min_size=32, max_size=64)


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    secret = read_secret(tmp_path)
    assert len(secret) >= 32
    assert read_secret(tmp_path) == secret
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_two_homes_have_two_secrets(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    assert len({read_secret(folder) for folder in folders}) == 2


def test_many_who_make_it_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = set(threads.map(lambda _: read_secret(tmp_path), range(64)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_the_environment_wins_and_makes_no_file(tmp_path: Path) -> None:
    assert read_secret(tmp_path, "g" * 32) == b"g" * 32
    assert list(tmp_path.iterdir()) == []


def test_who_only_looks_leaves_no_file_and_sees_one_that_is_there(tmp_path: Path) -> None:
    one, other = (read_secret(tmp_path, keep=False) for _ in range(2))
    assert one != other
    assert min(len(one), len(other)) >= 32
    assert list(tmp_path.iterdir()) == []
    kept = read_secret(tmp_path)
    assert read_secret(tmp_path, keep=False) == kept


def test_a_short_one_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"SCOUT_WEB__SECRET: .*at least 32.*found 31") as it:
        read_secret(tmp_path, "geheim!" * 4 + "abc")
    assert "geheim" not in str(it.value)
    (tmp_path / FILE_NAME).write_text("geheim\n")
    with pytest.raises(UsageError, match=rf"{FILE_NAME}: expected at least 32.*found 6") as it:
        read_secret(tmp_path)
    assert "geheim" not in str(it.value)


def test_what_cannot_be_read_or_made_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes("ü".encode() * 40)
    with pytest.raises(UsageError, match="cannot be read or made: no ASCII text"):
        read_secret(tmp_path)
    with pytest.raises(UsageError, match="cannot be read or made: No such file or directory"):
        read_secret(tmp_path / "absent")
    (tmp_path / "folder" / FILE_NAME).mkdir(parents=True)
    with pytest.raises(UsageError, match="cannot be read or made: Is a directory"):
        read_secret(tmp_path / "folder")


@given(secret=SECRETS, address=ADDRESSES)
def test_upper_and_lower_case_are_one_address(secret: bytes, address: str) -> None:
    hashed = address_hash(secret, address)
    assert hashed == address_hash(secret, address.upper())
    assert len(hashed.text) == 64
    assert "@" not in hashed.text
    assert hashed.fingerprint == fingerprint(secret)


@given(secrets=st.sets(SECRETS, min_size=2, max_size=2), address=ADDRESSES)
def test_without_the_secret_nobody_can_try_addresses(secrets: set[bytes], address: str) -> None:
    assert len({address_hash(secret, address) for secret in secrets}) == 2


@given(secret=SECRETS, both=st.sets(ADDRESSES.map(str.casefold), min_size=2, max_size=2))
def test_two_addresses_have_two_hashes(secret: bytes, both: set[str]) -> None:
    assert len({address_hash(secret, each) for each in both}) == 2


@given(secrets=st.sets(SECRETS, min_size=2, max_size=2), address=ADDRESSES)
def test_a_fingerprint_knows_a_secret_again_and_is_no_hash_of_an_address(
    secrets: set[bytes], address: str
) -> None:
    one, other = secrets
    assert fingerprint(one) == fingerprint(one) != fingerprint(other)
    assert len(fingerprint(one)) == 16
    assert not address_hash(one, address).text.startswith(fingerprint(one))


def test_another_secret_than_that_of_the_stops_is_refused(tmp_path: Path) -> None:
    right, wrong = "r" * 32, "w" * 32
    makers = {fingerprint(right.encode()), None}
    assert read_secret(tmp_path, right, makers=makers) == right.encode()
    found = rf"{fingerprint(right.encode())}, found one with {fingerprint(wrong.encode())}"
    with pytest.raises(UsageError, match=rf"^SCOUT_WEB__SECRET: expected .*{found}; ") as it:
        read_secret(tmp_path, wrong, makers=makers)
    assert "from the backup" in str(it.value)
    assert right not in str(it.value)
    assert wrong not in str(it.value)
    (tmp_path / FILE_NAME).write_text(wrong)
    with pytest.raises(UsageError, match=rf"{FILE_NAME}: expected .*{found}"):
        read_secret(tmp_path, makers=makers)
    assert read_secret(tmp_path, makers={None}) == wrong.encode(), "nobody noted which it was"


@pytest.mark.parametrize("makers", [{None}, {"0123456789abcdef"}], ids=["unnoted", "noted"])
def test_no_secret_is_made_where_another_one_stopped_somebody(
    tmp_path: Path, makers: set[str | None]
) -> None:
    for keep in (True, False):
        with pytest.raises(UsageError, match=r"no such file, and SCOUT_WEB__SECRET is not set"):
            read_secret(tmp_path, keep=keep, makers=makers)
    assert list(tmp_path.iterdir()) == []
