"""What support persons report themselves, until a coordinator has answered."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("volunteers", "0009_evenings"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ReportedTraining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "Vidareutbildning"),
                            ("exchange", "Erfarenhetsutbyte"),
                            ("conversation", "Medarbetarsamtal"),
                        ],
                        max_length=16,
                        verbose_name="slag",
                    ),
                ),
                ("on", models.DateField(verbose_name="dag")),
                ("title", models.CharField(max_length=120, verbose_name="rubrik")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minuter")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar på bekräftelse"),
                            ("confirmed", "Bekräftad"),
                            ("declined", "Inte bekräftad"),
                            ("withdrawn", "Tillbakatagen"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="läge",
                    ),
                ),
                ("reported_at", models.DateTimeField(verbose_name="anmält")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="besvarat")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="besvarat av",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reported_trainings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medarbetare",
                    ),
                ),
            ],
            options={
                "verbose_name": "anmäld utbildning",
                "verbose_name_plural": "anmälda utbildningar",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["training", "exchange"])),
                        name="reported_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 1440))), name="reported_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reported_answered_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("user", "kind", "on"),
                        name="reported_waiting_once",
                    ),
                ],
            },
        ),
    ]
