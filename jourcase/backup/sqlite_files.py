"""The embedded database as a file: a whole copy out of a running one, and a whole copy into it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from jourcase.backup import facts, private
from jourcase.backup.domain.refusals import (
    BackupFailedError,
    Failure,
    Refusal,
    RestoreRefusedError,
)

_WAIT_SECONDS = 30


def dump(database: dict[str, Any], alias: str, consume: Callable[[BinaryIO], None]) -> facts.Facts:
    """Hand a snapshot of the database to `consume`, and tell what is in it.

    `VACUUM INTO` reads in one transaction, beside those who write, builds the copy anew from its
    rows, which a damaged file does not let it do, and leaves behind what was deleted. The copy lies
    beside the database, which is as open as it is; what is secret in both is sealed.
    """
    source = Path(database["NAME"])
    if not source.is_file():
        raise BackupFailedError(Failure.NO_DATABASE, alias)
    with private.work_folder(source.parent) as folder:
        copied = folder / "copy.sqlite3"
        try:
            with _opened(source) as original:
                original.execute("VACUUM INTO ?", [str(copied)])
            with _opened(copied) as snapshot:
                found = _without_what_is_left_out(snapshot)
        except sqlite3.DatabaseError as error:
            if "full" in str(error):
                raise BackupFailedError(Failure.NO_SPACE) from error
            raise BackupFailedError(Failure.SOURCE_BROKEN, type(error).__name__) from error
        with copied.open("rb") as plain:
            consume(plain)
    return found


def _without_what_is_left_out(snapshot: sqlite3.Connection) -> facts.Facts:
    snapshot.execute("PRAGMA secure_delete=ON")
    for table in facts.LEFT_OUT:
        known = snapshot.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table])
        if known.fetchone():
            snapshot.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
    snapshot.commit()
    return facts.take(lambda question: snapshot.execute(question).fetchall(), "sqlite")


def check_whole(path: Path) -> None:
    """Raises `RestoreRefusedError` when the file is no database, or a damaged one."""
    try:
        with _opened(path) as on:
            if on.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return
    except sqlite3.DatabaseError as error:
        raise RestoreRefusedError(Refusal.BROKEN_INSIDE) from error
    raise RestoreRefusedError(Refusal.BROKEN_INSIDE)


def put_into(proved: Path, target: Path) -> None:
    """Replace all that is in `target` by what is in `proved`, in one transaction: whoever has it
    open sees the old or the new. Raises `RestoreRefusedError` with the old one untouched.
    """
    private.make_folder(target.parent)
    if not target.exists():
        private.new_file(target).close()
    try:
        with _opened(proved) as new, _opened(target) as old:
            # Fails at once when somebody is writing, instead of waiting half-way.
            old.execute("BEGIN IMMEDIATE")
            old.rollback()
            new.backup(old, pages=-1)
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        busy = "locked" in str(error) or "busy" in str(error)
        refusal = Refusal.IN_USE if busy else Refusal.LOAD_FAILED
        raise RestoreRefusedError(refusal, type(error).__name__) from error
    except sqlite3.DatabaseError as error:
        raise RestoreRefusedError(Refusal.LOAD_FAILED, type(error).__name__) from error


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS)) as on:
        yield on
