"""K1a and K1b: first contact taken, and the person reached, in time."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from contacts.domain.counting import Attempt
from contacts.domain.enums import Channel, ContactExemption, MeasureState, Result
from contacts.domain.promise import CaseFacts, Verdict, stand
from jourcase.agreement.domain.terms import Terms
from tests.unit.contacts.examples import (
    EMAIL,
    LETTER,
    SMS,
    TERMS,
    call,
    case,
    contact,
    incoming,
    judged,
    sthlm,
    utc,
)

MET, MISSED = Verdict(MeasureState.MET), Verdict(MeasureState.MISSED)
PENDING = Verdict(MeasureState.PENDING)


def exempt(reason: ContactExemption) -> Verdict:
    return Verdict(MeasureState.EXEMPT, reason)


NO_WAY, UNSAFE = exempt(ContactExemption.NO_WAY), exempt(ContactExemption.UNSAFE)
PROTECTED, FORWARDED = exempt(ContactExemption.PROTECTED), exempt(ContactExemption.FORWARDED)

# Received Friday 20 November 09:30; the last second is Monday 23 November 23:59:59.
IN_TIME, LATE = "2026-11-23 18:00", "2026-11-24 10:00"
BEFORE, AFTER = "2026-11-23 12:00", "2026-11-25 12:00"

Row = tuple[str, CaseFacts, list[Attempt], str, Verdict, Verdict]


def closed(reason: CloseReason, at: str = "2026-11-22 12:00", **more: Any) -> CaseFacts:
    return case(closed_at=sthlm(at), close_reason=reason, **more)


def rows(table: Iterable[Row]) -> Any:
    return pytest.mark.parametrize(
        ("facts", "attempts", "now", "taken", "reached"),
        [pytest.param(*row[1:], id=row[0]) for row in table],
    )


# name, case, contacts, now, K1a, K1b
CONTACTS: list[Row] = [
    ("nothing-yet", case(), [], BEFORE, PENDING, PENDING),
    ("nothing-at-all", case(), [], AFTER, MISSED, MISSED),
    ("reached-in-time", case(), [call(IN_TIME, Result.REACHED)], AFTER, MET, MET),
    ("reached-late", case(), [call(LATE, Result.REACHED)], AFTER, MISSED, MISSED),
    ("call-later-is-reached", case(), [call(IN_TIME, Result.CALL_LATER)], AFTER, MET, MET),
    ("declined-is-reached", case(), [call(IN_TIME, Result.DECLINED)], AFTER, MET, MET),
    ("no-answer-in-time", case(), [call(IN_TIME)], BEFORE, MET, PENDING),
    ("no-answer-in-time-then-never", case(), [call(IN_TIME)], AFTER, MET, MISSED),
    ("busy", case(), [call(IN_TIME, Result.BUSY)], AFTER, MET, MISSED),
    ("message-left", case(), [call(IN_TIME, Result.MESSAGE_LEFT)], AFTER, MET, MISSED),
    (
        "other-person",
        case(is_paused=True),
        [call(IN_TIME, Result.OTHER_PERSON)],
        AFTER,
        MET,
        MISSED,
    ),
    (
        "other-person-before-the-deadline",
        case(is_paused=True),
        [call("2026-11-21 10:00", Result.OTHER_PERSON)],
        BEFORE,
        MET,
        PENDING,
    ),
    ("no-answer-late", case(), [call(LATE)], AFTER, MISSED, MISSED),
    (
        "tried-in-time-reached-late",
        case(),
        [call(IN_TIME), call(LATE, Result.REACHED)],
        AFTER,
        MET,
        MISSED,
    ),
    # Sending something takes first contact; it reaches nobody.
    ("sms-sent", case(), [contact(IN_TIME, SMS)], AFTER, MET, MISSED),
    ("email-sent", case(), [contact(IN_TIME, EMAIL)], AFTER, MET, MISSED),
    ("letter-sent", case(), [contact(IN_TIME, LETTER)], AFTER, MET, MISSED),
    ("email-answered", case(), [contact(IN_TIME, EMAIL, Result.REACHED)], AFTER, MET, MET),
    ("met-in-person", case(), [contact(IN_TIME, Channel.MEETING, Result.REACHED)], AFTER, MET, MET),
    # A number that is wrong is no contact at all; here there is another one left.
    ("wrong-number", case(), [call(IN_TIME, Result.WRONG_NUMBER)], BEFORE, PENDING, PENDING),
    ("wrong-number-after", case(), [call(IN_TIME, Result.WRONG_NUMBER)], AFTER, MISSED, MISSED),
    ("not-in-use", case(), [call(IN_TIME, Result.NOT_IN_USE)], AFTER, MISSED, MISSED),
    # The person makes contact.
    ("rang-us-in-time", case(), [incoming(IN_TIME)], AFTER, MET, MET),
    ("wrote-to-us-in-time", case(), [incoming(IN_TIME, EMAIL)], AFTER, MET, MET),
    ("rang-us-late", case(), [incoming(LATE)], AFTER, MISSED, MISSED),
    ("rang-before-the-referral", case(), [incoming("2026-11-19 10:00")], AFTER, MET, MET),
    ("was-there", case(person_was_there=True), [], BEFORE, MET, MET),
    ("was-there-and-never-again", case(person_was_there=True), [call(LATE)], AFTER, MET, MET),
    # When it happened decides, not when it was logged: judged weeks later, it is in time.
    (
        "logged-three-weeks-late",
        case(),
        [call(IN_TIME, Result.REACHED)],
        "2026-12-14 09:00",
        MET,
        MET,
    ),
]

EXEMPT: list[Row] = [
    ("no-number", case(has_working_phone=False), [], AFTER, NO_WAY, NO_WAY),
    ("no-number-before", case(has_working_phone=False), [], BEFORE, NO_WAY, NO_WAY),
    (
        "only-number-wrong",
        case(has_working_phone=False),
        [call(IN_TIME, Result.WRONG_NUMBER)],
        AFTER,
        NO_WAY,
        NO_WAY,
    ),
    (
        "number-died-after-a-try-in-time",
        case(has_working_phone=False),
        [call(IN_TIME), call(LATE, Result.NOT_IN_USE)],
        AFTER,
        MET,
        NO_WAY,
    ),
    (
        "number-died-after-a-late-try",
        case(has_working_phone=False),
        [call(LATE), call(AFTER, Result.NOT_IN_USE)],
        AFTER,
        MISSED,
        MISSED,
    ),
    (
        "number-died-after-a-late-talk",
        case(has_working_phone=False),
        [call(LATE, Result.REACHED)],
        AFTER,
        MISSED,
        MISSED,
    ),
    (
        "number-died-after-a-try-in-time-and-a-late-talk",
        case(has_working_phone=False),
        [call(IN_TIME), call(LATE, Result.REACHED)],
        AFTER,
        MET,
        MISSED,
    ),
    (
        "no-number-but-an-email-in-time",
        case(has_working_phone=False),
        [contact(IN_TIME, EMAIL)],
        AFTER,
        MET,
        NO_WAY,
    ),
    (
        "another-way-is-a-way",
        case(has_working_phone=False, reach_by=ReachBy.OTHER_WAY),
        [],
        AFTER,
        MISSED,
        MISSED,
    ),
    (
        "another-way-with-unsafe-phone",
        case(call_safety=CallSafety.NO, reach_by=ReachBy.OTHER_WAY),
        [],
        AFTER,
        MISSED,
        MISSED,
    ),
    (
        "only-email-is-a-way",
        case(has_working_phone=False, declines_phone=True),
        [],
        AFTER,
        MISSED,
        MISSED,
    ),
    ("only-email-before", case(declines_phone=True), [], BEFORE, PENDING, PENDING),
    ("only-email-sent", case(declines_phone=True), [contact(IN_TIME, EMAIL)], AFTER, MET, MISSED),
    (
        "calls-us",
        case(has_working_phone=False, reach_by=ReachBy.CALLS_US),
        [],
        AFTER,
        NO_WAY,
        NO_WAY,
    ),
    (
        "calls-us-with-a-number-kept",
        case(reach_by=ReachBy.CALLS_US),
        [],
        AFTER,
        NO_WAY,
        NO_WAY,
    ),
    (
        "calls-us-and-did-in-time",
        case(has_working_phone=False, reach_by=ReachBy.CALLS_US),
        [incoming(IN_TIME)],
        AFTER,
        MET,
        MET,
    ),
    (
        "calls-us-and-did-late",
        case(has_working_phone=False, reach_by=ReachBy.CALLS_US),
        [incoming(LATE)],
        AFTER,
        NO_WAY,
        NO_WAY,
    ),
    (
        "anonymous-and-was-there",
        case(
            is_anonymous=True,
            has_working_phone=False,
            reach_by=ReachBy.CALLS_US,
            person_was_there=True,
        ),
        [],
        AFTER,
        MET,
        MET,
    ),
    (
        "anonymous-by-email",
        case(is_anonymous=True, has_working_phone=False, reach_by=ReachBy.CALLS_US),
        [],
        AFTER,
        NO_WAY,
        NO_WAY,
    ),
    ("ring-inte", case(call_safety=CallSafety.NO), [], AFTER, UNSAFE, UNSAFE),
    ("ring-inte-before", case(call_safety=CallSafety.NO), [], BEFORE, UNSAFE, UNSAFE),
    (
        "ring-inte-decided-after-a-late-talk",
        case(call_safety=CallSafety.NO),
        [call(LATE, Result.REACHED)],
        AFTER,
        MISSED,
        MISSED,
    ),
    ("vet-inte-an-still-runs", case(call_safety=CallSafety.UNKNOWN), [], AFTER, MISSED, MISSED),
    ("on-conditions-still-runs", case(call_safety=CallSafety.CONDITIONS), [], AFTER, MISSED, MISSED),
    ("closed-as-unsafe", closed(CloseReason.UNSAFE), [], AFTER, UNSAFE, UNSAFE),
    (
        "closed-as-unsafe-after-a-try",
        closed(CloseReason.UNSAFE),
        [call("2026-11-21 10:00")],
        AFTER,
        MET,
        UNSAFE,
    ),
    ("protected", case(is_protected=True), [], AFTER, PROTECTED, PROTECTED),
    ("protected-late", case(is_protected=True), [call(LATE)], AFTER, PROTECTED, PROTECTED),
    (
        "protected-in-time",
        case(is_protected=True),
        [call(IN_TIME, Result.REACHED)],
        AFTER,
        MET,
        MET,
    ),
    ("forwarded-in-time", closed(CloseReason.FORWARDED), [], AFTER, FORWARDED, FORWARDED),
    ("to-stodcentrum-in-time", closed(CloseReason.TO_STODCENTRUM), [], AFTER, FORWARDED, FORWARDED),
    (
        "forwarded-in-the-last-second",
        closed(CloseReason.FORWARDED, "2026-11-23 23:59:59"),
        [],
        AFTER,
        FORWARDED,
        FORWARDED,
    ),
    (
        "forwarded-a-second-late",
        closed(CloseReason.FORWARDED, "2026-11-24 00:00:00"),
        [],
        AFTER,
        MISSED,
        MISSED,
    ),
    (
        "forwarded-after-a-try",
        closed(CloseReason.FORWARDED),
        [call("2026-11-21 10:00")],
        AFTER,
        MET,
        MISSED,
    ),
    (
        "forwarded-and-rang-us-late",
        closed(CloseReason.FORWARDED),
        [incoming(LATE)],
        AFTER,
        FORWARDED,
        FORWARDED,
    ),
]

CLOSED: list[Row] = [
    ("not-reached-and-untried", closed(CloseReason.NOT_REACHED), [], BEFORE, MISSED, MISSED),
    (
        "after-a-talk-in-time",
        closed(CloseReason.SUPPORT_ENDED),
        [call("2026-11-21 10:00", Result.REACHED)],
        BEFORE,
        MET,
        MET,
    ),
    (
        "declined-by-phone",
        closed(CloseReason.DECLINED),
        [call("2026-11-21 10:00", Result.DECLINED)],
        BEFORE,
        MET,
        MET,
    ),
    # Reopened: the facts of an open case again, and the clock of the day it was received.
    ("reopened-before-the-deadline", case(), [call("2026-11-21 10:00")], BEFORE, MET, PENDING),
    ("reopened-in-january", case(), [], "2027-01-15 12:00", MISSED, MISSED),
    (
        "reopened-and-reached-then",
        case(),
        [call("2027-01-15 11:00", Result.REACHED)],
        "2027-01-15 12:00",
        MISSED,
        MISSED,
    ),
]


@rows([*CONTACTS, *EXEMPT, *CLOSED])
def test_first_contact_taken_and_person_reached(
    facts: CaseFacts, attempts: list[Attempt], now: str, taken: Verdict, reached: Verdict
) -> None:
    promise = judged(facts, *attempts, now=now)
    assert promise.first_contact == taken
    assert promise.reached == reached


def test_every_exemption_is_expected_in_some_row() -> None:
    reasons = {verdict.reason for row in EXEMPT for verdict in row[4:]}
    assert reasons - {None} == set(ContactExemption)


def test_every_state_is_expected_of_both_measures() -> None:
    table = [*CONTACTS, *EXEMPT, *CLOSED]
    assert {row[4].state for row in table} == set(MeasureState)
    assert {row[5].state for row in table} == set(MeasureState)


def test_logging_late_puts_a_missed_goal_right() -> None:
    made = call(IN_TIME, Result.REACHED)
    assert judged(case(), now=AFTER).first_contact == MISSED
    assert judged(case(), made, now=AFTER).first_contact == MET


def test_reopening_starts_no_new_clock() -> None:
    before = stand(case(), [], TERMS)
    while_closed = stand(closed(CloseReason.NOT_REACHED), [], TERMS)
    assert before.deadline_at == while_closed.deadline_at
    assert before.follow_through_until == while_closed.follow_through_until


def test_a_case_is_judged_by_the_terms_it_is_given() -> None:
    generous = Terms(valid_from=date(2025, 4, 1), first_contact_days=5)
    late = call(LATE, Result.REACHED)
    assert judged(case(), late, now=AFTER, terms=TERMS).first_contact == MISSED
    assert judged(case(), late, now=AFTER, terms=generous).first_contact == MET


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        pytest.param("2026-10-25 00:59:59", MET, id="end-of-the-first-round"),
        pytest.param("2026-10-25 01:30:00", MET, id="in-the-second-round"),
        pytest.param("2026-10-25 22:59:59", MET, id="last-second-of-the-long-day"),
        pytest.param("2026-10-25 23:00:00", MISSED, id="a-second-later"),
    ],
)
def test_both_rounds_of_the_doubled_hour_are_in_time(instant: str, expected: Verdict) -> None:
    made = call(utc(instant), Result.REACHED)
    assert judged(case("2026-10-22 10:00"), made, now=utc("2026-11-01 12:00")).reached == expected
