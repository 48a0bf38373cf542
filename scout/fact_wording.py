"""Say facts in German: how much, by when, who may apply, each as a coordinator reads it.

What is not stated is said to be "nicht angegeben", never 0 and never "nein".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from scout import wording
from scout.domain import Admission, Applicant, FundingKind
from scout.facts import Eligibility, Evidence, Facts, Money, Per, Rate, Term
from scout.quote_wording import without_mark
from scout.reading import classifications as known
from scout.reading.money.rate_words import NEEDY
from scout.reading.money.tokens import shares_in, sums_in
from scout.reading.sentences import legible

NOT_STATED = "nicht angegeben"
NOT_READ = "noch nicht ausgewertet"
NO_APPLICANTS = f"Antragsberechtigte {NOT_STATED}"
ADMISSIONS: Mapping[Admission, str] = {
    Admission.YES: "ja",
    Admission.NO: "nein",
    Admission.UNKNOWN: NOT_STATED,
}
TERMS: Mapping[Term, str] = {
    Term.EARLY_START: "Vorzeitiger Maßnahmenbeginn",
    Term.CUMULATION: "Kumulierung",
    Term.DE_MINIMIS: "De-minimis-Beihilfe",
    Term.COOPERATION: "Kooperation",
    Term.JOINT_APPLICATION: "Gemeinsamer Antrag",
}
# For what a sum is paid the text's own words say: a project, an applicant, an association.
_PER: Mapping[Per, str] = {Per.YEAR: "pro Jahr", Per.MONTH: "pro Monat"}
_NAMES_TIME: Mapping[Per, re.Pattern[str]] = {
    Per.YEAR: re.compile("jahr", re.IGNORECASE),
    Per.MONTH: re.compile("monat", re.IGNORECASE),
}


class _State(Enum):
    """What is known of whether somebody may apply."""

    MAY = auto()
    OPEN = auto()
    NOT_STATED = auto()
    MAY_NOT = auto()


# Where all of many share an answer they are counted instead of named.
_ALL: Mapping[_State, str] = {
    _State.MAY: "Alle {count} Antragsteller {whose} sind antragsberechtigt",
    _State.OPEN: "Unklar, ob die {count} Antragsteller {whose} antragsberechtigt sind",
    _State.NOT_STATED: "Nicht angegeben, ob die {count} Antragsteller {whose} "
    "antragsberechtigt sind",
    _State.MAY_NOT: "Keiner der {count} Antragsteller {whose} ist antragsberechtigt",
}
_SOME: Mapping[_State, str] = {
    _State.MAY: "{names} {be} antragsberechtigt",
    _State.OPEN: "Unklar, ob {names} antragsberechtigt {be}",
    _State.NOT_STATED: "Nicht angegeben, ob {names} antragsberechtigt {be}",
    _State.MAY_NOT: "{names} {be} nicht antragsberechtigt",
}
_LOANS = frozenset((FundingKind.LOAN, FundingKind.SURETY, FundingKind.GUARANTEE))
_ORDER = (Admission.YES, Admission.UNKNOWN, Admission.NO)
_WHOLE = Decimal(100)
_EXCEPTIONALLY = "in Ausnahmefällen"
_EXCEPTION = re.compile("ausnahm|einzelf[aä]ll|begründet", re.IGNORECASE)
_MOST_NAMES = 3
_MOST_RATES = 3
_MOST_SUMS = 3
_MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """Who may apply, in a line, and the words that decide; "" where none do."""

    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """What is said of money, and of which facts."""

    text: str
    stated: tuple[Rate | Money, ...]


def percent(value: Decimal) -> str:
    """Return ``80 %`` or ``33,33 %``."""
    digits = f"{value.normalize():f}".replace(".", ",")
    return f"{digits} %"


def rate(found: Rate) -> str:
    """Return ``bis zu 80 %``, ``80 %`` where just that is paid, and for whom or what it holds."""
    condition, share = _condition(found), percent(found.percent)
    said = share if found.fixed else f"bis zu {share}"
    return f"{said} ({condition})" if condition else said


def _condition(found: Rate | Money) -> str:
    """Return for whom or what an amount holds, and that it does so only by exception."""
    is_said = not _is_exceptional(found.evidence) or _EXCEPTION.search(found.condition)
    return ", ".join(filter(None, (found.condition, "" if is_said else _EXCEPTIONALLY)))


def sum_of(found: Money) -> str:
    """Return ``50.000 € je Landkreis pro Jahr (in Baustein C)``, no unit but that of the text."""
    per = _PER.get(found.per, "") if found.per else ""
    if found.per and per and _NAMES_TIME[found.per].search(found.unit):
        per = ""
    condition = f"({_condition(found)})" if _condition(found) else ""
    return " ".join(filter(None, (wording.money(found), found.unit, per, condition)))


def most(facts: Facts) -> str:
    """Return ``30.000 € je Gemeinde, 150.000 € je Landkreis``, the highest last; "" of nothing."""
    return ", ".join(map(sum_of, most_sums(facts)))


def most_sums(facts: Facts) -> tuple[Money, ...]:
    """Return the highest grant behind those of others that are lesser, as many as help."""
    if facts.max_grant is None:
        return ()
    return (*facts.lesser_grants[-(_MOST_SUMS - 1) :], facts.max_grant)


def _is_exceptional(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.rule.startswith("exceptional-")


def funding(facts: Facts) -> str:
    """Say how much there is for one project, as far as it is stated."""
    stated = "; ".join(figure.text for figure in (*_shares(facts), *_sums(facts)))
    if stated or _LOANS.issuperset(facts.kinds or (FundingKind.GRANT,)):
        return stated
    return f"Quote und Höchstbetrag {NOT_STATED}"


def funding_quotes(facts: Facts) -> tuple[str, ...]:
    """Return the words that state what ``funding`` says, each once, three at most.

    None for what a field of the source states. Where there is no room for all, words of a figure
    that others name as well stand back; so it is of a condition that is said only there.
    """
    shares, sums = ([*_stated(figures)] for figures in (_shares(facts), _sums(facts)))
    # The first share and the highest sum are asked for most.
    ranked = [*shares[:1], *sums[:1], *shares[1:], *sums[1:]]
    kept: list[str] = []
    for found, quote in ranked:
        if not any(_names(each, found) for each in kept):
            kept.append(quote)
    kept += [quote for _, quote in ranked if not any(quote in each for each in kept)]
    shown = kept[:_MOST_QUOTES]
    return tuple(dict.fromkeys(quote for _, quote in (*shares, *sums) if quote in shown))


def _stated(figures: Iterable[_Figure]) -> Iterator[tuple[Rate | Money, str]]:
    for figure in figures:
        for found in figure.stated:
            if found.evidence is not None:
                yield found, found.evidence.quote


def _names(quote: str, found: Rate | Money) -> bool:
    """Tell whether ``quote`` names the figure itself."""
    words = legible(quote)
    if isinstance(found, Rate):
        return any(each.percent == found.percent for each in shares_in(words))
    return any(each.amount == found.amount for each in sums_in(words))


def _shares(facts: Facts) -> Iterator[_Figure]:
    """Yield each share once; an own share only where it is not what the first rate leaves."""
    # What one fund pays is less than the whole: of interest only where nobody says the whole.
    whole = [each for each in facts.rates if each.evidence.rule != "fund-rate"] or facts.rates
    shown: dict[Decimal, Rate] = {}
    for each in whole:
        # A second rate for all would only leave the reader guessing which one holds.
        if _condition(each) or all(map(_condition, shown.values())):
            shown.setdefault(each.percent, each)
    for each in _general_first([*shown.values()][:_MOST_RATES]):
        yield _Figure(rate(each), (each,))
    own = facts.own_share
    # More than the whole together: they hold for different applicants.
    if own and (not facts.rates or facts.rates[0].percent + own.percent < _WHOLE):
        yield _Figure(f"Eigenanteil mindestens {percent(own.percent)}", (own,))


def _general_first(rates: Iterable[Rate]) -> list[Rate]:
    """Put what only holds for who is in need behind what holds for the others."""
    return sorted(rates, key=lambda each: bool(NEEDY.search(each.condition)))


def _sums(facts: Facts) -> Iterator[_Figure]:
    least, highest, loan = facts.min_grant, facts.max_grant, facts.max_loan
    if least and highest and least.amount == highest.amount:
        yield _Figure(sum_of(highest), (highest, least))
    else:
        if highest:
            yield _Figure(f"höchstens {most(facts)}", most_sums(facts)[::-1])
        if least:
            yield _Figure(f"mindestens {sum_of(least)}", (least,))
    if loan:
        yield _Figure(f"Darlehen bis {sum_of(loan)}", (loan,))


def decided_by(evidence: Evidence | None) -> str:
    """Return the words that decided; of a classification what its code means, "" of nothing."""
    if evidence is None:
        return ""
    if evidence.section == "Foerderberechtigte" and evidence.quote in known.APPLICANTS:
        return f"Angabe der Quelle: {wording.APPLICANTS[known.APPLICANTS[evidence.quote]]}"
    if evidence.section == "Foerdergebiet" and evidence.quote in known.REGIONS:
        return f"Angabe der Quelle: {wording.REGIONS[known.REGIONS[evidence.quote]]}"
    return f"„{without_mark(evidence.quote)}“"


def answers(found: Sequence[tuple[Applicant, Eligibility]], project_count: int = 1) -> list[Answer]:
    """Say who of the projects' applicants may apply, those together that the same words decide.

    Each answer is a sentence without its full stop. YES stands first, NO last. Words that decide
    several of them stand with the first.
    """
    groups: dict[tuple[Admission, str], list[str]] = {}
    for applicant, answer in found:
        words = decided_by(answer.evidence)
        groups.setdefault((answer.verdict, words), []).append(applicant.name)
    ordered = sorted(groups.items(), key=lambda group: _ORDER.index(group[0][0]))
    shown: set[str] = set()
    answered = []
    for (verdict, words), of_group in ordered:
        text = _answer(_state(verdict, words), of_group, len(found), project_count)
        answered.append(Answer(text, "" if words in shown else words))
        shown.add(words)
    return answered


def _answer(state: _State, of_group: Sequence[str], count: int, project_count: int) -> str:
    if len(of_group) == count > _MOST_NAMES:
        whose = "des Projekts" if project_count == 1 else f"der {project_count} Projekte"
        return _ALL[state].format(count=count, whose=whose)
    be = "ist" if len(of_group) == 1 else "sind"
    return _SOME[state].format(names=names(of_group), be=be)


def _state(verdict: Admission, words: str) -> _State:
    if verdict is Admission.UNKNOWN:
        # Words that leave it open say something: it would be wrong to call that nothing.
        return _State.OPEN if words else _State.NOT_STATED
    return _State.MAY if verdict is Admission.YES else _State.MAY_NOT


def names(found: Sequence[str]) -> str:
    """Return ``Kreis A, Stadt B und Stadt C``, or the first of many and how many more."""
    if len(found) <= _MOST_NAMES + 1:
        return wording.listed(found)
    return f"{', '.join(found[:_MOST_NAMES])} und {len(found) - _MOST_NAMES} weitere"


def joint(facts: Facts, found: Iterable[tuple[Applicant, Eligibility]]) -> Answer | None:
    """Say that several applicants may apply, and what the text says of doing so together.

    ``None`` where fewer than two may. Words that decide on one of them already are not repeated.
    """
    admitted = [answer for _, answer in found if answer.verdict is Admission.YES]
    if len(admitted) < 2:
        return None
    said = next((each for each in facts.terms if each.term is Term.JOINT_APPLICATION), None)
    text = f"passt für {len(admitted)} Antragsteller; gemeinsamer Antrag: "
    if said is None:
        return Answer(text + NOT_STATED, "")
    shown = {answer.evidence.quote for answer in admitted if answer.evidence}
    words = "" if said.evidence.quote in shown else decided_by(said.evidence)
    return Answer(f"{text}im Text genannt", words)
