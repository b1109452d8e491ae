"""Referrals to Stödcentrum and to other jourer and kommuner."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0011_intake_draft")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = []
