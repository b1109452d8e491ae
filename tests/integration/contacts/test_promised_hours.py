"""A promised call outside the person's safe hours is asked about before it is saved."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.intake import SafeContact
from cases.domain.safe_hours import WORKDAYS, SafeHours, SafeSpan
from contacts.models import Callback, Contact, Draft
from tests.factories import coordinator, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


@pytest.fixture
def karin(fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(EVENING)
    return coordinator()


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


WEEKDAY_MORNINGS = SafeHours.of([SafeSpan(WORKDAYS, time(9), time(11))])
LATER = {"result": "call_later", "callback": "chosen", "note": "Ring helst på måndag"}


@pytest.fixture
def morning_call(inside: Client, karin: User) -> Draft:
    case = open_case(by=karin, safe=SafeContact(hours=WEEKDAY_MORNINGS))
    inside.post(reverse("contacts:begin", args=[case.public_id]))
    return Draft.objects.get()


def test_a_promise_outside_the_safe_hours_is_asked_about_before_it_is_saved(
    inside: Client, morning_call: Draft
) -> None:
    url = reverse("contacts:save", args=[morning_call.pk])
    saturday = LATER | {"callback_at": "2026-11-28T10:00"}
    asked = inside.post(url, saturday).content.decode()
    assert "Personen har sagt att det är tryggt vardagar 09.00–11.00." in asked
    assert "Ta mån 30 nov. kl. 09.00 i stället" in asked
    assert "Ring helst på måndag" in asked
    assert 'value="2026-11-28T10:00"' in asked
    assert not Contact.objects.exists()
    seen = {"hours_seen": "2026-11-28T09:00:00+00:00"}
    assert f'value="{seen["hours_seen"]}"' in asked
    inside.post(url, saturday | seen | {"callback_at": "2026-11-29T10:00"})
    assert not Contact.objects.exists(), "another time is asked about anew"
    inside.post(url, saturday | seen)
    assert Callback.objects.get().due_at == datetime(2026, 11, 28, 9, tzinfo=UTC)


def test_the_safe_time_that_is_proposed_is_promised_with_one_press(
    inside: Client, morning_call: Draft
) -> None:
    url = reverse("contacts:save", args=[morning_call.pk])
    said = LATER | {"callback_at": "2026-11-28T10:00", "take_safe": "2026-11-30T09:00"}
    inside.post(url, said)
    assert Callback.objects.get().due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert Contact.objects.get().note == "Ring helst på måndag"


def test_an_unsafe_time_is_not_among_the_times_to_press(
    inside: Client, morning_call: Draft
) -> None:
    page = inside.get(reverse("contacts:call", args=[morning_call.pk])).content.decode()
    assert "I morgon 10.00" in page
    assert "I morgon 18.00" not in page
    chip = {"result": "call_later", "callback": "2026-11-24T18:00"}
    asked = inside.post(reverse("contacts:save", args=[morning_call.pk]), chip).content.decode()
    assert "Tiden ligger utanför." in asked
    assert "I morgon 18.00" in asked, "what was chosen stays"


def test_another_result_is_not_asked_about_a_time(inside: Client, morning_call: Draft) -> None:
    said = {"result": "no_answer", "callback": "chosen", "callback_at": "2026-11-28T10:00"}
    inside.post(reverse("contacts:save", args=[morning_call.pk]), said)
    assert Contact.objects.count() == 1
