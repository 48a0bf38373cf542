"""Contact persons go, structure stays – whatever stands there, and in time linear to its length."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scout.collect.redaction import redacted, redacted_text
from scout.sample.export import sample_documents

PERSONS = {
    "a mail address": "<p>Fragen an <b>maxi.mustermann@amt.example</b></p>",
    "a mail link": '<a href="mailto:maxi.mustermann@amt.example?subject=x">schreiben</a>',
    "an at in words": "maxi.mustermann (at) amt.example, maxi.mustermann[at]amt[dot]example",
    "an at as an entity": "maxi.mustermann&#64;amt.example maxi.mustermann&#x40;amt.example",
    "an at in an address": '<a href="/mail?an=maxi.mustermann%40amt.example">x</a>',
    "an at in JSON": '{"an": "maxi.mustermann\\u0040amt.example"}',
    "a salutation": "<p>Frau Maxi Mustermann und Herr Dr. M. Mustermann</p>",
    "a degree": "<td>Dr. med. Maxi von der Mustermann</td>",
    "a contact person": "<h2>Ihre Ansprechperson</h2><p>Maxi Mustermann</p>",
    "a contact as a heading": "<h2>Kontakt</h2><h3>Maxi Mustermann</h3>",
    "a partner in a list": "<dl><dt>Ansprechpartnerin:</dt><dd>Mustermann, Maxi</dd></dl>",
    "an umlaut": "<p>Kontakt: Maxi Mustermann-M&uuml;ller</p>",
    "a title of a link": '<p>Kontakt <a href="/x" title="Profil von Maxi Mustermann">mehr</a></p>',
    "a telephone": "<p>Telefon: <b>0211</b> 4972-1234, Fax 0211 / 4972 99</p>",
    "an extension": "<p>Zentrale 02541 18-0, Durchwahl 18-4972 oder -4972</p>",
    "a telephone alone": "<p>Erreichbar unter 0211 4972-1234.</p>",
    "a telephone from abroad": "<p>+49 (0) 211 4972-1234</p>",
    "a telephone to tap": '<a href="tel:+492114972-1234">anrufen</a>',
    "a vCard": "BEGIN:VCARD\nFN:Maxi Mustermann\nN:Mustermann;Maxi\nTEL;WORK:0211 4972\nEND:VCARD",
    "microdata": '<b itemprop="givenName">Maxi</b> <b itemprop="familyName">Mustermann</b>',
    "an hCard": '<div class="vcard"><span class="fn">Maxi Mustermann</span></div>',
    "a feed": "<author><name>Maxi Mustermann</name></author><dc:creator>Maxi M</dc:creator>",
    "a feed's CDATA": "<dc:creator><![CDATA[Maxi Mustermann]]></dc:creator>",
    "JSON": '{"contactPerson": {"name": "Maxi Mustermann", "phone": "4972"}}',
    "JSON by key": '{"vorname": "Maxi", "nachname": "Mustermann", "telefon": "4972"}',
    "who is in charge": "<p>Zuständig: Maxi Mustermann, Dezernat 33</p>",
    "who works on it": "<p>Sachbearbeitung: Maxi Mustermann</p>",
    "who leads it": "<dt>Projektleitung</dt><dd>Dr.-Ing. Maxi Mustermann</dd>",
    "whom to ask": "<p>Rückfragen an: Maxi Mustermann. Fragen beantwortet Maxi Mustermann.</p>",
    "who signed": "<p>Im Auftrag<br>Mustermann</p><p>gez. Maxi Mustermann</p>",
    "a table of one": "<h2>Ansprechpartner</h2><table><tr><th>Name</th><td>Mustermann</td></table>",
    "an initial behind": "<h2>Ansprechpersonen</h2><ul><li>Mustermann, M.</li></ul>",
    "an at and a dot in words": "<p>maxi.mustermann at kreis dot de</p>",
    "an at of one letter": "<p>maxi.mustermann(a)kreis.de</p>",
    "an at in a tag": "<p>maxi.mustermann <i>@</i> kreis.de</p>",
    "a page of a person": '<a href="/team/maxi-mustermann">x</a> /mitarbeiter/maxi_mustermann.html',
    "a picture": '<img src="/bilder/maxi-mustermann.jpg"><img src="Mustermann%20M.PNG?w=1">',
    "a number within the house": "<p>Durchwahl 4972, Apparat: <b>4972</b></p>",
    "escaped markup": "<text>&lt;h3&gt;Ansprechpartner&lt;/h3&gt; Maxi Mustermann</text>",
}
SECRET = re.compile(r"Maxi|Mustermann|mustermann|4972")
# What a spider reads, and no person.
FIELDS = (
    "<h1>Digitale Verwaltung im Kreis</h1><dl><dt>Antragsberechtigte</dt><dd>Kreise, Städte</dd>"
    "<dt>Art und Höhe</dt><dd>bis zu 1.200.000 Euro, 80 Prozent</dd></dl>"
    '<p>Anträge bis 01.10.2026, <time datetime="2026-10-01">1. Oktober</time>; '
    '<a href="/de/foerderung/60123-45/produkt.html">Förderprodukt 0815</a> '
    '<a href="https://www.bmftr.example/2026/11/2026-11-16-bekanntmachung.html">Richtlinie</a>, '
    "GKZ 05558012, HORIZON-MISS-2027-01-CIT-02</p>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("name", PERSONS)
def test_a_contact_person_is_found(name: str, encoding: str) -> None:
    body = PERSONS[name].encode(encoding)
    found = redacted(body)
    assert SECRET.search(found.decode(encoding)) is None, found
    assert len(found) == len(body)
    assert redacted(found) == found


def test_what_a_spider_reads_stays() -> None:
    assert redacted_text(FIELDS) == FIELDS


IN_A_PAGE = [name for name in PERSONS if "JSON" not in name and name != "a vCard"]


@pytest.mark.parametrize("name", IN_A_PAGE)
def test_persons_go_from_a_page_and_the_rest_of_it_stays(name: str) -> None:
    page = f"<html><body>{FIELDS}<div>{PERSONS[name]}</div><h2>Weitere Aufrufe</h2>{FIELDS}</body>"
    found = redacted_text(page)
    assert found.count(FIELDS) == 2
    assert SECRET.search(found) is None


OFFICES = (
    "<dl><dt>Zuständig</dt><dd>Bezirksregierung Münster</dd>"
    "<dt>Leitung:</dt><dd>Kreis Coesfeld</dd></dl>"
    "<p>Zuständig: Ministerium für Heimat. Zuständige Bewilligungsbehörde Köln.</p>"
    "<h3>3.3 Weiterleitung</h3><p>Eine Weiterleitung der Zuwendung</p><h3>Leitung</h3><p>Die "
    "Projektleitung liegt beim Kreis. Im Auftrag der Kommunen; Name des Aufrufs: Digitale Dörfer; "
    'Absatz 1 (a) Nr.1; look at page 3 dot 2; <a href="/personal/stellen.html">Stellen</a> '
    '<a href="/foerderung/digitale-doerfer">x</a> Apparat der Verwaltung</p>'
)


def test_offices_headings_and_plain_words_stay() -> None:
    assert redacted_text(OFFICES) == OFFICES


def test_a_page_has_one_address_in_the_index_and_on_every_page() -> None:
    url = "https://a.example/team/maxi-mustermann.html"
    assert redacted_text(url) == "https://a.example/team/xxxx-xxxxxxxxxx.html"
    assert redacted_text(url) in redacted_text(f'<a href="{url}">Maxi</a>')


def test_identifiers_stay_also_near_a_telephone() -> None:
    text = (
        '"phone": "", "status": "31094501", "identifier": "HORIZON-CL5-2026-10-D6-07", 16.11.2026'
    )
    assert redacted_text(text) == text


def test_addresses_of_pages_stay_also_near_a_contact() -> None:
    links = '<a href="/ansprechpartner/2026-0211-4972">x</a> https://a.example/0211-4972-12 '
    page = f'Kontakt, Telefon {links} {{"url": "https://a.example/0211/4972-1"}}'
    assert redacted_text(page) == page


MARKUP = st.recursive(
    st.text(st.characters(exclude_characters="<>&", exclude_categories=["C"]), max_size=30)
    | st.sampled_from(
        [value for value in PERSONS.values() if "<" not in value and "&" not in value]
    ),
    lambda inner: st.builds(
        lambda tag, attribute, parts: f"<{tag} {attribute}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "h1", "dd", "span", "author", "a"]),
        st.sampled_from(
            ['class="fn"', 'itemprop="telephone"', 'href="/kontakt"', 'title="Herr A B"']
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


def shape(markup: str) -> list[tuple[str, int]]:
    root = etree.fromstring(f"<root>{markup}</root>".encode(), etree.XMLParser(recover=False))
    return [(element.tag, len(element.text or "")) for element in root.iter()]


@given(MARKUP)
def test_structure_stays_whatever_the_page(markup: str) -> None:
    found = redacted_text(markup)
    assert [tag for tag, _ in shape(found)] == [tag for tag, _ in shape(markup)]
    before, after = (re.sub(r">[^<]*<", "><", f"<p>{each}</p>") for each in (markup, found))
    assert before == after or "title=" in markup


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_stay_as_many(body: bytes) -> None:
    found = redacted(body)
    assert len(found) == len(body)


@given(st.text(max_size=200))
def test_text_stays_text(text: str) -> None:
    assert isinstance(redacted_text(text), str)


@pytest.mark.parametrize(
    "piece",
    'kontakt|<|tel|@a.b|Frau |A |<author>|0211 |&#109;|"phone":"|<a class=\'|contact<h2 |%40|Dr. '
    '|<a class="fn" |<![CDATA[|tel:0|x@|(at)|FN:|ü|\\u00fc|Leitung:|Leitung<a |gez. |a at b dot '
    "|a at |/team/|/team/a-b|/a|.jpg|Name<a>|Durchwahl |x(a)|<i>@|Im Auftrag ".split("|"),
)
def test_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        body = (piece.encode() * (length // len(piece.encode()) + 1))[:length]
        began = time.process_time()
        redacted(body)
        return time.process_time() - began

    # A bound that quadratic time breaks by far, on whatever machine: a tenth takes a tenth.
    assert seconds(400_000) < 20 * (seconds(40_000) + 0.01) + 0.5


def test_the_sample_is_read_the_same_without_its_persons() -> None:
    for content in sample_documents(1).values():
        before, after = etree.fromstring(content), etree.fromstring(redacted(content))
        assert [(each.tag, dict(each.attrib)) for each in after.iter()] == [
            (each.tag, dict(each.attrib)) for each in before.iter()
        ]
