"""The end of the audit log's chain, written down once a day in a file outside the database.

Who can write in the database can write a whole new chain; they cannot make it meet the digests
that stand here. Copy the file to where neither the server nor its administrators can change it.

One line of JSON a day: the date, the number and digest of the last event, and an HMAC over these
and the HMAC of the line before. So a changed, forged, moved or removed line shows, the last one
excepted, which only a copy elsewhere can tell of.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_BEGINNING = "0" * 64
_DOMAIN = b"jourcase-audit-anchor-1"


@dataclass(frozen=True, slots=True)
class Anchor:
    """On this day (local) the chain ended with this event."""

    on: date
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """What a file says: anchors that hold, the numbers of lines that do not, its last HMAC."""

    anchors: tuple[Anchor, ...]
    broken_lines: tuple[int, ...]
    last_mac: str


def derived_key(secret: str) -> bytes:
    """The anchors' own key: what is signed here is never taken for what is signed elsewhere."""
    return hmac.new(secret.encode(), _DOMAIN, hashlib.sha256).digest()


def line_of(anchor: Anchor, *, before: str, key: bytes) -> str:
    """The anchor as a line; `before` is the HMAC of the line before it."""
    values: dict[str, Any] = {
        "date": anchor.on.isoformat(),
        "seq": anchor.seq,
        "digest": anchor.digest,
    }
    return json.dumps({**values, "mac": _mac(values, before, key)}, separators=(",", ":"))


def parse(lines: Iterable[str], *, key: bytes) -> AnchorFile:
    """Every line checked against its HMAC and the one before. Never raises for what it reads."""
    anchors: list[Anchor] = []
    broken: list[int] = []
    before = _BEGINNING
    for number, line in enumerate(lines, start=1):
        try:
            said = json.loads(line)
            mac = str(said.pop("mac"))
            anchor = Anchor(date.fromisoformat(said["date"]), int(said["seq"]), said["digest"])
            holds = hmac.compare_digest(mac.encode(), _mac(said, before, key).encode())
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            broken.append(number)
            continue
        # The next line holds on to this one, whether or not this one holds.
        before = mac
        if holds:
            anchors.append(anchor)
        else:
            broken.append(number)
    return AnchorFile(tuple(anchors), tuple(broken), before)


def read(path: Path, *, key: bytes) -> AnchorFile:
    """The file, or an empty one when there is none."""
    if not path.exists():
        return AnchorFile((), (), _BEGINNING)
    return parse(path.read_text("utf-8", errors="replace").splitlines(), key=key)


def append(path: Path, anchor: Anchor, *, key: bytes) -> bool:
    """Add the day's anchor, on disk before this returns. False when the day has one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8", errors="replace") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        before = parse(text.splitlines(), key=key)
        if any(known.on == anchor.on for known in before.anchors):
            return False
        # A line that was cut off by a crash is left for what it is.
        start = "\n" if text and not text.endswith("\n") else ""
        file.write(f"{start}{line_of(anchor, before=before.last_mac, key=key)}\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def _mac(values: dict[str, Any], before: str, key: bytes) -> str:
    said = json.dumps([before, values["date"], values["seq"], values["digest"]])
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
