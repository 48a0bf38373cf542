"""Links: what was signed comes back, for its kind and its time; nothing else does."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scout.links import Action, Kind, ReaderLinks, Signed, read_token
from tests.builders import NOON

SECRET = b"ein-geheimnis-nur-fuer-tests-0123456789"
DAY = timedelta(days=1)

REFS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=1)
KEYS = st.from_regex(r"[a-z0-9]{1,20}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
NUMBERS = st.integers(1, 2**31 - 1)
MOMENTS = st.timedeltas(timedelta(days=-2000), timedelta(days=20_000)).map(lambda gap: NOON + gap)


def links(now: datetime = NOON, *, ref: str = "r3f", secret: bytes = SECRET) -> ReaderLinks:
    return ReaderLinks("https://foerder.example", secret, ref, "20261219.abc", now)


def token(url: str) -> str:
    return urlsplit(url).path.split("/")[2].removesuffix(".ics")


def tokens(now: datetime = NOON) -> dict[Kind, str]:
    mine = links(now)
    return {
        Kind.ITEM: token(mine.item(7, "radwege", Action.FITS)),
        Kind.ISSUE: token(mine.issue_page),
        Kind.UNSUBSCRIBE: token(mine.unsubscribe),
        Kind.CALENDAR: token(mine.calendar),
    }


def test_addresses_have_the_form_that_the_pages_wait_for():
    mine = links()
    assert mine.item(7, "radwege", Action.FITS_NOT).startswith("https://foerder.example/m/")
    assert mine.item(7, "radwege", Action.FITS_NOT).endswith("/passt-nicht")
    assert mine.issue_page.startswith("https://foerder.example/ausgabe/")
    assert mine.unsubscribe.startswith("https://foerder.example/abbestellen/")
    assert mine.calendar.startswith("https://foerder.example/kalender/")
    assert mine.calendar.endswith(".ics")


def test_one_token_serves_all_actions_of_an_item():
    mine = links()
    assert len({token(mine.item(7, "radwege", action)) for action in Action}) == 1


@given(ref=REFS, key=KEYS, number=NUMBERS, now=MOMENTS)
def test_what_was_signed_comes_back(ref: str, key: str, number: int, now: datetime) -> None:
    url = links(now, ref=ref).item(number, key, Action.REVIEWING)
    found = read_token(SECRET, Kind.ITEM, token(url), now, 1)
    assert found == Signed(ref, (str(number), key), now.replace(microsecond=0))
    # No mail client has to escape any of it, and none that does breaks it.
    assert quote(url, safe=":/~") == url


@pytest.mark.parametrize("signed", Kind)
@pytest.mark.parametrize("asked", Kind)
def test_kinds_do_not_mix(signed, asked):
    found = read_token(SECRET, asked, tokens()[signed], NOON, None)
    assert (found is not None) is (signed is asked)


def test_a_link_ends_to_the_second():
    here = tokens()[Kind.ITEM]
    last = NOON + 60 * DAY
    assert read_token(SECRET, Kind.ITEM, here, last, 60) is not None
    assert read_token(SECRET, Kind.ITEM, here, last + timedelta(seconds=1), 60) is None
    assert read_token(SECRET, Kind.ITEM, here, last + 10_000 * DAY, None) is not None


def test_a_link_of_tomorrow_does_not_work_today():
    assert read_token(SECRET, Kind.ITEM, tokens(NOON + DAY)[Kind.ITEM], NOON, 60) is None


def test_another_secret_opens_nothing():
    assert read_token(SECRET[::-1], Kind.ISSUE, tokens()[Kind.ISSUE], NOON, None) is None


@given(kind=st.sampled_from(Kind), place=st.integers(0, 10**6), put=st.characters(codec="utf-8"))
def test_no_character_can_be_exchanged(kind: Kind, place: int, put: str) -> None:
    right = tokens()[kind]
    at = place % len(right)
    wrong = right[:at] + put + right[at + 1 :]
    assume(wrong != right)
    assert read_token(SECRET, kind, wrong, NOON, None) is None


@given(kind=st.sampled_from(Kind), place=st.integers(0, 10**6), put=st.text(min_size=1))
def test_nothing_can_be_put_in_or_left_out(kind: Kind, place: int, put: str) -> None:
    right = tokens()[kind]
    at = place % (len(right) + 1)
    assert read_token(SECRET, kind, right[:at] + put + right[at:], NOON, None) is None
    assume(at < len(right))
    assert read_token(SECRET, kind, right[:at], NOON, None) is None


@given(text=st.text(st.characters(), max_size=600), days=st.none() | st.integers(0, 400))
def test_any_text_is_refused_without_a_word(text: str, days: int | None) -> None:
    for kind in Kind:
        assert read_token(SECRET, kind, text, NOON, days) is None


def test_an_endless_token_is_not_even_looked_at():
    # Signed as it is, it would open: no reader's name is as long as that.
    here = token(links(ref="r" * 500).unsubscribe)
    assert read_token(SECRET, Kind.UNSUBSCRIBE, here, NOON, None) is None


def test_a_signature_that_only_decodes_alike_is_not_ours():
    """43 characters of base64 hold 258 bits: four last characters decode to the same 256."""
    right = tokens()[Kind.UNSUBSCRIBE]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    taken = [
        last
        for last in alphabet
        if read_token(SECRET, Kind.UNSUBSCRIBE, right[:-1] + last, NOON, None)
    ]
    assert taken == [right[-1]]
