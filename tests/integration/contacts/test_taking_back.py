"""Corrections and undoing touch what they mean and nothing that was decided since."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.domain.enums import CallSafety, ReachBy
from cases.domain.intake import IdentityInput, SafeContact
from cases.models import Case, Phone
from cases.services import life
from contacts.domain.entry import ContactRefusal
from contacts.domain.enums import Channel, Direction, Result, WhatNext
from contacts.models import Callback
from contacts.services import log
from contacts.services.promise_columns import differences
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, entry, log_contact, open_case, seen_now
from volunteers.models import User

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin, received_at=MONDAY - 2 * HOUR)


def stored(case: Case) -> Case:
    found = Case.objects.select_related("terms").get(pk=case.pk)
    assert differences(found) == []
    return found


def test_correcting_an_old_conversation_keeps_what_was_promised_later(
    karin: User, case: Case
) -> None:
    old = log_contact(case, karin, Result.REACHED, at=MONDAY - HOUR)
    log_contact(case, karin, Result.CALL_LATER, at=MONDAY, callback_at=LATER)
    said = entry(Result.REACHED, at=MONDAY - HOUR, minutes=20)
    log.correct(contact=old, entry=said, by=karin, now=MONDAY + DAY)
    assert stored(case).callback_at == LATER


def test_a_conversation_logged_late_settles_nothing_that_was_promised_after_it(
    karin: User, case: Case
) -> None:
    log_contact(case, karin, Result.CALL_LATER, at=MONDAY, callback_at=LATER)
    late = entry(Result.REACHED, at=MONDAY - HOUR)
    log.log_contact(case=case, entry=late, by=karin, now=MONDAY + DAY)
    assert stored(case).callback_at == LATER


def test_correcting_the_promise_away_brings_back_nothing_that_was_kept_since(
    karin: User, case: Case
) -> None:
    log_contact(case, karin, Result.CALL_LATER, at=MONDAY, callback_at=MONDAY + 2 * HOUR)
    second = log_contact(case, karin, Result.CALL_LATER, at=MONDAY + HOUR, callback_at=LATER)
    log_contact(case, karin, Result.REACHED, at=MONDAY + 2 * HOUR)
    corrected = entry(Result.NO_ANSWER, at=MONDAY + HOUR)
    log.correct(contact=second, entry=corrected, by=karin, now=MONDAY + DAY)
    assert stored(case).callback_at is None
    assert not Callback.objects.pending().exists()


def test_undoing_one_after_the_other_brings_the_first_promise_back(karin: User, case: Case) -> None:
    log_contact(case, karin, Result.CALL_LATER, at=MONDAY, callback_at=LATER)
    talk = log_contact(case, karin, Result.REACHED, at=MONDAY + HOUR)
    again = log_contact(case, karin, Result.CALL_LATER, at=MONDAY + HOUR, callback_at=LATER + DAY)
    log.undo(contact=talk, by=karin, now=MONDAY + HOUR)
    assert stored(case).callback_at == LATER + DAY
    log.undo(contact=again, by=karin, now=MONDAY + HOUR)
    assert stored(case).callback_at == LATER


def test_what_was_promised_can_be_put_right_without_promising_anew(karin: User, case: Case) -> None:
    promised = log_contact(case, karin, Result.CALL_LATER, at=MONDAY, callback_at=MONDAY + HOUR)
    same = entry(Result.CALL_LATER, at=MONDAY, callback_at=MONDAY + HOUR, minutes=5)
    log.correct(contact=promised, entry=same, by=karin, now=MONDAY + DAY)
    assert stored(case).callback_at == MONDAY + HOUR
    other = entry(Result.CALL_LATER, at=MONDAY, callback_at=MONDAY + 2 * HOUR)
    newest = Callback.objects.pending().get().promised_in
    with pytest.raises(RefusedError) as raised:
        log.correct(contact=newest, entry=other, by=karin, now=MONDAY + DAY)
    assert raised.value.refusals == {ContactRefusal.CALLBACK_IN_PAST}


def test_what_was_allowed_then_can_be_put_right_afterwards(karin: User) -> None:
    case = open_case(by=karin, safe=SafeContact(may_leave_message=True, may_send_sms=True))
    on = (MONDAY + DAY).date()
    talk = log_contact(case, karin, Result.REACHED, what_next=WhatNext.AGAIN, next_on=on)
    message = log_contact(case, karin, Result.MESSAGE_LEFT)
    sms = log_contact(case, karin, Result.SENT, channel=Channel.SMS)
    case.identity.may_leave_message = case.identity.may_send_sms = False
    case.identity.save()
    for contact, said in (
        (talk, entry(Result.REACHED, what_next=WhatNext.AGAIN, next_on=on, minutes=9)),
        (message, entry(Result.MESSAGE_LEFT, minutes=1)),
        (sms, entry(Result.SENT, channel=Channel.SMS, note="fel ord")),
    ):
        log.correct(contact=contact, entry=said, by=karin, now=LATER)
    assert stored(case).reached_at == MONDAY


def test_a_correction_does_not_pause_again_what_the_coordinator_decided(
    karin: User, case: Case
) -> None:
    other = log_contact(case, karin, Result.OTHER_PERSON)
    life.decide_calls(case=case, may_continue=True, reason="talat", by=karin, now=MONDAY + HOUR)
    said = entry(Result.OTHER_PERSON, note="mannen svarade")
    log.correct(contact=other, entry=said, by=karin, now=MONDAY + 2 * HOUR)
    assert stored(case).calls_paused_at is None


def test_undoing_one_of_two_keeps_the_calls_paused(karin: User, case: Case) -> None:
    first = log_contact(case, karin, Result.OTHER_PERSON)
    second = log_contact(case, karin, Result.OTHER_PERSON, at=MONDAY + timedelta(minutes=1))
    log.undo(contact=first, by=karin, now=MONDAY + timedelta(minutes=5))
    assert stored(case).calls_paused_at is not None
    log.undo(contact=second, by=karin, now=MONDAY + timedelta(minutes=6))
    assert stored(case).calls_paused_at is None


def test_a_corrected_pause_can_be_corrected_away(karin: User, case: Case) -> None:
    other = log_contact(case, karin, Result.OTHER_PERSON)
    said = entry(Result.OTHER_PERSON, minutes=1)
    again = log.correct(contact=other, entry=said, by=karin, now=MONDAY + HOUR)
    assert stored(case).calls_paused_at is not None
    log.correct(contact=again, entry=entry(Result.NO_ANSWER), by=karin, now=MONDAY + 2 * HOUR)
    assert stored(case).calls_paused_at is None
    assert stored(case).next_due_at is not None


def test_a_correction_leaves_the_number_that_was_found_since_alone(karin: User, case: Case) -> None:
    wrong = log_contact(case, karin, Result.WRONG_NUMBER)
    life.change_identity(
        case=case,
        identity=IdentityInput(name="Amina", phones=("+46701740699",)),
        reach_by=ReachBy.PHONE,
        call_safety=CallSafety.YES,
        declines_phone=False,
        seen=seen_now(case),
        by=karin,
        now=MONDAY + HOUR,
    )
    said = entry(Result.WRONG_NUMBER, note="en firma")
    log.correct(contact=wrong, entry=said, by=karin, now=MONDAY + 2 * HOUR)
    assert stored(case).has_working_phone
    assert not Phone.objects.filter(found_wrong_at__isnull=False).exists()


def test_a_corrected_wrong_number_can_be_corrected_away(karin: User, case: Case) -> None:
    wrong = log_contact(case, karin, Result.WRONG_NUMBER)
    said = entry(Result.NOT_IN_USE)
    again = log.correct(contact=wrong, entry=said, by=karin, now=MONDAY + HOUR)
    assert not stored(case).has_working_phone
    log.correct(contact=again, entry=entry(Result.NO_ANSWER), by=karin, now=MONDAY + 2 * HOUR)
    assert stored(case).has_working_phone


def test_a_pause_leaves_a_trace_of_its_own(karin: User, case: Case) -> None:
    log_contact(case, karin, Result.OTHER_PERSON)
    assert AuditEvent.objects.filter(case_id=case.pk, action=Action.CALLS_PAUSED).count() == 1


def test_the_person_ringing_us_keeps_the_promise(karin: User, case: Case) -> None:
    log_contact(case, karin, Result.CALL_LATER, at=MONDAY, callback_at=LATER)
    log_contact(case, karin, Result.REACHED, at=MONDAY + HOUR, direction=Direction.IN)
    assert stored(case).callback_at is None
