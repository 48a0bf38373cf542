"""Check everything and change nothing: what is found, and what to do about it.

    settings -> home -> database -> strategy, sittings -> mail server -> clock -> sources -> outbox

Each check is a value. What cannot be checked because something before it is broken is left out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from scout import deadline_wording, jobs
from scout.clock import GERMANY, day_of
from scout.collect.catalogue import check_early
from scout.collect.way_out import way_out
from scout.council import runs_out
from scout.delivery.mail import check as check_mail_server
from scout.delivery.refusal import MOST_REFUSALS
from scout.digest.coverage import SourceState
from scout.domain import Strategy
from scout.errors import UsageError
from scout.home import Home
from scout.messages import DeliveryState
from scout.schedule import newest, next_due, scheduled_jobs
from scout.settings import FILE_NAME, Settings, read_settings
from scout.store import deliveries, readers, refusals, runs, slots, strategy
from scout.store.engine import HEAD, Store, look_into
from scout.web.texts import read_texts

_LEAST_FREE_BYTES = 1_000_000_000
_LATE = timedelta(hours=3)
_CLOCK_SLACK = timedelta(minutes=5)


class State(StrEnum):
    """How a check came out: WARN works and wants a look, FAIL needs a person."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


_WORRYING = {
    DeliveryState.UNSURE: State.FAIL,
    DeliveryState.FAILED: State.FAIL,
    DeliveryState.RETRY: State.WARN,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found and, unless all is well, what to do."""

    name: str
    state: State
    found: str
    advice: str = ""


def examine(folder: Path, now: datetime) -> Iterator[Check]:
    """Yield the checks of the home in ``folder`` at ``now``. Makes no folder and no table."""
    try:
        settings = read_settings(folder)
    except UsageError as error:
        yield Check("settings", State.FAIL, str(error), f"correct {FILE_NAME} or the environment")
        return
    there = folder / FILE_NAME
    yield Check("settings", State.OK, str(there) if there.exists() else "all defaults")
    home_check = _home(folder)
    yield home_check
    yield from _web(folder, settings)
    yield _operator(settings)
    yield from _pages(folder, settings)
    if settings.mail.host:
        yield from _mail_server(folder, settings)
    else:
        yield Check(
            "mail",
            State.WARN,
            "no mail server: mails are only written into outbox/",
            f"set host in [mail] of {FILE_NAME}",
        )
    if home_check.state is State.FAIL:
        return
    yield from _database(folder, settings, now)


def _home(folder: Path) -> Check:
    if not folder.is_dir():
        parent = next(each for each in folder.resolve().parents if each.exists())
        if not os.access(parent, os.W_OK):
            return Check("home", State.FAIL, f"{folder} is not there", f"make {parent} writable")
        return Check("home", State.WARN, f"{folder} is not there", "scout init makes it")
    for each in (
        folder,
        *(folder / name for name in ("outbox", "logs", "locks", "crawls", "failed")),
    ):
        if each.exists() and not os.access(each, os.W_OK | os.X_OK):
            return Check("home", State.FAIL, f"{each} cannot be written", "give it to this user")
    free = shutil.disk_usage(folder).free
    found = f"{folder.resolve()}, {free // 1_000_000} MB free"
    if free < _LEAST_FREE_BYTES:
        return Check("home", State.WARN, found, "a crawl needs up to 500 MB: make room")
    return Check("home", State.OK, found)


def _web(folder: Path, settings: Settings) -> Iterator[Check]:
    http = settings.http
    try:
        way_out(folder, http)
    except UsageError as error:
        yield Check("web", State.FAIL, str(error), "name the PEM file of your proxy's CA")
    if not http.contact:
        yield Check(
            "web",
            State.WARN,
            "requests name no contact",
            f"set contact in [http] of {FILE_NAME}: publishers then write instead of blocking",
        )
    else:
        yield Check("web", State.OK, f"contact {http.contact}" + ", by proxy" * bool(http.proxy))


def _pages(folder: Path, settings: Settings) -> Iterator[Check]:
    """Check what readers find behind the links of their mails; nothing where mails have none."""
    web = settings.web
    if not web.public_url:
        return
    try:
        texts = read_texts(folder, web)
    except UsageError as error:
        yield Check("pages", State.FAIL, str(error), "correct the file, or its name")
        return
    missing = [page for page in ("impressum", "datenschutz") if page not in texts]
    if missing:
        found = f"no text for {' and '.join(f'/{page}' for page in missing)}"
        advice = f"set imprint_file and privacy_file in [web] of {FILE_NAME}"
        yield Check("pages", State.WARN, found, advice)
    if not web.public_url.startswith("https://"):
        found = f"mails link to {web.public_url}, without TLS"
        advice = "let a proxy speak TLS: links can be read on the way"
        yield Check("pages", State.WARN, found, advice)
    else:
        yield Check("pages", State.OK, f"mails link to {web.public_url}")


def _operator(settings: Settings) -> Check:
    if not settings.operator.email:
        found = "nobody is told of sources that fail"
        return Check("operator", State.WARN, found, f"set email in [operator] of {FILE_NAME}")
    return Check("operator", State.OK, "is told of sources that fail")


def _mail_server(folder: Path, settings: Settings) -> Iterator[Check]:
    mail = settings.mail
    where = f"{mail.host}:{mail.server_port}, security {mail.security}"
    problems = check_mail_server(mail, folder)
    for problem in problems:
        yield Check("mail", State.FAIL, f"{where}: {problem.found}", problem.advice)
    if not problems:
        login = f", login as {mail.user}" if mail.user else ", no login"
        yield Check("mail", State.OK, f"{where}{login}")
    if not mail.reply_to:
        found = "[mail] reply_to is not set"
        yield Check("mail", State.WARN, found, "name a person who gets the answers")


def _database(folder: Path, settings: Settings, now: datetime) -> Iterator[Check]:
    try:
        with look_into(folder, settings.database_url) as (store, revision):
            yield from _store(Home(folder, settings, store), revision, now)
    except UsageError as error:
        yield Check("database", State.FAIL, str(error), "correct database_url, or ask its operator")


def _store(home: Home, revision: str | None, now: datetime) -> Iterator[Check]:
    if revision is None:
        yield Check("database", State.WARN, "no tables yet", "scout init or any command makes them")
        return
    if revision != HEAD:
        old = revision < HEAD
        yield Check(
            "database",
            State.WARN if old else State.FAIL,
            f"tables of version {revision}, this program has {HEAD}",
            "the next command migrates: back it up before" if old else "update the program",
        )
        return
    yield Check("database", State.OK, f"tables of version {HEAD}")
    with home.store.reading() as connection:
        plan = strategy.load(connection)
    yield _strategy(plan)
    yield from _sittings(plan, day_of(now))
    yield from _schedule(home.settings)
    yield from _clock(home, now)
    yield from (_source(state, now) for state in jobs.source_states(home))
    yield from _outbox(home.store, now)
    yield from _suppressed(home.store)
    yield from _secret(home)


def _strategy(plan: Strategy) -> Check:
    found = f"{len(plan.projects)} projects, {len(plan.recipients)} recipients"
    if not plan.projects or not plan.recipients:
        return Check("strategy", State.WARN, found, "scout strategy import")
    return Check("strategy", State.OK, found)


def _sittings(plan: Strategy, today: date) -> Iterator[Check]:
    """Look whether sittings are written down far enough ahead; nothing where nobody has bodies.

    What is found is told in German: who knows the days sits in the town hall.
    """
    bodies = [(each, body) for each in plan.applicants for body in each.bodies]
    checks = []
    for applicant, body in bodies:
        if not body.sittings or runs_out(body, applicant.writing_weeks, today):
            found = deadline_wording.sittings_end(applicant.name, body, today)
            is_over = bool(body.sittings) and max(body.sittings) < today
            state = State.FAIL if is_over else State.WARN
            checks.append(Check("sittings", state, found, deadline_wording.NEW_SITTINGS))
        for each in body.unsure:
            if each.day >= today:
                found = deadline_wording.unsure_sitting(applicant.name, body, each)
                advice = deadline_wording.IS_IT_A_SITTING
                checks.append(Check("sittings", State.WARN, found, advice))
    if bodies and not checks:
        until = min(max(body.sittings) for _, body in bodies)
        checks.append(Check("sittings", State.OK, f"of {len(bodies)} bodies known until {until}"))
    yield from checks


def _schedule(settings: Settings) -> Iterator[Check]:
    try:
        check_early(settings.schedule)
    except UsageError as error:
        yield Check("schedule", State.FAIL, str(error), f"correct [schedule.early] of {FILE_NAME}")


def _clock(home: Home, now: datetime) -> Iterator[Check]:
    """Look whether the machine's clock is believable, and whether somebody looks at it."""
    with home.store.reading() as connection:
        crawled = runs.recent(connection, 1)
        claimed = {
            job.name: slots.newest(connection, job.name)
            for job in scheduled_jobs(home.settings.schedule)
        }
    if crawled and crawled[0].started_at > now + _CLOCK_SLACK:
        found = f"the last crawl began at {crawled[0].started_at:%Y-%m-%d %H:%M} UTC, in the future"
        yield Check("clock", State.FAIL, found, "set the machine's clock")
    if not any(claimed.values()):
        found = "scout-scheduler has never run here"
        yield Check("clock", State.WARN, found, "start it: docs/operation.md")
        return
    for job in scheduled_jobs(home.settings.schedule):
        last, due = claimed[job.name], newest(job, now)
        following = f"next {next_due(job, now).astimezone(GERMANY):%Y-%m-%d %H:%M}"
        if last is not None and last.due_at < due and now - due > _LATE:
            found = f"{job.name}: due since {due.astimezone(GERMANY):%Y-%m-%d %H:%M}"
            yield Check("clock", State.FAIL, found, "is scout-scheduler running?")
        elif last is not None and last.outcome in (slots.FAILED, slots.ABORTED):
            yield Check("clock", State.FAIL, f"{job.name}: {last.summary}", "scout runs")
        elif last is not None and last.outcome == slots.RETRY:
            found = f"{job.name}: {last.summary}; tried again (attempts: {last.attempts})"
            yield Check("clock", State.FAIL, found, "the clock's log says more; scout runs")
        else:
            outcome = last.outcome if last else "not run yet"
            yield Check("clock", State.OK, f"{job.name}: {outcome}, {following}")


def _source(state: SourceState, now: datetime) -> Check:
    name, read = f"source {state.source.name}", state.newest_read
    if state.newest is None:
        return Check(name, State.WARN, "never read", f"scout collect {state.source.name}")
    if read is None:
        codes = ", ".join(dict.fromkeys(each.code for each in state.newest.findings))
        return Check(name, State.FAIL, f"never read: {codes}", f"scout collect {state.source.name}")
    day, age = day_of(read.started_at), (day_of(now) - day_of(read.started_at)).days
    if state.alarmed_at is not None:
        failed = [run for run in state.history if run.outcome == runs.FAILED]
        codes = ", ".join(dict.fromkeys(each.code for run in failed[:1] for each in run.findings))
        found = f"alarm since {day_of(state.alarmed_at)}, read on {day}: {codes}"
        return Check(name, State.FAIL, found, f"scout sources {state.source.name}")
    if age > state.source.expects.max_age_days:
        codes = ", ".join(dict.fromkeys(each.code for each in state.newest.findings))
        found = f"not read since {day}" + (f": {codes}" if codes else "")
        return Check(name, State.FAIL, found, f"logs/{state.source.name}.log says more")
    return Check(name, State.OK, f"read on {day}, {read.items} items")


def _outbox(store: Store, now: datetime) -> Iterator[Check]:
    """Look at the mails of a fortnight, and at all UNSURE ones: what failed before, people know."""
    with store.reading() as connection:
        counts = deliveries.counts(connection, now - timedelta(days=14))
    for state, weight in _WORRYING.items():
        if counts.get(state):
            yield Check("outbox", weight, f"{counts[state]} mails {state}", "scout outbox")
    if not any(counts.get(state) for state in _WORRYING):
        yield Check("outbox", State.OK, f"{counts.get(DeliveryState.SENT, 0)} mails sent")


def _suppressed(store: Store) -> Iterator[Check]:
    """Name the recipients who are not written to any more, because nobody is at their address."""
    with store.reading() as connection:
        refused = refusals.all_of(connection, MOST_REFUSALS)
        plan = strategy.load(connection)
    named = {each.email.casefold() for each in plan.recipients}
    for each in refused:
        if each.email in named:
            yield Check(
                "address",
                State.FAIL,
                f"{each.email} is not written to any more: refused {each.count} times in a row,"
                f" last on {day_of(each.refused_at)}: {each.error}",
                f"correct it in strategy.toml, then: scout recipients resume {each.email}",
            )


def _secret(home: Home) -> Iterator[Check]:
    """Look whether whoever must not be written to is known; nothing where nobody is stopped."""
    with home.store.reading() as connection:
        count = len(readers.stops(connection))
    if not count:
        return
    try:
        home.check_secret()
    except UsageError as error:
        advice = "digests wait for it: docs/operation.md, The secret"
        yield Check("secret", State.FAIL, str(error), advice)
        return
    yield Check("secret", State.OK, f"the one that {count} stops go by")
