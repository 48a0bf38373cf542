"""What the rules read in programmes of a file, and in one stored call, each with its words."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    open_home,
    print_json,
    print_table,
    progress,
    shortened,
)

if TYPE_CHECKING:
    from scout.domain import FundingCall
    from scout.facts import Evidence, Facts

_EVERY = 25


def facts(
    file: Annotated[
        Path, typer.Argument(help="Programmes, one JSON object a line; may end with .gz.")
    ],
    region: Annotated[
        str, typer.Option(help="Where county and town lie: an ISO 3166-2 code.")
    ] = "DE-NW",
    as_json: JsonOption = False,
) -> None:
    """Read the facts in a file of programmes and print one JSON object a line.

    At a terminal, and without --json, a table. Needs no home and stores nothing. The file is
    checked as a whole before anything is printed.
    """
    from scout.reading.facts import read_facts
    from scout.reading.records import as_in_record, record_to_call

    place = _region(region)
    wants_table = sys.stdout.isatty() and not as_json
    records = list(_checked(file))
    rows = []
    with progress(quiet=as_json) as tell:
        for number, record in enumerate(records, start=1):
            call = record_to_call(record)
            values = record_values(call, read_facts(call), place)
            values["evidence"] = as_in_record(record, values["evidence"])
            if wants_table:
                rows.append(_row(call, values))
            else:
                print_json(values)
            if number % _EVERY == 0:
                tell("read", number)
    if wants_table:
        columns = ("programme", "deadline", "valid until", "rate#", "max#", "county", "town")
        print_table(f"{len(rows)} programmes", columns, rows, texts=("programme",))


def show(
    call: Annotated[str, typer.Argument(help="Key, source:key, or address of a call.")],
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was read in one call: each fact with its words, their place, and the rule.

    Of a page whose publisher has reserved text and data mining since, no words are shown.
    """
    from scout.cli.call_values import stated_facts
    from scout.cli.calls import find_call
    from scout.cli.group_values import shared_facts
    from scout.clock import day_of
    from scout.once import show_once
    from scout.store import calls, groups, strategy
    from scout.store.reserved import reserved_since

    day = day_of(moment(today))
    with open_home(home) as opened:
        entry = find_call(opened, call)
        with opened.store.reading() as connection:
            applicants = strategy.load(connection).applicants
            entries = {each.id: each for each in calls.entries(connection)}
            reserved = reserved_since(connection, [entry]).get(entry.id)
            once = show_once(groups.load(connection), entries, day)
    found = [*stated_facts(entry, applicants, day), *shared_facts(once, entry, day)]
    if reserved is not None:
        unquoted = {"quote": None, "reserved_since": reserved.isoformat()}
        found = [values | unquoted for values in found]
    if as_json:
        for values in found:
            print_json(values)
        return
    typer.echo(f"{entry.title or entry.key}\n{entry.url}\n")
    if reserved is not None:
        what = "The publisher reserves the mining of texts and data on this page"
        typer.echo(f"{what} since {reserved}: its words are not shown, its facts are older.\n")
    for values in found:
        typer.echo(f"{values['fact']:16} {values['value']}")
        if values["quote"] is not None:
            place = f"{values['section']} {values['start']}–{values['end']}, {values['rule']}"
            typer.echo(f"{'':16} „{shortened(values['quote'], 320)}“ ({place})")


def record_values(call: FundingCall, facts: Facts, region: str) -> dict[str, Any]:
    """Return facts under the names that careful readers of programmes used for theirs.

    A county and a town of ``region`` stand for the applicants. What is not stated is ``None``,
    "none_stated" or "unknown"; sums are in EUR, other currencies are left out.
    """
    from scout.domain import Applicant, ApplicantType
    from scout.reading.applicants.eligibility import eligibility

    county, town = (
        eligibility(facts, Applicant(key="", name="", type=kind, region=region))
        for kind in (ApplicantType.COUNTY, ApplicantType.TOWN)
    )
    deadline, most = facts.deadline, facts.max_grant or facts.max_loan
    rate = facts.rates[0] if facts.rates else None
    return {
        "id": call.key,
        "deadline_kind": deadline.kind.lower() if deadline else "none_stated",
        "application_dates": [day.isoformat() for day in deadline.dates] if deadline else [],
        "recurring_days": list(deadline.days) if deadline else [],
        "two_stage": deadline is not None and deadline.two_stage,
        "guideline_valid_until": facts.valid_until.on.isoformat() if facts.valid_until else None,
        "max_rate_percent": float(rate.percent) if rate else None,
        "max_grant_eur": _euros(most),
        "min_grant_eur": _euros(facts.min_grant),
        "eligible_county_nrw": county.verdict.lower(),
        "eligible_town_nrw": town.verdict.lower(),
        "evidence": {
            "deadline": deadline.quote if deadline else None,
            "valid_until": _quote(facts.valid_until),
            "rate": _quote(rate),
            "max_grant": _quote(most),
            "min_grant": _quote(facts.min_grant),
            "eligibility": _quote(county),
            "eligibility_town": _quote(town),
        },
    }


def _euros(money: Any) -> float | None:
    return float(money.amount) if money is not None and money.currency == "EUR" else None


def _quote(fact: Any) -> str | None:
    """Return the words of a fact; of a classification its label."""
    from scout.reading.records import label_of

    evidence: Evidence | None = fact.evidence if fact is not None else None
    return label_of(evidence.section, evidence.quote) if evidence else None


def _row(call: FundingCall, values: Mapping[str, Any]) -> tuple[str, ...]:
    days = (*values["application_dates"], *values["recurring_days"])
    figures = (values["max_rate_percent"], values["max_grant_eur"])
    return (
        shortened(call.title or call.key, 60),
        ", ".join(days) or values["deadline_kind"],
        values["guideline_valid_until"] or "",
        *("" if value is None else f"{value:,.10g}" for value in figures),
        values["eligible_county_nrw"],
        values["eligible_town_nrw"],
    )


def _region(text: str) -> str:
    """Return the code of a Land.

    Raises:
        UsageError: if there is no such Land: everything would look as if it were refused.
    """
    from scout.errors import UsageError
    from scout.reading.classifications import REGIONS

    known = sorted(set(REGIONS.values()))
    if text.upper() not in known:
        raise UsageError(f"--region: expected one of {', '.join(known)}, found {text!r}")
    return text.upper()


def _checked(file: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the record of each line that is not empty.

    Raises:
        UsageError: naming file and line, what was found and what was expected.
    """
    from scout.errors import UsageError

    number = 0
    try:
        with _opened(file) as lines:
            for line in lines:
                number += 1
                if line.strip():
                    yield _record(line)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from None
    except ValueError as error:
        raise UsageError(f"{file}, line {number}: {error}") from None


def _record(line: bytes) -> Mapping[str, Any]:
    from scout.reading.records import check_record

    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"expected UTF-8, found {line.strip()[:80]!r}") from None
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"expected a JSON object, found {text.strip()[:80]!r}") from None
    return check_record(values)


def _opened(file: Path) -> IO[bytes] | gzip.GzipFile:
    if file.suffix == ".gz":
        return gzip.open(file, "rb")
    return file.open("rb")
