"""Ärenden: the selections, what each row says, and what the page costs."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.closing import gaps_in_words
from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.domain.enums import Result
from contacts.list_filters import Order
from contacts.queue import Moment
from contacts.selections import Selection, counts, select
from tests import factories
from tests.factories import MONDAY, log_contact, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
DAY = timedelta(days=1)


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return factories.coordinator()


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


@pytest.fixture
def jour(karin: User) -> dict[str, Case]:
    """One case for each selection, named after what is particular about it."""
    birgitta = factories.volunteer()
    full = StatisticsInput(
        relation="victim",
        gender="woman",
        age_band=None,
        birth_year=1980,
        district_code="farsta",
        crime_type="theft",
        police_report="no",
    )
    cases = {
        "overdue": open_case(by=karin, received_at=MONDAY - 5 * DAY),
        "today": open_case(by=karin, received_at=MONDAY - 3 * DAY),
        "soon": open_case(by=karin, received_at=MONDAY - 1 * DAY),
        "reached": open_case(by=karin, received_at=MONDAY - 5 * DAY),
        "mine": open_case(by=karin, statistics=full),
        "paused": open_case(by=karin),
        "wrong": open_case(by=karin),
        "evening": open_case(by=karin, received_at=MONDAY - 3 * DAY),
        "tried": open_case(by=karin, received_at=MONDAY - 6 * DAY),
        "unsafe": open_case(by=karin, received_at=MONDAY - 5 * DAY, call_safety=CallSafety.NO),
        "waits": open_case(by=karin, received_at=MONDAY - 5 * DAY, reach_by=ReachBy.CALLS_US),
        "anonymous": open_case(by=karin, is_anonymous=True),
        "protected": open_case(by=karin, received_at=MONDAY - 5 * DAY, is_protected=True),
        "closed": open_case(by=karin),
    }
    life.assign(case=cases["mine"], to=karin, by=karin, now=MONDAY)
    life.assign(case=cases["tried"], to=birgitta, by=karin, now=MONDAY)
    log_contact(cases["reached"], karin, Result.REACHED, at=MONDAY - 4 * DAY)
    log_contact(cases["paused"], karin, Result.OTHER_PERSON)
    log_contact(cases["wrong"], karin, Result.WRONG_NUMBER)
    for hours in (1, 24):
        log_contact(cases["evening"], karin, at=MONDAY - 3 * DAY + timedelta(hours=hours))
    for hours in (1, 28, 50):
        log_contact(cases["tried"], karin, at=MONDAY - 6 * DAY + timedelta(hours=hours))
    life.close(case=cases["closed"], reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    return cases


EXPECTED: dict[Selection, set[str]] = {
    Selection.OVERDUE: {"overdue"},
    Selection.DUE_TODAY: {"today"},
    Selection.MINE: {"mine"},
    Selection.PAUSED: {"paused"},
    Selection.WRONG_NUMBER: {"wrong"},
    Selection.EVENING: {"evening"},
    Selection.OFFER_CLOSING: {"tried"},
    Selection.CLOSED: {"closed"},
}


@pytest.mark.parametrize("selection", EXPECTED, ids=lambda one: one.value)
def test_a_selection_holds_what_its_name_says(
    karin: User, jour: dict[str, Case], selection: Selection
) -> None:
    moment = Moment.at(MONDAY)
    found = select(Case.objects.visible_to(karin), selection, moment=moment, user=karin)
    names = {case.pk: name for name, case in jour.items()}
    assert {names[case.pk] for case in found} == EXPECTED[selection]


def test_what_is_to_complete_is_what_has_gaps(karin: User, jour: dict[str, Case]) -> None:
    """The condition in the database and the rule agree about every open case."""
    visible = Case.objects.visible_to(karin)
    found = select(visible, Selection.TO_COMPLETE, moment=Moment.at(MONDAY), user=karin)
    by_rule = {case.pk for case in visible.open() if gaps_in_words(case)}
    assert set(found.values_list("pk", flat=True)) == by_rule
    assert jour["mine"].pk not in by_rule


@pytest.mark.parametrize("selection", Selection, ids=lambda one: one.value)
def test_the_list_is_as_long_as_its_counter(
    inside: Client, karin: User, jour: dict[str, Case], selection: Selection
) -> None:
    visible, moment = Case.objects.visible_to(karin), Moment.at(MONDAY)
    number = counts(visible, list(Selection), moment=moment, user=karin)[selection]
    page = inside.get(reverse("contacts:list"), {"urval": selection.value})
    assert page.context["page"].paginator.count == number
    assert len(page.context["rows"]) == number


@pytest.mark.parametrize("order", Order, ids=lambda one: one.value)
def test_the_list_has_the_asked_order(inside: Client, jour: dict[str, Case], order: Order) -> None:
    page = inside.get(reverse("contacts:list"), {"urval": "alla", "ordning": order.value})
    rows = page.context["rows"]
    assert len(rows) == len(jour)
    match order:
        case Order.DUE:
            assert rows[0].reference == jour["overdue"].reference
        case Order.RECEIVED:
            assert rows[-1].reference == jour["tried"].reference
        case Order.ASSIGNEE:
            named = [row.assignee for row in rows if row.assignee != "Ingen"]
            assert named == ["Birgitta N.", "Karin S."]
            assert rows[0].assignee == "Ingen"


def test_a_row_says_why_and_never_the_number(inside: Client, jour: dict[str, Case]) -> None:
    html = inside.get(reverse("contacts:list")).content.decode()
    assert "Försenad: första kontakt skulle tagits" in html
    assert "Någon annan svarade: samordnaren beslutar" in html
    assert "070-174" not in html


def test_a_protected_case_has_neither_name_nor_number(
    inside: Client, jour: dict[str, Case]
) -> None:
    rows = inside.get(reverse("contacts:list")).context["rows"]
    row = next(one for one in rows if one.public_id == str(jour["protected"].public_id))
    assert (row.reference, row.name) == ("Skyddat ärende 1", "")


def test_a_closed_case_says_why_it_ended(inside: Client, jour: dict[str, Case]) -> None:
    page = inside.get(reverse("contacts:list"), {"urval": "avslutade"})
    assert page.context["rows"][0].why == "Återtaget"


def test_a_volunteer_sees_their_own_cases(client: Client, karin: User, jour: object) -> None:
    client.force_login(User.objects.get(full_name="Birgitta Nilsson"))
    for selection in ("oppna", "alla", "forsenade"):
        page = client.get(reverse("contacts:list"), {"urval": selection})
        assert len(page.context["rows"]) <= 1
    assert len(client.get(reverse("contacts:list")).context["rows"]) == 1


def test_the_board_has_no_list(client: Client, karin: User) -> None:
    client.force_login(factories.board())
    assert client.get(reverse("contacts:list")).status_code == 403


def test_an_empty_list_says_what_that_means(inside: Client) -> None:
    page = inside.get(reverse("contacts:list"), {"urval": "forsenade"}).content.decode()
    assert "Inget är försenat" in page


def test_fifty_to_a_page_and_the_same_queries_for_one_and_a_hundred(
    inside: Client, karin: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            inside.get(reverse("contacts:list"))
        return len(captured)

    people = [karin, *(factories.volunteer(f"Person{n} Efternamn") for n in range(3))]

    def one_more(number: int) -> None:
        life.assign(case=open_case(by=karin), to=people[number % 4], by=karin, now=MONDAY)

    one_more(0)
    inside.get(reverse("contacts:list"))
    one = queries()
    for number in range(99):
        one_more(number)
    assert queries() == one <= 12
    page = inside.get(reverse("contacts:list"), {"sida": "2"})
    assert len(page.context["rows"]) == 50
    assert "Sida 2 av 2" in page.content.decode()
