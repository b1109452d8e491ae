"""An answer about age of today is not written into the statistics of the received day."""

from datetime import UTC, datetime

import pytest

from cases.domain.enums import AgeBand, AgeGroup
from cases.domain.intake import StatisticsInput
from cases.models import Case, Identity
from cases.services import life
from cases.services import referral as service
from tests import factories
from volunteers.models import User

pytestmark = pytest.mark.django_db
RECEIVED = datetime(2026, 12, 30, 12, 0, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def karin(db: None) -> User:
    return factories.coordinator()


def case_of(karin: User, **said: int) -> Case:
    statistics = StatisticsInput(birth_year=said.get("birth_year"))
    return factories.open_case(by=karin, received_at=RECEIVED, statistics=statistics)


def band_of(case: Case) -> AgeBand | None:
    case = Case.objects.select_related("terms").get(pk=case.pk)
    return service.band_today(case, Identity.objects.get(case=case), now=NEXT_YEAR)


def test_a_band_reckoned_from_the_year_is_asked_about_next_year(karin: User) -> None:
    case = case_of(karin, birth_year=2006)
    assert case.age_band == AgeBand.UNDER
    assert band_of(case) == AgeBand.ASK
    service.answer_age(case=case, band=AgeBand.EXACTLY, by=karin, now=NEXT_YEAR)
    assert band_of(case) == AgeBand.EXACTLY
    case.refresh_from_db()
    assert (case.age_band, case.age_group) == (AgeBand.UNDER, AgeGroup.A18_20)


def test_an_answer_fills_in_the_received_day_only_where_nothing_stood(karin: User) -> None:
    case = case_of(karin)
    service.answer_age(case=case, band=AgeBand.EXACTLY, by=karin, now=NEXT_YEAR)
    case.refresh_from_db()
    assert (case.age_band, case.age_group) == (AgeBand.EXACTLY, AgeGroup.A21)


def test_to_put_the_age_right_takes_away_what_was_answered(karin: User) -> None:
    case = case_of(karin, birth_year=2006)
    service.answer_age(case=case, band=AgeBand.EXACTLY, by=karin, now=NEXT_YEAR)
    same = StatisticsInput(birth_year=2006)
    life.change_statistics(case=case, statistics=same, by=karin, now=NEXT_YEAR)
    assert band_of(case) == AgeBand.EXACTLY
    other = StatisticsInput(birth_year=2005)
    life.change_statistics(case=case, statistics=other, by=karin, now=NEXT_YEAR)
    assert band_of(case) == AgeBand.ASK
    case.refresh_from_db()
    assert case.asked_on is None
