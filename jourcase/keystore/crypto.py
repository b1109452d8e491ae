"""AES-256-GCM, and nothing else: bytes and text in, bytes and text out. No database, no settings.

Source: NIST SP 800-38D; the test cases of the GCM submission to NIST are in the tests.
"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
_TAG_BYTES = 16
_MARK = "j1."  # the version of the format; what does not begin so was not sealed by us


class SealBrokenError(Exception):
    """It is not what was sealed, in the place where it was sealed, with this key."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def place(*parts: str) -> bytes:
    """Where a text belongs, as associated data: table, column, scope, row. What is moved to
    another place does not open there. Lengths are part of it, so that no two places look alike.
    """
    return b"".join(f"{len(part.encode())}:{part}".encode() for part in parts)


def encrypt(key: bytes | AESGCM, plain: bytes, where: bytes) -> bytes:
    """Nonce, ciphertext and tag. The nonce is random: a data key seals few texts in its life."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, plain, where)


def decrypt(key: bytes | AESGCM, sealed: bytes, where: bytes) -> bytes:
    """What `encrypt` was given. Raises `SealBrokenError`."""
    if len(sealed) < NONCE_BYTES + _TAG_BYTES:
        raise SealBrokenError
    try:
        return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], where)
    except InvalidTag as error:
        raise SealBrokenError from error


def seal_text(key: bytes | AESGCM, text: str, where: bytes) -> str:
    """Text as it is stored: a mark of the format and base64."""
    # Lone surrogates cannot be stored as text anyway; here they are an error, not a loss.
    return _MARK + base64.urlsafe_b64encode(encrypt(key, text.encode(), where)).decode()


def open_text(key: bytes | AESGCM, stored: str, where: bytes) -> str:
    """What `seal_text` was given. Raises `SealBrokenError` for plain text too."""
    if not stored.startswith(_MARK):
        raise SealBrokenError
    try:
        sealed = base64.urlsafe_b64decode(stored[len(_MARK) :].encode("ascii"))
        return decrypt(key, sealed, where).decode()
    except (binascii.Error, UnicodeError) as error:
        raise SealBrokenError from error


def is_sealed(stored: str) -> bool:
    return stored.startswith(_MARK)


def cipher(key: bytes) -> AESGCM:
    """A key made ready: it saves its expansion when many texts of one scope are opened."""
    return AESGCM(key)


def _cipher(key: bytes | AESGCM) -> AESGCM:
    return AESGCM(key) if isinstance(key, bytes) else key
