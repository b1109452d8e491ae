"""Nödöppning: opening one case that is not one's own, and judging it afterwards."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases.domain.enums import GlassReason, GlassVerdict
from cases.domain.glass import OPEN_FOR, breaking_refusals, judging_refusals
from cases.marks import GlassBreak
from cases.models import Case, EventKind
from cases.services.life import add_event, hold
from cases.services.look_up import find_exactly
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, Outcome
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.models import User


def break_glass(
    *, said: str, code: GlassReason, reason: str, by: User, now: datetime
) -> Case | None:
    """Open the one case that `said` names exactly, for half an hour, to be read only. One that
    `by` sees anyway is given as it is.

    None when there is no such case, when several may be meant, and when it is protected or the
    person has jäv in it: the same answer for all of them, and the attempt is logged. Pressing
    twice opens once. Raises `RefusedError`.
    """
    may_break = by.is_superuser or by.was_approved_on(local_date(now))
    refuse_if_any(breaking_refusals(may_break=may_break, reason=reason))
    named = list(find_exactly(said)[:2])
    same = Case.objects.filter(pk__in=[case.pk for case in named])
    seen = same.visible_to(by).first()
    if seen is not None:
        return seen
    closed = Q(is_protected=True) | Q(erased_at__isnull=False)
    found = same.exclude(closed).free_of_recusal(by).first()
    if len(named) != 1 or found is None:
        _record_miss(named, by, now)
        return None
    _open(found, code, reason, by, now)
    return found


def _record_miss(named: list[Case], by: User, now: datetime) -> None:
    """An attempt at a case that stays closed is of interest to whoever checks the log."""
    audit.record(
        by_id=by.pk,
        action=Action.GLASS_BROKEN,
        now=now,
        case_ids=[case.pk for case in named],
        outcome=Outcome.REFUSED,
    )


def _open(case: Case, code: GlassReason, reason: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        held = hold(case.pk)
        if GlassBreak.objects.open_for(by, now).filter(case=held).exists():
            return
        GlassBreak.objects.create(
            case=held,
            user=by,
            reason_code=code,
            reason_text=" ".join(reason.split()),
            opened_at=now,
            until=now + OPEN_FOR,
        )
        add_event(held, EventKind.GLASS_BROKEN, by=by, now=now, code=code.value)
        audit.record(
            by_id=by.pk,
            action=Action.GLASS_BROKEN,
            now=now,
            case_ids=[held.pk],
            reason=code.value,
        )


def judge_glass(
    *, glass: GlassBreak, verdict: GlassVerdict, comment: str, by: User, now: datetime
) -> GlassBreak:
    """Say whether an opening was justified; one that was not ends at once.

    Raises `RefusedError`.
    """
    with transaction.atomic():
        row = GlassBreak.objects.select_for_update(of=("self",)).get(pk=glass.pk)
        refuse_if_any(
            judging_refusals(is_judged=row.judged_at is not None, is_own=row.user_id == by.pk)
        )
        row.judged_at, row.judged_by = now, by
        row.verdict, row.comment = verdict, comment.strip()
        if verdict == GlassVerdict.UNJUSTIFIED:
            row.until = min(row.until, now)
        row.save(update_fields=["judged_at", "judged_by", "verdict", "comment", "until"])
        audit.record(
            by_id=by.pk,
            action=Action.GLASS_JUDGED,
            now=now,
            case_ids=[row.case_id],
            reason=verdict.value,
        )
    return row
