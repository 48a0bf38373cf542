"""The German words of our own pages that are chosen, not laid out. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scout.fit import TrackingState
from scout.links import Action
from scout.web.said import Said, Step, TakeBack
from scout.wording import counted


@dataclass(frozen=True, slots=True)
class StepWords:
    """How a step is called as a link, asked for, explained, and reported once it is done."""

    link: str
    question: str
    effect: str
    button: str
    done: str


STEPS: Mapping[Step, StepWords] = {
    Action.FITS: StepWords(
        "passt",
        "Passt dieser Aufruf?",
        "Sie sagen damit: Der Aufruf passt zum Projekt. Künftige Listen richten sich danach, für "
        "alle, die das Projekt begleiten.",
        "Ja, passt",
        "Vermerkt: passt",
    ),
    Action.FITS_NOT: StepWords(
        "passt nicht",
        "Passt dieser Aufruf nicht?",
        "Sie sagen damit: Der Aufruf passt nicht zum Projekt. Künftige Listen richten sich danach, "
        "für alle, die das Projekt begleiten.",
        "Ja, passt nicht",
        "Vermerkt: passt nicht",
    ),
    Action.REVIEWING: StepWords(
        "wir prüfen das",
        "Prüfen Sie diesen Aufruf?",
        "Ihre Mails erinnern Sie dann an die Frist dieses Aufrufs.",
        "Ja, wir prüfen das",
        "Vermerkt: Sie prüfen das",
    ),
    Action.DISMISSED: StepWords(
        "nicht mehr zeigen",
        "Diesen Aufruf nicht mehr zeigen?",
        "Der Aufruf steht dann in keiner Ihrer Mails mehr. Andere Empfänger erhalten ihn weiter.",
        "Ja, nicht mehr zeigen",
        "Vermerkt: wird Ihnen nicht mehr gezeigt",
    ),
    TakeBack.TAKE_BACK: StepWords(
        "Angabe zurücknehmen",
        "Ihre Angabe zurücknehmen?",
        "Der Aufruf ist danach für Sie wieder wie neu: ohne Ihre Bewertung, weder in Prüfung noch "
        "ausgeblendet. Was andere für das Projekt gesagt haben, bleibt.",
        "Ja, zurücknehmen",
        "Ihre Angabe ist zurückgenommen",
    ),
}

_AGAIN = {Action.FITS: "doch passend", Action.FITS_NOT: "doch nicht passend"}
_RELEVANT = {True: "passt", False: "passt nicht", None: "noch nicht bewertet"}
_STATES: Mapping[TrackingState, str] = {
    TrackingState.NEW: "nichts vermerkt",
    TrackingState.REVIEWING: "Sie prüfen das",
    TrackingState.APPLYING: "Antrag in Arbeit",
    TrackingState.SUBMITTED: "Antrag gestellt",
    TrackingState.GRANTED: "bewilligt",
    TrackingState.REJECTED: "abgelehnt",
    TrackingState.DISMISSED: "wird nicht mehr gezeigt",
}


def relevance(said: Said) -> str:
    """Say what was judged of the call for the project."""
    return _RELEVANT[said.relevant]


def state(said: Said) -> str:
    """Say what the reader does with the call."""
    return _STATES[said.state]


def link(step: Step, said: Said) -> str:
    """Name a step that is offered; one that turns a judgement round says so."""
    if isinstance(step, Action) and said.relevant is (step is not Action.FITS):
        return _AGAIN.get(step, STEPS[step].link)
    return STEPS[step].link


def why_not(step: Step, said: Said) -> str:
    """Say why a step would change nothing: it is so already, or the reader has come further."""
    if step in (Action.REVIEWING, Action.DISMISSED) and said.is_further:
        return (
            f"Zu diesem Aufruf ist schon mehr vermerkt ({state(said)}). Das ändert dieser Link "
            "nicht; wenden Sie sich dafür an die Absenderin oder den Absender der Mails."
        )
    if step is TakeBack.TAKE_BACK:
        return (
            "Von Ihnen ist zu diesem Aufruf nichts vermerkt, was dieser Link zurücknehmen könnte."
        )
    return "Das ist schon so vermerkt."


def authorship(days: int) -> str:
    """Say for how long it is known who judged; 0 is for ever."""
    until = (
        f"nach {counted(days, 'Tag', 'Tagen')} gelöscht" if days else "nicht von selbst gelöscht"
    )
    return f"Mit einer Bewertung wird gespeichert, von wem sie kommt; das wird {until}."
