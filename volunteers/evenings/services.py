"""Acts on the evenings of the rota: one transaction each, the evening's row held, audited inside.

The evening's row is what two persons who want the same place wait for: the last place goes to one
of them, and the other is told that it is taken.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jourcase.agreement.models import Office
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date, start_of_local_day
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.evenings import (
    ClosedBecause,
    ConfirmedThrough,
    Pattern,
    PlanChange,
    Planned,
    Stored,
    answer_refusals,
    change_refusals,
    close_refusals,
    confirm_refusals,
    evenings_of,
    pattern_refusals,
    plan_change,
)
from volunteers.domain.shifts import shift_refusals
from volunteers.domain.weeks import HalfYear, Week
from volunteers.models import EveningPlan, Shift, User


def add_shift(
    *,
    office: Office,
    starts_at: datetime,
    ends_at: datetime,
    needed: int,
    by: User | None,
    now: datetime,
) -> Shift:
    """Put an evening on the rota. Instants are aware. Raises `RefusedError`."""
    refuse_if_any(shift_refusals(starts_at=starts_at, ends_at=ends_at))
    with transaction.atomic():
        shift = Shift.objects.create(
            office=office, starts_at=starts_at, ends_at=ends_at, needed=needed
        )
        _record(Action.SHIFT_CHANGED, by, now, ["starts_at"])
    return shift


def plan_half_year(
    *, half: HalfYear, pattern: Pattern, by: User | None, now: datetime
) -> PlanChange:
    """Put the evenings of a half-year on the rota. What somebody has done something about is left
    alone, and the same plan twice changes nothing. Raises `RefusedError`.
    """
    refuse_if_any(pattern_refusals(half, pattern, today=local_date(now)))
    with transaction.atomic():
        # Two who plan at once: the row of the half-year is one, and is taken before anything is
        # read. The second sees what the first made.
        plan, _ = EveningPlan.objects.get_or_create(
            year=half.year, half=half.half, defaults=_of_plan(pattern, by, now)
        )
        plan = EveningPlan.objects.select_for_update().get(pk=plan.pk)
        change = plan_change(evenings_of(half, pattern, now=now), _stored(half, now))
        _carry_out(change)
        EveningPlan.objects.filter(pk=plan.pk).update(**_of_plan(pattern, by, now))
        _record(Action.EVENINGS_PLANNED, by, now, [half.key])
    return change


def _of_plan(pattern: Pattern, by: User | None, now: datetime) -> dict[str, Any]:
    return {
        "weekday": pattern.weekday,
        "opens": pattern.opens,
        "closes": pattern.closes,
        "needed": pattern.needed,
        "offices": list(pattern.offices),
        "planned_at": now,
        "planned_by": by,
    }


def _stored(half: HalfYear, now: datetime) -> list[Stored]:
    """What stands in the weeks of the half-year, those at its edges whole; the rows are held."""
    since = start_of_local_day(Week.of(half.first).monday)
    before = start_of_local_day(Week.of(half.last).sunday + timedelta(days=1))
    rows = list(
        Shift.objects.between(since, before)
        .select_for_update(of=("self",), no_key=True)
        .select_related("office")
        .prefetch_related("signups")
    )
    return [
        Stored(
            key=row.pk,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            office=row.office.code,
            needed=row.needed,
            is_free=_is_free(row, now),
        )
        for row in rows
    ]


def _is_free(row: Shift, now: datetime) -> bool:
    untouched = row.is_from_plan and row.closed_at is None and row.confirmed_at is None
    return untouched and row.starts_at > now and not row.signups.all()


def _carry_out(change: PlanChange) -> None:
    offices = {office.code: office for office in Office.objects.all()}
    Shift.objects.bulk_create(
        [Shift(is_from_plan=True, **_columns(one, offices)) for one in change.new]
    )
    for stored, planned in change.changed:
        Shift.objects.filter(pk=stored.key).update(**_columns(planned, offices))


def _columns(planned: Planned, offices: dict[str, Office]) -> dict[str, Any]:
    return {
        "starts_at": planned.starts_at,
        "ends_at": planned.ends_at,
        "office": offices[planned.office],
        "needed": planned.needed,
        "closing_proposed": planned.closed_day,
    }


def answer_proposal(*, shift: Shift, is_closed: bool, by: User, now: datetime) -> None:
    """Say whether an evening on a holiday is closed. Raises `RefusedError`."""
    with transaction.atomic():
        row = hold(shift)
        refuse_if_any(answer_refusals(is_proposed=bool(row.closing_proposed)))
        holiday = row.closing_proposed
        row.closing_proposed, row.is_from_plan = "", False
        if is_closed:
            row.closed_at, row.closed_by = now, by
            row.closed_because = ClosedBecause.HOLIDAY.value
            row.closed_note = holiday
        row.save()
        _record(Action.SHIFT_CHANGED, by, now, ["closed_at" if is_closed else "closing_proposed"])


def close_evening(
    *, shift: Shift, because: ClosedBecause, note: str, by: User, now: datetime
) -> None:
    """The evening is not held, or was not. Those signed up stay, for if it is opened again."""
    with transaction.atomic():
        row = hold(shift)
        refuse_if_any(close_refusals(is_closed=row.closed_at is not None))
        row.closing_proposed, row.is_from_plan = "", False
        row.closed_at, row.closed_by = now, by
        row.closed_because, row.closed_note = because.value, note.strip()
        row.confirmed_at, row.confirmed_by, row.confirmed_through = None, None, ""
        row.save()
        _record(Action.SHIFT_CHANGED, by, now, ["closed_at"])


def reopen_evening(*, shift: Shift, by: User, now: datetime) -> None:
    """It is held after all. Twice is the same as once."""
    with transaction.atomic():
        row = hold(shift)
        if row.closed_at is None:
            return
        row.closed_at, row.closed_by, row.closed_because, row.closed_note = None, None, "", ""
        row.is_from_plan = False
        row.save()
        _record(Action.SHIFT_CHANGED, by, now, ["closed_at"])


def change_evening(
    *,
    shift: Shift,
    starts_at: datetime,
    ends_at: datetime,
    office: Office,
    needed: int,
    by: User,
    now: datetime,
) -> None:
    """Other hours, another jour, or more people. Who has signed up is not moved to another day or
    to a partner's evening behind their back. Raises `RefusedError`.
    """
    with transaction.atomic():
        row = hold(shift)
        refuse_if_any(
            change_refusals(
                was_at=row.starts_at,
                starts_at=starts_at,
                ends_at=ends_at,
                is_other_office=row.office_id != office.pk,
                has_people=row.signups.exists(),
                now=now,
            )
        )
        if row.office_id != office.pk:
            row.confirmed_at, row.confirmed_by, row.confirmed_through = None, None, ""
        row.starts_at, row.ends_at, row.office, row.needed = starts_at, ends_at, office, needed
        row.is_from_plan = False
        row.save()
        _record(Action.SHIFT_CHANGED, by, now, ["starts_at", "ends_at", "office", "needed"])


def confirm_evening(
    *, shift: Shift, by: User, now: datetime, through: ConfirmedThrough = ConfirmedThrough.HAND
) -> None:
    """A partner holds the evening, or held it. Twice is the same as once. Raises `RefusedError`."""
    with transaction.atomic():
        _confirm(hold(shift), by, now, through)


def confirm_evenings(*, shifts: Iterable[Shift], by: User, now: datetime) -> int:
    """Those of a partner's calendar file, all or none; gives how many were not confirmed before."""
    with transaction.atomic(), audit.written_last():
        wanted = sorted(shift.pk for shift in shifts)
        return sum(_confirm(_held(pk), by, now, ConfirmedThrough.FILE) for pk in wanted)


