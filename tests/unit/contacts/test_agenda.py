"""What may be planned, changed and undone, and when somebody is reminded of it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.domain.agenda import (
    FARTHEST,
    FOLLOWED_UP_FOR,
    LONGEST,
    REMINDED_AHEAD,
    SHORTLY_BEFORE,
    UNDO_WITHIN,
    AgendaRefusal,
    Reminder,
    Responsible,
    changing_refusals,
    doing_refusals,
    due_reminder,
    planning_refusals,
    reminder_times,
    undoing_refusals,
)
from jourcase.kernel.local_time import STOCKHOLM, local, local_date

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
FIT = Responsible(was_approved=True, may_see=True)
R = AgendaRefusal


@pytest.mark.parametrize(
    ("starts_in", "lasts", "is_closed", "responsible", "expected"),
    [
        (HOUR, None, False, FIT, set()),
        (SECOND, SECOND, False, FIT, set()),
        (FARTHEST, LONGEST, False, FIT, set()),
        (timedelta(0), None, False, FIT, {R.IN_PAST}),
        (-DAY, None, False, FIT, {R.IN_PAST}),
        (FARTHEST + SECOND, None, False, FIT, {R.TOO_FAR}),
        (HOUR, timedelta(0), False, FIT, {R.ENDS_BEFORE_START}),
        (HOUR, -HOUR, False, FIT, {R.ENDS_BEFORE_START}),
        (HOUR, LONGEST + SECOND, False, FIT, {R.LASTS_TOO_LONG}),
        (HOUR, None, True, FIT, {R.CASE_IS_CLOSED}),
        (HOUR, None, False, None, {R.NOBODY_RESPONSIBLE}),
        (HOUR, None, False, Responsible(False, True), {R.NOT_APPROVED_THAT_DAY}),
        (HOUR, None, False, Responsible(True, False), {R.CANNOT_SEE_CASE}),
        (HOUR, None, False, Responsible(False, False), {R.CANNOT_SEE_CASE}),
        (-HOUR, -HOUR, True, None, {
            R.IN_PAST, R.ENDS_BEFORE_START, R.CASE_IS_CLOSED, R.NOBODY_RESPONSIBLE,
        }),
    ],
)  # fmt: skip
def test_what_stands_against_planning(
    starts_in: timedelta,
    lasts: timedelta | None,
    is_closed: bool,
    responsible: Responsible | None,
    expected: set[AgendaRefusal],
) -> None:
    starts_at = NOW + starts_in
    found = planning_refusals(
        starts_at=starts_at,
        ends_at=None if lasts is None else starts_at + lasts,
        is_closed=is_closed,
        responsible=responsible,
        now=NOW,
    )
    assert found == expected


@pytest.mark.parametrize(("is_ended", "is_closed"), [*product([False, True], repeat=2)])
def test_only_what_is_planned_in_an_open_case_is_changed(is_ended: bool, is_closed: bool) -> None:
    expected = {R.ALREADY_ENDED} if is_ended else set()
    expected |= {R.CASE_IS_CLOSED} if is_closed else set()
    assert changing_refusals(is_ended=is_ended, is_closed=is_closed) == expected
    begun = doing_refusals(is_ended=is_ended, is_closed=is_closed, starts_at=NOW, now=NOW)
    assert begun == expected
    later = doing_refusals(is_ended=is_ended, is_closed=is_closed, starts_at=NOW + SECOND, now=NOW)
    assert later == expected | {R.NOT_BEGUN}


@pytest.mark.parametrize(
    ("ended", "is_closed", "went_on", "expected"),
    [
        (timedelta(0), False, False, set()),
        (UNDO_WITHIN, False, False, set()),
        (UNDO_WITHIN + SECOND, False, False, {R.TOO_LATE_TO_UNDO}),
        (None, False, False, {R.NOTHING_TO_UNDO}),
        (timedelta(0), False, True, {R.NOTHING_TO_UNDO}),
        (timedelta(0), True, False, {R.CASE_IS_CLOSED}),
    ],
)
def test_what_is_undone(
    ended: timedelta | None, is_closed: bool, went_on: bool, expected: set[AgendaRefusal]
) -> None:
    ended_at = None if ended is None else NOW - ended
    found = undoing_refusals(ended_at=ended_at, is_closed=is_closed, went_on=went_on, now=NOW)
    assert found == expected


# --- Reminders ------------------------------------------------------------------------------------


def stockholm(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("starts_at", "day_before", "hours_before"),
    [
        # an ordinary winter morning
        (stockholm(2026, 11, 25, 9, 0), "2026-11-24T08:00", "2026-11-25T06:00"),
        # the day of the change to summer time: nine the day before is still winter's nine
        (stockholm(2027, 3, 28, 13, 0), "2027-03-27T08:00", "2027-03-28T09:00"),
        # the Monday after: nine on Sunday is summer's
        (stockholm(2027, 3, 29, 9, 0), "2027-03-28T07:00", "2027-03-29T05:00"),
        # two hours before 03.30 are two hours that pass, though the clock says 00.30
        (stockholm(2027, 3, 28, 3, 30), "2027-03-27T08:00", "2027-03-27T23:30"),
        # the day of the change to winter time, and the Monday after
        (stockholm(2026, 10, 25, 13, 0), "2026-10-24T07:00", "2026-10-25T10:00"),
        (stockholm(2026, 10, 26, 9, 0), "2026-10-25T08:00", "2026-10-26T06:00"),
        # new year
        (stockholm(2027, 1, 1, 0, 30), "2026-12-31T08:00", "2026-12-31T21:30"),
    ],
)
def test_at_nine_the_day_before_and_two_hours_before(
    starts_at: datetime, day_before: str, hours_before: str
) -> None:
    assert reminder_times(starts_at) == {
        Reminder.DAY_BEFORE: datetime.fromisoformat(day_before).replace(tzinfo=UTC),
        Reminder.SHORTLY_BEFORE: datetime.fromisoformat(hours_before).replace(tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("now", "planned_at", "expected"),
    [
        ("2026-11-24T07:59", "2026-11-01T00:00", None),
        ("2026-11-24T08:00", "2026-11-01T00:00", Reminder.DAY_BEFORE),
        ("2026-11-25T05:59", "2026-11-01T00:00", Reminder.DAY_BEFORE),
        ("2026-11-25T06:00", "2026-11-01T00:00", Reminder.SHORTLY_BEFORE),
        ("2026-11-25T07:59", "2026-11-01T00:00", Reminder.SHORTLY_BEFORE),
        ("2026-11-25T08:00", "2026-11-01T00:00", None),  # it begins
        ("2026-11-26T08:00", "2026-11-01T00:00", None),
        # planned when the reminder's time had passed, or at that very moment
        ("2026-11-24T08:01", "2026-11-24T08:00", None),
        ("2026-11-25T06:00", "2026-11-24T08:00", Reminder.SHORTLY_BEFORE),
        ("2026-11-25T07:00", "2026-11-25T06:30", None),
    ],
)
def test_which_reminder_is_due(now: str, planned_at: str, expected: Reminder | None) -> None:
    found = due_reminder(
        starts_at=datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
        planned_at=datetime.fromisoformat(planned_at).replace(tzinfo=UTC),
        now=datetime.fromisoformat(now).replace(tzinfo=UTC),
    )
    assert found is expected


# Both nights of the clock change, Midsummer and New Year are often among them.
DAYS = st.one_of(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.sampled_from(
        [date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29), date(2026, 10, 24),
         date(2026, 10, 25), date(2026, 10, 26), date(2026, 6, 20), date(2027, 1, 1)]
    ),
)  # fmt: skip
INSTANTS = st.builds(
    lambda on, minutes: datetime.combine(on, time(), tzinfo=UTC) + timedelta(minutes=minutes),
    DAYS,
    st.integers(0, 24 * 60 - 1),
)


@given(INSTANTS)
def test_the_reminders_come_before_and_within_what_is_looked_for(starts_at: datetime) -> None:
    times = reminder_times(starts_at)
    first, second = times[Reminder.DAY_BEFORE], times[Reminder.SHORTLY_BEFORE]
    assert (local(first).hour, local(first).minute) == (9, 0)
    assert local_date(first) == local_date(starts_at) - DAY
    assert second == starts_at - SHORTLY_BEFORE
    assert first < second < starts_at
    assert starts_at - first < REMINDED_AHEAD
    assert FOLLOWED_UP_FOR > REMINDED_AHEAD


@given(INSTANTS, st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_a_due_reminder_lies_between_planning_and_now(
    starts_at: datetime, now_off: int, planned_off: int
) -> None:
    now = starts_at + timedelta(minutes=now_off)
    planned_at = starts_at + timedelta(minutes=planned_off)
    found = due_reminder(starts_at=starts_at, planned_at=planned_at, now=now)
    times = reminder_times(starts_at)
    if found is not None:
        assert planned_at < times[found] <= now < starts_at
        later = [at for at in times.values() if times[found] < at <= now]
        assert not later, "the latest that is due"
    else:
        assert now >= starts_at or not any(planned_at < at <= now for at in times.values())


@given(INSTANTS, INSTANTS, st.one_of(st.none(), st.integers(-3000, 3000)), st.booleans())
def test_what_is_not_refused_is_ahead_and_has_length(
    starts_at: datetime, now: datetime, lasts: int | None, is_closed: bool
) -> None:
    ends_at = None if lasts is None else starts_at + timedelta(minutes=lasts)
    found = planning_refusals(
        starts_at=starts_at, ends_at=ends_at, is_closed=is_closed, responsible=FIT, now=now
    )
    if not found:
        assert now < starts_at <= now + FARTHEST
        assert not is_closed
        assert ends_at is None or timedelta(0) < ends_at - starts_at <= LONGEST
