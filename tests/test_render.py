from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.digest.changes import ChangedItem
from scout.digest.compose import Digest, ProjectNews
from scout.digest.coverage import SourceState, coverage_summary
from scout.digest.fitting import Item
from scout.digest.render import LARGEST_HTML, Rendered, render, subject, summary
from scout.digest.short import shortened
from scout.domain import (
    Admission,
    ApplicantType,
    CallStatus,
    DeadlineKind,
    FieldChange,
    FundingKind,
    Level,
)
from scout.facts import Day, Deadline, Eligibility, Money
from scout.fit import Reason
from scout.quote_wording import without_mark
from tests.builders import (
    TODAY,
    Office,
    call_entry,
    deadline_on,
    evidence,
    facts,
    match_entry,
    project,
    recipient,
    run,
    source,
    well_read,
)
from tests.colours import colour_of, contrast
from tests.full_issue import LINKS

HOSTILE = (
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "<b>Fett</b> & <i>schräg</i>",
    "</h3></td></table><h1>Falsche Überschrift</h1>",
    "Zeile eins\r\nZeile zwei\n\n* Falscher Aufruf",
    "{{ 7*7 }} {% for x in y %} {# weg #}",
    "javascript:alert(1)",
    "&lt;schon maskiert&gt;",
    "Straße \u202e\u202dverkehrt\u202c \u200f",
    "L" * 5_000,
    "lang " * 1_000,
)


def digest_of(*items: Item, changed: tuple[ChangedItem, ...] = (), **values: object) -> Digest:
    title = values.pop("project_title", "Glasfaser für Schulen")
    assert isinstance(title, str)
    news = (ProjectNews(project("glasfaser", title=title), items),) if items else ()
    given_values: dict[str, object] = {
        "recipient": recipient(),
        "issue_on": TODAY,
        "new": news,
        "changed": changed,
        "baseline": 0,
        "waiting": 0,
        "shut_out": 0,
        "known": (),
        "first_projects": (),
    }
    return Digest(**(given_values | values))  # type: ignore[arg-type]


def item(
    call_id: int = 1, quote: str | None = "Gefördert wird der Ausbau.", **values: object
) -> Item:
    reason = Reason("text", 0.25, ("Glasfaser", "Schule"), quote)
    hit = match_entry("glasfaser", call_id, 0.25, reasons=(reason,)).match
    return Item(call_entry(call_id, **values), hit)


def rendered(digest: Digest, *, reply_to: str = "") -> Rendered:
    return render(digest, [well_read()], reply_to)


def page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def folded(text: str) -> str:
    return " ".join(text.split())


def everything() -> Digest:
    known = ChangedItem(
        call_entry(2),
        CallStatus.CLOSED,
        (
            FieldChange("section.Fristen", "Bis 1. Mai 2027.", "Bis 1. Juni 2027."),
            FieldChange("section.Statushinweis", None, "Beendet."),
            FieldChange("listing", "listed", "gone"),
        ),
        "glasfaser",
    )
    also = Item(item().call, item().match, (project("pflege", title="Digitale Pflege"),))
    return digest_of(also, item(3), changed=(known,), baseline=4, waiting=1, shut_out=2)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_source_says_stays_text(hostile: str) -> None:
    change = FieldChange("section.Fristen", hostile, f"{hostile}!")
    call = item(1, hostile, title=hostile, facts=facts(deadline_on(TODAY, quote=hostile)))
    shown = Item(call.call, call.match, (project("pflege", title=hostile),))
    known = ChangedItem(call_entry(2, title=hostile), CallStatus.OPEN, (change,), "glasfaser")
    reader = recipient(name=folded(hostile)[:300])
    found = digest_of(shown, changed=(known,), project_title=hostile, recipient=reader)
    mail, harmless = rendered(found), rendered(everything())
    soup = page(mail.html)
    tags = {tag.name for tag in soup.find_all()}
    assert tags <= {tag.name for tag in page(harmless.html).find_all()}
    assert len(soup.find_all("h1")) == 1
    assert len(soup.find_all("h3")) == 2
    title = shortened(hostile, 250)
    assert len(soup.select("h3 a, h4 a")) == 2
    for link in soup.select("h3 a, h4 a"):
        assert folded(link.get_text()) == folded(title)
    assert f"* {title}\n" in mail.text
    assert len(mail.html) < 30_000
    assert max(len(line) for line in mail.text.splitlines()) < 700


