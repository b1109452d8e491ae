"""Six-digit codes that follow the clock (RFC 6238 with HMAC-SHA-1, 30 seconds, as apps have it)."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime

PERIOD = 30
DIGITS = 6
# One step either way: clocks differ, and people type slowly.
TOLERANCE = 1


def code_at(secret: str, step: int) -> str:
    """The code of a time step. `secret` is base32, as authenticator apps want it."""
    key = base64.b32decode(secret, casefold=True)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // PERIOD


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The time step whose code this is, if it is one of those that count at `now`.

    Spaces and hyphens are let through: apps show codes in groups.
    """
    typed = code.replace(" ", "").replace("-", "")
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    middle = step_at(now)
    found = None
    for step in range(middle - TOLERANCE, middle + TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step), typed):
            found = step
    return found
