""" "Gallra nu": one person asks, another confirms. The case may be open."""

from datetime import datetime

from django.db import transaction

from cases.domain.enums import CloseReason, EarlyClose
from cases.domain.retention import (
    ErasureReason,
    answer_refusals,
    asking_refusals,
    hold_refusals,
)
from cases.erasing import ErasureRequest
from cases.marks import Recusal
from cases.models import Case
from cases.services.erasure import erase_case, note_rows_gone
from cases.services.life import close, hold, refuse_if_merged
from cases.services.retention import hold_of
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from jourcase.outbox.services import put
from volunteers.domain.roles import Role
from volunteers.models import User

SWEEP = "cases.sweep_after_erasure"
WITHDRAWN, REFUSED = "återtagen", "avslagen"


def ask_erasure(
    *, case: Case, reason: ErasureReason, close_reason: CloseReason | None, by: User, now: datetime
) -> ErasureRequest:
    """Ask that the case be erased now. `close_reason` says how an open one ends; a closed one has
    ended already. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        # Both are about one person: asked of the case that was kept, both go.
        refuse_if_merged(held)
        is_asked = ErasureRequest.objects.pending().filter(case=held).exists()
        refuse_if_any(asking_refusals(is_erased=held.erased_at is not None, is_asked=is_asked))
        asked = ErasureRequest.objects.create(
            case=held,
            reason=reason,
            close_reason=(close_reason or CloseReason.WITHDRAWN) if held.closed_at is None else "",
            asked_at=now,
            asked_by=by,
        )
        audit.record(
            by_id=by.pk,
            action=Action.ERASURE_ASKED,
            now=now,
            case_ids=[held.pk],
            reason=reason.value,
        )
    return asked


def refuse_erasure(*, asked: ErasureRequest, by: User, now: datetime) -> None:
    """Say no to somebody's request, or take back one's own. Raises `RefusedError`."""
    with transaction.atomic():
        held = hold(asked.case_id)
        row = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        is_own = row.asked_by_id == by.pk
        refuse_if_any(
            answer_refusals(
                is_pending=row.answered_at is None,
                is_own=False,
                is_system=not by.is_coordinator,
                others_can=others_can_answer(held, row),
            )
        )
        row.answered_at, row.answered_by = now, by
        row.save(update_fields=["answered_at", "answered_by"])
        audit.record(
            by_id=by.pk,
            action=Action.ERASURE_REFUSED,
            now=now,
            case_ids=[held.pk],
            reason=WITHDRAWN if is_own else REFUSED,
        )


def grant_erasure(*, asked: ErasureRequest, by: User, now: datetime) -> None:
    """Confirm somebody else's request: the case is closed if it was open, and erased at once. The
    free space is swept after the commit. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        held = hold(asked.case_id)
        row = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        refuse_if_any(
            answer_refusals(
                is_pending=row.answered_at is None,
                is_own=row.asked_by_id == by.pk,
                is_system=not by.is_coordinator,
                others_can=others_can_answer(held, row),
            )
            | hold_refusals(hold_of(held, now))
        )
        if held.closed_at is None:
            reason = CloseReason(row.close_reason or CloseReason.WITHDRAWN)
            held = close(case=held, reason=reason, early=EarlyClose.ERASURE, by=by, now=now)
        put(kind=SWEEP, payload={}, now=now, key=f"{SWEEP}:{asked.public_id}")
        scopes = erase_case(held, reason=ErasureReason(row.reason), by_id=by.pk, now=now)
    note_rows_gone(scopes, now=now)


def others_can_answer(case: Case, asked: ErasureRequest) -> bool:
    """Whether a coordinator other than who asked can see the case and so answer (one query)."""
    others = User.objects.active().with_role(Role.COORDINATOR).exclude(pk=asked.asked_by_id)
    others = others.exclude(pk__in=Recusal.objects.standing().filter(case=case).values("user"))
    if case.is_protected:
        others = others.filter(pk__in=case.protected_readers.values("pk"))
    return others.exists()
