from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_no_samples(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL's ANALYZE keeps some of a column's values for its planner, and a key's would stay
    there when the key is gone. Changing the type to what it is throws away those it has.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("ALTER TABLE keystore_datakey ALTER COLUMN wrapped TYPE bytea")
    schema_editor.execute("ALTER TABLE keystore_datakey ALTER COLUMN wrapped SET STATISTICS 0")


class Migration(migrations.Migration):
    dependencies = [
        ("keystore", "0002_erasure"),
    ]

    operations = [
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
