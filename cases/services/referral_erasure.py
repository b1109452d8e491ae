"""What is counted besides a case that is erased, referrals and wrong numbers: it goes over to the
row of statistics.
"""

import secrets
import uuid
from datetime import datetime
from typing import Any

from cases.domain.coarse import coarse_day
from cases.models import Case, NumberQuery
from cases.referring import Referral
from cases.register import NUMBER_QUERY, REFERRAL
from jourcase.kernel.register import Fate, Table

_LARGEST = 2**62
_COUNTED: tuple[tuple[type[Referral] | type[NumberQuery], Table, tuple[str, ...]], ...] = (
    (Referral, REFERRAL, ("offered_at", "consent_at", "handed_over_at", "answered_at")),
    (
        NumberQuery,
        NUMBER_QUERY,
        ("found_at", "asked_at", "reminded_at", "answered_at", "closed_at"),
    ),
)


def leave_counted(*, case: Case, facts: Case) -> None:
    """New rows with the codes and the days, and the old ones deleted."""
    for model, declared, moments in _COUNTED:
        old = list(model._default_manager.filter(case=case))
        model._default_manager.filter(case=case).delete()
        kept = declared.with_fate(Fate.KEEP)
        for row in old:
            values: dict[str, Any] = {name: getattr(row, name) for name in kept}
            values |= {name: _day(getattr(row, name)) for name in moments}
            model._default_manager.create(
                id=-1 - secrets.randbelow(_LARGEST), public_id=uuid.uuid4(), case=facts, **values
            )


def _day(at: datetime | None) -> datetime | None:
    return None if at is None else coarse_day(at)
