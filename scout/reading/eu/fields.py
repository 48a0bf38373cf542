"""Read a call of the EU Funding & Tenders Portal, which states all it says in fields of its own.

The portal's times carry "+0000" and are the wall clock of Brussels nevertheless: a deadline shown
as 17:00 (Brussels time) comes as 17:00:00.000+0000, one without an hour as 00:00:00.000+0000.
What is not understood is listed and stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from scout.domain import CallStatus, DeadlineKind, FundingCall, FundingKind, Level
from scout.facts import Day, Deadline, Facts, Money

BRUSSELS = "Europe/Brussels"
DEADLINE = "deadlineDate"
OPENING = "startDate"
STATUS = "status"
CASCADE = "8"

STATUSES: Mapping[str, CallStatus] = {
    "31094501": CallStatus.FORECASTED,
    "31094502": CallStatus.OPEN,
    "31094503": CallStatus.CLOSED,
}
_TYPES = frozenset(("1", "2", CASCADE))
_TWO_STAGE = "two-stage"
_STAGES = 2
_CUT_OFF = "multiple cut-off"
_MODELS = ("single-stage", _TWO_STAGE, _CUT_OFF)
# Short names by code, as the portal's labels had them in August 2026: for nights without labels.
_PROGRAMMES: Mapping[str, str] = {
    "111111": "RELEX-PROSPECT",
    "43108390": "HORIZON",
    "43152860": "DIGITAL",
    "43251567": "CEF",
    "43251589": "CERV",
    "43251814": "CREA",
    "43252368": "ISF",
    "43252386": "JUST",
    "43252405": "LIFE",
    "43252449": "RFCS",
    "43252476": "SMP",
    "43253967": "RENEWFM",
    "43254019": "ESF",
    "43298916": "EURATOM",
    "43353764": "ERASMUS",
    "43392145": "EMFAF",
    "43637601": "PPPA",
    "44181033": "EDF",
    "44416173": "I3",
    "45532249": "EUBA",
}
# "Digital Europe Programme (DIGITAL)", "Horizon 2020 Framework Programme (H2020 - 2014-2020)"
_SHORT_NAME = re.compile(r"\(\s*([^()]+?)\s*(?:-\s*\d{4}\s*-\s*\d{4}\s*)?\)\s*$")
_FIGURE = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,4})?")
_MINUTE = timedelta(minutes=1)
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8})(?:\.[0-9]{1,6})?\+0000")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and the time of day "HH:MM" in Brussels, "" where only the day is said."""

    day: date
    time: str


def is_topic(call: FundingCall) -> bool:
    """Tell by its codes whether a call has the form of the portal."""
    return "frameworkProgramme" in call.codes or "type" in call.codes


def read_topic(call: FundingCall) -> Facts:
    """Derive facts from the fields and codes of one call of the portal."""
    odd: list[str] = []
    status = _status(call, odd)
    return Facts(
        closed=status is CallStatus.CLOSED,
        deadline=_deadline(call, odd, is_closed=status is CallStatus.CLOSED),
        level=Level.EU,
        kinds=_kinds(call, odd),
        opens_on=_opens_on(call, odd),
        announced=status is CallStatus.FORECASTED,
        budget=_money(call, "budget", odd),
        expected_grants=_count(call, "expectedGrants", odd),
        min_grant=_money(call, "minContribution", odd),
        max_grant=_money(call, "maxContribution", odd),
        programme=_programme(call),
        not_understood=tuple(odd),
    )


def moments(stated: str) -> tuple[Moment, ...] | None:
    """Return what a field of dates says, earliest first; ``None`` if a line is not understood."""
    clocks = _clocks(stated)
    if clocks is None:
        return None
    return tuple(
        Moment(clock.date(), "" if clock.time() == time.min else f"{clock:%H:%M}")
        for clock in clocks
    )


def is_same_time(old: str, new: str) -> bool:
    """Tell whether two values of a field of dates differ by seconds at most.

    The portal writes some times anew with other seconds; nobody wants to be told of that.
    """
    before, after = _clocks(old), _clocks(new)
    if before is None or after is None or len(before) != len(after):
        return False
    return all(
        one.date() == other.date() and abs(one - other) < _MINUTE
        for one, other in zip(before, after, strict=True)
    )


def is_same_day(old: str, new: str) -> bool:
    """Tell whether two values of a field of dates name the same days, at whatever time."""
    before, after = moments(old), moments(new)
    if before is None or after is None:
        return False
    return [moment.day for moment in before] == [moment.day for moment in after]


