"""The bodies that German funding texts name as applicants, and what each means for us.

A county is one for us whose towns belong to it, and a town one that belongs to a county: that is
what "Kreise und kreisfreie Städte" (county only) and "kreisangehörige Gemeinden" (town only) turn
on. ``BODIES`` is read from top to bottom; where two rows fit, the longer words win.

| row              | words                                              | county  | town    |
|------------------|----------------------------------------------------|---------|---------|
| both             | Kommunen, Gebietskörperschaften, lokale Behörden    | YES     | YES     |
| public-office    | öffentliche Hand, kommunale Unternehmen             | UNKNOWN | UNKNOWN |
| large-town       | große kreisangehörige Städte                        | NO      | UNKNOWN |
| member-town      | kreisangehörige Gemeinden                           | NO      | YES     |
| free-town        | kreisfreie Städte                                   | NO      | NO      |
| county           | Kreise, Landkreise, Gemeindeverbände                | YES     | NO      |
| lower-office     | untere Naturschutzbehörden, Gesundheitsämter        | YES     | UNKNOWN |
| upper-union      | Landschaftsverbände                                 | NO      | NO      |
| youth-office     | örtliche Träger der öffentlichen Jugendhilfe        | YES     | UNKNOWN |
| transport        | Aufgabenträger des ÖPNV                             | YES     | UNKNOWN |
| public-schools   | öffentliche Schulträger                             | YES     | YES     |
| joint-town       | Samtgemeinden, Ämter (not in NRW)                   | NO      | YES     |
| town             | Städte, Gemeinden                                   | NO      | YES     |
| public-law       | juristische Personen des öffentlichen Rechts        | YES     | YES     |
| private          | freie Träger, juristische Personen des Privatrechts | -       | -       |
| open             | Träger, Einrichtungen, Behörden, Schulträger        | UNKNOWN | UNKNOWN |
| other            | Unternehmen, Vereine, Hochschulen, Privatpersonen   | -       | -       |

NO means that municipalities are named, but not of this kind; "-" that none is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scout.domain import Admission

_YES, _NO, _UNKNOWN = Admission.YES, Admission.NO, Admission.UNKNOWN


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of body: what naming it says of a county and of a town, ``None`` for nothing."""

    name: str
    words: str
    county: Admission | None
    town: Admission | None

    @property
    def is_municipal(self) -> bool:
        """Tell whether a municipality of some kind is meant for certain."""
        return Admission.YES in (self.county, self.town) or self.county is Admission.NO


