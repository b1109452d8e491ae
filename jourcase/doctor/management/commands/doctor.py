"""manage.py doctor: what is wrong, and how to mend it."""

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from jourcase.doctor.checks import CHECKS, examine
from jourcase.doctor.domain.finding import Level
from jourcase.doctor.key_check import make_check_key
from jourcase.kernel import clock


class Command(BaseCommand):
    help = (
        "Ser efter om allt står rätt till, och säger på en rad vad som är fel och hur det lagas. "
        "Slutar med kod 1 om något är fel."
    )
    # What they would stop on is among what is looked at here.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        with suppress(DatabaseError):
            make_check_key(now=now)
        wrong = 0
        for name, finding in examine(now=now):
            wrong += finding.level is Level.FAIL
            said = f"{name}: {finding.text}" if finding.text else name
            self.stdout.write(f"{finding.level.value:<4} {said}")
        if wrong:
            raise CommandError(f"{wrong} av {len(CHECKS)} är fel.")
        self.stdout.write("Inget är fel.")
