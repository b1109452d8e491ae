"""Lists that are taken in, row by row, and what says that a row has been."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jourcase.kernel.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0013_merge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="ListedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row_lookup",
                    models.CharField(max_length=64, unique=True, verbose_name="avtryck"),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listed_row",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "intagen rad",
                "verbose_name_plural": "intagna rader",
            },
        ),
        migrations.CreateModel(
            name="ListImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="inlämnad")),
                ("touched_at", models.DateTimeField(verbose_name="senast ändrad")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="granskad")),
                ("over_at", models.DateTimeField(null=True, verbose_name="avslutad")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rader")),
                (
                    "plan",
                    jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="upplägg"),
                ),
                ("job_id", models.UUIDField(null=True, verbose_name="arbete")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lista som tas in",
                "verbose_name_plural": "listor som tas in",
                "indexes": [models.Index(fields=["user", "touched_at"], name="list_import_user")],
            },
        ),
        migrations.CreateModel(
            name="ListChunk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                ("rows", jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="rader")),
                (
                    "verdicts",
                    jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="utfall"),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="cases.listimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "rader i en lista",
                "verbose_name_plural": "rader i listor",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=["list", "number"], name="list_chunk_once")
                ],
            },
        ),
    ]
