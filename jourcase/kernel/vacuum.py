"""Free space in the database files, without what was deleted there.

A deleted row leaves its bytes where they were until something else is written over them. SQLite
writes zeros at once (`secure_delete`); its journal and PostgreSQL's tables are swept here.
"""

from enum import Enum, auto
from typing import Any

from django.apps import apps
from django.db import connections

from jourcase.keystore.router import ALIAS


class Swept(Enum):
    """How it went."""

    DONE = auto()
    LATER = auto()  # inside a transaction, or while another connection reads the journal
    NOT_OURS = auto()  # PostgreSQL lets only the owner of a table sweep it


def sweep_free_space() -> Swept:
    """Sweep every database; the worst that any of them came to."""
    found = {_sweep(alias) for alias in connections}
    return next(one for one in (Swept.NOT_OURS, Swept.LATER, Swept.DONE) if one in found)


def _sweep(alias: str) -> Swept:
    connection = connections[alias]
    if connection.in_atomic_block:
        return Swept.LATER
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return Swept.LATER if cursor.fetchone()[0] else Swept.DONE
        tables = _tables(alias)
        if not _owns(cursor, tables):
            return Swept.NOT_OURS
        for table in tables:
            # Few rows and the most secret ones: written anew. The rest is ciphertext without a key.
            how = "FULL" if alias == ALIAS else "ANALYZE"
            cursor.execute(f"VACUUM ({how}) {connection.ops.quote_name(table)}")
    return Swept.DONE


def _owns(cursor: Any, tables: list[str]) -> bool:
    """PostgreSQL only warns, and goes on without having swept."""
    cursor.execute(
        "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class"
        " WHERE oid = ANY(SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)",
        [tables],
    )
    return bool(cursor.fetchone()[0])


def _tables(alias: str) -> list[str]:
    """The tables that an erasure deletes from."""
    labels = ["keystore"] if alias == ALIAS else ["cases", "contacts"]
    return [
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
