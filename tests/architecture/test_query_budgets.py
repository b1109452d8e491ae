"""At most twelve queries a page, log-in included, and as many with a hundred rows as with one.

Budgets only: how long a page takes is measured by `make bench`, never by a test.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from cases.services import life
from contacts.domain.enums import Result
from contacts.services import calls, log
from jourcase.agreement.models import SupportForm
from tests.factories import coordinator, entry, evening_shift, log_contact, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
BUDGET = 12
MANY = 100
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A Monday at 18.30 local time, in the middle of an evening shift.
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


@dataclass
class Evening:
    """A coordinator, two volunteers on shift, and cases that one of them is responsible for."""

    karin: User
    birgitta: User
    lars: User
    support: list[str]
    story: Case = field(init=False)

    def __post_init__(self) -> None:
        self.story = self.opened(0)

    def opened(self, index: int) -> Case:
        case = open_case(by=self.karin, received_at=NOW - (1 + index % 5) * DAY)
        return life.assign(case=case, to=self.birgitta, by=self.karin, now=NOW)

    def lengthen_the_story(self, index: int) -> None:
        """A talk with two forms of support, a try and a note on the one case."""
        at = self.story.received_at + (index + 1) * MINUTE
        log_contact(
            self.story, self.birgitta, Result.REACHED, at=at, support_codes=tuple(self.support)
        )
        life.write_note(case=self.story, text="Ringer helst sent.", by=self.birgitta, now=at)

    def ring(self, user: User, case: Case) -> str:
        """Begin a call; gives the address of its page."""
        draft = calls.begin_call(case=case, user=user, now=NOW)
        return reverse("contacts:call", args=[draft.pk])

    def leave_a_typed_draft(self, user: User) -> None:
        draft = calls.begin_call(case=self.opened(1), user=user, now=NOW)
        calls.autosave(draft=draft, content={"note": ["Provar igen"]}, sequence=1, now=NOW)
        calls.release(draft=draft, now=NOW)

    def save_one(self, user: User) -> None:
        draft = calls.begin_call(case=self.opened(2), user=user, now=NOW - MINUTE)
        log.save_draft(draft=draft, entry=entry(at=NOW - MINUTE), now=NOW)


@pytest.fixture
def evening(fixed_clock: Callable[[datetime], None]) -> Evening:
    fixed_clock(NOW)
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars Nilsson")
    evening_shift(birgitta, lars, starts_at=NOW - HOUR, by=karin)
    support = list(SupportForm.objects.values_list("code", flat=True)[:2])
    return Evening(karin, birgitta, lars, support)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(captured)


def measured(client: Client, evening: Evening, user: User, next_case: Case) -> dict[str, int]:
    """Queries of each page that this person may open, by its name."""
    for draft in user.drafts.filter(released_at__isnull=True):
        calls.release(draft=draft, now=NOW)
    client.get(reverse("help"))  # the session notes that no call is open any more
    found = {
        "contacts:queue": queries(client, reverse("contacts:queue")),
        "contacts:list": queries(client, reverse("contacts:list")),
        "contacts:case": queries(client, evening.story.get_absolute_url()),
    }
    for name in ("contacts:evening", "contacts:hand_over"):
        found[name] = queries(client, reverse(name))
    if user.is_coordinator:
        found["contacts:silent"] = queries(client, reverse("contacts:silent"))
        found["reporting:dashboard"] = queries(client, reverse("reporting:dashboard"))
    call = evening.ring(user, next_case)
    client.get(call)  # here the service began the call, not the page that notes it
    found["contacts:call"] = queries(client, call)
    return found


@pytest.mark.parametrize("who", ["karin", "birgitta"])
def test_a_page_asks_twelve_queries_at_most_and_no_more_with_a_hundred_rows(
    client: Client, evening: Evening, who: str
) -> None:
    user: User = getattr(evening, who)
    client.force_login(user)
    evening.leave_a_typed_draft(user)
    evening.save_one(user)
    evening.lengthen_the_story(0)
    evening.ring(evening.lars, evening.opened(3))
    next_case = evening.opened(4)
    with_one = measured(client, evening, user, next_case)

    for index in range(1, MANY):
        evening.opened(index)
        evening.lengthen_the_story(index)
    assert measured(client, evening, user, next_case) == with_one
    assert {name: count for name, count in with_one.items() if count > BUDGET} == {}


def test_the_count_sees_a_query_in_a_loop(evening: Evening) -> None:
    for index in range(3):
        evening.opened(index)
    with CaptureQueriesContext(connection) as captured:
        for case in Case.objects.all():
            assert case.terms.pk
    assert len(captured) == 1 + Case.objects.count()
