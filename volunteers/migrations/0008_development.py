"""Further training, peer exchange, staff conversations, and what is owed of them."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("volunteers", "0007_steps")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="DevelopmentEvent",
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
                ("on", models.DateField(db_index=True, verbose_name="dag")),
                ("title", models.CharField(max_length=120, verbose_name="rubrik")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minuter")),
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
                "verbose_name": "utbildningstillfälle",
                "verbose_name_plural": "utbildningstillfällen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["training", "exchange"])),
                        name="development_event_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 1440))),
                        name="development_event_length",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_at__isnull", False),
                            ("replaced_by__isnull", True),
                            _connector="OR",
                        ),
                        name="development_event_replaced_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentAttendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="volunteers.developmentevent",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deltagande",
                "verbose_name_plural": "deltaganden",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "user"), name="development_attendance_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="developmentevent",
            name="people",
            field=models.ManyToManyField(
                related_name="development_events",
                through="volunteers.DevelopmentAttendance",
                through_fields=("event", "user"),
                to=settings.AUTH_USER_MODEL,
                verbose_name="vilka som kom",
            ),
        ),
        migrations.CreateModel(
            name="StaffConversation",
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
                        related_name="staff_conversations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medarbetare",
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
                "verbose_name": "medarbetarsamtal",
                "verbose_name_plural": "medarbetarsamtal",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("user", "on"),
                        name="staff_conversation_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_at__isnull", False),
                            ("replaced_by__isnull", True),
                            _connector="OR",
                        ),
                        name="staff_conversation_replaced_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentRequirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="gäller från")),
                (
                    "trainings_a_year",
                    models.PositiveSmallIntegerField(
                        verbose_name="vidareutbildningar per kalenderår"
                    ),
                ),
                (
                    "exchanges_a_year",
                    models.PositiveSmallIntegerField(
                        verbose_name="erfarenhetsutbyten per kalenderår"
                    ),
                ),
                (
                    "conversation_months",
                    models.PositiveSmallIntegerField(
                        verbose_name="månader mellan medarbetarsamtal"
                    ),
                ),
                (
                    "free_months",
                    models.PositiveSmallIntegerField(
                        verbose_name="månader i början då inget krävs"
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="beslutat av styrelsen")),
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
            ],
            options={
                "verbose_name": "krav på utbildning",
                "verbose_name_plural": "krav på utbildning",
                "ordering": ("-valid_from",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("trainings_a_year__range", (0, 12))),
                        name="development_trainings_a_year_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("exchanges_a_year__range", (0, 24))),
                        name="development_exchanges_a_year_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("conversation_months__range", (1, 60))),
                        name="development_conversation_months_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("free_months__range", (0, 60))),
                        name="development_free_months_in_range",
                    ),
                ],
            },
        ),
    ]
