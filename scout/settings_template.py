"""The commented ``scout.toml`` that ``scout init`` writes; it says what the defaults say."""

from __future__ import annotations

import json

from scout.settings import (
    DigestSettings,
    MailSettings,
    MatchSettings,
    OperatorSettings,
    RetentionSettings,
    ScheduleSettings,
    WebSettings,
)

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
# Reminders of a deadline come so many days ahead, each once: of calls that somebody tracks, and of
# those that fit at least this well (0 to 1).
reminder_leads_days = {reminders}
remind_from = {digest.remind_from}
# What has no room is carried over, for so many issues; then it comes as a list in an attached file.
carry_issues = {digest.carry_issues}

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
# At most so many mails a minute (0 = as fast as the server takes them).
per_minute = {mail.per_minute}

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

# No digests in these days, first and last included: ["2027-07-05/2027-08-17"] is a summer break.
# What comes meanwhile stands in the first issue after it.
breaks = []

[schedule.early]
# Slow sources begin before the night, each at its own time: de_foerderdatenbank = "01:15"

[web]
# Where readers reach "scout web" from outside: "https://foerderscout.kreis.example". Without it
# mails have no links to us, and say whom to answer.
public_url = ""
# Where it listens: behind a proxy that speaks TLS, on this computer only.
host = "{web.host}"
port = {web.port}
# For how many days the links of a mail work.
link_days = {web.link_days}
# Your own texts, as files (plain text; an empty line parts paragraphs, "# " begins a heading):
# Impressum, Datenschutz, Barrierefreiheit.
imprint_file = ""
privacy_file = ""
accessibility_file = ""

[retention]
# Mails and who was told what by which one are erased after so many days (0 = never), and so is who
# judged a call.
mails_days = {retention.mails_days}
authorship_days = {retention.authorship_days}
"""


def settings_template() -> str:
    """Return a commented ``scout.toml`` that says what the defaults say."""
    match, digest = MatchSettings(), DigestSettings()
    return TEMPLATE.format(
        match=match,
        eu_programmes=json.dumps(match.eu_programmes),
        digest=digest,
        reminders=json.dumps(digest.reminder_leads_days),
        mail=MailSettings(),
        schedule=ScheduleSettings(),
        operator=OperatorSettings(),
        web=WebSettings(),
        retention=RetentionSettings(),
    )
