"""Acts on the way to approval: one transaction each, the person's row held, audited last."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.domain.approval import Approved
from volunteers.domain.roles import Role
from volunteers.domain.steps import (
    Days,
    DecisionRefusal,
    Paused,
    Step,
    StepRefusal,
    beginning_refusals,
    correction_refusals,
    decision_refusals,
    ended,
    pause_refusals,
    return_refusals,
    step_refusals,
)
from volunteers.models import Approval, ApprovalChange, Pause, StepNote, User
from volunteers.services import approve, withdraw_approval


class StepsRefusedError(RefusedError):
    """Nothing was noted. `by_step` says which days were wrong, and why; None is the beginning."""

    def __init__(self, by_step: Mapping[Step | None, set[StepRefusal]]) -> None:
        self.by_step = dict(by_step)
        super().__init__(refusal for found in self.by_step.values() for refusal in found)


def note_steps(
    *,
    person: User,
    days: Mapping[Step, date | None],
    began_on: date | None = None,
    by: User | None,
    now: datetime,
) -> list[Step]:
    """Set the day of each step named in `days` (None takes a note away), all of them or none, and
    the day that the person began when it is given. Gives the steps that became different.

    Raises `StepsRefusedError`.
    """
    with transaction.atomic():
        held = _hold(person)
        standing = {Step(row.step): row for row in _standing(held)}
        before = {step: row.on for step, row in standing.items()}
        after = {
            step: day for step in Step if (day := days.get(step, before.get(step))) is not None
        }
        began = began_on or held.started_on
        _refuse_steps(held, before, after, began, now)
        changed = [step for step in Step if before.get(step) != after.get(step)]
        replaced = [standing[step].pk for step in changed if step in standing]
        StepNote.objects.filter(pk__in=replaced).update(replaced_at=now, replaced_by=by)
        StepNote.objects.bulk_create(
            StepNote(user=held, step=step, on=after[step], noted_at=now, noted_by=by)
            for step in changed
            if step in after
        )
        fields = [step.value for step in changed]
        if began != held.started_on:
            User.objects.get_queryset().filter(pk=held.pk).update(started_on=began)
            fields.append("started_on")
        if fields:
            audit.record(
                by_id=by.pk if by else None,
                action=Action.STEP_CORRECTED if replaced else Action.STEP_NOTED,
                now=now,
                fields=fields,
            )
    return changed


def _refuse_steps(held: User, before: Days, after: Days, began_on: date, now: datetime) -> None:
    approvals, today = _approvals(held), local_date(now)
    noted = step_refusals(before, after, began_on=began_on, approvals=approvals, today=today)
    against: dict[Step | None, set[StepRefusal]] = dict(noted.items())
    if began_on != held.started_on:
        found = beginning_refusals(began_on, after, approvals=approvals, today=today)
        if found:
            against[None] = found
    if against:
        raise StepsRefusedError(against)


def decide_approval(*, person: User, since: date, by: User, now: datetime) -> Approval:
    """The board approves somebody whose steps are all noted. Raises `RefusedError`."""
    with transaction.atomic(), audit.written_last():
        held = _hold(person)
        notes = {Step(row.step): row for row in _standing(held)}
        training = notes.get(Step.PASSED)
        refuse_if_any(
            decision_refusals(
                {step: row.on for step, row in notes.items()},
                since,
                began_on=held.started_on,
                history=_approvals(held),
                today=local_date(now),
                by_is_board=_has_role(by, Role.BOARD),
                is_self=held.pk == by.pk,
                by_noted_training=training is not None and training.noted_by_id == by.pk,
                is_active=held.is_active,
            )
        )
        return approve(user=held, since=since, by=by, now=now)


def correct_approval(*, approval: Approval, since: date, by: User, now: datetime) -> None:
    """The approval began on another day than was written. Raises `RefusedError`."""
    with transaction.atomic(), audit.written_last():
        held = _hold(approval.user)
        row = Approval.objects.select_for_update().get(pk=approval.pk)
        others = held.approvals.exclude(pk=row.pk)
        refuse_if_any(
            correction_refusals(
                {Step(note.step): note.on for note in _standing(held)},
                Approved(row.since, row.until),
                since,
                began_on=held.started_on,
                others=[Approved(one.since, one.until) for one in others],
                today=local_date(now),
                by_is_board=_has_role(by, Role.BOARD),
                is_self=held.pk == by.pk,
            )
        )
        ApprovalChange.objects.create(
            approval=row, since=row.since, until=row.until, changed_at=now, changed_by=by
        )
        row.since = since
        row.save(update_fields=["since"])
        audit.record(by_id=by.pk, action=Action.PERSON_CHANGED, now=now, fields=["approval"])


def end_approval(*, person: User, last_day: date, by: User, now: datetime) -> None:
    """End the running approval: the board's decision, or a coordinator's at once when it cannot
    wait. Cases that the person has are left as they are. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        held = _hold(person)
        if not (_has_role(by, Role.BOARD) or _has_role(by, Role.COORDINATOR)):
            raise RefusedError({DecisionRefusal.MAY_NOT_END})
        withdraw_approval(user=held, last_day=last_day, by=by, now=now)


def pause(*, person: User, period: Paused, by: User | None, now: datetime) -> Pause:
    """Somebody gives no support for a while; everything else stands. Raises `RefusedError`."""
    with transaction.atomic():
        held = _hold(person)
        stored = [row.days() for row in Pause.objects.standing().filter(user=held)]
        refuse_if_any(
            pause_refusals(
                stored,
                period,
                began_on=held.started_on,
                is_active=held.is_active,
                today=local_date(now),
            )
        )
        row = Pause.objects.create(
            user=held, since=period.since, until=period.until, noted_at=now, noted_by=by
        )
        _record(by, Action.PERSON_PAUSED, now)
    return row


def come_back(*, person: User, back_on: date, by: User | None, now: datetime) -> None:
    """The pause that runs, or the one that is planned, ends the day before. Raises
    `RefusedError`.
    """
    today = local_date(now)
    with transaction.atomic():
        held = _hold(person)
        rows = Pause.objects.standing().filter(user=held).order_by("since")
        row = next((one for one in rows if one.until is None or one.until >= today), None)
        refuse_if_any(return_refusals(row.days() if row else None, back_on, today=today))
        if row is None:
            return
        left = ended(row.days(), back_on)
        row.replaced_at, row.replaced_by = now, by
        row.save(update_fields=["replaced_at", "replaced_by"])
        if left is not None:
            Pause.objects.create(
                user=held, since=left.since, until=left.until, noted_at=now, noted_by=by
            )
        _record(by, Action.PERSON_RETURNED, now)


def _hold(person: User) -> User:
    """The person's row stands for their steps, pauses and approvals."""
    return User.objects.get_queryset().select_for_update(no_key=True).get(pk=person.pk)


def _standing(person: User) -> list[StepNote]:
    return list(StepNote.objects.standing().filter(user=person))


def _approvals(person: User) -> list[Approved]:
    return [Approved(row.since, row.until) for row in person.approvals.all()]


def _has_role(user: User, role: Role) -> bool:
    """As the rows say now, not as they said when the page was read."""
    return User.objects.active().with_role(role).filter(pk=user.pk).exists()


def _record(by: User | None, action: Action, now: datetime) -> None:
    audit.record(by_id=by.pk if by else None, action=action, now=now)
