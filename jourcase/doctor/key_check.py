"""Do the key-encryption keys in the environment belong to the key store in use?

A data key of known bytes stands in the key store, wrapped like all others. If it opens to what it
should be, the keys are the right ones; nobody's text has to be opened to know it.
"""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from jourcase.doctor.domain.finding import Finding, fail, ok
from jourcase.keystore import wrapping
from jourcase.keystore.models import DataKey
from jourcase.keystore.router import ALIAS

SCOPE = "check:kek"
_KNOWN = hashlib.sha256(b"jourcase-key-check-1").digest()
_SAMPLE = 5
_WRONG = (
    "Huvudnycklarna i JOURCASE_KEKS öppnar inte nyckelförrådet. Lägg tillbaka de rätta; ta aldrig "
    "bort en gammal före manage.py rotate_keys."
)


def make_check_key(*, now: datetime) -> None:
    """Put the known key into the key store, unless it is there, or the keys that are there say
    that the environment has other key-encryption keys.
    """
    with transaction.atomic(using=ALIAS):
        if DataKey.objects.filter(scope=SCOPE).exists() or not _sample_opens():
            return
        kek_id, wrapped = wrapping.wrap(_KNOWN, SCOPE, settings.KEKS)
        DataKey.objects.bulk_create(
            [DataKey(scope=SCOPE, wrapped=wrapped, kek_id=kek_id, made_at=now)],
            ignore_conflicts=True,
        )


def check_key() -> Finding:
    """Reads only."""
    found = DataKey.objects.filter(scope=SCOPE).first()
    if found is None:
        told = "Provnyckeln saknas i nyckelförrådet. Kör manage.py doctor, som lägger dit den."
        return fail(told if _sample_opens() else _WRONG)
    opened = wrapping.unwrap(bytes(found.wrapped), SCOPE, found.kek_id, settings.KEKS)
    if opened is None or not secrets.compare_digest(opened, _KNOWN):
        return fail(_WRONG)
    known = list(settings.KEKS)
    missing = DataKey.objects.exclude(kek_id__in=known).values_list("kek_id", flat=True).distinct()
    if missing:
        return fail(
            f"Nycklar är inlåsta under {', '.join(missing)}, som inte finns i JOURCASE_KEKS. Lägg "
            "tillbaka den sist i listan och kör manage.py rotate_keys."
        )
    return ok()


def _sample_opens() -> bool:
    rows = DataKey.objects.order_by("-made_at")[:_SAMPLE]
    return all(
        wrapping.unwrap(bytes(one.wrapped), one.scope, one.kek_id, settings.KEKS) for one in rows
    )
