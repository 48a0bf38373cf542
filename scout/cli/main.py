"""The command ``scout``.

Exit codes: 0 done; 1 a source or a recipient failed and the rest was done; 2 wrong usage or
settings, nothing half-done.
"""

from __future__ import annotations

import typer

from scout import __version__
from scout.cli import (
    calls,
    demo,
    digests,
    doctor,
    evaluate,
    explain,
    facts,
    funded,
    groups,
    judge,
    matches,
    new_source,
    news,
    outbox,
    recipients,
    report,
    runs,
    sources,
    strategy,
    tracking,
    tune,
    web,
)
from scout.cli.unread import outlive_readers
from scout.errors import UsageError
from scout.log import log_to_stderr

WRONG_USAGE = 2

app = typer.Typer(
    name="scout",
    help="Find public funding for the projects of a strategy: read the sources, "
    "rank what they say, mail what is new.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"foerderscout {__version__}")
        raise typer.Exit


@app.callback()
def _scout(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    del version


app.command("init")(strategy.init)
app.command("demo")(demo.demo)
app.add_typer(new_source.app, name="sources")
app.command("collect")(sources.collect)
app.command("read")(calls.read)
app.command("calls")(calls.list_calls)
app.add_typer(groups.app, name="group")
app.command("show")(facts.show)
app.command("history")(calls.history)
app.command("facts")(facts.facts)
app.command("news")(news.list_news)
app.command("funded")(funded.list_funded)
app.add_typer(strategy.app, name="strategy")
app.command("match")(matches.match)
app.command("matches")(matches.list_matches)
app.command("explain")(explain.explain)
app.command("judge")(judge.judge)
app.command("judgements")(judge.list_judgements)
app.command("tune")(tune.tune)
app.command("report")(report.report)
app.command("evaluate")(evaluate.evaluate)
app.command("digest")(digests.digest)
app.command("deliver")(digests.deliver)
app.add_typer(outbox.app, name="outbox")
app.add_typer(recipients.app, name="recipients")
app.command("track")(tracking.track)
app.command("web")(web.web)
app.command("runs")(runs.list_runs)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line; a usage error becomes a plain message and exit code 2."""
    outlive_readers()
    log_to_stderr()
    try:
        # Not app(): it would print the traceback of what nobody caught by a way of its own.
        typer.main.get_command(app)()
    except UsageError as error:
        typer.echo(f"scout: {error}", err=True)
        raise SystemExit(WRONG_USAGE) from None
