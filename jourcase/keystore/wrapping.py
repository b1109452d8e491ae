"""A data key inside a key-encryption key, and those keys as the environment gives them."""

import base64
import re
from collections.abc import Mapping

from jourcase.keystore.crypto import KEY_BYTES, SealBrokenError, decrypt, encrypt, new_key, place

__all__ = ["new_key", "read_keks", "unwrap", "wrap"]
_ID = re.compile(r"[a-z0-9-]{1,32}")


def read_keks(text: str) -> dict[str, bytes]:
    """ "2026:BASE64,2025:BASE64" as an ordered mapping; the first one wraps what is new.

    Raises `ValueError` with a Swedish sentence that repeats nothing of the keys.
    """
    found: dict[str, bytes] = {}
    for number, part in enumerate(filter(None, (p.strip() for p in text.split(","))), start=1):
        kek_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
        except ValueError as error:
            raise ValueError(f"Nyckel {number} är inte base64.") from error
        if not _ID.fullmatch(kek_id) or len(key) != KEY_BYTES or kek_id in found:
            raise ValueError(
                f"Nyckel {number} ska skrivas namn:base64 med {KEY_BYTES} byte "
                "och ett eget namn av små bokstäver, siffror och bindestreck."
            )
        found[kek_id] = key
    if not found:
        raise ValueError("Ingen nyckel finns.")
    if len(set(found.values())) < len(found):
        raise ValueError("Två nycklar är lika.")
    return found


def wrap(key: bytes, scope: str, keks: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The name of the key-encryption key that is used now, and the wrapped key."""
    kek_id, kek = next(iter(keks.items()))
    return kek_id, encrypt(kek, key, _where(scope, kek_id))


def unwrap(wrapped: bytes, scope: str, kek_id: str, keks: Mapping[str, bytes]) -> bytes | None:
    """The data key; None when its key-encryption key is not given, or it is not what was wrapped
    for this scope.
    """
    kek = keks.get(kek_id)
    if kek is None:
        return None
    try:
        return decrypt(kek, wrapped, _where(scope, kek_id))
    except SealBrokenError:
        return None


def _where(scope: str, kek_id: str) -> bytes:
    return place("keystore_datakey", "wrapped", scope, kek_id)
