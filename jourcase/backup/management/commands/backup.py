"""manage.py backup: one encrypted file with a receipt for each database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jourcase.backup import making, shelf
from jourcase.backup.domain.receipt import What
from jourcase.backup.domain.refusals import BackupFailedError
from jourcase.backup.words import failure_words
from jourcase.kernel import clock
from jourcase.kernel.swedish import number


class Command(BaseCommand):
    help = (
        "Gör en krypterad säkerhetskopia av varje databas, med kvitto, och tar bort dem som är för "
        "gamla. Slutar med kod 1 om någon kopia inte blev hel."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--what", choices=[what.value for what in What], help="bara den ena")
        parser.add_argument("--to", type=Path, help="en annan mapp än den inställda")

    def handle(self, *args: Any, **options: Any) -> None:
        now, at = clock.now(), options["to"]
        chosen = [What(options["what"])] if options["what"] else list(What)
        try:
            for what in chosen:
                made = making.make_backup(what, now=now, at=at)
                rows = sum(made.receipt.rows.values())
                self.stdout.write(
                    f"{made.path}: {number(rows)} rader, {number(made.receipt.size)} byte."
                )
            for what in chosen:
                for name in shelf.prune(what, at, now=now):
                    self.stdout.write(f"Borttagen, för gammal: {name}")
        except BackupFailedError as error:
            raise CommandError(failure_words(error.failure, error.about)) from error
