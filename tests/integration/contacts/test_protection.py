"""A case protected late: what follows at once, and what its former people no longer see."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from cases.domain.duplicates import PairKind
from cases.domain.enums import CloseReason, RecusalReason
from cases.domain.protection import ProtectionRefusal
from cases.domain.rules import CaseRefusal
from cases.hints import similar_hints
from cases.models import Case, CaseEvent, EventKind
from cases.notices import MOVED_TEXT, TEXT
from cases.services import life, linking
from cases.services import protection as case_service
from contacts.agenda import AgendaItem
from contacts.calendar_file import slots_of
from contacts.cards import saved_notice
from contacts.domain.agenda import AgendaKind
from contacts.models import Contact, Draft
from contacts.queue import Moment, callable_cases
from contacts.services import agenda, calls, log, reminders
from contacts.services.agenda import Plan
from contacts.services.promise_columns import differences
from contacts.services.protection import protect
from contacts.services.recusal import recuse
from contacts.timeline import timeline
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from jourcase.outbox.services import drain
from tests import factories
from tests.infrastructure.mail_sink import MailSink
from tests.integration.cases.conftest import logged_in
from tests.integration.cases.sending import text_of
from tests.integration.contacts.protecting import (
    MONDAY,
    NUMBER,
    birgitta,
    case,
    hidden,
    karin,
    olle,
    url,
)
from volunteers.models import User

__all__ = ["birgitta", "case", "karin", "olle"]  # fixtures

pytestmark = pytest.mark.django_db
# When a reminder of what begins in three hours is due.
SOON = MONDAY + timedelta(hours=1, minutes=5)


# --- Protecting ---------------------------------------------------------------------------------


def test_it_is_hidden_named_neutrally_and_nobodys(
    karin: User, olle: User, birgitta: User, case: Case
) -> None:
    hidden(case, karin)
    assert (case.is_protected, case.district, case.assigned_to) == (True, None, None)
    assert case.name_for_lists == "Skyddat ärende 1"
    assert case.next_due_at is None, "it is on no call list"
    assert differences(case) == []
    assert Case.objects.visible_to(karin).get() == case
    for other in (olle, birgitta):
        assert not Case.objects.visible_to(other).exists()
    kinds = set(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert {EventKind.PROTECTED, EventKind.UNASSIGNED} <= kinds
    last = AuditEvent.objects.order_by("-seq")[:2]
    assert {one.action for one in last} >= {Action.CASE_ASSIGNED}
    assert AuditEvent.objects.filter(action=Action.CASE_PROTECTED, case_id=case.pk).count() == 1


def test_readers_who_have_the_case_keep_it(karin: User, olle: User, case: Case) -> None:
    life.assign(case=case, to=olle, by=karin, now=MONDAY)
    hidden(case, karin, olle)
    assert case.assigned_to == olle
    titles = {line.title: line.text for line in timeline(case, karin, now=MONDAY)}
    assert titles["Ärendet skyddades"] == "Får se ärendet: Karin S., Olle A."


def test_a_number_is_never_given_to_two_cases(karin: User, case: Case) -> None:
    other, third = (factories.open_case(by=karin) for _ in range(2))
    assert hidden(case, karin).protected_number == 1
    assert factories.open_case(by=karin, is_protected=True).protected_number == 2
    case_service.unprotect(case=case, reason="Av misstag", by=karin, now=MONDAY)
    assert hidden(other, karin).protected_number == 3
    assert hidden(case, karin).protected_number == 1, "the same case has its own again"
    Case.objects.filter(pk=other.pk).update(protected_number=None, is_protected=False)
    assert hidden(third, karin).protected_number == 4


def test_numbers_go_on_from_before_the_series_was_kept(karin: User, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(protected_number=7, is_protected=True, district=None)
    assert factories.open_case(by=karin, is_protected=True).protected_number == 8


def test_the_former_is_told_and_the_mail_says_nothing(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case
) -> None:
    drain(now=MONDAY + timedelta(minutes=5))
    hidden(case, karin, now=MONDAY + timedelta(minutes=6))
    drain(now=MONDAY + timedelta(minutes=10))
    letter = mail_sink.letters[-1]
    assert letter["To"] == birgitta.email
    assert letter.get_content().replace("\r", "") == MOVED_TEXT
    for told in (case.reference, "Amina", "skyddat", "Skyddat", "http"):
        assert told not in letter.as_string()


def test_a_mail_that_waited_about_the_case_is_not_sent(
    mail_sink: MailSink, karin: User, case: Case
) -> None:
    hidden(case, karin)
    drain(now=MONDAY + timedelta(minutes=5))
    texts = [letter.get_content().replace("\r", "") for letter in mail_sink.letters]
    assert TEXT not in texts, "that there is a new case is no longer true"


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        ("nobody", {ProtectionRefusal.NO_READER}),
        ("volunteer", {ProtectionRefusal.READER_NO_COORDINATOR, ProtectionRefusal.NO_READER}),
        ("recused", {ProtectionRefusal.READER_RECUSED, ProtectionRefusal.NO_READER}),
        ("left", {ProtectionRefusal.READER_NO_COORDINATOR, ProtectionRefusal.NO_READER}),
        ("twice", {ProtectionRefusal.ALREADY_PROTECTED}),
    ],
)
def test_what_is_refused_changes_nothing(
    karin: User,
    olle: User,
    birgitta: User,
    case: Case,
    prepare: str,
    expected: set[ProtectionRefusal],
) -> None:
    readers = {"nobody": [], "volunteer": [birgitta]}.get(prepare, [olle])
    if prepare == "recused":
        recuse(case=case, user=olle, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    if prepare == "left":
        User.objects.filter(pk=olle.pk).update(is_active=False)
    if prepare == "twice":
        hidden(case, karin)
    before, log_before = Case.objects.values().get(pk=case.pk), AuditEvent.objects.count()
    with pytest.raises(RefusedError) as refused:
        protect(case=case, readers=readers, by=karin, now=MONDAY)
    assert refused.value.refusals == expected
    assert Case.objects.values().get(pk=case.pk) == before
    assert AuditEvent.objects.count() == log_before


def test_an_erased_case_is_not_protected(karin: User, case: Case) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    Case.objects.filter(pk=case.pk).update(erased_at=MONDAY)
    with pytest.raises(RefusedError) as refused:
        protect(case=case, readers=[karin], by=karin, now=MONDAY)
    assert refused.value.refusals == {CaseRefusal.IS_ERASED}


def test_a_closed_case_is_protected_too(karin: User, birgitta: User, case: Case) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    hidden(case, karin)
    assert not Case.objects.visible_to(birgitta).exists()
    assert case.assigned_to is None


# --- What the volunteer had open ----------------------------------------------------------------


def test_a_call_that_goes_on_is_let_go_and_its_text_can_be_saved(
    karin: User, birgitta: User, case: Case
) -> None:
    evening = logged_in(birgitta)
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY, from_case=True)
    said = {"result": ["reached"], "note": ["Hon ville tala mer"]}
    calls.autosave(draft=draft, content=said, sequence=1, now=MONDAY)
    assert "070-174 06 12" in text_of(evening.get(url("call", draft.pk)))
    hidden(case, karin)
    draft.refresh_from_db()
    assert draft.released_at == MONDAY
    assert AuditEvent.objects.filter(action=Action.CALL_RELEASED, case_id=case.pk).exists()

    page = evening.get(url("call", draft.pk))
    shown = text_of(page)
    assert "Skyddat ärende 1" in shown
    assert "Det du har skrivit kan du spara; sedan ser bara samordnaren det." in shown
    assert "Hon ville tala mer" in page.content.decode()
    for told in ("Amina", "070-174", case.reference, "Försök", "Oro för barn", "Jag känner"):
        assert told not in shown.split("Hur gick det?")[0], told
    assert not any(name in shown for name in ("Jag känner personen", "Oro för barn"))
    listed = text_of(evening.get(url("queue")))
    assert "Skyddat ärende 1" in listed
    assert case.reference not in listed

    after = evening.post(url("save", draft.pk), {name: said[name][0] for name in said}, follow=True)
    contact = Contact.objects.get()
    assert contact.note == "Hon ville tala mer", "nothing told is lost"
    assert "Skyddat" not in text_of(after)
    assert "Amina" not in text_of(after)
    assert evening.get(url("call", draft.pk), follow=True).status_code == 200
    for name in ("undo", "correct"):
        assert evening.post(url(name, contact.public_id)).status_code == 404
    contact.refresh_from_db()
    assert contact.undone_at is None


def test_a_draft_that_was_left_is_neither_taken_up_nor_shows_who_it_is(
    karin: User, birgitta: User, case: Case
) -> None:
    evening = logged_in(birgitta)
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    calls.autosave(draft=draft, content={"note": ["Provar igen"]}, sequence=1, now=MONDAY)
    calls.release(draft=draft, now=MONDAY)
    hidden(case, karin)
    page = text_of(evening.post(url("resume", draft.pk), follow=True))
    assert not Draft.objects.claiming().exists()
    assert "Amina" not in page
    assert "070-174" not in page


def test_a_reader_goes_on_with_the_call(karin: User, case: Case) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    hidden(case, karin)
    draft.refresh_from_db()
    assert draft.released_at is None


def test_a_contact_just_logged_cannot_be_seen_undone_or_put_right(
    karin: User, birgitta: User, case: Case
) -> None:
    evening = logged_in(birgitta)
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    contact = log.save_draft(draft=draft, entry=factories.entry(at=MONDAY), now=MONDAY)
    moment = Moment.at(MONDAY)
    assert saved_notice(birgitta, moment) is not None
    hidden(case, karin)
    assert saved_notice(birgitta, moment) is None
    assert evening.post(url("undo", contact.public_id)).status_code == 404
    assert evening.get(url("correct", contact.public_id)).status_code == 404
    contact.refresh_from_db()
    assert contact.undone_at is None
    desk = logged_in(karin)
    assert desk.get(url("correct", contact.public_id)).status_code == 200


def test_what_was_planned_goes_to_who_may_see_it(
    karin: User, olle: User, birgitta: User, case: Case
) -> None:
    starts_at = MONDAY + timedelta(hours=3)
    for person in (None, olle):
        coming = Plan(AgendaKind.COURT, starts_at=starts_at, responsible=person, place="Sal 2")
        agenda.plan(case=case, plan=coming, key=uuid.uuid4(), by=karin, now=MONDAY)
    assert len(slots_of(birgitta, now=MONDAY)) == len(slots_of(olle, now=MONDAY)) == 1
    assert {one.user for one in reminders.owed_at(SOON)} == {birgitta, olle}
    hidden(case, karin)

    assert set(AgendaItem.objects.values_list("responsible", flat=True)) == {None}
    assert slots_of(birgitta, now=MONDAY) == slots_of(olle, now=MONDAY) == []
    assert {one.user for one in reminders.owed_at(SOON)} == {karin}
    for person in (birgitta, olle):
        answer = text_of(logged_in(person).get(url("coming"), {"urval": "alla"}))
        assert case.reference not in answer
        assert "Skyddat" not in answer


def test_a_reminder_that_waited_is_not_sent_to_who_no_longer_sees_it(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case
) -> None:
    coming = Plan(AgendaKind.MEETING, starts_at=MONDAY + timedelta(hours=3))
    agenda.plan(case=case, plan=coming, key=uuid.uuid4(), by=karin, now=MONDAY)
    drain(now=SOON)
    mail_sink.letters.clear()
    assert reminders.put_reminders(now=SOON) == 1
    hidden(case, karin, now=SOON)
    drain(now=SOON + timedelta(seconds=1))
    assert mail_sink.letters == []


# --- Hidden everywhere --------------------------------------------------------------------------


def test_it_is_in_no_search_hint_list_or_merge_suggestion_of_others(
    karin: User, olle: User, birgitta: User, case: Case
) -> None:
    like = factories.open_case(by=karin, name="Amina Påhittad", phones=(NUMBER,))
    life.assign(case=like, to=birgitta, by=karin, now=MONDAY)
    desk = logged_in(olle)
    assert case.reference in text_of(desk.get(url("same_person", like.public_id)))
    hidden(case, karin)
    assert case not in [hint.case for hint in similar_hints([NUMBER], "", olle)]
    pages = [
        *(url("same_person", like.public_id), url("alike"), url("list") + "?urval=alla"),
        *(url("queue"), reverse("reporting:dashboard"), url("coming")),
    ]
    for page in pages:
        shown = text_of(desk.get(page))
        assert case.reference not in shown, page
        assert "Skyddat ärende" not in shown, page
    compared = url("compare", like.public_id, case.public_id)
    assert desk.get(compared).status_code == 404
    for person in (olle, birgitta):
        browser = logged_in(person)
        found = text_of(browser.post(reverse("cases:search"), {"q": case.reference}))
        assert "Inget ärende matchar" in found
        assert browser.get(case.get_absolute_url()).status_code == 404
        assert not callable_cases(person, now=MONDAY).filter(pk=case.pk).exists()


def test_a_linked_case_does_not_tell_of_it(karin: User, olle: User, case: Case) -> None:
    beside = factories.open_case(by=karin, name="Bodil Påhittad")
    linking.mark_pair(one=case, two=beside, kind=PairKind.LINKED, by=karin, now=MONDAY)
    hidden(case, karin)
    shown = text_of(logged_in(olle).get(url("same_person", beside.public_id)))
    assert case.reference not in shown
    assert "Skyddat ärende" not in shown
