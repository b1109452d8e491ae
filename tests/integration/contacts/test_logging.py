"""Logging a contact: what is stored, what follows, undoing and correcting."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.domain.enums import CallSafety, CloseReason
from cases.domain.intake import SafeContact
from cases.models import Case
from cases.services import life
from contacts.domain.entry import ContactRefusal
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result
from contacts.models import Callback, Contact
from contacts.services import calls, log
from contacts.services.promise_columns import differences
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, entry, log_contact, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # 18.30 in Stockholm


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin)


def stored(case: Case) -> Case:
    found = Case.objects.select_related("terms").get(pk=case.pk)
    assert differences(found) == []
    return found


def test_an_unanswered_evening_call_counts_as_a_try_and_an_evening_try(
    karin: User, case: Case
) -> None:
    log_contact(case, karin, Result.NO_ANSWER, at=EVENING)
    found = stored(case)
    assert (found.phone_tries, found.evening_tries) == (1, 1)
    assert found.first_contact_at == EVENING
    assert found.reached_at is None


def test_a_wrong_number_takes_the_case_off_the_list_and_is_no_try(karin: User, case: Case) -> None:
    log_contact(case, karin, Result.WRONG_NUMBER)
    found = stored(case)
    assert (found.phone_tries, found.has_working_phone, found.next_due_at) == (0, False, None)
    assert found.first_contact_at is None


def test_a_second_number_is_tried_when_the_first_was_wrong(karin: User) -> None:
    case = open_case(by=karin, phones=("+46701740611", "+46701740612"))
    log_contact(case, karin, Result.WRONG_NUMBER)
    found = stored(case)
    assert found.has_working_phone
    assert found.next_due_at is not None


def test_somebody_else_answering_pauses_until_the_coordinator_decides(
    karin: User, case: Case
) -> None:
    log_contact(case, karin, Result.OTHER_PERSON)
    paused = stored(case)
    assert paused.calls_paused_at is not None
    assert paused.next_due_at is None
    life.decide_calls(case=case, may_continue=True, reason="talat", by=karin, now=EVENING)
    assert stored(case).next_due_at is not None


def test_a_stop_after_somebody_else_answered_forbids_calls(karin: User, case: Case) -> None:
    log_contact(case, karin, Result.OTHER_PERSON)
    life.decide_calls(case=case, may_continue=False, reason="", by=karin, now=EVENING)
    found = stored(case)
    assert (found.call_safety, found.next_due_at) == (CallSafety.NO, None)


def test_ring_later_reaches_and_makes_a_callback(karin: User, case: Case) -> None:
    at = EVENING + timedelta(days=1)
    log_contact(case, karin, Result.CALL_LATER, callback_at=at)
    found = stored(case)
    assert found.reached_at == MONDAY
    assert found.callback_at == at
    assert found.next_due_at == at - timedelta(minutes=15)
    assert Callback.objects.pending().count() == 1


def test_talking_to_the_person_settles_the_callback(karin: User, case: Case) -> None:
    at = EVENING
    log_contact(case, karin, Result.CALL_LATER, callback_at=at)
    log_contact(case, karin, Result.REACHED, at=at)
    assert stored(case).callback_at is None
    assert not Callback.objects.pending().exists()


def test_support_forms_and_a_meeting_offer_are_kept_on_the_case(karin: User, case: Case) -> None:
    log_contact(
        case,
        karin,
        Result.REACHED,
        support_codes=("stodsamtal", "ersattning"),
        meeting_offer=MeetingOffer.DECLINED,
    )
    found = stored(case)
    assert found.has_support
    assert found.meeting_offered
    contact = Contact.objects.get(case=case)
    assert [form.code for form in contact.support_forms.all()] == ["stodsamtal", "ersattning"]


def test_the_person_making_contact_counts_as_reached(karin: User, case: Case) -> None:
    log_contact(case, karin, Result.REACHED, channel=Channel.EMAIL, direction=Direction.IN)
    assert stored(case).reached_at == MONDAY


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"at": MONDAY + timedelta(days=1)}, ContactRefusal.IN_FUTURE),
        ({"at": MONDAY - timedelta(days=1)}, ContactRefusal.BEFORE_RECEIVED),
        ({"result": Result.SENT}, ContactRefusal.RESULT_DOES_NOT_FIT),
        ({"result": Result.MESSAGE_LEFT}, ContactRefusal.MESSAGE_NOT_ALLOWED),
        ({"result": Result.CALL_LATER}, ContactRefusal.CALLBACK_WITHOUT_TIME),
        (
            {"result": Result.CALL_LATER, "callback_at": MONDAY - timedelta(hours=1)},
            ContactRefusal.CALLBACK_IN_PAST,
        ),
        ({"minutes": 601}, ContactRefusal.MINUTES_OUT_OF_RANGE),
        ({"channel": Channel.SMS, "result": Result.SENT}, ContactRefusal.SMS_NOT_ALLOWED),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_stored(
    karin: User, case: Case, change: dict[str, object], expected: ContactRefusal
) -> None:
    with pytest.raises(RefusedError) as raised:
        log.log_contact(case=case, entry=entry(**change), by=karin, now=MONDAY)  # type: ignore[arg-type]
    assert expected in raised.value.refusals
    assert not Contact.objects.exists()


def test_a_message_may_be_left_when_the_person_said_so(karin: User) -> None:
    case = open_case(by=karin, safe=SafeContact(may_leave_message=True))
    log_contact(case, karin, Result.MESSAGE_LEFT)
    assert stored(case).phone_tries == 1


def test_saving_the_same_draft_twice_gives_one_contact(karin: User, case: Case) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    first = log.save_draft(draft=draft, entry=entry(), now=MONDAY)
    second = log.save_draft(draft=draft, entry=entry(Result.REACHED), now=MONDAY)
    assert first == second
    assert Contact.objects.count() == 1
    assert stored(case).phone_tries == 1


def test_a_contact_logged_meanwhile_is_asked_about_before_a_second_is_saved(
    karin: User, case: Case
) -> None:
    lars = volunteer("Lars-Erik Svensson")
    draft = calls.begin_call(case=case, user=lars, now=MONDAY)
    log_contact(case, karin, Result.NO_ANSWER)
    with pytest.raises(RefusedError) as raised:
        log.save_draft(draft=draft, entry=entry(), now=MONDAY)
    assert raised.value.refusals == {ContactRefusal.SOMEBODY_LOGGED_MEANWHILE}
    meanwhile = log.logged_meanwhile(draft)
    assert meanwhile is not None
    assert meanwhile.made_by == karin
    log.save_draft(draft=draft, entry=entry(), now=MONDAY, confirmed=True)
    assert stored(case).phone_tries == 2


def test_undo_within_ten_minutes_takes_back_everything_that_followed(
    karin: User, case: Case
) -> None:
    before = {name: getattr(stored(case), name) for name in ("phone_tries", "next_due_at")}
    for result in (Result.NO_ANSWER, Result.OTHER_PERSON, Result.WRONG_NUMBER):
        contact = log_contact(case, karin, result)
        log.undo(contact=contact, by=karin, now=MONDAY + timedelta(minutes=10))
        found = stored(case)
        assert {name: getattr(found, name) for name in before} == before
        assert found.has_working_phone
        assert found.calls_paused_at is None


def test_undoing_the_conversation_that_kept_a_callback_brings_the_callback_back(
    karin: User, case: Case
) -> None:
    log_contact(case, karin, Result.CALL_LATER, callback_at=EVENING)
    talk = log_contact(case, karin, Result.REACHED, at=EVENING)
    log.undo(contact=talk, by=karin, now=EVENING + timedelta(minutes=2))
    assert stored(case).callback_at == EVENING


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(minutes=12), ContactRefusal.TOO_LATE_TO_UNDO),
        (timedelta(minutes=3), ContactRefusal.ALREADY_REPLACED),
    ],
)
def test_undo_is_refused_too_late_or_twice(
    karin: User, case: Case, after: timedelta, expected: ContactRefusal
) -> None:
    contact = log_contact(case, karin)
    if expected == ContactRefusal.ALREADY_REPLACED:
        log.undo(contact=contact, by=karin, now=MONDAY + timedelta(minutes=2))
    with pytest.raises(RefusedError) as raised:
        log.undo(contact=contact, by=karin, now=MONDAY + after)
    assert expected in raised.value.refusals


def test_a_correction_replaces_and_keeps_the_earlier_entry(karin: User, case: Case) -> None:
    contact = log_contact(case, karin, Result.NO_ANSWER)
    new = log.correct(contact=contact, entry=entry(Result.REACHED), by=karin, now=EVENING)
    contact.refresh_from_db()
    assert contact.replaced_by == new
    assert contact.result == Result.NO_ANSWER
    assert stored(case).reached_at == MONDAY
    assert Contact.objects.effective().get() == new


def test_a_correction_keeps_who_made_the_contact(karin: User, case: Case) -> None:
    lars = volunteer("Lars-Erik Svensson")
    contact = log_contact(case, lars)
    new = log.correct(contact=contact, entry=entry(Result.BUSY), by=karin, now=EVENING)
    assert new.made_by == lars


def test_a_contact_by_somebody_not_approved_that_day_is_kept_and_marked(case: Case) -> None:
    new = coordinator("Ny Medarbetare")
    new.approvals.all().delete()
    assert not log_contact(case, new).maker_was_approved


def test_every_act_leaves_an_audit_row_without_values(karin: User, case: Case) -> None:
    contact = log_contact(case, karin, note="Hemlig berättelse")
    log.undo(contact=contact, by=karin, now=MONDAY + timedelta(minutes=2))
    actions = list(AuditEvent.objects.filter(case_id=case.pk).values_list("action", flat=True))
    assert Action.CONTACT_LOGGED in actions
    assert Action.CONTACT_UNDONE in actions
    assert "Hemlig" not in str(list(AuditEvent.objects.values()))


def test_a_closed_case_cannot_be_rung_but_a_late_contact_can_still_be_saved(
    karin: User, case: Case
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    life.close(case=case, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    with pytest.raises(RefusedError) as raised:
        calls.begin_call(case=Case.objects.get(pk=case.pk), user=karin, now=MONDAY)
    assert raised.value.refusals == {ContactRefusal.CASE_IS_CLOSED}
    log.save_draft(draft=draft, entry=entry(), now=MONDAY)
    assert stored(case).phone_tries == 1
