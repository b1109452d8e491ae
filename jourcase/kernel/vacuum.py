"""Free space in the database files, without what was deleted there.

A deleted row leaves its bytes where they were until something else is written over them. SQLite
writes zeros at once (`secure_delete`); its journal and PostgreSQL's tables are swept here.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any

from django.apps import apps
from django.db import connections

from jourcase.keystore.router import ALIAS

_TRIES, _BETWEEN_SECONDS = 5, 0.2  # most who read are gone at once


class Swept(Enum):
    """How it went."""

    DONE = auto()
    LATER = auto()  # inside a transaction, or while another connection may still see the rows
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
        names = [connection.ops.quote_name(table) for table in tables]
        if alias == ALIAS:
            # Few rows and the most secret ones: written anew. The rest is ciphertext without a key.
            return (
                Swept.DONE if all([_written_anew(cursor, name) for name in names]) else Swept.LATER
            )
        for name in names:
            cursor.execute(f"VACUUM (ANALYZE) {name}")
    return Swept.DONE


def _written_anew(cursor: Any, table: str) -> bool:
    """Without any deleted row. PostgreSQL writes one anew too while an older transaction (a dump,
    say) might ask for it; only what it tells of its work says so. FULL goes by the transactions of
    every database of the server; the plain sweep before it by this one's alone.
    """
    for _ in range(_TRIES):
        cursor.execute(f"VACUUM {table}")
        with _told(cursor) as details:
            cursor.execute(f"VACUUM (FULL, VERBOSE) {table}")
        # "0 dead row versions cannot be removed yet.", in the language of the server.
        kept = [int(number) for detail in details for number in re.findall(r"\d+", detail)[:1]]
        if kept == [0]:
            return True
        time.sleep(_BETWEEN_SECONDS)
    return False


@contextmanager
def _told(cursor: Any) -> Iterator[list[str]]:
    """The details of what the server tells meanwhile."""
    details: list[str] = []

    def hear(notice: Any) -> None:
        if notice.message_detail:
            details.append(notice.message_detail)

    told_by = cursor.connection
    told_by.add_notice_handler(hear)
    try:
        yield details
    finally:
        told_by.remove_notice_handler(hear)


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
