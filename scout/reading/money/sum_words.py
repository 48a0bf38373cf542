"""The words by which ``sums`` tells what a sum says.

"before" patterns look at the words in front of a sum, "after" patterns at those behind it. Gaps are
bounded, so that each runs in linear time.
"""

from __future__ import annotations

import re

from scout.reading.money.rate_words import BODIES

_I = re.IGNORECASE

GRANT = re.compile(
    r"(?:zuschuss|zuschüsse|zuwendung|förderung|beihilfe|zuweisung|prämie|stipendi|preisgeld|bonus"
    r"|finanzhilfe|festbetrag|festbetragsfinanzierung)(?:\w{0,3})\b|förder(?:summe|betrag|höhe"
    r"|höchst|obergrenze|mittel|volumen)"
    r"|zuwendungs(?:betrag|summe|höhe|höchst)|zuschuss(?:betrag|höhe|höchst)|\bgefördert\b"
    r"|bezuschusst|\bbeteiligt sich|\b(?:sie erhalten|erhalten sie)\b"
    r"|\b(?:land|bund|freistaat) (?:gewährt|zahlt)|\bunterstütz(?:t|en) (?:sie|wir)"
    r"|(?:anteil|fehlbedarf|festbetrag)s?finanzierung|landesmittel|bewilligungsvolumen|\bgrant",
    _I,
)
# "Jedes Team erhält bis zu 300.000 Euro": what somebody who applies gets is a grant.
_GETS = r"(?:erhält|erhalten|bekommt|bekommen)"
_WHO = (
    r"(?:\w{0,20}teams?|\w{0,20}verb[uü]nde?|konsorti(?:um|en)|kommunen?|gemeinden?|st[aä]dte?"
    r"|(?:land)?kreise?|vorhaben|\w{0,20}projekte?|vereine?|zuwendungsempf\w{2,12})"
)
_AT_MOST = (
    r"(?: (?:in der regel|jeweils|maximal|höchstens|je|bis|zu|eine förderung von|einmalig)){1,5}"
)
_GROUPS = r"(?:\w{0,20}verbünde|konsortien|kommunen|gemeinden|städte|(?:land)?kreise|vereine)"
RECEIVES = re.compile(
    rf"\b{_WHO} (?:(?:in|aus|mit|der|im) [^,;:.%\d]{{2,40}} )?{_GETS}{_AT_MOST} $"
    rf"|\b{_GETS} (?:[\w-]{{2,15}} ){{0,4}}{_WHO}{_AT_MOST}"
    rf"(?: [\d.]{{1,11}}(?:,\d)? ?(?:Euro|EUR|€|Mio\.|Millionen)[^;:.%]{{0,60}})? ?$"
    rf"|\b{_WHO} {_GETS} [^;:%]{{3,60}}, (?:\w{{2,20}} )?{_GROUPS}{_AT_MOST} $"
    rf"|\bjede[rs]? {_WHO} (?:{_GETS}|wird mit){_AT_MOST} $",
    _I,
)
# Whom it names: "Einzelne Kommunen erhalten …, Verbünde höchstens …".
RECEIVERS = re.compile(
    rf"(?:^|[,.] |\bund )((?:(?!jede|alle|die|der)[a-zäöü]{{3,20}} )?{_GROUPS})"
    rf"(?: {_GETS})?{_AT_MOST} $",
    _I,
)
COSTS = re.compile(
    r"(?:zuwendungs|förder|förderungs|beihilfe)fähig\w* (?:\w+ ){0,3}?\w*(?:aufwend|invest)"
    r"|gesamt(?:ausgaben|kosten|projektkosten|volumen|investition)|projektvolumen"
    r"|investitionsvolumen"
    r"|finanzvolumen|kostenvolumen|herstellungskosten|baukosten|projektkosten|bemessungsgrundlage"
    r"|\b\w{0,30}(?:ausgaben|kosten)\b",
    _I,
)
# "90 Prozent der zuwendungsfähigen Ausgaben": the costs are the base of a rate, not capped.
BASE = re.compile(
    r"^ ?(?:der|ihrer) [^,;]{0,60}(?:ausgaben|kosten)\b|"
    r"(?:prozent|%|v\. ?h\.|vom hundert|drittel|hälfte|viertel|\d/\d)[^,;]{0,125}?"
    r"(?:ausgaben|kosten|aufwendungen|defizits?|bemessungsgrundlage)\b",
    _I,
)
CAP = re.compile(
    r"(?:\bhöchstens|\bmaximal(?:e[rn]?)?|\bmax\.|\bbis zu|\bbis maximal|\bbis"
    r"|höchst\w{0,6}(?:betrag|summe|grenze|satz|förderung|zuschuss|zuwendung)\w{0,3}|obergrenze"
    r"|\bbegrenzt"
    r"|gedeckelt|beschränkt|\bmaximum|nicht mehr als|\bup to|\bat most|\bbetween|not exceed"
    r"|\bzwischen)[^,;:]{0,60}$"
    r"|(?:höchst(?:betrag|summe|grenze|förder|zuschuss|zuwendung)|obergrenze|maximal)"
    r"[^,;:]{0,60}: ?$",
    _I,
)
CAP_AFTER = re.compile(
    r"^[^,;:]{0,70}\b(?:nicht (?:übersteig|überschr)|begrenzt|gedeckelt|limitiert|beschränkt"
    r"|als höchst)",
    _I,
)
# "begrenzt auf 150.000 Euro je Partner und 600.000 Euro je Verbund": the cap of both.
AND_CAP = re.compile(
    r"(?:\bhöchstens|\bmaximal|\bmax\.|\bbis zu|\bbegrenzt|betrag|grenze|summe"
    r"|förderung)[^,;:\d]{0,60}"
    r"[\d. ]{3,12}(?: ?(?:euro|eur|€|mio\.|millionen)){0,2}[^,;:\d]{0,60}"
    r"(?:\b(?:und|bzw\.|sowie|oder) (?:(?:für|bei|auf|von) [^,;:\d]{0,50})?|, (?:für"
    r"|bei) [^,;:\d]{0,50})$",
    _I,
)
# "Die maximalen Zuwendungen betragen: Planung 50.000 Euro, Bau 500.000 Euro."
CAP_LIST = re.compile(
    r"(?:höchst|maximal)\w* ?\w*(?:zuwendung|förder|zuschuss|zuschüsse|betr)[^,;:]{0,40}: "
    r"[^;:]{0,120}$",
    _I,
)
AND = re.compile(r"(?:\b(?:und|bzw\.|sowie|oder)|, (?:für|bei)) [^,;:\d]{0,54}$")
# What the sum before is paid for is no word of this one.
PASSED = re.compile(r"^ (?:je|pro) [^,;\d]{1,40}?\b(?:und|bzw\.|sowie|oder)\b", _I)
OF_YEARS = re.compile(
    r"\binsgesamt\b|\b(?:über|in|für|innerhalb von) (?:zwei|drei|vier|fünf|\d) jahren?\b"
    r"|gesamt(?:förder|laufzeit|e[nr]? (?:laufzeit|förderzeitraum))",
    _I,
)
FIXED = re.compile(
    r"(?:(?:höhe (?:des|der) )?\w{0,12}(?:zuschusse?s?|zuwendung|förderung|förderbetrag|fördersumme"
    r"|förderhöhe|zuwendungshöhe|festbetrag):|^[\d. ]{0,8}sie beträgt"
    r"|höhe (?:des|der|ihre[sr]) \w{0,20}(?:zuschuss|zuwendung|förderung|prämie|bonus)\w{0,3}"
    r" beträgt|beträgt (?:er|sie|der zuschuss|die (?:förderung|zuwendung|prämie))|(?:\beine "
    r"|festbetrags)förderung (?:in höhe )?von|(?:zuschuss|zuwendung|prämie|bonus|stipendium"
    r"|preisgeld|festbetrag)\w{0,3}\b"
    r"[^,;:]{0,80}\b(?:beträgt|von|in höhe von|sind)|\bdotiert)"
    r"(?: (?:einmalig|pauschal|jeweils|jährlich|für|mit|insgesamt)){0,3}:? ?$",
    _I,
)
PER = r"(?:\bje(?! nach\b| zur\b| eine?[rnm]?\b)|\bpro|\bfür jede[nrs]?|\bper|\bje weitere[nrs]?)"
# What a sum may be paid for and still be the whole grant of one project or applicant in a year.
WHOLE = (
    r"(?:(?:(?!und |im |in )\w{1,30}[- ]){0,2}?(?:\w*vorhaben|\w*projekt\w{0,2}|project|\w*maßnahme"
    r"|(?:förder)?antrag|antragst\w+|\w*zuwendungsempf\w+|(?:zuschuss|förder|letzt)empf\w+"
    r"|begünstigte\w*|\w*jahr"
    r"|kreditn\w+|darlehensn\w+|organisation|träger\w*|verein|verband|unternehmen|kommune"
    r"|gemeinde|stadt|landkreis|kreis"
    r"|gebietskörperschaft|förderfall|einzelfall|\w*netzwerk\w*|\w{0,12}verbund\w*|konsortium"
    r"|\w*gruppe"
    r"|institution|einrichtung|partnerschaft|kammer|\w*gebiet|hochschule|schule"
    r"|\w{0,12}partner\w*|bewilligung\w*|zuwendung|förderung|bewerbung|dorf|preisträger\w*"
    r"|bundesland)\b)"
)
UNIT = re.compile(rf"{PER} (?!{WHOLE})\w", _I)
PER_WHOLE = re.compile(rf"{PER} {WHOLE}", _I)
# "Je Region stehen … bereit" is what each gets, not what all do.
FOR_EACH = re.compile(r"\b(?:je|pro) (?:\w{2,30} ){1,3}(?:stehen|steht)\b", _I)
UNIT_AFTER = re.compile(
    rf"^ ?/ ?(?!{WHOLE})\w|^ für eine?n? \w{{0,20}}(?:rad|fahrzeug|gerät|säule|anlage|raum"
    rf"|person)\b",
    _I,
)
UNIT_WORDS = re.compile(
    r"\b(?:im|und) monat\b|monatlich|vollzeit|\bstelle|personalstelle|quadratmeter|\bm²|\bqm\b"
    r"|stunde|teilnehm|platz\b|plätze"
    r"|\btag\b|tages|kilometer|hektar|wohnung|wohneinheit|fachkraft|\bkopf|schüler"
    r"|übernachtung|fahrzeug",
    _I,
)
POSITION = re.compile(
    r"pauschale[nr]?\b|pauschalbetr|pauschalsa|(?:sach|personal|honorar|reise|verwaltungs|miet"
    r"|coaching|fahrt|neben|betreuungs|technik)"
    r"\w{0,14}(?:ausgaben|kosten|mittel)|\bfür (?:das |ihr |zusätzliches )?personal\b"
    r"|coaching|sockelbetrag|aufwandsentschädigung|zuschlag"
    r"|zusätzlich",
    _I,
)
NO_GRANT = re.compile(
    r"de-minimis|steuerjahr|AGVO|transparenz|beihilfeintensität|schwellenwert|auftragswert|vergabe"
    r"|verwendungsnachweis|auszahl|(?<!nicht )ausgezahlt|zinsen|gebühr|entgelt|provision|rückforder"
    r"|erstattungsbetrag|umsatz|bilanzsumme|einkommen|eigenmittel|eigenanteil"
    r"|einzelmaximalbetr|notifizier|anmelde|bonität|anschaffungswert|wirtschaftsgüter"
    r"|zuwendungsbescheid|gemäß dem bescheid|haftpflicht|^ (?:\w{1,20} ){0,2}investieren"
    r"|barzahlung|teilbetrag|abschlag|\braten?\b|tilgungs(?:nachl|zusch)",
    _I,
)
# Words that often name what a programme is about, and only near a sum speak of other money.
TOPIC = re.compile(
    r"ehrenamt|bürgerschaftlich|vermögen|gegenständ|versicherung|spende|rücklage", _I
)
LAW_HEADING = re.compile(r"AGVO|De-minimis|Beihilfe|Vergabe|Verwendungsnachweis|Auszahlung|Zahlung")
# "Bei Zuwendungen bis zu 50.000 Euro wird …": a threshold, whatever follows.
PROCEDURE = re.compile(
    r"\b(?:bei|von|für|wenn|soweit|sofern|falls|ab) "
    r"(?:(?!kann|könn|wird|werden|beträgt|erh|darf|dürfen)\w{1,30} ){0,5}?\w{0,30}"
    r"(?:zuwendung|förderung|zuschuss|fördersumme|projekt|antr[aä]g|höhe|vorhaben|betr[aä]g|volumen"
    r"|maßnahme)\w{0,4} (?:(?!kann|könn|beträgt|darf|dürfen)\w{1,30} ){0,3}?(?:bis|unter|ab"
    r"|(?:von )?(?:über|mehr als|bis zu)"
    r"|zwischen|zwischen [\d.]{3,9}(?: euro| eur| €)? und"
    r"|in höhe von(?: bis zu)?)(?: zu)?(?: einem? \w{1,30} von)? $",
    _I,
)
MORE_THAN = re.compile(
    r"\b(?:über|ab|(?<!nicht )mehr als|unter) $|\bab (?:einer|einem|dem)\b[^,]{0,40}$|\b(?:wenn"
    r"|sofern|falls)\b[^,]{0,80}$",
    _I,
)
WORD = re.compile(r"[^\W\d]{2}")
FROM_ON = re.compile(
    r"\bab (?:einer|einem) (?:\w{1,30} )?(?:zuwendung|zuschuss|förder|höhe|betrag)\w{0,12}"
    r" (?:in höhe )?(?:von )?(?:mindestens )?$",
    _I,
)
PAID = re.compile(r"\b(?:bewilligt|gewährt|gefördert)\b", _I)
EXCEPTION = re.compile(r"ausnahm|einzelf[aä]ll|besonders begründet", _I)
LOAN = re.compile(r"darlehen|kredit|bürgschaft|garantie|finanzierungsbetrag", _I)
LEAST = re.compile(
    r"bagatell(?:grenze|betrag)|mindest(?:betrag|fördersumme|zuwendung|förder|höhe|zuschuss|summe)"
    r"|\bmindestbetr",
    _I,
)
LEAST_AFTER = re.compile(
    r"^[^,;:]{0,60}\b(?:nicht (?:bewilligt|gewährt|gefördert|berücksichtigt|möglich|zulässig"
    r"|ausgereicht"
    r"|ausgezahlt|in betracht)|ausgeschlossen|abgelehnt|unterschreite)"
    r"|^[^;:]{0,70},? (?:entfällt|unterbleibt) |^[^;:]{0,90}\babgesehen\b"
    r"|^[^;:]{0,70}, (?:ist|wird|erfolgt|werden) (?:der antrag |keine |eine |\w{1,20} )?"
    r"(?:abzulehnen|abgelehnt|förderung|zuwendung|bewilligung|nicht (?:bewilligt|gewährt"
    r"|gefördert))",
    _I,
)
EXCEEDS = re.compile(r"^ (?:erreich|übersteig|überschreit)", _I)
IF = re.compile(r"\b(?:wenn|sofern|soweit) (?:\w{1,30} ){1,7}$", _I)
AT_LEAST = re.compile(
    r"\b(?:mindestens|wenigstens|(?<!nicht )mehr als|höher sein als|über)(?: jedoch| aber)? $", _I
)
REACHED = re.compile(
    r"^[^,;:]{0,50}\b(?:beträgt|betragen|erreich|übersteig|überschreit|erhalten|liegt|liegen)"
    r"|^, ",
    _I,
)
ONLY = re.compile(
    r"\b(?:nur|erst)\b.{0,90}\b(?:bewilligt|gewährt|gefördert|möglich|zulässig|wenn|sofern|soweit)"
    r"|\b(?:muss|müssen|soll)\b",
    _I,
)
LESS = re.compile(
    r"\b(?:unter|weniger als|von weniger als|unterhalb von) $"
    r"|\b(?:wenn|sofern|falls) [^,;]{0,80}nicht mehr als $",
    _I,
)
LIMIT = re.compile(r"untergrenze[^,;:()]{0,60}:? $", _I)
LIMIT_AFTER = re.compile(
    r"^[^,;:]{0,30}\((?:bagatell|unter)grenze|^ (?:\w{1,20} ){0,3}nicht unterschr", _I
)
# The second of "unter 2.500 Euro, bei Kommunen unter 12.500 Euro werden nicht gefördert".
SECOND = re.compile(
    r"(?:\bunter|weniger als|mehr als|mindestens|mindest\w{1,20}|bagatell\w{1,10})[^,;\d]{0,60}"
    r"(?:eur |€ ?)?[\d.]{3,12}(?: ?(?:euro|eur|€))?[^;.\d]{0,70}$",
    _I,
)
NOT_FUNDED = re.compile(r"nicht (?:gefördert|bewilligt|gewährt)|ausgeschlossen|ausgenommen", _I)
REFUSED = re.compile(r"nicht (?:bewilligt|gewährt|gefördert|berücksichtigt|möglich|zulässig)", _I)
# A grant of one height for each: "in Höhe von 10.000 Euro je Schule und Schuljahr gewährt".
GIVEN = re.compile(r"^[^,;:]{0,60}\b(?:gewährt|bewilligt|gezahlt)\b", _I)
AND_LESS = re.compile(r"^ (?:und|oder) (?:weniger|mehr|darunter|darüber)", _I)
LEAD_CAP = re.compile(r"(?:maximal|höchst|bis zu|begrenzt)[^.;]{0,100}$", _I)
LEAD_FIXED = re.compile(
    r"höhe (?:des|der|ihre[sr]) \w{0,20}(?:zuschuss|zuwendung|förderung)[^.;]{0,90}$"
    r"|festbetr\w+:? ?$|(?:zuschuss|zuwendung|förderung)\w{0,3} beträgt:? ?$",
    _I,
)
LISTED = re.compile(r"^(?:der|ihrer|jeweils|jedoch|höchstens|maximal|max\.) ", _I)
IT_IS = re.compile(r"\bbeträgt (?:er|sie) ", _I)
REFUSED_FIRST = re.compile(r"^\W*nicht (?:gefördert|bewilligt|gewährt)", _I)
FROM = re.compile(r"\b(?:zwischen|between|von) $", _I)
TO = re.compile(r"\s?(?:und|and|bis|–|-)(?: zu| maximal)? ?")
TO_ONLY = re.compile(r" (?:bis|–|-)(?: zu| maximal| höchstens)? ")
AT_LEAST_TO = re.compile(r" (?:und|bis)(?: zu)? (?:maximal|höchstens|max\.)(?: jedoch| aber)? ?")
OTHERS = re.compile(r"ander|sonstig|übrig|privat|verein|frei", _I)
SHARE = re.compile(r"%|Prozent|v\. ?H\.|vom Hundert")
BUDGET = re.compile(
    r"\bstehen\b[^;:]{0,160}$|gesamtbudget|programmvolumen|mittelvolumen|haushaltsmittel|\bbudget"
    r"|fördertopf|mitteln? in höhe von|indicative budget",
    _I,
)
BUDGET_AFTER = re.compile(r"^[^;:]{0,120}\b(?:zur verfügung|bereit(?:gestellt)?\b|available)", _I)
YEARLY = re.compile(
    r"\bjährliche[nrms]?\b|\b(?:jährlich|pro|je|im|ein) (?:\w{0,12}jahr)\b|\bjährlich"
    r"|und \w{0,9}jahr\b|pro jahr",
    _I,
)
MUNICIPAL = re.compile(BODIES, _I)
OF_COSTS_AFTER = re.compile(r"(?:zuwendungs|förder)fähig|\banerkannt", _I)
BUDGET_NAMED = re.compile(r"gesamtbudget|programmvolumen|indicative budget", _I)
HEIGHT_HEADING = re.compile(r"höhe|umfang|förder|bemessung|finanzierung|maximale|höchst", _I)
IT = re.compile(
    r"^(?:[•\d. ]{0,12})(?:sie|er|diese|es gilt) "
    r"|^\d[\d.]{0,6} (?:für|bei) (?:[^,;]{3,90})$"
    r"|\b(?:kann|können|darf|beträgt) (?:sie|er|diese[r]?) ",
    _I,
)
SMALLEST = re.compile(r"beträgt|betragen|höher sein", _I)
GRANTED = re.compile(
    r"^ (?:förderung|zuschuss|zuwendung|fördermittel)"
    r"|^,?[^,;:]{0,40}\b(?:bewilligt|gewährt|beantragt|gefördert|bezuschusst|ausgereicht|erstattet"
    r"|erhalten|bekommen)\b",
    _I,
)
# "…; diese sind auf 400.000 Euro gedeckelt": the costs named just before.
THESE = re.compile(r"\bdiese (?:sind|werden|dürfen|können|müssen|auf|höchstens|maximal|$)", _I)
# A condition, or one kind of costs: what is said then holds for a part only.
PROVIDED = re.compile(r"\b(?:soweit|sofern|falls)\b|(?:ausgaben|kosten|aufwendungen) für\b", _I)
WHICH = re.compile(r"^ ?(?:die|welche) (?:\w{1,20} ){0,4}$", _I)
PLURAL = re.compile(r"^[^,;:.]{0,50}\b(?:sind|werden|dürfen|übersteigen)\b", _I)
# Fields that hold the height of one grant; "Fördersumme" may be that of all.
FIELD = re.compile(
    r"höchst|maximal|\bmax\.|obergrenze|höhe (?:der|des|und)|(?:förder|zuschuss|zuwendungs)höhe"
    r"|\bhöhe$|mindest(?:förder|zuwendung|zuschuss|betrag|summe|höhe)|bagatell",
    _I,
)
HIGHEST = re.compile(r"höchst\w{0,6}(?:betrag|förder|summe|grenze)", _I)
