"""PostgreSQL by its own programs: `pg_dump` in a snapshot of ours, `pg_restore`, `psql`.

Who and where goes to them by the environment, never on the command line, which every user of the
machine may read. Nothing plain touches the disk: all goes through pipes.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, cast

from django.db import DatabaseError
from psycopg import sql

from jourcase.backup import facts
from jourcase.backup.databases import named, opened
from jourcase.backup.domain.refusals import (
    BackupFailedError,
    Failure,
    Refusal,
    RestoreRefusedError,
)

_CHUNK = 1 << 16
_LOCK_TIMEOUT = "10s"
_PREFIX = "jourcase_prov_"
_FROM = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST"}
_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")


def environment_of(database: dict[str, Any]) -> dict[str, str]:
    """The environment of this process, and what libpq needs to reach `database`."""
    said = {name: str(database[key]) for key, name in _FROM.items() if database.get(key)}
    if database.get("PORT"):
        said["PGPORT"] = str(database["PORT"])
    options = database.get("OPTIONS", {})
    said |= {f"PG{name.upper()}": str(options[name]) for name in _OPTIONS if name in options}
    return {**os.environ, "PGCONNECT_TIMEOUT": "15", "PGAPPNAME": "jourcase-backup", **said}


# --- Out ------------------------------------------------------------------------------------------


def dump(database: dict[str, Any], alias: str, consume: Callable[[BinaryIO], None]) -> facts.Facts:
    """Hand a dump to `consume` as it is made, and tell what is in it.

    Our own transaction counts, and lends its snapshot to `pg_dump`: both see the same rows.
    """
    own = opened(database, alias)
    try:
        with own.cursor() as cursor:

            def ask(question: str) -> Sequence[Sequence[Any]]:
                cursor.execute(question)
                return cast("Sequence[Sequence[Any]]", cursor.fetchall())

            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = str(ask("SELECT pg_export_snapshot()")[0][0])
            found = facts.take(ask, "postgresql")
            _pg_dump(database, snapshot, consume)
            cursor.execute("ROLLBACK")
    except DatabaseError as error:
        raise BackupFailedError(Failure.DUMP_FAILED, type(error).__name__) from error
    finally:
        own.close()
    return found


def _pg_dump(database: dict[str, Any], snapshot: str, consume: Callable[[BinaryIO], None]) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailedError(Failure.PROGRAM_MISSING, "pg_dump")
    command = [
        *(program, "--format=custom", "--no-owner", "--no-privileges"),
        *(f"--snapshot={snapshot}", "--lock-wait-timeout=60s", "--no-password"),
        *(f"--exclude-table-data={table}" for table in facts.LEFT_OUT),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            command, env=environment_of(database), stdout=subprocess.PIPE, stderr=said, cwd="/"
        )
        assert process.stdout is not None  # noqa: S101
        try:
            with process.stdout as plain:
                consume(cast("BinaryIO", plain))
        finally:
            # Whether we could not write or it would not go on: it does not outlive us.
            if process.poll() is None:
                try:
                    process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if process.returncode:
            raise BackupFailedError(
                Failure.DUMP_FAILED, f"pg_dump slutade med kod {process.returncode}{_said(said)}"
            )


# --- In -------------------------------------------------------------------------------------------


@contextmanager
def throw_away(database: dict[str, Any], alias: str) -> Iterator[dict[str, Any]]:
    """An empty database on the same server, gone when the block ends."""
    name = f"{_PREFIX}{secrets.token_hex(6)}"
    own = opened(database, alias)
    try:
        try:
            with own.cursor() as cursor:
                make = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
                cursor.execute(make)
        except DatabaseError as error:
            raise RestoreRefusedError(Refusal.NO_THROW_AWAY) from error
        own.close()  # the server may restart meanwhile; a new connection takes it away
        try:
            yield named(database, name)
        finally:
            with own.cursor() as cursor:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                cursor.execute(drop.format(sql.Identifier(name)))
    finally:
        own.close()


def load(database: dict[str, Any], produce: Callable[[BinaryIO], None]) -> None:
    """Load a dump, which `produce` writes, into an empty database: all of it or nothing."""
    program = _program("pg_restore")
    command = [
        *(program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
        *("--no-password", "--dbname", str(database["NAME"])),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            command,
            env=environment_of(database),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd="/",
        )
        assert process.stdin is not None  # noqa: S101
        try:
            with process.stdin as into:
                produce(cast("BinaryIO", into))
        except BrokenPipeError:
            pass  # its exit code tells
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait():
            raise RestoreRefusedError(Refusal.BROKEN_INSIDE, f"pg_restore{_said(said)}")


def put_into(proved: dict[str, Any], target: dict[str, Any]) -> None:
    """Replace all that is in `target` by what is in `proved`, in one transaction: whoever has it
    open sees the old or the new. Raises `RestoreRefusedError` with the old one untouched.
    """
    out = [_program("pg_dump"), "--no-owner", "--no-privileges", "--no-password"]
    into = [
        *(_program("psql"), "--no-psqlrc", "--quiet", "--no-password", "--single-transaction"),
        *("--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", "--file=-"),
    ]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as said_out:
        writer = subprocess.Popen(  # noqa: S603 - a fixed command
            into,
            env={**environment_of(target), "PGOPTIONS": f"-c lock_timeout={_LOCK_TIMEOUT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd="/",
        )
        assert writer.stdin is not None  # noqa: S101
        reader = subprocess.Popen(  # noqa: S603 - a fixed command
            out, env=environment_of(proved), stdout=subprocess.PIPE, stderr=said_out, cwd="/"
        )
        assert reader.stdout is not None  # noqa: S101
        read_well = False
        try:
            _copy(reader.stdout, writer.stdin)
            read_well = reader.wait() == 0
        except BrokenPipeError:
            reader.kill()
        finally:
            if not read_well:
                # What was sent so far may look whole; before its end is sent, it is not committed.
                writer.kill()
            with suppress(BrokenPipeError):
                writer.stdin.close()
            reader.stdout.close()
            reader.wait()
        if writer.wait() or not read_well:
            told = _said(said) or _said(said_out)
            refusal = Refusal.IN_USE if "lock timeout" in told else Refusal.LOAD_FAILED
            raise RestoreRefusedError(refusal, f"psql{told}")


def _copy(source: IO[bytes], into: IO[bytes]) -> None:
    into.write(b"DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n")
    for chunk in iter(lambda: source.read(_CHUNK), b""):
        into.write(chunk)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RestoreRefusedError(Refusal.PROGRAM_MISSING, name)
    return found


def _said(file: IO[bytes]) -> str:
    """The first line in which a program tells of an error: later ones may quote rows."""
    file.seek(0)
    for line in file.read(_CHUNK).decode("utf-8", "replace").splitlines():
        if "error:" in line.lower():
            return f", {line[:160]}"
    return ""
