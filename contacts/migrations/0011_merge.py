"""What a merge moved between two cases."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("contacts", "0010_erasure")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = []
