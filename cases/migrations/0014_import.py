"""Lists that were taken in, row by row."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0013_merge")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = []
