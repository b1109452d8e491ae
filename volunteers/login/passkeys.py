"""The two ceremonies of a passkey: making one, and showing one (WebAuthn level 2).

Always with user verification, and always one that the device can find without an address
(discoverable). The challenge is kept in the session and works once.
"""

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.utils import websafe_decode, websafe_encode

from volunteers.models import User

# What parsers of CBOR, COSE and JSON raise at bytes that somebody has made up.
_NONSENSE = (
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
)


_PARTS = frozenset(
    {"clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"}
)


class PasskeyRefusedError(Exception):
    """What the browser sent is no valid answer to our challenge."""


def creation_options(user: User) -> dict[str, Any]:
    """What `navigator.credentials.create` is to be given. Keeps the challenge in the session."""
    options: dict[str, Any] = auth.begin_registration(user, passwordless=True)
    return options


def request_options() -> dict[str, Any]:
    """What `navigator.credentials.get` is to be given, whoever it is that will answer."""
    options: dict[str, Any] = auth.begin_authentication(None)
    return options


def _checked(request: HttpRequest, check: Callable[[], Any]) -> Any:
    try:
        return check()
    except _NONSENSE as error:
        raise PasskeyRefusedError from error
    finally:
        auth.clear_state()  # a challenge is answered once, rightly or wrongly


def new_credential(request: HttpRequest, posted: str) -> dict[str, Any]:
    """The part worth keeping of a passkey that was just made. Raises `PasskeyRefusedError`."""

    def check() -> dict[str, Any]:
        credential = _parse(posted)
        made = auth.complete_registration(credential)
        if not made.is_user_verified() or _is_hidden(credential):
            raise ValueError("made without user verification, or not to be found by the device")
        return _kept(credential)

    kept: dict[str, Any] = _checked(request, check)
    return kept


def shown_by(request: HttpRequest, posted: str) -> Authenticator:
    """The passkey that was shown, with its owner. Raises `PasskeyRefusedError`."""

    def check() -> Authenticator:
        credential = _parse(posted)
        owner = auth.extract_user_from_response(credential)
        if not owner.is_active:
            raise ValueError("switched off")
        shown = auth.complete_authentication(owner, credential)
        shown.user = owner
        return shown

    shown: Authenticator = _checked(request, check)
    return shown


def _parse(posted: str) -> dict[str, Any]:
    """The known parts of what was sent, all of them texts: the library makes bytes of them, and of
    a number it would make that many.
    """
    sent = json.loads(posted)
    parts = {name: _text(value) for name, value in sent["response"].items() if name in _PARTS}
    return {
        "id": _text(sent["id"]),
        "rawId": _text(sent["rawId"]),
        "type": _text(sent["type"]),
        "response": parts,
        "clientExtensionResults": sent.get("clientExtensionResults"),
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _is_hidden(credential: dict[str, Any]) -> bool:
    """True when the browser says that the device cannot find it by itself."""
    said = (credential.get("clientExtensionResults") or {}).get("credProps") or {}
    return said.get("rk") is False


def _kept(credential: dict[str, Any]) -> dict[str, Any]:
    """The five values that are needed later, written anew: nothing else that was sent is kept."""
    answer = credential["response"]
    return {
        "id": _rewritten(credential["rawId"]),
        "rawId": _rewritten(credential["rawId"]),
        "type": "public-key",
        "response": {
            "clientDataJSON": _rewritten(answer["clientDataJSON"]),
            "attestationObject": _rewritten(answer["attestationObject"]),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _rewritten(value: str) -> str:
    return websafe_encode(websafe_decode(value))
