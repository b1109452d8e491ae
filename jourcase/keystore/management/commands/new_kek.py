"""Print a new key-encryption key, to be put first in JOURCASE_KEKS."""

import base64
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jourcase.keystore.crypto import new_key
from jourcase.keystore.wrapping import read_keks


class Command(BaseCommand):
    help = "Skriver ut en ny nyckel att sätta först i JOURCASE_KEKS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="Nyckelns namn, till exempel 2027-01")

    def handle(self, *args: Any, **options: Any) -> None:
        line = f"{options['name']}:{base64.b64encode(new_key()).decode()}"
        read_keks(line)
        self.stdout.write(line)
