"""manage.py demo_logins: one log-in for each role, and the address when it is known."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.demo.people import DEMO_PASSWORD, login_hints


class Command(BaseCommand):
    help = "Skriver ut adressen och en inloggning för varje roll. Bara i demoläge."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", help="där Jourcase svarar")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Inloggningarna visas bara i demoläge (JOURCASE_DEMO=1).")
        if options["address"]:
            self.stdout.write(f"Adress: {options['address']}")
        for hint in login_hints():
            self.stdout.write(f"  {hint.role:<16} {hint.email}")
        self.stdout.write(f"Lösenord för alla: {DEMO_PASSWORD}")
