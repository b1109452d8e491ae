"""What is still going on when a case is closed: coming events, referrals, a promised call."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.models import Case
from cases.services import life
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaEnd, AgendaKind
from contacts.domain.enums import Result
from contacts.services import agenda
from contacts.services.agenda import Plan
from jourcase.kernel.audit import Action, AuditEvent
from tests import factories
from tests.integration.cases.conftest import Hold
from tests.integration.cases.referring import aged, agreed, begun, handed, text
from tests.integration.cases.referring import url as referral_url
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def url(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", args=[case.public_id])


@pytest.fixture
def case(karin: User) -> Case:
    found = factories.open_case(by=karin, received_at=MONDAY - 3 * DAY)
    return life.assign(case=found, to=karin, by=karin, now=MONDAY - 2 * DAY)


def planned(case: Case, by: User, at: datetime, kind: AgendaKind = AgendaKind.COURT) -> AgendaItem:
    before = min(at, MONDAY) - HOUR
    return agenda.plan(
        case=case, plan=Plan(kind=kind, starts_at=at), key=uuid.uuid4(), by=by, now=before
    )


def test_the_page_says_what_will_be_cancelled(desk: Client, karin: User, case: Case) -> None:
    planned(case, karin, MONDAY + 2 * DAY)
    planned(case, karin, MONDAY - DAY, AgendaKind.POLICE)
    answer = desk.get(url("close", case))
    page = text_of(answer)
    assert f"{AgendaKind.COURT.label} Är ons" in page
    assert "Ställs in när ärendet avslutas: säg till dem det gäller. Ställs in" in page
    assert f"{AgendaKind.POLICE.label} Var i går" in page
    assert reverse("contacts:agenda", args=[case.public_id]) in answer.content.decode()


def test_closing_cancels_what_is_to_come_and_nothing_else(
    desk: Client, karin: User, case: Case
) -> None:
    coming = planned(case, karin, MONDAY + 2 * DAY)
    been = planned(case, karin, MONDAY - DAY)
    moved = planned(case, karin, MONDAY + 3 * DAY)
    agenda.cancel(item=moved, by=karin, now=MONDAY - HOUR)
    elsewhere = planned(
        life.assign(case=factories.open_case(by=karin), to=karin, by=karin, now=MONDAY),
        karin,
        MONDAY + DAY,
    )
    desk.post(url("close", case), {"reason": "withdrawn"})
    for row in (coming, been, moved, elsewhere):
        row.refresh_from_db()
    closed = Case.objects.get(pk=case.pk)
    assert closed.closed_at is not None
    assert (coming.end, coming.ended_at, coming.ended_by) == (
        AgendaEnd.CANCELLED,
        closed.closed_at,
        karin,
    )
    assert been.ended_at is None
    assert moved.ended_at == MONDAY - HOUR
    assert elsewhere.ended_at is None
    traces = AuditEvent.objects.filter(case_id=case.pk)
    assert traces.filter(action=Action.AGENDA_CHANGED, at=closed.closed_at).count() == 1


def test_a_closing_without_events_leaves_no_trace_of_any(karin: User, case: Case) -> None:
    life.close(case=case, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    assert not AuditEvent.objects.filter(action=Action.AGENDA_CHANGED).exists()


@pytest.mark.parametrize("name", ["undo_closing", "reopen"])
def test_what_was_cancelled_does_not_come_back_and_it_is_said(
    desk: Client, karin: User, case: Case, fixed_clock: Hold, name: str
) -> None:
    item = planned(case, karin, MONDAY + 2 * DAY)
    desk.post(url("close", case), {"reason": "withdrawn"})
    answer = desk.post(url(name, case), follow=True)
    said = "En kommande händelse ställdes in med avslutet och kommer inte tillbaka."
    assert said in text_of(answer)
    item.refresh_from_db()
    assert item.end == AgendaEnd.CANCELLED
    # The second time there was nothing to cancel, and nothing is said.
    fixed_clock(MONDAY + HOUR)
    desk.post(url("close", case), {"reason": "withdrawn"})
    assert said not in text_of(desk.post(url(name, case), follow=True))


def test_a_promised_call_stands_again_when_the_closing_is_undone(
    desk: Client, karin: User, case: Case
) -> None:
    due = MONDAY + DAY
    factories.log_contact(case, karin, Result.CALL_LATER, at=MONDAY - HOUR, callback_at=due)
    page = text_of(desk.get(url("close", case)))
    assert "Personen väntar sig att bli uppringd" in page
    assert "Ingen påminns om det i ett avslutat ärende." in page
    desk.post(url("close", case), {"reason": "withdrawn"})
    case.refresh_from_db()
    assert case.callback_at is None
    desk.post(url("undo_closing", case))
    case.refresh_from_db()
    assert case.callback_at == due


def test_a_referral_that_nobody_has_answered_is_named(desk: Client, karin: User) -> None:
    young = aged(karin)
    waits = begun(young, karin)
    answer = desk.get(url("close", young))
    assert "Hänvisning till Stödcentrum</a>" in text(answer)
    assert referral_url(waits) in text(answer)
    assert "Personen har inte svarat än." in text(answer)


def test_a_referral_that_was_handed_over_still_waits(desk: Client, karin: User) -> None:
    young = aged(karin)
    handed(agreed(young, karin), karin)
    page = text_of(desk.get(url("close", young)))
    assert "Ni påminns också sedan ärendet är avslutat. Väntar på svar" in page


def test_nothing_of_that_stands_there_when_nothing_goes_on(desk: Client, case: Case) -> None:
    page = text_of(desk.get(url("close", case)))
    assert "Ställs in när" not in page
    assert "Hänvisning till" not in page
