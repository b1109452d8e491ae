"""A backup is whole, secret, and tells what is in it; or there is none."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Case
from jourcase.backup import age, databases, making, postgresql_server, private, shelf, tasks
from jourcase.backup.domain.receipt import What
from jourcase.backup.domain.refusals import BackupFailedError, Failure
from jourcase.backup.facts import Facts
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.kernel.clock import fixed
from jourcase.kernel.roles import grant
from tests.integration.backup.conftest import CANARY

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def fake_program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("what", list(What))
def test_a_backup_is_one_file_with_a_receipt_for_ones_own_eyes(
    case: Case, identity: Path, shelves: Path, what: What
) -> None:
    made = making.make_backup(what, now=NOW)
    folder = shelves / what.value
    assert made.path.parent == folder
    assert files_in(shelves) == [made.path.name, f"{made.path.name}.json"]
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1\n")
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert shelf.backups(what)[0] == made


def test_the_receipt_tells_numbers_and_nothing_of_a_person(
    case: Case, identity: Path, shelves: Path
) -> None:
    made = making.make_backup(What.DATA, now=NOW)
    said = made.receipt
    assert said.rows[Case._meta.db_table] == Case.objects.count() == 2
    assert said.rows["django_session"] == 0
    before = AuditEvent.objects.order_by("-seq").exclude(action=Action.BACKUP_MADE)[0]
    assert (said.chain_seq, said.chain_digest) == (before.seq, before.digest)
    assert "kernel.0007_append_only" in said.migrations
    text = shelf.receipt_path(made.path).read_text()
    assert CANARY not in text
    assert case.reference not in text


def test_what_was_backed_up_stands_in_the_log(case: Case, identity: Path, shelves: Path) -> None:
    made = making.make_backup(What.KEYS, now=NOW)
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.action, event.fields, event.reason) == (
        Action.BACKUP_MADE,
        ["keys"],
        made.path.name,
    )


def test_no_plain_text_is_in_the_file_or_left_on_the_disk(
    case: Case, identity: Path, shelves: Path, tmp_path: Path
) -> None:
    making.make_all(now=NOW)
    plain = case.reference.encode()  # not secret enough to be sealed, and still not to be seen
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert plain not in content, path
            assert CANARY.encode() not in content, path
            assert b"SQLite format 3" not in content, path
    if connection.vendor == "sqlite":
        beside = Path(str(connection.settings_dict["NAME"])).parent
        assert not list(beside.glob(".jourcase-arbete-*"))
        # The search would find it: the database itself has the number in plain text.
        assert any(plain in path.read_bytes() for path in beside.glob("default.sqlite3*"))


def test_without_recipients_the_command_says_what_to_do(shelves: Path, case: Case) -> None:
    with pytest.raises(CommandError, match=r"manage\.py backup_key .*JOURCASE_BACKUP_RECIPIENTS"):
        call_command("backup")
    assert not shelves.exists()


def test_a_recipient_that_is_no_key_is_told_by_its_place(
    shelves: Path, identity: Path, settings: LazySettings, case: Case
) -> None:
    settings.BACKUP_RECIPIENTS = [*settings.BACKUP_RECIPIENTS, "age1hemligt"]
    with pytest.raises(CommandError, match="Mottagare 2") as told:
        call_command("backup")
    assert "hemligt" not in str(told.value)


def test_the_command_makes_both_and_tells_of_them(
    case: Case, identity: Path, shelves: Path
) -> None:
    out = StringIO()
    with fixed(NOW):
        call_command("backup", stdout=out)
    told = out.getvalue().splitlines()
    assert [line.split("/")[-2] for line in told] == ["data", "keys"]
    assert all("rader" in line for line in told)


def test_it_can_go_elsewhere(case: Case, identity: Path, shelves: Path, tmp_path: Path) -> None:
    call_command("backup", what="keys", to=tmp_path / "usb", stdout=StringIO())
    assert len(files_in(tmp_path / "usb" / "keys")) == 2
    assert not shelves.exists()


# --- What goes wrong ------------------------------------------------------------------------------


def nothing_stands_there(shelves: Path) -> None:
    assert files_in(shelves) == []
    last = AuditEvent.objects.order_by("-seq")[0]
    assert (last.action, last.outcome) == (Action.BACKUP_MADE, Outcome.FAILED)


def test_a_full_disk_leaves_no_half_backup(
    case: Case, identity: Path, shelves: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A device that is always full, in place of the new file.
    monkeypatch.setattr("jourcase.backup.private.new_file", _on_a_full_disk)
    with pytest.raises(CommandError, match="Disken är full"):
        call_command("backup")
    nothing_stands_there(shelves)


def _on_a_full_disk(path: Path) -> object:
    path.symlink_to("/dev/full")
    return os.fdopen(os.open(path, os.O_WRONLY), "wb", buffering=0)


def test_a_folder_that_is_a_file_is_told_in_words(
    case: Case, identity: Path, shelves: Path, settings: LazySettings
) -> None:
    shelves.write_text("")
    with pytest.raises(CommandError, match="Det går inte att skriva i"):
        call_command("backup")


def test_two_at_once_are_one_too_many(case: Case, identity: Path, shelves: Path) -> None:
    private.make_folder(shelves / "data")
    with private.alone_in(shelves / "data"), pytest.raises(CommandError, match="just nu"):
        call_command("backup")


def test_what_a_killed_backup_left_is_swept_by_the_next(
    case: Case, identity: Path, shelves: Path
) -> None:
    making.make_backup(What.DATA, now=NOW)
    (shelves / "data" / "jourcase-data-x.part").write_text("half")
    making.make_backup(What.DATA, now=NOW + timedelta(days=1))
    assert len(files_in(shelves)) == 4
    assert not list(shelves.rglob("*.part"))


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo half; exit 1", "slutade med kod 1"),
        ("echo half; kill -9 $$", "slutade med kod -9"),
        ("echo 'pg_dump: error: query failed: permission denied' >&2; exit 3", "query failed"),
    ],
    ids=["half-way", "killed", "refused"],
)
def test_a_dump_that_fails_is_no_backup(
    case: Case,
    identity: Path,
    shelves: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    told: str,
) -> None:
    """The dump program of PostgreSQL; asked for directly, so that it is tried on both."""
    (tmp_path / "bin").mkdir()
    fake_program(tmp_path / "bin", "pg_dump", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")

    def dump(database: dict[str, object], alias: str, consume: object) -> Facts:
        postgresql_server._pg_dump({"NAME": "x"}, "snapshot", consume)  # type: ignore[arg-type]
        return Facts({}, (), 0, "")

    engine = "sqlite" if connection.vendor == "sqlite" else "postgresql"
    monkeypatch.setitem(making._DUMPS, engine, dump)
    with pytest.raises(CommandError, match=told):
        call_command("backup", what="data")
    nothing_stands_there(shelves)
    # The negative control: with a program that ends well, there is a file.
    fake_program(tmp_path / "bin", "pg_dump", "echo whole")
    call_command("backup", what="data", stdout=StringIO())
    assert len(files_in(shelves)) == 2


def test_a_missing_dump_program_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFailedError) as told:
        postgresql_server._pg_dump({"NAME": "x"}, "snapshot", lambda plain: None)
    assert (told.value.failure, told.value.about) == (Failure.PROGRAM_MISSING, "pg_dump")


def test_the_password_goes_by_the_environment() -> None:
    said = postgresql_server.environment_of(
        {"NAME": "n", "USER": "u", "PASSWORD": "p", "HOST": "h", "PORT": 5433}
    )
    assert (said["PGPASSWORD"], said["PGPORT"], said["PGDATABASE"]) == ("p", "5433", "n")


# --- Keeping --------------------------------------------------------------------------------------


def test_old_backups_go_and_the_keys_go_first(case: Case, identity: Path, shelves: Path) -> None:
    first = making.make_all(now=NOW)
    assert shelf.prune(What.DATA, now=NOW + timedelta(days=20)) == []  # the newest stays
    making.make_all(now=NOW + timedelta(days=20))
    kept = {path.name for path in shelves.rglob("*.age")}
    assert first[0].path.name in kept
    assert first[1].path.name not in kept
    assert not shelf.receipt_path(first[1].path).exists()
    making.make_all(now=NOW + timedelta(days=95))
    assert first[0].path.name not in {path.name for path in shelves.rglob("*.age")}


def test_the_newest_proved_backup_of_the_data_is_never_pruned(
    case: Case, identity: Path, shelves: Path
) -> None:
    first = making.make_all(now=NOW)
    for one in first:
        shelf.mark_proved(one.path, now=NOW)
    making.make_all(now=NOW + timedelta(days=200))
    kept = {path.name for path in shelves.rglob("*.age")}
    assert first[0].path.name in kept
    # Of the keys it is: what was erased since must not be opened by it.
    assert first[1].path.name not in kept


def test_what_has_no_receipt_of_ours_is_left_alone(
    case: Case, identity: Path, shelves: Path
) -> None:
    making.make_all(now=NOW)
    stranger = shelves / "data" / "other.age"
    stranger.write_text("x")
    Path(f"{stranger}.json").write_text('{"mac": "0"}')
    making.make_all(now=NOW + timedelta(days=500))
    assert stranger.exists()


# --- Keys, and the night --------------------------------------------------------------------------


def test_a_pair_of_keys_is_told_where_to_put_which(tmp_path: Path) -> None:
    out = StringIO()
    call_command("backup_key", stdout=out)
    assert "AGE-SECRET-KEY-1" in out.getvalue()
    out = StringIO()
    path = tmp_path / "key.txt"
    call_command("backup_key", to=path, stdout=out)
    told = out.getvalue()
    assert "AGE-SECRET-KEY-1" not in told
    assert "JOURCASE_BACKUP_RECIPIENTS=age1" in told
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(age.identities(path)) == 1
    with pytest.raises(CommandError, match="Det gick inte att skriva"):
        call_command("backup_key", to=path, stdout=out)  # one that is there is never written over


def test_the_nightly_task_does_what_the_command_does(
    case: Case, identity: Path, shelves: Path
) -> None:
    with fixed(NOW):
        tasks.make_all_backups()
    assert tasks.make_all_backups.name == "backup.make_all"
    assert [len(shelf.backups(what)) for what in What] == [1, 1]


@pytest.mark.parametrize(("recipients", "scheduled"), [("", False), ("age1x", True)])
def test_the_night_has_a_backup_when_there_are_recipients(recipients: str, scheduled: bool) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jourcase.settings",
        "JOURCASE_BACKUP_RECIPIENTS": recipients,
    }
    asked = "from django.conf import settings; print('backup' in settings.PERIODIC_TASKS)"
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == str(scheduled)


def test_the_role_that_runs_may_back_up(case: Case) -> None:
    """On PostgreSQL: it may not change the log, and owns nothing."""
    database = databases.configured("default")
    if connection.vendor == "postgresql":
        role = f"jourcase_backup_{uuid4().hex}"
        grant(role, on=connection)
        database["USER"] = role
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {role} LOGIN")
    dump = making._DUMPS[databases.engine_of(database)]
    read: list[bytes] = []
    try:
        found = dump(database, "default", lambda plain: read.append(plain.read()))
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP OWNED BY {role}")
                cursor.execute(f"DROP ROLE {role}")
    assert found.rows[Case._meta.db_table] == 2
    assert case.reference.encode() in read[0] or connection.vendor == "postgresql"  # compressed
