"""The life of a case, from its facts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cases.domain.enums import Status
from cases.domain.status import LifeFacts, status

AT = datetime(2026, 5, 22, 12, tzinfo=UTC)
FRESH = LifeFacts(
    closed_at=None,
    erased_at=None,
    reached_at=None,
    has_support=False,
    phone_tries=0,
    is_assigned=False,
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (FRESH, Status.RECEIVED),
        (replace(FRESH, is_assigned=True), Status.ASSIGNED),
        (replace(FRESH, phone_tries=1), Status.TRYING),
        (replace(FRESH, phone_tries=1, is_assigned=True), Status.TRYING),
        (replace(FRESH, phone_tries=2, reached_at=AT), Status.REACHED),
        (replace(FRESH, reached_at=AT, has_support=True), Status.IN_SUPPORT),
        (replace(FRESH, reached_at=AT, has_support=True, closed_at=AT), Status.CLOSED),
        (replace(FRESH, closed_at=AT), Status.CLOSED),
        (replace(FRESH, closed_at=AT, erased_at=AT), Status.ERASED),
    ],
    ids=lambda value: value.name if isinstance(value, Status) else "",
)
def test_the_furthest_step_that_the_facts_show(facts: LifeFacts, expected: Status) -> None:
    assert status(facts) == expected
