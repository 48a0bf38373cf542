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

    ``relevant`` is ``None`` where nobody judged; ``is_own`` whether this reader did.
    """

    relevant: bool | None
    is_own: bool
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
    turned round, never taken back.
    """
    if isinstance(step, TakeBack):
        kept = said if said.is_further else replace(said, state=TrackingState.NEW)
        return replace(kept, relevant=None, is_own=False) if said.is_own else kept
    if step in (Action.FITS, Action.FITS_NOT):
        relevant = step is Action.FITS
        return said if said.relevant is relevant else replace(said, relevant=relevant, is_own=True)
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
