"""Closing as not reached before the tries are made, and a closing taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.domain.closing import ClosingRefusal
from cases.domain.enums import CloseReason, EarlyClose, ReachBy, RecusalReason
from cases.domain.retention import ErasureReason
from cases.models import Case
from cases.services import life
from cases.services.asked_erasure import ask_erasure, grant_erasure
from contacts.domain.enums import Result
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests import factories
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = "Varför redan nu? Alla försök är inte gjorda."


def url(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", args=[case.public_id])


def row(case: Case) -> dict[str, Any]:
    return dict(Case.objects.filter(pk=case.pk).values().get())


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(by=karin, received_at=MONDAY - 3 * DAY)


def tried(case: Case, karin: User, times: int = 3) -> Case:
    for hours in (1, 24, 28)[:times]:
        factories.log_contact(case, karin, at=case.received_at + timedelta(hours=hours))
    return Case.objects.get(pk=case.pk)


def test_it_asks_why_and_what_was_chosen_stays(desk: Client, case: Case) -> None:
    assert ASKED in text_of(desk.get(url("close", case)))
    answer = desk.post(url("close", case), {"reason": "not_reached"})
    page = text_of(answer)
    assert "Alla försök är inte gjorda. Välj varför ärendet ändå avslutas som ej nådd." in page
    assert answer.context["form"]["reason"].value() == "not_reached"
    assert row(case)["closed_at"] is None
    said = {"reason": "not_reached", "early": "away"}
    shown = text_of(desk.post(url("close", case), said, follow=True))
    assert "I förtid. Personen är bortrest, har flyttat eller har avlidit." in shown
    assert row(case)["early_close"] == EarlyClose.AWAY


@pytest.mark.parametrize("early", ["erasure", "tröttnat", "\x00"])
def test_only_the_reasons_of_the_list_are_taken(desk: Client, case: Case, early: str) -> None:
    page = text_of(desk.post(url("close", case), {"reason": "not_reached", "early": early}))
    assert "Välj ett av alternativen." in page
    assert row(case)["closed_at"] is None


def test_it_is_not_asked_when_the_tries_are_made(desk: Client, karin: User, case: Case) -> None:
    tried(case, karin)
    assert ASKED not in text_of(desk.get(url("close", case)))
    desk.post(url("close", case), {"reason": "not_reached", "early": "away"})
    assert (row(case)["close_reason"], row(case)["early_close"]) == ("not_reached", "")


def test_two_tries_are_not_three(karin: User, case: Case) -> None:
    tried(case, karin, 2)
    with pytest.raises(RefusedError) as refused:
        life.close(case=case, reason=CloseReason.NOT_REACHED, by=karin, now=MONDAY)
    assert refused.value.refusals == {ClosingRefusal.EARLY_WITHOUT_REASON}


def test_somebody_without_a_number_is_owed_no_tries(karin: User) -> None:
    case = factories.open_case(by=karin, is_anonymous=True, reach_by=ReachBy.CALLS_US)
    life.close(case=case, reason=CloseReason.NOT_REACHED, by=karin, now=MONDAY)
    assert row(case)["early_close"] == ""


def test_another_ending_needs_no_reason_and_keeps_none(desk: Client, case: Case) -> None:
    desk.post(url("close", case), {"reason": "declined", "early": "away"})
    assert (row(case)["close_reason"], row(case)["early_close"]) == ("declined", "")


def test_the_reason_goes_when_the_case_goes_on(karin: User, case: Case) -> None:
    early = EarlyClose.NO_TIME
    life.close(case=case, reason=CloseReason.NOT_REACHED, early=early, by=karin, now=MONDAY)
    life.reopen(case=case, by=karin, now=MONDAY + 2 * DAY)
    assert row(case)["early_close"] == ""


def test_an_open_case_erased_on_request_ends_with_its_reason(karin: User, case: Case) -> None:
    other = factories.coordinator("Kerstin Samordnare")
    asked = ask_erasure(
        case=case,
        reason=ErasureReason.PERSON_ASKS,
        close_reason=CloseReason.NOT_REACHED,
        by=karin,
        now=MONDAY,
    )
    grant_erasure(asked=asked, by=other, now=MONDAY)
    left = Case.objects.erased().get()
    assert (left.close_reason, left.early_close) == (CloseReason.NOT_REACHED, EarlyClose.ERASURE)


def test_the_database_holds_that_only_a_closed_case_has_the_reason(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(early_close="away")


# --- What is left to do ---------------------------------------------------------------------------


def test_a_promised_call_stands_in_the_list_of_what_is_left(
    desk: Client, karin: User, case: Case
) -> None:
    assert "Utlovat samtal" not in text_of(desk.get(url("close", case)))
    factories.log_contact(
        case, karin, Result.CALL_LATER, at=MONDAY - HOUR, callback_at=MONDAY + 4 * HOUR
    )
    page = text_of(desk.get(url("close", case)))
    assert "Personen väntar sig att bli uppringd i dag kl. 18.00." in page


# --- Ångra avslut ---------------------------------------------------------------------------------


def test_a_closing_taken_back_leaves_the_row_as_it_was(
    desk: Client, karin: User, birgitta: User, case: Case, fixed_clock: Hold
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    factories.log_contact(
        case, birgitta, Result.CALL_LATER, at=MONDAY - HOUR, callback_at=MONDAY + 4 * DAY
    )
    before = row(case)
    page = desk.post(url("close", case), {"reason": "support_ended"}, follow=True)
    assert "Ångra avslut" in text_of(page)
    assert "Öppna igen" not in text_of(page)
    fixed_clock(MONDAY + DAY)
    told = text_of(desk.post(url("undo_closing", case), follow=True))
    assert f"Avslutet är ångrat. {case.reference} är öppet igen." in told
    assert row(case) == before, "no figure can tell that it was ever closed"
    event = AuditEvent.objects.filter(action=Action.CASE_REOPENED).get()
    assert event.fields == ["undone"]


def test_whoever_closed_it_as_responsible_takes_it_back(
    karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    evening = logged_in(birgitta)
    evening.post(url("close", case), {"reason": "declined"})
    assert "Ångra avslut" in text_of(evening.get(case.get_absolute_url()))
    evening.post(url("undo_closing", case))
    assert row(case)["closed_at"] is None


def test_after_24_hours_it_is_opened_again_instead(
    desk: Client, case: Case, fixed_clock: Hold
) -> None:
    desk.post(url("close", case), {"reason": "declined"})
    fixed_clock(MONDAY + DAY + timedelta(seconds=1))
    page = text_of(desk.get(case.get_absolute_url()))
    assert "Ångra avslut" not in page
    assert "Öppna igen" in page
    told = text_of(desk.post(url("undo_closing", case), follow=True))
    assert "Det har gått mer än 24 timmar" in told
    assert row(case)["closed_at"] == MONDAY


def test_undoing_twice_or_what_is_open_is_told_of(desk: Client, case: Case) -> None:
    assert "Ärendet är redan öppet." in text_of(desk.post(url("undo_closing", case), follow=True))
    assert desk.get(url("undo_closing", case)).status_code == 405


def test_nobody_else_takes_it_back(karin: User, birgitta: User, case: Case) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    assert logged_in(birgitta).post(url("undo_closing", case)).status_code == 404
    other = factories.coordinator("Kerstin Samordnare")
    recuse(case=case, user=other, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert logged_in(other).post(url("undo_closing", case)).status_code == 404
    assert logged_in(factories.board()).post(url("undo_closing", case)).status_code == 403


# --- Later ----------------------------------------------------------------------------------------


def test_after_ninety_days_the_page_says_to_begin_a_new_case(
    desk: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    fixed_clock(MONDAY + 90 * DAY)
    assert "Öppna igen" in text_of(desk.get(case.get_absolute_url()))
    fixed_clock(MONDAY + 91 * DAY)
    page = text_of(desk.get(case.get_absolute_url()))
    assert "Öppna igen" not in page
    assert "avslutat för mer än 90 dagar sedan" in page
    assert "Nytt ärende" in page


def test_an_anonymous_person_goes_on_with_a_closed_case_by_the_code(
    desk: Client, karin: User, fixed_clock: Hold
) -> None:
    case = factories.open_case(by=karin, is_anonymous=True, reach_by=ReachBy.CALLS_US)
    words = case.anonymous_code.words
    life.close(case=case, reason=CloseReason.SUPPORT_ENDED, by=karin, now=MONDAY)
    fixed_clock(MONDAY + 60 * DAY)
    found = desk.post(reverse("cases:search"), {"q": words.upper()})
    assert found["Location"] == case.get_absolute_url()
    desk.post(url("reopen", case))
    again = Case.objects.get(pk=case.pk)
    assert (again.closed_at, again.received_at) == (None, case.received_at), "no new clock"
    assert again.anonymous_code.words == words
