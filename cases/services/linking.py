"""What a person says of two cases: they belong together, or they only look alike."""

from datetime import datetime

from django.db import transaction

from cases.domain.duplicates import MergeFacts, MergeRefusal, PairKind, merge_refusals
from cases.merging import CasePair, Merge
from cases.models import Case, EventKind
from cases.services.life import add_event, hold
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.models import User


def mark_pair(*, one: Case, two: Case, kind: PairKind, by: User, now: datetime) -> CasePair:
    """Say it, or say the other thing instead; a question is asked only where nobody has answered.
    Rows are taken in order of number. Raises `RefusedError`.
    """
    with transaction.atomic():
        low, high = (hold(pk) for pk in _in_order(one, two))
        refuse_if_any(
            merge_refusals(
                MergeFacts(
                    is_same=low.pk == high.pk,
                    is_erased=low.erased_at is not None or high.erased_at is not None,
                )
            )
        )
        before = CasePair.objects.filter(case=low, other=high).first()
        if before is not None and before.kind == kind:
            return before
        if before is not None and kind == PairKind.ASKED:
            raise RefusedError({MergeRefusal.PAIR_IS_DECIDED})
        pair, _ = CasePair.objects.update_or_create(
            case=low, other=high, defaults={"kind": kind, "made_at": now, "made_by": by}
        )
        if kind == PairKind.LINKED:
            for held in (low, high):
                add_event(held, EventKind.LINKED, by=by, now=now)
        audit.record(
            by_id=by.pk,
            action=Action.CASES_PAIRED,
            now=now,
            case_ids=[low.pk, high.pk],
            reason=kind.label,
        )
    return pair


def forget_pair(*, one: Case, two: Case, by: User, now: datetime) -> bool:
    """Take back what was said; False when nothing was."""
    with transaction.atomic():
        low, high = (hold(pk) for pk in _in_order(one, two))
        gone = CasePair.objects.filter(case=low, other=high).first()
        if gone is None:
            return False
        gone.delete()
        if gone.kind == PairKind.LINKED:
            for held in (low, high):
                add_event(held, EventKind.UNLINKED, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.CASES_UNPAIRED, now=now, case_ids=[low.pk, high.pk])
    return True


def _in_order(one: Case, two: Case) -> tuple[int, int]:
    return min(one.pk, two.pk), max(one.pk, two.pk)


def forget_what_undoes(*, now: datetime) -> int:
    """Throw away what only served to undo merges that nobody can undo any more."""
    old = Merge.objects.exclude(content="").exclude(pk__in=Merge.objects.undoable(now).values("pk"))
    return old.update(content="")
