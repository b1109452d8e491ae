"""What every request passes: the length of a session, and the second factor."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from jourcase.kernel import clock
from jourcase.kernel.audit import Action
from jourcase.kernel.practice import only_invented
from volunteers.login import sessions
from volunteers.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def before_second_factor(view: View) -> View:
    """Declare a page that a person without a second factor may open: what they need to get one."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


class SessionLimits:
    """Ends a session eight hours after its log-in, however busy it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            now = clock.now()
            if sessions.has_outlived(request, now=now):
                sessions.leave(request, action=Action.SESSION_ENDED, now=now)
            else:
                sessions.touch(request, now=now)
        return self.get_response(request)


class SecondFactorGate:
    """Outside the demonstration a session without a second factor sees only how to get one."""

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
    ) -> HttpResponse | None:
        if not isinstance(request.user, User) or not getattr(view, "login_required", True):
            return None
        if may_go_on(request) or getattr(view, "before_second_factor", False):
            return None
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect(reverse("volunteers:enrol"))
        return redirect("volunteers:enrol")


def may_go_on(request: HttpRequest) -> bool:
    """True when this session may see more than how to get a second factor."""
    return only_invented() or sessions.is_full(request)
