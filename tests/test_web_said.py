"""What comes of a reader's click, for all that may have been said before."""

from __future__ import annotations

from itertools import product

import pytest

from scout.fit import TrackingState
from scout.links import Action
from scout.web.said import STEPS, Said, TakeBack, after, offers, step_of

FURTHER = (
    TrackingState.APPLYING,
    TrackingState.SUBMITTED,
    TrackingState.GRANTED,
    TrackingState.REJECTED,
)
WORD = (True, False, None)
# What counts is her own word or that of the others.
ALL = [
    Said(relevant, own, others, state)
    for own, others, state in product(WORD, WORD, TrackingState)
    for relevant in {own, others} - ({None} if (own, others) != (None, None) else set())
]
NOTHING = Said(relevant=None, own=None, others=None, state=TrackingState.NEW)


@pytest.mark.parametrize("step", STEPS)
def test_taken_twice_a_step_changes_nothing_more(step):
    for said in ALL:
        once = after(said, step)
        assert after(once, step) == once


@pytest.mark.parametrize("step", [Action.FITS, Action.FITS_NOT])
def test_a_judgement_leaves_the_tracking_alone(step):
    for said in ALL:
        later = after(said, step)
        assert later.state is said.state
        assert later.relevant is later.own is (step is Action.FITS), "who agrees has judged, too"
        assert later.others is said.others


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (Action.REVIEWING, TrackingState.REVIEWING),
        (Action.DISMISSED, TrackingState.DISMISSED),
    ],
)
def test_tracking_leaves_the_judgement_alone_and_undoes_no_application(step, state):
    for said in ALL:
        later = after(said, step)
        judged = (said.relevant, said.own, said.others)
        assert (later.relevant, later.own, later.others) == judged
        assert later.state is (said.state if said.state in FURTHER else state)


def test_what_a_reader_said_can_be_taken_back_and_what_others_said_cannot():
    for said in ALL:
        later = after(said, TakeBack.TAKE_BACK)
        assert later.own is None
        assert later.relevant is later.others is said.others
        assert later.state is (said.state if said.state in FURTHER else TrackingState.NEW)


def test_every_step_from_nothing_can_be_taken_back():
    for step in Action:
        assert after(after(NOTHING, step), TakeBack.TAKE_BACK) == NOTHING


def test_the_way_back_is_offered_only_where_there_is_one():
    assert offers(NOTHING, Action.FITS) == [Action.FITS_NOT, Action.REVIEWING, Action.DISMISSED]
    judged = after(NOTHING, Action.FITS)
    assert offers(judged, Action.FITS)[-1] is TakeBack.TAKE_BACK
    assert offers(NOTHING, TakeBack.TAKE_BACK) == list(Action)


def test_paths_of_steps_are_understood_and_others_are_not():
    assert [step_of(step.value) for step in STEPS] == list(STEPS)
    assert step_of("PASST") is None
    assert step_of("") is None
