"""Find the bodies of a sentence that a negation governs: these may not apply.

    except   außer Kreisen · mit Ausnahme der Kreise · Kreise ausgenommen
    before   keine Kreise · nicht: Kreise · jedoch nicht die Kreise · weder Kreise noch Ämter
    behind   Kreise: nein · Kreise (nicht antragsberechtigt) · Kreise gehören nicht dazu

What is denied within a clause ("die nicht von Kommunen beherrscht werden") or of some only ("keine
bereits geförderten Gemeinden") is an aside: it neither admits nor shuts out. "Nicht nur Kreise" and
"nicht geförderte Gemeinden" deny no body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scout.reading.applicants.bodies import Naming, bodies_in

_Span = tuple[int, int]

_EXCEPT = re.compile(
    r"\b(?:außer|mit Ausnahme|ausgenommen|ausgeschlossen|ohne|nicht (?:jedoch|aber)|"
    r"abgesehen von|bis auf|exklusive|exkl\.|unter Ausschluss)(?!\s*[,.;)!])(?!\w)"
)
_EXCEPT_END = re.compile(r"[);]|, (?!die\b|der\b|das\b)(?=[a-zäöü])")
_MORE = (
    r"(?:aber|jedoch|doch|allerdings|dagegen|hingegen|ausdrücklich|explizit|grundsätzlich|auch|"
    r"leider|derzeit|zurzeit|also|insbesondere|dabei|bitte|etwa)"
)
_DENIAL = re.compile(
    r"\b(?:[Nn]icht|[Ww]eder|[Kk]eine[nr]?"
    r"(?: (?:Förderung|Zuwendung(?:en)?|Antragsberechtigung|Antragstellung|Anträge|Mittel)"
    r"(?= (?:für|von|an|durch)\b))?)(?![\w-])"
)
# What the words before a denial end with where it belongs to the list, and to no clause within it.
_BEGINS = re.compile(
    rf"(?:[,;:(–—•/|-]|\b(?:und|oder|sowie|nur|sind|ist|{_MORE}))\s*(?:{_MORE}\s+){{0,2}}$"
)
_NOTHING = " (–—•|-"
# From the denial to its noun: "nicht die Kreise", "nicht: an Kreise", "keine anderen Kommunen".
_TO_NOUN = re.compile(
    rf":?\s+(?:(?:{_MORE}|die|der|den|dem|das|von|an|durch|für|bei|alle[nr]?|andere[nr]?|"
    r"weitere[nr]?|sonstige[nr]?|einzelne[nr]?|deutsche[nr]?)\s+){0,3}"
)
_TO_SOME = re.compile(r"\s+(?:[a-zäöüß-]{2,30}\s+){1,4}")
_DENIAL_END = re.compile(
    _EXCEPT_END.pattern + r"|[:–—!]|\b(?:sondern|aber|jedoch|dafür|wohl|nur|ausschließlich)\b"
)
# Municipalities of one kind: "Kommunen, die keine Kreise sind" are all others.
_SPECIAL = frozenset(("county", "member-town"))
_IS = re.compile(r"\s*(?:sind|ist)\b")

_ENTITLED = r"(?:antrags|zuwendungs|förder|teilnahme|bewerbungs|bezugs|empfangs)berechtigt"
_STOPS = r"(?=\s*(?:[.,;)!]|$))"
_NO = (
    rf"(?:{_MORE}\s+)?(?:nein\b|nicht{_STOPS}|nicht (?:\w+ )?(?:{_ENTITLED}|förderfähig|"
    rf"zuwendungsfähig|gefördert|zugelassen|vorgesehen|dabei)\b|keine (?:förderung|zuwendung|"
    rf"antragsberechtigung|antragstellung)\b|(?:ausgeschlossen|ausgenommen){_STOPS})"
)
_WORDS = r"(?:\s[^\s,;:.()–—]{1,30}){0,4}?"
_VERBS = (
    r"(?:gehören|zählen|fallen|kommen|nehmen|gelten)(?:\s\w+){0,2}\snicht\b"
    r"(?!\s(?:nur|mehr als|zuletzt|allein))|"
    r"(?:scheiden|bleiben)(?:\s\w+){0,2}\s(?:aus|außen vor|unberücksichtigt)\b|"
    r"(?:können|dürfen|werden|sind|erhalten|bekommen)(?:\s\w+){0,2}\s(?:nicht|keine[nr]?)\s"
    rf"(?:(?:selbst|direkt|eigenständig|eigenen?)\s)?(?:teilnehmen|mitmachen|bewerben|beantragen|einreichen|gefördert|antrag|anträge|"
    rf"förderung|zuwendung\w*|mittel|zuschuss|zuschüsse|dabei|{_ENTITLED}|förderfähig)\b"
)
# Of all that "und" joins: "Kreise und Ämter: nein". In brackets it is said of the last one only.
_LABEL = re.compile(rf"{_WORDS}\s*[:=]\s*{_NO}", re.IGNORECASE)
_CLAUSE = re.compile(rf"{_WORDS}\s(?:{_NO}|{_VERBS})", re.IGNORECASE)
_ASIDE = re.compile(rf"{_WORDS}\s*[(–—-]\s*{_NO}", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:,|/|und|sowie|oder|bzw\.|&)(?:\s(?:die|den|der))?\s*")


@dataclass(frozen=True, slots=True)
class Denials:
    """Stretches of a sentence: bodies that are shut out, and those that stand aside."""

    shut_out: tuple[_Span, ...]
    aside: tuple[_Span, ...]

    def shut_out_from(self, place: int) -> int | None:
        """Return where the words that shut out the body at ``place`` end, ``None`` if none do.

        That is ``place`` itself where they stand behind the body.
        """
        return next((first for first, last in self.shut_out if first <= place < last), None)

    def sets_aside(self, place: int) -> bool:
        """Tell whether nothing is said of the body that begins at ``place``."""
        return _holds(self.aside, place)


def denials_in(plain: str, start: int, end: int, *, only_exceptions: bool = False) -> Denials:
    """Return what is denied between ``start`` and ``end``.

    ``only_exceptions`` where the sentence shuts out by itself: "nicht … und auch keine Kreise" does
    not admit counties.
    """
    shut_out = list(_exceptions(plain, start, end))
    if only_exceptions:
        return Denials(tuple(shut_out), ())
    aside: list[_Span] = []
    for found in _DENIAL.finditer(plain, start, end):
        for span, is_whole in _denied_behind(plain, start, found, end):
            (shut_out if is_whole else aside).append(span)
    before, doubtful = _denied_before(plain, start, end)
    return Denials((*shut_out, *before), (*aside, *doubtful))


def _holds(spans: tuple[_Span, ...], place: int) -> bool:
    return any(first <= place < last for first, last in spans)


def _exceptions(plain: str, start: int, end: int) -> Iterator[_Span]:
    """Yield the stretches after "außer", "mit Ausnahme von" and the like."""
    for found in _EXCEPT.finditer(plain, start, end):
        closing = _EXCEPT_END.search(plain, found.end(), end)
        yield found.end(), closing.start() if closing else end


def _denied_behind(
    plain: str, start: int, denial: re.Match[str], end: int
) -> Iterator[tuple[_Span, bool]]:
    """Yield the stretch of bodies behind "keine", "nicht" or "weder", and whether it shuts out."""
    noun = _TO_NOUN.match(plain, denial.end(), end)
    is_direct = noun is not None and _body_at(plain, noun.end(), end)
    if not is_direct and denial.group().casefold().startswith("kein"):
        noun = _TO_SOME.match(plain, denial.end(), end)
    if noun is None or not _body_at(plain, noun.end(), end):
        return
    closing = _DENIAL_END.search(plain, noun.end(), end)
    span = (denial.end(), closing.start() if closing else end)
    yield span, is_direct and _belongs_to_list(plain, start, denial.start(), span[1])


def _body_at(plain: str, place: int, end: int) -> bool:
    naming = next(bodies_in(plain, place, min(end, place + 80)), None)
    return naming is not None and naming.start == place


def _belongs_to_list(plain: str, start: int, place: int, end: int) -> bool:
    """Tell a denial in the list itself from one in a clause, unless that says what they are not."""
    before = plain[max(start, place - 60) : place]
    if not plain[start:place].strip(_NOTHING) or _BEGINS.search(before):
        return True
    behind = list(bodies_in(plain, place, end))
    is_kind = bool(behind) and all(naming.body.name in _SPECIAL for naming in behind)
    return is_kind and bool(_IS.match(plain, behind[-1].end))


def _denied_before(plain: str, start: int, end: int) -> tuple[list[_Span], list[_Span]]:
    """Return the bodies before "nein", "(nicht antragsberechtigt)" or "gehören nicht dazu".

    Behind them those that may be meant as well: of "Städte, Kreise: nein" the towns.
    """
    namings = list(bodies_in(plain, start, end))
    denied: list[_Span] = []
    doubtful: list[_Span] = []
    for place, naming in enumerate(namings):
        following = namings[place + 1].start if place + 1 < len(namings) else end
        is_label = _LABEL.match(plain, naming.end, end)
        if is_label:
            doubtful += _joined_before(plain, namings[: place + 1])
        if (
            is_label
            or _CLAUSE.match(plain, naming.end, end)
            or ((said := _ASIDE.match(plain, naming.end, end)) and said.end() <= following)
        ):
            denied.append((naming.start, naming.end))
    return denied, doubtful


def _joined_before(plain: str, namings: Sequence[Naming]) -> Iterator[_Span]:
    """Yield the bodies of the list that ends with the last of ``namings``, without that one."""
    for before, behind in zip(namings[-2::-1], namings[:0:-1], strict=False):
        if not _LINK.fullmatch(plain, before.end, behind.start):
            return
        yield before.start, before.end
