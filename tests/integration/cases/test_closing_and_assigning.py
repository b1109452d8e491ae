"""Closing a case and opening it again, who is responsible, and the word about calls."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import AgeBand, CallSafety, CloseReason
from cases.domain.intake import StatisticsInput
from cases.models import Case
from contacts.domain.enums import Result
from jourcase.agreement.models import District
from tests import factories
from tests.integration.cases.conftest import Hold
from tests.integration.cases.sending import text_of
from volunteers.domain.roles import Role
from volunteers.models import User
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY


def url(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", args=[case.public_id])


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(by=karin, phones=("+46701740612",), received_at=MONDAY)


# --- Closing and opening again -----------------------------------------------------------------


def test_closing_shows_what_is_missing_and_does_not_block(desk: Client, case: Case) -> None:
    page = text_of(desk.get(url("close", case)))
    assert "Första kontakten är inte tagen, alla telefonförsök är inte gjorda." in page
    assert "6 kvar" in page
    answer = desk.post(url("close", case), {"reason": "withdrawn"}, follow=True)
    assert f"{case.reference} är avslutat." in text_of(answer)
    case.refresh_from_db()
    assert case.close_reason == CloseReason.WITHDRAWN


def test_a_case_with_nothing_missing_says_so(desk: Client, karin: User) -> None:
    case = factories.open_case(
        by=karin,
        statistics=StatisticsInput(
            relation="victim",
            gender="woman",
            age_band=AgeBand.OVER,
            district_code=District.objects.own()[0].code,
            crime_type="theft",
            police_report="yes",
        ),
    )
    factories.log_contact(case, karin, Result.REACHED)
    page = text_of(desk.get(url("close", case)))
    assert "Löftena Klart Statistikuppgifter Klart Möte erbjudet Inte erbjudet" in page


def test_not_reached_is_proposed_when_the_tries_are_made(desk: Client, karin: User) -> None:
    early = MONDAY - timedelta(days=3)
    case = factories.open_case(by=karin, received_at=early)
    for hours in (1, 24, 28):
        factories.log_contact(case, karin, at=early + timedelta(hours=hours))
    form = desk.get(url("close", case)).context["form"]
    assert form["reason"].value() == "not_reached"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Välj varför ärendet avslutas."),
        ({"reason": "tröttnat"}, "Välj ett av alternativen."),
        ({"reason": "duplicate"}, "Skriv numret på det ärende som är det rätta."),
        ({"reason": "duplicate", "duplicate_of": "2020-0001"}, "inget sådant ärende"),
        ({"reason": "duplicate", "duplicate_of": "\x00"}, "Skriv numret"),
        ({"reason": "duplicate", "duplicate_of": "2026-0001"}, "dubblett av sig självt"),
    ],
)
def test_a_closing_that_contradicts_itself_is_explained(
    desk: Client, case: Case, data: dict[str, str], words: str
) -> None:
    answer = desk.post(url("close", case), data)
    assert words in text_of(answer)
    assert text_of(answer).startswith("Fel: Avsluta")
    case.refresh_from_db()
    assert case.closed_at is None


def test_closing_twice_is_told_of(desk: Client, case: Case) -> None:
    desk.post(url("close", case), {"reason": "withdrawn"})
    answer = desk.post(url("close", case), {"reason": "declined"})
    assert "Ärendet är avslutat. Öppna det igen först." in text_of(answer)


def test_a_closed_case_is_opened_again_by_post(desk: Client, case: Case) -> None:
    desk.post(url("close", case), {"reason": "withdrawn"})
    assert desk.get(url("reopen", case)).status_code == 405
    answer = desk.post(url("reopen", case), follow=True)
    assert f"{case.reference} är öppet igen." in text_of(answer)
    again = desk.post(url("reopen", case), follow=True)
    assert "Ärendet är redan öppet." in text_of(again)


def test_it_is_too_late_to_open_a_case_after_ninety_days(
    desk: Client, case: Case, fixed_clock: Hold
) -> None:
    desk.post(url("close", case), {"reason": "withdrawn"})
    fixed_clock(MONDAY + timedelta(days=91))
    answer = desk.post(url("reopen", case), follow=True)
    assert "Det har gått för lång tid" in text_of(answer)


# --- Who is responsible ------------------------------------------------------------------------


def test_somebody_is_made_responsible_and_it_can_be_undone_in_place(
    desk: Client, birgitta: User, case: Case
) -> None:
    htmx: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
    answer = desk.post(url("assign", case), {"assignee": str(birgitta.public_id)}, **htmx)
    assert "Sparat" in text_of(answer)
    assert "<html" not in answer.content.decode()
    case.refresh_from_db()
    assert case.assigned_to == birgitta
    back = {"assignee": str(birgitta.public_id), "back_to": ""}
    assert 'name="back_to" value=""' in answer.content.decode()
    desk.post(url("assign", case), back, **htmx)
    case.refresh_from_db()
    assert case.assigned_to is None


def test_without_javascript_it_leads_back_to_the_case(
    desk: Client, birgitta: User, case: Case
) -> None:
    page = desk.get(url("assign", case))
    assert "Birgitta N." in text_of(page)
    answer = desk.post(url("assign", case), {"assignee": str(birgitta.public_id)}, follow=True)
    assert "Ansvarig är ändrad." in text_of(answer)


def test_whoever_is_not_approved_today_cannot_be_chosen(
    desk: Client, karin: User, birgitta: User, case: Case
) -> None:
    withdraw_approval(
        user=birgitta, last_day=(MONDAY - timedelta(days=1)).date(), by=karin, now=MONDAY
    )
    noor = factories.someone("Noor Ny", Role.VOLUNTEER)
    page = " ".join(desk.get(url("assign", case)).content.decode().split())
    for person, name in ((birgitta, "Birgitta N."), (noor, "Noor N.")):
        assert f'value="{person.public_id}" disabled> {name} (inte godkänd i dag)' in page
        answer = desk.post(url("assign", case), {"assignee": str(person.public_id)})
        assert "inte godkänd som stödperson i dag" in text_of(answer)
    case.refresh_from_db()
    assert case.assigned_to is None


@pytest.mark.parametrize("said", ["inget", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_nobody_unknown_is_made_responsible(desk: Client, case: Case, said: str) -> None:
    assert desk.post(url("assign", case), {"assignee": said}).status_code == 404


# --- After somebody else answered ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "safety"), [("continue", CallSafety.YES), ("stop", CallSafety.NO)]
)
def test_the_coordinator_decides_about_calls(
    desk: Client, karin: User, case: Case, decision: str, safety: CallSafety
) -> None:
    factories.log_contact(case, karin, Result.OTHER_PERSON)
    assert "Samtalen pausades i dag kl. 14.01." in text_of(desk.get(url("decide_calls", case)))
    unsaid = desk.post(url("decide_calls", case), {"decision": decision, "reason": ""})
    assert "Skriv kort varför" in text_of(unsaid)
    desk.post(url("decide_calls", case), {"decision": decision, "reason": "Mamman svarade"})
    case.refresh_from_db()
    assert (case.calls_paused_at, case.call_safety) == (None, safety)


def test_there_is_nothing_to_decide_while_calls_go_on(desk: Client, case: Case) -> None:
    answer = desk.post(url("decide_calls", case), {"decision": "stop", "reason": "osäkert"})
    assert "Samtalen är inte pausade." in text_of(answer)
    assert "osäkert" in answer.content.decode()
