"""Find the statements that say who may apply, and the bodies that they admit or shut out.

    sentences -> those that speak of applicants -> stretch with the bodies -> bodies in their role

The turns of phrase stand in ``phrasing_words``, the bodies in ``bodies``.

A body counts only where it is what the sentence speaks of: in "Unternehmen im Besitz von Kommunen"
and "Träger, die mit Gemeinden zusammenarbeiten" no municipality may apply. Whether a county or a
town may is decided in ``scout.reading.applicants.weighing``, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scout.facts import Evidence
from scout.reading.applicants.bodies import Naming, bodies_in
from scout.reading.applicants.phrasing import (
    PASSIVE,
    SAYS_SOMETHING,
    is_about_applicants,
    role_of_lead,
    said_in,
)
from scout.reading.applicants.phrasing_words import MARKS, Phrase, Stance
from scout.reading.marks import WHO
from scout.reading.sentences import Sentence

_UNDER_HEADING = ("under-heading", Stance.ADMITS)
_LEADS_ON = (":", " sind", " ist")
_QUESTION = re.compile(r"[^.:;]{0,60}\bwer (?:kann|wird|ist|darf|sind)\b[^.:;]{0,60}\?\s*$", re.I)
_ANY_QUESTION = re.compile(r"[^.:;]{3,120}\?\s*$")
# Phrases that say who may apply even where they go on to something else.
_PLAIN = frozenset(("entitled-are", "recipients-are"))
_ELSEWHERE = re.compile(
    r"[Ww]eiterleit|[Ww]eitergabe|weitergegeben|weitergeleitet|Letztempf|Bewilligungsbehörde|"
    r"Eigenanteil|Verwendungsnachweis|zuständig für|\bPflichtaufgaben?"
)
_CUT = re.compile(
    r",? (?:sofern|soweit|wenn|wobei|falls|deren|dessen|vorausgesetzt)\b|, (?:bei|an|in|mit|für|zu|"
    r"von|auf|durch) (?:denen|der|dem|die|welche\w)\b|, (?:um|damit|indem|weil|da|nachdem)\b"
)
_EXCEPT = re.compile(
    r"\b(?:außer|mit Ausnahme|ausgenommen|ausgeschlossen|ohne|nicht (?:jedoch|aber))\b"
)
_EXCEPT_END = re.compile(r"[);]|, (?!die\b|der\b|das\b)(?=[a-zäöü])")

_CONDITION = re.compile(r"[^.;,]{0,80}, (?:soweit|sofern|wenn|falls|solange|es sei denn)\b")
_LINKS = re.compile(
    r"\s*(?:[,/(]|und|oder|sowie|bzw\.|beziehungsweise|&|–|-|wie|z\.\s?B\.|zum Beispiel|"
    r"insbesondere|beispielsweise|auch|deren|die|den|der|durch|von|andere|anderen|sonstige|"
    r"sonstigen|als|\s)*\s*"
)
# "Kreise als örtliche Träger der Jugendhilfe": one body, not two.
_AS = re.compile(
    r"(?:^|\s)(?!Sie )[A-ZÄÖÜ][^\s,;:.]{3,40}(?: [^,;:.]{1,40})? als (?:[a-zäöü]\w+ ){0,3}$"
)
# "Vereine, die Kommunen beraten": what the relative clause speaks of does not apply.
_VERB_BEHIND = re.compile(r"[^,.;]{0,120}?(?<=[ ,])[a-zäöü]\w+(?:en|nd|st)(?=[,.;]|$)")
_WORD_BEFORE = re.compile(r"(\S+)\s+$")
_ADJECTIVE = re.compile(r"[a-zäöüß-]{3,}(?:e[nr]?|er)$")
_TAKES_AWAY = frozenset(
    "in im der des dem den von vom durch mit für an am aus bei zwischen einer eines einem einen "
    "mehrerer ihrer ihres ihren ihre seiner zu zur zum auf über unter innerhalb außerhalb "
    "gegenüber deren dieser dieses jeder jeweiligen gegen nach vor ohne neben pro je dessen".split()
)
# "3 Zuwendungsempfänger / Dies sind die Kreise": as good as the list alone.
_THESE_ARE = re.compile(r"(?:\(?\d[\d.]*\)? )?(?:Dies|Das|Dazu|Hierzu) (?:sind|gehören|zählen)\b")
# "Anträge können bei der Gemeinde gestellt werden": she does not apply.
_AT = re.compile(
    r"(?:^|\s)(?:bei|beim|über|in|im|gegenüber)(?: (?:den|der|dem|ihrer|einer|de[ns]))? $"
)
_MASCULINE = ("Kreis ", "Landkreis ", "Kreis,", "Landkreis,")
_AND = re.compile(r"\b(?:und|sowie|oder) $")
_BY = re.compile(r"\b(?:von|durch|an|für)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about applicants: bodies stand between ``start`` and ``end`` of ``plain``."""

    sentence: Sentence
    stance: Stance
    rule: str
    start: int
    end: int
    named: tuple[Naming, ...]
    excepted: tuple[Naming, ...]

    def before(self, end: int) -> Statement:
        """Return the statement without the bodies from ``end`` on."""
        named = tuple(naming for naming in self.named if naming.start < end)
        return replace(self, end=min(self.end, end), named=named)

    def is_conditional(self) -> bool:
        """Tell whether what is said holds only for some: "…, soweit sie nicht …"."""
        return bool(_CONDITION.match(self.sentence.plain, self.end))

    def evidence(self, naming: Naming) -> Evidence:
        """Return the sentence as evidence, of a long one the words around ``naming``."""
        start = min(self.start, naming.start)
        start = start if naming.end - start <= 250 else naming.start
        return self.sentence.evidence(self.rule, start, naming.end)


