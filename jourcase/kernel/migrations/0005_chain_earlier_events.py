"""Chains what was recorded before there was a chain, in the order of time. Can be run again."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import migrations

_AT_A_TIME = 1000


def _digest(event: Any) -> str:
    """The form "jourcase-audit-1", as it is in `jourcase.kernel.chain`."""
    values = [
        "jourcase-audit-1",
        event.seq,
        event.previous,
        event.id.hex,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.by_id,
        event.role,
        event.action,
        event.case_id,
        list(event.fields),
        event.reason,
        event.outcome,
    ]
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def chain_earlier_events(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("kernel", "AuditEvent").objects.using(schema_editor.connection.alias)
    head = events.filter(seq__isnull=False).order_by("-seq").first()
    seq, previous = (head.seq, head.digest) if head else (0, "0" * 64)
    while batch := list(events.filter(seq__isnull=True).order_by("at", "id")[:_AT_A_TIME]):
        for event in batch:
            seq += 1
            event.seq, event.previous = seq, previous
            previous = event.digest = _digest(event)
        events.bulk_update(batch, ["seq", "previous", "digest"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_chain"),
    ]

    operations = [
        migrations.RunPython(chain_earlier_events, migrations.RunPython.noop, elidable=True),
    ]
