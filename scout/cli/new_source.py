"""``scout sources``: how the sources do, and how a new one is begun."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scout.cli.sources import list_sources
from scout.collect.new_source import Form

_SHOW = "show"


class _Sources(TyperGroup):
    """A group whose words are those of ``show``, unless the first is another command's."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``show`` before what names no command: ``scout sources nrw_bank``."""
        if not args or args[0] not in self.commands:
            args = [_SHOW, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_Sources, help="Show how the sources do, or begin a new one.")
app.command(_SHOW, epilog="A new source is begun with scout sources new.")(list_sources)


@app.command("new")
def new(
    name: Annotated[
        str, typer.Argument(help="Region and publisher in small letters: nrw_musterstelle.")
    ],
    url: Annotated[str, typer.Option(help="The address of what lists the calls.")],
    title: Annotated[str, typer.Option(help="What people call the source.")],
    publisher: Annotated[str, typer.Option(help="Who publishes it.")],
    form: Annotated[Form, typer.Option(help="What lists the calls.")] = Form.LIST,
) -> None:
    """Begin a source in a checkout of the project: spider, recorded page, a test that fails.

    The test fails until what the page brings stands beside it. Nothing is overwritten; the recipe
    is docs/sources.md.
    """
    from scout.collect.catalogue import sources
    from scout.collect.new_source import Draft, begin_source, find_project

    project = find_project(Path.cwd())
    draft = Draft(name=name, title=title, publisher=publisher, url=url, form=form)
    for path in begin_source(project, draft, sources()):
        typer.echo(path.relative_to(project))
    typer.echo(_NEXT.format(name=name))


_NEXT = """
Next, see docs/sources.md:
1. Look up robots.txt, TDM reservation and licence; fill licence, attribution, expects and hosts
   in spiders/{name}.py.
2. Look at the real pages: scout collect {name} --record DIR. Write pages of your own in their
   form into tests/recorded/{name}/one and, in another markup, into two.
3. Write what a person reads there into tests/recorded/{name}/expected.json, until this passes:
   pytest tests/test_recorded_sources.py -k {name}"""
