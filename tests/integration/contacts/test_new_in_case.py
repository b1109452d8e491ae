"""Whoever a case was given to is asked once whether they know anybody in it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.marks import Recusal
from cases.models import Case, EventKind
from cases.services import life
from cases.services.recusal import deny_recusal
from contacts.services import calls
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, coordinator, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
ASKED = "Känner du den som söker stöd, eller någon inblandad?"
ON_CARD = "Känner du personen eller någon inblandad?"
HOUR = timedelta(hours=1)


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    found = open_case(by=karin, received_at=MONDAY)
    return life.assign(case=found, to=birgitta, by=karin, now=MONDAY)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def press(client: Client, case: Case, name: str = "i_know_nobody", **more: Any) -> Any:
    return client.post(reverse(f"contacts:{name}", args=[case.public_id]), **more)


def denials(case: Case) -> int:
    told = case.events.filter(kind=EventKind.NO_RECUSAL).count()
    logged = AuditEvent.objects.filter(case_id=case.pk, action=Action.RECUSAL_DENIED).count()
    assert told == logged
    return told


def test_the_assigned_is_asked_and_no_other(case: Case, karin: User, birgitta: User) -> None:
    address = case.get_absolute_url()
    assert ASKED in page(as_(birgitta), address)
    assert ASKED not in page(as_(karin), address)


def test_no_is_written_down_once_and_not_asked_again(case: Case, birgitta: User) -> None:
    inside = as_(birgitta)
    answer = press(inside, case, follow=True)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert ASKED not in shown
    assert EventKind.NO_RECUSAL.label in shown
    press(inside, case)
    assert denials(case) == 1
    assert press(inside, case, name="i_know_nobody").status_code == 302
    assert inside.get(reverse("contacts:i_know_nobody", args=[case.public_id])).status_code == 405


def test_yes_is_the_jav_that_there_is(case: Case, birgitta: User) -> None:
    inside = as_(birgitta)
    assert "Ja, jag lämnar ärendet" in page(inside, case.get_absolute_url())
    press(inside, case, name="i_know_them")
    assert Recusal.objects.get().user == birgitta
    assert inside.get(case.get_absolute_url()).status_code == 404
    assert denials(case) == 0


def test_a_coordinator_comes_to_the_form(karin: User) -> None:
    case = life.assign(case=open_case(by=karin), to=karin, by=karin, now=MONDAY)
    shown = page(as_(karin), case.get_absolute_url())
    assert ASKED in shown
    assert "Ja, jag lämnar ärendet" not in shown
    address = reverse("contacts:recusals", args=[case.public_id])
    assert f'class="knapp knapp-secondary" href="{address}"' in shown


def test_a_new_assignment_asks_anew(case: Case, karin: User, birgitta: User) -> None:
    inside = as_(birgitta)
    press(inside, case)
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    assert ASKED in page(inside, case.get_absolute_url())
    press(inside, case)
    assert denials(case) == 2


def test_the_answer_of_another_is_not_theirs(case: Case, karin: User, birgitta: User) -> None:
    assert not deny_recusal(case=case, by=karin, now=MONDAY), "it was not given to her"
    assert press(as_(volunteer("Lars Nilsson")), case).status_code == 404
    assert denials(case) == 0
    assert ASKED in page(as_(birgitta), case.get_absolute_url())


def test_nobody_is_asked_of_a_closed_case_or_one_never_given(
    case: Case, karin: User, birgitta: User
) -> None:
    life.close(case=case, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    assert ASKED not in page(as_(birgitta), case.get_absolute_url())
    assert not deny_recusal(case=case, by=birgitta, now=MONDAY)
    assert ASKED not in page(as_(karin), open_case(by=karin).get_absolute_url())


def test_the_card_has_one_line_for_the_assigned_alone(
    case: Case, karin: User, birgitta: User, fixed_clock: Hold
) -> None:
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    address = reverse("contacts:call", args=[draft.pk])
    assert ON_CARD in page(as_(birgitta), address)
    press(as_(birgitta), case)
    assert ON_CARD not in page(as_(birgitta), address)
    calls.release(draft=draft, now=MONDAY)
    hers = calls.begin_call(case=case, user=karin, now=MONDAY)
    assert ON_CARD not in page(as_(karin), reverse("contacts:call", args=[hers.pk]))
