import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0011_agenda"),
        ("volunteers", "0009_evenings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EveningStay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("came_at", models.DateTimeField(verbose_name="kom")),
                ("left_at", models.DateTimeField(null=True, verbose_name="klar")),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
                        to="volunteers.shift",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kväll på plats",
                "verbose_name_plural": "kvällar på plats",
                "constraints": [
                    models.UniqueConstraint(fields=("shift", "user"), name="stay_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("came_at")),
                            _connector="OR",
                        ),
                        name="stay_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SilenceLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("week", models.PositiveSmallIntegerField(verbose_name="vecka")),
                ("looked_at", models.DateTimeField(verbose_name="genomgången")),
                ("silent", models.PositiveIntegerField(verbose_name="tysta ärenden då")),
                (
                    "looked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "veckans genomgång",
                "verbose_name_plural": "veckornas genomgångar",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "week"), name="silence_look_once_a_week"
                    )
                ],
            },
        ),
    ]
