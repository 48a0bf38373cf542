"""Say whose words a quote is, and under which licence, beside the quote itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scout.domain import Source

_NOT_STATED = "nicht angegeben"
# Creative Commons wants the licence itself within reach (section 3(a)(1)(C) of each).
_LICENCE_PAGES: Mapping[str, str] = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/deed.de",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/deed.de",
    "CC BY-ND 4.0": "https://creativecommons.org/licenses/by-nd/4.0/deed.de",
}


def credit(source: Source) -> str:
    """Return ``Förderdatenbank – © Bundesministerium, CC BY-ND 4.0``: place, whose, licence."""
    if source.licence == _NOT_STATED:
        licence = "Lizenz nicht angegeben"
    else:
        licence = "" if source.licence in source.attribution else source.licence
    whose = "" if source.attribution == source.title else source.attribution
    named = ", ".join(filter(None, (whose, licence)))
    return f"{source.title} – {named}" if named else source.title


def licence_pages(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """Return the licences of ``sources`` that have a page, each once, with its address."""
    used = dict.fromkeys(source.licence for source in sources)
    return [(name, _LICENCE_PAGES[name]) for name in used if name in _LICENCE_PAGES]
