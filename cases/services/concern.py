"""Oro för barn: said, taken on, answered, taken back. Each act holds the case, then the row."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from cases.concern import ChildConcern
from cases.domain.concern import ConcernAct, ConcernState, concern_refusals, is_the_same
from cases.domain.rules import editing_refusals
from cases.models import Case, EventKind
from cases.notices import letters_of, tell_of_concern
from cases.services.life import add_event, hold, refuse_if_merged
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from volunteers.models import User

_ANSWER = ["taken_at", "taken_by", "settled_at", "settled_by", "reported_on"]


def raise_concern(*, case: Case, by: User, now: datetime) -> ChildConcern:
    """Say that somebody is worried, and tell every coordinator who may see the case at once: how
    many is then in `told`.

    Said again the same day while it is open it is the same one, and nobody is told twice. A closed
    case is no hindrance. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_merged(held)
        refuse_if_any(editing_refusals(is_erased=held.erased_at is not None))
        latest = ChildConcern.objects.unsettled().filter(case=held).order_by("-raised_at").first()
        if latest is not None and is_the_same(latest.facts, now=now):
            latest.told = letters_of(latest)
            return latest
        concern = ChildConcern.objects.create(case=held, raised_at=now, raised_by=by)
        add_event(held, EventKind.CONCERN_RAISED, by=by, now=now)
        concern.told = tell_of_concern(concern=concern, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.CONCERN_RAISED, now=now, case_ids=[held.pk])
    return concern


def undo_concern(*, concern: ChildConcern, by: User, now: datetime) -> None:
    """Whoever raised it takes it back within ten minutes. Raises `RefusedError`."""
    _withdraw(ConcernAct.UNDO, concern, by, now)


def withdraw_concern(*, concern: ChildConcern, by: User, now: datetime) -> None:
    """A coordinator says that it was a mistake. Raises `RefusedError`."""
    _withdraw(ConcernAct.WITHDRAW, concern, by, now)


def _withdraw(act: ConcernAct, concern: ChildConcern, by: User, now: datetime) -> None:
    with transaction.atomic():
        held, row = _held(concern)
        is_own = row.raised_by_id == by.pk
        refuse_if_any(concern_refusals(act, row.facts, is_own=is_own, now=now))
        row.withdrawn_at, row.withdrawn_by = now, by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        add_event(held, EventKind.CONCERN_WITHDRAWN, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.CONCERN_WITHDRAWN, now=now, case_ids=[held.pk])


def take_concern(*, concern: ChildConcern, by: User, now: datetime) -> None:
    """A coordinator takes it on. Of two at once one does. Raises `RefusedError`."""
    with transaction.atomic():
        held, row = _held(concern)
        refuse_if_any(concern_refusals(ConcernAct.TAKE, row.facts, now=now))
        row.taken_at, row.taken_by = now, by
        row.save(update_fields=["taken_at", "taken_by"])
        add_event(held, EventKind.CONCERN_TAKEN, by=by, now=now)
        _record_handled(held, by, now, ["taken_by"])


def report_concern(*, concern: ChildConcern, on: date, by: User, now: datetime) -> None:
    """An orosanmälan was made on this day, or the day is put right. Raises `RefusedError`."""
    _settle(ConcernAct.REPORT, concern, on, by, now)


def settle_without_report(*, concern: ChildConcern, by: User, now: datetime) -> None:
    """No orosanmälan was needed. Raises `RefusedError`."""
    _settle(ConcernAct.NOT_NEEDED, concern, None, by, now)


def _settle(
    act: ConcernAct, concern: ChildConcern, on: date | None, by: User, now: datetime
) -> None:
    """Whoever answers what nobody has taken on has taken it on."""
    with transaction.atomic():
        held, row = _held(concern)
        refuse_if_any(concern_refusals(act, row.facts, now=now, reported_on=on))
        if row.state is ConcernState.WAITING:
            row.taken_at, row.taken_by = now, by
        row.settled_at, row.settled_by, row.reported_on = now, by, on
        row.save(update_fields=_ANSWER)
        if on is None:
            add_event(held, EventKind.CONCERN_TAKEN, by=by, now=now, answer=row.state.value)
        else:
            add_event(held, EventKind.CONCERN_REPORTED, by=by, now=now, on=on.isoformat())
        _record_handled(held, by, now, ["reported_on"])


def let_go_of_concerns(
    *, by: User, now: datetime, person: User | None = None, case_ids: Collection[int] = ()
) -> None:
    """What was taken on by somebody who cannot answer it any more waits again, and those who see
    the case are told anew: all that `person` had taken on, or those in `case_ids`. Call it last in
    the transaction of what takes the person away, with the rows of the cases held.
    """
    which = Q(taken_by=person) if person else Q(case__in=case_ids)
    rows = ChildConcern.objects.let_go().filter(which).order_by("pk")
    left = list(rows.select_for_update(of=("self",), skip_locked=True))
    for row in left:
        row.taken_at, row.taken_by = None, None
        row.save(update_fields=["taken_at", "taken_by"])
        tell_of_concern(concern=row, by=None, now=now)
    if left:
        audit.record(
            by_id=by.pk,
            action=Action.CONCERN_HANDLED,
            now=now,
            case_ids=sorted({row.case_id for row in left}),
            fields=["taken_by"],
        )


def _held(concern: ChildConcern) -> tuple[Case, ChildConcern]:
    """The case before the row, as a merge takes them. One may have given the row to another case
    since it was read; that is then the one to hold.
    """
    held = hold(concern.case_id)
    rows = ChildConcern.objects.with_taker().select_for_update(of=("self",)).filter(pk=concern.pk)
    row = rows.filter(case=held).first()
    if row is None:
        held = hold(ChildConcern.objects.values_list("case_id", flat=True).get(pk=concern.pk))
        row = rows.get()
    return held, row


def _record_handled(held: Case, by: User, now: datetime, fields: Sequence[str]) -> None:
    audit.record(
        by_id=by.pk, action=Action.CONCERN_HANDLED, now=now, case_ids=[held.pk], fields=fields
    )
