"""A volunteer in her browser on the Monday, and her case; tests with other times have their own."""

from collections.abc import Callable
from datetime import datetime, time

import pytest
from django.test import Client

from cases.domain.intake import SafeContact
from cases.domain.safe_hours import SafeHours
from cases.models import Case
from cases.services import life
from tests.factories import MONDAY, coordinator, open_case, volunteer
from volunteers.models import User


@pytest.fixture
def karin(db: None, fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(MONDAY)
    return coordinator()


@pytest.fixture
def birgitta(karin: User, client: Client) -> User:
    found = volunteer()
    client.force_login(found)
    return found


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    safe = SafeContact(hours=SafeHours.daily(time(9), time(17)))
    found = open_case(by=karin, name="Amina Påhittad", safe=safe)
    return life.assign(case=found, to=birgitta, by=karin, now=MONDAY)
