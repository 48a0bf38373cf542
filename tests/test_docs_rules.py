"""docs/rules.md is read by the rules themselves: every example, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scout.domain import FundingCall, Section
from scout.facts import Deadline, Eligibility, Evidence, Facts, Money, Rate
from scout.reading.facts import read_facts

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "rules.md"
ROW = re.compile(r"\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")


def rows() -> list[tuple[str, str, str, str]]:
    found = [ROW.fullmatch(line) for line in DOCS.read_text("utf-8").splitlines()]
    return [(row[1], row[2], row[3], row[4]) for row in found if row]


def read_by(rule: str, section: str, text: str) -> str:
    """Return what ``rule`` reads in ``text``, in the form of the table; "" if nothing."""
    is_topic = rule.startswith("eu-")
    heading, *others = section.split(" + ")
    call = FundingCall(
        source="docs",
        key="k",
        url="https://docs.example/k",
        title="Beispiel",
        sections=(
            Section(heading, text.replace(" ⏎ ", "\n")),
            *(Section(other, "–") for other in others),
        ),
        codes={"type": ("1",), "status": ("31094502",)} if is_topic else {},
        language="en" if is_topic else "de",
    )
    return ", ".join(_values(read_facts(call), rule))


def _values(facts: Facts, rule: str) -> Iterator[str]:
    if facts.deadline and _has(facts.deadline.evidence, rule):
        yield _deadline(facts.deadline)
    for name, day in (("opens on", facts.opens_on), ("valid until", facts.valid_until)):
        if day and _has((day.evidence,), rule):
            yield f"{name} {day.on}"
    yield from _rates(facts, rule)
    yield from _sums(facts, rule)
    for name, answer in (("county", facts.county), ("town", facts.town)):
        if _has((_evidence(answer),), rule):
            yield f"{name} {answer.verdict}"
    if _has((facts.region,), rule):
        yield f"region {' '.join(facts.regions)}"
    for each in facts.terms:
        if each.evidence.rule == rule:
            yield each.term


def _sums(facts: Facts, rule: str) -> Iterator[str]:
    for name in ("max_grant", "min_grant", "max_loan", "budget"):
        money: Money | None = getattr(facts, name)
        if money and _has((money.evidence,), rule):
            yield f"{name.replace('_', ' ')} {_sum(money)}"
    for each in facts.lesser_grants:
        if _has((each.evidence,), rule):
            yield f"lesser {_sum(each)}"


def _sum(money: Money) -> str:
    condition = f"({money.condition})" if money.condition else ""
    amount = f"{money.amount:,} {money.currency}"
    return " ".join(filter(None, (amount, money.unit, condition)))


def _rates(facts: Facts, rule: str) -> Iterator[str]:
    groups: tuple[tuple[str, tuple[Rate, ...]], ...] = (
        ("rate", facts.rates),
        ("own share", (facts.own_share,) if facts.own_share else ()),
        ("loan rate", facts.loan_rates),
    )
    for name, rates in groups:
        for rate in rates:
            if rate.evidence.rule == rule:
                condition = f" ({rate.condition})" if rate.condition else ""
                just = "just " if rate.fixed else ""
                yield f"{name} {just}{rate.percent} %{condition}"


def _deadline(deadline: Deadline) -> str:
    days = [str(day) for day in deadline.dates] + [f"every {day}" for day in deadline.days]
    times = [time for time in deadline.times if time]
    stages = ["two-stage"] if deadline.two_stage else []
    later = [str(day) for day in deadline.later_dates] + [*deadline.later_days]
    stages += ["later", *later] if later else []
    return " ".join([deadline.kind, *days, *times, *stages])


def _evidence(answer: Eligibility) -> Evidence | None:
    return answer.evidence


def _has(found: tuple[Evidence | None, ...], rule: str) -> bool:
    return any(each is not None and each.rule == rule for each in found)


@pytest.mark.parametrize(("rule", "section", "text", "said"), rows())
def test_a_rule_reads_its_example_as_the_docs_say(
    rule: str, section: str, text: str, said: str
) -> None:
    assert read_by(rule, section, text) == said


def test_every_rule_that_a_module_lists_has_an_example() -> None:
    documented = {rule for rule, *_ in rows()} | {"classification", "named-with-bodies"}
    listed = {
        name
        for path in (ROOT / "scout" / "reading").rglob("*.py")
        if path.stem not in ("applying", "roles", "bodies")  # theirs are roles and words
        for name in re.findall(r"^\| ([a-z]+(?:-[a-z]+)*) +\|", path.read_text("utf-8"), re.M)
    }
    assert listed - documented - {"rule", "row", "form", "text"} == set()
