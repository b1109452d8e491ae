"""A case with a wrong number, and its question, for the tests of Fel nummer."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.domain.enums import CallSafety, ReachBy
from cases.domain.intake import IdentityInput
from cases.models import Case, NumberQuery
from cases.services import life
from contacts.domain.enums import Result
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, fictional_number, log_contact, open_case, seen_now
from volunteers.models import User

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ONE, TWO, NEW = (fictional_number(index) for index in (71, 72, 73))


def wrong(karin: User, *phones: str, **given: Any) -> NumberQuery:
    """A case whose first number has turned out wrong."""
    given.setdefault("received_at", MONDAY - 2 * HOUR)
    case = open_case(by=karin, phones=phones or (ONE,), **given)
    log_contact(case, karin, Result.WRONG_NUMBER, at=MONDAY - HOUR)
    return NumberQuery.objects.get(case=case)


def entered(case: Case, by: User, *phones: str, now: Any = MONDAY) -> None:
    life.change_identity(
        case=case,
        identity=IdentityInput(name="Amina Påhittad", phones=phones),
        reach_by=ReachBy.PHONE if phones else ReachBy.CALLS_US,
        call_safety=CallSafety.YES,
        declines_phone=False,
        seen=seen_now(case),
        by=by,
        now=now,
    )


def url(query: NumberQuery, name: str = "number_query") -> str:
    return reverse(f"cases:{name}", args=[query.public_id])


def again(query: NumberQuery) -> NumberQuery:
    found: NumberQuery = NumberQuery.objects.select_related("case").get(pk=query.pk)
    return found


def refused(act: Any) -> set[Any]:
    with pytest.raises(RefusedError) as raised:
        act()
    return set(raised.value.refusals)
