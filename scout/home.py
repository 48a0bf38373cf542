"""Where the program lives: a folder, its settings and its store, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scout.errors import UsageError
from scout.secret import fingerprint, read_secret
from scout.settings import Settings, read_settings
from scout.store import readers
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

    def secret(self) -> bytes:
        """Return the secret that signs links and hashes addresses; made the first time.

        Raises:
            UsageError: if it cannot be read or made, or is another one than that by which addresses
                are stopped: with it they would be written to again.
        """
        with self.store.reading() as connection:
            makers = readers.makers(connection)
        return read_secret(self.folder, self._given, makers=makers)

    def check_secret(self) -> None:
        """Refuse another secret than that by which addresses are stopped; makes none.

        Raises:
            UsageError: as ``secret``.
        """
        with self.store.reading() as connection:
            is_needed = bool(readers.makers(connection))
        if is_needed:
            self.secret()

    def any_secret(self, *, keep: bool) -> bytes:
        """Return the secret as it is, whoever made the stops: to accept it, or to sign for nobody.

        Without ``keep`` one that is made is gone with its caller.

        Raises:
            UsageError: if it cannot be read or made.
        """
        return read_secret(self.folder, self._given, keep=keep)

    @property
    def _given(self) -> str:
        return self.settings.web.secret.get_secret_value()


@contextmanager
def open_home(folder: Path) -> Iterator[Home]:
    """Open the home in ``folder``, made and brought up to date if need be.

    Raises:
        UsageError: if settings or database cannot be used.
    """
    settings = read_settings(folder)
    store = open_store(folder, settings.database_url)
    try:
        home = Home(folder, settings, store)
        _note_maker(home)
        yield home
    finally:
        store.close()


def _note_maker(home: Home) -> None:
    """Take the secret that is there for that of stops from before it was noted who made them.

    Without one, or with trouble, nothing is noted: whoever needs it is told.
    """
    with home.store.reading() as connection:
        if None not in readers.makers(connection):
            return
    try:
        secret = home.secret()
    except UsageError:
        return
    with home.store.writing() as connection:
        readers.claim(connection, fingerprint(secret), only_unnoted=True)