def statements_in(sentences: Sequence[Sentence]) -> tuple[Statement, ...]:
    """Return the statements about applicants in order; not those about passing money on."""
    return tuple(_statements(sentences))


def _statements(sentences: Sequence[Sentence]) -> Iterator[Statement]:
    asked, led = False, _NO_LEAD
    for sentence in sentences:
        plain = sentence.plain
        if plain.endswith("?") and _ANY_QUESTION.match(plain):
            asked, led = bool(_QUESTION.match(plain)), _NO_LEAD
            continue
        asked = asked and not (sentence.heading and sentence.heading.endswith(plain))
        led = _led(sentence, led)
        under = asked or is_about_applicants(sentence.heading)
        if not (under or led.role or _says_who(sentence)):
            continue
        statement = _statement(sentence, led.role, under=under)
        second = _second(sentence, statement) if "; " in plain else None
        if statement:
            yield statement.before(second.start) if second else statement
        if second:
            yield second


def _says_who(sentence: Sentence) -> bool:
    return bool(sentence.topics & WHO) and any(map(sentence.plain.__contains__, MARKS))


@dataclass(frozen=True, slots=True)
class _Lead:
    """What a line says of those below it: of the next line, or of the items under one lead."""

    role: tuple[str, Stance] | None
    items_of: str | None = None
    is_next: bool = False


_NO_LEAD = _Lead(None)


def _led(sentence: Sentence, before: _Lead) -> _Lead:
    """Return what leads to ``sentence``: its own lead, or a line above it that leads on."""
    plain, lead = sentence.plain, sentence.lead
    if len(plain) < 200 and plain.endswith(_LEADS_ON) and (own := role_of_lead(plain)):
        return _Lead(own, lead, is_next=True)
    if sentence.is_item and lead == before.items_of:
        return _Lead(before.role, lead)
    if before.is_next and not lead:
        return _Lead(before.role)
    return _Lead(role_of_lead(lead) if lead else None)


def _statement(
    sentence: Sentence, lead: tuple[str, Stance] | None, *, under: bool
) -> Statement | None:
    plain = sentence.plain
    if found := said_in(plain):
        return _spoken(sentence, *found)
    said_above = lead if lead and lead[0] != "under-heading" else None
    if not (said_above or ((lead or under) and _is_bare_list(plain))) or _ELSEWHERE.search(plain):
        return None
    return _read(sentence, *(said_above or _UNDER_HEADING), 0, len(plain))


