"""A slip in a referral is taken back within a day."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.domain.referral import Offer
from cases.domain.referral_codes import Item, Recipient, ReferralState
from cases.domain.referral_undo import UNDO_WITHIN
from cases.models import Case, EventKind
from cases.referring import Referral
from cases.services import referral as service
from cases.services.life import assign
from cases.services.referral_undo import undo
from contacts.timeline import timeline
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, volunteer
from tests.integration.cases.referring import (
    HOUR,
    R,
    S,
    aged,
    agreed,
    as_,
    begun,
    handed,
    text,
    url,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db
BUTTON = "Ångra överlämningen"


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta() -> User:
    return volunteer()


def row(referral: Referral) -> dict[str, Any]:
    """Every column; what is sealed, as the text that it is."""
    found = Referral.objects.get(pk=referral.pk)
    return {field.attname: getattr(found, field.attname) for field in Referral._meta.fields}


def refused(act: Callable[[], object]) -> set[object]:
    with pytest.raises(RefusedError) as raised:
        act()
    return set(raised.value.refusals)


def said_no(referral: Referral, by: User) -> Referral:
    offer = Offer(Recipient.STODCENTRUM, S.DECLINED)
    return service.answer(referral=referral, offer=offer, by=by, now=MONDAY)


def test_a_hand_over_is_taken_back_whole(karin: User) -> None:
    referral = agreed(aged(karin), karin)
    before = row(referral)
    handed(referral, karin)
    shown = text(as_(karin).get(url(referral)))
    assert BUTTON in shown
    assert "Ångra bara om inget är lämnat." in shown
    told = text(as_(karin).post(url(referral, "referral_undo"), follow=True))
    assert "Det är ångrat. Hänvisningen är som den var." in told
    assert row(referral) == before
    assert BUTTON not in told
    assert "Läs igenom och lämna över" in told


def test_it_leaves_its_traces(karin: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    undo(referral=referral, by=karin, now=MONDAY)
    latest = AuditEvent.objects.order_by("-seq")[0]
    assert (latest.action, latest.fields, latest.reason, latest.case_id) == (
        Action.REFERRAL_CHANGED,
        ["undone"],
        S.ACCEPTED,
        referral.case_id,
    )
    assert AuditEvent.objects.filter(action=Action.REFERRAL_HANDED_OVER).count() == 1
    case = Case.objects.get(pk=referral.case_id)
    titles = [line.title for line in timeline(case, karin, now=MONDAY)]
    assert "Hänvisning till Stödcentrum: tackade ja (det senaste ångrades)" in titles
    for event in case.events.filter(kind=EventKind.REFERRED):
        known = {"referral", "recipient", "state", "before", "answered", "undone"}
        assert set(event.detail) <= known


def test_a_no_is_taken_back(karin: User) -> None:
    referral = begun(aged(karin), karin)
    before = row(referral)
    said_no(referral, karin)
    undo(referral=referral, by=karin, now=MONDAY)
    assert row(referral) == before


@pytest.mark.parametrize("state", [None, S.CONFIRMED, S.NO_FEEDBACK, S.NEVER_ARRIVED])
def test_a_withdrawal_goes_back_to_what_was_without_the_text(
    karin: User, state: ReferralState | None
) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    if state is not None:
        service.note_feedback(referral=referral, state=state, by=karin, now=MONDAY + HOUR)
    before = row(referral)
    service.withdraw(referral=referral, by=karin, now=MONDAY + 2 * HOUR)
    shown = text(as_(karin).get(url(referral)))
    assert "Texten om det som har hänt är borttagen" in shown
    undo(referral=referral, by=karin, now=MONDAY + 3 * HOUR)
    assert row(referral) == before | {"event": ""}


def test_a_withdrawn_consent_comes_back_without_what_happened(karin: User) -> None:
    referral = agreed(aged(karin), karin, Item.FIRST_NAME, Item.EVENT)
    service.withdraw(referral=referral, by=karin, now=MONDAY)
    assert "Ångra: personen har inte ångrat sig" in text(as_(karin).get(url(referral)))
    as_(karin).post(url(referral, "referral_undo"))
    shown = text(as_(karin).get(url(referral, "referral_hand_over")))
    assert "Amina" in shown
    assert "Saknas hos oss och lämnas därför inte: vad som har hänt." in shown
    assert "Rånad på väg hem" not in shown


def test_not_once_the_recipient_has_answered_and_not_twice(karin: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    service.note_feedback(referral=referral, state=S.CONFIRMED, by=karin, now=MONDAY)
    assert BUTTON not in text(as_(karin).get(url(referral)))
    answer = text(as_(karin).post(url(referral, "referral_undo"), follow=True))
    assert "Det finns inget att ångra längre." in answer
    assert row(referral)["state"] == S.CONFIRMED

    other = said_no(begun(aged(karin), karin), karin)
    undo(referral=other, by=karin, now=MONDAY)
    assert refused(lambda: undo(referral=other, by=karin, now=MONDAY)) == {R.NOTHING_TO_UNDO}


def test_whoever_did_it_or_a_coordinator_within_a_day(karin: User, birgitta: User) -> None:
    case = assign(case=aged(karin), to=birgitta, by=karin, now=MONDAY)
    referral = said_no(begun(case, birgitta), karin)
    assert refused(lambda: undo(referral=referral, by=birgitta, now=MONDAY)) == {
        R.NOT_YOURS_TO_UNDO
    }
    assert "Svaret blev fel" not in text(as_(birgitta).get(url(referral)))
    late = MONDAY + UNDO_WITHIN + HOUR
    assert refused(lambda: undo(referral=referral, by=karin, now=late)) == {R.TOO_LATE_TO_UNDO}
    undo(referral=referral, by=coordinator("Kerstin Samordnare"), now=MONDAY)
    said_no(referral, birgitta)
    undo(referral=referral, by=birgitta, now=MONDAY)
    assert row(referral)["state"] == S.OFFERED


def test_not_when_another_to_the_same_has_been_begun(karin: User) -> None:
    case = aged(karin)
    referral = agreed(case, karin)
    service.withdraw(referral=referral, by=karin, now=MONDAY)
    begun(case, karin)
    assert refused(lambda: undo(referral=referral, by=karin, now=MONDAY)) == {R.ALREADY_UNDER_WAY}


def test_a_case_that_was_closed_with_it_stays_closed_and_the_page_says_so(karin: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin, closes=True)
    assert "det ångras för sig, på ärendet" in text(as_(karin).get(url(referral)))
    undo(referral=referral, by=karin, now=MONDAY)
    assert Case.objects.get().closed_at is not None


def test_a_second_hand_over_is_not_taken_back(karin: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    service.note_feedback(referral=referral, state=S.NEVER_ARRIVED, by=karin, now=MONDAY)
    handed(Referral.objects.get(), karin, at=MONDAY + HOUR)
    assert refused(lambda: undo(referral=referral, by=karin, now=MONDAY + HOUR)) == {
        R.NOTHING_TO_UNDO
    }
