"""What stands beside a backup: of what it is, how much, and by which digest it is known again.

Numbers and names of tables only; nothing of a person. The receipt carries an HMAC under a key that
the backups' folder does not hold: whoever can write there can neither make a backup of their own
(age encrypts for anyone who has the public key) nor swap one for another.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from jourcase.backup.domain.refusals import Refusal

FORMAT = 1
_DOMAIN = b"jourcase-backup-receipt-1"


class What(Enum):
    """The two databases, which are backed up apart and kept for different times."""

    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`made_at` is aware. `rows` and the chain's head are of the very snapshot in the file."""

    what: str
    engine: str
    made_at: datetime
    file: str
    size: int
    sha256: str
    rows: Mapping[str, int]
    migrations: tuple[str, ...]
    chain_seq: int
    chain_digest: str
    format: int = FORMAT


def derived_key(secret: str) -> bytes:
    """The receipts' own key: what is signed here is never taken for what is signed elsewhere."""
    return hmac.new(secret.encode(), _DOMAIN, hashlib.sha256).digest()


def write(receipt: Receipt, *, key: bytes) -> str:
    values = asdict(receipt)
    values["made_at"] = receipt.made_at.isoformat()
    values["migrations"] = list(receipt.migrations)
    return json.dumps({**values, "mac": _mac(values, key)}, indent=1, sort_keys=True) + "\n"


def read(text: str, *, key: bytes) -> Receipt | Refusal:
    """The receipt, or why it is none. Never raises for what it reads."""
    try:
        said = json.loads(text)
        mac = str(said.pop("mac"))
        if not hmac.compare_digest(mac.encode(), _mac(said, key).encode()):
            return Refusal.RECEIPT_BROKEN
        if int(said["format"]) > FORMAT:
            return Refusal.RECEIPT_TOO_NEW
        return Receipt(
            **{
                **said,
                "made_at": datetime.fromisoformat(said["made_at"]),
                "migrations": tuple(said["migrations"]),
                "what": What(said["what"]).value,
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Refusal.RECEIPT_BROKEN


def _mac(values: Mapping[str, Any], key: bytes) -> str:
    said = json.dumps(dict(values), sort_keys=True, separators=(",", ":"))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
