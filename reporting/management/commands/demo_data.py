"""manage.py demo_data: fill an empty demonstration with invented people and cases."""

from argparse import ArgumentTypeError
from datetime import date
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jourcase.agreement.services import NoTermsOn
from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from reporting.demo.build import (
    AlreadyFilledError,
    Built,
    NotADemonstrationError,
    Progress,
    build,
    is_filled,
    refuse_outside_demo,
)
from reporting.demo.draw import FIRST_DAY
from reporting.demo.events import Plan
from reporting.demo.plan import last_day, make_plan
from reporting.demo.summary import summary_lines

_TELL_EVERY_PERCENT = 10


class Command(BaseCommand):
    help = (
        "Fyller en tom databas med påhittade människor och ärenden från överenskommelsens "
        "första dag till i dag. Samma frö, antal och dag ger samma data. Bara i demoläge."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="frö (annars 1)")
        parser.add_argument(
            "--cases", type=_count, metavar="N", help="antal (annars omkring 1 160 om året)"
        )
        parser.add_argument(
            "--today", type=_day, metavar="ÅÅÅÅ-MM-DD", help="sista dagen (annars i dag)"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="gör inget om det redan finns människor"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        try:
            self.refuse()
            if options["if_empty"] and is_filled():
                self.stdout.write("Det finns redan data. Inget har ändrats.")
                return
            now = clock.now()
            today = options["today"] or last_day(now)
            if today > local_date(now):
                raise CommandError(f"{today} har inte kommit än. Inget har ändrats.")
            plan = make_plan(seed=options["seed"], today=today, cases=options["cases"])
            self.stdout.write(f"Hittar på {len(plan.intakes)} ärenden till och med {today} ...")
            built = self.make(plan)
        except NotADemonstrationError as error:
            raise CommandError(
                "Påhittade data görs bara i demoläge (JOURCASE_DEMO=1). Inget har ändrats."
            ) from error
        except AlreadyFilledError as error:
            raise CommandError(
                "Databasen är inte tom, och påhittade data blandas inte med andra. Inget har "
                "ändrats. `make demo` börjar om med en ny demodatabas."
            ) from error
        except NoTermsOn as error:
            raise CommandError(
                f"Ingen överenskommelse gäller {FIRST_DAY}. Läs in den först: "
                "manage.py load_agreement FIL"
            ) from error
        for line in summary_lines(built, plan.now):
            self.stdout.write(line)
        self.stdout.write(f"Klart på {monotonic() - began:.0f} s. Allt är påhittat.")

    def refuse(self) -> None:
        refuse_outside_demo()
        if settings.PRACTICE:
            raise CommandError("Här görs övningsdata: manage.py practice_data. Inget har ändrats.")

    def make(self, plan: Plan) -> Built:
        return build(plan, progress=self._progress())

    def _progress(self) -> Progress:
        began, told = monotonic(), 0

        def tell(done: int, total: int) -> None:
            nonlocal told
            percent = 100 * done // total if total else 100
            if percent >= told + _TELL_EVERY_PERCENT:
                told = percent - percent % _TELL_EVERY_PERCENT
                self.stdout.write(f"  {told} % efter {monotonic() - began:.0f} s")
                self.stdout.flush()

        return tell


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError("skriv ett antal, minst 1")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("skriv dagen så här: 2026-05-22") from error
    if day < FIRST_DAY:
        raise ArgumentTypeError(f"skriv {FIRST_DAY} eller en senare dag")
    return day
