"""Tell by its name whether a body is a county, a town or another municipal one. Pure.

Meant is who is comparable with a county or a town: themselves with their departments, and their
associations (Zweckverband, Landschaftsverband). A company, a university, a church or a club is
none, wherever it sits and whoever owns it.
"""

from __future__ import annotations

import re

_LONGEST = 200
_LEGAL_FORM = re.compile(
    r"\b(?:g?gmbh|mbh|ag|kg|kgaa|ohg|ug|gbr|se|eg|ev)\b|\be\. ?[vg]\b", re.IGNORECASE
)
# Of the name's beginning only: what follows a dash or a comma is a department of its own name.
_HEAD = re.compile(r" [-–] |[,;:(/]")
_OTHERS = re.compile(
    r"(?<!\w)(?!volkshoch)\w*(?:universität|hochschule|institut|akademie|verein|stiftung"
    r"|gesellschaft|genossenschaft|kirche|sparkasse|bank|werke|klinik|klinikum|krankenhaus|kammer"
    r"|innung|handwerkerschaft|jugendring|sportbund|diakonie|caritas|kirchenkreis|kirchengemeinde"
    r"|kirchenverband|pfarrei|pfarrgemeinde)(?!\w)"
    r"|(?<!\w)(?:evangelisch|katholisch|jüdisch|islamisch|freikirchlich)\w*",
    re.IGNORECASE,
)
_TOWN = (
    r"(?:landeshaupt|haupt|hanse|bundes|kreis|universitäts|hochschul|klingen|wallfahrts|kolping"
    r"|dom|schloss-?|barock|brüder-grimm-|luther|kur|berg)?stadt"
)
_MUNICIPAL = re.compile(
    # "Kreis Coesfeld", "Märkischer Kreis", "Ennepe-Ruhr-Kreis", "Rhein-Kreis Neuss"
    r"(?:der |die )?(?:[\w-]+er )?(?:(?:land)?kreis|[\w-]+-kreis|kreisverwaltung)(?:es)?\b"
    # "Stadt Dülmen", "Alte Hansestadt Lemgo", "Kreis- und Hochschulstadt Meschede"
    rf"|(?:der |die |freie |alte |große |(?:freie|[\w]+-) und ){{0,2}}{_TOWN}\b"
    r"|(?:stadt|gemeinde)verwaltung\b|(?:samt|verbands|orts|einheits)?gemeinde\b|markt\b"
    r"|städteregion\b|region hannover\b|(?:regional|landschafts|gemeinde)verband\b"
    r"|verwaltungsgemeinschaft\b|kommunal\w*"
    r"|(?:[\w.-]+ ){0,3}[\w-]*zweckverband\b",
    re.IGNORECASE,
)
# A county in one word ("Hochsauerlandkreis"); circles of people are none.
_COUNTY = re.compile(
    r"(?!(?:arbeits|förder|freundes|gesprächs|initiativ|experten|unternehmer)kreis)\w{3,30}kreis\b",
    re.IGNORECASE,
)


def is_municipal(name: str) -> bool:
    """Tell whether ``name`` is that of a county, a town or an association of such."""
    line = " ".join(name[:_LONGEST].split())
    head = _HEAD.split(line, maxsplit=1)[0]
    if _LEGAL_FORM.search(line) or _OTHERS.search(head):
        return False
    return bool(_MUNICIPAL.match(head) or _COUNTY.match(head))
