"""age files: out for those who hold a private key that the server does not have, and back."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyrage

from jourcase.backup.domain.refusals import (
    BackupFailedError,
    Failure,
    Refusal,
    RestoreRefusedError,
)

_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


class Sink:
    """Writes on, counts and digests. Keeps the error of a write, which pyrage turns into words."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            self._file.write(data)
        except OSError as error:
            self.error = error
            raise
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def new_pair() -> tuple[str, str]:
    """A private key and its public one."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipients(written: Sequence[str]) -> list[Any]:
    """Raises `BackupFailedError` when there is none, or one that is no key."""
    found = []
    for number, one in enumerate(filter(None, (text.strip() for text in written)), start=1):
        try:
            found.append(pyrage.x25519.Recipient.from_str(one))
        except pyrage.RecipientError as error:
            raise BackupFailedError(Failure.BAD_RECIPIENT, str(number)) from error
    if not found:
        raise BackupFailedError(Failure.NO_RECIPIENTS)
    return found


def identities(path: Path) -> list[Any]:
    """The private keys of a file as `age-keygen` or `backup_key` writes it."""
    try:
        written = _IDENTITY.findall(path.read_text("utf-8"))
        found = [pyrage.x25519.Identity.from_str(one) for one in written]
    except (OSError, UnicodeError, pyrage.IdentityError) as error:
        raise RestoreRefusedError(Refusal.IDENTITY_UNREADABLE) from error
    if not found:
        raise RestoreRefusedError(Refusal.IDENTITY_UNREADABLE)
    return found


def encrypt(plain: BinaryIO, sink: Sink, to: Sequence[Any]) -> None:
    """Raises the `OSError` of a write that failed, and `BackupFailedError` for any other."""
    try:
        pyrage.encrypt_io(plain, cast("BinaryIO", sink), to)
    except (pyrage.EncryptError, OSError) as error:
        if sink.error is not None:
            raise sink.error from error
        raise BackupFailedError(Failure.DUMP_FAILED, "krypteringen avbröts") from error


def decrypt(path: Path, into: BinaryIO, by: Sequence[Any]) -> None:
    """Raises the `OSError` of a write that failed, and `RestoreRefusedError` for any other."""
    sink = Sink(into)
    try:
        with path.open("rb") as sealed:
            pyrage.decrypt_io(sealed, cast("BinaryIO", sink), by)
    except (pyrage.DecryptError, OSError) as error:
        if sink.error is not None:
            raise sink.error from error
        is_key = isinstance(error, pyrage.DecryptError) and "matching keys" in str(error)
        refusal = Refusal.WRONG_IDENTITY if is_key else Refusal.OTHER_FILE
        raise RestoreRefusedError(refusal) from error
