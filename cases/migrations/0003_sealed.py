import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_PLAIN = [
    ("Identity", "name"),
    ("Phone", "number"),
    ("AnonymousCode", "words"),
    ("CaseEvent", "reason"),
    ("Note", "text"),
]


def refuse_plain_text(apps: Any, schema_editor: Any) -> None:
    """From here on every text is sealed, and what is not is never shown. A database with text
    from before would lose it without a word, so it is refused in words.
    """
    for model, column in _PLAIN:
        rows = apps.get_model("cases", model).objects.using(schema_editor.connection.alias)
        if rows.exclude(**{column: ""}).exists():
            raise RuntimeError(
                "Databasen har text från tiden före krypteringen. En demodatabas görs om med "
                "`make demo`."
            )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_initial"),
    ]

    operations = [
        migrations.RunPython(refuse_plain_text, migrations.RunPython.noop),
        migrations.AddField(
            model_name="caseevent",
            name="row_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="note",
            name="row_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="phone",
            name="case",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="phone",
            name="row_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
    ]
