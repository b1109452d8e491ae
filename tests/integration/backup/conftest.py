"""A jour with a little in it, keys to its backups, and places to put them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connections

from cases.models import Case
from contacts.domain.enums import Result
from jourcase.backup import age, databases, making
from jourcase.backup.domain.receipt import What
from jourcase.backup.private import new_file
from jourcase.kernel.sealed import key_ring
from tests import factories

CANARY = "Kanariefågeln Zxqv"
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
NewPlace = Callable[[str], dict[str, Any]]


@pytest.fixture
def identity(tmp_path: Path, settings: LazySettings) -> Path:
    """The file with the private key; the public one is in the settings."""
    secret, public = age.new_pair()
    settings.BACKUP_RECIPIENTS = [public]
    path = tmp_path / "identity.txt"
    with new_file(path) as file:
        file.write(secret.encode())
    return path


@pytest.fixture
def shelves(tmp_path: Path, settings: LazySettings) -> Path:
    """Where backups go, and an anchor file of the test's own."""
    settings.BACKUP_DIR = str(tmp_path / "shelves" / "data")
    settings.KEYS_BACKUP_DIR = str(tmp_path / "shelves" / "keys")
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    return tmp_path / "shelves"


@pytest.fixture
def case(transactional_db: None) -> Case:
    """One case with a name and a note that can be told from everything else."""
    with key_ring():
        karin = factories.coordinator()
        case = factories.open_case(by=karin, name=CANARY)
        factories.log_contact(case, karin, Result.NO_ANSWER, note=f"{CANARY} svarade inte")
        factories.open_case(by=karin, name="Någon Annan")
    return case


@pytest.fixture
def new_place(tmp_path: Path) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Makes an empty database of the kind in use; gives its settings. Gone after the test."""
    made: list[tuple[str, str]] = []

    def make(alias: str) -> dict[str, Any]:
        database = databases.configured(alias)
        if databases.engine_of(database) == databases.SQLITE:
            return databases.named(database, str(tmp_path / f"{alias}-{uuid4().hex}.sqlite3"))
        name = f"elsewhere_{uuid4().hex}"
        with connections[alias].cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        made.append((alias, name))
        return databases.named(database, name)

    yield make
    for alias, name in made:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def made(case: Case, identity: Path, shelves: Path) -> dict[What, Path]:
    """A backup of each, made one after the other."""
    return {What(one.receipt.what): one.path for one in making.make_all(now=NOW)}


def url_of(database: dict[str, Any]) -> str:
    """As DATABASE_URL would be written."""
    if databases.engine_of(database) == databases.SQLITE:
        return f"sqlite:///{database['NAME']}"
    return f"postgresql://{database['USER']}@:5432/{database['HOST']}/{database['NAME']}"


def nothing_is_left(made: dict[What, Path]) -> bool:
    on = connections["default"]
    if on.vendor == "sqlite":
        beside = Path(str(on.settings_dict["NAME"])).parent
        return not list(beside.glob(".jourcase-arbete-*"))
    with on.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_database WHERE datname LIKE 'jourcase_prov_%'")
        return bool(cursor.fetchone()[0] == 0)
