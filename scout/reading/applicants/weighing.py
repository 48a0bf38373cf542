"""Weigh what is said of bodies of one kind against the source's label: may they apply?

    statements + labels -> plainest words that admit or shut out -> YES, NO, UNKNOWN · its quote

| rule            | when                                                                       |
|-----------------|----------------------------------------------------------------------------|
| (a text rule)   | a statement names the body, or shuts it out: ``who``                        |
| other-bodies    | the list of those who may apply names others only                           |
| classification  | the source's label decides, because no statement does                       |

Where a text shuts municipalities out and a label admits them, it is UNKNOWN: a lost "yes" is worse
than a doubtful one. Where an applicant must lie is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from scout.domain import Admission, ApplicantType
from scout.facts import Eligibility, Evidence
from scout.reading import classifications as known
from scout.reading.applicants.bodies import Body, Naming
from scout.reading.applicants.phrasing_words import Stance
from scout.reading.applicants.regions import in_a_part
from scout.reading.applicants.who import Statement
from scout.reading.sections import CONDITIONS, FULL_TEXT, GUIDELINE, SHORT_TEXT

WHO_GROUP = "Foerderberechtigte"

# Bodies that some towns are and others are not.
_LARGE = frozenset(("large-town", "youth-office", "transport", "lower-office"))
# Bodies of one kind only: to shut them out takes them from "municipalities" named elsewhere.
_SPECIAL = frozenset(("county", "member-town"))
_SCHOOLS = frozenset(("bildungseinrichtung",))
# Rules of sentences that speak of applicants and of nothing else.
_PLAIN = ("entitled-are", "are-entitled", "recipients-are", "may-apply", "bodies-may-apply")
# Rules by which it is NO because others are named, not because a body is shut out.
_OF_OTHERS = ("other-bodies", "classification")
_UNKNOWN = Eligibility(Admission.UNKNOWN)
_NARROWING = re.compile(
    r"[^.;:]{0,60}?(?:\b(?:sofern|soweit|wenn|anerkannt|als Träger)\b|"
    r", (?:die|welche|deren) (?!ihren (?:Sitz|Wohnsitz)|in |im |sich |nicht ))"
)
# Behind a body that is shut out: only some of these are.
_PARTLY = re.compile(
    r" ?(?:, (?:die|welche|deren|in denen|für die)|\(?(?:soweit|sofern|wenn)|mit |unter |ohne )"
)
# A line that stands for a list of applicants begins with one: "a) die sächsischen Gemeinden".
_NEAR_BEGIN = 25
_THOUSAND = r"[.  ]?000"
_RANGE = rf"zwischen \d{{1,3}}{_THOUSAND} (?:und|bis)"
_MOST = r"weniger als|unter|bis(?: zu)?|höchstens|maximal"
# No county has so few inhabitants, and few towns have such an office.
_FEW_PEOPLE = re.compile(
    rf"[^.;:,]{{0,20}}\b(?:{_MOST}|{_RANGE})(?: zu)? \d\d?{_THOUSAND} Einwohn"
    rf"|[^.;:,]{{0,20}}\b{_RANGE} 1\d\d{_THOUSAND} Einwohn"
)
# How many people live in a town of ours nobody has told.
_SOME_PEOPLE = re.compile(
    rf"[^.;:,]{{0,20}}\b(?:{_MOST}|mehr als|über|mindestens|ab|{_RANGE})(?: zu)? "
    rf"\d{{1,3}}{_THOUSAND} Einwohn"
)
_WITH_OFFICE = re.compile(
    r"(?:,? (?:die|soweit sie|sofern sie|mit))?(?: \w+){0,2} (?:Träger eines|eigene\w+|über ein) "
    r"(?:eigene\w+ )?Jugendamt"
)
_NARROWED = re.compile(r"(?:gemeinnützig|mildtätig|anerkannt)\w*(?: \w+)? $")


class _Label(StrEnum):
    """What a source's classification of applicants says of municipalities."""

    ADMITS = "ADMITS"
    PERHAPS = "PERHAPS"
    OTHERS = "OTHERS"
    SILENT = "SILENT"


def by_code(group: str, code: str) -> Evidence:
    """Return a source's own code as evidence."""
    return Evidence(code, group, 0, len(code), "classification")


def decide(said: Sequence[Statement], labels: Sequence[str], kind: ApplicantType) -> Eligibility:
    """Return what is said of bodies of one kind; a NO that leaves a door open is UNKNOWN."""
    found = _weighed(said, labels, kind)
    if found.verdict is not Admission.NO:
        return found
    others = found.evidence is not None and found.evidence.rule in _OF_OTHERS
    door = next(
        (
            (each, naming)
            for each in said
            if _leaves_open(each, others=others)
            for naming in each.named
            if _says(naming.body, kind) is Admission.YES and naming.body.name != "public-law"
        ),
        None,
    )
    return _answer(Admission.UNKNOWN, *door) if door else found


