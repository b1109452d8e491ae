"""Vem har öppnat ärendet, and the extract that the person may be given."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from cases.services import life
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from tests.factories import MONDAY, board, coordinator, open_case, someone, volunteer
from volunteers.domain.roles import Role
from volunteers.models import User

pytestmark = pytest.mark.django_db
BOM = "\ufeff"


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin)


def happened(
    action: Action, case: Case, by: User | None, *, minutes: int = 0, **rest: object
) -> None:
    audit.record(
        by_id=by.pk if by else None,
        action=action,
        now=MONDAY + timedelta(minutes=minutes),
        case_ids=[case.pk],
        **rest,  # type: ignore[arg-type]
    )


def shown(client: Client, user: User, name: str, case: Case, query: str = "") -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=[case.public_id]) + query)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_it_says_who_when_in_which_role_what_why_and_how_it_ended(
    client: Client, karin: User, case: Case
) -> None:
    birgitta = volunteer()
    happened(Action.CASE_VIEWED, case, birgitta)
    happened(Action.GLASS_BROKEN, case, birgitta, minutes=1, reason="emergency")
    happened(Action.GLASS_BROKEN, case, birgitta, minutes=2, outcome=Outcome.REFUSED)
    happened(Action.CASE_ERASED, case, None, minutes=3)
    page = shown(client, karin, "cases:trail", case)
    assert "Birgitta Nilsson Stödperson 2026-11-23 14.00 Ärendet visades – Gjort L-" in page
    assert "Nödöppning – Nekat" in page
    assert "Systemet" not in page
    everything = shown(client, karin, "cases:trail", case, "?visa=allt")
    assert "Systemet Systemet 2026-11-23 14.03 Ärendet gallrades" in everything
    assert "Ärendet togs emot" in everything


def test_the_words_of_a_reason_are_those_of_its_code(
    client: Client, karin: User, case: Case
) -> None:
    from cases.domain.enums import GlassReason

    code = next(iter(GlassReason))
    happened(Action.GLASS_BROKEN, case, volunteer(), reason=code.value)
    assert f"Nödöppning {code.label} Gjort" in shown(client, karin, "cases:trail", case)


def test_looking_at_the_log_is_in_the_log_and_on_the_page(
    client: Client, karin: User, case: Case
) -> None:
    page = shown(client, karin, "cases:trail", case)
    assert "Karin Samordnare Samordnare" in page
    event = AuditEvent.objects.get(action=Action.LOG_VIEWED)
    assert (event.case_id, event.by, event.role) == (case.pk, karin, "coordinator")
    assert not AuditEvent.objects.filter(action=Action.CASE_VIEWED).exists()


def test_the_page_holds_nothing_of_what_the_case_tells(
    client: Client, karin: User, case: Case
) -> None:
    life.write_note(case=case, text="Hemlig anteckning", by=karin, now=MONDAY)
    for name in ("cases:trail", "cases:trail_extract"):
        page = shown(client, karin, name, case)
        assert "Amina" not in page
        assert "Hemlig" not in page
        assert "070" not in page


def test_the_case_page_leads_there_for_a_coordinator_only(
    client: Client, karin: User, case: Case
) -> None:
    birgitta = volunteer()
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    address = reverse("cases:trail", args=[case.public_id])
    for person, is_there in ((karin, True), (birgitta, False)):
        client.force_login(person)
        page = client.get(case.get_absolute_url()).content.decode()
        assert (address in page) is is_there


@pytest.mark.parametrize("name", ["cases:trail", "cases:trail_extract", "cases:trail_extract_file"])
def test_nobody_else_reads_it_and_the_refusal_leaves_no_view(
    client: Client, karin: User, case: Case, name: str
) -> None:
    birgitta = volunteer()
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    hidden = open_case(by=coordinator("Lars-Erik Svensson"), is_protected=True)
    for person, of, status in (
        (birgitta, case, 403), (board(), case, 403), (someone("Ny Utan"), case, 403),
        (karin, hidden, 404),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(reverse(name, args=[of.public_id])).status_code == status
    told = {Action.LOG_VIEWED, Action.LOG_EXTRACTED}
    assert not AuditEvent.objects.filter(action__in=told).exists()


def test_fifty_to_a_page_and_as_many_queries_for_one_as_for_a_hundred(
    client: Client, karin: User, case: Case
) -> None:
    client.force_login(karin)
    address = reverse("cases:trail", args=[case.public_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    queries()
    with_few = queries()
    for number in range(100):
        happened(Action.CASE_VIEWED, case, karin, minutes=number)
    assert queries() == with_few <= 12
    assert "Sida 1 av 3" in shown(client, karin, "cases:trail", case)
    assert "Sida 3 av 3" in shown(client, karin, "cases:trail", case, "?sida=99")
    assert "Öppningar" in shown(client, karin, "cases:trail", case, "?visa=x&sida=y")


def test_the_extract_says_who_of_the_staff_had_the_case_and_when_the_earliest_first(
    client: Client, karin: User, case: Case
) -> None:
    birgitta = volunteer()
    happened(Action.CALL_CLAIMED, case, birgitta, minutes=60)
    happened(Action.CASE_VIEWED, case, karin)
    happened(Action.CASE_VIEWED, case, None)
    happened(Action.GLASS_BROKEN, case, birgitta, outcome=Outcome.REFUSED)
    happened(Action.NOTE_WRITTEN, case, birgitta)
    page = shown(client, karin, "cases:trail_extract", case)
    first = "2026-11-23 14.00 Karin Samordnare Samordnare Ärendet visades"
    then = "2026-11-23 15.00 Birgitta Nilsson Stödperson Samtal påbörjades"
    assert f"{first} {then}" in page
    assert "Nödöppning" not in page
    assert "Anteckning" not in page
    event = AuditEvent.objects.get(action=Action.LOG_EXTRACTED)
    assert (event.case_id, event.by) == (case.pk, karin)


def test_the_file_says_the_same_and_leaves_a_trace(client: Client, karin: User, case: Case) -> None:
    happened(Action.CASE_VIEWED, case, karin)
    client.force_login(karin)
    answer = client.get(reverse("cases:trail_extract_file", args=[case.public_id]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="loggutdrag.csv"'
    text = answer.content.decode()
    assert text.startswith(BOM)
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows == [
        ["Datum", "Klockslag", "Namn", "Roll", "Vad"],
        ["2026-11-23", "14.00", "Karin Samordnare", "Samordnare", "Ärendet visades"],
    ]
    assert AuditEvent.objects.filter(action=Action.LOG_EXTRACTED, case_id=case.pk).count() == 1


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+46", "-1", "@SUM(A1)", "  =1+1", "\xa0=1"])
def test_no_name_is_a_formula_in_the_file(
    client: Client, karin: User, case: Case, name: str
) -> None:
    mallory = someone(f"{name} Mallory", Role.VOLUNTEER)
    User.objects.get_queryset().filter(pk=mallory.pk).update(full_name=f"{name} Mallory")
    happened(Action.CASE_VIEWED, case, mallory)
    client.force_login(karin)
    answer = client.get(reverse("cases:trail_extract_file", args=[case.public_id]))
    for row in csv.reader(io.StringIO(answer.content.decode()[1:]), delimiter=";"):
        assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in row)
