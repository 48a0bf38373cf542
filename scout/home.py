"""Where the program lives: a folder, its settings and its store, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scout.secret import read_secret
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

    @property
    def preview(self) -> Path:
        """The folder that mails are written into only to be looked at."""
        return self.folder / "preview"

    @property
    def mail_folders(self) -> tuple[Path, ...]:
        """All folders with copies of mails: what erases a person looks through each."""
        return self.outbox, self.preview

    def secret(self, *, keep: bool = True) -> bytes:
        """Return the secret that signs links and hashes addresses; made the first time.

        Without ``keep`` one that is made is gone with its caller: for who only looks.

        Raises:
            UsageError: if it cannot be read or made.
        """
        given = self.settings.web.secret.get_secret_value()
        return read_secret(self.folder, given, keep=keep)


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
