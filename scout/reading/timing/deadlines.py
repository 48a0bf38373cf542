"""Read until when one may apply.

    sentences -> days and phrases (cheap) -> role of each -> statements -> one deadline

A day is a deadline only by its role: words of applying lead to it ("Anträge sind bis zum … zu
stellen"), and no words of another matter do (validity, proof of use, payment, the way of a file
between authorities, dates of laws). Heading, lead of the list and sentence are looked at together.
What is not understood is left out, never guessed. The roles stand in ``roles`` and ``applying``,
what closes in ``closing``, spans and open doors in ``phrases``.

| rule | example | kind |
|---|---|---|
| ended | Die Antragstellung ist nicht mehr möglich. | CLOSED |
| past | Projektskizzen konnten bis zum 30.09.2025 eingereicht werden. | CLOSED |
| date | Anträge können bis zum 31. März 2027 gestellt werden. | FIXED |
| yearly | Anträge sind jeweils bis zum 30. Juni einzureichen. | RECURRING |
| span-before | Der Antrag ist spätestens sechs Wochen vor Beginn zu stellen. | RELATIVE |
| span-after | Der Antrag ist binnen drei Monaten nach der Prüfung zu stellen. | RELATIVE |
| any-time | Anträge können laufend gestellt werden. | ROLLING |
| two-stage | Das Antragsverfahren ist zweistufig. | (any) |

If more than one holds: CLOSED, FIXED, RECURRING, RELATIVE, ROLLING; all days of all are kept.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Final

from scout.domain import CallStatus, DeadlineKind
from scout.facts import Deadline, Evidence
from scout.reading.marks import APPLYING, DATED, HOW
from scout.reading.meanings import number_of
from scout.reading.sections import (
    CONDITIONS,
    DEADLINES,
    FULL_TEXT,
    GUIDELINE,
    PROCEDURE,
    STATUS_NOTE,
)
from scout.reading.sentences import Sentence
from scout.reading.timing.applying import (
    ends_named,
    ends_of_applying,
    is_yearly,
    names_only_days,
    speaks_of_applying,
)
from scout.reading.timing.closing import is_ended, is_past, leaves_open
from scout.reading.timing.dates import Named, looks_dated
from scout.reading.timing.labels import label_of
from scout.reading.timing.leads import dated_headings, led
from scout.reading.timing.periods import first_days
from scout.reading.timing.phrases import names_application, read_phrase
from scout.reading.timing.replaced import last_moved_to, replaced_days
from scout.reading.timing.rounds import announced_behind, names_next_day, without_year
from scout.reading.timing.stages import two_stage, with_stages
from scout.reading.timing.validity import read_openings
from scout.reading.timing.ways import LAST_RANK, RANKS, Ways

_I: Final = re.IGNORECASE
_FIELD_HEADING: Final = "Fristen"
_PRECEDENCE: Final = (
    DeadlineKind.CLOSED,
    DeadlineKind.FIXED,
    DeadlineKind.RECURRING,
    DeadlineKind.RELATIVE,
    DeadlineKind.ROLLING,
)

# A field that only says where the days are told states none.
_ELSEWHERE: Final = re.compile(
    r"\b(?:internet|website|webseite|homepage|aufruf|bekannt ?gegeben|bekanntgegeben|"
    r"veröffentlicht|festgelegt|gesondert fest|bekanntgabe|entnehmen)",
    _I,
)
# Days that are further apart than that do not fit one quote.
_NEAR: Final = 250
_CLOSING_RULES: Final = ("ended", "past")
# "Für 2022 gilt: … zum 31. Mai": a day of that year, not of every one.
_ONE_YEAR: Final = re.compile(r"\b(?:für|im Jahr|in|für das Jahr) 20\d\d\b", _I)
# "Einreichtermine im Jahr 2027 sind der 21. Januar und der 8. Juli": the days are of that year.
_TERMS_OF_YEAR: Final = re.compile(
    r"(?:termine?|stichtage?|fristen?)(?: im Jahr| in)? ((?:19|20)[0-9]{2})(?: sind| ist|:)", _I
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one sentence says of applying."""

    kind: DeadlineKind
    sentence: Sentence
    evidence: tuple[Evidence, ...]
    ends: tuple[Named, ...] = ()

    @property
    def rank(self) -> int:
        return _rank(self.sentence)

    @property
    def is_way(self) -> bool:
        return self.kind is not DeadlineKind.CLOSED

    @property
    def last(self) -> date | None:
        return max((day.on for day in self.ends if day.on), default=None)