def reasoned(*others: Reason) -> Rendered:
    """Return the mail of one call with these reasons beside that of the text."""
    text = Reason("text", 0.25, ("Glasfaser", "Schule"), "Gefördert wird der Ausbau.")
    hit = match_entry("glasfaser", 1, 0.25, reasons=(text, *others)).match
    return rendered(digest_of(Item(call_entry(1), hit)))


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (
            Reason("judgements", 0.2, names=("Breitbandkoordination", "Leerrohre")),
            "Auch: wie „Breitbandkoordination“ und „Leerrohre“, "
            "für das Projekt als passend bewertet",
        ),
        (
            Reason("judgements", -0.2, names=("Waldwege",)),
            "Aber: wie „Waldwege“, für das Projekt als unpassend bewertet",
        ),
        (Reason("wanted", 0.1, ("Kupfer",), "Kupfer weicht."), "Auch: enthält „Kupfer“"),
        (Reason("unwanted", -0.1, ("Kupfer",), "Kupfer weicht."), "Aber: enthält „Kupfer“"),
    ],
)
def test_what_people_have_said_stands_beside_the_reason_of_the_text(
    reason: Reason, line: str
) -> None:
    mail = reasoned(reason)
    assert f"    „Gefördert wird der Ausbau.“\n  {line}\n" in mail.text
    assert mail.text.count("Passung: ") == 1
    html = folded(page(mail.html).get_text(" "))
    assert line.replace(": ", " ", 1) in html
    assert "Kupfer weicht" not in mail.text + mail.html


@pytest.mark.parametrize(
    "reason",
    [
        Reason("judgements", 0.001, names=("Breitbandkoordination",)),
        Reason("eligibility", 0.1),
        Reason("region", -0.1),
        Reason("time_left", -0.1),
    ],
)
def test_what_moves_nothing_and_what_the_facts_say_anyway_is_not_told(reason: Reason) -> None:
    assert reasoned(reason) == reasoned()
    assert not re.search(r"^  (Auch|Aber): ", reasoned(reason).text, re.MULTILINE)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("signal", ["judgements", "wanted", "unwanted", "topics", "watched"])
def test_titles_and_wishes_in_reasons_stay_text(signal: str, hostile: str) -> None:
    value = -0.2 if signal == "unwanted" else 0.2
    mail = reasoned(Reason(signal, value, (hostile,), None, (hostile, hostile)))
    harmless = reasoned(Reason(signal, value, ("Kupfer",), None, ("Kupfer", "Kupfer")))
    soup = page(mail.html)
    assert [tag.name for tag in soup.find_all()] == [
        tag.name for tag in page(harmless.html).find_all()
    ]
    assert len(mail.text.splitlines()) == len(harmless.text.splitlines())
    assert max(len(line) for line in mail.text.splitlines()) < 700
    assert not set("\u202e\u202d\u202c\u200f") & set(mail.text + mail.html)


@pytest.mark.parametrize("steering", ["\x00", "\x1b[31m", "\x07", "\x9b2J", "\u202e", "\u2066"])
def test_what_steers_a_screen_does_not_reach_the_mail(steering: str) -> None:
    mail = rendered(digest_of(item(1, f"Zitat {steering} Ende", title=f"Titel{steering}neu")))
    for part in (mail.text, mail.html):
        assert steering[0] not in part


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "https://x.example/\nBcc: a", "ftp://x"]
)
def test_an_address_that_is_not_of_the_web_is_neither_linked_nor_shown(address: str) -> None:
    mail = rendered(digest_of(item(url=address)))
    assert page(mail.html).select("h4 a") == []
    assert address.partition("\n")[0] not in mail.text + mail.html
    assert "Bcc" not in mail.text


