"""Calls that their own source gives other keys: what is found, what is missed, what is wrong.

    python benchmarks/renaming.py

On ../shared, where it is there: the recorded Förderdatenbank and EU portal, and another table of
the same programmes. All get other keys in one night; then each one's true one is taken away; then
next year's editions come, which are other calls.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from grouping import GOLD, made_up, read, recorded, second_source

from scout.domain import CallStatus
from scout.facts import Facts
from scout.grouping.candidate import Candidate
from scout.grouping.renamed import Came, Left, renamings
from scout.reading.facts import status_of


def show_renamed(first: Sequence[Candidate]) -> None:
    """Print what is found where a source gives all its calls other keys in one night.

    Then where what left is not there: whatever comes is another call, or next year's edition.
    """
    night, born = date(2027, 1, 11), date(2026, 8, 22)
    left = [Left(call=each, found_on=born, on=night) for each in first]
    new = [replace(each, name=(each.source, f"{each.name[1]}#neu")) for each in first]
    # What was over by then is not followed by itself.
    lasting = [each for each in left if each.call.facts and not is_over(each.call.facts, night)]
    truth = {each.call.name: (each.call.source, f"{each.call.name[1]}#neu") for each in lasting}
    for label, came in (
        ("other keys", new),
        ("other keys, the true one taken away", first),
        ("next year's editions", list(next_years(new))),
    ):
        begun = time.perf_counter()
        found = renamings(lasting, [Came(call=each, on=night) for each in came])
        seconds = time.perf_counter() - begun
        right = [each for each in found if truth[each.before] == each.after and came is new]
        missed = len(truth) - len(right) if came is new else 0
        figures = f"{len(right):7} {missed:7} {len(found) - len(right):6} {seconds:8.2f}"
        print(f"{label:44} {figures}")
        for each in found:
            if each not in right:
                print(f"    wrong: {':'.join(each.before)} – {':'.join(each.after)} ({each.words})")


def is_over(facts: Facts, on: date) -> bool:
    """Tell whether one can no longer apply."""
    return status_of(facts, listed=True, today=on) is CallStatus.CLOSED


def next_years(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield calls of a year later: all their years, in text and days, are the next ones.

    Without those that name no year, which nobody could tell from what they were.
    """
    for each in found:
        text = re.sub(r"20\d\d", lambda year: str(int(year.group()) + 1), each.text)
        facts = each.facts
        if facts and facts.deadline:
            dates = tuple(day + timedelta(days=364) for day in facts.deadline.dates)
            facts = replace(facts, deadline=replace(facts.deadline, dates=dates))
        if (text, facts) != (each.text, each.facts):
            yield replace(each, text=text, facts=facts)


def main() -> None:
    """Print the tables."""
    has_real = GOLD.is_file()
    print(f"{'':44} {'right':>7} {'missed':>7} {'wrong':>6} {'seconds':>8}")
    if has_real:
        show_renamed(recorded())
        print("another table of the same programmes")
        show_renamed(read(second_source()))
    else:
        print("../shared is absent: only what we made up")
        show_renamed(read(made_up()))


if __name__ == "__main__":
    main()
