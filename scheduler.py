"""The clock of foerderscout; script ``scout-scheduler``.

Wakes up when a job of ``[schedule]`` is due, and every minute to take up what was left undone: the
slots in the database, not this process, know what is due and what is done. So it may be started
twice, killed and restarted at any moment. SIGTERM ends it: a crawl in the middle is ended and taken
up at the next start, a mail that is being handed over is finished.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scout import night, rounds
from scout.clock import GERMANY, day_of
from scout.collect.catalogue import check_early
from scout.collect.catalogue import sources as known_sources
from scout.collect.crawl import CrawlOptions
from scout.collect.way_out import way_out
from scout.domain import Source
from scout.errors import BusyError, Stopped, UsageError
from scout.home import Home, open_home
from scout.log import log_to_stderr, without_addresses
from scout.rehearsal import FILE as REHEARSAL
from scout.rehearsal import begin_rehearsal
from scout.schedule import ScheduledJob, next_due, night_end, scheduled_jobs
from scout.store import slots
from scout.store.slots import Slot

_log = logging.getLogger("scout.clock")
_NIGHTS, _DIGESTS = "nights", "digests"
_SWEEP_S = 60.0
_NEVER_DAYS = 36_500
_REHEARSED_SWEEP_S = 0.2


class Clock:
    """One running clock over one home. Nights and digests have a thread each.

    A digest that is due waits for a night that is at work, yet not for one that hangs.
    """

    def __init__(self, home: Home, now: night.Clock, crawls: night.Crawls) -> None:
        self.jobs = scheduled_jobs(home.settings.schedule)
        self._home = home
        self._now = now
        self._crawls = crawls
        self._stop = threading.Event()
        self._complaint = ""
        self._caught_up = False
        self._nights = [job for job in self.jobs if job.frequency is None]
        self._digests = [job for job in self.jobs if job.frequency is not None]

    def run(self, sweep_s: float = _SWEEP_S, *, until: datetime | None = None) -> None:
        """Work until asked to stop, or until the moment ``until``."""
        scheduler = BackgroundScheduler(
            timezone=GERMANY,
            executors={_NIGHTS: ThreadPoolExecutor(1), _DIGESTS: ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600},
        )
        for job in self.jobs:
            work, group = self._group_of(job)
            at = CronTrigger(hour=job.at.hour, minute=job.at.minute, timezone=GERMANY)
            scheduler.add_job(work, at, executor=group, name=job.name)
        # What was missed is made up for in order, and the sweeps wait for that. It runs once, yet
        # it has a next time: APScheduler removes a job that has none, and its thread fails if it is
        # shut down at that moment.
        once = IntervalTrigger(days=_NEVER_DAYS, timezone=GERMANY)
        now = datetime.now(GERMANY)
        scheduler.add_job(self._catch_up, once, next_run_time=now, executor=_NIGHTS)
        for sweep, group in ((self._collect, _NIGHTS), (self._sweep_digests, _DIGESTS)):
            every = IntervalTrigger(seconds=sweep_s, timezone=GERMANY)
            scheduler.add_job(sweep, every, executor=group, name="sweep")
        scheduler.start()
        while not self._stop.wait(min(sweep_s, 1.0)):
            if until is not None and self._now() >= until:
                break
        self.stop()
        scheduler.shutdown(wait=True)

    def stop(self) -> None:
        """Ask the work in the middle to stop as soon as it can."""
        self._stop.set()

    def _group_of(self, job: ScheduledJob) -> tuple[Callable[[], None], str]:
        return (self._write, _DIGESTS) if job.frequency else (self._collect, _NIGHTS)

    def _catch_up(self) -> None:
        """Make up for what was missed: a digest before its night would be a poor one."""
        try:
            self._collect()
            self._write()
        finally:
            self._caught_up = True

    def _sweep_digests(self) -> None:
        if self._caught_up:
            self._write()

    def _collect(self) -> None:
        with self._going_on():
            self._run(self._nights)

    def _write(self) -> None:
        """Write the digests that are due, and send what could not be sent before."""
        with self._going_on():
            if not rounds.night_is_at_work(self._home.store, self._now()):
                self._run(self._digests)
            if not self._stop.is_set():
                night.delivery_round(self._home, self._now(), self._tell, sleep=self._pass_time)

    def _run(self, due: Sequence[ScheduledJob]) -> None:
        if not self._stop.is_set():
            for slot in rounds.run_due(self._home.store, due, self._now, self._work):
                _log.info("%s: %s – %s", slot.job, slot.outcome, slot.summary)

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        """Let nothing end the clock: a database that is down tonight is up tomorrow."""
        try:
            yield
        except Stopped:
            _log.info("stopped in the middle; taken up at the next start")
        except BusyError:
            _log.debug("another clock is at it")
        except UsageError as error:
            # Every minute the same, until somebody mends the settings: once is enough.
            if str(error) != self._complaint:
                _log.warning("%s", error)
            self._complaint = str(error)
        except Exception:  # noqa: BLE001 - it stands in the log, and the clock goes on
            _log.exception("could not do what is due; trying again in a minute")

    def _work(self, job: ScheduledJob, slot: Slot) -> str:
        home, now = self._home, self._now
        if job.frequency is not None:
            day = day_of(slot.due_at)
            return night.digest_round(
                home, now(), job.frequency, day, self._tell, sleep=self._pass_time
            )
        ends_at = night_end(home.settings.schedule, slot.due_at)
        if job.source is not None:
            return night.collect_round(home, self._only(job.source), now, self._tell, ends_at)
        early = {each.source for each in self.jobs}
        return night.night_round(home, self._without(early), now, self._tell, ends_at)

    def _only(self, name: str) -> night.Crawls:
        return lambda day: _chosen(self._crawls(day), lambda source: source.name == name)

    def _without(self, early: Collection[str | None]) -> night.Crawls:
        return lambda day: _chosen(self._crawls(day), lambda source: source.name not in early)

    def _tell(self, what: str, count: int) -> None:
        """Hear of progress, and use the occasion to stop."""
        if self._stop.is_set():
            raise Stopped(f"asked to stop at {what}: {count}")

    def _pass_time(self, seconds: float) -> None:
        """Let the time between two mails pass, yet no longer than until asked to stop."""
        if self._stop.wait(seconds):
            raise Stopped("asked to stop between two mails")


def _chosen(
    crawls: tuple[Sequence[Source], CrawlOptions], wanted: Callable[[Source], bool]
) -> tuple[Sequence[Source], CrawlOptions]:
    sources, options = crawls
    return [source for source in sources if wanted(source)], options


def _from_the_web(home: Home) -> night.Crawls:
    http = home.settings.http
    way = way_out(home.folder, http)
    return lambda day: (
        list(known_sources().values()),
        CrawlOptions(
            today=day,
            contact=http.contact,
            way_out=way,
            keeps_failed=home.settings.operator.keep_failed_days > 0,
        ),
    )


def _keep_apart(home: Home, *, is_rehearsal: bool) -> None:
    """Refuse to mix rehearsed moments with real ones: each would silence the other."""
    was_rehearsed = (home.folder / REHEARSAL).exists()
    if was_rehearsed and not is_rehearsal:
        raise UsageError(f"--home: {home.folder} is a rehearsal's; expected a home of its own")
    with home.store.reading() as connection:
        has_slots = bool(slots.recent(connection, 1))
    if is_rehearsal and has_slots and not was_rehearsed:
        raise UsageError(
            f"--rehearse: a real clock has run in {home.folder}; expected another home"
        )


def _say_what_comes(clock: Clock, now: datetime) -> None:
    for job in clock.jobs:
        due = next_due(job, now).astimezone(GERMANY)
        _log.info("%s: next %s", job.name, f"{due:%a %Y-%m-%d %H:%M %Z}")


def _work(
    home: Annotated[
        Path,
        typer.Option(envvar="SCOUT_HOME", file_okay=False, help="Folder with scout.toml."),
    ] = Path(),
    rehearse: Annotated[
        Path | None,
        typer.Option(help="Rehearse on the recorded days of the web in this folder, quickly."),
    ] = None,
    first_on: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The day a rehearsal begins with."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How many days a rehearsal lasts.")] = 21,
    speed: Annotated[
        float, typer.Option(min=1, help="How many times as fast a rehearsal's clock runs.")
    ] = 3600,
) -> None:
    """Collect every night and write digests when they are due, until asked to stop."""
    log_to_stderr(logging.INFO)
    # It would warn of every sweep that is left out while one is at work.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with open_home(home) as opened:
        check_early(opened.settings.schedule)
        _keep_apart(opened, is_rehearsal=rehearse is not None)
        if rehearse is None:
            clock = Clock(opened, lambda: datetime.now(UTC), _from_the_web(opened))
            _say_what_comes(clock, datetime.now(UTC))
            _run_until_asked(clock, _SWEEP_S, None)
            return
        if first_on is None:
            raise UsageError("--rehearse: expected --from with the day to begin with, found none")
        rehearsal = begin_rehearsal(home, rehearse, first_on.date(), speed)
        until = rehearsal.after(days)
        # A rehearsal writes to nobody: its mails are files.
        silent = opened.settings.mail.model_copy(update={"host": ""})
        quiet = replace(opened, settings=opened.settings.model_copy(update={"mail": silent}))
        _run_until_asked(Clock(quiet, rehearsal.now, rehearsal.crawls), _REHEARSED_SWEEP_S, until)


def _run_until_asked(clock: Clock, sweep_s: float, until: datetime | None) -> None:
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: clock.stop())
    clock.run(sweep_s, until=until)


def main() -> None:
    """Run the clock; a usage error becomes a plain message and exit code 2."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command()(_work)
    try:
        # Not app(): it would print the traceback of what nobody caught by a way of its own.
        typer.main.get_command(app)()
    except UsageError as error:
        # Where the clock runs this is kept as its log is.
        typer.echo(without_addresses(f"scout-scheduler: {error}"), err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
