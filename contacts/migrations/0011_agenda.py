"""Coming events of a case."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jourcase.kernel.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0011_intake_draft"),
        ("contacts", "0010_erasure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="AgendaItem",
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
                            ("court", "Rättegång"),
                            ("police", "Polisförhör"),
                            ("meeting", "Personligt möte"),
                            ("accompany", "Medföljning"),
                            ("other", "Annat möte"),
                        ],
                        max_length=12,
                        verbose_name="vad",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="börjar")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="slutar")),
                (
                    "place",
                    jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="plats"),
                ),
                (
                    "about",
                    jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="att tänka på"),
                ),
                ("planned_at", models.DateTimeField(verbose_name="inlagt")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="avslutat")),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cancelled", "Inställt"),
                            ("moved", "Flyttat"),
                            ("done", "Genomfört"),
                        ],
                        max_length=12,
                        verbose_name="hur",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda",
                        to="cases.case",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moved_to",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_from",
                        to="contacts.agendaitem",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ansvarig",
                    ),
                ),
                (
                    "told_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.draft",
                    ),
                ),
            ],
            options={
                "verbose_name": "kommande händelse",
                "verbose_name_plural": "kommande händelser",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["starts_at"],
                        name="agenda_planned",
                    ),
                    models.Index(fields=["case", "starts_at"], name="agenda_case_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="agenda_has_length",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end", ""),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agenda_ended_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", "moved"), ("moved_to__isnull", False)),
                            models.Q(
                                models.Q(("end", "moved"), _negated=True),
                                ("moved_to__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="agenda_moved_to_somewhere",
                    ),
                ],
            },
        ),
    ]
