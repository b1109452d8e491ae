import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0008_development")]

    operations = [
        migrations.CreateModel(
            name="EveningPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("half", models.PositiveSmallIntegerField(verbose_name="halvår")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="veckodag")),
                ("opens", models.TimeField(verbose_name="börjar")),
                ("closes", models.TimeField(verbose_name="slutar")),
                ("needed", models.PositiveSmallIntegerField(verbose_name="behövs")),
                (
                    "offices",
                    models.JSONField(default=list, verbose_name="jourer i tur och ordning"),
                ),
                ("planned_at", models.DateTimeField(verbose_name="planerat")),
            ],
            options={
                "verbose_name": "kvällsplan",
                "verbose_name_plural": "kvällsplaner",
            },
        ),
        migrations.AddField(
            model_name="shift",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="stängt"),
        ),
        migrations.AddField(
            model_name="shift",
            name="closed_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("holiday", "Helgdag"),
                    ("planned", "Uppehåll enligt plan"),
                    ("too_few", "För få personer"),
                    ("illness", "Sjukdom"),
                    ("premises", "Lokal eller telefoni"),
                    ("other", "Annat"),
                ],
                default="",
                max_length=16,
                verbose_name="varför",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="stängt av",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="closed_note",
            field=models.CharField(
                blank=True, default="", max_length=160, verbose_name="kommentar"
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="closing_proposed",
            field=models.CharField(
                blank=True, default="", max_length=60, verbose_name="förslag: stängt"
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="bekräftat"),
        ),
        migrations.AddField(
            model_name="shift",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="bekräftat av",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="confirmed_through",
            field=models.CharField(
                blank=True,
                choices=[("hand", "För hand"), ("file", "Kalenderfil")],
                default="",
                max_length=8,
                verbose_name="bekräftat genom",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="is_from_plan",
            field=models.BooleanField(default=False, verbose_name="som planen gjorde det"),
        ),
        migrations.AddField(
            model_name="shiftsignup",
            name="offered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="söker ersättare"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True), ("closed_because", ""), ("closed_note", "")
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closing_proposed", ""),
                        models.Q(("closed_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="shift_closed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_through", "")),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        models.Q(("confirmed_through", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="shift_confirmed_whole",
            ),
        ),
        migrations.AddField(
            model_name="eveningplan",
            name="planned_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="planerat av",
            ),
        ),
        migrations.AddConstraint(
            model_name="eveningplan",
            constraint=models.UniqueConstraint(
                fields=("year", "half"), name="evening_plan_one_each_half"
            ),
        ),
        migrations.AddConstraint(
            model_name="eveningplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("half__in", (1, 2)), ("weekday__lte", 6)),
                name="evening_plan_in_calendar",
            ),
        ),
        migrations.AddConstraint(
            model_name="eveningplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))),
                name="evening_plan_has_length",
            ),
        ),
    ]