BODIES: tuple[Body, ...] = (
    Body(
        "both",
        r"Stellen außerhalb der (?:\w+ )?Landesverwaltung|"
        r"Gemeinden? ?\(GV\)|Gemeinden? (?:und|/|oder|sowie) (?:deren |die )?Gemeindeverb[äa]nden?|"
        r"Gemeinden/Gemeindeverb[äa]nden?|Kommunen?|Kommunal(?:verwaltungen|behörden)|"
        r"(?:[Kk]ommunale[nr]? )?Gebietskörperschaft(?:en)?|"
        r"[Kk]ommunale[nr]? (?:Körperschaften|Antragstelle\w+|Behörden|Verwaltungen|"
        r"Zuwendungsempf\w+|Träger|Partner)|"
        r"(?:[Rr]egionale[nr]? (?:und|oder) )?[Ll]okale[nr]? (?:Gebietskörperschaften|Behörden|"
        r"Verwaltungen)",
        _YES,
        _YES,
    ),
    Body(
        "public-office",
        r"[Öö]ffentliche[nr]? (?:Hand|Verwaltung(?:en)?)|(?:Stärkungspakt|Modell|Pilot|Projekt|"
        r"Umland|Mitglieds|Verbands|Standort|Partner)kommunen|[Kk]ommunale[nr]? "
        r"(?:Einrichtungen|\w*[Uu]nternehmen|Gesellschaften|Betriebe|Wirtschaftsf\w+|"
        r"Wohnungs\w+)|[Ss]taatliche[nr]? (?:und|oder) kommunale[nr]? \w+",
        _UNKNOWN,
        _UNKNOWN,
    ),
    Body(
        "large-town",
        r"(?:[Gg]roße[nr]?|[Mm]ittlere[nr]?) kreisangehörige[nr]? (?:Städten?|Gemeinden|Kommunen)|"
        r"Sonderstatusst[äa]dten?|(?:Städten?|Gemeinden) mit eigenem Jugendamt",
        _NO,
        _UNKNOWN,
    ),
    Body(
        "member-town",
        r"(?:[Kk]reisfreien? (?:und|oder|sowie) )?[Kk]reisangehörige[nr]?(?: \w{4,20})? "
        r"(?:Städten?|Gemeinden?|Kommunen?)",
        _NO,
        _YES,
    ),
    Body(
        "free-town",
        r"[Kk]reisfreien? (?:Städten?|Stadt)|Stadtkreise?n?|Kreisfreien?\b",
        _NO,
        _NO,
    ),
    # "der Kreis", but not "der Kreis der Antragsberechtigten".
    Body(
        "county",
        r"(?:Land)?[Kk]reisen?|Landkreis|Gemeindeverb[äa]nden?|"
        r"Kreis(?:(?<=[Dd]er Kreis)|(?<= ein Kreis))(?! (?:der|von|an|aus)\b)",
        _YES,
        _NO,
    ),
    Body(
        "lower-office",
        r"[Uu]ntere[nr]? (?:[a-zäöü]+ )?\w{4,30}behörden?|Gesundheitsämtern?|Kreisverwaltungen",
        _YES,
        _UNKNOWN,
    ),
    Body("upper-union", r"Landschaftsverb[äa]nden?", _NO, _NO),
    Body(
        "youth-office",
        r"(?:[Öö]rtliche[nr]? )?(?:[Öö]ffentliche[nr]? )?(?:und freie[nr]? )?Trägern? der "
        r"(?:freien und |örtlichen )?öffentlichen(?: und freien)? (?:Kinder- und )?Jugendhilfe|"
        r"[Öö]rtliche[nr]? Trägern? der (?:Kinder- und )?(?:Jugend|Sozial|Eingliederungs)hilfe|"
        r"Jugendämtern?|Jugendamtsbezirken?",
        _YES,
        _UNKNOWN,
    ),
    Body(
        "transport",
        r"Aufgabenträgern? (?:des|für den|im) (?:\w{3,30} )?(?:ÖPNV|[Öö]ffentlichen|SPNV)|"
        r"[Öö]ffentlich-rechtliche[nr]? Entsorgungsträgern?",
        _YES,
        _UNKNOWN,
    ),
    Body(
        "public-schools",
        r"(?:[Öö]ffentliche[nr]?|[Kk]ommunale[nr]?) (?:und (?:private[nr]?|freie[nr]?) )?"
        r"(?:Schulträgern?|Trägern? (?:von|der) \w*[Ss]chulen)|Schulträgern? öffentlicher Schulen|"
        r"Trägern? (?:der )?öffentliche[rn] Schulen",
        _YES,
        _YES,
    ),
    Body(
        "joint-town",
        r"(?:Samt|Verbands|Orts|Mitglieds)gemeinden|Verwaltungsgemeinschaften|Ämtern?",
        _NO,
        _YES,
    ),
    Body(
        "town",
        r"(?:Einheits|Markt|Stadt|Land)?[Gg]emeinden?|Städten?",
        _NO,
        _YES,
    ),
    Body(
        "public-law",
        r"(?:[Jj]uristische[nr]? Person(?:en)?|Körperschaft(?:en)?|Rechtsträgern?)"
        r"(?:(?![Jj]uristische|Körpersch)[^.;:]){0,70}?[Öö]ffentlichen "
        r"(?:(?:und|oder|sowie|/|bzw\.|beziehungsweise) "
        r"(?:des )?[Pp]rivaten |und (?:des )?Privat)?[Rr]echts",
        _YES,
        _YES,
    ),
    Body(
        "private",
        r"(?:[Jj]uristische[nr]? Person(?:en)?|Körperschaft(?:en)?|Gesellschaften)"
        r" des (?:privaten Rechts|Privatrechts)|[Tt]rägern? der (?:anerkannten )?freien \w+|"
        r"(?:[Ff]reie[nr]?|[Gg]emeinnützige[nr]?|[Pp]rivate[nr]?|[Kk]irchliche[nr]?|"
        r"[Nn]icht-?(?:staatliche|kommunale|öffentliche)[nr]?|[Ff]reigemeinnützige[nr]?)"
        r"(?: (?:und|oder|sowie) \w{3,20})?(?: \w{4,25}e[nr]?)? "
        r"(?:\w{0,20}[Tt]rägern?|\w{0,20}[Ee]inrichtungen|Institutionen|Schulen|Eigentüme\w+)|"
        r"(?:Kirchen|Pfarr|Kultus)gemeinden|Bundes(?:einrichtungen|behörden)|Landesbehörden|"
        r"(?:[Jj]üdische|[Kk]irchliche|[Cc]hristliche|[Mm]uslimische|[Rr]eligiöse)[nr]? Gemeinden",
        None,
        None,
    ),
    Body(
        "open",
        r"[Öö]ffentliche[nr]? (?:Trägern?|Einrichtungen|Institutionen|Stellen|"
        r"Auftraggebern?|Unternehmen)|"
        r"Anstalt(?:en)?(?: und Stiftungen)? des öffentlichen Rechts|"
        r"Schulträgern?|Trägern?|Trägerinnen|Einrichtungen|Behörden|"
        r"Institutionen|Arbeitgebe\w+|[Jj]uristische[nr]? Personen|\w+trägern?|"
        r"(?:Gebäude|Grundstücks|Haus|Wald|Wohnungs)?[Ee]igentüme\w+|Bauherr\w+|Vermiete\w+|"
        r"Betreiber\w*|Waldbesitze\w+|Volkshochschulen|Museen|Theatern?|"
        r"Bibliotheken|Schulen|Krankenhäusern?|Kindertages\w+|Veranstalte\w+",
        _UNKNOWN,
        _UNKNOWN,
    ),
    Body(
        "other",
        r"KMU|Universitäten|Forschungs\w+|Privat\w+|[Nn]atürliche[nr]? Person(?:en)?|"
        r"Einzelpersonen|Kirchen|Bildungsträgern?|Wohlfahrtspflege|Selbst[äs]\w+|Freiberufl\w+|Absolvent\w+|"
        r"Personen\w*|Hersteller\S*|Investor\w+|Ärzt\w+|Eltern|Familien|Studierende\w*|Handwerk\w*|"
        r"Gewerkschaften|Initiativen|Bürgerinnen|"
        r"\w*(?:[Uu]nternehme[nr]\w*|[Bb]etrieben?|[Vv]erein(?:en?|igungen)?|[Vv]erb(?:and|[äa]nden?)|"
        r"[Hh]ochschulen|[Ss]tiftungen|[Kk]ammern?|[Gg]enossenschaften|(?<!\w[eE])[Gg]ründ(?:er|end)\w*|"
        r"[Ll]andwirt\w*|[Kk]ünstle\w+|[Pp]roduzent\w*|paare|[Oo]rganisationen|"
        r"[Gg]esellschaften|[Ee]inrichtungen)",
        None,
        None,
    ),
)
_BY_NAME = {body.name: body for body in BODIES}
# Only nouns and the adjectives above begin a body: half of all words are passed by at once.
_WORDS = re.compile(
    r"(?<![\w-])(?=[A-ZÄÖÜckgöjlmnprsfu])(?:"
    + "|".join(rf"(?P<{body.name.replace('-', '_')}>{body.words})" for body in BODIES)
    + r")(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """One body in a stretch of text, from ``start`` to ``end``."""

    body: Body
    start: int
    end: int


def bodies_in(text: str, start: int, end: int) -> Iterator[Naming]:
    """Yield the bodies named between ``start`` and ``end``, in whatever role they stand."""
    for found in _WORDS.finditer(text, start, end):
        name = (found.lastgroup or "").replace("_", "-")
        yield Naming(_BY_NAME[name], found.start(), found.end())
