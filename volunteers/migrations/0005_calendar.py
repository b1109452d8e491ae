"""The secret address of a person's calendar."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("volunteers", "0004_people")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = []
