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
from scout.reading.applicants.denial import Denials, denials_in
from scout.reading.applicants.phrasing import (
    OF_LINES,
    PASSIVE,
    SAYS_SOMETHING,
    UNDER_DENIAL,
    UNDER_HEADING,
    Role,
    is_denial,
    role_of_heading,
    role_of_lead,
    said_in,
)
from scout.reading.applicants.phrasing_words import MARKS, Phrase, Stance
from scout.reading.marks import WHO
from scout.reading.sentences import Sentence

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
_NOUN = re.compile(r"\b[A-ZÄÖÜ]\w")
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
        under = UNDER_HEADING if asked else role_of_heading(sentence.heading)
        above = under if led.role in (None, UNDER_DENIAL) and not under else led.role or under
        if above or _says_who(sentence):
            yield from _parts(sentence, above)


def _says_who(sentence: Sentence) -> bool:
    return bool(sentence.topics & WHO) and any(map(sentence.plain.__contains__, MARKS))


@dataclass(frozen=True, slots=True)
class _Lead:
    """What a line says of those below it: of the next line, or of the items under one lead."""

    role: Role | None
    items_of: str | None = None
    is_next: bool = False


_NO_LEAD = _Lead(None)


def _led(sentence: Sentence, before: _Lead) -> _Lead:
    """Return what leads to ``sentence``: its own lead, or a line above it that leads on."""
    plain, lead = sentence.plain, sentence.lead
    leads_on = len(plain) < 200 and (plain.endswith(_LEADS_ON) or is_denial(plain))
    if leads_on and (own := role_of_lead(plain)):
        return _Lead(own, lead, is_next=True)
    if sentence.is_item and lead == before.items_of:
        return _Lead(before.role, lead)
    if before.is_next and not lead:
        return _Lead(before.role)
    return _Lead(role_of_lead(lead) if lead else None)


def _statement(sentence: Sentence, above: Role | None) -> Statement | None:
    plain = sentence.plain
    if found := said_in(plain):
        return _spoken(sentence, *found)
    if above is None or _ELSEWHERE.search(plain):
        return None
    if above[0] in OF_LINES and not _is_bare_list(plain):
        return None
    return _read(sentence, *above, 0, len(plain))


def _spoken(sentence: Sentence, phrase: Phrase, start: int, end: int) -> Statement | None:
    """Read the bodies of a phrase, unless it speaks of what becomes of the money later."""
    elsewhere = _ELSEWHERE.search(sentence.plain)
    if elsewhere and phrase.stance is not Stance.PASSES_ON:
        if phrase.name not in _PLAIN or elsewhere.start() <= start:
            return None
        end = min(end, elsewhere.start())
    return _read(sentence, phrase.name, phrase.stance, start, end)


def _parts(sentence: Sentence, above: Role | None) -> Iterator[Statement]:
    """Yield what a sentence says, of two parts with a semicolon what each says in its own words."""
    whole = _statement(sentence, above)
    behind = sentence.plain.find("; ") + 2
    if behind < 2:
        if whole:
            yield whole
        return
    second = _part(sentence, behind, len(sentence.plain))
    first = whole
    if whole is not None and whole.start >= behind:
        first, second = _part(sentence, 0, behind - 2, above), second or whole
    if first:
        yield first.before(second.start) if second else first
    if second:
        yield second


def _part(sentence: Sentence, start: int, end: int, above: Role | None = None) -> Statement | None:
    """Read what stands between two places: in a phrase of its own, or a list below ``above``."""
    part = sentence.plain[start:end]
    if found := said_in(part):
        phrase, first, last = found
        return _spoken(sentence, phrase, first + start, last + start)
    if above is None or _ELSEWHERE.search(part) or not _is_bare_list(part):
        return None
    return _read(sentence, *above, start, end)


def _read(sentence: Sentence, rule: str, stance: Stance, start: int, end: int) -> Statement:
    plain = sentence.plain
    cut = _CUT.search(plain, start, end)
    stop = cut.start() if cut else end
    shuts_out = stance is Stance.EXCLUDES
    denials = denials_in(plain, start, end, only_exceptions=shuts_out)
    named, excepted = [], []
    for naming in _in_role(plain, start, end, denials, passive=rule in PASSIVE):
        if denials.shut_out_from(naming.start) is not None:
            excepted.append(naming)
        elif naming.start < stop and (rule != "are-supported" or naming.body.is_municipal):
            named.append(naming)
    return Statement(sentence, stance, rule, start, end, tuple(named), tuple(excepted))


def _in_role(
    plain: str, start: int, end: int, denials: Denials, *, passive: bool
) -> Iterator[Naming]:
    """Yield the bodies that the stretch itself speaks of, not those in its by-ways."""
    last_end, last_counts = start, False
    for naming in bodies_in(plain, start, end):
        if _AS.search(plain, max(start, naming.start - 100), naming.start):
            continue
        in_clause = _is_in_clause(plain, last_end, naming.end, end)
        if in_clause or denials.sets_aside(naming.start):
            continue
        between = plain[last_end : naming.start]
        said_from = denials.shut_out_from(naming.start)
        first = start if said_from is None or said_from == naming.start else said_from
        linked = last_end > start and len(between) < 40 and _LINKS.fullmatch(between)
        if first > start and not _NOUN.search(plain, first, naming.start):
            counts = True  # "mit Ausnahme der Kreise": what stands before it takes nothing away
        elif linked and not _is_genitive(between):
            counts = last_counts
        else:
            counts = not _is_taken_away(plain, first, naming.start, passive=passive)
        if counts:
            yield naming
        last_end, last_counts = naming.end, counts


def _is_in_clause(plain: str, last_end: int, behind: int, end: int) -> bool:
    """Tell whether only a relative clause speaks of the body, other than to say what they are not.

    ``last_end`` is where the body before it ends, ``behind`` where it ends itself.
    """
    begins = plain.startswith(", die ", last_end) and not plain.startswith(", die keine ", last_end)
    return begins and bool(_VERB_BEHIND.match(plain, behind, end))


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
