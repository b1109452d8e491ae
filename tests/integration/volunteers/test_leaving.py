"""Somebody stops here: out at once, nothing of theirs shown or forgotten; one coordinator stays."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from cases.domain.enums import RecusalReason
from cases.models import Case
from cases.services import life
from contacts.leaving import drop_coordinator, end_person
from contacts.models import Draft
from contacts.services import calls
from contacts.services.recusal import recuse
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, board, coordinator, evening_shift, open_case, volunteer
from volunteers.domain.role_rules import RoleRefusal
from volunteers.login.invitations import invite, invited
from volunteers.models import ShiftSignup, User
from volunteers.role_services import propose_coordinator

DAY = timedelta(days=1)


def ended(person: User, by: User) -> int:
    return end_person(person=person, by=by, now=MONDAY)


def refused(act: Callable[[], object]) -> frozenset[object]:
    with pytest.raises(RefusedError) as raised:
        act()
    return raised.value.refusals


@pytest.mark.django_db
def test_one_press_ends_everything_and_lists_the_cases() -> None:
    karin, birgitta = coordinator(), volunteer()
    case = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    evening_shift(birgitta, starts_at=MONDAY + DAY, by=karin)
    past = evening_shift(birgitta, starts_at=MONDAY - DAY, by=karin)
    client = Client()
    client.force_login(karin)
    page = reverse("contacts:leave", args=[birgitta.public_id])
    with clock.fixed(MONDAY):
        shown = client.get(page).content.decode()
        assert case.reference in shown
        assert "1 kommande kvällspass" in " ".join(shown.split())
        assert User.objects.active().filter(pk=birgitta.pk).exists()
        answer = client.post(page, follow=True)
    assert answer.redirect_chain[-1][0] == "/arenden/?urval=utan-ansvarig"
    text = answer.content.decode()
    assert "Birgitta N. har slutat" in text
    assert case.reference in text
    case.refresh_from_db()
    draft.refresh_from_db()
    birgitta.refresh_from_db()
    assert case.assigned_to is None
    assert draft.released_at == MONDAY
    assert not birgitta.is_active
    assert not birgitta.has_usable_password()
    assert birgitta.approvals.get().until == MONDAY.date()
    assert [signup.shift for signup in ShiftSignup.objects.filter(user=birgitta)] == [past]
    assert AuditEvent.objects.filter(action=Action.PERSON_LEFT, by_id=karin.pk).count() == 1


@pytest.mark.django_db
def test_the_live_session_is_refused_at_the_next_request() -> None:
    karin, birgitta = coordinator(), volunteer()
    client = Client()
    client.force_login(birgitta)
    assert client.get(reverse("contacts:queue")).status_code == 200
    token = invite(person=volunteer("Lars Nilsson"), by=karin, now=MONDAY)
    assert invited(token, now=MONDAY) is not None
    ended(birgitta, karin)
    answer = client.get(reverse("contacts:queue"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/logga-in/")


@pytest.mark.django_db
def test_an_open_link_dies_too() -> None:
    karin, birgitta = coordinator(), volunteer()
    token = invite(person=birgitta, by=karin, now=MONDAY)
    ended(birgitta, karin)
    assert invited(token, now=MONDAY) is None


@pytest.mark.django_db
def test_what_was_typed_is_kept_and_nobody_else_sees_it() -> None:
    karin, birgitta = coordinator(), volunteer()
    case = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    calls.autosave(draft=draft, content={"note": ["halvskrivet"]}, sequence=1, now=MONDAY)
    ended(birgitta, karin)
    assert "halvskrivet" in Draft.objects.get(pk=draft.pk).content
    client = Client()
    client.force_login(karin)
    assert client.get(reverse("contacts:call", args=[draft.pk])).status_code == 404
    assert "halvskrivet" not in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_protected_case_is_passed_on_so_that_somebody_follows_it_up() -> None:
    karin, kerstin = coordinator(), coordinator("Kerstin Samordnare")
    case = open_case(by=kerstin, is_protected=True)
    assert not Case.objects.visible_to(karin).filter(pk=case.pk).exists()
    ended(kerstin, karin)
    assert Case.objects.visible_to(karin).filter(pk=case.pk).exists()


@pytest.mark.django_db
def test_a_protected_case_is_never_passed_on_to_the_recused() -> None:
    karin, kerstin = coordinator(), coordinator("Kerstin Samordnare")
    olle = coordinator("Olle Samordnare")
    case = open_case(by=kerstin, is_protected=True)
    recuse(case=case, user=karin, reason=RecusalReason.KNOWS_PERSON, by=kerstin, now=MONDAY)
    ended(kerstin, karin)
    assert not Case.objects.visible_to(karin).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(olle).filter(pk=case.pk).exists()


@pytest.mark.django_db
def test_a_protected_case_that_another_reads_is_passed_on_to_nobody() -> None:
    karin, kerstin = coordinator(), coordinator("Kerstin Samordnare")
    case = open_case(by=kerstin, is_protected=True)
    case.protected_readers.add(coordinator("Olle Samordnare"))
    ended(kerstin, karin)
    assert not Case.objects.visible_to(karin).filter(pk=case.pk).exists()


@pytest.mark.django_db
def test_nobody_ends_their_own_work_or_somebodys_twice() -> None:
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Samordnare"), volunteer()
    assert refused(lambda: ended(karin, karin)) == {RoleRefusal.OWN_ACCOUNT}
    assert refused(lambda: ended(karin, birgitta)) == {RoleRefusal.NOT_COORDINATOR}
    ended(kerstin, karin)
    assert refused(lambda: ended(kerstin, karin)) == {RoleRefusal.HAS_LEFT}
    # Whoever has left decides nothing, whatever their page still shows.
    assert RoleRefusal.NOT_COORDINATOR in refused(lambda: ended(birgitta, kerstin))


@pytest.mark.django_db
def test_the_last_coordinator_can_neither_leave_nor_lose_the_role() -> None:
    karin, ledamot = coordinator(), board()
    assert RoleRefusal.LAST_COORDINATOR in refused(lambda: ended(karin, ledamot))
    found = refused(lambda: drop_coordinator(person=karin, by=karin, now=MONDAY))
    assert found == {RoleRefusal.OWN_ACCOUNT, RoleRefusal.LAST_COORDINATOR}
    # Somebody who has left counts for nothing.
    kerstin = coordinator("Kerstin Samordnare")
    ended(kerstin, karin)
    assert RoleRefusal.LAST_COORDINATOR in refused(lambda: ended(karin, ledamot))


@pytest.mark.django_db
def test_who_is_no_coordinator_any_more_sees_no_case_and_answers_for_none() -> None:
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Samordnare"), volunteer()
    case = life.assign(case=open_case(by=karin), to=kerstin, by=karin, now=MONDAY)
    propose_coordinator(person=birgitta, by=kerstin, now=MONDAY)
    assert drop_coordinator(person=kerstin, by=karin, now=MONDAY) == 1
    case.refresh_from_db()
    assert case.assigned_to is None
    again = User.objects.active().get(pk=kerstin.pk)
    assert not again.roles
    assert not Case.objects.visible_to(again).exists()
    assert birgitta.role_proposals.get().outcome == "lapsed"
    found = refused(lambda: drop_coordinator(person=kerstin, by=karin, now=MONDAY))
    assert found == {RoleRefusal.LACKS_ROLE}


def in_parallel(*acts: Callable[[], object]) -> list[bool]:
    """Whether each act went through, all begun at the same moment on connections of their own."""
    barrier = threading.Barrier(len(acts))
    went: list[bool] = []
    failures: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            try:
                act()
                went.append(True)
            except RefusedError:
                went.append(False)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    return went


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [end_person, drop_coordinator])
def test_two_who_end_each_other_at_the_same_moment_leave_one(act: Callable[..., int]) -> None:
    karin, kerstin = coordinator(), coordinator("Kerstin Samordnare")
    went = in_parallel(
        lambda: act(person=karin, by=kerstin, now=MONDAY),
        lambda: act(person=kerstin, by=karin, now=MONDAY),
    )
    assert sorted(went) == [False, True]
    left = User.objects.active().filter(groups__name="coordinator")
    assert left.count() == 1


@pytest.mark.django_db(transaction=True)
def test_somebody_who_saves_while_they_are_ended_only_waits() -> None:
    karin, birgitta = coordinator(), volunteer()
    cases = [
        life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY) for _ in range(3)
    ]

    def write() -> None:
        for case in cases:
            life.write_note(case=case, text="Ringer helst sent.", by=birgitta, now=MONDAY)

    assert in_parallel(write, write, lambda: ended(birgitta, karin)) == [True, True, True]
    assert not Case.objects.filter(assigned_to=birgitta).exists()
