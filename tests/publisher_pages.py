"""One call on the pages of two publishers, and how pages are read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import settings

from scout.domain import FundingCall
from scout.facts import Facts
from scout.reading.facts import read_facts
from scout.reading.pages import (
    Page,
    Reading,
    read_page,
    sections_of_call,
)

URL = "https://foerderung.example/programme/pegelnetze"


SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "foerderdatenbank"


PROPERTY = settings(max_examples=120, deadline=None)


HEAD = """<!doctype html><html lang="de-DE"><head><meta charset="utf-8">
<title>Digitale Pegelnetze | Amt für Muster</title><style>p { color: red }</style></head><body>
<a class="skip-link" href="#content">Zum Inhalt</a>
<div id="cookie-hinweis"><h2>Wir verwenden Cookies</h2><p>Bitte stimmen Sie zu.</p></div>
<header><a href="/">Amt für Muster</a>
<nav><ul><li><a href="/a">Förderung</a></li></ul></nav></header>
"""


FOOT = """<footer><h2>Service</h2><a href="/impressum">Impressum</a></footer>
<script>var frist = "1.1.2030";</script></body></html>"""


SEMANTIC = f"""{HEAD}<main>
<nav aria-label="Brotkrumen"><a href="/a">Förderung</a> / Pegelnetze</nav>
<h1>Digitale Pegelnetze</h1>
<p>Das Land hilft beim Aufbau von Netzen, die Wasserstände messen.</p>
<dl><dt>Fördergeber</dt><dd>Land Nordrhein-Westfalen</dd>
<dt>Förderart</dt><dd>Zuschuss</dd><dt>Fördergebiet</dt><dd>Nordrhein-Westfalen</dd>
<dt>Kennziffer</dt><dd>P-17</dd>
<dt>Antragsfrist</dt><dd>30. September 2026</dd>
<dt>Ansprechpartnerin</dt><dd>Petra Beispiel, Telefon 0251 1234567</dd></dl>
<h2>Wer wird gefördert?</h2><p>Kreise, Städte und Gemeinden in Nordrhein-Westfalen</p>
<h2>Was wird gefördert?</h2><p>Gefördert werden:</p><ul><li>Pegel mit Funk</li>
<li>Plattformen für <a href="/daten">Messdaten</a></li></ul>
<h2>Wie wird gefördert?</h2>
<p>Der Zuschuss beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben.</p>
<h2>Pegelhäuschen</h2><p>Für Häuschen gilt ein eigener Aufruf.</p>
<h2>Ihre Ansprechperson</h2><p>Petra Beispiel</p><p>petra@amt.example</p>
<h2>Das könnte Sie auch interessieren</h2><p>Antragsfrist für Brücken: 1. Januar 2031</p>
<aside><h2>Newsletter</h2><p>Jede Woche neu.</p></aside>
</main>{FOOT}"""


PLAIN = f"""{HEAD}<div class="wrap-7"><div class="x1">
<div class="breadcrumb"><a href="/a">Förderung</a> / Pegelnetze</div>
<h1>Digitale Pegelnetze</h1>
<div>Das Land hilft beim Aufbau von Netzen, die Wasserstände messen.</div>
<table><tr><td><strong>Fördergeber:</strong></td><td>Land Nordrhein-Westfalen</td></tr>
<tr><td><strong>Förderart:</strong></td><td>Zuschuss</td></tr></table>
<div class="row"><div>Fördergebiet</div><div>Nordrhein-Westfalen</div></div>
<p><b>Kennziffer:</b> P-17</p>
<p><strong>Antragsfrist:</strong> 30. September 2026</p>
<p><strong>Ansprechpartnerin:</strong><br>Petra Beispiel, Telefon 0251 1234567</p>
<p><strong>Wer wird gefördert?</strong><br>Kreise, Städte und Gemeinden in Nordrhein-Westfalen</p>
<div><b>Was wird gefördert?</b></div><div>Gefördert werden:</div><ul><li>Pegel mit Funk</li>
<li>Plattformen für <a href="/daten">Messdaten</a></li></ul>
<p><strong>Wie wird gefördert?</strong></p>
<div>Der Zuschuss beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben.</div>
<p><b>Pegelhäuschen</b></p><div>Für Häuschen gilt ein eigener Aufruf.</div>
<p><strong>Ihre Ansprechperson</strong></p><p>Petra Beispiel</p><p>petra@amt.example</p>
<p><strong>Das könnte Sie auch interessieren</strong></p>
<p>Antragsfrist für Brücken: 1. Januar 2031</p>
</div></div>{FOOT}"""


def reading_of(markup: str) -> Reading:
    return sections_of_call(read_page(markup, URL))


def texts(reading: Reading | Page) -> dict[str, str]:
    return {section.heading: section.text for section in reading.sections}


def facts_of(reading: Reading) -> Facts:
    return read_facts(
        FundingCall(source="probe", key="k", url=URL, title="Pegel", sections=reading.sections)
    )


def body(markup: str) -> str:
    return f"<html><body><main><h1>Pegelnetze</h1>{markup}</main></body></html>"
