"""The settings of one home: ``scout.toml`` and ``SCOUT_…`` in one frozen object.

Without a file every value has its default. The environment wins over the file: ``SCOUT_MATCH__
THRESHOLD=0.2`` is ``threshold`` in ``[match]``. An unknown key is an error, so that a misspelt one
is not silently ignored.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from scout.errors import UsageError
from scout.toml_file import EMAIL, complain, parse_toml, place, shown

FILE_NAME = "scout.toml"

_PREFIX = "SCOUT_"
_OTHER_NAMES = ("SCOUT_HOME",)
_PROGRAMME = r"^[A-Za-z0-9*?_./-]{1,80}$"
_HOST = r"^[A-Za-z0-9.:_-]{0,253}$"
_DATABASE = r"^((postgresql(\+psycopg)?://|sqlite:///)[^\s]+)?$"
# Between 02:00 and 03:00 a time may come twice or not at all when the clocks change.
_TIME = r"^(0[013-9]|1\d|2[0-3]):[0-5]\d$"
_BREAK = r"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$"
_LONGEST_BREAK_DAYS = 62
_PUBLIC_URL = r"^(https?://[A-Za-z0-9.-]+(:\d{1,5})?)?$"

Land = Literal[
    "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"
]
Security = Literal["none", "starttls", "tls"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_break(value: str) -> str:
    """Refuse a break that no calendar has, or in which a deadline could come and go unseen."""
    first, last = map(date.fromisoformat, value.split("/"))
    if not 0 <= (last - first).days < _LONGEST_BREAK_DAYS:
        raise ValueError(
            f"expected first and last day of at most {_LONGEST_BREAK_DAYS} days, as FIRST/LAST"
        )
    return value


def _with_port(value: str) -> str:
    """Refuse an address whose port no server can have."""
    try:
        port = urlsplit(value).port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("expected a port from 1 to 65535 behind the colon")
    return value


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MatchSettings(_Table):
    """From which score on a call fits a project, and which calls of the EU portal are ranked."""

    threshold: float = Field(default=0.08, gt=0, le=1)
    # TOML has lists and no tuples.
    eu_programmes: Annotated[
        tuple[Annotated[str, Field(pattern=_PROGRAMME)], ...], BeforeValidator(_as_tuple)
    ] = (
        "DIGITAL",
        "CERV",
        "LIFE",
        "CEF",
        "I3",
        "*INTERREG*",
        "*-NEB-*",
        "HORIZON-MISS-*-CIT-*",
        "CASCADE",
    )


class DigestSettings(_Table):
    """How much one issue carries, and of which deadlines it reminds."""

    first_issue: int = Field(default=5, ge=1, le=25)
    max_items: int = Field(default=25, ge=1, le=25)
    max_news: int = Field(default=5, ge=0, le=25)
    news_days: int = Field(default=14, ge=1, le=90)
    reminder_leads_days: Annotated[
        tuple[Annotated[int, Field(ge=1, le=365)], ...], BeforeValidator(_as_tuple)
    ] = (56, 28, 14, 3)
    remind_from: float = Field(default=0.2, gt=0, le=1)
    carry_issues: int = Field(default=4, ge=0, le=52)


class MailSettings(_Table):
    """What stands in the head of a mail, and the server that takes it.

    Without ``host`` mails are only written into the outbox. ``port`` 0 is the usual one for
    ``security``. The password never stands in ``scout.toml``: that file is shown around.
    """

    sender: str = Field(default="foerderscout@localhost", pattern=EMAIL)
    sender_name: str = Field(default="Förderscout", max_length=80, pattern=r"^[^\r\n]*$")
    reply_to: str = Field(default="", pattern=rf"{EMAIL}|^$")
    host: str = Field(default="", pattern=_HOST)
    port: int = Field(default=0, ge=0, le=65535)
    security: Security = "none"
    ca_file: str = ""
    user: str = Field(default="", max_length=200, pattern=r"^[^\r\n]*$")
    password: SecretStr = SecretStr("")
    password_file: str = ""
    timeout_s: float = Field(default=30, ge=1, le=300)
    per_minute: int = Field(default=0, ge=0, le=6000)

    @property
    def server_port(self) -> int:
        """The port to connect to."""
        return self.port or {"none": 25, "starttls": 587, "tls": 465}[self.security]


class HttpSettings(_Table):
    """How the spiders name themselves, and which way they go out."""

    contact: str = Field(default="", max_length=200, pattern=r"^[\x20-\x7e]*$")
    # http only: Scrapy does not speak TLS with a proxy, it goes through it to the server.
    proxy: Annotated[
        str,
        Field(pattern=r"^(http://[^\s/@]+(@[^\s/@]+)?/?)?$"),
        AfterValidator(_with_port),
    ] = ""
    ca_file: str = ""


class ScheduleSettings(_Table):
    """When the clock works; times are "HH:MM" of Europe/Berlin.

    ``breaks`` are "FIRST/LAST" days, both included, on which no digest goes out.
    """

    night: str = Field(default="03:30", pattern=_TIME)
    digest_at: str = Field(default="07:00", pattern=_TIME)
    digest_day: Weekday = "monday"
    holidays: Land = "NW"
    # "" is no end: what was missed is made up for whenever the machine is on again.
    night_ends: str = Field(default="", pattern=rf"{_TIME}|^$")
    early: Mapping[str, Annotated[str, Field(pattern=_TIME)]] = Field(default_factory=dict)
    breaks: Annotated[
        tuple[Annotated[str, Field(pattern=_BREAK), AfterValidator(_as_break)], ...],
        BeforeValidator(_as_tuple),
    ] = ()


class OperatorSettings(_Table):
    """Whom the program turns to when a source fails, and how long it keeps what it saw then.

    Without ``email`` alarms are only shown and logged. ``keep_failed_days`` 0 keeps nothing.
    """

    email: str = Field(default="", max_length=254, pattern=rf"{EMAIL}|^$")
    keep_failed_days: int = Field(default=14, ge=0, le=365)


class WebSettings(_Table):
    """Where our own pages stand, and the texts that the law wants on them.

    Without ``public_url`` nobody reaches them from outside, and mails have no links to them.
    ``secret`` never stands in ``scout.toml``; "" is the file ``secret.key`` in the home.
    """

    public_url: Annotated[str, Field(pattern=_PUBLIC_URL), AfterValidator(_with_port)] = ""
    host: str = Field(default="127.0.0.1", pattern=_HOST, min_length=1)
    port: int = Field(default=8080, ge=0, le=65535)
    link_days: int = Field(default=60, ge=1, le=400)
    imprint_file: str = ""
    privacy_file: str = ""
    accessibility_file: str = ""
    secret: SecretStr = SecretStr("")


class RetentionSettings(_Table):
    """After how many days what concerns persons is erased; 0 never."""

    mails_days: int = Field(default=730, ge=0, le=3650)
    authorship_days: int = Field(default=365, ge=0, le=3650)


class _FileSettings(_Table):
    """What ``scout.toml`` may say."""

    database_url: str = Field(default="", pattern=_DATABASE)
    match: MatchSettings = MatchSettings()
    digest: DigestSettings = DigestSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    operator: OperatorSettings = OperatorSettings()
    web: WebSettings = WebSettings()
    retention: RetentionSettings = RetentionSettings()


class Settings(BaseSettings):
    """All settings; read once at the start of a command and handed on."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    database_url: str = Field(default="", pattern=_DATABASE)
    match: MatchSettings = MatchSettings()
    digest: DigestSettings = DigestSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    operator: OperatorSettings = OperatorSettings()
    web: WebSettings = WebSettings()
    retention: RetentionSettings = RetentionSettings()

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
    _refuse_secrets(path, text, values)
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


def _refuse_secrets(path: Path, text: str, values: Mapping[str, Any]) -> None:
    """Refuse what must not stand in a file that is shown around."""
    instead = {
        ("mail", "password"): "password_file or SCOUT_MAIL__PASSWORD",
        ("web", "secret"): "the file secret.key or SCOUT_WEB__SECRET",
    }
    for (table, key), expected in instead.items():
        found = values.get(table)
        if isinstance(found, dict) and key in found:
            raise UsageError(f"{place(path, text, (table, key))}: expected {expected} instead")


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
        f"found {shown(item['input'])}"
        for item in error.errors(include_url=False)
    )