def _confirm(row: Shift, by: User, now: datetime, through: ConfirmedThrough) -> bool:
    is_closed = row.closed_at is not None
    refuse_if_any(confirm_refusals(is_own=row.office.is_own, is_closed=is_closed))
    if row.confirmed_at is not None:
        return False
    # Whoever says that they are open on a holiday has answered the question too.
    row.closing_proposed, row.is_from_plan = "", False
    row.confirmed_at, row.confirmed_by, row.confirmed_through = now, by, through.value
    row.save()
    _record(Action.EVENING_CONFIRMED, by, now, ["confirmed_at"])
    return True


def take_back_confirmation(*, shift: Shift, by: User, now: datetime) -> None:
    """It was not confirmed after all. Twice is the same as once."""
    with transaction.atomic():
        row = hold(shift)
        if row.confirmed_at is None:
            return
        row.confirmed_at, row.confirmed_by, row.confirmed_through = None, None, ""
        row.save()
        _record(Action.SHIFT_CHANGED, by, now, ["confirmed_at"])


def hold(shift: Shift) -> Shift:
    """The evening as it is now, ours until the transaction ends."""
    return _held(shift.pk)


def _held(pk: int) -> Shift:
    row: Shift = (
        Shift.objects.select_for_update(of=("self",), no_key=True)
        .select_related("office")
        .get(pk=pk)
    )
    return row


def _record(action: Action, by: User | None, now: datetime, fields: list[str]) -> None:
    audit.record(by_id=by.pk if by else None, action=action, now=now, fields=fields)