def _leaves_open(statement: Statement, *, others: bool) -> bool:
    """Tell whether those named get a share, are not all shut out, or may apply elsewhere in it."""
    if statement.stance is Stance.EXCLUDES:
        return statement.is_conditional()
    admits = others and statement.stance is Stance.ADMITS and statement.rule in _PLAIN
    return admits or statement.stance is Stance.PASSES_ON


def _weighed(said: Sequence[Statement], labels: Sequence[str], kind: ApplicantType) -> Eligibility:
    """Weigh what is said against the label, from the plainest words to none."""
    label = _label(labels)
    named = _named(said, label)
    yes = [pair for pair in named if _says(pair[1].body, kind) is Admission.YES]
    own = [pair for pair in yes if pair[1].body.name != "public-law"]
    if (label is not _Label.OTHERS or yes or not named) and (
        shut := _shut_out(said, kind, of_offices=label is not _Label.ADMITS and not own)
    ):
        return _against(shut, own, label)
    if own:
        plain = [pair for pair in own if label is _Label.ADMITS or _is_plain(*pair)]
        plain = [pair for pair in plain if not _is_reserved(*pair, kind)]
        return _answer(Admission.YES if plain else Admission.UNKNOWN, *(plain or own)[0])
    if yes:
        wide = [pair for pair in yes if not _is_narrowed(*pair)]
        others = any(_is_other_kind(*pair, kind) for pair in named)
        is_plain = bool(wide) or (label is _Label.ADMITS and not others)
        return _answer(Admission.YES if is_plain else Admission.UNKNOWN, *(wide or yes)[0])
    return _without_yes(said, named, labels, kind)


def _named(said: Sequence[Statement], label: _Label) -> list[tuple[Statement, Naming]]:
    """Return the bodies that are admitted, those of the plainest statements first.

    A guideline often holds more than one programme. Where the source's own summary of the
    conditions names who may apply, and the label names nobody else, the guideline is not asked.
    """
    plain = [each for each in said if each.stance is Stance.ADMITS]
    plain = sorted((each for each in plain if each.sentence.section != SHORT_TEXT), key=_rank)
    summary = [each for each in plain if each.sentence.section != GUIDELINE]
    if label is _Label.OTHERS and summary:
        plain = summary
    return [(each, naming) for each in plain for naming in each.named]


def _rank(statement: Statement) -> tuple[int, int]:
    sections = (CONDITIONS, FULL_TEXT, GUIDELINE)
    section = statement.sentence.section
    plain = statement.rule in _PLAIN[:3]
    return (sections.index(section) if section in sections else 1, 0 if plain else 1)


def _without_yes(
    said: Sequence[Statement],
    named: Sequence[tuple[Statement, Naming]],
    labels: Sequence[str],
    kind: ApplicantType,
) -> Eligibility:
    """Decide where no plain statement admits a body of this kind."""
    label = _label(labels)
    if joins := _first_yes(said, Stance.JOINS, kind):
        return _answer(Admission.UNKNOWN, *joins)
    others = [pair for pair in named if _is_other_kind(*pair, kind)]
    doubtful = [pair for pair in named if _says(pair[1].body, kind) is Admission.UNKNOWN]
    if others:
        plain_ones = [pair for pair in others if _is_plain(*pair)]
        verdict = Admission.UNKNOWN if doubtful or not plain_ones else Admission.NO
        return _answer(verdict, *(doubtful or plain_ones or others)[0])
    if label is _Label.ADMITS:
        large = [pair for pair in doubtful if pair[1].body.name in _LARGE]
        return _answer(Admission.UNKNOWN, *large[0]) if large else _by_label(said, labels, kind)
    return _without_label(said, named, doubtful, labels, kind)


def _without_label(
    said: Sequence[Statement],
    named: Sequence[tuple[Statement, Naming]],
    doubtful: Sequence[tuple[Statement, Naming]],
    labels: Sequence[str],
    kind: ApplicantType,
) -> Eligibility:
    """Decide where neither a plain statement nor a label admits municipalities."""
    label = _label(labels)
    if doubtful and label is not _Label.OTHERS:
        addressed = _addressed(said, kind)
        return addressed if addressed.evidence else _answer(Admission.UNKNOWN, *doubtful[0])
    if named:
        return _answer(Admission.NO, *named[0], rule="other-bodies")
    if label is _Label.OTHERS and not set(labels) & _SCHOOLS:
        return Eligibility(Admission.NO, by_code(WHO_GROUP, labels[0]))
    return _addressed(said, kind)


