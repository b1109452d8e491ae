"""Taking a shift, leaving it, and letting a colleague take it over. One transaction each.

The person signed up holds the shift until somebody else does: an evening is never left empty by a
press of a button on the same day.
"""

from datetime import date, datetime

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.absence import Absence
from volunteers.domain.shifts import (
    ShiftRefusal,
    leave_refusals,
    offer_refusals,
    sign_up_refusals,
    take_over_refusals,
)
from volunteers.evenings.services import hold
from volunteers.models import Pause, Shift, ShiftSignup, User


def sign_up(*, shift: Shift, user: User, by: User, now: datetime) -> ShiftSignup:
    """Take a shift; taking it twice is the same as once. Raises `RefusedError`."""
    with transaction.atomic():
        row = hold(shift)
        held = ShiftSignup.objects.filter(shift=row, user=user).first()
        if held is not None:
            return held
        taken = row.signups.count()
        refuse_if_any(_refusals(row, user, now, is_full=taken >= row.needed))
        signup = ShiftSignup.objects.create(shift=row, user=user, signed_up_at=now)
        audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["people"])
    return signup


def leave_shift(*, shift: Shift, user: User, by: User, now: datetime) -> None:
    """Give a shift back; leaving one that is not held changes nothing. Raises `RefusedError`."""
    with transaction.atomic():
        row = hold(shift)
        held = ShiftSignup.objects.filter(shift=row, user=user).first()
        if held is None:
            return
        refuse_if_any(
            leave_refusals(
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                taken_at=held.signed_up_at,
                is_by_coordinator=by.is_coordinator and by.pk != user.pk,
                now=now,
            )
        )
        held.delete()
        audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["people"])


def offer_shift(*, shift: Shift, user: User, by: User, now: datetime) -> None:
    """Ask others to take one's shift over. Twice is the same as once. Raises `RefusedError`."""
    with transaction.atomic():
        row = hold(shift)
        held = ShiftSignup.objects.filter(shift=row, user=user).first()
        refuse_if_any(offer_refusals(is_held=held is not None, ends_at=row.ends_at, now=now))
        if held is None or held.offered_at is not None:
            return
        held.offered_at = now
        held.save(update_fields=["offered_at"])
        audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["offered_at"])


def keep_shift(*, shift: Shift, user: User, by: User, now: datetime) -> None:
    """Not to be taken over after all. Twice is the same as once."""
    with transaction.atomic():
        row = hold(shift)
        offered = ShiftSignup.objects.filter(shift=row, user=user, offered_at__isnull=False)
        if offered.update(offered_at=None):
            audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["offered_at"])


def take_over(*, shift: Shift, of: User, user: User, now: datetime) -> None:
    """Take the shift that a colleague has asked others to take: one row goes, one comes, and the
    evening has as many people all the time. Raises `RefusedError`.
    """
    with transaction.atomic():
        row = hold(shift)
        holders = {held.user_id: held for held in row.signups.all()}
        offered = holders.get(of.pk)
        found = take_over_refusals(
            is_offered=offered is not None and offered.offered_at is not None,
            is_held_already=user.pk in holders,
        )
        refuse_if_any(found | _refusals(row, user, now, is_full=False))
        if offered is not None:
            offered.delete()
        ShiftSignup.objects.create(shift=row, user=user, signed_up_at=now)
        audit.record(by_id=user.pk, action=Action.SHIFT_CHANGED, now=now, fields=["people"])


def _refusals(row: Shift, user: User, now: datetime, *, is_full: bool) -> set[ShiftRefusal]:
    on = local_date(row.starts_at)
    return sign_up_refusals(
        is_own_office=row.office.is_own,
        is_approved=user.was_approved_on(on),
        is_away=_is_away(user, on, now),
        is_full=is_full,
        is_closed=row.closed_at is not None,
        is_undecided=bool(row.closing_proposed),
        ends_at=row.ends_at,
        now=now,
    )


def _is_away(user: User, on: date, now: datetime) -> bool:
    """Absent or paused on that day. What has been is not known any more."""
    if on < local_date(now):
        return False
    return (
        Absence.objects.filter(user=user).on(on).exists()
        or Pause.objects.filter(user=user).on(on).exists()
    )
