"""Inflöde: each source week by week, and a mark on the one that has fallen silent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import Source
from reporting.domain.inflow import Flow
from reporting.inflow import inflow
from tests.factories import MONDAY, board, coordinator, open_case
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def karin(fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(MONDAY)
    return coordinator()


def weeks_of_cases(karin: User, source: Source, *, a_week: int, until_weeks_ago: int) -> None:
    for week in range(until_weeks_ago, 13):
        for _ in range(a_week):
            open_case(by=karin, source=source, received_at=MONDAY - week * WEEK)


def test_a_source_that_has_fallen_silent_is_marked_and_stands_first(
    karin: User, client: Client
) -> None:
    weeks_of_cases(karin, Source.OWN, a_week=1, until_weeks_ago=0)
    weeks_of_cases(karin, Source.POLICE, a_week=2, until_weeks_ago=4)
    page = inflow(karin, now=MONDAY)
    assert [(row.label, row.inflow.flow) for row in page.rows] == [
        ("Polisen", Flow.SILENT),
        ("Personen själv", Flow.USUAL),
    ]
    assert page.rows[0].usual == "2"
    assert [count for _, count in page.rows[0].weeks] == [2, 2, 2, 2, 2, 0, 0, 0]
    assert page.rows[1].this_week == 1
    client.force_login(karin)
    shown = text_of(client.get(reverse("reporting:inflow")))
    assert "Har tystnat: inget på 3 veckor" in shown
    assert "En källa har tystnat." in shown


def test_what_the_coordinator_may_not_know_is_not_counted(karin: User) -> None:
    maj = coordinator("Maj Samordnare")
    open_case(by=maj, received_at=MONDAY - WEEK, is_protected=True)
    assert inflow(karin, now=MONDAY).rows == []
    assert len(inflow(maj, now=MONDAY).rows) == 1


def test_the_page_is_the_coordinators_and_asks_little(
    karin: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    weeks_of_cases(karin, Source.OWN, a_week=1, until_weeks_ago=0)
    client.force_login(board())
    assert client.get(reverse("reporting:inflow")).status_code == 403
    client.force_login(karin)
    with django_assert_max_num_queries(12):
        client.get(reverse("reporting:inflow"))
    dashboard = client.get(reverse("reporting:dashboard")).content.decode()
    assert reverse("reporting:inflow") in dashboard


def test_with_nothing_the_page_says_so(karin: User, client: Client) -> None:
    client.force_login(karin)
    assert "Inga ärenden har kommit in" in text_of(client.get(reverse("reporting:inflow")))
