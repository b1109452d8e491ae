"""When "first contact within three days" does not apply, and when it does all the same."""

from dataclasses import replace

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from contacts.domain.counting import Attempt
from contacts.domain.enums import ContactExemption, MeasureState, Result
from contacts.domain.promise import CaseFacts, Verdict
from tests.unit.contacts.examples import EMAIL, call, case, contact, incoming, judged
from tests.unit.contacts.test_first_contact import (
    AFTER,
    BEFORE,
    CLOSED,
    CONTACTS,
    IN_TIME,
    LATE,
    MET,
    MISSED,
    PENDING,
    Row,
    closed,
    rows,
)


def exempt(reason: ContactExemption) -> Verdict:
    return Verdict(MeasureState.EXEMPT, reason)


NO_WAY, UNSAFE = exempt(ContactExemption.NO_WAY), exempt(ContactExemption.UNSAFE)
PROTECTED, FORWARDED = exempt(ContactExemption.PROTECTED), exempt(ContactExemption.FORWARDED)

# name, case, contacts, now, K1a, K1b
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
    (
        "on-conditions-still-runs",
        case(call_safety=CallSafety.CONDITIONS),
        [],
        AFTER,
        MISSED,
        MISSED,
    ),
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
        "protected-and-forwarded-in-time",
        replace(closed(CloseReason.FORWARDED), is_protected=True),
        [],
        AFTER,
        FORWARDED,
        FORWARDED,
    ),
    (
        "protected-and-forwarded-late",
        replace(closed(CloseReason.FORWARDED, "2026-11-24 00:00:00"), is_protected=True),
        [],
        AFTER,
        PROTECTED,
        PROTECTED,
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


@rows(EXEMPT)
def test_when_first_contact_is_not_owed(
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
