"""A case of a volunteer, to be protected, and those who are there."""

from datetime import datetime

import pytest
from django.urls import reverse

from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.services.protection import protect
from tests import factories
from tests.integration.cases.conftest import Hold
from volunteers.models import User

MONDAY = factories.MONDAY
NUMBER = "+46701740612"


@pytest.fixture
def karin(db: None, fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return factories.coordinator()


@pytest.fixture
def olle(karin: User) -> User:
    return factories.coordinator("Olle Annan")


@pytest.fixture
def birgitta(karin: User) -> User:
    return factories.volunteer()


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    made = factories.open_case(
        by=karin,
        name="Amina Påhittad",
        phones=(NUMBER,),
        statistics=StatisticsInput(district_code="farsta"),
    )
    return life.assign(case=made, to=birgitta, by=karin, now=MONDAY)


def hidden(case: Case, *readers: User, by: User | None = None, now: datetime = MONDAY) -> Case:
    protect(case=case, readers=readers, by=by or readers[0], now=now)
    case.refresh_from_db()
    return case


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)
