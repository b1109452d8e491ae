"""Why a case ended as not reached before the tries were made; and a closing taken back."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0014_import")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="case",
            name="early_close",
            field=models.CharField(
                blank=True,
                choices=[
                    ("evening_unsafe", "Personen får inte ringas på kvällen"),
                    ("other_way", "Vi har sökt personen på annat sätt, utan svar"),
                    ("gets_help", "Personen får hjälp av någon annan"),
                    ("said_no", "Personen har låtit hälsa att den inte vill"),
                    ("away", "Personen är bortrest, har flyttat eller har avlidit"),
                    ("no_time", "Jouren hann inte försöka fler gånger"),
                    ("erasure", "Uppgifterna gallras på begäran"),
                ],
                max_length=16,
                verbose_name="avslutat i förtid",
            ),
        ),
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
                    ("closing_undone", "Avslutet ångrades"),
                    ("reopened", "Ärendet öppnades igen"),
                ],
                max_length=20,
                verbose_name="vad",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(early_close="") | Q(closed_at__isnull=False),
                name="case_early_close_is_closed",
            ),
        ),
    ]
