"""manage.py backup_key: a pair of age keys, and where to put which."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jourcase.backup import age, private


class Command(BaseCommand):
    help = (
        "Gör ett nyckelpar för säkerhetskopior. Kör det på en annan dator än servern: den hemliga "
        "nyckeln ska aldrig finnas där."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="skriv den hemliga nyckeln i en ny fil")

    def handle(self, *args: Any, **options: Any) -> None:
        secret, public = age.new_pair()
        path = options["to"]
        if path is None:
            self.stdout.write(
                "Den hemliga nyckeln. Spara den på två ställen utanför servern, till exempel i "
                f"jourens kassaskåp och lösenordsvalv:\n{secret}"
            )
        else:
            try:
                with private.new_file(path) as file:
                    file.write(f"# public key: {public}\n{secret}\n".encode())
                    private.sync(file)
            except OSError as error:
                raise CommandError(f"Det gick inte att skriva {path}: {error.strerror}") from error
            self.stdout.write(
                f"Den hemliga nyckeln står i {path}. Ha den på två ställen utanför servern."
            )
        self.stdout.write(
            "\nDen öppna nyckeln. Skriv den i serverns .env:\n"
            f"JOURCASE_BACKUP_RECIPIENTS={public}\n\n"
            "Utan den hemliga nyckeln kan ingen, inte heller jouren, läsa kopiorna. Huvudnycklarna "
            "i JOURCASE_KEKS finns inte i någon kopia: spara dem också, men på ett annat ställe."
        )
