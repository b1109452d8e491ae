from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_safe_hours"),
    ]

    operations = []
