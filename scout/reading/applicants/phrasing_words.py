"""The turns of phrase with which funding texts say who may apply.

| rule             | example                                                                  |
|------------------|--------------------------------------------------------------------------|
| entitled-are     | Antragsberechtigt sind Gemeinden und Gemeindeverbände.                    |
| are-entitled     | Kreise und kreisfreie Städte sind antragsberechtigt.                      |
| recipients-are   | Zuwendungsempfänger können Kommunen und deren Zusammenschlüsse sein.      |
| may-apply        | Anträge können von kreisangehörigen Gemeinden gestellt werden.            |
| are-supported    | Gefördert werden Landkreise und kreisfreie Städte.                        |
| bodies-may-get   | Städte und Gemeinden können einen Zuschuss erhalten.                      |
| under-heading    | 3 Zuwendungsempfänger / Landkreise, Städte und Gemeinden                  |
| under-denial     | Ausgenommen: / • Kreise                                                  |
| not-entitled     | Nicht antragsberechtigt sind Gebietskörperschaften.                       |
| shut-out         | Bund, Länder und Kommunen sind von der Förderung ausgeschlossen.          |
| may-receive      | Zuwendungen können Landkreise und Gemeinden erhalten.                     |
| bodies-may-apply | Daneben können auch Gebietskörperschaften Anträge stellen.                |
| may-be-supported | Kommunen können als Verbundpartner gefördert werden.                      |
| last-recipients  | Letztempfänger sind die Gemeinden.                                        |
| joins-only       | Kommunen können als assoziierte Partner teilnehmen.                       |
| addressed        | Wenn Sie als Kommune … planen · Das Programm richtet sich an Kommunen     |

The first phrase that fits decides; those that shut out stand before those that admit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Stance(StrEnum):
    """What a statement does to the bodies it names.

    JOINS lets them take part without money of their own, ADDRESSES is said in passing, PASSES_ON
    names those to whom somebody else hands the money on.
    """

    ADMITS = "ADMITS"
    EXCLUDES = "EXCLUDES"
    JOINS = "JOINS"
    ADDRESSES = "ADDRESSES"
    PASSES_ON = "PASSES_ON"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A turn of phrase about applicants; the bodies stand behind or before ``words``.

    Both look at small letters (``re.I`` takes a third more time); of ``marks`` one stands in every
    sentence that the words fit.
    """

    name: str
    stance: Stance
    behind: bool
    marks: tuple[str, ...]
    words: re.Pattern[str]


def _phrase(name: str, stance: Stance, side: str, marks: str, words: str) -> Phrase:
    return Phrase(name, stance, side == "behind", tuple(marks.split(",")), re.compile(words))


