"""manage.py check_promises: prove that every case's stored outcome equals the rule."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts.services.checking import check_promises
from jourcase.kernel.swedish import number


class Command(BaseCommand):
    help = (
        "Jämför det sparade kontaktlöftet med regeln för varje ärende. Slutar med felkod 1 om "
        "något skiljer sig. Vilka ärenden det är står i loggen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="skriv om det som skiljer sig")

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check_promises(fix=options["fix"])
        told = f"{number(checked.cases)} ärenden jämförda, {number(checked.wrong)} skiljer sig"
        if checked.fixed:
            told += f", {number(checked.fixed)} är omskrivna"
        if checked.failed:
            told += f", {number(checked.failed)} gick inte att bedöma"
        if not checked.all_right:
            raise CommandError(f"{told}.")
        self.stdout.write(f"{told}.")
