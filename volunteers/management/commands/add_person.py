"""Create somebody who can log in, from the server's command line."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from volunteers.domain.roles import Role
from volunteers.services import add_person, approve


class Command(BaseCommand):
    help = "Lägger till en medarbetare. Lösenordet frågas efter och visas aldrig."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="För- och efternamn inom citattecken")
        parser.add_argument(
            "--role",
            action="append",
            required=True,
            choices=[role.value for role in Role],
            help="Kan anges flera gånger",
        )
        parser.add_argument(
            "--approved", action="store_true", help="Godkänd av styrelsen från och med i dag"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("Lösenord (minst 15 tecken): ")
        now = clock.now()
        today = local_date(now)
        try:
            validate_email(options["email"])
            validate_password(password)
            with transaction.atomic():
                user = add_person(
                    email=options["email"],
                    full_name=options["name"],
                    roles=frozenset(Role(name) for name in options["role"]),
                    started_on=today,
                    password=password,
                    by=None,
                    now=now,
                )
                if options["approved"]:
                    approve(user=user, since=today, by=None, now=now)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError("Det finns redan en medarbetare med den e-posten.") from error
        self.stdout.write(f"{user.short_name} kan nu logga in.")
