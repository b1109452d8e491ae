"""A case that was forwarded leaves the follow-up only if it was before contact and in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from cases.domain.enums import CloseReason, ReachBy
from cases.domain.referral import FiguresEffect, figures_effect
from cases.domain.retention import ErasureReason
from cases.models import Case
from cases.services import life
from cases.services.erasure import erase_case
from jourcase.kernel import audit
from reporting.queries import IN_COHORT, IS_FORWARDED_UNTOUCHED
from tests import factories
from tests.integration.reporting.conftest import NOW, Jour

START = NOW - timedelta(days=60)


def forwarded(jour: Jour, at: datetime, **how: Any) -> tuple[Case, FiguresEffect]:
    """Closed as forwarded at `at`, with what the page of the hand-over said just before."""
    case = factories.open_case(by=jour.coordinator, received_at=START, **how)
    case.refresh_from_db()
    said = figures_effect(
        is_open=True,
        first_contact_at=case.first_contact_at,
        deadline_at=case.deadline_at,
        now=at,
    )
    life.close(case=case, reason=CloseReason.FORWARDED, by=jour.coordinator, now=at)
    return case, said


def erased(case: Case) -> Case:
    before = set(Case.objects.erased().values_list("pk", flat=True))
    with transaction.atomic(), audit.written_last():
        held = life.hold(case.pk)
        erase_case(held, reason=ErasureReason.RETENTION, by_id=None, now=NOW)
    return Case.objects.erased().exclude(pk__in=before).get()


def is_left_out(case: Case) -> bool:
    found = Case.objects.filter(pk=case.pk)
    left_out = found.filter(IS_FORWARDED_UNTOUCHED).exists()
    assert found.filter(IN_COHORT).exists() != left_out
    return left_out


WAYS: list[dict[str, Any]] = [
    {},
    {"is_protected": True},
    {"reach_by": ReachBy.CALLS_US},
    {"is_anonymous": True, "reach_by": ReachBy.CALLS_US},
]


@pytest.mark.django_db
@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("seconds_late", [-3600, 0, 1, 86400 * 20])
def test_the_hand_over_page_says_what_the_report_does_also_after_erasure(
    people: Jour, how: dict[str, Any], seconds_late: int
) -> None:
    probe = factories.open_case(by=people.coordinator, received_at=START)
    probe.refresh_from_db()
    assert probe.deadline_at is not None
    case, said = forwarded(people, probe.deadline_at + timedelta(seconds=seconds_late), **how)
    is_outside = said == FiguresEffect.OUTSIDE
    assert is_outside == (seconds_late <= 0)
    call_command("check_promises")
    assert is_left_out(case) == is_outside
    assert is_left_out(erased(case)) == is_outside
