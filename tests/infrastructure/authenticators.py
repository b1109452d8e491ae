"""What a person has in their hand: a passkey made in software, and an app with codes.

The passkey speaks WebAuthn as a browser would, and can be told to misbehave: no user verification,
another origin, another person's handle.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from volunteers.domain.one_time_codes import code_at, step_at

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class SoftPasskey:
    """One discoverable credential for the site `testserver`."""

    def __init__(self, *, verifies: bool = True, origin: str = "https://testserver") -> None:
        self.verifies = verifies
        self.origin = origin
        self.rp_id = origin.partition("://")[2].partition(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = hashlib.sha256(str(id(self)).encode()).digest()
        self.handle = ""

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _authenticator_data(self, attested: bytes = b"") -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (HAS_KEY if attested else 0)
        about_site = hashlib.sha256(self.rp_id.encode()).digest()
        return about_site + bytes([flags]) + (0).to_bytes(4, "big") + attested

    def make(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        cose = cbor.encode(dict(public))
        size = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + size + self.credential_id + cose
        made = {"fmt": "none", "attStmt": {}, "authData": self._authenticator_data(attested)}
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]),
            attestationObject=cbor.encode(made),
        )

    def show(self, options: dict[str, Any], *, handle: str | None = None) -> str:
        """Answer `navigator.credentials.get`."""
        asked = options["publicKey"]
        client_data = self._client_data("webauthn.get", asked["challenge"])
        data = self._authenticator_data()
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=websafe_decode(self.handle if handle is None else handle),
        )

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.credential_id)
        parts = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                # Browsers send more than is asked for.
                "authenticatorAttachment": "platform",
                "response": {**parts, "transports": ["internal"]},
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


def app_code(secret: str, at: datetime, *, steps: int = 0) -> str:
    """What the app shows at an instant (and so many steps later)."""
    return code_at(secret.replace(" ", ""), step_at(at) + steps)
