"""manage.py load_agreement FILE: store the agreement that a data file describes."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from jourcase.agreement.domain.agreement_file import AgreementFile
from jourcase.agreement.domain.file_checks import read_agreement_file
from jourcase.agreement.domain.file_problems import FileProblem
from jourcase.agreement.loading import Difference, LoadOutcome
from jourcase.agreement.services import LoadRefused, load_agreement
from jourcase.agreement.words import problem_text
from jourcase.kernel import clock


class Command(BaseCommand):
    help = (
        "Läser in en överenskommelse från en datafil (TOML). Filen prövas i sin helhet först; "
        "är något fel skrivs alla fel ut och inget ändras. Kan köras hur många gånger som helst."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FIL", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="låt filen gälla där det som är sparat skiljer sig (annars behålls det sparade)",
        )

    def handle(self, *args: object, **options: object) -> None:
        path, replace = options["file"], bool(options["replace"])
        if not isinstance(path, Path):
            path = Path(str(path))
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Filen {path} går inte att läsa: {error.strerror}.") from error
        read = read_agreement_file(raw)
        if not isinstance(read, AgreementFile):
            raise CommandError(_refused(path, read))
        try:
            outcome = load_agreement(read, by_id=None, now=clock.now(), replace=replace)
        except LoadRefused as refused:
            raise CommandError(_refused(path, refused.problems)) from refused
        self._tell(outcome)

    def _tell(self, outcome: LoadOutcome) -> None:
        for kind, count in outcome.created.items():
            self.stdout.write(f"Nya {kind}: {count}")
        for difference in outcome.replaced:
            self.stdout.write(f"Ändrat {_shown(difference)}")
        for difference in outcome.kept:
            self.stdout.write(f"Behållet {_shown(difference)}")
        if outcome.kept:
            self.stdout.write(
                "Det sparade skiljer sig från filen och har behållits. "
                "Kör igen med --replace för att låta filen gälla."
            )
        if not outcome.has_changes:
            self.stdout.write("Överenskommelsen var redan inläst. Inget har ändrats.")


def _shown(difference: Difference) -> str:
    return (
        f"{difference.kind} {difference.row}, {difference.field}: "
        f"sparat {difference.stored}, i filen {difference.in_file}"
    )


def _refused(path: Path, problems: list[FileProblem]) -> str:
    count = "ett fel" if len(problems) == 1 else f"{len(problems)} fel"
    lines = [f"{path.name} har {count}. Inget har ändrats."]
    return "\n".join([*lines, *(f"  {problem_text(problem)}" for problem in problems)])
