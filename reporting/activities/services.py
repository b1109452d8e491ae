"""Writing the activity log: one transaction each, audited inside."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min

from jourcase.agreement.models import Agreement
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from reporting.activities.models import Activity
from reporting.domain import activities as rules
from reporting.domain.activities import (
    ActivityKind,
    activity_refusals,
    changed_fields,
    correction_refusals,
    tidied,
    undo_refusals,
)
from reporting.domain.periods import ReportPeriod
from volunteers.models import User


def note_activity(
    *, activity: rules.Activity, by: User, now: datetime, key: uuid.UUID | None = None
) -> Activity:
    """Write an activity down. `key` is that of the form: the same form sent twice with the same
    words is one activity, and with other words it is another. Raises `RefusedError`.
    """
    activity = tidied(activity)
    _refuse(activity, now)
    key = key or uuid.uuid4()
    try:
        with transaction.atomic():
            return _noted(activity, key, by, now)
    except IntegrityError:  # sent twice at the same moment: the other one has been saved
        with transaction.atomic():
            return _noted(activity, key, by, now)


def _noted(activity: rules.Activity, key: uuid.UUID, by: User, now: datetime) -> Activity:
    # The second name is for the form that was sent, changed and sent again: it too only once.
    for name in (key, uuid.uuid5(key, repr(activity))):
        earlier: Activity | None
        earlier = Activity.objects.latest_versions().filter(public_id=name).first()
        if earlier is None:
            return _create(activity, name, by, now)
        is_same = earlier.to_domain() == activity and earlier.noted_by_id == by.pk
        if is_same and earlier.removed_at is None:
            return earlier
    return _create(activity, uuid.uuid4(), by, now)


def _create(activity: rules.Activity, key: uuid.UUID, by: User, now: datetime) -> Activity:
    row = Activity.objects.create(public_id=key, noted_at=now, noted_by=by, **_columns(activity))
    audit.record(by_id=by.pk, action=Action.ACTIVITY_NOTED, now=now, fields=[activity.kind.value])
    return row


def correct_activity(
    *, public_id: uuid.UUID, seen: int, activity: rules.Activity, by: User, now: datetime
) -> Activity:
    """Put a new version in place of the one with the key `seen`, which is kept with who wrote it
    and when. The kind is never changed. Raises `RefusedError`, or `Activity.DoesNotExist`.
    """
    with transaction.atomic():
        row = _held(public_id)
        refuse_if_any(
            correction_refusals(is_latest=row.pk == seen, is_removed=row.removed_at is not None)
        )
        before = row.to_domain()
        activity = tidied(activity)
        _refuse(activity, now)
        if before.kind is not activity.kind:
            raise ValueError("a correction keeps the kind")
        changed = changed_fields(before, activity)
        if not changed:
            return row
        row.replaced_at = now
        row.save(update_fields=["replaced_at"])
        row = Activity.objects.create(
            public_id=public_id, noted_at=now, noted_by=by, **_columns(activity)
        )
        _record_change(by, now, changed)
    return row


def remove_activity(*, public_id: uuid.UUID, by: User, now: datetime) -> Activity:
    """Take an activity out of every count. Twice is once. Raises `Activity.DoesNotExist`."""
    with transaction.atomic():
        row = _held(public_id)
        if row.removed_at is None:
            row.removed_at, row.removed_by = now, by
            row.save(update_fields=["removed_at", "removed_by"])
            _record_change(by, now, ["removed"])
    return row


def undo_removal(*, public_id: uuid.UUID, by: User, now: datetime) -> Activity:
    """Bring back what was removed. Raises `RefusedError`, or `Activity.DoesNotExist`."""
    with transaction.atomic():
        row = _held(public_id)
        refuse_if_any(undo_refusals(removed_at=row.removed_at, now=now))
        row.removed_at = row.removed_by = None
        row.save(update_fields=["removed_at", "removed_by"])
        _record_change(by, now, ["brought_back"])
    return row


def activities_of(
    kind: ActivityKind, periods: Sequence[ReportPeriod]
) -> list[list[rules.Activity]]:
    """What counts of a kind, period by period; the periods may overlap (one query)."""
    first, last = min(one.first for one in periods), max(one.last for one in periods)
    found = facts(Activity.objects.effective().filter(kind=kind.value).between(first, last))
    return [
        [one for one in found if period.first <= one.held_on <= period.last] for period in periods
    ]


def facts(rows: Iterable[Activity]) -> list[rules.Activity]:
    """The values of the rows."""
    return [row.to_domain() for row in rows]


def _held(public_id: uuid.UUID) -> Activity:
    found: Activity = (
        Activity.objects.latest_versions().select_for_update().get(public_id=public_id)
    )
    return found


def _refuse(activity: rules.Activity, now: datetime) -> None:
    earliest = Agreement.objects.aggregate(first=Min("starts_on"))["first"]
    refuse_if_any(activity_refusals(activity, today=local_date(now), earliest=earliest))


def _columns(activity: rules.Activity) -> dict[str, Any]:
    return {
        "kind": activity.kind.value,
        "held_on": activity.held_on,
        "partner": activity.partner.value if activity.partner else "",
        "subject": activity.subject,
        "audience": activity.audience.value if activity.audience else "",
        "reached": activity.reached,
        "named_others": activity.named_others,
        "told_others": activity.told_others,
    }


def _record_change(by: User, now: datetime, fields: list[str]) -> None:
    audit.record(by_id=by.pk, action=Action.ACTIVITY_CHANGED, now=now, fields=fields)
