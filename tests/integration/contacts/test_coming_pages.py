"""The list of what is coming, and what the start page says of it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.domain.enums import RecusalReason
from cases.models import Case
from cases.services import life
from contacts.coming import meetings_text
from contacts.domain.agenda import AgendaKind
from contacts.domain.enums import Result
from contacts.services import agenda
from contacts.services.recusal import recuse
from contacts.views_agenda import ROWS_SHOWN
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import (
    MONDAY,
    coordinator,
    evening_shift,
    log_contact,
    open_case,
    volunteer,
)
from tests.integration.contacts.agenda_pages import (
    AT,
    COMING,
    DAY,
    HOUR,
    MINUTE,
    page_of,
    planned,
    text,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db


def test_the_list_has_events_calls_and_evenings_by_the_clock_and_no_words_of_the_case(
    client: Client, case: Case, karin: User, birgitta: User
) -> None:
    planned(case, birgitta, AT + DAY, ends_at=AT + DAY + HOUR, about="Ta med brevet")
    planned(case, karin, AT, responsible=karin)
    log_contact(case, birgitta, Result.CALL_LATER, at=MONDAY, callback_at=MONDAY + DAY)
    evening_shift(birgitta, starts_at=MONDAY + 4 * HOUR, by=karin)
    shown = text(client.get(COMING))
    lines = [
        "I dag 18.00–21.00 Jourpass – Birgitta N.",
        f"I morgon 14.00 Utlovat samtal {case.reference} Birgitta N.",
        f"Ons 25 nov. 14.00 Personligt möte {case.reference} Karin S.",
        f"Tors 26 nov. 14.00–15.00 Personligt möte {case.reference} Birgitta N.",
    ]
    places = [shown.index(line) for line in lines]
    assert places == sorted(places)
    assert "4 rader" in shown
    for hidden in ("Amina", "Sal 4", "brevet"):
        assert hidden not in shown
    assert AuditEvent.objects.filter(action=Action.LIST_VIEWED, by=birgitta).exists()


def test_an_empty_list_says_what_to_do(client: Client, birgitta: User) -> None:
    shown = text(client.get(COMING))
    assert "Inget är inbokat" in shown
    assert "läggs in på ärendets sida" in shown


def test_each_sees_what_is_theirs(client: Client, case: Case, karin: User, birgitta: User) -> None:
    lars = volunteer("Lars Nilsson")
    planned(case, birgitta)
    protected = open_case(by=karin, is_protected=True)
    planned(protected, karin, AT + HOUR, responsible=karin)
    maj = coordinator("Maj Annan")

    def seen(user: User, urval: str) -> set[str]:
        client.force_login(user)
        shown = text(client.get(COMING, {"urval": urval}))
        return {one.name_for_lists for one in (case, protected) if one.name_for_lists in shown}

    protected_name = protected.name_for_lists
    assert protected_name == "Skyddat ärende 1"
    assert seen(birgitta, "mina") == {case.reference}
    assert seen(lars, "mina") == set()
    assert seen(lars, "alla") == set(), "a volunteer has no other list"
    assert seen(karin, "mina") == {protected_name}
    assert seen(karin, "alla") == {case.reference, protected_name}
    assert seen(maj, "alla") == {case.reference}
    recuse(case=case, user=maj, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert seen(maj, "alla") == set()


def test_what_has_been_stands_for_a_month(
    client: Client, case: Case, birgitta: User, fixed_clock: Callable[[datetime], None]
) -> None:
    planned(case, birgitta)
    fixed_clock(AT + 29 * DAY)
    assert "Har varit" in text(client.get(COMING))
    fixed_clock(AT + 30 * DAY)
    assert "Inget är inbokat" in text(client.get(COMING))


def test_the_list_is_paged_and_asks_as_much_with_many_rows_as_with_one(
    client: Client, case: Case, birgitta: User, karin: User
) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    planned(case, birgitta)
    gone = planned(case, birgitta)
    agenda.cancel(item=gone, by=birgitta, now=MONDAY)
    client.get(COMING)
    with_one = [queries(COMING), queries(page_of(case))]
    for minute in range(ROWS_SHOWN + 5):
        planned(case, birgitta, AT + minute * MINUTE)
        if minute % 2:
            other = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
            planned(other, birgitta, AT + minute * MINUTE)
        else:
            agenda.cancel(item=planned(case, birgitta), by=birgitta, now=MONDAY)
    assert [queries(COMING), queries(page_of(case))] == with_one
    assert max(with_one) <= 12
    first = client.get(COMING)
    assert len(first.context["rows"]) == ROWS_SHOWN
    second = client.get(COMING, {"urval": "mina", "sida": "2"})
    assert "Sida 2 av 2" in text(second)
    assert client.get(COMING, {"sida": "nonsens"}).status_code == 200


# --- The start page -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "tomorrow", "said"),
    [
        (0, 0, ""),
        (1, 0, "Du har 1 inbokad tid i dag."),
        (2, 0, "Du har 2 inbokade tider i dag."),
        (0, 1, "Du har 1 inbokad tid i morgon."),
        (1, 2, "Du har 1 inbokad tid i dag och 2 i morgon."),
    ],
)
def test_how_many_meetings_there_are_in_words(today: int, tomorrow: int, said: str) -> None:
    assert meetings_text(today=today, tomorrow=tomorrow) == said


def test_whoever_comes_in_is_told_of_their_meetings_of_today_and_tomorrow(
    client: Client, case: Case, karin: User, birgitta: User
) -> None:
    assert "inbokad" not in text(client.get("/", follow=True))
    planned(case, birgitta, MONDAY + HOUR)
    planned(case, birgitta, MONDAY + DAY, kind=AgendaKind.COURT)
    planned(case, birgitta, MONDAY + 2 * DAY)
    planned(case, karin, MONDAY + 2 * HOUR, responsible=karin)
    answer = client.get("/", follow=True)
    assert "Du har 1 inbokad tid i dag och 1 i morgon. Visa vad som kommer" in text(answer)
    assert f'href="{COMING}"' in answer.content.decode()
    client.force_login(karin)
    assert "Du har 1 inbokad tid i dag." in text(client.get("/", follow=True))
