"""A backup is whole, secret, and tells what is in it; or there is none."""

import os
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Case
from jourcase.backup import making, shelf
from jourcase.backup.domain.receipt import What
from jourcase.backup.domain.refusals import BackupFailedError, Failure
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.kernel.clock import fixed
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
