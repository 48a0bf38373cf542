"""The spider of the Förderdatenbank on exports in the publisher's form, with our own sentences."""

from __future__ import annotations

from scrapy.http import Response

from scout.domain import Finding, FundingCall, Section
from scout.fields import source_fields
from scout.sample.export import programme_xml, sample_documents, zip_of
from spiders.de_foerderdatenbank import DeFoerderdatenbank

ROOT = "BMWI/FDB/Content/DE"


def read(documents: dict[str, bytes]) -> tuple[dict[str, FundingCall], list[Finding]]:
    """Return calls by key and findings of an export."""
    response = Response("https://www.foerderdatenbank.de/FDB/WS/export", body=zip_of(documents))
    found = list(DeFoerderdatenbank().parse(response))
    calls = {each.key: each for each in found if isinstance(each, FundingCall)}
    return calls, [each for each in found if isinstance(each, Finding)]


def document(kind: str, name: str, properties: str) -> dict[str, bytes]:
    """Return one file of the export that holds ``properties``."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<document xmlns:xlink="http://www.w3.org/1999/xlink" name="x" path="/x" type="gsb:x">'
        f"{properties}</document>"
    )
    return {f"{ROOT}/{kind}/{name}.xml": text.encode()}


def rich(name: str, html: str) -> str:
    escaped = html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<property name="gsb:{name}" type="RichText"><text>&lt;![CDATA[&lt;div&gt;{escaped}'
        "&lt;/div&gt;]]&gt;</text></property>"
    )


PROGRAMME = {
    "path": "Land/NRW/dorf-digital",
    "title": "Dorf digital",
    "kurztext": "Wenn Sie Ihr Dorf vernetzen, können Sie einen Zuschuss erhalten.",
    "volltext": "Das Land fördert:\n\n- Funkmasten,\n- Bänke mit WLAN.",
    "fristen": "Anträge sind bis zum 31. Mai 2027 zu stellen.",
    "foerderart": ["zuschuss"],
    "foerderberechtigte": ["kommune"],
    "foerdergebiet": ["nordrhein_westfalen"],
    "foerdergeber": ["land"],
    "foerderbereich": ["digitalisierung"],
    "funder": "M/ministerium",
    "links": ["D/dorf"],
}
PATH = f"{ROOT}/Foerderprogramm/Land/NRW/dorf-digital.xml"


def test_the_identity_is_the_whole_path_and_the_address_follows_from_it():
    other = PROGRAMME | {"path": "Land/Hessen/dorf-digital"}
    documents = {
        PATH: programme_xml(PROGRAMME),
        f"{ROOT}/Foerderprogramm/Land/Hessen/dorf-digital.xml": programme_xml(other),
    }

    calls, _ = read(documents)

    assert sorted(calls) == ["Land/Hessen/dorf-digital", "Land/NRW/dorf-digital"]
    assert calls["Land/NRW/dorf-digital"].url == (
        "https://www.foerderdatenbank.de/FDB/Content/DE/Foerderprogramm/Land/NRW/dorf-digital.html"
    )


def test_fields_and_sections_are_taken_over_unaltered():
    calls, _ = read({PATH: programme_xml(PROGRAMME)})

    call = calls["Land/NRW/dorf-digital"]
    assert call.title == "Dorf digital"
    assert call.sections == (
        Section("Kurztext", "Wenn Sie Ihr Dorf vernetzen, können Sie einen Zuschuss erhalten."),
        Section("Volltext", "Das Land fördert:\n• Funkmasten,\n• Bänke mit WLAN."),
        Section("Fristen", "Anträge sind bis zum 31. Mai 2027 zu stellen."),
    )
    assert call.codes["Foerderberechtigte"] == ("kommune",)
    assert call.codes["Foerdergebiet"] == ("nordrhein_westfalen",)


def test_funder_and_links_of_other_files_are_followed():
    documents = {
        PATH: programme_xml(PROGRAMME),
        **document("Foerdergeber", "M/ministerium", rich("title", "<p>Ministerium für Dörfer</p>")),
        **document(
            "ExternerLink",
            "D/dorf",
            rich("title", "<p>Alles zum Dorf</p>")
            + '<property name="gsb:url" type="String"><value>https://dorf.example/</value></property>',
        ),
    }

    calls, findings = read(documents)

    call = calls["Land/NRW/dorf-digital"]
    assert call.funder == "Ministerium für Dörfer"
    assert [(link.title, link.url) for link in call.links] == [
        ("Alles zum Dorf", "https://dorf.example/")
    ]
    assert findings == []


def test_a_link_that_leads_elsewhere_than_to_the_web_is_no_link():
    script = '<property name="gsb:url" type="String"><value>javascript:alert(1)</value></property>'
    documents = {PATH: programme_xml(PROGRAMME), **document("ExternerLink", "D/dorf", script)}

    calls, _ = read(documents)

    assert calls["Land/NRW/dorf-digital"].links == ()


def test_missing_files_are_named_once():
    calls, findings = read({PATH: programme_xml(PROGRAMME)})

    assert calls["Land/NRW/dorf-digital"].funder is None
    assert sorted(finding.code for finding in findings) == ["link_missing", "link_missing"]
    assert any("Foerdergeber/M/ministerium" in finding.text for finding in findings)


def test_a_byte_that_xml_does_not_allow_is_a_finding_and_costs_nothing_else():
    documents = {PATH: programme_xml(PROGRAMME).replace(b"Funkmasten", b"Funk\x02masten")}

    calls, findings = read(documents)

    assert "Funkmasten" in source_fields(calls["Land/NRW/dorf-digital"])["section.Volltext"]
    assert [finding.code for finding in findings if finding.code != "link_missing"] == [
        "not_well_formed"
    ]


def test_where_kurztext_and_volltext_are_empty_the_guideline_holds_the_description():
    html = (
        "<p>Dorf digital</p><h2>Ziel und Gegenstand</h2><p>Gefördert wird das Netz.</p>"
        "<h2>Antragsberechtigte</h2><p>Antragsberechtigt sind Gemeinden.</p>"
    )
    calls, _ = read(document("Foerderprogramm", "Bund/alt", rich("bodyText", html)))

    assert calls["Bund/alt"].title is None
    assert calls["Bund/alt"].sections == (
        Section("Beschreibung", "Dorf digital"),
        Section("Ziel und Gegenstand", "Gefördert wird das Netz."),
        Section("Antragsberechtigte", "Antragsberechtigt sind Gemeinden."),
    )


def test_special_characters_of_the_source_stay():
    html = "<p>Netz\u00adausbau für 5.000\u00a0EUR ?Dorf?</p>"

    calls, _ = read(document("Foerderprogramm", "Bund/x", rich("summary", html)))

    assert calls["Bund/x"].sections[0].text == "Netz\u00adausbau für 5.000\u00a0EUR ?Dorf?"


def test_contact_persons_are_left_out():
    contact = document(
        "Kontakt",
        "P/person",
        rich("title", "<p>Erika Beispiel</p>")
        + '<property name="gsb:phone" type="String"><value>02541 000</value></property>',
    )

    calls, findings = read({PATH: programme_xml(PROGRAMME), **contact})

    assert "Erika" not in repr((calls, findings))
    assert "02541" not in repr((calls, findings))


def test_the_sample_is_read_without_a_finding():
    for number in (1, 2):
        calls, findings = read(sample_documents(number))

        assert findings == []
        assert len(calls) >= 40
        assert all(call.title and call.sections and call.codes for call in calls.values())
