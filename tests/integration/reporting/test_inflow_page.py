"""Inflöde: each source week by week, and a mark on the one that has fallen silent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import Source
from contacts.domain.enums import Result
from reporting.domain.inflow import Flow
from reporting.inflow import inflow, silence_words, silent_sources
from tests.factories import MONDAY, board, coordinator, log_contact, open_case
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
    assert "Polisen har inte hänvisat någon på 3 veckor." in shown


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


def test_a_long_silence_keeps_its_mark_and_is_told_on_the_first_page(
    karin: User, client: Client
) -> None:
    for week in range(31, 41):
        for _ in range(2):
            open_case(by=karin, received_at=MONDAY - week * WEEK)
    open_case(by=karin, source=Source.OWN, received_at=MONDAY)
    page = inflow(karin, now=MONDAY)
    assert [(row.label, row.inflow.flow) for row in page.rows] == [
        ("Polisen", Flow.SILENT),
        ("Personen själv", Flow.UNKNOWN),
    ]
    assert page.silent == ["Polisen har inte hänvisat någon på 30 veckor."]
    assert silent_sources(karin, now=MONDAY) == page.silent
    client.force_login(karin)
    assert page.silent[0] in text_of(client.get(reverse("reporting:dashboard")))
    open_case(by=karin, received_at=MONDAY - timedelta(hours=2))
    assert silent_sources(karin, now=MONDAY) == inflow(karin, now=MONDAY).silent == []


def test_a_source_without_cases_for_half_a_year_and_without_a_mark_is_told_apart(
    karin: User,
) -> None:
    open_case(by=karin, source=Source.SCHOOL, received_at=MONDAY - 40 * WEEK)
    page = inflow(karin, now=MONDAY)
    assert page.rows == []
    assert "Skolan" in page.without


@pytest.mark.parametrize("source", list(Source))
def test_every_source_is_named_when_it_falls_silent(source: Source) -> None:
    words = silence_words(source, 3)
    assert "3 veckor" in words
    assert "källa har" not in words


def test_cases_of_others_protected_do_not_hide_a_silence(karin: User) -> None:
    """What the coordinator may not know says nothing, not even that the source is heard from."""
    weeks_of_cases(karin, Source.POLICE, a_week=2, until_weeks_ago=4)
    maj = coordinator("Maj Samordnare")
    open_case(by=maj, received_at=MONDAY - WEEK, is_protected=True)
    assert len(silent_sources(karin, now=MONDAY)) == 1
    assert silent_sources(maj, now=MONDAY) == []


def test_wrong_numbers_are_counted_for_each_source_with_their_share(
    karin: User, client: Client
) -> None:
    cases = [open_case(by=karin, received_at=MONDAY - timedelta(days=day)) for day in range(4)]
    open_case(by=karin, source=Source.SCHOOL)
    log_contact(cases[0], karin, Result.WRONG_NUMBER)
    rows = {row.label: (row.wrong, row.wrong_share) for row in inflow(karin, now=MONDAY).rows}
    assert rows == {"Polisen": (1, "25,0\N{NO-BREAK SPACE}%"), "Skolan": (0, "")}
    client.force_login(karin)
    assert "25,0" in text_of(client.get(reverse("reporting:inflow")))
