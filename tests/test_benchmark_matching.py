"""The peers of the benchmark: beside a peer that is used wrongly, any engine looks good."""

from __future__ import annotations

import itertools

import pytest

from benchmarks.ranking.peers import OURS, SYSTEMS, Task
from benchmarks.ranking.texts import Collection, profiles, texts
from matching.texts import Document, Profile

every_system = pytest.mark.parametrize("name", SYSTEMS)
every_peer = pytest.mark.parametrize("name", [name for name in SYSTEMS if name != OURS])

TEXTS = {
    "radweg": ("Radwege im Alltag", "Gefördert wird der Bau von Radwegen entlang der Straßen."),
    "wasser": ("Hochwasser", "Zuschüsse für Deiche und Rückhaltebecken an kleinen Flüssen."),
    "schule": ("Digitale Schule", "Tablets und schnelle Netze für Klassenzimmer aller Schulen."),
    "wald": ("Waldumbau", "Pflanzung von Laubbäumen nach Schäden durch den Borkenkäfer."),
    "kultur": ("Museen", "Sammlungen werden erschlossen und Ausstellungen neu gestaltet."),
    "pflege": ("Pflege daheim", "Beratung für Angehörige, die zu Hause einen Menschen pflegen."),
    "sport": ("Sportstätten", "Sanierung von Turnhallen, Schwimmbädern und Sportplätzen."),
    "waerme": ("Wärmeplanung", "Konzepte für Fernwärme und Geothermie in Gemeinden."),
    "bus": ("Busse auf Abruf", "Rufbusse ohne festen Fahrplan für abgelegene Dörfer."),
    "museum": ("Archive", "Alte Akten werden restauriert und ins Netz gestellt."),
}
DOCUMENTS = [Document(key, title, text) for key, (title, text) in TEXTS.items()]
PROFILES = [
    Profile("p-radweg", {"de": "Bau von Radwegen zum Bahnhof"}),
    Profile("p-wasser", {"de": "Deiche, Rückhaltebecken am Fluss"}),
    Profile("p-bus", {"de": "Rufbusse fahren Dörfer an", "en": "Bus on demand"}),
]


@every_system
def test_finds_the_obvious_document(name: str) -> None:
    rankings = SYSTEMS[name](Task(DOCUMENTS, PROFILES)).rankings(3)
    assert {key: ranking[0] for key, ranking in rankings.items()} == {
        "p-radweg": "radweg",
        "p-wasser": "wasser",
        "p-bus": "bus",
    }
    assert all(len(ranking) <= 3 for ranking in rankings.values())


@every_peer
def test_leaves_out_what_shares_nothing(name: str) -> None:
    task = Task(DOCUMENTS, [Profile("p", {"de": "Geothermie"}), Profile("q", {"de": "Xylophon"})])
    assert SYSTEMS[name](task).rankings(100) == {"p": ["waerme"], "q": []}


@pytest.mark.parametrize("name", [name for name in SYSTEMS if "stems" in name])
def test_peers_stem_in_the_language_asked_for(name: str) -> None:
    documents = [Document(f"d{place}", "", f"filler number {place}", "en") for place in range(9)]
    documents.append(Document("fitting", "", "Electrically driven helicopters", "en"))
    task = Task(documents, [Profile("p", {"en": "a helicopter driving"})], "en")
    assert SYSTEMS[name](task).rankings(10) == {"p": ["fitting"]}


@every_peer
@pytest.mark.parametrize("text", ['text:"Deich', "NOT Deich AND (", "[* TO *] Deich^9~", "-Deich"])
def test_peers_read_no_query_language_in_a_profile(name: str, text: str) -> None:
    task = Task([*DOCUMENTS, Document("d", "", "Deich")], [Profile("p", {"de": text})])
    assert SYSTEMS[name](task).rankings(100)["p"][0] == "d"


def test_texts_are_the_same_each_time_and_bring_new_words() -> None:
    collection = Collection("own", "de", DOCUMENTS, PROFILES, {})
    for source in (collection, None):
        many = list(texts(source, 300))
        assert many == list(texts(source, 300))
        assert many[:100] == list(texts(source, 100))
        words = [set(text.split()) for _, text in many]
        assert set().union(*words[200:]) - set().union(*words[:200])
    own = {(title, text) for title, text in TEXTS.values()}
    assert set(itertools.islice(texts(collection, 300), len(own))) == own


def test_profiles_are_the_collections_or_made_up() -> None:
    assert profiles(Collection("own", "de", DOCUMENTS, PROFILES, {}), 2) == PROFILES[:2]
    made_up = profiles(None, 5)
    assert len({profile.key for profile in made_up}) == 5
    assert all(len(profile.texts["de"].split()) > 0 for profile in made_up)
