"""Om personen stood open while somebody else stored something else: nothing is put back unseen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CallSafety
from cases.models import Case, Identity
from cases.services import life
from contacts.domain.enums import Result
from tests.factories import MONDAY, fictional_number, log_contact, open_case
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOT_SEEN = "Ändrat medan sidan stod öppen"


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin, name="Amina Påhittad", phones=(fictional_number(12),))


def url(case: Case) -> str:
    return reverse("cases:identity", args=[case.public_id])


def as_opened(desk: Client, case: Case) -> dict[str, Any]:
    """What a browser would post of the page as it stands."""
    form = desk.get(url(case)).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value()}


def forbid_calls(case: Case, karin: User) -> None:
    """Somebody else answered, and the coordinator decided: no calls."""
    log_contact(case, karin, Result.OTHER_PERSON)
    life.decide_calls(
        case=case, may_continue=False, reason="Maken svarade", by=karin, now=MONDAY + HOUR
    )


HOUR = timedelta(hours=1)


def test_an_old_tab_does_not_let_anybody_ring_again(desk: Client, karin: User, case: Case) -> None:
    opened = as_opened(desk, case)
    forbid_calls(case, karin)
    answer = desk.post(url(case), {**opened, "name": "Amina Rättad"})
    case.refresh_from_db()
    assert answer.status_code == 200
    assert case.call_safety == CallSafety.NO
    assert Identity.objects.get().name == "Amina Påhittad"
    text = text_of(answer)
    assert NOT_SEEN in text
    assert "Amina Rättad" in answer.content.decode()  # what was typed stands there still
    labels = [label for label, _ in answer.context["form"].changed]
    assert "Samtal" not in labels  # decided, so not paused any more: as it was
    assert any("ringa" in label.lower() for label in labels)


def test_saved_again_after_it_was_shown_it_holds(desk: Client, karin: User, case: Case) -> None:
    opened = as_opened(desk, case)
    forbid_calls(case, karin)
    shown = desk.post(url(case), opened).context["form"]
    again = desk.post(url(case), {**opened, "call_safety": "no", "seen": shown.stamp})
    case.refresh_from_db()
    assert again.status_code == 302
    assert case.call_safety == CallSafety.NO


def test_a_mistake_in_the_form_is_not_taken_for_having_seen_it(
    desk: Client, karin: User, case: Case
) -> None:
    opened = as_opened(desk, case)
    forbid_calls(case, karin)
    mistaken = desk.post(url(case), {**opened, "phone": "12"}).context["form"]
    assert mistaken.stamp == opened["seen"]
    assert not mistaken.changed


@pytest.mark.parametrize("seen", ["", "hej", "call_safety=1;;=", "\x00", "å" * 4000])
def test_without_a_true_stamp_nothing_is_replaced(desk: Client, case: Case, seen: str) -> None:
    answer = desk.post(url(case), {**as_opened(desk, case), "name": "Fel", "seen": seen})
    assert answer.status_code == 200
    assert Identity.objects.get().name == "Amina Påhittad"
    assert not answer.context["form"].is_valid()


def test_another_note_or_another_person_is_no_reason_to_stop(
    desk: Client, karin: User, case: Case
) -> None:
    opened = as_opened(desk, case)
    log_contact(case, karin, Result.NO_ANSWER)
    other = open_case(by=karin)
    forbid_calls(other, karin)
    assert desk.post(url(case), {**opened, "name": "Amina Rättad"}).status_code == 302
    assert Identity.objects.get(case=case).name == "Amina Rättad"
    # A stamp is of one case: that of another has seen nothing of this one.
    strange = desk.post(
        url(case), {**as_opened(desk, case), "seen": as_opened(desk, other)["seen"]}
    )
    assert NOT_SEEN in text_of(strange)
