"""The referrals of a case that is erased: what is counted goes over to the row of statistics."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from cases.domain.coarse import coarse_day
from cases.models import Case
from cases.referring import Referral
from cases.register import REFERRAL
from jourcase.kernel.register import Fate

_LARGEST = 2**62
_DAYS = ("offered_at", "consent_at", "handed_over_at", "answered_at")


def leave_counted(*, case: Case, facts: Case) -> None:
    """New rows with the codes and the days, and the old ones deleted."""
    old = list(Referral.objects.filter(case=case))
    Referral.objects.filter(case=case).delete()
    Referral.objects.bulk_create([_left_of(row, facts) for row in old])


def _left_of(row: Referral, facts: Case) -> Referral:
    kept: dict[str, Any] = {name: getattr(row, name) for name in REFERRAL.with_fate(Fate.KEEP)}
    days = {name: _day(getattr(row, name)) for name in _DAYS}
    return Referral(
        id=-1 - secrets.randbelow(_LARGEST), public_id=uuid.uuid4(), case=facts, **days, **kept
    )


def _day(at: datetime | None) -> datetime | None:
    return None if at is None else coarse_day(at)
