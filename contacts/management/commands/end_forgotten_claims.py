"""manage.py end_forgotten_claims: free the cases whose claim has run out."""

from typing import Any

from django.core.management.base import BaseCommand

from contacts.services.calls import end_forgotten_claims
from jourcase.kernel import clock


class Command(BaseCommand):
    help = "Släpper ärenden som någon har börjat ringa och sedan lämnat i mer än tjugo minuter."

    def handle(self, *args: Any, **options: Any) -> None:
        freed = end_forgotten_claims(now=clock.now())
        self.stdout.write(f"{freed} släppta.")
