"""Tell whether a sketch comes before the application, and which days are those of a later stage.

    days of applying -> what is handed in by each -> a sketch, an application of who was selected
    the latter, some time after a sketch -> days of a later stage

Who missed the sketch cannot come in on a later stage's day: such a day must not hold a call open.
To call one so by mistake would lose a call that is open. So it is only one where its own words say
that it is for who was selected ("förmlicher Antrag", "ausgewählte Vorhaben", "zweite Stufe"), where
every sentence that names it says so, where a sketch was due before, and where nothing says that one
may do without a sketch or apply at any time. Two days for sketches are two ways in, not two stages.

| rule | example | kind |
|---|---|---|
| two-stage | Das Antragsverfahren ist zweistufig. | (any) |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum, auto
from typing import Final

from scout.facts import Deadline, Evidence
from scout.reading.marks import STAGES
from scout.reading.sentences import Sentence
from scout.reading.timing.closing import is_ended
from scout.reading.timing.dates import Named

_I: Final = re.IGNORECASE
_TWO_STAGE: Final = re.compile(
    r"\b(?:reichen|senden|stellen|richten) sie\b[^.]{0,60}"
    r"(?:projektskizze|ideenskizze|interessenbekundung)|"
    r"\b(?:projektskizze|ideenskizze|interessenbekundung)\w* (?:\w{1,9} )?"
    r"(?:reichen|senden|richten) sie\b|"
    r"\b(?:einreichung|vorlage|auswahl) (?:von|der|einer) (?:\w{1,12} )?"
    r"(?:projekt|ideen|antrags)?skizzen?\b|"
    r"zweistufig\w*|zweiphasig\w*|zwei-stufig\w*|zweistufen|zwei (?:verfahrens)?stufen|"
    r"(?:erste[nr]?|1\.) (?:verfahrens)?(?:stufe|phase).{0,160}"
    r"(?:skizze|interessenbekundung|ideen|projektvorschl|bewerbung)|"
    r"(?:skizze|ideenpapier|interessenbekundung).{0,200}\b(?:förmlich|vollantr[aä]g|ausgewählt)|"
    r"\b(?:nach (?:\w{1,12} )?(?:auswahl|vorauswahl|aufforderung|bewertung)|aufgefordert)"
    r"[^.;]{0,120}\b(?:förmlich|voll)\w{0,9} ?(?:förder)?antr|"
    r"\bbewerber\w* .{0,40}aufgefordert,? (?:einen|ihren) (?:\w{1,12} )?(?:förder)?antrag|"
    r"two-stage",
    _I,
)

_SKETCH: Final = (
    r"skizze|bekundung|ideenpapier|projektidee|projektvorschl|kurzantr[aä]g|vorantr[aä]g|"
    r"voranfrage|bewerbung|(?:\berste[nr]?|\b1\.) (?:verfahrens)?stufe|first stage|"
    r"(?:short|outline|pre-) ?proposal"
)
# "Aufgefordert" or "eingeladen" alone are no sign: so is everybody whom a call is for.
_SELECTED: Final = (
    r"\b(?:förmlich|formell|formgebunden)\w{0,3} (?:\w{1,14} )?\w{0,12}antr[aä]g|"
    r"\b(?:voll|haupt)-?antr[aä]g|"
    r"\bausgewählte[nrs]? (?:\w{1,20} ){0,2}?(?:\w{0,20}(?:vorhaben|projekte?n?|skizzen?|ideen|"
    r"vorschläge)|bewerb\w{0,12}|kommunen|antragstell\w{0,12}|interess\w{0,16}|teilnehm\w{0,12}|"
    r"konsorti\w{0,4}|verb[uü]nde?n?)\b|"
    r"\b(?:nach|ab|auf)(?: \w{1,14}){0,2} (?:aus|voraus)wahl\b|"
    r"\b(?:nach|ab|auf)(?: \w{1,14}){0,2} aufforderung\b|"
    r"\bpositiv (?:bewertet|begutachtet|beschieden|entschieden)|"
    r"\bpositive[nrm]? (?:\w{0,9}bewertung|begutachtung|entscheidung|votum|prüfung)|"
    r"(?:\bzweite[nr]?|\b2\.) (?:verfahrens)?stufe|"
    r"\bsecond stage|\bfull (?:proposal|application)|\bselected (?:projects|applicants|proposals)"
)
_WHAT: Final = re.compile(f"(?P<selected>{_SELECTED})|(?P<sketch>{_SKETCH})", _I)
# What says that some may do without a sketch, or that it is only wanted.
_PAPER: Final = r"\w{0,16}(?:skizze|bekundung|ideenpapier|kurzantrag|vorantrag|voranfrage)\w{0,2}"
_NO_MUST: Final = (
    r"(?:freiwillig|optional|unverbindlich|kein(?:e zwingende)? voraussetzung|"
    r"nicht (?:zwingend|verpflichtend|erforderlich|notwendig|voraussetzung))"
)
_OTHER_WAY: Final = re.compile(
    r"\bein-?stufig|\bein- (?:oder|und|bzw\.|beziehungsweise) zwei-?stufig|"
    rf"\bohne (?:\w{{1,14}} )?{_PAPER}\b|"
    rf"\b{_NO_MUST}e?[nrs]? {_PAPER}\b|\b{_PAPER}\b[^.;:]{{0,60}}\b(?:ist|sind)\b[^.;:,]{{0,30}}"
    rf"\b{_NO_MUST}\b|"
    rf"\b{_PAPER}\b[^.;:]{{0,120}}\b(?:jederzeit|(?:fort)?laufend|ganzjährig)\b|"
    rf"\b{_PAPER} (?:wird|werden) (?:\w{{1,14}} )?(?:empfohlen|erbeten)\b|"
    rf"\b(?:empfohlen|empfehlen wir|empfiehlt sich)\b,? (?:\w{{1,12}} ){{0,2}}?ein(?:e|en) "
    rf"(?:\w{{1,12}} )?{_PAPER}\b",
    _I,
)
_CUT: Final = re.compile(r"[;,]")
# What joins a day to the one before it, so that both are for the same.
_JOINED: Final = re.compile(
    r"\W*(?:(?:und|oder|bzw|beziehungsweise|sowie|jeweils|spätestens|bis|zum|am|der|den|dem|"
    r"and|or)\b\W*)*",
    _I,
)
# No sketch is followed by its application later than that: it is of another round.
_LONGEST: Final = timedelta(days=550)


class _Paper(Enum):
    """What is handed in by a day: a sketch, or what only who was selected hands in."""

    SKETCH = auto()
    OF_SELECTED = auto()


def two_stage(sentences: Iterable[Sentence]) -> Evidence | None:
    """Return the first sentence that tells of a sketch before the application."""
    for sentence in sentences:
        text = sentence.plain
        if sentence.topics & STAGES and (match := _TWO_STAGE.search(text)):
            return sentence.evidence("two-stage", *match.span())
    return None


def with_stages(
    found: Deadline,
    said: Iterable[tuple[Sentence, tuple[Named, ...]]],
    sentences: Sequence[Sentence],
) -> Deadline:
    """Return a deadline with those of its days that only hold for who was selected.

    ``said`` are the sentences that tell of applying, each with its days of applying; one without a
    day is another way in. ``sentences`` are all of the call.
    """
    ways = list(said)
    papers = _papers(ways)
    selected = {day for day, each in papers.items() if each == {_Paper.OF_SELECTED}}
    if not selected or not all(ends or _is_of_selected(each) for each, ends in ways):
        return found
    if any(_OTHER_WAY.search(each.context) for each in sentences):
        return found
    sketches = [day for day, each in papers.items() if _Paper.SKETCH in each]
    over = any(_ends_sketches(each) for each in sentences if each.topics & STAGES)
    dates = tuple(day for day in found.dates if day in selected)
    days = tuple(day for day in found.days if day in selected)
    later_dates = tuple(day for day in dates if over or _follows(day, sketches))
    later_days = days if over or any(day in found.days for day in sketches) else ()
    is_staged = found.two_stage or bool(later_dates or later_days)
    return replace(found, two_stage=is_staged, later_dates=later_dates, later_days=later_days)


def _is_of_selected(sentence: Sentence) -> bool:
    words = list(_WHAT.finditer(sentence.plain))
    return bool(words) and all(each["selected"] for each in words)


def _follows(day: date, sketches: Iterable[date | str]) -> bool:
    """Tell whether a sketch was due before ``day``, in the same round: every year's always is."""
    return any(
        isinstance(sketch, str) or timedelta() < day - sketch <= _LONGEST for sketch in sketches
    )


