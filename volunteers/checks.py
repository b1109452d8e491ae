"""Nothing starts while a page has not said whom it is for."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.management.base import SystemCheckError

from volunteers.routes import routes

UNDECLARED, CONTRADICTED = "access.E001", "access.E002"
DEMO_IN_USE = "login.E001"


@register(Tags.urls)
def every_route_is_declared(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """One error for each page that declares nobody, or two things at once. Run by every command
    that checks (`check`, `runserver`, `migrate`) and by the web server's door.
    """
    found: list[CheckMessage] = []
    for route in routes():
        where = f"{route.name} ({route.path})"
        if not route.declared.says_something:
            found.append(
                Error(
                    f"{where} does not say whom it is for.",
                    hint="Decorate its view with volunteers.access.roles or for_everyone.",
                    id=UNDECLARED,
                )
            )
        if route.declared.contradicts_itself:
            found.append(Error(f"{where} says two things of whom it is for.", id=CONTRADICTED))
    return found


@register(Tags.security, deploy=True)
def the_demonstration_is_not_in_use(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Part of `check --deploy`: in the demonstration a printed password is enough to log in."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "JOURCASE_DEMO är på: lösenorden visas och andra steget är av.",
            hint="Sätt JOURCASE_DEMO=0 där riktiga uppgifter ska in.",
            id=DEMO_IN_USE,
        )
    ]


def refuse_to_start_undeclared() -> None:
    """For a server that starts without a command. Raises `SystemCheckError` in words."""
    errors = [str(one) for one in run_checks(tags=[Tags.urls]) if one.is_serious()]
    if errors:
        raise SystemCheckError("\n".join(errors))
