"""What stands against a shift and against taking it, and that no refusal lacks its row."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

import volunteers.domain
from jourcase.kernel.local_time import at_local
from jourcase.kernel.refusals import Refusal
from tests.unit.kernel.refusal_tables import refusals_defined_in
from tests.unit.volunteers.test_absence import ENTERING
from tests.unit.volunteers.test_approval import APPROVING, WITHDRAWING
from tests.unit.volunteers.test_development import DEVELOPMENT_REFUSALS
from tests.unit.volunteers.test_evenings import EVENING_TABLES
from tests.unit.volunteers.test_logins import ADDING, REMOVING
from tests.unit.volunteers.test_reported import REPORTING
from tests.unit.volunteers.test_role_rules import ROLE_TABLES
from tests.unit.volunteers.test_steps import STEP_REFUSALS
from volunteers.domain.reported import ReportRefusal
from volunteers.domain.shifts import (
    ShiftRefusal,
    leave_refusals,
    may_still_leave,
    offer_refusals,
    shift_refusals,
    sign_up_refusals,
    take_over_refusals,
)

R = ShiftRefusal
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

_sign_up = {"is_own_office": True, "is_approved": True, "ends_at": NOW + SECOND}
SIGN_UP: list[tuple[str, dict[str, Any], set[ShiftRefusal]]] = [
    ("in-its-last-second", _sign_up, set()),
    ("just-over", _sign_up | {"ends_at": NOW}, {R.ALREADY_OVER}),
    ("of-another-jour", _sign_up | {"is_own_office": False}, {R.NOT_OURS}),
    ("not-approved", _sign_up | {"is_approved": False}, {R.NOT_APPROVED}),
    ("away", _sign_up | {"is_away": True}, {R.AWAY}),
    ("full", _sign_up | {"is_full": True}, {R.FULL}),
    ("closed", _sign_up | {"is_closed": True}, {R.CLOSED}),
    ("a-holiday-not-answered", _sign_up | {"is_undecided": True}, {R.UNDECIDED}),
    (
        "all-wrong",
        {"is_own_office": False, "is_approved": False, "ends_at": NOW - SECOND},
        {R.NOT_OURS, R.NOT_APPROVED, R.ALREADY_OVER},
    ),
]
_starts = NOW + timedelta(hours=48)
_leave = {
    "starts_at": _starts,
    "ends_at": _starts + timedelta(hours=3),
    "taken_at": NOW - timedelta(days=30),
    "is_by_coordinator": False,
}
_slip = NOW - timedelta(minutes=10)
LEAVE: list[tuple[str, dict[str, Any], set[ShiftRefusal]]] = [
    ("48-hours-before", _leave, set()),
    ("a-second-too-late", _leave | {"starts_at": _starts - SECOND}, {R.LEFT_TOO_LATE}),
    ("a-slip", _leave | {"starts_at": NOW + SECOND, "taken_at": _slip}, set()),
    (
        "no-longer-a-slip",
        _leave | {"starts_at": NOW + SECOND, "taken_at": _slip - SECOND},
        {R.LEFT_TOO_LATE},
    ),
    (
        "too-late-by-the-coordinator",
        _leave | {"starts_at": NOW + SECOND, "is_by_coordinator": True},
        set(),
    ),
    (
        "what-has-been-stays",
        _leave | {"starts_at": NOW - SECOND, "ends_at": NOW, "is_by_coordinator": True},
        {R.ALREADY_OVER},
    ),
]
_over, _later = {"ends_at": NOW}, {"ends_at": NOW + SECOND}
OFFER: list[tuple[str, dict[str, Any], set[ShiftRefusal]]] = [
    ("one's-own", _later | {"is_held": True}, set()),
    ("another's", _later | {"is_held": False}, {R.NOT_HELD}),
    ("one's-own-that-has-been", _over | {"is_held": True}, {R.ALREADY_OVER}),
]
TAKE_OVER: list[tuple[str, dict[str, Any], set[ShiftRefusal]]] = [
    ("offered", {"is_offered": True, "is_held_already": False}, set()),
    ("kept-after-all", {"is_offered": False, "is_held_already": False}, {R.NOT_OFFERED}),
    ("one's-own-evening", {"is_offered": True, "is_held_already": True}, {R.HELD_ALREADY}),
]
# Both rounds of the doubled hour: the clock on the wall goes from 02:30 to 02:15.
FOLD_STARTS = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
FOLD_ENDS = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
SHIFT: list[tuple[str, datetime, datetime, set[ShiftRefusal]]] = [
    ("three-hours", NOW, NOW + timedelta(hours=3), set()),
    ("no-length", NOW, NOW, {R.ENDS_BEFORE_START}),
    ("backwards", NOW, NOW - SECOND, {R.ENDS_BEFORE_START}),
    ("through-the-doubled-hour", FOLD_STARTS, FOLD_ENDS, set()),
]


@pytest.mark.parametrize(
    ("given", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SIGN_UP]
)
def test_what_stands_against_taking_a_shift(
    given: dict[str, Any], expected: set[ShiftRefusal]
) -> None:
    assert sign_up_refusals(**given, now=NOW) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [pytest.param(*row[1:], id=row[0]) for row in LEAVE]
)
def test_what_stands_against_leaving_a_shift(
    given: dict[str, Any], expected: set[ShiftRefusal]
) -> None:
    assert leave_refusals(**given, now=NOW) == expected


def test_48_hours_are_hours_also_over_the_clock_change() -> None:
    starts_at = at_local(date(2026, 10, 26), time(17))
    assert may_still_leave(starts_at, now=at_local(date(2026, 10, 24), time(18)))
    assert not may_still_leave(starts_at, now=at_local(date(2026, 10, 24), time(18, 1)))


@pytest.mark.parametrize(
    ("given", "expected"), [pytest.param(*row[1:], id=row[0]) for row in OFFER]
)
def test_what_stands_against_offering_a_shift(
    given: dict[str, Any], expected: set[ShiftRefusal]
) -> None:
    assert offer_refusals(**given, now=NOW) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [pytest.param(*row[1:], id=row[0]) for row in TAKE_OVER]
)
def test_what_stands_against_taking_over(
    given: dict[str, Any], expected: set[ShiftRefusal]
) -> None:
    assert take_over_refusals(**given) == expected


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SHIFT]
)
def test_a_shift_ends_after_it_starts(
    starts_at: datetime, ends_at: datetime, expected: set[ShiftRefusal]
) -> None:
    assert shift_refusals(starts_at=starts_at, ends_at=ends_at) == expected


def test_every_refusal_is_expected_in_some_table() -> None:
    shifts = (*SIGN_UP, *LEAVE, *OFFER, *TAKE_OVER)
    expected: set[Refusal] = {r for row in shifts for r in row[2]}
    expected |= {r for table in EVENING_TABLES for row in table for r in row[-1]}
    expected |= {r for row in SHIFT for r in row[3]}
    expected |= {r for row in (*APPROVING, *WITHDRAWING) for r in row[3]}
    expected |= {r for row in ENTERING for r in row[2]}
    expected |= {r for adding in ADDING for r in adding[-1]}
    expected |= {r for removing in REMOVING for r in removing[-1]}
    expected |= {r for table in ROLE_TABLES for row in table for r in row[-1]}
    expected |= STEP_REFUSALS | DEVELOPMENT_REFUSALS
    expected |= {r for row in REPORTING for r in row[-1]} | {ReportRefusal.ANSWERED}
    assert expected == refusals_defined_in(volunteers.domain)
