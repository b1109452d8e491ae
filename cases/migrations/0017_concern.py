from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_more_events"),
    ]

    operations = []