def read_deadline(sentences: Sequence[Sentence]) -> Deadline | None:
    """Return what the sections of a call say of when one may apply.

    NONE_STATED where nothing is said, or nothing but a first day in the source's own field for
    deadlines; ``None`` where only that field says something, and nothing of it is understood.
    """
    staged = two_stage(sentences)
    statements = _in_force(sentences)
    if statements:
        found = _joined(statements, staged)
        ways = [(each.sentence, each.ends) for each in statements if each.ends or each.is_way]
        return with_stages(found, ways, sentences)
    if any(map(_is_strange, sentences)):
        return None
    evidence = (staged,) if staged else ()
    return Deadline(DeadlineKind.NONE_STATED, two_stage=staged is not None, evidence=evidence)


def _is_strange(sentence: Sentence) -> bool:
    """Tell whether the source's own field for deadlines says something that no rule understands."""
    if sentence.section != DEADLINES or _ELSEWHERE.search(sentence.plain):
        return False
    return not any(True for _ in first_days(sentence))


def closed_by(deadline: Deadline | None) -> Evidence | None:
    """Return what says that one can no longer apply, ``None`` where nothing does.

    Of several sentences that of the source's status note comes first.
    """
    if deadline is None or deadline.kind is not DeadlineKind.CLOSED:
        return None
    said = [each for each in deadline.evidence if each.rule in _CLOSING_RULES]
    return min(said, key=lambda each: RANKS.get(each.section, LAST_RANK), default=None)


def dates_in(sentence: str) -> tuple[date, ...]:
    """Return the calendar days that a sentence names as ends, in order."""
    return tuple(sorted({day.on for day in ends_named(sentence) if day.on is not None}))


def _rank(sentence: Sentence) -> int:
    if sentence.heading.rpartition(" / ")[2] == _FIELD_HEADING:
        return RANKS[DEADLINES]
    return RANKS.get(sentence.section, LAST_RANK)


def _statements(sentence: Sentence) -> Iterator[_Statement]:
    """Read one sentence; what says nothing of applying costs next to nothing."""
    rank = _rank(sentence)
    text = sentence.plain
    goes_on = names_next_day(text)
    if rank <= 1 and not goes_on and _is_over(text):
        yield _closed(sentence, "ended", ends_named(text))
        return
    dated = bool(sentence.topics & DATED) and looks_dated(text)
    how = bool(sentence.topics & HOW)
    if not (dated or how):
        return
    # In a field for deadlines a day needs no further word, unless a line leads to it.
    if (rank != 1 or sentence.lead) and not _may_be_about_applying(sentence, text):
        return
    ends = ends_of_applying(sentence, own_field=rank == 1) if dated else ()
    is_own_words = rank <= RANKS[FULL_TEXT] or _is_of_page(sentence.section)
    if is_own_words and not (goes_on and ends) and _says_ended(text):
        yield _closed(sentence, "ended", ends)
    elif ends and is_past(text):
        yield _closed(sentence, "past", ends)
    elif ends:
        yield from _days(sentence, ends, rank)
    elif found := read_phrase(sentence, in_field=rank == 1, in_guideline=rank == LAST_RANK):
        yield _Statement(found[0], sentence, (found[1],))


def _is_over(text: str) -> bool:
    """Tell whether a line of a note or field says in a label or a sentence that all is over."""
    label = label_of(text)
    return label is CallStatus.CLOSED or (label is None and is_ended(text))


def _says_ended(text: str) -> bool:
    """Tell whether a sentence of a text says that applying, or the call itself, is over."""
    if not is_ended(text):
        return False
    is_of_call = " ist " in text and label_of(without_year(text)) is CallStatus.CLOSED
    return is_of_call or names_application(text)


def _is_of_page(section: str) -> bool:
    """Tell whether a section is one of a publisher's page, which says how things are today.

    A guideline says how they will be: "after that no application is possible".
    """
    return section not in (GUIDELINE, CONDITIONS, PROCEDURE) and not number_of(section)


def _may_be_about_applying(sentence: Sentence, text: str) -> bool:
    return (
        (bool(sentence.topics & APPLYING) and speaks_of_applying(text))
        or speaks_of_applying(sentence.lead)
        or speaks_of_applying(sentence.heading.rpartition(" / ")[2])
    )


def _closed(sentence: Sentence, rule: str, ends: tuple[Named, ...]) -> _Statement:
    return _Statement(DeadlineKind.CLOSED, sentence, _quote(sentence, rule, ends), ends)


def _quote(sentence: Sentence, rule: str, ends: Sequence[Named]) -> tuple[Evidence, ...]:
    """Return the sentence cut around its days; days far from each other have a quote each."""
    if not ends:
        return (sentence.evidence(rule),)
    if ends[-1].end - ends[0].start <= _NEAR:
        return (sentence.evidence(rule, ends[0].start, ends[-1].end),)
    return tuple(sentence.evidence(rule, day.start, day.end) for day in ends)


