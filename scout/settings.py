"""The settings of one home: ``scout.toml`` and ``SCOUT_…`` in one frozen object.

Without a file every value has its default. The environment wins over the file: ``SCOUT_MATCH__
THRESHOLD=0.2`` is ``threshold`` in ``[match]``. An unknown key is an error, so that a misspelt one
is not silently ignored.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from scout.errors import UsageError
from scout.toml_file import EMAIL, complain, parse_toml

FILE_NAME = "scout.toml"

TEMPLATE = """\
# Settings of foerderscout. Everything has a default: delete what you do not change.
# Each value can also come from the environment: SCOUT_MATCH__THRESHOLD=0.2 is threshold in [match].

[match]
# A call is a match from this score on (0 to 1, the share of the project's own weight).
threshold = {match.threshold}

[digest]
# The first issue for a project shows this many; the rest of that day is counted, not mailed.
first_issue = {digest.first_issue}
# A mail shows at most this many calls; the next one carries on.
max_items = {digest.max_items}

[mail]
# Who writes, and which person gets the answers ("" = the sender).
sender = "{mail.sender}"
sender_name = "{mail.sender_name}"
reply_to = ""

[http]
# An address or page that a publisher can turn to; it stands in the User-Agent of every request.
contact = ""
"""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MatchSettings(_Table):
    """From which score on a call fits a project."""

    threshold: float = Field(default=0.06, gt=0, le=1)


class DigestSettings(_Table):
    """How much one issue carries."""

    first_issue: int = Field(default=5, ge=1, le=25)
    max_items: int = Field(default=25, ge=1, le=25)


class MailSettings(_Table):
    """What stands in the head of a mail."""

    sender: str = Field(default="foerderscout@localhost", pattern=EMAIL)
    sender_name: str = Field(default="Förderscout", max_length=80, pattern=r"^[^\r\n]*$")
    reply_to: str = Field(default="", pattern=rf"{EMAIL}|^$")


class HttpSettings(_Table):
    """How the spiders name themselves."""

    contact: str = Field(default="", max_length=200, pattern=r"^[\x20-\x7e]*$")


class Settings(BaseSettings):
    """All settings; read once at the start of a command and handed on."""

    model_config = SettingsConfigDict(
        env_prefix="SCOUT_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    match: MatchSettings = MatchSettings()
    digest: DigestSettings = DigestSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose values come in as arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def read_settings(home: Path) -> Settings:
    """Return the settings of ``home``; defaults where it has no ``scout.toml``.

    Raises:
        UsageError: naming file, line, key, what was found and what was expected.
    """
    path = home / FILE_NAME
    text, values = parse_toml(path) if path.exists() else ("", dict[str, Any]())
    try:
        return Settings(**values)
    except ValidationError as error:
        raise UsageError(complain(path, text, error)) from None


def settings_template() -> str:
    """Return a commented ``scout.toml`` that says what the defaults say."""
    return TEMPLATE.format(
        match=MatchSettings(), digest=DigestSettings(), mail=MailSettings(), http=HttpSettings()
    )
