"""Explain: why a call stands where it does for a project, and what would move it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    open_home,
    print_json,
    print_table,
    printable,
    shortened,
)

if TYPE_CHECKING:
    from datetime import date

    from scout.home import Home
    from scout.match.pool import Pool
    from scout.match.what_if import Explanation, Place, WhatIf
    from scout.store.calls import CallEntry

_LONGEST_TITLE = 100
_MOST_WORDS = 15
# What matched of a word; letters alone are the weakest evidence.
_MARKS = {"word": "", "part": "", "letters": "≈"}


def explain(
    project: Annotated[str, typer.Argument(help="Key of a project; scout strategy lists them.")],
    call: Annotated[str, typer.Argument(help="Key, source:key, or address of a call.")],
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why a call stands where it does for a project, and what would move it.

    A call that several sources tell of has one place, whichever of them is named; it is said whose
    text is ranked. Ranks anew, with everything that was judged and tuned until now. A raised dot
    in a word stands where only parts of it match, ≈ before one that is only written alike.
    """
    from scout.clock import day_of

    with open_home(home) as opened:
        values = explain_values(opened, project, call, day_of(moment(today)))
    if as_json:
        print_json(values)
        return
    _print(values)


def explain_values(home: Home, project: str, name: str, today: date) -> dict[str, Any]:
    """Return the explanation in the form that is promised to programs.

    Raises:
        UsageError: if there is no such project or call, or the call is not ranked.
    """
    from scout.cli.calls import find_call
    from scout.cli.matches import check_project
    from scout.match.pool import load_pool
    from scout.match.what_if import explanation

    entry = find_call(home, name)
    with home.store.reading() as connection:
        check_project(connection, "PROJECT", project)
        pool = load_pool(connection, home.settings, today)
    _check_ranked(pool, entry, today)
    found = explanation(pool, home.folder, project, str(entry.id))
    shown = pool.calls[int(pool.shown_for(str(entry.id)))]
    values: dict[str, Any] = {
        "project": project,
        "source": shown.source,
        "key": shown.key,
        "url": shown.url,
        "title": shown.title,
        "texts": [_text_values(pool, document, score) for document, score in found.texts],
        "excluded": pool.is_shut_out(project, pool.calls[int(found.hit.document)]),
        "threshold": pool.profile(pool.project(project)).threshold,
    }
    return values | _values(pool, found)


def _check_ranked(pool: Pool, entry: CallEntry, today: date) -> None:
    from scout.errors import UsageError

    if pool.shown_for(str(entry.id)) in pool.each_once():
        return
    if not entry.is_open_on(today):
        why = f"one that can be applied for, this one is {entry.status_on(today)}"
    else:
        why = "one of the programmes in eu_programmes of scout.toml"
    raise UsageError(f"CALL: expected {why}: {entry.key}")


def _text_values(pool: Pool, document: str, score: float) -> dict[str, Any]:
    call = pool.calls[int(document)]
    return {"source": call.source, "key": call.key, "score": round(score, 4)}


def _values(pool: Pool, found: Explanation) -> dict[str, Any]:
    from scout.match.matches import title_of, to_reason

    return {
        "score": round(found.hit.score, 4),
        "rank": found.place.rank if found.place else None,
        "ranked": found.place.of if found.place else None,
        "fits": found.fits,
        "judged": found.judged,
        "reasons": [
            asdict(to_reason(pool, part))
            | {"words": [_word_values(asdict(word)) for word in part.words]}
            for part in found.hit.parts
        ],
        "project_words": [
            {"word": word, "share": round(share, 4)} for word, share in found.hit.asked
        ],
        "neighbours": [
            {"title": title_of(pool, document), **_place_values(place)}
            for document, place in found.neighbours
        ],
        "what_if": [_what_if_values(each) for each in found.what_ifs],
    }


def _word_values(word: dict[str, Any]) -> dict[str, Any]:
    return word | {"share": round(word["share"], 4)}