_ENTITLED = r"(?:antrags|zuwendungs|förder|teilnahme|bewerbungs|bezugs|empfangs)berechtigt"
_RECIPIENTS = (
    r"(?:(?:zuwendungs|förder(?:mittel)?|erst|leistungs)empf(?:änger|angende)\S*|"
    r"zuwendungsnehme\w+|empfänger\S* (?:der|von|einer|dieser) (?:zuwendung|förderung|leistung|"
    r"mittel|finanzhilfe)\w*|(?:projekt|vorhaben|maßnahmen?)trägern?|"
    r"antragstelle(?:r|nde|rinnen)\S*|begünstigte|darlehensnehme\w+)"
)
PHRASES: tuple[Phrase, ...] = (
    _phrase(
        "last-recipients",
        Stance.PASSES_ON,
        "behind",
        "letztempf,endempf,letztzuw",
        r"\b(?:letzt|end)(?:zuwendungs)?empf\w+[^.;:]{0,60}?\b(?:sind|ist|können|kann)\b",
    ),
    _phrase(
        "not-entitled",
        Stance.EXCLUDES,
        "before",
        "nicht,kein",
        rf"\b(?:sind|ist)\b[^.;:]{{0,40}}?\bnicht (?:\w+ ){{0,2}}?{_ENTITLED}|"
        r"\b(?:können|kann|dürfen|darf|werden|wird|sind)\b[^.;:]{0,40}?\b(?:nicht\b[^.;:]{0,50}?"
        r"\b(?:gefördert|begünstigt|bezuschusst|berücksichtigt)|"
        r"nicht (?:selbst |direkt )?(?:bewerben|teilnehmen|mitmachen)\b|"
        r"keine (?:eigenen )?(?:anträge|zuwendung\w*|förderung|förderanträge)|"
        r"keinen (?:eigenen )?antrag|nicht (?:empfänger|zuwendungsempf))|"
        r"\berhalten\b[^.;:]{0,30}\bkeine (?:zuwendung|förderung)",
    ),
    _phrase(
        "not-entitled",
        Stance.EXCLUDES,
        "behind",
        "nicht,keine ,ausgeschlossen",
        rf"\bnicht (?:{_ENTITLED}|zuwendungsfähig|förderfähig)\w*"
        r"(?: (?:\w+ ){0,3}?(?:sind|ist)\b|:)|\bkeine antragsberechtigung (?:haben|besteht für)\b|"
        r"\bförderung (?:von|an)\b(?=[^.;]{0,80}"
        r"\b(?:ausgeschlossen|nicht (?:möglich|vorgesehen|zulässig)|erfolgt nicht)\b)|"
        rf"\bkeine (?:{_RECIPIENTS}|förderung|zuwendung\w*|anträge)[^.;:]{{0,40}}?"
        r"\b(?:sind|erhalten|bekommen|stellen können)\b",
    ),
    _phrase(
        "shut-out",
        Stance.EXCLUDES,
        "behind",
        "ausgeschlossen,ausgenommen,nicht ",
        r"\b(?:ausgeschlossen|ausgenommen)\b[^.;:]{0,40}?\b(?:sind|ist|bleiben)\b"
        r"(?![^.;:]{0,80}\bnicht\s*[.;,])|"
        r"\bnicht (?:gefördert|bezuschusst|begünstigt) werden\b",
    ),
    _phrase(
        "shut-out",
        Stance.EXCLUDES,
        "before",
        "ausgeschlossen,ausgenommen",
        r"\b(?:sind|ist|bleiben)\b[^.;:]{0,60}?(?<!nicht )\b(?:ausgeschlossen|ausgenommen)\b",
    ),
    _phrase(
        "entitled-are",
        Stance.ADMITS,
        "behind",
        "berechtigt",
        rf"\b{_ENTITLED}(?:e[nr]?)?\b(?:[^.;]|(?<=\d)\.(?=\d)|(?<=nr)\.){{0,120}}?"
        r"\b(?:sind|ist|können)\b(?! nicht\b)|"
        rf"^(?:als )?{_ENTITLED}e?\b[^.;:]{{0,40}}:|"
        rf"\bkreis der (?:{_ENTITLED}en|{_RECIPIENTS}) (?:gehören|zählen)\b",
    ),
    _phrase(
        "are-entitled",
        Stance.ADMITS,
        "before",
        "berechtigt,förderfähig",
        rf"\b(?:sind|ist)\b (?:(?!nicht\b)\w+ ){{0,6}}?(?:{_ENTITLED}\b|förderfähig\b)",
    ),
    _phrase(
        "recipients-are",
        Stance.ADMITS,
        "behind",
        "empfäng,empfangend,antragstell,snehme,begünstigte,ktträger,enträger,meträger",
        rf"\b{_RECIPIENTS}[^.;:]{{0,60}}?\b(?:(?:sind|ist)\b(?! nicht\b)|(?:können|kann|kommen)\b"
        r"(?! nicht\b)(?=[^.;]{0,400}\b(?:sein|betracht|frage|infrage)\b))",
    ),
    _phrase(
        "recipients-are",
        Stance.ADMITS,
        "behind",
        "er.,in.,nen.,de.,rechtigt.,gte.",
        rf"\b(?:sind|ist)\b(?=[^.;:]{{0,200}}\b(?:{_RECIPIENTS}|{_ENTITLED})\s*\.?$)",
    ),
    _phrase(
        "may-apply",
        Stance.ADMITS,
        "behind",
        "antr,skizze",
        r"(?:anträge?|antrag|skizzen|\bantragstellung\w*)\b"
        r"[^.;:]{0,30}?\b(?:können|kann|dürfen|darf)\b(?! nicht\b)"
        r"(?=[^.;]{0,400}\b(?:gestellt|stellen|eingereicht|einreichen|beantrag\w+)\b)|"
        r"\bantragstellung ist [^.;:]{0,40}?möglich für|\b(?:anträge|einen antrag) stellen "
        r"(?:können|dürfen)\b|\b(?:den|einen) antrag stell(?:t|en)\b(?! sie\b)",
    ),
    _phrase(
        "may-receive",
        Stance.ADMITS,
        "behind",
        "erhalten,gewährt,beantragen",
        r"^(?:\(?\d[\d.]*\)? )?(?:die |eine )?(?:zuwendung(?:en)?|förderung(?:en)?|zuschüsse|"
        r"fördermittel|finanzhilfen?) (?:erhalten|(?:können|kann|dürfen|wird|werden)\b"
        r"(?=[^.;]{0,400}\b(?:erhalten|gewährt|beantragen)\b))(?! nicht\b)",
    ),
    _phrase(
        "joins-only",
        Stance.JOINS,
        "before",
        "assoziiert,ohne förderung,ohne eigene",
        r"\b(?:können|sollen|sollten|sind|werden|dürfen)\b[^.;:]{0,80}"
        r"\b(?:assoziierte\w* partner\w*|ohne (?:eigene )?(?:förderung|zuwendung))",
    ),
    _phrase(
        "joins-only",
        Stance.JOINS,
        "behind",
        "assoziiert",
        r"\b(?:können|sollen|sollten|dürfen)\b(?=[^.;:]{0,300}\bals assoziierte\w* partner)",
    ),
    _phrase(
        "may-apply",
        Stance.ADMITS,
        "behind",
        "bewerb,teiln",
        r"\bbewerben können sich\b|\bteilnehmen können\b",
    ),
    _phrase(
        "are-supported",
        Stance.ADMITS,
        "behind",
        "gefördert werden",
        r"\bgefördert werden(?: können)?(?=:? (?:[a-zäöü]+ ){0,2}[a-zäöü])",
    ),
    _phrase(
        "may-apply",
        Stance.ADMITS,
        "before",
        "antrag,anträge,antragst,bewerb,empfäng,empfangend,snehme,ktträger,enträger,begünstigte",
        rf"\b(?:können|dürfen|kann|darf)\b (?:(?!nicht\b|keine\b)[\w-]+ ){{0,6}}?(?:anträge|"
        rf"einen antrag|{_RECIPIENTS}|sich\b[^.;:]{{0,60}}?bewerben)|"
        rf"\b(?:sind|ist)\b (?:(?!nicht\b)\w+ ){{0,3}}?{_RECIPIENTS}\s*\.?$|"
        r"\bals (?:eigenständige\w* )?antragstelle(?:r|nde\w*)\b",
    ),
    _phrase(
        "bodies-may-apply",
        Stance.ADMITS,
        "behind",
        "antrag stellen,anträge stellen,einreichen,beantragen,empfänger,antragsteller",
        r"\b(?:können|kann|dürfen|darf)\b(?! (?:\w+ )?nicht\b)(?=[^.;:]{0,300}\b(?:"
        rf"(?:anträge|antrag) (?:stellen|einreichen)|{_RECIPIENTS} sein|"
        r"(?:zuschuss|zuschüsse|zuwendung(?:en)?|förderung|fördermittel|mittel) beantragen)\b)",
    ),
    _phrase(
        "may-be-supported",
        Stance.ADMITS,
        "behind",
        "gefördert werden,erhalten",
        r"\b(?:können|kann|dürfen|darf)\b(?! (?:\w+ )?nicht\b)"
        r"(?=[^.;:]{0,300}\b(?:gefördert werden|"
        r"(?:zuschuss|zuschüsse|zuwendung(?:en)?|förderung|fördermittel|mittel) erhalten)\b)",
    ),
    _phrase(
        "may-be-supported",
        Stance.ADMITS,
        "before",
        "gefördert werden",
        r"\b(?:können|dürfen|kann|darf)\b (?:(?!nicht\b|keine\b)[\w-]+ ){0,6}?gefördert werden\b",
    ),
    _phrase(
        "addressed",
        Stance.ADDRESSES,
        "behind",
        "sie als,als ,richtet sich,wendet sich",
        r"\b(?:richtet sich|wendet sich)\b[^.;:]{0,50}?\ban\b|\bsie als\b|"
        r"^als(?= \w+(?: \w+){0,8} (?:können|erhalten|werden) sie)",
    ),
    _phrase(
        "bodies-may-get",
        Stance.ADDRESSES,
        "before",
        "können,erhalten,bekommen",
        r"\b(?:können|erhalten|bekommen)\b[^.;:]{0,80}?\b(?:zuschuss|zuschüsse|förderung|"
        r"zuwendung(?:en)?|darlehen|fördermittel|finanzhilfen?|unterstützung)\b",
    ),
)
# One of these stands in every sentence about applicants: others are passed by at the price of "in".
MARKS = (
    "ntragstell",
    "nen Antrag",
    "nträge",
    "erechtigt",
    "erechtigung ",
    "mpfänger",
    "mpfangende",
    "ördert werden",
    "Sie als",
    "Als ",
    "et sich",
    "geschlossen",
    "genommen",
    "egünstigt",
    "ewerben",
    "eilnehmen können",
    "kizzen",
    " förderfähig.",
    " förderfähig,",
    "icht förderfähig",
    "icht zuwendungsfähig",
    "uschuss",
    "uschüsse",
    "endungen erhalten",
    "endungen können",
    "endungen werden",
    "rhalten keine",
    "ntrag stell",
    " an Gemeinden",
    " an Kommunen",
    "ung können",
    "ssoziiert",
    "ktträger",
    "enträger",
    "snehme",
)