def _deadline(call: FundingCall, odd: list[str], *, is_closed: bool) -> Deadline | None:
    stated = call.stated.get(DEADLINE, "")
    found = moments(stated)
    if found is None:
        odd.append(f"{DEADLINE} {stated:.160}")
        return None
    kind = DeadlineKind.FIXED if found else DeadlineKind.NONE_STATED
    has_hours = any(moment.time for moment in found)
    return Deadline(
        kind=DeadlineKind.CLOSED if is_closed else kind,
        dates=tuple(moment.day for moment in found),
        two_stage=_is_two_stage(call, odd, len(found)),
        times=tuple(moment.time for moment in found) if has_hours else (),
        zone=BRUSSELS if found else None,
        later_dates=_second_stage(call, found),
    )


def _is_two_stage(call: FundingCall, odd: list[str], dates: int) -> bool:
    """Two dates are two stages, unless the source says that one may apply up to each."""
    models = _codes(call, "deadlineModel")
    odd.extend(f"deadlineModel {model:.80}" for model in models if model not in _MODELS)
    return _TWO_STAGE in models or (dates == 2 and _CUT_OFF not in models)


def _second_stage(call: FundingCall, found: Sequence[Moment]) -> tuple[date, ...]:
    """Return the second of two days where the source itself calls its procedure two-stage.

    Of more or fewer days nobody can say which stage they are of.
    """
    if tuple(_codes(call, "deadlineModel")) != (_TWO_STAGE,) or len(found) != _STAGES:
        return ()
    first, second = (moment.day for moment in found)
    return (second,) if first < second else ()


def _opens_on(call: FundingCall, odd: list[str]) -> Day | None:
    stated = call.stated.get(OPENING, "")
    found = moments(stated)
    if found is None:
        odd.append(f"{OPENING} {stated:.160}")
    return Day(found[0].day) if found else None


def _status(call: FundingCall, odd: list[str]) -> CallStatus | None:
    codes = _codes(call, STATUS)
    odd.extend(f"{STATUS} {code:.80}" for code in codes if code not in STATUSES)
    known = [STATUSES[code] for code in codes if code in STATUSES]
    return known[0] if len(known) == 1 else None


def _kinds(call: FundingCall, odd: list[str]) -> tuple[FundingKind, ...]:
    """Cascade calls give grants too; prizes and procurement are neither grant nor loan."""
    types = _codes(call, "type")
    odd.extend(f"type {code:.80}" for code in types if code not in _TYPES)
    actions = _codes(call, "typesOfAction")
    if actions:
        return tuple(dict.fromkeys(map(_kind, actions)))
    return (FundingKind.GRANT,) if _TYPES.intersection(types) else ()


def _kind(action: str) -> FundingKind:
    words = action.casefold()
    if "grant" in words:
        return FundingKind.GRANT
    if "equity only" in words:
        return FundingKind.EQUITY
    return FundingKind.OTHER if re.search(r"prize|procurement", words) else FundingKind.GRANT


def _programme(call: FundingCall) -> str | None:
    label = call.stated.get("programme", "")
    if label:
        found = _SHORT_NAME.search(label.splitlines()[0])
        return found.group(1) if found else None
    names = [
        _PROGRAMMES[code] for code in _codes(call, "frameworkProgramme") if code in _PROGRAMMES
    ]
    return names[0] if names else None


def _money(call: FundingCall, field: str, odd: list[str]) -> Money | None:
    stated = call.stated.get(field, "")
    currency = call.stated.get("currency", "EUR")
    if stated and _FIGURE.fullmatch(stated) and _CURRENCY.fullmatch(currency):
        return Money(Decimal(stated), currency)
    odd.extend([f"{field} {stated:.80} {currency:.80}"] if stated else [])
    return None


def _count(call: FundingCall, field: str, odd: list[str]) -> int | None:
    stated = call.stated.get(field, "")
    if stated.isdecimal() and len(stated) < 10:
        return int(stated)
    odd.extend([f"{field} {stated:.80}"] if stated else [])
    return None


def _codes(call: FundingCall, group: str) -> Sequence[str]:
    return call.codes.get(group, ())


def _clocks(stated: str) -> list[datetime] | None:
    """Return the wall clock of each line, earliest first; ``None`` if one is not understood."""
    found = [_MOMENT.fullmatch(line) for line in stated.splitlines()]
    try:
        clocks = [datetime.fromisoformat(match.group(1)) for match in found if match]
    except ValueError:
        return None
    return sorted(clocks) if len(clocks) == len(found) else None
