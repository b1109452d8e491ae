"""Merged duplicates and linked cases."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0012_referral")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = []
