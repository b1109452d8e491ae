"""Checking in, ending the evening, and the weekly look. One transaction each, audited inside."""

from datetime import datetime

from django.db import transaction

from contacts.domain.evening import ENDS_AFTER, coming_refusals, ending_refusals
from contacts.evening.models import EveningStay, SilenceLook
from contacts.models import Draft
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import end_of_local_day, local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.weeks import Week
from volunteers.models import Shift, User


def shift_of_tonight(now: datetime) -> Shift | None:
    """Our own evening of today that has not ended, or ended so lately that people are still there
    (one query)."""
    today = local_date(now)
    ours = Shift.objects.not_closed().filter(office__is_own=True, ends_at__gt=now - ENDS_AFTER)
    found: Shift | None = (
        ours.filter(starts_at__lte=end_of_local_day(today)).order_by("starts_at", "pk").first()
    )
    return found


def come(*, shift: Shift, user: User, now: datetime) -> EveningStay:
    """ "Jag är här". Twice is the same as once; after "Klart" it is as if it had not been said.
    Raises `RefusedError`.
    """
    with transaction.atomic():
        row = Shift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
        refuse_if_any(
            coming_refusals(
                is_on_rota=row.closed_at is None and row.signups.filter(user=user).exists(),
                is_approved=user.was_approved_on(local_date(row.starts_at)),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                now=now,
            )
        )
        stay, is_new = EveningStay.objects.get_or_create(
            shift=row, user=user, defaults={"came_at": now}
        )
        if not is_new and stay.left_at is None:
            return stay
        stay.left_at = None
        stay.save(update_fields=["left_at"])
        audit.record(by_id=user.pk, action=Action.EVENING_STARTED, now=now)
    return stay


def stay_of(user: User, now: datetime) -> EveningStay | None:
    """The evening that this person has checked in to and not ended (one query)."""
    found: EveningStay | None = (
        EveningStay.objects.here()
        .tonight(now)
        .filter(user=user)
        .select_related("shift")
        .order_by("-came_at")
        .first()
    )
    return found


def end(*, user: User, now: datetime) -> EveningStay:
    """ "Klart". What was typed and not saved stays theirs. Raises `RefusedError`."""
    with transaction.atomic():
        stay = stay_of(user, now)
        if stay is not None:
            stay = EveningStay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
        refuse_if_any(
            ending_refusals(
                is_here=stay is not None and stay.left_at is None,
                call_goes_on=Draft.objects.live(now).filter(user=user).exists(),
            )
        )
        assert stay is not None  # noqa: S101  # what is refused above
        stay.left_at = now
        stay.save(update_fields=["left_at"])
        audit.record(by_id=user.pk, action=Action.EVENING_ENDED, now=now)
    return stay


def note_look(*, silent: int, by: User, now: datetime) -> SilenceLook:
    """The silent have been gone through this ISO week. Of two at once the first stands."""
    week = Week.of(local_date(now))
    with transaction.atomic():
        look, is_new = SilenceLook.objects.get_or_create(
            year=week.year,
            week=week.number,
            defaults={"looked_at": now, "looked_by": by, "silent": silent},
        )
        if is_new:
            audit.record(by_id=by.pk, action=Action.SILENT_LOOKED_AT, now=now)
    return look
