"""Words that give a day another role than the end of applying, as data.

A role has nouns, which count before the day ("Der Verwendungsnachweis ist bis zum …"), and
predicates, which count behind it ("… außer Kraft", "… umzusetzen"). To add one, add a row. What is
prolonged ("verlängert") may be a deadline, too; that is for ``prolonged``.

| role | example |
|---|---|
| payment | Der Auszahlungsantrag ist bis zum 15. Mai zu stellen. |
| proof | Der Verwendungsnachweis ist bis zum 31. März vorzulegen. |
| validity | Die Richtlinie ist bis zum 31.12.2027 befristet. |
| project | Beantragte Vorhaben sind bis zum 30. Juni 2028 abzuschließen. |
| other request | Änderungsanträge sind bis zum 1. Oktober zu stellen. |
| event | Zum Webinar melden Sie sich bis zum 1. Juni 2027 an. |
| transition | Bis zum 31.12.2026 gestellte Anträge werden nach altem Recht entschieden. |
| office | Die Regierungen legen die Anträge dem Ministerium bis zum 31. März vor. |
| not ready | Der Antrag muss bis zum 31. Dezember bewilligungsreif sein. |
| interruption | Anträge können bis zum 30. November nicht gestellt werden. |
| reference | Maßgebend ist die Einwohnerzahl zum Stichtag 30. Juni. |
"""

from __future__ import annotations

import re
from typing import Final

from scout.reading.sentences import Sentence

_I: Final = re.IGNORECASE

# Role: (nouns before the day, predicates behind it).
_ROLES: Final = {
    "payment": (
        r"auszahl|ausgezahlt|auszuzahl|zahlungsantr|zahlungsanford|abschlag|mittela[bn]|"
        r"mittelverwend|erstattungsantr|rückzahl|abrechn|rechnung|fällig|teilbetr|\braten?\b|"
        r"zinstermin|abruf(?!bar)",
        r"auszahl|ausgezahlt|auszuzahl|abzurufen|abgerufen|abzurechnen|abgerechnet|fällig|"
        r"zurückzuzahlen|gezahlt|zu zahlen",
    ),
    "proof": (
        r"verwendungsnachw|verwendungsbest|sachbericht|zwischennachw|schlussnachw|bericht\b|"
        r"(?<!und )(?<!mit )(?<!mit dem )\bnachweis(?:e|es)?\b|berichte\b|berichten\b|evalu|"
        r"erfolgskontrolle|dokumentation|belege\b",
        r"verwendungsnachw|sachbericht|zwischenbericht|schlussbericht|berichten\b|bericht\b|"
        r"nachzuweisen|nachgewiesen",
    ),
    "validity": (
        r"außer kraft|außerkraft|geltungsdauer|(?<!un)befristet|gültig|laufzeit\b|gilt bis|"
        r"gelten bis|anzuwenden",
        r"außer kraft|außerkraft|in kraft\b|(?<!un)befristet|gültig\b|anzuwenden",
    ),
    "project": (
        r"durchführungszeitraum|projektende|projektlaufzeit|vorhabensende|abschluss der|"
        r"abgeschlossen|durchgeführt|\bfertig|umgesetzt|umzusetzen|inbetrieb|verausgab|"
        r"endet die förder|zeitraum\b.{0,60}\bend|(?:maximal|höchstens) \w{1,9} anträge",
        r"abzuschließen|abgeschlossen|durchgeführt|durchzuführen|\bfertig|umgesetzt|umzusetzen|"
        r"realisiert|beendet|beginnen\b|begonnen|zu beginnen|verausgab|stattfind|\balt\b|endet\b|"
        r"(?:maximal|höchstens) \w{1,9} anträge|weiterführen\b|weitergeführt|fortsetzen|\blaufen\b|"
        r"gefördert w|förderfähig|angegeben|zugelassen|in betrieb\b|eingeleitet|beschafft|"
        r"errichtet",
    ),
    "other request": (
        r"änderungsantr|änderungen|übertragung (?:der|von)\b.{0,20}mittel|umschichtung|umwidmung|"
        r"anpassung(?:en)? (?:des|der) (?:finanz|kosten|ausgaben|zuwendung|bewilligung)|"
        r"\bfragen\b|rückfragen|"
        r"antr[aä]ge? auf (?:genehmigung|verlängerung|zustimmung|erstattung|änderung|umwidmung)|"
        r"änderungsanzeig|widerspruch|widerruf|klage\b|bauantrag|"
        r"bauanzeige|nachreich|konkretisier|kofinanzierungs|verlängerungsantr",
        r"nachreich|nachgereicht|nachzureichen|konkretisier|mitzuteilen|mitgeteilt|anzuzeigen|"
        r"angezeigt|zurückgezogen|zurückzuziehen",
    ),
    "office": (
        r"bewilligungsschluss|\bdie bewilligung\b|^\W{0,3}bewilligungen\b|weiterleit|"
        r"leite[nt]\b.{0,60}\bweiter|prioritätenliste|"
        r"vorschlagsliste|rangliste|übersicht|kontostände|entscheidung|entscheidet|"
        r"(?<!ab )(?<!der )(?<!dieser )veröffentlichung|wird veröffentlicht|"
        r"zuständige[nr]? projektträger",
        r"zur (?:genehmigung|zustimmung)|zu bewilligen|bewilligt w|entscheid|entschied|weiterleit|"
        r"weiterzuleiten|weitergeleitet|veröffentlich|^ ?zuständigen? |übersicht|bekanntgegeben|"
        r"^ ?nicht (?:ausgewählt|berücksichtigt|bewilligt)",
    ),
    # By when an application must be decided or could be, not by when it must be handed in.
    "not ready": (
        r"\b(?:die|der|zur) bewilligungsreife\b(?! (?:\w*antr|\w*vorhaben|\w*projekt|\w*maßnahm))",
        r"\A ?(?:\w+ ){0,3}(?<!und )(?:bewilligungs|entscheidungs)reif (?:sein|vorbereitet|gemacht|"
        r"werden)|\A ?(?:bewilligt|beschieden) (?:sein|werden|worden)",
    ),
    "reference": (
        r"zum beispiel|beispielsweise|z\. ?b\.|einwohner|bevölkerung|statisti|stand vom|\bstand:|"
        r"in der fassung|bekanntmachung vom|"
        r"bgbl|\babl\.|gvbl|gv\. nrw|\bmbl|banz|verordnung|abgerufen am|alter von|geboren|"
        r"personal(?:stand|bestand)|schuljahr beginn",
        r"einwohner|bevölkerung|statisti|vollendet|geboren|\(bgbl",
    ),
}
OTHER_NOUN: Final = re.compile("|".join(nouns for nouns, _ in _ROLES.values()), _I)
OTHER_PREDICATE: Final = re.compile("|".join(behind for _, behind in _ROLES.values()), _I)
# What one does with an application in a portal is no end of a project.
NO_PROJECT: Final = re.compile(r"bearbeitet und abgeschlossen", _I)

