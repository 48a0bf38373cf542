"""The parts of a mail beside its calls: deadlines, what was checked, what is missing, the foot."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag

from scout.digest.changes import FactChange
from scout.digest.compose import Digest
from scout.digest.coverage import SourceState, coverage_summary
from scout.digest.credit import credit, licence_pages
from scout.digest.left_out import left_out
from scout.digest.render import Rendered, render, subject, summary
from scout.domain import Brings, DeadlineKind
from scout.facts import Deadline
from scout.fit import TrackingState
from scout.links import Action, Kind, read_token
from tests.builders import NOON, TODAY, call_entry, facts, run, source, well_read
from tests.full_issue import (
    BASE,
    LINKS,
    changed_item,
    deadline_item,
    empty_issue,
    full_issue,
    new_item,
    states,
)

REPLY_TO = "leitstelle@kreis.example"


def mail(digest: Digest, *, linked: bool = True, reply_to: str = REPLY_TO) -> Rendered:
    return render(digest, states(), reply_to, LINKS if linked else None)


def soup(found: Rendered) -> BeautifulSoup:
    return BeautifulSoup(found.html, "lxml")


def folded(text: str) -> str:
    return " ".join(text.split())


def parts_of_text(text: str) -> list[str]:
    return re.findall(r"^(.+)\n=+$", text, re.MULTILINE)


# --- order ------------------------------------------------------------------------------------


def test_the_parts_come_in_the_same_order_in_text_and_html() -> None:
    found = mail(full_issue())

    order = [
        *("Fristen", "Neu und passend", "Geändert", "Trends", "Geprüft", "Nicht in dieser Mail")
    ]
    assert parts_of_text(found.text) == order
    assert [heading.get_text() for heading in soup(found).find_all("h2")] == order


def test_parts_that_are_empty_are_left_out() -> None:
    found = mail(replace(empty_issue(), changed=(changed_item(2),)))

    assert parts_of_text(found.text) == ["Geändert", "Geprüft"]
    assert [heading.get_text() for heading in soup(found).find_all("h2")] == ["Geändert", "Geprüft"]


def test_the_text_part_has_no_gap_and_ends_with_a_line() -> None:
    for digest in (full_issue(), empty_issue()):
        text = mail(digest).text
        assert "\n\n\n" not in text
        assert not [line for line in text.splitlines() if line != line.rstrip()]


# --- deadlines --------------------------------------------------------------------------------


def test_deadlines_stand_first_with_days_left_project_and_internal_deadlines() -> None:
    found = mail(full_issue(), linked=False)

    assert (
        "\n"
        "* noch 12 Tage, 31.12.2026: Smarte Beteiligung 7\n"
        "  https://foerderung.example/aufruf/k7\n"
        "  Projekt: Glasfaser für Schulen – Sie prüfen das\n"
        "  Kreis Musterland: Vorlage bis 04.02.2027 (Kreisausschuss),"
        " Beschluss 18.02.2027 (Kreistag)\n"
        "  Stadt Ahrn und Gemeinde Born: nur mit Dringlichkeitsentscheidung\n"
        "\n"
        "* noch 71 Tage, 28.02.2027: Smarte Beteiligung 8\n"
        "  https://foerderung.example/aufruf/k8\n"
        "  Projekt: Glasfaser für Schulen\n"
        "\n"
    ) in found.text
    (table,) = soup(found).find_all("table", role=False)
    first, second, third = table.find_all("tr")
    assert [cell["scope"] for cell in first.find_all("th")] == ["col", "col"]
    assert folded(second.get_text(" ")) == (
        "noch 12 Tage 31.12.2026 Smarte Beteiligung 7 Glasfaser für Schulen – Sie prüfen das"
        " Kreis Musterland: Vorlage bis 04.02.2027 (Kreisausschuss),"
        " Beschluss 18.02.2027 (Kreistag)"
        " Stadt Ahrn und Gemeinde Born: nur mit Dringlichkeitsentscheidung"
    )
    assert folded(third.get_text(" ")).endswith("Smarte Beteiligung 8 Glasfaser für Schulen")


def test_a_deadline_ahead_is_said_with_its_hour() -> None:
    on = date(2027, 2, 28)
    until = Deadline(DeadlineKind.FIXED, (TODAY, on), times=("", "17:00"), zone="Europe/Brussels")
    item = replace(deadline_item(7, on), call=call_entry(7, facts=facts(until)))

    found = mail(replace(empty_issue(), deadlines=(item,)))

    assert "* noch 71 Tage, 28.02.2027, 17:00 Uhr Brüsseler Zeit: Aufruf k7\n" in found.text
    assert "28.02.2027, 17:00 Uhr Brüsseler Zeit" in folded(soup(found).get_text(" "))


@pytest.mark.parametrize(
    ("on", "words"),
    [(TODAY, "heute, 19.12.2026"), (date(2026, 12, 20), "noch 1 Tag, 20.12.2026")],
)
def test_the_days_left_are_said_in_german(on: date, words: str) -> None:
    digest = replace(empty_issue(), deadlines=(deadline_item(7, on),))

    assert f"* {words}: Smarte Beteiligung 7\n" in mail(digest).text
    assert "das steht für Ihre Projekte an, Stand 19.12.2026." in mail(digest).html
    assert summary(digest) == "1 Frist"
    assert subject(digest) == "Fördermittel: 1 Frist – 19.12.2026"


def test_what_is_tracked_is_said_in_words() -> None:
    due = deadline_item(7, TODAY, tracked=TrackingState.APPLYING)

    found = mail(replace(empty_issue(), deadlines=(due,)))

    for part in (found.text, soup(found).get_text()):
        assert "Glasfaser für Schulen – Ihr Antrag ist in Arbeit" in part


# --- changes ----------------------------------------------------------------------------------


def test_facts_that_changed_come_before_the_words_of_the_source() -> None:
    found = mail(full_issue(), linked=False)

    assert (
        "* Aufruf k2\n"
        "  https://foerderung.example/aufruf/k2\n"
        "  Projekt: Glasfaser für Schulen\n"
        "  Frist: 31.03.2027 → 30.06.2027\n"
        "  Höchstbetrag: 100.000 € → 250.000 €\n"
        "  Jetzt: offen · Frist: 31.12.2026 (noch 12 Tage)\n"
        "  Fristen: geändert\n"
        "    bisher: „Bis 1. Mai 2027.“\n"
        "    jetzt: „Bis 1. Juni 2027.“\n"
        "  Steht nicht mehr in der Liste der Quelle\n"
        "  Quelle: Probequelle – Amt für Proben, CC BY 4.0\n"
    ) in found.text
    shown = folded(soup(found).get_text(" "))
    assert "Frist 31.03.2027 → 30.06.2027 Höchstbetrag 100.000 € → 250.000 €" in shown


def test_a_fact_of_any_length_stays_on_its_line() -> None:
    long = FactChange("Fördersatz " * 9, "80 %\n\n* Falsch", "90 % " * 200)
    digest = replace(empty_issue(), changed=(replace(changed_item(2), facts=(long,)),))

    lines = mail(digest).text.splitlines()

    assert [line for line in lines if line.startswith("* ")] == ["* Aufruf k2"]
    assert max(map(len, lines)) < 700


# --- trends -----------------------------------------------------------------------------------


def test_trends_stand_under_the_field_that_they_touch() -> None:
    found = mail(full_issue())

    trends = found.text.partition("\nTrends\n")[2].partition("\nGeprüft\n")[0]
    assert re.findall(r"^(.+)\n-+$", trends, re.MULTILINE) == ["Infrastruktur", "Bildung"]
    assert (
        "* Meldung 2\n"
        "  https://presse.example/n2\n"
        "  Quelle: Blatt für Kommunen, 19.12.2026\n"
        "  Berührt: Radwege im Alltag – Glasfaser, Schulen\n"
        "  Auch: Glasfaser für Schulen\n"
    ) in trends
    assert "gehört dem Verlag" not in found.text + found.html
    heading = soup(found).find("h2", string="Trends")
    assert isinstance(heading, Tag)
    assert [each.get_text() for each in heading.find_next_siblings("h3")] == [
        "Infrastruktur",
        "Bildung",
    ]


# --- what was read ----------------------------------------------------------------------------


def test_where_all_sources_are_well_one_line_says_so() -> None:
    found = render(full_issue(), [well_read(), well_read()], REPLY_TO)

    said = coverage_summary([well_read(), well_read()], TODAY)
    assert f"\nGeprüft\n=======\n{said}\n\nNicht in dieser Mail\n" in found.text
    assert "Achtung" not in found.html
    assert "ACHTUNG" not in found.text


def test_what_was_not_read_has_a_line_of_its_own() -> None:
    found = mail(full_issue())

    (warning,) = [line for line in found.text.splitlines() if line.startswith("ACHTUNG: ")]
    assert "Landesquelle" in warning
    assert folded(warning.removeprefix("ACHTUNG: ")) in folded(soup(found).get_text(" "))


@pytest.mark.parametrize("linked", [True, False])
def test_a_sign_of_life_says_nothing_is_new_only_of_what_was_read(*, linked: bool) -> None:
    found = mail(empty_issue(), linked=linked)

    said = "2 von 3 Quellen gelesen, darin nichts Neues"
    assert found.subject == f"Fördermittel: {said} – 19.12.2026"
    heading = soup(found).h1
    assert heading is not None
    assert heading.get_text() == said
    assert f"\n{said} für Ihre Projekte, Stand 19.12.2026." in found.text
    assert "in den gelesenen Quellen ist für Ihre Projekte nichts dazugekommen" in found.html
    for part in (found.text, folded(soup(found).get_text(" "))):
        assert "Welche Quellen gelesen wurden, steht unter „Geprüft“." in part
        assert "Zurzeit liegt keine Frist an, an die zu erinnern ist." in part
        assert coverage_summary(states(), TODAY) in part
        assert "das ist neu" not in part
    assert parts_of_text(found.text) == ["Fristen", "Geprüft"]


def test_a_sign_of_life_after_all_sources_were_read_says_so_in_its_subject() -> None:
    found = render(empty_issue(), [well_read(), well_read()], REPLY_TO)

    assert found.subject == "Fördermittel: nichts Neues in den gelesenen Quellen – 19.12.2026"


@pytest.mark.parametrize("unread", [0, 1, 3])
def test_a_sign_of_life_without_any_source_read_claims_nothing(unread: int) -> None:
    broken = [SourceState(source("land", title="Landesquelle"), run("FAILED"), run())] * unread
    found = render(empty_issue(), broken, REPLY_TO)

    assert found.subject == "Fördermittel: keine Quelle gelesen – 19.12.2026"
    assert found.text.splitlines()[2].startswith("keine Quelle gelesen, Stand 19.12.2026: Ob ")
    shown = soup(found)
    assert shown.h1 is not None
    assert shown.h1.get_text() == "keine Quelle gelesen"
    for part in (found.text, folded(shown.get_text(" "))):
        assert "b für Ihre Projekte etwas dazugekommen ist, ist nicht bekannt" in part
        assert "nichts" not in part.partition("Fristen")[0]
        assert f"0 von {unread} " in part


def test_an_issue_of_which_only_the_list_is_left_says_so() -> None:
    digest = replace(empty_issue(), listed=(new_item(1), new_item(2)))

    assert summary(digest) == "2 Aufrufe als Liste"
    assert "2 weitere Aufrufe stehen in der angehängten Liste" in mail(digest).text


# --- what is missing --------------------------------------------------------------------------


def test_each_reason_for_which_something_is_missing_is_said() -> None:
    said = [
        "2 weitere Einträge folgen in den nächsten Ausgaben.",
        "1 weiterer Aufruf steht in der angehängten Liste: er hatte bisher keinen Platz.",
        "4 weitere Aufrufe passen zu Ihren neuen Projekten und waren schon da: "
        "Die erste Ausgabe dazu zeigt nur eine Auswahl.",
        "3 Aufrufe passen inhaltlich, sind aber nach Fördergebiet oder Antragsberechtigten"
        " nicht für Ihre Projekte offen.",
        "1 Aufruf, den Sie nicht mehr sehen wollten.",
        "2 Aufrufe, die als unpassend für Ihre Projekte bewertet wurden.",
        "5 Aufrufe sind noch nicht ausgewertet; sie folgen, sobald bekannt ist,"
        " ob man sich bewerben kann.",
    ]
    assert left_out(full_issue()) == said
    found = mail(full_issue())
    items = [folded(item.get_text()) for item in soup(found).find_all("li")]
    for line in said:
        assert f"\n{line}\n" in found.text
        assert line in items
    assert left_out(empty_issue()) == []


def test_one_of_each_is_said_in_the_singular() -> None:
    ones = {"waiting": 1, "baseline": 1, "shut_out": 1, "dismissed": 1, "judged": 1, "unread": 1}

    lines = left_out(replace(empty_issue(), listed=(new_item(1),), **ones))

    assert len(lines) == 7
    assert not [line for line in lines if re.search(r"\b(Aufrufe|weitere|sind|waren)\b", line)]


# --- whose words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Probequelle – Amt für Proben, CC BY 4.0"),
        ({"licence": "nicht angegeben", "attribution": "© KfW"},
         "Probequelle – © KfW, Lizenz nicht angegeben"),
        ({"licence": "amtliches Werk (§ 5 UrhG)", "attribution": "recht.nrw.de"},
         "Probequelle – recht.nrw.de, amtliches Werk (§ 5 UrhG)"),
        ({"attribution": "Probequelle"}, "Probequelle – CC BY 4.0"),
    ],
)  # fmt: skip
def test_a_source_is_credited_with_its_licence(values: dict[str, str], said: str) -> None:
    assert credit(source(**values)) == said


def test_every_call_says_whose_its_words_are() -> None:
    found = mail(full_issue())

    assert found.text.count("  Quelle: Probequelle – Amt für Proben, CC BY 4.0\n") == 3
    assert "Quelle der Zitate" not in found.text + found.html


def test_licences_with_a_page_lead_there_once() -> None:
    used = [
        source("a"),
        source("b"),
        source("c", licence="CC BY-ND 4.0"),
        source("d", licence="nicht angegeben"),
    ]

    assert licence_pages(used) == [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.de"),
        ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/deed.de"),
    ]


def test_a_licence_of_which_nothing_is_quoted_is_not_named() -> None:
    press = source("presse", licence="CC BY-SA 4.0", brings=Brings.NEWS)

    found = render(full_issue(), [well_read(), SourceState(press, run(), run())], REPLY_TO)

    assert "by-sa" not in found.text + found.html


# --- links ------------------------------------------------------------------------------------


def test_each_item_leads_to_what_may_be_said_of_it() -> None:
    found = mail(full_issue())

    links = soup(found).find_all("a", attrs={"aria-label": True})
    said = {"passt", "passt nicht", "wir prüfen das", "nicht mehr zeigen"}
    assert {link.get_text() for link in links} == said
    signed = {}
    for link in links:
        head, token, action = str(link["href"]).rsplit("/", 2)
        assert head == f"{BASE}/{Kind.ITEM}"
        known = read_token(LINKS.secret, Kind.ITEM, token, NOON, 60)
        assert known is not None
        assert known.ref == LINKS.ref
        signed.setdefault(known.parts, []).append(Action(action))
        assert str(link["aria-label"]).startswith(f"{link.get_text()}: ")
        assert f"    {link.get_text()}: {link['href']}\n" in found.text
    assert signed == {(str(number), "glasfaser"): list(Action) for number in (7, 8, 1, 3, 2)}


def test_of_a_project_that_is_gone_nothing_is_to_be_said_any_more() -> None:
    found = mail(replace(full_issue(), projects={}, new=(), deadlines=()))

    assert "Frist: 31.03.2027 → 30.06.2027" in found.text
    assert not soup(found).find_all("a", attrs={"aria-label": True})


def test_the_names_of_the_links_tell_one_call_from_the_next() -> None:
    links = soup(mail(full_issue())).find_all("a", attrs={"aria-label": True})

    names = [str(link["aria-label"]) for link in links]
    assert len(set(names)) == len(names)
    assert "passt nicht: Smarte Beteiligung 7" in names


def test_the_foot_leads_to_our_own_pages_and_says_whom_to_ask() -> None:
    found = mail(full_issue())

    links = {link.get_text(): link["href"] for link in soup(found).find_all("a")}
    for text, url in {
        "Diese Mails abbestellen": LINKS.unsubscribe,
        "Im Browser ansehen": LINKS.issue_page,
        "Ihre Fristen als Kalender": LINKS.calendar,
        "Impressum": f"{BASE}/impressum",
        "Datenschutz": f"{BASE}/datenschutz",
        "Barrierefreiheit": f"{BASE}/barrierefreiheit",
    }.items():
        assert links[text] == url
        assert f"\n{text}: {url}\n" in f"{found.text}\n"
    for part in (found.text, soup(found).get_text()):
        assert f"Fragen: Antwort an {REPLY_TO}" in part
        assert "Alle Angaben ohne Gewähr" in part


@pytest.mark.parametrize("reply_to", [REPLY_TO, ""])
def test_without_pages_of_our_own_the_mail_says_whom_to_answer(reply_to: str) -> None:
    found = mail(full_issue(), linked=False, reply_to=reply_to)

    whom = f"Antwort an {REPLY_TO}" if reply_to else "einfach auf diese Mail antworten"
    for part in (found.text, soup(found).get_text()):
        assert f"Fragen oder abbestellen: {whom}" in part
        assert "Rückmeldung" not in part
        assert BASE not in part
    assert BASE not in found.html
    assert soup(found).find_all("a", attrs={"aria-label": True}) == []
