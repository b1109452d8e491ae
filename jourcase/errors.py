"""The pages for what went wrong: what happened, what is kept, what to do.

Nothing of what was sent stands on them. Those for 403, 404 and 409 keep the person's menu, so that
they can go on working; the others are made without the request, since what broke may be the very
thing that fills in a page. A refusal carries a short code, which `jourcase.refused` records.
"""

import errno
import sys
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from jourcase.logs import request_id
from jourcase.shell import help_line, invented_words
from volunteers.middleware import RoleRefusedError
from volunteers.models import User

# A database that is restarted is back within this time; a browser or a proxy may try again then.
RETRY_SECONDS = 30
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


class ErrorPage(HttpResponse):
    """An answer with one of the templates in templates/errors."""

    def __init__(
        self,
        template: str,
        *,
        status: int,
        refused: str = "",
        request: HttpRequest | None = None,
        context: dict[str, Any] | None = None,
    ) -> None:
        said = context or {}
        if request is None:
            nobody = {"user": AnonymousUser(), "csrf_token": ""}
            said = {"help_url": "", **help_line(), **invented_words(), **nobody, **said}
        super().__init__(render_to_string(template, said, request), status=status)
        self.refused = refused


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return ErrorPage("errors/413.html", status=413, refused="too-large")
    if isinstance(exception, SessionInterrupted) and _began_with_one_away(exception):
        return unavailable()
    code = "host" if isinstance(exception, DisallowedHost) else "malformed"
    return ErrorPage("errors/400.html", status=400, refused=code)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """An address that only takes a form was opened: a page loaded again, or a late log-in."""
    return ErrorPage("errors/400.html", status=405, refused="method")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    is_role = isinstance(exception, RoleRefusedError)
    # Only our own gate speaks to people.
    context = {"words": str(exception) if is_role else ""}
    code = "role" if is_role else "access"
    return ErrorPage("errors/403.html", status=403, refused=code, request=request, context=context)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    user = getattr(request, "user", None)
    may_search = isinstance(user, User) and (user.is_coordinator or user.is_volunteer)
    context = {"search_url": reverse("cases:search")} if may_search else {}
    return ErrorPage("errors/404.html", status=404, request=request, context=context)


def conflict(request: HttpRequest) -> HttpResponse:
    return ErrorPage("errors/409.html", status=409, request=request)


def too_many(request: HttpRequest, wait_seconds: int = 60) -> HttpResponse:
    page = ErrorPage("errors/429.html", status=429)
    page.headers["Retry-After"] = str(wait_seconds)
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault, or that of what we stand on: a database that is away, locked or full."""
    if _is_for_a_while(sys.exception()):
        return unavailable()
    return ErrorPage("errors/500.html", status=500, context={"error_id": request_id()})


def unavailable() -> HttpResponse:
    """What we stand on is away for a while."""
    page = ErrorPage("errors/503.html", status=503)
    page.headers["Retry-After"] = str(RETRY_SECONDS)
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return ErrorPage("errors/403_csrf.html", status=403, refused="csrf", request=request)


def _began_with_one_away(error: BaseException | None) -> bool:
    """A database that goes away while the session is saved, after all else was done, comes to us
    as a session that was interrupted.
    """
    while error is not None and not _is_for_a_while(error):
        error = error.__context__
    return error is not None


def _is_for_a_while(error: BaseException | None) -> bool:
    """True for what passes by itself, or when somebody has mended the machine."""
    if isinstance(error, OSError):
        return error.errno in _NO_SPACE
    return isinstance(error, OperationalError | InterfaceError)
