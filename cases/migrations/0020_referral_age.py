from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_number_query"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="asked_band",
            field=models.CharField(
                blank=True,
                choices=[
                    ("under", "Under 21 år"),
                    ("exactly", "21 år"),
                    ("over", "Över 21 år"),
                    ("ask", "Fråga: kring 21 år"),
                    ("unknown", "Vet inte"),
                ],
                max_length=8,
                verbose_name="ålder när vi frågade",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="asked_on",
            field=models.DateField(null=True, verbose_name="frågat om ålder"),
        ),
    ]
