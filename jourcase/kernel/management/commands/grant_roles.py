"""manage.py grant_roles: the PostgreSQL role that Jourcase runs under."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from jourcase.kernel.roles import grant


class Command(BaseCommand):
    help = (
        "Skapar eller uppdaterar databasrollen som Jourcase körs med. Den får läsa och skriva i "
        "tabellerna, men i loggen bara lägga till. Kör den efter varje migrate, som den roll som "
        "äger tabellerna."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="rollens namn, till exempel jourcase_app")

    def handle(self, *args: Any, **options: Any) -> None:
        for alias in connections:
            on = connections[alias]
            if on.vendor != "postgresql":
                self.stdout.write(
                    f"{alias}: SQLite har inga roller. Loggen skyddas av databasens spärr."
                )
                continue
            try:
                with transaction.atomic(using=alias):
                    grant(options["role"], on=on)
            except ProgrammingError as error:
                raise CommandError(
                    f"{alias}: det gick inte. Kör kommandot som tabellernas ägare, med rätt att "
                    "skapa roller. Inget har ändrats i den databasen."
                ) from error
            self.stdout.write(f"{alias}: {options['role']} får bara lägga till rader i loggen.")
