"""What is not a backup of ours, whole, is refused in words, and nothing has changed."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connections

from cases.models import Case
from contacts.models import Contact
from jourcase.backup import (
    age,
    databases,
    making,
    postgresql_server,
    restoring,
    shelf,
    sqlite_files,
)
from jourcase.backup.domain import receipt as receipts
from jourcase.backup.domain.receipt import What
from jourcase.backup.domain.refusals import Refusal, RestoreRefusedError
from jourcase.backup.private import new_file
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.keystore import store
from jourcase.keystore.models import DataKey
from tests.infrastructure.append_only import lifted
from tests.integration.backup.conftest import NOW, NewPlace, nothing_is_left, url_of

pytestmark = pytest.mark.django_db(transaction=True)
LATER = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def refused(path: Path, identity: Path, **how: Any) -> Refusal:
    with pytest.raises(RestoreRefusedError) as told:
        restoring.check(path, identity=identity, now=LATER, **how)
    return told.value.refusal


def test_the_check_fails_with_another_key_store(
    made: dict[What, Path], identity: Path, case: Case
) -> None:
    DataKey.objects.all().delete()
    assert refused(made[What.DATA], identity) is Refusal.KEYS_DO_NOT_OPEN


def test_the_check_fails_with_keys_that_open_other_things(
    made: dict[What, Path], identity: Path, case: Case
) -> None:
    DataKey.objects.all().delete()
    for one in Case.objects.all():
        store.mint(one.key_scope, now=NOW)
    assert refused(made[What.DATA], identity) is Refusal.KEYS_DO_NOT_OPEN


@pytest.fixture
def another_identity(tmp_path: Path) -> Path:
    path = tmp_path / "another.txt"
    with new_file(path) as file:
        file.write(age.new_pair()[0].encode())
    return path


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _without_receipt(path: Path) -> None:
    shelf.receipt_path(path).unlink()


def _with_anothers_receipt(path: Path) -> None:
    other = making.make_backup(What.DATA, now=LATER).path
    shelf.receipt_path(path).write_text(shelf.receipt_path(other).read_text())


def _with_receipt_changed(path: Path) -> None:
    beside = shelf.receipt_path(path)
    beside.write_text(beside.read_text().replace('"chain_seq": ', '"chain_seq": 1'))


def _gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "refusal"),
    [
        (_flipped, Refusal.OTHER_FILE),
        (_truncated, Refusal.OTHER_FILE),
        (_without_receipt, Refusal.RECEIPT_MISSING),
        (_with_anothers_receipt, Refusal.OTHER_FILE),
        (_with_receipt_changed, Refusal.RECEIPT_BROKEN),
        (_gone, Refusal.FILE_MISSING),
    ],
)
def test_what_is_not_the_backup_is_refused_in_words_and_changes_nothing(
    made: dict[What, Path],
    identity: Path,
    new_place: NewPlace,
    harm: Callable[[Path], None],
    refusal: Refusal,
) -> None:
    path = made[What.DATA]
    harm(path)
    before = AuditEvent.objects.count()
    assert refused(path, identity) is refusal
    target = new_place("default")
    with pytest.raises(CommandError):
        call_command("restore", path, identity=identity, into=url_of(target))
    assert _is_untouched(target)
    assert AuditEvent.objects.count() == before
    assert nothing_is_left(made)


def _is_untouched(target: dict[str, Any]) -> bool:
    if databases.engine_of(target) == databases.SQLITE:
        return not Path(target["NAME"]).exists()
    with databases.standing_in("default", target) as on:
        return on.introspection.table_names() == []


def test_another_identity_does_not_open_it(
    made: dict[What, Path], another_identity: Path, tmp_path: Path
) -> None:
    assert refused(made[What.DATA], another_identity) is Refusal.WRONG_IDENTITY
    assert refused(made[What.DATA], tmp_path / "none") is Refusal.IDENTITY_UNREADABLE
    another_identity.write_text("ingen nyckel")
    assert refused(made[What.DATA], another_identity) is Refusal.IDENTITY_UNREADABLE


def test_a_whole_file_that_is_no_database_is_refused(
    made: dict[What, Path], identity: Path, settings: LazySettings
) -> None:
    """As only somebody with our own keys could make it."""
    path = made[What.DATA]
    said = shelf.read_receipt(path)
    recipient = pyrage.x25519.Recipient.from_str(settings.BACKUP_RECIPIENTS[0])
    path.write_bytes(pyrage.encrypt(b"no database" * 1000, [recipient]))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    forged = replace(said, size=path.stat().st_size, sha256=digest)
    shelf.receipt_path(path).write_text(receipts.write(forged, key=shelf.receipt_key()))
    assert refused(path, identity) is Refusal.BROKEN_INSIDE


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"rows": {"cases_case": 3}}, Refusal.COUNTS_DIFFER),
        ({"chain_seq": 1}, Refusal.HEAD_DIFFERS),
        ({"engine": "oracle"}, Refusal.WRONG_ENGINE),
        ({"what": "keys"}, Refusal.BROKEN_INSIDE),
    ],
)
def test_a_backup_that_is_not_what_its_receipt_says_is_refused(
    made: dict[What, Path], identity: Path, change: dict[str, Any], refusal: Refusal
) -> None:
    path = made[What.DATA]
    said = shelf.read_receipt(path)
    if "rows" in change:
        change = {"rows": {**said.rows, **change["rows"]}}
    shelf.receipt_path(path).write_text(
        receipts.write(replace(said, **change), key=shelf.receipt_key())
    )
    assert refused(path, identity) is refusal


def test_a_log_that_was_rewritten_before_the_backup_is_found(
    case: Case, identity: Path, shelves: Path
) -> None:
    with lifted() as cursor:
        cursor.execute("UPDATE kernel_auditevent SET reason = 'x' WHERE seq = 2")
    path = making.make_backup(What.DATA, now=NOW).path
    assert refused(path, identity) is Refusal.CHAIN_BROKEN


def test_a_backup_of_a_later_version_is_refused(case: Case, identity: Path, shelves: Path) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('cases', '0999_later', '2026-11-23')"
        )
    try:
        path = making.make_backup(What.DATA, now=NOW).path
        assert refused(path, identity) is Refusal.NEWER_THAN_CODE
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '0999_later'")


def test_a_database_in_use_is_left_alone_unless_it_is_named(
    made: dict[What, Path], identity: Path, new_place: NewPlace, case: Case
) -> None:
    data = new_place("default")
    restoring.restore(made[What.DATA], identity=identity, into=url_of(data), now=LATER)
    with databases.standing_in("default", data):
        Contact.objects.all().delete()
    title = databases.title_of(data)
    with pytest.raises(CommandError, match=f"--replace {title}"):
        call_command("restore", made[What.DATA], identity=identity, into=url_of(data))
    with pytest.raises(CommandError, match="inte tom"):
        call_command("restore", made[What.DATA], identity=identity, into=url_of(data), replace="x")
    with databases.standing_in("default", data):
        assert not Contact.objects.exists()
    call_command(
        "restore",
        made[What.DATA],
        identity=identity,
        into=url_of(data),
        replace=title,
        stdout=StringIO(),
    )
    with databases.standing_in("default", data):
        assert Contact.objects.exists()


def test_an_address_of_another_kind_is_refused(made: dict[What, Path], identity: Path) -> None:
    with pytest.raises(CommandError, match="samma slag"):
        call_command("restore", made[What.DATA], identity=identity, into="mysql://u:p@h/x")


def test_what_cannot_be_erased_again_is_not_opened(
    made: dict[What, Path],
    identity: Path,
    new_place: NewPlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no")

    target = new_place("default")
    monkeypatch.setattr(restoring, "call_command", fails)
    with pytest.raises(RestoreRefusedError) as told:
        restoring.restore(made[What.DATA], identity=identity, into=url_of(target), now=LATER)
    assert told.value.refusal is Refusal.REPLAY_FAILED
    assert _is_untouched(target)
    assert AuditEvent.objects.filter(action=Action.BACKUP_RESTORED).count() == 0


def test_a_database_that_somebody_writes_in_is_left_as_it_was(
    made: dict[What, Path],
    identity: Path,
    new_place: NewPlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgresql_server, "_LOCK_TIMEOUT", "300ms")
    monkeypatch.setattr(sqlite_files, "_WAIT_SECONDS", 0.3)
    data = new_place("default")
    restoring.restore(made[What.DATA], identity=identity, into=url_of(data), now=LATER)
    how: dict[str, Any] = {"into": url_of(data), "replace": databases.title_of(data), "now": LATER}
    other = databases.opened(data, "default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if other.vendor == "sqlite" else "BEGIN")
            cursor.execute("DELETE FROM contacts_contact")
            with pytest.raises(RestoreRefusedError) as told:
                restoring.restore(made[What.DATA], identity=identity, **how)
            cursor.execute("COMMIT")
    finally:
        other.close()
    assert told.value.refusal is Refusal.IN_USE
    with databases.standing_in("default", data):
        assert Case.objects.count() == 2
        assert not Contact.objects.exists()
        assert AuditEvent.objects.filter(action=Action.BACKUP_RESTORED).count() == 1


def test_half_a_dump_is_not_committed(
    new_place: NewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    """The second program reads what the first has sent, and must not take its death for the end."""
    if connections["default"].vendor == "sqlite":
        return  # a file is copied by its own library, in one call
    target = new_place("default")
    half, finder = tmp_path / "half", postgresql_server._program

    def program(name: str) -> str:
        return str(half) if name == "pg_dump" else finder(name)

    monkeypatch.setattr(postgresql_server, "_program", program)
    for status, kept in ((1, []), (0, ["a"])):
        half.write_text(f"#!/bin/sh\necho 'CREATE TABLE public.a (b int);'\nexit {status}\n")
        half.chmod(0o755)
        if status:
            with pytest.raises(RestoreRefusedError):
                postgresql_server.put_into(target, target)
        else:
            postgresql_server.put_into(target, target)
        with databases.standing_in("default", target) as on:
            assert on.introspection.table_names() == kept