def test_many_changes_are_told_with_the_urgent_ones_first_and_the_rest_counted() -> None:
    many = tuple(FieldChange(f"section.Abschnitt {n}", "Alt", "Neu") for n in range(20))
    urgent = FieldChange("section.Fristen", "Bis 1. Mai 2027.", "Bis 1. Juni 2027.")
    known = ChangedItem(call_entry(), CallStatus.OPEN, (*many, urgent), "glasfaser")
    mail = rendered(digest_of(changed=(known,)))
    for part in (mail.text, mail.html):
        assert "Bis 1. Juni 2027." in part
        assert "+13 weitere Änderungen" in part
        assert "Abschnitt 19" not in part


def test_many_projects_and_endless_words_stay_readable() -> None:
    reason = Reason("text", 0.25, ("漢" * 60,), None)
    hit = match_entry("glasfaser", 1, 0.25, reasons=(reason,)).match
    also = tuple(project(f"p{n}", title=f"Vorhaben {n}") for n in range(9))
    mail = rendered(digest_of(Item(call_entry(1), hit, also)))
    assert "Vorhaben 0; Vorhaben 1; Vorhaben 2; +6 weitere Projekte" in mail.text
    assert "漢" * 60 not in mail.text


def test_a_title_with_line_breaks_stands_on_one_line() -> None:
    mail = rendered(digest_of(item(title="Eins\r\n\r\n* Zwei\u2028Drei")))
    assert "\n* Eins * Zwei Drei\n" in mail.text
    assert [line for line in mail.text.splitlines() if line.startswith("*")] == [
        "* Eins * Zwei Drei"
    ]


@pytest.mark.parametrize("title", [None, "", "  \n "])
def test_a_call_without_a_title_is_named_by_its_key(title: str | None) -> None:
    mail = rendered(digest_of(item(title=title)))
    assert "* (ohne Titel) k1\n" in mail.text
    (link,) = page(mail.html).select("h4 a")
    assert link.get_text() == "(ohne Titel) k1"


def test_the_text_part_stands_on_its_own_and_knows_no_markup() -> None:
    text = rendered(everything()).text
    assert not re.search(r"<[a-z/!]|&[a-z]+;|style=", text)
    assert "\n\n\n" not in text
    for expected in (
        "Guten Tag Anna Bergmann,",
        "2 neue Aufrufe, 1 Änderung für Ihre Projekte, Stand 19.12.2026.",
        "\nNeu und passend\n===============\n\nGlasfaser für Schulen\n---------------------\n",
        "* Aufruf k1\n  https://foerderung.example/aufruf/k1\n",
        "  Bund · Zuschuss · für Kommunen · bundesweit · gefunden am 01.12.2026\n",
        "  Frist: 31.12.2026 (noch 12 Tage)\n",
        "  Passung: hoch (0,25) – Glasfaser, Schule\n",
        "    „Gefördert wird der Ausbau.“\n",
        "  Passt auch zu: Digitale Pflege\n  Quelle: Probequelle – Amt für Proben, CC BY 4.0\n",
        "\nGeändert\n========\n",
        "  Fristen: geändert\n",
        "    bisher: „Bis 1. Mai 2027.“\n    jetzt: „Bis 1. Juni 2027.“\n",
        "  Statushinweis: neu angegeben\n    jetzt: „Beendet.“\n",
        "  Steht nicht mehr in der Liste der Quelle\n",
        "1 weiterer Eintrag folgt in der nächsten Ausgabe.\n",
        "4 weitere Aufrufe passen zu Ihren neuen Projekten und waren schon da: "
        "Die erste Ausgabe dazu zeigt nur eine Auswahl.\n",
        "2 Aufrufe passen inhaltlich, sind aber nach Fördergebiet",
        "\nGeprüft\n=======\n1 von 1 Quelle gelesen\n",
        "\nLizenz CC BY 4.0: https://creativecommons.org/licenses/by/4.0/deed.de\n",
    ):
        assert expected in text


