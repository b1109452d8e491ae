"""K2: three tries by phone, at least one of them in the evening."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

import pytest

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from contacts.domain.counting import Attempt
from contacts.domain.enums import Channel, MeasureState, Result, TriesExemption
from contacts.domain.promise import CaseFacts, Verdict, has_tried_one_day_only, stand
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


def exempt(reason: TriesExemption) -> Verdict:
    return Verdict(MeasureState.EXEMPT, reason)


REACHED, ANONYMOUS = exempt(TriesExemption.REACHED), exempt(TriesExemption.ANONYMOUS)
NO_NUMBER, PAUSED = exempt(TriesExemption.NO_NUMBER), exempt(TriesExemption.PAUSED)
DECLINES = exempt(TriesExemption.DECLINES_PHONE)

# Received Friday 20 November: younger than fourteen days through Thursday 3 December.
EARLY, LAST, AFTER = "2026-11-25 12:00", "2026-12-03 23:59:59", "2026-12-04 00:00:00"
DAY_1, DAY_2, DAY_3 = "2026-11-20 10:00", "2026-11-21 10:00", "2026-11-22 10:00"
EVENING = "2026-11-23 18:00"

Row = tuple[str, CaseFacts, list[Attempt], str, Verdict]


def rows(table: Iterable[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("facts", "attempts", "now", "expected"),
        [pytest.param(*row[1:], id=row[0]) for row in table],
    )


def closed(reason: CloseReason, **more: Any) -> CaseFacts:
    return case(closed_at=sthlm("2026-11-24 12:00"), close_reason=reason, **more)


THREE = [call(DAY_1), call(DAY_2), call(EVENING)]

TRIES: list[Row] = [
    ("none-yet", case(), [], EARLY, PENDING),
    ("none-on-the-last-second", case(), [], LAST, PENDING),
    ("none-a-second-later", case(), [], AFTER, MISSED),
    ("two", case(), [call(DAY_1), call(EVENING)], EARLY, PENDING),
    ("two-too-long", case(), [call(DAY_1), call(EVENING)], AFTER, MISSED),
    ("three-one-in-the-evening", case(), THREE, EARLY, MET),
    ("three-none-in-the-evening", case(), [call(DAY_1), call(DAY_2), call(DAY_3)], EARLY, PENDING),
    ("three-by-day-too-long", case(), [call(DAY_1), call(DAY_2), call(DAY_3)], AFTER, MISSED),
    (
        "three-by-day-and-a-fourth-in-the-evening",
        case(),
        [call(DAY_1), call(DAY_2), call(DAY_3), call(EVENING)],
        EARLY,
        MET,
    ),
    (
        "one-day-fulfils-the-words",
        case(),
        [call("2026-11-20 10:00"), call("2026-11-20 14:00"), call("2026-11-20 18:00")],
        EARLY,
        MET,
    ),
    (
        "in-the-last-second",
        case(),
        [call(DAY_1), call(EVENING), call(LAST)],
        AFTER,
        MET,
    ),
    (
        "after-it-it-is-still-enough",
        case(),
        [*THREE[:2], call("2026-12-10 18:00")],
        "2026-12-11",
        MET,
    ),
    (
        "every-kind-of-no-answer-is-a-try",
        case(),
        [
            call(DAY_1, Result.BUSY),
            call(DAY_2, Result.MESSAGE_LEFT),
            call(EVENING, Result.OTHER_PERSON),
        ],
        EARLY,
        MET,
    ),
    (
        "wrong-numbers-are-no-tries",
        case(),
        [call(DAY_1, Result.WRONG_NUMBER), call(DAY_2, Result.NOT_IN_USE), call(EVENING)],
        AFTER,
        MISSED,
    ),
    (
        "what-is-sent-is-no-try",
        case(),
        [contact(DAY_1, SMS), contact(DAY_2, EMAIL), contact(DAY_3, LETTER), call(EVENING)],
        AFTER,
        MISSED,
    ),
    ("logged-weeks-late", case(), THREE, "2027-01-15 12:00", MET),
    ("reopened-in-january", case(), [], "2027-01-15 12:00", MISSED),
]

EXEMPT: list[Row] = [
    ("reached-at-once", case(), [call(DAY_1, Result.REACHED)], AFTER, REACHED),
    ("reached-after-three", case(), [*THREE, call(EARLY, Result.REACHED)], AFTER, REACHED),
    ("rang-us", case(), [incoming(EVENING)], AFTER, REACHED),
    ("wrote-to-us", case(), [incoming(EVENING, EMAIL)], AFTER, REACHED),
    ("answered-an-sms", case(), [contact(EVENING, SMS, Result.REACHED)], AFTER, REACHED),
    ("came-to-us", case(), [incoming(EVENING, Channel.MEETING)], AFTER, REACHED),
    ("was-there", case(person_was_there=True), [], AFTER, REACHED),
    ("reached-after-it-was-missed", case(), [incoming("2026-12-20 10:00")], "2026-12-21", REACHED),
    (
        "anonymous",
        case(is_anonymous=True, has_working_phone=False, reach_by=ReachBy.CALLS_US),
        [],
        AFTER,
        ANONYMOUS,
    ),
    ("no-number", case(has_working_phone=False), [], EARLY, NO_NUMBER),
    (
        "only-number-wrong",
        case(has_working_phone=False),
        [call(DAY_1, Result.WRONG_NUMBER)],
        AFTER,
        NO_NUMBER,
    ),
    (
        "another-way-without-number",
        case(has_working_phone=False, reach_by=ReachBy.OTHER_WAY),
        [],
        AFTER,
        NO_NUMBER,
    ),
    (
        "somebody-else-answered",
        case(is_paused=True),
        [call(DAY_1, Result.OTHER_PERSON)],
        AFTER,
        PAUSED,
    ),
    (
        "somebody-else-answered-the-third",
        case(is_paused=True),
        [*THREE[:2], call(EVENING, Result.OTHER_PERSON)],
        AFTER,
        MET,
    ),
    ("ring-inte", case(call_safety=CallSafety.NO), [], AFTER, PAUSED),
    ("vet-inte-an", case(call_safety=CallSafety.UNKNOWN), [], AFTER, MISSED),
    ("protected", case(is_protected=True), [], AFTER, PAUSED),
    ("closed-as-unsafe", closed(CloseReason.UNSAFE), [], EARLY, PAUSED),
    ("only-email", case(declines_phone=True), [], AFTER, DECLINES),
    ("only-email-after-three-tries", case(declines_phone=True), THREE, AFTER, MET),
    (
        "only-email-and-said-so",
        case(declines_phone=True),
        [incoming(EVENING, EMAIL)],
        AFTER,
        REACHED,
    ),
    ("calls-us-with-a-number-kept", case(reach_by=ReachBy.CALLS_US), [], AFTER, DECLINES),
    (
        "calls-us-without",
        case(reach_by=ReachBy.CALLS_US, has_working_phone=False),
        [],
        AFTER,
        NO_NUMBER,
    ),
]

CLOSED: list[Row] = [
    ("not-reached-after-enough", closed(CloseReason.NOT_REACHED), THREE, EARLY, MET),
    ("not-reached-too-early", closed(CloseReason.NOT_REACHED), THREE[:2], EARLY, MISSED),
    ("forwarded-untried", closed(CloseReason.FORWARDED), [], EARLY, MISSED),
    ("ended", closed(CloseReason.SUPPORT_ENDED), [call(DAY_1, Result.REACHED)], EARLY, REACHED),
]


@rows([*TRIES, *EXEMPT, *CLOSED])
def test_tried_enough(
    facts: CaseFacts, attempts: list[Attempt], now: str, expected: Verdict
) -> None:
    assert judged(facts, *attempts, now=now).tries == expected


def test_every_exemption_is_expected_in_some_row() -> None:
    assert {row[4].reason for row in EXEMPT} - {None} == set(TriesExemption)


def test_every_state_is_expected_in_some_row() -> None:
    assert {row[4].state for row in [*TRIES, *EXEMPT, *CLOSED]} == set(MeasureState)


# ---- follow-through, numbers, terms --------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "until"),
    [
        pytest.param("2026-11-20 08:30", "2026-12-03 22:59:59", id="ordinary"),
        pytest.param("2026-03-20 08:30", "2026-04-02 21:59:59", id="across-the-gap"),
        pytest.param("2026-10-20 07:30", "2026-11-02 22:59:59", id="across-the-fold"),
        pytest.param("2026-12-24 23:30", "2027-01-07 22:59:59", id="across-the-new-year"),
        pytest.param("2026-06-12 08:30", "2026-06-25 21:59:59", id="across-midsummer"),
    ],
)
def test_a_case_is_younger_than_fourteen_days_through_the_thirteenth_day_after(
    received: str, until: str
) -> None:
    assert stand(case(utc(received)), [], TERMS).follow_through_until == utc(until)


@pytest.mark.parametrize(
    ("attempts", "number", "tries"),
    [
        pytest.param([call(DAY_1, Result.REACHED)], 1, 1, id="first"),
        pytest.param([call(DAY_1), call(DAY_2, Result.CALL_LATER)], 2, 2, id="second"),
        pytest.param([*THREE, call(EARLY, Result.DECLINED)], 4, 4, id="fourth"),
        pytest.param(
            [call(DAY_1, Result.WRONG_NUMBER), call(DAY_2, Result.REACHED)], 1, 1, id="wrong-first"
        ),
        pytest.param([call(DAY_1), incoming(DAY_2)], None, 1, id="rang-us"),
        pytest.param([call(DAY_1), contact(DAY_2, EMAIL, Result.REACHED)], None, 1, id="by-email"),
        pytest.param([call(DAY_1)], None, 1, id="not-yet"),
        pytest.param(
            [call(DAY_1, Result.REACHED), call(DAY_2), call(EVENING)],
            1,
            1,
            id="later-calls-do-not-count",
        ),
    ],
)
def test_on_which_try_the_person_was_reached(
    attempts: list[Attempt], number: int | None, tries: int
) -> None:
    standing = stand(case(), attempts, TERMS)
    assert standing.reached_on_try == number
    assert standing.phone_tries == tries


@pytest.mark.parametrize(
    ("one", "other", "number", "due"),
    [
        pytest.param(
            call("2026-11-20 17:10", Result.BUSY),
            call("2026-11-20 17:10"),
            None,
            "2026-11-21 08:00",
            id="the-longer-pause",
        ),
        pytest.param(
            call(DAY_1, Result.REACHED), call(DAY_1), 2, None, id="not-reached-before-reached"
        ),
    ],
)
def test_two_calls_at_one_instant_count_the_same_whichever_was_logged_first(
    one: Attempt, other: Attempt, number: int | None, due: str | None
) -> None:
    standing = stand(case(), [one, other], TERMS)
    assert standing == stand(case(), [other, one], TERMS)
    assert standing.reached_on_try == number
    assert standing.next_due_at == (sthlm(due) if due else None)


def test_a_person_who_was_there_owes_no_try() -> None:
    standing = stand(case(person_was_there=True), [call(EVENING)], TERMS)
    assert (standing.phone_tries, standing.reached_on_try) == (0, None)
    assert standing.reached_at == standing.first_contact_at == case().received_at


@pytest.mark.parametrize(
    ("changes", "attempts", "expected"),
    [
        pytest.param({"minimum_phone_attempts": 4}, THREE, PENDING, id="four-tries"),
        pytest.param({"minimum_phone_attempts": 2}, THREE[1:], MET, id="two-tries"),
        pytest.param({"minimum_evening_attempts": 2}, THREE, PENDING, id="two-evenings"),
        pytest.param(
            {"minimum_evening_attempts": 0},
            [call(DAY_1), call(DAY_2), call(DAY_3)],
            MET,
            id="no-evening",
        ),
        pytest.param({"evening_start": time(18, 0, 1)}, THREE, PENDING, id="evening-from-18-00-01"),
        pytest.param({"evening_end": time(18)}, THREE, PENDING, id="evening-to-18-00"),
        pytest.param({"follow_through_days": 1}, [], MISSED, id="one-day"),
    ],
)
def test_the_numbers_are_terms(
    changes: dict[str, Any], attempts: list[Attempt], expected: Verdict
) -> None:
    terms = Terms(valid_from=date(2025, 4, 1), **changes)
    assert judged(case(), *attempts, now=EARLY, terms=terms).tries == expected


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param(
            [call("2026-11-20 10:00"), call("2026-11-20 14:00"), call("2026-11-20 18:00")],
            True,
            id="one-day",
        ),
        pytest.param(
            [call("2026-11-20 10:00"), call("2026-11-20 17:00"), call("2026-11-21 00:00")],
            False,
            id="over-local-midnight",
        ),
        pytest.param(THREE, False, id="three-days"),
        pytest.param([call("2026-11-20 10:00"), call("2026-11-20 18:00")], False, id="not-enough"),
        pytest.param(
            [
                call("2026-11-20 10:00"),
                call("2026-11-20 14:00"),
                call("2026-11-20 18:00"),
                call("2026-11-20 20:00", Result.REACHED),
            ],
            False,
            id="reached-in-the-end",
        ),
    ],
)
def test_three_tries_on_one_day_give_a_hint_to_try_another(
    attempts: list[Attempt], expected: bool
) -> None:
    standing = stand(case(), attempts, TERMS)
    assert has_tried_one_day_only(standing, attempts) is expected