def _ends_sketches(sentence: Sentence) -> bool:
    what = _WHAT.search(sentence.plain)
    return what is not None and what["sketch"] is not None and is_ended(sentence.plain)


def _papers(
    said: Iterable[tuple[Sentence, tuple[Named, ...]]],
) -> Mapping[date | str, set[_Paper | None]]:
    """Return what is handed in by each day, all that is said of it."""
    found: dict[date | str, set[_Paper | None]] = {}
    for sentence, ends in said:
        paper: _Paper | None = None
        for place, day in enumerate(ends):
            since = ends[place - 1].end if place else 0
            until = ends[place + 1].start if place + 1 < len(ends) else len(sentence.plain)
            if not place or not _JOINED.fullmatch(sentence.plain, since, day.start):
                paper = _paper(sentence, day, since, until)
            found.setdefault(day.on or day.yearly, set()).add(paper)
    return found


def _paper(sentence: Sentence, day: Named, since: int, until: int) -> _Paper | None:
    """Return what is handed in by ``day``: by its clause, its part of the sentence, what leads."""
    before = sentence.plain[since : day.start].rpartition(";")[2]
    after = sentence.plain[day.end : until].partition(";")[0]
    heading = sentence.heading.rpartition(" / ")[2]
    places = (
        (_CUT.split(before)[-1], -1),
        (_CUT.split(after)[0], 0),
        (before, -1),
        (after, 0),
        (sentence.lead, -1),
        (heading, -1),
    )
    return next(_named(places), None)


def _named(places: Iterable[tuple[str, int]]) -> Iterator[_Paper]:
    """Yield what texts name, each by its word that stands nearest to the day: first or last."""
    for text, nearest in places:
        if words := list(_WHAT.finditer(text)):
            yield _Paper.OF_SELECTED if words[nearest]["selected"] else _Paper.SKETCH
