"""A damaged file is told of, going out and coming in; what is put in place is put there whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jourcase.backup import sqlite_files
from jourcase.backup.domain.refusals import (
    BackupFailedError,
    Failure,
    Refusal,
    RestoreRefusedError,
)


def made(path: Path, rows: int, *, journal: str = "wal") -> Path:
    with closing(sqlite3.connect(path)) as on:
        on.execute(f"PRAGMA journal_mode={journal}")
        on.execute("CREATE TABLE django_migrations (app, name)")
        on.execute("CREATE TABLE things (name)")
        on.executemany("INSERT INTO things VALUES (?)", [(f"thing {n:06d}",) for n in range(rows)])
        on.execute("CREATE INDEX by_name ON things (name)")
        on.commit()
    return path


def damaged(path: Path) -> Path:
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 2, len(content) // 2 + 4096 * 3):
        content[at] ^= 0x5A
    path.write_bytes(content)
    return path


def names(path: Path) -> int:
    with closing(sqlite3.connect(path)) as on:
        return int(on.execute("SELECT COUNT(*) FROM things").fetchone()[0])


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole.sqlite3", 5000)
    found = sqlite_files.dump({"NAME": whole}, "default", lambda plain: None)
    assert found.rows["things"] == 5000
    with pytest.raises(BackupFailedError) as told:
        sqlite_files.dump({"NAME": damaged(whole)}, "default", lambda plain: None)
    assert told.value.failure is Failure.SOURCE_BROKEN
    assert list(tmp_path.glob(".jourcase-arbete-*")) == []


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BackupFailedError) as told:
        sqlite_files.dump({"NAME": tmp_path / "none"}, "default", lambda plain: None)
    assert told.value.failure is Failure.NO_DATABASE
    assert not (tmp_path / "none").exists()


def test_a_damaged_file_is_not_read_in(tmp_path: Path) -> None:
    path = made(tmp_path / "x.sqlite3", 5000)
    sqlite_files.check_whole(path)
    with pytest.raises(RestoreRefusedError) as told:
        sqlite_files.check_whole(damaged(path))
    assert told.value.refusal is Refusal.BROKEN_INSIDE


def test_whoever_has_the_old_one_open_goes_on_with_the_new_one(tmp_path: Path) -> None:
    old = made(tmp_path / "old.sqlite3", 10)
    new = made(tmp_path / "new.sqlite3", 20, journal="delete")
    with closing(sqlite3.connect(old)) as reader:
        assert reader.execute("SELECT COUNT(*) FROM things").fetchone()[0] == 10
        sqlite_files.put_into(new, old)
        assert reader.execute("SELECT COUNT(*) FROM things").fetchone()[0] == 20
        assert reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_while_somebody_writes_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_files, "_WAIT_SECONDS", 0.1)
    old = made(tmp_path / "old.sqlite3", 10)
    new = made(tmp_path / "new.sqlite3", 20)
    with closing(sqlite3.connect(old, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(RestoreRefusedError) as told:
            sqlite_files.put_into(new, old)
        writer.execute("ROLLBACK")
    assert told.value.refusal is Refusal.IN_USE
    assert names(old) == 10
