"""Two persons make a coordinator; the last one stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.domain.role_rules import (
    PROPOSAL_LENGTH,
    RoleRefusal,
    answering_refusals,
    bootstrap_refusals,
    confirming_refusals,
    ending_refusals,
    is_expired,
    proposing_refusals,
    taking_away_refusals,
)
from volunteers.words import REFUSALS

R = RoleRefusal
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
PROPOSING = {"by_is_coordinator": True, "is_active": True, "has_role": False, "is_pending": False}
ANSWERING: dict[str, Any] = {
    "is_pending": True,
    "asked_at": NOW,
    "by_is_coordinator": True,
    "by_is_board": False,
    "is_person": False,
    "others_can": True,
    "now": NOW,
}
BOARD = {"by_is_coordinator": False, "by_is_board": True}
CONFIRMING = {
    "is_proposer": False,
    "is_active": True,
    "has_role": False,
    "has_link_from_proposer": False,
}
ENDING = {"by_is_coordinator": True, "is_self": False, "is_active": True, "coordinators_left": 1}

Row = tuple[dict[str, Any], set[RoleRefusal]]
PROPOSED: list[Row] = [
    ({}, set()),
    ({"by_is_coordinator": False}, {R.NOT_COORDINATOR}),
    ({"is_active": False}, {R.HAS_LEFT}),
    ({"has_role": True}, {R.HAS_ROLE}),
    ({"is_pending": True}, {R.ALREADY_ASKED}),
    ({"is_pending": True, "has_role": True}, {R.ALREADY_ASKED, R.HAS_ROLE}),
]
ANSWERED: list[Row] = [
    ({}, set()),
    ({"is_pending": False, "is_person": True}, {R.NOT_PENDING}),
    ({"now": NOW + PROPOSAL_LENGTH - MOMENT}, set()),
    ({"now": NOW + PROPOSAL_LENGTH}, {R.EXPIRED}),
    ({"is_person": True}, {R.OWN_ROLE}),
    ({"by_is_coordinator": False}, {R.NOT_COORDINATOR}),
    (BOARD, {R.OTHERS_CAN}),
    (BOARD | {"others_can": False}, set()),
    (BOARD | {"others_can": False, "is_person": True}, {R.OWN_ROLE}),
    ({"by_is_board": True}, set()),  # a coordinator who sits on the board too
]
CONFIRMED: list[Row] = [
    ({}, set()),
    ({"is_proposer": True}, {R.OWN_PROPOSAL}),
    ({"is_active": False}, {R.HAS_LEFT}),
    ({"has_role": True}, {R.HAS_ROLE}),
    ({"has_link_from_proposer": True}, {R.LINK_FROM_PROPOSER}),
]
ENDED: list[Row] = [
    ({}, set()),
    ({"by_is_coordinator": False}, {R.NOT_COORDINATOR}),
    ({"is_self": True}, {R.OWN_ACCOUNT}),
    ({"is_active": False}, {R.HAS_LEFT}),
    ({"coordinators_left": 0}, {R.LAST_COORDINATOR}),
]
TAKEN_AWAY: list[tuple[bool, set[RoleRefusal]]] = [(True, set()), (False, {R.LACKS_ROLE})]
BOOTSTRAPPED: list[tuple[int, set[RoleRefusal]]] = [
    (0, set()),
    (1, set()),
    (2, {R.ENOUGH_COORDINATORS}),
    (9, {R.ENOUGH_COORDINATORS}),
]


@pytest.mark.parametrize(("said", "expected"), PROPOSED)
def test_a_coordinator_proposes_somebody_who_works_here(
    said: dict[str, Any], expected: set[RoleRefusal]
) -> None:
    assert proposing_refusals(**PROPOSING | said) == expected


@pytest.mark.parametrize(("said", "expected"), ANSWERED)
def test_another_coordinator_answers_or_the_board_when_there_is_none(
    said: dict[str, Any], expected: set[RoleRefusal]
) -> None:
    assert answering_refusals(**ANSWERING | said) == expected


@pytest.mark.parametrize(("said", "expected"), CONFIRMED)
def test_nobody_confirms_alone(said: dict[str, Any], expected: set[RoleRefusal]) -> None:
    assert confirming_refusals(**CONFIRMING | said) == expected


@pytest.mark.parametrize(("said", "expected"), ENDED)
def test_nobody_ends_their_own_and_one_coordinator_stays(
    said: dict[str, Any], expected: set[RoleRefusal]
) -> None:
    assert ending_refusals(**ENDING | said) == expected


@pytest.mark.parametrize(("has_role", "expected"), TAKEN_AWAY)
def test_only_who_has_the_role_can_lose_it(has_role: bool, expected: set[RoleRefusal]) -> None:
    assert taking_away_refusals(has_role=has_role) == expected


@pytest.mark.parametrize(("coordinators", "expected"), BOOTSTRAPPED)
def test_the_first_two_come_by_the_command_line(
    coordinators: int, expected: set[RoleRefusal]
) -> None:
    assert bootstrap_refusals(coordinators=coordinators) == expected


@given(age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_a_proposal_holds_for_less_than_seven_days(age: timedelta) -> None:
    assert is_expired(NOW - age, now=NOW) is (age >= timedelta(days=7))


def test_every_refusal_has_its_sentence() -> None:
    assert set(RoleRefusal) <= set(REFUSALS)


ROLE_TABLES = (PROPOSED, ANSWERED, CONFIRMED, ENDED, BOOTSTRAPPED, TAKEN_AWAY)
