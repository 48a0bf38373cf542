"""The words by which ``rates`` tells what a percentage says.

"before" patterns look at the words in front of a share, up to the share before it; "after" patterns
at those behind it, up to the next one. Gaps are bounded, so that each runs in linear time.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE

# What a share says, looked for in the words before it, the nearest last.
GRANT_BEFORE = re.compile(
    r"(?:zuschuss|zuschüsse|zuwendung|förderung|beihilfe|zuweisung|finanzhilfe)(?:e?s|en|e)?\b"
    r"|förder(?:satz|quote|anteil|höhe|sätze|quoten|höchstsatz|rahmen)|(?:zuschuss"
    r"|zuwendungs)(?:satz|höhe|quote)"
    r"|\bgefördert|bezuschusst|erstattet|(?<!sie )\bbeteilig(?:t|en) sich\b"
    r"|landes(?:anteil|mittel|förderung)|bundesanteil|\b(?:erhalten|erhält|können sie)\b"
    r"|anteil(?:s)?finanz|fördersumme|fördermittel|fördergeld"
    r"|\berhöh(?:t|en) (?:\w{1,20} ){0,3}?sich\b|\bdas land (?:trägt|übernimmt)"
    r"|funding rate|\bgrants?\b|co-?financ|reimburs",
    _I,
)
GRANT_AFTER = re.compile(
    r"\b(?:gefördert|bezuschusst|erstattet|übernommen|gewährt|bewilligt|förderfähig gefördert"
    r"|anteil(?:s)?finanz|zuschuss\b|zuschüsse|als zuwendung|erhalten\b|möglich\b)",
    _I,
)
OWN_BEFORE = re.compile(
    r"(?<!keine )eigen(?:anteil|mittel|beteiligung|leistung|beitrag|finanzierung)|drittmittel"
    r"|selbstbeteiligung|finanzierungsbeteiligung|eigenen? mitteln?",
    _I,
)
# "Der Eigenanteil beträgt 20 Prozent, für Kommunen in der Haushaltssicherung 10 Prozent."
ALSO = re.compile(r"^(?:,| und| bzw\.) (?:für|bei|in) [^,;%]{3,90} $", _I)
# "Das Land trägt 85 Prozent, die Kommune 15 Prozent der Kosten."
OTHER_PAYS = re.compile(
    r"\b(?:land|bund|freistaat|eu)\b[^;]{0,40}\b(?:trägt|übernimmt|finanziert)\b[^;]{0,60}"
    r"(?:,| und) (?:die|der) (?:kommune|gemeinde|kreis|landkreis|stadt|träger|antrag"
    r"|zuwendungsempf)"
    r"\w{0,12} $",
    _I,
)
OWN_AFTER = re.compile(
    r"^[^,;:]{0,90}?(?:\b(?:als|durch|aus|an|mit) (?:\w{1,20} ){0,2}eigen|\bselbst\b"
    r"|(?<!der )(?<!des )\beigen(?:mittel|anteil|leistung|beteiligung)"
    r"|an der finanzierung beteiligen|durch den (?:erst)?(?:zuwendungs)?empfänger|\bbeteiligen\b)",
    _I,
)
LOAN = re.compile(r"darlehen|kredit|bürgschaft|verbürg|garantie|\bfinanzieren\b|haftung", _I)
OTHER_BEFORE = re.compile(
    r"gesamtbetrag aus|summe aller|gesamtförder|kumul|\bentfallen\b|zusammen mit"
    r"|bemessungsgrundlage (?:beträgt|für|bei)"
    r"|pauschal(?:e[nr]?|sa[tz]{1,2}e?s?|sätzen?|betr\w+|ier\w+)?\b|gemeinkosten|overhead"
    r"|restkosten"
    r"|verwaltungs(?:kosten|ausgaben)|zins(?!günstig)|provision|entgelt|gebühr|auszahl|ausgezahlt"
    r"|vorauszahl|einbehalt|abschlag|\brate von|tilg|steuer(?!kraft|schwach|schwäch)|arbeitszeit"
    r"|stellenumfang|umfang von"
    r"|versorgungsgrad|beihilfeintensität|beihilfenintensität|interventionssatz|überschreit"
    r"|unterschreit|abweich(?!end)|minder|einspar|redu[zk]i|teilnehmend|mitglieder|gewichtet"
    r"|anlaufphase"
    r"|mittelanforderung|rückforderung|honorar|sachausgaben sind|\bwenn (?:sie )?mindestens"
    r"|reisekosten|versicherung|bevölkerung|emission|anstieg|steiger|inflation|energie"
    r""
    r"|umsatz|kapital|miete|einkommen|beschäftigungs|ausgelastet|auslastung|belegung"
    r"|auftragswert|fiktive|bürgerschaftlich|ehrenamtlich|indirekte"
    r"|(?:\büber|\bunter|(?<!nicht )mehr als|weniger als) $",
    _I,
)
EXPENSES = re.compile(
    r"(?:sach|verwaltungs|reise|honorar|fahrt|regie|planungs|neben|coaching)\w{0,12}(?:ausgaben"
    r"|kosten)",
    _I,
)
PAID = re.compile(r"\b(?:gefördert|bezuschusst|erstattet)", _I)
OTHER_AFTER = re.compile(
    r"^ (?:und|oder) mehr|^[^,;:]{0,70}?(?:zuwendungsbetrag|fördersumme"
    r"|\b(?:bewilligten|ursprünglichen|gewährten|ausgezahlten|vereinbarten|der|jeweiligen"
    r"|gesamten) (?:zuwendung|zuschüsse|förderung|fördermittel|gesamtzuwendung)(?:en)?\b"
    r"|vollzeit|\bstelle|arbeitszeit|teilnehm|mitglied|plätze"
    r"|fläche\b"
    r"|\bmiete|bewilligungsmiete|honorar|umsatz|eigenkapital|stimmrecht|einwohner|unterricht"
    r"|nutzungszeit|finanzhilfen|der bundesmittel|der fördersätze|durchschnitts"
    r"|basiszins|über dem|\bp\. ?a\.|ausgezahlt|auszahlung"
    r"|verzins|gegenüber|projektpauschale|beihilfefähig|netto(?!kosten|ausgaben)|mehrwertsteuer"
    r"|umsatzsteuer|höher|steigt"
    r"|markt|pauschale|restkosten|stunden|wirtschaftsgüter|personen|projektausgaben für verwaltung"
    r"|überschritten|unterschritten|abweich|aller zuwendungsempfänger|direkten"
    r"|gewichtet|außer (?:ansatz|betracht)|unberücksichtigt|angerechnet)",
    _I,
)
# "80 % aller Anträge wurden bewilligt": a share of many, and no share of costs.
COUNTED = re.compile(
    r"^ (?:aller|der|unserer|dieser) (?:(?-i:[a-zäöüß]{2,20}) ){0,2}(?:anträge|antragst\w+|skizzen"
    r"|bewerb\w+|projekte|vorhaben|maßnahmen|kommunen|städte|gemeinden|kreise|landkreise|schulen"
    r"|unternehmen|betriebe|vereine|haushalte|gebäude|menschen|bürger\w*|beschäftigten)\b"
    r"|^ (?:\w{1,20} ){0,3}(?:bereits|schon) (?:bewilligt|vergeben|verausgabt|gebunden|gefördert"
    r"|abgerufen|ausgeschöpft)",
    _I,
)
BASE = re.compile(
    r"^[^;:]{0,90}?(?:(?:zuwendungs|förder|förderungs|zuschuss|ausgleichs|erstattungs)fähig"
    r"|anerkannt|anrechenbar|kosten\b|ausgaben\b|aufwendungen|bemessungsgrundlage|investition"
    r"|defizit|fehlbetrag|fehlbedarf|wirtschaftlichkeitslücke|eligible costs)",
    _I,
)
# "Die Förderung beträgt 100 %": that says it under any heading.
PLAINLY = re.compile(
    r"(?:(?:zuschuss|zuwendung|förderung)(?:e?s)?|förder(?:satz|quote|höhe)|zuschuss(?:satz|höhe"
    r"|quote))"
    r"(?: (?:des landes|des bundes|der kommunen?))?:? (?:(?:beträgt|liegt|bei|grundsätzlich"
    r"|in der regel|im regelfall|bis zu|maximal|höchstens|max\.) ){1,4}$",
    _I,
)
AMOUNT_HEADING = re.compile(
    r"höhe (?:und|der|des|zuwendung)|umfang,? (?:und )?höhe|art,? (?:und )?(?:umfang|höhe)|förder"
    r"(?:höhe|satz|quote|sätze)|(?:zuschuss|zuwendungs)(?:höhe|satz|quote)|\bhöhe$|\bumfang$|finanzierungsart"
    r"|bemessungsgrundlage|umfang der|^wie (?:hoch|viel|wird gefördert)\b",
    _I,
)
STATE_AID = re.compile(r"AGVO|Beihilfen?intensität|beihilferechtlich|Freistellungsverordnung")
INCREASE = re.compile(
    r"\bum (?:(?:jeweils|bis zu|maximal|höchstens|weitere|mindestens|zusätzlich) ){0,3}$", _I
)
LUMP = re.compile(r"baunebenkosten|pauschalsa[tz]|restkosten|kostenpauschale", _I)
PROVIDED = re.compile(r"\b(?:sofern|wenn|falls|soweit)\b[^,;]{0,120}$", _I)
AT_MOST = re.compile(r"\b(?:höchstens|maximal|bis zu) $", _I)
# "Der Zuschuss beträgt 50 Prozent", "Anteilsfinanzierung in Höhe von 80 Prozent": no more, no less.
_STATES = (
    r"(?:\b(?:beträgt|betrug|betragen|liegt|lag|liegen|beläuft sich|belief sich)\b[^,;:%]{0,60}"
    r"|finanzierung (?:von|mit)|\bin höhe von|(?:zuschuss|zuwendung|förderung) von"
    r"|(?:förder|zuschuss)(?:satz|quote)(?: von|:)"
    r"|\b(?:erhalten|erhält)(?: sie| einen zuschuss von)?) "
)
# What follows in the same clause is said of the next share, too: "… 50 %, für Kommunen 70 %".
STATES = re.compile(rf"{_STATES}(?:[\d,]{{1,6}} ?(?:%|Prozent|v\. ?H\.)[^;]{{0,160}} )?$", _I)
NOT_FIXED = re.compile(
    r"\bbis\b|höchst|maxim|\bmax\.|regel|grundsätzlich|normal|begrenz|gedeckelt|beschränk"
    r"|\bkann\b|\bkönnen\b|\bdarf\b|dürfen|\bsoll|zwischen|mindest|wenigst|obergrenze|üblich"
    r"|meist|\betwa\b|\brund\b|\bca\.|\bcirca|ungefähr|durchschnitt|\bje nach|abhäng|richtet sich"
    r"|gestaffelt|steig|erhöh|reduz|senk|sink|\bab\b|\bum\b|\bunter\b|\büber\b|nicht mehr",
    _I,
)
NOT_FIXED_AFTER = re.compile(
    r"^ ?(?:bis\b|[–-])|^[^.,;]{0,90}?(?:nicht (?:übersteig|überschr|mehr)|begrenz|gedeckelt"
    r"|beschränk|höchstsatz|möglich|\boder\b|reduz|ermäßig|kürz|senk)|^[^.;]{0,140}?erhöh",
    _I,
)
IN_HEIGHT_OF = re.compile(r"\bin höhe von (?:bis zu |maximal |höchstens )?$", _I)
NOT_OVER = re.compile(r"^[^,;:]{0,80}nicht (?:übersteig|überschreit)", _I)
AT_LEAST = re.compile(r"\b(?:mindestens|wenigstens|nicht) $", _I)
TO = re.compile(r" ?(?:bis(?: zu| höchstens| maximal)?|–|-) ?")
RECOGNISED = re.compile(
    r"(?:zuwendungs|förder|förderungs)fähig(?: anerkannt(?: werden)?)?\W{0,3}$", _I
)
RAISED = re.compile(r"^[^;:]{0,110}?\berhöh", _I)
TERMS = re.compile(r"bedingung|voraussetzung|nicht gefördert|ausgeschlossen|müssen", _I)
# What one fund or one region of a fund gives: less than the whole where that is stated, too.
PARTIAL = re.compile(
    r"\bESF|\bEFRE|aus mitteln\b|zielgebiet|zielregion|entwickelten? region"
    r"|übergangsregion|bundesmittel|interventionssatz",
    _I,
)
TOGETHER = re.compile(
    r"\binsgesamt|ESF[ +-]{0,2}(?:Plus)?[ -]{0,2}(?:Mitteln?)? und |und Bundes", _I
)
EXCEPTION = re.compile(
    r"ausnahm|einzelf[aä]ll|begründeten (?:besonderen )?fall|begründeten (?:besonderen )?fällen"
    r"|(?<!in )besonders begründet",
    _I,
)
EXCEPTION_AFTER = re.compile(r"^[^,;.]{0,60}\b(?:ausnahmsweise|(?:begründeten )?ausnahmef)", _I)
BODIES = (
    r"(?:\bkommunen?\b|\bkommunale[rnm]?\b(?! unternehmen)|\bgemeinden?\b|gemeindeverb"
    r"|gebietskörperschaft|zweckverb[aä]nd|landkreise?n?\b|\bkreise?n?\b|\bstädten?\b"
    r"|öffentliche[rn]? träger)"
)
MUNICIPAL = re.compile(
    rf"^(?:für|bei|an|als|soweit|sofern|wenn)\b.{{0,80}}?(?:{BODIES}|aus dem kommunalen bereich)"
    rf"|^\W{{0,3}}(?:(?:für|bei|an|die|der|und|\w{{4,30}}(?:e|en"
    rf"|er)) ){{0,3}}{BODIES}[^,;.%]{{0,60}}$"
    rf"|{BODIES}[^,;.]{{0,50}}\b(?:erhalten|erhält|werden|wird|können|beträgt)\b",
    _I,
)
# "Gemeinden 60 %, Landkreise 50 %": a table of rates under their heading.
BODY_ONLY = re.compile(
    rf"^\W{{0,3}}(?:[a-z]\) )?(?:(?:für|bei|\w{{4,30}}e[nr]?) ){{0,2}}{BODIES}:? $", _I
)
NOT_MUNICIPAL = re.compile(
    r"nicht[- ]?kommunal|keine (?:kommun|gemeinde)|außer (?:kommun|gemeinde)", _I
)
CONDITION = re.compile(
    r"\b(?:für|bei(?! max| einem höchst)|beim|an|im (?!regelfall)|im Fall|in(?! höhe| der regel)"
    r"|wenn|sofern|soweit|als(?! zuwendung| förder| zuschuss| anteil)) ?\b"
    r"(?:[^,;.:]|:(?=\w)){3,160}",
    _I,
)
# "60 Prozent und im vierten 40 Prozent": what stands between belongs to the second.
ANOTHER = re.compile(r" ?(?:und|sowie|oder|bzw\.|beziehungsweise)\b", _I)
LEADS_TO_NEXT = re.compile(
    r"\b(?:und|sowie) (?:für|bei|beim|im|in|an|bis zu|höchstens|maximal)\b"
    r"(?:(?!\b(?:und|sowie)\b)[^;])*$",
    _I,
)
_NUMBERS = r"(?:erst|zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)en"
OF_NUMBER = re.compile(rf"(?:im|ab dem|in den) {_NUMBERS}(?: und {_NUMBERS})?")
NUMBERED_NOUN = re.compile(rf"\b{_NUMBERS} ([A-ZÄÖÜ]\w{{2,30}})")
# A condition that begins with a preposition ends with a noun, "übrigen" or the like.
BREAKS_OFF = re.compile(
    r"^(?:für|bei|beim|an|im|in|als)\b.*(?<![\w-])"
    r"(?!(?:alle|beiden?|anderen?|übrigen?|weiteren?|sonstigen?)$)[a-zäöüß]+$"
)
LEAD_IN = re.compile(
    r"(?:\b(?:bis|zu|maximal|höchstens|mindestens|normalerweise|grundsätzlich|in höhe von|auch|pro"
    r"|von|jeweils|beträgt|betragen|sie|erhalten|können|eine[nr]?|zuschuss|die|höhe|des|der"
    r"|zuschusses|förderung|zuwendung|erfolgt|mit"
    r"|erhöht|sich|auf|kann|darf|i\. ?d\. ?r\.|in der regel|insgesamt|meistens)\b"
    r"|[\s:(–-])+$",
    _I,
)
# What follows a condition but is none, and what may not stand at its end.
LEADS_ON = re.compile(
    r"\b(?:bis zu|liegt|liegen|beträgt|betragen|kann|können|wird|werden|maximal|höchstens|EUR|Euro"
    r"|erhält|erhalten|übernimmt|übernehmen|gibt es)\b",
    _I,
)
DANGLING = re.compile(
    r"(?:(?:^|\s)(?:bei|beim|mit|von|vom|zu|auf|der|die|das|den|dem|und|oder|in|im|an|für|als"
    r"|sie))+\s*$",
    _I,
)
MARK = re.compile(r"^\W{0,3}(?:[a-z]{1,2}|[0-9]{1,2})\)\s*", _I)
REFERENCE = re.compile(
    r"\b(?:nach |gemäß |in |unter )?(?:den |der )?"
    r"(?:Nummern?|Nr|Ziffern?|Fällen|Absatz|Buchstaben?)\b"
)
# What is left of a condition whose sense stood in what was cut off.
FRAGMENT = re.compile(
    r"^(?:Diese[rs]?|Er|Es|Sie)$|\bZeitraum$"
    r"|(?:^|\b(?:bei|für) )(?:Förderungen|Maßnahmen|Vorhaben|Projekten|Antragsteller)$"
    r"|\b(?:voraus|ein|dabei|muss|müssen|erbringen|selbst|insgesamt|ab|bis|mindestens"
    r"|besonderen|mehr|weniger|Prozent|überschritten)$"
    r"|^(?:das Land|sie|der|die)\b|[0-9]$|\bEigen(?:anteil|mittel)",
    _I,
)
OPENS = re.compile(r"(?:Für|Bei|Beim|Im|In|An|Als|Wenn|Sofern|Soweit)\b")
VERB = re.compile(
    r"\b(?:werden|wird|ist|sind|kann|können|liegt|beträgt|betragen|darf|dürfen)\b", _I
)
PART = re.compile(
    r"(?:,|\b(?:und|sowie|oder)) (?=(?:für|bei|beim|an|im|in|ab|als|wenn|sofern|soweit|auch|nur)"
    r"\b)",
    _I,
)
GOES_ON = re.compile(r"\b(?:und|sowie|oder|bzw\.|beziehungsweise|,)\W{0,3}$", _I)
# Who has a rate of its own because it has little: another rate holds for all the others.
NEEDY = re.compile(
    r"finanz(?:schwach|schwäch|notlage)|struktur(?:schwach|schwäch)|(?:finanz|leistungs)\w{0,3}schwach"
    r"|haushalts(?:sicherung|not|sanierung|ausgleich)|stärkungspakt|notlage|überschuld|hilfsbedürft",
    _I,
)
# "65 % (finanzschwache Kommunen: bis 80 %)"
BRACKET = re.compile(
    r"\((?!in höhe|in der regel|das sind|also|etwa)(?=[^)]{0,60}(?-i:[A-ZÄÖÜ]))"
    r"([^\W\d][\w-]{0,40}(?:,? [^\W\d][\w-]{0,40}){0,7}?):? "
    r"(?:(?:bis|zu|maximal|max\.|höchstens|sogar) ){0,3}$",
    _I,
)
# "…, finanzschwache Kommunen erhalten 80 Prozent"
SUBJECT = re.compile(
    rf"(?:^|[,;.] |\bund )((?:\w{{3,30}} ){{0,3}}?{BODIES}[^,;%]{{0,60}}?) "
    rf"(?:erhalten|erhält|bekommen|werden (?:mit|zu))"
    rf"(?: (?:bis|zu|maximal|höchstens|sogar)){{0,3}} $",
    _I,
)
_SIGN = r"(?:%|Prozent\b|v\. ?H\.|vom Hundert)"
# Shares below their heading without a sentence around them: "90 % für Kommunen, sonst 80 %".
SHORT = re.compile(
    rf"(?:[•–-] )?(?:[^\d%.;:]{{0,40}}{BODIES}(?: [^\d%.;:]{{1,40}})?:? "
    rf"|(?:(?:Zuschuss|bis zu|maximal|max\.|höchstens|grundsätzlich|regelmäßig|in der Regel"
    rf"|i\. ?d\. ?R\.|im Regelfall):? ){{0,3}})"
    rf"\d{{1,3}}(?:,\d{{1,2}})? ?{_SIGN}"
    rf"(?=[,;]| ?\(| (?:(?:für|bei|in|im|und|oder|sonst|ansonsten|bis)\b|bzw\.)"
    rf"| (?:der|ihrer) (?:zuwendungs|förder)fähigen| [\d.]{{3,10}} ?(?:Euro|EUR|€))",
    _I,
)
SHORT_NOT = re.compile(
    r"\b(?:werden|wird|ist|sind|muss|müssen|kann|können|darf|dürfen|hat|haben|sollen|beträgt|wurden?"
    r"|war|waren|erhalten|erhält|bekommen|erfolgt|gilt)\b",
    _I,
)
SHORT_LABEL = re.compile(
    r"(?!sonst|ansonsten|grundsätzlich|regel|übrig|im )(?=.{0,40}[A-ZÄÖÜ])[^\W\d][\w -]{2,60}"
)
