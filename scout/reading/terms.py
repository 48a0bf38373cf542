"""What a coordinator asks next: early start, cumulation, de-minimis, partners, joint application.

Only whether a text speaks of it, and where: what it says of it stands in the sentence. Of several
sentences the plainest is kept, the first of the equally plain.

| rule              | example                                                                   |
|-------------------|---------------------------------------------------------------------------|
| early-start       | Der vorzeitige Maßnahmenbeginn kann auf Antrag zugelassen werden.          |
| not-begun         | Mit dem Vorhaben darf vor der Bewilligung nicht begonnen werden.           |
| cumulation        | Eine Kumulierung mit anderen Förderungen ist zulässig.                     |
| with-other-money  | Die Kombination mit weiteren öffentlichen Mitteln ist ausgeschlossen.      |
| as-de-minimis     | Die Zuwendung wird als De-minimis-Beihilfe gewährt.                        |
| partners-required | Am Vorhaben müssen mindestens zwei Partner beteiligt sein.                 |
| agreement-due     | Eine Kooperationsvereinbarung ist vorzulegen.                              |
| joint-application | Mehrere Gemeinden können einen gemeinsamen Antrag stellen.                 |
| joint-bodies      | Antragsberechtigt sind auch Zusammenschlüsse von Gemeinden.                |

A Zweckverband is one applicant: a list that names it says nothing of applying together. What is
excluded is no joint application.

A text that only tells of cooperation ("in guter Zusammenarbeit mit den Trägern") or asks for a
statement on earlier de-minimis aid says none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scout.facts import StatedTerm, Term
from scout.reading.marks import TERMS
from scout.reading.sections import CONDITIONS
from scout.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words for a term. ``marks`` are small letters of which one stands wherever ``words`` fit."""

    term: Term
    name: str
    marks: tuple[str, ...]
    words: re.Pattern[str]


def _rule(term: Term, name: str, marks: str, words: str) -> _Rule:
    return _Rule(term, name, tuple(marks.split(",")), re.compile(words, re.IGNORECASE))


