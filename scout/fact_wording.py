"""Say facts in German: how much, by when, who may apply, each as a coordinator reads it.

What is not stated is said to be "nicht angegeben", never 0 and never "nein".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from scout import wording
from scout.domain import Admission, Applicant, FundingKind
from scout.facts import Eligibility, Evidence, Facts, Money, Per, Rate, Term
from scout.quote_wording import without_mark
from scout.reading import classifications as known

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
_PER: Mapping[Per, str] = {
    Per.PROJECT: "je Vorhaben",
    Per.YEAR: "pro Jahr",
    Per.MONTH: "pro Monat",
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
_MOST_NAMES = 3
_MOST_RATES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """Who may apply, in a line, and the words that decide; "" where none do."""

    text: str
    quote: str


def percent(value: Decimal) -> str:
    """Return ``80 %`` or ``33,33 %``."""
    digits = f"{value.normalize():f}".replace(".", ",")
    return f"{digits} %"


def rate(found: Rate) -> str:
    """Return ``bis zu 80 %``, and for whom or what it holds."""
    condition = _condition(found)
    return f"bis zu {percent(found.percent)}" + (f" ({condition})" if condition else "")


def _condition(found: Rate) -> str:
    return found.condition or (_EXCEPTIONALLY if _is_exceptional(found.evidence) else "")


def sum_of(found: Money) -> str:
    """Return ``50.000 € pro Jahr``."""
    per = _PER[found.per] if found.per else ""
    condition = f"({_EXCEPTIONALLY})" if _is_exceptional(found.evidence) else ""
    return " ".join(filter(None, (wording.money(found), per, condition)))


def _is_exceptional(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.rule.startswith("exceptional-")


def funding(facts: Facts) -> str:
    """Say how much there is for one project, as far as it is stated."""
    stated = "; ".join((*_shares(facts), *_sums(facts)))
    if stated or _LOANS.issuperset(facts.kinds or (FundingKind.GRANT,)):
        return stated
    return f"Quote und Höchstbetrag {NOT_STATED}"


def _shares(facts: Facts) -> list[str]:
    """Say each share once; an own share only where it is not what the first rate leaves."""
    # What one fund pays is less than the whole: of interest only where nobody says the whole.
    whole = [each for each in facts.rates if each.evidence.rule != "fund-rate"] or facts.rates
    shown: dict[Decimal, Rate] = {}
    for each in whole:
        # A second rate for all would only leave the reader guessing which one holds.
        if _condition(each) or all(map(_condition, shown.values())):
            shown.setdefault(each.percent, each)
    shares = [rate(each) for each in shown.values()][:_MOST_RATES]
    own = facts.own_share.percent if facts.own_share else None
    # More than the whole together: they hold for different applicants.
    if own is not None and (not facts.rates or facts.rates[0].percent + own < _WHOLE):
        shares.append(f"Eigenanteil mindestens {percent(own)}")
    return shares


def _sums(facts: Facts) -> list[str]:
    least, most = facts.min_grant, facts.max_grant
    sums = [f"Darlehen bis {sum_of(facts.max_loan)}"] if facts.max_loan else []
    if least and most and least.amount == most.amount:
        return [sum_of(most), *sums]
    limits = (("höchstens", most), ("mindestens", least))
    return [*(f"{word} {sum_of(each)}" for word, each in limits if each), *sums]


def funding_quote(facts: Facts) -> str:
    """Return the words that state the first of what ``funding`` says, "" where a field does."""
    stated = (*facts.rates[:1], facts.max_grant, facts.min_grant, facts.own_share, facts.max_loan)
    evidence = (each.evidence for each in stated if each is not None)
    return next((each.quote for each in evidence if each is not None), "")


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
