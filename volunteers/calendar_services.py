"""The secret address of a person's calendar: made, made anew, taken away, and looked up.

A calendar program cannot log in. So whoever has the address sees the times, and nothing but times
is shown there. The address is a random number of 122 bits, shown once; a digest of it is stored.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.calendar import CalendarFeed
from volunteers.models import User


def digest_of(token: UUID) -> str:
    """What is stored of an address. A random number needs no salt and no slow hash."""
    return hashlib.sha256(b"calendar\x1f" + token.bytes).hexdigest()


def open_calendar(*, person: User, now: datetime) -> UUID:
    """A new address for the person's calendar; an earlier one works no more from then on."""
    token = UUID(bytes=secrets.token_bytes(16), version=4)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            user=person, defaults={"digest": digest_of(token), "made_at": now}
        )
        audit.record(by_id=person.pk, action=Action.CALENDAR_OPENED, now=now)
    return token


def close_calendar(*, person: User, by: User | None, now: datetime) -> bool:
    """The address works no more. False when there was none, which leaves no trace."""
    with transaction.atomic():
        closed, _ = CalendarFeed.objects.filter(user=person).delete()
        if closed:
            by_id = by.pk if by else None
            audit.record(by_id=by_id, action=Action.CALENDAR_CLOSED, now=now)
    return bool(closed)


def calendar_owner(token: UUID, *, now: datetime) -> User | None:
    """Whose calendar it is, with the trace of its having been fetched; None for an address that is
    unknown, renewed or taken away, and when the person works here no more.

    The trace names the owner: who it is that has the address, nobody can know.
    """
    found = (
        CalendarFeed.objects.filter(digest=digest_of(token), user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None:
        return None
    audit.record(by_id=found.user_id, action=Action.CALENDAR_FETCHED, now=now)
    return found.user
