"""The way to approval: what may be noted on which day, who approves, and pauses that never meet."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel.refusals import Refusal
from volunteers.domain.approval import ApprovalRefusal, Approved
from volunteers.domain.steps import (
    CHAIN,
    DecisionRefusal,
    Paused,
    PauseRefusal,
    Standing,
    Step,
    StepRefusal,
    beginning_refusals,
    correction_refusals,
    decision_refusals,
    ended,
    missing_steps,
    pause_refusals,
    return_refusals,
    standing,
    step_refusals,
)

R, D, P = StepRefusal, DecisionRefusal, PauseRefusal
TODAY = date(2026, 11, 23)
BEGAN = date(2026, 1, 12)


def on(text: str) -> date:
    return date.fromisoformat(text)


ALL = {
    Step.INTERESTED: on("2025-12-01"),
    Step.INTERVIEWED: on("2025-12-10"),
    Step.ADMITTED: on("2026-01-05"),
    Step.TRAINED: on("2026-02-15"),
    Step.PASSED: on("2026-02-28"),
    Step.PLEDGED: on("2026-03-01"),
    Step.MEMBER: on("2025-11-01"),
    Step.EXTRACT_SHOWN: on("2026-03-02"),
}
SINCE = on("2026-03-10")
APPROVED = (Approved(SINCE),)


def without(*steps: Step) -> dict[Step, date]:
    return {step: day for step, day in ALL.items() if step not in steps}


NOTING: list[tuple[str, dict[Step, date], dict[Step, Any], Any, dict[Step, set[StepRefusal]]]] = [
    ("all-at-once", {}, ALL, (), {}),
    ("today", {}, {Step.MEMBER: TODAY}, (), {}),
    ("tomorrow", {}, {Step.MEMBER: TODAY + timedelta(1)}, (), {Step.MEMBER: {R.IN_FUTURE}}),
    (
        "trained-before-the-person-began",
        {},
        ALL | {Step.PLEDGED: BEGAN - timedelta(1)},
        (),
        {Step.PLEDGED: {R.BEFORE_BEGINNING}},
    ),
    ("a-member-long-before", {}, ALL | {Step.MEMBER: on("2001-01-01")}, (), {}),
    (
        "passed-without-having-been-trained",
        without(Step.TRAINED, Step.PASSED),
        without(Step.TRAINED),
        (),
        {Step.PASSED: {R.EARLIER_IS_MISSING}},
    ),
    (
        "passed-before-it-was-gone-through",
        without(Step.PASSED),
        ALL | {Step.PASSED: on("2026-02-14")},
        (),
        {Step.PASSED: {R.BEFORE_EARLIER}},
    ),
    ("passed-the-same-day", {}, ALL | {Step.PASSED: on("2026-02-15")}, (), {}),
    (
        "an-earlier-one-moved-past-a-later",
        ALL,
        ALL | {Step.TRAINED: on("2026-03-01")},
        (),
        {Step.TRAINED: {R.BEFORE_EARLIER}},
    ),
    (
        "an-earlier-one-taken-away-from-under-a-later",
        without(Step.MEMBER),
        without(Step.MEMBER, Step.TRAINED),
        (),
        {Step.TRAINED: {R.EARLIER_IS_MISSING}},
    ),
    (
        "the-last-of-the-chain-taken-away",
        without(Step.MEMBER),
        without(Step.MEMBER, Step.PASSED),
        (),
        {},
    ),
    (
        "taken-away-from-under-an-approval",
        ALL,
        without(Step.EXTRACT_SHOWN),
        APPROVED,
        {Step.EXTRACT_SHOWN: {R.APPROVAL_RESTS_ON_IT}},
    ),
    (
        "an-approval-that-never-rested-on-it",
        without(Step.MEMBER),
        without(Step.MEMBER, Step.PLEDGED),
        APPROVED,
        {},
    ),
    (
        "passed-corrected-to-after-the-approval",
        ALL,
        ALL | {Step.PASSED: on("2026-03-11")},
        APPROVED,
        {Step.PASSED: {R.AFTER_APPROVAL}},
    ),
    ("corrected-to-the-day-of-the-approval", ALL, ALL | {Step.PASSED: SINCE}, APPROVED, {}),
    (
        "passed-first-noted-with-a-day-after-the-approval",
        without(Step.PASSED),
        ALL | {Step.PASSED: on("2026-03-11")},
        APPROVED,
        {Step.PASSED: {R.AFTER_APPROVAL}},
    ),
    (
        "a-pledge-noted-later-by-who-was-approved-before-jourcase",
        without(Step.PLEDGED),
        ALL | {Step.PLEDGED: on("2026-10-01")},
        APPROVED,
        {},
    ),
    (
        "what-is-old-and-odd-stops-nobody",
        {Step.PASSED: on("2020-01-01")},
        {Step.PASSED: on("2020-01-01"), Step.MEMBER: TODAY},
        (),
        {},
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "approvals", "expected"),
    [pytest.param(*row, id=name) for name, *row in NOTING],
)
def test_what_stands_against_noting(
    before: dict[Step, date],
    after: dict[Step, date],
    approvals: tuple[Approved, ...],
    expected: dict[Step, set[StepRefusal]],
) -> None:
    found = step_refusals(before, after, began_on=BEGAN, approvals=approvals, today=TODAY)
    assert found == expected


@pytest.mark.parametrize(
    ("began", "approvals", "refused"),
    [
        (on("2026-02-15"), (), False),
        (on("2026-02-16"), (), True),
        (TODAY + timedelta(1), (), True),
        (on("2026-02-10"), (Approved(on("2026-02-09")),), True),
    ],
)
def test_nobody_begins_after_what_they_have_done(
    began: date, approvals: tuple[Approved, ...], refused: bool
) -> None:
    found = beginning_refusals(began, ALL, approvals=approvals, today=TODAY)
    assert found == ({R.BEGAN_TOO_LATE} if refused else set())


A = ApprovalRefusal
DECIDING: list[tuple[str, dict[str, Any], set[Refusal]]] = [
    ("all-is-there", {}, set()),
    ("the-day-that-the-last-step-was-taken", {"since": on("2026-03-02")}, set()),
    ("the-day-before-it", {"since": on("2026-03-01")}, {D.BEFORE_A_STEP}),
    ("before-the-training-was-passed", {"since": on("2026-02-27")}, {D.BEFORE_PASSED}),
    (
        "before-the-person-began",
        {"since": on("2026-01-11")},
        {D.BEFORE_PASSED, D.BEFORE_BEGINNING},
    ),
    ("tomorrow", {"since": TODAY + timedelta(1)}, {A.IN_FUTURE}),
    ("a-step-is-missing", {"days": without(Step.MEMBER)}, {D.STEPS_MISSING}),
    ("nothing-is-noted", {"days": {}}, {D.STEPS_MISSING}),
    ("already-approved", {"history": [Approved(on("2026-03-05"))]}, {A.OVERLAPS}),
    ("approved-again", {"history": [Approved(on("2026-03-04"), on("2026-03-09"))]}, set()),
    ("not-of-the-board", {"by_is_board": False}, {D.NOT_BOARD}),
    ("oneself", {"is_self": True}, {D.OWN_APPROVAL}),
    ("who-noted-the-training", {"by_noted_training": True}, {D.NOTED_TRAINING}),
    ("has-left", {"is_active": False}, {D.HAS_LEFT}),
]


@pytest.mark.parametrize(
    ("said", "expected"), [pytest.param(said, wanted, id=name) for name, said, wanted in DECIDING]
)
def test_what_stands_against_approving(said: dict[str, Any], expected: set[Refusal]) -> None:
    usual: dict[str, Any] = {
        "days": ALL,
        "since": SINCE,
        "began_on": BEGAN,
        "history": [],
        "today": TODAY,
        "by_is_board": True,
        "is_self": False,
        "by_noted_training": False,
        "is_active": True,
    }
    assert decision_refusals(**(usual | said)) == expected


OLD = Approved(SINCE, on("2026-06-30"))
CORRECTING: list[tuple[str, dict[str, Any], set[Refusal]]] = [
    ("a-day-later", {"since": SINCE + timedelta(1)}, set()),
    ("the-same-day", {"since": SINCE}, {D.UNCHANGED}),
    ("after-its-end", {"since": on("2026-07-01")}, {A.ENDS_BEFORE_START}),
    ("before-the-training", {"since": on("2026-02-27")}, {D.BEFORE_PASSED}),
    ("missing-steps-do-not-matter", {"days": {}, "since": on("2026-02-27")}, set()),
    (
        "into-an-earlier-one",
        {"since": on("2026-03-05"), "others": [Approved(on("2026-03-03"), on("2026-03-05"))]},
        {A.OVERLAPS},
    ),
    ("not-of-the-board", {"by_is_board": False}, {D.NOT_BOARD}),
    ("oneself", {"is_self": True}, {D.OWN_APPROVAL}),
    ("a-later-one-is-not-touched", {"others": [Approved(on("2026-08-01"))]}, set()),
]


@pytest.mark.parametrize(
    ("said", "expected"), [pytest.param(said, wanted, id=name) for name, said, wanted in CORRECTING]
)
def test_what_stands_against_another_first_day(
    said: dict[str, Any], expected: set[Refusal]
) -> None:
    usual: dict[str, Any] = {
        "days": ALL,
        "old": OLD,
        "since": SINCE + timedelta(2),
        "began_on": BEGAN,
        "others": [],
        "today": TODAY,
        "by_is_board": True,
        "is_self": False,
    }
    assert correction_refusals(**(usual | said)) == expected


def paused(first: str, last: str = "") -> Paused:
    return Paused(on(first), on(last) if last else None)


PAUSING: list[tuple[list[Paused], Paused, set[PauseRefusal]]] = [
    ([], paused("2026-11-23"), set()),
    ([], paused("2026-12-01", "2026-11-30"), {P.ENDS_BEFORE_START}),
    ([], paused("2026-01-11"), {P.BEFORE_BEGINNING}),
    ([], paused("2206-11-23"), {P.TOO_FAR_AHEAD}),
    ([paused("2026-06-01", "2026-08-31")], paused("2026-08-31", "2026-09-30"), {P.OVERLAPS}),
    ([paused("2026-06-01", "2026-08-31")], paused("2026-09-01"), set()),
    ([paused("2026-06-01")], paused("2027-01-01", "2027-02-01"), {P.OVERLAPS}),
    ([paused("2026-06-01", "2026-08-31")], paused("2026-02-01"), {P.OVERLAPS}),
    ([paused("2028-02-28", "2028-02-28")], paused("2028-02-29", "2028-02-29"), set()),
]


@pytest.mark.parametrize(
    ("stored", "new", "expected"),
    PAUSING,
)
def test_what_stands_against_a_pause(
    stored: list[Paused], new: Paused, expected: set[PauseRefusal]
) -> None:
    found = pause_refusals(stored, new, began_on=BEGAN, is_active=True, today=TODAY)
    assert found == expected
    left = pause_refusals(stored, new, began_on=BEGAN, is_active=False, today=TODAY)
    assert left == {P.HAS_LEFT}


RETURNING: list[tuple[Paused | None, date, set[PauseRefusal]]] = [
    (None, TODAY, {P.NOT_PAUSED}),
    (paused("2026-06-01", "2026-11-22"), TODAY, {P.NOT_PAUSED}),
    (paused("2026-06-01"), TODAY, set()),
    (paused("2026-06-01"), TODAY + timedelta(1), {P.RETURN_IN_FUTURE}),
    (paused("2026-06-01"), on("2026-05-31"), {P.RETURN_BEFORE_PAUSE}),
    (paused("2026-12-01"), TODAY, set()),
]


@pytest.mark.parametrize(
    ("pause", "back_on", "expected"),
    RETURNING,
)
def test_what_stands_against_coming_back(
    pause: Paused | None, back_on: date, expected: set[PauseRefusal]
) -> None:
    assert return_refusals(pause, back_on, today=TODAY) == expected


def test_the_pause_ends_the_day_before_and_on_its_first_day_it_never_was() -> None:
    assert ended(paused("2026-06-01"), on("2026-09-01")) == paused("2026-06-01", "2026-08-31")
    assert ended(paused("2028-02-01"), on("2028-03-01")) == paused("2028-02-01", "2028-02-29")
    assert ended(paused("2026-06-01"), on("2026-06-01")) is None


@pytest.mark.parametrize(
    ("is_active", "approvals", "pauses", "expected"),
    [
        (True, [], [], Standing.ON_THE_WAY),
        (True, [Approved(SINCE)], [], Standing.ACTIVE),
        (True, [Approved(SINCE, on("2026-06-30"))], [], Standing.NO_LONGER),
        (True, [Approved(SINCE)], [paused("2026-11-01")], Standing.PAUSED),
        (True, [Approved(SINCE)], [paused("2026-11-01", "2026-11-22")], Standing.ACTIVE),
        (False, [Approved(SINCE)], [paused("2026-11-01")], Standing.LEFT),
    ],
)
def test_where_somebody_stands(
    is_active: bool, approvals: list[Approved], pauses: list[Paused], expected: Standing
) -> None:
    found = standing(is_active=is_active, approvals=approvals, pauses=pauses, on=TODAY)
    assert found is expected


DAYS = st.dates(date(2027, 11, 1), date(2028, 4, 30))
SOME = st.dictionaries(st.sampled_from(list(Step)), DAYS)


@given(SOME, SOME, DAYS, st.lists(st.builds(Approved, DAYS), max_size=1))
def test_whatever_is_let_through_keeps_the_chain_in_order_and_no_approval_before_the_training(
    before: dict[Step, date], after: dict[Step, date], began: date, approvals: list[Approved]
) -> None:
    first = step_refusals({}, before, began_on=began, approvals=(), today=date(2028, 5, 1))
    then = step_refusals(before, after, began_on=began, approvals=approvals, today=date(2028, 5, 1))
    if first or then:
        return
    days = [after[step] for step in CHAIN if step in after]
    assert days == sorted(days)
    noted = [step in after for step in CHAIN]
    assert noted == sorted(noted, reverse=True)
    for approval in approvals:
        if before.get(Step.PASSED, approval.since) <= approval.since:
            assert after.get(Step.PASSED, approval.since) <= approval.since


@given(SOME, DAYS)
def test_the_board_approves_only_when_every_step_is_noted_by_then(
    days: dict[Step, date], since: date
) -> None:
    found = decision_refusals(
        days,
        since,
        began_on=date(2027, 11, 1),
        history=[],
        today=date(2028, 5, 1),
        by_is_board=True,
        is_self=False,
        by_noted_training=False,
        is_active=True,
    )
    may = not missing_steps(days) and all(day <= since for day in days.values())
    assert (not found) == may


PERIODS = st.builds(
    lambda first, length: Paused(first, None if length is None else first + timedelta(length)),
    DAYS,
    st.none() | st.integers(0, 40),
)


@given(st.lists(PERIODS, max_size=6))
def test_pauses_that_are_let_in_never_cover_the_same_day(entered: list[Paused]) -> None:
    stored: list[Paused] = []
    for one in entered:
        if not pause_refusals(
            stored, one, began_on=date(2020, 1, 1), is_active=True, today=date(2028, 1, 1)
        ):
            stored.append(one)
    for day in (date(2027, 11, 1) + timedelta(n) for n in range(240)):
        assert sum(one.covers(day) for one in stored) <= 1


def test_every_refusal_is_expected_somewhere() -> None:
    seen = {refusal for *_, found in NOTING for one in found.values() for refusal in one}
    assert seen | {R.BEGAN_TOO_LATE} == set(StepRefusal)
    decided = {one for *_, found in (*DECIDING, *CORRECTING) for one in found}
    assert {*DecisionRefusal} - decided == {D.MAY_NOT_END}
    returned = {one for *_, found in (*PAUSING, *RETURNING) for one in found}
    assert {*PauseRefusal} - returned == {P.HAS_LEFT}


# Expected in tests of their own above and beside the database.
ALONE: set[Refusal] = {R.BEGAN_TOO_LATE, D.MAY_NOT_END, P.HAS_LEFT}
STEP_REFUSALS: set[Refusal] = {
    *ALONE,
    *(refusal for *_, found in NOTING for one in found.values() for refusal in one),
    *(one for *_, found in (*DECIDING, *CORRECTING) for one in found),
    *(one for *_, found in (*PAUSING, *RETURNING) for one in found),
}
