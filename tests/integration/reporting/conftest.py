"""A small jour with cases in every state, made through the services, with a fixed clock."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from cases.domain.enums import (
    AgeBand,
    CallSafety,
    CloseReason,
    CrimeType,
    EarlyClose,
    Gender,
    IntakeChannel,
    ReachBy,
    Source,
)
from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result
from jourcase.agreement.models import District, SupportForm
from jourcase.kernel import clock
from reporting.domain.periods import ReportPeriod
from tests import factories
from volunteers.models import User

FIRST_PERIOD = ReportPeriod(date(2025, 4, 1), date(2025, 12, 31))
YEAR_2026 = ReportPeriod(date(2026, 1, 1), date(2026, 12, 31))
# A Monday in the second agreement year; the last cases of the scene are then still open.
NOW = datetime(2026, 2, 16, 13, 0, tzinfo=UTC)


LogIn = Callable[[User], None]


@dataclass(frozen=True)
class Jour:
    coordinator: User
    volunteer: User
    board: User
    cases: list[Case]


@pytest.fixture
def now() -> Iterator[datetime]:
    with clock.fixed(NOW):
        yield NOW


@pytest.fixture
def people(db: None, now: datetime) -> Jour:
    """The people alone: no case has come in."""
    return Jour(factories.coordinator(), factories.volunteer(), factories.board(), [])


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Jour]:
    """Made once a module, inside a transaction that every test of it runs in."""
    keys = transaction.atomic(using="keys")
    with django_db_blocker.unblock(), transaction.atomic(), keys, clock.fixed(NOW):
        made = Jour(factories.coordinator(), factories.volunteer(), factories.board(), [])
        fill(made, 52)
        made.cases.append(
            factories.open_case(by=made.coordinator, received_at=NOW - timedelta(hours=2), now=NOW)
        )
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


@pytest.fixture
def jour(scene: Jour, db: None, now: datetime) -> Jour:
    """Fifty-two cases from November 2025 to February 2026, and one that came in just now."""
    return replace(scene, cases=list(scene.cases))


def fill(jour: Jour, how_many: int, *, seed: int = 7) -> None:
    """Cases that differ in all that the follow-up counts; the same seed makes the same."""
    draw = random.Random(seed)
    districts = [*District.objects.values_list("code", flat=True), ""]
    forms = list(SupportForm.objects.values_list("code", flat=True))
    for number in range(how_many):
        received_at = NOW - timedelta(days=100) + number * timedelta(days=100) / how_many
        received_at = received_at.replace(microsecond=0, hour=draw.randrange(6, 20))
        case = _open(jour, draw, min(received_at, NOW), districts, number)
        jour.cases.append(case)
        moment = case.received_at + timedelta(hours=draw.choice((1, 5, 20, 70, 90)))
        for result in _results(draw, case):
            if moment >= NOW:
                break
            _log(jour, draw, case, result, moment, forms)
            moment += timedelta(hours=draw.choice((3, 7, 24, 30)))
        _close(jour, draw, case, moment)


def _open(
    jour: Jour, draw: random.Random, received_at: datetime, districts: list[str], number: int
) -> Case:
    source = draw.choice([Source.POLICE, Source.POLICE, *Source])
    is_anonymous, is_protected = number % 17 == 3, number % 13 == 5
    return factories.open_case(
        by=jour.coordinator,
        received_at=received_at,
        now=received_at,
        source=source,
        channel=IntakeChannel.PHONE if source == Source.OWN else IntakeChannel.REFERRAL,
        reach_by=draw.choice([ReachBy.PHONE] * 6 + [ReachBy.OTHER_WAY, ReachBy.CALLS_US]),
        call_safety=draw.choice([CallSafety.YES] * 8 + [CallSafety.NO]),
        is_anonymous=is_anonymous,
        is_protected=is_protected,
        statistics=StatisticsInput(
            gender=draw.choice([*(g.value for g in Gender), "woman", "man", ""]),
            birth_year=draw.choice([None, 1938, 1955, 1980, 1999, 2004, 2012, 2019]),
            age_band=draw.choice([None, AgeBand.EXACTLY]),
            district_code=draw.choice(districts),
            crime_type=draw.choice([*(c.value for c in CrimeType), ""]),
        ),
    )


def _results(draw: random.Random, case: Case) -> list[Result]:
    if not case.has_working_phone or case.call_safety == CallSafety.NO:
        return draw.choice([[], [Result.REACHED]])
    tries = [
        draw.choice([Result.NO_ANSWER, Result.BUSY, Result.WRONG_NUMBER, Result.OTHER_PERSON])
        if draw.random() < 0.15
        else Result.NO_ANSWER
        for _ in range(draw.choice((0, 0, 1, 2, 3, 4)))
    ]
    return tries + draw.choice([[], [Result.REACHED], [Result.REACHED, Result.REACHED]])


def _log(
    jour: Jour,
    draw: random.Random,
    case: Case,
    result: Result,
    at: datetime,
    forms: list[str],
) -> None:
    is_reached = result == Result.REACHED
    phone = case.has_working_phone and case.call_safety != CallSafety.NO
    channels = [Channel.PHONE, Channel.MEETING, Channel.EMAIL] if is_reached else [Channel.PHONE]
    factories.log_contact(
        case,
        jour.volunteer,
        result,
        at=at,
        channel=draw.choice(channels) if phone else Channel.EMAIL,
        direction=Direction.OUT if phone else Direction.IN,
        support_codes=tuple(draw.sample(forms, draw.choice((0, 1, 3)))) if is_reached else (),
        meeting_offer=draw.choice([None, *MeetingOffer]) if is_reached else None,
    )


def _close(jour: Jour, draw: random.Random, case: Case, moment: datetime) -> None:
    reason = draw.choice([None, None, *CloseReason])
    if reason is None or moment >= NOW:
        return
    earlier = [other for other in jour.cases if other.pk != case.pk]
    if reason == CloseReason.DUPLICATE and not earlier:
        return
    by = jour.coordinator
    if reason == CloseReason.DUPLICATE:
        factories.closed_as_duplicate(case, of=earlier[0], by=by, now=moment)
        return
    life.close(case=case, reason=reason, by=by, now=moment, early=EarlyClose.NO_TIME)


@pytest.fixture
def log_in(client: Client) -> LogIn:
    """Log the test client in as somebody."""
    return client.force_login
