"""Making, reading, rewrapping and destroying data keys. The rows are worth nothing without
`settings.KEKS`, the key-encryption keys, which live in the environment and never in a database.

A key is committed on its own, before what it seals: a crash between leaves a key that opens
nothing, never a text that no key opens.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from jourcase.keystore import wrapping
from jourcase.keystore.ledger import has_begun
from jourcase.keystore.models import DataKey
from jourcase.keystore.router import ALIAS

_AT_A_TIME = 500


class KeyMissingError(Exception):
    """There is no such key: it was destroyed, or never made."""


class ErasedScopeError(Exception):
    """The scope has been erased: it is never given a key again."""


def mint(scope: str, *, now: datetime) -> bytes:
    """The key of a new scope. One that exists is given back: a key is never replaced, since that
    would destroy what it sealed. Raises `ErasedScopeError` for a scope in the ledger of erasures.
    """
    if has_begun(scope):
        raise ErasedScopeError(scope)
    key = wrapping.new_key()
    kek_id, wrapped = wrapping.wrap(key, scope, settings.KEKS)
    try:
        with transaction.atomic(using=ALIAS):
            DataKey.objects.create(scope=scope, wrapped=wrapped, kek_id=kek_id, made_at=now)
    except IntegrityError:
        return fetch([scope])[scope]  # it exists
    return key


def mint_many(scopes: Iterable[str], *, now: datetime) -> None:
    """The keys of many new scopes, in one statement; none of them may have one."""
    keks = settings.KEKS
    rows = []
    for scope in scopes:
        kek_id, wrapped = wrapping.wrap(wrapping.new_key(), scope, keks)
        rows.append(DataKey(scope=scope, wrapped=wrapped, kek_id=kek_id, made_at=now))
    DataKey.objects.bulk_create(rows)


def fetch(scopes: Iterable[str]) -> dict[str, bytes]:
    """The keys of those scopes that have one, unwrapped, in as few queries as can be.

    One that cannot be unwrapped (another key-encryption key, an altered row) is left out, as if
    it were missing: whoever wants to read with it is told that it cannot be shown.
    """
    wanted = list(dict.fromkeys(scopes))
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), _AT_A_TIME):
        rows = DataKey.objects.filter(scope__in=wanted[start : start + _AT_A_TIME])
        for scope, kek_id, wrapped in rows.values_list("scope", "kek_id", "wrapped"):
            key = wrapping.unwrap(bytes(wrapped), scope, kek_id, settings.KEKS)
            if key is not None:
                found[scope] = key
    return found


def destroy(scopes: Iterable[str]) -> int:
    """Delete the keys: what they sealed is unreadable from here on, in backups too once the key
    store's own short-lived backups are gone. Returns how many there were.
    """
    return DataKey.objects.filter(scope__in=list(scopes)).delete()[0]


def wrapped_by(kek_id: str) -> int:
    """How many keys a key-encryption key still wraps; at 0 it may leave the settings."""
    return DataKey.objects.filter(kek_id=kek_id).count()


def rewrap(*, at_most: int = _AT_A_TIME) -> int:
    """Wrap one batch of keys anew with the first key-encryption key. 0 when nothing is left.

    Each batch commits on its own; stopped at any point, it goes on from there. The data keys are
    the same, so no text is touched. Raises `KeyMissingError` when an old one is not in the
    settings any more.
    """
    newest = next(iter(settings.KEKS))
    with transaction.atomic(using=ALIAS):
        rows = list(
            DataKey.objects.select_for_update().exclude(kek_id=newest).order_by("scope")[:at_most]
        )
        for row in rows:
            key = wrapping.unwrap(bytes(row.wrapped), row.scope, row.kek_id, settings.KEKS)
            if key is None:
                raise KeyMissingError(row.kek_id)
            row.kek_id, row.wrapped = wrapping.wrap(key, row.scope, settings.KEKS)
        DataKey.objects.bulk_update(rows, ["kek_id", "wrapped"])
    return len(rows)
