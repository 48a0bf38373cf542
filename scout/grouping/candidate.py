"""A call as grouping sees it: what it says of itself, brought to forms that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scout.domain import FundingCall, FundingKind, Level
from scout.facts import Facts
from scout.grouping.addresses import address_of
from scout.grouping.asides import asides_of
from scout.grouping.funders import Funder, read_funder
from scout.grouping.titles import Title, read_title
from scout.reading.classifications import GERMANY

# A call by what it is called in every database: its source, and its key there.
Name = tuple[str, str]

_LONGEST_TEXT = 60_000
_MOST_LINKS = 200
_KINDS = {"grant": FundingKind.GRANT, "loan": FundingKind.LOAN}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A call that may be one with another source's.

    ``address`` is that of its own page, "" where that says nothing; ``former`` are those that it
    had under other keys, where others may still look for it. ``addresses`` are those of its links,
    ``asides`` those of them that it gives for other calls ("Siehe auch"). ``text`` is the beginning
    of its texts, ``size`` the length of all of them. ``facts`` is ``None`` until they were read.
    """

    name: Name
    title: Title
    funder: Funder
    address: str
    addresses: frozenset[str]
    text: str
    size: int
    asides: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    facts: Facts | None = None
    is_listed: bool = True

    @property
    def source(self) -> str:
        """The source that tells of it."""
        return self.name[0]

    @cached_property
    def level(self) -> Level | None:
        """Who gives the money, by facts or by the funder's name; ``None`` where nobody says."""
        return (self.facts.level if self.facts else None) or self.funder.level

    @cached_property
    def kinds(self) -> frozenset[FundingKind]:
        """In which form the money comes, by facts or by the title; empty where nobody says."""
        read = frozenset(self.facts.kinds if self.facts else ()) - {FundingKind.OTHER}
        return read or frozenset(_KINDS[kind] for kind in self.title.kinds)

    @cached_property
    def regions(self) -> frozenset[str]:
        """Where money is given, as ISO 3166-2; empty where nobody says.

        Where no fact names it, a Land in title or funder does: it gives money at home.
        """
        if self.facts and self.facts.regions:
            return frozenset(self.facts.regions)
        laender = self.title.laender or frozenset(filter(None, (self.funder.land,)))
        if laender:
            return frozenset(f"{GERMANY}-{land}" for land in laender)
        return frozenset((GERMANY,)) if self.funder.level is Level.FEDERAL else frozenset()


def to_candidate(call: FundingCall, facts: Facts | None, *, is_listed: bool) -> Candidate:
    """Return ``call`` as grouping sees it."""
    text = "\n".join(section.text for section in call.sections)
    links = {link.url: address_of(link.url) for link in call.links[:_MOST_LINKS]}
    asides = (links.get(url, "") for url in asides_of(call))
    return Candidate(
        name=(call.source, call.key),
        title=read_title(call.title),
        funder=read_funder(call.funder),
        address=address_of(call.url),
        addresses=frozenset(filter(None, links.values())),
        asides=frozenset(filter(None, asides)),
        text=text[:_LONGEST_TEXT],
        size=len(text),
        facts=facts,
        is_listed=is_listed,
    )
