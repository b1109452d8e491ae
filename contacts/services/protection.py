"""Skyddade personuppgifter, with what has begun and what is planned in the case.

A call that somebody has begun and may not see any more is let go of. What they have typed stays
theirs and can be saved, so that nothing told is lost; the card then says neither who it is nor the
number. The drafts' rows are taken before the cases', as when a call is saved.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services import protection
from cases.services.concern import let_go_of_concerns
from cases.services.families import merged_into
from contacts.models import Draft
from contacts.services.unseen import let_go_of_unseen
from jourcase.kernel import audit
from jourcase.outbox.services import put_together
from volunteers.models import User


def protect(*, case: Case, readers: Collection[User], by: User, now: datetime) -> None:
    """Hide the case from all but `readers`. Raises `RefusedError`."""
    _with_what_has_begun(
        case, lambda: protection.protect(case=case, readers=readers, by=by, now=now), by, now
    )


def change_readers(
    *, case: Case, add: Collection[User], remove: Collection[User], by: User, now: datetime
) -> None:
    """Let more coordinators see it, and others no longer. Raises `RefusedError`."""
    _with_what_has_begun(
        case,
        lambda: protection.change_readers(case=case, add=add, remove=remove, by=by, now=now),
        by,
        now,
    )


def _with_what_has_begun(
    case: Case, act: Callable[[], list[Case]], by: User, now: datetime
) -> None:
    with transaction.atomic(), audit.written_last(), put_together():
        claims = Draft.objects.claiming().filter(case__in=merged_into(case.pk))
        list(claims.order_by("pk").select_for_update(of=("self",)))
        for held in act():
            let_go_of_unseen(held, by=by, now=now)
            let_go_of_concerns(case_ids=[held.pk], by=by, now=now)