# Headings that speak of another matter, unless they name applying, too.
OTHER_HEADING: Final = re.compile(
    r"nachweis|auszahl|\bzahlung|mittelab|mittelanf|abruf|geltung|in ?kraft|laufzeit|befrist|"
    r"gültigkeit|bericht|evaluier|erfolgskontrolle|widerspruch|abrechnung|weiterleitung|übersicht",
    _I,
)

# "Anträge für den Bewilligungszeitraum vom … bis …": when the project runs.
OTHER_SPAN: Final = re.compile(
    r"(?:bewilligungs|durchführungs|förder|projekt|vorhabens|leistungs|maßnahmen?|abrechnungs)-?"
    r"(?:zeitr[aä]um\w{0,2}|laufzeit(?:en)?)\b[ :(]{0,3}(?:\w{1,12} ){0,2}$",
    _I,
)
# "Zum Aufruf findet ein Webinar statt, Anmeldung bis …": when one may ask or listen.
_EVENT: Final = re.compile(
    r"(?:info(?:rmations)?-?(?:veranstaltung|termin|tag\b)|auftaktveranstaltung|webinar|"
    r"sprechstunde|online-?seminar|schulung|preisverleihung)",
    _I,
)

_OFFICE: Final = (
    r"(?:regierungen|regierungspräsidi|bezirksregierung|regierung von|bewilligungsbehörde|"
    r"kommunalaufsicht|senatsverwaltung|staatskanzlei|prüfstelle|fachbehörde|landesbehörde|"
    r"bewilligungsstelle|landesverwaltungsamt|landesamt|landesjugend|ministeri|landesdirektion|"
    r"aufsichtsbeh|kreisverwaltung|landratsamt|landratsämter|dachverb|spitzenverb|verband\b|"
    r"verbände\b|mitgliedstaat|kommission|länder\b|hausbank)"
)
# An authority that hands files on: "Die Regierungen legen … vor", "sind von der Bezirksregierung".
FORWARDS: Final = re.compile(
    rf"^(?:[\d.]{{1,8}} )?(?:\([0-9]{{1,2}}\) )?(?:die|der|das|diese[rs]?)\b.{{0,30}}?{_OFFICE}\w*"
    r"[^.;:]{0,40}?\b(?:leg(?:t|en)|leite[nt]|übersend\w{1,2}|übermittel\w{1,2}|melde[nt]|"
    r"teil[et]n?|veröffentlich\w{1,2}|trifft|treffen|prüf(?:t|en)|informier\w{1,2}|geb(?:en|t)|"
    r"senden?t?|erstell(?:en|t))\b|"
    rf"\b(?:leg(?:t|en)|übersende[nt]|übermittel[nt]|leite[nt]|melde[nt]) "
    rf"(?:die|das) (?:zuständigen? |jeweiligen? )?{_OFFICE}|"
    r"\bvon diesen\b|"
    rf"\b(?:von|durch) (?:der|den|die|dem|das) (?:zuständigen? |jeweiligen? )?{_OFFICE}",
    _I,
)

