"""How somebody gets in the first time, or again after losing everything; and how they are shut out.

A link is shown once, to whoever makes it, who hands it over in person or by telephone call. No
mail is sent: then whoever reads the mail would be in.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.calendar_services import close_calendar
from volunteers.domain.logins import INVITATION_LENGTH
from volunteers.login import factors, sessions
from volunteers.models import Invitation, User


def _digest(token: UUID) -> str:
    # A random number of 122 bits needs no salt and no slow hash.
    return hashlib.sha256(token.bytes).hexdigest()


def invite(*, person: User, by: User | None, now: datetime) -> UUID:
    """A link's token, for 72 hours and one use. What opened the account before stops at once:
    passphrase, factors, sessions, the calendar's address and earlier links. Only a digest of the
    token is stored.
    """
    token = UUID(bytes=secrets.token_bytes(16), version=4)
    with transaction.atomic(), audit.written_last():
        _shut(person=person, by=by, now=now)
        Invitation.objects.create(
            user=person,
            digest=_digest(token),
            made_at=now,
            made_by=by,
            expires_at=now + INVITATION_LENGTH,
        )
        audit.record(by_id=by.pk if by else None, action=Action.PERSON_INVITED, now=now)
    return token


def address(token: UUID) -> str:
    """The whole link, as the person opens it."""
    path = reverse("volunteers:invitation", args=[token])
    if settings.CSRF_TRUSTED_ORIGINS:
        return f"{settings.CSRF_TRUSTED_ORIGINS[0]}{path}"
    return f"{'http' if settings.DEMO else 'https'}://{settings.ALLOWED_HOSTS[0]}{path}"


def invited(token: UUID, *, now: datetime) -> User | None:
    """Whom the link is for, while it works."""
    found = (
        Invitation.objects.filter(
            digest=_digest(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True
        )
        .select_related("user")
        .first()
    )
    return found.user if found else None


def accept(*, token: UUID, passphrase: str, now: datetime) -> User | None:
    """Use the link up and set the passphrase. None when it does not work (any more)."""
    user = invited(token, now=now)
    if user is None:
        return None
    hashed = make_password(passphrase)  # before the transaction: it takes its time
    with transaction.atomic():
        used = Invitation.objects.filter(
            digest=_digest(token), used_at__isnull=True, expires_at__gt=now
        ).update(used_at=now)
        if not used:
            return None
        user.password = hashed
        user.save(update_fields=["password"])
        audit.record(by_id=user.pk, action=Action.PERSON_CHANGED, now=now, fields=["password"])
    return user


def end_all_access(*, person: User, by: User | None, now: datetime) -> None:
    """Sessions, factors, passphrase, links and the calendar's address die at once; nothing else
    changes.
    """
    with transaction.atomic(), audit.written_last():
        _shut(person=person, by=by, now=now)


def _shut(*, person: User, by: User | None, now: datetime) -> None:
    # No key changes: what only points at the person need not wait, nor be waited for.
    locked = User.objects.get_queryset().select_for_update(no_key=True).get(pk=person.pk)
    # Every session dies with the passphrase, those too that are in no list.
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    person.password = locked.password
    sessions.end_all(user=person, by=by, now=now)
    if factors.remove_all(user=person):
        audit.record(by_id=by.pk if by else None, action=Action.FACTOR_REMOVED, now=now)
    Invitation.objects.filter(user=person, used_at__isnull=True).delete()
    close_calendar(person=person, by=by, now=now)