def _place_values(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"rank": None, "score": 0.0}
    return {"rank": place.rank, "score": round(place.score, 4)}


def _what_if_values(each: WhatIf) -> dict[str, Any]:
    change = "judged relevant" if each.name is None else f"{each.name}={each.value:g}"
    return {"change": change, **_place_values(each.place)}


def _print(values: dict[str, Any]) -> None:
    from scout.wording import german_number

    typer.echo(shortened(printable(values["title"] or values["key"]), _LONGEST_TITLE))
    typer.echo(values["url"])
    _print_texts(values["texts"])
    if not any(reason["contribution"] for reason in values["reasons"]):
        typer.echo(f"Shares no word with {values['project']}: score 0")
        return
    rank = "no rank" if values["rank"] is None else f"rank {values['rank']} of {values['ranked']}"
    fits = "a match" if values["fits"] else "no match"
    typer.echo(
        f"{rank}, score {values['score']:.2f}:"
        f" {fits} (threshold {values['threshold']:g}{_besides(values)}){_judged(values['judged'])}"
    )
    if values["excluded"]:
        typer.echo("None of the project's applicants may apply: where it fits, --excluded lists it")
    _print_reasons(values)
    words = ", ".join(
        f"{each['word']} {german_number(each['share'], 3)}"
        for each in values["project_words"][:_MOST_WORDS]
    )
    typer.echo(f"Words of the project that meet it: {words}")
    _print_changes(values)


def _print_texts(texts: list[dict[str, Any]]) -> None:
    """Say whose text is ranked, where several sources tell of the call."""
    if len(texts) < 2:
        return
    first, *others = (printable(f"{each['source']}:{each['key']}") for each in texts)
    scores = (f"{name} {each['score']:.2f}" for name, each in zip(others, texts[1:], strict=True))
    typer.echo(f"Ranked by the text of {first}; the others alone: {', '.join(scores)}")


def _besides(values: dict[str, Any]) -> str:
    """Return why a call that reaches the threshold is no match, where nobody said so."""
    if values["fits"] or values["judged"] is False or values["score"] < values["threshold"]:
        return ""
    return "; without its heaviest word too little is left"


def _judged(judged: bool | None) -> str:
    if judged is None:
        return ""
    return f", judged {'relevant' if judged else 'irrelevant'}"


def _print_reasons(values: dict[str, Any]) -> None:
    from scout import reason_wording
    from scout.fit import Reason

    rows = []
    for each in values["reasons"]:
        words = tuple(word["word"] for word in each["words"])
        found = Reason(each["signal"], each["contribution"], words, each["quote"], each["names"])
        said = _weighed(each["words"]) if each["signal"] == reason_wording.TEXT else ""
        rows.append(
            (
                reason_wording.signal(each["signal"]),
                reason_wording.share(each["contribution"]),
                said or reason_wording.reason(found),
            )
        )
        if each["quote"]:
            rows.append(("", "", f"„{shortened(printable(each['quote']), 400)}“"))
    print_table("", ("signal", "share#", "what was found"), rows, texts=("what was found",))


def _weighed(words: list[dict[str, Any]]) -> str:
    from scout.wording import german_number

    shown = [word for word in words[:_MOST_WORDS] if round(word["share"], 3)]
    return ", ".join(
        f"{_MARKS[word['by']]}{word['word']} {german_number(word['share'], 3)}" for word in shown
    )


def _print_changes(values: dict[str, Any]) -> None:
    rows = [
        (
            each["change"],
            "–" if each["rank"] is None else str(each["rank"]),
            f"{each['score']:.2f}",
        )
        for each in values["what_if"]
    ]
    print_table("What would move it", ("change", "rank#", "score#"), rows)
    for each in values["neighbours"]:
        side = "before it" if each["rank"] < values["rank"] else "behind it"
        title = shortened(printable(each["title"]), _LONGEST_TITLE)
        typer.echo(f"{side}: {each['score']:.2f} {title}")
