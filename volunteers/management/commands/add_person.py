"""Create somebody who can log in, from the server's command line."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.domain.role_rules import bootstrap_refusals
from volunteers.domain.roles import Role
from volunteers.login.invitations import address, invite
from volunteers.role_services import hold_coordinators
from volunteers.services import add_person, approve
from volunteers.words import REFUSALS


class Command(BaseCommand):
    help = "Lägger till en medarbetare och skriver ut en länk som låter personen välja lösenord."

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
        now = clock.now()
        today = local_date(now)
        try:
            validate_email(options["email"])
            with transaction.atomic():
                if Role.COORDINATOR in options["role"]:
                    refuse_if_any(bootstrap_refusals(coordinators=len(hold_coordinators())))
                user = add_person(
                    email=options["email"],
                    full_name=options["name"],
                    roles=frozenset(Role(name) for name in options["role"]),
                    started_on=today,
                    by=None,
                    now=now,
                )
                if options["approved"]:
                    approve(user=user, since=today, by=None, now=now)
                token = invite(person=user, by=None, now=now)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except RefusedError as error:
            raise CommandError(" ".join(REFUSALS[one] for one in error.refusals)) from error
        except IntegrityError as error:
            raise CommandError("Det finns redan en medarbetare med den e-posten.") from error
        self.stdout.write(f"Ge den här länken till {user.short_name}, helst i handen:\n")
        self.stdout.write(address(token))
        self.stdout.write("Den fungerar en gång, i tre dygn, och går inte att visa igen.")
