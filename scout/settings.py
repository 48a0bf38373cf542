"""The settings of one home: ``scout.toml`` and ``SCOUT_…`` in one frozen object.

Without a file every value has its default. The environment wins over the file: ``SCOUT_MATCH__
THRESHOLD=0.2`` is ``threshold`` in ``[match]``. An unknown key is an error, so that a misspelt one
is not silently ignored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
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

Land = Literal[
    "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"
]
Security = Literal["none", "starttls", "tls"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]

TEMPLATE = """\
# Settings of foerderscout. Everything has a default: delete what you do not change.
# Each value can also come from the environment: SCOUT_MATCH__THRESHOLD=0.2 is threshold in [match].

# The database: "" is the file scout.db in the home; "postgresql://user@host/name" is PostgreSQL
# (installed as foerderscout[postgres]; the password comes from PGPASSWORD or ~/.pgpass).
database_url = ""

[match]
# A call is a match from this score on (0 to 1, the share of the project's own weight).
threshold = {match.threshold}
# Which calls of the EU portal are ranked: short names of programmes ("DIGITAL"), patterns of
# identifiers ("HORIZON-MISS-*-CIT-*"), CASCADE for calls of funded projects; ["*"] is all of them.
eu_programmes = {eu_programmes}

[digest]
# The first issue for a project shows this many; the rest of that day is counted, not mailed.
first_issue = {digest.first_issue}
# A mail shows at most this many calls; the next one carries on.
max_items = {digest.max_items}
# At most this many news in a mail, and only such as were found in the last so many days.
max_news = {digest.max_news}
news_days = {digest.news_days}

[mail]
# Who writes, and which person gets the answers ("" = the sender).
sender = "{mail.sender}"
sender_name = "{mail.sender_name}"
reply_to = ""
# The mail server. Without a host mails are only written into outbox/.
host = ""
# 0 = the usual port: 25 without security, 587 with starttls, 465 with tls.
port = 0
# none, starttls or tls. Certificates are always checked; a CA of your own stands in ca_file (PEM).
# Names of files that do not begin with / begin in the home.
security = "{mail.security}"
ca_file = ""
# "" = no login. The password comes from SCOUT_MAIL__PASSWORD or from the first line of a file.
user = ""
password_file = ""
# Seconds to wait for the server.
timeout_s = {mail.timeout_s}

[http]
# An address or page that a publisher can turn to; it stands in the User-Agent of every request.
contact = ""
# The way out: "http://proxy.example:3128", also with user:password@; "" = straight, whatever the
# environment says. A proxy that breaks TLS has a CA of its own: name its file (PEM) here; it is
# trusted beside the system's.
proxy = ""
ca_file = ""

[operator]
# Who gets a mail when a source cannot be read twice in a row, and when it can again ("" = nobody:
# scout sources and scout doctor show it).
email = "{operator.email}"
# For how many days what a source answered in its last failed crawl is kept in failed/ (0 = never).
keep_failed_days = {operator.keep_failed_days}

[schedule]
# When to collect, read and match, every night (Europe/Berlin, not between 02:00 and 03:00).
night = "{schedule.night}"
# From this time on no source is begun; it waits for the next night, and the digests say so. "" = no
# end: a night that was missed is made up for by day.
night_ends = "{schedule.night_ends}"
# Digests go out at this time on working days: daily ones every day, weekly ones on this day,
# monthly ones on the first such day of the month; on a holiday on the next working day.
digest_at = "{schedule.digest_at}"
digest_day = "{schedule.digest_day}"
# Holidays of which Land (as in ISO 3166-2:DE), without DE-.
holidays = "{schedule.holidays}"

[schedule.early]
# Slow sources begin before the night, each at its own time: de_foerderdatenbank = "01:15"
"""


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


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
    """How much one issue carries."""

    first_issue: int = Field(default=5, ge=1, le=25)
    max_items: int = Field(default=25, ge=1, le=25)
    max_news: int = Field(default=5, ge=0, le=25)
    news_days: int = Field(default=14, ge=1, le=90)


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

    @property
    def server_port(self) -> int:
        """The port to connect to."""
        return self.port or {"none": 25, "starttls": 587, "tls": 465}[self.security]


class HttpSettings(_Table):
    """How the spiders name themselves, and which way they go out."""

    contact: str = Field(default="", max_length=200, pattern=r"^[\x20-\x7e]*$")
    # http only: Scrapy does not speak TLS with a proxy, it goes through it to the server.
    proxy: str = Field(default="", pattern=r"^(http://[^\s/@]+(@[^\s/@]+)?/?)?$")
    ca_file: str = ""


class ScheduleSettings(_Table):
    """When the clock works; times are "HH:MM" of Europe/Berlin."""

    night: str = Field(default="03:30", pattern=_TIME)
    digest_at: str = Field(default="07:00", pattern=_TIME)
    digest_day: Weekday = "monday"
    holidays: Land = "NW"
    # "" is no end: what was missed is made up for whenever the machine is on again.
    night_ends: str = Field(default="", pattern=rf"{_TIME}|^$")
    early: Mapping[str, Annotated[str, Field(pattern=_TIME)]] = Field(default_factory=dict)


class OperatorSettings(_Table):
    """Whom the program turns to when a source fails, and how long it keeps what it saw then.

    Without ``email`` alarms are only shown and logged. ``keep_failed_days`` 0 keeps nothing.
    """

    email: str = Field(default="", max_length=254, pattern=rf"{EMAIL}|^$")
    keep_failed_days: int = Field(default=14, ge=0, le=365)


class _FileSettings(_Table):
    """What ``scout.toml`` may say."""

    database_url: str = Field(default="", pattern=_DATABASE)
    match: MatchSettings = MatchSettings()
    digest: DigestSettings = DigestSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    operator: OperatorSettings = OperatorSettings()


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
    mail = values.get("mail")
    if isinstance(mail, dict) and "password" in mail:
        where = place(path, text, ("mail", "password"))
        raise UsageError(f"{where}: expected password_file or SCOUT_MAIL__PASSWORD instead")
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
        f"found {shown(item['input'])}"
        for item in error.errors(include_url=False)
    )


def settings_template() -> str:
    """Return a commented ``scout.toml`` that says what the defaults say."""
    match = MatchSettings()
    return TEMPLATE.format(
        match=match,
        eu_programmes=json.dumps(match.eu_programmes),
        digest=DigestSettings(),
        mail=MailSettings(),
        schedule=ScheduleSettings(),
        operator=OperatorSettings(),
    )
