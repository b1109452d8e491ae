"""manage.py drain_outbox: do what waits in the outbox, once or for as long as it runs."""

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from jourcase.kernel import clock
from jourcase.outbox import periodic, timer


class Command(BaseCommand):
    help = "Gör det som väntar i utkorgen. Webbservern gör det också själv, var femte sekund."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="fortsätt tills processen avslutas")
        parser.add_argument("--every", type=float, default=2.0, help="sekunder mellan varven")

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        if not loop:
            done = periodic.do_round(now=clock.now(), limit=10_000)
            self.stdout.write(f"{done} gjorda.")
            return
        pause = threading.Event()
        while not pause.wait(every):
            timer.one_round()
