"""Proposals from judgements: what tells is proposed with its gain, what chance made is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from scout.match.quality import agreements
from scout.match.suggest import FEWEST, FEWEST_OF_EACH, are_enough, suggestions
from tests.builders import funding_call, project
from tests.desk import Desk, desk_in

# All of these are alike to the project; the word "Denkmal" tells what the analyst is after.
PLAN = project(
    "ort",
    title="Lebendige Ortskerne",
    description="Leere Häuser in Ortskernen werden saniert und wieder bewohnt.",
    keywords=("Ortskern", "Leerstand"),
)
NOISE = (
    "Apfel Birne Kirsche Pflaume Quitte Mispel Traube Feige Melone Mandel Walnuss Dattel".split()
)
VERDICTS = {f"ort-{number:02}": number % 2 == 0 for number in range(24)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    chance, calls = Random(7), []
    for number, (key, fits) in enumerate(VERDICTS.items()):
        told = (
            "Der Denkmalschutz begleitet jedes Denkmal." if fits else "Neue Parkplätze entstehen."
        )
        fruit = " und ".join(chance.sample(NOISE, 3))
        texts = {"Kurztext": f"Häuser im Ortskern gegen Leerstand, Teil {number}. {told} {fruit}."}
        calls.append(funding_call(key, title="Ortskerne", texts=texts))
    with desk_in(tmp_path) as found:
        found.fill(calls, [PLAN])
        # What judgements teach by themselves would leave nothing to gain.
        found.tune("ort", {"weight.judgements": 0.0})
        yield found


def proposed(desk: Desk) -> dict[str, tuple[float, float]]:
    found = suggestions(desk.pool(), desk.folder, PLAN)
    return {each.name: (each.value, each.gain) for each in found}


def test_a_telling_word_is_proposed_with_its_gain_and_noise_with_hardly_any(desk: Desk) -> None:
    desk.judge_all("ort", VERDICTS)
    found = proposed(desk)
    assert any(name.startswith("wanted.denkmal") for name in found)
    assert any(name.startswith("unwanted.parkpl") for name in found)
    for name, (_, gain) in found.items():
        if name.startswith(("wanted.denkmal", "unwanted.parkpl")):
            assert gain > 0.2, name
    noise = {f"{kind}.{word.casefold()}" for kind in ("wanted", "unwanted") for word in NOISE}
    # With so few judgements chance looks like a gain, but never like that of what tells.
    telling = min(gain for name, (_, gain) in found.items() if name not in noise)
    assert all(found[name][1] < telling for name in noise & found.keys())
    assert len(noise & found.keys()) <= 2


def test_what_is_proposed_really_brings_that_gain_where_it_is_kept(desk: Desk) -> None:
    desk.judge_all("ort", VERDICTS)
    best = suggestions(desk.pool(), desk.folder, PLAN)[0]
    pool = desk.pool()
    assert agreements(pool, desk.folder, [pool.profile(PLAN)]) == [best.before]
    desk.tune("ort", {best.name: best.value})
    pool = desk.pool()
    (after,) = agreements(pool, desk.folder, [pool.profile(PLAN)])
    assert after.average_precision is not None
    assert best.after.average_precision is not None
    assert after.average_precision >= best.after.average_precision - 1e-9
    assert best.name not in proposed(desk), "what is so already is not proposed again"


def test_the_best_comes_first_and_the_same_comes_again(desk: Desk) -> None:
    desk.judge_all("ort", VERDICTS)
    once, again = (suggestions(desk.pool(), desk.folder, PLAN) for _ in range(2))
    assert once == again
    gains = [each.gain for each in once]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] >= 0.005
    assert len({each.name + str(each.value) for each in once}) == len(once)


def test_the_order_in_which_was_judged_does_not_matter(desk: Desk) -> None:
    desk.judge_all("ort", dict(reversed(list(VERDICTS.items()))))
    backwards = suggestions(desk.pool(), desk.folder, PLAN)
    desk.judge_all("ort", VERDICTS)
    assert suggestions(desk.pool(), desk.folder, PLAN) == backwards


@pytest.mark.parametrize(
    ("relevant", "irrelevant", "enough"),
    [(7, 3, True), (3, 7, True), (8, 2, False), (2, 8, False), (6, 3, False), (0, 0, False)],
)
def test_few_judgements_are_not_enough(
    relevant: int,
    irrelevant: int,
    enough: bool,  # noqa: FBT001 - a column of a table
) -> None:
    assert (FEWEST, FEWEST_OF_EACH) == (10, 3)
    judged = {f"r{n}": True for n in range(relevant)} | {f"i{n}": False for n in range(irrelevant)}
    assert are_enough(judged) is enough


def test_from_too_few_judgements_nothing_is_proposed(desk: Desk) -> None:
    desk.judge_all("ort", {key: VERDICTS[key] for key in list(VERDICTS)[:9]})
    assert suggestions(desk.pool(), desk.folder, PLAN) == []