def test_one_of_a_kind_is_said_in_the_singular() -> None:
    mail = rendered(digest_of(item(), baseline=1, shut_out=1))
    assert mail.subject == "Fördermittel: 1 neuer Aufruf – 19.12.2026"
    for part in (mail.text, folded(page(mail.html).get_text())):
        assert (
            "1 weiterer Aufruf passt zu Ihren neuen Projekten und war schon da: "
            "Die erste Ausgabe dazu zeigt nur eine Auswahl." in part
        )
        assert "1 Aufruf passt inhaltlich, ist aber nach Fördergebiet" in part


def test_text_and_html_tell_the_same() -> None:
    mail = rendered(everything(), reply_to="leitstelle@kreis.example")
    html = folded(page(mail.html).get_text(" "))
    for line in mail.text.splitlines():
        for word in re.findall(r"[^\W\d_]{5,}", re.sub(r"https://\S+", "", line)):
            assert word in html
    assert "Antwort an leitstelle@kreis.example" in html
    assert "Antwort an leitstelle@kreis.example" in mail.text


def test_without_a_reply_address_the_reader_answers_the_mail() -> None:
    mail = rendered(digest_of(item()))
    assert "einfach auf diese Mail antworten" in mail.text
    assert "einfach auf diese Mail antworten" in mail.html


def test_the_page_is_german_ordered_and_readable_aloud() -> None:
    mail = rendered(everything())
    soup = page(mail.html)
    assert mail.html.lstrip().startswith("<!DOCTYPE html>")
    assert soup.html is not None
    assert soup.html["lang"] == "de"
    assert [heading.name for heading in soup.find_all(re.compile("h[1-6]"))] == [
        *("h1", "h2", "h3", "h4", "h4", "h2", "h3", "h2", "h2")
    ]
    assert soup.h1 is not None
    assert soup.title is not None
    assert soup.h1.get_text() == soup.title.get_text() == "2 neue Aufrufe, 1 Änderung"
    tables = soup.find_all("table")
    assert tables
    assert {table.get("role") for table in tables} == {"presentation"}


def test_links_go_to_the_web_only_and_give_nothing_away() -> None:
    soup = page(rendered(everything()).html)
    assert [link.get_text()[:8] for link in soup.select("h3 a, h4 a")] == ["Aufruf k"] * 3
    links = soup.find_all("a")
    assert len(links) == 4
    for link in links:
        assert re.match(r"https?://", link["href"])
        assert link["rel"] == ["noopener", "noreferrer", "nofollow"]


def test_an_address_with_quotes_stays_inside_its_attribute() -> None:
    address = 'https://foerderung.example/?a=1&b="><script>'
    soup = page(rendered(digest_of(item(url=address))).html)
    (link,) = soup.select("h4 a")
    assert link["href"] == address
    assert soup.find("script") is None


def test_nothing_is_loaded_from_anywhere() -> None:
    html = rendered(everything()).html
    soup = page(html)
    forbidden = "img script link iframe object embed form input video audio svg base".split()
    assert soup.find_all(forbidden) == []
    assert not re.search(r"url\(|@import|\ssrc=|\son[a-z]+=|srcset|background=", html)
    assert soup.find_all("meta", attrs={"http-equiv": True}) == []


GERMAN = "Gefördert wird der Ausbau öffentlicher Ladeplätze für Straßenfahrzeuge in Städten. "


def test_a_full_mail_is_under_80_kilobytes() -> None:
    deadline = deadline_on(date(2026, 12, 31), quote=GERMAN * 9)
    items = [
        item(number, GERMAN * 9, title=GERMAN * 5, facts=facts(deadline)) for number in range(25)
    ]
    digest = digest_of(*items, baseline=999, waiting=999, shut_out=999)
    mail = render(digest, [well_read()], "leitstelle@kreis.example", LINKS)
    assert len(page(mail.html).find_all("h4")) == 25
    assert len(page(mail.html).select("a[aria-label]")) == 100
    assert len(mail.html.encode()) < LARGEST_HTML


