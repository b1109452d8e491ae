import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def ask_of_the_numbers_found_wrong(apps: Any, schema_editor: Any) -> None:
    """A question for each case that has a wrong number already; running it again adds nothing."""
    phone = apps.get_model("cases", "Phone")
    query = apps.get_model("cases", "NumberQuery")
    known = set(query.objects.values_list("case_id", flat=True))
    wrong = phone.objects.filter(found_wrong_at__isnull=False).order_by("found_wrong_at")
    for case_id, source, found_at in wrong.values_list("case_id", "case__source", "found_wrong_at"):
        if case_id not in known:
            known.add(case_id)
            query.objects.create(case_id=case_id, source=source, found_at=found_at)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_safe_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("police", "Polisen"),
                            ("own", "Personen själv"),
                            ("116006", "116 006"),
                            ("social_services", "Socialtjänsten"),
                            ("stodcentrum", "Stödcentrum"),
                            ("other_jour", "Annan jour"),
                            ("health_care", "Vården"),
                            ("school", "Skolan"),
                            ("other", "Annan"),
                        ],
                        max_length=20,
                        verbose_name="källa",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="visade sig fel")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="källan tillfrågad")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="källan påmind")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="källan svarade")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_number", "Nytt nummer"),
                            ("no_other", "Källan har inget annat nummer"),
                            ("same_number", "Källan uppger samma nummer"),
                            ("no_answer", "Källan svarar inte"),
                            ("not_needed", "Behövs inte"),
                        ],
                        max_length=12,
                        verbose_name="hur det gick",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="klar")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tillfrågad av",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
            ],
            options={
                "verbose_name": "fel nummer",
                "verbose_name_plural": "fel nummer",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("case",),
                        name="number_query_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("outcome", "")),
                            models.Q(
                                ("closed_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="number_query_closed_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminded_at__isnull", True),
                            ("asked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="number_query_reminded_after_asked",
                    ),
                ],
            },
        ),
        migrations.RunPython(
            ask_of_the_numbers_found_wrong, migrations.RunPython.noop, elidable=True
        ),
    ]
