"""manage.py replay_erasures: for after a restored backup, before anybody is let in."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.erasure import replay
from jourcase.kernel import clock
from jourcase.kernel.swedish import number


class Command(BaseCommand):
    help = (
        "Gallrar på nytt det som en återläst säkerhetskopia har fört tillbaka. Körs av "
        "`manage.py restore` innan någon släpps in."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = replay(clock.now())
        self.stdout.write(
            f"{number(done.entries)} gallringar i förteckningen, {number(done.erased)} ärenden "
            "hade kommit tillbaka och är gallrade igen."
        )
