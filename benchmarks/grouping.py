"""The same call from several sources: what is found, what is missed, what is wrong, how fast.

    python benchmarks/grouping.py

On ../shared, where it is there: the recorded Förderdatenbank and EU portal, and the same programmes
in another form as a second source. Which belong together is known by their paths; the second source
is shown with its addresses, without them, with its summary alone, and with every true partner taken
away, so that whatever is found is wrong. Then near duplicates that we made: another year, round,
Land or topic, and links that lead to another call. Then short titles that publishers write each in
its own way. At last the time for many calls.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from scout.domain import FundingCall, Link, Section
from scout.grouping.candidate import Candidate, Name, to_candidate
from scout.grouping.groups import group_calls
from scout.grouping.joins import Join
from scout.grouping.titles import read_title
from scout.reading.facts import read_facts
from scout.reading.records import record_to_call
from scout.store import calls
from scout.store.engine import open_store

SHARED = Path(__file__).parent.parent.parent / "shared"
DAY = "2026-08-22"
GOLD = SHARED / "gold" / "programmes.jsonl.gz"
BASE, EU, SECOND = "de_foerderdatenbank", "eu_funding_tenders", "record"
MANY = 3_000
AIM_S = 5

# Two topics that one ministry writes of in the same words.
TOPICS = (
    ("Grundschulen", "Förderschulen"),
    ("Neubau", "Sanierung"),
    ("Klimaschutz", "Klimaanpassung"),
    ("Konzepte", "Umsetzung"),
)
# Where a page points to what is not its own call; the last one says nothing of it.
ASIDES = ("Kombinierbar mit {}.", "Siehe auch: {}", "Weitere Programme:\n{}", "{}")
# One title as three publishers write it.
SHORT_TITLES = (
    ("Dorfkino", "Richtlinie zur Förderung des Dorfkinos", "Förderprogramm Dorfkino"),
    ("Offene Gärten", "Förderung offener Gärten", "Zuwendungen für offene Gärten"),
    ("Leihräder", "Richtlinien zur Förderung von Leihrädern", "Förderung von Leihrädern"),
    ("Ländliche Wege", "Förderung ländlicher Wege", "Gewährung von Zuwendungen: Ländliche Wege"),
    ("Trinkbrunnen", "Förderung von Trinkbrunnen", "Maßnahmen: Trinkbrunnen"),
    ("Smarte Ampeln", "Förderung smarter Ampeln", "Bekanntmachung: Smarte Ampeln"),
)

Truth = Mapping[Name, Name]


def recorded() -> list[Candidate]:
    """Return the calls of the recorded day, as collect and read leave them."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        scout = [sys.executable, "-m", "scout"]
        where = ["--home", str(home), "--today", DAY]
        web = ["--replay", str(SHARED / "web" / DAY)]
        subprocess.run([*scout, "collect", BASE, EU, *web, *where], check=True, capture_output=True)
        subprocess.run([*scout, "read", *where], check=True, capture_output=True)
        with closing(open_store(home)) as store, store.reading() as connection:
            entries = {entry.id: entry for entry in calls.entries(connection)}
            return [
                to_candidate(call, entries[call_id].facts, is_listed=True)
                for call_id, call in calls.contents(connection, list(entries))
            ]


def second_source() -> list[FundingCall]:
    """Return the same programmes as another publisher's table has them."""
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        return [record_to_call(json.loads(line)) for line in lines]


def truth_of(second: Sequence[FundingCall], first: Sequence[Candidate]) -> dict[Name, Name]:
    """Return by the name of each call its true partner, known by the path of its page."""
    keys = {each.name[1] for each in first if each.source == BASE}
    paths = {
        call.key: call.url.partition("/Foerderprogramm/")[2].removesuffix(".html")
        for call in second
    }
    return {(SECOND, key): (BASE, path) for key, path in paths.items() if path in keys}


def read(found: Sequence[FundingCall]) -> list[Candidate]:
    """Return calls with what is read in them, as grouping sees them."""
    return [to_candidate(call, read_facts(call), is_listed=True) for call in found]


def without_address(call: FundingCall) -> FundingCall:
    """Return ``call`` with nothing to follow."""
    return replace(call, url="", links=())


def summary_only(call: FundingCall) -> FundingCall:
    """Return ``call`` as an aggregator has it that copies the summary, without the guideline."""
    kept = [part for part in call.sections if part.heading in ("Kurztext", "Volltext")]
    return replace(without_address(call), sections=tuple(kept))


def joined(candidates: Sequence[Candidate]) -> dict[tuple[Name, Name], Join]:
    """Return all pairs that stand in one group because of a join of their own."""
    groups = group_calls(candidates).groups
    return {(join.first, join.second): join for group in groups for join in group.joins}


