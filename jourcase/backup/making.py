"""Making backups: all of it or nothing, and nothing plain outside the database's own folder."""

import errno
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DatabaseError, transaction

from jourcase.backup import age, databases, postgresql_server, private, shelf, sqlite_files
from jourcase.backup.domain import receipt as receipts
from jourcase.backup.domain.receipt import Receipt, What
from jourcase.backup.domain.refusals import BackupFailedError, Failure
from jourcase.backup.facts import Facts
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, Outcome

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DUMPS = {databases.SQLITE: sqlite_files.dump, databases.POSTGRESQL: postgresql_server.dump}


def make_all(*, now: datetime, at: Path | None = None) -> list[shelf.Backup]:
    """A backup of each database, and the old ones pruned. Data first: a key is stored before what
    it seals, so that the later copy of the keys opens all that is in the earlier one of the data.
    """
    made = [make_backup(what, now=now, at=at) for what in What]
    for what in What:
        shelf.prune(what, at, now=now)
    return made


def make_backup(what: What, *, now: datetime, at: Path | None = None) -> shelf.Backup:
    """One encrypted file with its receipt. Raises `BackupFailedError`, and then nothing stands
    there that looks like a backup; the audit log tells of both.
    """
    try:
        made = _make(what, shelf.folder_of(what, at), now=now)
    except BackupFailedError as error:
        with suppress(DatabaseError):  # it may be the very reason
            _record(what, Outcome.FAILED, error.failure.name.lower(), now=now)
        raise
    _record(what, Outcome.DONE, made.path.name, now=now)
    return made


def _record(what: What, outcome: Outcome, reason: str, *, now: datetime) -> None:
    with transaction.atomic():
        audit.record(
            by_id=None,
            action=Action.BACKUP_MADE,
            now=now,
            fields=[what.value],
            reason=reason,
            outcome=outcome,
        )


def _make(what: What, folder: Path, *, now: datetime) -> shelf.Backup:
    to = age.recipients(settings.BACKUP_RECIPIENTS)
    try:
        private.make_folder(folder)
        with private.alone_in(folder) as is_alone:
            if not is_alone:
                raise BackupFailedError(Failure.BUSY)
            for left in folder.glob("*.part"):  # of one that was killed
                left.unlink()
            return _write(what, folder, to, now=now)
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise BackupFailedError(Failure.NO_SPACE) from error
        raise BackupFailedError(Failure.CANNOT_WRITE, str(folder)) from error


def _write(what: What, folder: Path, to: list[Any], *, now: datetime) -> shelf.Backup:
    alias = databases.alias_of(what)
    database = databases.configured(alias)
    engine = databases.engine_of(database)
    stem = f"jourcase-{what.value}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    part, receipt_part = folder / f"{stem}.part", folder / f"{stem}.json.part"
    try:
        with private.new_file(part) as file:
            sink = age.Sink(file)

            def consume(plain: BinaryIO) -> None:
                age.encrypt(plain, sink, to)

            found = _DUMPS[engine](database, alias, consume)
            private.sync(file)
        path = folder / f"{stem}-{sink.sha256[:8]}.age"
        receipt = _receipt(what, engine, path, sink, found, now=now)
        with private.new_file(receipt_part) as file:
            file.write(receipts.write(receipt, key=shelf.receipt_key()).encode())
            private.sync(file)
        # The receipt first: a receipt without its backup is nothing, the other way about a riddle.
        private.put_in_place(receipt_part, shelf.receipt_path(path))
        private.put_in_place(part, path)
    finally:
        for left in (part, receipt_part):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return shelf.Backup(path, receipt, is_proved=False)


def _receipt(
    what: What, engine: str, path: Path, sink: age.Sink, found: Facts, *, now: datetime
) -> Receipt:
    return Receipt(
        what=what.value,
        engine=engine,
        made_at=now,
        file=path.name,
        size=sink.size,
        sha256=sink.sha256,
        rows=dict(found.rows),
        migrations=found.migrations,
        chain_seq=found.chain_seq,
        chain_digest=found.chain_digest,
    )
