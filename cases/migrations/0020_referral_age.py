from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_number_query"),
    ]

    operations = []
