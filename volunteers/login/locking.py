"""The lock of a session: kept by the server, so that a curtain in the browser is not all.

A locked session answers nothing but how to unlock it or leave. Which requests are signs of a
person is declared on the views: a page that asks by itself is not.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from volunteers.domain.locking import NOTED_EVERY, is_left
from volunteers.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# What the page's script sends to be told, instead of being led away from what has been typed.
ON_THE_SPOT = "X-On-The-Spot"
_ACTIVE, _LOCKED, _IN_CALL = "lock_active", "lock_locked", "lock_in_call"


def while_locked(view: View) -> View:
    """Declare a page that answers although the screen is locked."""
    view.while_locked = True  # type: ignore[attr-defined]
    return view


def by_itself(view: View) -> View:
    """Declare an address that pages call without anybody touching them."""
    view.by_itself = True  # type: ignore[attr-defined]
    return view


def in_call(view: View) -> View:
    """Declare a page that stands open during a call, which may be long and silent, or what leads
    to it.
    """
    view.in_call = True  # type: ignore[attr-defined]
    return view


def is_shared(request: HttpRequest) -> bool:
    """Whether this browser is marked as one that others use too."""
    return request.COOKIES.get(settings.SHARED_COOKIE_NAME) == "1"


def is_locked(request: HttpRequest) -> bool:
    return bool(request.session.get(_LOCKED))


def lock(request: HttpRequest, *, now: datetime) -> None:
    """Lock this session, and note it once."""
    if not is_locked(request):
        request.session[_LOCKED] = True
        audit.record(by_id=request.user.pk, action=Action.SCREEN_LOCKED, now=now)


def unlock(request: HttpRequest, *, now: datetime) -> None:
    """The person has shown who they are."""
    request.session[_LOCKED] = False
    request.session[_ACTIVE] = int(now.timestamp())
    audit.record(by_id=request.user.pk, action=Action.SCREEN_UNLOCKED, now=now)


def _idle_since(request: HttpRequest) -> datetime | None:
    stored = request.session.get(_ACTIVE)
    return datetime.fromtimestamp(stored, UTC) if isinstance(stored, int) else None


def note_act(request: HttpRequest, *, during_call: bool, now: datetime) -> None:
    """Somebody is here. Written once a minute, or when a call begins or ends."""
    active = _idle_since(request)
    if active is None or now - active >= NOTED_EVERY:
        request.session[_ACTIVE] = int(now.timestamp())
    if bool(request.session.get(_IN_CALL)) != during_call:
        request.session[_IN_CALL] = during_call


class ScreenLock:
    """Locks a session that has been left, and answers for it while it is locked."""

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
        now = clock.now()
        active = _idle_since(request)
        calling = bool(request.session.get(_IN_CALL))
        idle = None if active is None else now - active
        if idle is not None and is_left(idle, in_call=calling, is_shared=is_shared(request)):
            lock(request, now=now)
        if is_locked(request):
            return None if getattr(view, "while_locked", False) else _closed(request)
        if not getattr(view, "by_itself", False):
            note_act(request, during_call=getattr(view, "in_call", False), now=now)
        return None


def _closed(request: HttpRequest) -> HttpResponse:
    """How to unlock. A page's own script is only told: it keeps what stands on the screen."""
    if ON_THE_SPOT in request.headers:
        return HttpResponse(status=401)
    address = reverse("volunteers:unlock")
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(address)
    if request.method == "GET":
        address += f"?{urlencode({'next': request.path})}"
    return redirect(address)
