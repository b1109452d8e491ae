import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_chain_earlier_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="seq",
            field=models.PositiveBigIntegerField(unique=True, verbose_name="nummer"),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="vem",
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="case_id",
            field=models.BigIntegerField(null=True, verbose_name="ärende"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["by", "at"], name="audit_by_person"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["case_id", "at"], name="audit_by_case"),
        ),
    ]
