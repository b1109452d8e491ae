"""What stands against a contact, a claim, an undo. The last tests prove that no refusal lacks
its row.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

import contacts.domain
from contacts import words
from contacts.domain.entry import (
    ContactEntry,
    ContactRefusal,
    beginning_refusals,
    callback_chips,
    claim_refusals,
    correction_refusals,
    entry_refusals,
    held_refusals,
    moved_refusals,
    saving_refusals,
    undo_refusals,
)
from contacts.domain.enums import Channel, Direction, Result
from jourcase.kernel.refusals import Refusal
from tests.unit.contacts.examples import sthlm, utc
from tests.unit.kernel.refusal_tables import refusals_defined_in

R = ContactRefusal
SECOND = timedelta(seconds=1)
RECEIVED, NOW = sthlm("2026-11-20 09:30"), sthlm("2026-11-23 18:00")

CALL = ContactEntry(
    channel=Channel.PHONE, direction=Direction.OUT, result=Result.NO_ANSWER, occurred_at=NOW
)
IN = replace(CALL, direction=Direction.IN, result=Result.REACHED)
LATER = replace(CALL, result=Result.CALL_LATER, callback_at=sthlm("2026-11-24 10:00"))
MESSAGE = replace(CALL, result=Result.MESSAGE_LEFT)
SMS = replace(CALL, channel=Channel.SMS, result=Result.SENT)

ALLOWED = {"may_leave_message": True, "may_send_sms": True}
FORBIDDEN = {"may_leave_message": False, "may_send_sms": False}

ENTRY: list[tuple[str, ContactEntry, dict[str, bool], set[ContactRefusal]]] = [
    ("now", CALL, FORBIDDEN, set()),
    ("a-second-ahead", replace(CALL, occurred_at=NOW + SECOND), FORBIDDEN, {R.IN_FUTURE}),
    ("logged-days-late", replace(CALL, occurred_at=sthlm("2026-11-20 17:00")), FORBIDDEN, set()),
    ("as-it-was-received", replace(CALL, occurred_at=RECEIVED), FORBIDDEN, set()),
    (
        "a-second-before-it-was-received",
        replace(CALL, occurred_at=RECEIVED - SECOND),
        FORBIDDEN,
        {R.BEFORE_RECEIVED},
    ),
    ("rang-us-before-the-referral", replace(IN, occurred_at=RECEIVED - SECOND), FORBIDDEN, set()),
    ("rang-us-a-year-before", replace(IN, occurred_at=RECEIVED - timedelta(days=366)), FORBIDDEN,
     set()),
    ("rang-us-in-a-mistyped-year", replace(IN, occurred_at=sthlm("1926-11-20 09:30")), FORBIDDEN,
     {R.LONG_BEFORE_RECEIVED}),
    ("no-answer-to-the-person's-call", replace(IN, result=Result.NO_ANSWER), FORBIDDEN,
     {R.RESULT_DOES_NOT_FIT}),
    ("a-call-that-was-sent", replace(CALL, result=Result.SENT), FORBIDDEN, {R.RESULT_DOES_NOT_FIT}),
    ("a-meeting-that-was-sent", replace(SMS, channel=Channel.MEETING), FORBIDDEN,
     {R.RESULT_DOES_NOT_FIT}),
    ("an-email-that-was-busy", replace(CALL, channel=Channel.EMAIL, result=Result.BUSY), FORBIDDEN,
     {R.RESULT_DOES_NOT_FIT}),
    ("message-allowed", MESSAGE, ALLOWED, set()),
    ("message-not-allowed", MESSAGE, FORBIDDEN, {R.MESSAGE_NOT_ALLOWED}),
    ("sms-allowed", SMS, ALLOWED, set()),
    ("sms-not-allowed", SMS, FORBIDDEN, {R.SMS_NOT_ALLOWED}),
    ("sms-from-the-person", replace(IN, channel=Channel.SMS), FORBIDDEN, set()),
    ("sms-answered", replace(SMS, result=Result.REACHED), FORBIDDEN, set()),
    ("email-sent", replace(SMS, channel=Channel.EMAIL), FORBIDDEN, set()),
    ("later-with-a-time", LATER, FORBIDDEN, set()),
    ("later-without", replace(LATER, callback_at=None), FORBIDDEN, {R.CALLBACK_WITHOUT_TIME}),
    ("later-now", replace(LATER, callback_at=NOW), FORBIDDEN, {R.CALLBACK_IN_PAST}),
    ("later-90-days", replace(LATER, callback_at=NOW + timedelta(days=90)), FORBIDDEN, set()),
    ("later-too-far", replace(LATER, callback_at=NOW + timedelta(days=90, seconds=1)), FORBIDDEN,
     {R.CALLBACK_TOO_FAR}),
    ("later-in-a-second", replace(LATER, callback_at=NOW + SECOND), FORBIDDEN, set()),
    ("next-today", replace(IN, next_on=date(2026, 11, 23)), FORBIDDEN, set()),
    ("next-yesterday", replace(IN, next_on=date(2026, 11, 22)), FORBIDDEN, {R.NEXT_DAY_IN_PAST}),
    ("no-minutes", replace(IN, minutes=0), FORBIDDEN, set()),
    ("ten-hours", replace(IN, minutes=600), FORBIDDEN, set()),
    ("longer", replace(IN, minutes=601), FORBIDDEN, {R.MINUTES_OUT_OF_RANGE}),
    ("negative", replace(IN, minutes=-1), FORBIDDEN, {R.MINUTES_OUT_OF_RANGE}),
    (
        "much-at-once",
        replace(MESSAGE, occurred_at=RECEIVED - SECOND, minutes=999),
        FORBIDDEN,
        {R.BEFORE_RECEIVED, R.MESSAGE_NOT_ALLOWED, R.MINUTES_OUT_OF_RANGE},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "allowed", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ENTRY]
)
def test_what_stands_against_a_contact(
    entry: ContactEntry, allowed: dict[str, bool], expected: set[ContactRefusal]
) -> None:
    found = entry_refusals(
        entry,
        received_at=RECEIVED,
        may_leave_message=allowed["may_leave_message"],
        may_send_sms=allowed["may_send_sms"],
        now=NOW,
    )
    assert found == expected


# What a correction keeps of the earlier entry is not refused for what has happened since.
PAST = replace(LATER, callback_at=sthlm("2026-11-21 10:00"))
CORRECTED: list[tuple[str, ContactEntry, ContactEntry, set[ContactRefusal]]] = [
    ("a-promise-that-has-passed", PAST, PAST, set()),
    ("another-promise-in-the-past", replace(PAST, callback_at=sthlm("2026-11-22 10:00")), PAST,
     {R.CALLBACK_IN_PAST}),
    ("a-next-day-that-has-passed", replace(IN, next_on=date(2026, 11, 21)),
     replace(IN, next_on=date(2026, 11, 21)), set()),
    ("another-next-day-in-the-past", replace(IN, next_on=date(2026, 11, 21)), IN,
     {R.NEXT_DAY_IN_PAST}),
    ("a-message-that-was-left", MESSAGE, MESSAGE, set()),
    ("a-message-instead-of-no-answer", MESSAGE, CALL, {R.MESSAGE_NOT_ALLOWED}),
    ("an-sms-that-was-sent", SMS, SMS, set()),
    ("an-sms-instead-of-an-email", SMS, replace(SMS, channel=Channel.EMAIL), {R.SMS_NOT_ALLOWED}),
    ("a-second-ahead-all-the-same", replace(CALL, occurred_at=NOW + SECOND), CALL, {R.IN_FUTURE}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "earlier", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CORRECTED]
)
def test_a_correction_may_keep_what_stood_there(
    entry: ContactEntry, earlier: ContactEntry, expected: set[ContactRefusal]
) -> None:
    found = entry_refusals(
        entry,
        received_at=RECEIVED,
        may_leave_message=False,
        may_send_sms=False,
        now=NOW,
        earlier=earlier,
    )
    assert found == expected


Row = tuple[str, dict[str, Any], set[ContactRefusal]]


def rows(table: Iterable[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("given", "expected"), [pytest.param(*row[1:], id=row[0]) for row in table]
    )


BEGINNING: list[Row] = [
    ("approved", {"is_closed": False, "is_approved": True}, set()),
    ("not-approved", {"is_closed": False, "is_approved": False}, {R.NOT_APPROVED}),
    ("closed", {"is_closed": True, "is_approved": True}, {R.CASE_IS_CLOSED}),
    ("both", {"is_closed": True, "is_approved": False}, {R.CASE_IS_CLOSED, R.NOT_APPROVED}),
    (
        "knows-the-person",
        {"is_closed": False, "is_approved": True, "is_recused": True},
        {R.IS_RECUSED},
    ),
]
CLAIM: list[Row] = [
    ("free", {"holder_id": None, "user_id": 1}, set()),
    ("mine", {"holder_id": 1, "user_id": 1}, set()),
    ("another's", {"holder_id": 2, "user_id": 1}, {R.CLAIMED_BY_OTHER}),
]
HELD: list[Row] = [
    ("as-it-was", {"is_closed": False, "is_hidden": False}, set()),
    ("closed-since", {"is_closed": True, "is_hidden": False}, {R.CASE_IS_CLOSED}),
    ("protected-since", {"is_closed": False, "is_hidden": True}, {R.NOT_SEEN_ANY_MORE}),
    ("both-since", {"is_closed": True, "is_hidden": True},
     {R.CASE_IS_CLOSED, R.NOT_SEEN_ANY_MORE}),
]  # fmt: skip
_saving = {"is_discarded": False, "is_logged_meanwhile": False, "is_confirmed": False}
SAVING: list[Row] = [
    ("undisturbed", _saving, set()),
    ("confirmed-for-nothing", _saving | {"is_confirmed": True}, set()),
    ("somebody-else-logged", _saving | {"is_logged_meanwhile": True},
     {R.SOMEBODY_LOGGED_MEANWHILE}),
    ("one-more-all-the-same", _saving | {"is_logged_meanwhile": True, "is_confirmed": True}, set()),
    ("thrown-away", _saving | {"is_discarded": True}, {R.DRAFT_DISCARDED}),
    ("thrown-away-and-confirmed", _saving | {"is_discarded": True, "is_confirmed": True},
     {R.DRAFT_DISCARDED}),
    ("all-at-once", _saving | {"is_discarded": True, "is_logged_meanwhile": True},
     {R.DRAFT_DISCARDED, R.SOMEBODY_LOGGED_MEANWHILE}),
]  # fmt: skip
CORRECTION: list[Row] = [
    ("counts", {"is_effective": True}, set()),
    ("replaced", {"is_effective": False}, {R.ALREADY_REPLACED}),
]
_undo = {"logged_at": NOW - timedelta(minutes=10), "is_effective": True, "now": NOW}
UNDO: list[Row] = [
    ("after-ten-minutes", _undo, set()),
    ("a-second-later", _undo | {"now": NOW + SECOND}, {R.TOO_LATE_TO_UNDO}),
    ("undone-already", _undo | {"is_effective": False}, {R.ALREADY_REPLACED}),
    (
        "undone-and-late",
        _undo | {"is_effective": False, "now": NOW + SECOND},
        {R.ALREADY_REPLACED, R.TOO_LATE_TO_UNDO},
    ),
    (
        "through-the-doubled-hour-minutes-are-minutes",
        _undo | {"logged_at": utc("2026-10-25 00:55"), "now": utc("2026-10-25 01:05")},
        set(),
    ),
]


@rows(BEGINNING)
def test_who_may_begin_a_call(given: dict[str, Any], expected: set[ContactRefusal]) -> None:
    assert beginning_refusals(**given) == expected


@rows(CLAIM)
def test_a_case_is_rung_by_one_person_at_a_time(
    given: dict[str, Any], expected: set[ContactRefusal]
) -> None:
    assert claim_refusals(**given) == expected


@rows(HELD)
def test_what_may_have_become_of_the_case_meanwhile(
    given: dict[str, Any], expected: set[ContactRefusal]
) -> None:
    assert held_refusals(**given) == expected


@rows(SAVING)
def test_what_stands_against_saving_a_draft(
    given: dict[str, Any], expected: set[ContactRefusal]
) -> None:
    assert saving_refusals(**given) == expected


@rows(CORRECTION)
def test_only_what_counts_is_put_right(
    given: dict[str, Any], expected: set[ContactRefusal]
) -> None:
    assert correction_refusals(**given) == expected


@rows(UNDO)
def test_a_contact_is_undone_within_ten_minutes(
    given: dict[str, Any], expected: set[ContactRefusal]
) -> None:
    assert undo_refusals(**given) == expected


MOVED: list[tuple[str, dict[str, Any], set[ContactRefusal]]] = [
    ("where-it-was", {"is_moved": False}, set()),
    ("in-another-case", {"is_moved": True}, {ContactRefusal.CASE_WAS_MERGED}),
]


@rows(MOVED)
def test_a_contact_that_a_merge_has_moved_is_read_again_first(
    given: dict[str, Any], expected: set[ContactRefusal]
) -> None:
    assert moved_refusals(**given) == expected


def test_every_refusal_is_expected_in_some_table() -> None:
    expected: set[Refusal] = {refusal for row in ENTRY for refusal in row[3]}
    for table in (BEGINNING, CLAIM, HELD, SAVING, CORRECTION, UNDO, MOVED):
        expected |= {refusal for row in table for refusal in row[2]}
    # What is planned has tables of its own, in test_agenda.
    defined = refusals_defined_in(contacts.domain)
    assert expected == {one for one in defined if isinstance(one, ContactRefusal)}


def test_every_refusal_has_words_and_no_two_the_same() -> None:
    assert set(words.REFUSALS) == refusals_defined_in(contacts.domain)
    assert all(words.REFUSALS.values())
    # Of contacts and of what is planned each for itself: they never stand on one page.
    texts = [(type(one), text) for one, text in words.REFUSALS.items()]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("now", "shift", "expected"),
    [
        pytest.param(
            "2026-11-23 12:00",
            None,
            ["2026-11-23 18:30", "2026-11-24 10:00", "2026-11-24 18:00"],
            id="by-day",
        ),
        pytest.param(
            "2026-11-23 18:30",
            None,
            ["2026-11-24 10:00", "2026-11-24 18:00"],
            id="too-late-tonight",
        ),
        pytest.param(
            "2026-11-23 19:00",
            "2026-11-25 17:00",
            ["2026-11-24 10:00", "2026-11-24 18:00", "2026-11-25 17:00"],
            id="with-the-next-open-evening",
        ),
        pytest.param(
            "2026-03-28 19:00",
            None,
            ["2026-03-29 10:00", "2026-03-29 18:00"],
            id="into-the-gap-day",
        ),
        pytest.param(
            "2026-10-24 19:00",
            None,
            ["2026-10-25 10:00", "2026-10-25 18:00"],
            id="into-the-fold-day",
        ),
        pytest.param(
            "2026-12-31 19:00", None, ["2027-01-01 10:00", "2027-01-01 18:00"], id="new-year"
        ),
    ],
)
def test_suggested_times_to_ring_later_lie_ahead_on_the_local_clock(
    now: str, shift: str | None, expected: list[str]
) -> None:
    at: datetime | None = sthlm(shift) if shift else None
    assert [when for _, when in callback_chips(sthlm(now), at)] == [sthlm(e) for e in expected]
