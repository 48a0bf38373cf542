"""The main job on the bundled sample: two days, without network and mail server."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    open_home,
    print_json,
    print_table,
    progress,
    say,
    shortened,
)

if TYPE_CHECKING:
    from scout.home import Home

DEMO_HOME = Path("scout-demo")
_MARK = "this-is-a-demo"
_MADE_HERE = ("scout.db", "scout.db-wal", "scout.db-shm")
_FOLDERS = ("outbox", "logs", "locks", "crawls", "sample-web")
_BEST = 3


def demo(home: HomeOption = HERE, today: TodayOption = None, as_json: JsonOption = False) -> None:
    """Show the main job on the bundled sample: two days of collect, read, match, digest.

    Works in ./scout-demo, or in --home if that holds nothing but an earlier demo. With --today the
    second of the two days is that day.
    """
    from scout.cli.strategy import import_sample
    from scout.sample import DAYS

    folder = DEMO_HOME if home == HERE else home
    _prepare(folder)
    last = today.date() if today else DAYS[-1]
    import_sample(folder)
    with open_home(folder) as really:
        opened = _without_mail(really)
        for number, day in enumerate((last - timedelta(days=7), last), start=1):
            _run_day(opened, number, day, as_json=as_json)
        _show_best(opened, last, as_json=as_json)
    if as_json:
        say(str((folder / "outbox").resolve()))
    else:
        typer.echo("Mails, as .eml, .html and .txt:")
        typer.echo(str((folder / "outbox").resolve()))


def _prepare(folder: Path) -> None:
    """Make the demo's home; an earlier demo's is emptied, anybody else's is left alone."""
    from scout.errors import UsageError
    from scout.settings import read_settings

    if read_settings(folder).database_url:
        raise UsageError(
            "database_url: the demo has a database of its own; expected no SCOUT_DATABASE_URL, and"
            " none in the scout.toml of its home"
        )
    mark = folder / _MARK
    if (
        folder.exists()
        and not mark.exists()
        and any((folder / name).exists() for name in _MADE_HERE)
    ):
        raise UsageError(
            f"--home: {folder} holds real data; expected an empty folder or an earlier demo"
        )
    folder.mkdir(parents=True, exist_ok=True)
    if mark.exists():
        for name in _MADE_HERE:
            (folder / name).unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
    mark.write_text("Made by scout demo; the next one may delete what is in here.\n")


def _without_mail(home: Home) -> Home:
    """Return ``home`` with the outbox as the only way out, whatever mail server is set."""
    from scout.settings import MailSettings

    return replace(home, settings=home.settings.model_copy(update={"mail": MailSettings()}))


def _run_day(home: Home, number: int, day: date, *, as_json: bool) -> None:
    from scout import digest_run, jobs
    from scout.cli.digests import show_report as show_digest
    from scout.cli.sources import show_report as show_collected
    from scout.clock import now_or_on
    from scout.collect.catalogue import choose_sources
    from scout.collect.crawl import CrawlOptions
    from scout.sample.export import write_bundle

    bundle = write_bundle(home.folder / "sample-web" / day.isoformat(), day, number)
    now = now_or_on(day)
    if not as_json:
        typer.echo(f"Day {number}, {day}")
    with progress(quiet=as_json) as tell:
        sources, _ = choose_sources([], bundle)
        for report in jobs.collect(
            home, sources, CrawlOptions(today=day, replay=bundle), now, tell
        ):
            show_collected(report, as_json=as_json)
        jobs.read(home, tell)
        jobs.group(home)
        jobs.match(home, now)
        for sent in digest_run.digest(home, now):
            show_digest(sent, as_json=as_json)


def _show_best(home: Home, today: date, *, as_json: bool) -> None:
    from scout.cli.matches import match_values
    from scout.store import strategy

    with home.store.reading() as connection:
        projects = strategy.load(connection).projects
    rows = []
    for project in projects:
        fitting = match_values(home, project.key, today)
        found = [each for each in fitting if not each["excluded"]][:_BEST]
        if as_json:
            for values in found:
                print_json(values)
        for place, values in enumerate(found):
            title = shortened(values["title"] or values["key"], 60)
            words = ", ".join(values["reasons"][0]["words"][:4])
            rows.append((project.key if not place else "", f"{values['score']:.2f}", title, words))
        if not found:
            rows.append((project.key, "", "nothing fits", ""))
    if not as_json:
        columns = ("project", "score#", "call", "because of")
        print_table("Best matches per project", columns, rows, texts=columns[2:])
