"""Languages of a person, and the days on which they are away."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("volunteers", "0005_calendar")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="user",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="språk"),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateField(verbose_name="från och med")),
                ("until", models.DateField(blank=True, null=True, verbose_name="till och med")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medarbetare",
                    ),
                ),
            ],
            options={
                "verbose_name": "frånvaro",
                "verbose_name_plural": "frånvaro",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                        name="absence_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=Q(until__isnull=True),
                        fields=["user"],
                        name="absence_one_open_each",
                    ),
                ],
            },
        ),
    ]
