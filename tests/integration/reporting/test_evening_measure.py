"""Measure 5: ISO weeks with an open evening, of those that touch the period."""

from datetime import date, datetime, time, timedelta

import pytest

from jourcase.kernel.local_time import at_local, local_date
from reporting.domain.figures import Audience, Count, Share, Table
from reporting.domain.periods import ReportPeriod
from reporting.services import agreement_spans, make_followup
from tests.factories import coordinator, evening_shift, volunteer
from volunteers.domain.evenings import ClosedBecause
from volunteers.evenings import services
from volunteers.models import Shift, User
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
YEAR_2026 = ReportPeriod(date(2026, 1, 1), date(2026, 12, 31))
# Thursday of week 53: its evening has been, and the week is not over.
NOW = at_local(date(2026, 12, 31), time(12))
WEDNESDAY = at_local(date(2026, 12, 30), time(17))


@pytest.fixture
def karin() -> User:
    return coordinator()


def weeks_before(count: int) -> datetime:
    on = local_date(WEDNESDAY) - timedelta(weeks=count)
    return at_local(on, time(17))


def table(now: datetime = NOW, audience: Audience = Audience.INTERNAL) -> Table:
    made = make_followup(period=YEAR_2026, within=agreement_spans()[0], audience=audience, now=now)
    return next(one for one in made.tables if one.code == "evening-opening")


def held(karin: User, weeks: int, *people: User, office: str = "egen") -> Shift:
    return evening_shift(*people, starts_at=weeks_before(weeks), office=office, by=karin)


def test_a_year_with_week_53_counts_the_weeks_that_were_open(karin: User) -> None:
    birgitta = volunteer()
    held(karin, 0, birgitta)
    held(karin, 1)  # ours, and nobody came
    partners = held(karin, 2, office="partnerjour-1")
    services.confirm_evening(shift=partners, by=karin, now=NOW)
    held(karin, 3, office="partnerjour-2")
    closed = held(karin, 4, birgitta)
    services.close_evening(
        shift=closed, because=ClosedBecause.ILLNESS, note="Birgitta är sjuk", by=karin, now=NOW
    )
    found = table()
    assert found.cell("weeks", "outcome") == Share(2, 53)
    assert found.cell("own", "outcome") == Count(1)
    assert found.cell("partners", "outcome") == Count(1)
    assert "v. 52 2026 (ingen anmäld)" in found.note
    assert "v. 50 2026 (inte bekräftad)" in found.note
    assert "v. 49 2026 (stängt: sjukdom)" in found.note
    assert "v. 48 2026 (ingen kväll planerad)" in found.note
    assert "Birgitta" not in found.note
    assert "v. 53" not in found.note


def test_somebody_not_approved_that_day_opens_no_evening(karin: User) -> None:
    birgitta = volunteer()
    held(karin, 1, birgitta)
    assert table().cell("weeks", "outcome") == Share(1, 52)
    withdraw_approval(user=birgitta, last_day=date(2026, 12, 22), by=karin, now=NOW)
    assert table().cell("weeks", "outcome") == Share(0, 52)


def test_an_evening_counts_when_it_is_over_and_a_week_when_it_has_ended(karin: User) -> None:
    held(karin, 0, volunteer())
    in_the_middle = WEDNESDAY + timedelta(hours=1)
    assert table(in_the_middle).cell("weeks", "outcome") == Share(0, 52)
    assert table(WEDNESDAY + timedelta(hours=3)).cell("weeks", "outcome") == Share(1, 53)


def test_the_city_sees_the_weeks_as_they_are(karin: User) -> None:
    held(karin, 0, volunteer())
    assert table(audience=Audience.CITY).cell("weeks", "outcome") == Share(1, 53)


def test_a_holiday_is_named_by_the_calendar_and_not_by_what_was_written(karin: User) -> None:
    midsummer = evening_shift(starts_at=at_local(date(2026, 6, 19), time(17)), by=karin)
    services.close_evening(
        shift=midsummer, because=ClosedBecause.HOLIDAY, note="Eva är bortrest", by=karin, now=NOW
    )
    assert "v. 25 2026 (stängt: helgdag, Midsommarafton)" in table().note