def test_contrast_is_computed_as_the_standard_says() -> None:
    white = colour_of("#ffffff")
    assert contrast(colour_of("#000000"), white) == pytest.approx(21)
    assert contrast(colour_of("#777777"), white) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_a_text_can_be_read(scheme: str) -> None:
    light, dark = rendered(everything()).html.split("@media (prefers-color-scheme:dark)")
    dark, _, rest = dark.partition("</style>")
    part = dark if scheme == "dark" else light + rest
    grounds = set(re.findall(r'(?:background-color:|bgcolor=")(#[0-9a-f]{6})', part))
    colours = set(re.findall(r"(?<![-\w])color:(#[0-9a-f]{6})", part))
    (ground,) = grounds
    assert len(colours) == 3
    for colour in colours:
        assert contrast(colour_of(colour), colour_of(ground)) >= 4.5


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (deadline_on(date(2026, 12, 31)), "31.12.2026 (noch 12 Tage)"),
        (deadline_on(date(2026, 12, 20)), "20.12.2026 (noch 1 Tag)"),
        (deadline_on(TODAY), "19.12.2026 (heute)"),
        (deadline_on(date(2026, 12, 1), date(2027, 1, 2)), "02.01.2027 (noch 14 Tage)"),
        (Deadline(DeadlineKind.RECURRING, (), ("03-31", "10-01")), "jedes Jahr zum 31. März"),
        (Deadline(DeadlineKind.ROLLING), "laufend"),
        (Deadline(DeadlineKind.RELATIVE), "abhängig vom Vorhaben"),
        (Deadline(DeadlineKind.NONE_STATED), "nicht angegeben"),
    ],
)
def test_deadlines_are_said_in_german(deadline: Deadline, words: str) -> None:
    mail = rendered(digest_of(item(facts=facts(deadline))))
    assert f"Frist: {words}" in mail.text
    assert words in page(mail.html).get_text()


def test_what_is_not_known_is_said_and_never_a_guess() -> None:
    unread = rendered(digest_of(item(facts=None)))
    assert "noch nicht ausgewertet" in unread.text
    assert "Frist: nicht eindeutig – bitte bei der Quelle nachsehen" in unread.text
    silent = facts(level=None, kinds=(), applicant_types=(), regions=())
    assert (
        "\n  Antragsberechtigte nicht angegeben · " in rendered(digest_of(item(facts=silent))).text
    )


def test_words_that_say_several_things_are_quoted_once() -> None:
    words = "Gefördert wird der Ausbau."
    one = item(facts=facts(deadline_on(date(2026, 12, 31), quote=words)))
    assert one.match.reasons[0].quote == words
    mail = rendered(digest_of(one))
    assert (mail.text.count(words), mail.html.count(words)) == (1, 1)
    assert "\n  Frist: 31.12.2026 (noch 12 Tage)\n    „Gefördert wird" in mail.text


def test_a_quote_that_is_only_the_day_is_not_shown_beside_it() -> None:
    mail = rendered(
        digest_of(item(facts=facts(deadline_on(date(2026, 12, 31), quote="31.12.2026"))))
    )
    assert mail.text.count("31.12.2026") == 1
    assert "\n  Frist: 31.12.2026 (noch 12 Tage)\n" in mail.text


@pytest.mark.parametrize("kind", ["county", "town"])
@pytest.mark.parametrize("verdict", list(Admission))
def test_who_may_apply_is_not_said_to_be_missing_where_a_sentence_tells(
    kind: str, verdict: Admission
) -> None:
    decided = Eligibility(verdict, evidence("Antragsberechtigt sind nur Wasserverbände."))
    known = facts(applicant_types=(), **{kind: decided})
    mail = rendered(digest_of(item(facts=known)))
    assert "Antragsberechtigte nicht angegeben" not in mail.text + mail.html
    assert "\n  Bund · Zuschuss · bundesweit · " in mail.text


