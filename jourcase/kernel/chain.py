"""The hash chain of the audit log: what is hashed, and how one event holds on to the one before.

Pure: values in, digests out. The form of the bytes never changes; another form gets another
`FORM`, so that what was written under the old one can still be counted again.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FORM = "jourcase-audit-1"
# What stands before the first event.
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """An event as it is hashed. `at` is aware; codes are those that are stored."""

    seq: int
    previous: str
    id: uuid.UUID
    at: datetime
    by_id: int | None
    role: str
    action: str
    case_id: int | None
    fields: Sequence[str]
    reason: str
    outcome: str


def canonical(link: Link) -> bytes:
    """The bytes that are hashed: one JSON list, ASCII, in a fixed order, the time in UTC."""
    return json.dumps(
        [
            FORM,
            link.seq,
            link.previous,
            link.id.hex,
            link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            link.by_id,
            link.role,
            link.action,
            link.case_id,
            list(link.fields),
            link.reason,
            link.outcome,
        ],
        ensure_ascii=True,
        separators=(",", ":"),
    ).encode("ascii")


def digest(link: Link) -> str:
    """SHA-256 over all of the event and the digest before it (hex, 64 characters)."""
    return hashlib.sha256(canonical(link)).hexdigest()
