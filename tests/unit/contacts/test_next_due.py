"""From when a volunteer may be given a case to ring, and when nobody may."""

from dataclasses import replace
from datetime import UTC, time
from typing import Any

import pytest

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from contacts.domain.counting import Attempt
from contacts.domain.enums import Result
from contacts.domain.promise import CaseFacts, stand
from jourcase.agreement.domain.terms import Terms
from jourcase.kernel.local_time import local
from tests.unit.contacts.examples import (
    EMAIL,
    TERMS,
    call,
    case,
    contact,
    incoming,
    sthlm,
    utc,
)

DAY_1, DAY_2 = "2026-11-20 10:00", "2026-11-21 10:00"
PROMISE = call("2026-11-21 10:00", Result.CALL_LATER)


def promised(at: str, **more: Any) -> CaseFacts:
    return case(callback_at=sthlm(at), **more)


# name, case, contacts, due on the local clock (None: nobody), only in the evening
DUE: list[tuple[str, CaseFacts, list[Attempt], str | None, bool]] = [
    ("new-by-day", case("2026-11-20 09:30"), [], "2026-11-20 09:30", False),
    ("new-by-night", case("2026-11-20 02:00"), [], "2026-11-20 08:00", False),
    ("new-late", case("2026-11-20 21:00"), [], "2026-11-21 08:00", False),
    (
        "new-with-safe-hours",
        case(safe_from=time(12), safe_to=time(14)),
        [],
        "2026-11-20 12:00",
        False,
    ),
    (
        "new-after-safe-hours",
        case(safe_from=time(8), safe_to=time(9)),
        [],
        "2026-11-21 08:00",
        False,
    ),
    ("four-hours-after-a-try", case(), [call(DAY_1)], "2026-11-20 14:00", False),
    ("a-quarter-after-busy", case(), [call(DAY_1, Result.BUSY)], "2026-11-20 10:15", False),
    ("after-the-last-of-two", case(), [call(DAY_1, Result.BUSY), call("2026-11-20 17:30")],
     "2026-11-21 08:00", False),
    (
        "a-pause-into-the-night",
        case(),
        [call("2026-11-20 18:00")],
        "2026-11-21 08:00",
        False,
    ),
    ("a-wrong-number-pauses-nothing", case(), [call(DAY_1, Result.WRONG_NUMBER)],
     "2026-11-20 09:30", False),
    ("an-email-pauses-nothing", case(), [contact(DAY_1, EMAIL)], "2026-11-20 09:30", False),
    ("two-by-day-wait-for-17", case(), [call(DAY_1), call(DAY_2)], "2026-11-21 17:00", True),
    (
        "four-hours-reach-into-the-evening",
        case(),
        [call(DAY_1), call("2026-11-21 15:00")],
        "2026-11-21 19:00",
        True,
    ),
    (
        "busy-just-before-the-evening",
        case(),
        [call(DAY_1), call("2026-11-21 16:50", Result.BUSY)],
        "2026-11-21 17:05",
        True,
    ),
    (
        "four-hours-reach-past-21",
        case(),
        [call(DAY_1), call("2026-11-21 16:59:59")],
        "2026-11-21 20:59:59",
        True,
    ),
    (
        "from-21-the-next-evening",
        case(),
        [call(DAY_1), call("2026-11-21 22:30")],
        "2026-11-22 17:00",
        True,
    ),
    (
        "evening-within-safe-hours",
        case(safe_from=time(18), safe_to=time(19)),
        [call(DAY_1), call(DAY_2)],
        "2026-11-21 18:00",
        True,
    ),
    (
        "daytime-only-goes-on-by-day",
        case(safe_from=time(9), safe_to=time(16)),
        [call(DAY_1), call(DAY_2)],
        "2026-11-21 14:00",
        False,
    ),
    (
        "daytime-only-ends-at-three",
        case(safe_from=time(9), safe_to=time(16)),
        [call(DAY_1), call(DAY_2), call("2026-11-22 10:00")],
        None,
        False,
    ),
    (
        "three-by-day-owe-an-evening",
        case(),
        [call(DAY_1), call(DAY_2), call("2026-11-22 10:00")],
        "2026-11-22 17:00",
        True,
    ),
    ("one-in-the-evening-frees-the-rest", case(), [call(DAY_1), call("2026-11-20 18:00")],
     "2026-11-21 08:00", False),
    (
        "enough",
        case(),
        [call(DAY_1), call(DAY_2), call("2026-11-22 18:00")],
        None,
        False,
    ),
    ("reached", case(), [call(DAY_1, Result.REACHED)], None, False),
    ("rang-us", case(), [incoming(DAY_1)], None, False),
    ("was-there", case(person_was_there=True), [], None, False),
    # A promised callback.
    ("callback-a-quarter-before", promised("2026-11-21 18:30"), [PROMISE], "2026-11-21 18:15",
     False),
    ("callback-outside-calling-hours", promised("2026-11-21 21:30"), [PROMISE],
     "2026-11-21 21:15", False),
    (
        "callback-outside-safe-hours",
        promised("2026-11-21 18:30", safe_from=time(9), safe_to=time(12)),
        [PROMISE],
        "2026-11-21 18:15",
        False,
    ),
    ("callback-in-ten-minutes", promised("2026-11-21 10:10"), [PROMISE], "2026-11-21 09:55",
     False),
    (
        "callback-tried-once",
        promised("2026-11-21 14:00"),
        [PROMISE, call("2026-11-21 14:01")],
        "2026-11-21 18:01",
        False,
    ),
    (
        "callback-busy",
        promised("2026-11-21 14:00"),
        [PROMISE, call("2026-11-21 13:50", Result.BUSY)],
        "2026-11-21 14:05",
        False,
    ),
    (
        "a-try-before-the-quarter-is-not-it",
        promised("2026-11-21 14:00"),
        [PROMISE, call("2026-11-21 13:00")],
        "2026-11-21 13:45",
        False,
    ),
    (
        "callback-retried-into-safe-hours",
        promised("2026-11-21 14:00", safe_from=time(9), safe_to=time(15)),
        [PROMISE, call("2026-11-21 14:01")],
        "2026-11-22 09:00",
        False,
    ),
    (
        "callback-given-up-after-three",
        promised("2026-11-21 14:00"),
        [
            PROMISE,
            call("2026-11-21 14:00"),
            call("2026-11-21 18:00"),
            call("2026-11-22 10:00"),
        ],
        None,
        False,
    ),
    ("callback-kept", case(), [PROMISE, call("2026-11-21 14:00", Result.REACHED)], None, False),
    (
        "calls-us-but-asked-to-be-rung",
        promised("2026-11-21 14:00", reach_by=ReachBy.CALLS_US),
        [PROMISE],
        "2026-11-21 13:45",
        False,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "attempts", "due", "evening_only"),
    [pytest.param(*row[1:], id=row[0]) for row in DUE],
)
def test_from_when_a_case_is_rung(
    facts: CaseFacts, attempts: list[Attempt], due: str | None, evening_only: bool
) -> None:
    standing = stand(facts, attempts, TERMS)
    assert standing.next_due_at == (sthlm(due) if due else None)
    assert standing.next_is_evening_only is evening_only