_OTHER = r"(?:andere[nr]?|weitere[nr]?|sonstige[nr]?|zusätzliche[nr]?)"
_MONEY = (
    r"(?:öffentliche[nr]? )?(?:\w*förder\w*|\w*mitteln?|zuwendung\w*|zuschüsse\w*|beihilfe\w*|"
    r"finanzhilfen?|programme\w*|finanzierung\w*|landesmitteln?|bundesmitteln?)"
)
_TOWNS = r"(?:Kommunen|Gemeinden|Städten?|(?:Land)?kreisen?|Gebietskörperschaften|Gemeindeverb\w+)"
_MANY = r"(?:zwei|drei|vier|fünf|2|3|4|5|ein(?:e[mnr]?)?|1)"
_PARTNERS = (
    r"(?:\w*partner\w*|einrichtungen|unternehmen|akteure\w*|institutionen|organisationen|"
    r"hochschulen?|kommunen?|antragsteller\w*|kmu)"
)
_CONSORTIUM = (
    r"(?:verbund(?:projekte?n?|vorhaben|partner\w*)|verbünden?|konsorti\w+|"
    r"kooperations(?:partner\w*|projekte?n?)|projektpartner\w*)\b"
)
# In order of plainness for each term.
_RULES: tuple[_Rule, ...] = (
    _rule(
        Term.EARLY_START,
        "early-start",
        "vorzeitig,vorzeitiger,förderunschädlich,zuwendungsunschädlich,ausnahme vom verbot",
        r"vorzeitige[rnms]? (?:\w*beginn|start|\w+ (?:der|des) \w*(?:maßnahme|vorhaben|projekt))|"
        r"vorzeitig[^.;]{0,40}begonnen|(?:förder|zuwendungs)unschädlich\w*[^.;]{0,40}begin|"
        r"ausnahme vom verbot",
    ),
    _rule(
        Term.EARLY_START,
        "not-begun",
        "begonnen,beginn",
        r"\berst nach (?:\w+ ){0,4}?(?:bewilligung|\w*bescheid|förderzusage)\w*[^.;]{0,60}"
        r"\bbeg[io]nn|"
        r"\berst (?:beginnen|begonnen werden)\b[^.;]{0,60}\b(?:bewillig|\w*bescheid)|"
        r"\bvor (?:der )?antragstellung\b[^.;]{0,40}\bbegonnen\b|"
        r"(?:nicht|keine)[^.;]{0,60}\bbegonnen\b|\bvor (?:\w+ ){0,4}?(?:bewilligung|\w*bescheid|"
        r"förderzusage)\w*[^.;]{0,60}\b(?:begonnen|beginn\w*)\b|\b(?:begonnen|beginn\w*)\b[^.;]{0,60}"
        r"\b(?:erst nach|nicht vor|vor) (?:\w+ ){0,4}?(?:bewilligung|\w*bescheid|förderzusage)",
    ),
    _rule(
        Term.CUMULATION,
        "cumulation",
        "kumul,doppelförderung,mehrfachförderung",
        r"\bkumulier(?:ung\w*|en|bar\w*)\b|\bkumuliert (?:werden|mit)\b|\bkumulation\w*|"
        r"\b(?:doppel|mehrfach)förderung\w*",
    ),
    _rule(
        Term.CUMULATION,
        "with-other-money",
        "kombin,neben,gleichzeitig,anderen,anderer,weiteren,dritte",
        rf"\bkombin\w+[^.;]{{0,80}}\b{_OTHER} {_MONEY}|"
        rf"\b{_OTHER} {_MONEY}[^.;]{{0,80}}\b(?:kombin\w+|in anspruch|ausgeschlossen|ausschließ\w+|"
        r"nicht gefördert|angerechnet|anzurechnen|anrechn\w+|zulässig|möglich)\b|"
        rf"\b(?:neben|zusätzlich zu) {_OTHER} {_MONEY}|\bkombinierbar\b|"
        rf"\bgleichzeitige (?:förderung|inanspruchnahme)[^.;]{{0,20}}\b{_OTHER} {_MONEY}|"
        r"\bmitteln? anderer \w*programme\b",
    ),
    _rule(
        Term.DE_MINIMIS,
        "as-de-minimis",
        "de-minimis",
        r"\b(?:als|nach|gemäß|laut|aufgrund|im rahmen|auf (?:der )?(?:grundlage|basis)|"
        r"nach maßgabe|unter|entsprechend|unterliegt|unterliegen|handelt es sich|ist eine|sind)\b"
        r"[^.;]{0,80}"
        r"(?:\bde-minimis-?(?:verordnung|beihilfe\w*|regel\w*|förderung|bedingungen)\b|"
        r"\bverordnung[^.;]{0,40}\(de-minimis\))",
    ),
    _rule(
        Term.COOPERATION,
        "partners-required",
        "mindestens,verbund,verbünde,konsorti,kooperation,partner,gemeinsam mit",
        rf"\bmindestens {_MANY} (?:[\w-]+ ){{0,3}}?{_PARTNERS}\b|"
        rf"\b(?:nur|ausschließlich)\b[^.;]{{0,40}}\b{_CONSORTIUM}|"
        rf"\b{_CONSORTIUM}[^.;]{{0,80}}"
        r"\b(?:müssen|muss|erforderlich|voraussetzung|zwingend|verpflichtend|nachzuweisen)\b|"
        rf"\b(?:muss|müssen)\b[^.;]{{0,80}}\b(?:im verbund|in kooperation|gemeinsam mit eine[mr]|"
        rf"{_CONSORTIUM})",
    ),
    _rule(
        Term.COOPERATION,
        "agreement-due",
        "kooperationsv,konsortialv,verbundvertr",
        r"\b(?:kooperations(?:vereinbarung|vertr[aä]g)|konsortialv\w+|verbundvertr[aä]g)\w*",
    ),
    _rule(
        Term.JOINT_APPLICATION,
        "joint-application",
        "interkommunal,gemeinsam,mehrere",
        r"\binterkommunale?[nrs]?\b[^.;]{0,40}(?:zusammenarbeit|kooperation\w*|vorhaben|projekte\w*|"
        r"zusammenschl\w+|antr[aä]g\w*|verb[uü]nde?\w*|maßnahmen)|"
        r"\bgemeinsame[nr]? (?:förder)?antr[aä]g(?!sfrist)\w*|\bgemeinsam\b[^.;]{0,40}"
        r"\b(?:beantrag\w+|antr[aä]ge? stellen|bewerben)|"
        rf"\bgemeinsam mit (?:{_OTHER} )?{_TOWNS}|\bmehrere[nr]? {_TOWNS}\b[^.;]{{0,60}}"
        r"\b(?:gemeinsam|zusammen|antrag|kooper\w+)",
    ),
    _rule(
        Term.JOINT_APPLICATION,
        "joint-bodies",
        "zusammenschl,verbund,verbünd",
        r"\b(?:zusammenschlüssen?|verbund|verbünden?) (?:von |mehrerer |kommunaler |der |aus )"
        rf"(?:\w+ ){{0,3}}?{_TOWNS}|"
        rf"{_TOWNS}[^.;]{{0,60}}\b(?:deren|ihre|und|sowie) (?:\w+ )?zusammenschlüssen?|"
        r"\bkommunalen? zusammenschlüssen?",
    ),
)
_ALL_MARKS = (
    *("orzeitig", "egonnen", "schädlich", "Ausnahme vom Verbot", "beginn", "umul", "Doppelf"),
    *("Mehrfachf", "ombin", "anderen ", "anderer ", "weiteren ", "e-minimis", "E-MINIMIS"),
    *("indestens", "erbund", "erbünde", "onsorti", "ooperation", "artner", "nterkommunal"),
    *("emeinsame", "Gemeinsam", "gemeinsam", "usammenschl", "weckverb", "neben ", "mehrere"),
)
# What is said of other people's money, or in the names of laws, is no term of this call.
_REFUSED: dict[Term, re.Pattern[str]] = {
    Term.DE_MINIMIS: re.compile(
        r"\bkeine? \S{0,3}De-minimis|erhaltene\w*[^.;]{0,60}De-minimis|De-minimis-Erklärung|"
        r"bereits [^.;]{0,60}De-minimis|nicht als \S{0,3}De-minimis|kumul|aufzeichn|zum Beispiel|"
        r"bescheinigung",
        re.IGNORECASE,
    ),
    Term.COOPERATION: re.compile(
        r"\b(?:können|kann|möglich|wünschenswert|erwünscht|begrüßt|willkommen|freiwillig|"
        r"zulässig|gegebenenfalls|ggf)\b|"
        r"\bBei (?:\w+ )?(?:Verb[uü]nd|Kooperations|Konsorti)|\bkeine (?:\w+ )?Kooperations"
    ),
    Term.JOINT_APPLICATION: re.compile(
        r"Nebenbestimmung|Verwaltungsvorschrift|ANBest|AN-Best|\bVV\b|VV-"
    ),
}
# Where the part of a sentence, or the line that leads to it, says so, those named may not apply.
_EXCLUDED: dict[Term, re.Pattern[str]] = {
    Term.JOINT_APPLICATION: re.compile(
        r"\bnicht:|\bnicht (?:\w+ )?(?:(?:antrags|zuwendungs|förder)berechtigt|förderfähig|"
        r"zuwendungsfähig|gefördert|begünstigt|bezuschusst)|"
        r"\baus(?:geschlossen|genommen)(?: (?:sind|ist|bleiben)\b|:)|"
        r"\b(?:sind|ist|bleiben|werden)\b[^.;]{0,60}\baus(?:geschlossen|genommen)\b|"
        r"\b(?:keine[nr]?|außer|ausgenommen|ohne|mit Ausnahme|nicht(?! nur))\b[^.;,]{0,40}"
        r"(?:zusammenschl|interkommunal|gemeinsam)",
        re.IGNORECASE,
    ),
}
# Without one of these words it is another matter.
_NEEDED: dict[Term, re.Pattern[str]] = {
    Term.DE_MINIMIS: re.compile(
        r"gewähr|erfolgt|\bgilt\b|\bgelten\b|unterlieg|handelt es sich|bewillig|vergeben|"
        r"\bist eine\b|\bsind\b"
    ),
    Term.COOPERATION: re.compile(
        r"partner|beteilig|[Vv]erb[uü]nd|[Kk]onsorti|[Kk]ooper|[Zz]usammenarbeit|gemeinsam"
    ),
    Term.JOINT_APPLICATION: re.compile(_TOWNS + r"|kommunal|Zweckverb", re.IGNORECASE),
}
# A heading only announces: it comes after every sentence.
_HEADING_RANK = 100