def test_programme_and_money_are_shown_where_they_are_known() -> None:
    known = facts(
        level=Level.EU,
        programme="DIGITAL",
        applicant_types=(),
        regions=(),
        budget=Money(Decimal(17_000_000)),
        expected_grants=2,
        min_grant=Money(Decimal(8_500_000)),
        max_grant=Money(Decimal(8_500_000)),
        opens_on=Day(TODAY + timedelta(days=1)),
    )
    mail = rendered(digest_of(item(facts=known)))
    line = (
        "EU · DIGITAL · Zuschuss · Antragsberechtigte nicht angegeben"
        " · Budget 17.000.000 € für 2 Vorhaben"
        " · Anträge ab 20.12.2026 · gefunden am 01.12.2026"
    )
    assert line in mail.text
    assert line in folded(page(mail.html).get_text(" "))
    assert "Förderung: 8.500.000 €" in mail.text
    opened = rendered(digest_of(item(facts=replace(known, opens_on=Day(TODAY)))))
    assert "Anträge ab" not in opened.text


def test_the_hour_of_a_deadline_is_shown_where_it_is_known() -> None:
    deadline = Deadline(
        DeadlineKind.FIXED, (date(2027, 3, 4),), times=("17:00",), zone="Europe/Brussels"
    )
    mail = rendered(digest_of(item(facts=facts(deadline))))
    line = "04.03.2027, 17:00 Uhr Brüsseler Zeit (noch 75 Tage)"
    assert f"Frist: {line}" in mail.text
    assert line in mail.html


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            FieldChange(
                "stated.deadlineDate",
                "2026-11-03T00:00:00.000+0000",
                "2027-04-08T17:00:09.000+0000\n2027-09-14T00:00:00.000+0000",
            ),
            "Frist: geändert bisher: 03.11.2026 jetzt: 08.04.2027, 17:00 Uhr und 14.09.2027",
        ),
        (
            FieldChange("stated.startDate", None, "2027-01-04T10:00:00.000+0000"),
            "Beginn der Antragstellung: neu angegeben jetzt: 04.01.2027, 10:00 Uhr",
        ),
        (
            FieldChange("code.status", "31094501", "31094502"),
            "Stand: geändert bisher: angekündigt jetzt: offen",
        ),
        (
            FieldChange("code.status", "31094502", "<b>99</b>"),
            "Stand: geändert bisher: offen jetzt: „<b>99</b>“",
        ),
        (
            FieldChange("stated.deadlineDate", "2026-11-03T00:00:00.000+0000", "next spring"),
            "Frist: geändert bisher: 03.11.2026 jetzt: „next spring“",
        ),
    ],
)
def test_dates_and_status_of_the_eu_are_told_in_words(change: FieldChange, told: str) -> None:
    known = ChangedItem(call_entry(2), CallStatus.OPEN, (change,), "glasfaser")
    mail = rendered(digest_of(changed=(known,)))
    assert told in folded(mail.text)
    shown = folded(page(mail.html).get_text(" "))
    for words in told.split(": ")[1:]:
        assert words.removesuffix(" bisher").removesuffix(" jetzt") in shown


def test_several_kinds_and_places_are_listed() -> None:
    rich = facts(
        level=Level.STATE,
        kinds=(FundingKind.GRANT, FundingKind.LOAN, FundingKind.OTHER),
        applicant_types=(ApplicantType.COUNTY, ApplicantType.TOWN),
        regions=("DE-NW",),
    )
    assert (
        "Land · Zuschuss, Darlehen und Sonstige Förderung · "
        "für Kreise sowie Städte und Gemeinden · Nordrhein-Westfalen"
    ) in rendered(digest_of(item(facts=rich))).text


