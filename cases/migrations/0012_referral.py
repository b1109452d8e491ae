"""Referrals to Stödcentrum and to other jourer and kommuner."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jourcase.kernel.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0011_intake_draft"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Ärendet kom in"),
                    ("received_corrected", "Mottagningstiden rättades"),
                    ("assigned", "Ansvarig utsågs"),
                    ("unassigned", "Ärendet saknar ansvarig"),
                    ("facts_changed", "Uppgifter ändrades"),
                    ("calls_paused", "Samtalen pausades: någon annan svarade"),
                    ("calls_resumed", "Samordnaren beslutade: fortsätt ringa"),
                    ("calls_stopped", "Samordnaren beslutade: ring inte"),
                    ("number_wrong", "Numret stämde inte"),
                    ("number_found", "Nytt nummer"),
                    ("protected", "Ärendet skyddades"),
                    ("recused", "Jäv markerades"),
                    ("recusal_lifted", "Jäv hävdes"),
                    ("glass_broken", "Nödöppning"),
                    ("merged", "Ett annat ärende slogs samman med det här"),
                    ("merged_away", "Ärendet slogs samman med ett annat"),
                    ("merge_undone", "Sammanslagningen ångrades"),
                    ("linked", "Ärendet länkades: hör ihop med ett annat"),
                    ("unlinked", "Länken till ett annat ärende togs bort"),
                    ("referred", "Hänvisning"),
                    ("closed", "Ärendet avslutades"),
                    ("reopened", "Ärendet öppnades igen"),
                ],
                max_length=20,
                verbose_name="vad",
            ),
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("stodcentrum", "Stödcentrum"),
                            ("other_jour", "Annan jour"),
                            ("municipality", "Annan kommun"),
                        ],
                        max_length=16,
                        verbose_name="till",
                    ),
                ),
                (
                    "to_whom",
                    jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="mottagare"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Erbjuden"),
                            ("declined", "Tackade nej"),
                            ("accepted", "Tackade ja"),
                            ("handed_over", "Överförd"),
                            ("confirmed", "Bekräftad"),
                            ("never_arrived", "Kom inte fram"),
                            ("no_feedback", "Återkoppling saknas"),
                            ("withdrawn", "Personen ångrade sig"),
                            ("not_relevant", "Ej aktuellt"),
                        ],
                        max_length=16,
                        verbose_name="läge",
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under", "Under 21 år"),
                            ("exactly", "21 år"),
                            ("over", "Över 21 år"),
                            ("ask", "Fråga: kring 21 år"),
                            ("unknown", "Vet inte"),
                        ],
                        max_length=8,
                        verbose_name="ålder",
                    ),
                ),
                ("offered_at", models.DateTimeField(verbose_name="erbjuden")),
                (
                    "why_not",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("has_contact", "Personen har redan kontakt där"),
                            ("wrong_matter", "De tar inte emot den här sortens ärende"),
                            ("not_now", "Inte rätt tillfälle att fråga"),
                            ("not_safe", "Inte tryggt för personen"),
                            ("jour_at_21", "21 år: jouren ger stödet"),
                            ("other", "Annat"),
                        ],
                        max_length=16,
                        verbose_name="varför inte",
                    ),
                ),
                ("reason", jourcase.kernel.sealed.SealedTextField(blank=True, verbose_name="skäl")),
                ("consent_at", models.DateTimeField(null=True, verbose_name="samtycke")),
                (
                    "consent_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "Muntligt, i telefon"),
                            ("meeting", "Muntligt, vid ett möte"),
                            ("written", "Skriftligt"),
                            ("guardian", "Av vårdnadshavare"),
                        ],
                        max_length=12,
                        verbose_name="hur",
                    ),
                ),
                (
                    "may_pass_first_name",
                    models.BooleanField(default=False, verbose_name="förnamn får lämnas"),
                ),
                (
                    "may_pass_phone",
                    models.BooleanField(default=False, verbose_name="telefon får lämnas"),
                ),
                (
                    "may_pass_event",
                    models.BooleanField(default=False, verbose_name="vad som har hänt får lämnas"),
                ),
                (
                    "may_pass_safe_contact",
                    models.BooleanField(default=False, verbose_name="trygg kontakt får lämnas"),
                ),
                (
                    "event",
                    jourcase.kernel.sealed.SealedTextField(
                        blank=True, verbose_name="vad som har hänt"
                    ),
                ),
                ("handed_over_at", models.DateTimeField(null=True, verbose_name="överförd")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "Telefon"),
                            ("secure_mail", "Säker e-post"),
                            ("letter", "Brev"),
                            ("in_person", "Vid ett möte"),
                        ],
                        max_length=12,
                        verbose_name="sätt",
                    ),
                ),
                (
                    "passed",
                    jourcase.kernel.sealed.SealedTextField(
                        blank=True, verbose_name="lämnade uppgifter"
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="senaste svaret")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "handed_over_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="överförd av",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="erbjuden av",
                    ),
                ),
            ],
            options={
                "verbose_name": "hänvisning",
                "verbose_name_plural": "hänvisningar",
                "indexes": [
                    models.Index(fields=["case", "offered_at"], name="referral_case_offered"),
                    models.Index(fields=["state", "handed_over_at"], name="referral_waiting"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["accepted", "offered"])),
                        fields=("case", "recipient"),
                        name="referral_one_under_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over_at__isnull", True),
                            ("consent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="referral_passed_with_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over_at__isnull", False),
                            models.Q(
                                (
                                    "state__in",
                                    ["confirmed", "handed_over", "never_arrived", "no_feedback"],
                                ),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="referral_answered_after_hand_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_relevant"), _negated=True),
                            models.Q(("why_not", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_not_relevant_says_why",
                    ),
                ],
            },
        ),
    ]
