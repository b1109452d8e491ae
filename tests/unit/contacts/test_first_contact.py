"""K1a and K1b: first contact taken, and the person reached, in time."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from cases.domain.enums import CloseReason
from contacts.domain.counting import Attempt
from contacts.domain.enums import Channel, MeasureState, Result
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


# Received Friday 20 November 09:30; the last second is Monday 23 November 23:59:59.
IN_TIME, LATE = "2026-11-23 18:00", "2026-11-24 10:00"
BEFORE, AFTER = "2026-11-23 12:00", "2026-11-25 12:00"

Row = tuple[str, CaseFacts, list[Attempt], str, Verdict, Verdict]


def closed(reason: CloseReason, at: str = "2026-11-22 12:00", **more: Any) -> CaseFacts:
    return case(closed_at=sthlm(at), close_reason=reason, **more)


def rows(table: Iterable[Row]) -> pytest.MarkDecorator:
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


@rows([*CONTACTS, *CLOSED])
def test_first_contact_taken_and_person_reached(
    facts: CaseFacts, attempts: list[Attempt], now: str, taken: Verdict, reached: Verdict
) -> None:
    promise = judged(facts, *attempts, now=now)
    assert promise.first_contact == taken
    assert promise.reached == reached


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
