"""Fills an empty database for the kill tests, in a process of its own, and prints who is in it.

Everybody is logged in already and has cases of their own to ring about.
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

import tests.infrastructure.logged_in  # noqa: E402, F401 - sessions with a second factor
from jourcase.kernel import clock  # noqa: E402
from tests.factories import open_case, someone  # noqa: E402
from volunteers.domain.roles import Role  # noqa: E402

PEOPLE = 16
CASES_EACH = 3


def main() -> None:
    for alias in settings.DATABASES:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    now = clock.now()
    people = []
    for number in range(PEOPLE):
        user = someone(f"Person{number} Påhittad", Role.COORDINATOR, Role.VOLUNTEER, approved=True)
        cases = [
            open_case(by=user, received_at=now - timedelta(days=2), now=now - timedelta(days=1))
            for _ in range(CASES_EACH)
        ]
        client = Client()
        client.force_login(user)
        people.append(
            {
                "id": user.pk,
                "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "cases": [{"id": case.pk, "public_id": str(case.public_id)} for case in cases],
            }
        )
    json.dump(people, sys.stdout)


if __name__ == "__main__":
    main()
