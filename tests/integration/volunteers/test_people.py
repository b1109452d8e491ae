"""People, log-in, approval by history, shifts, and the role gate."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from jourcase.kernel.refusals import RefusedError
from tests.factories import (
    MONDAY,
    PASSWORD,
    board,
    coordinator,
    evening_shift,
    someone,
    volunteer,
)
from volunteers.access import is_on_evening_shift
from volunteers.domain.approval import ApprovalRefusal
from volunteers.domain.roles import Role
from volunteers.domain.shifts import ShiftRefusal
from volunteers.evenings.signing import leave_shift, sign_up
from volunteers.models import ShiftSignup, User
from volunteers.services import approve, withdraw_approval

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]


def log_in(client: Client, email: str, password: str = PASSWORD) -> int:
    answer = client.post(reverse("volunteers:login"), {"username": email, "password": password})
    return int(answer.status_code)


@pytest.mark.parametrize(
    ("make", "lands_on"),
    [
        (coordinator, "reporting:dashboard"),
        (volunteer, "contacts:queue"),
        (board, "reporting:followup"),
    ],
)
def test_each_role_lands_where_its_work_begins(
    client: Client, make: Callable[[], User], lands_on: str
) -> None:
    user = make()
    client.force_login(user)
    answer = client.get(reverse("home"))
    assert answer["Location"] == reverse(lands_on)


def test_passwords_are_hashed_with_argon2() -> None:
    assert volunteer().password.startswith("argon2")


def test_an_address_is_the_same_in_capitals_and_with_spaces(client: Client) -> None:
    assert log_in(client, f" {volunteer().email.upper()} ") == 302


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_wrong_log_in_never_says_which_part_was_wrong(client: Client, field: str) -> None:
    user = volunteer()
    said = {"username": user.email, "password": PASSWORD, field: "fel@example.se"}
    answer = client.post(reverse("volunteers:login"), said)
    assert answer.status_code == 200
    assert "E-posten eller lösenordet stämmer inte." in answer.content.decode()


def test_a_person_switched_off_is_out_at_once(client: Client) -> None:
    user = volunteer()
    client.force_login(user)
    assert client.get(reverse("contacts:queue")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("contacts:queue")).status_code == 302


def test_somebody_without_a_role_sees_a_page_that_says_so(client: Client) -> None:
    client.force_login(someone("Sven System"))
    assert "Kontot har ingen roll" in client.get(reverse("home")).content.decode()
    assert client.get(reverse("contacts:queue")).status_code == 403


def test_every_answer_is_private(client: Client) -> None:
    client.force_login(volunteer())
    headers = client.get(reverse("contacts:queue")).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_approval_is_judged_by_history() -> None:
    user = someone("Noor Ny", Role.VOLUNTEER)
    approve(user=user, since=date(2025, 5, 1), by=None, now=MONDAY)
    withdraw_approval(user=user, last_day=date(2025, 6, 30), by=None, now=MONDAY)
    approve(user=user, since=date(2026, 1, 1), by=None, now=MONDAY)
    days = [date(2025, 4, 30), date(2025, 5, 1), date(2025, 6, 30), date(2025, 7, 1)]
    assert [user.was_approved_on(day) for day in days] == [False, True, True, False]
    for day in [*days, date(2026, 1, 1)]:
        on_list = User.objects.active().approved_on(day).filter(pk=user.pk).exists()
        assert on_list == user.was_approved_on(day)


def test_an_approval_over_another_is_refused() -> None:
    user = volunteer()
    with pytest.raises(RefusedError) as raised:
        approve(user=user, since=date(2026, 1, 1), by=None, now=MONDAY)
    assert raised.value.refusals == {ApprovalRefusal.OVERLAPS}


def test_a_shift_is_taken_once_and_can_be_left() -> None:
    karin, birgitta = coordinator(), volunteer()
    shift = evening_shift(birgitta, starts_at=MONDAY + timedelta(days=1), by=karin)
    sign_up(shift=shift, user=birgitta, by=birgitta, now=MONDAY)
    assert ShiftSignup.objects.count() == 1
    early = shift.starts_at - timedelta(hours=48)
    leave_shift(shift=shift, user=birgitta, by=birgitta, now=early)
    leave_shift(shift=shift, user=birgitta, by=birgitta, now=early)
    assert not ShiftSignup.objects.exists()


@pytest.mark.parametrize(
    ("office", "approved", "now", "expected"),
    [
        ("partnerjour-1", True, MONDAY, ShiftRefusal.NOT_OURS),
        ("egen", False, MONDAY, ShiftRefusal.NOT_APPROVED),
        ("egen", True, MONDAY + timedelta(days=2), ShiftRefusal.ALREADY_OVER),
    ],
)
def test_a_shift_cannot_be_taken_by_whom_it_is_not_for(
    office: str, approved: bool, now: datetime, expected: ShiftRefusal
) -> None:
    karin, user = coordinator(), someone("Noor Ny", Role.VOLUNTEER, approved=approved)
    shift = evening_shift(starts_at=MONDAY + timedelta(days=1), office=office, by=karin)
    with pytest.raises(RefusedError) as raised:
        sign_up(shift=shift, user=user, by=user, now=now)
    assert raised.value.refusals == {expected}


def test_being_on_shift_is_from_its_start_to_before_its_end_and_only_while_approved() -> None:
    karin, birgitta = coordinator(), volunteer()
    starts = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    evening_shift(birgitta, starts_at=starts, by=karin)
    minute = timedelta(minutes=1)
    moments = [starts - minute, starts, starts + 3 * 60 * minute - minute, starts + 180 * minute]
    assert [is_on_evening_shift(birgitta, now=at) for at in moments] == [False, True, True, False]
    withdraw_approval(
        user=birgitta, last_day=date(2026, 11, 24), by=None, now=starts + timedelta(days=1)
    )
    assert not is_on_evening_shift(birgitta, now=starts)


def test_add_person_prints_a_link_once_and_asks_for_no_password() -> None:
    someone("Bara Överenskommelsen")
    args = ["add_person", "ny@example.se", "Ny Person", "--role", "volunteer", "--approved"]
    printed = StringIO()
    call_command(*args, stdout=printed)
    user = User.objects.get(email="ny@example.se")
    assert user.is_volunteer
    assert not user.has_usable_password()
    assert user.approvals.count() == 1
    assert "/inbjudan/" in printed.getvalue()
    with pytest.raises(CommandError, match="finns redan"):
        call_command(*args, stdout=StringIO())
    with pytest.raises(CommandError, match="e-post"):
        call_command("add_person", "ingen adress", "B", "--role", "board", stdout=StringIO())
