"""A coordinator, two volunteers and a board member, on a Monday afternoon."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests import factories
from volunteers.models import User

Hold = Callable[[datetime], None]


@pytest.fixture
def monday(fixed_clock: Hold) -> datetime:
    fixed_clock(factories.MONDAY)
    return factories.MONDAY


@pytest.fixture
def karin(db: None, monday: datetime) -> User:
    return factories.coordinator()


@pytest.fixture
def birgitta(db: None, monday: datetime) -> User:
    return factories.volunteer()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(karin: User) -> Client:
    """The coordinator's browser."""
    return logged_in(karin)


@pytest.fixture
def evening(birgitta: User) -> Client:
    """The volunteer's browser."""
    return logged_in(birgitta)
