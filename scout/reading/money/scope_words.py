"""The words by which ``sum_scopes`` tells what a sum is paid for and for whom it holds.

Gaps are bounded, so that each pattern runs in linear time.
"""

from __future__ import annotations

import re

from scout.reading.money.sum_words import WHOLE

_I = re.IGNORECASE

_SMALL = r"(?:(?!und |oder |nach |zur |zum )[a-zäöüß]{2,30} )"
_NOUN = r"(?!EUR\b|Euro\b)[A-ZÄÖÜ][\w-]{1,50}(?:[*:_/]-?\w{1,30}){0,2}"
_JOINED = rf" ?(?:und|oder|bzw\.|beziehungsweise|/) (?:(?:je|pro) )?(?i:{WHOLE})[\w*:/-]{{0,30}}"
_UNIT = (
    rf"(?P<unit>(?:[Jj]e|[Pp]ro|[Ff]ür jede[nrs]?) {_SMALL}{{0,2}}{_NOUN}(?:{_JOINED}){{0,2}}"
    rf"(?: mit (?!\w{{0,9}} ?(?:Laufzeit|Dauer)){_SMALL}{{0,2}}{_NOUN}(?=\s*(?:[.,;)]|$)))?)"
)
UNIT = re.compile(rf"\b{_UNIT}")
# "50.000 Euro Zuschuss je Vorhaben", but not "50.000 Euro und 500 Euro je Platz".
UNIT_BEHIND = re.compile(rf"(?:(?! und | oder )[^,;:.()\d]){{0,30}}?\b{_UNIT}")
# What joins a sum to the one before it: the words in front of that belong to the first.
JOINT = re.compile(r"\b(?:und|bzw\.|beziehungsweise|sowie|oder)\b|,")
ONLY_LEADS = re.compile(
    r"\s*(?:(?:jedoch|aber|allerdings|dabei|höchstens|maximal|max\.|bis zu|begrenzt auf|mit) ?)*",
    _I,
)
AT_END = re.compile(
    r"(?:\s+(?:pauschal|normalerweise|grundsätzlich|jeweils|einmalig|jährlich|insgesamt"
    r"|in der Regel))+"
    r"[\s:–-]*$",
    _I,
)
SIGN = re.compile(r"%|Prozent|v\. ?H\.", _I)
# The name of an item of a list: "Konzepte: bis zu 5.000 Euro". Not what only names the sum.
LABEL = re.compile(
    r"(?=[^,;:.%]{0,60}(?-i:[A-ZÄÖÜ]))(?!(?:einer|eines|einem|von|vom|der|des|dem|den|zur|zum)\b|[^,;:.%]{0,100}(?:höchst|höhe|maximal|mindest|zuschuss|zuschüsse|zuwendung|förder|betrag|summe|grenze"
    r"|prozent|darlehen|kredit|ausgaben|kosten))[^,;:.%]{3,100}$",
    _I,
)
CONDITION_BEHIND = re.compile(
    r" ((?:für|bei(?! \w{0,4} ?(?:\w{0,20}förder|fördersatz|laufzeit))|in(?! höhe)|im)\b"
    r"(?:[^,;:.()]|\.(?=\d)){3,120})(?=[,;)]|\.(?!\d)|$)",
    _I,
)
AT_BEGIN = re.compile(
    r"[• \d.–-]{0,8}((?:Für|Bei|Beim|In|Im|Als) [^,;:.]{3,80}?) (?:werden|wird|gibt|beträgt"
    r"|betragen|liegt|kann|können|darf|erhalten|erhält|sind|ist|stehen|gilt|gelten|bekommen)\b"
)
RAISED = re.compile(r"\b(?:erhöh(?:t|en)|steig(?:t|en)|wächst)\b[^,;:]{0,80}$", _I)
# What speaks of the programme as a whole, of time or of procedure tells one reader nothing.
NO_CONDITION = re.compile(
    r"\b(?:rahmen|regel|regelfall|einzelfall|höhe|programm|förderzeitraum|laufzeit|dauer"
    r"|zeitraum|durchschnitt|fördersatz|form|prozent|bewilligung|umfang|anspruch|abhängigkeit)\b"
    r"|^(?:für|bei|in|im|als) (?:die |der |den |das |dem |eine[rmn]? |ihre?[nrm]? |diese[rmns]? )?"
    r"(?:(?:förderung|zuwendung|zuschuss|projekt|vorhaben|maßnahme|antrag)e?[ns]?s?|\w{0,10}jahr)$",
    _I,
)
