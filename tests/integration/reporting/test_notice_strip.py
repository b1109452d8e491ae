"""The board's strip: when notice has to be in, and when a new agreement is needed."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from jourcase.agreement.models import Agreement
from tests.factories import board, coordinator
from tests.integration.cases.sending import text_of

pytestmark = pytest.mark.django_db
PAGES = ["reporting:followup", "reporting:budget"]
NOTICE = "Uppsägning ska ha kommit in senast 30 september 2026"
NEW = "Överenskommelsen slutar 31 december 2026 och förlängs inte av sig själv."


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 5, 31), ""),
        (date(2026, 6, 1), "121 dagar kvar."),
        (date(2026, 9, 29), "En dag kvar."),
        (date(2026, 9, 30), "Det är i dag."),
        (date(2026, 10, 1), ""),
    ],
)
def test_the_board_is_told_from_the_first_of_june_to_the_last_day(
    client: Client, fixed_clock: Callable[[datetime], None], page: str, day: date, told: str
) -> None:
    fixed_clock(at_noon(day))
    client.force_login(board())
    shown = text_of(client.get(reverse(page)))
    assert (NOTICE in shown) == bool(told)
    assert told in shown
    assert "längst till 31 december 2027" in shown or not told


def test_the_last_week_looks_urgent(
    client: Client, fixed_clock: Callable[[datetime], None]
) -> None:
    client.force_login(board())
    looks = []
    for day in (date(2026, 9, 22), date(2026, 9, 23)):
        fixed_clock(at_noon(day))
        client.force_login(board())
        looks.append("notis-warn" in client.get(reverse(PAGES[1])).content.decode())
    assert looks == [False, True]


def test_after_notice_a_new_agreement_is_what_is_needed(
    client: Client, fixed_clock: Callable[[datetime], None]
) -> None:
    fixed_clock(at_noon(date(2026, 9, 1)))
    client.force_login(board())
    Agreement.objects.update(notice_received_on=date(2026, 8, 15))
    shown = text_of(client.get(reverse(PAGES[0])))
    assert NEW in shown
    assert NOTICE not in shown


def test_the_coordinator_is_not_told_what_the_board_decides(
    client: Client, fixed_clock: Callable[[datetime], None]
) -> None:
    fixed_clock(at_noon(date(2026, 9, 23)))
    client.force_login(coordinator())
    assert NOTICE not in text_of(client.get(reverse(PAGES[0])))
