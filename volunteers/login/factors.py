"""Adding and removing ways to log in: one transaction each, the person's row locked."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.logins import KeyName, adding_refusals, removing_refusals
from volunteers.models import User

Type = Authenticator.Type


def _locked(user: User) -> tuple[int, bool]:
    """Lock the person; how many passkeys they have, and whether they have an app."""
    User.objects.get_queryset().select_for_update().get(pk=user.pk)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return kinds.count(Type.WEBAUTHN), Type.TOTP in kinds


def _tell(by: User, action: Action, what: str, now: datetime) -> None:
    audit.record(by_id=by.pk, action=action, now=now, fields=[what])


def has_factor(user: User) -> bool:
    """True when the person has a passkey or an app."""
    main = (Type.WEBAUTHN, Type.TOTP)
    return bool(Authenticator.objects.filter(user=user, type__in=main).exists())


def add_passkey(
    *, user: User, credential: dict[str, Any], name: KeyName, is_full: bool, now: datetime
) -> Authenticator:
    """Keep a passkey that `passkeys.new_credential` has let through. Raises `RefusedError`.

    `is_full` says whether the session was itself opened with a second factor.
    """
    with transaction.atomic():
        passkeys, has_app = _locked(user)
        refuse_if_any(
            adding_refusals(is_full=is_full, passkeys=passkeys, has_app=has_app, adds_app=False)
        )
        added: Authenticator = WebAuthn.add(user, name.value, credential).instance
        _tell(user, Action.FACTOR_ADDED, Type.WEBAUTHN, now)
    return added


def add_app(*, user: User, stored_secret: str, is_full: bool, now: datetime) -> Authenticator:
    """Keep the sealed secret of an app whose code has just been shown. Raises `RefusedError`."""
    with transaction.atomic():
        passkeys, has_app = _locked(user)
        refuse_if_any(
            adding_refusals(is_full=is_full, passkeys=passkeys, has_app=has_app, adds_app=True)
        )
        added = Authenticator.objects.create(
            user=user, type=Type.TOTP, data={"secret": stored_secret}
        )
        _tell(user, Action.FACTOR_ADDED, Type.TOTP, now)
    return added


def remove(*, user: User, kind: str, pk: int | None, one_is_needed: bool, now: datetime) -> None:
    """Remove one of the person's passkeys (by `pk`) or their app. Raises `RefusedError` for the
    last one, `Authenticator.DoesNotExist` for what is not theirs.
    """
    with transaction.atomic():
        passkeys, has_app = _locked(user)
        mine = Authenticator.objects.filter(user=user, type=kind)
        row = mine.get(pk=pk) if pk is not None else mine.get()
        refuse_if_any(
            removing_refusals(passkeys=passkeys, has_app=has_app, one_is_needed=one_is_needed)
        )
        row.delete()
        if passkeys + has_app == 1:
            Authenticator.objects.filter(user=user).delete()  # codes open nothing on their own
        _tell(user, Action.FACTOR_REMOVED, kind, now)


def rename_passkey(*, user: User, pk: int, name: KeyName) -> None:
    """Raises `Authenticator.DoesNotExist` for what is not theirs."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(user=user, type=Type.WEBAUTHN, pk=pk)
        row.data["name"] = name.value
        row.save(update_fields=["data"])


def make_codes(*, user: User, now: datetime) -> list[str]:
    """New recovery codes; the old ones stop working. They are shown once, by the caller."""
    with transaction.atomic():
        _locked(user)
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        made = RecoveryCodes.activate(user)
        made.mark_as_viewed()
        _tell(user, Action.FACTOR_ADDED, Type.RECOVERY_CODES, now)
        codes: list[str] = made.generate_codes()
    return codes


def codes_left(user: User) -> int | None:
    """How many recovery codes still work; None when there never were any."""
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    if row is None:
        return None
    used: int = row.data["used_mask"]
    return 10 - used.bit_count()


def remove_all(*, user: User) -> int:
    """Delete every factor. The caller has the transaction and tells of it."""
    return int(Authenticator.objects.filter(user=user).delete()[0])
