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
from contacts.agenda import AgendaItem
from contacts.models import Draft
from contacts.services.agenda import let_go
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
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
    with transaction.atomic(), audit.written_last():
        claims = Draft.objects.claiming().filter(case__in=protection.family_ids(case))
        list(claims.order_by("pk").select_for_update(of=("self",)))
        for held in act():
            _let_go_of_calls(held, by, now)
            _let_go_of_agenda(held, by, now)
            let_go_of_concerns(case_ids=[held.pk], by=by, now=now)


def _let_go_of_calls(held: Case, by: User, now: datetime) -> None:
    """Those claimed while the case's row was waited for are among them. One whose row somebody
    else has just then is being saved, and ends by that.
    """
    claims = Draft.objects.claiming().filter(case=held).select_related("user")
    begun = claims.select_for_update(of=("self",), skip_locked=True)
    unseeing = [one.pk for one in begun if not _sees(one.user, held)]
    if Draft.objects.claiming().filter(pk__in=unseeing).update(released_at=now):
        audit.record(by_id=by.pk, action=Action.CALL_RELEASED, now=now, case_ids=[held.pk])


def _let_go_of_agenda(held: Case, by: User, now: datetime) -> None:
    planned = AgendaItem.objects.filter(case=held, ended_at__isnull=True)
    named = planned.filter(responsible__isnull=False).select_related("responsible")
    for user in {one.responsible for one in named if one.responsible}:
        if not _sees(user, held):
            let_go(person=user, by=by, now=now, case=held)


def _sees(user: User, held: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=held.pk).exists()
