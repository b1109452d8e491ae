"""The door: a page opens only for the roles that it declares."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from jourcase.kernel import audit
from volunteers.domain.roles import foremost
from volunteers.models import User
from volunteers.routes import declared


class RoleRefusedError(PermissionDenied):
    """The role is not for this page. The text is shown to the person."""


class Acting:
    """Every trace that a request leaves says in which role the person acted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def who() -> audit.Actor:
            user = request.user
            if not isinstance(user, User):
                return audit.Actor(None, audit.NOBODY)
            return audit.Actor(user.pk, foremost(user.roles))

        with audit.acting(who):
            return self.get_response(request)


class RoleGate:
    """Default deny. What lies behind an open page is decided by each app's `access`.

    A refusal leaves one row in the audit log: `jourcase.refused`, as every refusal does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        whom = declared(view)
        if not isinstance(request.user, User) or whom.lets_in(request.user):
            # Whoever is not logged in has met the log-in middleware, or an open page.
            return
        is_board = request.user.is_board
        raise RoleRefusedError("Styrelsen ser siffror, inte personer." if is_board else "")
