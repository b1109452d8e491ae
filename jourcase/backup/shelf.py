"""The folders where backups lie: `X.age`, its receipt `X.age.json`, and `X.age.proved` when a
restore of it has been tried.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from jourcase.backup import private
from jourcase.backup.domain import receipt as receipts
from jourcase.backup.domain.receipt import Receipt, What
from jourcase.backup.domain.refusals import Refusal, RestoreRefusedError
from jourcase.backup.domain.retention import Kept, to_prune

_RECEIPT, _PROVED = ".json", ".proved"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A file whose receipt holds and whose size is right. Its content is not looked at."""

    path: Path
    receipt: Receipt
    is_proved: bool


def folder_of(what: What, at: Path | None = None) -> Path:
    """Where backups of this kind lie: apart, since those of the keys are kept for a shorter time.
    `at` is another place, with a folder for each.
    """
    if at is not None:
        return at / what.value
    named = {What.DATA: settings.BACKUP_DIR, What.KEYS: settings.KEYS_BACKUP_DIR}
    return Path(named[what])


def receipt_key() -> bytes:
    # The key that is never changed in use: old receipts must hold as long as their backups.
    return receipts.derived_key(settings.LOOKUP_KEY)


def receipt_path(path: Path) -> Path:
    return path.with_name(path.name + _RECEIPT)


def proved_path(path: Path) -> Path:
    return path.with_name(path.name + _PROVED)


def read_receipt(path: Path) -> Receipt:
    """The receipt of the backup at `path`. Raises `RestoreRefusedError`."""
    if not path.is_file():
        raise RestoreRefusedError(Refusal.FILE_MISSING)
    beside = receipt_path(path)
    try:
        text = beside.read_text("utf-8", errors="replace")
    except OSError as error:
        raise RestoreRefusedError(Refusal.RECEIPT_MISSING, beside.name) from error
    said = receipts.read(text, key=receipt_key())
    if isinstance(said, Refusal):
        raise RestoreRefusedError(said)
    return said


def check_file(path: Path, receipt: Receipt) -> None:
    """Raises `RestoreRefusedError` when the file is not the one that the receipt is of. A file may
    have been renamed; its digest may not differ.
    """
    try:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise RestoreRefusedError(Refusal.FILE_MISSING) from error
    if (path.stat().st_size, digest.hexdigest()) != (receipt.size, receipt.sha256):
        raise RestoreRefusedError(Refusal.OTHER_FILE)


def backups(what: What, at: Path | None = None) -> list[Backup]:
    """Those that lie there, the oldest first; what has no receipt of ours is none."""
    found = []
    for beside in folder_of(what, at).glob(f"*.age{_RECEIPT}"):
        path = beside.with_name(beside.name.removesuffix(_RECEIPT))
        try:
            receipt = read_receipt(path)
        except RestoreRefusedError:
            continue
        if receipt.what == what.value and receipt.size == path.stat().st_size:
            found.append(Backup(path, receipt, proved_path(path).exists()))
    return sorted(found, key=lambda one: (one.receipt.made_at, one.path.name))


def mark_proved(path: Path, *, now: datetime) -> None:
    """Note that a restore of it has been tried and went well."""
    proved_path(path).unlink(missing_ok=True)
    with private.new_file(proved_path(path)) as file:
        file.write(now.isoformat().encode())


def prune(what: What, at: Path | None = None, *, now: datetime) -> list[str]:
    """Take away the backups that have had their time. Gives their names."""
    there = {one.path.name: one for one in backups(what, at)}
    is_data = what is What.DATA
    gone = to_prune(
        [Kept(name, one.receipt.made_at, one.is_proved) for name, one in there.items()],
        days=settings.BACKUP_DAYS if is_data else settings.KEYS_BACKUP_DAYS,
        spare_newest_proved=is_data,
        now=now,
    )
    for name in gone:
        path = there[name].path
        for one in (path, receipt_path(path), proved_path(path)):
            one.unlink(missing_ok=True)
    if gone:
        private.sync_folder(folder_of(what, at))
    return list(gone)
