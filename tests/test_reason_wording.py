"""What a reader is told of each signal, in German."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import JUDGEMENTS
from matching.rank import JUDGED, TEXT
from matching.signals import SIGNALS
from scout import reason_wording
from scout.fit import Reason
from scout.reason_wording import is_told, reason, share, signal


def test_every_signal_of_the_ranking_has_a_name_and_an_unknown_one_keeps_its_own() -> None:
    known = {TEXT, JUDGEMENTS, *(each.name for each in SIGNALS)}
    assert set(reason_wording.SIGNALS) == known | {JUDGED}
    assert len({signal(name) for name in known}) == len(known)
    assert signal("mond") == "mond"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Reason("text", 0.2, ("Deich", "Pegel")), "Deich, Pegel"),
        (
            Reason("judgements", 0.1, names=("Radwege am Kanal", "Brücken")),
            "wie „Radwege am Kanal“ und „Brücken“, für das Projekt als passend bewertet",
        ),
        (
            Reason("judgements", -0.1, names=("Waldwege",)),
            "wie „Waldwege“, für das Projekt als unpassend bewertet",
        ),
        (Reason("judgements", 0.1), "ähnlich wie Aufrufe, die Sie als passend bewertet haben"),
        (Reason("judgements", -0.1), "ähnlich wie Aufrufe, die Sie als unpassend bewertet haben"),
        (Reason("wanted", 0.1, ("Lastenrad",), names=("lastenräder",)), "enthält „Lastenrad“"),
        (Reason("unwanted", -0.1, ("Forst", "Jagd")), "enthält „Forst“ und „Jagd“"),
        (Reason("topics", 0.1, names=("Kultur",)), "von der Quelle eingeordnet unter „Kultur“"),
        (Reason("watched", 0.1, ("ELER",), names=("eler",)), "nennt „ELER“"),
        (Reason("eligibility", 0.1), "mindestens ein Antragsteller des Projekts darf beantragen"),
        (Reason("eligibility", -0.1), "kein Antragsteller des Projekts darf beantragen"),
        (Reason("region", 0.1), "gefördert wird auch hier"),
        (Reason("region", -0.1), "gefördert wird anderswo"),
        (Reason("time_left", -0.1), "wenig Zeit bis zur Frist"),
        (Reason("grant_size", 0.1), "hohe Förderung je Vorhaben"),
        (Reason("grant_size", -0.1), "kleine Förderung je Vorhaben"),
        (Reason("mond", 0.1, ("voll",)), "voll"),
    ],
)
def test_a_reason_says_what_was_found(found: Reason, words: str) -> None:
    assert reason(found) == words


@pytest.mark.parametrize(
    ("name", "contribution", "told"),
    [
        ("judgements", 0.05, True),
        ("judgements", -0.05, True),
        ("judgements", 0.004, False),
        ("judgements", -0.004, False),
        ("wanted", 0.01, True),
        ("unwanted", -0.01, True),
        ("topics", 0.02, True),
        ("watched", 0.02, True),
        ("text", 0.5, False),
        ("eligibility", 0.5, False),
        ("region", 0.5, False),
        ("time_left", -0.5, False),
        ("grant_size", 0.5, False),
        ("mond", 0.5, False),
    ],
)
def test_a_mail_tells_what_people_have_said_where_it_moves_something(
    name: str,
    contribution: float,
    told: bool,  # noqa: FBT001 - a column of a table
) -> None:
    assert is_told(Reason(name, contribution)) is told


@pytest.mark.parametrize(
    ("contribution", "words"),
    [
        (0.05, "+0,05"),
        (-0.05, "−0,05"),
        (0.0, "±0,00"),
        (0.0049, "±0,00"),
        (-0.0049, "±0,00"),
        (1.0, "+1,00"),
    ],
)
def test_a_share_has_its_sign_unless_nothing_of_it_can_be_seen(
    contribution: float, words: str
) -> None:
    assert share(contribution) == words


@given(st.floats(-1, 1))
def test_opposite_shares_differ_in_their_sign_only(contribution: float) -> None:
    one, other = share(contribution), share(-contribution)
    assert one[1:] == other[1:]
    assert {one[0], other[0]} in ({"+", "−"}, {"±"})
    assert (one[0] == "±") == (one[1:] == "0,00")
