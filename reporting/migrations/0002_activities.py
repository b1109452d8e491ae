import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_log_check"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cooperation", "Samverkan"),
                            ("information", "Informationsinsats"),
                        ],
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="datum")),
                (
                    "partner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("police", "Polisen"),
                            ("social_services", "Socialtjänsten och staden"),
                            ("stodcentrum", "Stödcentrum"),
                            ("other_jour", "Annan brottsofferjour"),
                            ("court", "Åklagare och domstol"),
                            ("health_care", "Vården"),
                            ("school", "Skolan"),
                            ("association", "Förening eller samfund"),
                            ("network", "Nätverk med flera parter"),
                            ("other", "Annan part"),
                        ],
                        max_length=20,
                        verbose_name="part",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="ämne")),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public", "Allmänheten"),
                            ("victims", "Brottsutsatta och anhöriga"),
                            ("young", "Barn och unga"),
                            ("elderly", "Äldre"),
                            ("professionals", "Yrkesverksamma"),
                            ("associations", "Föreningar och samfund"),
                            ("media", "Media och sociala medier"),
                            ("other", "Annan målgrupp"),
                        ],
                        max_length=20,
                        verbose_name="målgrupp",
                    ),
                ),
                (
                    "reached",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="antal som nåddes"
                    ),
                ),
                (
                    "named_others",
                    models.BooleanField(null=True, verbose_name="nämnde övriga parter"),
                ),
                (
                    "told_others",
                    models.BooleanField(null=True, verbose_name="informerade övriga parter"),
                ),
                ("noted_at", models.DateTimeField(verbose_name="noterat")),
                (
                    "replaced_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ersatt av en rättelse"
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="borttagen"),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noterat av",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="borttagen av",
                    ),
                ),
            ],
            options={
                "verbose_name": "aktivitet",
                "verbose_name_plural": "aktiviteter",
                "indexes": [models.Index(fields=["held_on"], name="activity_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("public_id",),
                        name="activity_one_version_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("audience", ""),
                                ("kind", "cooperation"),
                                ("named_others__isnull", True),
                                ("reached__isnull", True),
                                ("told_others__isnull", True),
                                models.Q(("partner", ""), _negated=True),
                                models.Q(("subject", ""), _negated=True),
                            ),
                            models.Q(
                                ("kind", "information"),
                                ("named_others__isnull", False),
                                ("partner", ""),
                                ("told_others__isnull", False),
                                models.Q(("audience", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="activity_whole_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached__isnull", True), ("reached__lte", 100000), _connector="OR"
                        ),
                        name="activity_reached_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="activity_removed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_at__isnull", True),
                            ("replaced_at__gte", models.F("noted_at")),
                            _connector="OR",
                        ),
                        name="activity_replaced_after_noted",
                    ),
                ],
            },
        ),
    ]