def show(label: str, candidates: Sequence[Candidate], truth: Truth) -> None:
    """Print a line on the pairs that were found, and each wrong one."""
    begun = time.perf_counter()
    found = joined(candidates)
    seconds = time.perf_counter() - begun
    pairs = {tuple(sorted(pair)) for pair in truth.items()}
    wrong = sorted(found.keys() - pairs)
    right = len(found.keys() & pairs)
    figures = f"{right:7} {len(pairs) - right:7} {len(wrong):6} {seconds:8.2f}"
    print(f"{label:44} {figures}")
    for pair in wrong:
        words = "; ".join(found[pair].words)
        print(f"    wrong: {':'.join(pair[0])} – {':'.join(pair[1])} ({words})")


def left_out(first: Sequence[Candidate], second: Sequence[Candidate], truth: Truth) -> None:
    """Print what is found where the true partner of each call is not there: all of it is wrong."""
    wrong = []
    begun = time.perf_counter()
    for call in second:
        others = [each for each in first if each.name != truth.get(call.name)]
        wrong += joined([*others, call]).values()
    seconds = time.perf_counter() - begun
    label = f"{len(second)} calls, the true partner taken away"
    print(f"{label:44} {0:7} {0:7} {len(wrong):6} {seconds:8.2f}")
    for join in wrong:
        print(f"    wrong: {':'.join(join.first)} – {':'.join(join.second)} ({join.words})")


def siblings(found: Sequence[FundingCall]) -> Iterator[tuple[str, list[FundingCall]]]:
    """Yield kinds of near duplicates: everything is the same but what tells rounds apart."""
    changes: dict[str, Callable[[str], str]] = {
        "another year": lambda title: f"{title} 2031",
        "another round": lambda title: f"{title} (7. Aufruf)",
        "another part": lambda title: f"{title} – Modul 9",
    }
    marks: Mapping[str, str] = {
        "another year": "2030",
        "another round": "(6. Aufruf)",
        "another part": "– Modul 8",
    }
    for kind, change in changes.items():
        yield kind, [replace(call, title=f"{call.title} {marks[kind]}") for call in found]
        yield (
            kind,
            [
                replace(without_address(call), source=SECOND, title=change(call.title or ""))
                for call in found
            ],
        )


def of_topic(call: FundingCall, topic: str, **values: object) -> FundingCall:
    """Return ``call`` as that of a topic, in title and text."""
    sections = tuple(Section(part.heading, f"{topic}: {part.text}") for part in call.sections)
    named = replace(without_address(call), title=f"{call.title}: {topic}", sections=sections)
    return replace(named, **values)  # type: ignore[arg-type]


def show_topics(found: Sequence[FundingCall]) -> None:
    """Print what is found among calls of sibling topics, without links and with one to the other.

    All that is found is wrong.
    """
    for ours, theirs in TOPICS:
        # Of "Energiekonzepte: Konzepte" and "Energiekonzepte: Umsetzung" the first names no more.
        other = [
            call
            for call in found
            if not any(
                topic[:-1].casefold() in (call.title or "").casefold() for topic in (ours, theirs)
            )
        ]
        first = [of_topic(call, ours, url=f"https://amt.example/{call.key}") for call in other]
        second = [of_topic(call, theirs, source=SECOND) for call in other]
        show(f"made up: {ours}/{theirs}", [*read(first), *read(second)], {})
        linked = [
            replace(call, links=(Link(base.title or "", base.url),))
            for call, base in zip(second, first, strict=True)
        ]
        show(f"made up: {ours}/{theirs}, linked", [*read(first), *read(linked)], {})


def show_misleading_links(found: Sequence[FundingCall]) -> None:
    """Print what is found where each call points to another one's page; all of it is wrong."""
    half = len(found) // 2
    first = [
        replace(call, url=f"https://amt.example/{call.key}", links=()) for call in found[:half]
    ]
    for words in ASIDES:
        second = [
            replace(
                without_address(call),
                source=SECOND,
                links=(Link(other.title or "", other.url),),
                sections=(*call.sections, Section("Hinweise", words.format(other.title))),
            )
            for call, other in zip(found[half:], first, strict=False)
        ]
        label = words.format("…").replace("\n", " ")
        show(f"made up: link to another, {label}", [*read(first), *read(second)], {})