def _days(sentence: Sentence, ends: tuple[Named, ...], rank: int) -> Iterator[_Statement]:
    if named := _TERMS_OF_YEAR.search(sentence.context):
        ends = tuple(_in_year(ends, int(named.group(1))))
    dated = tuple(day for day in ends if day.year is not None)
    yearly = tuple(day for day in ends if day.year is None)
    if not is_yearly(sentence.context) and (rank == 1 or _ONE_YEAR.search(sentence.context)):
        yearly = ()
    if yearly:
        quote = _quote(sentence, "yearly", yearly)
        yield _Statement(DeadlineKind.RECURRING, sentence, quote, yearly + dated)
    elif dated:
        yield _Statement(DeadlineKind.FIXED, sentence, _quote(sentence, "date", dated), dated)


def _in_year(ends: Iterable[Named], year: int) -> Iterator[Named]:
    """Yield the days, those without a year as days of ``year``, where it has them."""
    for day in ends:
        is_no_day = (day.month, day.day) == (2, 29) and not isleap(year)
        if day.year is not None:
            yield day
        elif not is_no_day:
            yield replace(day, year=year)


def _in_force(sentences: Sequence[Sentence]) -> list[_Statement]:
    """Return the statements of all sentences; what closes only where no way is left open.

    Where one is, the days of what would have closed stay as days that have passed.
    """
    said = chain(dated_headings(sentences), led(sentences))
    statements = [each for sentence in said for each in _statements(sentence)]
    in_force = [each for each in statements if each.kind is not DeadlineKind.CLOSED]
    closing_ones = [each for each in statements if each.kind is DeadlineKind.CLOSED]
    if not closing_ones:
        return list(_without_old_days(in_force, sentences))
    ways = Ways(
        frozenset(each.rank for each in in_force),
        max((each.last for each in in_force if each.last), default=None),
        frozenset(s.section for s in sentences if _is_trusted(s) and _is_open(s.plain)),
        any(each.kind is DeadlineKind.RECURRING for each in in_force),
        tuple(read_openings(sentences)),
    )
    for closed in closing_ones:
        if not ways.hold_open(closed.sentence, closed.rank, closed.last):
            next_round = announced_behind(closed.sentence, sentences)
            in_force.append(replace(closed, evidence=(*closed.evidence, *next_round)))
        elif closed.last:
            in_force.append(replace(closed, kind=DeadlineKind.FIXED))
    return list(_without_old_days(in_force, sentences))


def _without_old_days(
    statements: Sequence[_Statement], sentences: Sequence[Sentence]
) -> Iterator[_Statement]:
    """Yield the statements without the days that others took the place of.

    What closes keeps its own; what names nothing else goes.
    """
    old = replaced_days(sentences)
    moved_to = last_moved_to((each.sentence, each.ends) for each in statements)
    lone = {each.ends[0].on for each in statements if _is_lone_day(each)}
    for each in statements:
        ends = tuple(day for day in each.ends if day.on is None or day.on not in old)
        # Of several lone days each is one of a round, and nobody knows which was moved.
        if moved_to and _is_lone_day(each) and len(lone) == 1:
            ends = tuple(day for day in ends if day.on is None or day.on >= moved_to)
        if each.kind is DeadlineKind.CLOSED or ends == each.ends:
            yield each
        elif ends:
            yield replace(each, ends=ends)


def _is_lone_day(statement: _Statement) -> bool:
    """Tell whether a statement is one day and no word, as a field or a feed's period is."""
    return len(statement.ends) == 1 and names_only_days(statement.sentence.plain)


def _is_open(text: str) -> bool:
    return leaves_open(text) or label_of(text) is CallStatus.OPEN


def _is_trusted(sentence: Sentence) -> bool:
    return sentence.section in (STATUS_NOTE, DEADLINES)


def _joined(statements: Sequence[_Statement], staged: Evidence | None) -> Deadline:
    kind = next(kind for kind in _PRECEDENCE if any(each.kind is kind for each in statements))
    deciding = sorted((each for each in statements if each.kind is kind), key=_weight)
    ends = {day.on: day.time for each in statements for day in each.ends if day.on is not None}
    dates = tuple(sorted(ends))
    times = tuple(ends[on] for on in dates)
    days = dict.fromkeys(day.yearly for each in statements for day in each.ends if not day.year)
    others = [each for each in statements if each.kind is not kind]
    said = [evidence for each in (*deciding, *others) for evidence in each.evidence]
    said += [staged] if staged else []
    return Deadline(
        kind,
        dates,
        tuple(sorted(days)),
        staged is not None,
        times if any(times) else (),
        evidence=_each_once(said),
    )


def _each_once(said: Iterable[Evidence]) -> tuple[Evidence, ...]:
    once: dict[str, Evidence] = {}
    for each in said:
        once.setdefault(each.quote, each)
    return tuple(once.values())


def _weight(statement: _Statement) -> tuple[bool, int]:
    """Order what decides: first what names a day, then the more trusted section."""
    return not statement.ends, statement.rank
