"""Write calls that never had room in a mail as a table for a spreadsheet. Pure.

CSV as German spreadsheets open it by a double click: UTF-8 with a byte order mark, semicolons, CRLF
(RFC 4180). No cell is ever a formula: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO

from scout import wording
from scout.digest.fitting import Item
from scout.digest.issued import title_of
from scout.digest.short import LONGEST_TITLE, shortened, web_address
from scout.domain import Project, Source

MARK = "\ufeff"
COLUMNS = ("Titel", "Adresse", "Frist", "Projekt", "Passung", "Quelle")
# Full-width forms of the same signs are read as formulas where the input method is East Asian.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def list_of(
    items: Sequence[Item],
    today: date,
    projects: Mapping[str, Project],
    sources: Iterable[Source],
) -> str:
    """Return the table of ``items`` in their order, as the text of a file, mark included.

    Projects and sources are named by their titles, by their keys where nobody knows them.
    """
    titles = {key: project.title for key, project in projects.items()}
    publishers = {source.name: source.title for source in sources}
    written = StringIO(MARK, newline="")
    written.seek(0, 2)
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for item in items:
        project, source = item.match.project, item.call.source
        table.writerow(
            _cell(value)
            for value in (
                title_of(item.call),
                web_address(item.call.url),
                _until(item, today),
                titles.get(project, project),
                f"{wording.fit(item.match.score)} ({wording.german_number(item.match.score)})",
                publishers.get(source, source),
            )
        )
    return written.getvalue()


def _until(item: Item, today: date) -> str:
    facts = item.call.facts
    return wording.deadline(facts.deadline if facts else None, today)


def _cell(value: str) -> str:
    """Return ``value`` on one line, with an apostrophe before what a spreadsheet would run."""
    line = value if value.startswith(("http://", "https://")) else shortened(value, LONGEST_TITLE)
    return f"'{line}" if line.startswith(_FORMULA) else line
