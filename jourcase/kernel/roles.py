"""What the database lets the running Jourcase do, on PostgreSQL.

The tables belong to the role that migrates. The role that runs may read and write them, but in the
audit log only add: an intruder with its password can neither change nor empty the log, nor take
its guards away, which only the owner may.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

APPEND_ONLY = ("kernel_auditevent",)
READ_ONLY = ("django_migrations",)


def grant(role: str, *, on: BaseDatabaseWrapper) -> None:
    """Make the role if there is none, and give it what it may do; safe to repeat.

    A new role cannot log in until it has been given a password (ALTER ROLE … LOGIN PASSWORD).
    """
    names = {"role": sql.Identifier(role), "schema": sql.Identifier("public")}
    with on.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {role} NOLOGIN").format(**names))
        for statement in _EVERYTHING:
            cursor.execute(sql.SQL(statement).format(**names))
        tables = set(on.introspection.table_names(cursor))
        for allowed, narrow in (("SELECT, INSERT", APPEND_ONLY), ("SELECT", READ_ONLY)):
            for table in tables.intersection(narrow):
                one = {**names, "table": sql.Identifier(table), "allowed": sql.SQL(allowed)}
                for statement in _NARROWED:
                    cursor.execute(sql.SQL(statement).format(**one))


_EVERYTHING = (
    "ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "REVOKE CREATE ON SCHEMA {schema} FROM {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
)
_NARROWED = (
    "REVOKE ALL ON TABLE {table} FROM {role}",
    "REVOKE ALL ON TABLE {table} FROM PUBLIC",
    "GRANT {allowed} ON TABLE {table} TO {role}",
)
