"""Oro för barn: its states, and what stands against each act."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.concern import (
    UNDO_WITHIN,
    ConcernAct,
    ConcernFacts,
    ConcernRefusal,
    ConcernState,
    concern_refusals,
    is_the_same,
    state_of,
)
from cases.words import REFUSALS

A, R, S = ConcernAct, ConcernRefusal, ConcernState
RAISED = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
SOON, LATER = RAISED + timedelta(minutes=5), RAISED + timedelta(hours=2)
TODAY = date(2026, 11, 23)

WAITING = ConcernFacts(RAISED)
TAKEN = replace(WAITING, taken_at=SOON)
REPORTED = replace(TAKEN, settled_at=SOON, reported_on=TODAY)
NOT_NEEDED = replace(TAKEN, settled_at=SOON)
WITHDRAWN = replace(WAITING, withdrawn_at=SOON)
IN_STATE = {
    S.WAITING: WAITING,
    S.TAKEN: TAKEN,
    S.REPORTED: REPORTED,
    S.NOT_NEEDED: NOT_NEEDED,
    S.WITHDRAWN: WITHDRAWN,
}


@pytest.mark.parametrize(("state", "facts"), IN_STATE.items())
def test_each_state(state: ConcernState, facts: ConcernFacts) -> None:
    assert state_of(facts) is state
    assert state.is_open == (state in {S.WAITING, S.TAKEN})


@pytest.mark.parametrize(
    ("act", "state", "refused"),
    [
        (A.UNDO, S.WAITING, set()),
        (A.UNDO, S.TAKEN, {R.UNDONE_AFTER_TAKEN}),
        (A.UNDO, S.REPORTED, {R.UNDONE_AFTER_TAKEN}),
        (A.UNDO, S.NOT_NEEDED, {R.UNDONE_AFTER_TAKEN}),
        (A.TAKE, S.WAITING, set()),
        (A.TAKE, S.TAKEN, {R.ALREADY_TAKEN}),
        (A.TAKE, S.REPORTED, {R.ALREADY_TAKEN}),
        (A.TAKE, S.NOT_NEEDED, {R.ALREADY_TAKEN}),
        (A.REPORT, S.WAITING, set()),
        (A.REPORT, S.TAKEN, set()),
        (A.REPORT, S.REPORTED, set()),
        (A.REPORT, S.NOT_NEEDED, set()),
        (A.NOT_NEEDED, S.WAITING, set()),
        (A.NOT_NEEDED, S.TAKEN, set()),
        (A.NOT_NEEDED, S.REPORTED, set()),
        (A.NOT_NEEDED, S.NOT_NEEDED, {R.ALREADY_NOT_NEEDED}),
        (A.WITHDRAW, S.WAITING, set()),
        (A.WITHDRAW, S.TAKEN, set()),
        (A.WITHDRAW, S.REPORTED, {R.IS_REPORTED}),
        (A.WITHDRAW, S.NOT_NEEDED, set()),
        *((act, S.WITHDRAWN, {R.IS_WITHDRAWN}) for act in A),
    ],
)
def test_what_may_be_done_in_each_state(
    act: ConcernAct, state: ConcernState, refused: set[ConcernRefusal]
) -> None:
    found = concern_refusals(act, IN_STATE[state], now=SOON, is_own=True, reported_on=TODAY)
    assert found == refused


@pytest.mark.parametrize(
    ("now", "is_own", "refused"),
    [
        (RAISED, True, set()),
        (RAISED + UNDO_WITHIN, True, set()),
        (RAISED + UNDO_WITHIN + timedelta(seconds=1), True, {R.TOO_LATE_TO_UNDO}),
        (SOON, False, {R.NOT_YOURS}),
        (LATER, False, {R.NOT_YOURS, R.TOO_LATE_TO_UNDO}),
    ],
)
def test_who_raised_it_takes_it_back_within_ten_minutes(
    now: datetime, is_own: bool, refused: set[ConcernRefusal]
) -> None:
    assert concern_refusals(A.UNDO, WAITING, now=now, is_own=is_own) == refused


@pytest.mark.parametrize(
    ("on", "now", "refused"),
    [
        pytest.param(TODAY, SOON, set(), id="the-same-day"),
        pytest.param(date(2026, 11, 24), SOON, {R.REPORTED_IN_FUTURE}, id="tomorrow"),
        pytest.param(
            date(2026, 11, 24), datetime(2026, 11, 23, 23, 0, tzinfo=UTC), set(), id="local-day"
        ),
        pytest.param(date(2026, 11, 16), SOON, set(), id="a-week-before"),
        pytest.param(date(2026, 11, 15), SOON, {R.REPORTED_LONG_BEFORE}, id="longer-before"),
        pytest.param(None, SOON, set(), id="not-said-yet"),
    ],
)
def test_the_day_of_the_report(
    on: date | None, now: datetime, refused: set[ConcernRefusal]
) -> None:
    assert concern_refusals(A.REPORT, WAITING, now=now, reported_on=on) == refused


@pytest.mark.parametrize(
    ("facts", "now", "same"),
    [
        (WAITING, LATER, True),
        (TAKEN, LATER, True),
        (NOT_NEEDED, LATER, False),
        (REPORTED, LATER, False),
        (WITHDRAWN, LATER, False),
        (WAITING, datetime(2026, 11, 23, 22, 59, tzinfo=UTC), True),
        (WAITING, datetime(2026, 11, 23, 23, 0, tzinfo=UTC), False),
    ],
)
def test_said_twice_the_same_local_day_is_one_while_it_is_open(
    facts: ConcernFacts, now: datetime, same: bool
) -> None:
    assert is_the_same(facts, now=now) is same


def test_every_refusal_has_its_words() -> None:
    assert set(R) <= set(REFUSALS)


MOMENTS = st.integers(0, 700 * 24 * 60).map(lambda minutes: RAISED + timedelta(minutes=minutes))


@given(
    facts=st.builds(
        ConcernFacts,
        raised_at=MOMENTS,
        taken_at=st.none() | MOMENTS,
        settled_at=st.none() | MOMENTS,
        reported_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        withdrawn_at=st.none() | MOMENTS,
    ),
    now=MOMENTS,
    is_own=st.booleans(),
)
def test_a_coordinator_always_has_a_way_on_unless_it_was_withdrawn(
    facts: ConcernFacts, now: datetime, is_own: bool
) -> None:
    free = {act for act in A if not concern_refusals(act, facts, now=now, is_own=is_own)}
    state = state_of(facts)
    assert (A.REPORT in free) == (state is not S.WITHDRAWN)
    if state.is_open:
        assert {A.NOT_NEEDED, A.WITHDRAW} <= free
    if state is S.WITHDRAWN:
        assert free == set()
