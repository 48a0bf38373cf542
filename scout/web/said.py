"""What a reader can say of a call by a link, and what comes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from scout.fit import TrackingState
from scout.links import Action


class TakeBack(StrEnum):
    """The way back from all of them: on our pages only, no mail has a link to it."""

    TAKE_BACK = "zuruecknehmen"


Step = Action | TakeBack
STEPS: tuple[Step, ...] = (*Action, TakeBack.TAKE_BACK)

# Beyond these a reader got by other ways: no link of an old mail may undo an application.
_BY_LINK = frozenset((TrackingState.NEW, TrackingState.REVIEWING, TrackingState.DISMISSED))


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a call: for a project, whoever said so, and what one reader does with it.

    ``relevant`` is what counts: what was said last, ``None`` where nobody judged. ``own`` is what
    this reader said, also where somebody judged since, and ``others`` what counts without her.
    """

    relevant: bool | None
    own: bool | None
    others: bool | None
    state: TrackingState

    @property
    def is_further(self) -> bool:
        """Whether the reader has come further than links lead."""
        return self.state not in _BY_LINK


def step_of(text: str) -> Step | None:
    """Return the step whose path is ``text``, ``None`` for no step."""
    return next((step for step in STEPS if step.value == text), None)


def after(said: Said, step: Step) -> Said:
    """Return what is said once ``step`` is taken; taken twice it changes nothing more.

    A judgement leaves the tracking alone, and tracking the judgement. What somebody else judged is
    turned round, never taken back: without the reader's own it counts as before. Who agrees has
    judged, too: it counts still when the other one is taken back.
    """
    if isinstance(step, TakeBack):
        kept = said if said.is_further else replace(said, state=TrackingState.NEW)
        return kept if said.own is None else replace(kept, relevant=said.others, own=None)
    if step in (Action.FITS, Action.FITS_NOT):
        return replace(said, relevant=step is Action.FITS, own=step is Action.FITS)
    if said.is_further:
        return said
    state = TrackingState.REVIEWING if step is Action.REVIEWING else TrackingState.DISMISSED
    return replace(said, state=state)


def offers(said: Said, but: Step) -> list[Step]:
    """Return the other steps to offer: all that a mail has, and the way back where there is one."""
    return [
        step
        for step in STEPS
        if step is not but and (isinstance(step, Action) or after(said, step) != said)
    ]
