"""The ledger of erasures: written before anything is erased, and never unwritten.

The order is ledger, key, rows, free space; each is noted when it is done, so that whoever goes on
after a stop knows from where. A scope that stands here is never given a key again.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from jourcase.keystore.models import DataKey, Erasure
from jourcase.keystore.router import ALIAS


def begin(scope: str, *, subject: uuid.UUID, reason: str, now: datetime) -> Erasure:
    """Write down that the scope is to be erased; one that stands there already is given back.

    It commits on its own, whatever becomes of the caller's transaction: what has begun is
    finished. An entry for another subject is an earlier case with the same number, from before a
    restored backup: the scope is blocked either way.
    """
    with transaction.atomic(using=ALIAS):
        found, _ = Erasure.objects.get_or_create(
            scope=scope, defaults={"subject": subject, "reason": reason, "begun_at": now}
        )
    return found


def destroy_key(scope: str, *, now: datetime) -> None:
    """The key goes, and that it is gone is noted in the same breath."""
    with transaction.atomic(using=ALIAS):
        DataKey.objects.filter(scope=scope).delete()
        Erasure.objects.filter(scope=scope, key_gone_at__isnull=True).update(key_gone_at=now)


def note_rows_gone(scope: str, *, now: datetime) -> None:
    Erasure.objects.filter(scope=scope, rows_gone_at__isnull=True).update(rows_gone_at=now)


def note_done(scopes: Iterable[str], *, now: datetime) -> None:
    """Nothing of them is left in free space either."""
    Erasure.objects.filter(scope__in=list(scopes)).update(done_at=now)


def unfinished() -> list[Erasure]:
    """Begun, and with rows left for all we know; the oldest first."""
    return list(Erasure.objects.filter(rows_gone_at__isnull=True).order_by("begun_at", "scope"))


def waiting_for_sweep() -> list[str]:
    """Scopes whose rows are gone and whose free space has not been swept since."""
    found = Erasure.objects.filter(rows_gone_at__isnull=False, done_at__isnull=True)
    return list(found.values_list("scope", flat=True))


def has_begun(scope: str) -> bool:
    return Erasure.objects.filter(scope=scope).exists()


def all_erased() -> list[Erasure]:
    return list(Erasure.objects.order_by("begun_at", "scope"))


def used_numbers(kind: str) -> int:
    """The highest number that a scope of this kind has ever had, in the ledger or among keys."""
    scopes = [
        *Erasure.objects.filter(scope__startswith=f"{kind}:").values_list("scope", flat=True),
        *DataKey.objects.filter(scope__startswith=f"{kind}:").values_list("scope", flat=True),
    ]
    return max((int(scope.partition(":")[2]) for scope in scopes), default=0)
