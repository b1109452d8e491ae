"""A promised call outside the person's safe hours is asked about before it is saved."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CallSafety, ReachBy
from cases.domain.intake import IdentityInput, SafeContact
from cases.domain.safe_hours import WORKDAYS, SafeHours, SafeSpan
from cases.models import Case
from cases.seen import stored_of
from cases.services import life
from contacts.domain.enums import Result
from contacts.domain.next_step import Hindrance, Step, next_step
from contacts.models import Callback, Contact, Draft
from contacts.services.promise_columns import differences, standing_of, step_facts_of
from tests.factories import coordinator, log_contact, open_case
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


@pytest.mark.parametrize(
    ("hours", "name", "hindrance"),
    [
        pytest.param((9, 11), "Amina Påhittad", Hindrance.OUTSIDE_SAFE_HOURS, id="outside"),
        pytest.param((17, 20), "Amina Påhittad", None, id="inside"),
        pytest.param(None, "Anna Påhittad", None, id="nothing-said-of-hours"),
    ],
)
def test_hours_said_after_a_promise_govern_it(
    karin: User, hours: tuple[int, int] | None, name: str, hindrance: Hindrance | None
) -> None:
    at = datetime(2026, 11, 24, 17, tzinfo=UTC)
    number = "+46701740612"
    kept = SafeContact(hours=SafeHours.daily(time(9), time(11)))
    # Without hours from the start: kept knowingly outside those that were known.
    safe = SafeContact() if hours else kept
    case = open_case(by=karin, phones=(number,), safe=safe, call_safety=CallSafety.CONDITIONS)
    log_contact(case, karin, Result.CALL_LATER, at=EVENING, callback_at=at)
    if hours:
        safe = SafeContact(hours=SafeHours.daily(*(time(hour) for hour in hours)))
    life.change_identity(
        case=case,
        identity=IdentityInput(name=name, phones=(number,), safe=safe),
        reach_by=ReachBy.PHONE,
        call_safety=CallSafety.CONDITIONS,
        declines_phone=False,
        seen=stored_of(Case.objects.get(pk=case.pk)).stamp,
        by=karin,
        now=EVENING + timedelta(hours=1),
    )
    fresh = Case.objects.select_related("terms", "identity").get(pk=case.pk)
    step = next_step(step_facts_of(fresh), standing_of(fresh), fresh.terms.to_domain(), now=at)
    assert (step.step, step.hindrance) == (Step.KEEP_CALLBACK, hindrance)
    assert differences(fresh) == []
