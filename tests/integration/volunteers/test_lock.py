"""The lock is the server's: a curtain that somebody takes away shows nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from contacts.models import Draft
from contacts.services import calls
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, PASSWORD, coordinator, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
SPOT = {"X-On-The-Spot": "1"}


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return coordinator()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin, name="Vera Kanariefågel", received_at=MONDAY - timedelta(days=1))


@pytest.fixture
def inside(karin: User, client: Client) -> Client:
    client.force_login(karin)
    session = client.session
    session["lock_active"] = int(MONDAY.timestamp())
    session.save()
    return client


def page(client: Client, case: Case) -> str:
    answer = client.get(reverse("contacts:case", args=[case.public_id]))
    return "open" if answer.status_code == 200 else unquote(answer.headers.get("Location", ""))


def after(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def unlock(client: Client, **typed: str) -> int:
    return client.post(reverse("volunteers:unlock"), typed).status_code


def test_a_session_that_was_left_shows_nothing_until_it_is_unlocked(
    inside: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    fixed_clock(after(9.9))
    assert page(inside, case) == "open"
    fixed_clock(after(20))
    assert page(inside, case).startswith("/las-upp/?next=/arenden/")
    fixed_clock(after(20.5))
    assert page(inside, case).startswith("/las-upp/")
    assert unlock(inside, passphrase="fel fel fel fel fel") == 200
    assert page(inside, case).startswith("/las-upp/")
    assert unlock(inside, passphrase=PASSWORD) == 302
    assert page(inside, case) == "open"
    told = list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))
    assert told.count(Action.SCREEN_LOCKED) == 1
    assert told.count(Action.SCREEN_UNLOCKED) == 1


def test_a_shared_computer_locks_after_five_minutes(
    inside: Client, case: Case, fixed_clock: Hold
) -> None:
    inside.post(reverse("volunteers:mark_shared"))
    fixed_clock(after(4.9))
    assert page(inside, case) == "open"
    fixed_clock(after(10))
    assert page(inside, case).startswith("/las-upp/")
    unlock(inside, passphrase=PASSWORD)
    inside.post(reverse("volunteers:mark_shared"))
    fixed_clock(after(19))
    assert page(inside, case) == "open"


def test_an_open_call_keeps_the_screen_for_an_hour(
    inside: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    call = reverse("contacts:call", args=[draft.pk])
    inside.get(call)
    fixed_clock(after(59))
    assert inside.get(call).status_code == 200
    fixed_clock(after(119))
    assert inside.get(call).status_code == 302


def test_the_page_that_asks_by_itself_does_not_keep_the_screen_open(
    inside: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    inside.get(reverse("contacts:call", args=[draft.pk]))
    alive = reverse("contacts:alive", args=[draft.pk])
    for minutes in range(5, 60, 5):
        fixed_clock(after(minutes))
        assert inside.post(alive).status_code == 204
    fixed_clock(after(60))
    assert inside.post(alive, headers=SPOT).status_code == 401


def test_a_locked_session_takes_no_text_and_loses_none(
    inside: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    autosave = reverse("contacts:autosave", args=[draft.pk])
    said = {"note": "Ringer igen", "sequence": "1"}
    assert inside.post(autosave, said, headers=SPOT).status_code == 204
    assert inside.post(reverse("volunteers:lock"), headers=SPOT).status_code == 204
    refused = inside.post(autosave, {"note": "x", "sequence": "2"}, headers=SPOT)
    assert (refused.status_code, refused.content) == (401, b"")
    assert "Ringer igen" in Draft.objects.get().content
    unlock(inside, passphrase=PASSWORD)
    assert inside.post(autosave, {"note": "Ny", "sequence": "2"}, headers=SPOT).status_code == 204
    assert "Ny" in Draft.objects.get().content


def test_every_page_but_how_to_unlock_is_closed(inside: Client) -> None:
    inside.post(reverse("volunteers:lock"))
    for name in ["home", "help", "contacts:queue", "reporting:dashboard", "volunteers:account"]:
        assert inside.get(reverse(name)).headers["Location"].startswith("/las-upp/"), name
    answer = inside.get(reverse("contacts:queue"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/las-upp/"
    assert inside.get(reverse("volunteers:unlock")).status_code == 200
    assert inside.post(reverse("volunteers:logout")).status_code in {200, 302}


def test_unlocking_leads_to_where_one_was_and_nowhere_else(inside: Client) -> None:
    for wanted, to in [("/budget/", "/budget/"), ("https://evil.example/", "/"), ("//evil", "/")]:
        inside.post(reverse("volunteers:lock"))
        answer = inside.post(reverse("volunteers:unlock"), {"passphrase": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == to


def test_who_is_here_is_told_to_the_page_alone(inside: Client, karin: User) -> None:
    address = reverse("volunteers:still_here")
    assert Client().get(address).json() == {"who": "", "token": ""}
    assert inside.get(address).json()["who"] == str(karin.public_id)
    inside.post(reverse("volunteers:lock"))
    assert inside.get(address).json() == {"who": "", "token": ""}


def test_a_draft_never_crosses_to_who_logs_in_next(inside: Client, karin: User, case: Case) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    calls.autosave(draft=draft, content={"note": ["Karins text"]}, sequence=1, now=MONDAY)
    other = Client()
    other.force_login(volunteer())
    for name in ["call", "autosave", "save", "discard", "resume", "release"]:
        url = reverse(f"contacts:{name}", args=[draft.pk])
        answer = other.post(url, {"note": "Annan text", "sequence": "9", "result": "no_answer"})
        assert answer.status_code in {404, 405}, name
        assert "Karins text" not in answer.content.decode()
    assert other.get(reverse("contacts:call", args=[draft.pk])).status_code == 404
    assert "Karins text" in Draft.objects.get().content


def test_a_script_of_a_page_whose_log_in_is_over_is_told_and_not_led_away(
    inside: Client, karin: User, case: Case
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    inside.cookies.clear()
    answer = inside.post(reverse("contacts:autosave", args=[draft.pk]), headers=SPOT)
    assert (answer.status_code, answer.content) == (401, b"")
