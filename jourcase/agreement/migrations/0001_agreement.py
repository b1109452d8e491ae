import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SupportForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="namn")),
                ("order", models.PositiveSmallIntegerField(verbose_name="ordning")),
            ],
            options={
                "verbose_name": "stödform",
                "verbose_name_plural": "stödformer",
                "ordering": ("order",),
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                ("city_party", models.CharField(max_length=200, verbose_name="part, staden")),
                ("jour_party", models.CharField(max_length=200, verbose_name="part, jouren")),
                (
                    "jour_orgnr",
                    models.CharField(max_length=11, verbose_name="jourens organisationsnummer"),
                ),
                ("starts_on", models.DateField(verbose_name="börjar")),
                ("first_period_ends_on", models.DateField(verbose_name="första perioden slutar")),
                ("last_end_on", models.DateField(verbose_name="slutar senast")),
                (
                    "notice_month",
                    models.PositiveSmallIntegerField(verbose_name="sista uppsägning, månad"),
                ),
                (
                    "notice_day",
                    models.PositiveSmallIntegerField(verbose_name="sista uppsägning, dag"),
                ),
                (
                    "paid_basis",
                    models.CharField(
                        choices=[
                            ("twelve_months", "12-månadersbeloppet"),
                            ("pro_rata", "beloppet i förhållande till periodens längd"),
                        ],
                        max_length=20,
                        verbose_name="belopp som betalas för en kortare period",
                    ),
                ),
                (
                    "notice_received_on",
                    models.DateField(blank=True, null=True, verbose_name="uppsägning mottagen"),
                ),
            ],
            options={
                "verbose_name": "överenskommelse",
                "verbose_name_plural": "överenskommelser",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_period_ends_on__gte", models.F("starts_on"))),
                        name="agreement_first_period_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_end_on__gte", models.F("first_period_ends_on"))),
                        name="agreement_last_end_after_first_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_day__range", (1, 31)), ("notice_month__range", (1, 12))
                        ),
                        name="agreement_notice_day_in_calendar",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_basis__in", ["twelve_months", "pro_rata"])),
                        name="agreement_paid_basis_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                ("is_own", models.BooleanField(default=False, verbose_name="den egna jouren")),
                ("order", models.PositiveSmallIntegerField(verbose_name="ordning")),
            ],
            options={
                "verbose_name": "jour",
                "verbose_name_plural": "jourer",
                "ordering": ("order", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_own", True)),
                        fields=("is_own",),
                        name="agreement_office_one_own",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="namn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stadsdelsomrade", "Stadsdelsområde"),
                            ("annan_kommun", "Annan kommun"),
                            ("okant", "Okänt"),
                        ],
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="ordning")),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="districts",
                        to="agreement.office",
                        verbose_name="jour",
                    ),
                ),
            ],
            options={
                "verbose_name": "stadsdelsområde",
                "verbose_name_plural": "stadsdelsområden",
                "ordering": ("order", "name"),
            },
        ),
        migrations.CreateModel(
            name="TermsVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="gäller från")),
                (
                    "first_contact_days",
                    models.PositiveSmallIntegerField(verbose_name="dagar till första kontakt"),
                ),
                (
                    "first_contact_day_count",
                    models.CharField(
                        choices=[("calendar", "kalenderdagar"), ("working", "arbetsdagar")],
                        max_length=10,
                        verbose_name="dagarna räknas i",
                    ),
                ),
                (
                    "minimum_phone_attempts",
                    models.PositiveSmallIntegerField(verbose_name="minsta antal telefonförsök"),
                ),
                (
                    "minimum_evening_attempts",
                    models.PositiveSmallIntegerField(verbose_name="varav på kvällstid"),
                ),
                ("evening_start", models.TimeField(verbose_name="kvällen börjar")),
                ("evening_end", models.TimeField(verbose_name="kvällen slutar")),
                (
                    "follow_through_days",
                    models.PositiveSmallIntegerField(verbose_name="dagar som försöken pågår"),
                ),
                (
                    "referral_age",
                    models.PositiveSmallIntegerField(verbose_name="åldersgräns för Stödcentrum"),
                ),
                (
                    "reopen_within_days",
                    models.PositiveSmallIntegerField(
                        verbose_name="dagar då ärendet kan återöppnas"
                    ),
                ),
                (
                    "retention_days",
                    models.PositiveSmallIntegerField(verbose_name="dagar till gallring"),
                ),
                (
                    "small_number_threshold",
                    models.PositiveSmallIntegerField(verbose_name="gräns för små tal"),
                ),
            ],
            options={
                "verbose_name": "villkor",
                "verbose_name_plural": "villkor",
                "ordering": ("-valid_from",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_contact_days__gte", 0), ("first_contact_days__lte", 60)
                        ),
                        name="agreement_terms_first_contact_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_phone_attempts__gte", 1), ("minimum_phone_attempts__lte", 20)
                        ),
                        name="agreement_terms_minimum_phone_attempts_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_evening_attempts__gte", 0),
                            ("minimum_evening_attempts__lte", 20),
                        ),
                        name="agreement_terms_minimum_evening_attempts_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_through_days__gte", 1), ("follow_through_days__lte", 366)
                        ),
                        name="agreement_terms_follow_through_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("referral_age__gte", 1), ("referral_age__lte", 120)),
                        name="agreement_terms_referral_age_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reopen_within_days__gte", 0), ("reopen_within_days__lte", 3660)
                        ),
                        name="agreement_terms_reopen_within_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retention_days__gte", 1), ("retention_days__lte", 3660)
                        ),
                        name="agreement_terms_retention_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("small_number_threshold__gte", 2), ("small_number_threshold__lte", 50)
                        ),
                        name="agreement_terms_small_number_threshold_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_contact_day_count__in", ["calendar", "working"])
                        ),
                        name="agreement_terms_day_count_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evening_end__gt", models.F("evening_start")),
                            ("evening_start__gte", datetime.time(12, 0)),
                        ),
                        name="agreement_terms_evening_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_evening_attempts__lte", models.F("minimum_phone_attempts"))
                        ),
                        name="agreement_terms_evening_among_tries",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="kod")),
                ("text", models.CharField(max_length=600, verbose_name="åtagande")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("support_to_all", "Stöd till alla som önskat kontakt"),
                            ("first_contact", "Första kontakt i tid"),
                            ("phone_tries", "Telefonförsök, varav på kvällstid"),
                            ("personal_meeting", "Personligt möte erbjudet"),
                            ("evening_opening", "Öppet en kväll i veckan"),
                            ("support_forms", "Stödformer och kanaler"),
                            ("approved_volunteers", "Godkända stödpersoner"),
                            (
                                "development",
                                "Vidareutbildning, erfarenhetsutbyte och medarbetarsamtal",
                            ),
                            ("linking", "Länkning med Stödcentrum"),
                            ("cooperation", "Samverkan"),
                            ("information", "Informationsinsatser"),
                            ("equality", "Jämställdhet"),
                            ("economy", "Ekonomi"),
                        ],
                        max_length=30,
                        verbose_name="följs upp genom",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="ordning")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undertakings",
                        to="agreement.agreement",
                        verbose_name="överenskommelse",
                    ),
                ),
            ],
            options={
                "verbose_name": "åtagande",
                "verbose_name_plural": "åtaganden",
                "ordering": ("order", "valid_from"),
            },
        ),
        migrations.CreateModel(
            name="BudgetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "table",
                    models.CharField(
                        choices=[
                            ("reimbursement", "Socialförvaltningens ersättning"),
                            ("own_financing", "Egenfinansiering"),
                        ],
                        max_length=20,
                        verbose_name="tabell",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="rad")),
                (
                    "amount_kr",
                    models.PositiveIntegerField(verbose_name="belopp för 12 månader, kr"),
                ),
                ("earmarked", models.BooleanField(default=False, verbose_name="öronmärkt")),
                ("valid_from", models.DateField(verbose_name="gäller från")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="ordning")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_rows",
                        to="agreement.agreement",
                        verbose_name="överenskommelse",
                    ),
                ),
            ],
            options={
                "verbose_name": "budgetrad",
                "verbose_name_plural": "budgetrader",
                "ordering": ("-table", "valid_from", "order"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "table", "name", "valid_from"),
                        name="agreement_budget_row_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("agreement", "table", "name"),
                        name="agreement_budget_row_one_open_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="agreement_budget_row_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("table__in", ["reimbursement", "own_financing"])),
                        name="agreement_budget_row_table_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("earmarked", False), ("table", "own_financing"), _connector="OR"
                        ),
                        name="agreement_budget_row_earmark_own_only",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Neighbourhood",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                (
                    "key",
                    models.CharField(editable=False, max_length=200, verbose_name="jämförelsenamn"),
                ),
                ("is_postal_town", models.BooleanField(default=False, verbose_name="postort")),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="neighbourhoods",
                        to="agreement.district",
                        verbose_name="stadsdelsområde",
                    ),
                ),
            ],
            options={
                "verbose_name": "stadsdel",
                "verbose_name_plural": "stadsdelar",
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_postal_town", False)),
                        fields=("key",),
                        name="agreement_neighbourhood_in_one_district",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_postal_town", True)),
                        fields=("key", "district"),
                        name="agreement_postal_town_once_a_district",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="district",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["stadsdelsomrade", "annan_kommun", "okant"])),
                name="agreement_district_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="district",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__isnull", True), ("kind", "stadsdelsomrade"), _connector="OR"
                ),
                name="agreement_district_office_in_city",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.UniqueConstraint(
                fields=("agreement", "code", "valid_from"), name="agreement_undertaking_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("agreement", "code"),
                name="agreement_undertaking_one_open_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="agreement_undertaking_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "measure__in",
                        [
                            "support_to_all",
                            "first_contact",
                            "phone_tries",
                            "personal_meeting",
                            "evening_opening",
                            "support_forms",
                            "approved_volunteers",
                            "development",
                            "linking",
                            "cooperation",
                            "information",
                            "equality",
                            "economy",
                        ],
                    )
                ),
                name="agreement_undertaking_measure_known",
            ),
        ),
    ]
