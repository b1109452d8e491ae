"""Jäv: whoever knows the person does not see the case anywhere, and cannot be given it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import RecusalReason
from cases.domain.rules import CaseRefusal
from cases.hints import similar_hints
from cases.marks import Recusal
from cases.models import Case, CaseEvent, EventKind
from cases.services import life
from cases.services.recusal import lift_recusal, set_recusal
from contacts.domain.entry import ContactRefusal
from contacts.models import Draft
from contacts.queue import Moment, callable_cases
from contacts.services import calls
from contacts.services.recusal import recuse
from contacts.timeline import timeline
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from reporting.dashboard import dashboard
from tests import factories
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
EVENING = MONDAY + timedelta(hours=5)
NUMBER = "+46701740612"


@pytest.fixture
def olle(db: None, monday: datetime) -> User:
    return factories.coordinator("Olle Annan")


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(by=karin, name="Amina Påhittad", phones=(NUMBER,))


def recused(case: Case, user: User, by: User) -> Recusal:
    recuse(case=case, user=user, reason=RecusalReason.KNOWS_PERSON, by=by, now=MONDAY)
    return Recusal.objects.get(case=case, user=user)


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


# --- Pressing the button ------------------------------------------------------------------------


def test_one_press_on_the_case_page_hides_it_at_once(
    evening: Client, karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    assert "Jag känner personen" in text_of(evening.get(case.get_absolute_url()))
    answer = evening.post(url("i_know_them", case.public_id), follow=True)
    assert "Du ser inte ärendet längre. Samordnaren har fått veta och tar över." in text_of(answer)
    assert case.reference not in text_of(answer)
    assert evening.get(case.get_absolute_url()).status_code == 404
    case.refresh_from_db()
    assert case.assigned_to is None
    done = set(AuditEvent.objects.filter(case_id=case.pk).values_list("action", flat=True))
    assert {Action.RECUSAL_SET, Action.CASE_ASSIGNED} <= done


def test_a_press_on_the_call_card_lets_the_call_go_for_somebody_else(
    evening: Client, karin: User, birgitta: User, case: Case, fixed_clock: Hold
) -> None:
    lars = factories.volunteer("Lars Nilsson")
    factories.evening_shift(birgitta, lars, starts_at=EVENING - timedelta(hours=1), by=karin)
    fixed_clock(EVENING)
    begun = evening.post(url("begin_next"), follow=True)
    assert "Jag känner personen" in text_of(begun)
    draft = Draft.objects.get(case=case)
    calls.autosave(draft=draft, content={"note": ["Hon är min granne"]}, sequence=1, now=EVENING)

    after = evening.post(url("i_know_them", case.public_id), follow=True)
    assert case.reference not in text_of(after)
    for name in ("call", "save"):
        assert evening.get(url(name, draft.pk), follow=True).status_code == 404
    for name in ("save", "autosave", "alive", "release", "discard", "resume"):
        assert evening.post(url(name, draft.pk)).status_code == 404, name
    assert "Dina utkast" not in text_of(evening.get(url("queue")))
    assert calls.begin_next(user=birgitta, moment=Moment.at(EVENING)) is None
    taken = calls.begin_next(user=lars, moment=Moment.at(EVENING))
    assert taken is not None
    assert taken.case == case
    draft.refresh_from_db()
    assert draft.content, "what was typed is kept for the day that the jäv is lifted"


def test_a_case_that_one_may_neither_see_nor_ring_cannot_be_pressed(
    evening: Client, case: Case
) -> None:
    assert evening.post(url("i_know_them", case.public_id)).status_code == 404
    assert not Recusal.objects.exists()


# --- Hidden everywhere --------------------------------------------------------------------------


def test_the_case_is_hidden_from_every_list_search_hint_and_counter(
    karin: User, olle: User, case: Case
) -> None:
    desk = logged_in(karin)
    before = dashboard(karin, Moment.at(MONDAY))
    recused(case, karin, by=karin)
    after = dashboard(karin, Moment.at(MONDAY))

    assert not Case.objects.visible_to(karin).exists()
    assert not callable_cases(karin, now=MONDAY).exists()
    assert sum(one.number for one in before.counters) > 0
    assert sum(one.number for one in after.counters) == 0
    assert (len(before.rows), after.rows) == (1, [])
    assert sum(day.deadlines for day in after.days) == 0
    assert similar_hints([NUMBER], "", karin) == []
    assert [hint.case for hint in similar_hints([NUMBER], "", olle)] == [case]
    for said in (case.reference, "Amina", NUMBER):
        found = text_of(desk.post(reverse("cases:search"), {"q": said}))
        assert "Inget ärende matchar" in found
    for page in (url("list") + "?urval=alla", url("queue"), reverse("reporting:dashboard")):
        assert case.reference not in text_of(desk.get(page))
    assert desk.post(url("begin", case.public_id)).status_code == 404


def test_contacts_that_one_has_logged_are_hidden_with_their_case(
    evening: Client, karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    contact = factories.log_contact(case, birgitta, at=MONDAY)
    assert evening.get(url("correct", contact.public_id)).status_code == 200
    recused(case, birgitta, by=karin)
    assert evening.get(url("correct", contact.public_id)).status_code == 404
    assert evening.post(url("undo", contact.public_id)).status_code == 404


def test_the_receipt_of_what_one_has_taken_in_is_hidden_too(
    evening: Client, karin: User, birgitta: User
) -> None:
    case = factories.open_case(by=birgitta, is_anonymous=True)
    receipt = reverse("cases:saved", args=[case.public_id])
    assert evening.get(receipt).status_code == 200
    recused(case, birgitta, by=karin)
    assert evening.get(receipt).status_code == 404


def test_a_protected_case_is_hidden_from_a_reader_who_knows_the_person(
    karin: User, olle: User
) -> None:
    case = factories.open_case(by=karin, is_protected=True)
    case.protected_readers.add(olle)
    recused(case, karin, by=karin)
    assert not Case.objects.visible_to(karin).exists()
    assert Case.objects.visible_to(olle).get() == case


def test_no_call_is_begun_even_by_a_service(karin: User, birgitta: User, case: Case) -> None:
    recused(case, birgitta, by=karin)
    with pytest.raises(RefusedError) as refused:
        calls.begin_call(case=case, user=birgitta, now=MONDAY)
    assert refused.value.refusals == {ContactRefusal.IS_RECUSED}


# --- Who is told, and who is not ----------------------------------------------------------------


def test_coordinators_are_told_and_other_volunteers_are_not(
    karin: User, olle: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    recused(case, birgitta, by=birgitta)
    lars = factories.volunteer("Lars Nilsson")
    life.assign(case=case, to=lars, by=karin, now=MONDAY)

    titles = [line.title for line in timeline(case, karin, now=MONDAY)]
    assert "Jäv markerades: Birgitta N." in titles
    assert not any("Jäv" in line.title for line in timeline(case, lars, now=MONDAY))
    told = text_of(logged_in(karin).get(reverse("reporting:dashboard")))
    assert f"Birgitta N. är jävig i {case.reference}" in told
    recused(case, olle, by=karin)
    hidden = text_of(logged_in(olle).get(reverse("reporting:dashboard")))
    assert case.reference not in hidden


def test_the_dashboard_tells_for_a_week(
    karin: User, birgitta: User, case: Case, fixed_clock: Hold
) -> None:
    recused(case, birgitta, by=birgitta)
    week = timedelta(days=7)
    assert len(dashboard(karin, Moment.at(MONDAY + week / 2)).notices.recusals) == 1
    assert dashboard(karin, Moment.at(MONDAY + week)).notices.recusals == []


# --- The coordinator's page ---------------------------------------------------------------------


def test_the_coordinator_marks_and_lifts(
    desk: Client, karin: User, birgitta: User, case: Case
) -> None:
    page = url("recusals", case.public_id)
    assert "Vem är jävig?" in text_of(desk.get(page))
    unsaid = text_of(desk.post(page, {}))
    assert "Välj vem som är jävig." in unsaid
    said = {"who": str(birgitta.public_id), "reason": "related"}
    marked = text_of(desk.post(page, said, follow=True))
    assert "Birgitta N. Närstående till personen" in marked
    assert "redan markerad" in text_of(desk.post(page, said))

    recusal = Recusal.objects.get()
    lifted = desk.post(url("lift_recusal", case.public_id, recusal.public_id), follow=True)
    assert "Jävet är hävt." in text_of(lifted)
    again = desk.post(url("lift_recusal", case.public_id, recusal.public_id), follow=True)
    assert "Jävet är redan hävt." in text_of(again)
    assert CaseEvent.objects.filter(kind=EventKind.RECUSAL_LIFTED).count() == 1
    assert AuditEvent.objects.filter(action=Action.RECUSAL_LIFTED).count() == 1
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    assert Case.objects.visible_to(birgitta).exists()


def test_a_recusal_of_another_case_is_not_lifted_here(
    desk: Client, karin: User, birgitta: User, case: Case
) -> None:
    recusal = recused(case, birgitta, by=karin)
    other = factories.open_case(by=karin)
    answer = desk.post(url("lift_recusal", other.public_id, recusal.public_id))
    assert answer.status_code == 404
    recusal.refresh_from_db()
    assert recusal.lifted_at is None


def test_nobody_lifts_their_own(karin: User, olle: User, case: Case) -> None:
    recusal = recused(case, karin, by=karin)
    answer = logged_in(karin).post(url("lift_recusal", case.public_id, recusal.public_id))
    assert answer.status_code == 404
    with pytest.raises(RefusedError) as refused:
        lift_recusal(recusal=recusal, by=karin, now=MONDAY)
    assert refused.value.refusals == {CaseRefusal.OWN_RECUSAL}


def test_the_only_coordinator_cannot_step_aside(desk: Client, karin: User, case: Case) -> None:
    answer = desk.post(url("i_know_them", case.public_id), follow=True)
    assert "Ingen annan samordnare kan se ärendet" in text_of(answer)
    assert Case.objects.visible_to(karin).exists()


def test_of_two_coordinators_not_both_step_aside(karin: User, olle: User, case: Case) -> None:
    recused(case, karin, by=karin)
    with pytest.raises(RefusedError) as refused:
        set_recusal(case=case, user=olle, reason=RecusalReason.OTHER, by=olle, now=MONDAY)
    assert refused.value.refusals == {CaseRefusal.NOBODY_ELSE_SEES}


# --- Responsible --------------------------------------------------------------------------------


def test_whoever_knows_the_person_cannot_be_chosen_and_the_reason_is_told(
    desk: Client, karin: User, birgitta: User, case: Case
) -> None:
    recused(case, birgitta, by=karin)
    address = reverse("cases:assign", args=[case.public_id])
    page = " ".join(desk.get(address).content.decode().split())
    assert f'value="{birgitta.public_id}" disabled> Birgitta N. (jäv)' in page
    said = {"assignee": str(birgitta.public_id)}
    assert "Personen är jävig i ärendet" in text_of(desk.post(address, said))
    other = factories.open_case(by=karin)
    free = desk.get(reverse("cases:assign", args=[other.public_id])).content.decode()
    assert "(jäv)" not in free
    board = " ".join(desk.get(reverse("reporting:dashboard")).content.decode().split())
    assert board.count("Birgitta N. (jäv)") == 1


def test_a_protected_case_is_assigned_only_to_who_may_see_it(
    desk: Client, karin: User, olle: User, birgitta: User
) -> None:
    case = factories.open_case(by=karin, is_protected=True)
    address = reverse("cases:assign", args=[case.public_id])
    page = " ".join(desk.get(address).content.decode().split())
    for person in (olle, birgitta):
        reason = "(får inte se skyddade ärenden)"
        assert f'value="{person.public_id}" disabled> {person.short_name} {reason}' in page
        answer = desk.post(address, {"assignee": str(person.public_id)})
        assert "Bara en samordnare som får se det" in text_of(answer)
    assert f'value="{karin.public_id}"> Karin S.' in page
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    assert Case.objects.visible_to(karin).filter(assigned_to=karin).exists()


def test_a_protected_case_that_a_volunteer_takes_in_is_the_coordinators(
    karin: User, birgitta: User
) -> None:
    case = factories.open_case(by=birgitta, is_protected=True)
    with pytest.raises(RefusedError) as refused:
        life.assign(case=case, to=birgitta, by=birgitta, now=MONDAY)
    assert refused.value.refusals == {CaseRefusal.ASSIGNEE_MAY_NOT_SEE}
