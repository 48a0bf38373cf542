"""The settings of one home: ``scout.toml`` and ``SCOUT_…`` in one frozen object.

Without a file every value has its default. The environment wins over the file: ``SCOUT_MATCH__
THRESHOLD=0.2`` is ``threshold`` in ``[match]``. An unknown key is an error, so that a misspelt one
is not silently ignored.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from scout.errors import UsageError
from scout.toml_file import EMAIL, complain, parse_toml

FILE_NAME = "scout.toml"

_PREFIX = "SCOUT_"
_OTHER_NAMES = ("SCOUT_HOME",)

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


class _FileSettings(_Table):
    """What ``scout.toml`` may say."""

    match: MatchSettings = MatchSettings()
    digest: DigestSettings = DigestSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()


class Settings(BaseSettings):
    """All settings; read once at the start of a command and handed on."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
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
        UsageError: naming file and line, or the environment, with key, what was found and what was
            expected.
    """
    path = home / FILE_NAME
    text, values = parse_toml(path) if path.exists() else ("", dict[str, Any]())
    try:
        # The file by itself first: what is wrong in it must not be blamed on the environment.
        _FileSettings.model_validate(values, strict=True)
    except ValidationError as error:
        raise UsageError(complain(path, text, error)) from None
    _refuse_unknown_names()
    try:
        return Settings(**values)
    except (ValidationError, SettingsError) as error:
        raise UsageError(f"environment SCOUT_…: {_in_environment(error)}") from None


def _refuse_unknown_names() -> None:
    """Refuse SCOUT_… names that mean nothing: a misspelt one would be ignored without a word."""
    for name in sorted(os.environ):
        table = name.upper().removeprefix(_PREFIX).partition("__")[0].lower()
        known = table in Settings.model_fields or name.upper() in _OTHER_NAMES
        if name.upper().startswith(_PREFIX) and not known:
            tables = ", ".join(f"{_PREFIX}{each.upper()}__…" for each in Settings.model_fields)
            raise UsageError(f"environment {name}: expected SCOUT_HOME or one of {tables}")


def _in_environment(error: ValidationError | SettingsError) -> str:
    if isinstance(error, SettingsError):
        return str(error)
    return "; ".join(
        f"{_PREFIX}{'__'.join(str(part).upper() for part in item['loc'])}: {item['msg']}, "
        f"found {item['input']!r:.80}"
        for item in error.errors(include_url=False)
    )


def settings_template() -> str:
    """Return a commented ``scout.toml`` that says what the defaults say."""
    return TEMPLATE.format(
        match=MatchSettings(), digest=DigestSettings(), mail=MailSettings(), http=HttpSettings()
    )
