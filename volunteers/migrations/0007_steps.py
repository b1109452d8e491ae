"""The way to approval, pauses, what an approval said before, and the day somebody left."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("volunteers", "0006_absence")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="user",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="slutade"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_active", False), ("ended_on__isnull", True), _connector="OR"
                ),
                name="user_who_works_here_has_not_ended",
            ),
        ),
        migrations.CreateModel(
            name="StepNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_notes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medarbetare",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("interested", "Intresseanmäld"),
                            ("interviewed", "Intervjuad"),
                            ("admitted", "Antagen"),
                            ("trained", "Grundutbildning genomförd"),
                            ("passed", "Grundutbildning godkänd"),
                            ("pledged", "Tystnadslöfte signerat"),
                            ("member", "Medlem"),
                            ("extract_shown", "Registerutdrag uppvisat"),
                        ],
                        max_length=16,
                        verbose_name="steg",
                    ),
                ),
                ("on", models.DateField(verbose_name="dag")),
                ("noted_at", models.DateTimeField(verbose_name="noterat")),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noterat av",
                    ),
                ),
                ("replaced_at", models.DateTimeField(null=True, verbose_name="ersatt")),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ersatt av",
                    ),
                ),
            ],
            options={
                "verbose_name": "steg mot godkännande",
                "verbose_name_plural": "steg mot godkännande",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("user", "step"),
                        name="step_note_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_at__isnull", False),
                            ("replaced_by__isnull", True),
                            _connector="OR",
                        ),
                        name="step_note_replaced_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "interested",
                                    "interviewed",
                                    "admitted",
                                    "trained",
                                    "passed",
                                    "pledged",
                                    "member",
                                    "extract_shown",
                                ],
                            )
                        ),
                        name="step_note_step_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medarbetare",
                    ),
                ),
                ("since", models.DateField(verbose_name="från och med")),
                ("until", models.DateField(blank=True, null=True, verbose_name="till och med")),
                ("noted_at", models.DateTimeField(verbose_name="noterat")),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noterat av",
                    ),
                ),
                ("replaced_at", models.DateTimeField(null=True, verbose_name="ersatt")),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ersatt av",
                    ),
                ),
            ],
            options={
                "verbose_name": "paus",
                "verbose_name_plural": "pauser",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="pause_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True), ("until__isnull", True)),
                        fields=("user",),
                        name="pause_one_open_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_at__isnull", False),
                            ("replaced_by__isnull", True),
                            _connector="OR",
                        ),
                        name="pause_replaced_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="volunteers.approval",
                        verbose_name="godkännande",
                    ),
                ),
                ("since", models.DateField(verbose_name="gällde från och med")),
                ("until", models.DateField(null=True, verbose_name="gällde till och med")),
                ("changed_at", models.DateTimeField(verbose_name="ändrat")),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ändrat av",
                    ),
                ),
            ],
            options={
                "verbose_name": "ändrat godkännande",
                "verbose_name_plural": "ändrade godkännanden",
                "constraints": [],
            },
        ),
    ]
