"""Which words of titles name a call, and how two titles differ by them.

"Klimaschutz in Kommunen" and "Klimaanpassung in Kommunen" are two: each names something of its own.
Words that every funding title has name nothing. Knows compounds: "Heimatmuseen" are "Museen" too.
"""

from __future__ import annotations

from collections.abc import Collection

from scout.grouping.titles import Title, is_count, stem

# What so many titles have that two of them have it by chance.
_GENERIC = frozenset(
    stem(word)
    for word in (
        "kommune kommunal kommunales gemeinde gemeinden stadt staedte kreis kreise landkreis "
        "landkreise kreisfreie land landes laender bund bundes bundesweit deutschland region "
        "regional regionen lokal oertlich oeffentlich projekt projekte projektfoerderung "
        "einzelprojekte foerderung foerderprojekt foerderprojekte foerderprogramm programm "
        "sonderprogramm landesprogramm bundesprogramm foerderaufruf foerderrichtlinie aufruf "
        "bekanntmachung richtlinie richtlinien massnahme massnahmen vorhaben zuschuss zuschuesse "
        "zuwendung zuwendungen gewaehrung darlehen kredit kredite investition investitionen "
        "investiv unterstuetzung initiative initiativen modellprojekt modellprojekte "
        "modellvorhaben ausschreibung wettbewerb sonstige allgemeine institutionelle bereich "
        "rahmen neue weitere bank stiftung ministerium europaeisch"
    ).split()
)
_SHORTEST_PART = 4
# Between and behind the parts of a compound: "Mobilitätsmanagement".
_LONGEST_JOINT = 2
_SPECIFIC_WORDS, _SPECIFIC_LETTERS = 3, 21
_SPECIFIC_NAMES = 2


def names_something(title: Title) -> bool:
    """Tell whether a title says more than every title: "Projektförderung" names no call."""
    return bool(_naming(title))


def is_specific(title: Title) -> bool:
    """Tell whether hardly two calls are called so: several words, and not only short ones."""
    named = [word for word in title.stems if not word.isdigit()]
    is_long = len(named) >= _SPECIFIC_WORDS and sum(map(len, named)) >= _SPECIFIC_LETTERS
    return is_long and len(_naming(title)) >= _SPECIFIC_NAMES


def own_words(first: Title, second: Title) -> frozenset[str]:
    """Return the stems of ``first`` that ``second`` has not, neither alone nor in a compound.

    What only counts is left out: rounds and years are marks.
    """
    theirs = frozenset(second.stems)
    return frozenset(
        word
        for word in first.stems
        if not is_count(word) and len(word) > 1 and not _is_covered(word, theirs)
    )


def are_siblings(first: Title, second: Title) -> bool:
    """Tell whether each of two titles names something that the other does not."""
    return bool(own_words(first, second) and own_words(second, first))


def share_a_name(first: Title, second: Title) -> bool:
    """Tell whether two titles have a word in common that names something."""
    ours, theirs = _naming(first), _naming(second)
    return bool(ours - own_words(first, second) or theirs - own_words(second, first))


def sibling_words(first: Title, second: Title) -> str:
    """Say by which words two titles are those of siblings; "" where they are not."""
    ours, theirs = own_words(first, second), own_words(second, first)
    if not ours or not theirs:
        return ""
    return f"each title names its own: {_listed(ours)} and {_listed(theirs)}"


def _naming(title: Title) -> frozenset[str]:
    return frozenset(
        word
        for word in title.stems
        if len(word) > 1 and word not in _GENERIC and not is_count(word)
    )


def _is_covered(word: str, others: Collection[str]) -> bool:
    """Tell whether ``word`` stands among others, is a part of one, or is made of them."""
    if word in others:
        return True
    is_part = len(word) >= _SHORTEST_PART and any(
        other.startswith(word) or other.endswith(word) for other in others
    )
    rest = _without(word, others)
    return is_part or (rest != word and len(rest) <= _LONGEST_JOINT)


def _without(word: str, parts: Collection[str]) -> str:
    for part in sorted(parts, key=lambda each: (-len(each), each)):
        if len(part) >= _SHORTEST_PART:
            word = word.replace(part, "", 1)
    return word


def _listed(words: Collection[str]) -> str:
    return ", ".join(sorted(words))
