"""What to do next, whether it can be done this minute, and in which order."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from contacts.domain.counting import Attempt
from contacts.domain.enums import Result
from contacts.domain.next_step import Bucket, Hindrance, NextStep, NoCall, Step, no_call, order_key
from contacts.domain.promise import CaseFacts, stand
from jourcase.agreement.domain.terms import Terms
from tests.unit.contacts.examples import (
    EMAIL,
    TERMS,
    call,
    case,
    contact,
    incoming,
    next_of,
    step_facts,
    sthlm,
)

DAY_1, DAY_2 = "2026-11-20 10:00", "2026-11-21 10:00"
PROMISE = call("2026-11-21 10:00", Result.CALL_LATER)
ENOUGH = [call(DAY_1), call(DAY_2), call("2026-11-22 18:00")]
NO_HINDRANCE = None
WAITS, TOO_SOON = Hindrance.WAITS_FOR_EVENING, Hindrance.TOO_SOON
NIGHT, UNSAFE_HOUR = Hindrance.OUTSIDE_CALLING_HOURS, Hindrance.OUTSIDE_SAFE_HOURS


def promised(at: str, **more: Any) -> CaseFacts:
    return case(callback_at=sthlm(at), **more)


# name, case, contacts, now, step, bucket, hindrance
LISTED: list[tuple[str, CaseFacts, list[Attempt], str, Step, Bucket, Hindrance | None]] = [
    ("new", case(), [], "2026-11-20 10:00", Step.FIRST_CALL, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("new-at-night", case("2026-11-20 02:00"), [], "2026-11-20 03:00",
     Step.FIRST_CALL, Bucket.BY_DEADLINE, NIGHT),
    ("at-8", case("2026-11-20 02:00"), [], "2026-11-20 08:00",
     Step.FIRST_CALL, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("at-20-59-59", case(), [], "2026-11-20 20:59:59",
     Step.FIRST_CALL, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("at-21", case(), [], "2026-11-20 21:00", Step.FIRST_CALL, Bucket.BY_DEADLINE, NIGHT),
    ("a-second-before-the-last-day", case(), [], "2026-11-22 23:59:59",
     Step.FIRST_CALL, Bucket.BY_DEADLINE, NIGHT),
    ("first-second-of-the-last-day", case(), [], "2026-11-23 00:00:00",
     Step.FIRST_CALL_TODAY, Bucket.DUE_TODAY, NIGHT),
    ("last-day-in-summer", case("2026-07-10 09:30"), [], "2026-07-13 00:30:00",
     Step.FIRST_CALL_TODAY, Bucket.DUE_TODAY, NIGHT),
    ("last-day-begins", case(), [], "2026-11-23 08:00",
     Step.FIRST_CALL_TODAY, Bucket.DUE_TODAY, NO_HINDRANCE),
    ("last-second", case(), [], "2026-11-23 23:59:59",
     Step.FIRST_CALL_TODAY, Bucket.DUE_TODAY, NIGHT),
    ("overdue-at-once", case(), [], "2026-11-24 00:00:00",
     Step.FIRST_CALL_OVERDUE, Bucket.OVERDUE, NIGHT),
    ("overdue", case(), [], "2026-11-24 09:00",
     Step.FIRST_CALL_OVERDUE, Bucket.OVERDUE, NO_HINDRANCE),
    ("overdue-but-daytime-only", case(safe_from=time(8), safe_to=time(17)), [],
     "2026-11-24 18:00", Step.FIRST_CALL_OVERDUE, Bucket.OVERDUE, UNSAFE_HOUR),
    ("wrong-number-and-another-left", case(), [call(DAY_1, Result.WRONG_NUMBER)],
     "2026-11-24 09:00", Step.FIRST_CALL_OVERDUE, Bucket.OVERDUE, NO_HINDRANCE),
    ("second-try-too-soon", case(), [call(DAY_1)], "2026-11-20 13:59:59",
     Step.NEXT_TRY, Bucket.BY_DEADLINE, TOO_SOON),
    ("second-try", case(), [call(DAY_1)], "2026-11-20 14:00",
     Step.NEXT_TRY, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("busy-too-soon", case(), [call(DAY_1, Result.BUSY)], "2026-11-20 10:14:59",
     Step.NEXT_TRY, Bucket.BY_DEADLINE, TOO_SOON),
    ("busy", case(), [call(DAY_1, Result.BUSY)], "2026-11-20 10:15",
     Step.NEXT_TRY, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("tried-so-never-overdue", case(), [call(DAY_1)], "2026-11-25 10:00",
     Step.NEXT_TRY, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("emailed-so-never-overdue", case(), [contact(DAY_1, EMAIL)], "2026-11-25 10:00",
     Step.NEXT_TRY, Bucket.BY_DEADLINE, NO_HINDRANCE),
    ("vet-inte-an-is-rung", case(call_safety=CallSafety.UNKNOWN), [], "2026-11-20 10:00",
     Step.FIRST_CALL, Bucket.BY_DEADLINE, NO_HINDRANCE),
    # Only the evening is lacking.
    ("waits-by-day", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 10:00",
     Step.EVENING_TRY, Bucket.BY_DEADLINE, WAITS),
    ("waits-at-16-59-59", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 16:59:59",
     Step.EVENING_TRY, Bucket.BY_DEADLINE, WAITS),
    ("evening-at-17", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 17:00",
     Step.EVENING_TRY, Bucket.EVENING_OWED, NO_HINDRANCE),
    ("evening-at-20-59-59", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 20:59:59",
     Step.EVENING_TRY, Bucket.EVENING_OWED, NO_HINDRANCE),
    ("evening-at-21", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 21:00",
     Step.EVENING_TRY, Bucket.EVENING_OWED, NIGHT),
    ("waits-from-22", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 22:00",
     Step.EVENING_TRY, Bucket.BY_DEADLINE, WAITS),
    ("evening-too-soon", case(), [call(DAY_1), call("2026-11-22 15:00")], "2026-11-22 18:00",
     Step.EVENING_TRY, Bucket.EVENING_OWED, TOO_SOON),
    ("evening-before-safe-hours",
     case(safe_from=time(18), safe_to=time(20)), [call(DAY_1), call(DAY_2)],
     "2026-11-22 17:30", Step.EVENING_TRY, Bucket.EVENING_OWED, UNSAFE_HOUR),
    ("evening-in-safe-hours",
     case(safe_from=time(18), safe_to=time(20)), [call(DAY_1), call(DAY_2)],
     "2026-11-22 18:00", Step.EVENING_TRY, Bucket.EVENING_OWED, NO_HINDRANCE),
    ("safe-to-22-yet-not-after-21",
     case(safe_from=time(18), safe_to=time(22)), [call(DAY_1), call(DAY_2)],
     "2026-11-22 21:30", Step.EVENING_TRY, Bucket.EVENING_OWED, NIGHT),
    ("daytime-only-does-not-wait",
     case(safe_from=time(8), safe_to=time(16)), [call(DAY_1), call(DAY_2)],
     "2026-11-22 10:00", Step.NEXT_TRY, Bucket.BY_DEADLINE, NO_HINDRANCE),
    # A promised callback.
    ("promise-for-later", promised("2026-11-21 18:30"), [PROMISE], "2026-11-21 18:14:59",
     Step.KEEP_CALLBACK, Bucket.BY_DEADLINE, TOO_SOON),
    ("promise-has-come", promised("2026-11-21 18:30"), [PROMISE], "2026-11-21 18:15",
     Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("promise-in-ten-minutes", promised("2026-11-21 10:10"), [PROMISE], "2026-11-21 10:01",
     Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("promise-at-an-odd-hour", promised("2026-11-21 21:30"), [PROMISE], "2026-11-21 21:30",
     Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("promise-outside-safe-hours",
     promised("2026-11-21 18:30", safe_from=time(9), safe_to=time(12)), [PROMISE],
     "2026-11-21 18:30", Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("hours-said-after-the-promise",
     promised("2026-11-21 18:30", safe_from=time(9), safe_to=time(12), hours_said_later=True),
     [PROMISE], "2026-11-21 18:30", Step.KEEP_CALLBACK, Bucket.CALLBACK, UNSAFE_HOUR),
    ("hours-said-after-and-then-safe",
     promised("2026-11-21 18:30", safe_from=time(9), safe_to=time(12), hours_said_later=True),
     [PROMISE], "2026-11-22 09:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("hours-said-after-hold-the-promise",
     promised("2026-11-21 18:30", safe_from=time(18), safe_to=time(20), hours_said_later=True),
     [PROMISE], "2026-11-21 18:15", Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("promise-forgotten-at-night", promised("2026-11-21 18:30"), [PROMISE],
     "2026-11-22 03:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, NIGHT),
    ("promise-forgotten-to-an-unsafe-hour",
     promised("2026-11-21 18:30", safe_from=time(9), safe_to=time(12)), [PROMISE],
     "2026-11-22 15:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, UNSAFE_HOUR),
    ("promise-forgotten-until-morning", promised("2026-11-21 18:30"), [PROMISE],
     "2026-11-22 09:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("promise-tried", promised("2026-11-21 14:00"), [PROMISE, call("2026-11-21 14:00")],
     "2026-11-21 15:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, TOO_SOON),
    ("promise-tried-and-due-again",
     promised("2026-11-21 14:00"), [PROMISE, call("2026-11-21 14:00")],
     "2026-11-21 18:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, NO_HINDRANCE),
    ("promise-tried-not-at-night",
     promised("2026-11-21 14:00"), [PROMISE, call("2026-11-21 14:00")],
     "2026-11-21 23:00", Step.KEEP_CALLBACK, Bucket.CALLBACK, NIGHT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "attempts", "now", "step", "bucket", "hindrance"),
    [pytest.param(*row[1:], id=row[0]) for row in LISTED],
)
def test_a_case_to_ring(
    facts: CaseFacts,
    attempts: list[Attempt],
    now: str,
    step: Step,
    bucket: Bucket,
    hindrance: Hindrance | None,
) -> None:
    found = next_of(facts, *attempts, now=now)
    assert (found.step, found.bucket, found.hindrance) == (step, bucket, hindrance)
    assert found.can_ring_now is (hindrance is None)


UNLISTED: list[tuple[str, CaseFacts, list[Attempt], Step]] = [
    ("closed", case(closed_at=sthlm("2026-11-21 12:00"), close_reason=CloseReason.DECLINED), [],
     Step.NOTHING),
    ("closed-and-protected",
     case(closed_at=sthlm("2026-11-21 12:00"), close_reason=CloseReason.DECLINED,
          is_protected=True), [], Step.NOTHING),
    ("protected", case(is_protected=True), [], Step.HANDLE_BY_HAND),
    ("protected-and-paused", case(is_protected=True, is_paused=True), [], Step.HANDLE_BY_HAND),
    ("protected-and-promised", promised("2026-11-21 18:30", is_protected=True), [PROMISE],
     Step.HANDLE_BY_HAND),
    ("paused", case(is_paused=True), [call(DAY_1, Result.OTHER_PERSON)],
     Step.DECIDE_AFTER_OTHER_PERSON),
    ("paused-and-promised", promised("2026-11-21 18:30", is_paused=True), [PROMISE],
     Step.DECIDE_AFTER_OTHER_PERSON),
    ("promise-given-up", promised("2026-11-21 14:00"),
     [PROMISE, call("2026-11-21 14:00"), call("2026-11-21 18:00"), call("2026-11-22 10:00")],
     Step.DECIDE_AFTER_CALLBACK),
    ("promised-but-ring-inte", promised("2026-11-21 18:30", call_safety=CallSafety.NO), [PROMISE],
     Step.DECIDE_AFTER_CALLBACK),
    ("promised-but-only-email", promised("2026-11-21 18:30", declines_phone=True), [PROMISE],
     Step.DECIDE_AFTER_CALLBACK),
    ("promised-but-the-number-died", promised("2026-11-21 18:30", has_working_phone=False),
     [PROMISE], Step.SUPPORT),
    ("reached", case(), [call(DAY_1, Result.REACHED)], Step.SUPPORT),
    ("rang-us", case(), [incoming(DAY_1)], Step.SUPPORT),
    ("was-there", case(person_was_there=True), [], Step.SUPPORT),
    ("anonymous-who-was-there",
     case(is_anonymous=True, has_working_phone=False, reach_by=ReachBy.CALLS_US,
          person_was_there=True), [], Step.SUPPORT),
    ("tried-enough", case(), ENOUGH, Step.OFFER_CLOSING),
    ("tried-all-that-is-safe", case(safe_from=time(8), safe_to=time(16)),
     [call(DAY_1), call(DAY_2), call("2026-11-22 10:00")], Step.OFFER_CLOSING),
    ("anonymous", case(is_anonymous=True, has_working_phone=False, reach_by=ReachBy.CALLS_US), [],
     Step.WAIT_FOR_PERSON),
    ("calls-us-with-a-number-kept", case(reach_by=ReachBy.CALLS_US), [], Step.WAIT_FOR_PERSON),
    ("another-way", case(reach_by=ReachBy.OTHER_WAY, has_working_phone=False), [],
     Step.USE_OTHER_WAY),
    ("only-email", case(declines_phone=True), [], Step.USE_OTHER_WAY),
    ("only-email-and-unsafe", case(declines_phone=True, call_safety=CallSafety.NO), [],
     Step.USE_OTHER_WAY),
    ("ring-inte", case(call_safety=CallSafety.NO), [], Step.DO_NOT_CALL),
    ("no-number", case(has_working_phone=False), [], Step.FIND_NUMBER),
    ("wrong-number", case(has_working_phone=False), [call(DAY_1, Result.WRONG_NUMBER)],
     Step.FIND_NUMBER),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "attempts", "step"), [pytest.param(*row[1:], id=row[0]) for row in UNLISTED]
)
def test_a_case_that_nobody_is_given_to_ring(
    facts: CaseFacts, attempts: list[Attempt], step: Step
) -> None:
    found = next_of(facts, *attempts, now="2026-11-22 18:30")
    assert (found.step, found.bucket) == (step, Bucket.NOT_LISTED)
    assert not found.can_ring_now
    assert found.opens_at is None
    assert found.closes_at is None


def test_every_step_bucket_and_hindrance_is_expected_in_some_row() -> None:
    steps = {row[4] for row in LISTED} | {row[3] for row in UNLISTED}
    assert steps | {Step.FIRST_CALL_BEFORE_NEXT_SHIFT} == set(Step)
    assert {row[5] for row in LISTED} | {Bucket.NOT_LISTED} == set(Bucket)
    assert {row[6] for row in LISTED} - {None} == set(Hindrance)


@pytest.mark.parametrize(
    ("shift", "step"),
    [
        ("2026-11-25 17:00", Step.FIRST_CALL_BEFORE_NEXT_SHIFT),
        ("2026-11-24 00:00", Step.FIRST_CALL_BEFORE_NEXT_SHIFT),
        ("2026-11-23 17:00", Step.FIRST_CALL),
        (None, Step.FIRST_CALL),
    ],
)
def test_a_deadline_before_the_next_shift_is_told(shift: str | None, step: Step) -> None:
    found = next_of(case(), now="2026-11-20 10:00", next_shift_at=sthlm(shift) if shift else None)
    assert (found.step, found.bucket) == (step, Bucket.BY_DEADLINE)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(case(), None, id="may-be-rung"),
        pytest.param(case(call_safety=CallSafety.UNKNOWN), None, id="vet-inte-an-is-rung"),
        pytest.param(case(is_paused=True), NoCall.PAUSED, id="paused"),
        pytest.param(case(call_safety=CallSafety.NO), NoCall.UNSAFE, id="ring-inte"),
        pytest.param(case(declines_phone=True), NoCall.DECLINES, id="only-email"),
        pytest.param(case(has_working_phone=False), NoCall.NO_NUMBER, id="no-number"),
        pytest.param(
            case(is_paused=True, call_safety=CallSafety.NO, declines_phone=True),
            NoCall.PAUSED,
            id="the-gravest-first",
        ),
        pytest.param(
            case(call_safety=CallSafety.NO, declines_phone=True, has_working_phone=False),
            NoCall.UNSAFE,
            id="unsafe-before-declined",
        ),
    ],
)
def test_what_forbids_to_ring_whoever_has_the_person_on_the_screen(
    facts: CaseFacts, expected: NoCall | None
) -> None:
    assert no_call(step_facts(facts)) is expected


# ---- the window in which to act --------------------------------------------------------------

# name, case, contacts, now, opens, closes, latest
WINDOWS: list[tuple[str, CaseFacts, list[Attempt], str, str, str, str]] = [
    ("now-until-21", case(), [], "2026-11-20 10:00",
     "2026-11-20 10:00", "2026-11-20 21:00", "2026-11-23 23:59:59"),
    ("tomorrow-from-8", case(), [], "2026-11-20 21:00",
     "2026-11-21 08:00", "2026-11-21 21:00", "2026-11-23 23:59:59"),
    ("in-safe-hours", case(safe_from=time(9), safe_to=time(12)), [], "2026-11-20 13:00",
     "2026-11-21 09:00", "2026-11-21 12:00", "2026-11-23 23:59:59"),
    ("after-the-pause", case(), [call(DAY_1)], "2026-11-20 11:00",
     "2026-11-20 14:00", "2026-11-20 21:00", "2026-12-03 23:59:59"),
    ("tonight-17-to-22", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 10:00",
     "2026-11-22 17:00", "2026-11-22 22:00", "2026-12-03 23:59:59"),
    ("still-tonight", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 20:00",
     "2026-11-22 20:00", "2026-11-22 22:00", "2026-12-03 23:59:59"),
    ("from-21-tomorrow-night", case(), [call(DAY_1), call(DAY_2)], "2026-11-22 21:00",
     "2026-11-23 17:00", "2026-11-23 22:00", "2026-12-03 23:59:59"),
    ("tonight-in-safe-hours", case(safe_from=time(18), safe_to=time(20)),
     [call(DAY_1), call(DAY_2)], "2026-11-22 10:00",
     "2026-11-22 18:00", "2026-11-22 20:00", "2026-12-03 23:59:59"),
    ("around-the-promised-time", promised("2026-11-21 18:30"), [PROMISE], "2026-11-21 12:00",
     "2026-11-21 18:15", "2026-11-21 19:30", "2026-11-21 18:30"),
    ("around-a-late-promised-time", promised("2026-11-21 21:30"), [PROMISE], "2026-11-21 21:20",
     "2026-11-21 21:20", "2026-11-21 22:30", "2026-11-21 21:30"),
    ("a-forgotten-promise", promised("2026-11-21 18:30"), [PROMISE], "2026-11-21 22:00",
     "2026-11-22 08:00", "2026-11-22 21:00", "2026-11-21 18:30"),
    ("the-evening-of-the-gap-day", case("2026-03-27 09:00"),
     [call("2026-03-27 10:00"), call("2026-03-28 10:00")], "2026-03-28 22:30",
     "2026-03-29 17:00", "2026-03-29 22:00", "2026-04-09 23:59:59"),
    ("the-evening-of-the-fold-day", case("2026-10-23 09:00"),
     [call("2026-10-23 10:00"), call("2026-10-24 10:00")], "2026-10-24 22:30",
     "2026-10-25 17:00", "2026-10-25 22:00", "2026-11-05 23:59:59"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "attempts", "now", "opens", "closes", "latest"),
    [pytest.param(*row[1:], id=row[0]) for row in WINDOWS],
)
def test_the_window_in_which_to_ring(
    facts: CaseFacts, attempts: list[Attempt], now: str, opens: str, closes: str, latest: str
) -> None:
    found = next_of(facts, *attempts, now=now)
    assert (found.opens_at, found.closes_at) == (sthlm(opens), sthlm(closes))
    assert found.latest_at == sthlm(latest)


def test_an_evening_that_begins_at_21_is_rung_then() -> None:
    terms = Terms(valid_from=TERMS.valid_from, evening_start=time(21), evening_end=time(23))
    tries = [call(DAY_1), call(DAY_2)]
    assert next_of(case(), *tries, now="2026-11-22 20:59:59", terms=terms).hindrance is WAITS
    assert next_of(case(), *tries, now="2026-11-22 21:00", terms=terms).can_ring_now


def test_an_unlisted_case_without_contact_still_tells_its_deadline() -> None:
    assert next_of(case(has_working_phone=False), now=DAY_1).latest_at == sthlm(
        "2026-11-23 23:59:59"
    )
    assert next_of(case(), call(DAY_1, Result.REACHED), now=DAY_2).latest_at is None


@pytest.mark.parametrize(
    ("attempts", "number"),
    [([], 1), ([call(DAY_1)], 2), ([call(DAY_1, Result.NOT_IN_USE)], 1), (ENOUGH, 4)],
    ids=["first", "second", "wrong-number-is-none", "fourth"],
)
def test_the_number_of_the_try_that_comes_next(attempts: list[Attempt], number: int) -> None:
    assert next_of(case(), *attempts, now="2026-11-22 18:30").try_number == number


# ---- the order of the list -------------------------------------------------------------------

EVENING_NOW = "2026-11-23 18:00"
# In the order in which they stand on the list at EVENING_NOW, Monday.
ON_THE_LIST: list[tuple[str, CaseFacts, list[Attempt]]] = [
    ("promised-17-30", promised("2026-11-23 17:30"), [PROMISE]),
    ("promised-18-15", promised("2026-11-23 18:15"), [PROMISE]),
    ("overdue-since-friday", case("2026-11-17 09:00"), []),
    ("overdue-since-yesterday", case("2026-11-19 09:00"), []),
    ("due-today", case("2026-11-20 09:00"), []),
    ("due-today-received-later", case("2026-11-20 15:00"), []),
    ("evening-owed-older", case("2026-11-18 09:00"), [call(DAY_1), call(DAY_2)]),
    ("evening-owed", case("2026-11-20 09:00"), [call(DAY_1), call(DAY_2)]),
    ("second-try", case("2026-11-19 09:00"), [call(DAY_1)]),
    ("new-yesterday", case("2026-11-22 09:00"), []),
    ("new-today", case("2026-11-23 09:00"), []),
    # Those that cannot be rung this minute come after, in the same order.
    ("promise-tried-an-hour-ago", promised("2026-11-23 17:00"),
     [PROMISE, call("2026-11-23 17:00")]),
    ("overdue-but-daytime-only", case("2026-11-17 09:00", safe_from=time(8), safe_to=time(17)), []),
    ("due-today-but-daytime-only",
     case("2026-11-20 09:00", safe_from=time(8), safe_to=time(17)), []),
    ("evening-owed-but-too-soon", case("2026-11-20 09:00"),
     [call(DAY_1), call("2026-11-23 16:00")]),
    ("promised-20-00", promised("2026-11-23 20:00"), [PROMISE]),
]  # fmt: skip


def _key(
    facts: CaseFacts, attempts: list[Attempt], case_id: int, now: str = EVENING_NOW
) -> tuple[int, datetime, datetime, int]:
    step = next_of(facts, *attempts, now=now)
    assert step.bucket != Bucket.NOT_LISTED
    return order_key(step_facts(facts), stand(facts, attempts, TERMS), step, case_id)


def test_the_order_of_the_list() -> None:
    # Ids run against the order, so that no row stands where it does because of its id.
    keyed = {
        name: _key(facts, attempts, 100 - place)
        for place, (name, facts, attempts) in enumerate(ON_THE_LIST)
    }
    assert sorted(keyed, key=lambda name: keyed[name]) == [row[0] for row in ON_THE_LIST]


def test_before_the_evening_a_case_that_waits_for_it_stands_last() -> None:
    waiting = _key(case("2026-11-18 09:00"), [call(DAY_1), call(DAY_2)], 1, "2026-11-23 16:59:59")
    fresh = _key(case("2026-11-23 09:00"), [], 2, "2026-11-23 16:59:59")
    assert fresh < waiting
    assert _key(case("2026-11-23 09:00"), [], 2, "2026-11-23 17:00:00") > _key(
        case("2026-11-18 09:00"), [call(DAY_1), call(DAY_2)], 1, "2026-11-23 17:00:00"
    )


def test_two_cases_alike_stand_in_the_order_of_their_ids() -> None:
    assert _key(case(), [], 1) < _key(case(), [], 2)


def test_a_step_can_be_done_now_only_when_listed_and_free() -> None:
    free = NextStep(Step.FIRST_CALL, Bucket.BY_DEADLINE, 1)
    assert free.can_ring_now
    assert not replace(free, bucket=Bucket.NOT_LISTED).can_ring_now
    assert not replace(free, hindrance=TOO_SOON).can_ring_now