def show_short_titles() -> None:
    """Print what is found of one call at three publishers, each with a title and a text of its own.

    Their deadlines agree, their texts do not; each pair of the three counts.
    """
    codes = {"Foerdergebiet": ("nordrhein_westfalen",), "Foerderberechtigte": ("kommune",)}
    made = [
        FundingCall(
            source=source,
            key=f"k{number}",
            url=f"https://{source}.example/{number}",
            title=titles[place],
            funder="Land Nordrhein-Westfalen",
            sections=(
                Section("Kurztext", f"{source} unterstützt Gemeinden in Nordrhein-Westfalen."),
                Section("Fristen", f"Anträge sind bis zum {number + 1}. Mai 2027 zu stellen."),
            ),
            codes=codes,
        )
        for number, titles in enumerate(SHORT_TITLES)
        for place, source in enumerate(("amt", "bank"))
    ]
    third = [replace(each, source="land") for each in made if each.source == "bank"]
    third = [
        replace(call, title=titles[2], url=f"https://land.example/{call.key}")
        for call, titles in zip(third, SHORT_TITLES, strict=True)
    ]
    for label, others in (("bank", made), ("land", [*made[::2], *third])):
        truth = {(label, each.key): ("amt", each.key) for each in made[::2]}
        show(f"made up: short titles of amt and {label}", read(others), truth)


def another_land(call: FundingCall) -> FundingCall:
    """Return a call of ``call``'s words that another Land gives."""
    code = call.codes.get("Foerdergebiet", ("",))[0]
    other = "saarland" if code != "saarland" else "bremen"
    codes = {**call.codes, "Foerdergebiet": (other,)}
    return replace(without_address(call), codes=codes)


def show_siblings(second: Sequence[FundingCall]) -> None:
    """Print what is found among calls of which none is the same as another."""
    base = [replace(call, source="base") for call in second]
    kinds = list(siblings(base))
    for (kind, ours), (_, theirs) in zip(kinds[::2], kinds[1::2], strict=True):
        show(f"made up: {kind}", [*read(ours), *read(theirs)], {})
    local = [
        call
        for call in base
        if "bundesweit" not in call.codes["Foerdergebiet"] and not read_title(call.title).laender
    ]
    lands = [replace(another_land(call), source=SECOND) for call in local]
    show("made up: another Land", [*read(local), *read(lands)], {})
    show_topics(base)
    show_misleading_links(base)
    show_short_titles()


def many(first: Sequence[Candidate]) -> None:
    """Print the time for as many calls as Germany has, of twenty sources, a fifth of them twice."""
    found: list[Candidate] = []
    for number in range(MANY):
        name = (f"quelle_{number % 20}", f"k{number}")
        if number % 5 == 4:
            found.append(replace(found[-1], name=name))
            continue
        like = first[number % len(first)]
        title, text = read_title(f"Vorhaben w{number}x in n{number % 97}x"), f"{number} {like.text}"
        alone = replace(like, address="", addresses=frozenset(), title=title, text=text)
        found.append(replace(alone, name=name))
    begun = time.perf_counter()
    pairs = joined(found)
    seconds = time.perf_counter() - begun
    print(f"\n{MANY} calls of 20 sources: {len(pairs)} pairs in {seconds:.1f} s   aim < {AIM_S} s")


def made_up() -> list[FundingCall]:
    """Return programmes of our own where ../shared is absent."""
    words = "Radwege Museen Bäche Schulen Märkte Dörfer Wälder Brunnen".split()
    codes = {"Foerdergebiet": ("hessen",), "Foerderberechtigte": ("kommune",)}
    return [
        FundingCall(
            source=SECOND,
            key=word,
            url=f"https://amt.example/{word}",
            title=f"{word} auf dem Land",
            sections=(
                Section(
                    "Volltext", " ".join(f"{word} {each} werden gebaut." for each in range(99))
                ),
                Section("Fristen", "Anträge sind bis zum 31. März 2027 zu stellen."),
            ),
            codes=codes,
        )
        for word in words
    ]


def main() -> None:
    """Print the table."""
    has_real = GOLD.is_file()
    second = second_source() if has_real else made_up()
    print(f"{'':44} {'right':>7} {'missed':>7} {'wrong':>6} {'seconds':>8}")
    if has_real:
        first = recorded()
        truth = truth_of(second, first)
        print(
            f"{len(first)} recorded calls, {len(second)} of a second source, {len(truth)} the same"
        )
        show("as they are", [*first, *read(second)], truth)
        bare = read([without_address(call) for call in second])
        show("without addresses", [*first, *bare], truth)
        show("summary only", [*first, *read([summary_only(call) for call in second])], truth)
        left_out(first, bare, truth)
    else:
        first = read(second)
        print("../shared is absent: only what we made up")
    show_siblings(second)
    many(first)


if __name__ == "__main__":
    main()