FORBIDDEN = {
    "ring-inte": {"call_safety": CallSafety.NO},
    "paused": {"is_paused": True},
    "protected": {"is_protected": True},
    "no-number": {"has_working_phone": False},
    "only-email": {"declines_phone": True},
    "calls-us": {"reach_by": ReachBy.CALLS_US, "callback_at": None},
    "closed": {"closed_at": sthlm("2026-11-22 12:00"), "close_reason": CloseReason.NOT_REACHED},
}


@pytest.mark.parametrize("changes", FORBIDDEN.values(), ids=FORBIDDEN.keys())
@pytest.mark.parametrize(
    ("facts", "attempts"),
    [
        pytest.param(case(), [], id="new"),
        pytest.param(case(), [call(DAY_1), call(DAY_2)], id="owes-an-evening"),
        pytest.param(promised("2026-11-21 18:30"), [PROMISE], id="promised"),
    ],
)
def test_a_case_that_may_not_be_rung_is_never_due(
    facts: CaseFacts, attempts: list[Attempt], changes: dict[str, Any]
) -> None:
    forbidden = replace(facts, **changes)
    assert not forbidden.may_be_rung
    standing = stand(forbidden, attempts, TERMS)
    assert standing.next_due_at is None
    assert not standing.next_is_evening_only


def test_a_closed_case_keeps_no_promised_time() -> None:
    facts = replace(
        promised("2026-11-21 18:30"),
        closed_at=sthlm("2026-11-21 12:00"),
        close_reason=CloseReason.DECLINED,
    )
    assert stand(facts, [PROMISE], TERMS).callback_at is None


@pytest.mark.parametrize(
    ("tried", "due"),
    [
        pytest.param("2026-03-28 22:30", "2026-03-29 15:00", id="gap-17-00-is-15-00-utc"),
        pytest.param("2026-10-24 21:30", "2026-10-25 16:00", id="fold-17-00-is-16-00-utc"),
        pytest.param("2026-12-31 22:30", "2027-01-01 16:00", id="new-year"),
    ],
)
def test_the_evening_is_waited_for_across_a_night_with_another_clock(tried: str, due: str) -> None:
    last = utc(tried)
    received = last.replace(hour=8)
    standing = stand(case(received), [call(received), call(last)], TERMS)
    assert standing.next_due_at == utc(due)


@pytest.mark.parametrize(
    ("start", "tries", "due"),
    [
        pytest.param(time(21), ["2026-11-20 10:00", DAY_2], "2026-11-21 21:00", id="late-evening"),
        pytest.param(time(12), ["2026-11-20 10:00", DAY_2], "2026-11-21 14:00", id="from-noon"),
    ],
)
def test_the_evening_of_the_terms_is_the_one_waited_for(
    start: time, tries: list[str], due: str
) -> None:
    terms = Terms(valid_from=TERMS.valid_from, evening_start=start, evening_end=time(23))
    standing = stand(case(), [call(at) for at in tries], terms)
    assert standing.next_is_evening_only
    assert standing.next_due_at == sthlm(due)


@pytest.mark.parametrize(
    ("facts", "attempts"),
    [
        (case(), []),
        (case(), [call(DAY_1)]),
        (case(), [call(DAY_1), call(DAY_2)]),
        (promised("2026-11-21 18:30"), [PROMISE]),
    ],
)
def test_due_moments_are_told_in_utc(facts: CaseFacts, attempts: list[Attempt]) -> None:
    in_stockholm = replace(
        facts,
        received_at=local(facts.received_at),
        callback_at=local(facts.callback_at) if facts.callback_at else None,
    )
    moved = [replace(a, occurred_at=local(a.occurred_at)) for a in attempts]
    standing = stand(in_stockholm, moved, TERMS)
    assert standing == stand(facts, attempts, TERMS)
    assert standing.next_due_at is not None
    assert standing.next_due_at.tzinfo is UTC
