"""The door: a page opens only for the roles that it declares."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from volunteers.domain.roles import Role
from volunteers.models import User


class RoleRefusedError(PermissionDenied):
    """The role is not for this page. The text is shown to the person."""


class RoleGate:
    """Default deny. What lies behind an open page is decided by each app's `access`."""

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
        if not isinstance(request.user, User) or not getattr(view, "login_required", True):
            return
        if getattr(view, "for_everyone", False):
            return
        allowed: frozenset[Role] = getattr(view, "allowed_roles", frozenset())
        if request.user.roles & allowed:
            return
        if request.user.is_board:
            raise RoleRefusedError("Styrelsen ser siffror, inte personer.")
        raise RoleRefusedError("")
