"""What is left of the moments of an erased case."""

from dataclasses import fields
from datetime import UTC, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.coarse import Moments, coarse, coarse_day, coarse_month, kept_wait
from jourcase.kernel.local_time import local, local_date

# Few minutes over a few days round the clock change in autumn, so that many meet on one day.
BEGINS = datetime(2026, 10, 23, 20, tzinfo=UTC)
INSTANTS = st.integers(0, 5 * 24 * 4).map(lambda n: BEGINS + n * timedelta(minutes=15))
KEPT = ("received_at", "deadline_at", "follow_through_until", "first_contact_at", "reached_at")


@st.composite
def moments(draw: st.DrawFn) -> Moments:
    received_at = draw(INSTANTS)
    others = {name: draw(st.none() | INSTANTS) for name in KEPT[1:]}
    if others["first_contact_at"] is not None:
        others["first_contact_at"] = max(others["first_contact_at"], received_at)
    closed_at = max(draw(INSTANTS), received_at)
    return Moments(received_at=received_at, closed_at=closed_at, **others)


def values(found: Moments) -> dict[str, datetime]:
    return {name: at for name in KEPT if (at := getattr(found, name)) is not None}


@given(moments())
def test_days_and_order_are_what_they_were(exact: Moments) -> None:
    before, after = values(exact), values(coarse(exact))
    assert {name: local_date(at) for name, at in before.items()} == {
        name: local_date(at) for name, at in after.items()
    }
    for one, other in combinations(before, 2):
        assert (before[one] < before[other]) == (after[one] < after[other])
        assert (before[one] == before[other]) == (after[one] == after[other])


@given(moments())
def test_nothing_but_days_and_order_is_left(exact: Moments) -> None:
    """Moving every moment of the case within its day, in the same order, gives the same."""
    by_day = sorted(set(values(exact).values()))
    moved = {}
    for at in by_day:
        place = sum(local_date(other) == local_date(at) for other in by_day if other < at)
        moved[at] = coarse_day(at) - timedelta(hours=5) + place * timedelta(minutes=7)
    other = Moments(
        closed_at=exact.closed_at,
        **{name: moved[at] for name, at in values(exact).items()},
    )
    assert values(coarse(other)) == values(coarse(exact))
    assert {local(at).time().hour for at in values(coarse(exact)).values()} == {12}


@given(moments())
def test_the_closing_tells_only_whether_the_first_contact_came_before(exact: Moments) -> None:
    left = coarse(exact)
    assert left.closed_at >= left.received_at
    assert left.closed_at in {left.received_at, left.first_contact_at}
    if exact.first_contact_at and left.first_contact_at:
        was_after = exact.first_contact_at > exact.closed_at
        assert (left.first_contact_at > left.closed_at) == was_after


def test_every_moment_of_the_case_is_named() -> None:
    assert {field.name for field in fields(Moments)} == {*KEPT, "closed_at"}


@pytest.mark.parametrize("at", [BEGINS, datetime(2026, 3, 28, 23, 30, tzinfo=UTC)])
def test_a_day_is_its_noon_and_a_month_its_first(at: datetime) -> None:
    assert local(coarse_day(at)).time() == time(12)
    assert local(coarse_month(at)).date() == local_date(at).replace(day=1)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (3_661, 61), (-1, -1), (7_200, 120)]
)
def test_a_wait_is_kept_in_whole_minutes(seconds: int, minutes: int) -> None:
    wait = kept_wait(BEGINS, BEGINS + timedelta(seconds=seconds))
    assert wait == timedelta(minutes=minutes)
    assert kept_wait(BEGINS, None) is None
