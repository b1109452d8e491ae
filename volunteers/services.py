"""Acts on people and shifts: one transaction each, audited inside."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from jourcase.agreement.models import Office
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.approval import Approved, approval_refusals, withdrawal_refusals
from volunteers.domain.roles import Engagement, Role
from volunteers.domain.shifts import shift_refusals, sign_up_refusals
from volunteers.models import Approval, Shift, ShiftSignup, User


def add_person(
    *,
    email: str,
    full_name: str,
    roles: frozenset[Role],
    started_on: date,
    now: datetime,
    by: User | None,
    password: str | None = None,
    password_hash: str | None = None,
    gender: str = "",
    engagement: Engagement = Engagement.SUPPORT_PERSON,
    is_fictional: bool = False,
) -> User:
    """Create somebody who can log in. Without a password the account cannot be entered yet.

    `password_hash` takes an already hashed one, so that many demonstration accounts need not
    pay for hashing. Raises `django.db.IntegrityError` when the address is taken.
    """
    with transaction.atomic():
        user = User.objects.create(
            email=email.strip().lower(),
            full_name=full_name.strip(),
            password=password_hash or make_password(password),
            started_on=started_on,
            gender=gender,
            engagement=engagement,
            is_fictional=is_fictional,
        )
        user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in sorted(roles)])
        audit.record(
            by_id=by.pk if by else None,
            action=Action.PERSON_CHANGED,
            now=now,
            fields=["email", "full_name", "roles"],
        )
    return user


def _history(user: User) -> list[Approved]:
    return [Approved(row.since, row.until) for row in user.approvals.select_for_update()]


def approve(*, user: User, since: date, by: User | None, now: datetime) -> Approval:
    """Approve a support person from a local date on. Raises `RefusedError`."""
    with transaction.atomic():
        refuse_if_any(approval_refusals(_history(user), since, today=local_date(now)))
        approval = Approval.objects.create(user=user, since=since, decided_at=now, decided_by=by)
        audit.record(
            by_id=by.pk if by else None, action=Action.PERSON_CHANGED, now=now, fields=["approval"]
        )
    return approval


def withdraw_approval(*, user: User, last_day: date, by: User | None, now: datetime) -> None:
    """End the running approval with `last_day` (inclusive). Raises `RefusedError`."""
    with transaction.atomic():
        refuse_if_any(withdrawal_refusals(_history(user), last_day, today=local_date(now)))
        user.approvals.filter(until__isnull=True).update(until=last_day)
        audit.record(
            by_id=by.pk if by else None, action=Action.PERSON_CHANGED, now=now, fields=["approval"]
        )


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
        audit.record(
            by_id=by.pk if by else None, action=Action.SHIFT_CHANGED, now=now, fields=["starts_at"]
        )
    return shift


def sign_up(*, shift: Shift, user: User, by: User, now: datetime) -> ShiftSignup:
    """Take a shift; taking it twice is the same as once. Raises `RefusedError`."""
    with transaction.atomic():
        refuse_if_any(
            sign_up_refusals(
                is_own_office=shift.office.is_own,
                is_approved=user.was_approved_on(local_date(shift.starts_at)),
                ends_at=shift.ends_at,
                now=now,
            )
        )
        signup, created = ShiftSignup.objects.get_or_create(
            shift=shift, user=user, defaults={"signed_up_at": now}
        )
        if created:
            audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["people"])
    return signup


def leave_shift(*, shift: Shift, user: User, by: User, now: datetime) -> None:
    """Give a shift back; leaving one that is not held changes nothing."""
    with transaction.atomic():
        left, _ = ShiftSignup.objects.filter(shift=shift, user=user).delete()
        if left:
            audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["people"])