_CONDITION: Final = re.compile(
    r"(?:,\s?|\b)(?:die|der|das|denen|deren|welche|für die|soweit|sofern|wenn|"
    r"falls)\b[^,;]{0,160}$",
    _I,
)
_DONE: Final = re.compile(
    r"[^,;]{0,120}?\b(?:gestellt|eingereicht|eingegangen|beantragt|bewilligt|vorgelegt|erfolgt|"
    r"abgeschlossen|begonnen)\w*\s(?:wurden?|worden|ist|sind|war|waren|hat|haben|hatten)\b",
    _I,
)
# "Schulen, die bis zum 1.8.2026 den Betrieb aufgenommen haben, …": whom a call is for.
_CLAUSE: Final = re.compile(
    r",\s?(?:für )?(?:die|der|das|denen|deren|welche|soweit|sofern|wenn|falls)\b[^,;]{0,120}$", _I
)
_PERFECT: Final = re.compile(
    r"[^,;]{0,120}?(?:t|en) (?:haben|hat|hatten?|sind|ist|waren?|worden|wurden?)[ .]{0,3}(?:,|;|$)",
    _I,
)
# "Bis zum 31.12.2024 gestellte Anträge werden nach bisherigem Recht entschieden."
_FORMERLY: Final = re.compile(
    r"(?: \w{1,20}){0,4}? (?:gestellt|eingereicht|eingegangen|beantragt|bewilligt|"
    r"vorliegend)e[nr]?\b",
    _I,
)
_TRANSITION: Final = re.compile(
    r"bisherige|vorgänger|übergang|alte[mnrs]? (?:recht|richtlinie|fassung|regelung)|"
    r"\b(?:gilt|gelten|finde[nt]|werden nach|sind nach)\b.{0,60}\b(?:richtlinien?|fassung|"
    r"bestimmungen|regelungen|vorschriften|recht)\b",
    _I,
)


# "… derzeit nicht möglich, da das Portal gewartet wird": it goes on when the work is done.
_INTERRUPTION: Final = re.compile(
    r"\bwartung|gewartet\b|\bstörung|technische[nr]? (?:problem|schwierigk|gründe)|serverumzug|"
    r"umstellung (?:des|der|unseres) \w*(?:portal|system|plattform|software|verfahren)|"
    r"(?:portal|system|plattform)\b[^.;]{0,60}(?:umgestellt\b|nicht erreichbar)",
    _I,
)
_NO_MORE: Final = re.compile(r"\bmehr\b", _I)


_WORKS_UNTIL: Final = re.compile(
    r"\bwartung\w{0,8}(?: \w+){0,3} bis\b|\bwartungsfenster|\bunterbrech", _I
)
# What stands behind the day, up to a word that begins something new.
_NOT_UNTIL: Final = re.compile(
    r"(?: (?!und\b|oder\b|sowie\b|danach\b|per\b)[\w-]+){0,12}? "
    r"(?:nicht (?:gestellt|eingereicht|möglich|erreichbar|verfügbar|beantragt|angenommen|"
    r"entgegengenommen|zur Verfügung)(?: werden| stehen| steht| sein| ist)?"
    r"\W{0,3}(?:\Z|,|da |weil )|"
    r"keine (?:neuen |weiteren )?(?:\w{0,10}anträge|\w{0,10}skizzen|bewerbungen) (?:gestellt|"
    r"eingereicht|angenommen|entgegengenommen|möglich)|"
    r"(?:gewartet|umgestellt|offline|geschlossen|gesperrt|abgeschaltet|außer betrieb)\b)",
    _I,
)
# "Das Portal wird am 31.03.2027 geschlossen" ends applying on that day.
_UP_TO: Final = re.compile(
    r"\bbis(?: (?:zum|einschließlich|voraussichtlich|mindestens)){0,3} ?\Z", _I
)
_DESCRIBING: Final = re.compile(r",\s(?:die|der|das|welche|soweit|sofern|wenn|falls)\b[^,;]*\Z", _I)


def is_shut_until(before: str, after: str) -> bool:
    """Tell whether a day is one up to which one can not apply."""
    if not _UP_TO.search(before[-60:]) or _DESCRIBING.search(before):
        return False
    return bool(_WORKS_UNTIL.search(before) or _NOT_UNTIL.match(after))


def is_interrupted(text: str) -> bool:
    """Tell whether a sentence says that works on a portal keep one from applying for a while."""
    return _INTERRUPTION.search(text) is not None and not _NO_MORE.search(text)


def is_event(text: str) -> bool:
    """Tell whether a day is one until when, or on which, one may come and listen."""
    return ("nmeld" in text or "elden Sie sich" in text) and bool(_EVENT.search(text))


def is_of_the_past(sentence: Sentence, before: str, after: str) -> bool:
    """Tell whether a day only parts old applications from new ones."""
    if _CONDITION.search(before) and _DONE.match(after):
        return True
    if _CLAUSE.search(before) and _PERFECT.match(after):
        return True
    return bool(_FORMERLY.match(after)) and bool(
        _TRANSITION.search(f"{sentence.heading.rpartition(' / ')[2]} {sentence.plain}")
    )
