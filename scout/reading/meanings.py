"""Say what a heading or label of a funding publisher means, by its words alone.

Case, numbering ("7.2"), a colon or question mark at the end and endings such as "der Zuwendung" do
not matter. Nothing is guessed: words that are not listed mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Meaning(StrEnum):
    """What a heading or label announces."""

    SUMMARY = "SUMMARY"
    PURPOSE = "PURPOSE"
    WHO = "WHO"
    CONDITIONS = "CONDITIONS"
    AMOUNT = "AMOUNT"
    DEADLINE = "DEADLINE"
    PROCEDURE = "PROCEDURE"
    FUNDER = "FUNDER"
    KIND = "KIND"
    TOPIC = "TOPIC"
    REGION = "REGION"
    LEGAL = "LEGAL"
    CONTACT = "CONTACT"


LONGEST_HEADING = 160
# What a few words say: such a field of a page is stated, and no section of text.
FIELDS = frozenset((Meaning.FUNDER, Meaning.KIND, Meaning.TOPIC, Meaning.REGION))


def _plain(words: str) -> re.Pattern[str]:
    """Compile what is looked for in words that have no "ß": capitals know none."""
    return re.compile(words.replace("ß", "ss"))


_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(
    r"(?:§ ?|(?:nr|nummer|ziffer|abschnitt|teil|artikel|kapitel)\.? )?"
    r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})(?:\.|\)|\.\))?|[ivx]{1,5}[.)]|[a-z][.)]) ?(?=[^\W\d])",
    re.IGNORECASE,
)
_ENDING = _plain(
    r"(?: (?:der|des|dieser|dieses|einer|eines|für (?:die|eine|das|den)|zur|von)"
    r" (?:\w{1,20}liche[nr]? )?(?:zuwendung(?:en)?|\w{0,8}förderung(?:en)?|\w{0,8}programms?|"
    r"fördermitteln?|fördermaßnahmen?|billigkeitsleistung(?:en)?|finanzhilfen?|beihilfen?|"
    r"zuschuss(?:es)?|zuschüsse|unterstützung|leistung(?:en)?|antragstellung|vorhabens?|"
    r"projekts?|projekte|anträge|antragstellenden))+$"
)
_AND = re.compile(r", ?(?:und |sowie )?| (?:und|sowie|oder|bzw\.|&) | ?/ ?| [–-] ")

_PERSONS = r"(?:[*:_/]?-?innen|[*:_/]?-?in|[*:_/]inn?en|n)?"
_APPLY = (
    r"(?:antr[aä]ge?|antragsteller|beantrag\w{0,3}|bewerb\w{0,4}|bewirbt|einreich\w{0,3}|"
    r"eingereicht|antragstellung|skizzen?|förderanträge?)"
)
_SOME = r"(?:[\w-]{1,25} ){0,6}?"
_HELP = r"(?:gefördert|unterstützt|förderfähig|finanziert|bezuschusst)"
# Words for those whom a programme means to reach: the applicants, or the people of their projects.
_TO_WHOM = (
    r"(?:an wen|für wen) (?:richtet sich|ist|gilt|eignet sich) [\w -]{1,50}|zielgruppen?|"
    r"adressat(?:en|inn?en)?"
)
_WORDS: dict[Meaning, tuple[str, ...]] = {
    Meaning.SUMMARY: (
        r"kurz(?:text|beschreibung|info(?:rmation(?:en)?)?|fassung|überblick|profil)",
        r"(?:das programm |die förderung |alles )?(?:wichtige |das wichtigste )?auf einen blick",
        r"(?:das )?wichtigste in kürze|in kürze|kurz und bündig|kurz (?:&|und) knapp",
        r"zusammenfassung|(?:programm)?überblick|(?:programm)?beschreibung|steckbrief|volltext",
        r"worum geht (?:es|'s)(?: bei| hier| in)?|(?:das programm|die förderung) im überblick",
    ),
    Meaning.PURPOSE: (
        rf"was (?:genau )?(?:wird|werden|ist|sind|kann|können) {_SOME}{_HELP}(?: werden)?",
        r"was fördern wir|was (?:wir )?(?:fördert|fördern|unterstützen)(?: wir)?(?: das \w{1,30})?",
        rf"welche {_SOME}(?:werden|sind|können|wird) {_SOME}{_HELP}(?: werden)?",
        rf"wofür (?:gibt es|bekomme|erhalte|kann|können|wird) {_SOME}[\w-]{{1,25}}",
        r"(?:förder(?:ungs)?|zuwendungs|vertrags)?gegenst[aä]nde?",
        r"(?:förder(?:ungs)?|zuwendungs|programm)?(?:ziel|zweck|zielsetzung)(?:e|en)?",
        r"zuwendungszweck|förder(?:ungs)?zweck|verwendungszweck|fördertatbest[aä]nde?",
        r"(?:förder|zuwendungs)fähige? (?:maßnahmen?|vorhaben|projekte|ausgaben|kosten)",
        r"förderinhalte?|(?:geförderte|förderfähige) (?:maßnahmen|vorhaben|projekte|inhalte)",
        r"(?:ziel|gegenstand) und (?:gegenstand|ziel|zweck)",
        r"bereiche, die gefördert werden|das wird gefördert|gefördert werden|gefördert wird",
    ),
    Meaning.WHO: (
        rf"wer (?:wird|ist|kann|darf|können|sind|werden) (?!nicht\b){_SOME}"
        rf"(?:{_HELP}|antragsberechtigt|förderberechtigt|teilnahmeberechtigt|berechtigt|{_APPLY}|"
        r"teilnehmen|mitmachen|profitieren|erhalten|bekommen)(?: (?:werden|stellen|sein))?",
        _TO_WHOM,
        r"wen (?:fördern wir|wir fördern|fördert [\w -]{1,40})|das sind die antragsberechtigten",
        r"(?:antrags|förder(?:ungs)?|zuwendungs|teilnahme)berechtig(?:t|te|ter|ten|ung)"
        r"(?: (?:sind|ist|stellen|einrichtungen|personen|institutionen))?",
        rf"antragsteller{_PERSONS}|antragstellende|(?:zuwendungs|förder)nehmer{_PERSONS}",
        rf"(?:(?:zuwendungs|förder(?:mittel)?|leistungs|mittel)?empfänger{_PERSONS})"
        r"|förder(?:mittel)?empfangende|zuwendungsempfangende",
        r"(?:mögliche |potenzielle )?begünstigte",
    ),
    Meaning.CONDITIONS: (
        r"(?:(?:allgemeine|besondere|weitere|sonstige|rechtliche|spezielle|wesentliche|"
        r"formale|fachliche|inhaltliche) )?"
        r"(?:(?:förder(?:ungs)?|zuwendungs|bewilligungs|antrags|teilnahme)?voraussetzung(?:en)?|"
        r"(?:förder|zuwendungs|neben|teilnahme)?(?:bedingungen|bestimmungen|kriterien))",
        r"(?:unter )?welche[nr]? (?:voraussetzungen|bedingungen|anforderungen) [\w -]{2,60}",
        r"was (?:sind die|gilt als) voraussetzung(?:en)?|welche (?:voraussetzungen|bedingungen)",
        r"was (?:ist|muss ich|müssen sie|ist zu|gilt es zu|muss) (?:\w{1,15} ){0,3}"
        r"(?:beachten|beachtet werden|erfüllt sein)",
        r"förderausschl(?:uss|üsse)|ausschlusskriterien",
        r"(?:allgemeine|besondere|sonstige|weitere) (?:regelungen|hinweise und auflagen)|auflagen",
    ),
    Meaning.AMOUNT: (
        r"(?:art|umfang|form|höhe|dauer)(?:(?:,| und|, und|,? sowie)? ?(?:art|umfang|form|höhe))+",
        r"wie (?:wird|werden) (?:\w{1,15} ){0,3}(?:gefördert|unterstützt)|wie fördern wir",
        r"wie (?:hoch|viel) [\w -]{2,70}|wie hoch|in welcher höhe [\w -]{2,60}",
        r"was (?:bekommen|erhalten|bekomme|erhalte) (?:sie|ich|wir)(?: an förderung)?",
        r"(?:maximale |mögliche )?(?:förder(?:ungs)?|zuschuss|zuwendungs)?"
        r"(?:höhe|quoten?|sätze|satz|umfang|summe|betrag)",
        r"(?:maximale[rn]?|höchste[rn]?|höchstmögliche[rn]?) (?:zuschuss|zuwendung|förderung|"
        r"förder(?:summe|betrag|höhe|satz|quote))|(?:förder|zuschuss|zuwendungs)?höchst(?:betrag|satz|"
        r"summe)|höchst(?:förderung|zuschuss|zuwendung)|(?:zuschuss|zuwendungs)quote",
        r"(?:förder)?konditionen|finanzierungsart|finanzierungsform|bemessungsgrundlage",
    ),
    Meaning.DEADLINE: (
        r"(?:(?:antrags?|antragstellungs|bewerbungs|einreich(?:ungs|e)?|abgabe|vorlage|melde|"
        r"teilnahme|ausschluss|skizzen|förder)-?)?frist(?:en)?",
        r"fristen und termine|termine und fristen|fristende|deadline|bewerbungsende",
        r"(?:nächste[r]? |antrags|einreichungs)?stichtage?",
        r"(?:antrags|einreichungs?|einreich|bewerbungs|abgabe|vorlage)"
        r"(?:termine?|zeitraum|zeiträume|phase|fenster)",
        r"(?:antrags|bewerbungs|einsende|annahme|einreichungs|anmelde|abgabe|teilnahme)schluss",
        rf"(?:bis )?wann (?:kann|können|muss|müssen|ist|sind|darf|soll|sollen|endet) {_SOME}"
        rf"{_APPLY}(?: (?:gestellt|stellen|eingereicht|einreichen|möglich|werden|sein)){{0,2}}",
        r"frist(?:en)? (?:für|zur) (?:die |das )?[\w-]{3,30}(?: (?:von|der) [\w -]{3,40})?",
        r"(?:antragstellung|bewerbung|einreichung|antrag|anträge|skizzen?)"
        r"(?: möglich| einreichen| stellen)? bis",
    ),
    Meaning.PROCEDURE: (
        r"(?:antrags?|antragstellungs|förder|auswahl|bewilligungs|bewerbungs|vergabe|auszahlungs|"
        r"verwendungsnachweis|zuwendungs|entscheidungs|einreichungs)?-?verfahren",
        r"(?:ein|zwei|mehr)stufiges (?:antrags|auswahl|förder|bewerbungs)?verfahren",
        r"(?:verfahrens|antrags)(?:ablauf|weg)|ablauf|(?:online-?)?antragstellung|beantragung|"
        r"bewerbung|einreichung|vergabe- und auszahlungsverfahren",
        r"(?:antrags|anforderungs|auswahl|vergabe|entscheidungs|bewilligungs|auszahlungs)-",
        rf"(?:wie|wo|womit|bei wem) (?:kann|können|wird|werden|stelle|stellen|bewerbe|beantrage|"
        rf"beantragen|reiche|erfolgt|läuft|funktioniert|erhalte|bekomme) {_SOME}"
        r"(?:antrag|antragstellung|beantrag\w{0,3}|bewerben|bewerbung|einreichen|verfahren|"
        r"antragsverfahren|förderung|fördermittel|zuschuss|antrag stellen|antrag gestellt|ab|"
        r"sie|ich|mich|einreichung|gestellt)(?: (?:werden|ab|stellen|gestellt))?",
        r"(?:wie|wo|bei wem) (?:ist|sind) (?:(?:der|die|ein|mein) )?(?:förder|zuschuss)?"
        r"(?:antrag|anträge|skizzen?|bewerbung(?:en)?) (?:zu stellen|einzureichen|zu richten)",
        r"so (?:stellen|beantragen|bewerben|funktioniert|läuft) [\w -]{3,60}",
        r"vorlage(?: und (?:auswahl|entscheidung|prüfung)\w*)? (?:von |der |förmlicher |eines? )?"
        r"[\w -]{3,60}",
        r"(?:auswahl|bewertung|einreichung|prüfung|begutachtung) (?:von|der) "
        r"(?:projekt)?(?:skizzen|projekte|vorhaben|förderanträgen?|anträgen?|projektskizzen)",
        r"einschaltung eines projektträgers\b.{0,120}",
        r"(?:der|ihr) weg zu[rm] (?:\w{1,12} )?[\w-]{3,30}",
    ),
    Meaning.FUNDER: (
        rf"(?:förder(?:mittel)?|zuwendungs|mittel)geber{_PERSONS}|wer fördert|fördernde stelle|"
        r"zuwendungsgebende stelle|fördermittelgebende|fördergebende",
    ),
    Meaning.KIND: (
        r"förder(?:ungs)?art(?:en)?|art|förderinstrumente?|förderform(?:en)?|zuwendungsart(?:en)?",
    ),
    Meaning.TOPIC: (
        r"(?:förder)?(?:thema|themen)|(?:förder|themen)(?:bereich|feld)(?:e|er)?|"
        r"förderkategorien?|förderschwerpunkte?|schlagworte|schlagwörter|handlungsfeld(?:er)?",
    ),
    Meaning.REGION: (
        r"förder(?:gebiet|region|kulisse|ort)(?:e|en)?|gebietskulisse|wo wird gefördert|"
        r"räumlicher geltungsbereich|geltungsbereich|zielgebiet(?:e)?|region(?:en)?",
    ),
    Meaning.LEGAL: (
        r"(?:gesetzliche |rechtliche )?(?:rechts)?grundlagen?|"
        r"(?:förder)?richtlinien?|rechtlicher rahmen|"
        r"geltungsdauer|in-?kraft-?treten|außer-?kraft-?treten|laufzeit der (?:förder)?richtlinie|"
        r"schluss(?:bestimmung(?:en)?|vorschriften)|beihilferecht(?:liche [\w -]{3,40})?|"
        r"befristung|fundstelle|gültigkeit(?:sdauer)?|übergangs(?:bestimmung|vorschrift)(?:en)?",
    ),
    Meaning.CONTACT: (
        r"(?:(?:ihre?|unsere?|weitere|direkter|persönlicher?|fachliche[rn]?|zuständige[rn]?) )*"
        rf"(?:kontakt(?:e|daten|person(?:en)?|adressen?|stellen?|möglichkeiten|formular|"
        rf"informationen|aufnahme)?|ansprech(?:partner{_PERSONS}|person(?:en)?|punkt|stellen?))"
        r"(?: (?:bei|in|im|am|für|vor|zu|zum|zur) [\w .-]{2,60})?",
        r"(?:haben sie|sie haben|bei|noch) (?:noch )?(?:weitere )?fragen"
        r"(?: [\w -]{2,40})?|(?:weitere )?ausk[uü]nft(?:e)?(?: erteil(?:t|en))?",
        r"(?:so )?erreichen sie uns|so erreichen sie [\w -]{2,40}|wir beraten sie(?: gerne?)?|"
        r"wir sind für sie da|an wen kann ich mich wenden|wer hilft (?:mir )?weiter",
        r"(?:presse|bearbeiter|sachbearbeiter)(?:kontakt|in)?|anschrift|adresse|postanschrift|"
        r"telefon(?:nummer)?|tel|fax|telefax|e-?mail(?:-adresse)?|hotline|servicetelefon|"
        r"verantwortliche ansprechperson|"
        r"(?:further |your )?contacts?(?: (?:persons?|points?|details|information|us))?",
    ),
}
_AUDIENCE = _plain(_TO_WHOM)
_MEANINGS = {meaning: _plain("|".join(words)) for meaning, words in _WORDS.items()}
# Two that stand in one heading, and what its text is then.
_TOGETHER = {
    frozenset((Meaning.DEADLINE, Meaning.PROCEDURE)): Meaning.PROCEDURE,
    frozenset((Meaning.SUMMARY, Meaning.PURPOSE)): Meaning.PURPOSE,
    frozenset((Meaning.CONDITIONS, Meaning.WHO)): Meaning.WHO,
    frozenset((Meaning.KIND, Meaning.AMOUNT)): Meaning.AMOUNT,
    frozenset((Meaning.CONTACT, Meaning.FUNDER)): Meaning.CONTACT,
}

# "Wer wird nicht gefördert?" says who may not apply: a condition.
_DENIAL = re.compile(r"\b(?:nicht|keine?|ausgeschlossen|ausgenommen)\b")
_DENIED = re.compile(
    r"(?:(?:was|wer) (?:wird|werden|ist|sind|kann|können|darf) |welche )[\w -]{5,80}|"
    r"nicht (?:förderfähig|zuwendungsfähig|gefördert|antragsberechtigt|förderfähige?)\b[\w -]{0,40}"
)

# What stands under these is of other calls, of the site, or says again what the links say.
_NO_CONTENT = _plain(
    r"das könnte (?:sie|dich) (?:auch )?(?:noch )?interessieren|"
    r"(?:ähnliche|weitere|verwandte|andere|passende|aktuelle) (?:förder\w{0,20}|produkte|programme|"
    r"themen|artikel|meldungen|beiträge|nachrichten|ausschreibungen|aufrufe)|"
    r"(?:diese |die )?seite (?:teilen|drucken|empfehlen|weiterempfehlen)|teilen|drucken|"
    r"(?:seite )?teilen auf [\w ]{1,30}|social media|newsletter(?: \w{1,20}){0,3}|"
    r"(?:weiterführende |externe |interne |nützliche )?(?:links?|downloads?)|"
    r"(?:links|downloads?|dokumente|formulare) (?:und|zum|zur|&) [\w -]{3,30}|"
    r"zum (?:thema|download)|"
    r"mehr (?:zum thema|dazu)|service(?:menü|bereich|navigation)?|navigation|inhaltsverzeichnis|"
    r"(?:sie sind hier|brotkrumen\w{0,15}|inhalt|hauptinhalt|suche|sprache|cookie[\w -]{0,40})|"
    r"(?:nach oben|zum seitenanfang|footer|fußzeile|metanavigation|fußnoten?)|mediathek|video"
)
# Headings of text that is kept and that no reader of facts asks for.
_ORDINARY = _plain(
    r"(?:weitere|zusätzliche|nähere|allgemeine|wichtige) (?:informationen|hinweise|angaben)|"
    r"(?:wichtige[rn]? )?hinweise?|hintergrund|einleitung|präambel|anlagen?|beispiele?|"
    r"stand|status|datum|veröffentlicht(?: am)?|aktualisiert(?: am)?|"
    r"letzte (?:änderung|aktualisierung)|"
    r"häufige fragen(?: [\w ]{3,40})?|fragen und antworten|faqs?|bearbeitungsdauer|sprachen?|"
    r"(?:erforderliche |notwendige |benötigte )?(?:antrags)?unterlagen|projektträger|laufzeit|"
    r"(?:antrags)?formulare?(?: und [\w ]{3,30})?|merkbl[aä]tt(?:er)?|dokumente?|"
    r"bewilligungsbehörde|"
    r"kumulier\w{2,10}|publizität|evaluierung|erfolgskontrolle|verwendungsnachweis"
)


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Meaning | None:
    """Return what ``heading`` announces; ``None`` where its words do not surely say so.

    Of "Voraussetzungen und Rechtsgrundlage" the law is the lesser part. Other headings that name
    two things at once mean neither.
    """
    words = _words(heading)
    if not words:
        return None
    found = _meaning(words)
    if found is None:
        parts = _parts(words)
        found = _joined(parts) if len(parts) > 1 and None not in parts else None
    return found


@lru_cache(maxsize=4096)
def is_known(heading: str) -> bool:
    """Tell whether somebody knows where ``heading`` belongs, even where it names two things."""
    words = _words(heading)
    return (
        meaning_of(heading) is not None
        or is_no_content(heading)
        or bool(_ORDINARY.fullmatch(words))
        or (bool(words) and None not in _parts(words))
    )


@lru_cache(maxsize=4096)
def is_audience(heading: str) -> bool:
    """Tell whether ``heading`` announces to whom something is addressed, and not who may apply.

    "Zielgruppe" means the applicants of one programme and the pupils of a project in the next.
    """
    parts = [each for each in _AND.split(_words(heading)) if _meaning(each) is Meaning.WHO]
    return bool(parts) and all(map(_AUDIENCE.fullmatch, parts))


def is_no_content(heading: str) -> bool:
    """Tell whether what stands under ``heading`` is surely nothing of the call itself."""
    return bool(_NO_CONTENT.fullmatch(_words(heading)))


def number_of(heading: str) -> tuple[int, ...]:
    """Return the number before a heading, (7, 2) of "7.2 Vorlage"; () where there is none."""
    found = _NUMBER.match(_folded(heading[:40]))
    digits = found.group(1) if found else None
    return tuple(map(int, digits.split("."))) if digits else ()


def without_colon(label: str) -> str:
    """Return a label on one line without its colon."""
    return _BLANKS.sub(" ", label).strip().rstrip(":").rstrip()


def _folded(text: str) -> str:
    return _BLANKS.sub(" ", text.replace("\u00ad", "")).strip().lower().replace("ß", "ss")


@lru_cache(maxsize=4096)
def _words(heading: str) -> str:
    """Return a heading's bare words; "" of one that is too long to be one."""
    if len(heading) > 2 * LONGEST_HEADING:
        return ""
    words = _NUMBER.sub("", _folded(heading), count=1).strip(' :?!.…*„“"»«–-')
    if len(words) > LONGEST_HEADING:
        return ""
    return (_ENDING.sub("", words) or words).rstrip(" ,")


def _meaning(words: str) -> Meaning | None:
    if _DENIAL.search(words):
        return Meaning.CONDITIONS if _DENIED.fullmatch(words) else None
    return next((each for each, known in _MEANINGS.items() if known.fullmatch(words)), None)


def _parts(words: str) -> list[Meaning | None]:
    return [_meaning(_ENDING.sub("", part) or part) for part in _AND.split(words) if part.strip()]


def _joined(parts: Iterable[Meaning | None]) -> Meaning | None:
    found = {part for part in parts if part is not None}
    if len(found) > 1:
        found.discard(Meaning.LEGAL)
    return found.pop() if len(found) == 1 else _TOGETHER.get(frozenset(found))
