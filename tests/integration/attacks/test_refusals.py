"""One row in the audit log for each refused request, and no more than so many of strangers."""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.refused import MORE, STRANGERS_A_MINUTE
from tests.factories import MONDAY, board, coordinator, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
Send = Callable[[Client], Any]


def refusals() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=Action.REQUEST_REFUSED).order_by("seq"))


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def inside(karin: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(karin)
    return client


REFUSED: dict[str, tuple[Send, int, str, list[str]]] = {
    "no token": (
        lambda client: client.post(reverse("contacts:begin_next")),
        *(403, "csrf", ["contacts:begin_next"]),
    ),
    "another site": (
        lambda client: client.post(
            reverse("cases:search"), {"q": "x"}, headers={"origin": "https://ond.example"}
        ),
        *(403, "csrf", ["cases:search"]),
    ),
    "too much": (
        lambda client: client.post(reverse("cases:search"), {"q": "x" * 1_000_000}),
        *(413, "too-large", ["cases:search"]),
    ),
    "1001 fields": (
        lambda client: client.post(reverse("cases:search"), {f"f{n}": "" for n in range(1001)}),
        *(400, "malformed", ["cases:search"]),
    ),
    "wrong method": (
        lambda client: client.get(reverse("contacts:begin_next")),
        *(405, "method", ["contacts:begin_next"]),
    ),
    "an unknown case": (
        lambda client: client.get(reverse("contacts:case", args=[uuid.UUID(int=1)])),
        *(404, "unknown", ["contacts:case"]),
    ),
    "an odd encoding": (
        lambda client: client.generic(
            "POST",
            reverse("cases:search"),
            b"q=x",
            content_type="application/x-www-form-urlencoded; charset=utf-16",
        ),
        *(400, "malformed", ["cases:search"]),
    ),
}


@pytest.mark.parametrize(("send", "status", "code", "where"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_request_leaves_one_row(
    inside: Client, karin: User, send: Send, status: int, code: str, where: list[str]
) -> None:
    before = AuditEvent.objects.count()
    answer = send(inside)
    assert answer.status_code == status
    (row,) = refusals()
    assert AuditEvent.objects.count() == before + 1
    assert (row.by_id, row.role, row.outcome) == (karin.pk, "coordinator", Outcome.REFUSED)
    assert (row.reason, row.fields) == (code, where)


def test_another_role_leaves_one_row(client: Client) -> None:
    styrbjorn = board()
    client.force_login(styrbjorn)
    assert client.get(reverse("contacts:list")).status_code == 403
    (row,) = refusals()
    assert (row.by_id, row.role, row.reason) == (styrbjorn.pk, "board", "role")
    assert row.fields == ["contacts:list"]


def test_somebody_elses_case_leaves_the_same_row_as_one_that_is_not(client: Client) -> None:
    karin, birgitta = coordinator(), volunteer()
    case = open_case(by=karin)
    client.force_login(birgitta)
    for public_id in (case.public_id, uuid.uuid4()):
        assert client.get(reverse("contacts:case", args=[public_id])).status_code == 404
    one, two = refusals()
    assert (one.reason, one.fields, one.case_id) == (two.reason, two.fields, two.case_id)


def test_an_address_that_is_no_page_is_a_slip_and_no_refusal(inside: Client) -> None:
    assert inside.get("/finns-inte/").status_code == 404
    assert refusals() == []


def test_an_ordinary_answer_leaves_no_row(inside: Client) -> None:
    assert inside.get(reverse("contacts:list")).status_code == 200
    assert refusals() == []


def test_strangers_cannot_fill_the_log(client: Client, fixed_clock: Callable[..., None]) -> None:
    fixed_clock(MONDAY)
    for _ in range(STRANGERS_A_MINUTE + 10):
        assert client.get("/", headers={"host": "annan.example"}).status_code == 400
    rows = refusals()
    assert [row.reason for row in rows] == ["host"] * (STRANGERS_A_MINUTE - 1) + [MORE]
    assert {row.by_id for row in rows} == {None}
    fixed_clock(MONDAY + timedelta(minutes=2))
    client.get("/", headers={"host": "annan.example"})
    assert len(refusals()) == STRANGERS_A_MINUTE + 1


def test_somebody_who_is_logged_in_is_recorded_however_many_strangers_there_were(
    client: Client, inside: Client
) -> None:
    for _ in range(STRANGERS_A_MINUTE + 1):
        client.get("/", headers={"host": "annan.example"})
    inside.get(reverse("contacts:begin_next"))
    assert refusals()[-1].reason == "method"


def test_a_refusal_stays_a_refusal_when_it_cannot_be_recorded(
    inside: Client,
    monkeypatch: pytest.MonkeyPatch,
    expects_error_log: list[logging.LogRecord],
) -> None:
    def away(**_: object) -> HttpResponse:
        raise OperationalError("database is locked")

    monkeypatch.setattr("jourcase.kernel.audit.record", away)
    assert inside.get(reverse("contacts:begin_next")).status_code == 405
