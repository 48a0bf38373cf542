"""Figures and models that the EU portal's API hides in texts of JSON, as plain texts.

``budgetOverview`` holds the budgets of all topics of a call, ``actions`` how each is submitted.
Forms as the API gave them on the recorded pages; other ones raise what the JSON's parts raise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

_FIGURE = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,4})?")
_LONGEST = 2_000


def budget_of(overview: Any, identifier: str) -> dict[str, str]:
    """Return the figures of one topic; the text holds those of all topics of its call.

    Raises:
        LookupError, TypeError, AttributeError: the text has another structure.
        ValueError: a figure is none.
    """
    own = [
        action
        for actions in overview["budgetTopicActionMap"].values()
        for action in actions
        if action["action"].startswith(f"{identifier} - ")
    ]
    years = [figure for action in own for figure in action["budgetYearMap"].values()]
    return {
        "budget": joined(years, sum),
        "expectedGrants": joined([action.get("expectedGrants") for action in own], sum),
        "minContribution": joined([action.get("minContribution") for action in own], min),
        "maxContribution": joined([action.get("maxContribution") for action in own], max),
    }


def joined(figures: Sequence[Any], join: Callable[[list[Decimal]], Any]) -> str:
    """Join figures; "" where one is missing, or 0, which the API says for a missing one.

    Raises:
        ValueError: a figure is none.
    """
    if not figures or None in figures or "" in figures:
        return ""
    if odd := [figure for figure in figures if not _FIGURE.fullmatch(str(figure))]:
        raise ValueError(f"expected a figure, found {odd[0]!r:.80}")
    total = join([Decimal(str(figure)) for figure in figures])
    return f"{total.normalize():f}" if total else ""


def models_of(actions: Any) -> tuple[str, ...]:
    """Return how a topic is submitted ("single-stage", …), each once, in alphabetical order.

    Raises:
        LookupError, TypeError: the text has another structure.
    """
    found = {str(action["submissionProcedure"]["abbreviation"])[:_LONGEST] for action in actions}
    return tuple(sorted(found))
