"""Findings of a crawl in German words, for people who know no codes."""

from __future__ import annotations

from collections.abc import Mapping

# Findings as a coordinator reads them; what is not listed is the operator's business.
_FINDINGS: Mapping[str, str] = {
    "too_few_items": "es kamen zu wenige Einträge",
    "count_collapsed": "es kamen viel weniger Einträge als sonst",
    "count_fell": "es kamen weniger Einträge als sonst",
    "limit_reached": "der Abruf nahm kein Ende",
    "fill_rate": "wichtige Angaben fehlen",
    "fill_rate_fell": "Angaben fehlen, die sonst da sind",
    "items_rejected": "einzelne Einträge waren unbrauchbar",
    "item_rejected": "einzelne Einträge waren unbrauchbar",
    "item_unreadable": "einzelne Einträge waren unlesbar",
    "not_well_formed": "einzelne Dateien waren fehlerhaft",
    "not_modified": "unverändert seit dem letzten Abruf",
    "not_modified_unknown": "die Quelle nennt sich unverändert, wurde aber noch nie gelesen",
    "labels_missing": "die Namen der Programme fehlten",
    "stale_copies": "einzelne Einträge waren alte Kopien",
    "json_text_broken": "einzelne Angaben waren abgeschnitten",
    "order_refused": "die Quelle nahm unsere Reihenfolge nicht an",
    "not_a_feed": "statt der Meldungen kam etwas anderes",
    "not_a_sitemap": "statt des Seitenverzeichnisses kam etwas anderes",
    "sitemap_cut": "das Seitenverzeichnis war unglaubwürdig lang",
    "sitemap_entries_left_out": "einzelne Verweise waren unbrauchbar",
    "sitemap_dates_not_read": "Daten einzelner Seiten waren unlesbar",
    "host_not_declared": "die Quelle verweist auf eine fremde Adresse",
    "address_not_public": "die Quelle verweist in ein internes Netz",
    "bot_wall": "die Quelle verlangt einen Menschen am Bildschirm",
    "asked_to_wait": "die Quelle bittet, später wiederzukommen",
    "charset_wrong": "die Seite gibt eine falsche Zeichenkodierung an",
    "moved": "die Seite liegt jetzt an einer anderen Adresse",
    "redirect_loop": "die Seite verweist endlos weiter",
    "link_missing": "einzelne Verweise führen ins Leere",
    "xml_doctype": "einzelne Dateien waren anders aufgebaut als bekannt",
    "too_large": "die Antwort war unglaubwürdig groß",
    "cut_off": "die Antwort brach mittendrin ab",
    "not_a_zip": "statt der Daten kam etwas anderes",
    "not_a_table": "statt der Daten kam etwas anderes",
    "columns_unknown": "die Tabelle hat Spalten, die wir nicht kennen",
    "columns_missing": "der Tabelle fehlen Spalten",
    "amount_form": "einzelne Summen waren anders angegeben als bekannt",
    "ags_form": "einzelne Gemeindekennziffern waren anders angegeben als bekannt",
    "form_missing": "das Suchformular war nicht zu finden",
    "form_changed": "das Suchformular war anders aufgebaut als bekannt",
    "hits_unknown": "die Quelle nannte keine Zahl der Treffer",
    "projects_elsewhere": "einzelne Empfänger liegen nicht im Land oder sagen es nicht",
    "zip_damaged": "die Datei war beschädigt",
    "zip_member_path": "die Datei war anders aufgebaut als bekannt",
    "zip_too_large": "die Datei war unglaubwürdig groß",
    "zip_encrypted": "die Datei war verschlüsselt",
    "not_json": "statt der Daten kam etwas anderes",
    "other_structure": "die Antwort war anders aufgebaut als bekannt",
    "same_page_again": "die Quelle lieferte immer wieder dasselbe",
    "records_missing": "es kamen weniger Einträge, als die Quelle angibt",
    "records_repeated": "Einträge kamen mehrfach, andere vielleicht nicht",
    "record_form": "einzelne Einträge waren anders aufgebaut als bekannt",
    "field_form": "einzelne Einträge waren anders aufgebaut als bekannt",
    "date_form": "einzelne Termine waren anders angegeben als bekannt",
    "value_too_long": "einzelne Einträge waren unglaubwürdig lang",
    "feed_empty": "es kam nichts",
    "feed_cut": "nur die ersten Meldungen wurden gelesen",
    "link_form_unknown": "einzelne Verweise hatten eine unbekannte Form",
    "no_call": "einzelne Einträge waren keine Aufrufe",
    "period_not_read": "einzelne Fristen im Titel waren unlesbar",
    "link_not_followed": "einzelne Verweise führen zu fremden Seiten",
    "heading_unplaced": "einzelne Überschriften waren unbekannt",
    "page_without_text": "einzelne Seiten hatten keinen lesbaren Text",
    "page_not_understood": "einzelne Seiten waren anders aufgebaut als bekannt",
    "page_elsewhere": "einzelne Seiten führen jetzt woandershin",
    "pages_not_understood": "viele Seiten zeigten keinen Aufruf mehr",
    "dates_not_read": "Daten einzelner Meldungen waren unlesbar",
    "feed_damaged": "die Meldungen waren unlesbar",
    "entries_left_out": "viele Meldungen waren unbrauchbar",
    "entries_repeated": "viele Meldungen standen doppelt da",
    "connection_refused": "die Verbindung wurde abgelehnt",
    "connection_lost": "die Verbindung brach ab",
    "download_failed": "die Seite war nicht zu lesen",
    "certificate": "dem Zertifikat des Servers ist nicht zu trauen",
    "tls_failed": "es kam keine sichere Verbindung zustande",
    "proxy_failed": "der Proxy ließ den Abruf nicht durch",
    "host_unknown": "der Server war nicht zu finden",
    "timeout": "der Server hat nicht geantwortet",
    "time_limit": "der Abruf dauerte zu lange",
    "robots_forbidden": "die Quelle erlaubt den Abruf nicht",
    "robots_delay": "die Quelle verlangt sehr lange Pausen",
    "tdm_reserved": "die Quelle behält sich die Auswertung ihrer Texte vor",
    "tdm_unknown": "ob die Quelle sich die Auswertung vorbehält, war unlesbar",
    "robots_unreachable": "die Quelle sagt nicht, was sie erlaubt",
    "aborted": "der Abruf wurde abgebrochen",
    "crashed": "der Abruf ist abgestürzt",
    "not_finished": "der Abruf endete vorzeitig",
    "exception": "die Seite war anders aufgebaut als bekannt",
    "busy": "die Quelle wird gerade schon gelesen",
    "more_findings": "und weitere Auffälligkeiten",
    "pdf_cut": "ein langes Dokument wurde nur zum Teil gelesen",
    "pdf_damaged": "einzelne Dokumente waren beschädigt",
    "pdf_encrypted": "einzelne Dokumente waren verschlüsselt",
    "pdf_image_only": "einzelne Dokumente waren nur Bilder ohne Text",
    "pdf_too_large": "einzelne Dokumente waren unglaubwürdig groß",
    "not_a_pdf": "statt eines Dokuments kam etwas anderes",
    "list_without_calls": "die Liste der Quelle zeigte keine Aufrufe",
    "list_cut": "die Liste der Quelle wurde nur zum Teil gelesen",
    "sighting_unknown": "Seiten nannten sich unverändert, die wir nicht kannten",
    "page_missing": "einzelne Verweise der Liste führen ins Leere",
    "pages_missing": "viele Verweise der Liste führen ins Leere",
    "pages_gone": "viele Seiten waren auf einmal verschwunden",
    "label_unknown": "einzelne Angaben waren unbekannt",
    "tenders_left_out": "einzelne Einträge waren Aufträge und keine Förderung",
    "kind_unclear": "von einzelnen Einträgen ist unklar, ob sie eine Förderung sind",
    "other_product": "einzelne Seiten zeigten ein anderes Produkt",
    "product_gone": "einzelne Produkte gibt es nicht mehr",
    "no_funding_guideline": "einzelne Vorschriften waren keine Förderrichtlinien",
    "left_out": "einzelne Antworten wurden nicht aufbewahrt",
}


# What costs a page, of which a source has many.
_OF_ONE_PAGE = frozenset(
    "timeout connection_refused connection_lost download_failed cut_off too_large host_unknown "
    "redirect_loop certificate tls_failed bot_wall".split()
)


# The source, or the way to it, gave no answer; with others it answered and could not be read.
_SILENCE = frozenset(
    "timeout connection_refused connection_lost download_failed cut_off host_unknown certificate "
    "tls_failed proxy_failed time_limit robots_unreachable".split()
)


def is_silence(code: str) -> bool:
    """Tell whether a finding says that nobody answered, or only an error of the server."""
    return code.startswith("http_5") or code in _SILENCE


def doubt(code: str) -> str:
    """Say in a few words what was wrong with a crawl that was read all the same."""
    if code.startswith("http_") or code in _OF_ONE_PAGE:
        return "einzelne Seiten waren nicht zu lesen"
    return finding(code)


def finding(code: str) -> str:
    """Say in a few words what was wrong with a crawl."""
    if code.startswith("http_"):
        return f"der Server meldete Fehler {code.removeprefix('http_')}"
    return _FINDINGS.get(code, "es gab ein technisches Problem")
