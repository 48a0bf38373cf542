from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scout.council import Body, InternalDeadline, Reach, internal_deadline, next_sitting

PROPERTY = settings(max_examples=400, deadline=None)
TODAY = date(2026, 12, 1)
COMMITTEE = Body("Kreisausschuss", (date(2027, 2, 24), date(2027, 4, 21)), papers_days=14)
COUNCIL = Body("Kreistag", (date(2026, 12, 16), date(2027, 3, 10), date(2027, 5, 5)))
CHAIN = (COMMITTEE, COUNCIL)


def test_the_last_sitting_before_the_deadline_counts_back_to_the_day_to_begin() -> None:
    assert internal_deadline(CHAIN, 4, date(2027, 3, 31), TODAY) == InternalDeadline(
        reach=Reach.IN_TIME,
        body="Kreistag",
        sitting_on=date(2027, 3, 10),
        papers_body="Kreisausschuss",
        papers_on=date(2027, 2, 10),
        write_from=date(2027, 1, 13),
        known_until=date(2027, 4, 21),
    )


def test_a_council_without_committees_gets_the_paper_itself() -> None:
    found = internal_deadline((COUNCIL,), 2, date(2027, 3, 31), TODAY)
    assert (found.papers_body, found.papers_on) == ("Kreistag", date(2027, 2, 24))
    assert (found.body, found.sitting_on) == ("Kreistag", date(2027, 3, 10))


def test_the_day_of_the_deadline_is_too_late_for_a_sitting() -> None:
    on_the_day = internal_deadline(CHAIN, 4, date(2027, 5, 5), TODAY)
    the_day_after = internal_deadline(CHAIN, 4, date(2027, 5, 6), TODAY)
    assert on_the_day.sitting_on == date(2027, 3, 10)
    assert the_day_after.sitting_on == date(2027, 5, 5)


def test_a_committee_that_sits_on_the_council_s_day_is_too_late_for_it() -> None:
    committee = Body("Ausschuss", (date(2027, 1, 20), date(2027, 3, 10)), papers_days=7)
    found = internal_deadline((committee, COUNCIL), 1, date(2027, 3, 31), TODAY)
    assert found.papers_on == date(2027, 1, 13)


def test_the_last_day_to_begin_is_still_in_time_and_the_next_one_is_not() -> None:
    begin = date(2027, 1, 13)
    assert internal_deadline(CHAIN, 4, date(2027, 3, 31), begin).reach is Reach.IN_TIME
    late = internal_deadline(CHAIN, 4, date(2027, 3, 31), begin + timedelta(days=1))
    assert late == InternalDeadline(reach=Reach.URGENT_ONLY, known_until=date(2027, 4, 21))


def test_what_no_sitting_could_mend_is_urgent_though_its_sittings_are_not_all_known() -> None:
    # Writing takes to 29 December, papers to 12 January: nobody decides before the 10th.
    found = internal_deadline((COUNCIL,), 4, date(2027, 1, 10), TODAY)
    assert found.reach is Reach.URGENT_ONLY
    few = Body("Rat", (date(2026, 12, 3),))
    assert internal_deadline((few,), 4, date(2027, 1, 10), TODAY).reach is Reach.URGENT_ONLY


def test_a_sitting_that_nobody_has_written_down_yet_is_not_known_to_be_too_late() -> None:
    few = Body("Rat", (date(2026, 12, 3),))
    assert internal_deadline((few,), 4, date(2027, 3, 31), TODAY) == InternalDeadline(
        reach=Reach.NOT_KNOWN, known_until=date(2026, 12, 3)
    )


def test_before_the_first_written_sitting_nobody_knows() -> None:
    next_year = Body("Rat", (date(2027, 9, 9), date(2027, 12, 9)))
    found = internal_deadline((next_year,), 4, date(2027, 6, 30), TODAY)
    assert found == InternalDeadline(reach=Reach.NOT_KNOWN)
    begun = Body("Rat", (date(2026, 12, 3), *next_year.sittings))
    assert internal_deadline((begun,), 4, date(2027, 6, 30), TODAY).reach is Reach.URGENT_ONLY


def test_a_committee_whose_sittings_end_early_leaves_the_chain_open() -> None:
    committee = Body("Ausschuss", (date(2026, 12, 2),))
    found = internal_deadline((committee, COUNCIL), 4, date(2027, 3, 31), TODAY)
    assert found == InternalDeadline(reach=Reach.NOT_KNOWN, known_until=date(2026, 12, 2))
    # After 12 January, when papers could lie, the council still sits on 10 March: only before
    # that day is nothing possible.
    assert internal_deadline((committee, COUNCIL), 4, date(2027, 3, 10), TODAY).reach is (
        Reach.URGENT_ONLY
    )


def test_nothing_is_guessed_of_a_body_without_sittings() -> None:
    not_known = InternalDeadline(reach=Reach.NOT_KNOWN)
    deadline = date(2027, 3, 31)
    assert internal_deadline((), 4, deadline, TODAY) == not_known
    assert internal_deadline((Body("Rat"),), 4, deadline, TODAY) == not_known
    assert internal_deadline((Body("Ausschuss"), COUNCIL), 4, deadline, TODAY) == not_known
    assert internal_deadline((COMMITTEE, Body("Rat")), 4, deadline, TODAY) == not_known


def test_today_s_sitting_is_the_next_one() -> None:
    assert next_sitting(COUNCIL, date(2027, 3, 10)) == date(2027, 3, 10)
    assert next_sitting(COUNCIL, date(2027, 3, 11)) == date(2027, 5, 5)
    assert next_sitting(COUNCIL, date(2027, 5, 6)) is None


DAYS = st.integers(0, 120).map(lambda number: TODAY + timedelta(days=number))
BODIES = st.lists(
    st.builds(
        Body,
        st.sampled_from(("Ausschuss", "Rat", "Kreistag")),
        st.lists(DAYS, min_size=1, max_size=5).map(tuple),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=3,
)
WEEKS = st.integers(0, 6)


def chains(bodies: list[Body], deadline: date) -> list[tuple[date, ...]]:
    """Every way through the written sittings that ends before ``deadline``, by trying all."""
    every = product(*(body.sittings for body in bodies))
    return [
        days
        for days in every
        if all(a < b for a, b in zip(days, (*days[1:], deadline), strict=True))
    ]


def begun(bodies: list[Body], days: tuple[date, ...], weeks: int) -> date:
    """The last day to begin writing for a way through the sittings."""
    return days[0] - timedelta(days=bodies[0].papers_days, weeks=weeks)


@PROPERTY
@given(bodies=BODIES, weeks=WEEKS, deadline=DAYS)
def test_it_is_in_time_exactly_if_some_way_is_and_then_the_latest(
    bodies: list[Body], weeks: int, deadline: date
) -> None:
    ways = [days for days in chains(bodies, deadline) if begun(bodies, days, weeks) >= TODAY]
    found = internal_deadline(bodies, weeks, deadline, TODAY)
    assert (found.reach is Reach.IN_TIME) == bool(ways)
    if ways:
        assert found.sitting_on == max(days[-1] for days in ways)
        assert found.write_from == max(begun(bodies, days, weeks) for days in ways)
        assert found.papers_on == found.write_from + timedelta(weeks=weeks)


@PROPERTY
@given(bodies=BODIES, weeks=WEEKS, deadline=DAYS)
def test_who_begins_in_time_is_never_late(bodies: list[Body], weeks: int, deadline: date) -> None:
    found = internal_deadline(bodies, weeks, deadline, TODAY)
    if found.reach is Reach.IN_TIME:
        assert found.write_from
        assert found.papers_on
        assert found.sitting_on
        assert TODAY <= found.write_from <= found.papers_on <= found.sitting_on < deadline
        assert found.sitting_on in bodies[-1].sittings
        assert (found.body, found.papers_body) == (bodies[-1].name, bodies[0].name)
    else:
        assert found == InternalDeadline(reach=found.reach, known_until=found.known_until)


@PROPERTY
@given(bodies=BODIES, weeks=WEEKS, deadline=DAYS)
def test_it_is_urgent_only_exactly_if_no_sitting_that_may_still_be_set_would_do(
    bodies: list[Body], weeks: int, deadline: date
) -> None:
    every_day = [
        replace(
            body,
            sittings=(
                *(min(body.sittings) - timedelta(n) for n in range(1, 250)),
                *body.sittings,
                *(max(body.sittings) + timedelta(n) for n in range(1, 125)),
            ),
        )
        for body in bodies
    ]
    at_best = internal_deadline(every_day, weeks, deadline, TODAY)
    found = internal_deadline(bodies, weeks, deadline, TODAY)
    assert (found.reach is not Reach.URGENT_ONLY) == (at_best.reach is Reach.IN_TIME)


ORDER = (Reach.IN_TIME, Reach.NOT_KNOWN, Reach.URGENT_ONLY)


@PROPERTY
@given(bodies=BODIES, weeks=WEEKS, deadline=DAYS, waited=st.integers(0, 60))
def test_waiting_never_opens_a_way_and_moves_no_day(
    bodies: list[Body], weeks: int, deadline: date, waited: int
) -> None:
    now = internal_deadline(bodies, weeks, deadline, TODAY)
    later = internal_deadline(bodies, weeks, deadline, TODAY + timedelta(days=waited))
    assert ORDER.index(now.reach) <= ORDER.index(later.reach)
    if later.reach is Reach.IN_TIME:
        assert later == now


@PROPERTY
@given(bodies=BODIES, weeks=WEEKS, deadline=DAYS)
def test_the_order_of_sittings_and_doubles_do_not_matter(
    bodies: list[Body], weeks: int, deadline: date
) -> None:
    turned = [replace(body, sittings=body.sittings[::-1] + body.sittings) for body in bodies]
    assert internal_deadline(turned, weeks, deadline, TODAY) == internal_deadline(
        bodies, weeks, deadline, TODAY
    )