def test_the_mail_says_which_source_was_not_read() -> None:
    bad = SourceState(source("b", title="Landesquelle"), run("FAILED"), run())
    never = SourceState(source("c", title="EU-Quelle"), None, None)
    states = [well_read(), bad, never]
    mail = render(digest_of(item()), states, "")
    said = coverage_summary(states, TODAY)
    assert said == (
        "1 von 3 Quellen gelesen; Landesquelle seit 19.12.2026 nicht gelesen; 1 noch nie gelesen"
    )
    assert f"\n{said}\n" in mail.text
    assert "Probequelle: gelesen am" not in mail.text + mail.html
    assert "\nACHTUNG: Landesquelle: seit 19.12.2026 nicht gelesen – " in mail.text
    assert "\nACHTUNG: noch nie gelesen: EU-Quelle\n" in mail.text
    # Who fell silent stands in the summary, and below it with the reason.
    for name, times in (("Landesquelle", 2), ("EU-Quelle", 1)):
        assert (mail.text.count(name), mail.html.count(name)) == (times, times)
    assert said in mail.html
    lines = [folded(entry.get_text()) for entry in page(mail.html).find_all("li")]
    assert [line.startswith("Achtung:") for line in lines] == [True, True]
    assert lines[1] == "Achtung: noch nie gelesen: EU-Quelle"


def test_an_issue_with_changes_only_says_so() -> None:
    known = ChangedItem(
        call_entry(), CallStatus.OPEN, (FieldChange("title", "Alt", "Neu"),), "glasfaser"
    )
    found = digest_of(changed=(known,))
    assert summary(found) == "1 Änderung"
    assert subject(found) == "Fördermittel: 1 Änderung – 19.12.2026"
    mail = rendered(found)
    assert "  Titel: geändert\n    bisher: „Alt“\n    jetzt: „Neu“\n" in mail.text


def test_a_change_of_a_long_text_is_named_and_not_poured_out() -> None:
    change = FieldChange("section.Volltext", "Alter Text.", "Neuer Text.")
    mail = rendered(
        digest_of(changed=(ChangedItem(call_entry(), CallStatus.OPEN, (change,), "glasfaser"),))
    )
    assert "  Volltext: geändert\n" in mail.text
    for part in (mail.text, mail.html):
        assert "Alter Text." not in part
        assert "Neuer Text." not in part


@pytest.mark.parametrize("reserved", [1, 2, 7])
def test_of_a_page_that_is_reserved_by_now_facts_are_told_and_no_words(reserved: int) -> None:
    whole = everything()
    known = facts(deadline_on(date(2026, 12, 31), quote="Anträge bis Jahresende."))
    new = (replace(whole.new[0], items=(item(facts=known),)),)
    mail = rendered(replace(whole, new=new, reserved={reserved: date(2026, 12, 1)}))
    said = "Die Quelle behält sich seit dem 01.12.2026 die Auswertung ihrer Texte vor"
    for part in (mail.text, page(mail.html).get_text()):
        assert ("Anträge bis Jahresende." in part) == (reserved != 1)
        assert ("Bis 1. Juni 2027." in part) == (reserved != 2)
        assert part.count(said) == (reserved != 7)
        assert "31.12.2026 (noch 12 Tage)" in part


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" \n\t<&\"'{%"))


@given(text=TEXTS, longest=st.integers(1, 60))
def test_a_shortened_text_is_its_own_beginning(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert len(short) <= longest + 2
    assert len(short.splitlines()) <= 1
    if len(folded(text)) <= longest:
        assert short == folded(text)
    else:
        assert short.endswith(" …")
        assert folded(text).startswith(short.removesuffix(" …"))


@settings(max_examples=60, deadline=None)
@given(quote=TEXTS.filter(lambda text: bool(text.strip())))
def test_quotes_stand_unaltered_in_both_parts(quote: str) -> None:
    mail = rendered(digest_of(item(1, quote)))
    expected = f"„{shortened(without_mark(quote))}“"
    assert expected in mail.text
    assert any(expected == span.get_text() for span in page(mail.html).find_all("span")), expected


def test_the_issue_of_an_office_names_the_other_projects() -> None:
    office = Office(project("glasfaser"), project("pflege"))
    office.add(1, {"glasfaser": 0.3, "pflege": 0.2})
    mail = rendered(office.issue())
    assert "\n  Passt auch zu: Vorhaben pflege\n" in mail.text
    assert "Vorhaben pflege" in page(mail.html).get_text()
