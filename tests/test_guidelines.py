"""Which decrees of a Land are funding guidelines: by title, and where that leaves room by text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.collect.guidelines import Likely, guideline, speaks_of_money
from scout.domain import Section

SURE = (
    "Richtlinie über die Gewährung von Zuwendungen zur Förderung von digitalen Modellregionen",
    "richtlinie-ueber-die-gewaehrung-von-zuwendungen-zur-foerderung-der-dorferneuerung",
    "richtlinie-ueber-die-gewaehrung-einer-pauschalen-zuwendung-an-feuerwehren",
    "rahmenrichtlinie-ueber-die-gewaehrung-von-zuwendungen-zur-regionalen-entwicklung",
    "richtlinien-zur-gewaehrung-von-finanziellen-zuschuessen-fuer-radwege",
    "gewaehrung-von-zuschuessen-zu-den-betriebskosten-kommunaler-theater",
    "gewaehrung-von-billigkeitsleistungen-fuer-kommunen",
    "richtlinien-fuer-die-foerderung-des-kommunalen-strassenbaus-foeri-kom-stra",
    "Förderrichtlinien Stadterneuerung 2008",
    "Förderrichtlinie Ladeinfrastruktur",
    "f%C3%B6rderrichtlinie-wald",
    "zuwendungsrichtlinie-heimat",
    "zuwendungen-zur-foerderung-von-musikschulen",
    "zuwendungen-fuer-massnahmen-des-naturschutzes",
    "wohnraumfoerderungsbestimmungen-wfb",
    "foerderprogramm-moderne-sportstaetten-2022",
)
PERHAPS = (
    "Richtlinie zur Förderung der Breitbanderschließung ländlicher Räume",
    "Richtlinie zur Förderung des Ehrenamts im Katastrophenschutz",
    "grundsaetze-fuer-die-foerderung-der-weiterbildung",
    "foerderung-von-kinderferienmassnahmen",
    "Städtebauförderung",
    "zuwendungen-an-familienbildungsstaetten",
)
LOOK_ALIKES = (
    "Verwaltungsvorschriften zur Landeshaushaltsordnung",
    "verwaltungsvorschriften-fuer-zuwendungen-an-gemeinden",
    "Beurteilungsrichtlinien",
    "richtlinien-fuer-die-dienstliche-beurteilung-und-foerderung-der-beschaeftigten",
    "Förderung der Rechtschreibung",
    "foerderung-von-schuelerinnen-und-schuelern-bei-besonderen-schwierigkeiten-im-lesen",
    "richtlinien-fuer-die-sonderpaedagogische-foerderung",
    "foerderschulen-ausbildungsordnung",
    "Allgemeine Nebenbestimmungen für Zuwendungen zur Projektförderung (ANBest-P)",
    "annahme-von-belohnungen-geschenken-und-zuwendungen",
    "richtlinie-ueber-zuwendungen-privater",
    "pruefung-des-verwendungsnachweises-fuer-zuwendungen",
    "zustaendigkeiten-fuer-die-bewilligung-von-zuwendungen",
    "richtlinie-zur-foerderung-von-nachwuchskraeften-in-der-landesverwaltung",
    "Richtlinien zur Frauenförderung im öffentlichen Dienst",
    "gewaehrung-von-beihilfen-in-krankheitsfaellen",
    "gewaehrung-von-familienheimdarlehen-an-landesbedienstete",
    "Aufhebung der Richtlinie über die Gewährung von Zuwendungen zur Förderung des Radverkehrs",
    "erste-aenderung-der-foerderrichtlinie-ladeinfrastruktur",
    "Beförderungsrichtlinien",
    "richtlinien-ueber-die-befoerderung-gefaehrlicher-gueter",
    "schuelerbefoerderung-richtlinien",
    "foerdertechnik-in-bergwerken",
    "wirtschaftsplan-der-foerderbank",
    "richtlinien-fuer-den-bau-von-strassen",
    "verwaltungsvereinbarung-digitalpakt",
    "kraftfahrzeugrichtlinien",
    "",
)


@pytest.mark.parametrize("title", SURE)
def test_titles_that_give_money_are_those_of_guidelines(title):
    assert guideline(title) is Likely.YES


@pytest.mark.parametrize("title", PERHAPS)
def test_titles_that_promote_something_leave_room(title):
    assert guideline(title) is Likely.PERHAPS


@pytest.mark.parametrize("title", LOOK_ALIKES)
def test_titles_that_look_like_it_are_none(title):
    assert guideline(title) is Likely.NO


def test_the_text_of_a_guideline_speaks_of_money():
    assert speaks_of_money(
        [Section("2 Verfahren", "Über den Antrag entscheidet die Bewilligungsbehörde.")]
    )
    assert speaks_of_money([Section("4 Höhe der Zuwendung", "80 Prozent.")])
    assert not speaks_of_money([Section("2 Ehrenzeichen", "Es wird jährlich verliehen.")])


@given(st.text(max_size=3_000) | st.sampled_from(SURE).map(lambda title: title * 300))
def test_any_title_is_answered(title):
    assert guideline(title) in Likely
