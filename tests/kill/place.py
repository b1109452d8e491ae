"""A database with people and cases, made once and copied for each test; and counting in it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.infrastructure import servers
from tests.infrastructure.servers import Cluster

ROOT = Path(__file__).resolve().parents[2]
KEYS = "keys"


@dataclass
class Person:
    """Somebody who is logged in."""

    id: int
    session: str
    cases: list[dict[str, Any]]


@dataclass
class Place:
    """A folder with a database in it: SQLite files, or a PostgreSQL cluster that keeps its word."""

    folder: Path
    cluster: Cluster | None = None
    people: list[Person] = field(default_factory=list)

    # Where SQLite's files are, when they are not simply in the folder.
    disk: Path | None = None

    @property
    def sqlite(self) -> Path:
        return self.disk or self.folder

    @property
    def environment(self) -> dict[str, str]:
        """For a process of the project that uses this database."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.kill.settings",
            "JOURCASE_KILL_FOLDER": str(self.folder),
            "JOURCASE_TEST_DATABASE_URL": self._url("postgres", "data.sqlite3"),
            "JOURCASE_TEST_KEYS_DATABASE_URL": self._url(KEYS, "keys.sqlite3"),
            "PYTHONPATH": str(ROOT),
        }

    def _url(self, name: str, file: str) -> str:
        return self.cluster.url(name) if self.cluster else f"sqlite:///{self.sqlite / file}"

    def select(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, asked without the project."""
        if self.cluster is None:
            with closing(sqlite3.connect(self.sqlite / "data.sqlite3", timeout=20)) as connection:
                return connection.execute(statement, values).fetchall()
        with psycopg.connect(host=str(self.cluster.folder), user="postgres") as connection:
            return connection.execute(statement.replace("?", "%s").encode(), values).fetchall()

    def contacts_by_case(self) -> dict[int, int]:
        """How many contacts each case has."""
        rows = self.select("SELECT case_id, count(*) FROM contacts_contact GROUP BY case_id")
        return {int(case): int(count) for case, count in rows}

    def contact_count(self) -> int:
        return sum(self.contacts_by_case().values())

    def is_sound(self) -> bool:
        """No half of anything: each contact has its audit event and its draft is at an end."""
        rows = self.select(
            "SELECT (SELECT count(*) FROM contacts_contact),"
            " (SELECT count(*) FROM kernel_auditevent WHERE action = 'contact_logged'),"
            " (SELECT count(*) FROM contacts_contact c JOIN contacts_draft d ON d.id = c.draft_id"
            "  WHERE d.released_at IS NOT NULL AND d.content = '')"
        )
        return len(set(rows[0])) == 1

    def run(self, *arguments: str, wait: float = 120, **environment: str) -> str:
        """What `python ARGUMENTS` prints, run in this place."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            check=False,
            capture_output=True,
            text=True,
            timeout=wait,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr[-3000:]}")
        return done.stdout


def _make_cluster(folder: Path) -> Cluster:
    user = servers.unprivileged_user()
    if user is not None:
        shutil.chown(folder, user)
    return Cluster.made_in(folder, user, durable=True)


def make_template(folder: Path, *, on_postgresql: bool) -> None:
    """Fill the new folder `folder` with a database that has people in it."""
    folder.mkdir()
    place = Place(folder, _make_cluster(folder) if on_postgresql else None)
    if place.cluster is not None:
        place.cluster.start()
        with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {KEYS}")
    said = place.run("-m", "tests.kill.seed")
    if place.cluster is not None:
        place.cluster.stop()
    (folder / "people.json").write_text(said[said.index("[{") :])


@contextmanager
def copied(template: Path, folder: Path, *, on_postgresql: bool) -> Iterator[Place]:
    """The template's database in `folder`, running, and gone when the block ends."""
    user = servers.unprivileged_user() if on_postgresql else None
    shutil.copytree(template, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".s.*"))
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)
    people = [Person(**one) for one in json.loads((folder / "people.json").read_text())]
    cluster = Cluster(folder, user, durable=True) if on_postgresql else None
    place = Place(folder, cluster, people)
    if cluster is None:
        yield place
        return
    cluster.start()
    try:
        yield place
    finally:
        cluster.stop()