def _by_label(said: Sequence[Statement], labels: Sequence[str], kind: ApplicantType) -> Eligibility:
    """Admit by the label "municipality", doubtful where only the other kind is ever addressed."""
    spoken = [each for each in said if each.stance is Stance.ADDRESSES]
    asked = [(each, naming) for each in spoken for naming in each.named]
    asked = [pair for pair in asked if _says(pair[1].body, kind) is not None]
    if asked and all(_says(naming.body, kind) is Admission.NO for _, naming in asked):
        return _answer(Admission.UNKNOWN, *asked[0])
    code = next(code for code in labels if known.APPLICANTS.get(code) is ApplicantType.MUNICIPALITY)
    return Eligibility(Admission.YES, by_code(WHO_GROUP, code))


def _addressed(said: Sequence[Statement], kind: ApplicantType) -> Eligibility:
    found = _first_yes(said, Stance.ADDRESSES, kind)
    return _answer(Admission.YES, *found) if found else _UNKNOWN


def _first_yes(
    said: Sequence[Statement], stance: Stance, kind: ApplicantType
) -> tuple[Statement, Naming] | None:
    for each in said:
        for naming in each.named:
            if each.stance is stance and _says(naming.body, kind) is Admission.YES:
                return each, naming
    return None


def _shut_out(
    said: Sequence[Statement], kind: ApplicantType, *, of_offices: bool
) -> tuple[Statement, Naming] | None:
    """Return the first words that shut out bodies of this kind as such.

    Companies and offices of municipalities stand for these only with ``of_offices``: where no label
    and no words admit them.
    """
    for each in said:
        shut = each.named if each.stance is Stance.EXCLUDES else each.excepted
        for naming in shut:
            office = naming.body.name == "public-office" and of_offices
            after = each.sentence.plain[naming.end : naming.end + 40]
            partly = _PARTLY.match(after) or (each.named is shut and each.is_conditional())
            if partly or naming.body.name == "joint-town":
                continue
            if office or _says(naming.body, kind) is Admission.YES:
                return each, naming
    return None


def _against(
    shut: tuple[Statement, Naming], own: Sequence[tuple[Statement, Naming]], label: _Label
) -> Eligibility:
    """Weigh words that shut out against words and a label that admit."""
    name = shut[1].body.name
    special = name in _SPECIAL and all(naming.body.name != name for _, naming in own)
    if special or any(shut[0] is each for each, _ in own):
        return _answer(Admission.NO, *shut)
    if label is _Label.ADMITS and own:
        return _answer(Admission.YES, *own[0])
    doubtful = label is _Label.ADMITS or own
    return _answer(Admission.UNKNOWN if doubtful else Admission.NO, *shut)


def _is_plain(statement: Statement, _: Naming) -> bool:
    """Tell a statement about applicants from a line that only stands near one."""
    if statement.rule == "under-heading":
        return statement.named[0].start <= _NEAR_BEGIN
    return statement.rule not in ("are-supported", "may-be-supported")


def _is_reserved(statement: Statement, naming: Naming, kind: ApplicantType) -> bool:
    """Tell whether only those in some area, of some size or with an office are meant."""
    plain = statement.sentence.plain
    patterns = (_FEW_PEOPLE,) if kind is ApplicantType.COUNTY else (_WITH_OFFICE, _SOME_PEOPLE)
    is_of_some = any(pattern.match(plain, naming.end) for pattern in patterns)
    return is_of_some or in_a_part(plain, naming.end)


def _is_other_kind(statement: Statement, naming: Naming, kind: ApplicantType) -> bool:
    """Tell whether a municipality of another kind is admitted; a list of places does not say it."""
    place = statement.rule == "under-heading" and naming.body.name == "free-town"
    return _says(naming.body, kind) is Admission.NO and not place


def _is_narrowed(statement: Statement, naming: Naming) -> bool:
    """Tell whether bodies under public law are admitted only if they are something else, too."""
    plain = statement.sentence.plain
    before, after = plain[: naming.start], plain[naming.end : naming.end + 120]
    return bool(_NARROWING.match(after) or _NARROWED.search(before[-60:]))


def _says(body: Body, kind: ApplicantType) -> Admission | None:
    return body.county if kind is ApplicantType.COUNTY else body.town


def _answer(
    verdict: Admission, statement: Statement, naming: Naming, rule: str | None = None
) -> Eligibility:
    evidence = statement.evidence(naming)
    return Eligibility(verdict, replace(evidence, rule=rule) if rule else evidence)


def _label(labels: Sequence[str]) -> _Label:
    types = {known.APPLICANTS[code] for code in labels if code in known.APPLICANTS}
    if not types:
        return _Label.SILENT
    if ApplicantType.MUNICIPALITY in types:
        return _Label.ADMITS
    return _Label.PERHAPS if ApplicantType.PUBLIC_BODY in types else _Label.OTHERS
