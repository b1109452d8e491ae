"""Does somebody who says who they are show it? By passphrase, by code, or by passkey."""

from datetime import datetime

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.http import HttpRequest

from jourcase.kernel import audit
from jourcase.kernel.audit import Action, Actor, Outcome
from jourcase.kernel.sealed import UnreadableError
from volunteers.domain.logins import LONGEST_PASSPHRASE
from volunteers.login import passkeys, sessions, totp
from volunteers.login.limits import take
from volunteers.models import User


def failed(user_id: int | None, what: str, *, now: datetime) -> None:
    """Note a try that failed: at whose account, never what was typed.

    In no role: looking one up would take time at accounts that exist and none at others.
    """
    with audit.acting(lambda: Actor(user_id, audit.NOBODY)):
        audit.record(
            by_id=user_id,
            action=Action.LOGIN_FAILED,
            now=now,
            fields=[what],
            outcome=Outcome.REFUSED,
        )


def by_passphrase(
    request: HttpRequest, *, email: str, passphrase: str, now: datetime
) -> User | None:
    """The person, if address and passphrase are right. Takes as long when either is wrong: Django
    hashes for an address that nobody has too. Raises `TooManyTriesError` before any hashing.
    """
    if len(passphrase) > LONGEST_PASSPHRASE:
        return None
    tried = take(request, "passphrase", key=email)
    take(request, "hash", key="all")
    user = authenticate(request, username=email, password=passphrase)
    if isinstance(user, User):
        tried.rollback()
        return user
    known = User.objects.get_queryset().filter(email=email).values_list("pk", flat=True)
    failed(known.first(), "password", now=now)
    return None


def by_code(request: HttpRequest, *, user: User, code: str, now: datetime) -> str:
    """Which factor the code is of ("totp", "recovery_codes"), used up; "" if of none.

    Raises `TooManyTriesError`.
    """
    tried = take(request, "code", key=str(user.pk))
    if totp.accepts(user=user, code=code, now=now):
        tried.rollback()
        return str(Authenticator.Type.TOTP)
    if _is_recovery_code(user, code):
        tried.rollback()
        return str(Authenticator.Type.RECOVERY_CODES)
    failed(user.pk, "code", now=now)
    return ""


def is_new_code(request: HttpRequest, *, user: User, stored: str, code: str, now: datetime) -> bool:
    """Is this the code of an app that is being added? Then it is used up.

    Raises `TooManyTriesError`.
    """
    tried = take(request, "code", key=str(user.pk))
    if totp.uses_up(user=user, stored=stored, code=code, now=now):
        tried.rollback()
        return True
    return False


def _is_recovery_code(user: User, code: str) -> bool:
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    try:
        # allauth locks the row, compares in constant time and marks the code as used.
        return codes is not None and bool(codes.wrap().validate_code(code))
    except UnreadableError:
        return False


def by_passkey(request: HttpRequest, *, assertion: str, now: datetime) -> User | None:
    """The owner of the passkey that was shown. Raises `TooManyTriesError`."""
    take(request, "passkey")
    try:
        shown = passkeys.shown_by(request, assertion)
    except passkeys.PasskeyRefusedError:
        failed(None, Authenticator.Type.WEBAUTHN, now=now)
        return None
    shown.record_usage()
    owner = shown.user
    return owner if isinstance(owner, User) else None


def verify_again(
    request: HttpRequest,
    user: User,
    *,
    passphrase: str = "",
    code: str = "",
    assertion: str = "",
    now: datetime,
) -> bool:
    """Does `user`, whose session this is or was, show again who they are? One proof is enough.

    A right one makes the session fresh for five minutes and gives it a new name. The request must
    be a POST. Raises `TooManyTriesError`.
    """
    if assertion:
        shown = by_passkey(request, assertion=assertion, now=now)
        is_right, what = shown is not None and shown.pk == user.pk, "webauthn"
    elif code:
        what = by_code(request, user=user, code=code, now=now)
        is_right = bool(what)
    else:
        known = by_passphrase(request, email=user.email, passphrase=passphrase, now=now)
        is_right, what = known is not None and known.pk == user.pk, ""
    if is_right:
        if what and not sessions.is_full(request):
            record_authentication(request, user, "mfa", type=what)
        sessions.prove(request, now=now)
        sessions.renew_key(request)
    return is_right
