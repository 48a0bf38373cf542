"""A digest with what its mail needs beside it: whose words stand in it, and its reader's links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scout import wording
from scout.digest.compose import Digest
from scout.digest.credit import credit
from scout.digest.short import LONGEST_TITLE, shortened
from scout.domain import Source
from scout.links import ReaderLinks
from scout.store.calls import CallEntry


@dataclass(frozen=True, slots=True)
class Issue:
    """A digest with what its mail needs beside it: the sources by name, the reader's links."""

    digest: Digest
    sources: Mapping[str, Source] = field(default_factory=dict)
    links: ReaderLinks | None = None

    @property
    def today(self) -> date:
        """The day of the issue."""
        return self.digest.issue_on

    def title_of(self, source: str) -> str:
        """Return what a source is called; its name where nobody knows it any more."""
        return self.sources[source].title if source in self.sources else source

    def credit_of(self, source: str) -> str:
        """Return what a source is called, whose its words are, and under which licence."""
        return credit(self.sources[source]) if source in self.sources else source

    def quoted_sources(self) -> list[Source]:
        """Return the sources whose words stand in the mail, each once."""
        names = [item.call.source for news in self.digest.new for item in news.items]
        for item in self.digest.changed:
            names += [item.call.source, *(other.call.source for other in item.elsewhere)]
        return [self.sources[name] for name in dict.fromkeys(names) if name in self.sources]


def title_of(call: CallEntry) -> str:
    """Return a call's title, or its key where it has none."""
    title = shortened(call.title or "", LONGEST_TITLE)
    return title or shortened(f"{wording.UNTITLED} {call.key}", LONGEST_TITLE)
