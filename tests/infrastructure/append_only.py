"""The audit log refuses to be changed, and yet each test begins with an empty database.

Django empties the tables after a transactional test by `flush`: DELETE on SQLite, TRUNCATE on
PostgreSQL. Here the guards stand aside for that one transaction, and `lifted` takes them away for
a test that plays an intruder. Nothing of this is within reach of Jourcase itself: on SQLite it
takes DDL, on PostgreSQL a superuser.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# The models before the backends, or they import each other in a circle.
from django.db import connection, models, transaction  # noqa: F401
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

TABLE = "kernel_auditevent"
_flush = BaseDatabaseOperations.execute_sql_flush


def triggers(on: BaseDatabaseWrapper) -> dict[str, str]:
    """The guards of the table and, on SQLite, how each is made."""
    if on.vendor == "postgresql":
        question = (
            "SELECT tgname, '' FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal"
        )
    else:
        question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    with on.cursor() as cursor:
        cursor.execute(question, [TABLE])
        return dict(cursor.fetchall())


def _standing_aside(on: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """What lifts the guards, and what puts them back."""
    if on.vendor == "postgresql":
        role = "SET LOCAL session_replication_role ="
        return [f"{role} replica"], [f"{role} origin"]
    guards = triggers(on)
    return [f"DROP TRIGGER {name}" for name in guards], list(guards.values())


def _flush_past_the_guards(operations: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
    lift, put_back = _standing_aside(operations.connection)
    _flush(operations, [*lift, *sql_list, *put_back])


def pytest_configure() -> None:
    setattr(BaseDatabaseOperations, "execute_sql_flush", _flush_past_the_guards)  # noqa: B010


@contextmanager
def lifted() -> Iterator[Any]:
    """A cursor for which the audit log is a table like any other."""
    lift, put_back = _standing_aside(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        yield cursor
        for statement in put_back:
            cursor.execute(statement)
