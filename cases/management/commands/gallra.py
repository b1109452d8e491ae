"""manage.py gallra: erase what is due; the same as the daily task does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.domain.rules import CaseRefusal
from cases.models import Case
from cases.services.retention import erase_closed, gallra
from cases.words import REFUSALS
from jourcase.kernel import clock
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.swedish import number
from jourcase.kernel.vacuum import Swept

_ABOUT_SPACE = {
    Swept.DONE: "",
    Swept.LATER: ". Utrymmet städas vid nästa körning",
    Swept.NOT_OURS: (
        ". Utrymmet är inte städat: rollen äger inte tabellerna. Kör kommandot som ägaren"
    ),
}


class Command(BaseCommand):
    help = (
        "Gallrar avslutade ärenden vars gallringstid har gått, och avslutar det som avbröts. "
        "Slutar med felkod 1 om något inte gick."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="visa antalet, ändra inget")
        parser.add_argument(
            "--now-case",
            metavar="ÄRENDENUMMER",
            help="gallra ett avslutat ärende nu, när ingen kan göra det på sidan",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["now_case"]:
            self._one(options["now_case"], dry_run=options["dry_run"])
            return
        done = gallra(now=now, dry_run=options["dry_run"])
        if options["dry_run"]:
            self.stdout.write(f"{number(done.erased)} ärenden skulle gallras. Inget har ändrats.")
            return
        told = f"{number(done.erased)} ärenden gallrade"
        for count, words in (
            (done.finished, "avbrutna slutfördes"),
            (done.held, "väntar på ett samtal eller en bedömning"),
            (done.failed, "gick inte att gallra"),
        ):
            told += f", {number(count)} {words}" if count else ""
        told += _ABOUT_SPACE[done.swept]
        if done.failed:
            raise CommandError(f"{told}. Se loggen.")
        self.stdout.write(f"{told}.")

    def _one(self, reference: str, *, dry_run: bool) -> None:
        case = Case.objects.kept().filter(reference=reference).first()
        if case is None:
            raise CommandError("Det finns inget sådant ärende.")
        if case.closed_at is None:
            raise CommandError(
                "Ärendet är öppet. Två personer gallrar det på ärendets sida, eller avsluta det "
                "först."
            )
        if dry_run:
            self.stdout.write("Ärendet skulle gallras. Inget har ändrats.")
            return
        try:
            erase_closed(case, now=clock.now())
        except RefusedError as error:
            words = [REFUSALS[one] for one in error.refusals if isinstance(one, CaseRefusal)]
            raise CommandError(" ".join(sorted(words))) from error
        self.stdout.write("Ärendet är gallrat.")
