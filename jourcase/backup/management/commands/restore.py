"""manage.py restore: prove a backup, or read it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jourcase.backup import restoring
from jourcase.backup.domain.receipt import What
from jourcase.backup.domain.refusals import RestoreRefusedError
from jourcase.backup.proving import Proof
from jourcase.backup.words import refusal_words
from jourcase.kernel import clock
from jourcase.kernel.local_time import local
from jourcase.kernel.swedish import number


class Command(BaseCommand):
    help = (
        "Läser in en säkerhetskopia, eller prövar den med --check i en tillfällig databas. "
        "Nyckelförrådet läses in före uppgifterna. Det som gallrats sedan kopian gjordes gallras "
        "på nytt innan något kan öppnas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="kopian, med kvittot bredvid")
        parser.add_argument(
            "--identity", type=Path, required=True, help="filen med den hemliga age-nyckeln"
        )
        parser.add_argument("--check", action="store_true", help="pröva bara; inget ändras")
        parser.add_argument(
            "--keys", type=Path, help="med --check: pröva mot den här kopian av nyckelförrådet"
        )
        parser.add_argument("--into", default="", help="en annan databas, som DATABASE_URL")
        parser.add_argument(
            "--replace", default="", metavar="NAMN", help="ersätt allt i databasen med det namnet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file, identity, now = options["file"], options["identity"], clock.now()
        if options["keys"] and not options["check"]:
            raise CommandError("--keys hör ihop med --check. Läs in nyckelförrådet för sig, först.")
        try:
            if options["check"]:
                proof = restoring.check(file, identity=identity, keys=options["keys"], now=now)
            else:
                proof = restoring.restore(
                    file,
                    identity=identity,
                    into=options["into"],
                    replace=options["replace"],
                    now=now,
                )
        except RestoreRefusedError as error:
            raise CommandError(refusal_words(error.refusal, error.about)) from error
        self._tell(proof)
        self.stdout.write(
            "Kopian håller. Inget har ändrats." if options["check"] else "Kopian är inläst."
        )
        if not options["check"]:
            self.stdout.write(
                "Kör nu manage.py doctor, och på PostgreSQL först manage.py grant_roles ROLL. Alla "
                "behöver logga in på nytt."
            )

    def _tell(self, proof: Proof) -> None:
        receipt = proof.receipt
        is_data = receipt.what == What.DATA.value
        self.stdout.write(
            f"{'Uppgifter' if is_data else 'Nyckelförråd'} från "
            f"{local(receipt.made_at):%Y-%m-%d kl. %H.%M}, {receipt.engine}: "
            f"{number(proof.rows)} rader i {len(receipt.rows)} tabeller, som kvittot säger."
        )
        if is_data:
            self.stdout.write(f"Loggens kedja håller: {number(proof.events)} händelser.")
            self.stdout.write(f"Prov av skyddade texter: {proof.texts_opened} öppnade.")
            if proof.texts_without_key:
                self.stdout.write(
                    f"{proof.texts_without_key} prov har ingen nyckel: de är gallrade efter kopian."
                )
            if proof.ends_before_anchor:
                self.stdout.write("Loggen i kopian slutar före det senaste ankaret.")
        else:
            self.stdout.write(f"Huvudnycklarna öppnar alla nycklar: {number(proof.keys_opened)}.")
        if proof.migrations_run:
            self.stdout.write(
                f"Databasen ändrades till den här versionen: {', '.join(proof.migrations_run)}."
            )
