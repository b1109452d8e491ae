"""One span of the day becomes up to three, each on some days of the week.

What has been said is moved over as it stands: the same span on all days.
"""

from datetime import time
from typing import Any

from django.db import migrations, models

_ALL_DAYS = "1-7"
_AT_A_TIME = 500


def _span(first: time, last: time) -> str:
    """Whole minutes. A box could be sent seconds: then never earlier or later than was said."""
    if (first.second or first.microsecond) and (first.hour, first.minute) < (
        last.hour,
        last.minute,
    ):
        minutes = first.hour * 60 + first.minute + 1
        first = time(minutes // 60, minutes % 60)
    if (first.hour, first.minute) >= (last.hour, last.minute):
        # Less than a minute: there is no shorter span than one.
        minutes = min(first.hour * 60 + first.minute, 23 * 60 + 58)
        first, last = (
            time(minutes // 60, minutes % 60),
            time((minutes + 1) // 60, (minutes + 1) % 60),
        )
    return f"{first:%H:%M}-{last:%H:%M}"


def move_over(apps: Any, schema_editor: Any) -> None:
    """Both ends or neither: a constraint has said so. In batches, so that memory is constant."""
    identities = apps.get_model("cases", "Identity").objects.using(schema_editor.connection.alias)
    waiting = identities.filter(safe_from__isnull=False, safe_hours="").order_by("pk")
    while rows := list(waiting.only("pk", "safe_from", "safe_to")[:_AT_A_TIME]):
        for row in rows:
            row.safe_hours = f"{_ALL_DAYS} {_span(row.safe_from, row.safe_to)}"
        identities.bulk_update(rows, ["safe_hours"])


def move_back(apps: Any, schema_editor: Any) -> None:
    """Only what two columns can hold; anything else would be made less safe, and stops it."""
    identities = apps.get_model("cases", "Identity").objects.using(schema_editor.connection.alias)
    rows = list(identities.exclude(safe_hours="").only("pk", "safe_hours"))
    for row in rows:
        days, _, span = row.safe_hours.partition(" ")
        if days != _ALL_DAYS or ";" in span:
            raise RuntimeError("safe hours of several spans or of some days cannot be moved back")
        first, last = span.split("-")
        row.safe_from, row.safe_to = time.fromisoformat(first), time.fromisoformat(last)
    identities.bulk_update(rows, ["safe_from", "safe_to"], batch_size=_AT_A_TIME)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_concern"),
    ]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="safe_hours",
            field=models.CharField(
                blank=True, default="", max_length=80, verbose_name="trygga tider"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(move_over, move_back),
        migrations.RemoveConstraint(
            model_name="identity",
            name="identity_safe_hours_are_a_span",
        ),
        migrations.RemoveField(
            model_name="identity",
            name="safe_from",
        ),
        migrations.RemoveField(
            model_name="identity",
            name="safe_to",
        ),
    ]
