"""Hänvisningar: what waits, who may see it, what is counted, and what comes in from others."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.domain.enums import CloseReason
from cases.domain.referral_codes import (
    Recipient,
)
from cases.models import Case, Identity
from cases.referring import Referral
from cases.services import life, retention
from cases.services import referral as service
from contacts.domain.enums import ContactExemption, Result
from jourcase.kernel import clock
from tests.factories import (
    MONDAY,
    coordinator,
    log_contact,
    volunteer,
)
from tests.integration.cases.referring import (
    DAY,
    HOUR,
    SHOWN,
    S,
    aged,
    agreed,
    as_,
    begun,
    consented,
    handed,
    offered,
    refer_url,
    state_of,
    text,
    url,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta() -> User:
    return volunteer()


# --- The page of all ------------------------------------------------------------------------------


def test_seven_days_without_an_answer_are_shown_and_counted(karin: User, birgitta: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    answered = handed(agreed(aged(karin), karin), karin)
    service.note_feedback(referral=answered, state=S.NO_FEEDBACK, by=karin, now=MONDAY + DAY)
    assert service.reminders(karin, now=MONDAY + 6 * DAY) == 0
    late = MONDAY + 7 * DAY
    assert service.reminders(karin, now=late) == 1
    assert service.reminders(birgitta, now=late) == 0
    with clock.fixed(late):
        shown = text(as_(karin).get("/hanvisningar/?visa=tysta"))
        assert referral.case.reference in shown
        assert answered.case.reference not in shown
        assert "En hänvisning har inte fått svar på sju dagar" in shown
        assert "Inget svar på sju dagar" in text(as_(karin).get(url(referral)))


def test_the_filter_is_in_the_address_and_nonsense_shows_those_that_wait(karin: User) -> None:
    waiting = handed(agreed(aged(karin), karin), karin)
    begun_only = begun(aged(karin), karin)
    client = as_(karin)
    for asked, expected in {
        "vantar": {waiting},
        "pagar": {begun_only},
        "alla": {waiting, begun_only},
        "x' OR 1=1": {waiting},
    }.items():
        answer = client.get("/hanvisningar/", {"visa": asked, "sida": "nio"})
        assert {row.referral for row in answer.context["rows"]} == expected


def test_a_protected_case_is_listed_for_those_who_may_see_it(karin: User) -> None:
    case = aged(karin, is_protected=True)
    referral = handed(agreed(case, karin), karin)
    assert "Skyddat ärende" in text(as_(karin).get("/hanvisningar/"))
    maj = coordinator("Maj Samordnare")
    client = as_(maj)
    assert "Skyddat ärende" not in text(client.get("/hanvisningar/"))
    assert client.get(url(referral)).status_code == 404
    assert client.get(url(referral, "referral_letter")).status_code == 404
    assert service.reminders(maj, now=MONDAY + 9 * DAY) == 0


def test_a_volunteer_asks_and_takes_consent_and_the_coordinator_hands_over(
    karin: User, birgitta: User
) -> None:
    case = life.assign(case=aged(karin), to=birgitta, by=karin, now=MONDAY)
    client = as_(birgitta)
    client.post(refer_url(case), offered())
    referral = Referral.objects.get()
    client.post(url(referral, "referral_consent"), consented(referral))
    assert "Samordnaren lämnar över" in text(client.get(url(referral)))
    for name in ("referral_hand_over", "referral_letter", "referral_letter_file"):
        assert client.get(url(referral, name)).status_code == 403
    assert client.get("/hanvisningar/").status_code == 403
    stranger = as_(volunteer("Lars Nilsson"))
    assert stranger.get(url(referral)).status_code == 404
    assert stranger.post(url(referral, "referral_withdraw")).status_code == 404
    assert stranger.get(refer_url(case)).status_code == 404


# --- Another jour or kommun, and the figures ------------------------------------------------------


def test_forwarded_before_contact_and_in_time_is_outside_the_promise(karin: User) -> None:
    case, client = aged(karin, "1980-01-01"), as_(karin)
    referral = agreed(case, karin, recipient=Recipient.OTHER_JOUR)
    shown = text(client.get(url(referral, "referral_hand_over")))
    assert "räknas inte med i uppföljningen och löftet om första kontakt" in shown
    handed(referral, karin, closes=True)
    case.refresh_from_db()
    assert case.close_reason == CloseReason.FORWARDED
    assert case.contact_exemption == ContactExemption.FORWARDED


def test_forwarded_after_contact_or_too_late_is_counted(karin: User) -> None:
    reached = aged(karin, "1980-01-01")
    log_contact(reached, karin, Result.REACHED, at=MONDAY - HOUR)
    one = agreed(reached, karin, recipient=Recipient.MUNICIPALITY)
    shown = text(as_(karin).get(url(one, "referral_hand_over")))
    assert "Första kontakten är tagen" in shown
    handed(one, karin, closes=True)
    late = aged(karin, "1980-01-01")
    two = agreed(late, karin, recipient=Recipient.OTHER_JOUR)
    with clock.fixed(MONDAY + 5 * DAY):
        shown = text(as_(karin).get(url(two, "referral_hand_over")))
        assert "Sista dagen för första kontakt har gått" in shown
    handed(two, karin, closes=True, at=MONDAY + 5 * DAY)
    for case in (reached, late):
        case.refresh_from_db()
        assert case.close_reason == CloseReason.FORWARDED
        assert case.contact_exemption != ContactExemption.FORWARDED


def test_to_stodcentrum_closes_as_such_when_that_is_chosen(karin: User) -> None:
    case = aged(karin)
    handed(agreed(case, karin), karin, closes=True)
    case.refresh_from_db()
    assert case.close_reason == CloseReason.TO_STODCENTRUM


def test_a_closed_case_is_handed_over_without_being_closed_again(karin: User) -> None:
    case, client = aged(karin), as_(karin)
    referral = agreed(case, karin)
    life.close(case=case, reason=CloseReason.SUPPORT_ENDED, by=karin, now=MONDAY)
    page = client.get(url(referral, "referral_hand_over"))
    assert "Avsluta ärendet samtidigt" not in text(page)
    said = {"way": "phone", "seen": page.context["passed"].digest, "closes": "on"}
    client.post(url(referral, "referral_hand_over"), said)
    assert state_of(referral) == S.HANDED_OVER
    case.refresh_from_db()
    assert case.close_reason == CloseReason.SUPPORT_ENDED


def test_which_jour_is_asked_for(karin: User) -> None:
    case, client = aged(karin, "1980-01-01"), as_(karin)
    answer = client.post(refer_url(case), offered(recipient="other_jour"))
    assert "Skriv vilken jour eller kommun" in text(answer)
    said = offered(recipient="municipality", to_whom="Påhittade kommun")
    assert "Påhittade kommun" in text(client.post(refer_url(case), said, follow=True))


# --- Coming from Stödcentrum ----------------------------------------------------------------------


def test_a_referral_from_stodcentrum_opens_a_filled_intake(karin: User) -> None:
    client = as_(karin)
    answer = client.get("/arenden/nytt/?fran=stodcentrum", follow=True)
    form = answer.context["form"]
    assert form["source"].value() == "stodcentrum"
    assert form["channel"].value() == "referral"
    assert form["received_at"].value() == MONDAY  # the clock starts at receipt
    plain = client.get("/arenden/nytt/", follow=True)
    assert plain.context["form"]["source"].value() == "police"
    assert "fran" not in plain.redirect_chain[0][0]
    odd = client.get("/arenden/nytt/", {"fran": "<script>"}, follow=True)
    assert odd.context["form"]["source"].value() == "police"
    assert "script" not in odd.redirect_chain[0][0]


# --- Erasure --------------------------------------------------------------------------------------


def test_the_figures_are_the_same_when_the_case_is_erased(karin: User) -> None:
    case = aged(karin)
    handed(agreed(case, karin), karin, closes=True)
    span = MONDAY - DAY, MONDAY + DAY
    before = service.counts(*span)
    old = Referral.objects.get()
    assert retention.gallra(now=MONDAY + 91 * DAY).erased == 1
    row = Referral.objects.get()
    assert service.counts(*span) == before
    assert (row.state, row.recipient) == (S.HANDED_OVER, Recipient.STODCENTRUM)
    assert row.case == Case.objects.get()
    assert row.public_id != old.public_id
    assert (row.offered_by, row.handed_over_by, row.way, row.consent_how) == (None, None, "", "")
    assert not any((row.event, row.passed, row.reason, row.to_whom, row.items))
    for at in (row.offered_at, row.consent_at, row.handed_over_at):
        assert at
        assert f"{at:%H:%M}" == "11:00"  # noon in Stockholm
    client = as_(karin)
    assert client.get(url(row)).status_code == 404
    assert "gallrat" not in text(client.get("/hanvisningar/?visa=alla"))
    assert not Identity.objects.exists()


def test_what_was_written_is_sealed(karin: User) -> None:
    handed(agreed(aged(karin), karin), karin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT event, passed, reason, to_whom FROM cases_referral")
        stored = " ".join(str(text) for text in cursor.fetchone())
    for word in ("Rånad", "Amina", SHOWN, "Vill själv"):
        assert word not in stored


# --- Queries -------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_twelve_queries_at_most_and_no_more_with_many_rows(karin: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    ready = agreed(aged(karin), karin)
    client = as_(karin)
    pages = [
        "/hanvisningar/?visa=alla",
        refer_url(ready.case),
        url(ready),
        url(ready, "referral_consent"),
        url(ready, "referral_hand_over"),
        url(ready, "referral_letter"),
        url(referral),
    ]
    for page in pages:
        client.get(page)
    few = {page: queries(client, page) for page in pages}
    for _ in range(5):
        handed(agreed(aged(karin), karin), karin)
        handed(agreed(ready.case, karin, recipient=Recipient.OTHER_JOUR), karin)
    assert {page: queries(client, page) for page in pages} == few
    assert {page: count for page, count in few.items() if count > 12} == {}
