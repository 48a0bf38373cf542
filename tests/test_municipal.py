"""Who is comparable with a county or a town, by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.reading.municipal import is_municipal


@pytest.mark.parametrize(
    "name",
    [
        "Kreis Coesfeld",
        "Kreis Coesfeld - Der Landrat",
        "Kreis Lippe, Eigenbetrieb Schulen",
        "Kreisverwaltung Euskirchen",
        "Kreisstadt Borken",
        "Landkreis Emsland",
        "Landkreis Ludwigslust-Parchim",
        "Ennepe-Ruhr-Kreis",
        "Rhein-Kreis Neuss",
        "Rheinisch-Bergischer Kreis",
        "Märkischer Kreis",
        "Hochsauerlandkreis",
        "Wetteraukreis",
        "StädteRegion Aachen",
        "Stadt Münster",
        "  Stadt   Bad Oeynhausen",
        "Stadt Dortmund, Volkshochschule",
        "Stadt Frankfurt am Main - Institut für Stadtgeschichte",
        "Stadt Kirchen (Sieg)",
        "Stadtverwaltung Dülmen",
        "Landeshauptstadt Düsseldorf",
        "Bundesstadt Bonn",
        "Alte Hansestadt Lemgo",
        "Freie und Hansestadt Hamburg",
        "Große Kreisstadt Görlitz",
        "Universitätsstadt Siegen",
        "Kreis- und Hochschulstadt Meschede",
        "Schloss-Stadt Hückeswagen",
        "Klingenstadt Solingen",
        "Gemeinde Nottuln",
        "Gemeinde Kirchlengern",
        "Gemeindeverwaltung Rosendahl",
        "Samtgemeinde Sögel",
        "Verbandsgemeinde Montabaur",
        "Landschaftsverband Westfalen-Lippe (LWL)",
        "Regionalverband Ruhr (RVR)",
        "Zweckverband Nahverkehr Westfalen-Lippe",
        "Abwasserzweckverband Mittlere Lippe",
        "Kommunales Rechenzentrum Niederrhein",
    ],
)
def test_counties_towns_and_their_associations(name: str) -> None:
    assert is_municipal(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Universität Münster",
        "Technische Universität Darmstadt",
        "Fachhochschule Münster",
        "Deutsches Institut für Urbanistik gGmbH",
        "Stadtwerke Münster GmbH",
        "Stadtwerke Coesfeld",
        "Gemeindewerke Nottuln",
        "Kreisklinik Borken",
        "Kreissparkasse Köln",
        "Kreishandwerkerschaft Coesfeld",
        "Handwerkskammer Münster",
        "wfc Wirtschaftsförderung Kreis Coesfeld GmbH",
        "Musterstadt Solar GmbH",
        "Siemens AG",
        "Merck KGaA",
        "Deutsches Rotes Kreuz Kreisverband Coesfeld e.V.",
        "DRK Ortsverband Neustadt",
        "Förderkreis Stadtmuseum e. V.",
        "Arbeitskreis Umwelt",
        "Verein der Stadtfreunde",
        "Verband kommunaler Unternehmen e.V. (VKU)",
        "Stiftung Stadt Wittenberg",
        "Evangelischer Kirchenkreis Münster",
        "Kirchenkreis Tecklenburg",
        "Evangelische Kirchengemeinde Dülmen",
        "Jüdische Gemeinde Düsseldorf K.d.ö.R.",
        "Caritasverband für die Diözese Münster e.V.",
        "Karl Markt",
    ],
)
def test_who_only_sits_there_is_none_of_them(name: str) -> None:
    assert not is_municipal(name)


@given(st.text(max_size=400))
def test_any_name_has_an_answer(name: str) -> None:
    assert is_municipal(name) in (True, False)


@pytest.mark.parametrize("part", ["-", "stadt", "Kreis- und ", "a ", "(", "er ", "\n"])
def test_a_hostile_name_is_read_to_its_bound_only(part: str) -> None:
    assert is_municipal(part * 200_000) in (True, False)
