"""Coming events of a case."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("contacts", "0011_merge")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = []
