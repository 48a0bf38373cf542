from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scout.council import (
    Body,
    InternalDeadline,
    Reach,
    Unsure,
    internal_deadline,
    next_sitting,
    runs_out,
)

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
    in_time = internal_deadline(CHAIN, 4, date(2027, 3, 31), begin)
    assert late == replace(in_time, reach=Reach.SHORT), "it can still be reached by fast writing"


def test_a_paper_that_lies_in_time_by_fast_writing_only_is_short_until_the_day_before() -> None:
    papers_on = date(2027, 2, 10)
    before = internal_deadline(CHAIN, 4, date(2027, 3, 31), papers_on - timedelta(days=1))
    assert (before.reach, before.papers_on) == (Reach.SHORT, papers_on)
    late = internal_deadline(CHAIN, 4, date(2027, 3, 31), papers_on)
    assert late == InternalDeadline(reach=Reach.URGENT_ONLY, known_until=date(2027, 4, 21))


def test_a_paper_that_is_begun_is_in_time_until_it_must_lie() -> None:
    papers_on = date(2027, 2, 10)
    first = internal_deadline(CHAIN, 4, date(2027, 3, 31), TODAY)
    for today in (date(2027, 1, 14), papers_on):
        begun = internal_deadline(CHAIN, 4, date(2027, 3, 31), today, is_begun=True)
        assert begun == first
    late = papers_on + timedelta(days=1)
    assert internal_deadline(CHAIN, 4, date(2027, 3, 31), late, is_begun=True).reach is (
        Reach.URGENT_ONLY
    )


def test_a_list_that_ends_long_before_the_deadline_is_not_taken_for_whole() -> None:
    rat = Body("Rat", (date(2027, 2, 4), date(2027, 3, 10)), papers_days=10)
    found = internal_deadline((rat,), 4, date(2027, 6, 30), TODAY)
    assert found == InternalDeadline(
        reach=Reach.NOT_KNOWN,
        body="Rat",
        sitting_on=date(2027, 3, 10),
        papers_body="Rat",
        papers_on=date(2027, 2, 28),
        write_from=date(2027, 1, 31),
        known_until=date(2027, 3, 10),
    )
    eight_weeks = date(2027, 3, 10) + timedelta(weeks=8)
    assert internal_deadline((rat,), 4, eight_weeks, TODAY).reach is Reach.IN_TIME
    a_day_more = internal_deadline((rat,), 4, eight_weeks + timedelta(days=1), TODAY)
    assert a_day_more.reach is Reach.NOT_KNOWN
    longer = replace(rat, sittings=(*rat.sittings, date(2027, 7, 8)))
    assert internal_deadline((longer,), 4, date(2027, 6, 30), TODAY).reach is Reach.IN_TIME


def test_the_last_of_a_list_is_no_help_when_papers_for_it_are_too_late() -> None:
    rat = Body("Rat", (date(2026, 12, 10),), papers_days=10)
    found = internal_deadline((rat,), 4, date(2027, 6, 30), TODAY)
    assert found == InternalDeadline(reach=Reach.NOT_KNOWN, known_until=date(2026, 12, 10))


def test_a_committee_s_list_must_reach_to_the_sitting_after_it() -> None:
    council = Body("Rat", (date(2027, 2, 4), date(2027, 6, 24)))
    committee = Body("Ausschuss", (date(2027, 1, 26),))
    found = internal_deadline((committee, council), 2, date(2027, 6, 30), TODAY)
    assert (found.reach, found.known_until) == (Reach.NOT_KNOWN, date(2027, 1, 26))
    assert internal_deadline((committee, council), 2, date(2027, 2, 28), TODAY).reach is (
        Reach.IN_TIME
    )


def test_what_no_sitting_could_mend_is_urgent_though_its_sittings_are_not_all_known() -> None:
    # Writing takes to 29 December, papers to 12 January: nobody decides before the 10th.
    # Papers for the 16th had to lie by the 2nd of December.
    found = internal_deadline((COUNCIL,), 4, date(2027, 1, 10), date(2026, 12, 3))
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


def test_a_day_that_may_be_a_sitting_is_neither_counted_on_nor_ruled_out() -> None:
    rat = Body("Rat", (date(2026, 12, 10), date(2027, 5, 5)))
    assert internal_deadline((rat,), 4, date(2027, 3, 31), TODAY).reach is Reach.URGENT_ONLY
    unsure = replace(rat, unsure=(Unsure(date(2027, 3, 10), "Rat (Reserve)"),))
    found = internal_deadline((unsure,), 4, date(2027, 3, 31), TODAY)
    assert found == InternalDeadline(reach=Reach.NOT_KNOWN)
    assert internal_deadline((unsure,), 4, date(2027, 3, 10), TODAY).reach is Reach.URGENT_ONLY
    too_soon = replace(rat, unsure=(Unsure(date(2027, 1, 11), "Rat (Reserve)"),))
    assert internal_deadline((too_soon,), 4, date(2027, 3, 31), TODAY).reach is Reach.URGENT_ONLY
    later = internal_deadline((unsure,), 4, date(2027, 6, 1), TODAY)
    assert later == internal_deadline((rat,), 4, date(2027, 6, 1), TODAY)


def test_after_the_last_written_sitting_nothing_is_known() -> None:
    over = Body("Rat", (date(2026, 6, 3), date(2026, 11, 5)))
    assert internal_deadline((over,), 4, date(2027, 3, 31), TODAY) == InternalDeadline(
        reach=Reach.NOT_KNOWN, known_until=date(2026, 11, 5)
    )
    chain = (replace(over, name="Ausschuss"), COUNCIL)
    assert internal_deadline(chain, 4, date(2027, 3, 31), TODAY).reach is Reach.NOT_KNOWN


def test_new_sittings_are_asked_for_before_a_paper_would_need_them() -> None:
    last = TODAY + timedelta(weeks=8)
    assert not runs_out(Body("Rat", (last,)), 4, TODAY)
    assert runs_out(Body("Rat", (last,)), 4, TODAY + timedelta(days=1))
    assert runs_out(Body("Rat", (last,)), 5, TODAY)
    assert runs_out(Body("Rat", (last,), papers_days=21), 4, TODAY)
    assert not runs_out(Body("Rat", (last,), papers_days=0), 0, TODAY)
    assert not runs_out(Body("Rat"), 4, TODAY)


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
        st.lists(st.builds(Unsure, DAYS, st.just("?")), max_size=2).map(tuple),
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
    lasts = [max(body.sittings) for body in bodies]
    latest = max(ways, key=lambda days: days[::-1], default=())
    gaps = [(day - last).days for last, day in zip(lasts, (*latest[1:], deadline), strict=False)]
    assert (found.reach is Reach.IN_TIME) == bool(ways and max(gaps) <= 56)
    if found.reach is Reach.IN_TIME:
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
    elif found.reach is Reach.SHORT:
        assert found.write_from
        assert found.papers_on
        assert found.write_from < TODAY < found.papers_on
    elif found.reach is Reach.URGENT_ONLY:
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
                *(each.day for each in body.unsure),
            ),
        )
        for body in bodies
    ]
    at_best = internal_deadline(every_day, weeks, deadline, TODAY)
    found = internal_deadline(bodies, weeks, deadline, TODAY)
    is_lost = found.reach in (Reach.SHORT, Reach.URGENT_ONLY)
    assert is_lost == (at_best.reach is not Reach.IN_TIME)


@PROPERTY
@given(bodies=BODIES, weeks=WEEKS, deadline=DAYS)
def test_who_has_begun_is_never_worse_off_and_urgent_only_when_no_paper_can_lie_in_time(
    bodies: list[Body], weeks: int, deadline: date
) -> None:
    waits = internal_deadline(bodies, weeks, deadline, TODAY)
    writes = internal_deadline(bodies, weeks, deadline, TODAY, is_begun=True)
    assert ORDER.index(writes.reach) <= ORDER.index(waits.reach)
    assert writes == replace(
        internal_deadline(bodies, 0, deadline, TODAY), write_from=writes.write_from
    )
    if waits.reach is Reach.SHORT and writes.reach is Reach.IN_TIME:
        assert writes == replace(waits, reach=Reach.IN_TIME)


ORDER = (Reach.IN_TIME, Reach.NOT_KNOWN, Reach.SHORT, Reach.URGENT_ONLY)


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
