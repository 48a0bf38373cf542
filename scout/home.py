"""Where the program lives: a folder, its settings and its store, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scout.settings import Settings, read_settings
from scout.store.engine import Store, open_store


@dataclass(frozen=True, slots=True)
class Home:
    """Where the program lives: its folder, its settings and its store."""

    folder: Path
    settings: Settings
    store: Store

    @property
    def outbox(self) -> Path:
        """The folder that mails are written into."""
        return self.folder / "outbox"


@contextmanager
def open_home(folder: Path) -> Iterator[Home]:
    """Open the home in ``folder``, made and brought up to date if need be.

    Raises:
        UsageError: if settings or database cannot be used.
    """
    settings = read_settings(folder)
    store = open_store(folder, settings.database_url)
    try:
        yield Home(folder, settings, store)
    finally:
        store.close()