def _spoken(sentence: Sentence, phrase: Phrase, start: int, end: int) -> Statement | None:
    """Read the bodies of a phrase, unless it speaks of what becomes of the money later."""
    elsewhere = _ELSEWHERE.search(sentence.plain)
    if elsewhere and phrase.stance is not Stance.PASSES_ON:
        if phrase.name not in _PLAIN or elsewhere.start() <= start:
            return None
        end = min(end, elsewhere.start())
    return _read(sentence, phrase.name, phrase.stance, start, end)


def _second(sentence: Sentence, first: Statement | None) -> Statement | None:
    """Read what stands behind a semicolon, where it is said in a phrase of its own."""
    behind = sentence.plain.find("; ") + 2
    if behind < 2 or (first is not None and first.start > behind):
        return None
    found = said_in(sentence.plain[behind:])
    if found is None:
        return None
    phrase, start, end = found
    return _spoken(sentence, phrase, start + behind, end + behind)


def _read(sentence: Sentence, rule: str, stance: Stance, start: int, end: int) -> Statement:
    plain = sentence.plain
    cut = _CUT.search(plain, start, end)
    stop = cut.start() if cut else end
    spared = _exceptions(plain, start, end)
    named, excepted = [], []
    for naming in _in_role(plain, start, end, passive=rule in PASSIVE):
        if any(first <= naming.start < last for first, last in spared):
            excepted.append(naming)
        elif naming.start < stop and (rule != "are-supported" or naming.body.is_municipal):
            named.append(naming)
    return Statement(sentence, stance, rule, start, end, tuple(named), tuple(excepted))


def _exceptions(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches after "außer", "mit Ausnahme von" and the like."""
    spans = []
    for found in _EXCEPT.finditer(plain, start, end):
        closing = _EXCEPT_END.search(plain, found.end(), end)
        spans.append((found.end(), closing.start() if closing else end))
    return spans


def _in_role(plain: str, start: int, end: int, *, passive: bool) -> Iterator[Naming]:
    """Yield the bodies that the stretch itself speaks of, not those in its by-ways."""
    last_end, last_counts = start, False
    spared = _exceptions(plain, start, end)
    for naming in bodies_in(plain, start, end):
        between = plain[last_end : naming.start]
        if _AS.search(plain, max(start, naming.start - 100), naming.start):
            continue
        if plain.startswith(", die ", last_end) and _VERB_BEHIND.match(plain, naming.end, end):
            continue
        if any(first <= naming.start < last for first, last in spared):
            yield naming
            continue
        linked = last_end > start and len(between) < 40 and _LINKS.fullmatch(between)
        if linked and not _is_genitive(between):
            counts = last_counts
        else:
            counts = not _is_taken_away(plain, start, naming.start, passive=passive)
        if counts:
            yield naming
        last_end, last_counts = naming.end, counts


def _is_genitive(between: str) -> bool:
    words = between.split()
    return bool(words) and words[-1] in ("der", "von", "den", "deren", "durch") and len(words) == 1


def _is_taken_away(plain: str, first: int, start: int, *, passive: bool) -> bool:
    """Tell whether a preposition or a genitive stands before the body that begins at ``start``."""
    place = start
    for _ in range(4):
        found = _WORD_BEFORE.search(plain, max(first, place - 40), place)
        if not found:
            return False
        word = found.group(1).lstrip('(„"')
        if word == "der" and (found.start() <= first + 1 or plain.startswith(_MASCULINE, start)):
            return False  # "Antragsberechtigt ist der Landkreis": nominative
        if word == "deren" and _AND.search(plain, max(first, found.start() - 8), found.start()):
            return False
        if word in _TAKES_AWAY:
            return not (passive and (_BY.fullmatch(word) or place <= first + 40)) or bool(
                _AT.search(plain, max(first, found.start() - 12), place)
            )
        if not _ADJECTIVE.match(word):
            return False
        place = found.start()
    return False


def _is_bare_list(plain: str) -> bool:
    """Tell whether a line names bodies and says nothing of them: it is what the heading means."""
    main = plain.split(", die ", 1)[0]
    if says := _THESE_ARE.match(main):
        main = main[says.end() :]
    return not SAYS_SOMETHING.search(main) and any(bodies_in(main, 0, min(len(main), 90)))
