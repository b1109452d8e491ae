"""The dashboard: counters that equal their lists, what to mend first, the week ahead."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from contacts.domain.enums import Result
from contacts.queue import Moment
from contacts.selections import Selection
from jourcase.kernel.local_time import local_date
from reporting.dashboard import dashboard
from tests.factories import (
    MONDAY,
    coordinator,
    evening_shift,
    log_contact,
    open_case,
    someone,
    volunteer,
)
from volunteers.domain.absence import Away
from volunteers.domain.roles import Role
from volunteers.domain.steps import Paused
from volunteers.models import Shift, User
from volunteers.presence_services import add_absence
from volunteers.services import withdraw_approval
from volunteers.steps.services import pause

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
Hold = Callable[[datetime], None]


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(NOW)
    return coordinator()


def number(karin: User, selection: Selection) -> int:
    page = dashboard(karin, Moment.at(NOW))
    return next(card.number for card in page.counters if card.selection == selection)


def test_every_counter_leads_to_a_list_of_that_many(client: Client, karin: User) -> None:
    client.force_login(karin)
    for days in range(6):
        case = open_case(by=karin, received_at=MONDAY - timedelta(days=days))
        if days % 2:
            log_contact(case, karin, [Result.OTHER_PERSON, Result.WRONG_NUMBER][days % 4 == 1])
    page = client.get(reverse("reporting:dashboard")).content.decode()
    links = re.findall(r'href="([^"]*\?urval=[^"]+)"', page)
    assert len(links) == 10
    cards = dashboard(karin, Moment.at(NOW)).counters
    for link, card in zip(links, cards, strict=True):
        listed = client.get(link).content.decode()
        assert listed.count('scope="row"') == card.number, card


def test_what_costs_most_comes_first_and_each_row_says_why(karin: User) -> None:
    unassigned = open_case(by=karin)
    today = open_case(by=karin, received_at=MONDAY - timedelta(days=3))
    late = open_case(by=karin, received_at=MONDAY - timedelta(days=5))
    rows = dashboard(karin, Moment.at(NOW)).rows
    assert [row.case for row in rows] == [late, today, unassigned]
    assert rows[0].why == "Försenad: första kontakt skulle tagits lör 21 nov."
    assert rows[1].why == "Första kontakt – sista dagen i dag"


def test_before_the_next_shift_counts_what_falls_due_until_then(karin: User) -> None:
    evening_shift(volunteer(), starts_at=NOW + timedelta(days=2, hours=1), by=karin)
    open_case(by=karin, received_at=MONDAY - timedelta(days=2))  # due tomorrow
    open_case(by=karin, received_at=MONDAY)  # due on Thursday, after the shift
    assert number(karin, Selection.BEFORE_NEXT_SHIFT) == 1


def test_before_the_next_shift_counts_whom_nobody_will_have_reached_in_time(karin: User) -> None:
    """K1b and K2: the first try is made, and the last day still comes before the shift."""
    evening_shift(volunteer(), starts_at=NOW + timedelta(days=2, hours=1), by=karin)
    tried = open_case(by=karin, received_at=MONDAY - timedelta(days=2))  # to be reached tomorrow
    log_contact(tried, karin, Result.NO_ANSWER)
    waiting = open_case(by=karin, received_at=MONDAY)  # to be reached on Thursday
    log_contact(waiting, karin, Result.NO_ANSWER)
    weeks_ago = MONDAY - timedelta(days=12)  # the tries end tomorrow
    old = open_case(by=karin, received_at=weeks_ago)
    log_contact(old, karin, Result.NO_ANSWER, at=weeks_ago)
    reached = open_case(by=karin, received_at=MONDAY - timedelta(days=2))
    log_contact(reached, karin, Result.REACHED)
    assert number(karin, Selection.BEFORE_NEXT_SHIFT) == 2
    rows = dashboard(karin, Moment.at(NOW)).rows
    told = {row.case: (row.why, row.due) for row in rows}
    assert told[tried] == ("Hinner inte före nästa pass", "i morgon kl. 23.59")
    assert told[old] == ("Hinner inte före nästa pass", "i morgon kl. 23.59")
    assert told[waiting] == ("Andra försöket", "")


def test_a_shift_held_by_somebody_who_may_not_is_no_shift(karin: User) -> None:
    lars, birgitta, noor = volunteer("Lars Ek"), volunteer(), volunteer("Noor Ali")
    shifts = [
        evening_shift(person, starts_at=NOW + timedelta(days=days), by=karin)
        for days, person in ((1, lars), (2, birgitta), (3, noor))
    ]
    assert Moment.at(NOW).next_shift_at == shifts[0].starts_at
    today = local_date(NOW)
    withdraw_approval(user=lars, last_day=today, by=karin, now=NOW)
    away = Away(today, None)
    add_absence(person=birgitta, period=away, by=birgitta, now=NOW)
    assert Moment.at(NOW).next_shift_at == shifts[2].starts_at
    assert set(Shift.objects.staffed_by_us()) == {shifts[2]}
    paused = Paused(today, None)
    pause(person=noor, period=paused, by=karin, now=NOW)
    assert Moment.at(NOW).next_shift_at is None


def test_the_week_says_where_promises_meet_no_staffing(karin: User) -> None:
    open_case(by=karin, received_at=MONDAY - timedelta(days=2))
    evening_shift(volunteer(), starts_at=NOW + timedelta(days=2), by=karin)
    days = dashboard(karin, Moment.at(NOW)).days
    assert [day.name for day in days[:3]] == ["mån 23", "tis 24", "ons 25"]
    assert (days[1].deadlines, days[1].hours, days[1].is_bare) == (1, "–", True)
    assert (days[2].hours, days[2].is_bare) == ("3 × 1", False)


def test_an_evening_of_ours_without_people_is_told(karin: User) -> None:
    evening_shift(starts_at=NOW + timedelta(days=2), by=karin)
    evening_shift(starts_at=NOW + timedelta(days=3), office="partnerjour-1", by=karin)
    assert dashboard(karin, Moment.at(NOW)).bare_evenings == ["ons 25 nov."]


def test_somebody_not_approved_cannot_be_chosen_and_the_reason_is_told(karin: User) -> None:
    someone("Noor Ny", Role.VOLUNTEER)
    choices = {c.name: c.reason for c in dashboard(karin, Moment.at(NOW)).choices.people}
    assert choices == {"Karin S.": "", "Noor N.": "inte godkänd i dag"}


def test_a_protected_case_of_another_coordinator_is_neither_counted_nor_listed(
    karin: User,
) -> None:
    other = coordinator("Annan Samordnare")
    open_case(by=other, is_protected=True)
    assert number(karin, Selection.UNASSIGNED) == 0
    assert dashboard(karin, Moment.at(NOW)).rows == []
    assert Case.objects.visible_to(other).count() == 1


def test_only_coordinators_have_the_dashboard(client: Client, karin: User) -> None:
    client.force_login(volunteer())
    assert client.get(reverse("reporting:dashboard")).status_code == 403
