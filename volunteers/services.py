"""Acts on people and shifts: one transaction each, audited inside."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.approval import Approved, approval_refusals, withdrawal_refusals
from volunteers.domain.roles import Engagement, Role
from volunteers.models import Approval, ApprovalChange, User


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
    """Approve a support person from a local date on, whatever is noted of the way there: for who
    was approved before Jourcase. The board's own decision is `steps.services.decide_approval`.
    Raises `RefusedError`.
    """
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
        row = user.approvals.get(until__isnull=True)
        ApprovalChange.objects.create(
            approval=row, since=row.since, until=None, changed_at=now, changed_by=by
        )
        row.until = last_day
        row.save(update_fields=["until"])
        audit.record(
            by_id=by.pk if by else None, action=Action.PERSON_CHANGED, now=now, fields=["approval"]
        )
