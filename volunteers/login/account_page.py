"""What stands on "Min inloggning"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import qrcode
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from qrcode.constants import ERROR_CORRECT_M

from volunteers.access import person
from volunteers.domain.logins import KeyName
from volunteers.login import factors, sessions
from volunteers.login.locking import is_shared


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One passkey."""

    pk: int
    name: str
    choices: list[tuple[str, str, bool]]  # code, word, chosen
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One log-in that still works."""

    public_id: str
    device: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def _key_row(row: Authenticator) -> KeyRow:
    code = row.data.get("name", "")
    known = code if code in set(KeyName) else KeyName.SPARE.value
    choices = [(value, word, value == known) for value, word in KeyName.choices()]
    return KeyRow(row.pk, KeyName(known).label, choices, row.created_at, row.last_used_at)


def account_page(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    user = person(request)
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    keys = [_key_row(row) for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    return {
        "keys": keys,
        "is_shared": is_shared(request),
        "has_app": any(row.type == Authenticator.Type.TOTP for row in rows),
        "codes_left": factors.codes_left(user),
        "sessions": [
            SessionRow(
                str(row.public_id),
                row.device,
                row.started_at,
                row.seen_at,
                row.session_key == request.session.session_key,
            )
            for row in sessions.running(user, now=now)
        ],
    }


def qr_path(text: str) -> dict[str, Any]:
    """The square as one SVG path: `d`, and `side` in modules with the quiet zone."""
    square = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    square.add_data(text)
    matrix = square.get_matrix()
    moves = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    ]
    return {"d": "".join(moves), "side": len(matrix)}
