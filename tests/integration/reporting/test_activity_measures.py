"""Measures 10 and 11: what the activity log gives the follow-up."""

from dataclasses import replace
from datetime import date

import pytest

from jourcase.agreement.models import Undertaking
from reporting.activities.services import activities_of, remove_activity
from reporting.domain.activities import ActivityKind, AudienceGroup
from reporting.domain.figures import Audience, Banded, Count, Rounded, Share, Table, TableKind
from reporting.domain.periods import ReportPeriod
from reporting.services import agreement_spans, make_followup
from tests.integration.reporting.conftest import FIRST_PERIOD, NOW, YEAR_2026, Jour
from tests.integration.reporting.test_activities import MEETING, TALK, TODAY, noted


def table(code: str, audience: Audience = Audience.INTERNAL) -> Table:
    made = make_followup(period=YEAR_2026, within=agreement_spans()[0], audience=audience, now=NOW)
    return next(table for table in made.tables if table.code == code)


@pytest.fixture
def a_year(people: Jour) -> None:
    for day in (date(2025, 12, 31), date(2026, 1, 1), TODAY):
        noted(people, replace(MEETING, held_on=day))
    noted(people, replace(TALK, held_on=date(2025, 12, 31), reached=500))
    noted(people)
    noted(people, replace(TALK, audience=AudienceGroup.YOUNG, reached=3, named_others=False))
    noted(people, replace(TALK, reached=None, told_others=True))
    remove_activity(public_id=noted(people).public_id, by=people.coordinator, now=NOW)


@pytest.mark.usefixtures("a_year")
def test_measure_10_counts_meetings_by_partner_beside_the_period_before() -> None:
    meetings = table("cooperation")
    assert meetings.kind is TableKind.ACTIVITY
    assert [column.period for column in meetings.columns] == [None, FIRST_PERIOD]
    assert meetings.cell("police", "outcome") == Count(2)
    assert meetings.cell("school", "outcome") == Count(0)
    assert meetings.rows[-1].cells == (Count(2), Count(1))


@pytest.mark.usefixtures("a_year")
def test_measure_11_counts_talks_audience_and_the_other_parties() -> None:
    whole = table("information")
    assert whole.kind is TableKind.ACTIVITY
    assert whole.cell("activities", "outcome") == Count(3)
    assert whole.cell("named-others", "outcome") == Share(2, 3)
    assert whole.cell("told-others", "outcome") == Share(1, 3)
    assert whole.cell("counted", "outcome") == Count(2)
    assert whole.cell("reached", "outcome") == Count(43)
    assert whole.cell("reached", "previous") == Count(500)
    assert table("information-audience").cell("public", "outcome") == Count(2)
    assert table("information-reached").cell("young", "outcome") == Count(3)


@pytest.mark.usefixtures("a_year")
def test_the_city_sees_small_numbers_of_activities_but_not_of_people() -> None:
    assert table("cooperation", Audience.CITY).cell("police", "outcome") == Count(2)
    assert table("information-audience", Audience.CITY).cell("young", "outcome") == Count(1)
    people = table("information-reached", Audience.CITY)
    assert people.cell("young", "outcome") == Banded(5)
    assert people.cell("public", "outcome") == Rounded(40)
    assert people.cell("total", "outcome") == Count(43)


@pytest.mark.usefixtures("people")
def test_a_dropped_undertaking_takes_its_measure_with_it() -> None:
    Undertaking.objects.filter(measure="cooperation").update(valid_to=date(2025, 12, 31))
    made = make_followup(
        period=YEAR_2026, within=agreement_spans()[0], audience=Audience.INTERNAL, now=NOW
    )
    codes = {section.code for section in made.sections}
    assert "information" in codes
    assert "cooperation" not in codes


def test_a_day_belongs_to_every_period_that_holds_it(people: Jour) -> None:
    noted(people)
    short = ReportPeriod(TODAY, TODAY)
    assert activities_of(ActivityKind.INFORMATION, [YEAR_2026, short, FIRST_PERIOD]) == [
        [TALK],
        [TALK],
        [],
    ]
