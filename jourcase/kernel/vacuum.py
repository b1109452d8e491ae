"""Free space in the database files, without what was deleted there.

A deleted row leaves its bytes where they were until something else is written over them. SQLite
writes zeros at once (`secure_delete`); its journal and PostgreSQL's tables are swept here.
"""

from django.apps import apps
from django.db import connections

from jourcase.keystore.router import ALIAS


def sweep_free_space() -> bool:
    """Sweep every database. False when somebody was in the way, and it is to be done again: inside
    a transaction, or while another connection reads the journal.
    """
    return all([_sweep(alias) for alias in connections])


def _sweep(alias: str) -> bool:
    connection = connections[alias]
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
    with connection.cursor() as cursor:
        for table in _tables(alias):
            # Few rows and the most secret ones: written anew. The rest is ciphertext without a key.
            how = "FULL" if alias == ALIAS else "ANALYZE"
            cursor.execute(f"VACUUM ({how}) {connection.ops.quote_name(table)}")
    return True


def _tables(alias: str) -> list[str]:
    """The tables that an erasure deletes from."""
    labels = ["keystore"] if alias == ALIAS else ["cases", "contacts"]
    return [
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
