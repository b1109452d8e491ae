"""What the report costs in queries, with one case and with a hundred."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.integration.reporting.conftest import FIRST_PERIOD, Jour, LogIn, fill

# Thirteen measures on one page.
QUERY_BUDGET = 37


def test_page_and_list_cost_the_same_with_one_case_and_with_a_hundred(
    client: Client, people: Jour, log_in: LogIn
) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    fill(people, 1)
    log_in(people.coordinator)
    report, behind = (
        reverse("reporting:followup"),
        reverse("reporting:figure", args=(FIRST_PERIOD, "received", "received", "outcome")),
    )
    page_before, list_before = queries(report), queries(behind)
    fill(people, 100, seed=3)
    assert queries(report) == page_before <= QUERY_BUDGET
    assert queries(behind) == list_before <= 12
