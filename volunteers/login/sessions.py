"""What a log-in remembers about itself, and how it ends.

The session holds when it began, when the person last proved who they are and (kept by allauth)
by what; the table `LoginSession` is the list that the person sees. No address is kept.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.domain.devices import device_words
from volunteers.domain.logins import SEEN_EVERY, SESSION_LENGTH, has_ended, is_fresh
from volunteers.models import LoginSession, User

_STARTED, _PROVED, _SEEN = "login_started", "login_proved", "login_seen"


def _read(request: HttpRequest, key: str) -> datetime | None:
    stored = request.session.get(key)
    return datetime.fromtimestamp(stored, UTC) if isinstance(stored, int) else None


def begin(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Note a log-in that was just made. Called in its transaction."""
    at = int(now.timestamp())
    request.session.update({_STARTED: at, _PROVED: at, _SEEN: at, "lock_active": at})
    LoginSession.objects.create(
        user=user,
        session_key=str(request.session.session_key),
        started_at=now,
        seen_at=now,
        device=device_words(request.headers.get("User-Agent", "")),
    )


def began_at(request: HttpRequest) -> datetime | None:
    """When this session was logged in."""
    return _read(request, _STARTED)


def has_outlived(request: HttpRequest, *, now: datetime) -> bool:
    """True when the session is over by its age."""
    return has_ended(_read(request, _STARTED), now=now)


def is_proved(request: HttpRequest, *, now: datetime) -> bool:
    """True while it is five minutes or less since the person proved who they are."""
    return is_fresh(_read(request, _PROVED), now=now)


def prove(request: HttpRequest, *, now: datetime) -> None:
    request.session[_PROVED] = int(now.timestamp())


def touch(request: HttpRequest, *, now: datetime) -> None:
    """Note that the person is here, no oftener than every five minutes."""
    seen = _read(request, _SEEN)
    if seen is None or now - seen >= SEEN_EVERY:
        request.session[_SEEN] = int(now.timestamp())
        LoginSession.objects.filter(session_key=request.session.session_key).update(seen_at=now)


def is_full(request: HttpRequest) -> bool:
    """True when a second factor (or a passkey, which is both) opened this session."""
    user = request.user
    if not isinstance(user, User):
        return False
    records = get_authentication_records(request, user)
    return any(record.get("method") == "mfa" for record in records)


def renew_key(request: HttpRequest) -> None:
    """Give the session a new name when it may do more than before (ASVS 5.0 7.2.4)."""
    before = request.session.session_key
    request.session.cycle_key()
    LoginSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def running(user: User, *, now: datetime) -> QuerySet[LoginSession]:
    """The person's log-ins that still work, the newest first."""
    return LoginSession.objects.filter(
        user=user,
        started_at__gt=now - SESSION_LENGTH,
        session_key__in=Session.objects.values("session_key"),
    ).order_by("-seen_at", "-id")


def _delete(rows: Iterable[LoginSession]) -> int:
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    return LoginSession.objects.filter(session_key__in=keys).delete()[0]


def end_one(*, user: User, public_id: UUID, by: User, now: datetime) -> bool:
    """End one of the person's log-ins; it is dead at its next request. False: there was none."""
    with transaction.atomic():
        ended = _delete(LoginSession.objects.filter(user=user, public_id=public_id))
        if ended:
            audit.record(by_id=by.pk, action=Action.SESSION_ENDED, now=now)
    return bool(ended)


def end_all(*, user: User, by: User | None, now: datetime, but: str | None = None) -> int:
    """End the person's log-ins, but for the one whose session key is `but`."""
    with transaction.atomic():
        ended = _delete(LoginSession.objects.filter(user=user).exclude(session_key=but or ""))
        if ended:
            audit.record(by_id=by.pk if by else None, action=Action.SESSION_ENDED, now=now)
    return ended


def leave(request: HttpRequest, *, action: Action, now: datetime, reason: str = "") -> None:
    """End this session: logged out by the person, over by its age, or after too much reading."""
    by_id = request.user.pk
    with transaction.atomic():
        LoginSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        audit.record(by_id=by_id, action=action, now=now, reason=reason)


def forget_old(*, now: datetime) -> int:
    """Delete what is left of log-ins that are over."""
    with transaction.atomic():
        Session.objects.filter(expire_date__lt=now).delete()
        return LoginSession.objects.filter(started_at__lte=now - SESSION_LENGTH).delete()[0]
