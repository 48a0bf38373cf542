"""Tell in one pass over the words of a sentence which rules may have something to read in it.

Guidelines are long, say little of anything, and repeat their words: what a word may concern is
looked up once and remembered. An answer may be yes too often and is never no where a rule's own
hints stand in the sentence (a test holds that), so that nothing but speed depends on it.
"""

from __future__ import annotations

WHO, TERMS, HOW, STAGES, APPLYING, DATED, SHARE, MONEY = (1 << place for place in range(8))

# Pieces of words in small letters; of a hint with blanks one of its words.
_PIECES = {
    WHO: (
        "ntrag nträge erechtig mpfänger mpfangende ördert als sich geschlossen genommen "
        "egünstigt ewerben eilnehmen kizzen förderfähig zuwendungsfähig uschuss uschüsse endungen "
        "keine gemeinden kommunen können ssoziiert ktträger enträger snehme"
    ).split(),
    TERMS: (
        "orzeitig egonnen schädlich ausnahme beginn umul doppelf mehrfachf ombin anderen anderer "
        "weiteren e-minimis indestens erbund erbünde onsorti ooperation artner nterkommunal "
        "emeinsam usammenschl weckverb neben mehrere"
    ).split(),
    HOW: (
        "tage oche onat jahr jederzeit ganzjährig rist möglich beendet geschlossen eingestellt "
        "schöpft laufen keine mehr gesetzt stichtag any derzeit zurzeit momentan vorerst "
        "aktuell"
    ).split(),
    STAGES: "tufe tufig phas kizze deenp bekundung ufforder ufgeforder örml wo-stage".split(),
    APPLYING: (
        "antr anträ skizze bewerb einreich eingereicht einzureichen frist stichtag bekundung "
        "vorschl termin meldung zumelden einsendeschluss teilnahme submi applica deadline "
        "aufruf ausschreibung"
    ).split(),
    DATED: [*"0123456789", "ende"],
    SHARE: "% rozent v.h v. vh undert cent hälfte drittel iertel fünftel zehntel /3 /4".split(),
    MONEY: "€ eur uro".split(),
}
_MOST_WORDS = 300_000


class _Known(dict[str, int]):
    """What each word that was met may concern; forgets all when there are too many."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_WORDS:
            self.clear()
        small = word.lower()
        found = 0
        for topic, pieces in _PIECES.items():
            if any(map(small.__contains__, pieces)):
                found |= topic
        self[word] = found
        return found


_known = _Known()


def topics_of(plain: str) -> int:
    """Return the topics that a sentence may speak of, joined by or."""
    found = 0
    for word in plain.split():
        found |= _known[word]
    return found
