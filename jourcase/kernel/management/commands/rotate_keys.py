"""Wrap every data key with the newest key-encryption key. Stopped at any point, it goes on.

The texts themselves are not touched: their own keys stay. When it says that an old key-encryption
key is no longer used, that one may leave JOURCASE_KEKS, once the backups of the key store that need
it are gone.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from jourcase.keystore import store


class Command(BaseCommand):
    help = "Lägger om alla datanycklar till den nyaste huvudnyckeln. Kan avbrytas och köras igen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="nycklar åt gången (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        try:
            while count := store.rewrap(at_most=max(1, options["batch"])):
                done += count
                if options["verbosity"] > 1:
                    self.stdout.write(f"{done} nycklar omlagda ...")
        except store.KeyMissingError as error:
            raise CommandError(
                f"{done} nycklar omlagda. Resten behöver huvudnyckeln {error}, som inte finns i "
                "JOURCASE_KEKS eller är en annan. Lägg tillbaka den sist i listan och kör igen."
            ) from error
        if done:
            with transaction.atomic():
                audit.record(by_id=None, action=Action.KEYS_ROTATED, now=clock.now())
        self.stdout.write(f"Omlagda nycklar: {done}")
        for kek_id in list(settings.KEKS)[1:]:
            left = store.wrapped_by(kek_id)
            self.stdout.write(
                f"{kek_id}: används av {left} nycklar"
                if left
                else f"{kek_id}: används inte längre. Den får lämna JOURCASE_KEKS när de "
                "säkerhetskopior av nyckelförrådet som behöver den är borta."
            )
