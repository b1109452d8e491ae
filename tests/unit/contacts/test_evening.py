"""Checking in, ending and what is handed over: tables, and for any evening at all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contacts.domain
from contacts.domain.evening import (
    COMES_BEFORE,
    ENDS_AFTER,
    EveningRefusal,
    Handed,
    HandFacts,
    coming_refusals,
    ending_refusals,
    handed,
    is_tonight,
)
from tests.unit.kernel.refusal_tables import refusals_defined_in

OPENS = datetime.fromisoformat("2026-11-25T16:00:00+00:00")
CLOSES = OPENS + timedelta(hours=3)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
R = EveningRefusal

COMING: list[tuple[str, dict[str, Any], set[EveningRefusal]]] = [
    ("in-the-middle", {}, set()),
    ("an-hour-before", {"now": OPENS - COMES_BEFORE}, set()),
    ("a-second-too-early", {"now": OPENS - COMES_BEFORE - SECOND}, {R.TOO_EARLY}),
    ("the-last-second", {"now": CLOSES - SECOND}, set()),
    ("when-it-has-closed", {"now": CLOSES}, {R.IS_OVER}),
    ("not-on-the-rota", {"is_on_rota": False}, {R.NOT_ON_ROTA}),
    ("not-approved", {"is_approved": False}, {R.NOT_APPROVED_TODAY}),
    (
        "neither",
        {"is_on_rota": False, "is_approved": False},
        {R.NOT_ON_ROTA, R.NOT_APPROVED_TODAY},
    ),
]
ENDING: list[tuple[str, dict[str, Any], set[EveningRefusal]]] = [
    ("here", {"is_here": True, "call_goes_on": False}, set()),
    ("not-here", {"is_here": False, "call_goes_on": False}, {R.NOT_CHECKED_IN}),
    ("in-a-call", {"is_here": True, "call_goes_on": True}, {R.CALL_GOES_ON}),
]
NEXT = OPENS + timedelta(days=7)
HANDED: list[tuple[str, HandFacts, datetime | None, Handed]] = [
    ("nothing owed", HandFacts(None, None, True), NEXT, Handed.DONE),
    ("promised tomorrow", HandFacts(OPENS + HOUR * 20, None, True), NEXT, Handed.MUST_RING),
    ("promised next week's evening", HandFacts(NEXT, None, True), NEXT, Handed.PROMISED),
    ("owed before the next", HandFacts(None, NEXT - SECOND, True), NEXT, Handed.MUST_RING),
    ("owed after the next", HandFacts(None, NEXT + HOUR, True), NEXT, Handed.DONE),
    ("both, the first counts", HandFacts(NEXT + HOUR, OPENS, True), NEXT, Handed.MUST_RING),
    ("no next evening", HandFacts(None, NEXT + HOUR * 999, True), None, Handed.MUST_RING),
    ("nobody may ring", HandFacts(OPENS, OPENS, False), NEXT, Handed.DONE),
]


@pytest.mark.parametrize(("given_", "expected"), [pytest.param(*r[1:], id=r[0]) for r in COMING])
def test_who_may_check_in(given_: dict[str, Any], expected: set[EveningRefusal]) -> None:
    usual: dict[str, Any] = {"is_on_rota": True, "is_approved": True, "now": OPENS + HOUR}
    assert coming_refusals(**usual | {"starts_at": OPENS, "ends_at": CLOSES} | given_) == expected


@pytest.mark.parametrize(("given_", "expected"), [pytest.param(*r[1:], id=r[0]) for r in ENDING])
def test_who_may_end(given_: dict[str, Any], expected: set[EveningRefusal]) -> None:
    assert ending_refusals(**given_) == expected


@pytest.mark.parametrize(
    ("facts", "following", "expected"), [pytest.param(*r[1:], id=r[0]) for r in HANDED]
)
def test_where_a_case_stands_on_the_card(
    facts: HandFacts, following: datetime | None, expected: Handed
) -> None:
    assert handed(facts, next_shift_at=following) == expected


def test_every_refusal_is_expected_in_some_table() -> None:
    expected = {one for table in (COMING, ENDING) for row in table for one in row[2]}
    defined = refusals_defined_in(contacts.domain)
    assert expected == {one for one in defined if isinstance(one, EveningRefusal)}


minutes = st.integers(-20_000, 20_000).map(lambda count: OPENS + timedelta(minutes=count))
maybe = st.none() | minutes


@given(minutes)
def test_whoever_may_come_is_there_tonight(now: datetime) -> None:
    refused = coming_refusals(
        is_on_rota=True, is_approved=True, starts_at=OPENS, ends_at=CLOSES, now=now
    )
    assert len(refused) <= 1
    if not refused:
        assert is_tonight(starts_at=OPENS, ends_at=CLOSES, now=now)
    assert is_tonight(starts_at=OPENS, ends_at=CLOSES, now=now) == (
        OPENS - COMES_BEFORE <= now < CLOSES + ENDS_AFTER
    )


@given(maybe, maybe, maybe, st.booleans())
def test_a_promise_that_may_be_kept_is_never_called_done(
    callback: datetime | None, deadline: datetime | None, following: datetime | None, may: bool
) -> None:
    part = handed(HandFacts(callback, deadline, may), next_shift_at=following)
    if may and callback is not None:
        assert part is not Handed.DONE
    if not may:
        assert part is Handed.DONE
    # An earlier next evening never makes more pressing.
    if following is not None:
        sooner = handed(HandFacts(callback, deadline, may), next_shift_at=following - HOUR)
        assert sooner >= part
