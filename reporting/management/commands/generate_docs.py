"""Write the documents that are made from code, or check that they are up to date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.generated_docs import DOCUMENTS, folder


class Command(BaseCommand):
    help = "Skriver dokumenten som görs ur koden. Med --check jämförs de bara."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for name, make in DOCUMENTS.items():
            path, text = folder() / name, make()
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
            else:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"docs/{name}")
        if stale:
            raise CommandError(
                f"Inaktuella dokument: {', '.join(stale)}. Kör `manage.py generate_docs`."
            )
