"""News: what the feeds say, and which projects it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    open_home,
    print_json,
    print_table,
)

if TYPE_CHECKING:
    from scout.home import Home


def list_news(
    project: Annotated[
        str | None, typer.Option(help="Only news that touch this project, by its key.")
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the news that were ever taken in, newest first, with the projects that they touch.

    News are ranked by scout match for as many days as [digest] news_days says.
    """
    from scout.clock import day_of

    del today
    with open_home(home) as opened:
        found = news_values(opened, project)
    if as_json:
        for values in found:
            print_json(values)
        return
    rows = [
        (
            str(day_of(each["published_at"])) if each["published_at"] else "",
            each["source"].removeprefix("news_"),
            each["title"],
            ", ".join(f"{match['project']} {match['score']:.2f}" for match in each["matches"]),
        )
        for each in found
    ]
    columns = ("published", "source", "title", "touches")
    print_table(f"{len(found)} news", columns, rows, texts=("title",))


def news_values(home: Home, project: str | None) -> list[dict[str, Any]]:
    """Return all news, or those that touch ``project``, in the form that is promised to programs.

    Holds nothing of the texts beside the titles: they belong to their publishers.

    Raises:
        UsageError: if the strategy has no such project.
    """
    from scout.cli.matches import check_project
    from scout.store import news

    with home.store.reading() as connection:
        if project is not None:
            check_project(connection, "--project", project)
        entries = news.entries(connection)
        matches = news.matches(connection)
    touched: dict[int, list[dict[str, Any]]] = {entry.id: [] for entry in entries}
    for found in sorted(matches, key=lambda each: -each.match.score):
        match = found.match
        values = {"project": match.project, "score": match.score, "words": match.words}
        touched[found.news_id].append(values)
    return [
        {
            "source": entry.item.source,
            "key": entry.item.key,
            "url": entry.item.url,
            "title": entry.item.title,
            "published_at": entry.item.published_at,
            "matches": touched[entry.id],
        }
        for entry in entries
        if project is None or project in [match["project"] for match in touched[entry.id]]
    ]
