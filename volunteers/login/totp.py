"""A code from the app, accepted once."""

from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.db import IntegrityError, transaction

from jourcase.kernel.sealed import UnreadableError
from volunteers.domain.one_time_codes import matching_step
from volunteers.models import TotpUse, User


def new_secret() -> str:
    """Sealed; `open_secret` gives what the app is told."""
    return str(get_adapter().encrypt(generate_totp_secret()))


def open_secret(stored: str) -> str:
    return str(get_adapter().decrypt(stored))


def accepts(*, user: User, code: str, now: datetime) -> bool:
    """Is this the code of the person's app now, never used before? Then it is used up."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return app is not None and uses_up(user=user, stored=app.data["secret"], code=code, now=now)


def uses_up(*, user: User, stored: str, code: str, now: datetime) -> bool:
    """The same for a secret that may not be the person's yet. One that cannot be opened opens
    nothing.
    """
    try:
        step = matching_step(open_secret(stored), code, now=now)
    except UnreadableError:
        return False
    return step is not None and _claim(user, step)


def _claim(user: User, step: int) -> bool:
    """True for one caller only: the database compares and writes in one statement."""
    if TotpUse.objects.filter(user=user, last_step__lt=step).update(last_step=step):
        return True
    try:
        with transaction.atomic():
            TotpUse.objects.create(user=user, last_step=step)
    except IntegrityError:
        return False
    return True
