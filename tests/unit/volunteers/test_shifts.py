"""What stands against a shift and against taking it, and that no refusal lacks its row."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import volunteers.domain
from jourcase.kernel.refusals import Refusal
from tests.unit.kernel.refusal_tables import refusals_defined_in
from tests.unit.volunteers.test_absence import ENTERING
from tests.unit.volunteers.test_approval import APPROVING, WITHDRAWING
from tests.unit.volunteers.test_logins import ADDING, REMOVING
from tests.unit.volunteers.test_role_rules import ROLE_TABLES
from volunteers.domain.shifts import ShiftRefusal, shift_refusals, sign_up_refusals

R = ShiftRefusal
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

_sign_up = {"is_own_office": True, "is_approved": True, "ends_at": NOW + SECOND}
SIGN_UP: list[tuple[str, dict[str, Any], set[ShiftRefusal]]] = [
    ("in-its-last-second", _sign_up, set()),
    ("just-over", _sign_up | {"ends_at": NOW}, {R.ALREADY_OVER}),
    ("of-another-jour", _sign_up | {"is_own_office": False}, {R.NOT_OURS}),
    ("not-approved", _sign_up | {"is_approved": False}, {R.NOT_APPROVED}),
    (
        "all-wrong",
        {"is_own_office": False, "is_approved": False, "ends_at": NOW - SECOND},
        {R.NOT_OURS, R.NOT_APPROVED, R.ALREADY_OVER},
    ),
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
    ("starts_at", "ends_at", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SHIFT]
)
def test_a_shift_ends_after_it_starts(
    starts_at: datetime, ends_at: datetime, expected: set[ShiftRefusal]
) -> None:
    assert shift_refusals(starts_at=starts_at, ends_at=ends_at) == expected


def test_every_refusal_is_expected_in_some_table() -> None:
    expected: set[Refusal] = {r for row in SIGN_UP for r in row[2]}
    expected |= {r for row in SHIFT for r in row[3]}
    expected |= {r for row in (*APPROVING, *WITHDRAWING) for r in row[3]}
    expected |= {r for row in ENTERING for r in row[2]}
    expected |= {r for adding in ADDING for r in adding[-1]}
    expected |= {r for removing in REMOVING for r in removing[-1]}
    expected |= {r for table in ROLE_TABLES for row in table for r in row[-1]}
    assert expected == refusals_defined_in(volunteers.domain)
