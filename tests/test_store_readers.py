"""Names for links, who gets no digests, and what readers do with calls; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.fit import Tracking, TrackingState
from scout.secret import AddressHash
from scout.store import readers, tracking
from scout.store.engine import Store
from scout.store.readers import Stop, StopReason
from tests.builders import NOON, SOURCE
from tests.databases import Fresh

ANNA, BERND = "Anna@Kreis.example", "bernd@kreis.example"
HASH, OTHER = AddressHash("a" * 64, "one"), AddressHash("b" * 64, "two")


def ref(store: Store, email: str) -> str:
    with store.writing() as connection:
        return readers.ref_of(connection, email)


def known_as(store: Store, name: str) -> str | None:
    with store.reading() as connection:
        return readers.email_of(connection, name)


def test_links_know_a_reader_by_chance_and_always_by_the_same(store: Store) -> None:
    anna, bernd = ref(store, ANNA), ref(store, BERND)
    assert anna == ref(store, ANNA.lower()) == ref(store, ANNA.upper())
    assert anna != bernd
    assert "anna" not in anna.casefold()
    assert (known_as(store, anna), known_as(store, bernd)) == (ANNA.lower(), BERND)
    assert known_as(store, anna.swapcase()) is None
    assert known_as(store, "") is None


def test_a_renewed_reader_is_unknown_by_her_old_name(store: Store) -> None:
    old, bernd = ref(store, ANNA), ref(store, BERND)
    with store.writing() as connection:
        readers.renew_ref(connection, ANNA.upper())
    assert known_as(store, old) is None
    assert ref(store, ANNA) != old
    assert known_as(store, bernd) == BERND


def stops(store: Store) -> dict[AddressHash, Stop]:
    with store.reading() as connection:
        return dict(readers.stops(connection))


def test_the_newest_reason_to_stop_counts_until_it_is_taken_back(store: Store) -> None:
    later = NOON + timedelta(hours=1)
    with store.writing() as connection:
        readers.stop(connection, HASH, StopReason.UNSUBSCRIBED, NOON)
        readers.stop(connection, OTHER, StopReason.REFUSED, NOON)
        readers.stop(connection, HASH, StopReason.FORGOTTEN, later)
    assert stops(store) == {
        HASH: Stop(StopReason.FORGOTTEN, later),
        OTHER: Stop(StopReason.REFUSED, NOON),
    }
    with store.writing() as connection:
        assert readers.resume(connection, HASH) is True
        assert readers.resume(connection, HASH) is False
    assert set(stops(store)) == {OTHER}


def makers(store: Store) -> set[str | None]:
    with store.reading() as connection:
        return set(readers.makers(connection))


def test_it_is_known_which_secret_made_a_stop(store: Store) -> None:
    assert makers(store) == set()
    with store.writing() as connection:
        readers.stop(connection, HASH, StopReason.UNSUBSCRIBED, NOON)
        readers.stop(connection, OTHER, StopReason.UNSUBSCRIBED, NOON)
        old = AddressHash("c" * 64, None)
        readers.stop(connection, old, StopReason.FORGOTTEN, NOON)
    assert makers(store) == {"one", "two", None}
    assert {key.text[0]: key.fingerprint for key in stops(store)} == {
        "a": "one",
        "b": "two",
        "c": None,
    }
    with store.writing() as connection:
        readers.stop(connection, AddressHash(HASH.text, "two"), StopReason.REFUSED, NOON)
    assert makers(store) == {"two", None}


def test_a_secret_can_be_said_to_have_made_stops_and_their_hashes_stay(store: Store) -> None:
    unnoted = AddressHash("c" * 64, None)
    with store.writing() as connection:
        assert readers.claim(connection, "one", only_unnoted=False) == 0
        for each in (HASH, OTHER, unnoted):
            readers.stop(connection, each, StopReason.UNSUBSCRIBED, NOON)
        before = readers.stops(connection)
        assert readers.claim(connection, "one", only_unnoted=True) == 1
    assert makers(store) == {"one", "two"}
    with store.writing() as connection:
        assert readers.claim(connection, "one", only_unnoted=False) == 1
        assert readers.claim(connection, "one", only_unnoted=False) == 0
    assert makers(store) == {"one"}
    assert stops(store) == before


def tracked(key: str = "k1", state: TrackingState = TrackingState.REVIEWING, age: int = 0):
    return Tracking(source=SOURCE, key=key, state=state, set_at=NOON - timedelta(hours=age))


def test_what_is_tracked_is_each_readers_own(store: Store) -> None:
    with store.writing() as connection:
        tracking.save(connection, ANNA, tracked())
        tracking.save(connection, BERND, tracked(state=TrackingState.DISMISSED))
    with store.reading() as connection:
        assert tracking.load(connection, ANNA.upper()) == {(SOURCE, "k1"): tracked()}
        assert tracking.load(connection, "x@y.example") == {}


def test_new_ends_what_was_tracked(store: Store) -> None:
    with store.writing() as connection:
        tracking.save(connection, ANNA, tracked(state=TrackingState.GRANTED))
        tracking.save(connection, ANNA, tracked(state=TrackingState.NEW))
        tracking.save(connection, ANNA, tracked("nie", TrackingState.NEW))
    with store.reading() as connection:
        assert tracking.load(connection, ANNA) == {}
        assert tracking.entries(connection) == []


def test_all_that_is_tracked_comes_newest_first(store: Store) -> None:
    with store.writing() as connection:
        for email, key, age in ((ANNA, "b", 1), (BERND, "a", 0), (ANNA, "ä", 1), (ANNA, "a", 1)):
            tracking.save(connection, email, tracked(key, age=age))
    with store.reading() as connection:
        found = [(email, each.key) for email, each in tracking.entries(connection)]
        hers = [each.key for _, each in tracking.entries(connection, ANNA.upper())]
    anna = ANNA.lower()
    assert found == [(BERND, "a"), (anna, "a"), (anna, "b"), (anna, "ä")]
    assert hers == ["a", "b", "ä"]


@given(
    said=st.lists(
        st.tuples(
            st.sampled_from([ANNA, ANNA.lower(), BERND]),
            st.sampled_from(["k1", "k2"]),
            st.sampled_from(TrackingState),
        ),
        max_size=8,
    )
)
@settings(max_examples=25)
def test_what_was_said_last_of_a_call_is_what_holds(
    fresh: Fresh, said: list[tuple[str, str, TrackingState]]
) -> None:
    expected: dict[tuple[str, str], TrackingState] = {}
    with fresh() as store, store.writing() as connection:
        for email, key, state in said:
            tracking.save(connection, email, tracked(key, state))
            expected[email.casefold(), key] = state
        held = {(email, each.key): each.state for email, each in tracking.entries(connection)}
    assert held == {key: state for key, state in expected.items() if state != "NEW"}


@pytest.mark.parametrize("state", TrackingState)
def test_deadlines_matter_to_who_reviews_or_applies(state: TrackingState) -> None:
    assert state.awaits_deadline is (state in {"REVIEWING", "APPLYING"})