def read_terms(sentences: Sequence[Sentence]) -> tuple[StatedTerm, ...]:
    """Return each term that the text states, in the order of ``Term``, with its best sentence."""
    best: dict[Term, tuple[tuple[int, int, int], StatedTerm]] = {}
    for place, sentence in enumerate(sentences):
        if not sentence.topics & TERMS or not any(map(sentence.plain.__contains__, _ALL_MARKS)):
            continue
        announces = _only_announces(sentence) * _HEADING_RANK
        for rank, rule, found in _found(sentence.plain, sentence.lead):
            order = (rank + announces, 0 if sentence.section == CONDITIONS else 1, place)
            if rule.term not in best or order < best[rule.term][0]:
                evidence = sentence.evidence(rule.name, found.start(), found.end())
                best[rule.term] = (order, StatedTerm(rule.term, evidence))
    return tuple(best[term][1] for term in Term if term in best)


def _only_announces(sentence: Sentence) -> bool:
    """Tell whether a line is a heading, also one with a mark: "a) Vorzeitiger Maßnahmenbeginn"."""
    plain = sentence.plain
    return sentence.heading.endswith(plain) or (len(plain) < 60 and plain[-1] not in ".;,")


def _found(plain: str, lead: str) -> Iterator[tuple[int, _Rule, re.Match[str]]]:
    lowered = plain.lower()
    for rank, rule in enumerate(_RULES):
        if not any(map(lowered.__contains__, rule.marks)):
            continue
        found = rule.words.search(plain)
        if found and not _is_refused(rule.term, plain) and not _is_excluded(rule, found, lead):
            yield rank, rule, found


def _is_refused(term: Term, plain: str) -> bool:
    refused, needed = _REFUSED.get(term), _NEEDED.get(term)
    if refused and refused.search(plain):
        return True
    return needed is not None and not needed.search(plain)


def _is_excluded(rule: _Rule, found: re.Match[str], lead: str) -> bool:
    """Tell whether what was found stands in a part that shuts out; semicolons part a sentence."""
    excluded = _EXCLUDED.get(rule.term)
    if excluded is None:
        return False
    before, behind = found.string[: found.start()], found.string[found.end() :]
    part = before.rpartition(";")[2] + found.group() + behind.partition(";")[0]
    return bool(excluded.search(part) or excluded.search(lead))
