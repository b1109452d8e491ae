"""`Client.force_login` gives a session that says how it was opened: by a passkey.

The gates for session length and second factor stand in tests as they do for people. A test that
logs in by force wants a person inside, so its session says what a real one would, once for all
tests, and never ends by its age: tests hold the clock at all sorts of instants.

`by_passphrase_only` leaves the second factor out, for tests of the gate itself.
"""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

_NEVER_OVER = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())
_force_login = Client.force_login


def _say(client: Client, user: Any, *records: dict[str, Any]) -> None:
    session = client.session
    session["account_authentication_methods"] = list(records)
    session["account_authentication_methods_user"] = str(user.pk)
    session["login_started"] = session["login_proved"] = session["login_seen"] = _NEVER_OVER
    session["lock_active"] = _NEVER_OVER
    session.save()


def by_passkey(client: Client, user: Any, backend: str | None = None) -> None:
    _force_login(client, user, backend)
    _say(client, user, {"method": "mfa", "type": "webauthn", "passwordless": True, "at": 0})


def by_passphrase_only(client: Client, user: Any) -> None:
    _force_login(client, user)
    _say(client, user, {"method": "password", "at": 0})


Client.force_login = by_passkey  # type: ignore[method-assign,assignment]
