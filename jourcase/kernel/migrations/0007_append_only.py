"""The database itself refuses to change or take away a row of the audit log.

On SQLite a table that is made anew by a later migration loses its triggers without a word; then
they have to be made again in that migration. A test and `verify_audit_log` tell when they are gone.
"""

from typing import Any

from django.db import migrations

SQLITE = {
    "audit_no_update": """
        CREATE TRIGGER audit_no_update BEFORE UPDATE ON kernel_auditevent
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
    "audit_no_delete": """
        CREATE TRIGGER audit_no_delete BEFORE DELETE ON kernel_auditevent
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
    # INSERT OR REPLACE takes a row away without any trigger for that.
    "audit_no_replace": """
        CREATE TRIGGER audit_no_replace BEFORE INSERT ON kernel_auditevent
        WHEN EXISTS (SELECT 1 FROM kernel_auditevent WHERE id = NEW.id OR seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
}
POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "DROP TRIGGER IF EXISTS audit_append_only ON kernel_auditevent",
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON kernel_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
)


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement, params=None)
        return
    for name, statement in SQLITE.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema_editor.execute(statement, params=None)


def allow_changes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_append_only ON kernel_auditevent")
        schema_editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0006_chain_required"),
    ]

    operations = [
        migrations.RunPython(refuse_changes, allow_changes),
    ]
