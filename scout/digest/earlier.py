"""Give back a call as it was before some of its fields changed. Pure: the way back of history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scout.domain import FundingCall, Link, Section


def with_fields(call: FundingCall, values: Mapping[str, str | None]) -> FundingCall:
    """Return ``call`` with these fields, named and flattened as ``source_fields`` does it.

    ``None`` takes a field away. Sections stay in their order; history does not know where one
    stood that is no longer there: it comes where another one is taken away, else last.
    """
    codes = {
        group: None if text is None else tuple(text.split("\n"))
        for group, text in _of_kind(values, "code.").items()
    }
    return replace(
        call,
        title=values.get("title", call.title),
        url=values.get("url") or call.url,
        funder=values.get("funder", call.funder),
        language=values.get("language") or call.language,
        links=tuple(_links(values["links"])) if "links" in values else call.links,
        sections=tuple(_sections(call.sections, _of_kind(values, "section."))),
        codes={name: group for name, group in {**call.codes, **codes}.items() if group is not None},
        stated={
            name: text
            for name, text in {**call.stated, **_of_kind(values, "stated.")}.items()
            if text is not None
        },
    )


def _of_kind(values: Mapping[str, str | None], prefix: str) -> dict[str, str | None]:
    return {
        field.removeprefix(prefix): text
        for field, text in values.items()
        if field.startswith(prefix)
    }


def _sections(sections: Sequence[Section], values: Mapping[str, str | None]) -> Iterator[Section]:
    here = {section.heading for section in sections}
    missing = iter(
        [Section(name, text) for name, text in values.items() if text and name not in here]
    )
    for section in sections:
        text = values.get(section.heading, section.text)
        if text is not None:
            yield Section(section.heading, text)
        elif (other := next(missing, None)) is not None:
            yield other
    yield from missing


def _links(text: str | None) -> Iterator[Link]:
    """Yield links, one a line; where lines are none, all of it as one, so that nothing is lost."""
    if not text:
        return
    lines = text.split("\n")
    for line in lines if all(" " in line for line in lines) else [text]:
        title, _, url = line.rpartition(" ")
        yield Link(title, url)
