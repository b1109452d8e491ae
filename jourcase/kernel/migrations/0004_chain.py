from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="seq",
            field=models.PositiveBigIntegerField(null=True, verbose_name="nummer"),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="previous",
            field=models.CharField(
                default="", max_length=64, verbose_name="föregående kontrollsumma"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditevent",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="kontrollsumma"),
            preserve_default=False,
        ),
    ]
