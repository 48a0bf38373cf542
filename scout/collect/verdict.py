"""Can what a crawl brought be believed? Pure: figures in, verdict and reasons out.

| verdict | when |
|---|---|
| FAILED | a failure was found; most listed pages say nothing of a call; fewer items than the
  minimum, or than half of the last good crawl |
|        | (not of a window on the newest: how much it shows is its publisher's choice) |
| DOUBTFUL | read, but pages failed or items were rejected; more than one listed page, and a larger
  share of them than ``Expectations.missing``, is not there (404, 410), or says nothing of a call
  (maintenance, a login, the list itself, mining reserved); or the count, or the share
  of calls that carry a field, fell by more than a third against the last good crawl |
| OK | as expected; or the only page says that it is what the last good crawl read |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scout.domain import Expectations, Finding, Verdict, Weight

NOT_MODIFIED = "not_modified"
# A listed page that is not there, for a list of others and for one of our own.
PAGE_MISSING = "page_missing"
DEAD_LINKS = (PAGE_MISSING, "product_gone")
# A page that came and is none of a call, or not of the one that was asked for.
NOT_UNDERSTOOD = ("page_without_text", "page_not_understood", "page_elsewhere")
RESERVED = "tdm_reserved"
# Notes on single pages that a person may look at.
OF_PAGES = (*DEAD_LINKS, *NOT_UNDERSTOOD, RESERVED)
_HALF = 0.5
_THIRD_LESS = 2 / 3
_ROUNDING = 1e-9
# A field that few calls carry comes and goes by chance; its share says nothing of the crawl.
_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a crawl: believed and rejected items, and shares of filled fields.

    ``missing`` counts listed pages that are not there; a call that counts as gone is none of them,
    and none of those ``unread``, whose pages came and say nothing of a call.
    """

    items: int
    rejected: int
    fill: Mapping[str, float]
    missing: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class LastGood:
    """The figures of the newest crawl whose verdict was OK."""

    items: int
    fill: Mapping[str, float]


def judge(
    figures: Figures,
    findings: Sequence[Finding],
    expects: Expectations,
    last_good: LastGood | None,
) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return the verdict and all findings, those of the weighing last.

    The worst finding decides. Where there is no ``last_good`` only the expectations count. A page
    that is not modified brings nothing to weigh.
    """
    if is_unmodified(findings):
        weighed = tuple(_unmodified(figures, last_good))
    else:
        weighed = tuple(_weigh(figures, expects, last_good))
    everything = (*findings, *weighed)
    weights = {finding.weight for finding in everything}
    if Weight.FAILURE in weights:
        return Verdict.FAILED, everything
    return (Verdict.DOUBTFUL if Weight.DOUBT in weights else Verdict.OK), everything


def is_unmodified(findings: Sequence[Finding]) -> bool:
    """Tell whether the source says that it is what was read last."""
    return any(finding.code == NOT_MODIFIED for finding in findings)


def _unmodified(figures: Figures, last_good: LastGood | None) -> Iterator[Finding]:
    if last_good is None:
        text = "the page says that it is what was read last, yet it was never read"
        yield Finding("not_modified_unknown", text, None, Weight.FAILURE)
    elif figures.items or figures.rejected:
        text = "a page says that it is what was read last, yet others brought items"
        yield Finding("not_modified_unknown", text, None, Weight.FAILURE)


def _weigh(
    figures: Figures, expects: Expectations, last_good: LastGood | None
) -> Iterator[Finding]:
    yield from _count(figures, expects, last_good)
    if figures.rejected:
        text = f"{figures.rejected} items could not be believed"
        yield Finding("items_rejected", text, None, Weight.DOUBT)
    if has_too_many_missing(figures, expects):
        pages = figures.items + figures.missing
        text = f"{figures.missing} of {pages} listed pages are not there: nothing counts as gone"
        yield Finding("pages_missing", text, None, Weight.DOUBT)
    yield from _without_a_call(figures, expects)
    for name, least in sorted(expects.fill.items()):
        share = figures.fill.get(name, 0.0)
        if figures.items and share < least:
            text = f"{name} is filled in {share:.0%} of the items, expected at least {least:.0%}"
            yield Finding("fill_rate", text, None, Weight.DOUBT)
    if last_good is not None and figures.items:
        yield from _fallen_fields(figures.fill, last_good.fill)


def _count(
    figures: Figures, expects: Expectations, last_good: LastGood | None
) -> Iterator[Finding]:
    items = figures.items
    if items < expects.min_items:
        text = f"{items} items came, expected at least {expects.min_items}"
        yield Finding("too_few_items", text, None, Weight.FAILURE)
    elif items > expects.max_items:
        text = f"{items} items came, expected at most {expects.max_items}"
        yield Finding("limit_reached", text, None, Weight.FAILURE)
    elif last_good is None or expects.window:
        return
    elif items < last_good.items * _HALF:
        text = f"{items} items came, less than half of the {last_good.items} of the last good crawl"
        yield Finding("count_collapsed", text, None, Weight.FAILURE)
    # A few listed pages that are not there are weighed by a rule of their own.
    elif items + figures.missing + figures.unread < last_good.items * _THIRD_LESS:
        text = f"{items} items came, in the last good crawl {last_good.items}: over a third less"
        yield Finding("count_fell", text, None, Weight.DOUBT)


def has_too_many_missing(figures: Figures, expects: Expectations) -> bool:
    """Tell whether more listed pages are not there than is usual: more than one, and their share.

    The links of public authorities die one at a time; where many are dead at once their site is
    being rebuilt, and its lists are not to be believed either.
    """
    pages = figures.items + figures.missing
    return figures.missing > max(1.0, expects.missing * pages + _ROUNDING)


def _without_a_call(figures: Figures, expects: Expectations) -> Iterator[Finding]:
    """Weigh pages that came without a call: a few are usual, more a doubt, most a site at work."""
    pages = figures.items + figures.unread
    text = f"{figures.unread} of {pages} listed pages say nothing of a call"
    if figures.unread > max(1.0, (1 - expects.understood) * pages + _ROUNDING):
        yield Finding("pages_not_understood", text, None, Weight.FAILURE)
    elif figures.unread > max(1.0, expects.missing * pages + _ROUNDING):
        yield Finding("pages_not_understood", text, None, Weight.DOUBT)


def has_fallen(share: float, before: float) -> bool:
    """Tell whether the share of items that carry a field is over a third less than ``before``."""
    return before >= _COMMON and share < before * _THIRD_LESS - _ROUNDING


def _fallen_fields(now: Mapping[str, float], before: Mapping[str, float]) -> Iterator[Finding]:
    for name, old in sorted(before.items()):
        share = now.get(name, 0.0)
        if has_fallen(share, old):
            text = f"{name} is filled in {share:.0%} of the items, in the last good crawl {old:.0%}"
            yield Finding("fill_rate_fell", text, None, Weight.DOUBT)
