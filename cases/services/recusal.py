"""Jäv: somebody has nothing to do with a case from now on, and when that is over."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from cases.domain.enums import RecusalReason
from cases.domain.recusal import is_new_and_unasked, lifting_refusals, recusal_refusals
from cases.marks import Recusal
from cases.models import Case, EventKind
from cases.notices import HAD, tell_former
from cases.services.families import hold_all, same_person
from cases.services.life import add_event, hold
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.roles import Role
from volunteers.models import User


def set_recusal(*, case: Case, user: User, reason: RecusalReason, by: User, now: datetime) -> Case:
    """Hide the case from `user` everywhere, and take it from them if it is theirs.

    A call that they have begun is let go by `contacts.services.recusal`. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        family = hold_all(lambda: same_person(case.pk))
        held = family.pop(case.pk)
        refuse_if_any(
            recusal_refusals(
                is_recused=Recusal.objects.hides(held.pk, user),
                is_seen_by_others=not user.is_coordinator or _is_seen_by_others(held, user),
            )
        )
        Recusal.objects.create(case=held, user=user, reason=reason, set_at=now, set_by=by)
        _hide_others(family, user, reason, by, now)
        add_event(held, EventKind.RECUSED, by=by, now=now, who=user.short_name, code=reason.value)
        audit.record(
            by_id=by.pk,
            action=Action.RECUSAL_SET,
            now=now,
            case_ids=[held.pk],
            reason=reason.value,
        )
        if held.assigned_to_id == user.pk:
            take_from(held, by, now)
    return held


def deny_recusal(*, case: Case, by: User, now: datetime) -> bool:
    """ "Nej": whoever the case was given to knows nobody in it. False when there was nothing to
    answer: a second press, or the case has gone to somebody else.
    """
    with transaction.atomic():
        held = hold(case.pk)
        ours = Q(kind=EventKind.NO_RECUSAL, by=by)
        rows = held.events.aggregate(
            given=Max("pk", filter=Q(kind=EventKind.ASSIGNED)), answered=Max("pk", filter=ours)
        )
        if not is_new_and_unasked(
            is_responsible=held.assigned_to_id == by.pk, is_open=held.closed_at is None, **rows
        ):
            return False
        add_event(held, EventKind.NO_RECUSAL, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.RECUSAL_DENIED, now=now, case_ids=[held.pk])
    return True


def lift_recusal(*, recusal: Recusal, by: User, now: datetime) -> None:
    """Let the person see the case again, by the usual rules. Raises `RefusedError`."""
    with transaction.atomic():
        held = hold(recusal.case_id)
        row = Recusal.objects.select_for_update(of=("self",)).get(pk=recusal.pk)
        refuse_if_any(
            lifting_refusals(is_standing=row.lifted_at is None, is_own=row.user_id == by.pk)
        )
        row.lifted_at, row.lifted_by = now, by
        row.save(update_fields=["lifted_at", "lifted_by"])
        add_event(held, EventKind.RECUSAL_LIFTED, by=by, now=now, who=row.user.short_name)
        audit.record(by_id=by.pk, action=Action.RECUSAL_LIFTED, now=now, case_ids=[held.pk])


def _hide_others(
    family: Mapping[int, Case], user: User, reason: RecusalReason, by: User, now: datetime
) -> None:
    """What was merged into it, or what it was merged into, is about the same person."""
    known = set(Recusal.objects.hidden_from(user).values_list("case_id", flat=True))
    for pk, other in family.items():
        if pk in known:
            continue
        Recusal.objects.create(case=other, user=user, reason=reason, set_at=now, set_by=by)
        if other.assigned_to_id == user.pk:
            take_from(other, by, now)


def _is_seen_by_others(held: Case, user: User) -> bool:
    """Whether another coordinator can follow the case up (one query)."""
    recused = Recusal.objects.standing().filter(case=held).values("user")
    others = User.objects.active().with_role(Role.COORDINATOR).exclude(pk=user.pk)
    others = others.exclude(pk__in=recused)
    if held.is_protected:
        others = others.filter(pk__in=held.protected_readers.values("pk"))
    return others.exists()


def take_from(held: Case, by: User, now: datetime) -> None:
    """Nobody is responsible for a held case, whether it is open or closed. Whoever had an open one
    is told, as of a reassignment: that it is so, and neither which case nor why.
    """
    former, held.assigned_to = held.assigned_to, None
    had = {HAD: str(former.public_id)} if former else {}
    held.save(update_fields=["assigned_to"])
    add_event(held, EventKind.UNASSIGNED, by=by, now=now, **had)
    if former is not None and held.closed_at is None:
        tell_former(to=former, by=by, now=now)
    audit.record(
        by_id=by.pk,
        action=Action.CASE_ASSIGNED,
        now=now,
        case_ids=[held.pk],
        fields=["assigned_to"],
    )
